"""The export of ClubOS's PT dashboard (`Clients_<ms>.csv`): packages, trainers, expiry. Pure.

The file holds no debt: its one amount is that of an invoice to come, and is not read. A line that
cannot be read is reported with its number and costs only itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, NoReturn

from gymdesk.errors import BadImport
from gymdesk.imports.csv_text import places_of, rows_of, text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS: Final = ("id", "member name", "agreement name")
LONGEST_CELL: Final = 2_000
"""A cell is a name or two: a longer one means that a quote was left open."""

_ID: Final = re.compile(r"\s*([0-9]{1,18})\s*-\s*([0-9]{1,18})\s*")
_MEMBER_IN_LINK: Final = re.compile(r"/Delegate/([0-9]{1,18})(?:[/?#]|$)", re.IGNORECASE)
_MOMENT_IN_NAME: Final = re.compile(r"_([0-9]{13})(?:\D|$)")
_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T][0-9:.]+)?")


@dataclass(frozen=True)
class ExportedAgreement:
    """One line: an agreement of a member. `end_on` None = the file does not say."""

    line: int
    agreement_id: str
    member_id: str
    member_name: str
    name: str
    end_on: date | None = None
    trainers: tuple[str, ...] = ()


@dataclass(frozen=True)
class LineTrouble:
    """A line that could not be read, or one of its cells; `lost` = nothing of it is taken."""

    line: int
    reason: str
    lost: bool = True


@dataclass(frozen=True)
class ExportContents:
    """What a file holds, in its order, and what could not be read of it."""

    agreements: tuple[ExportedAgreement, ...]
    troubles: tuple[LineTrouble, ...] = ()


def read_export(content: bytes) -> ExportContents:
    """Return what the file holds; raises BadImport where it is no such export at all."""
    rows = rows_of(text_of(content))
    places = places_of(next(rows, (0, ()))[1], COLUMNS)
    found: dict[str, ExportedAgreement] = {}
    troubles: list[LineTrouble] = []
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            agreement, remarks = _agreement(line, cells, places)
            earlier = found.setdefault(agreement.agreement_id, agreement)
            if _said(earlier) != _said(agreement):
                _refuse(f"agreement {agreement.agreement_id} stands in line {earlier.line} already")
        except ValueError as error:
            troubles.append(LineTrouble(line, str(error)))
        else:
            troubles += [LineTrouble(line, remark, lost=False) for remark in remarks]
    if not found and not troubles:
        raise BadImport("It has no line of a client")
    return ExportContents(tuple(found.values()), tuple(troubles))


def written_at(file_name: str) -> datetime | None:
    """Return when the export was made, which is in the name that ClubOS gives it."""
    found = _MOMENT_IN_NAME.search(file_name)
    if found is None:
        return None
    seconds = int(found.group(1)) / 1000
    # between 2010 and 2100: another number of 13 digits is no moment
    if not 1_262_304_000 <= seconds < 4_102_444_800:
        return None
    return datetime.fromtimestamp(seconds, UTC)


# --- a line ---------------------------------------------------------------------------------------


def _agreement(
    line: int, cells: Sequence[str], places: dict[str, int]
) -> tuple[ExportedAgreement, list[str]]:
    """Return the line's agreement and what of it could not be read; raises ValueError."""

    def cell(name: str) -> str:
        place = places.get(name)
        text = "" if place is None or place >= len(cells) else " ".join(cells[place].split())
        if len(text) > LONGEST_CELL:
            _refuse(f"{name} is longer than {LONGEST_CELL} characters")
        return text

    ids = _ID.fullmatch(cell("id"))
    if ids is None:
        _refuse("its ID is not two numbers with a hyphen between them")
    agreement_id, member_id = ids.groups()
    linked = _MEMBER_IN_LINK.search(cell("profile"))
    if linked is not None and linked.group(1) != member_id:
        _refuse("its ID and its profile name two different members")
    name, member_name = cell("agreement name"), cell("member name")
    if not name or not member_name:
        _refuse("it has no agreement name" if not name else "it has no member name")
    remarks: list[str] = []
    end_on = None
    if cell("agreement expiration date"):
        end_on = _day(cell("agreement expiration date"))
        if end_on is None:
            remarks.append("its expiration date could not be read")
    trainers = tuple(dict.fromkeys(t.strip() for t in cell("assigned trainers").split(",")))
    found = ExportedAgreement(
        line=line,
        agreement_id=agreement_id,
        member_id=member_id,
        member_name=member_name,
        name=name,
        end_on=end_on,
        trainers=tuple(t for t in trainers if t),
    )
    return found, remarks


def _day(text: str) -> date | None:
    """Return the day; "3/4/2027" is two days, depending on who reads it, and none here."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def _said(agreement: ExportedAgreement) -> tuple[object, ...]:
    return (agreement.member_id, agreement.name, agreement.end_on, agreement.trainers)


def _refuse(reason: str) -> NoReturn:
    raise ValueError(reason)
