"""Changes and looks as texts of the store, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from gymdesk.domain.outbox import KINDS, FieldChange, Intent, Sale, Sight

if TYPE_CHECKING:
    from collections.abc import Mapping


def intent_text(intent: Intent) -> str:
    """Return a change as text."""
    return json.dumps(asdict(intent), ensure_ascii=False, sort_keys=True, default=_as_text)


def intent_of(kind: str, text: str) -> Intent:
    """Return the change that a text holds; raises ValueError where it holds none."""
    values: dict[str, Any] = json.loads(text)
    if "changes" in values:
        values["changes"] = tuple(FieldChange(**change) for change in values["changes"])
    if values.get("sale") is not None:
        values["sale"] = _sale(values["sale"])
    try:
        return KINDS[kind](**values)
    except (KeyError, TypeError) as error:
        msg = f"not a change of the kind {kind}"
        raise ValueError(msg) from error


def sight_text(sight: Sight | None) -> str | None:
    """Return what a look showed as text."""
    return None if sight is None else json.dumps(asdict(sight), ensure_ascii=False, sort_keys=True)


def sight_of(text: str | None) -> Sight | None:
    """Return what a look showed."""
    if text is None:
        return None
    values = json.loads(text)
    return Sight(values["values"], tuple(values["keys"]), values["there"])


def _sale(values: Mapping[str, Any]) -> Sale:
    return Sale(**{**values, "start_on": date.fromisoformat(values["start_on"])})


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    msg = f"{type(value).__name__} is part of no change"
    raise TypeError(msg)
