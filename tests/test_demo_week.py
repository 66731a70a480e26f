"""The week before at the demo gym's desk: written once, by the commands of the window."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from gymdesk.bootstrap import open_desk
from gymdesk.clock import FixedClock
from gymdesk.demo_week import PHONES, WEEK
from gymdesk.domain.case import Stage
from gymdesk.domain.case_event import EventKind
from gymdesk.sync.request import RefreshRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.bootstrap import Desk

NOW = datetime(2026, 11, 25, 19, 0, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(tmp_path, clock=FixedClock(NOW), demo=True, demo_week=True)
    yield opened
    opened.close()


def test_the_demo_gym_is_a_list_that_was_worked_with(desk: Desk) -> None:
    desk.engine.refresh_blocking(RefreshRequest(), lambda _: None)
    club = desk.queries.clubs()[0]
    listed = desk.queries.cases.call_list(club.club_id)
    rows = {row.name: row for row in desk.queries.collections(club.club_id).rows}
    assert set(PHONES) <= set(rows)
    assert {entry.name for entry in WEEK} <= set(rows)
    to_call = [case for case in listed.to_do if case.client.phone is not None]
    assert len(to_call) > len(PHONES) / 2
    assert any(case.promised for case in listed.off)


def test_what_was_promised_and_not_paid_is_broken(desk: Desk) -> None:
    desk.engine.refresh_blocking(RefreshRequest(), lambda _: None)
    club = desk.queries.clubs()[0]
    rows = {row.name: row.client_id for row in desk.queries.collections(club.club_id).rows}
    case = desk.queries.cases.case(club.club_id, rows["Ines Vallejo"])
    assert case.row.stage == Stage.BROKEN_PROMISE


def test_a_second_refresh_writes_nothing_again(desk: Desk) -> None:
    desk.engine.refresh_blocking(RefreshRequest(), lambda _: None)
    club = desk.queries.clubs()[0]

    def events() -> int:
        with desk.store.read() as work:
            found = work.cases.events_of_club(club.club_id).values()
        return sum(1 for own in found for e in own if e.kind != EventKind.JUDGED)

    once = events()
    desk.engine.refresh_blocking(RefreshRequest(), lambda _: None)
    assert events() == once == len(WEEK)
