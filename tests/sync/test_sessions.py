"""Sessions that are shared, lost or locked, and time that runs out: no wrong figure comes of it."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.client import Source
from gymdesk.domain.past_due import Mark
from gymdesk.rows import RunStatus
from gymdesk.sync.engine import SyncEngine
from gymdesk.sync.request import RefreshRequest
from tests.bench import faulty
from tests.conftest import SCALE
from tests.sync.fakes import Bench, Hooked, ScriptedSource, bench, reading, store_url

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx

SHARED_RUNS = max(3, int(6 * SCALE))


def assert_nothing_is_wrong(desk: Bench) -> None:
    """Every figure is right, unknown, or at least a part of what is owed."""
    truth = {c.member_id: c.owed for c in desk.ledger.clients}
    for key, row in desk.rows().items():
        owed = truth[key]
        for shown, right in (
            (row.past_due_cents, owed.past_due_cents),
            (row.cancelled_past_due_cents, owed.cancelled_past_due_cents),
        ):
            if shown is None:
                continue
            at_least = Mark.AT_LEAST in row.marks
            assert shown == right or (at_least and 0 < shown < right), (key, shown, right)


# --- one server session for all lanes -------------------------------------------------------------


def at_random(seed: int) -> Callable[[httpx.Request], object]:
    """Let requests wait for a random number of turns, so that the lanes meet in every order."""
    dice = random.Random(seed)

    async def wait(turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)

    return lambda _request: wait(dice.choice((0, 0, 1, 3, 9, 30)))


@pytest.mark.warns_in_log
@pytest.mark.parametrize("dialect", ["captured", "documented"])
@pytest.mark.parametrize("seed", range(SHARED_RUNS))
def test_lanes_that_share_one_server_session_store_no_wrong_figure(
    tmp_path: Path, seed: int, dialect: str
) -> None:
    with bench(store_url(tmp_path), lanes=2 + seed % 7, before=at_random(seed)) as desk:
        desk.knobs.dialect = dialect  # type: ignore[assignment]
        desk.knobs.one_session_for_all = True
        report = desk.refresh()
        assert_nothing_is_wrong(desk)
        assert report.missing == 0
        assert (report.status == RunStatus.COMPLETE) == (not report.errors)
        desk.knobs.one_session_for_all = False
        desk.gym.clubos.state.club.sessions.end_all()
        again = desk.refresh()
        assert again.status == RunStatus.COMPLETE
        assert_nothing_is_wrong(desk)


@pytest.mark.warns_in_log
def test_lanes_that_share_one_server_session_do_meet_each_others_clients(tmp_path: Path) -> None:
    """The test above would prove nothing if the demo gym kept the lanes apart."""
    with bench(store_url(tmp_path), before=at_random(1)) as desk:
        desk.knobs.one_session_for_all = True
        report = desk.refresh()
        assert len(desk.knobs.acting) == 1
        assert desk.counts("/action/Delegate/910000101/url=false") >= 1
        visits = [p for _, p in desk.knobs.requests if p.startswith("/action/Delegate/")]
        assert len(visits) > len(desk.ledger.clients)  # some were thrown away and asked for again
        assert report.done == len(desk.ledger.clients)


# --- sessions lost --------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["401", "403", "redirect"])
@pytest.mark.parametrize("lanes", [1, 4])
def test_a_session_lost_costs_one_sign_in_and_one_repeated_client(
    tmp_path: Path, way: str, lanes: int
) -> None:
    with bench(store_url(tmp_path), lanes=lanes) as desk:
        desk.refresh()
        clean = len(desk.knobs.requests)
        posts = desk.posts()
        desk.knobs.expired_api = way  # type: ignore[assignment]
        lost_after_s = len(desk.knobs.requests) + clean // 2
        club = desk.gym.clubos.state.club
        really = club.session_of
        done: list[bool] = []

        def session_of(request: object) -> object:
            if not done and len(desk.knobs.requests) > lost_after_s:
                done.append(True)
                club.sessions.end_all()
            return really(request)

        club.session_of = session_of
        report = desk.refresh()
        assert report.status == RunStatus.COMPLETE
        assert done
        assert desk.posts() == 2 * posts + lanes  # each lane once more
        # a sign-in is three requests; a client's reading broken off and repeated is at most seven
        assert len(desk.knobs.requests) - clean <= clean + lanes * (3 + 7)
        assert_nothing_is_wrong(desk)


def test_a_locked_account_is_met_once_and_ends_the_source(desk: Bench) -> None:
    desk.knobs.lock_account = True
    report = desk.refresh()
    assert report.status == RunStatus.FAILED
    assert report.errors[0].title == "ClubOS has locked the account"
    assert desk.posts() == 1


def test_an_account_locked_in_the_middle_is_met_once_whatever_else_is_lost(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), lanes=4) as desk:
        desk.knobs.lose_session_after = 20
        began = len(desk.knobs.requests)

        def lock(request: httpx.Request) -> None:
            if len(desk.knobs.requests) - began > 60:
                desk.knobs.lock_account = True

        desk.source._transport = _hooked(desk, lock)
        report = desk.refresh()
        assert report.status == RunStatus.INCOMPLETE
        assert report.errors[0].title == "ClubOS has locked the account"
        assert 0 < report.done < len(desk.ledger.clients)
        assert desk.posts() <= 4 + 4 + 1  # in, perhaps once more each, and one that met the lock
        assert_nothing_is_wrong(desk)
        assert report.missing == 0


def _hooked(desk: Bench, before: Callable[[httpx.Request], None]) -> Callable[[], object]:
    return lambda: Hooked(desk.gym.clubos, before)


# --- a bad day ------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(max(3, int(5 * SCALE))))
def test_errors_and_a_lost_session_per_lane_cost_at_most_half_as_much_again(
    tmp_path: Path, seed: int
) -> None:
    """5 % of all calls about clients answer 500 and each lane's session is lost once."""
    _, good, clean = faulty.a_refresh(tmp_path / "good.db", None)
    _, bad, report = faulty.a_refresh(tmp_path / "bad.db", seed)
    assert clean.status == RunStatus.COMPLETE
    assert 2 <= len(bad.lost) <= faulty.LANES  # of a lane that began late there is less to lose
    assert bad.errors > 0
    assert bad.requests <= 1.5 * good.requests
    assert report.done == clean.done  # nobody is left out, some could not be read
    assert report.missing == 0


