"""What the detail shows of a membership is what WODIFY has: a change from there is no conflict."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from gymdesk.clock import today_in
from gymdesk.demo import DEMO_KEY
from gymdesk.domain.client import Source
from gymdesk.domain.membership import MemberStatus
from gymdesk.domain.money import plain
from gymdesk.domain.outbox import ChangeMembership, FieldChange, Part, same
from gymdesk.sync.sources import SignIn
from gymdesk.sync.wodify_sender import WodifySender
from gymdesk.sync.wodify_source import WodifySource
from tests.sync.fakes import ADDRESS, store_url
from tests.sync.wodify_bench import WodifyBench, wodify_bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.domain.outbox import Sight


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WodifyBench]:
    url = store_url(tmp_path)
    with wodify_bench(url, profile="documented", clients=30, rows=80, leads=2) as made:
        made.refresh(sources=(Source.WODIFY,))
        yield made


def looked(desk: WodifyBench, intent: ChangeMembership) -> Sight:
    source = WodifySource(
        desk.clock, paced=False, transport=lambda: httpx.ASGITransport(desk.gym.app)
    )

    async def look() -> Sight:
        api = source.api(SignIn(ADDRESS, "", DEMO_KEY), desk.club)
        sender = WodifySender(api, today_in(desk.clock, desk.club.timezone))
        try:
            return await sender.look(intent, Part.MEMBERSHIP, {})
        finally:
            await sender.aclose()

    return asyncio.run(look())


def test_name_price_and_status_on_the_screen_are_those_that_a_look_finds(
    desk: WodifyBench,
) -> None:
    club_id = desk.club.club_id
    rows = [
        r
        for r in desk.queries.members.members(club_id).rows
        if r.membership_id is not None and r.status == MemberStatus.ACTIVE
    ]
    assert len(rows) >= 3
    for row in rows[:5]:
        card = desk.queries.client(club_id, row.client_id).member
        assert card is not None
        assert card.sells
        assert card.row.membership_id is not None
        price = None if card.row.monthly_cents is None else plain(card.row.monthly_cents)
        changes = (
            FieldChange("membership_type", card.row.membership, "Another one"),
            FieldChange("monthly_price", price, "1.00"),
            FieldChange("status", card.row.status.value, "Paused"),
        )
        intent = ChangeMembership(card.row.membership_id, card.remote_id, row.name, changes)
        sight = looked(desk, intent)
        assert sight.there
        assert all(same(sight.values[c.name], c.seen) for c in changes), (changes, sight.values)
