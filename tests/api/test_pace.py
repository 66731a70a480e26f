"""The pace of requests: a burst, then so many a second, and never more than a month holds."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import httpx
import pytest

from gymdesk.api.pace import Pace
from gymdesk.api.transport import Wire
from gymdesk.clock import FixedClock
from gymdesk.errors import RateLimited

AT = datetime(2026, 11, 30, 23, 59, tzinfo=UTC)


class Seconds:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now_s = 100.0

    async def sleep(self, for_s: float) -> None:
        self.now_s += for_s

    def told(self) -> float:
        return self.now_s


def a_pace(seconds: Seconds, clock: FixedClock | None = None, **options: float) -> Pace:
    clock = clock or FixedClock(AT)
    return Pace("WODIFY", clock, sleep=seconds.sleep, now_s=seconds.told, **options)  # type: ignore[arg-type]


def after(turns: int, pace: Pace, seconds: Seconds) -> float:
    async def run() -> None:
        for _ in range(turns):
            await pace.turn()

    asyncio.run(run())
    return seconds.now_s - 100.0


def test_twenty_go_at_once_and_three_a_second_after_that() -> None:
    seconds = Seconds()
    pace = a_pace(seconds)
    assert after(20, pace, seconds) == 0
    assert after(30, pace, seconds) == pytest.approx(10.0)


def test_a_rest_fills_the_burst_again_and_no_further() -> None:
    seconds = Seconds()
    pace = a_pace(seconds)
    after(20, pace, seconds)
    seconds.now_s += 1000
    before = seconds.now_s
    after(20, pace, seconds)
    assert seconds.now_s == before
    after(3, pace, seconds)
    assert seconds.now_s == pytest.approx(before + 1.0)


@pytest.mark.parametrize(("asked", "kept"), [(3.0, 3.0), (5.0, 5.0), (50.0, 5.0), (0.0, 0.1)])
def test_no_setting_goes_above_five_a_second(asked: float, kept: float) -> None:
    assert a_pace(Seconds(), per_s=asked).per_s == kept


def test_those_who_share_a_pace_wait_for_each_other() -> None:
    seconds = Seconds()
    pace = a_pace(seconds, burst=1)
    waits: list[float] = []

    async def sleep(for_s: float) -> None:
        waits.append(for_s)

    pace._sleep = sleep

    async def run() -> None:
        await asyncio.gather(*(pace.turn() for _ in range(4)))

    asyncio.run(run())
    assert waits == pytest.approx([1 / 3, 2 / 3, 1.0])


def test_a_month_that_is_used_up_sends_no_more_and_the_next_one_starts_anew() -> None:
    clock, seconds = FixedClock(AT), Seconds()
    pace = a_pace(seconds, clock, a_month=5)
    pace.count_at_least(3)  # what earlier runs of the program used
    after(2, pace, seconds)
    with pytest.raises(RateLimited, match="no more requests"):
        after(1, pace, seconds)
    assert pace.used == 5
    clock.at_utc = datetime(2026, 12, 1, tzinfo=UTC)
    assert pace.used == 0
    after(1, pace, seconds)


def test_every_try_of_a_request_takes_its_turn() -> None:
    seconds = Seconds()
    pace = a_pace(seconds)
    answers = iter([httpx.Response(503), httpx.Response(200, json={})])

    async def run() -> None:
        wire = Wire(
            "https://wodify.test",
            "WODIFY",
            FixedClock(AT),
            httpx.MockTransport(lambda _: next(answers)),
            pace=pace,
        )
        await wire.get("/v1/clients")
        await wire.aclose()

    asyncio.run(run())
    assert pace.used == 2
