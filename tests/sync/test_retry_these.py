"""A look at single clients ("Retry these"): what it says of them, and of nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.past_due import Mark
from gymdesk.rows import RunStatus
from tests.sync.test_held import crowd, figures, owing, row_of, who
from tests.sync.test_recording import Script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sync.fakes import Bench

pytestmark = pytest.mark.warns_in_log

FIRST_TWO = ("910000101", "910000102")


@pytest.fixture
def script(desk: Bench) -> Iterator[Script]:
    made = Script(desk)
    yield made
    for engine in made.engines:
        engine.close()


def test_all_others_are_neither_missing_nor_old_nor_counted(script: Script) -> None:
    desk = script.sends(*crowd(8, 9000))
    desk.refresh()
    last = desk.queries.sources(desk.club.club_id)[0].last_success_utc
    report = desk.refresh(only=FIRST_TWO)
    assert (report.status, report.done, report.total) == (RunStatus.COMPLETE, 2, 2)
    assert (report.unchanged, report.missing, report.held) == (2, 0, None)
    assert all(not row.marks for row in desk.rows().values())
    assert (desk.owing().complete, desk.owing().warning) == (True, None)
    (source,) = desk.queries.sources(desk.club.club_id)
    assert source.last_success_utc == last, "a look at two is no refresh of everybody"
    assert source.last_run is not None
    assert source.last_run.done == 8


def test_a_drop_is_held_against_what_everybody_owes(script: Script) -> None:
    script.sends(*crowd(5, 9000)).refresh()
    desk = script.sends(who(1, owing(1)), who(2, owing(2)), *crowd(5, 9000)[2:])
    report = desk.refresh(only=FIRST_TWO)
    assert report.status == RunStatus.COMPLETE, "two of five is less than half of the debt"
    assert figures(desk)["Client 01"] == 0
    assert figures(desk)["Client 03"] == 9000


def test_what_waits_about_the_others_goes_on_waiting(script: Script) -> None:
    script.sends(*crowd(4, 9000)).refresh()
    emptied = [*(who(n, owing(n)) for n in (1, 2, 3)), who(4, owing(4, 9000))]
    desk = script.sends(*emptied)
    assert desk.refresh().waiting == 3
    desk = script.sends(who(1, owing(1, 9000)), *emptied[1:])
    assert desk.refresh(only=FIRST_TWO[:1]).status == RunStatus.COMPLETE
    assert Mark.HELD not in row_of(desk, 1).marks
    assert Mark.HELD in row_of(desk, 2).marks
    desk.commands.held.accept(desk.club.club_id, staff="Jordan")
    assert figures(desk) == {"Client 01": 9000, "Client 02": 0, "Client 03": 0, "Client 04": 9000}
