"""A full disk in the middle of a refresh: nothing stored before is lost, and it is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from gymdesk.errors import StoreFull
from gymdesk.rows import RunStatus
from tests.sync.fakes import (
    LOCAL_TABLES,
    REMOTE_TABLES,
    Bench,
    bench,
    roster_becomes,
    store_url,
    table_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEW = range(910000131, 910000137)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(store_url(tmp_path), members=FEW) as opened:
        yield opened


class Disk:
    """Limits how far the store may grow: its next page beyond that is "disk is full"."""

    def __init__(self, desk: Bench) -> None:
        self._engine = desk.store._engine
        self.pages = 0
        event.listen(self._engine, "checkout", self._limit)

    def is_full(self) -> None:
        with self._engine.connect() as connection:
            self.pages = int(connection.exec_driver_sql("PRAGMA page_count").scalar() or 0)

    def is_free(self) -> None:
        self.pages = 1 << 30

    def _limit(self, raw, _record, _proxy) -> None:
        if self.pages:
            raw.execute(f"PRAGMA max_page_count={self.pages}")


def test_a_refresh_on_a_full_disk_keeps_what_was_there_and_says_what_to_do(desk: Bench) -> None:
    assert desk.refresh().status == RunStatus.COMPLETE
    before = table_rows(desk.store, *LOCAL_TABLES, *REMOTE_TABLES, "balance_snapshot")
    figures = {k: r.past_due_cents for k, r in desk.rows().items()}
    disk = Disk(desk)
    disk.is_full()
    roster_becomes(desk, lambda _: True)
    report = desk.refresh()

    assert report.status in (RunStatus.FAILED, RunStatus.INCOMPLETE)
    assert report.errors[0].title == "The disk is full"
    assert desk.store.place in report.errors[0].message
    assert "Free some space" in report.errors[0].message
    assert report.missing == 0
    after = table_rows(desk.store, *before)
    for table in (*LOCAL_TABLES, "agreement", "invoice", "scheduled_payment"):
        assert set(before[table]) <= set(after[table]), table
    rows = desk.rows()
    assert {k: rows[k].past_due_cents for k in figures} == figures

    disk.is_free()
    again = desk.refresh()
    assert again.status == RunStatus.COMPLETE
    assert len(desk.rows()) == 48
    assert desk.owing().total_past_due_cents == desk.ledger.total_past_due_cents


def test_a_write_on_a_full_disk_is_one_message(desk: Bench) -> None:
    disk = Disk(desk)
    disk.is_full()
    columns = {"timezone": "UTC", "currency": "USD", "locale": "en_US"}

    def add_many_clubs() -> None:
        with desk.store.begin() as work:
            for number in range(4000):
                name = {"name": f"{number}" * 20}
                work.clubs.add(str(number), {**columns, **name}, desk.clock.now_utc())

    with pytest.raises(StoreFull) as found:
        add_many_clubs()
    assert desk.store.place in found.value.message
    assert len(desk.queries.clubs()) == 1


@pytest.mark.warns_in_log
def test_a_disk_that_is_full_at_the_very_end_is_said_though_all_was_read(
    desk: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gymdesk.store.runs import Runs

    really = Runs.change

    def change(self: Runs, run_id: int, columns: dict[str, object]) -> None:
        if "finished_at_utc" in columns:
            raise StoreFull(desk.store.place)
        really(self, run_id, columns)

    with monkeypatch.context() as full:
        full.setattr(Runs, "change", change)
        report = desk.refresh()
    assert (report.status, report.done) == (RunStatus.INCOMPLETE, len(FEW))
    assert [e.title for e in report.errors] == ["The disk is full"]
    assert len(desk.rows()) == len(FEW)


@pytest.mark.warns_in_log
def test_a_disk_too_full_even_for_the_end_of_the_run_still_gives_a_report(
    desk: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gymdesk.store.runs import Runs

    def change(_self: Runs, _run_id: int, _columns: object) -> None:
        raise StoreFull(desk.store.place)

    desk.refresh()
    figures = {k: r.past_due_cents for k, r in desk.rows().items()}
    with monkeypatch.context() as full:
        full.setattr(Runs, "change", change)
        report = desk.refresh()
    assert report.status == RunStatus.FAILED
    assert [e.title for e in report.errors] == ["The disk is full"]
    assert {k: r.past_due_cents for k, r in desk.rows().items()} == figures
    desk.refresh()
    statuses = [r.status for r in desk.queries.runs(desk.club.club_id)]
    assert statuses == [RunStatus.COMPLETE, RunStatus.INTERRUPTED, RunStatus.COMPLETE]
