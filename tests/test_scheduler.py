"""The scheduler: a week of a front-office PC on the real thing, and what becomes of its file."""

from __future__ import annotations

import sqlite3
import threading
import time as real_time
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

import pytest
import time_machine

from gymdesk.clock import FixedClock, SystemClock
from gymdesk.domain.client import ClubId, Source
from gymdesk.domain.due import LEAST, Past, Rhythm
from gymdesk.scheduler import AGAIN_S, Job, Scheduler
from gymdesk.store.opening import file_url
from gymdesk.sync.request import ChoreRequest, RefreshRequest
from tests.conftest import SCALE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZONE: Final = ZoneInfo("America/New_York")
AT = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)
SIX_H = Rhythm(timedelta(hours=6))
CLUBOS = "ClubOS clients of club 1"
CLUBOS_REQUEST = RefreshRequest((ClubId(1),), (Source.CLUBOS,), force=False, trigger="schedule")


class Desk:
    """The desk of a scheduler: jobs, a worker that takes one thing at a time, and a steady clock.

    `on_s` are the seconds the PC was on, which no clock takes back.
    """

    def __init__(self, file: Path, clock: Any, rhythms: dict[str, Rhythm]) -> None:
        self.file = file
        self.clock = clock
        self.rhythms = rhythms
        self.pasts: dict[str, Past] = {key: Past() for key in rhythms}
        self.submitted: list[str] = []
        self.busy = False
        self.on_s = 0.0
        self.came = threading.Event()

    def jobs(self) -> tuple[Job, ...]:
        return tuple(
            Job(key, rhythm, self.request(key), self.pasts[key])
            for key, rhythm in self.rhythms.items()
        )

    def request(self, key: str) -> Any:
        return ChoreRequest("backup") if key == "backup" else replace(CLUBOS_REQUEST, only=(key,))

    def submit(self, request: Any) -> bool:
        key = "backup" if isinstance(request, ChoreRequest) else request.only[0]
        self.came.set()
        if self.busy:
            return False
        self.submitted.append(key)
        return True

    @contextmanager
    def scheduler(self) -> Iterator[Scheduler]:
        made = Scheduler(
            self.file,
            file_url(self.file),
            self.clock,
            monotonic_s=lambda: self.on_s,
            heartbeat_s=None,
        )
        made.start(self.jobs, self.submit)
        try:
            yield made
        finally:
            made.close()

    def wait_for(self, count: int) -> None:
        deadline_s = real_time.monotonic() + 5
        while len(self.submitted) < count and real_time.monotonic() < deadline_s:
            real_time.sleep(0.002)
        assert len(self.submitted) == count


def desk_of(folder: Path, **rhythms: Rhythm) -> Desk:
    return Desk(folder / "jobs.db", SystemClock(), rhythms or {CLUBOS: SIX_H})


# --- due at start ---------------------------------------------------------------------------------


