"""Follow-ups: on day 2, 5 and 7, one at a time, and never to who was in touch or has gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gymdesk.domain.follow_up import FollowUp, due_follow_up, is_unanswered
from gymdesk.domain.lead import LeadStatus

CAME = date(2026, 11, 10)


def due(
    after_days: int,
    *,
    contacted: int | None = None,
    done: tuple[int, ...] = (),
    status: LeadStatus = LeadStatus.NEW,
) -> FollowUp | None:
    contacted_on = None if contacted is None else CAME + timedelta(days=contacted)
    return due_follow_up(status, CAME, contacted_on, done, CAME + timedelta(days=after_days))


@pytest.mark.parametrize(
    ("after_days", "day"),
    [(0, None), (1, None), (2, 2), (4, 2), (5, 5), (6, 5), (7, 7), (14, 7), (15, None)],
)
def test_the_follow_up_of_the_day_is_due_and_a_missed_one_is_not_caught_up(
    after_days: int, day: int | None
) -> None:
    found = due(after_days)
    assert (None if found is None else found.day) == day
    if found is not None:
        assert found.due_on == CAME + timedelta(days=found.day)


def test_what_was_done_is_not_due_again_and_the_next_one_comes() -> None:
    assert due(3, done=(2,)) is None
    assert due(5, done=(2,)) == FollowUp(5, CAME + timedelta(days=5))
    assert due(6, done=(7,)) is None, "a later one does for those before it"


def test_a_contact_on_its_day_or_later_does_for_a_follow_up() -> None:
    assert due(3, contacted=2) is None
    assert due(3, contacted=1) == FollowUp(2, CAME + timedelta(days=2))


@pytest.mark.parametrize("status", [LeadStatus.CONVERTED, LeadStatus.LOST])
def test_who_became_a_client_or_was_lost_is_not_written_to(status: LeadStatus) -> None:
    assert due(2, status=status) is None


def test_without_the_day_a_lead_came_in_nothing_is_due() -> None:
    assert due_follow_up(LeadStatus.NEW, None, None, (), CAME) is None


def test_a_lead_is_unanswered_until_somebody_was_in_touch() -> None:
    assert is_unanswered(LeadStatus.NEW, None)
    assert is_unanswered(LeadStatus.OTHER, None)
    assert not is_unanswered(LeadStatus.NEW, CAME)
    assert not is_unanswered(LeadStatus.CONTACTED, None)
    assert not is_unanswered(LeadStatus.LOST, None)
