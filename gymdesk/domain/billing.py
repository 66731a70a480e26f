"""Billing: whether a source still tries to take the money, or a person has to step in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.domain.past_due import FAILED, NEVER_OWED
from gymdesk.domain.promise import IN_FLIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from gymdesk.domain.agreement import Invoice
    from gymdesk.domain.client import Source


class Drafting(StrEnum):
    """What the invoices show of the source's own attempts.

    ON_ITS_WAY (status 2, 6, 7, 13 and nothing failed): still retrying. All but that and SETTLED
    need a person: CHARGED_BACK (8), STOPPED (failed, and later invoices were not even tried),
    FAILED (3, 5), NOT_TRIED (due, and nothing was tried).
    """

    SETTLED = "settled"
    ON_ITS_WAY = "on_its_way"
    CHARGED_BACK = "charged_back"
    STOPPED = "stopped"
    FAILED = "failed"
    NOT_TRIED = "not_tried"
    UNKNOWN = "unknown"

    @property
    def needs_a_person(self) -> bool:
        """Return whether nothing will come by itself."""
        return self in (
            Drafting.CHARGED_BACK,
            Drafting.STOPPED,
            Drafting.FAILED,
            Drafting.NOT_TRIED,
        )


@dataclass(frozen=True, slots=True)
class NotSent:
    """Something that a source does not tell. It is not zero, and it is not made up."""

    TEMPLATE: ClassVar[str] = "not sent by {source}"
    source: Source

    @property
    def text(self) -> str:
        """Return the words for it in English."""
        return self.TEMPLATE.format(source=SOURCE_NAMES[self.source])


@dataclass(frozen=True, slots=True)
class LastPaid:
    """The newest paid invoice: the day it was billed (not the day of payment) and its amount."""

    billed_on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Try:
    """An invoice as far as it tells what billing does: in flight, or something is owed on it."""

    state: InvoiceState
    billing_on: date | None


def tries_of(invoices: Iterable[Invoice]) -> list[Try]:
    """Return the invoices that are in flight or owe something, or of which that is not known."""
    return [
        Try(i.state, i.billing_on)
        for i in invoices
        if i.state in IN_FLIGHT
        or (i.state not in NEVER_OWED and (i.owed_cents is None or i.owed_cents > 0))
    ]


def drafting(tries: Iterable[Try], today: date) -> Drafting:
    """Return what the source is doing about what is owed."""
    failed_on: list[date] = []
    untried_on: list[date] = []
    charged_back = in_flight = unclear = failed = False
    for one in tries:
        if one.state in IN_FLIGHT:
            in_flight = True
        elif one.state in FAILED:
            failed = True
            charged_back |= one.state == InvoiceState.CHARGED_BACK
            if one.billing_on is not None:
                failed_on.append(one.billing_on)
        elif one.state == InvoiceState.NOT_SET and one.billing_on is not None:
            if one.billing_on < today:
                untried_on.append(one.billing_on)
        else:
            unclear = True
    if charged_back:
        return Drafting.CHARGED_BACK
    if failed:
        stopped = bool(failed_on) and any(on > min(failed_on) for on in untried_on)
        return Drafting.STOPPED if stopped else Drafting.FAILED
    if in_flight:
        return Drafting.ON_ITS_WAY
    if untried_on:
        return Drafting.NOT_TRIED
    return Drafting.UNKNOWN if unclear else Drafting.SETTLED


def last_paid(invoices: Iterable[Invoice]) -> LastPaid | None:
    """Return the newest paid invoice that has a day and an amount; refunds are no payments."""
    paid = [
        LastPaid(i.billing_on, i.total_cents)
        for i in invoices
        if i.state == InvoiceState.PAID
        and i.billing_on is not None
        and i.total_cents is not None
        and i.total_cents > 0
    ]
    return max(paid, key=lambda p: (p.billed_on, p.cents), default=None)
