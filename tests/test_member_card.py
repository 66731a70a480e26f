"""What WODIFY says of a client, as the detail has it: from the demo WODIFY, over a real store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gymdesk.commands.outbox import OutboxCommands
from gymdesk.domain.client import Source
from gymdesk.domain.outbox import CancelMembership
from tests.sync.fakes import store_url
from tests.sync.wodify_bench import WodifyBench, wodify_bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WodifyBench]:
    folder: Path = tmp_path_factory.mktemp("members")
    with wodify_bench(store_url(folder)) as made:
        made.refresh(sources=(Source.WODIFY,))
        yield made


def test_the_detail_says_of_everybody_what_the_list_of_memberships_says(desk: WodifyBench) -> None:
    club_id = desk.club.club_id
    listed = desk.queries.members.members(club_id).rows
    assert listed
    for row in listed:
        card = desk.queries.client(club_id, row.client_id).member
        assert card is not None
        assert card.row == row
        assert (Source.WODIFY, card.remote_id) in row.source_ids
        assert not card.writes_on, "writes are off until somebody switches them on"
        assert not card.sells, "nobody could verify how the real API takes memberships"


def test_the_list_tells_what_ends_and_who_stays_away_as_the_detail_does(desk: WodifyBench) -> None:
    club_id = desk.club.club_id
    rows = desk.queries.clients(club_id).rows
    for row in rows:
        card = desk.queries.client(club_id, row.client_id).member
        assert card is not None
        assert (row.ends_in_days, row.days_absent) == (card.ends_in_days, card.row.days_absent)
    assert any(row.ends_in_days is not None for row in rows)
    assert any(row.days_absent is not None for row in rows)
    assert any(row.days_absent is None for row in rows), "never there is not there today"


def test_what_can_be_sold_is_what_was_sold_before(desk: WodifyBench) -> None:
    club_id = desk.club.club_id
    names = {p.name for p in desk.queries.members.shelf(club_id).packages}
    shown = {row.membership for row in desk.queries.members.members(club_id).rows}
    assert shown - {None} <= names


def test_a_change_that_is_not_settled_is_told_of_this_client_only(desk: WodifyBench) -> None:
    club_id = desk.club.club_id
    one, other = [r for r in desk.queries.members.members(club_id).rows if r.membership_id][:2]
    outbox = OutboxCommands(desk.store, desk.clock, lambda _source: True)
    assert one.membership_id is not None
    remote_id = dict(one.source_ids)[Source.WODIFY]
    intent = CancelMembership(one.membership_id, remote_id, one.name, one.status.value)
    write_id = outbox.ask(club_id, Source.WODIFY, intent, key="k1", staff="Sam")

    def pending(client: object) -> object:
        card = desk.queries.client(club_id, client).member  # type: ignore[arg-type]
        assert card is not None
        return None if card.pending is None else card.pending.write_id

    assert pending(one.client_id) == write_id
    assert pending(other.client_id) is None
    outbox.discard(write_id, staff="Sam")
    assert pending(one.client_id) is None
