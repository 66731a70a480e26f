"""The call list: gates with their reason, tiers, value at risk, and a sentence for each row."""

from __future__ import annotations

import string
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.domain import call_words, case_words
from gymdesk.domain.billing import Drafting
from gymdesk.domain.call_list import call_list, in_order, place, slope, tier_of
from gymdesk.domain.call_words import (
    AmountUnknown,
    AtAgency,
    ChargedBack,
    Clause,
    Disputed,
    DoNotContact,
    FiguresTooOld,
    Gate,
    Lane,
    NothingOwed,
    OnHold,
    OnPlan,
    PaidUntil,
    PaymentOnItsWay,
    PromisePending,
    PromiseUnjudged,
    Resting,
    SaysItIsPaid,
    Snoozed,
    Tier,
    TooSmall,
    TriedOften,
    WrittenOff,
    english,
    sentence,
)
from gymdesk.domain.case import Turn
from gymdesk.domain.case_event import CaseMark, Channel, EventKind, Outcome, PaymentKind
from gymdesk.domain.client import ClientId
from gymdesk.domain.collection_rules import CollectionRules
from gymdesk.domain.gates import gate_of
from gymdesk.domain.money import Money
from gymdesk.domain.standing import Moment, Reach, Standing, is_orphan
from tests.case_builders import (
    AT,
    NOW,
    RULES,
    TODAY,
    ZONE,
    a_case,
    a_contact,
    a_promise_event,
    a_standing,
    ago,
    an_event,
    read,
)

if TYPE_CHECKING:
    from gymdesk.domain.case import Case

TOMORROW = TODAY + timedelta(days=1)
M = EventKind


def gate(case: Case | None = None, rules=RULES, at=AT, **fields) -> Gate | None:
    return gate_of(a_standing(case, **fields), at, rules)


def marked(mark: CaseMark) -> Case:
    return a_case(an_event(M.MARK, 1, 1, mark=mark))


def broken(paid: int = 0, *more, on: date = date(2026, 11, 12), **promise) -> Case:
    event = a_promise_event(1, on=on, **promise)
    return a_case(event, *more, evidence={1: read(TODAY, paid_cents=paid)})


# --- gates ----------------------------------------------------------------------------------------


def test_who_owes_and_has_no_reason_against_it_is_called():
    assert gate() is None
    assert gate(past_due_cents=0, cancelled_cents=15000) is None
    assert gate(past_due_cents=None, cancelled_cents=15000) is None


@pytest.mark.parametrize(("past_due", "cancelled"), [(None, None), (None, 0), (0, None)])
def test_nobody_is_called_about_an_unknown_amount(past_due, cancelled):
    assert gate(past_due_cents=past_due, cancelled_cents=cancelled) == AmountUnknown()


def test_paid_means_gone_from_todays_calls():
    nothing = {"past_due_cents": 0, "cancelled_cents": 0}
    assert gate(a_case(owes=False), **nothing) == NothingOwed()
    turns = (Turn(7, date(2026, 11, 1), True), Turn(7, date(2026, 11, 18), False))
    watched = a_case(turns=turns, owes=False)
    assert gate(watched, **nothing) == PaidUntil(date(2026, 11, 25))
    long_ago = (Turn(7, date(2026, 9, 1), True), Turn(7, date(2026, 9, 8), False))
    assert gate(a_case(turns=long_ago, owes=False), **nothing) == NothingOwed()


@pytest.mark.parametrize(
    ("mark", "expected"),
    [
        (CaseMark.DO_NOT_CONTACT, DoNotContact()),
        (CaseMark.WRITE_OFF, WrittenOff()),
        (CaseMark.AGENCY, AtAgency()),
        (CaseMark.DISPUTE, Disputed()),
        (CaseMark.HOLD, OnHold()),
        (CaseMark.PLAN, OnPlan()),
    ],
)
def test_a_mark_takes_off_the_list(mark, expected):
    assert gate(marked(mark)) == expected


