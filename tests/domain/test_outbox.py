"""What a change elsewhere may go through, and what a look proves, one rule at a time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from gymdesk.domain.client import ClubId, Source
from gymdesk.domain.outbox import (
    ENDED,
    KINDS,
    MAY_FOLLOW,
    CancelMembership,
    ChangeMembership,
    ConvertLead,
    CreateLead,
    CreateMembership,
    FieldChange,
    Intent,
    Part,
    Reason,
    Sale,
    Sight,
    Step,
    UpdateLead,
    Write,
    WriteId,
    WriteState,
    judged_after,
    judged_before,
    kind_of,
    may_follow,
    name_of,
    parts_of,
    record_of,
    same,
    settles_at,
    subject_of,
)

AT = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SALE = Sale("Unlimited", date(2026, 12, 1))
STATUS = UpdateLead("5521", "Chiara Romano", (FieldChange("status", "New", "Contacted"),))
NADIA = CreateLead("Nadia", "Farouk", "Nadia@Mail.example")
EVERY: tuple[Intent, ...] = (
    NADIA,
    STATUS,
    ConvertLead("5521", "Chiara Romano", "", SALE),
    CreateMembership("Wes", "Tanaka", "", SALE, client_id="88"),
    ChangeMembership("410", "88", "Wes Tanaka", (FieldChange("price", "99", "0"),)),
    CancelMembership("410", "88", "Wes Tanaka", "Active"),
)


def a_write(intent: Intent, *steps: tuple[WriteState, Sight | None], part: int = 0) -> Write:
    """Return a change that went through these steps, a minute apart."""
    made = [Step(1, WriteState.PENDING, part, Reason.QUEUED, AT, "Jordan")]
    for number, (state, sight) in enumerate(steps, 2):
        at_utc = AT + (number - 1) * MINUTE
        made.append(Step(number, state, part, Reason.STARTED, at_utc, sight=sight))
    return Write(WriteId(1), ClubId(1), Source.WODIFY, intent, "Jordan", tuple(made))


def sent(intent: Intent, before: Sight, part: int = 0) -> Write:
    """Return a change that was sent a minute after AT and had no answer by a minute later."""
    return a_write(intent, (WriteState.SENDING, before), (WriteState.CHECK, None), part=part)


LATE = AT + 5 * MINUTE
SOON = AT + 2 * MINUTE + timedelta(seconds=59)


def test_what_has_ended_goes_nowhere_and_what_may_be_done_is_never_sent_again() -> None:
    assert all(MAY_FOLLOW[state] == frozenset() for state in ENDED)
    assert [s for s in WriteState if may_follow(s, WriteState.SENDING)] == [WriteState.PENDING]
    assert not may_follow(WriteState.SENDING, WriteState.DISCARDED)
    assert set(MAY_FOLLOW) == set(WriteState)


@pytest.mark.parametrize("intent", EVERY, ids=kind_of)
def test_every_kind_says_whom_and_what_it_is_about(intent: Intent) -> None:
    assert KINDS[kind_of(intent)] is type(intent)
    assert len(name_of(intent).split()) == 2
    assert (record_of(intent) is None) == isinstance(intent, CreateLead)
    assert parts_of(intent)


def test_two_changes_of_one_record_have_one_subject() -> None:
    assert subject_of(STATUS) == subject_of(ConvertLead("5521", "Chiara"))
    assert subject_of(NADIA) == subject_of(CreateLead("nadia", "farouk", " nadia@mail.example "))
    assert subject_of(NADIA) != subject_of(CreateLead("Nadia", "Farouk"))
    assert subject_of(EVERY[4]) == subject_of(EVERY[5])


def test_half_of_a_change_is_done_when_its_first_part_is_and_the_second_is_not() -> None:
    convert = EVERY[2]
    assert not a_write(convert).half_done
    second = a_write(convert, (WriteState.FAILED, None), part=1)
    assert second.half_done
    assert (second.part, second.parts_done) == (Part.MEMBERSHIP, 1)
    assert not a_write(convert, (WriteState.DONE, None), part=1).half_done


def test_blanks_and_nothing_make_no_difference_of_values() -> None:
    assert same(None, "")
    assert same(" on  hold ", "on hold")
    assert not same("0", None)


def test_a_value_somebody_changed_meanwhile_is_a_conflict_and_what_is_so_is_done() -> None:
    write = a_write(STATUS)
    assert judged_before(write, Sight({"status": "New"})).send
    assert judged_before(write, Sight({"status": "Trial"})).state == WriteState.CONFLICT
    assert judged_before(write, Sight({"status": "Contacted"})).reason == Reason.ALREADY
    assert judged_before(write, Sight(there=False)).reason == Reason.GONE


def test_only_a_look_that_is_late_enough_says_not_done() -> None:
    write = sent(STATUS, Sight({"status": "New"}))
    assert settles_at(write) == AT + 3 * MINUTE
    assert judged_after(write, Sight({"status": "New"}), SOON).state == WriteState.CHECK
    assert judged_after(write, Sight({"status": "New"}), LATE).state == WriteState.FAILED
    assert judged_after(write, Sight({"status": "Contacted"}), SOON).state == WriteState.DONE
    assert judged_after(write, Sight({"status": "Trial"}), SOON).state == WriteState.CHECK
    assert judged_after(write, Sight({"status": "Trial"}), LATE).state == WriteState.CONFLICT
    assert judged_after(write, Sight(there=False), LATE).reason == Reason.GONE
    assert settles_at(a_write(STATUS)) is None


def test_what_is_new_since_the_sending_is_what_was_made() -> None:
    write = sent(NADIA, Sight(keys=("7",)))
    assert judged_after(write, Sight(keys=("7",)), LATE).state == WriteState.FAILED
    found = judged_after(write, Sight(keys=("7", "8")), SOON)
    assert (found.state, found.key) == (WriteState.DONE, "8")
    assert judged_after(write, Sight(keys=("7", "8", "9")), LATE).reason == Reason.SEVERAL


def test_a_twin_is_shown_unless_it_was_shown_before() -> None:
    assert judged_before(a_write(NADIA), Sight(keys=("7",))).reason == Reason.TWIN
    shown = a_write(
        NADIA, (WriteState.CONFLICT, Sight(keys=("7",))), (WriteState.PENDING, Sight(keys=("7",)))
    )
    assert judged_before(shown, Sight(keys=("7",))).send
    assert judged_before(shown, Sight(keys=("7", "8"))).reason == Reason.TWIN


def test_a_membership_of_a_client_that_this_change_made_is_its_own() -> None:
    second = a_write(EVERY[2], part=1)
    assert judged_before(second, Sight(keys=("55",))).state == WriteState.DONE
    assert judged_before(second, Sight()).send
    to_a_client = a_write(EVERY[3])
    assert judged_before(to_a_client, Sight(keys=("55",))).reason == Reason.TWIN
