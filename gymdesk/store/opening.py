"""Opening a store: its pragmas, its schema brought to head, its errors in plain words."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from gymdesk.clock import SystemClock
from gymdesk.errors import (
    StoreBusy,
    StoreDamaged,
    StoreDenied,
    StoreError,
    StoreFull,
    StoreNewer,
    UsageError,
)
from gymdesk.store.revision import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

__all__ = [
    "HEAD",
    "MIGRATIONS",
    "engine_tables",
    "file_url",
    "is_write",
    "make_engine",
    "migrate",
    "open_engine",
    "place_of",
    "plain_errors",
]

log = logging.getLogger(__name__)

MIGRATIONS: Final = Path(__file__).parent / "migrations"

WRITE_LOCK: Final = 4_206_112_021
"""The key of PostgreSQL's advisory lock that makes the writers of all PCs one after another."""

_REASONS: Final[tuple[tuple[str, type[StoreError]], ...]] = (
    ("disk is full", StoreFull),
    ("no space left", StoreFull),
    ("is locked", StoreBusy),
    ("not a database", StoreDamaged),
    ("malformed", StoreDamaged),
    ("readonly", StoreDenied),
    ("unable to open", StoreDenied),
    ("permission denied", StoreDenied),
)


def open_engine(url: str) -> Engine:
    """Return an engine for *url* (SQLite or PostgreSQL) whose schema is at head.

    Raises StoreNewer, StoreDamaged, StoreDenied, StoreFull, StoreBusy or StoreError.
    """
    engine = make_engine(url)
    try:
        with plain_errors(engine):
            _refuse_emptied(engine)
            _close_to_others(engine)
            _bring_to_head(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def file_url(path: Path) -> str:
    """Return the address of the SQLite file *path*, whatever characters its folders have."""
    return URL.create("sqlite", database=str(path)).render_as_string()


def make_engine(url: str) -> Engine:
    """Return an engine with this program's transaction rules; nothing is read yet."""
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            # hide_parameters: an error text must not carry a client's name into the log
            engine = create_engine(parsed, connect_args={"timeout": 5.0}, hide_parameters=True)
            event.listen(engine, "connect", _set_pragmas)
            event.listen(engine, "begin", _begin)
            return engine
        if parsed.get_backend_name() == "postgresql":
            engine = create_engine(
                parsed.set(drivername="postgresql+psycopg"),
                pool_pre_ping=True,
                hide_parameters=True,
            )
            event.listen(engine, "begin", _begin_on_server)
            return engine
    except SQLAlchemyError as error:
        raise UsageError("The database address cannot be read") from error
    except ImportError as error:
        raise UsageError("A shared store needs psycopg: install gymdesk[shared]") from error
    raise UsageError(f"{parsed.get_backend_name()} is not a supported database")


def place_of(engine: Engine) -> str:
    """Return where the store lies, without user name or password."""
    return engine.url.database or engine.url.render_as_string(hide_password=True)


def is_write(connection: Connection) -> bool:
    """Return whether the connection was opened to write."""
    return bool(connection.get_execution_options().get("gymdesk_write"))


def _set_pragmas(raw: Any, _record: object) -> None:
    # The driver must not begin on its own: a read that turns into a write then fails at once with
    # "database is locked" where BEGIN IMMEDIATE would have waited.
    raw.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=5000",
    ):
        raw.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write(connection) else "BEGIN")


def _begin_on_server(connection: Connection) -> None:
    """Do on PostgreSQL what SQLite does: writers queue up, a reader sees one state throughout."""
    if is_write(connection):
        # stays READ COMMITTED: a snapshot would be older than the wait for the lock
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITE_LOCK})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


@contextmanager
def plain_errors(engine: Engine) -> Iterator[None]:
    """Turn the database's errors into ours; integrity errors stay what they are: a bug."""
    try:
        yield
    except DBAPIError as error:
        said = str(error.orig).casefold()
        place = place_of(engine)
        for words, kind in _REASONS:
            if words in said:
                raise kind(place) from error
        if isinstance(error, OperationalError):
            raise StoreError(place, str(error.orig)) from error
        if engine.dialect.name == "sqlite" and type(error.orig).__name__ == "DatabaseError":
            raise StoreDamaged(place) from error
        raise
    except OSError as error:
        raise StoreDenied(place_of(engine)) from error


def _refuse_emptied(engine: Engine) -> None:
    """Refuse a file without a byte beside backups of its days: it must not pass for a new gym's.

    A power cut can leave a file so. Without any backup it is a store that was never begun.
    """
    place = engine.url.database
    if engine.dialect.name != "sqlite" or not place or place[0] == ":":
        return
    path = Path(place)
    if path.is_file() and path.stat().st_size == 0:
        # here: that module stands on this one
        from gymdesk.store.backup import listed

        if listed(path):
            raise StoreDamaged(place_of(engine))


def _close_to_others(engine: Engine) -> None:
    """Give the store's file to its user alone, before anything is in it; SQLite's own follow."""
    place = engine.url.database
    if engine.dialect.name != "sqlite" or os.name != "posix" or not place or place[0] == ":":
        return
    path = Path(place)
    path.touch(mode=0o600)
    if path.stat().st_uid == os.getuid():
        path.chmod(0o600)


def _bring_to_head(engine: Engine) -> None:
    with engine.connect() as connection:
        found = _revision(connection)
        if found is None and engine_tables(connection):
            raise StoreDamaged(place_of(engine))  # another program's: nothing of ours goes in
    if found == HEAD:
        return
    if found is not None and not any(MIGRATIONS.glob(f"versions/{found}_*.py")):
        raise StoreNewer(place_of(engine))
    if found is not None:
        _back_up_first(engine, found)
    migrate(engine)


def _back_up_first(engine: Engine, revision: str) -> None:
    """Keep the file as it is before its tables change; without that they are not changed."""
    place = engine.url.database
    if engine.dialect.name == "sqlite" and place and place[0] != ":":
        # here: that module stands on this one
        from gymdesk.store.backup import back_up_before_update

        back_up_before_update(Path(place), revision, SystemClock().now_utc())


def migrate(engine: Engine, revision: str = "head") -> None:
    """Run the migrations up to *revision* in one write transaction."""
    # alembic costs 60 ms to import and is needed once per version
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.connect().execution_options(gymdesk_write=True) as connection:
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, revision)
    log.info("store brought to revision %s", revision)


def _revision(connection: Connection) -> str | None:
    tables = engine_tables(connection)
    if "alembic_version" not in tables:
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])


def engine_tables(connection: Connection) -> set[str]:
    """Return the names of the tables that are there."""
    from sqlalchemy import inspect

    return set(inspect(connection).get_table_names())
