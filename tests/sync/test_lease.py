"""The lease: one refresh of a club at a time, and an end to it when its program dies."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gymdesk.bootstrap import open_desk
from gymdesk.domain.client import Source
from gymdesk.domain.past_due import Mark
from gymdesk.errors import LeaseLost, RefreshElsewhere
from gymdesk.rows import Health, RunStatus
from gymdesk.sync.lease import Alone, HeldLease, interrupt_dead_runs, take_lease
from gymdesk.sync.request import RefreshRequest
from tests.sync.fakes import AT, Bench, bench, store_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from gymdesk.rows import RunRow

ROOT = Path(__file__).parent.parent.parent
FEW = range(910000130, 910000136)


class Other(Alone):
    """Another program; `dead` says so to everybody who asks."""

    def __init__(self, dead: tuple[str, ...] = (), pc: str = "this PC") -> None:
        super().__init__()
        self.dead = dead
        self.pc = pc

    def is_gone(self, token: str) -> bool:
        return token in self.dead


def take(desk: Bench, presence: Alone, trigger: Any = "click") -> HeldLease:
    return take_lease(desk.store, desk.clock, presence, desk.club, trigger)


def runs_of(desk: Bench) -> list[RunRow]:
    return list(desk.queries.runs(desk.club.club_id))


# --- taking ---------------------------------------------------------------------------------------


def test_a_second_refresh_says_since_when_and_where_the_first_one_runs(desk: Bench) -> None:
    take(desk, Alone())
    with pytest.raises(RefreshElsewhere, match="running since 10:00 in the window"):
        take(desk, Alone())


@pytest.mark.parametrize(
    ("pc", "trigger", "words"),
    [
        ("this PC", "schedule", "in the window"),
        ("this PC", "command line", "on the command line"),
        ("DESK-2", "click", "in the window of DESK-2"),
        ("DESK-2", "command line", "on the command line of DESK-2"),
    ],
)
def test_it_says_on_which_pc_where_that_is_another_one(
    desk: Bench, pc: str, trigger: str, words: str
) -> None:
    take(desk, Other(pc=pc), trigger)
    with pytest.raises(RefreshElsewhere) as refused:
        take(desk, Alone())
    assert refused.value.title == f"A refresh is running since 10:00 {words}"


def test_a_lease_that_is_renewed_is_never_given_to_another(desk: Bench) -> None:
    lease = take(desk, Alone())
    for _ in range(20):
        desk.clock.at_utc += timedelta(minutes=4)
        lease.renew()
        with pytest.raises(RefreshElsewhere):
            take(desk, Alone())


def test_a_lease_that_nobody_renews_expires_and_who_slept_on_it_stores_nothing(desk: Bench) -> None:
    asleep = take(desk, Alone())
    desk.clock.at_utc += timedelta(minutes=5)
    take(desk, Alone())
    with pytest.raises(LeaseLost):
        asleep.renew()
    asleep.end()
    with pytest.raises(RefreshElsewhere):
        take(desk, Alone())


def test_a_lease_of_a_program_that_died_ends_at_once(desk: Bench) -> None:
    crashed = Alone()
    take(desk, crashed)
    take(desk, Other(dead=(crashed.token,)))


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=400)])
def test_a_clock_that_is_set_back_does_not_keep_a_dead_lease_alive(
    desk: Bench, back: timedelta
) -> None:
    take(desk, Alone())
    desk.clock.at_utc -= back
    take(desk, Alone())


def test_a_lease_ends_with_its_refresh_however_that_ends(desk: Bench) -> None:
    desk.knobs.empty_assignees = True
    desk.refresh()
    desk.refresh(after=timedelta(0))
    assert [r.status for r in runs_of(desk)] == [RunStatus.FAILED] * 2


# --- a refresh beside another ---------------------------------------------------------------------


@pytest.mark.parametrize("trigger", ["click", "schedule", "command line"])
def test_a_refresh_beside_another_is_skipped_with_the_reason_and_asks_nothing(
    tmp_path: Path, trigger: str
) -> None:
    with bench(store_url(tmp_path), members=FEW) as desk:
        take(desk, Other(pc=socket.gethostname()), "schedule")
        report = desk.refresh(after=timedelta(0), trigger=trigger, force=True)
        assert report.status == RunStatus.SKIPPED
        assert report.reason == "a refresh is running since 10:00 in the window"
        assert desk.knobs.requests == []
        (run,) = runs_of(desk)
        assert (run.status, run.reason, run.trigger) == (RunStatus.SKIPPED, report.reason, trigger)


def test_a_refresh_that_slept_while_another_began_stores_nothing_more(tmp_path: Path) -> None:
    taken: list[object] = []

    def before(request: httpx.Request) -> None:
        # after the first client: the PC slept, and another one has taken over meanwhile
        if "agreements" in request.url.path.casefold() and not taken:
            desk.clock.at_utc += timedelta(minutes=6)
            taken.append(take(desk, Alone()))

    with bench(store_url(tmp_path), members=FEW, lanes=1, before=before) as desk:
        report = desk.refresh()
        assert taken
        assert report.status == RunStatus.FAILED
        assert [e.title for e in report.errors] == ["Another refresh took over"]
        assert desk.rows() == {}


def test_a_long_refresh_renews_its_lease_while_it_stores_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gymdesk.sync.engine.RENEWED_EVERY_S", 0.01)
    renewed: list[bool] = []

    async def wait() -> None:
        with desk.store.read() as work:
            before = work.leases.of_club(desk.club.club_id)
        assert before is not None
        desk.clock.at_utc += timedelta(minutes=4)
        for _ in range(500):
            await asyncio.sleep(0.01)
            with desk.store.read() as work:
                lease = work.leases.of_club(desk.club.club_id)
            if lease is not None and lease.renewed_at_utc > before.renewed_at_utc:
                renewed.append(True)
                return

    def hook(request: httpx.Request) -> Any:
        return wait() if "members" in request.url.path and not renewed else None

    with bench(store_url(tmp_path), members=FEW, lanes=1, before=hook) as desk:
        assert desk.refresh().status == RunStatus.COMPLETE
    assert renewed == [True]


# --- skips ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("trigger", ["schedule", "command line"])
def test_what_nobody_forced_is_skipped_within_an_hour_of_a_success(
    desk: Bench, trigger: str
) -> None:
    desk.refresh()
    report = desk.refresh(after=timedelta(minutes=20), trigger=trigger, force=False)
    assert (report.status, report.reason) == (RunStatus.SKIPPED, "refreshed 20 minutes ago")
    report = desk.refresh(after=timedelta(minutes=40), trigger=trigger, force=False)
    assert report.status == RunStatus.COMPLETE


def test_a_forced_one_and_a_click_are_never_skipped(desk: Bench) -> None:
    desk.refresh()
    again = desk.refresh(after=timedelta(minutes=1), trigger="command line", force=True)
    click = desk.refresh(after=timedelta(minutes=1))
    assert [again.status, click.status] == [RunStatus.COMPLETE] * 2


def test_after_a_failure_the_timer_waits_and_the_command_line_does_not(desk: Bench) -> None:
    desk.knobs.empty_assignees = True
    desk.refresh()
    desk.refresh()
    desk.knobs.empty_assignees = False
    timer = desk.refresh(after=timedelta(minutes=5), trigger="schedule", force=False)
    assert (timer.status, timer.reason) == (RunStatus.SKIPPED, "tried 5 minutes ago")
    typed = desk.refresh(after=timedelta(0), trigger="command line", force=False)
    assert typed.status == RunStatus.COMPLETE


def test_a_skip_changes_neither_the_health_nor_the_last_times(desk: Bench) -> None:
    desk.refresh()
    (before,) = desk.queries.sources(desk.club.club_id)
    desk.refresh(after=timedelta(minutes=20), trigger="schedule", force=False)
    (after,) = desk.queries.sources(desk.club.club_id)
    same = ("health", "last_attempt_utc", "last_success_utc", "last_run", "recent_errors")
    assert [getattr(after, n) for n in same] == [getattr(before, n) for n in same]
    assert [r.status for r in after.recent_runs] == [RunStatus.SKIPPED, RunStatus.COMPLETE]


# --- single clients -------------------------------------------------------------------------------


def test_single_clients_are_read_again_and_nobody_is_missing_for_it(desk: Bench) -> None:
    desk.knobs.server_error_members = {910000131, 910000137}
    desk.refresh()
    (before,) = desk.queries.sources(desk.club.club_id)
    desk.knobs.server_error_members = set()
    report = desk.refresh(only=("910000131", "910000137"), force=False)
    assert (report.status, report.done, report.total, report.missing) == (
        RunStatus.COMPLETE,
        2,
        2,
        0,
    )
    rows = desk.rows()
    assert not any(r.missing_since_utc for r in rows.values())
    assert rows[910000131].past_due_cents == 63000
    (after,) = desk.queries.sources(desk.club.club_id)
    assert (after.last_success_utc, after.health) == (None, before.health), "it was not everybody"
    assert not any(
        Mark.STALE in r.marks for k, r in rows.items() if k not in {910000131, 910000137}
    ), "figures of the others are as old as they were"


def test_a_client_who_left_the_list_is_said_to_have_and_keeps_the_figures(desk: Bench) -> None:
    desk.refresh()
    report = desk.refresh(only=("910000131", "5"))
    assert report.status == RunStatus.INCOMPLETE
    assert [(e.subject, e.title) for e in report.errors] == [
        ("5", "The client is not in the list any more")
    ]
    assert len(desk.rows()) == 48


# --- a program that dies --------------------------------------------------------------------------


def test_a_run_whose_program_died_is_interrupted_and_one_that_lives_is_not(desk: Bench) -> None:
    crashed = Alone()
    take(desk, crashed)
    with desk.store.begin() as work:
        work.runs.start(desk.club.club_id, Source.CLUBOS, "clients", "click", AT)
        work.commit()
    assert interrupt_dead_runs(desk.store, desk.clock, Alone()) == 0
    assert runs_of(desk)[0].status == RunStatus.RUNNING
    assert interrupt_dead_runs(desk.store, desk.clock, Other(dead=(crashed.token,))) == 1
    assert runs_of(desk)[0].status == RunStatus.INTERRUPTED
    take(desk, Alone())


@contextmanager
def refreshing_in_a_program_of_its_own(folder: Path) -> Iterator[subprocess.Popen[str]]:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from gymdesk.bootstrap import open_desk\n"
        "from gymdesk.sync.request import Progress, RefreshRequest\n"
        "from gymdesk.credentials import CredentialStore\n"
        "desk = open_desk(Path(sys.argv[1]), demo=True)\n"
        "def tell(told):\n"
        "    if isinstance(told, Progress) and told.phase == 'reading clients' and told.done:\n"
        "        print(told.done, flush=True)\n"
        "        sys.stdin.read()\n"
        "desk.engine.refresh_blocking(RefreshRequest(), tell)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        yield program
        program.kill()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="programs are killed")
def test_killing_the_program_in_mid_run_leaves_the_run_interrupted_at_the_next_start(
    tmp_path: Path,
) -> None:
    with refreshing_in_a_program_of_its_own(tmp_path) as program:
        assert program.stdout is not None
        assert program.stdout.readline().strip(), "it reads clients"
        beside = open_desk(tmp_path)
        club = beside.queries.clubs()[0].club_id
        source = beside.queries.sources(club)[0]
        assert source.health == Health.RUNNING, "while it lives, its run is running"
        report = beside.engine.refresh_blocking(RefreshRequest(), lambda _told: None)
        assert {r.status for r in report.runs} == {RunStatus.SKIPPED}
        beside.close()
        program.send_signal(signal.SIGKILL)
        program.wait()
    started_s = time.monotonic()
    again = open_desk(tmp_path)
    try:
        runs = [r for r in again.queries.runs(club) if r.source == Source.CLUBOS]
        assert [r.status for r in runs] == [RunStatus.SKIPPED, RunStatus.INTERRUPTED]
        source = again.queries.sources(club)[0]
        assert source.health == Health.INTERRUPTED
        assert time.monotonic() - started_s < 5, "nobody waits for a lease to expire"
    finally:
        again.close()
    assert not list(tmp_path.glob("refreshing-*.lock"))
