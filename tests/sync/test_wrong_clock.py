"""A clock that was days ahead for one refresh: what is newest goes by order, not by time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.past_due import Mark
from gymdesk.first_look import first_look
from gymdesk.rows import Health, RefreshIncomplete, RunStatus
from tests.sync.fakes import bench, store_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sync.fakes import Bench

SOME = (910000131, 910000137, 910000141)
AHEAD = timedelta(days=3)


@pytest.fixture
def put_right(tmp_path: Path) -> Iterator[Bench]:
    """Yield a desk whose only refresh was done while the clock was three days ahead."""
    with bench(store_url(tmp_path), members=SOME) as desk:
        desk.refresh(after=AHEAD)
        desk.clock.at_utc -= AHEAD
        yield desk


def test_the_next_refresh_is_the_newest_whatever_the_clock_said_before(put_right: Bench) -> None:
    desk = put_right
    assert desk.refresh().status == RunStatus.COMPLETE
    assert not any(Mark.STALE in row.marks for row in desk.rows().values())
    shown = desk.owing()
    assert (shown.complete, shown.warning) == (True, None)
    assert shown.figures_from_utc == desk.clock.now_utc()
    (source,) = desk.queries.sources(desk.club.club_id)
    assert source.last_success_utc == desk.clock.now_utc()
    assert source.last_attempt_utc == desk.clock.now_utc()
    runs = desk.queries.runs(desk.club.club_id)
    assert [r.run_id for r in runs] == [2, 1]


def test_a_refresh_that_is_incomplete_warns_and_ages_whom_it_did_not_read(
    put_right: Bench, tmp_path: Path
) -> None:
    desk = put_right
    desk.knobs.server_error_members = {SOME[0]}
    assert desk.refresh().status == RunStatus.INCOMPLETE
    rows = desk.rows()
    assert Mark.STALE in rows[SOME[0]].marks
    assert not any(Mark.STALE in rows[key].marks for key in SOME[1:])
    shown = desk.owing()
    assert shown.warning == RefreshIncomplete(1, 3)
    (source,) = desk.queries.sources(desk.club.club_id)
    assert source.health == Health.INCOMPLETE
    found = first_look(tmp_path / "gymdesk.db", desk.clock, 24)
    assert found is not None
    assert found.collections == shown
