"""Billing: what the source is still doing, and what it does not tell."""

from __future__ import annotations

from datetime import date

import pytest

from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.billing import Drafting, LastPaid, NotSent, drafting, last_paid, tries_of
from gymdesk.domain.client import Source
from tests.builders import TODAY, an_invoice, day

S = InvoiceState


def of(*invoices: tuple[int | None, InvoiceState]) -> Drafting:
    """Return the drafting of invoices, each so many days old."""
    return drafting(tries_of(an_invoice(ago, state=state) for ago, state in invoices), TODAY)


@pytest.mark.parametrize(
    ("invoices", "expected"),
    [
        ([], Drafting.SETTLED),
        ([(30, S.PAID), (16, S.COMPED)], Drafting.SETTLED),
        # 2, 6, 7, 13: still retrying
        *([[(3, s)], Drafting.ON_ITS_WAY] for s in (S.PENDING, S.PROCESSING, S.SETTLING, S.QUEUED)),
        ([(30, S.PAID), (3, S.SETTLING)], Drafting.ON_ITS_WAY),
        # 3, 5: failed
        ([(3, S.REJECTED)], Drafting.FAILED),
        ([(3, S.DELINQUENT)], Drafting.FAILED),
        ([(3, S.DELINQUENT), (1, S.SETTLING)], Drafting.FAILED),
        # and later 4s: billing stopped trying
        ([(45, S.DELINQUENT), (30, S.NOT_SET), (16, S.NOT_SET)], Drafting.STOPPED),
        ([(30, S.NOT_SET), (16, S.REJECTED)], Drafting.FAILED),
        ([(30, S.DELINQUENT), (30, S.NOT_SET)], Drafting.FAILED),
        ([(30, S.DELINQUENT), (0, S.NOT_SET)], Drafting.FAILED),
        ([(None, S.DELINQUENT), (3, S.NOT_SET)], Drafting.FAILED),
        # 8
        ([(3, S.CHARGED_BACK)], Drafting.CHARGED_BACK),
        ([(45, S.DELINQUENT), (3, S.CHARGED_BACK), (1, S.NOT_SET)], Drafting.CHARGED_BACK),
        # 4 after its day, and nothing was tried
        ([(1, S.NOT_SET)], Drafting.NOT_TRIED),
        ([(0, S.NOT_SET)], Drafting.SETTLED),
        ([(-14, S.NOT_SET)], Drafting.SETTLED),
        ([(1, S.NOT_SET), (15, S.SETTLING)], Drafting.ON_ITS_WAY),
        # what is not understood is not called settled
        ([(3, S.UNKNOWN)], Drafting.UNKNOWN),
        ([(None, S.NOT_SET)], Drafting.UNKNOWN),
    ],
)
def test_what_the_invoices_show(invoices, expected):
    assert of(*invoices) == expected


@pytest.mark.parametrize(
    ("kind", "needs"),
    [
        *((Drafting.CHARGED_BACK, True), (Drafting.STOPPED, True), (Drafting.FAILED, True)),
        *((Drafting.NOT_TRIED, True), (Drafting.ON_ITS_WAY, False), (Drafting.SETTLED, False)),
        (Drafting.UNKNOWN, False),
    ],
)
def test_who_needs_a_person(kind, needs):
    assert kind.needs_a_person is needs


def test_what_owes_nothing_is_no_try():
    gone = [
        an_invoice(3, cents=0),
        an_invoice(3, cents=-100),
        an_invoice(3, state=S.VOIDED),
        an_invoice(3, state=S.PAID),
    ]
    assert tries_of(gone) == []
    assert len(tries_of([an_invoice(3, cents=None), an_invoice(3, state=S.QUEUED, cents=0)])) == 2


def test_the_last_paid_invoice_is_the_newest_with_a_day_and_an_amount():
    invoices = [
        an_invoice(40, state=S.PAID, cents=100),
        an_invoice(10, state=S.PAID, cents=200),
        an_invoice(5, state=S.PAID, cents=-200),
        an_invoice(4, state=S.PAID, cents=None),
        an_invoice(None, state=S.PAID, cents=300),
        an_invoice(1, state=S.DELINQUENT, cents=400),
        an_invoice(3, state=S.PAID, cents=0),
    ]
    assert last_paid(invoices) == LastPaid(day(10), 200)
    assert last_paid(invoices[2:]) is None


def test_what_a_source_does_not_send_says_so_and_is_no_figure():
    assert NotSent(Source.CLUBOS).text == "not sent by ClubOS"
    assert NotSent(Source.CLUBOS) != 0
    assert LastPaid(date(2026, 11, 1), 100) != NotSent(Source.CLUBOS)
