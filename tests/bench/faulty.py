"""(f) A refresh on a bad day, 5 % of errors and a lost session per lane, against a clean one."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import httpx

from gymdesk.clock import SystemClock, today_in
from gymdesk.commands import ClubDraft, Commands
from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME, demo_gym
from gymdesk.domain.client import Source
from gymdesk.store.opening import file_url
from gymdesk.store.unit_of_work import Store
from gymdesk.sync.engine import SyncEngine
from gymdesk.sync.lanes import LaneRules
from gymdesk.sync.request import RefreshRequest
from gymdesk.sync.sources import ClubOsSource, SignIn
from tests.bench.table import Line, median

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.demo import DemoGym
    from gymdesk.sync.request import RunReport

LATENCY_S: Final = 0.05
LANES: Final = 4
ERRORS: Final = 0.05
LOST_AFTER: Final = 20
"""So many requests a lane's first session answers before it is gone, about half of its share."""

BEFORE_CLIENTS: Final = ("/action/Dashboard", "/action/Assignees")
"""Where these answer 500 nobody is read at all: the run ends, and costs nothing."""

ZONE: Final = "America/New_York"
ADDRESS: Final = "http://127.0.0.1:1"


@dataclass
class BadDay:
    """Stands before the demo gym: loses each of the first sessions once, answers 500 at random."""

    gym: DemoGym
    dice: random.Random | None = None
    """None = a good day: nothing goes wrong, requests are counted."""
    requests: int = 0
    lost: set[str] = field(default_factory=set)
    errors: int = 0
    _answered: dict[str, int] = field(default_factory=dict)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Count the request, and let it go wrong if its turn has come."""
        self.requests += 1
        cookies = dict(scope["headers"]).get(b"cookie", b"").decode()
        found = re.search(r"JSESSIONID=([^;]+)", cookies)
        if self.dice is not None and found is not None and "Login" not in scope["path"]:
            self._lose_in_time(found[1])
            about_a_client = not scope["path"].startswith(BEFORE_CLIENTS)
            if about_a_client and self.dice.random() < ERRORS:
                self.errors += 1
                await _server_error(send)
                return
        await self.gym.clubos(scope, receive, send)

    def _lose_in_time(self, session_id: str) -> None:
        self._answered[session_id] = self._answered.get(session_id, 0) + 1
        of_a_lane = session_id in list(self._answered)[:LANES]
        if of_a_lane and self._answered[session_id] == LOST_AFTER:
            self.lost.add(session_id)
            sessions = self.gym.clubos.state.club.sessions
            session = sessions.find(session_id)
            if session is not None:
                sessions.end(session)


async def _server_error(send: Any) -> None:
    body = json.dumps({"message": "Server Error"}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 500, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def bench(folder: Path, repeats: int) -> list[Line]:
    """Return the bad day against the good one, in time and in requests."""
    good, bad = [], []
    for turn in range(repeats):
        good.append(a_refresh(folder / f"good-{turn}.db", None, LATENCY_S))
        bad.append(a_refresh(folder / f"bad-{turn}.db", turn, LATENCY_S))
    said = {
        "clients": 48,
        "latency s": LATENCY_S,
        "lanes": LANES,
        "repeats": repeats,
        "errors": f"{ERRORS:.0%} of all calls about clients answer 500",
        "lost": f"each lane's session after {LOST_AFTER} answers",
        "errors met": median([d.errors for _, d, _ in bad]),
        "clients not read": median([r.failed for _, _, r in bad]),
        "transport": "in-process ASGI",
    }
    return [
        Line("f", "refresh on a bad day", median([s for s, *_ in bad]) * 1000, "ms",
             median([s for s, *_ in good]) * 1000, "a clean one", 1.5, "ratio", said),
        Line("f", "requests on a bad day", median([d.requests for _, d, _ in bad]), "",
             median([d.requests for _, d, _ in good]), "of a clean one", 1.5, "ratio", said),
    ]  # fmt: skip


def a_refresh(
    path: Path, seed: int | None, latency_s: float = 0.0
) -> tuple[float, BadDay, RunReport]:
    """Refresh a new store; return the seconds, the day as it was, and the report."""
    clock = SystemClock()
    gym = demo_gym(today_in(clock, ZONE))
    gym.knobs.latency_s = gym.knobs.slow_pages_s = latency_s
    day = BadDay(gym, None if seed is None else random.Random(seed))
    store = Store.open(file_url(path))
    club = Commands(store, clock).add_club(
        ClubDraft("Harbour Street", timezone=ZONE, clubos_url=ADDRESS)
    )

    async def sign_ins(_club: object, _source: object) -> list[SignIn]:
        return [SignIn(ADDRESS, DEMO_USERNAME, DEMO_PASSWORD)]

    rules = LaneRules(lanes=LANES, pause_s=0.0, back_off_s=(0.0, 0.0))
    source = ClubOsSource(clock, lambda: rules, lambda: httpx.ASGITransport(day))
    engine = SyncEngine(store, {Source.CLUBOS: source}, sign_ins, clock)
    started_s = time.monotonic()
    asked = RefreshRequest(club_ids=(club.club_id,))
    report = asyncio.run(engine.refresh(asked, lambda _told: None))
    seconds = time.monotonic() - started_s
    engine.close()
    store.close()
    return seconds, day, report.runs[0]
