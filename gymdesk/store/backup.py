"""Backups of the store: taken whole by SQLite's own backup, verified, thinned, put back."""

from __future__ import annotations

import contextlib
import logging
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import make_url

from gymdesk.domain.backup import BackupContents, BackupFile, BackupKind, Loss, kept_days
from gymdesk.errors import (
    BackupDamaged,
    BackupError,
    BackupForeign,
    BackupNewer,
    NotOverwritten,
    StoreDamaged,
    StoreError,
    StoreNewer,
)
from gymdesk.store.backup_files import (
    MAGIC,
    beside,
    contents_of,
    copy_pages,
    counted,
    lost_without,
    make_folder,
    opened,
    page_bytes,
    read_only,
    refuse_other_tables,
    seal,
    settle,
    unseal,
    words_of_backup,
    words_of_store,
    words_of_target,
    written,
)
from gymdesk.store.opening import HEAD, file_url, make_engine, migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

KEPT_OF_A_KIND: Final = 5
"""So many stores from before an update, and from before a restore, are kept."""

_PREFIXES: Final = {
    BackupKind.DAILY: "gymdesk-",
    BackupKind.BEFORE_UPDATE: "before-update-",
    BackupKind.BEFORE_RESTORE: "before-restore-",
}
_LOST: Final = {
    "client": "x.id = m.id AND x.created_at_utc = m.created_at_utc",
    "sync_run": "x.id = m.id AND x.started_at_utc = m.started_at_utc",
}


def file_of(url: str) -> Path | None:
    """Return the file of a SQLite store, None for a server (or for memory)."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database[0] == ":":
        return None
    return Path(parsed.database)


def url_of(store_file: Path) -> str:
    """Return the address of the store in a file."""
    return file_url(store_file)


def folder_of(store_file: Path) -> Path:
    """Return where the automatic backups of a store lie."""
    return store_file.with_name("backups")


# --- take -----------------------------------------------------------------------------------------


def back_up(store_file: Path, target: Path) -> BackupContents:
    """Write a verified copy of the store to *target*; a file that was there stays if it fails.

    Writers of the store go on meanwhile. Raises StoreDamaged, StoreNewer, StoreFull, StoreBusy,
    StoreDenied, NotOverwritten or a BackupError.
    """
    _refuse_to_overwrite(store_file, target)
    with words_of_target(target), beside(target) as new:
        with words_of_store(store_file), opened(store_file, "rw") as source:
            copy_pages(source, new, store_file)
        try:
            seal(new)
            contents = contents_of(new)
        # a copy is exact: what is wrong with it is wrong there
        except BackupNewer as error:
            raise StoreNewer(str(store_file)) from error
        except (BackupDamaged, BackupForeign) as error:
            raise StoreDamaged(str(store_file)) from error
        new.replace(target)
        settle(target.parent)
    log.info("store backed up: %d clients, %d runs", contents.clients, contents.runs)
    return replace(contents, path=target)


def daily_backup(store_file: Path, today: date, *, renew: bool = False) -> BackupContents | None:
    """Take today's backup and thin the older ones; None if it is there and not to be renewed."""
    target = folder_of(store_file) / f"{_PREFIXES[BackupKind.DAILY]}{today.isoformat()}.db"
    if not store_file.exists() or (target.exists() and not renew):
        return None
    taken = back_up(store_file, target)
    days = {day: path for path in target.parent.glob("gymdesk-*.db") if (day := _day_of(path))}
    for day in set(days) - kept_days(days) - {today}:
        days[day].unlink(missing_ok=True)
    return taken


def back_up_before_update(store_file: Path, revision: str, now_utc: datetime) -> Path:
    """Keep the store as it is before its tables change."""
    prefix = _PREFIXES[BackupKind.BEFORE_UPDATE]
    name = f"{prefix}{now_utc:%Y%m%d-%H%M%S}-{revision}.db"
    target = _free(folder_of(store_file) / name)
    back_up(store_file, target)
    _thin(target.parent, prefix)
    return target


# --- look -----------------------------------------------------------------------------------------


def listed(store_file: Path) -> tuple[BackupFile, ...]:
    """Return the automatic backups, newest first; nothing in them is read."""
    found = []
    for kind, prefix in _PREFIXES.items():
        for path in folder_of(store_file).glob(f"{prefix}*.db"):
            with contextlib.suppress(OSError):
                found.append(BackupFile(path, kind, *written(path)))
    return tuple(sorted(found, key=lambda f: (f.written_at_utc, f.path.name), reverse=True))


def newest_sound(store_file: Path) -> BackupContents | None:
    """Return the newest automatic backup that can be put back, but none that was replaced."""
    for file in listed(store_file):
        if file.kind != BackupKind.BEFORE_RESTORE:
            with contextlib.suppress(StoreError):
                return contents_of(file.path)
    return None


def summary_of(store_file: Path) -> BackupContents:
    """Return what the store itself holds; raises StoreDamaged, StoreDenied, StoreBusy."""
    try:
        with words_of_store(store_file), opened(store_file, "rw") as db:
            return counted(store_file, db)
    except BackupError as error:
        raise StoreDamaged(str(store_file)) from error


