"""One statement for "insert it, or update it where it differs", on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from sqlalchemy import or_
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection, Dialect, Insert
    from sqlalchemy import Table as SqlTable

    from gymdesk.store.tables import Table


IDS_AT_ONCE: Final = 10_000
"""A statement takes so many parameters everywhere (SQLite 32,766, PostgreSQL 65,535)."""


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
    if not rows:
        return
    statement = _statement(mapped, tuple(key), tuple(rows[0]), connection.dialect.name)
    if connection.dialect.name != "sqlite":
        connection.execute(statement, list(rows))
        return
    # SQLAlchemy takes longer to look through the parameters of 5,000 rows than SQLite to write
    # them. Here all rows are alike, so that it is enough to do so once for each column.
    ready = _ready(statement, tuple(rows[0]), connection.dialect)
    connection.exec_driver_sql(ready.text, ready.tuples(rows))


@dataclass(frozen=True)
class _Ready:
    """A statement as SQLite takes it. `turned` are the places whose values must be turned."""

    text: str
    names: tuple[str, ...]
    turned: tuple[tuple[int, Callable[[Any], Any]], ...]

    def tuples(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
        """Return the values of *rows* in the order of the statement."""
        columns = [[row[name] for row in rows] for name in self.names]
        for place, turn in self.turned:
            columns[place] = [turn(value) for value in columns[place]]
        return list(zip(*columns, strict=True))


@lru_cache(maxsize=64)
def _ready(statement: Insert, names: tuple[str, ...], dialect: Dialect) -> _Ready:
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    ordered = tuple(compiled.positiontup or ())
    types = [statement.table.c[name].type.dialect_impl(dialect) for name in ordered]
    turned = [(place, type_.bind_processor(dialect)) for place, type_ in enumerate(types)]
    return _Ready(str(compiled), ordered, tuple((p, turn) for p, turn in turned if turn))


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
