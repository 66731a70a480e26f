"""The truth of the demo club "Harbour Street": who trains, what was billed, what is owed.

The amounts owed are typed by hand beside the invoices (`roster`, `arrears`). Nothing here comes
from a parser or from the desk's own arithmetic, so that both can be checked against it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from gymdesk.demo.arrears import ARREARS
from gymdesk.demo.entries import MONTHS, Contract, Entry, Owed, Package, Row
from gymdesk.demo.roster import ROSTER
from gymdesk.demo.stated import ONLY_DOCUMENTED, ONLY_DOCUMENTED_CENTS

DEMO_USERNAME: Final = "demo.user"
DEMO_PASSWORD: Final = "invented-for-the-demo"  # noqa: S105 - opens nothing but the demo gym

TOTAL_PAST_DUE_CENTS: Final = 684662
TOTAL_CANCELLED_PAST_DUE_CENTS: Final = 44994


@dataclass(frozen=True)
class Invoice:
    """One invoice as the club's system holds it."""

    id: int
    billing_on: date | None
    status: int
    total_cents: int
    remaining_cents: int | None


@dataclass(frozen=True)
class ScheduledPayment:
    """A payment still to come."""

    id: int
    billing_on: date
    total_cents: int


@dataclass(frozen=True)
class Agreement:
    """One agreement of one client; the codes of `status` are named in `entries`."""

    id: int
    member_id: int
    package: Package
    status: int
    trainer_id: int
    billing_state: int
    start_on: date
    end_on: date
    invoices: tuple[Invoice, ...]
    scheduled: tuple[ScheduledPayment, ...]


@dataclass(frozen=True)
class Client:
    """One client with the agreements and, typed by hand, what is owed."""

    member_id: int
    name: str
    agreements: tuple[Agreement, ...]
    active_packages: tuple[str, ...]
    owed: Owed
    oldest_due_on: date | None


@dataclass(frozen=True)
class Staff:
    """A person who works at the club."""

    id: int
    first_name: str
    last_name: str
    role: str

    @property
    def name(self) -> str:
        """Return the name as displayed."""
        return f"{self.first_name} {self.last_name}"


STAFF: Final = (
    Staff(900000001, "Jordan", "Ellerby", "Location Manager"),
    Staff(900000002, "Mika", "Santorelli", "Trainer"),
    Staff(900000003, "Blair", "Whitcombe", "Trainer"),
    Staff(900000004, "Teodor", "Lysander", "Trainer"),
)


@dataclass(frozen=True)
class Ledger:
    """A club as it stands on *today*; the first of *staff* is who signs in."""

    today: date
    clients: tuple[Client, ...]
    staff: tuple[Staff, ...] = STAFF
    club_name: str = "Harbour Street"
    club_id: int = 100
    location_id: int = 2001
    total_past_due_cents: int = TOTAL_PAST_DUE_CENTS
    total_cancelled_past_due_cents: int = TOTAL_CANCELLED_PAST_DUE_CENTS

    @cached_property
    def client_by_id(self) -> dict[int, Client]:
        """Return the clients by member id."""
        return {client.member_id: client for client in self.clients}

    @cached_property
    def agreement_by_id(self) -> dict[int, Agreement]:
        """Return all agreements by id."""
        return {one.id: one for client in self.clients for one in client.agreements}

    @cached_property
    def staff_by_id(self) -> dict[int, Staff]:
        """Return the staff by id."""
        return {person.id: person for person in self.staff}

    @property
    def manager(self) -> Staff:
        """Return the person who signs in."""
        return self.staff[0]


def harbour_street(today: date, *, stated: bool = False) -> Ledger:
    """Return the 48 clients of Harbour Street, with every date counted from *today*.

    With *stated* the clients come along whom only the documented dialect can tell.
    """
    entries = (*ROSTER, *ARREARS, *(ONLY_DOCUMENTED if stated else ()))
    more_cents = ONLY_DOCUMENTED_CENTS if stated else 0
    return Ledger(
        today,
        tuple(_client(entry, today) for entry in entries),
        total_past_due_cents=TOTAL_PAST_DUE_CENTS + more_cents,
    )


def _client(entry: Entry, today: date) -> Client:
    """Return *entry* with its days turned into dates."""
    days = entry.owed.oldest_due_days_ago
    return Client(
        member_id=entry.member_id,
        name=entry.name,
        agreements=tuple(_agreement(one, entry.member_id, today) for one in entry.contracts),
        active_packages=entry.active,
        owed=entry.owed,
        oldest_due_on=None if days is None else today - timedelta(days=days),
    )


def _agreement(contract: Contract, member_id: int, today: date) -> Agreement:
    """Return *contract* with its invoices written out and dated."""
    invoices = _invoices(contract, today)
    start_on = next(
        (one.billing_on for one in invoices if one.billing_on), today + timedelta(contract.last)
    )
    return Agreement(
        id=contract.id,
        member_id=member_id,
        package=contract.package,
        status=contract.status,
        trainer_id=contract.trainer_id,
        billing_state=contract.billing_state,
        start_on=start_on,
        end_on=start_on + timedelta(days=contract.term_days),
        invoices=invoices,
        scheduled=_scheduled(contract, today),
    )


def _invoices(contract: Contract, today: date) -> tuple[Invoice, ...]:
    """Return the regular bills, oldest first, then the rows written out one by one."""
    newest_on = today + timedelta(days=contract.last)
    cents = contract.package.period_cents
    dated = [
        (_step(newest_on, contract.package, i + 1 - len(contract.bills)), Row(None, int(c), cents))
        for i, c in enumerate(contract.bills)
    ] + [
        (None if row.days is None else today + timedelta(days=row.days), row)
        for row in contract.rows
    ]
    first_id = _first_invoice_id(contract)
    return tuple(
        Invoice(first_id + i, billing_on, row.status, row.cents, row.remaining_cents)
        for i, (billing_on, row) in enumerate(dated)
    )


def _scheduled(contract: Contract, today: date) -> tuple[ScheduledPayment, ...]:
    """Return the payments still to come, one per period."""
    from_on, skipped = today + timedelta(days=contract.last), 1
    if contract.scheduled_from is not None:
        from_on, skipped = today + timedelta(days=contract.scheduled_from), 0
    first_id = _first_invoice_id(contract) + len(contract.bills) + len(contract.rows)
    cents = contract.package.period_cents
    return tuple(
        ScheduledPayment(first_id + i, _step(from_on, contract.package, skipped + i), cents)
        for i in range(contract.scheduled)
    )


def _first_invoice_id(contract: Contract) -> int:
    """Return an id with room for the 99 invoices of one agreement."""
    return (contract.id - 1500000) * 100 + 70000001


def _step(from_on: date, package: Package, periods: int) -> date:
    """Return the day *periods* billing periods after *from_on* (before it when negative)."""
    if package.period_unit != MONTHS:
        return from_on + timedelta(weeks=package.period_length * periods)
    month = from_on.month - 1 + package.period_length * periods
    year, month = from_on.year + month // 12, month % 12 + 1
    return date(year, month, min(from_on.day, monthrange(year, month)[1]))
