"""One statement for "insert it, or update it where it differs", on SQLite and PostgreSQL."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import or_
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Insert
    from sqlalchemy import Table as SqlTable

    from gymdesk.store.tables import Table


def table_of(mapped: type[Table]) -> SqlTable:
    """Return the SQL table behind a mapped class."""
    return cast("SqlTable", mapped.__table__)


def inserted_id(connection: Connection, statement: Insert) -> int:
    """Run an insert of one row and return the id it got."""
    key = connection.execute(statement).inserted_primary_key
    if key is None:
        msg = "the insert returned no key"
        raise LookupError(msg)
    return int(key[0])


def upsert(
    connection: Connection,
    mapped: type[Table],
    key: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """Insert *rows*, or update those of the same *key* whose other columns differ.

    All rows name the same columns. A row that is already so is not touched at all.
    """
    if rows:
        statement = _statement(mapped, tuple(key), tuple(rows[0]), connection.dialect.name)
        connection.execute(statement, list(rows))


@lru_cache(maxsize=64)
def _statement(
    mapped: type[Table], key: tuple[str, ...], names: tuple[str, ...], dialect: str
) -> Insert:
    """Return the statement, built once: a refresh needs the same five for every few clients."""
    table = table_of(mapped)
    insert: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    changing = [name for name in names if name not in key]
    statement: Insert = insert.on_conflict_do_update(
        index_elements=list(key),
        set_={name: insert.excluded[name] for name in changing},
        where=or_(*(table.c[name].is_distinct_from(insert.excluded[name]) for name in changing)),
    )
    return statement