def test_of_two_reasons_the_stronger_is_said():
    both = a_case(
        an_event(M.MARK, 1, 1, mark=CaseMark.HOLD),
        an_event(M.MARK, 2, 1, mark=CaseMark.DO_NOT_CONTACT),
        an_event(M.SNOOZE, 3, 1, on=TOMORROW),
    )
    assert gate(both) == DoNotContact()


def test_what_was_charged_back_is_disputed():
    assert gate(a_case(disputed_at_source=True)) == ChargedBack()


def test_who_says_it_is_paid_is_left_alone_until_figures_decide():
    said = an_event(M.SAYS_PAID, 1, 1)  # on Thursday 19: judged after Friday 20
    assert gate(a_case(said)) == SaysItIsPaid(TODAY)
    later = date(2026, 11, 23)
    decided = a_case(said, today=later, read_on=later)
    assert gate(decided) is None


def test_a_promise_for_another_day_is_waited_for():
    assert gate(a_case(a_promise_event(on=date(2026, 11, 27)))) == PromisePending(
        date(2026, 11, 27)
    )
    yesterday = a_promise_event(on=date(2026, 11, 19))
    assert gate(a_case(yesterday, evidence={1: read(TODAY)})) == PromisePending(date(2026, 11, 19))


def test_a_promise_due_today_is_on_the_list():
    assert gate(a_case(a_promise_event(on=TODAY))) is None


def test_a_promise_that_no_figure_judges_yet_accuses_nobody():
    assert gate(a_case(a_promise_event())) == PromiseUnjudged(date(2026, 11, 12))
    old = {1: read(date(2026, 11, 13))}
    assert gate(a_case(a_promise_event(), evidence=old)) == PromiseUnjudged(date(2026, 11, 12))


@pytest.mark.parametrize("paid", [0, 5000])
def test_a_promise_that_was_not_kept_is_on_the_list(paid):
    assert gate(broken(paid)) is None


def test_a_kept_promise_stands_in_nobodys_way():
    assert gate(broken(15000)) is None


@pytest.mark.parametrize("drafting", list(Drafting))
def test_only_a_payment_on_its_way_is_waited_for(drafting):
    expected = PaymentOnItsWay() if drafting == Drafting.ON_ITS_WAY else None
    assert gate(drafting=drafting) == expected


def test_a_snoozed_client_is_back_on_the_day():
    assert gate(a_case(an_event(M.SNOOZE, 1, 1, on=TOMORROW))) == Snoozed(TOMORROW)
    assert gate(a_case(an_event(M.SNOOZE, 1, 1, on=TODAY))) is None


@pytest.mark.parametrize(("cents", "gated"), [(99, True), (100, False), (1, True)])
def test_a_small_balance_is_not_called_about(cents, gated):
    expected = TooSmall(Money(100, "USD")) if gated else None
    assert gate(past_due_cents=cents) == expected


def test_small_balances_of_both_kinds_count_together_and_the_limit_can_be_set():
    assert gate(past_due_cents=60, cancelled_cents=40) is None
    larger = CollectionRules(small_balance_cents=15001)
    assert gate(rules=larger) == TooSmall(Money(15001, "USD"))
    assert gate(rules=CollectionRules(small_balance_cents=0), past_due_cents=1) is None


def test_nobody_is_called_on_figures_older_than_three_days():
    assert gate(read_at_utc=ago(3)) is None
    assert gate(read_at_utc=ago(3) - timedelta(seconds=1)) == FiguresTooOld(72)
    assert gate(read_at_utc=None) == FiguresTooOld(72)
    assert gate(read_at_utc=ago(0.5), rules=CollectionRules(oldest_figures_h=11)) == FiguresTooOld(
        11
    )


@pytest.mark.parametrize("count", [6, 7, 8])
def test_who_was_tried_seven_times_in_seven_days_is_left_alone(count):
    case = a_case(*(a_contact(n + 1) for n in range(count)))
    assert gate(case) == (None if count < 7 else TriedOften(count, 7))


TALK = a_contact(9, 2, Outcome.SPOKE)  # on Wednesday 18


def test_who_was_spoken_to_is_left_alone_for_a_week():
    assert gate(a_case(TALK)) == Resting(7)
    assert gate(a_case(a_contact(9, 7, Outcome.SPOKE))) is None