def test_what_was_never_done_is_submitted_at_the_start(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    with desk.scheduler():
        desk.wait_for(1)


def test_starting_again_and_again_does_not_push_the_next_run_away(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    done_utc = datetime.now(UTC) - timedelta(hours=5)
    desk.pasts[CLUBOS] = Past(done_utc, done_utc)
    for _ in range(3):
        with desk.scheduler() as scheduler:
            assert scheduler.next_runs() == {CLUBOS: done_utc + timedelta(hours=6)}
    assert desk.submitted == []
    long_ago = datetime.now(UTC) - timedelta(hours=6)
    desk.pasts[CLUBOS] = Past(long_ago, long_ago)
    with desk.scheduler():
        desk.wait_for(1)


def test_a_job_that_is_busy_elsewhere_comes_again_and_one_that_was_taken_waits(
    tmp_path: Path,
) -> None:
    desk = desk_of(tmp_path)
    desk.busy = True
    with desk.scheduler() as scheduler:
        assert desk.came.wait(5)
        desk.came.clear()
        desk.busy = False
        scheduler.beat()
        desk.wait_for(1)
        # taken, and nothing came of it: another program was at it
        for _ in range(3):
            desk.on_s += 30
            scheduler.beat()
        real_time.sleep(0.05)
        assert len(desk.submitted) == 1
        wait = scheduler.next_runs()[CLUBOS] - datetime.now(UTC)
        assert AGAIN_S - 120 < wait.total_seconds() <= AGAIN_S
        desk.on_s += AGAIN_S
        scheduler.beat()
        desk.wait_for(2)


def test_jobs_follow_what_is_set_up_with_the_next_heartbeat(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    now_utc = datetime.now(UTC)
    desk.pasts[CLUBOS] = Past(now_utc, now_utc)
    with desk.scheduler() as scheduler:
        desk.rhythms["backup"] = Rhythm(timedelta(hours=24))
        desk.pasts["backup"] = Past(now_utc, now_utc)
        desk.rhythms[CLUBOS] = Rhythm(timedelta(hours=2))
        scheduler.beat()
        assert scheduler.next_runs() == {
            CLUBOS: now_utc + timedelta(hours=2),
            "backup": now_utc + timedelta(hours=24),
        }
        del desk.rhythms[CLUBOS]
        scheduler.beat()
        assert set(scheduler.next_runs()) == {"backup"}


def test_the_heartbeat_goes_on_after_the_store_could_not_be_read(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    desk = desk_of(tmp_path)
    broken = True

    def jobs() -> tuple[Job, ...]:
        if broken:
            msg = "the store is busy"
            raise RuntimeError(msg)
        return desk.jobs()

    scheduler = Scheduler(desk.file, file_url(desk.file), desk.clock, heartbeat_s=0.01)
    scheduler.start(jobs, desk.submit)
    try:
        broken = False
        desk.wait_for(1)
    finally:
        scheduler.close()
    assert "the schedule was not looked at: RuntimeError" in caplog.text
    caplog.clear()


# --- the file -------------------------------------------------------------------------------------


def test_the_moments_are_kept_on_the_file_of_the_pc(tmp_path: Path) -> None:
    desk = desk_of(tmp_path)
    now_utc = datetime.now(UTC)
    desk.pasts[CLUBOS] = Past(now_utc, now_utc)
    with desk.scheduler():
        pass
    with closing(sqlite3.connect(desk.file)) as db:
        rows = db.execute("SELECT id, next_run_time FROM apscheduler_jobs").fetchall()
    assert rows == [(CLUBOS, pytest.approx((now_utc + timedelta(hours=6)).timestamp(), abs=1))]


@pytest.mark.parametrize("damage", ["garbage", "folder", "pickle", "gone"])
def test_a_file_that_cannot_be_used_is_made_anew_and_nothing_is_lost(
    tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk = desk_of(tmp_path)
    with desk.scheduler():
        desk.wait_for(1)
    if damage == "garbage":
        desk.file.write_bytes(b"this is no database " * 500)
    elif damage == "folder":
        desk.file.unlink()
        desk.file.mkdir()
    elif damage == "pickle":
        with closing(sqlite3.connect(desk.file)) as db:
            db.execute("UPDATE apscheduler_jobs SET job_state = ?", (b"not a pickle",))
            db.commit()
    else:
        desk.file.unlink()
    with desk.scheduler():
        desk.wait_for(2)
    caplog.clear()  # APScheduler says aloud what it could not restore


# --- a week ---------------------------------------------------------------------------------------

STEP = timedelta(minutes=10)
TAKES_S = 600.0


class Week(Desk):
    """A week of the PC: 08:00-12:00, asleep at lunch with the program open, 15:00-19:00."""

    def __init__(self, file: Path, day: date, travel: time_machine.Traveller) -> None:
        rhythms = {"members": SIX_H, "leads": SIX_H, "events": Rhythm(timedelta(hours=1))}
        super().__init__(file, SystemClock(), {**rhythms, "backup": Rhythm(timedelta(hours=24))})
        self.day = day
        self.travel = travel
        self.real_utc = AT
        self.set_back = timedelta(0)
        self.running: tuple[str, float] | None = None
        self.ended_s = dict.fromkeys(self.rhythms, 0.0)
        self.begun: dict[str, list[datetime]] = {key: [] for key in self.rhythms}
        self.gaps_s = dict.fromkeys(self.rhythms, 0.0)

    def submit(self, request: Any) -> bool:
        key = "backup" if isinstance(request, ChoreRequest) else request.only[0]
        if self.running is not None:
            self.came.set()
            return False
        self.running = (key, self.on_s + TAKES_S)
        self.begun[key].append(self.real_utc)
        self.gaps_s[key] = max(self.gaps_s[key], self.on_s - self.ended_s[key])
        past = self.pasts[key]
        self.pasts[key] = Past(
            past.last_success_utc, datetime.now(UTC), past.failures + 1, past.patient
        )
        self.came.set()
        return True

    def end(self, *, well: bool) -> None:
        assert self.running is not None
        key, _ = self.running
        self.running = None
        self.ended_s[key] = self.on_s
        if well:
            self.pasts[key] = Past(datetime.now(UTC), self.pasts[key].last_attempt_utc)

    def put(self, at_utc: datetime) -> None:
        self.real_utc = at_utc
        self.travel.move_to(at_utc - self.set_back)

    def work(self, scheduler: Scheduler, until_utc: datetime) -> None:
        while self.real_utc < until_utc:
            self.put(self.real_utc + STEP)
            self.on_s += STEP.total_seconds()
            if self.running is not None and self.on_s >= self.running[1]:
                self.end(well=True)
            self.beat(scheduler)

    def beat(self, scheduler: Scheduler) -> None:
        self.came.clear()
        scheduler.beat()
        now_utc = datetime.now(UTC)
        due = [key for key, at in scheduler.next_runs().items() if at <= now_utc]
        if due and self.running is None:
            assert self.came.wait(5), f"{due} is due and was not submitted"


def at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    "monday", [date(2026, 3, 2), date(2026, 10, 26), date(2026, 6, 8)][: 2 if SCALE <= 1 else 3]
)
def test_a_week_of_the_real_scheduler_on_a_pc_that_sleeps_crashes_and_loses_an_hour(
    tmp_path: Path, monday: date
) -> None:
    """The weeks in which the clock changes, from Monday over the change to the Monday after."""
    days = [monday + timedelta(days=n) for n in (0, 1, 2, 3, 4, 7)]
    with time_machine.travel(at(monday, 8), tick=False) as travel:
        week = Week(tmp_path / "jobs.db", monday, travel)
        for number, day in enumerate(days):
            week.put(at(day, 8))
            with week.scheduler() as scheduler:
                week.work(scheduler, at(day, 10))
                if number == 2:
                    week.set_back = timedelta(hours=1)
                week.work(scheduler, at(day, 12))
                if week.running is not None:  # the PC sleeps in mid-run: its connections are gone
                    week.end(well=False)
                week.put(at(day, 15))
                week.work(scheduler, at(day, 16))
                if number != 3:
                    week.work(scheduler, at(day, 19))
                    continue
            if week.running is not None:  # a crash; the next start buries the run
                week.end(well=False)
            with week.scheduler() as scheduler:
                week.work(scheduler, at(day, 19))
    waits_s = 3 * TAKES_S + 6 * STEP.total_seconds()  # one waits for the others, one at a time
    for key, rhythm in week.rhythms.items():
        begun = week.begun[key]
        hours_on = 8 * len(days)
        assert len(begun) >= hours_on * 3600 / (rhythm.interval.total_seconds() + waits_s)
        assert week.gaps_s[key] <= rhythm.interval.total_seconds() + waits_s, key
        least = min(LEAST, rhythm.interval)
        pauses = [after - before for before, after in pairwise(begun)]
        assert min(pauses, default=least) >= least - STEP, (key, begun)


def test_a_fixed_clock_fits_as_well(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "jobs.db", FixedClock(AT), {CLUBOS: SIX_H})
    desk.pasts[CLUBOS] = Past(AT, AT)
    with desk.scheduler() as scheduler:
        assert scheduler.next_runs() == {CLUBOS: AT + timedelta(hours=6)}