def loss_by(store_file: Path, backup: Path) -> Loss:
    """Return what the store has and *backup* has not; raises StoreError kinds."""
    with words_of_store(store_file), opened(store_file, "rw") as db:
        # a URI again: a path may hold a question mark, and nothing is to be written there
        db.execute("ATTACH ? AS backup", (f"{backup.absolute().as_uri()}?mode=ro",))
        clients, runs = (
            db.execute(
                f"SELECT count(*) FROM main.{table} m "  # noqa: S608 (our own names)
                f"WHERE NOT EXISTS (SELECT 1 FROM backup.{table} x WHERE {same})"
            ).fetchone()[0]
            for table, same in _LOST.items()
        )
        typed = lost_without(db, "backup")
    return Loss(clients, runs, typed)


# --- put back -------------------------------------------------------------------------------------


def restore(store_file: Path, backup: Path, now_utc: datetime) -> Path:
    """Put *backup* into the open store and return where the former one is kept.

    All of it is made ready beside the store first; then one transaction replaces every page, so
    that a crash leaves the one or the other. Programs that have the store open go on with what
    was put back. Raises StoreDamaged where the store cannot be kept: see `replace_store`.
    """
    with _ready_beside(store_file, backup) as ready:
        prefix = _PREFIXES[BackupKind.BEFORE_RESTORE]
        former = _free(folder_of(store_file) / f"{prefix}{now_utc:%Y%m%d-%H%M%S}.db")
        back_up(store_file, former)
        with words_of_store(store_file), opened(ready, "rw") as source:
            copy_pages(source, store_file, store_file)
    _thin(former.parent, prefix)
    log.info("store restored from a backup, the former one kept")
    return former


def replace_store(store_file: Path, backup: Path | None, now_utc: datetime) -> Path | None:
    """Put *backup* (None: nothing) in the place of a store that nobody has open.

    Return where the former files lie now. A damaged store is moved, never removed.
    """
    if backup is None:
        return _move_aside(store_file, now_utc)
    with _ready_beside(store_file, backup) as ready:
        former = _move_aside(store_file, now_utc)
        with words_of_target(store_file):
            ready.replace(store_file)
            settle(store_file.parent)
    log.info("store replaced by a backup, the former one moved aside")
    return former


@contextlib.contextmanager
def _ready_beside(store_file: Path, backup: Path) -> Iterator[Path]:
    """Yield a checked copy of *backup* beside the store, at this program's tables."""
    if backup.absolute() == store_file.absolute():
        raise BackupForeign(str(backup))
    contents = contents_of(backup)
    with words_of_target(store_file), beside(store_file) as ready:
        with words_of_backup(backup), read_only(backup) as source:
            copy_pages(source, ready, store_file)
        unseal(ready, page_bytes(store_file))
        if contents.revision != HEAD:
            _update(ready, backup)
        with words_of_backup(backup), read_only(ready) as db:
            if db.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
                raise BackupDamaged(str(backup))
            refuse_other_tables(backup, db)
        yield ready


def _update(ready: Path, backup: Path) -> None:
    """Bring the copy of an older backup to this program's tables, without its own backup."""
    engine = make_engine(file_url(ready))
    try:
        migrate(engine)
    except Exception as error:
        raise BackupDamaged(str(backup)) from error
    finally:
        engine.dispose()


def _move_aside(store_file: Path, now_utc: datetime) -> Path | None:
    """Move the store's files into the folder of the backups."""
    if not store_file.exists():
        return None
    folder = folder_of(store_file)
    aside = _free(folder / f"damaged-{now_utc:%Y%m%d-%H%M%S}.db")
    with words_of_target(store_file):
        make_folder(folder)
        # The log first: alone beside a new store it would be played into that one.
        for end in ("-wal", "-shm", ""):
            file = store_file.with_name(store_file.name + end)
            if file.exists():
                file.replace(aside.with_name(aside.name + end))
        settle(folder)
        settle(store_file.parent)
    log.warning("the store was moved aside")
    return aside


# --- names ----------------------------------------------------------------------------------------


def _day_of(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.stem.removeprefix(_PREFIXES[BackupKind.DAILY]))
    except ValueError:
        return None


def _free(path: Path) -> Path:
    """Return *path*, or the next name that is free: two in one second are two."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _thin(folder: Path, prefix: str) -> None:
    newest_first = sorted(folder.glob(f"{prefix}*.db"), key=lambda p: p.name, reverse=True)
    for path in newest_first[KEPT_OF_A_KIND:]:
        path.unlink(missing_ok=True)


def _refuse_to_overwrite(store_file: Path, target: Path) -> None:
    own = [store_file.with_name(store_file.name + end) for end in ("", "-wal", "-shm")]
    if target.resolve() in [path.resolve() for path in own]:
        raise NotOverwritten(str(target))
    if not target.exists():
        return
    with words_of_target(target), target.open("rb") as old:
        first = old.read(len(MAGIC))
        if first and first != MAGIC:
            raise NotOverwritten(str(target))


__all__ = [
    "back_up",
    "back_up_before_update",
    "contents_of",
    "daily_backup",
    "file_of",
    "folder_of",
    "listed",
    "loss_by",
    "newest_sound",
    "replace_store",
    "restore",
    "summary_of",
    "url_of",
]