def test_what_came_due_since_the_conversation_is_what_the_next_call_is_about():
    due = a_promise_event(10, on=TODAY, days_ago=2)
    assert gate(a_case(TALK, due)) is None
    assert gate(a_case(TALK, an_event(M.SNOOZE, 10, 1, on=TODAY))) is None
    wednesday = a_promise_event(1, on=date(2026, 11, 18))
    same_day = a_case(wednesday, TALK, evidence={1: read(TODAY)}, rules=NO_GRACE)
    assert gate(same_day) is None


NO_GRACE = CollectionRules(grace_card_days=0)


def test_a_broken_promise_that_was_talked_about_rests_as_well():
    assert gate(broken(0, TALK)) == Resting(7)
    assert gate(broken(0, a_contact(9, 2))) is None


def test_a_kept_promise_gives_nothing_to_talk_about():
    kept = a_promise_event(1, on=date(2026, 11, 19))
    assert gate(a_case(kept, TALK, evidence={1: read(TODAY, paid_cents=15000)})) == Resting(7)


def test_a_claim_that_was_talked_about_the_same_day_rests_as_well():
    later = date(2026, 11, 23)
    moment = Moment(NOW + timedelta(days=3), later, ZONE)
    said = an_event(M.SAYS_PAID, 2, 1)
    talk = a_contact(9, 1, Outcome.SPOKE)
    talked = a_case(said, talk, today=later, read_on=later, now_utc=moment.now_utc)
    assert gate(talked, at=moment, read_at_utc=moment.now_utc) == Resting(7)


def test_a_claim_of_payment_in_vain_is_talked_about_once():
    later = date(2026, 11, 23)
    moment = Moment(NOW + timedelta(days=3), later, ZONE)
    said = an_event(M.SAYS_PAID, 2, 1)
    claimed = a_case(TALK, replace(said, event_id=10), today=later, read_on=later)
    assert gate(claimed, at=moment, read_at_utc=moment.now_utc) is None
    assert tier_of(a_standing(claimed), moment, RULES) == Tier.BROKEN_PROMISE
    since = replace(TALK, event_id=11, at_utc=ago(-1))
    talked = a_case(replace(said, event_id=10), since, today=later, read_on=later)
    assert gate(talked, at=moment, read_at_utc=moment.now_utc) == Resting(7)
    assert tier_of(a_standing(talked), moment, RULES) == Tier.OTHER


def test_the_reasons_stand_in_their_order():
    """Each case has all reasons from its own place on; the first is said."""
    events = [
        an_event(M.MARK, 1, 1, mark=CaseMark.DO_NOT_CONTACT),
        an_event(M.SAYS_PAID, 2, 1),
        a_promise_event(3, on=date(2026, 11, 27), days_ago=1),
        an_event(M.MARK, 4, 1, mark=CaseMark.PLAN),
        an_event(M.SNOOZE, 5, 1, on=TOMORROW),
        *(a_contact(n, 1, Outcome.SPOKE) for n in range(6, 14)),
    ]
    found = []
    for first in (0, 1, 2, 3):
        who = a_standing(
            a_case(*events[first:]),
            drafting=Drafting.ON_ITS_WAY,
            past_due_cents=50,
            read_at_utc=None,
        )
        found.append(gate_of(who, AT, RULES))
    assert found == [
        DoNotContact(),
        SaysItIsPaid(TODAY),
        PromisePending(date(2026, 11, 27)),
        PaymentOnItsWay(),
    ]
    small = {"past_due_cents": 50, "read_at_utc": None}
    assert gate(a_case(*events[3:]), **small) == OnPlan()
    assert gate(a_case(*events[4:]), **small) == Snoozed(TOMORROW)
    assert gate(a_case(*events[5:]), **small) == TooSmall(Money(100, "USD"))
    assert gate(a_case(*events[5:]), read_at_utc=None) == FiguresTooOld(72)
    assert gate(a_case(*events[5:])) == TriedOften(8, 7)


# --- tiers ----------------------------------------------------------------------------------------


