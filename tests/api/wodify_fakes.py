"""A WODIFY for tests: the demo gym's, or a function that answers, on the real transport."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from gymdesk.api.transport import Wire
from gymdesk.api.wodify import WodifyApi
from gymdesk.api.wodify_profile import profile_named
from gymdesk.clock import FixedClock
from gymdesk.demo import DEMO_KEY, DEMO_LOCATION

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from gymdesk.demo import DemoWodify

ADDRESS = "https://wodify.test"
NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)

T = TypeVar("T")


class Answering(httpx.AsyncBaseTransport):
    """Answers from a function, and keeps what was asked."""

    def __init__(self, answer: Callable[[httpx.Request], httpx.Response]) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return self._answer(request)

    def paths(self) -> list[str]:
        return [f"{r.method} {r.url.path}" for r in self.requests]


class CutOff(httpx.AsyncBaseTransport):
    """Passes requests on to the gym; a change is cut off before it arrives, or after."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.cut: str | None = None
        """ "before": it never arrives; "after": it is done and the answer is lost."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        writes = request.method != "GET"
        if writes and self.cut == "before":
            raise httpx.ReadError("reset", request=request)
        answer = await self.inner.handle_async_request(request)
        if writes and self.cut == "after":
            raise httpx.ReadTimeout("no answer", request=request)
        return answer


def talk(
    transport: httpx.AsyncBaseTransport,
    steps: Callable[[WodifyApi], Awaitable[T]],
    *,
    key: str = DEMO_KEY,
    profile: str = "wodify_v1",
    may_write: bool = True,
    **options: Any,
) -> T:
    """Return what *steps* returns for an API on *transport*."""

    async def run() -> T:
        wire = Wire(ADDRESS, "WODIFY", FixedClock(NOW), transport)
        api = WodifyApi(
            wire,
            key,
            profile_named(profile),
            location=DEMO_LOCATION,
            timezone="America/New_York",
            may_write=may_write,
            **options,
        )
        try:
            return await steps(api)
        finally:
            await api.aclose()

    return asyncio.run(run())


def at(gym: DemoWodify, steps: Callable[[WodifyApi], Awaitable[T]], **options: Any) -> T:
    """Return what *steps* returns for an API on the demo gym, in the gym's profile."""
    profile = gym.knobs.profile
    return talk(httpx.ASGITransport(gym.app), steps, **{"profile": profile} | options)
