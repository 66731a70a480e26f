"""kill -9 at any moment: what was called kept is there, and nothing is half done."""

from __future__ import annotations

import os
import random
import select
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gymdesk.rows import RunStatus
from gymdesk.store import backup as backups
from gymdesk.store.checking import check_store
from gymdesk.store.unit_of_work import Store
from tests.conftest import SCALE
from tests.store.killed import MEMBERS
from tests.store.test_migrations import EVERY_TABLE
from tests.sync.fakes import AT, bench, store_url, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="desks are forked"),
    pytest.mark.xdist_group("kills"),
]

ROOT = Path(__file__).parent.parent.parent
KILLS = int(15 * SCALE)
"""500 and more under `make prove`."""

RESTORE_KILLS = max(2, int(4 * SCALE))
LONGEST_S = 0.35
PATIENCE_S = 60.0

Ack = tuple[int, str, str]


class Kennel:
    """Starts desks one after another and kills each at a random moment."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._chance = random.Random(seed)
        self._program = subprocess.Popen(
            [sys.executable, "-m", "tests.store.killed", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self._rest = b""

    def kill_one(self, mode: str) -> list[Ack]:
        """Let a desk work for a while, kill it, and return the edits it called kept."""
        assert self._program.stdin is not None
        self._program.stdin.write(f"{mode} {self._chance.randrange(1 << 30)}\n".encode())
        self._program.stdin.flush()
        pid = int(self._line().split()[1])
        assert self._line() == "ready"
        until_s = time.monotonic() + self._chance.random() ** 2 * LONGEST_S
        acks = []
        while (left_s := until_s - time.monotonic()) > 0:
            line = self._line(left_s)
            acks += [line] if line else []
        os.kill(pid, signal.SIGKILL)
        while (line := self._line()) != "gone":
            acks.append(line)
        assert all(line.startswith("ack ") for line in acks), acks
        split = [line.split(" ", 3) for line in acks]
        return [(int(client), field, text) for _, client, field, text in split]

    def close(self) -> None:
        """End the program."""
        assert self._program.stdin is not None
        self._program.stdin.close()
        self._program.wait(PATIENCE_S)
        assert self._program.stdout is not None
        self._program.stdout.close()

    def _line(self, within_s: float = PATIENCE_S) -> str:
        """Return the next line; "" if none comes in time."""
        assert self._program.stdout is not None
        file = self._program.stdout.fileno()
        until_s = time.monotonic() + within_s
        while b"\n" not in self._rest:
            ready, _, _ = select.select([file], [], [], max(0.0, until_s - time.monotonic()))
            if not ready:
                assert within_s < PATIENCE_S, "the desk says nothing"
                return ""
            read = os.read(file, 65536)
            assert read, "the program ended"
            self._rest += read
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()


@pytest.fixture
def seed() -> int:
    chosen = random.SystemRandom().randrange(1 << 30)
    print(f"seed {chosen}")  # noqa: T201 (shown where it fails)
    return chosen


@pytest.fixture
def kennel(tmp_path: Path, seed: int) -> Iterator[Kennel]:
    with bench(store_url(tmp_path), members=MEMBERS) as desk:
        desk.refresh()
    made = Kennel(tmp_path, seed)
    yield made
    made.close()


def sound(folder: Path) -> None:
    """Hold the store against every rule; a refresh that was killed is still "running"."""
    found = check_store(store_url(folder), AT + timedelta(days=1))
    assert [v for v in found if v.rule != "runs_left_running"] == []


def asked(folder: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(folder / "gymdesk.db")) as db:
        return db.execute(query).fetchall()


def test_no_edit_that_was_called_kept_is_lost_and_nothing_is_half_done(
    kennel: Kennel, tmp_path: Path
) -> None:
    acknowledged: list[Ack] = []
    for _ in range(KILLS):
        acknowledged += kennel.kill_one("work")
        sound(tmp_path)
        kept = asked(tmp_path, "SELECT client_id, field, after FROM contact_edit ORDER BY id")
        for username, removed_by in asked(
            tmp_path, "SELECT username, removed_by FROM sign_in WHERE added_by = 'Jordan'"
        ):
            kept += [(0, "added", username), *([(0, "removed", username)] if removed_by else [])]
        lost = set(acknowledged) - set(kept)
        assert not lost
        # of what was not called kept, each killed desk may have kept one edit at most
        assert len(kept) - len(acknowledged) <= KILLS
        assert not asked(
            tmp_path, "SELECT id FROM client WHERE id NOT IN (SELECT client_id FROM client_source)"
        )
        newest = {(client, field): after for client, field, after in kept}
        for client, email, phone in asked(
            tmp_path, "SELECT id, email_desk, phone_desk FROM client"
        ):
            assert email == newest.get((client, "email"))
            assert phone == newest.get((client, "phone"))
    assert len(acknowledged) > KILLS
    with bench(store_url(tmp_path), members=MEMBERS) as desk:
        for row in desk.queries.sign_ins.of_club(desk.club.club_id):
            if row.added_by == "Jordan":  # the kill came between its two edits
                place = (desk.club.club_id, row.source, row.username)
                desk.commands.sign_ins.remove(*place, staff="Jordan")
        report = desk.refresh(after=timedelta(days=2))
        assert report.status == RunStatus.COMPLETE
    assert check_store(store_url(tmp_path), AT + timedelta(days=3)) == ()


def test_a_killed_restore_leaves_the_one_store_or_the_other(kennel: Kennel, tmp_path: Path) -> None:
    file = tmp_path / "gymdesk.db"
    states = []
    for name in ("a.db", "b.db"):
        with bench(store_url(tmp_path), members=MEMBERS) as desk:
            client = next(iter(desk.rows().values()))
            desk.commands.set_contact(client.client_id, staff="Jordan", phone=f"555 {name}1")
            desk.refresh(after=timedelta(minutes=len(states) + 1))
            states.append(table_rows(desk.store, *EVERY_TABLE))
        backups.back_up(file, tmp_path / name)
    for _ in range(RESTORE_KILLS):
        kennel.kill_one("restore")
        sound(tmp_path)
        with closing(Store.open(store_url(tmp_path))) as store:
            assert table_rows(store, *EVERY_TABLE) in states
        for kept in backups.listed(file):
            backups.contents_of(kept.path)  # each of them is whole
