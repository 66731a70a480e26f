"""Holds: what a look says of a day, and what stays unknown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gymdesk.api.wodify_payloads import holds_of
from gymdesk.api.wodify_profile import WODIFY_V1
from gymdesk.domain.hold import Hold, HoldLook, HoldState, hold_today
from gymdesk.domain.member_hold import with_hold
from gymdesk.domain.membership import MemberFlag, MemberStatus
from tests.domain.test_membership import TODAY, a_client, a_row, standing

DAY = timedelta(days=1)


def look(*holds: tuple[int, int | None], unclear: int = 0) -> HoldLook:
    made = (Hold(TODAY + a * DAY, None if b is None else TODAY + b * DAY) for a, b in holds)
    return HoldLook(True, tuple(made), unclear)


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (None, HoldState.UNKNOWN),
        (HoldLook(known=False), HoldState.UNKNOWN),
        (look(), HoldState.NONE),
        (look((-9, -1)), HoldState.NONE),
        (look((-9, 0)), HoldState.ON_HOLD),
        (look((0, None)), HoldState.ON_HOLD),
        (look((1, 5)), HoldState.AHEAD),
        (look((1, 5), unclear=1), HoldState.UNCLEAR),
        (look((-1, 5), unclear=1), HoldState.ON_HOLD),
        (look(unclear=2), HoldState.UNCLEAR),
    ],
)
def test_only_days_that_are_understood_make_a_hold(seen: HoldLook | None, state: HoldState) -> None:
    assert hold_today(seen, TODAY)[0] == state


def test_of_two_holds_in_force_the_longer_speaks_and_of_two_to_come_the_next() -> None:
    assert hold_today(look((-3, 4), (-1, None)), TODAY)[1] == Hold(TODAY - DAY)
    assert hold_today(look((9, None), (2, 3)), TODAY)[1] == Hold(TODAY + 2 * DAY, TODAY + 3 * DAY)


def test_a_hold_flags_the_membership_in_force_and_changes_no_status() -> None:
    now = standing(a_client(), (a_row(),), TODAY)
    held = with_hold(now, look((-1, 5)), TODAY)
    assert (held.status, held.price) == (MemberStatus.ACTIVE, now.price)
    assert held.flags == now.flags | {MemberFlag.ON_HOLD}
    assert with_hold(now, look(unclear=1), TODAY).flags == now.flags | {MemberFlag.HOLD_UNCLEAR}
    assert with_hold(now, look((4, 5)), TODAY).flags == now.flags | {MemberFlag.HOLD_AHEAD}
    assert with_hold(now, None, TODAY) == now
    over = standing(a_client("Inactive"), (), TODAY)
    assert with_hold(over, look((-1, 5)), TODAY) == over


def read(entries: object) -> HoldLook:
    return holds_of({"id": 1, "membership_holds": entries}, WODIFY_V1)


def test_days_by_any_of_the_names_they_go_by_are_a_hold_and_1900_is_no_end() -> None:
    found = read(
        [
            {"start_date": "2026-11-01", "end_date": "2026-12-01", "hold_reason": "Injury"},
            {"hold_start_date": "2026-11-01T00:00:00", "hold_end_date": "1900-01-01"},
            {"from_date": "2027-01-01", "to_date": ""},
        ]
    )
    assert (found.known, found.unclear) == (True, 0)
    assert found.holds == (
        Hold(date(2026, 11, 1), date(2026, 12, 1), "Injury"),
        Hold(date(2026, 11, 1)),
        Hold(date(2027, 1, 1)),
    )


@pytest.mark.parametrize(
    "entry",
    [
        {},
        "Injury",
        None,
        {"start_date": "1900-01-01", "end_date": "2026-12-01"},
        {"start_date": "2026-11-01"},
        {"start_date": "soon", "end_date": "2026-12-01"},
        {"start_date": "2026-11-01", "end_date": "later"},
        {"start_date": "2026-12-01", "end_date": "2026-11-01"},
        {"start_date": 7, "end_date": 9},
    ],
)
def test_an_entry_that_is_not_understood_is_counted_and_makes_no_hold(entry: object) -> None:
    found = read([entry])
    assert (found.known, found.holds, found.unclear) == (True, (), 1)


def test_an_empty_list_says_there_is_none_and_no_list_says_nothing() -> None:
    assert read([]) == HoldLook(True, raw="[]")
    for entries in (None, {}, "", 0):
        assert not read(entries).known
    assert not holds_of({"id": 1}, WODIFY_V1).known
    deleted = {"start_date": "2026-11-01", "end_date": "2026-12-01", "is_deleted": True}
    assert (read([deleted]).holds, read([deleted]).unclear) == ((), 0)


def test_what_came_is_kept_whole() -> None:
    assert "see the note" in read([{"hold": "see the note"}]).raw
