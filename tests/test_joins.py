"""Joining by hand: suggested, side by side, undone to the last record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gymdesk.bootstrap import open_desk
from gymdesk.clock import FixedClock
from gymdesk.domain.client import ClientId, Source
from gymdesk.domain.past_due import Mark
from gymdesk.errors import UsageError
from gymdesk.member_documents import joins_document
from gymdesk.sync.request import RefreshRequest
from tests.sync.fakes import AT, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.bootstrap import Desk
    from gymdesk.domain.client import ClubId
    from gymdesk.rows import PairRow


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("desk")
    desk = open_desk(folder, clock=FixedClock(AT), demo=True)
    desk.engine.refresh_blocking(RefreshRequest(), lambda _: None)
    yield desk
    desk.close()


@pytest.fixture
def desk(shared: Desk) -> Iterator[Desk]:
    yield shared
    club = club_of(shared)
    for joined in shared.queries.joins.joined(club):
        shared.commands.joins.part(club, joined.client_id, staff="test")


def club_of(desk: Desk) -> ClubId:
    return desk.queries.clubs()[0].club_id


def robin(desk: Desk, place: int = 0) -> PairRow:
    """Return a pair of that name: there are two in each system."""
    pairs = desk.queries.joins.likely(club_of(desk))
    return [p for p in pairs if p.one.name == "Robin Ashdown"][place]


def sources_of(desk: Desk, client_id: ClientId) -> set[Source]:
    rows = desk.queries.clients(club_of(desk)).rows
    return {s for r in rows if r.client_id == client_id for s, _ in r.source_ids}


def test_people_of_one_name_stay_two_until_somebody_joins_them(desk: Desk) -> None:
    pair = robin(desk)
    assert (pair.one.source, pair.other.source) == (Source.CLUBOS, Source.WODIFY)
    assert sources_of(desk, pair.one.client_id) == {Source.CLUBOS}
    names = [r.name for r in desk.queries.clients(club_of(desk)).rows]
    assert names.count("Robin Ashdown") == 4


def test_joined_they_are_one_row_and_a_refresh_leaves_them_so(desk: Desk) -> None:
    club, pair = club_of(desk), robin(desk)
    kept = desk.commands.joins.join(club, pair.one.client_id, pair.other.client_id, staff="Jo")
    both = {Source.CLUBOS, Source.WODIFY}
    assert sources_of(desk, kept) == both
    desk.engine.refresh_blocking(RefreshRequest(), lambda _: None)
    assert sources_of(desk, kept) == both
    assert [p for p in desk.queries.joins.likely(club) if p.one.client_id == kept] == []
    (joined,) = desk.queries.joins.joined(club)
    assert (joined.client_id, joined.joined_by) == (kept, "Jo")
    assert desk.safekeeping.check() == ()
    (found,) = joins_document([(desk.queries.clubs()[0], (), (joined,))])["clubs"]
    assert found["joined"][0]["source"] == "wodify"


def test_what_both_owe_is_added_up(desk: Desk) -> None:
    club = club_of(desk)
    rows = {r.name: r for r in desk.queries.collections(club).rows}
    marit, bea = rows["Marit Solheim"], rows["Bea Lindholm"]
    kept = desk.commands.joins.join(club, marit.client_id, bea.client_id, staff="Jo")
    after = {r.client_id: r for r in desk.queries.collections(club).rows}[kept]
    assert after.past_due_cents == 63000 + 21000
    assert Mark.STALE not in after.marks
    assert after.membership == "Unlimited 12M"


def test_parting_gives_back_every_record_exactly(desk: Desk) -> None:
    club, pair = club_of(desk), robin(desk)
    before = table_rows(desk.store, "client_source", "client")
    kept = desk.commands.joins.join(club, pair.one.client_id, pair.other.client_id, staff="Jo")
    assert table_rows(desk.store, "client_source", "client") != before
    assert desk.commands.joins.part(club, kept, staff="Jo") == 1
    assert table_rows(desk.store, "client_source", "client") == before
    with pytest.raises(UsageError, match="Nobody was joined"):
        desk.commands.joins.part(club, kept, staff="Jo")


def test_only_what_came_from_one_client_is_parted(desk: Desk) -> None:
    club, pair = club_of(desk), robin(desk)
    one, other = pair.one.client_id, pair.other.client_id
    kept = desk.commands.joins.join(club, one, other, staff="Jo")
    (joined,) = desk.queries.client(club, kept).joined
    assert joined.from_client_id == ({one, other} - {kept}).pop()
    with pytest.raises(UsageError, match="Nobody was joined"):
        desk.commands.joins.part(club, kept, staff="Jo", from_client=ClientId(10**6))
    assert desk.commands.joins.part(club, kept, staff="Sam", from_client=other) == 1
    assert desk.queries.client(club, kept).joined == ()
    with desk.store.read() as work:
        newest = "SELECT joined_by, parted_by FROM client_join ORDER BY id DESC LIMIT 1"
        assert tuple(work._connection.exec_driver_sql(newest).one()) == ("Jo", "Sam")


def test_two_of_one_system_stay_two_people(desk: Desk) -> None:
    club = club_of(desk)
    twins = [r for r in desk.queries.clients(club).rows if r.name == "Robin Ashdown"]
    same = [r.client_id for r in twins if sources_of(desk, r.client_id) == {Source.CLUBOS}]
    with pytest.raises(UsageError, match="two people"):
        desk.commands.joins.join(club, *same, staff="Jo")
    with pytest.raises(UsageError, match="one client already"):
        desk.commands.joins.join(club, same[0], same[0], staff="Jo")


def test_about_whom_something_was_typed_stays_and_two_such_are_not_joined(desk: Desk) -> None:
    club, pair = club_of(desk), robin(desk, -1)
    desk.commands.set_contact(pair.other.client_id, staff="Jo", phone="555 0100")
    kept = desk.commands.joins.join(club, pair.one.client_id, pair.other.client_id, staff="Jo")
    assert kept == pair.other.client_id
    desk.commands.joins.part(club, kept, staff="Jo")
    desk.commands.watch(pair.one.client_id, 100, staff="Jo")
    with pytest.raises(UsageError, match="noted about both"):
        desk.commands.joins.join(club, pair.one.client_id, pair.other.client_id, staff="Jo")
