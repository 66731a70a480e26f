"""Units of work: all or nothing, readers beside a writer, writers one after another."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from gymdesk.errors import StoreBusy
from gymdesk.store.unit_of_work import Store, UnitOfWork
from tests.sync.fakes import AT, store_url

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.domain.client import ClubId

COLUMNS = {"timezone": "UTC", "currency": "USD", "locale": "en_US"}


def add_club(work: UnitOfWork, name: str) -> ClubId:
    return work.clubs.add(f"uid of {name}", {"name": name, **COLUMNS}, AT)


def names(store: Store) -> list[str]:
    with store.read() as work:
        return [club.name for club in work.clubs.all()]


def test_what_is_committed_stays(store: Store) -> None:
    with store.begin() as work:
        add_club(work, "Harbour Street")
        work.commit()
    assert names(store) == ["Harbour Street"]


def test_what_is_not_committed_is_undone(store: Store) -> None:
    with store.begin() as work:
        add_club(work, "Harbour Street")
    assert names(store) == []


def test_an_error_undoes_everything_and_the_store_goes_on(store: Store) -> None:
    def write_and_fail() -> None:
        with store.begin() as work:
            add_club(work, "Harbour Street")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    with store.begin() as work:
        add_club(work, "Mill Lane")
        work.commit()
    assert names(store) == ["Mill Lane"]


def test_a_unit_of_work_is_over_after_its_commit(store: Store) -> None:
    from sqlalchemy.exc import InvalidRequestError

    with store.begin() as work:
        add_club(work, "Harbour Street")
        work.commit()
        with pytest.raises(InvalidRequestError):
            add_club(work, "Mill Lane")
    assert names(store) == ["Harbour Street"]


def test_a_reading_unit_keeps_nothing(store: Store) -> None:
    with store.read() as work:
        add_club(work, "Harbour Street")
    assert names(store) == []


def test_no_transaction_stays_open_after_any_of_these(store: Store) -> None:
    names(store)
    with store.begin() as work:
        add_club(work, "Harbour Street")
    with pytest.raises(ZeroDivisionError), store.read() as work:
        1 // len(work.clubs.all())
    assert store._engine.pool.checkedout() == 0
    with closing(sqlite3.connect(store.place, timeout=0)) as other:
        other.execute("BEGIN EXCLUSIVE")


def test_a_reader_is_not_blocked_by_a_writer_and_sees_the_state_before(store: Store) -> None:
    with store.begin() as work:
        add_club(work, "Harbour Street")
        started_s = time.perf_counter()
        assert names(store) == []
        assert time.perf_counter() - started_s < 2
        work.commit()
    assert names(store) == ["Harbour Street"]


def test_a_reader_sees_one_state_from_its_first_look_to_its_last(store: Store) -> None:
    with store.read() as reader:
        assert reader.clubs.all() == ()
        with store.begin() as work:
            add_club(work, "Harbour Street")
            work.commit()
        assert reader.clubs.all() == ()
    assert names(store) == ["Harbour Street"]


def test_a_second_writer_waits_for_the_first_and_builds_on_its_work(tmp_path: Path) -> None:
    one, other = Store.open(store_url(tmp_path)), Store.open(store_url(tmp_path))
    seen: list[list[str]] = []
    asked = threading.Event()

    def write_second() -> None:
        asked.set()
        with other.begin() as work:
            seen.append([club.name for club in work.clubs.all()])
            add_club(work, "Mill Lane")
            work.commit()

    second = threading.Thread(target=write_second)
    with one.begin() as work:
        # BEGIN IMMEDIATE comes with the first statement of a unit of work
        add_club(work, "Harbour Street")
        second.start()
        asked.wait()
        second.join(timeout=0.2)
        assert second.is_alive()
        work.commit()
    second.join()
    assert seen == [["Harbour Street"]]
    assert names(one) == ["Harbour Street", "Mill Lane"]
    one.close()
    other.close()


def test_many_writers_lose_no_write(store: Store) -> None:
    def write(number: int) -> None:
        with store.begin() as work:
            add_club(work, f"Club {number + len(work.clubs.all()) * 100}")
            work.commit()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(store)) == 8
    assert sorted(int(name[5:]) // 100 for name in names(store)) == list(range(8))


def test_a_lock_that_is_held_too_long_is_said_in_words(store: Store) -> None:
    with store._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    with closing(sqlite3.connect(store.place)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy) as found, store.begin() as work:
            add_club(work, "Harbour Street")
    assert "Another program writes" in found.value.message
    assert names(store) == []
