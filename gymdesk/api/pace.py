"""A pace that requests keep: a token bucket, and the count of a calendar month."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from gymdesk.errors import RateLimited

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from gymdesk.clock import Clock

FASTEST_PER_S: Final = 5.0
"""What WODIFY allows; a setting never goes above it."""

BURST: Final = 20
A_MONTH: Final = 500_000


class Pace:
    """Lets *burst* requests go at once and *per_s* a second after that, over all who share it.

    The month's requests are counted; once *a_month* are used up every further one raises
    RateLimited before it is sent. `used` may be told what earlier runs of the program used.
    """

    def __init__(
        self,
        source: str,
        clock: Clock,
        per_s: float = 3.0,
        burst: int = BURST,
        a_month: int = A_MONTH,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.per_s = min(FASTEST_PER_S, max(0.1, per_s))
        self._source = source
        self._clock = clock
        self._burst = float(max(1, burst))
        self._a_month = a_month
        self._sleep = sleep
        self._now_s = now_s
        self._tokens = self._burst
        self._filled_s = now_s()
        self._used: dict[str, int] = {}

    @property
    def used(self) -> int:
        """Return how many requests this calendar month (UTC) took so far."""
        return self._used.get(self._month(), 0)

    def count_at_least(self, used: int) -> None:
        """Take note that this month took at least *used* requests already."""
        self._used[self._month()] = max(self.used, used)

    async def turn(self) -> None:
        """Wait for one's turn; raises RateLimited where the month is used up."""
        if self.used >= self._a_month:
            reason = f"This month's {self._a_month:,} requests are used up: refresh next month"
            raise RateLimited(self._source, reason)
        self._fill()
        self._tokens -= 1.0
        self._used[self._month()] = self.used + 1
        if self._tokens < 0:
            # each debtor waits for its own token: who comes later waits longer
            await self._sleep(-self._tokens / self.per_s)

    def _fill(self) -> None:
        now_s = self._now_s()
        gained = (now_s - self._filled_s) * self.per_s
        self._tokens = min(self._burst, self._tokens + gained)
        self._filled_s = now_s

    def _month(self) -> str:
        return self._clock.now_utc().strftime("%Y-%m")
