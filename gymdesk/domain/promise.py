"""Promises to pay: what a promise says, and whether the figures show that it was kept.

A promise is broken only on evidence that was fetched after its day and the days that the money
may take. Stale figures accuse nobody (collections.md 5.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gymdesk.domain.agreement import AgreementState, InvoiceState
from gymdesk.domain.case_event import Covered, EventKind
from gymdesk.domain.past_due import owed_on_agreement, owed_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from gymdesk.domain.agreement import Agreement, Invoice
    from gymdesk.domain.case_event import CaseEvent, Channel, PaymentKind
    from gymdesk.domain.collection_rules import CollectionRules

IN_FLIGHT: Final = frozenset(
    {
        InvoiceState.PENDING,
        InvoiceState.PROCESSING,
        InvoiceState.SETTLING,
        InvoiceState.QUEUED,
    }
)
"""Status 2, 6, 7, 13: the source is taking the money; it may still fail."""

WITHDRAWN: Final = frozenset(
    {
        InvoiceState.COMPED,
        InvoiceState.VOIDED,
        InvoiceState.CONVERTED,
        InvoiceState.REFUNDED,
    }
)
"""Status 9 to 12: no longer owed, and not because somebody paid."""


class PromiseState(StrEnum):
    """What became of a promise."""

    OPEN = "open"
    KEPT = "kept"
    PARTLY_KEPT = "partly_kept"
    BROKEN = "broken"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"


LONGEST_WAIT_DAYS: Final = 366
"""Nothing is promised, and nobody is snoozed, for longer than that."""

DECIDED: Final = frozenset({PromiseState.KEPT, PromiseState.PARTLY_KEPT, PromiseState.BROKEN})
"""The states that count in the kept rate."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Somebody said that they pay `amount_cents` (None = all that is covered) on `on`."""

    promise_id: int
    on: date
    amount_cents: int | None
    pays_by: PaymentKind | None
    covers: tuple[Covered, ...]
    covers_all: bool
    channel: Channel | None
    taken_by: str
    taken_at_utc: datetime
    note: str | None = None

    @property
    def covered_cents(self) -> int | None:
        """Return what was owed on all that it covers; None where no figure was known."""
        return sum(c.cents for c in self.covers) if self.covers else None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the figures say of what a promise covers.

    `read_at_utc` is the oldest of the readings it rests on; None = part of it cannot be told, so
    that nobody is accused on it. `withdrawn_cents` was written off, voided or refunded.
    """

    read_at_utc: datetime | None
    paid_cents: int = 0
    in_flight_cents: int = 0
    withdrawn_cents: int = 0


NO_EVIDENCE: Final = Evidence(None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a promise so far.

    `judged_after_on`: it is judged by figures fetched after this day. `wants_refresh`: that day is
    past, but the figures are older.
    """

    state: PromiseState
    paid_cents: int
    asked_cents: int | None
    judged_after_on: date
    wants_refresh: bool = False


def after_business_days(on: date, days: int) -> date:
    """Return the day so many business days (Monday to Friday) after *on*."""
    while days > 0:
        on += timedelta(days=1)
        if on.weekday() < 5:
            days -= 1
    return on


def judge(
    promise: Promise,
    evidence: Evidence,
    today: date,
    read_on: date | None,
    rules: CollectionRules,
) -> Verdict:
    """Return what the figures say; *read_on* is the club's day of the evidence, None = no day.

    Kept is kept at any time. Money that is on its way neither keeps nor breaks a promise.
    """
    last_day = after_business_days(promise.on, rules.grace_days(promise.pays_by))
    covered = promise.covered_cents
    if covered is None:
        return Verdict(PromiseState.OPEN, 0, promise.amount_cents, last_day, today > last_day)
    counted = evidence.read_at_utc is not None and evidence.read_at_utc > promise.taken_at_utc
    paid = evidence.paid_cents if counted else 0
    withdrawn = evidence.withdrawn_cents if counted else 0
    wanted = covered if promise.amount_cents is None else promise.amount_cents
    asked = min(wanted, covered - withdrawn)

    def verdict(state: PromiseState, *, wants_refresh: bool = False) -> Verdict:
        return Verdict(state, paid, asked, last_day, wants_refresh)

    if asked <= 0:
        return verdict(PromiseState.KEPT if paid > 0 else PromiseState.CANCELLED)
    if paid >= asked:
        return verdict(PromiseState.KEPT)
    if today <= last_day:
        return verdict(PromiseState.OPEN)
    if not counted or read_on is None or read_on <= last_day:
        return verdict(PromiseState.OPEN, wants_refresh=True)
    if paid + evidence.in_flight_cents >= asked:
        return verdict(PromiseState.OPEN)
    return verdict(PromiseState.PARTLY_KEPT if paid > 0 else PromiseState.BROKEN)


@dataclass(frozen=True, slots=True)
class ReadAgreement:
    """An agreement as last read: when its figures are from (None = never or gone from the list)."""

    source_id: int
    agreement: Agreement
    read_at_utc: datetime | None


