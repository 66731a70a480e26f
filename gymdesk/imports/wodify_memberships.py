"""The "All Memberships" export of WODIFY: who has which membership, from when to when. Pure.

The file holds no price by the month: its two totals are those of a whole commitment, and are not
read. A line that cannot be read is reported with its number and costs only itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NoReturn

from gymdesk.errors import BadImport
from gymdesk.imports.clubos_export import LONGEST_CELL, LineTrouble
from gymdesk.imports.csv_text import places_of, rows_of, text_of, titled_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS: Final = ("client id", "client name", "membership id", "membership")
_ID: Final = re.compile(r"[0-9]{1,18}")
_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T][0-9:.Z]+)?")
_WRITTEN: Final = re.compile(r"([A-Za-z]{3})[a-z]*\.? ([0-9]{1,2}), ([0-9]{4})")
_MONTHS: Final = tuple("JanFebMarAprMayJunJulAugSepOctNovDec"[n : n + 3] for n in range(0, 36, 3))
_SENTINEL: Final = 1900
"""The year of WODIFY's "there is none"."""
_YES: Final = frozenset({"yes", "true", "1", "on", "y"})
_NO: Final = frozenset({"no", "false", "0", "off", "n"})


@dataclass(frozen=True)
class ExportedMembership:
    """One line. `end_on` None = the file does not say; so does `auto_renew` None."""

    line: int
    membership_id: str
    client_id: str
    client_name: str
    name: str
    kind: str = ""
    plan: str = ""
    start_on: date | None = None
    end_on: date | None = None
    auto_renew: bool | None = None


@dataclass(frozen=True)
class MembershipContents:
    """What a file holds, in its order, and what could not be read of it."""

    memberships: tuple[ExportedMembership, ...]
    troubles: tuple[LineTrouble, ...] = ()


def holds_memberships(content: bytes) -> bool:
    """Return whether the file is this export by its titles."""
    try:
        places_of(next(rows_of(text_of(content)), (0, ()))[1], COLUMNS)
    except BadImport:
        return False
    return True


def read_memberships(content: bytes) -> MembershipContents:
    """Return what the file holds; raises BadImport where it is no such export at all."""
    found: dict[str, ExportedMembership] = {}
    troubles: list[LineTrouble] = []
    for line, cells in titled_rows(text_of(content), COLUMNS):
        try:
            membership, remarks = _membership(line, cells)
            earlier = found.setdefault(membership.membership_id, membership)
            if _said(earlier) != _said(membership):
                _refuse(
                    f"membership {membership.membership_id} stands in line {earlier.line} already"
                )
        except ValueError as error:
            troubles.append(LineTrouble(line, str(error)))
        else:
            troubles += [LineTrouble(line, remark, lost=False) for remark in remarks]
    if not found and not troubles:
        raise BadImport("It has no line of a membership")
    return MembershipContents(tuple(found.values()), tuple(troubles))


def _membership(line: int, cells: Mapping[str, str]) -> tuple[ExportedMembership, list[str]]:
    """Return the line's membership and what of it could not be read; raises ValueError."""
    for name, text in cells.items():
        if len(text) > LONGEST_CELL:
            _refuse(f"{name} is longer than {LONGEST_CELL} characters")
    client_id, membership_id = cells["client id"], cells["membership id"]
    if not _ID.fullmatch(client_id) or not _ID.fullmatch(membership_id):
        _refuse("its client id or its membership id is no number")
    if not cells["client name"] or not cells["membership"]:
        _refuse("it has no client name" if cells["membership"] else "it has no membership")
    remarks: list[str] = []
    days: list[date | None] = []
    for title in ("start date", "expiration date"):
        text = cells.get(title, "")
        day = _day(text)
        if day is None and text:
            remarks.append(f"its {title} could not be read")
        days.append(None if day is None or day.year == _SENTINEL else day)
    renews = cells.get("membership autorenew", "").casefold()
    found = ExportedMembership(
        line=line,
        membership_id=membership_id,
        client_id=client_id,
        client_name=cells["client name"],
        name=cells["membership"],
        kind=cells.get("membership type", ""),
        plan=cells.get("payment plan", ""),
        start_on=days[0],
        end_on=days[1],
        auto_renew=True if renews in _YES else False if renews in _NO else None,
    )
    return found, remarks


def _day(text: str) -> date | None:
    """Return the day of "Jan 05, 2026" or "2026-01-05"; "3/4/2027" is two days, and none here."""
    iso, written = _ISO.fullmatch(text), _WRITTEN.fullmatch(text)
    try:
        if iso is not None:
            return date(*(int(part) for part in iso.groups()))
        if written is not None:
            month, day, year = written.groups()
            return date(int(year), _MONTHS.index(month.title()) + 1, int(day))
    except ValueError:
        return None
    return None


def _said(one: ExportedMembership) -> tuple[object, ...]:
    return (one.client_id, one.name, one.kind, one.plan, one.start_on, one.end_on, one.auto_renew)


def _refuse(reason: str) -> NoReturn:
    raise ValueError(reason)
