"""Opening a store: its pragmas, its schema brought to head, its errors in plain words."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from gymdesk.errors import (
    StoreBusy,
    StoreDamaged,
    StoreDenied,
    StoreError,
    StoreFull,
    StoreNewer,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

log = logging.getLogger(__name__)

HEAD: Final = "0001"
"""The revision this program works with; a test holds it against the migrations."""

MIGRATIONS: Final = Path(__file__).parent / "migrations"

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
            _bring_to_head(engine)
    except BaseException:
        engine.dispose()
        raise
    if engine.dialect.name == "sqlite" and os.name == "posix" and engine.url.database:
        Path(engine.url.database).chmod(0o600)
    return engine


def make_engine(url: str) -> Engine:
    """Return an engine with this program's transaction rules; nothing is read yet."""
    try:
        parsed = make_url(url)
    except SQLAlchemyError as error:
        raise UsageError("the database address cannot be read") from error
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, connect_args={"timeout": 5.0})
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
        return engine
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed, pool_pre_ping=True)
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


def _bring_to_head(engine: Engine) -> None:
    with engine.connect() as connection:
        found = _revision(connection)
    if found == HEAD:
        return
    if found is not None and not any(MIGRATIONS.glob(f"versions/{found}_*.py")):
        raise StoreNewer(place_of(engine))
    migrate(engine)


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
