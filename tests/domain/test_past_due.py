"""Past due: sums, never maxima; unknown is neither 0 nor current."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gymdesk.domain.aging import Aging, Owed
from gymdesk.domain.agreement import AgreementState, InvoiceState, invoice_state
from gymdesk.domain.past_due import (
    FAILED,
    NEVER_OWED,
    UNKNOWN_DEBT,
    ClientDebt,
    Mark,
    PaymentStatus,
    explicit_cents,
    owed_by_client,
    owed_on_agreement,
    owed_part,
    together,
)
from tests.builders import TODAY, an_agreement, an_invoice, day, stated
from tests.conftest import SCALE

NOT_SET, REJECTED = InvoiceState.NOT_SET, InvoiceState.REJECTED
DELINQUENT, PAID = InvoiceState.DELINQUENT, InvoiceState.PAID
CANCELLED = AgreementState.CANCELLED
AT_LEAST, DIFFERS, ESTIMATED = Mark.AT_LEAST, Mark.DIFFERS, Mark.ESTIMATED
UNREAD = an_agreement(invoices=None, remote_id="1500009")


def sequence(*states: InvoiceState, cents: int = 15000):
    """Return invoices two weeks apart, the newest dated a week ago."""
    return [
        an_invoice(7 + 14 * (len(states) - 1 - i), state=s, cents=cents, remote_id=str(i))
        for i, s in enumerate(states)
    ]


# --- one invoice ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "owes"),
    [
        *((1, False), (2, False), (3, True), (4, True), (5, True), (6, False), (7, False)),
        *((8, True), (9, False), (10, False), (11, False), (12, False), (13, False)),
        *(("overdue", True), ("past due", True), ("pay now", True), ("delinquent", True)),
        *(("paid", False), ("void", False), ("pending", False), ("scheduled", True)),
    ],
)
def test_a_past_invoice_owes_by_its_status(raw, owes):
    part = owed_part(an_invoice(10, state=invoice_state(raw)), TODAY)
    assert part == (Owed(15000, day(10), 10) if owes else None)


@pytest.mark.parametrize(
    ("state", "days_ago", "expected"),
    [
        (NOT_SET, 1, Owed(15000, day(1), 1)),
        (NOT_SET, 0, Owed(15000, day(0), due=False)),
        (NOT_SET, -1, Owed(15000, day(-1), due=False)),
        (REJECTED, 0, Owed(15000, day(0), 1)),  # rejected today ages as day 1
        (InvoiceState.CHARGED_BACK, 0, Owed(15000, day(0), 1)),
        (DELINQUENT, -3, Owed(15000, day(-3), 1)),
        (DELINQUENT, 1, Owed(15000, day(1), 1)),
        (DELINQUENT, 2, Owed(15000, day(2), 2)),
        (DELINQUENT, None, Owed(15000)),  # owed, of unknown age
    ],
)
def test_the_billing_date_decides_for_not_set_and_ages_what_failed(state, days_ago, expected):
    assert owed_part(an_invoice(days_ago, state=state), TODAY) == expected


@pytest.mark.parametrize(
    "invoice",
    [
        an_invoice(state=invoice_state(42)),
        an_invoice(None, state=NOT_SET),
        an_invoice(state=DELINQUENT, cents=None),
        an_invoice(state=NOT_SET, cents=None),
        an_invoice(-5, state=NOT_SET, cents=None),
    ],
    ids=["code 42", "no date", "no amount", "no amount, by date", "no amount, not due"],
)
def test_an_invoice_that_does_not_tell_makes_the_figure_unknown_never_0(invoice):
    with pytest.raises(ValueError, match=invoice.remote_id):
        owed_part(invoice, TODAY)
    assert owed_on_agreement(an_agreement(invoice), TODAY).marks == {AT_LEAST}
    debt = owed_by_client([an_agreement(invoice)], TODAY)
    assert debt.past_due_cents is None
    assert debt.status == PaymentStatus.UNKNOWN
    known = an_invoice(remote_id="2", cents=100)
    debt = owed_by_client([an_agreement(invoice, known)], TODAY)
    assert (debt.past_due_cents, debt.marks) == (100, {AT_LEAST})
    assert debt.status == PaymentStatus.PAST_DUE


@pytest.mark.parametrize("state", [invoice_state(42), DELINQUENT, NOT_SET])
def test_an_invoice_with_nothing_left_to_pay_owes_nothing_whatever_its_code(state):
    assert owed_part(an_invoice(None, state=state, cents=0), TODAY) is None


# --- one agreement --------------------------------------------------------------------------------


def test_two_unpaid_invoices_of_150_owe_300_and_not_150():
    debt = owed_on_agreement(an_agreement(*sequence(DELINQUENT, DELINQUENT)), TODAY)
    assert debt.past_due_cents == debt.invoices_cents == 30000
    assert debt.unpaid_invoices == 2
    assert debt.marks == frozenset()


def test_a_failed_invoice_and_the_not_set_ones_after_it_are_all_owed():
    states = (PAID, PAID, DELINQUENT, NOT_SET, NOT_SET)
    assert owed_on_agreement(an_agreement(*sequence(*states)), TODAY).past_due_cents == 45000


def test_a_charge_back_followed_by_not_set_invoices_owes_all_of_them():
    states = (PAID, InvoiceState.CHARGED_BACK, *(NOT_SET,) * 32)
    debt = owed_by_client([an_agreement(*sequence(*states, cents=6000))], TODAY)
    assert (debt.past_due_cents, debt.unpaid_invoices) == (198000, 33)
    assert debt.days_past_due == 7 + 14 * 32
    assert debt.oldest_due_on == day(7 + 14 * 32)


def test_a_refund_pair_is_no_credit():
    refunded = an_invoice(40, state=InvoiceState.REFUNDED, remote_id="1")
    negative = an_invoice(38, state=PAID, cents=-15000, remote_id="2")
    owed = an_invoice(10, remote_id="3")
    debt = owed_by_client([an_agreement(refunded, negative, owed)], TODAY)
    assert (debt.past_due_cents, debt.aging) == (15000, Aging(days_1_30=15000))


def test_a_negative_open_invoice_is_credit_beside_the_debt():
    credit = an_invoice(10, cents=-2000, remote_id="2")
    debt = owed_by_client([an_agreement(an_invoice(), credit)], TODAY)
    assert (debt.past_due_cents, debt.aging) == (15000, Aging(days_1_30=15000, credit=2000))
    assert debt.unpaid_invoices == 1


def test_a_partial_payment_leaves_the_rest():
    partly = an_invoice(12, total_cents=18000, owed_cents=6500, owed_field="remainingTotal")
    assert owed_by_client([an_agreement(partly)], TODAY).past_due_cents == 6500


def test_an_agreement_that_was_not_read_is_unknown():
    debt = owed_on_agreement(UNREAD, TODAY)
    assert (debt.past_due_cents, debt.invoices_cents, debt.explicit_cents) == (None, None, None)


# --- what a billing status says in so many words --------------------------------------------------


@pytest.mark.parametrize(
    ("said", "cents"),
    [
        (None, None),
        (stated(), None),
        (stated(past_due_cents=5000, amount_past_due_cents=7000), 5000),
        (stated(past_due_cents=0, amount_past_due_cents=7000), 7000),
        (stated(amount_past_due_cents=7000), 7000),
        (stated(balance_due_cents=90000), None),  # may be the contract's balance
        (stated(balance_due_cents=90000, is_past_due=False), None),
        (stated(balance_due_cents=90000, status="active"), None),
        (stated(balance_due_cents=9000, is_past_due=True), 9000),
        (stated(balance_due_cents=9000, status="Past_Due"), 9000),
        (stated(balance_due_cents=9000, status="delinquent"), 9000),
        (stated(past_due_cents=5000, balance_due_cents=90000, is_past_due=True), 5000),
        (stated(past_due_cents=-5000), None),
        (stated(past_due_cents=0, is_past_due=True), None),
    ],
)
def test_the_first_positive_explicit_amount_counts(said, cents):
    assert explicit_cents(an_agreement(explicit=said)) == cents


def test_an_explicit_50_with_a_contract_balance_of_900_is_50():
    said = stated(past_due_cents=5000, balance_due_cents=90000)
    debt = owed_on_agreement(an_agreement(an_invoice(cents=5000), explicit=said), TODAY)
    assert (debt.past_due_cents, debt.marks) == (5000, frozenset())


@pytest.mark.parametrize(
    "said", [stated(past_due_cents=0), stated(past_due_cents=0, is_past_due=False)]
)
def test_an_explicit_0_never_hides_unpaid_invoices(said):
    agreement = an_agreement(*sequence(DELINQUENT, NOT_SET), explicit=said)
    debt = owed_by_client([agreement], TODAY)
    assert (debt.past_due_cents, debt.status) == (30000, PaymentStatus.PAST_DUE)
    assert debt.aging.past_due_cents == 30000


def test_an_explicit_0_without_invoices_is_unknown_and_not_current():
    debt = owed_by_client([replace(UNREAD, explicit=stated(past_due_cents=0))], TODAY)
    assert (debt.past_due_cents, debt.status) == (None, PaymentStatus.UNKNOWN)


@pytest.mark.parametrize(
    ("explicit", "aging"),
    [
        (40000, Aging(days_1_30=15000, days_31_60=15000, no_date=10000)),
        (20000, Aging(days_1_30=15000, days_31_60=5000)),  # paid on the oldest first
        (15000, Aging(days_1_30=15000)),
        (1000, Aging(days_1_30=1000)),
    ],
)
def test_an_explicit_amount_leads_and_the_buckets_add_up_to_it(explicit, aging):
    unpaid = [an_invoice(40, remote_id="1"), an_invoice(10, remote_id="2")]
    agreement = an_agreement(*unpaid, explicit=stated(past_due_cents=explicit))
    debt = owed_on_agreement(agreement, TODAY)
    assert (debt.past_due_cents, debt.invoices_cents) == (explicit, 30000)
    assert (debt.explicit_cents, debt.marks) == (explicit, {DIFFERS})
    assert owed_by_client([agreement], TODAY).aging == aging


def test_parts_not_due_and_credits_stay_apart_where_the_sums_differ():
    invoices = [
        an_invoice(-5, state=NOT_SET, remote_id="1"),
        an_invoice(5, cents=-700, remote_id="2"),
        an_invoice(5, remote_id="3"),
    ]
    agreement = an_agreement(*invoices, explicit=stated(past_due_cents=9000))
    debt = owed_by_client([agreement], TODAY)
    assert debt.aging == Aging(not_due=15000, days_1_30=9000, credit=700)


def test_an_explicit_amount_without_invoices_is_estimated_and_of_unknown_age():
    debt = owed_by_client([replace(UNREAD, explicit=stated(past_due_cents=5000))], TODAY)
    assert (debt.past_due_cents, debt.marks) == (5000, {ESTIMATED})
    assert (debt.aging, debt.days_past_due) == (Aging(no_date=5000), None)


def test_an_explicit_amount_over_paid_invoices_differs_and_has_no_date():
    agreement = an_agreement(*sequence(PAID), explicit=stated(past_due_cents=5000))
    debt = owed_by_client([agreement], TODAY)
    assert (debt.past_due_cents, debt.marks) == (5000, {DIFFERS})
    assert debt.aging == Aging(no_date=5000)


def test_the_day_decides_which_of_two_debts_of_one_age_is_paid_first():
    today_and_before = [
        an_invoice(0, state=REJECTED, cents=100, remote_id="1"),
        an_invoice(1, state=REJECTED, cents=100, remote_id="2"),
    ]
    for invoices in (today_and_before, today_and_before[::-1]):
        agreement = an_agreement(*invoices, explicit=stated(past_due_cents=100))
        assert owed_by_client([agreement], TODAY).oldest_due_on == day(0)


# --- one client -----------------------------------------------------------------------------------


def test_a_client_without_agreements_owes_nothing_and_is_current():
    debt = owed_by_client([], TODAY)
    assert (debt.past_due_cents, debt.cancelled_past_due_cents) == (0, 0)
    assert (debt.status, debt.marks) == (PaymentStatus.CURRENT, frozenset())


def test_a_client_is_the_sum_of_the_agreements():
    states = [AgreementState.ACTIVE, AgreementState.COMPLETED, AgreementState.PENDING]
    states += [AgreementState.DRAFT, AgreementState.UNKNOWN]
    agreements = [an_agreement(an_invoice(), state=s, remote_id=s) for s in states]
    debt = owed_by_client(agreements, TODAY)
    assert (debt.past_due_cents, debt.unpaid_invoices) == (75000, 5)


def test_debt_on_cancelled_agreements_stands_apart_and_does_not_age():
    agreements = [
        an_agreement(an_invoice(100), state=CANCELLED, remote_id="1"),
        an_agreement(an_invoice(5, cents=2000), remote_id="2"),
    ]
    debt = owed_by_client(agreements, TODAY)
    assert (debt.past_due_cents, debt.cancelled_past_due_cents) == (2000, 15000)
    assert (debt.aging, debt.days_past_due) == (Aging(days_1_30=2000), 5)
    assert (
        debt.cancelled_days
        == together([debt, owed_by_client(agreements[1:], TODAY)]).cancelled_days
    )
    assert debt.cancelled_days == 100
    assert owed_by_client(agreements[:1], TODAY).status == PaymentStatus.PAST_DUE


def test_a_client_of_whom_some_agreements_were_read_owes_at_least_their_sum():
    debt = owed_by_client([an_agreement(an_invoice()), UNREAD], TODAY)
    assert (debt.past_due_cents, debt.marks) == (15000, {AT_LEAST})


def test_a_paid_agreement_beside_an_unread_one_is_unknown_and_not_current():
    debt = owed_by_client([an_agreement(*sequence(PAID)), UNREAD], TODAY)
    assert (debt.past_due_cents, debt.status) == (None, PaymentStatus.UNKNOWN)
    assert debt.marks == frozenset()


def test_a_client_of_whom_nothing_was_read_is_unknown():
    debt = owed_by_client([UNREAD], TODAY)
    assert (debt.past_due_cents, debt.status) == (None, PaymentStatus.UNKNOWN)
    assert debt.aging == Aging()
    assert UNKNOWN_DEBT.status == PaymentStatus.UNKNOWN


def test_an_unread_cancelled_agreement_is_unknown_and_not_current():
    unread = replace(UNREAD, state=CANCELLED)
    debt = owed_by_client([an_agreement(*sequence(PAID)), unread], TODAY)
    assert (debt.past_due_cents, debt.cancelled_past_due_cents) == (0, None)
    assert debt.status == PaymentStatus.UNKNOWN


def test_cancelled_debt_beside_an_unread_cancelled_agreement_is_at_least():
    unread = replace(UNREAD, state=CANCELLED)
    owing = an_agreement(an_invoice(), state=CANCELLED)
    debt = owed_by_client([owing, unread], TODAY)
    assert (debt.cancelled_past_due_cents, debt.marks) == (15000, {AT_LEAST})


# --- one person over several sources --------------------------------------------------------------

OWING = owed_by_client([an_agreement(an_invoice())], TODAY)
PAID_UP = owed_by_client([], TODAY)
CANCELLED_OWING = owed_by_client([an_agreement(an_invoice(50), state=CANCELLED)], TODAY)
CANCELLED_UNREAD = owed_by_client([replace(UNREAD, state=CANCELLED)], TODAY)
CANCELLED_AT_LEAST = owed_by_client(
    [an_agreement(an_invoice(50), state=CANCELLED), replace(UNREAD, state=CANCELLED)], TODAY
)


@pytest.mark.parametrize(
    ("debts", "past_due", "cancelled", "marks", "status"),
    [
        ([], None, None, (), PaymentStatus.UNKNOWN),
        ([OWING], 15000, 0, (), PaymentStatus.PAST_DUE),
        ([OWING, OWING], 30000, 0, (), PaymentStatus.PAST_DUE),
        ([OWING, PAID_UP], 15000, 0, (), PaymentStatus.PAST_DUE),
        ([PAID_UP, PAID_UP], 0, 0, (), PaymentStatus.CURRENT),
        ([PAID_UP, UNKNOWN_DEBT], None, None, (), PaymentStatus.UNKNOWN),
        ([OWING, UNKNOWN_DEBT], 15000, None, (AT_LEAST,), PaymentStatus.PAST_DUE),
        ([PAID_UP, CANCELLED_UNREAD], 0, None, (), PaymentStatus.UNKNOWN),
        ([PAID_UP, CANCELLED_OWING], 0, 15000, (), PaymentStatus.PAST_DUE),
        ([CANCELLED_OWING, CANCELLED_UNREAD], 0, 15000, (AT_LEAST,), PaymentStatus.PAST_DUE),
        ([OWING, CANCELLED_AT_LEAST], 15000, 15000, (AT_LEAST,), PaymentStatus.PAST_DUE),
    ],
)
def test_a_person_owes_the_sum_over_the_sources(debts, past_due, cancelled, marks, status):
    debt = together(debts)
    assert (debt.past_due_cents, debt.cancelled_past_due_cents) == (past_due, cancelled)
    assert (debt.marks, debt.status) == (set(marks), status)
    assert debt.aging.past_due_cents == (past_due or 0)


def test_the_oldest_debt_over_the_sources_is_the_persons():
    older = owed_by_client([an_agreement(an_invoice(70))], TODAY)
    debt = together([OWING, older, PAID_UP])
    assert (debt.oldest_due_on, debt.days_past_due) == (day(70), 70)
    assert (debt.aging, debt.unpaid_invoices) == (Aging(days_1_30=15000, days_61_90=15000), 2)


# --- properties -----------------------------------------------------------------------------------

cents = st.none() | st.integers(-(10**7), 10**7)
invoices = st.builds(
    an_invoice,
    st.none() | st.integers(-40, 200),
    state=st.sampled_from(InvoiceState),
    cents=cents,
)
explicits = st.none() | st.builds(
    stated,
    past_due_cents=cents,
    amount_past_due_cents=cents,
    balance_due_cents=cents,
    is_past_due=st.none() | st.booleans(),
    status=st.sampled_from([None, "past due", "active"]),
)
agreements = st.builds(
    an_agreement,
    invoices=st.none() | st.lists(invoices, max_size=6).map(tuple),
    state=st.sampled_from(AgreementState),
    explicit=explicits,
)
LONG = settings(max_examples=max(50, int(500 * SCALE)))


def _agrees(debt: ClientDebt) -> None:
    if debt.past_due_cents is not None:
        assert debt.aging.past_due_cents == debt.past_due_cents >= 0
    else:
        assert debt.aging.past_due_cents == 0
        assert debt.status != PaymentStatus.CURRENT
    assert min(debt.aging.overdue) >= 0
    assert (debt.oldest_due_on is None) == (debt.days_past_due is None)
    if debt.status == PaymentStatus.CURRENT:
        assert debt.past_due_cents == debt.cancelled_past_due_cents == 0
        assert AT_LEAST not in debt.marks


@LONG
@given(listed=st.lists(agreements, max_size=4))
def test_the_buckets_and_no_date_add_up_to_what_is_past_due(listed):
    _agrees(owed_by_client(listed, TODAY))


@LONG
@given(listed=st.lists(agreements, max_size=4), order=st.randoms())
def test_the_order_of_agreements_and_invoices_changes_nothing(listed, order):
    shuffled = []
    for agreement in listed:
        mixed = None if agreement.invoices is None else list(agreement.invoices)
        if mixed is not None:
            order.shuffle(mixed)
        shuffled.append(replace(agreement, invoices=None if mixed is None else tuple(mixed)))
    order.shuffle(shuffled)
    assert owed_by_client(shuffled, TODAY) == owed_by_client(listed, TODAY)


@given(people=st.lists(st.lists(agreements, max_size=3), max_size=3), order=st.randoms())
def test_sources_of_one_person_add_up_in_any_order(people, order):
    debts = [owed_by_client(listed, TODAY) for listed in people]
    debt = together(debts)
    _agrees(debt)
    order.shuffle(debts)
    assert together(debts) == debt


@given(listed=st.lists(agreements, min_size=1, max_size=4))
def test_a_client_with_an_unread_agreement_is_never_simply_current(listed):
    debt = owed_by_client([*listed, UNREAD], TODAY)
    assert debt.past_due_cents is None or AT_LEAST in debt.marks
    assert debt.status != PaymentStatus.CURRENT


@given(invoice=invoices)
def test_an_owed_part_is_never_invented(invoice):
    try:
        part = owed_part(invoice, TODAY)
    except ValueError:
        assert invoice.state not in NEVER_OWED
        return
    if part is None:
        assert invoice.state in NEVER_OWED or invoice.owed_cents == 0
    else:
        assert part.cents == invoice.owed_cents
        assert part.due or (invoice.state not in FAILED and invoice.billing_on >= TODAY)
        assert part.days is None or part.days >= 1
