"""(a) A refresh of the demo gym's 48 clients against the least that its requests can take."""

from __future__ import annotations

import asyncio
import re
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import httpx

from gymdesk.clock import SystemClock, today_in
from gymdesk.commands import ClubDraft, Commands
from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME, demo_gym
from gymdesk.domain.client import Source
from gymdesk.rows import RunStatus
from gymdesk.store.opening import file_url
from gymdesk.store.unit_of_work import Store
from gymdesk.sync.engine import SyncEngine
from gymdesk.sync.lanes import LaneRules
from gymdesk.sync.request import RefreshRequest
from gymdesk.sync.sources import ClubOsSource, SignIn
from tests.bench.table import Line, median

if TYPE_CHECKING:
    from pathlib import Path

LATENCY_S: Final = 0.15
LANES: Final = 4
ZONE: Final = "America/New_York"
ADDRESS: Final = "http://127.0.0.1:1"
SHARED: Final = "/api/users/employee"
"""Asked once per location and not once per client."""


@dataclass
class Witness:
    """Stands before the demo gym and notes each request: when it came, its session, its path."""

    app: Any
    seen: list[tuple[float, str, str, str]] = field(default_factory=list)
    signed_in_s: list[float] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Note the request and hand it on."""
        cookies = dict(scope["headers"]).get(b"cookie", b"").decode()
        session = re.search(r"JSESSIONID=([^;]+)", cookies)
        entry = (time.monotonic(), session[1] if session else "", scope["method"], scope["path"])
        self.seen.append(entry)
        await self.app(scope, receive, send)
        if entry[2] == "POST":
            self.signed_in_s.append(time.monotonic())


def bench(folder: Path, repeats: int) -> list[Line]:
    """Return the refresh against its bound, and the requests per one-agreement client."""
    runs = [asyncio.run(_refresh(folder / f"refresh-{turn}.db")) for turn in range(repeats)]
    took = median([seconds for seconds, *_ in runs])
    bound = median([bound for _, bound, *_ in runs])
    _, _, after, requests, clients = runs[-1]
    per_client = sorted(requests.values())
    said = {
        "clients": clients,
        "latency s": LATENCY_S,
        "lanes": LANES,
        "repeats": repeats,
        "bound": f"{after} JSON requests after the last lane's sign-in / {LANES} lanes x latency "
        "(all of a client's follow one another: a session acts for one client at a time)",
        "transport": "in-process ASGI",
    }
    counted = {
        "one-agreement clients": len(per_client),
        "most": max(per_client),
        "what": "change of client and JSON calls; the staff list, asked once, is not counted",
    }
    return [
        Line("a", "refresh from 'lanes signed in' to the end", took * 1000, "ms", bound * 1000,
             "its lower bound", 1.25, "ratio", said),
        Line("a", "requests per one-agreement client", median(per_client), "", target=4,
             target_of="value", inputs=counted),
    ]  # fmt: skip


async def _refresh(path: Path) -> tuple[float, float, int, Counter[str], int]:
    clock = SystemClock()
    gym = demo_gym(today_in(clock, ZONE))
    gym.knobs.latency_s = LATENCY_S
    witness = Witness(gym.clubos)
    store = Store.open(file_url(path))
    club = Commands(store, clock).add_club(
        ClubDraft("Harbour Street", timezone=ZONE, clubos_url=ADDRESS)
    )

    async def sign_ins(_club: object, _source: object) -> list[SignIn]:
        return [SignIn(ADDRESS, DEMO_USERNAME, DEMO_PASSWORD)]

    source = ClubOsSource(
        clock, lambda: LaneRules(lanes=LANES, pause_s=0.0), lambda: httpx.ASGITransport(witness)
    )
    engine = SyncEngine(store, {Source.CLUBOS: source}, sign_ins, clock)
    report = await engine.refresh(RefreshRequest(club_ids=(club.club_id,)), lambda _: None)
    ended_s = time.monotonic()
    engine.close()
    store.close()
    assert report.runs[0].status == RunStatus.COMPLETE, report
    assert len(witness.signed_in_s) == LANES
    from_s = max(witness.signed_in_s)
    after = sum(
        1 for at_s, _, _, path in witness.seen if at_s >= from_s and path.startswith("/api")
    )
    bound_s = after * LATENCY_S / LANES
    single = {str(c.member_id) for c in gym.ledger.clients if len(c.agreements) == 1}
    return ended_s - from_s, bound_s, after, _per_client(witness, single), len(gym.ledger.clients)


def _per_client(witness: Witness, wanted: set[str]) -> Counter[str]:
    """Return how many requests each of the wanted clients took, its change of client included."""
    acting: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for _, session, _, path in witness.seen:
        changed = re.match(r"/action/Delegate/(\d+)/", path)
        if changed:
            acting[session] = changed[1]
        if path != SHARED and acting.get(session) in wanted:
            counts[acting[session]] += 1
    return counts
