"""What the panes, the printed lists and the command line show: frozen dataclasses only.

Money is whole cents of the row's currency and None is "unknown", never 0. Moments are aware UTC
datetimes (`_utc`), days are calendar days of the club (`_on`). What a list has 50,000 of has slots:
half the memory, and half of what the garbage collector walks through.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from gymdesk.domain.aging import Aging
    from gymdesk.domain.agreement import (
        AgreementState,
        ExplicitBilling,
        InvoiceState,
        ScheduledPayment,
        Service,
    )
    from gymdesk.domain.client import ClientId, ClubId, Source
    from gymdesk.domain.dialect import ClubOsDialect
    from gymdesk.domain.past_due import Mark, PaymentStatus


@dataclass(frozen=True)
class ClubRow:
    """A club (gym) and where its sources live. Addresses are None where not set up.

    `clubos_dialect` is what the user chose (None = find out), `clubos_dialect_found` what the last
    sign-in showed.
    """

    club_id: ClubId
    uid: str
    name: str
    timezone: str
    currency: str
    locale: str
    clubos_url: str | None = None
    wodify_url: str | None = None
    wodify_location: str | None = None
    wodify_profile: str | None = None
    stripe_url: str | None = None
    clubos_dialect: ClubOsDialect | None = None
    clubos_dialect_found: ClubOsDialect | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """An e-mail address or phone number; `origin` is "desk", a source's name, or None if absent."""

    text: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class PackageRow:
    """An active package of a client; `total_cents` is the agreement's whole value if known.

    `training` False = no sessions come with it, None = the source does not say.
    """

    name: str
    total_cents: int | None
    state: AgreementState
    training: bool | None = None


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One person of the gym with what is owed, as the Clients and Collections panes list it.

    `past_due_cents` None = unknown; then `last_known_cents` / `last_known_on` are the last figure
    and its day, if there ever was one. `fetched_at_utc` is when the figures were read, None if
    never. `missing_since_utc`: not in the source's list since then. `trouble` says in one
    sentence why the last visit to the source failed for this person.
    """

    client_id: ClientId
    name: str
    source_ids: tuple[tuple[Source, str], ...]
    email: Contact
    phone: Contact
    trainer: str | None
    packages: tuple[PackageRow, ...]
    payment_status: PaymentStatus
    past_due_cents: int | None
    cancelled_past_due_cents: int | None
    aging: Aging
    marks: frozenset[Mark]
    oldest_due_on: date | None
    days_past_due: int | None
    unpaid_invoices: int
    currency: str
    fetched_at_utc: datetime | None
    last_known_cents: int | None = None
    last_known_on: date | None = None
    explicit_cents: int | None = None
    invoices_cents: int | None = None
    missing_since_utc: datetime | None = None
    trouble: str | None = None
    membership: str | None = None
    membership_status: str | None = None
    sessions_remaining: int | None = None
    last_session_on: date | None = None


@dataclass(frozen=True)
class ClientList:
    """All clients of a club.

    `figures_from_utc` is the start of the newest refresh that stored figures, `complete` whether
    that refresh read everybody.
    """

    club: ClubRow
    today_on: date
    rows: tuple[ClientRow, ...]
    figures_from_utc: datetime | None
    complete: bool


@dataclass(frozen=True)
class CollectionsList:
    """Everybody who owes, may owe, or whose amount is unknown, unknown first, then by amount.

    `aging` and `total_past_due_cents` are two separately added sums of the known amounts;
    `agrees` says whether they are equal. `total_cancelled_cents` stands apart from both.
    """

    club: ClubRow
    today_on: date
    rows: tuple[ClientRow, ...]
    aging: Aging
    total_past_due_cents: int
    total_cancelled_cents: int
    known: int
    unknown: int
    figures_from_utc: datetime | None
    complete: bool
    warning: str | None = None
    run_id: int | None = None

    @property
    def agrees(self) -> bool:
        """Return whether the buckets add up to the sum of the balances."""
        return self.aging.past_due_cents == self.total_past_due_cents


@dataclass(frozen=True)
class AgreementRow:
    """One agreement of a client. `past_due_cents` None = its invoices were never read."""

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
    source.
    """

    row: ClientRow
    club: ClubRow
    agreements: tuple[AgreementRow, ...]
    invoices: tuple[InvoiceRow, ...]
    run_id: int | None
    confirmed: ConfirmedRow | None = None
    watched_cents: int | None = None
    page_url: str | None = None


class RunStatus(StrEnum):
    """How a run of a refresh ended (or that it has not)."""

    RUNNING = "running"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    HELD = "held"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class ErrorRow:
    """One thing that went wrong in a run: whose (`subject` is a remote id or ""), what, what to do.

    `client_id` and `client_name` are filled where the subject is a known client.
    """

    subject: str
    title: str
    message: str
    at_utc: datetime
    client_id: ClientId | None = None
    client_name: str | None = None
    source: Source | None = None


@dataclass(frozen=True)
class RunRow:
    """One run of one source and entity. `done` of `total` people were visited."""

    run_id: int
    source: Source
    entity: str
    status: RunStatus
    started_at_utc: datetime
    finished_at_utc: datetime | None
    done: int
    total: int | None
    created: int
    updated: int
    unchanged: int
    missing: int
    failed: int
    requests: int
    errors: tuple[ErrorRow, ...] = ()

    @property
    def seconds(self) -> float | None:
        """Return how long the run took, None while it runs."""
        if self.finished_at_utc is None:
            return None
        return (self.finished_at_utc - self.started_at_utc).total_seconds()


class Health(StrEnum):
    """The state of a source in one word."""

    NOT_CONFIGURED = "not_configured"
    NEVER = "never_refreshed"
    OK = "ok"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    RUNNING = "running"
    STALE = "stale"


@dataclass(frozen=True)
class SourceRow:
    """What one source last said and when. `last_success_utc` is its last *complete* run's end.

    `dialect_found` is how it answered when last signed in to, `dialect_chosen` how the user says it
    does.
    """

    source: Source
    entity: str
    configured: bool
    health: Health
    last_attempt_utc: datetime | None
    last_success_utc: datetime | None
    next_due_utc: datetime | None
    last_run: RunRow | None
    recent_runs: tuple[RunRow, ...]
    recent_errors: tuple[ErrorRow, ...]
    dialect_found: ClubOsDialect | None = None
    dialect_chosen: ClubOsDialect | None = None
