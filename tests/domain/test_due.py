"""When a source is due: a year of a front-office PC, its lunches, its clock and its crashes."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import pytest

from gymdesk.domain.due import (
    LEAST,
    Past,
    QuietHours,
    Rhythm,
    due_utc,
    quiet_hours,
    skip_words,
    too_soon,
)
from gymdesk.domain.lease import Lease
from tests.conftest import SCALE

if TYPE_CHECKING:
    from collections.abc import Iterator

ZONE: Final = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 25, 14, 0, tzinfo=UTC)  # 09:00 in New York
HOURS = timedelta(hours=1)
SIX = Rhythm(6 * HOURS)


def ago(hours: float) -> datetime:
    return NOW - hours * HOURS


def success(hours: float) -> Past:
    return Past(ago(hours), ago(hours))


# --- the rule -------------------------------------------------------------------------------------


def test_a_source_that_was_never_refreshed_is_due_at_once() -> None:
    assert due_utc(SIX, Past(), NOW) == NOW


def test_a_source_is_due_an_interval_after_its_last_success() -> None:
    assert due_utc(SIX, success(2), NOW) == NOW + 4 * HOURS
    assert due_utc(SIX, success(6), NOW) == NOW
    assert due_utc(SIX, success(72), NOW) == NOW


def test_starting_the_program_does_not_push_the_next_run_away() -> None:
    """Three hours a day, each day a start: the third hour of the second day is the sixth."""
    seen = {due_utc(SIX, success(5.5), NOW + n * timedelta(minutes=1)) for n in range(30)}
    assert seen == {NOW + 0.5 * HOURS}


def test_the_interval_counts_from_the_end_of_a_long_run() -> None:
    assert due_utc(SIX, Past(ago(1), ago(3)), NOW) == NOW + 5 * HOURS


@pytest.mark.parametrize(("failures", "hours"), [(1, 1), (2, 2), (3, 4), (4, 6), (5, 6), (99, 6)])
def test_after_failures_the_waits_double_up_to_the_interval(failures: int, hours: int) -> None:
    past = Past(ago(30), NOW, failures)
    assert due_utc(SIX, past, NOW) == NOW + hours * HOURS


def test_a_refused_password_and_a_held_sweep_wait_the_whole_interval() -> None:
    assert due_utc(SIX, Past(ago(30), NOW, 1, patient=True), NOW) == NOW + 6 * HOURS
    assert due_utc(SIX, Past(None, NOW, 1, patient=True), NOW) == NOW + 6 * HOURS


def test_an_interval_under_an_hour_is_its_own_least() -> None:
    often = Rhythm(timedelta(minutes=15))
    assert due_utc(often, Past(NOW, NOW), NOW) == NOW + timedelta(minutes=15)
    assert due_utc(often, Past(None, NOW, 3), NOW) == NOW + timedelta(minutes=15)


def test_a_clock_set_back_does_not_keep_the_source_waiting_for_it() -> None:
    tomorrow = Past(NOW + 24 * HOURS, NOW + 24 * HOURS)
    assert due_utc(SIX, tomorrow, NOW) == NOW + HOURS
    assert due_utc(SIX, tomorrow, NOW, awake=HOURS) == NOW


def test_what_the_program_was_awake_counts_where_the_clock_says_less() -> None:
    assert due_utc(SIX, success(2), NOW, awake=5 * HOURS) == NOW + HOURS
    assert due_utc(SIX, success(2), NOW, awake=HOURS) == NOW + 4 * HOURS


# --- quiet hours ----------------------------------------------------------------------------------


def local(on: date, at: time) -> datetime:
    return datetime.combine(on, at, ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("begin", "end", "at", "over"),
    [
        ("21:00", "06:00", "22:30", (1, "06:00")),
        ("21:00", "06:00", "21:00", (1, "06:00")),
        ("21:00", "06:00", "05:59", (0, "06:00")),
        ("21:00", "06:00", "06:00", (0, "06:00")),
        ("21:00", "06:00", "12:00", (0, "12:00")),
        ("12:00", "13:00", "12:30", (0, "13:00")),
        ("12:00", "13:00", "13:00", (0, "13:00")),
        ("00:00", "23:59", "23:58", (0, "23:59")),
    ],
)
def test_what_is_due_in_the_quiet_hours_waits_for_their_end(
    begin: str, end: str, at: str, over: tuple[int, str]
) -> None:
    on = date(2026, 6, 10)
    rhythm = replace(SIX, quiet=quiet_hours(begin, end), zone="America/New_York")
    now = local(on, time.fromisoformat(at))
    expected = local(on + timedelta(days=over[0]), time.fromisoformat(over[1]))
    assert due_utc(rhythm, Past(), now) == expected


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
@pytest.mark.parametrize("end", ["01:30", "02:30", "03:30"])
def test_quiet_hours_end_on_the_days_on_which_the_clock_changes(day: date, end: str) -> None:
    quiet = QuietHours(time(22), time.fromisoformat(end))
    at = local(day - timedelta(days=1), time(22))
    over = quiet.over(at, ZONE)
    assert timedelta(hours=2) <= over - at <= timedelta(hours=7)
    assert quiet.over(over, ZONE) - over <= HOURS, "the hour that comes twice is quiet twice"


@pytest.mark.parametrize(
    ("begin", "end"), [("", ""), ("9", "x"), ("08:00", "08:00"), ("25:00", "06:00")]
)
def test_texts_that_say_no_hours_are_no_quiet_hours(begin: str, end: str) -> None:
    assert quiet_hours(begin, end) is None


# --- skips ----------------------------------------------------------------------------------------


def test_a_skip_says_how_long_ago_it_was() -> None:
    assert too_soon(success(20 / 60), NOW, after_failure=True) == ("refreshed", 20)
    assert too_soon(success(1), NOW, after_failure=True) is None
    assert too_soon(Past(), NOW, after_failure=True) is None
    assert skip_words("refreshed", 20) == "refreshed 20 minutes ago"
    assert skip_words("tried", 1) == "tried 1 minute ago"
    assert skip_words("refreshed", 0) == "refreshed less than a minute ago"


def test_a_failure_holds_up_the_timer_and_not_the_person_who_mended_it() -> None:
    failed = Past(ago(3), ago(0.1), 1)
    assert too_soon(failed, NOW, after_failure=True) == ("tried", 6)
    assert too_soon(failed, NOW, after_failure=False) is None
    soon_after_a_success = Past(ago(0.5), ago(0.1), 1)
    assert too_soon(soon_after_a_success, NOW, after_failure=True) == ("tried", 6)
    assert too_soon(soon_after_a_success, NOW, after_failure=False) is None


def test_a_success_in_the_future_skips_nothing() -> None:
    assert too_soon(success(-3), NOW, after_failure=True) is None


# --- a year ---------------------------------------------------------------------------------------

TICK = timedelta(minutes=2)
TAKES = timedelta(minutes=6)


@dataclass
class Pc:
    """A PC at a front desk: its clock, and for how long it has been on.

    The desk program starts in the morning, sleeps with the PC at lunch, and ends at night.
    """

    real_utc: datetime
    on: timedelta = timedelta(0)
    set_back: timedelta = timedelta(0)
    started_on: timedelta = timedelta(0)

    @property
    def clock(self) -> datetime:
        return self.real_utc - self.set_back


@dataclass
class Tried:
    """A source as the store has it, and what really happened."""

    rhythm: Rhythm
    past: Past = field(default_factory=Past)
    last_on: timedelta = timedelta(0)
    last_end_on: timedelta = timedelta(0)
    last_real: datetime | None = None
    ends_on: timedelta | None = None
    longest_gap: timedelta = timedelta(0)
    attempts: int = 0

    def awake(self, pc: Pc) -> timedelta:
        return pc.on - max(self.last_on if self.attempts else timedelta(0), pc.started_on)

    def begin(self, pc: Pc) -> None:
        self.longest_gap = max(self.longest_gap, pc.on - self.last_end_on)
        if self.last_real is not None:
            least = min(LEAST, self.rhythm.interval)
            assert pc.real_utc - self.last_real >= least - TICK, "not more than one an hour"
        self.attempts += 1
        self.last_on, self.last_real = pc.on, pc.real_utc
        self.ends_on = pc.on + TAKES
        # until it has ended it counts as one that did not succeed, as in the store
        self.past = replace(self.past, last_attempt_utc=pc.clock, failures=self.past.failures + 1)

    def end(self, pc: Pc, *, well: bool) -> None:
        self.ends_on, self.last_end_on = None, pc.on
        if well:
            self.past = Past(pc.clock, self.past.last_attempt_utc)


def working_days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        if day.weekday() < 5:
            yield day
        day += timedelta(days=1)


class Year:
    """A year of one PC with three sources that share one worker and one lease."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.pc = Pc(datetime(2026, 1, 1, tzinfo=UTC))
        self.sources = [Tried(SIX), Tried(SIX), Tried(Rhythm(2 * HOURS))]
        self.running: Tried | None = None
        self.lease: Lease | None = None
        self.crashes = self.slept = self.turned = 0

    def run(self) -> None:
        for day in working_days(2026):
            for begin, end in ((time(8), time(12)), (time(15), time(19))):
                self.wake(local(day, begin), from_sleep=begin == time(15))
                until = local(day, end)
                while self.pc.real_utc < until:
                    self.tick()
            self.shut_down()

    def wake(self, at_utc: datetime, *, from_sleep: bool) -> None:
        self.pc.real_utc = at_utc
        if not from_sleep:
            self.pc.started_on = self.pc.on
        elif self.running is not None:  # its connections are gone
            self.slept += 1
            self.finish(well=False)

    def shut_down(self) -> None:
        if self.running is not None:
            self.finish(well=False)

    def tick(self) -> None:
        pc, chance = self.pc, self.chance
        pc.real_utc += TICK
        pc.on += TICK
        if chance.random() < 1 / 4000:
            pc.set_back += HOURS
            self.turned += 1
        if self.running is not None:
            assert self.lease is not None
            self.lease = replace(self.lease, renewed_at_utc=pc.clock)
            if chance.random() < 1 / 200:
                self.crash()
            elif self.running.ends_on is not None and pc.on >= self.running.ends_on:
                self.finish(well=chance.random() < 0.8)
        for source in chance.sample(self.sources, len(self.sources)):
            if due_utc(source.rhythm, source.past, pc.clock, source.awake(pc)) <= pc.clock:
                self.submit(source)

    def submit(self, source: Tried) -> None:
        if self.lease is not None and self.lease.is_live(self.pc.clock):
            assert self.running is not None, "a lease is not kept by nobody for long"
            return
        assert self.running is None, "never two at once"
        self.lease = Lease("1", "PC", "schedule", self.pc.clock, self.pc.clock)
        self.running = source
        source.begin(self.pc)

    def finish(self, *, well: bool) -> None:
        assert self.running is not None
        self.running.end(self.pc, well=well)
        self.running = self.lease = None

    def crash(self) -> None:
        """The program dies in mid-run and is started again: the next start buries the run."""
        self.crashes += 1
        self.finish(well=False)
        self.pc.started_on = self.pc.on


@pytest.mark.parametrize("seed", range(max(2, int(3 * SCALE))))
def test_no_source_goes_without_an_attempt_for_longer_than_its_interval_of_time_on(
    seed: int,
) -> None:
    year = Year(seed)
    year.run()
    assert year.slept + year.crashes > 5
    assert year.turned > 5
    for source in year.sources:
        # the others may be at it when it is due: one waits for two of them at most
        allowed = source.rhythm.interval + 2 * TAKES + 4 * TICK
        assert source.longest_gap <= allowed
        assert source.attempts > 2000 * HOURS / source.rhythm.interval
