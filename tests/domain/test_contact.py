"""Contacts: attempts counted, and what to think of before the next one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gymdesk.domain.case_event import CaseMark, Channel, Outcome
from gymdesk.domain.collection_rules import CollectionRules
from gymdesk.domain.contact import (
    AskedToStop,
    QuietHours,
    SpokeRecently,
    TooManyAttempts,
    attempts,
    is_quiet,
    rests,
    unanswered,
    warnings,
)
from tests.case_builders import NOW, RULES, ZONE, a_contact

CALL, TEXT, EMAIL = Channel.CALL, Channel.TEXT, Channel.EMAIL
LETTER, IN_PERSON = Channel.LETTER, Channel.IN_PERSON


def warned(*events, channel=CALL, now=NOW, rules=RULES, marks=frozenset()):
    return warnings(events, channel, now, ZONE, rules, marks)


def tries(count: int, days_ago: float = 1) -> list:
    return [a_contact(n + 1, days_ago) for n in range(count)]


# --- attempts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 6, 7, 8])
def test_the_eighth_attempt_in_seven_days_is_warned_of(count):
    found = warned(*tries(count))
    assert found == (() if count < 7 else (TooManyAttempts(count, 7),))


@pytest.mark.parametrize(
    ("channel", "counts"),
    [(CALL, True), (TEXT, True), (EMAIL, True), (LETTER, False), (IN_PERSON, False)],
)
def test_what_goes_to_the_client_counts_and_who_comes_does_not(channel, counts):
    assert attempts([a_contact(channel=channel)], NOW, RULES) == counts


def test_an_attempt_of_exactly_seven_days_ago_counts_no_more():
    second = 1 / 86400
    assert attempts([a_contact(days_ago=7)], NOW, RULES) == 0
    assert attempts([a_contact(days_ago=7 - second)], NOW, RULES) == 1
    assert attempts([a_contact(days_ago=0)], NOW, RULES) == 1
    assert attempts([a_contact(days_ago=-second)], NOW, RULES) == 0


def test_the_count_and_its_days_can_be_set():
    strict = CollectionRules(most_attempts=2, attempts_in_days=3)
    assert warned(*tries(2, 2), rules=strict) == (TooManyAttempts(2, 3),)
    assert warned(*tries(2, 3), rules=strict) == ()


def test_unanswered_attempts_are_those_since_the_last_conversation():
    events = [
        a_contact(1, 9),
        a_contact(2, 8, Outcome.SPOKE),
        a_contact(3, 7),
        a_contact(4, 6, Outcome.VOICEMAIL),
        a_contact(5, 5, Outcome.WRONG_NUMBER),
        a_contact(6, 4, Outcome.SENT, LETTER),
        a_contact(7, 3, Outcome.OTHER_PERSON),
    ]
    assert unanswered(events) == 3
    assert unanswered(events[:2]) == 0
    assert unanswered(events[:1]) == 1
    assert unanswered([]) == 0


# --- rest after a conversation --------------------------------------------------------------------


def test_a_conversation_rests_for_seven_days():
    talk = a_contact(1, 6.99, Outcome.SPOKE)
    assert warned(talk) == (SpokeRecently(date(2026, 11, 13), 7),)
    assert warned(a_contact(1, 7, Outcome.SPOKE)) == ()
    assert rests([talk], NOW, RULES)
    assert not rests([a_contact()], NOW, RULES)
    assert not rests([talk], NOW, CollectionRules(rest_after_talk_days=6))


def test_a_talk_at_the_desk_does_not_rest():
    assert warned(a_contact(1, 1, Outcome.SPOKE, IN_PERSON)) == ()


def test_the_day_of_the_conversation_is_the_clubs():
    late = a_contact(1, 0, Outcome.SPOKE)
    at_night = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)  # still the 19th in New York
    (found,) = warned(
        late.__class__(**{f: getattr(late, f) for f in late.__slots__} | {"at_utc": at_night})
    )
    assert found == SpokeRecently(date(2026, 11, 19), 7)


# --- quiet hours ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("local_h", "local_min", "quiet"),
    [
        *((7, 59, True), (8, 0, False), (12, 0, False), (20, 59, False)),
        *((21, 0, True), (23, 59, True), (0, 0, True)),
    ],
)
def test_quiet_hours_are_those_of_the_club(local_h, local_min, quiet):
    now = datetime(2026, 11, 20, local_h, local_min, tzinfo=UTC) + timedelta(hours=5)
    assert is_quiet(now, ZONE, RULES) is quiet
    assert warned(now=now) == ((QuietHours(21, 8),) if quiet else ())


def test_the_night_the_clocks_change_is_quiet_by_the_clock_on_the_wall():
    # 1 November 2026: New York falls back from -4 to -5 at 2:00
    assert is_quiet(datetime(2026, 11, 1, 0, 30, tzinfo=UTC), ZONE, RULES) is False  # 20:30 -4
    assert is_quiet(datetime(2026, 11, 1, 12, 30, tzinfo=UTC), ZONE, RULES) is True  # 7:30 -5
    assert is_quiet(datetime(2026, 11, 1, 13, 0, tzinfo=UTC), ZONE, RULES) is False  # 8:00 -5


@pytest.mark.parametrize(
    ("first", "last", "quiet"), [(12, 14, [12, 13]), (0, 24, list(range(24))), (9, 9, [])]
)
def test_quiet_hours_can_be_set_also_within_a_day_or_to_none(first, last, quiet):
    rules = CollectionRules(quiet_from_h=first, quiet_until_h=last)
    day = datetime(2026, 11, 20, tzinfo=UTC)
    assert [h for h in range(24) if is_quiet(day + timedelta(hours=h), "UTC", rules)] == quiet


# --- which channel --------------------------------------------------------------------------------

NIGHT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def test_an_e_mail_wakes_nobody_and_a_letter_is_no_attempt():
    events = [*tries(7), a_contact(8, 1, Outcome.SPOKE)]
    everything = {CALL: 3, TEXT: 3, EMAIL: 2, LETTER: 0, IN_PERSON: 0}
    for channel, count in everything.items():
        assert len(warned(*events, channel=channel, now=NIGHT)) == count, channel


@pytest.mark.parametrize("channel", [CALL, TEXT, EMAIL, LETTER])
def test_who_asked_to_stop_is_contacted_only_with_a_reason(channel):
    assert warned(channel=channel, marks=frozenset({CaseMark.DO_NOT_CONTACT})) == (AskedToStop(),)
    assert warned(channel=channel, marks=frozenset({CaseMark.DISPUTE})) == ()


def test_who_comes_to_the_desk_may_be_spoken_to():
    marks = frozenset({CaseMark.DO_NOT_CONTACT})
    assert warned(*tries(9), channel=IN_PERSON, now=NIGHT, marks=marks) == ()


def test_warnings_say_what_they_are_about():
    assert TooManyAttempts(7, 7).text == "7 attempts in the last 7 days"
    assert SpokeRecently(date(2026, 11, 13), 7).text == "Spoke on 2026-11-13, less than 7 days ago"
    assert QuietHours(21, 8).text == "Quiet hours, 21:00 to 8:00"
    assert AskedToStop().text == "This client is marked as not to be contacted"
    assert QuietHours(21, 8).values == {"from_h": 21, "until_h": 8}
    names = {w.NAME for w in (TooManyAttempts, SpokeRecently, QuietHours, AskedToStop)}
    assert len(names) == 4
