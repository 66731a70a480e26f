"""Cases: one for ever, folded from events and the days on which a debt came and went."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.domain.case import Episode, Stage, Turn, episode_of
from gymdesk.domain.case_event import (
    CaseMark,
    Channel,
    EventKind,
    Outcome,
    PaymentKind,
    live,
    marks_of,
    undone,
)
from gymdesk.domain.collection_rules import LIMITS, CollectionRules
from gymdesk.domain.promise import NO_EVIDENCE, PromiseState
from tests.case_builders import (
    RULES,
    TODAY,
    a_case,
    a_contact,
    a_promise_event,
    a_situation,
    an_event,
    read,
)

M, K = EventKind, CaseMark


def day(number: int) -> date:
    """Return a day of November 2026."""
    return date(2026, 11, number)


def mark(kind: CaseMark, event_id: int = 1, days_ago: float = 1, lift: bool = False):
    return an_event(M.UNMARK if lift else M.MARK, event_id, days_ago, mark=kind)


def undo(of: int, event_id: int):
    return an_event(M.UNDO, event_id, refers_to=of)


# --- undo -----------------------------------------------------------------------------------------


def test_an_undone_event_holds_no_more_and_an_undone_undo_restores_it():
    note = an_event(M.NOTE, 1, note="x")
    assert live([note]) == (note,)
    assert live([note, undo(1, 2)]) == ()
    assert live([note, undo(1, 2), undo(2, 3)]) == (note,)
    assert live([note, undo(1, 2), undo(2, 3), undo(3, 4)]) == ()
    assert live([note, undo(1, 2), undo(2, 3), undo(1, 4)]) == ()
    assert undone([note, undo(1, 2), undo(2, 3)]) == {2}


def test_the_order_in_which_events_are_handed_over_does_not_matter():
    events = [an_event(M.NOTE, 1, note="x"), undo(1, 2), undo(2, 3), a_contact(4)]
    assert live(list(reversed(events))) == live(events)


@given(st.lists(st.integers(0, 20), max_size=15))
def test_any_chain_of_undoing_ends_as_undone_or_not(targets):
    events = [an_event(M.NOTE, 1, note="x")]
    for number, target in enumerate(targets, start=2):
        events.append(undo(1 + target % (number - 1), number))
    gone = undone(events)
    for event in events[1:]:
        if event.event_id not in gone:
            assert event.refers_to in gone


def test_a_mark_holds_until_it_is_lifted_whatever_other_marks_do():
    events = [mark(K.HOLD, 1), mark(K.DISPUTE, 2), mark(K.HOLD, 3, lift=True)]
    assert marks_of(events) == {K.DISPUTE}
    assert marks_of([*events, mark(K.HOLD, 4)]) == {K.DISPUTE, K.HOLD}
    assert marks_of([mark(K.PLAN, 1, lift=True)]) == frozenset()


# --- stages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("events", "stage"),
    [
        ((), Stage.NEW),
        ((an_event(M.NOTE, note="x"),), Stage.NEW),
        ((a_contact(),), Stage.CONTACTED),
        ((a_promise_event(on=day(27)),), Stage.PROMISED),
        ((a_promise_event(),), Stage.PROMISED),  # no evidence yet: open
        ((mark(K.DISPUTE),), Stage.DISPUTED),
        ((mark(K.HOLD),), Stage.HOLD),
        ((mark(K.AGENCY),), Stage.AGENCY),
        ((mark(K.WRITE_OFF),), Stage.WRITTEN_OFF),
        ((mark(K.PLAN),), Stage.PLAN),
        ((mark(K.DO_NOT_CONTACT),), Stage.NEW),
        ((mark(K.HOLD, 1), mark(K.HOLD, 2, lift=True)), Stage.NEW),
        # the strongest counts
        ((mark(K.AGENCY, 1), mark(K.WRITE_OFF, 2), mark(K.HOLD, 3)), Stage.WRITTEN_OFF),
        ((mark(K.DISPUTE, 1), mark(K.AGENCY, 2)), Stage.AGENCY),
        ((mark(K.HOLD, 1), mark(K.DISPUTE, 2)), Stage.DISPUTED),
        # a dispute is never overwritten by a promise
        ((mark(K.DISPUTE, 1), a_promise_event(2, on=day(27))), Stage.DISPUTED),
        ((mark(K.PLAN, 1), a_promise_event(2, on=day(27))), Stage.PROMISED),
        ((mark(K.PLAN, 1), a_contact(2)), Stage.PLAN),
        ((a_promise_event(1, on=day(27)), an_event(M.UNDO, 2, refers_to=1)), Stage.NEW),
        (
            (a_promise_event(1, on=day(27)), an_event(M.PROMISE_CANCELLED, 2, refers_to=1)),
            Stage.NEW,
        ),
    ],
)
def test_the_stage_of_somebody_who_owes(events, stage):
    assert a_case(*events).stage == stage


@pytest.mark.parametrize(
    ("paid", "stage"),
    [(0, Stage.BROKEN_PROMISE), (5000, Stage.BROKEN_PROMISE), (15000, Stage.CONTACTED)],
)
def test_a_judged_promise_makes_the_stage(paid, stage):
    case = a_case(a_contact(1, 15), a_promise_event(2), evidence={2: read(TODAY, paid_cents=paid)})
    assert case.stage == stage


def test_a_promise_that_was_cancelled_leaves_the_one_before_it_as_it_was():
    older, newer = a_promise_event(1), a_promise_event(2, on=day(27), days_ago=2)
    cancel = an_event(M.PROMISE_CANCELLED, 3, refers_to=2)
    broken = a_case(older, newer, cancel, evidence={1: read(TODAY), 2: read(TODAY)})
    assert broken.stage == Stage.BROKEN_PROMISE
    assert broken.promise is not None
    assert broken.promise.promise.promise_id == 1
    # without evidence the older one was open when the newer took its place
    replaced = a_case(older, newer, cancel, evidence={1: NO_EVIDENCE})
    assert replaced.promise is None
    assert replaced.stage == Stage.NEW


def test_what_was_charged_back_is_disputed_without_anybody_saying_so():
    assert a_case(disputed_at_source=True).stage == Stage.DISPUTED
    assert a_case(a_contact(), disputed_at_source=True).stage == Stage.DISPUTED
    assert a_case(mark(K.AGENCY), disputed_at_source=True).stage == Stage.AGENCY


def test_who_owes_nothing_is_cleared_and_who_may_owe_is_not():
    for events in ((), (a_contact(), mark(K.AGENCY, 2))):
        assert a_case(*events, owes=False).stage == Stage.CLEARED
    assert a_case(owes=None).stage == Stage.NEW
    assert a_case(a_contact(), owes=None).stage == Stage.CONTACTED


# --- episodes -------------------------------------------------------------------------------------


def turns(*days: int, source: int = 7) -> tuple[Turn, ...]:
    """Return turns on days of November: owes, owes no more, owes again …"""
    return tuple(Turn(source, day(d), owes=n % 2 == 0) for n, d in enumerate(days))


def episode(*days: int, rules=RULES, kind=None, **situation) -> Episode:
    return episode_of(turns(*days), a_situation(**situation), kind, rules)


def test_a_debt_that_is_there_since_a_day():
    assert episode(3) == Episode(day(3))


def test_a_debt_no_refresh_has_seen_begins_today():
    assert episode() == Episode(TODAY)
    assert episode(owes=False) == Episode(None)
    assert episode(owes=None) == Episode(None)


@pytest.mark.parametrize(("read_day", "closed"), [(10, False), (16, False), (17, True), (20, True)])
def test_a_paid_case_closes_after_seven_days_that_somebody_looked_at(read_day, closed):
    found = episode(1, 10, owes=False, read_on=day(read_day))
    assert found == Episode(day(1), None, day(10), day(17), closed)


def test_a_paid_case_nobody_looked_at_again_stays_open():
    assert not episode(1, 10, owes=False, read_on=None).closed


def test_how_long_a_paid_case_is_watched_follows_the_last_kind_of_payment_that_was_said():
    said = an_event(M.SAYS_PAID, 1, 12, pays_by=PaymentKind.BANK)
    note = an_event(M.NOTE, 2, 11, note="x")
    assert a_case(said, note, turns=turns(1, 10), owes=False).episode.closes_on == day(20)
    by_card = an_event(M.SAYS_PAID, 3, 11, pays_by=PaymentKind.CARD)
    case = a_case(said, note, by_card, turns=turns(1, 10), owes=False)
    assert case.episode.closes_on == day(17)


@pytest.mark.parametrize(
    ("kind", "closes"),
    [
        *((None, 17), (PaymentKind.CARD, 17), (PaymentKind.CASH, 17)),
        *((PaymentKind.BANK, 20), (PaymentKind.CHECK, 20)),
    ],
)
def test_a_bank_payment_is_watched_for_longer(kind, closes):
    assert episode(1, 10, kind=kind, owes=False).closes_on == day(closes)


def test_the_days_until_a_case_closes_can_be_set():
    assert episode(1, 10, rules=CollectionRules(close_after_card_days=3)) == Episode(TODAY, day(13))
    assert episode(1, 10, rules=CollectionRules(close_after_card_days=3), owes=False).closed


def test_a_debt_that_comes_back_in_time_was_never_gone():
    assert episode(1, 10, 16) == Episode(day(1))
    assert episode(1, 10, 16, owes=False) == Episode(day(1))
    # and was not seen by any refresh yet
    assert episode(1, 16) == Episode(day(1))


def test_a_debt_that_comes_back_later_is_a_new_one_of_the_same_case():
    assert episode(1, 8, 15) == Episode(day(15), day(15))
    assert episode(1, 8, 18) == Episode(day(18), day(15))
    assert episode(1, 13) == Episode(TODAY, day(20))


def test_a_third_debt_begins_after_the_second():
    early = (Turn(7, date(2026, 9, 1), True), Turn(7, date(2026, 9, 5), False))
    found = episode_of((*early, *turns(1, 3, 18)), a_situation(), None, RULES)
    assert found == Episode(day(18), day(10))


def test_unknown_figures_end_nothing():
    assert episode(1, 18, owes=None) == Episode(day(1))


def test_a_person_in_two_sources_owes_until_the_last_debt_is_gone():
    both = (*turns(1, 5), *turns(3, 12, source=8))
    found = episode_of(both, a_situation(owes=False), None, RULES)
    assert (found.since_on, found.paid_on) == (day(1), day(12))
    moved = (*turns(1, 5), *turns(5, 12, source=8))
    assert episode_of(moved, a_situation(owes=False), None, RULES).since_on == day(1)


def test_the_order_of_turns_does_not_matter():
    both = (*turns(1, 5), *turns(3, 12, source=8))
    for order in (both, both[::-1], (*both[2:], *both[:2])):
        assert episode_of(order, a_situation(owes=False), None, RULES).paid_on == day(12)


def test_a_second_source_that_owes_as_well_ends_nothing():
    both = (*turns(1), *turns(3, source=8))
    assert episode_of(both, a_situation(), None, RULES) == Episode(day(1))


def test_a_debt_that_moves_from_one_source_to_the_other_in_a_day_was_never_gone():
    at_once = CollectionRules(close_after_card_days=0)
    moved = (*turns(1, 5), *turns(5, 12, source=8))
    for order in (moved, moved[::-1], (*moved[2:], *moved[:2])):
        found = episode_of(order, a_situation(owes=False), None, at_once)
        assert (found.since_on, found.paid_on) == (day(1), day(12))


@given(st.lists(st.booleans(), max_size=40), st.booleans())
def test_a_case_is_closed_only_when_nothing_is_owed_for_long_enough(owed, now_owes):
    """One day after the other, as a refresh a day sees it."""
    seen = [False, *owed]
    days = [date(2026, 10, 1) + timedelta(days=n) for n in range(len(seen))]
    made = tuple(
        Turn(7, on, owes) for on, owes, before in zip(days, seen, [False, *seen], strict=False)
        if owes != before
    )  # fmt: skip
    today = days[-1]
    situation = a_situation(owes=now_owes, today=today, read_on=today)
    found = episode_of(made, situation, None, RULES)
    if found.closed:
        assert not now_owes
        assert not any(seen[-RULES.close_after_card_days :])
    if now_owes:
        assert found.since_on is not None
        assert found.paid_on is None


# --- what belongs to the debt -----------------------------------------------------------------

OLD = (Turn(7, date(2026, 9, 1), True), Turn(7, date(2026, 9, 10), False))
AGAIN = (*OLD, Turn(7, day(18), True))
"""Owed until 10 September, closed on the 17th, owes again since 18 November."""


def at(on: date, hour: int = 12):
    return {"at_utc": datetime(on.year, on.month, on.day, hour, tzinfo=UTC)}


def moved(event, on: date, hour: int = 12):
    return replace(event, **at(on, hour))


def test_a_reopened_case_is_the_same_and_begins_anew():
    old = (
        moved(a_contact(1), date(2026, 9, 2)),
        moved(a_promise_event(2, on=date(2026, 9, 5)), date(2026, 9, 3)),
        moved(mark(K.DISPUTE, 3), date(2026, 9, 4)),
        moved(an_event(M.SNOOZE, 4, on=date(2027, 1, 1)), date(2026, 9, 5)),
        moved(an_event(M.OWNER, 5, owner="Sam"), date(2026, 9, 6)),
        moved(mark(K.DO_NOT_CONTACT, 6), date(2026, 9, 7)),
        moved(an_event(M.SAYS_PAID, 7), date(2026, 9, 8)),
    )
    case = a_case(*old, turns=AGAIN)
    assert case.stage == Stage.NEW
    assert (case.events, case.earlier) == ((), 7)
    assert (case.promises, case.says_paid, case.snoozed_until) == ((), None, None)
    assert not case.contacted
    # what the person asked for, and whose case it is, outlive the debt
    assert case.marks == {K.DO_NOT_CONTACT}
    assert case.owner == "Sam"


def test_what_is_done_from_the_day_of_closing_on_belongs_to_the_new_debt():
    before = moved(a_contact(1), date(2026, 9, 17), 3)  # still the 16th in New York
    after = moved(a_contact(2), date(2026, 9, 17), 4)  # midnight
    case = a_case(before, after, turns=AGAIN)
    assert case.events == (after,)
    assert case.earlier == 1


def test_the_cap_on_attempts_looks_over_the_end_of_a_debt():
    lately = (*OLD, Turn(7, day(14), True))
    quick = CollectionRules(close_after_card_days=0)
    paid_and_back = (Turn(7, day(1), True), Turn(7, day(16), False), Turn(7, day(18), True))
    calls = [a_contact(n, 5) for n in (1, 2, 3)]
    case = a_case(*calls, turns=paid_and_back, rules=quick)
    assert (case.attempts, case.unanswered, case.contacted) == (3, 0, False)
    assert a_case(*calls, turns=lately).unanswered == 3


def test_a_closed_case_keeps_its_last_debt_in_view():
    contact = moved(a_contact(1), date(2026, 9, 2))
    case = a_case(contact, turns=OLD, owes=False)
    assert case.episode.closed
    assert case.events == (contact,)
    assert case.stage == Stage.CLEARED


# --- waiting --------------------------------------------------------------------------------------


def snooze(until: date, event_id: int = 1, days_ago: float = 3):
    return an_event(M.SNOOZE, event_id, days_ago, on=until)


def test_a_snooze_ends_on_its_day_and_then_wants_a_follow_up():
    tomorrow = TODAY + timedelta(days=1)
    waiting = a_case(snooze(tomorrow))
    assert (waiting.snoozed_until, waiting.follow_up_on) == (tomorrow, None)
    assert a_case(snooze(tomorrow), an_event(M.NOTE, 2, note="x")).snoozed_until == tomorrow
    due = a_case(snooze(TODAY))
    assert (due.snoozed_until, due.follow_up_on) == (None, TODAY)


def test_a_contact_after_the_snooze_is_the_follow_up():
    assert a_case(snooze(TODAY), a_contact(2)).follow_up_on is None
    assert a_case(a_contact(1), snooze(TODAY, 2)).follow_up_on == TODAY


def test_the_newest_snooze_counts():
    case = a_case(snooze(TODAY + timedelta(days=5), 1), snooze(TODAY, 2))
    assert (case.snoozed_until, case.follow_up_on) == (None, TODAY)


@pytest.mark.parametrize(
    ("read_day", "owes", "decided"),
    [
        # said on Thursday 19: judged by figures after Friday 20
        *((19, True, False), (20, True, False), (21, True, True), (21, False, False)),
        *((21, None, False), (None, True, False)),
    ],
)
def test_what_is_said_to_be_paid_is_decided_by_later_figures_only(read_day, owes, decided):
    said = an_event(M.SAYS_PAID, 1, 1)
    read_on = None if read_day is None else day(read_day)
    case = a_case(said, read_on=read_on, owes=owes, today=day(23))
    assert case.says_paid is not None
    assert (case.says_paid.decided, case.says_paid.judged_after_on) == (decided, day(20))
    assert case.says_paid.said_on == day(19)


def test_a_bank_payment_that_is_said_to_be_made_is_waited_for_longer():
    said = an_event(M.SAYS_PAID, 1, 1, pays_by=PaymentKind.BANK)
    case = a_case(said)
    assert case.says_paid is not None
    assert case.says_paid.judged_after_on == day(26)


def test_the_newest_word_about_a_payment_counts():
    case = a_case(an_event(M.SAYS_PAID, 1, 9), an_event(M.SAYS_PAID, 2, 1))
    assert case.says_paid is not None
    assert case.says_paid.event_id == 2


# --- the rest of it -------------------------------------------------------------------------------


def test_a_wrong_number_is_one_until_another_call_says_otherwise():
    wrong = a_contact(1, 3, Outcome.WRONG_NUMBER)
    assert a_case(wrong).wrong_number
    assert not a_case(wrong, a_contact(2)).wrong_number
    assert a_case(wrong, a_contact(2, channel=Channel.LETTER)).wrong_number
    assert not a_case().wrong_number


def test_a_case_knows_the_last_contact_and_the_last_conversation():
    talk = a_contact(1, 4, Outcome.SPOKE)
    case = a_case(talk, a_contact(2, 2), an_event(M.NOTE, 3, note="x"))
    assert case.last_contact is not None
    assert case.last_contact.event_id == 2
    assert (case.talked_on, case.rests, case.attempts, case.unanswered) == (day(16), True, 2, 1)


def test_the_newest_promise_that_was_not_taken_back_is_the_cases():
    case = a_case(
        a_promise_event(1),
        a_promise_event(2, on=day(27)),
        an_event(M.PROMISE_CANCELLED, 3, refers_to=2),
        evidence={1: read(TODAY)},
    )
    assert case.promise is not None
    assert case.promise.promise.promise_id == 1
    assert case.promise.verdict.state == PromiseState.BROKEN
    assert a_case().promise is None


def test_the_owner_is_the_last_one_named_and_may_be_nobody():
    named = an_event(M.OWNER, 1, owner="Sam")
    assert a_case(named).owner == "Sam"
    assert a_case(named, an_event(M.OWNER, 2)).owner is None


def test_a_note_makes_no_difference_to_an_untouched_case():
    noted = a_case(an_event(M.NOTE, 1, note="x"), turns=AGAIN)
    assert replace(noted, events=(), earlier=0) == a_case(turns=AGAIN)
    gone = a_case(an_event(M.NOTE, 1, note="x"), turns=OLD, owes=False, disputed_at_source=True)
    bare = a_case(turns=OLD, owes=False, disputed_at_source=True)
    assert replace(gone, events=(), earlier=0) == bare


# --- rules ----------------------------------------------------------------------------------------


def test_a_rule_that_is_not_known_or_out_of_bounds_changes_nothing():
    rules = RULES.with_values(
        {"new_days": 20, "nonsense": 1, "quiet_from_h": 25, "slope_until_90": -1}
    )
    assert rules == CollectionRules(new_days=20)


def test_every_rule_has_bounds_that_its_default_keeps():
    assert set(LIMITS) == set(CollectionRules.__slots__)
    for name, (least, most) in LIMITS.items():
        assert least <= getattr(RULES, name) <= most
        assert RULES.with_values({name: least}) == CollectionRules(**{name: least})
        assert RULES.with_values({name: most}) == CollectionRules(**{name: most})
        assert RULES.with_values({name: least - 1}) == RULES.with_values({name: most + 1}) == RULES
