"""What a file would bring, before it is read in; and from which file a value came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gymdesk.domain.client import Source

if TYPE_CHECKING:
    from datetime import date, datetime

    from gymdesk.rows.clubs import ClubRow


@dataclass(frozen=True, slots=True)
class Imported:
    """The file that a value came from, and when that file was made."""

    file_name: str
    written_at_utc: datetime


@dataclass(frozen=True)
class ImportTroubleRow:
    """A line that could not be read; not `lost` = the rest of it is taken."""

    line: int
    reason: str
    lost: bool


@dataclass(frozen=True, slots=True)
class FileMembership:
    """A membership as a file has it: no price. `auto_renew` None = the file does not say."""

    name: str
    plan: str
    start_on: date | None
    end_on: date | None
    auto_renew: bool | None
    file: Imported


@dataclass(frozen=True)
class MembershipPreview:
    """What reading a file of memberships in would change. It never holds an amount.

    `known` clients are in the store, `new` ones are not: they are added, with nothing but a name.
    """

    club: ClubRow
    file: Imported
    known: int
    new: int
    memberships: int
    troubles: tuple[ImportTroubleRow, ...] = ()


@dataclass(frozen=True)
class ImportPreview:
    """What reading a file in would change. It never holds an amount.

    `known` clients are in the store, `new` ones are not; of `newer_figures` clients the store has
    what was fetched after the file was made, so that it says nothing of them. `source` exported the
    file; of WODIFY the `agreements` are memberships.
    """

    club: ClubRow
    file: Imported
    known: int
    new: int
    agreements: int
    newer_figures: int
    troubles: tuple[ImportTroubleRow, ...] = ()
    source: Source = Source.CLUBOS
