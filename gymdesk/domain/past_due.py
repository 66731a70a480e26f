"""Past due: what is owed per invoice, agreement and client, and how far the figure can be trusted.

The rules are section 4 of the design; `docs/past-due.md` tells them in the manager's words.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gymdesk.domain.aging import Aging, Owed, aged, days_past
from gymdesk.domain.agreement import Agreement, AgreementState, Invoice, InvoiceState

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

FAILED: Final = frozenset(
    {InvoiceState.REJECTED, InvoiceState.DELINQUENT, InvoiceState.CHARGED_BACK}
)
"""Status 3, 5, 8: owed whatever the date says."""

NEVER_OWED: Final = frozenset(
    {
        InvoiceState.PAID,
        InvoiceState.PENDING,
        InvoiceState.PROCESSING,
        InvoiceState.SETTLING,
        InvoiceState.QUEUED,
        InvoiceState.REFUNDED,
        InvoiceState.CONVERTED,
        InvoiceState.COMPED,
        InvoiceState.VOIDED,
    }
)
"""In flight (2, 6, 7, 13) and resolved (1, 9, 10, 11, 12). A refund pair is not a credit."""


class Mark(StrEnum):
    """Why a figure is not simply so."""

    STALE = "stale"
    HELD = "held"
    DIFFERS = "differs"
    ESTIMATED = "estimated"
    AT_LEAST = "at_least"
    MISSING = "missing"


class PaymentStatus(StrEnum):
    """The one word about a client's money. UNKNOWN is neither of the others."""

    CURRENT = "current"
    PAST_DUE = "past_due"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AgreementDebt:
    """What one agreement owes. `past_due_cents` None = unknown.

    `invoices_cents` and `explicit_cents` are the two sums that may differ; the larger picture
    uses `past_due_cents`. `parts` add up to it (not-due parts and credits apart).
    """

    past_due_cents: int | None
    invoices_cents: int | None
    explicit_cents: int | None
    parts: tuple[Owed, ...] = ()
    marks: frozenset[Mark] = frozenset()
    unpaid_invoices: int = 0


@dataclass(frozen=True, slots=True)
class ClientDebt:
    """What one client owes: cancelled agreements apart, None = unknown.

    `cancelled_days` is how old the oldest debt on a cancelled agreement is; it is in no bucket.
    """

    past_due_cents: int | None
    cancelled_past_due_cents: int | None
    aging: Aging
    marks: frozenset[Mark]
    oldest_due_on: date | None
    days_past_due: int | None
    unpaid_invoices: int
    cancelled_days: int | None = None

    @property
    def status(self) -> PaymentStatus:
        """Return past due if anything is owed, current only if that is known to be nothing.

        Where the amount itself is unknown so is the status, whatever a cancelled agreement owes.
        """
        if self.past_due_cents is None:
            return PaymentStatus.UNKNOWN
        if self.past_due_cents > 0 or (self.cancelled_past_due_cents or 0) > 0:
            return PaymentStatus.PAST_DUE
        if self.cancelled_past_due_cents is None:
            return PaymentStatus.UNKNOWN
        return PaymentStatus.CURRENT


UNKNOWN_DEBT: Final = ClientDebt(None, None, Aging(), frozenset(), None, None, 0)
"""A client of whom nothing was ever read."""


def owed_part(invoice: Invoice, today: date) -> Owed | None:
    """Return what the invoice owes on *today*, due or not due; None if it owes nothing.

    Raises ValueError where the answer does not tell (unknown code, no date, unread amount).
    """
    if invoice.state in NEVER_OWED or invoice.owed_cents == 0:
        return None
    if invoice.owed_cents is None:
        raise ValueError(invoice.remote_id)
    if invoice.state in FAILED:
        # Rejected or charged back today is owed today: it ages as day 1.
        days = None if invoice.billing_on is None else max(1, days_past(invoice.billing_on, today))
        return Owed(invoice.owed_cents, invoice.billing_on, days)
    if invoice.state == InvoiceState.UNKNOWN or invoice.billing_on is None:
        raise ValueError(invoice.remote_id)
    days = days_past(invoice.billing_on, today)
    return Owed(invoice.owed_cents, invoice.billing_on, days if days > 0 else None, due=days > 0)


def owed_on_agreement(agreement: Agreement, today: date) -> AgreementDebt:
    """Return what the agreement owes: its invoices summed, a positive explicit amount leading."""
    explicit = explicit_cents(agreement)
    if agreement.invoices is None:
        if explicit is None:
            return AgreementDebt(None, None, None)
        estimate = (Owed(explicit),)
        return AgreementDebt(explicit, None, explicit, estimate, frozenset({Mark.ESTIMATED}))
    parts, doubtful = _parts(agreement.invoices, today)
    due = [p for p in parts if p.due and p.cents > 0]
    total = sum(p.cents for p in due)
    marks = {Mark.AT_LEAST} if doubtful else set()
    if explicit is not None and explicit != total:
        marks.add(Mark.DIFFERS)
        parts = _fitted(parts, explicit)
    return AgreementDebt(
        past_due_cents=total if explicit is None else explicit,
        invoices_cents=total,
        explicit_cents=explicit,
        parts=parts,
        marks=frozenset(marks),
        unpaid_invoices=len(due),
    )


