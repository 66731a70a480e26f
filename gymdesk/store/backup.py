"""Backups of the store: taken whole by SQLite's own backup, verified, thinned, put back."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from gymdesk.errors import StoreDamaged, StoreDenied, StoreError, StoreFull, StoreNewer
from gymdesk.store.opening import HEAD, MIGRATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

KEEP_DAYS: Final = 7
KEEP_WEEKS: Final = 4
PAGES_AT_ONCE: Final = 500
"""A backup lets writers in between its steps."""

_PREFIX: Final = "gymdesk-"
_COUNTED: Final = ("club", "client", "contact_edit", "sync_run")


@dataclass(frozen=True)
class BackupContents:
    """What a backup holds, to be looked at before it is put back."""

    path: Path
    revision: str
    clubs: int
    clients: int
    contact_edits: int
    runs: int
    newest_run_utc: datetime | None


def back_up(store_file: Path, target: Path) -> BackupContents:
    """Write a verified copy of the store to *target*; a file that was there stays if it fails.

    Raises StoreFull, StoreDenied, StoreDamaged.
    """
    beside = target.with_name(f".{target.name}.new")
    with _plain_errors(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        try:
            with _opened(store_file, write=False) as source, _opened(beside, write=True) as copy:
                source.backup(copy, pages=PAGES_AT_ONCE)
            if os.name == "posix":
                beside.chmod(0o600)
            contents = contents_of(beside)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    log.info("store backed up, %d clients, %d runs", contents.clients, contents.runs)
    return replace(contents, path=target)


def contents_of(path: Path) -> BackupContents:
    """Return what a backup holds; raises StoreDamaged or StoreNewer if it is not a sound one."""
    if not path.is_file():
        raise StoreDenied(str(path), "there is no such file")
    with _plain_errors(path), _opened(path, write=False) as db:
        if db.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            raise StoreDamaged(str(path))
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        if not {"alembic_version", *_COUNTED} <= tables:
            raise StoreDamaged(str(path))
        (revision,) = db.execute("SELECT version_num FROM alembic_version").fetchone()
        if revision != HEAD and not any(MIGRATIONS.glob(f"versions/{revision}_*.py")):
            raise StoreNewer(str(path))
        counts = [db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in _COUNTED]  # noqa: S608 (our own names)
        (newest,) = db.execute("SELECT max(started_at_utc) FROM sync_run").fetchone()
    clubs, clients, contact_edits, runs = counts
    moment = None if newest is None else datetime.fromisoformat(newest).replace(tzinfo=UTC)
    return BackupContents(path, revision, clubs, clients, contact_edits, runs, moment)


def restore(store_file: Path, backup: Path, kept_in: Path, now_utc: datetime) -> Path:
    """Put *backup* back and return where the store of before was kept.

    The copy goes through SQLite's backup in one transaction: a crash leaves the one or the other,
    never half of each. Raises StoreDamaged, StoreNewer, StoreFull, StoreDenied.
    """
    contents_of(backup)
    before = kept_in / f"before-restore-{now_utc:%Y%m%d-%H%M%S}.db"
    back_up(store_file, before)
    with (
        _plain_errors(store_file),
        _opened(backup, write=False) as source,
        _opened(store_file, write=True) as live,
    ):
        live.execute("PRAGMA busy_timeout=5000")
        source.backup(live)
    log.info("store restored from a backup, the former one kept")
    return before


def daily_backup(store_file: Path, folder: Path, now_utc: datetime) -> Path | None:
    """Take today's backup unless there is one, thin the older ones; None if there was one."""
    target = folder / f"{_PREFIX}{now_utc:%Y-%m-%d}.db"
    if target.exists() or not store_file.exists():
        return None
    back_up(store_file, target)
    found = {day: path for path in folder.glob(f"{_PREFIX}*.db") if (day := _day_of(path))}
    for day in set(found) - kept_days(found, now_utc.date()):
        found[day].unlink(missing_ok=True)
    return target


def kept_days(days: Iterable[date], today: date) -> set[date]:
    """Return which days' backups stay: the last seven, and the newest of each of four weeks."""
    newest_first = sorted((d for d in days if d <= today), reverse=True)
    kept = set(newest_first[:KEEP_DAYS])
    weeks: dict[tuple[int, int], date] = {}
    for day in newest_first:
        weeks.setdefault(day.isocalendar()[:2], day)
    kept.update(list(weeks.values())[:KEEP_WEEKS])
    return kept


def _day_of(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.stem.removeprefix(_PREFIX))
    except ValueError:
        return None


@contextlib.contextmanager
def _opened(path: Path, *, write: bool) -> Iterator[sqlite3.Connection]:
    # A reader of a WAL store needs to write its -shm file, so "ro" is for closed copies only.
    mode = "rwc" if write else "rw"
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=5.0)
    try:
        yield db
    finally:
        db.close()


@contextlib.contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        said = str(error).casefold()
        if "full" in said:
            raise StoreFull(str(path)) from error
        if "unable to open" in said or "readonly" in said:
            raise StoreDenied(str(path)) from error
        if "not a database" in said or "malformed" in said:
            raise StoreDamaged(str(path)) from error
        raise StoreError(str(path), str(error)) from error
    except OSError as error:
        raise StoreDenied(str(path), str(error.strerror)) from error
