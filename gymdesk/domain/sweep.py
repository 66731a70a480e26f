"""Sweeps: whether a sweep that finds far less than its own answers explain must be held. Pure.

A sweep that lost people or debt may be right (a trainer left, a club forgave) or the work of a
service that misbehaves: a list cut in half, invoices left out. Nothing in the answers tells the
two apart, so that the manager does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gymdesk.domain.bill import UNPAID
from gymdesk.domain.past_due import NEVER_OWED, explicit_cents, owed_by_client, owed_part

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from gymdesk.domain.agreement import Agreement, Invoice

GONE_PERCENT: Final = 30
"""More than so many of a hundred people not found any more is too many…"""

GONE_AT_LEAST: Final = 5
"""…but fewer than so many never are: in a small club two who left are no sign of anything."""

_REMAINDERS: Final = frozenset({"remainingTotal", "remainingBalance", "outstandingBalance", UNPAID})
"""Fields that say what is left of an invoice: where they fall, something was paid."""


@dataclass(frozen=True, slots=True)
class Drop:
    """What one client owed before a visit and after it, cancelled agreements included, in cents.

    `explained_cents` is what the answers say became of formerly owed invoices: paid, in part or
    on its way, refunded, comped, converted or voided.
    """

    before_cents: int
    after_cents: int
    explained_cents: int

    @property
    def unexplained_cents(self) -> int:
        """Return by how much the debt fell without a word why."""
        return max(0, self.before_cents - self.after_cents - self.explained_cents)


@dataclass(frozen=True, slots=True)
class SweepFinding:
    """What a sweep found against what was known: people, and debt that fell unexplained."""

    people_known: int
    people_gone: int
    debt_before_cents: int
    unexplained_cents: int

    @property
    def loses_people(self) -> bool:
        """Return whether people are fewer by over 30 %, and by at least 5."""
        enough = self.people_gone >= GONE_AT_LEAST
        return enough and self.people_gone * 100 > self.people_known * GONE_PERCENT

    @property
    def loses_debt(self) -> bool:
        """Return whether more than half of the former debt went away unexplained."""
        return self.unexplained_cents * 2 > self.debt_before_cents

    @property
    def held(self) -> bool:
        """Return whether the manager must say whether this is so."""
        return self.loses_people or self.loses_debt


def drop(before: Iterable[Agreement], after: Iterable[Agreement], today: date) -> Drop:
    """Return how a client's debt changes from what was known to what was read, both on *today*.

    What is unknown afterwards has not fallen: it is shown as unknown, beside the last known figure.
    """
    former, read = tuple(before), tuple(after)
    if not former or _owe_nothing(former):
        return Drop(0, 0, 0)  # nothing to lose: all but a few clients
    then, now = owed_by_client(former, today), owed_by_client(read, today)
    columns = (
        (then.past_due_cents or 0, now.past_due_cents),
        (then.cancelled_past_due_cents or 0, now.cancelled_past_due_cents),
    )
    read_again = {a.remote_id: a for a in read}
    return Drop(
        before_cents=sum(was for was, _ in columns),
        after_cents=sum(was if cents is None else cents for was, cents in columns),
        explained_cents=sum(_explained(a, read_again.get(a.remote_id), today) for a in former),
    )


def known_debt(agreements: Sequence[Agreement], today: date) -> int:
    """Return what is owed as far as it is known, on cancelled agreements as well."""
    if _owe_nothing(agreements):
        return 0
    debt = owed_by_client(agreements, today)
    return (debt.past_due_cents or 0) + (debt.cancelled_past_due_cents or 0)


def _owe_nothing(agreements: Sequence[Agreement]) -> bool:
    """Return whether it is plain at a glance that nothing is open, as with most clients."""
    return all(
        a.explicit is None
        and a.invoices is not None
        and all(i.state in NEVER_OWED for i in a.invoices)
        for a in agreements
    )


def _explained(before: Agreement, after: Agreement | None, today: date) -> int:
    """Return how much of the agreement's former debt the invoices read now account for."""
    if after is None:
        return 0
    now = {i.remote_id: i for i in after.invoices or ()}
    owed = [(i, _counted(i, today)) for i in before.invoices or ()]
    counted = [(invoice, cents) for invoice, cents in owed if cents > 0]
    settled = [_settled(invoice, cents, now) for invoice, cents in counted]
    explained = sum(settled)
    stated = explicit_cents(before)
    everything = bool(counted) and explained == sum(cents for _, cents in counted)
    if stated is not None and everything and explicit_cents(after) is None:
        # every invoice is settled and the billing status states nothing any more: they agree
        return max(explained, stated)
    return explained


def _counted(invoice: Invoice, today: date) -> int:
    """Return what of the invoice was past due, 0 where that is not known."""
    try:
        part = owed_part(invoice, today)
    except ValueError:
        return 0
    return part.cents if part is not None and part.due and part.cents > 0 else 0


def _settled(before: Invoice, cents: int, now: Mapping[str, Invoice]) -> int:
    """Return how much of the *cents* that were owed the answer says is settled."""
    after = now.get(before.remote_id)
    if after is None:
        return 0
    if after.state in NEVER_OWED:
        return cents
    left = after.owed_cents
    if left is None or after.owed_field not in _REMAINDERS:
        return 0
    # An invoice that is still owed with nothing left contradicts itself, and one whose total fell
    # is another claim: neither says that somebody paid.
    paid_in_part = 0 < left < cents and after.total_cents == before.total_cents
    return cents - left if paid_in_part else 0
