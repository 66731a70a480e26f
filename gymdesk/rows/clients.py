"""People of the gym with what they owe, as the lists show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from gymdesk.domain.aging import Aging
    from gymdesk.domain.agreement import AgreementState
    from gymdesk.domain.client import ClientId, Source
    from gymdesk.domain.past_due import Mark, PaymentStatus
    from gymdesk.rows.clubs import ClubRow
    from gymdesk.rows.imports import Imported
    from gymdesk.rows.inventories import InventoryRow
    from gymdesk.rows.warnings import ListWarning


@dataclass(frozen=True, slots=True)
class Contact:
    """An e-mail address or phone number; `origin` is "desk", a source's name, or None if absent."""

    text: str | None = None
    origin: str | None = None


@dataclass(frozen=True, slots=True)
class PackageRow:
    """An active package of a client; `total_cents` is the agreement's whole value if known.

    `training` False = no sessions come with it, None = the source does not say. `imported`: only a
    file that was read in names it.
    """

    name: str
    total_cents: int | None
    state: AgreementState
    training: bool | None = None
    imported: bool = False


@dataclass(frozen=True, slots=True)
class HeldFigure:
    """What a held sweep says about a client whose old figure stands until the manager decides.

    `past_due_cents` None = unknown; where `missing`, the sweep did not find the person at all.
    """

    past_due_cents: int | None
    missing: bool
    swept_at_utc: datetime


@dataclass(frozen=True, slots=True)
class DebtPart:
    """What one source says that a person owes, who is in several; None = unknown."""

    source: Source
    past_due_cents: int | None
    cancelled_past_due_cents: int | None
    fetched_at_utc: datetime | None


@dataclass(frozen=True, slots=True)
class ClientRow:
    """One person of the gym with what is owed, as the Clients and Collections panes list it.

    `past_due_cents` None = unknown; then `last_known_cents` / `last_known_on` are the last figure
    and its day, if there ever was one. `fetched_at_utc` is when the figures were read, None if
    never. `missing_since_utc`: not in the source's list since then. `trouble` says in one sentence
    why the last visit to the source failed for this person. `held` is what a sweep says that waits
    for the manager. `parts` are what the sources say of somebody whom several of them know the
    money of: the figures are their sums. `users` are the ClubOS users whose client this is, told
    where the club has several. `ends_in_days` is when a WODIFY membership in force ends,
    `days_absent` how long ago the last attendance was; None = nothing is known of it.
    `cancelled_days` is how old the oldest debt on a cancelled agreement is. `membership_from` is
    the file that says what the membership is, None where WODIFY itself said it last.
    `sessions_remaining` is what the `inventory` proves, None = unknown. `on_hold`: so the last look
    at the membership in force said, though its days may not be understood.
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
    held: HeldFigure | None = None
    users: tuple[str, ...] = ()
    imported: Imported | None = None
    ends_in_days: int | None = None
    days_absent: int | None = None
    cancelled_days: int | None = None
    membership_from: Imported | None = None
    on_hold: bool = False
    parts: tuple[DebtPart, ...] = ()
    inventory: InventoryRow | None = None


@dataclass(frozen=True)
class ClientList:
    """All clients of a club.

    `figures_from_utc` is the start of the newest refresh that stored figures, `complete` whether
    that refresh read everybody, `warning` what to know before anybody is called, `users` whose
    clients these are.
    """

    club: ClubRow
    today_on: date
    rows: tuple[ClientRow, ...]
    figures_from_utc: datetime | None
    complete: bool
    warning: ListWarning | None = None
    users: tuple[str, ...] = ()
