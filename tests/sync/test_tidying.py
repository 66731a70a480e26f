"""Tidying: 90 days are kept whole; of older days every client keeps the last balance."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from gymdesk.domain.client import Source
from gymdesk.store.checking import check_store
from gymdesk.sync.tidying import tidy
from tests.sync.fakes import AT, Bench, bench, store_url, table_rows

if TYPE_CHECKING:
    from pathlib import Path

FEW = range(910000130, 910000136)
MARIT = 910000131


def snapshots(desk: Bench) -> list[tuple[int, int, str, int | None]]:
    """Return (run, client, day, cents) of every balance."""
    rows = table_rows(desk.store, "balance_snapshot")["balance_snapshot"]
    return [(row[1], row[2], row[3], row[4]) for row in rows]


def test_of_days_older_than_90_the_last_balance_of_each_client_stays(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), members=FEW) as desk:
        for _ in range(3):
            desk.refresh()  # at 11, 12 and 13 o'clock of one day
        desk.refresh(after=timedelta(days=1))
        desk.refresh(after=timedelta(days=100))
        before = snapshots(desk)
        newest = [row for row in before if row[0] == 5]
        tidy(desk.store, desk.clock)
        after = snapshots(desk)
        assert {(client, day) for _, client, day, _ in after} == {
            (client, day) for _, client, day, _ in before
        }
        assert [row for row in after if row[0] in {1, 2}] == []
        assert [row for row in after if row[0] == 3] == [r for r in before if r[0] == 3]
        assert [row for row in after if row[0] == 5] == newest
        assert check_store(store_url(tmp_path), desk.clock.now_utc()) == ()
        tidy(desk.store, desk.clock)
        assert snapshots(desk) == after


def test_a_known_balance_is_never_replaced_by_an_unknown_one(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), members=FEW) as desk:
        desk.refresh()
        desk.knobs.v2_error_agreements = {1500131}
        desk.refresh()
        desk.knobs.v2_error_agreements = set()
        known = desk.rows()[MARIT].last_known_cents
        desk.clock.at_utc += timedelta(days=100)
        tidy(desk.store, desk.clock)
        assert desk.rows()[MARIT].last_known_cents == known
        assert check_store(store_url(tmp_path), desk.clock.now_utc()) == ()


def test_errors_and_skipped_runs_are_kept_90_days_and_runs_for_good(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), members=FEW) as desk:
        desk.knobs.server_error_members = {MARIT}
        desk.refresh()
        with desk.store.begin() as work:
            work.runs.skip(desk.club.club_id, Source.CLUBOS, "clients", "schedule", AT, "too soon")
            work.commit()
        desk.clock.at_utc = AT + timedelta(days=90)
        tidy(desk.store, desk.clock)
        rows = table_rows(desk.store, "sync_run", "run_error")
        assert (len(rows["sync_run"]), len(rows["run_error"])) == (2, 1)
        desk.clock.at_utc += timedelta(days=1)
        tidy(desk.store, desk.clock)
        rows = table_rows(desk.store, "sync_run", "run_error")
        assert (len(rows["sync_run"]), len(rows["run_error"])) == (1, 0)
