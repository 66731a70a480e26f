"""Opening a store: its pragmas, its file, and what is said when it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError

from gymdesk.errors import StoreDamaged, StoreDenied, StoreNewer, UsageError
from gymdesk.store import backup as backups
from gymdesk.store.opening import file_url, open_engine, place_of
from gymdesk.store.unit_of_work import Store
from tests.sync.fakes import bench, store_url

if TYPE_CHECKING:
    from pathlib import Path

MEMBERS = (910000131, 910000137)


def filled(folder: Path) -> Path:
    """Return the closed file of a store with two clients."""
    with bench(store_url(folder), members=MEMBERS) as desk:
        desk.refresh()
    return folder / "gymdesk.db"


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
def test_every_connection_has_the_pragmas(tmp_path: Path, pragma: str, value: object) -> None:
    engine = open_engine(store_url(tmp_path))
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    engine.dispose()


def test_foreign_keys_are_enforced(store: Store) -> None:
    with pytest.raises(IntegrityError), store.begin() as work:
        work._connection.exec_driver_sql(
            "INSERT INTO client (club_id, created_at_utc) VALUES (99, '2026-11-21')"
        )


def test_an_error_text_of_the_database_holds_no_value(store: Store) -> None:
    """Values are names of people, and the text of a bug goes into the log."""
    from sqlalchemy import insert

    from gymdesk.store.tables import ClientSource

    row = {"club_id": 99, "client_id": 99, "source": "clubos", "remote_id": "1"}
    with pytest.raises(IntegrityError) as found, store.begin() as work:
        work._connection.execute(insert(ClientSource).values(name="Abigail Thornbury", **row))
    assert "Abigail" not in str(found.value)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_the_files_of_the_store_belong_to_their_user_alone(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        engine = open_engine(store_url(tmp_path))
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT * FROM club").all()
            files = {f.name: stat.S_IMODE(f.stat().st_mode) for f in tmp_path.iterdir()}
    finally:
        os.umask(before)
    engine.dispose()
    assert files == {"gymdesk.db": 0o600, "gymdesk.db-wal": 0o600, "gymdesk.db-shm": 0o600}


@pytest.mark.parametrize("folder", ["a b", "50% off?", "a#b", "Jürgen & Søn", "%20"])
def test_any_folder_name_is_a_place_for_a_store(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    path = tmp_path / folder / "gymdesk.db"
    with closing(Store.open(file_url(path))) as store:
        assert store.place == str(path)
    assert path.stat().st_size > 0


def test_a_store_from_a_newer_version_is_refused_and_not_a_byte_is_changed(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
    before = path.read_bytes()
    with pytest.raises(StoreNewer) as found:
        Store.open(store_url(tmp_path))
    assert path.read_bytes() == before
    assert str(path) in found.value.message
    assert "Update GymDesk" in found.value.message


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "gymdesk.db"
    path.write_bytes(b"Not a database at all. " * 200)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match="damaged"):
        Store.open(store_url(tmp_path))
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_a_store_that_others_could_read_is_closed_to_them_when_it_is_opened(tmp_path: Path) -> None:
    path = filled(tmp_path)
    path.chmod(0o644)
    Store.open(file_url(path)).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_store_that_lost_every_byte_is_no_new_gym(tmp_path: Path) -> None:
    path = filled(tmp_path)
    backups.daily_backup(path, date(2026, 11, 21))
    path.write_bytes(b"")
    with pytest.raises(StoreDamaged):
        Store.open(file_url(path))
    assert path.read_bytes() == b""


def test_a_store_that_was_never_begun_is_begun(tmp_path: Path) -> None:
    path = tmp_path / "gymdesk.db"
    path.write_bytes(b"")
    Store.open(file_url(path)).close()
    assert path.stat().st_size


def test_a_damaged_store_is_called_damaged(tmp_path: Path) -> None:
    path = filled(tmp_path)
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreDamaged):
        Store.open(store_url(tmp_path))


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "gymdesk.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE bookmarks (id INTEGER)")
        db.commit()
    with pytest.raises(StoreDamaged):
        Store.open(store_url(tmp_path))
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]


def test_a_file_in_place_of_the_folder_is_a_matter_of_permission(tmp_path: Path) -> None:
    (tmp_path / "desk").write_text("a file")
    with pytest.raises(StoreDenied, match="No permission"):
        Store.open(file_url(tmp_path / "desk" / "gymdesk.db"))


def test_a_folder_in_place_of_the_file_is_a_matter_of_permission(tmp_path: Path) -> None:
    (tmp_path / "gymdesk.db").mkdir()
    with pytest.raises(StoreDenied):
        Store.open(store_url(tmp_path))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_a_matter_of_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreDenied):
            Store.open(store_url(tmp_path))
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://host/db", "oracle+nothing://x", "sqlite+nothing:///x"]
)
def test_an_address_that_is_no_database_is_a_wrong_call(url: str) -> None:
    with pytest.raises(UsageError):
        Store.open(url)


def test_a_password_in_the_address_is_in_no_text() -> None:
    from gymdesk.errors import StoreError

    url = "postgresql://desk:very-secret@127.0.0.1:1/gymdesk"
    with pytest.raises(StoreError) as found:
        Store.open(url)
    assert "very-secret" not in f"{found.value} {found.value.values}"


def test_the_place_is_the_file(store: Store, tmp_path: Path) -> None:
    assert store.place == str(tmp_path / "gymdesk.db")
    assert place_of(store._engine) == store.place


def test_two_programs_may_open_a_new_store_at_once(tmp_path: Path) -> None:
    found: list[object] = []

    def open_it() -> None:
        try:
            with closing(Store.open(store_url(tmp_path))) as store, store.read() as work:
                found.append(work.clubs.all())
        except BaseException as error:
            found.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [()] * 4
