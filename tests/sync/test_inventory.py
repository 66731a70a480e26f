"""Asking for the session inventory: what it brings, and that no amount ever pays for it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from gymdesk.api import transport
from gymdesk.demo.inventory import ABSENT, EMPTY, UNCLEAR, kind_of, sessions_left
from gymdesk.domain.inventory import Inventory, InventoryReading
from gymdesk.errors import SessionLost, Unreachable, WrongPerson
from gymdesk.rows import RunStatus
from gymdesk.sync.inventory_count import InventoryCount
from gymdesk.sync.lanes import LaneRules, Lanes
from tests.conftest import SCALE
from tests.sync.fakes import (
    Bench,
    Hooked,
    ScriptedLane,
    Stage,
    bench,
    person,
    reading,
    store_url,
    table_rows,
)
from tests.sync.faults import CAP, SAID, WIRE, Fault, Faulty, Gate, Site, Turn
from tests.sync.test_sessions import assert_nothing_is_wrong, at_random

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.domain.client import ClientReading
    from gymdesk.sync.sources import SignIn

PATH = "/api/inventory/detailed"
BOTH = pytest.mark.parametrize("dialect", ["captured", "documented"])
SOME = range(910000130, 910000138)
AMOUNTS = ("agreement", "invoice", "scheduled_payment")


def say(desk: Bench, dialect: str) -> None:
    desk.knobs.dialect = dialect  # type: ignore[assignment]


def assert_sessions_are_right(desk: Bench) -> int:
    """Hold what is shown of each client against the gym; return of how many a number is known."""
    truth = {c.member_id: c for c in desk.ledger.clients}
    numbers = 0
    for key, row in desk.rows().items():
        if row.sessions_remaining is not None:
            assert row.sessions_remaining == sessions_left(truth[key]), key
            numbers += 1
    return numbers


# --- what it brings -------------------------------------------------------------------------------


@BOTH
def test_the_inventory_is_not_asked_for_unless_it_is_wanted(tmp_path: Path, dialect: str) -> None:
    with bench(store_url(tmp_path), members=SOME) as desk:
        say(desk, dialect)
        report = desk.refresh()
        assert desk.counts(PATH) == 0
        assert report.remark is None
        assert {row.inventory for row in desk.rows().values()} == {None}
        assert table_rows(desk.store, "session_inventory")["session_inventory"] == []


@BOTH
def test_each_kind_of_answer_is_shown_as_what_it_is(tmp_path: Path, dialect: str) -> None:
    with bench(store_url(tmp_path)) as desk:
        say(desk, dialect)
        desk.source._asks_inventory = lambda: True  # as the settings say
        report = desk.refresh()
        assert (report.status, report.errors) == (RunStatus.COMPLETE, ())
        assert_nothing_is_wrong(desk)
        assert assert_sessions_are_right(desk) > 10
        rows = desk.rows()
        for client in desk.ledger.clients:
            found, kind = rows[client.member_id].inventory, kind_of(client)
            assert found is not None
            if kind == ABSENT:
                assert (found.entries, found.remaining, found.fetched_at_utc) == (None, None, None)
                assert "404" in (found.trouble or "")
                continue
            assert found.trouble is None
            assert found.fetched_at_utc == rows[client.member_id].fetched_at_utc
            assert (found.entries == 0) == (kind == EMPTY)
            assert (found.remaining is None) == (kind in (EMPTY, UNCLEAR))
        absent = sum(kind_of(c) == ABSENT for c in desk.ledger.clients)
        unclear = sum(kind_of(c) == UNCLEAR for c in desk.ledger.clients)
        everybody = len(desk.ledger.clients)
        assert report.remark == (
            f"the session inventory of {absent} of {everybody} clients was not read (ClubOS sent "
            f"error 404 instead of the session inventory); no amount hangs on it; "
            f"the session inventory of {unclear} of {everybody} clients was not understood"
        )
        (run,) = desk.queries.runs(desk.club.club_id)
        assert run.remark == report.remark


def test_a_refresh_may_ask_or_not_whatever_the_settings_say(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), members=SOME) as desk:
        desk.refresh(inventory=True)
        asked = desk.counts(PATH)
        assert asked == len(SOME)
        desk.source._asks_inventory = lambda: True
        desk.refresh(inventory=False)
        assert desk.counts(PATH) == asked


@BOTH
def test_it_is_asked_for_last_and_costs_one_request_where_it_names_the_client(
    tmp_path: Path, dialect: str
) -> None:
    named, nameless = 910000131, 910000132
    with bench(store_url(tmp_path), members=(named, nameless), lanes=1) as desk:
        say(desk, dialect)
        desk.refresh()  # finds out how the service answers
        desk.knobs.requests.clear()
        desk.refresh()
        plain = desk.knobs.requests[:]
        desk.knobs.requests.clear()
        desk.refresh(inventory=True)
        paths = [path for _, path in desk.knobs.requests]
        visits = [n for n, path in enumerate(paths) if path.startswith("/action/Delegate/9")]
        parts = {
            paths[visits[0]]: paths[visits[0] : visits[1]],
            paths[visits[1]]: paths[visits[1] :],
        }
        assert parts[f"/action/Delegate/{named}/url=false"][-1] == PATH
        last = parts[f"/action/Delegate/{nameless}/url=false"][-2:]
        assert last == [PATH, "/action/ClubServicesNew"]
        assert len(desk.knobs.requests) == len(plain) + 3


def test_what_a_later_try_does_not_bring_stays_with_its_age(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), members=SOME) as desk:
        desk.refresh(inventory=True)
        before = {key: row.inventory for key, row in desk.rows().items()}
        desk.source._transport = lambda: Faulty(
            desk.gym.clubos, Turn(Site("inventory", PATH)), SAID_BY_NAME["500"]
        )
        report = desk.refresh(inventory=True)
        assert report.status == RunStatus.COMPLETE
        assert report.remark is not None
        assert f"of {len(SOME)} of {len(SOME)} clients was not read" in report.remark
        shown = 0
        for key, row in desk.rows().items():
            was, now = before[key], row.inventory
            assert was is not None
            assert now is not None
            assert (now.entries, now.remaining) == (was.entries, was.remaining)
            assert now.fetched_at_utc == was.fetched_at_utc
            assert now.stale == (now.entries is not None)
            shown += bool(now.trouble) and now.remaining is not None
        assert shown, "of somebody both the old number and the trouble must be there"
        desk.source._transport = lambda: Hooked(desk.gym.clubos, lambda _request: None)
        desk.refresh(inventory=True)
        assert not any(row.inventory.stale for row in desk.rows().values() if row.inventory)


@pytest.mark.warns_in_log
def test_what_is_put_aside_and_held_still_brings_its_inventory(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), members=SOME) as desk:
        desk.refresh()
        server = desk.gym.clubos.state.club
        paid = tuple(
            replace(c, agreements=tuple(replace(a, invoices=a.invoices[:1]) for a in c.agreements))
            for c in server.ledger.clients
        )
        server.ledger = replace(server.ledger, clients=paid)
        report = desk.refresh(inventory=True)
        assert report.status == RunStatus.HELD
        assert all(row.inventory is not None for row in desk.rows().values())


# --- what it may not do ---------------------------------------------------------------------------

SAID_BY_NAME = {fault.name: fault for fault in SAID}
FAULTS = [f for f in (*SAID, *WIRE) if not f.slow]


@pytest.fixture(scope="module")
def gate() -> Iterator[tuple[Gate, str]]:
    gate = Gate()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(gate.serve, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, name="gate")
    thread.start()
    yield gate, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def close() -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


@contextmanager
def at_the_gate(desk: Bench, gate: tuple[Gate, str], fault: Fault, turn: Turn) -> Iterator[None]:
    """Let the desk ask over a real socket, with one fault on it."""
    gate[0].app, gate[0].turn, gate[0].fault = desk.gym.clubos, turn, fault
    really = desk.engine._sign_ins

    async def sign_ins(club: Any, source: Any) -> list[SignIn]:
        return [replace(s, address=gate[1]) for s in await really(club, source)]

    desk.engine._sign_ins = sign_ins
    desk.source._transport = lambda: httpx.AsyncHTTPTransport(verify=False)
    yield
    desk.engine._sign_ins = really
    desk.source._transport = lambda: Hooked(desk.gym.clubos, lambda _request: None)


@pytest.mark.warns_in_log
@pytest.mark.parametrize("dialect", ["captured", "documented"])
@pytest.mark.parametrize(
    "fault", FAULTS if SCALE >= 8 else FAULTS[::9], ids=lambda fault: fault.name
)
def test_no_fault_of_the_inventory_costs_an_amount(
    tmp_path: Path,
    fault: Fault,
    dialect: str,
    gate: tuple[Gate, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transport, "BODY_CAP", CAP)
    with bench(store_url(tmp_path), members=SOME, lanes=1) as desk:
        say(desk, dialect)
        turn = Turn(Site("inventory", PATH))
        desk.source._transport = lambda: Faulty(desk.gym.clubos, turn, fault)
        if fault.spoil is not None:
            with at_the_gate(desk, gate, fault, turn):
                report = desk.refresh(inventory=True)
        else:
            report = desk.refresh(inventory=True)
        assert turn.hits
        assert (report.status, report.errors, report.failed) == (RunStatus.COMPLETE, (), 0)
        assert report.done == len(SOME)
        assert_nothing_is_wrong(desk)
        assert all(row.past_due_cents is not None or not row.marks for row in desk.rows().values())
        assert_sessions_are_right(desk)
        assert desk.posts() <= 2, "nobody signs in again and again over it"
        amounts = table_rows(desk.store, *AMOUNTS)
        desk.source._transport = lambda: Hooked(desk.gym.clubos, lambda _request: None)
        desk.gym.clubos.state.club.sessions.end_all()
        again = desk.refresh(inventory=True)
        assert again.unchanged == len(SOME)
        assert table_rows(desk.store, *AMOUNTS) == amounts
        assert assert_sessions_are_right(desk) > 3


def test_an_inventory_that_is_not_there_is_asked_for_three_times_at_most(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), lanes=1) as desk:
        fault = SAID_BY_NAME["404"]
        turn = Turn(Site("inventory", PATH))
        desk.source._transport = lambda: Faulty(desk.gym.clubos, turn, fault)
        report = desk.refresh(inventory=True)
        assert report.status == RunStatus.COMPLETE
        assert turn.hits == 3
        everybody = len(desk.ledger.clients)
        assert f"of {everybody} of {everybody} clients was not read" in (report.remark or "")


@pytest.mark.parametrize("way", ["401", "403", "302 to the sign-in", "sign-in page in a 200"])
def test_an_inventory_that_turns_everybody_away_costs_one_sign_in(tmp_path: Path, way: str) -> None:
    with bench(store_url(tmp_path), lanes=1) as desk:
        turn = Turn(Site("inventory", PATH))
        desk.source._transport = lambda: Faulty(desk.gym.clubos, turn, SAID_BY_NAME[way])
        report = desk.refresh(inventory=True)
        assert (report.status, report.errors) == (RunStatus.COMPLETE, ())
        assert (desk.posts(), turn.hits) == (2, 2)
        assert_nothing_is_wrong(desk)


def test_many_lanes_that_are_turned_away_do_not_sign_in_for_ever(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), lanes=8) as desk:
        turn = Turn(Site("inventory", PATH))
        desk.source._transport = lambda: Faulty(desk.gym.clubos, turn, SAID_BY_NAME["401"])
        report = desk.refresh(inventory=True)
        assert (report.status, report.errors) == (RunStatus.COMPLETE, ())
        assert desk.posts() <= 8 + 4
        assert_nothing_is_wrong(desk)


@BOTH
def test_a_session_that_ends_at_the_inventory_repeats_that_client_once(
    tmp_path: Path, dialect: str
) -> None:
    with bench(store_url(tmp_path), members=SOME, lanes=1) as desk:
        say(desk, dialect)
        lost: list[str] = []

        def before(request: httpx.Request) -> None:
            if request.url.path == PATH and not lost:
                lost.append(request.url.path)
                desk.gym.clubos.state.club.sessions.end_all()

        desk.source._transport = lambda: Hooked(desk.gym.clubos, before)
        report = desk.refresh(inventory=True)
        assert lost
        assert (report.status, report.errors) == (RunStatus.COMPLETE, ())
        assert desk.posts() == 2
        visits = [p for _, p in desk.knobs.requests if p.startswith("/action/Delegate/9")]
        assert len(visits) == len(SOME) + 1
        assert_nothing_is_wrong(desk)
        assert assert_sessions_are_right(desk) > 3


@pytest.mark.warns_in_log
@pytest.mark.parametrize("seed", range(max(2, int(4 * SCALE))))
@BOTH
def test_lanes_that_share_one_session_show_nobody_the_sessions_of_somebody_else(
    tmp_path: Path, seed: int, dialect: str
) -> None:
    with bench(store_url(tmp_path), lanes=2 + seed % 7, before=at_random(seed)) as desk:
        say(desk, dialect)
        desk.knobs.one_session_for_all = True
        desk.refresh(inventory=True)
        assert_nothing_is_wrong(desk)
        assert_sessions_are_right(desk)
        for client in desk.ledger.clients:
            found = desk.rows()[client.member_id].inventory
            if found is not None and found.entries == 0:
                assert kind_of(client) == EMPTY, client.member_id


@pytest.mark.warns_in_log
def test_a_client_whose_repeat_fails_keeps_the_figures_that_were_read_first() -> None:
    lost = replace(reading(), inventory=InventoryReading(None, "lost"), session_lost=True)

    class Losing(ScriptedLane):
        async def read(self, who: Any) -> ClientReading:
            await super().read(who)
            return lost

    for fails in (
        SessionLost(),
        Unreachable("ClubOS", "h", "no answer"),
        WrongPerson("C", "1", "2"),
    ):
        lane = Losing("first", Stage(), faults={person().remote_id: []})
        read = lane.read
        turns = iter([None, fails])

        async def at_first(who: Any, read: Any = read, turns: Any = turns) -> ClientReading:
            error = next(turns)
            if error is not None:
                raise error
            found: ClientReading = await read(who)
            return found

        lane.read = at_first  # type: ignore[method-assign]

        lanes = Lanes(lane, lambda lane=lane: lane, LaneRules(1, 0.0, ()))  # type: ignore[misc]

        async def all_of(lanes: Lanes = lanes) -> list[ClientReading]:
            return [r async for r in lanes.readings([person()])]

        assert asyncio.run(all_of()) == [lost]
        assert lanes.narrow == isinstance(fails, WrongPerson), "lanes that share go on alone"


def test_a_run_says_of_how_many_the_inventory_is_not_known_and_why() -> None:
    count = InventoryCount()
    count.add([reading(), reading(unread=True)])
    assert count.remark is None, "nobody was asked"
    count.add([replace(reading(), inventory=InventoryReading(Inventory(0)))])
    count.add([replace(reading(), inventory=InventoryReading(None, "it broke"))])
    assert count.remark == (
        "the session inventory of 2 of 3 clients was not read (it broke); no amount hangs on it"
    )
