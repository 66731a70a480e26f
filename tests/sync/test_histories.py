"""Generated histories with random cuts: refreshes converge, repeat nothing and lose nothing."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from gymdesk.domain.past_due import NEVER_OWED, Mark, owed_by_client
from gymdesk.errors import Unreachable
from gymdesk.rows import RunStatus
from gymdesk.sync.reconcile import KnownClient, reconcile
from tests.conftest import SCALE
from tests.sync.fakes import (
    LOCAL_TABLES,
    REMOTE_TABLES,
    TODAY,
    Bench,
    ScriptedSweep,
    bench,
    store_url,
    table_rows,
)
from tests.sync.histories import World, crowd, readings
from tests.sync.test_reconcile import after

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.domain.client import ClientReading, ItemTrouble
    from gymdesk.sync.request import RunReport

PURE = int(1_000 * SCALE)
"""10,000 under `make prove-ci`."""

STORED = int(30 * SCALE)
"""300 under `make prove-ci`."""

SLICES = 10


# --- the pure rules -------------------------------------------------------------------------------


@pytest.mark.parametrize("part", range(SLICES))
def test_reconciling_any_history_converges_and_invents_nothing(part: int) -> None:
    for seed in range(part, PURE, SLICES):
        reconcile_a_history(seed)


def reconcile_a_history(seed: int) -> None:
    dice = random.Random(seed)
    world = World(dice, crowd(dice))
    state: dict[str, KnownClient] = {}
    for _ in range(dice.randrange(1, 5)):
        for read in readings(world, dice, badly=0.3):
            state = step(world, state, read, seed)
        world.move_on()
    whole = readings(world, dice, badly=0.0)
    for read in whole:
        state = step(world, state, read, seed)
    for person in world.people:
        known = state[person.remote_id]
        shown = [k.agreement for k in known.agreements.values() if not k.missing]
        truth = owed_by_client(world.truth(person), TODAY)
        assert owed_by_client(shown, TODAY) == truth, seed
        assert not any(k.kept for k in known.agreements.values() if not k.missing), seed
    for read in whole:  # a second time: nothing to do
        known = state[read.person.remote_id]
        again = reconcile(known, read)
        assert (again.outcome, again.write, again.gone) == ("unchanged", set(), set()), seed
        assert after(known, again) == known, seed


def step(
    world: World, state: dict[str, KnownClient], read: ClientReading, seed: int
) -> dict[str, KnownClient]:
    """Reconcile one reading and hold what comes out against all that was ever true."""
    key = read.person.remote_id
    before = state.get(key)
    change = reconcile(before, read)
    known = after(before, change)
    if before is not None:
        assert set(known.agreements) >= set(before.agreements), seed
    if not change.read and before is not None:
        assert known.agreements == before.agreements, seed
    debt = owed_by_client(change.agreements, TODAY)
    if debt.past_due_cents is None:
        assert debt.aging.past_due_cents == 0, seed
    else:
        assert debt.aging.past_due_cents == debt.past_due_cents, seed
    true = {a.remote_id: a for a in world.truth(read.person)}
    for agreement in change.agreements:
        now = true.get(agreement.remote_id)
        for invoice in agreement.invoices or ():
            if invoice.state in NEVER_OWED:
                continue
            assert invoice.owed_cents in {*world.said[invoice.remote_id], None}, seed
        if agreement.remote_id not in change.kept and now is not None and change.read:
            owed = [i.owed_cents for i in agreement.invoices or () if i.owed_cents is not None]
            assert set(owed) <= {i.owed_cents for i in now.invoices or ()}, seed
    return {**state, key: known}


# --- engine and store -----------------------------------------------------------------------------


class Changing:
    """A source that hands out what it is given next."""

    entity = "clients"

    def __init__(self) -> None:
        self.next: list[ClientReading | ItemTrouble | Exception] = []

    def sweep(self, *_args: Any, **_options: Any) -> ScriptedSweep:
        return ScriptedSweep(self.next)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with a club and nobody in it."""
    folder = tmp_path_factory.mktemp("empty")
    with bench(store_url(folder), members=[]):
        return folder / "gymdesk.db"


@pytest.mark.parametrize("part", range(SLICES))
def test_any_history_through_engine_and_store_converges(
    tmp_path: Path, empty: Path, part: int
) -> None:
    for seed in range(part, STORED, SLICES):
        folder = tmp_path / str(seed)
        folder.mkdir()
        shutil.copy(empty, folder / "gymdesk.db")
        with bench(store_url(folder), members=[]) as desk:
            live_a_history(desk, seed)


def live_a_history(desk: Bench, seed: int) -> None:
    dice = random.Random(seed)
    world = World(dice, crowd(dice), settled_only=True)
    source = Changing()
    desk.engine._sources = {s: source for s in desk.engine._sources}
    refreshed(desk, source, readings(world, dice, badly=0.0))
    typed_by_hand(desk)
    typed = table_rows(desk.store, *TYPED)
    for _ in range(dice.randrange(1, 4)):
        world.move_on()
        sweep: list[Any] = readings(world, dice, badly=0.3)
        missed = len(sweep) < len(world.people)
        stop = [Unreachable()] if missed else []  # the network broke off there
        report = refreshed(desk, source, [*sweep, *stop])
        flawless = not missed and not any(r.troubles for r in sweep)
        assert (report.status == RunStatus.COMPLETE) == flawless, seed
        assert report.missing == 0, seed
        assert table_rows(desk.store, *TYPED) == typed, seed
        assert_buckets_add_up(desk, seed)
    world.move_on()
    sweep = readings(world, dice, badly=0.0)
    assert refreshed(desk, source, sweep).status == RunStatus.COMPLETE, seed
    for key, row in desk.rows().items():
        person = next(p for p in world.people if int(p.remote_id) == key)
        truth = owed_by_client(world.truth(person), TODAY)
        assert row.past_due_cents == truth.past_due_cents, seed
        assert row.cancelled_past_due_cents == truth.cancelled_past_due_cents, seed
        assert row.aging == truth.aging, seed
        assert Mark.STALE not in row.marks, seed
    before = figures_in_store(desk)
    again = refreshed(desk, source, sweep)
    assert (again.status, again.created, again.updated) == (RunStatus.COMPLETE, 0, 0), seed
    assert again.unchanged == len(world.people), seed
    assert figures_in_store(desk) == before, seed
    assert table_rows(desk.store, *TYPED) == typed, seed


TYPED = tuple(t for t in LOCAL_TABLES if t != "club")


def refreshed(desk: Bench, source: Changing, sweep: list[Any]) -> RunReport:
    source.next = sweep
    return desk.refresh()


def typed_by_hand(desk: Bench) -> None:
    for row in desk.rows().values():
        desk.commands.set_contact(row.client_id, staff="Jordan", phone=f"555 {row.client_id:04}")


def figures_in_store(desk: Bench) -> dict[str, list[tuple[Any, ...]]]:
    """Return the figures without what tells the run that read them last."""
    return table_rows(desk.store, *(t for t in REMOTE_TABLES if t != "client_source"))


def assert_buckets_add_up(desk: Bench, seed: int) -> None:
    listed = desk.owing()
    assert listed.agrees, seed
    for row in desk.rows().values():
        shown = row.aging.past_due_cents
        assert shown == (row.past_due_cents or 0), seed
