"""Promises: kept, partly kept, broken, on evidence and never on stale figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.domain import promise as promise_module
from gymdesk.domain.agreement import AgreementState, InvoiceState
from gymdesk.domain.case_event import Channel, Covered, EventKind, PaymentKind
from gymdesk.domain.collection_rules import CollectionRules
from gymdesk.domain.promise import (
    NO_EVIDENCE,
    Evidence,
    PromiseState,
    ReadAgreement,
    Verdict,
    after_business_days,
    covered_by,
    evidence_of,
    judge,
    judged,
    promise_of,
)
from tests.builders import an_agreement, an_invoice, stated
from tests.builders import day as days_ago
from tests.case_builders import (
    COVER,
    RULES,
    TODAY,
    a_promise,
    a_promise_event,
    an_event,
    read,
)

THU_12, FRI_13, SAT_14 = date(2026, 11, 12), date(2026, 11, 13), date(2026, 11, 14)
MON_16, TUE_17, THU_19, FRI_20 = (
    *(date(2026, 11, 16), date(2026, 11, 17)),
    *(date(2026, 11, 19), date(2026, 11, 20)),
)
KEPT, PARTLY, BROKEN, OPEN = (
    *(PromiseState.KEPT, PromiseState.PARTLY_KEPT),
    *(PromiseState.BROKEN, PromiseState.OPEN),
)
CANCELLED = PromiseState.CANCELLED


def verdict(
    today: date, read_on: date | None = None, promise=None, rules=RULES, **amounts: int
) -> Verdict:
    evidence = NO_EVIDENCE if read_on is None else read(read_on, **amounts)
    return judge(promise or a_promise(), evidence, today, read_on, rules)


# --- the table ------------------------------------------------------------------------------------

# Thursday 12 November by card, one business day of grace: judged by figures after Friday 13.
TABLE = {
    "before its day it is open": (date(2026, 11, 10), date(2026, 11, 10), {}, OPEN, False),
    "on its day it is open": (THU_12, THU_12, {}, OPEN, False),
    "inside the grace it is open": (FRI_13, FRI_13, {}, OPEN, False),
    "after the grace with figures of the last day it waits": (SAT_14, FRI_13, {}, OPEN, True),
    "after the grace with figures of its own day it waits": (FRI_20, THU_12, {}, OPEN, True),
    "after the grace without any figures it waits": (FRI_20, None, {}, OPEN, True),
    "figures of the day after the grace break it": (SAT_14, SAT_14, {}, BROKEN, False),
    "later figures break it": (FRI_20, TUE_17, {}, BROKEN, False),
    "paid in full before its day is kept": (
        date(2026, 11, 9),
        date(2026, 11, 9),
        {"paid_cents": 15000},
        KEPT,
        False,
    ),
    "paid in full late is kept": (FRI_20, FRI_20, {"paid_cents": 15000}, KEPT, False),
    "paid more than asked is kept": (FRI_20, FRI_20, {"paid_cents": 20000}, KEPT, False),
    "a cent short is partly kept": (FRI_20, FRI_20, {"paid_cents": 14999}, PARTLY, False),
    "one cent is partly kept": (FRI_20, FRI_20, {"paid_cents": 1}, PARTLY, False),
    "a part before its day is still open": (THU_12, THU_12, {"paid_cents": 5000}, OPEN, False),
    "a part inside the grace is still open": (FRI_13, FRI_13, {"paid_cents": 5000}, OPEN, False),
    "money on its way breaks nothing": (FRI_20, FRI_20, {"in_flight_cents": 15000}, OPEN, False),
    "money on its way keeps nothing": (THU_12, THU_12, {"in_flight_cents": 15000}, OPEN, False),
    "a part paid and the rest on its way is open": (
        FRI_20,
        FRI_20,
        {"paid_cents": 5000, "in_flight_cents": 10000},
        OPEN,
        False,
    ),
    "too little on its way does not save it": (
        FRI_20,
        FRI_20,
        {"in_flight_cents": 14999},
        BROKEN,
        False,
    ),
    "too little on its way and a part paid is partly kept": (
        FRI_20,
        FRI_20,
        {"paid_cents": 1, "in_flight_cents": 14998},
        PARTLY,
        False,
    ),
    "written off altogether is nobody's fault": (
        FRI_20,
        FRI_20,
        {"withdrawn_cents": 15000},
        CANCELLED,
        False,
    ),
    "written off in part, the rest paid is kept": (
        FRI_20,
        FRI_20,
        {"withdrawn_cents": 5000, "paid_cents": 10000},
        KEPT,
        False,
    ),
    "a write-off is no payment": (FRI_20, FRI_20, {"withdrawn_cents": 5000}, BROKEN, False),
    "written off after a part was paid is kept": (
        FRI_20,
        FRI_20,
        {"withdrawn_cents": 15000, "paid_cents": 100},
        KEPT,
        False,
    ),
}


@pytest.mark.parametrize(
    ("today", "read_on", "amounts", "state", "wants_refresh"), TABLE.values(), ids=list(TABLE)
)
def test_a_promise_of_the_whole(today, read_on, amounts, state, wants_refresh):
    found = verdict(today, read_on, **amounts)
    assert (found.state, found.wants_refresh) == (state, wants_refresh)
    assert found.judged_after_on == FRI_13
    assert found.paid_cents == amounts.get("paid_cents", 0)
    assert found.asked_cents == 15000 - amounts.get("withdrawn_cents", 0)


@pytest.mark.parametrize(
    ("paid", "state"), [(0, BROKEN), (4999, PARTLY), (5000, KEPT), (15000, KEPT)]
)
def test_a_promise_of_an_amount_is_kept_by_that_amount(paid, state):
    found = verdict(FRI_20, FRI_20, a_promise(amount_cents=5000), paid_cents=paid)
    assert (found.state, found.asked_cents) == (state, 5000)


def test_a_single_cent_is_a_promise_and_a_payment():
    assert verdict(FRI_20, FRI_20, a_promise(amount_cents=1)).state == BROKEN
    assert verdict(FRI_20, FRI_20, paid_cents=1, withdrawn_cents=15000).state == KEPT


def test_what_was_withdrawn_before_the_promise_takes_nothing_off_it():
    promise = a_promise(taken_at_utc=datetime(2026, 11, 30, tzinfo=UTC))
    found = judge(promise, read(FRI_20, withdrawn_cents=15000), FRI_20, FRI_20, RULES)
    assert (found.state, found.asked_cents) == (OPEN, 15000)


def test_a_promise_of_more_than_was_owed_asks_for_what_was_owed_also_without_figures():
    promise = a_promise(amount_cents=50000, taken_at_utc=datetime(2026, 11, 30, tzinfo=UTC))
    found = judge(promise, read(FRI_20, withdrawn_cents=5000), FRI_20, FRI_20, RULES)
    assert found.asked_cents == 15000


def test_figures_whose_day_is_not_known_break_no_promise():
    found = judge(a_promise(), read(FRI_20), FRI_20, None, RULES)
    assert (found.state, found.wants_refresh) == (OPEN, True)


def test_more_than_is_owed_is_not_asked_for():
    found = verdict(FRI_20, FRI_20, a_promise(amount_cents=50000), paid_cents=15000)
    assert (found.state, found.asked_cents) == (KEPT, 15000)


def test_figures_from_before_the_promise_say_nothing_of_it():
    taken = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
    promise = a_promise(on=date(2026, 11, 25), taken_at_utc=taken)
    same_moment = Evidence(taken, paid_cents=15000)
    assert judge(promise, same_moment, FRI_20, FRI_20, RULES).state == OPEN
    later = Evidence(taken + timedelta(seconds=1), paid_cents=15000)
    assert judge(promise, later, FRI_20, FRI_20, RULES).state == KEPT
    earlier = Evidence(taken - timedelta(days=1), paid_cents=15000, withdrawn_cents=15000)
    assert judge(promise, earlier, FRI_20, FRI_20, RULES).paid_cents == 0


def test_old_figures_break_no_promise_even_when_their_day_is_past_the_grace():
    promise = a_promise(taken_at_utc=datetime(2026, 11, 30, tzinfo=UTC))
    found = judge(promise, read(FRI_20), date(2026, 12, 1), FRI_20, RULES)
    assert (found.state, found.wants_refresh) == (OPEN, True)


def test_a_promise_whose_amount_nobody_knew_accuses_nobody():
    promise = a_promise(covers=())
    before, after = verdict(FRI_13, FRI_13, promise), verdict(SAT_14, SAT_14, promise)
    assert (before.state, before.wants_refresh, before.asked_cents) == (OPEN, False, None)
    assert before.paid_cents == 0
    assert (after.state, after.wants_refresh) == (OPEN, True)
    assert verdict(SAT_14, SAT_14, replace(promise, amount_cents=500)).state == OPEN


@pytest.mark.parametrize(
    ("kind", "judged_after"),
    [
        *((None, FRI_13), (PaymentKind.CARD, FRI_13), (PaymentKind.CASH, FRI_13)),
        *((PaymentKind.BANK, THU_19), (PaymentKind.CHECK, THU_19)),
    ],
)
def test_the_grace_follows_the_kind_of_payment(kind, judged_after):
    promise = a_promise(pays_by=kind)
    assert verdict(judged_after, judged_after, promise).state == OPEN
    after = judged_after + timedelta(days=1)
    found = verdict(after, after, promise)
    assert (found.state, found.judged_after_on) == (BROKEN, judged_after)


def test_the_grace_can_be_set():
    strict = CollectionRules(grace_card_days=0, grace_bank_days=3)
    assert verdict(FRI_13, FRI_13, rules=strict).state == BROKEN
    bank = a_promise(pays_by=PaymentKind.BANK)
    assert verdict(FRI_13, FRI_13, bank, strict).judged_after_on == TUE_17


@pytest.mark.parametrize(
    ("on", "days", "after"),
    [
        *((THU_12, 0, THU_12), (THU_12, 1, FRI_13), (THU_12, 2, MON_16), (FRI_13, 1, MON_16)),
        *((SAT_14, 0, SAT_14), (SAT_14, 1, MON_16), (date(2026, 11, 15), 1, MON_16)),
        *((FRI_13, 5, FRI_20), (date(2026, 12, 31), 1, date(2027, 1, 1))),
        (date(2028, 2, 28), 1, date(2028, 2, 29)),
    ],
)
def test_business_days_are_monday_to_friday(on, days, after):
    assert after_business_days(on, days) == after


# --- evidence -------------------------------------------------------------------------------------

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def evidence(*invoices, covers=(COVER,), read_at=AT, **columns) -> Evidence:
    agreement = an_agreement(*invoices, **{"remote_id": "1500101", **columns})
    known = {(7, "1500101"): ReadAgreement(7, agreement, read_at)}
    return evidence_of(covers, known, TODAY)


def covered(state=InvoiceState.DELINQUENT, cents: int | None = 15000):
    return an_invoice(20, state=state, cents=cents, remote_id="7001")


@pytest.mark.parametrize(
    ("state", "cents", "expected"),
    [
        (InvoiceState.PAID, 0, Evidence(AT, paid_cents=15000)),
        (InvoiceState.PAID, 15000, Evidence(AT, paid_cents=15000)),
        (InvoiceState.DELINQUENT, 15000, Evidence(AT)),
        (InvoiceState.DELINQUENT, 4000, Evidence(AT, paid_cents=11000)),
        (InvoiceState.DELINQUENT, 0, Evidence(AT, paid_cents=15000)),
        (InvoiceState.DELINQUENT, 20000, Evidence(AT)),  # a fee on top is no payment taken back
        (InvoiceState.REJECTED, -100, Evidence(AT, paid_cents=15000)),
        (InvoiceState.NOT_SET, 15000, Evidence(AT)),
        *((s, 15000, Evidence(AT, in_flight_cents=15000)) for s in (
            *(InvoiceState.PENDING, InvoiceState.PROCESSING),
            *(InvoiceState.SETTLING, InvoiceState.QUEUED),
        )),
        *((s, 15000, Evidence(AT, withdrawn_cents=15000)) for s in (
            *(InvoiceState.COMPED, InvoiceState.VOIDED),
            *(InvoiceState.CONVERTED, InvoiceState.REFUNDED),
        )),
        (InvoiceState.UNKNOWN, 15000, Evidence(None)),
        (InvoiceState.DELINQUENT, None, Evidence(None)),
    ],
)  # fmt: skip
def test_what_a_covered_invoice_says(state, cents, expected):
    assert evidence(covered(state, cents)) == expected


def test_of_several_invoices_the_covered_one_speaks():
    other = an_invoice(20, state=InvoiceState.PAID, remote_id="7000")
    assert evidence(other, covered()) == Evidence(AT)
    assert evidence(covered(InvoiceState.PAID), other).paid_cents == 15000


def test_an_invoice_that_is_gone_was_withdrawn():
    assert evidence() == Evidence(AT, withdrawn_cents=15000)


def test_an_agreement_that_is_gone_or_was_never_opened_says_nothing():
    assert evidence_of((COVER,), {}, TODAY) == NO_EVIDENCE
    assert evidence(covered(), read_at=None).read_at_utc is None
    assert evidence(covered(), invoices=None).read_at_utc is None


def test_what_nobody_covered_is_no_evidence():
    assert evidence(covered(), covers=()) == NO_EVIDENCE


def test_evidence_is_as_old_as_its_oldest_part_and_adds_up():
    other = Covered(7, "B", "7002", 1000)
    known = {
        (7, "1500101"): ReadAgreement(7, an_agreement(covered(InvoiceState.PAID)), AT),
        (7, "B"): ReadAgreement(
            7, an_agreement(an_invoice(cents=400, remote_id="7002")), AT - timedelta(days=3)
        ),
    }
    found = evidence_of((COVER, other), known, TODAY)
    assert found == Evidence(AT - timedelta(days=3), paid_cents=15600)
    del known[7, "B"]
    assert evidence_of((COVER, other), known, TODAY) == Evidence(None, paid_cents=15000)


BALANCE = Covered(7, "1500101", None, 15000)


@pytest.mark.parametrize(("now", "paid"), [(15000, 0), (9000, 6000), (20000, 0), (None, 15000)])
def test_of_a_balance_alone_the_fall_is_what_was_paid(now, paid):
    explicit = stated(past_due_cents=now)
    assert evidence(covers=(BALANCE,), explicit=explicit) == Evidence(AT, paid_cents=paid)


def test_a_balance_that_is_not_stated_any_more_says_nothing_where_no_invoice_was_read():
    assert evidence(covers=(BALANCE,), invoices=None).read_at_utc is None
    still = evidence(covers=(BALANCE,), invoices=None, explicit=stated(past_due_cents=100))
    assert still == Evidence(AT, paid_cents=14900)


# --- what a promise covers ------------------------------------------------------------------------


def read_agreement(*invoices, **columns) -> ReadAgreement:
    return ReadAgreement(7, an_agreement(*invoices, **columns), AT)


def test_a_promise_covers_every_invoice_that_is_past_due_and_no_other():
    agreement = read_agreement(
        an_invoice(10, remote_id="1"),
        an_invoice(10, remote_id="2", state=InvoiceState.PAID),
        an_invoice(-5, remote_id="3", state=InvoiceState.NOT_SET),
        an_invoice(0, remote_id="4", state=InvoiceState.NOT_SET),
        an_invoice(1, remote_id="5", state=InvoiceState.NOT_SET, cents=100),
        an_invoice(3, remote_id="6", cents=-700),
        an_invoice(3, remote_id="7", cents=0),
        an_invoice(3, remote_id="8", cents=None),
        an_invoice(3, remote_id="9", state=InvoiceState.SETTLING),
        an_invoice(3, remote_id="10", state=InvoiceState.UNKNOWN),
        an_invoice(3, remote_id="11", cents=1),
    )
    found = covered_by([agreement], days_ago(0))
    assert found == (
        Covered(7, "1500001", "1", 15000),
        Covered(7, "1500001", "5", 100),
        Covered(7, "1500001", "11", 1),
    )


def test_an_agreement_that_states_nothing_owed_is_not_covered():
    paid = read_agreement(invoices=None, explicit=stated(past_due_cents=0))
    assert covered_by([paid], TODAY) == ()
    there = read_agreement(an_invoice(10), remote_id="A")
    assert [c.agreement_id for c in covered_by([paid, there], TODAY)] == ["A"]


def test_a_stated_balance_that_leads_is_covered_as_one():
    agreement = read_agreement(an_invoice(10), explicit=stated(past_due_cents=20000))
    assert covered_by([agreement], TODAY) == (Covered(7, "1500001", None, 20000),)
    same = read_agreement(an_invoice(10), explicit=stated(past_due_cents=15000))
    assert covered_by([same], TODAY) == (Covered(7, "1500001", "70000001", 15000),)
    alone = read_agreement(invoices=None, explicit=stated(past_due_cents=700))
    assert covered_by([alone], TODAY) == (Covered(7, "1500001", None, 700),)


def test_a_cancelled_agreement_is_covered_only_where_nothing_else_is_owed():
    gone = read_agreement(an_invoice(40), remote_id="X", state=AgreementState.CANCELLED)
    there = read_agreement(an_invoice(10))
    assert [c.agreement_id for c in covered_by([gone, there], TODAY)] == ["1500001"]
    assert [c.agreement_id for c in covered_by([gone], TODAY)] == ["X"]
    assert covered_by([], TODAY) == ()


# --- several promises -----------------------------------------------------------------------------


def states(*events, paid=(), today=FRI_20, read_on=FRI_20):
    found = {e.event_id: read(read_on) for e in events}
    found |= {key: read(read_on, paid_cents=15000) for key in paid}
    result = judged(events, found, today, dict.fromkeys(found, read_on), RULES)
    return [(j.promise.promise_id, j.verdict.state) for j in result]


def a_verdict(event_id: int, on: int, state: PromiseState, cents: int | None = None):
    return an_event(
        EventKind.JUDGED, event_id, refers_to=on, verdict=state.value, amount_cents=cents
    )


def test_a_newer_promise_supersedes_an_open_one():
    older = a_promise_event(1, on=date(2026, 11, 25))
    newer = a_promise_event(2, on=date(2026, 11, 27))
    assert states(older, newer) == [(2, OPEN), (1, PromiseState.SUPERSEDED)]
    assert states(older) == [(1, OPEN)]


def test_a_newer_promise_changes_no_verdict_on_an_older_one():
    newer = a_promise_event(2, on=date(2026, 11, 27))
    assert states(a_promise_event(1), newer) == [(2, OPEN), (1, BROKEN)]
    assert states(a_promise_event(1), newer, paid=[1]) == [(2, OPEN), (1, KEPT)]


def test_a_cancelled_promise_is_judged_no_more():
    cancel = an_event(EventKind.PROMISE_CANCELLED, 2, refers_to=1)
    assert states(a_promise_event(1), cancel) == [(1, CANCELLED)]
    other = an_event(EventKind.PROMISE_CANCELLED, 2, refers_to=9)
    assert states(a_promise_event(1), other) == [(1, BROKEN)]


@pytest.mark.parametrize("state", [KEPT, PARTLY, BROKEN])
def test_a_verdict_that_was_written_down_stays_whatever_is_owed_later(state):
    events = (a_promise_event(1), a_verdict(2, 1, state, 777))
    (found,) = judged(events, {1: read(FRI_20)}, FRI_20, {1: FRI_20}, RULES)
    assert (found.verdict.state, found.verdict.paid_cents, found.fixed) == (state, 777, True)
    assert found.verdict.judged_after_on == FRI_13


def test_a_written_verdict_is_stronger_than_a_cancellation():
    cancel = an_event(EventKind.PROMISE_CANCELLED, 3, refers_to=1)
    assert states(a_promise_event(1), a_verdict(2, 1, KEPT), cancel) == [(1, KEPT)]


def test_a_verdict_without_an_amount_paid_nothing():
    (found,) = judged((a_promise_event(1), a_verdict(2, 1, BROKEN)), {}, FRI_20, {}, RULES)
    assert found.verdict.paid_cents == 0


def test_a_promise_that_is_decided_or_replaced_waits_for_no_refresh():
    older, newer = a_promise_event(1), a_promise_event(2)
    cancel = an_event(EventKind.PROMISE_CANCELLED, 3, refers_to=2)
    found = judged((older, newer, cancel), {}, FRI_20, {}, RULES)
    assert [j.verdict.state for j in found] == [CANCELLED, PromiseState.SUPERSEDED]
    assert [j.verdict.wants_refresh for j in found] == [False, False]


def test_a_year_ahead_can_be_promised_also_where_it_is_a_leap_year():
    longest = timedelta(days=promise_module.LONGEST_WAIT_DAYS)
    assert date(2027, 3, 1) + longest == date(2028, 3, 1)


def test_what_counts_in_the_kept_rate_is_what_figures_decide():
    assert sorted(promise_module.DECIDED) == sorted([KEPT, PARTLY, BROKEN])


def test_a_promise_without_evidence_waits_for_a_refresh():
    (found,) = judged((a_promise_event(1),), {}, FRI_20, {}, RULES)
    assert (found.verdict.state, found.verdict.wants_refresh, found.fixed) == (OPEN, True, False)


def test_a_promise_says_what_its_event_said():
    event = a_promise_event(
        4, amount_cents=700, covers_all=False, channel=Channel.CALL, note="after payday"
    )
    promise = promise_of(event)
    assert (promise.promise_id, promise.on, promise.amount_cents) == (4, event.on, 700)
    assert (promise.covers, promise.covers_all) == ((COVER,), False)
    assert (promise.taken_by, promise.taken_at_utc) == ("Jo", event.at_utc)
    assert (promise.channel, promise.note, promise.pays_by) == (
        *(Channel.CALL, "after payday", PaymentKind.CARD),
    )
    assert promise.covered_cents == 15000
    with pytest.raises(ValueError, match=r"^promise 4 has no day$"):
        promise_of(replace(event, on=None))


# --- properties -----------------------------------------------------------------------------------

amounts = st.integers(0, 40000)
days = st.integers(-10, 40).map(lambda n: THU_12 + timedelta(days=n))


@given(
    today=days,
    read_on=days,
    paid=amounts,
    in_flight=amounts,
    withdrawn=st.integers(0, 15000),
    kind=st.sampled_from([None, *PaymentKind]),
)
def test_nobody_is_accused_before_the_evidence_is_there(
    today, read_on, paid, in_flight, withdrawn, kind
):
    found = verdict(
        today,
        read_on,
        a_promise(pays_by=kind),
        paid_cents=paid,
        in_flight_cents=in_flight,
        withdrawn_cents=withdrawn,
    )
    if found.state in (BROKEN, PARTLY):
        assert today > found.judged_after_on
        assert read_on > found.judged_after_on
        assert found.asked_cents is not None
        assert paid + in_flight < found.asked_cents


@given(today=days, read_on=days, paid=amounts, more=amounts)
def test_paying_more_never_makes_a_promise_worse(today, read_on, paid, more):
    rank = [BROKEN, PARTLY, OPEN, KEPT]
    less = rank.index(verdict(today, read_on, paid_cents=paid).state)
    assert rank.index(verdict(today, read_on, paid_cents=paid + more).state) >= less
