"""The file of a backup: what it holds, its seal, and how pages get from one file to another."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sqlite3
import time
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from gymdesk.domain.backup import BackupContents
from gymdesk.errors import (
    BackupDamaged,
    BackupDenied,
    BackupError,
    BackupForeign,
    BackupMissing,
    BackupNewer,
    StoreBusy,
    StoreDamaged,
    StoreDenied,
    StoreError,
    StoreFull,
)
from gymdesk.store.opening import HEAD, MIGRATIONS
from gymdesk.store.tables import FETCHED, Table, desk_tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_WAIT_S: Final = 15.0
BUSY_S: Final = 5.0
STALE_AFTER_S: Final = 3600.0

MAGIC: Final = b"SQLite format 3\0"
MARK: Final = 0x47594D44
"""A sealed backup: its application id; the user version is the checksum of all other bytes."""

_SEAL_AT: Final = 60
_EVERY_STORE_HAS: Final = {"alembic_version", "club", "client", "sync_run"}


def contents_of(path: Path) -> BackupContents:
    """Return what a backup holds. Nothing is written, not even beside it.

    Raises BackupMissing, BackupForeign, BackupNewer, BackupDamaged or BackupDenied.
    """
    _look_at_header(path)
    with words_of_backup(path), read_only(path) as db:
        if db.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
            raise BackupDamaged(str(path))
        contents = counted(path, db)
        (mark,) = db.execute("PRAGMA application_id").fetchone()
        if contents.revision == HEAD:
            refuse_other_tables(path, db)
    if mark not in (0, MARK) or (mark == MARK and _checksum(path) != _sealed(path)):
        raise BackupDamaged(str(path))
    return contents


# --- what a file holds ----------------------------------------------------------------------------


def counted(path: Path, db: sqlite3.Connection) -> BackupContents:
    """Count what a store or a backup holds; raises BackupForeign or BackupNewer."""
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    if not tables >= _EVERY_STORE_HAS:
        raise BackupForeign(str(path))
    found = db.execute("SELECT version_num FROM alembic_version").fetchone()
    revision = "" if found is None else str(found[0])
    if revision != HEAD and not (revision and any(MIGRATIONS.glob(f"versions/{revision}_*.py"))):
        raise BackupNewer(str(path))
    (clients,) = db.execute("SELECT count(*) FROM client").fetchone()
    (runs,) = db.execute("SELECT count(*) FROM sync_run").fetchone()
    (newest,) = db.execute("SELECT max(started_at_utc) FROM sync_run").fetchone()
    moment = None if newest is None else datetime.fromisoformat(newest).replace(tzinfo=UTC)
    return BackupContents(path, *written(path), revision, clients, runs, moment, typed_in(db))


def typed_in(db: sqlite3.Connection) -> dict[str, int]:
    """Count what was typed at the desk, by table; tables that an older file lacks hold nothing."""
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
    return {
        kind.__tablename__: db.execute(
            f"SELECT count(*) FROM {kind.__tablename__} WHERE {kind.TYPED}"  # noqa: S608 (our own)
        ).fetchone()[0]
        if kind.__tablename__ in tables
        else 0
        for kind in desk_tables()
    }


def lost_without(db: sqlite3.Connection, backup: str) -> dict[str, int]:
    """Count what was typed, or changed, that is not just so in the attached *backup*, by table.

    Columns that one of the two does not have yet, or that a refresh writes, are not compared.
    """
    lost = {}
    for kind in desk_tables():
        name = kind.__tablename__
        here, there = (
            {column for (column,) in db.execute("SELECT name FROM pragma_table_info(?, ?)", pair)}
            for pair in ((name, "main"), (name, backup))
        )
        if not here:
            continue
        fetched = {c.name for c in kind.__table__.columns if c.info.get(FETCHED)}
        columns = ", ".join(sorted((here & there if there else here) - fetched))
        query = f"SELECT {columns} FROM main.{name} WHERE {kind.TYPED}"  # noqa: S608 (our own)
        if there:
            query += f" EXCEPT SELECT {columns} FROM {backup}.{name}"  # noqa: S608 (our own)
        (count,) = db.execute(f"SELECT count(*) FROM ({query})").fetchone()  # noqa: S608 (our own)
        if count:
            lost[name] = count
    return lost


def refuse_other_tables(path: Path, db: sqlite3.Connection) -> None:
    """Refuse a file whose tables are not exactly ours: a view or a trigger could do anything."""
    wanted = {table.name: table for table in Table.metadata.sorted_tables}
    indexes = {str(i.name) for table in wanted.values() for i in table.indexes}
    found = db.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    ).fetchall()
    names = {kind: {name for k, name, _ in found if k == kind} for kind in ("table", "index")}
    same = (
        len(found) == len(names["table"]) + len(names["index"])
        and names["table"] == {*wanted, "alembic_version"}
        and names["index"] == indexes
    )
    for _, name, sql in found if same else ():
        table = wanted.get(name)
        if table is not None:
            rows = db.execute("SELECT name FROM pragma_table_info(?)", (name,))
            same = same and {column for (column,) in rows} == set(table.columns.keys())
            same = same and all(str(c.name) in sql for c in table.constraints if c.name)
    if not same:
        raise BackupForeign(str(path))


def _look_at_header(path: Path) -> None:
    try:
        if not path.is_file():
            raise BackupMissing(str(path))
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise BackupForeign(str(path))
    except OSError as error:
        raise BackupDenied(str(path), str(error.strerror)) from error


def written(path: Path) -> tuple[datetime, int]:
    """Return when the file was written, and its size in bytes."""
    found = path.stat()
    return datetime.fromtimestamp(found.st_mtime, UTC), found.st_size


# --- the seal -------------------------------------------------------------------------------------


def seal(path: Path) -> None:
    """Mark the file as a backup and write the checksum of all its other bytes into it.

    SQLite's own check finds a broken page, not a digit that has changed in an amount.
    """
    with words_of_backup(path), opened(path, "rw") as db:
        db.execute("PRAGMA journal_mode=DELETE")
        db.execute("PRAGMA user_version=0")
        db.execute(f"PRAGMA application_id={MARK}")
    sum_ = _checksum(path)
    with path.open("r+b") as file:
        file.seek(_SEAL_AT)
        file.write(sum_.to_bytes(4, "big"))
        file.flush()
        os.fsync(file.fileno())


def unseal(path: Path, bytes_a_page: int | None) -> None:
    """Take the seal off a copy that becomes a store, and give it the pages of that store."""
    with opened(path, "rw") as db:
        db.execute("PRAGMA journal_mode=DELETE")
        db.execute("PRAGMA user_version=0")
        db.execute("PRAGMA application_id=0")
        if bytes_a_page and db.execute("PRAGMA page_size").fetchone()[0] != bytes_a_page:
            db.execute(f"PRAGMA page_size={bytes_a_page}")
            db.execute("VACUUM")


def _sealed(path: Path) -> int:
    with path.open("rb") as file:
        file.seek(_SEAL_AT)
        return int.from_bytes(file.read(4), "big")


def _checksum(path: Path) -> int:
    with path.open("rb") as file:
        header = bytearray(file.read(100))
        header[_SEAL_AT : _SEAL_AT + 4] = bytes(4)
        sum_ = zlib.crc32(header)
        while chunk := file.read(1 << 20):
            sum_ = zlib.crc32(chunk, sum_)
    return sum_


# --- files ----------------------------------------------------------------------------------------


def copy_pages(source: sqlite3.Connection, target: Path, store_file: Path) -> None:
    """Copy all pages in one step: a reader of the log sees one state while writers go on."""
    until_s = time.monotonic() + LOCK_WAIT_S

    def still_in_time(status: int, _remaining: int, _total: int) -> None:
        held = status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
        if held and time.monotonic() > until_s:  # it would be tried again without end
            raise StoreBusy(str(store_file))

    with opened(target, "rw") as copy:
        source.backup(copy, pages=-1, progress=still_in_time, sleep=0.1)


def page_bytes(store_file: Path) -> int | None:
    """Return the size of the pages of a file, None where it is no database."""
    with contextlib.suppress(OSError), store_file.open("rb") as file:
        header = file.read(18)
        if header[: len(MAGIC)] == MAGIC:
            return int.from_bytes(header[16:18], "big") or None
    return None


@contextlib.contextmanager
def opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    """Open a file by SQLite's own *mode*; it is never created."""
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_S, isolation_level=None
    )
    try:
        yield db
    finally:
        db.close()


