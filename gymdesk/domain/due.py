"""When a source is due again: from what it last did, what was set, and what time it is. Pure.

A front-office PC is off at night, sleeps at lunch, and has its clock put right now and then. So
the rule hangs on the moments in the store, not on when the program was started, and beside them on
how long this program has been awake, which no clock can take back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import date

LEAST: Final = timedelta(hours=1)
"""Between two automatic runs of a source there is at least so much, unless one is forced."""

NOTHING: Final = timedelta(0)


@dataclass(frozen=True)
class QuietHours:
    """Hours of the wall clock in which nothing starts by itself; over midnight where they turn."""

    begin: time
    end: time

    def holds(self, at: time) -> bool:
        """Return whether *at* lies in the quiet hours; the end does not."""
        if self.begin <= self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end

    def over(self, now_utc: datetime, zone: ZoneInfo) -> datetime:
        """Return the first moment from *now_utc* on that is not quiet."""
        local = now_utc.astimezone(zone)
        if not self.holds(local.time()):
            return now_utc
        day: date = local.date()
        if self.end <= local.time().replace(microsecond=0):
            day += timedelta(days=1)
        ended = datetime.combine(day, self.end, zone).astimezone(UTC)
        return max(ended, now_utc)


@dataclass(frozen=True)
class Rhythm:
    """How often a source refreshes by itself. `zone` is whose wall clock the quiet hours are of."""

    interval: timedelta
    quiet: QuietHours | None = None
    zone: str = "UTC"


@dataclass(frozen=True)
class Past:
    """What a source last did, as the store has it.

    `last_success_utc` is the end of its last complete run and `last_attempt_utc` the start of its
    last run of any kind; runs that were skipped, or that asked for single clients, do not count.
    `failures` = how many runs since the last complete one were not. `patient`: the last one ended
    so that trying again soon is of no use (the password was refused, or it waits for a decision).
    """

    last_success_utc: datetime | None = None
    last_attempt_utc: datetime | None = None
    failures: int = 0
    patient: bool = False


def due_utc(rhythm: Rhythm, past: Past, now_utc: datetime, awake: timedelta = NOTHING) -> datetime:
    """Return when the source is due, *now_utc* where it is already.

    *awake* is for how long this program has been awake since the last attempt, or since its own
    start if that came later. A success counts for the whole interval; after a failure the waits
    double from an hour up to the interval. An attempt that seems to lie in the future was made
    before the clock was set back: then an hour awake is enough, which is early rather than late.
    """
    left = _wait(rhythm, past, now_utc, awake)
    due = now_utc + max(NOTHING, left)
    if rhythm.quiet is not None:
        due = rhythm.quiet.over(due, ZoneInfo(rhythm.zone))
    return due


def _wait(rhythm: Rhythm, past: Past, now_utc: datetime, awake: timedelta) -> timedelta:
    if past.last_attempt_utc is None:
        return NOTHING
    least = min(LEAST, rhythm.interval)
    if past.last_attempt_utc > now_utc:
        return least - awake
    whole, since_utc = rhythm.interval, past.last_attempt_utc
    if past.failures and not past.patient:
        whole = min(rhythm.interval, least * 2 ** min(past.failures - 1, 16))
    elif not past.failures and past.last_success_utc is not None:
        since_utc = min(max(past.last_success_utc, since_utc), now_utc)
    return whole - max(now_utc - since_utc, awake)


def too_soon(past: Past, now_utc: datetime, *, after_failure: bool) -> tuple[str, int] | None:
    """Return why a run that is not forced is skipped: "refreshed" or "tried", and minutes ago.

    None = it may run. With *after_failure* a run that failed holds the next one up: that is for the
    timer; a person at the command line has perhaps just mended what was wrong.
    """
    word, at_utc = "refreshed", past.last_success_utc
    if past.failures:  # whatever was well before
        word, at_utc = "tried", past.last_attempt_utc if after_failure else None
    if at_utc is not None and NOTHING <= now_utc - at_utc < LEAST:
        return word, int((now_utc - at_utc).total_seconds() // 60)
    return None


def skip_words(word: str, minutes: int) -> str:
    """Return the reason of a skip: "refreshed 20 minutes ago"."""
    if minutes < 1:
        return f"{word} less than a minute ago"
    return f"{word} {minutes} minute{'' if minutes == 1 else 's'} ago"


def quiet_hours(begin: str, end: str) -> QuietHours | None:
    """Return the quiet hours from two texts like "21:00"; None where they do not say any."""
    try:
        found = QuietHours(time.fromisoformat(begin), time.fromisoformat(end))
    except ValueError:
        return None
    return None if found.begin == found.end else found