def tier(case: Case | None = None, rules=RULES, **fields) -> Tier:
    return tier_of(a_standing(case, **fields), AT, rules)


@pytest.mark.parametrize(
    ("days", "untouched", "contacted"),
    [
        *((1, "C", "E"), (14, "C", "E"), (15, "D", "D"), (44, "D", "D"), (45, "E", "E")),
        *((180, "E", "E"), (181, "F", "F"), (999, "F", "F")),
    ],
)
def test_the_tier_follows_the_age_and_whether_anybody_was_in_touch(days, untouched, contacted):
    assert tier(days=days) == untouched
    assert tier(a_case(a_contact()), days=days) == contacted


def test_a_debt_of_unknown_age_is_new_while_the_desk_has_seen_it_for_two_weeks():
    def seen(days_ago: int) -> Case:
        return a_case(turns=(Turn(7, TODAY - timedelta(days=days_ago), True),))

    assert tier(seen(14), days=None) == Tier.NEW
    assert tier(seen(15), days=None) == Tier.OTHER
    assert tier(a_case(owes=None), days=None) == Tier.OTHER


@pytest.mark.parametrize("days", [1, 47, 300, None])
def test_a_broken_promise_stands_above_all(days):
    assert tier(broken(), days=days) == Tier.BROKEN_PROMISE
    assert tier(broken(5000), days=days) == Tier.BROKEN_PROMISE
    assert tier(broken(15000), days=days) != Tier.BROKEN_PROMISE


@pytest.mark.parametrize("days", [1, 47, 300])
def test_what_is_due_today_comes_next(days):
    assert tier(a_case(a_promise_event(on=TODAY)), days=days) == Tier.DUE_TODAY
    assert tier(a_case(an_event(M.SNOOZE, 1, 1, on=TODAY)), days=days) == Tier.DUE_TODAY
    assert tier(a_case(a_promise_event(on=TOMORROW)), days=days) != Tier.DUE_TODAY


def test_what_is_decided_today_or_not_decided_yet_makes_no_tier():
    kept = broken(15000, on=TODAY)
    assert tier(kept) == Tier.OTHER
    assert lane(kept) == Lane.CALL
    assert tier(a_case(an_event(M.SAYS_PAID, 1, 1))) == Tier.OTHER


def test_a_single_cent_can_be_an_orphan():
    assert is_orphan(a_standing(scheduled=False, past_due_cents=1))


def test_the_edges_of_the_tiers_can_be_set():
    rules = CollectionRules(new_days=3, drifting_until_days=5, old_after_days=7)
    found = "".join(tier(rules=rules, days=d) for d in range(1, 10))
    assert found == "CCCDDEEFF"


# --- value at risk and order ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "lost"),
    [(None, 22), (1, 22), (90, 22), (91, 33), (180, 33), (181, 8), (999, 8)],
)
def test_waiting_costs_most_between_three_and_six_months(days, lost):
    assert slope(days, RULES) == lost
    assert place(a_standing(days=days), AT, RULES).value_at_risk == 15000 * lost


def test_the_slopes_can_be_set():
    rules = CollectionRules(slope_until_90=1, slope_until_180=2, slope_after_180=3)
    assert [slope(d, rules) for d in (90, 91, 181)] == [1, 2, 3]


def order(*people: Standing) -> list[int]:
    return [p.standing.client_id for p in in_order(place(w, AT, RULES) for w in people)]


def who(key: int, case: Case | None = None, **fields) -> Standing:
    return a_standing(case, client_id=ClientId(key), **fields)


def test_tiers_come_before_money():
    assert order(
        who(1, days=300, past_due_cents=900000),
        who(2, days=60, past_due_cents=800000),
        who(3, days=20, past_due_cents=700000),
        who(4, days=3, past_due_cents=600000),
        who(5, a_case(a_promise_event(on=TODAY)), past_due_cents=500000),
        who(6, broken(), past_due_cents=400000),
    ) == [6, 5, 4, 3, 2, 1]