def explicit_cents(agreement: Agreement) -> int | None:
    """Return the amount that the billing status states, if positive; an explicit 0 says nothing.

    `pastDueAmount`, else `amountPastDue`; `balanceDue` only where the status says past due; a
    contract `balance` never.
    """
    said = agreement.explicit
    if said is None:
        return None
    status = (said.status or "").casefold().replace("_", " ").replace("-", " ").strip()
    says_past_due = bool(said.is_past_due) or status in ("past due", "pastdue", "delinquent")
    candidates = [said.past_due_cents, said.amount_past_due_cents]
    if says_past_due:
        candidates.append(said.balance_due_cents)
    return next((c for c in candidates if c is not None and c > 0), None)


def owed_by_client(agreements: Sequence[Agreement], today: date) -> ClientDebt:
    """Return what a client owes over all agreements; an empty sequence owes nothing, and knows it.

    Cancelled agreements are summed apart and never age into the client's buckets. Where some
    agreements were read and some not, the sum is marked "at least"; where none was, it is None.
    """
    cancelled = [a for a in agreements if a.state == AgreementState.CANCELLED]
    others = [a for a in agreements if a.state != AgreementState.CANCELLED]
    debts = [owed_on_agreement(a, today) for a in others]
    apart = [owed_on_agreement(a, today) for a in cancelled]
    past_due, marks = _sum(debts)
    cancelled_past_due, cancelled_marks = _sum(apart)
    # "at least" holds for either column; a row has one set of marks
    marks |= cancelled_marks & {Mark.AT_LEAST}
    parts = [part for debt in debts for part in debt.parts]
    dated = [p.due_on for p in parts if p.due and p.cents > 0 and p.due_on is not None]
    return ClientDebt(
        past_due_cents=past_due,
        cancelled_past_due_cents=cancelled_past_due,
        aging=aged(parts),
        marks=marks,
        oldest_due_on=min(dated, default=None),
        days_past_due=_oldest_days(parts),
        unpaid_invoices=sum(d.unpaid_invoices for d in debts),
        cancelled_days=_oldest_days([part for debt in apart for part in debt.parts]),
    )


def _oldest_days(parts: Iterable[Owed]) -> int | None:
    known = [p.days for p in parts if p.due and p.cents > 0 and p.days is not None]
    return max(known, default=None)


def together(debts: Sequence[ClientDebt]) -> ClientDebt:
    """Return what one person owes over several sources; unknown in one makes it "at least".

    Of a person whom no source knows nothing was ever read.
    """
    if not debts:
        return UNKNOWN_DEBT
    if len(debts) == 1:
        return debts[0]
    past_due, marks = _sum(debts)
    cancelled = [d.cancelled_past_due_cents for d in debts]
    cancelled_past_due: int | None = sum(c for c in cancelled if c is not None)
    if None in cancelled and not cancelled_past_due:
        cancelled_past_due = None  # "at least nothing" is unknown, here as in _sum
    if cancelled_past_due and (None in cancelled or any(Mark.AT_LEAST in d.marks for d in debts)):
        marks |= {Mark.AT_LEAST}
    aging = Aging()
    for debt in debts:
        aging += debt.aging
    return ClientDebt(
        past_due_cents=past_due,
        cancelled_past_due_cents=cancelled_past_due,
        aging=aging,
        marks=marks,
        oldest_due_on=min((d.oldest_due_on for d in debts if d.oldest_due_on), default=None),
        days_past_due=max((d.days_past_due for d in debts if d.days_past_due), default=None),
        unpaid_invoices=sum(d.unpaid_invoices for d in debts),
        cancelled_days=max((d.cancelled_days for d in debts if d.cancelled_days), default=None),
    )


def _sum(debts: Sequence[AgreementDebt | ClientDebt]) -> tuple[int | None, frozenset[Mark]]:
    """Return the sum and its marks. "At least nothing" is not a figure: it is unknown."""
    known = [d.past_due_cents for d in debts if d.past_due_cents is not None]
    marks = frozenset[Mark]().union(*(d.marks for d in debts))
    if len(known) < len(debts):
        marks |= {Mark.AT_LEAST}
    total = sum(known)
    if Mark.AT_LEAST in marks and total == 0:
        return None, marks - {Mark.AT_LEAST}
    return total, marks


def _parts(invoices: Iterable[Invoice], today: date) -> tuple[tuple[Owed, ...], bool]:
    parts: list[Owed] = []
    doubtful = False
    for invoice in invoices:
        try:
            part = owed_part(invoice, today)
        except ValueError:
            doubtful = True
        else:
            if part is not None:
                parts.append(part)
    return tuple(parts), doubtful


def _fitted(parts: tuple[Owed, ...], amount_cents: int) -> tuple[Owed, ...]:
    """Return parts whose due ones add up to *amount_cents*.

    What the invoices do not explain has no date; what they have too much of is taken from the
    oldest debt first (balance forward: collections.md 5.2).
    """
    kept = [p for p in parts if not p.due or p.cents < 0]
    due = [p for p in parts if p.due and p.cents > 0]
    surplus = sum(p.cents for p in due) - amount_cents
    if surplus < 0:
        return (*kept, *due, Owed(-surplus))
    # the day decides between parts of one age, or the order of the answer would show
    oldest_first = sorted(
        due, key=lambda p: (-(p.days or 0), p.due_on.toordinal() if p.due_on else 0)
    )
    for part in oldest_first:
        taken = min(surplus, part.cents)
        surplus -= taken
        if part.cents > taken:
            kept.append(Owed(part.cents - taken, part.due_on, part.days))
    return tuple(kept)
