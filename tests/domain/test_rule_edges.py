"""The last cent and the odd word of the rules: each test here was asked for by a mutant."""

from __future__ import annotations

import pytest

from gymdesk.domain.aging import Aging, Owed, aged
from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.past_due import (
    ClientDebt,
    PaymentStatus,
    explicit_cents,
    owed_by_client,
    owed_on_agreement,
    together,
)
from tests.builders import TODAY, an_agreement, an_invoice, day, stated

UNREAD = an_agreement(invoices=None)
NOT_DUE = an_invoice(-5, state=InvoiceState.NOT_SET, cents=7000, remote_id="2")


def test_a_credit_of_one_cent_is_a_credit() -> None:
    assert aged([Owed(-1, days=5)]) == Aging(credit=1)


@pytest.mark.parametrize(
    ("past_due", "cancelled", "status"),
    [
        (1, 0, PaymentStatus.PAST_DUE),
        (0, 1, PaymentStatus.PAST_DUE),
        (0, 0, PaymentStatus.CURRENT),
        (0, None, PaymentStatus.UNKNOWN),
        (1, None, PaymentStatus.PAST_DUE),
        (None, 1, PaymentStatus.UNKNOWN),
    ],
)
def test_one_cent_is_past_due_and_unknown_is_neither(past_due, cancelled, status) -> None:
    debt = ClientDebt(past_due, cancelled, Aging(), frozenset(), None, None, 0)
    assert debt.status == status


@pytest.mark.parametrize("word", ["Past Due", "past_due", "past-due", "PastDue", "DELINQUENT"])
def test_each_way_to_write_past_due_lets_the_balance_due_count(word: str) -> None:
    says = an_agreement(explicit=stated(status=word, balance_due_cents=500))
    assert explicit_cents(says) == 500
    other = an_agreement(explicit=stated(status="Current", balance_due_cents=500))
    assert explicit_cents(other) is None


def test_a_stated_amount_one_cent_above_the_invoices_is_explained_by_a_part_without_date() -> None:
    debt = owed_on_agreement(
        an_agreement(an_invoice(10), explicit=stated(past_due_cents=15001)), TODAY
    )
    assert debt.parts == (Owed(15000, day(10), 10), Owed(1))


def test_a_stated_amount_above_the_invoices_leaves_what_is_not_due_where_it_is() -> None:
    whole = an_agreement(an_invoice(10), NOT_DUE, explicit=stated(past_due_cents=16000))
    debt = owed_by_client([whole], TODAY)
    assert debt.aging == Aging(not_due=7000, days_1_30=15000, no_date=1000)


def test_a_part_that_is_taken_whole_leaves_nothing_behind() -> None:
    two = (an_invoice(40, remote_id="1"), an_invoice(10, remote_id="2"))
    debt = owed_on_agreement(an_agreement(*two, explicit=stated(past_due_cents=15000)), TODAY)
    assert debt.parts == (Owed(15000, day(10), 10),)


def test_where_no_invoice_was_read_none_is_counted_as_unpaid() -> None:
    assert owed_on_agreement(UNREAD, TODAY).unpaid_invoices == 0
    estimated = an_agreement(invoices=None, explicit=stated(past_due_cents=500))
    assert owed_on_agreement(estimated, TODAY).unpaid_invoices == 0
    assert together([]).unpaid_invoices == 0


def test_several_sources_count_their_unpaid_invoices_together() -> None:
    one = owed_by_client([an_agreement(an_invoice(10), an_invoice(20, remote_id="2"))], TODAY)
    other = owed_by_client([an_agreement(an_invoice(50))], TODAY)
    both = together([one, other])
    assert (both.unpaid_invoices, both.days_past_due, both.oldest_due_on) == (3, 50, day(50))


# --- one cent -------------------------------------------------------------------------------------


def test_a_debt_of_one_cent_is_counted_dated_and_aged() -> None:
    debt = owed_by_client([an_agreement(an_invoice(10, cents=1))], TODAY)
    assert (debt.past_due_cents, debt.unpaid_invoices) == (1, 1)
    assert (debt.oldest_due_on, debt.days_past_due) == (day(10), 10)


def test_one_stated_cent_leads() -> None:
    assert explicit_cents(an_agreement(explicit=stated(past_due_cents=1))) == 1


def test_cents_of_debt_and_credit_stay_what_they_are_where_a_stated_amount_differs() -> None:
    credit = an_invoice(20, cents=-1, remote_id="2")
    whole = an_agreement(an_invoice(10, cents=1), credit, explicit=stated(past_due_cents=2))
    debt = owed_by_client([whole], TODAY)
    assert debt.aging == Aging(days_1_30=1, no_date=1, credit=1)
    less = an_agreement(an_invoice(10, cents=3), credit, explicit=stated(past_due_cents=2))
    assert owed_by_client([less], TODAY).aging == Aging(days_1_30=2, credit=1)


# --- which part a smaller stated amount takes first -----------------------------------------------

TODAY_REJECTED = an_invoice(0, state=InvoiceState.REJECTED, cents=500, remote_id="1")
YESTERDAY = an_invoice(1, cents=300, remote_id="2")
NO_DATE = an_invoice(None, cents=200, remote_id="3")


@pytest.mark.parametrize("invoices", [(TODAY_REJECTED, YESTERDAY), (YESTERDAY, TODAY_REJECTED)])
def test_of_two_parts_of_one_age_the_one_that_was_due_earlier_is_taken(invoices) -> None:
    debt = owed_on_agreement(an_agreement(*invoices, explicit=stated(past_due_cents=500)), TODAY)
    assert debt.parts == (Owed(500, TODAY, 1),)


@pytest.mark.parametrize("invoices", [(NO_DATE, YESTERDAY), (YESTERDAY, NO_DATE)])
def test_a_part_of_unknown_age_is_taken_last(invoices) -> None:
    debt = owed_on_agreement(an_agreement(*invoices, explicit=stated(past_due_cents=200)), TODAY)
    assert debt.parts == (Owed(200),)


def test_the_oldest_part_is_taken_first() -> None:
    old, young = an_invoice(50, cents=300, remote_id="1"), an_invoice(5, cents=400, remote_id="2")
    stated_less = stated(past_due_cents=400)
    debt = owed_on_agreement(an_agreement(young, old, explicit=stated_less), TODAY)
    assert debt.parts == (Owed(400, day(5), 5),)
