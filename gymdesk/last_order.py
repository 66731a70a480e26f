"""The order in which the call list last stood on this PC: the first rows of the next start have it.

Working the list out takes half as long again as reading it, and the first rows must not wait. What
is kept are ids alone; a list of yesterday is put right a second later, when the cases are read.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gymdesk.domain.client import ClientId

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from gymdesk.rows import ClientRow


@dataclass(frozen=True)
class LastOrder:
    """Who was to be called, in that order, and who not; `club_uid` tells whose list it was."""

    club_uid: str
    to_do: tuple[ClientId, ...]
    off: tuple[ClientId, ...]

    def arranged(self, rows: Iterable[ClientRow]) -> list[ClientRow]:
        """Return the rows in this order; whoever is new comes last, in the order they had."""
        place = {key: n for n, key in enumerate((*self.to_do, *self.off))}
        return sorted(rows, key=lambda row: place.get(row.client_id, len(place)))


def keep_order(path: Path, order: LastOrder) -> None:
    """Write the order; raises OSError."""
    whole = {"club": order.club_uid, "to_do": order.to_do, "off": order.off}
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(json.dumps(whole), encoding="ascii")
    os.replace(fresh, path)  # noqa: PTH105 (a power cut leaves the old one or the new one)


def last_order(path: Path, club_uid: str) -> LastOrder | None:
    """Return what was kept of a club; None where there is nothing that can be read."""
    try:
        whole = json.loads(path.read_text(encoding="ascii"))
        if whole["club"] != club_uid:
            return None
        return LastOrder(club_uid, _ids(whole["to_do"]), _ids(whole["off"]))
    except (OSError, ValueError, TypeError, LookupError):
        return None


def _ids(listed: Sequence[object]) -> tuple[ClientId, ...]:
    return tuple(ClientId(int(key)) for key in listed)  # type: ignore[call-overload]