@contextlib.contextmanager
def read_only(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that is only looked at, also where nothing may be written beside it."""
    mode = "ro"
    if not path.with_name(f"{path.name}-wal").exists():
        mode = "ro&immutable=1"
    with opened(path, mode) as db:
        yield db


@contextlib.contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Yield an empty file of the user's own beside *target*; it is gone afterwards."""
    make_folder(target.parent)
    _clear_stale(target)
    new = target.with_name(f".{target.name}.{secrets.token_hex(4)}.new")
    os.close(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield new
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            new.with_name(new.name + end).unlink(missing_ok=True)


def _clear_stale(target: Path) -> None:
    """Remove what a killed program left behind."""
    for left in target.parent.glob(f".{target.name}.*.new*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_AFTER_S:
                left.unlink()


def make_folder(folder: Path) -> None:
    """Create a folder that is closed to other users of the PC."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def settle(folder: Path) -> None:
    """Make a rename last through a power cut."""
    if os.name == "posix":
        with contextlib.suppress(OSError):
            file = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(file)
            finally:
                os.close(file)


# --- words ----------------------------------------------------------------------------------------


@contextlib.contextmanager
def words_of_store(store_file: Path) -> Iterator[None]:
    """Say in words what is wrong with the store that is read or written."""
    with _words(str(store_file), StoreDamaged, StoreDenied, StoreError):
        yield


@contextlib.contextmanager
def words_of_backup(path: Path) -> Iterator[None]:
    """Say in words what is wrong with the backup that is read."""
    with _words(str(path), BackupDamaged, BackupDenied, BackupDamaged):
        yield


@contextlib.contextmanager
def words_of_target(path: Path) -> Iterator[None]:
    """Say in words what is wrong with the place that is written to."""
    with _words(str(path), BackupError, BackupDenied, BackupError):
        yield


@contextlib.contextmanager
def _words(
    place: str, damaged: type[StoreError], denied: type[StoreError], other: type[StoreError]
) -> Iterator[None]:
    kinds: dict[str, Any] = {
        "full": StoreFull,
        "locked": StoreBusy,
        "unable to open": denied,
        "readonly": denied,
        "not a database": damaged,
        "malformed": damaged,
    }
    try:
        yield
    except UnicodeDecodeError as error:  # a text of SQLite's own that a flipped bit broke
        raise damaged(place) from error
    except sqlite3.Error as error:
        said = str(error).casefold()
        kind = next((kinds[words] for words in kinds if words in said), other)
        raise kind(place, str(error)) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StoreFull(place) from error
        raise denied(place, str(error.strerror)) from error
