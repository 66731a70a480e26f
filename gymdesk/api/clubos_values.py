"""Single values of what ClubOS sends: JSON, ids, days, names, texts. Nothing is guessed."""

from __future__ import annotations

import html
import json
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NoReturn

from gymdesk.errors import WrongAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE: Final = "ClubOS"

_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?")
_BLANKS: Final = re.compile(r"\s+")
_KEY: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
_RAW_LENGTH: Final = 60
_NAME_FIELDS: Final = ("name", "fullName", "salespersonName", "displayName")


# --- JSON -----------------------------------------------------------------------------------------


def read_json(text: str, what: str) -> Any:
    """Return the JSON value, numbers exact; raises WrongAnswer for all that is not plain JSON."""
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_twins
        )
    except (ValueError, ArithmeticError, RecursionError) as error:
        # ArithmeticError: an exponent beyond all bounds, such as 1e99999999999999999999
        found = "a page" if text.lstrip()[:1] == "<" else "something unreadable"
        raise WrongAnswer(SOURCE, what, found) from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        msg = "a key stands twice"
        raise ValueError(msg)
    return found


def said_error(value: object) -> bool:
    """Return whether the JSON value is an error in the clothes of an answer."""
    return isinstance(value, dict) and (
        "error" in value
        or bool(value.get("errors"))
        or (set(value) <= {"message", "status"} and "message" in value)
    )


def wrong(what: str, found: str) -> NoReturn:
    """Raise WrongAnswer: *found* came instead of *what*."""
    raise WrongAnswer(SOURCE, what, found)


# --- single values --------------------------------------------------------------------------------


def read_day(value: object) -> date | None:
    """Return the calendar day of "YYYY-MM-DD" (a time after it is ignored); None for null.

    Raises ValueError for everything else.
    """
    if value is None or value == "":
        return None
    match = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        msg = "not a day"
        raise ValueError(msg)
    return date(int(match[1]), int(match[2]), int(match[3]))


def lenient_day(value: object) -> date | None:
    """Return the calendar day; None for null and for what is none."""
    try:
        return read_day(value)
    except ValueError:
        return None


def read_id(value: object) -> str | None:
    """Return an id as text, None for what could not be part of an address."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    key = str(value).strip()
    return key if _KEY.fullmatch(key) else None


def raw_text(value: object) -> str | None:
    """Return a code or word as it came; what is neither is kept by its kind alone."""
    if value is None:
        return None
    known = isinstance(value, str | int | Decimal)
    return clean(str(value))[:_RAW_LENGTH] if known else type(value).__name__


def plain_text(value: object) -> str | None:
    """Return a text with its entities decoded, None for what is none."""
    return clean(html.unescape(value)) or None if isinstance(value, str) else None


def clean(text: str) -> str:
    """Return *text* with single blanks, and as something that can be stored and printed."""
    # a lone half of a surrogate pair could be neither
    whole = text.encode("utf-8", errors="replace").decode("utf-8")
    return _BLANKS.sub(" ", whole.replace("\0", "")).strip()


def email_of(value: object) -> str | None:
    """Return an e-mail address; None for a word that stands in its place, such as "N/A"."""
    text = plain_text(value)
    return text if text and "@" in text and " " not in text else None


def phone_of(value: object) -> str | None:
    """Return a phone number as it is written; None for what has no digit."""
    text = plain_text(str(value)) if isinstance(value, int | str) else None
    return text if text and any(c.isdecimal() for c in text) else None


def person_name(item: Mapping[str, Any]) -> str | None:
    """Return a person's name from `name` or `firstName` and `lastName`, entities decoded."""
    for field in _NAME_FIELDS:
        if isinstance(item.get(field), str) and item[field].strip():
            return clean(html.unescape(item[field]))
    parts = [item.get("firstName"), item.get("lastName")]
    joined = " ".join(p.strip() for p in parts if isinstance(p, str) and p.strip())
    return clean(html.unescape(joined)) or None
