"""The clock that everything else is given: moments are UTC, "today" is a day in the club's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Tells the time. Nothing outside this module asks the operating system for it."""

    def now_utc(self) -> datetime:
        """Return this moment, aware, in UTC."""
        ...


class SystemClock:
    """The PC's own clock."""

    def now_utc(self) -> datetime:
        """Return this moment, aware, in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that stands where it is put; for tests, the demo gym and screenshots."""

    def __init__(self, at_utc: datetime) -> None:
        self.at_utc = at_utc.astimezone(UTC)

    def now_utc(self) -> datetime:
        """Return the moment the clock was put to."""
        return self.at_utc


def today_in(clock: Clock, timezone: str) -> date:
    """Return the calendar day it is in *timezone* (an IANA name)."""
    return day_in(clock.now_utc(), timezone)


def day_in(at_utc: datetime, timezone: str) -> date:
    """Return the calendar day of a moment in *timezone* (an IANA name)."""
    return at_utc.astimezone(ZoneInfo(timezone)).date()