def test_inside_a_tier_the_larger_loss_of_waiting_comes_first():
    assert order(who(1, days=60, past_due_cents=20000), who(2, days=100, past_due_cents=15000)) == [
        *(2, 1)
    ]
    assert order(who(1, past_due_cents=100), who(2, past_due_cents=100, cancelled_cents=1)) == [
        2,
        1,
    ]


def test_of_equal_losses_the_older_debt_comes_first_then_the_name_then_the_id():
    old, older = date(2026, 10, 4), date(2026, 10, 3)
    assert order(who(1, oldest_due_on=old), who(2, oldest_due_on=older)) == [2, 1]
    assert order(who(1, oldest_due_on=None), who(2, oldest_due_on=old)) == [2, 1]
    assert order(who(1, name="zoe"), who(2, name="Ana"), who(3, name="Ána")) == [2, 3, 1]
    assert order(who(2), who(1)) == [1, 2]


def test_of_equal_losses_and_days_the_larger_balance_comes_first():
    rules = CollectionRules(slope_until_90=0)
    people = [who(1, past_due_cents=100), who(2, past_due_cents=200)]
    found = in_order(place(w, AT, rules) for w in people)
    assert [p.standing.client_id for p in found] == [2, 1]


people = st.builds(
    who,
    st.integers(1, 10**6),
    past_due_cents=st.none() | st.integers(0, 10**6),
    cancelled_cents=st.none() | st.integers(0, 500),
    days=st.none() | st.integers(1, 400),
    oldest_due_on=st.none() | st.dates(date(2026, 1, 1), TODAY),
    name=st.sampled_from(["Ana", "ana", "Zoe"]),
    drafting=st.sampled_from(list(Drafting)),
    has_phone=st.booleans(),
    read_at_utc=st.none() | st.just(NOW),
    case=st.sampled_from([
        *(a_case(), a_case(a_contact()), broken(), marked(CaseMark.HOLD)),
        a_case(a_promise_event(on=TODAY)),
    ]),
)  # fmt: skip


@given(st.lists(people, unique_by=lambda w: w.client_id), st.randoms())
def test_the_same_people_always_give_the_same_list_and_nobody_is_lost(everybody, chance):
    to_do, off = call_list(everybody, AT, RULES)
    shuffled = list(everybody)
    chance.shuffle(shuffled)
    assert call_list(shuffled, AT, RULES) == (to_do, off)
    assert sorted(p.standing.client_id for p in (*to_do, *off)) == sorted(
        w.client_id for w in everybody
    )
    assert all(p.gate is None for p in to_do)
    assert all(p.gate is not None for p in off)
    assert [p.tier for p in to_do] == sorted(p.tier for p in to_do)
    for one, next_one in pairwise(to_do):
        if one.tier == next_one.tier:
            assert one.value_at_risk >= next_one.value_at_risk


# --- what to do next ------------------------------------------------------------------------------


def lane(case: Case | None = None, **fields) -> Lane:
    return place(a_standing(case, **fields), AT, RULES).lane


@pytest.mark.parametrize(
    ("phone", "email", "reach", "expected"),
    [
        (True, True, Reach.PHONE, Lane.CALL),
        (True, False, Reach.PHONE, Lane.CALL),
        (False, True, Reach.EMAIL, Lane.EMAIL),
        (False, False, Reach.NONE, Lane.FIND_DETAILS),
    ],
)
def test_the_lane_follows_what_is_known(phone, email, reach, expected):
    fields = {"has_phone": phone, "has_email": email}
    assert a_standing(**fields).reach == reach
    assert lane(**fields) == expected


def test_a_wrong_number_reaches_nobody():
    wrong = a_case(a_contact(1, 1, Outcome.WRONG_NUMBER))
    assert lane(wrong) == Lane.EMAIL
    assert lane(wrong, has_email=False) == Lane.FIND_DETAILS


@pytest.mark.parametrize(("count", "expected"), [(4, Lane.CALL), (5, Lane.LETTER)])
def test_after_five_unanswered_attempts_a_letter_is_next(count, expected):
    assert lane(a_case(*(a_contact(n + 1) for n in range(count)))) == expected


def test_nobody_without_a_detail_is_sent_a_letter():
    case = a_case(*(a_contact(n + 1) for n in range(5)))
    assert lane(case, has_phone=False, has_email=False) == Lane.FIND_DETAILS


