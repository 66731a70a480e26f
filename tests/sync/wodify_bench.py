"""A desk on a real store beside the demo WODIFY."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx

from gymdesk.clock import FixedClock
from gymdesk.commands import ClubDraft, Commands
from gymdesk.demo import DEMO_KEY, DEMO_LOCATION, DemoWodify, WodifyKnobs, demo_wodify
from gymdesk.domain.client import Source
from gymdesk.queries import Queries
from gymdesk.store.unit_of_work import Store
from gymdesk.sync.engine import SyncEngine
from gymdesk.sync.request import RefreshRequest
from gymdesk.sync.sources import SignIn
from gymdesk.sync.wodify_source import WodifySource
from tests.sync.fakes import ADDRESS, AT, TODAY, ZONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gymdesk.rows import ClubRow, LeadRow, MemberRow
    from gymdesk.sync.request import RunReport


@dataclass
class WodifyBench:
    """A club whose WODIFY is the demo gym's."""

    store: Store
    clock: FixedClock
    gym: DemoWodify
    engine: SyncEngine
    queries: Queries
    commands: Commands
    club: ClubRow

    @property
    def knobs(self) -> WodifyKnobs:
        return self.gym.knobs

    def refresh(self, **request: Any) -> dict[str, RunReport]:
        """Refresh an hour later; return the runs by entity."""
        self.clock.at_utc += timedelta(hours=1)
        asked = RefreshRequest(**request)
        report = self.engine.refresh_blocking(asked, lambda _: None)
        return {run.entity: run for run in report.runs}

    def members(self) -> dict[str, MemberRow]:
        """Return the members by WODIFY id."""
        rows = self.queries.members.members(self.club.club_id).rows
        return {dict(r.source_ids)[Source.WODIFY]: r for r in rows}

    def figures(self) -> dict[str, int | None]:
        """Return what everybody owes by name."""
        return {r.name: r.past_due_cents for r in self.queries.clients(self.club.club_id).rows}

    def leads(self) -> dict[str, LeadRow]:
        return {r.lead_id: r for r in self.queries.members.leads(self.club.club_id).rows}


@contextmanager
def wodify_bench(
    url: str,
    *,
    profile: str = "wodify_v1",
    key: str = DEMO_KEY,
    hold_budget: int = 0,
    **volume: int,
) -> Iterator[WodifyBench]:
    """Yield a desk on the store at *url*; *volume* as `demo_wodify` takes it."""
    gym = demo_wodify(TODAY, knobs=WodifyKnobs(profile=profile), **volume)  # type: ignore[arg-type]
    clock = FixedClock(AT)
    store = Store.open(url)
    source = WodifySource(
        clock,
        paced=False,
        hold_budget=lambda: hold_budget,
        transport=lambda: httpx.ASGITransport(gym.app),
    )

    async def sign_in(club: ClubRow, _source: Source) -> tuple[SignIn, ...]:
        return (SignIn(club.wodify_url or "", "", key),)

    engine = SyncEngine(store, {}, sign_in, clock, lists={Source.WODIFY: source})
    commands, queries = Commands(store, clock), Queries(store, clock)
    draft = ClubDraft(
        "Harbour Street",
        ZONE,
        wodify_url=ADDRESS,
        wodify_location=DEMO_LOCATION,
        wodify_profile=profile,
    )
    try:
        club = (*queries.clubs(), None)[0] or commands.add_club(draft)
        yield WodifyBench(store, clock, gym, engine, queries, commands, club)
    finally:
        engine.close()
        assert store._engine.pool.checkedout() == 0, "a transaction was left open"  # type: ignore[attr-defined]
        store.close()
