"""The session inventory of ClubOS, read. No field of it is known: nothing is taken on faith.

Nobody ever kept a body of `/api/inventory/detailed` (clubos.md 6.8). Sessions left are believed
only where the answer itself proves what its fields mean; the rule is `_proven`. Everything else is
a number of entries "not understood".
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gymdesk.api.clubos_values import lenient_day, read_id, read_json, said_error, wrong
from gymdesk.domain.inventory import Inventory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

WHAT: Final = "the session inventory"

_COUNTED: Final = frozenset({"session", "sessions", "unit", "units", "visits", "quantity"})
"""What may be counted. A bare "total" is money elsewhere in ClubOS."""

_TOTAL: Final = frozenset({"total", "purchased", "bought", "granted"})
_USED: Final = frozenset({"used", "consumed", "redeemed"})
_LEFT: Final = frozenset({"remaining", "left"})

_MOST: Final = 9999
"""Nobody has more sessions in one entry: a larger number is an id, or minor units of money."""

_DEEPEST: Final = 6
_PART: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_STATES: Final = frozenset({"active", "available"})
_UNDONE: Final = (
    *("void", "cancel", "delet", "refund", "suspend", "frozen", "freez", "archiv"),
    *("forfeit", "inactiv", "revers"),
)


@dataclass(frozen=True)
class FoundInventory:
    """An inventory, the members whom its entries name, and whether each of them names one."""

    inventory: Inventory
    member_ids: frozenset[str]
    all_named: bool


def inventory(text: str, today: date) -> FoundInventory:
    """Return what an answer holds; raises WrongAnswer where it is no list of objects.

    *today* is a day in UTC: what expires on it may have expired at the club.
    """
    value = read_json(text, WHAT)
    if said_error(value):
        wrong(WHAT, "an error")
    if isinstance(value, dict) and isinstance(value.get("data"), list):
        value = value["data"]
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        wrong(WHAT, "another JSON value")
    ids = [read_id(item.get("memberId")) for item in value]
    return FoundInventory(
        Inventory(len(value), sessions_left(value, today)),
        frozenset(key for key in ids if key is not None),
        bool(ids) and None not in ids,
    )


def sessions_left(entries: Sequence[Mapping[str, Any]], today: date) -> int | None:
    """Return how many sessions are left over all entries; None where that is not proven.

    Proven means all of this:
    - the entries have keys that say total, used and left of one and the same countable thing
      (`totalUnits`, `usedUnits`, `remainingUnits`), and there is but one such thing;
    - every entry has all three as whole numbers from 0 to 9999, and total = used + left in each;
    - in at least one entry something was used: where nothing is, the sum says nothing;
    - no two entries have one id or are alike in everything: a list told twice would count twice;
    - no entry with something left says anything that could take it back: an end that has come or is
      no day, a state that is not "active" or "available", a mark that it was cancelled or the like.
    """
    found = _proven(entries)
    if found is None or _twins(entries):
        return None
    left: list[int] = [item[found] for item in entries]
    with_left = [item for item, n in zip(entries, left, strict=True) if n > 0]
    if any(_may_be_over(item, today, _DEEPEST) for item in with_left):
        return None
    return sum(left)


def _proven(entries: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the key under which each entry proves to say what is left, None if there is none."""
    things = set().union(*(_things(item) for item in entries))
    if len(things) != 1:  # sessions and units side by side: which of them is asked for?
        return None
    totals, used, left = (_keys(entries, role, *things) for role in (_TOTAL, _USED, _LEFT))
    if len(totals) != 1 or len(used) != 1 or len(left) != 1:
        return None
    numbers: list[list[Any]] = [
        [item.get(key) for key in (*totals, *used, *left)] for item in entries
    ]
    if not all(type(n) is int and 0 <= n <= _MOST for row in numbers for n in row):
        return None
    if any(row[0] != row[1] + row[2] for row in numbers) or not any(row[1] for row in numbers):
        return None
    return next(iter(left))


def _twins(entries: Sequence[Mapping[str, Any]]) -> bool:
    ids = [str(item["id"]) for item in entries if item.get("id") is not None]
    whole = {json.dumps(item, sort_keys=True, default=str) for item in entries}
    return len(set(ids)) < len(ids) or len(whole) < len(entries)


def _things(item: Mapping[str, Any]) -> set[str]:
    """Return of what an entry says a part: "units" where it has `usedUnits`."""
    found = set()
    for key in item:
        words = _words(key)
        if words & (_TOTAL | _USED | _LEFT) and len(words) > 1:
            found.add(" ".join(sorted(words - _TOTAL - _USED - _LEFT)))
    return {thing for thing in found if thing in _COUNTED}


def _keys(entries: Sequence[Mapping[str, Any]], role: frozenset[str], thing: str) -> set[str]:
    return {
        key
        for item in entries
        for key in item
        if len(words := _words(key)) == 2 and words & role and thing in words
    }


def _words(key: str) -> set[str]:
    return {part.casefold() for part in _PART.findall(key)}


def _may_be_over(value: object, today: date, deeper: int) -> bool:
    """Return whether anything in an entry could mean that what is left does not count."""
    if not isinstance(value, dict | list):
        return False
    if not deeper:
        return True  # nobody has looked at what lies below
    parts: Iterator[object]
    if isinstance(value, dict):
        if any(_takes_back(key, part, today) for key, part in value.items()):
            return True
        parts = iter(value.values())
    else:
        parts = iter(value)
    return any(_may_be_over(part, today, deeper - 1) for part in parts)


def _takes_back(key: str, value: object, today: date) -> bool:
    words = _words(key)
    if value is None or value is False or value == "":
        return bool(words & {"active", "enabled", "valid"})
    if any(w.startswith("expir") or w in {"exp", "end", "ends", "until"} for w in words):
        day = lenient_day(value)
        return day is None or day <= today
    if words & {"status", "state"}:
        return not isinstance(value, str) or value.strip().casefold() not in _STATES
    if words & {"active", "enabled", "valid"}:
        return value is not True
    return any(w.startswith(_UNDONE) for w in words)
