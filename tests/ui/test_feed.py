"""The feed: what is read again, what is not, and what waits for what."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gymdesk.credentials import Credential, KeyStoreState, KeyStoreUse
from gymdesk.domain.client import Source
from gymdesk.first_look import FirstList
from tests.ui.fakes import CLUB, FakeDesk, FakeQueries, Recorder
from ui.feed import REST, Feed

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gymdesk.domain.client import ClientId, ClubId
    from gymdesk.rows import ClientDetail, ClientList
    from ui.reading import Reader


class SlowQueries(FakeQueries):
    """Counts what is asked; the list of clients waits until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.lists = 0
        self.details: list[ClientId] = []
        self.go = threading.Event()
        self.go.set()

    def clients(self, club_id: ClubId) -> ClientList:
        self.lists += 1
        self.go.wait(20)
        return super().clients(club_id)

    def client(self, club_id: ClubId, client_id: ClientId) -> ClientDetail:
        self.details.append(client_id)
        return super().client(club_id, client_id)


@pytest.fixture
def queries(desk: FakeDesk) -> SlowQueries:
    slow = SlowQueries()
    desk.queries = slow
    return slow


@pytest.fixture
def feed(reader: Reader, desk: FakeDesk, queries: SlowQueries, qtbot: QtBot) -> Feed:
    made = Feed(reader)
    made.open(desk)
    qtbot.waitUntil(lambda: made.club is not None and not reader.busy)
    return made


def test_a_reading_under_way_comes_to_its_end_before_the_next_one(
    feed: Feed, queries: SlowQueries, reader: Reader, qtbot: QtBot
) -> None:
    queries.go.clear()
    feed.reload()
    qtbot.waitUntil(lambda: queries.lists == 2)
    feed.on_soon()
    feed.on_soon()
    shown = Recorder()
    feed.clients_read.connect(shown.on_object)
    queries.go.set()
    qtbot.waitUntil(lambda: queries.lists == 3 and not reader.busy)
    assert len(shown.got) == 2, "the first result is shown as well"


def test_lists_rest_longer_than_their_reading_took(
    feed: Feed, queries: SlowQueries, reader: Reader, qtbot: QtBot
) -> None:
    quick_ms = feed._soon.interval()
    feed.reload()
    feed._lists_since_s -= 7
    qtbot.waitUntil(lambda: not reader.busy)
    assert feed._soon.interval() >= REST * 7_000 > quick_ms


def test_another_club_is_read_at_once(feed: Feed, queries: SlowQueries, qtbot: QtBot) -> None:
    queries.go.clear()
    feed.reload()
    qtbot.waitUntil(lambda: queries.lists == 2)
    feed.choose_club(CLUB)
    queries.go.set()
    qtbot.waitUntil(lambda: queries.lists == 3)


def test_a_detail_is_read_once_and_told_to_everybody_who_asks(
    feed: Feed, queries: SlowQueries, reader: Reader, qtbot: QtBot
) -> None:
    told = Recorder()
    feed.client_read.connect(told.on_object)
    mara, theo = queries.people[0].client_id, queries.people[1].client_id
    for _ in range(3):
        feed.read_client(mara)
    qtbot.waitUntil(lambda: not reader.busy)
    feed.read_client(mara)
    assert queries.details == [mara]
    assert [d.row.client_id for d in told.got] == [mara, mara]  # type: ignore[attr-defined]
    feed.read_client(theo)
    feed.read_client(mara)
    qtbot.waitUntil(lambda: not reader.busy)
    assert queries.details[-1] == mara


def test_a_refresh_reads_the_detail_that_is_shown_again(
    feed: Feed, queries: SlowQueries, reader: Reader, qtbot: QtBot
) -> None:
    mara = queries.people[0].client_id
    feed.read_client(mara)
    qtbot.waitUntil(lambda: not reader.busy)
    feed.reload()
    feed.read_client(mara)
    qtbot.waitUntil(lambda: not reader.busy)
    assert queries.details == [mara, mara]


def test_a_first_list_is_shown_until_the_desk_is_there(
    reader: Reader, desk: FakeDesk, qtbot: QtBot
) -> None:
    feed, chosen, lists = Feed(reader), Recorder(), Recorder()
    feed.club_chosen.connect(chosen.on_object)
    feed.collections_read.connect(lists.on_object)
    first = FirstList((CLUB,), CLUB, desk.queries.collections(CLUB.club_id))
    feed.show_first(first)
    assert (chosen.got, lists.got) == ([CLUB], [first.collections])
    assert feed.club is None, "there is nothing to be asked yet"
    feed.open(desk)
    qtbot.waitUntil(lambda: feed.club is not None and not reader.busy)
    feed.show_first(first)
    assert len(chosen.got) == 2


WITH_WODIFY = replace(CLUB, wodify_url="https://api.wodify.example/v1")


@pytest.mark.parametrize(
    ("in_memory", "needed_by", "asked"),
    [
        ((), (Source.CLUBOS, Source.WODIFY), True),
        ((Source.CLUBOS,), (Source.WODIFY,), True),
        ((Source.WODIFY,), (Source.CLUBOS,), True),
        ((Source.CLUBOS, Source.WODIFY), (), False),
    ],
)
def test_the_key_store_is_asked_while_any_source_needs_it(
    reader: Reader,
    desk: FakeDesk,
    qtbot: QtBot,
    in_memory: tuple[Source, ...],
    needed_by: tuple[Source, ...],
    asked: bool,
) -> None:
    desk.queries.known_clubs = (WITH_WODIFY,)
    desk.credentials.word = "locked"
    for source in in_memory:
        key = Credential(f"user of {source}", "secret")
        desk.sign_ins.keep(WITH_WODIFY, source, key, staff="Jo", memory_only=True)
    feed, said = Feed(reader), Recorder()
    feed.key_store_read.connect(said.on_object)
    feed.open(desk)
    qtbot.waitUntil(lambda: feed.club is not None)
    feed.read_key_store()
    qtbot.waitUntil(lambda: bool(said.got))
    state = KeyStoreState("locked", "tests.Keyring") if asked else None
    assert said.got == [KeyStoreUse(state, needed_by, in_memory)]
    qtbot.waitUntil(lambda: not reader.busy)