# --- time -----------------------------------------------------------------------------------------


def test_a_refresh_that_takes_too_long_keeps_what_it_has_and_says_so(
    desk: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time is up when the 100th request comes, whatever this machine's clock says."""
    desk.refresh()
    desk.engine.limit_s = 12 * 60.0
    limits: list[asyncio.Timeout] = []
    really = asyncio.timeout

    def timeout(delay_s: float) -> asyncio.Timeout:
        made = really(delay_s)
        if delay_s == desk.engine.limit_s:
            limits.append(made)
        return made

    monkeypatch.setattr(asyncio, "timeout", timeout)
    seen: list[httpx.Request] = []

    def time_is_up(request: httpx.Request) -> None:
        seen.append(request)
        if len(seen) == 100:
            limits[0].reschedule(asyncio.get_running_loop().time())

    desk.source._transport = _hooked(desk, time_is_up)
    report = desk.refresh()
    assert report.status == RunStatus.INCOMPLETE
    assert report.errors[0].title == "The refresh of ClubOS took longer than 12 minutes"
    assert 0 < report.done < len(desk.ledger.clients)
    assert report.missing == 0
    assert_nothing_is_wrong(desk)
    stale = [r for r in desk.rows().values() if Mark.STALE in r.marks]
    assert len(stale) == len(desk.ledger.clients) - report.done


def test_a_service_that_never_answers_ends_with_the_time_of_the_refresh(desk: Bench) -> None:
    desk.refresh()
    desk.engine.limit_s = 0.2
    desk.knobs.slow_pages_s = 60.0
    report = desk.refresh()
    assert report.status == RunStatus.FAILED
    assert "took longer than" in report.errors[0].title
    assert_nothing_is_wrong(desk)
    desk.knobs.slow_pages_s = 0.0
    desk.engine.limit_s = 60.0
    assert desk.refresh().status == RunStatus.COMPLETE


def test_a_time_out_that_is_a_bug_of_ours_is_not_taken_for_it(desk: Bench) -> None:
    source = ScriptedSource([reading(), TimeoutError()])
    engine = SyncEngine(desk.store, {Source.CLUBOS: source}, desk.engine._sign_ins, desk.clock)
    with pytest.raises(TimeoutError):
        engine.refresh_blocking(RefreshRequest(), desk.told.append)
    engine.close()
    (run,) = desk.queries.runs(desk.club.club_id)
    assert run.status == RunStatus.FAILED