def evidence_of(
    covers: Iterable[Covered], agreements: Mapping[tuple[int, str], ReadAgreement], today: date
) -> Evidence:
    """Return what the figures say of *covers*, with the agreements by source and remote id.

    An invoice that its agreement no longer lists was withdrawn by the source: nobody paid it as
    far as can be told, and nobody owes it.
    """
    moments: list[datetime | None] = []
    paid = in_flight = withdrawn = 0
    for covered in covers:
        read = agreements.get((covered.source_id, covered.agreement_id))
        if read is None or (read.agreement.invoices is None and covered.invoice_id is not None):
            moments.append(None)
            continue
        moments.append(read.read_at_utc)
        if covered.invoice_id is None:
            debt = owed_on_agreement(read.agreement, today).past_due_cents
            if debt is None:
                moments.append(None)
            else:
                paid += max(0, covered.cents - debt)
            continue
        invoice = _invoice(read.agreement, covered.invoice_id)
        if invoice is None or invoice.state in WITHDRAWN:
            withdrawn += covered.cents
        elif invoice.state in IN_FLIGHT:
            in_flight += covered.cents
        elif invoice.state == InvoiceState.PAID:
            paid += covered.cents
        elif invoice.owed_cents is None or invoice.state == InvoiceState.UNKNOWN:
            moments.append(None)
        else:
            paid += max(0, covered.cents - max(0, invoice.owed_cents))
    if not moments or None in moments:
        return Evidence(None, paid, in_flight, withdrawn)
    return Evidence(min(m for m in moments if m is not None), paid, in_flight, withdrawn)


def covered_by(agreements: Sequence[ReadAgreement], today: date) -> tuple[Covered, ...]:
    """Return what is past due on *agreements*, invoice by invoice.

    Cancelled agreements count only where nothing else is owed: their debt stands apart. Where a
    stated balance leads over the invoices, that balance is what is covered.
    """
    apart = [r for r in agreements if r.agreement.state == AgreementState.CANCELLED]
    others = [r for r in agreements if r.agreement.state != AgreementState.CANCELLED]
    found = [c for read in others for c in _covered(read, today)]
    return tuple(found or [c for read in apart for c in _covered(read, today)])


def _covered(read: ReadAgreement, today: date) -> list[Covered]:
    agreement = read.agreement
    debt = owed_on_agreement(agreement, today)
    if not debt.past_due_cents:
        return []
    if debt.explicit_cents is not None and debt.explicit_cents != debt.invoices_cents:
        return [Covered(read.source_id, agreement.remote_id, None, debt.explicit_cents)]
    return [
        Covered(read.source_id, agreement.remote_id, invoice.remote_id, invoice.owed_cents)
        for invoice in agreement.invoices or ()
        if invoice.owed_cents is not None and invoice.owed_cents > 0 and _is_due(invoice, today)
    ]


def _is_due(invoice: Invoice, today: date) -> bool:
    try:
        part = owed_part(invoice, today)
    except ValueError:
        return False
    return part is not None and part.due


def _invoice(agreement: Agreement, remote_id: str) -> Invoice | None:
    return next((i for i in agreement.invoices or () if i.remote_id == remote_id), None)


@dataclass(frozen=True, slots=True)
class JudgedPromise:
    """A promise with what became of it. `fixed`: a verdict that was written down and stays."""

    promise: Promise
    verdict: Verdict
    fixed: bool


def promise_of(event: CaseEvent) -> Promise:
    """Return the promise that the event took."""
    if event.on is None:
        msg = f"promise {event.event_id} has no day"
        raise ValueError(msg)
    return Promise(
        promise_id=event.event_id,
        on=event.on,
        amount_cents=event.amount_cents,
        pays_by=event.pays_by,
        covers=event.covers,
        covers_all=event.covers_all,
        channel=event.channel,
        taken_by=event.staff,
        taken_at_utc=event.at_utc,
        note=event.note,
    )


def judged(
    events: Sequence[CaseEvent],
    evidence: Mapping[int, Evidence],
    today: date,
    read_on: Mapping[int, date],
    rules: CollectionRules,
) -> tuple[JudgedPromise, ...]:
    """Return the promises among the live *events*, newest first, each with its verdict.

    *evidence* and *read_on* are by promise. A verdict that was written down stays, whatever is
    owed later. Of several open promises the newest holds.
    """
    cancelled = {e.refers_to for e in events if e.kind == EventKind.PROMISE_CANCELLED}
    written = {e.refers_to: e for e in events if e.kind == EventKind.JUDGED}
    found: list[JudgedPromise] = []
    newer = False
    for event in reversed(events):
        if event.kind != EventKind.PROMISE:
            continue
        promise = promise_of(event)
        known = evidence.get(promise.promise_id, NO_EVIDENCE)
        verdict = judge(promise, known, today, read_on.get(promise.promise_id), rules)
        note = written.get(promise.promise_id)
        if note is not None and note.verdict is not None:
            verdict = _as(verdict, PromiseState(note.verdict), note.amount_cents or 0)
        elif promise.promise_id in cancelled:
            verdict = _as(verdict, PromiseState.CANCELLED, verdict.paid_cents)
        elif newer and verdict.state == PromiseState.OPEN:
            verdict = _as(verdict, PromiseState.SUPERSEDED, verdict.paid_cents)
        found.append(JudgedPromise(promise, verdict, fixed=note is not None))
        newer = True
    return tuple(found)


def _as(verdict: Verdict, state: PromiseState, paid_cents: int) -> Verdict:
    return Verdict(state, paid_cents, verdict.asked_cents, verdict.judged_after_on)
