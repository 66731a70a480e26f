"""Chores and jobs: what the desk does by itself, and what is kept of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gymdesk.bootstrap import Desk, open_desk
from gymdesk.chores import Chores
from gymdesk.clock import FixedClock
from gymdesk.domain.client import Source
from gymdesk.domain.due import Past, due_utc
from gymdesk.errors import StoreFull
from gymdesk.jobs import CHORES, EVERY_DAY
from gymdesk.settings import SettingsFile
from gymdesk.sync.request import ChoreRequest, RefreshRequest
from tests.sync.fakes import AT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Iterator[Desk]:
    opened = open_desk(tmp_path, clock=clock, demo=True)
    yield opened
    opened.close()


def chores(folder: Path, clock: FixedClock, *troubles: str) -> Chores:
    return Chores(folder / "chores.json", clock, {"backup": lambda: troubles})


# --- when a chore was done ------------------------------------------------------------------------


def test_when_a_chore_was_done_is_kept_over_a_restart(tmp_path: Path, clock: FixedClock) -> None:
    report = chores(tmp_path, clock, "All is not well").do("backup")
    assert (report.chore, report.troubles) == ("backup", ("All is not well",))
    assert chores(tmp_path, clock).past("backup") == Past(AT, AT)
    assert chores(tmp_path, clock).past("tidy") == Past()


def test_a_chore_that_failed_is_tried_again_in_an_hour(tmp_path: Path, clock: FixedClock) -> None:
    def fail() -> tuple[str, ...]:
        raise StoreFull(place="the disk")

    doing = Chores(tmp_path / "chores.json", clock, {"backup": fail})
    with pytest.raises(StoreFull):
        doing.do("backup")
    past = doing.past("backup")
    assert past == Past(None, AT, 1)
    assert due_utc(EVERY_DAY, past, AT) == AT + HOUR


@pytest.mark.parametrize(
    "text", ["", "[]", '{"backup": 3}', '{"backup": {"attempt": "yesterday"}}', "\x00"]
)
def test_a_file_that_says_nothing_makes_a_chore_due(
    tmp_path: Path, clock: FixedClock, text: str
) -> None:
    (tmp_path / "chores.json").write_text(text)
    doing = chores(tmp_path, clock)
    assert doing.past("backup") == Past()
    doing.do("backup")
    assert doing.past("backup") == Past(AT, AT)


# --- the jobs -------------------------------------------------------------------------------------


def test_there_is_a_job_for_each_source_of_each_club_and_for_each_chore(desk: Desk) -> None:
    jobs = {job.key: job for job in desk.schedule.jobs()}
    refresh = "ClubOS clients of club 1"
    lists = {f"WODIFY {entity} of club 1" for entity in ("members", "leads", "invoices")}
    assert set(jobs) == {refresh, *lists, *CHORES}
    asked = jobs[refresh].request
    assert isinstance(asked, RefreshRequest)
    assert (asked.force, asked.trigger, len(asked.sources)) == (False, "schedule", 1)
    assert jobs[refresh].past == Past()
    desk.engine.refresh_blocking(RefreshRequest(), lambda _told: None)
    (after,) = [job for job in desk.schedule.jobs() if job.key == refresh]
    assert after.past == Past(AT, AT)


def test_a_job_refreshes_what_it_is_about_and_nothing_else(desk: Desk) -> None:
    jobs = {job.key: job for job in desk.schedule.jobs()}
    asked = jobs["WODIFY leads of club 1"].request
    assert isinstance(asked, RefreshRequest)
    report = desk.engine.refresh_blocking(asked, lambda _told: None)
    assert [(run.source, run.entity) for run in report.runs] == [(Source.WODIFY, "leads")]
    pasts = {job.key: job.past for job in desk.schedule.jobs()}
    assert pasts["WODIFY leads of club 1"] == Past(AT, AT)
    assert pasts["WODIFY members of club 1"] == Past(), "it is still due"


def test_settings_decide_how_often_and_when_not(desk: Desk) -> None:
    settings = desk.settings.load()
    desk.settings.save(
        replace(settings, refresh_every_h=3, quiet_from="21:00", quiet_until="06:00")
    )
    job, *_ = [j for j in desk.schedule.jobs() if isinstance(j.request, RefreshRequest)]
    assert job.rhythm.interval == 3 * HOUR
    assert job.rhythm.quiet is not None
    assert job.rhythm.zone == "America/New_York"
    desk.settings.save(replace(settings, refresh_automatically=False))
    assert [j.key for j in desk.schedule.jobs()] == list(CHORES)
    for source in desk.queries.sources(desk.queries.clubs()[0].club_id):
        assert (source.next_due_utc, source.interval_h) == (None, None)


def test_the_setting_of_the_pace_is_what_wodify_is_asked_with(tmp_path: Path) -> None:
    for told, kept in ((1.5, 1.5), (50.0, 5.0)):
        file = SettingsFile(tmp_path / "settings.json")
        file.save(replace(file.load(), wodify_per_s=told))
        opened = open_desk(tmp_path, demo=True)
        wodify: Any = opened.engine._lists[Source.WODIFY]
        opened.close()
        assert wodify._per_s == kept


def test_the_number_of_sessions_holds_from_the_next_refresh_on(desk: Desk) -> None:
    clubos: Any = desk.engine._sources[Source.CLUBOS]
    assert clubos.rules().lanes == 4
    desk.settings.save(replace(desk.settings.load(), lanes=2))
    assert clubos.rules().lanes == 2


def test_the_pane_is_told_the_same_moment_that_the_job_is_due(
    desk: Desk, clock: FixedClock
) -> None:
    desk.engine.refresh_blocking(RefreshRequest(), lambda _told: None)
    clock.at_utc += 2 * HOUR
    jobs = [j for j in desk.schedule.jobs() if isinstance(j.request, RefreshRequest)]
    sources = desk.queries.sources(desk.queries.clubs()[0].club_id)
    for job, source in zip(jobs, sources, strict=True):
        due = due_utc(job.rhythm, job.past, clock.now_utc())
        assert source.next_due_utc == due == AT + 6 * HOUR
        assert source.interval_h == 6


@pytest.mark.parametrize("chore", CHORES)
def test_each_chore_is_done_and_finds_a_sound_desk_well(desk: Desk, chore: str) -> None:
    import asyncio

    desk.engine.refresh_blocking(RefreshRequest(), lambda _told: None)
    report = asyncio.run(desk.engine.do_chore(ChoreRequest(chore)))  # type: ignore[arg-type]
    assert report.troubles == ()
    (job,) = [j for j in desk.schedule.jobs() if j.key == chore]
    assert job.past == Past(AT, AT)


def test_the_schedule_of_a_desk_submits_and_ends_with_it(tmp_path: Path) -> None:
    desk = open_desk(tmp_path, demo=True)
    submitted: list[object] = []

    def submit(request: object) -> bool:
        submitted.append(request)
        return True

    desk.schedule.start(submit)
    assert (tmp_path / "jobs.db").is_file(), "on a file of this PC, never in the store"
    for _ in range(500):
        if len(submitted) >= 7:
            break
        import time

        time.sleep(0.01)
    desk.close()
    assert {type(r).__name__ for r in submitted} == {"RefreshRequest", "ChoreRequest"}
    desk.schedule.start(submit)  # too late: a window that is closing
    assert len(submitted) == 7


def test_everybody_of_a_source_that_is_read_for_the_first_time_is_no_change(desk: Desk) -> None:
    desk.engine.refresh_blocking(RefreshRequest(), lambda _told: None)
    club_id = desk.queries.clubs()[0].club_id
    assert desk.queries.changes.since(club_id, "Jo").rows == ()
