"""Members and leads of WODIFY, as the panes and the command line list them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from gymdesk.domain.client import ClientId, Source
    from gymdesk.domain.hold import HoldState
    from gymdesk.domain.lead import LeadStatus
    from gymdesk.domain.matching import Likeness
    from gymdesk.domain.membership import MemberFlag, MemberStatus, Package, PriceBasis
    from gymdesk.rows.clubs import ClubRow
    from gymdesk.rows.outbox import WriteRow


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One client of WODIFY. `monthly_cents` None = no price is known, or with COMP none is asked.

    `raw_status` is WODIFY's own word. `days_absent` counts from the last attendance, None where
    there is none. `missing_since_utc`: a complete refresh no longer had this client. `file_on` is
    the day on which a file was read in that says what the membership is, None where WODIFY itself
    said it last.
    """

    client_id: ClientId
    source_ids: tuple[tuple[Source, str], ...]
    name: str
    email: str | None
    phone: str | None
    status: MemberStatus
    raw_status: str
    membership: str | None
    membership_id: str | None
    start_on: date | None
    end_on: date | None
    ends_on: date | None
    monthly_cents: int | None
    price_basis: PriceBasis | None
    currency: str
    paying: bool
    is_first: bool | None
    flags: frozenset[MemberFlag]
    days_absent: int | None
    lead_source: str | None
    fetched_at_utc: datetime | None
    missing_since_utc: datetime | None = None
    file_on: date | None = None


@dataclass(frozen=True, slots=True)
class HoldRow:
    """What the last look at the membership's holds showed, with its moment and run.

    `looked_at_utc` None = nobody ever looked, or no look was answered: nothing is known.
    """

    state: HoldState
    from_on: date | None = None
    until_on: date | None = None
    reason: str | None = None
    looked_at_utc: datetime | None = None
    run_id: int | None = None


@dataclass(frozen=True)
class MemberCard:
    """A client of WODIFY with all that the detail shows.

    `ends_in_days` is what an active membership has left, None where no end is known. `writes_on`:
    changes are sent. `sells`: the account takes memberships from programs. `writes` are changes of
    the membership that are not settled, newest first. `hold` is what is known of the holds of the
    membership in force, None without one; `tells_holds`: the account can be asked for them.
    """

    row: MemberRow
    remote_id: str
    today_on: date
    ends_in_days: int | None
    writes_on: bool
    sells: bool
    writes: tuple[WriteRow, ...] = ()
    hold: HoldRow | None = None
    tells_holds: bool = True

    @property
    def pending(self) -> WriteRow | None:
        """Return the change that is not settled."""
        return self.writes[0] if self.writes else None


@dataclass(frozen=True)
class PackageShelf:
    """What can be sold. `from_utc` is when it was asked for, or last read completely.

    `can_be_asked`: WODIFY lists its packages in this account; where not, they are what was sold.
    """

    packages: tuple[Package, ...]
    from_utc: datetime | None
    can_be_asked: bool


@dataclass(frozen=True)
class MemberList:
    """Everybody WODIFY knows at a club by name. `figures_from_utc` = the last complete refresh."""

    club: ClubRow
    today_on: date
    rows: tuple[MemberRow, ...]
    figures_from_utc: datetime | None


@dataclass(frozen=True, slots=True)
class LeadRow:
    """One lead. `twins` are the ids of others who are likely the same person."""

    lead_id: str
    name: str
    status: LeadStatus
    raw_status: str
    converted: bool
    email: str | None
    phone: str | None
    created_at_utc: datetime | None
    last_contact_at_utc: datetime | None
    lead_source: str | None
    owner: str | None
    days_without_contact: int | None
    twins: tuple[str, ...] = ()
    missing_since_utc: datetime | None = None


@dataclass(frozen=True)
class LeadList:
    """The leads of a club, new ones first, then those longest without contact."""

    club: ClubRow
    today_on: date
    rows: tuple[LeadRow, ...]
    figures_from_utc: datetime | None


@dataclass(frozen=True, slots=True)
class PersonSide:
    """One side of a pair that is shown side by side."""

    client_id: ClientId
    source: Source
    remote_id: str
    name: str
    email: str | None
    phone: str | None


@dataclass(frozen=True, slots=True)
class PairRow:
    """Two clients of two systems who are likely one person. `strong` = more than the name."""

    one: PersonSide
    other: PersonSide
    likeness: frozenset[Likeness]
    strong: bool


@dataclass(frozen=True, slots=True)
class JoinRow:
    """A record that was joined to a client by hand; `from_client_id` is whose it was."""

    client_id: ClientId
    from_client_id: ClientId
    source: Source
    remote_id: str
    name: str
    joined_by: str
    joined_at_utc: datetime
