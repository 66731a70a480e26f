"""One client of the gym: agreements, invoices, and what was checked by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from gymdesk.domain.agreement import (
        AgreementState,
        ExplicitBilling,
        InvoiceState,
        ScheduledPayment,
        Service,
    )
    from gymdesk.domain.client import ClientId
    from gymdesk.domain.past_due import Mark
    from gymdesk.rows.clients import ClientRow
    from gymdesk.rows.clubs import ClubRow
    from gymdesk.rows.imports import FileMembership, Imported
    from gymdesk.rows.members import JoinRow, MemberCard


@dataclass(frozen=True)
class AgreementRow:
    """One agreement of a client. `past_due_cents` None = its invoices were never read.

    `imported` is the file from which trainer and end are, or from which alone it is known.
    """

    remote_id: str
    name: str
    state: AgreementState
    raw_state: str
    start_on: date | None
    end_on: date | None
    total_cents: int | None
    past_due_cents: int | None
    invoices_cents: int | None
    explicit_cents: int | None
    explicit: ExplicitBilling | None
    marks: frozenset[Mark]
    trainer: str | None
    salesperson: str | None
    services: tuple[Service, ...]
    scheduled: tuple[ScheduledPayment, ...]
    fetched_at_utc: datetime | None
    missing_since_utc: datetime | None = None
    imported: Imported | None = None


@dataclass(frozen=True)
class InvoiceRow:
    """One invoice. `counted` = part of past due; `age_days` None = not due or no date.

    `owed_field` is the source's field that `owed_cents` was read from.
    """

    remote_id: str
    agreement_name: str
    state: InvoiceState
    raw_state: str
    billing_on: date | None
    age_days: int | None
    total_cents: int | None
    owed_cents: int | None
    owed_field: str | None
    counted: bool
    open: bool


@dataclass(frozen=True)
class ConfirmedRow:
    """An amount that a staff member checked by hand."""

    cents: int
    staff: str
    at_utc: datetime


@dataclass(frozen=True)
class WatchedRow:
    """A client whose amount the manager knows, held against what the last refresh says.

    `past_due_cents` None = unknown; `at_least` = part of it is unknown.
    """

    client_id: ClientId
    name: str
    currency: str
    expected_cents: int
    past_due_cents: int | None
    at_least: bool = False

    @property
    def agrees(self) -> bool:
        """Return whether the figure is exactly the expected one; a doubtful one is not."""
        return self.past_due_cents == self.expected_cents and not self.at_least


@dataclass(frozen=True)
class ClientDetail:
    """A client with agreements, invoices (newest first) and where each figure came from.

    `watched_cents` is the expected amount of a watched client; `page_url` the client's page in the
    source, `member` what WODIFY says of the membership, None where WODIFY does not know the client,
    `from_file` what a file says of memberships while WODIFY was not asked since, `joined` what was
    joined to the client by hand.
    """

    row: ClientRow
    club: ClubRow
    agreements: tuple[AgreementRow, ...]
    invoices: tuple[InvoiceRow, ...]
    run_id: int | None
    confirmed: ConfirmedRow | None = None
    watched_cents: int | None = None
    page_url: str | None = None
    member: MemberCard | None = None
    from_file: tuple[FileMembership, ...] = ()
    joined: tuple[JoinRow, ...] = ()