@pytest.mark.parametrize(
    ("kind", "on", "expected"),
    [
        (PaymentKind.CARD, TODAY, Lane.AT_DESK),
        (PaymentKind.CASH, TODAY, Lane.AT_DESK),
        (PaymentKind.BANK, TODAY, Lane.CALL),
        (None, TODAY, Lane.CALL),
        (PaymentKind.CASH, TOMORROW, Lane.CALL),
    ],
)
def test_who_pays_at_the_desk_today_is_met_there(kind, on, expected):
    assert lane(a_case(a_promise_event(on=on, pays_by=kind))) == expected


def test_the_lane_does_not_move_anybody():
    assert order(who(1, has_phone=False, has_email=False), who(2, past_due_cents=100)) == [1, 2]


def test_a_call_waits_for_the_end_of_the_quiet_hours_and_nothing_else_does():
    night = Moment(datetime(2026, 11, 20, 12, 59, tzinfo=UTC), TODAY, ZONE)
    asleep = place(a_standing(), night, RULES)
    assert (asleep.gate, asleep.not_before_h) == (None, 8)
    assert place(a_standing(), AT, RULES).not_before_h is None
    assert place(a_standing(has_phone=False), night, RULES).not_before_h is None


# --- orphans --------------------------------------------------------------------------------------


def test_an_orphan_is_a_debt_that_nobody_is_after():
    assert is_orphan(a_standing(scheduled=False))
    assert place(a_standing(scheduled=False), AT, RULES).orphan
    assert is_orphan(a_standing(scheduled=False, past_due_cents=0, cancelled_cents=10))


@pytest.mark.parametrize(
    "fields",
    [
        {"scheduled": True},
        {"past_due_cents": 0},
        {"past_due_cents": None},
        {"drafting": Drafting.ON_ITS_WAY},
        {"case": a_case(a_contact())},
        {"case": a_case(a_promise_event(on=TOMORROW))},
        {"case": a_case(an_event(M.SNOOZE, 1, 1, on=TOMORROW))},
        {"case": a_case(an_event(M.SAYS_PAID, 1, 1))},
        *({"case": marked(m)} for m in CaseMark if m != CaseMark.DO_NOT_CONTACT),
    ],
)
def test_whoever_is_waited_for_is_no_orphan(fields):
    assert not is_orphan(a_standing(**{"scheduled": False, **fields}))


# --- why ------------------------------------------------------------------------------------------


def why(case: Case | None = None, **fields) -> str:
    return sentence(place(a_standing(case, **fields), AT, RULES).why)


SPOKE_IN_OCTOBER = a_contact(1, 40, Outcome.SPOKE)

SENTENCES = {
    "Promise of 12 Nov not kept · $150.00 · 47 days · 2 attempts unanswered": lambda: why(
        broken(0, a_contact(2), a_contact(3))
    ),
    "Promise of 12 Nov partly kept, $22.00 of $150.00 · $128.00 · 78 days": lambda: why(
        broken(2200), past_due_cents=12800, days=78
    ),
    "Promise due today · $150.00 · 47 days": lambda: why(a_case(a_promise_event(on=TODAY))),
    "Follow up since 20 Nov · $150.00 · 47 days": lambda: why(
        a_case(an_event(M.SNOOZE, 1, 1, on=TODAY))
    ),
    "Newly past due, never contacted · $150.00 · 1 day": lambda: why(days=1),
    "Drifting · $150.00 · 41 days · 1 attempt unanswered": lambda: why(
        a_case(a_contact()), days=41
    ),
    "Never contacted · $150.00 · 47 days": lambda: why(),
    "Last contact 11 Oct · $150.00 · 47 days": lambda: why(a_case(SPOKE_IN_OCTOBER)),
    "Over 180 days comes last · $150.00 · 203 days": lambda: why(days=203),
    "Never contacted · $150.00 · $5.00 on a cancelled agreement · 47 days": lambda: why(
        cancelled_cents=500
    ),
    "Never contacted · $5.00 on a cancelled agreement": lambda: why(
        past_due_cents=0, cancelled_cents=500, days=None, case=a_case(owes=None)
    ),
    "Never contacted · $150.00 · 47 days · nothing scheduled, nobody contacted": lambda: why(
        scheduled=False
    ),
    "Never contacted · $150.00 · 47 days · billing stopped after a failed draft": lambda: why(
        drafting=Drafting.STOPPED
    ),
    "Disputed · $150.00 · 47 days": lambda: why(marked(CaseMark.DISPUTE)),
    "Promised for 27 Nov · $150.00 · 47 days": lambda: why(
        a_case(a_promise_event(on=date(2026, 11, 27)))
    ),
    "Charged back · $150.00 · 47 days": lambda: why(
        a_case(disputed_at_source=True), scheduled=False, drafting=Drafting.STOPPED
    ),
    "Below $1.00 · $0.50 · 3 days": lambda: why(past_due_cents=50, days=3),
    "The amount is unknown: refresh first": lambda: why(past_due_cents=None, days=None),
    "The figures are older than 72 hours: refresh first · $150.00 · 47 days": lambda: why(
        read_at_utc=None
    ),
}


