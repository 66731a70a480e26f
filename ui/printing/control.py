"""The control sum of a printed list: do the buckets add up to the balances, cent by cent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gymdesk.domain.aging import Aging

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gymdesk.rows import ClientRow, CollectionsList


@dataclass(frozen=True)
class Sums:
    """The columns of the printed rows, added up. Unknown amounts and other currencies stay out."""

    aging: Aging
    balances_cents: int
    cancelled_cents: int
    known: int
    unknown: int
    foreign: int
    cancelled_unknown: int


def added(rows: Sequence[ClientRow], currency: str) -> Sums:
    """Return the sums of *rows*: the buckets and the balances are added separately."""
    known = [r for r in rows if r.past_due_cents is not None and r.currency == currency]
    return Sums(
        aging=sum((r.aging for r in known), Aging()),
        balances_cents=sum(r.past_due_cents or 0 for r in known),
        cancelled_cents=sum(
            r.cancelled_past_due_cents or 0 for r in rows if r.currency == currency
        ),
        known=len(known),
        unknown=sum(r.past_due_cents is None for r in rows),
        foreign=sum(r.past_due_cents is not None and r.currency != currency for r in rows),
        cancelled_unknown=sum(r.cancelled_past_due_cents is None for r in rows),
    )


@dataclass(frozen=True)
class Control:
    """Two sums that must be equal, and what the whole list claims (None for a part of it)."""

    buckets_cents: int
    balances_cents: int
    claimed_cents: int | None = None

    @property
    def agrees(self) -> bool:
        """Return whether all sums are the same."""
        return self.buckets_cents == self.balances_cents and self.claimed_cents in (
            None,
            self.balances_cents,
        )


def control(collections: CollectionsList, sums: Sums) -> Control:
    """Return the control of the printed rows, against the list's own totals where it is whole.

    A list whose counts are not those of its rows was cut down to what is on screen; its totals
    are those of the whole and say nothing about the part.
    """
    whole = (collections.known, collections.unknown) == (sums.known + sums.foreign, sums.unknown)
    if not whole:
        return Control(sums.aging.past_due_cents, sums.balances_cents)
    if not collections.agrees:
        return Control(collections.aging.past_due_cents, collections.total_past_due_cents)
    return Control(
        sums.aging.past_due_cents,
        sums.balances_cents,
        # With a second currency in the list its total is not comparable.
        None if sums.foreign else collections.total_past_due_cents,
    )