@pytest.mark.parametrize("expected", SENTENCES)
def test_each_row_says_in_one_sentence_why_it_stands_there(expected):
    assert SENTENCES[expected]() == expected


def test_a_claim_of_payment_that_was_not_true_says_so():
    later = date(2026, 11, 23)
    case = a_case(an_event(M.SAYS_PAID, 1, 1), today=later, read_on=later)
    at = Moment(NOW + timedelta(days=3), later, ZONE)
    placed = place(a_standing(case, read_at_utc=at.now_utc), at, RULES)
    assert sentence(placed.why).startswith("Said on 19 Nov that it is paid, still owed · $150.00")
    assert placed.gate is None


def test_a_claim_of_payment_that_was_not_true_says_so_also_beside_a_promise_that_was_kept():
    later = date(2026, 11, 24)
    case = a_case(
        a_promise_event(1, amount_cents=5000),
        an_event(M.SAYS_PAID, 2, 1),
        evidence={1: read(TODAY, paid_cents=5000)},
        today=later,
        read_on=later,
    )
    at = Moment(NOW + timedelta(days=4), later, ZONE)
    placed = place(a_standing(case, read_at_utc=at.now_utc), at, RULES)
    assert placed.tier == Tier.BROKEN_PROMISE
    assert sentence(placed.why).startswith("Said on 19 Nov that it is paid, still owed · $150.00")


def test_days_are_said_in_english_whatever_the_pc_speaks():
    said = [english(date(2028, month, 29)) for month in range(1, 13)]
    names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    assert said == [f"29 {name}" for name in names.split()]


def test_a_promise_comes_before_a_follow_up_of_the_same_day():
    both = a_case(an_event(M.SNOOZE, 1, 1, on=TODAY), a_promise_event(2, on=TODAY))
    assert why(both).startswith("Promise due today")


def test_the_day_of_the_last_contact_is_the_clubs():
    late = replace(SPOKE_IN_OCTOBER, at_utc=datetime(2026, 10, 12, 3, 0, tzinfo=UTC))
    assert why(a_case(late)).startswith("Last contact 11 Oct")


CLAUSES = [
    kind
    for module in (call_words, case_words)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Clause) and kind not in (Clause, Gate)
]


@pytest.mark.parametrize("kind", CLAUSES, ids=lambda kind: kind.__name__)
def test_every_clause_is_filled_from_its_own_fields(kind):
    names = {name for _, name, _, _ in string.Formatter().parse(kind.TEMPLATE) if name}
    own = {f.name for f in fields(kind)}
    assert names == (set() if kind is case_words.Words else own)


def test_talks_by_any_channel_to_the_client_rest():
    for channel in (Channel.CALL, Channel.EMAIL):
        assert gate(a_case(a_contact(1, 1, Outcome.SPOKE, channel))) == Resting(7)
    assert gate(a_case(a_contact(1, 1, Outcome.SPOKE, Channel.IN_PERSON))) is None
