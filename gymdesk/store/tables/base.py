"""What all tables share: names of constraints, the type of a moment, the type of money."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect


FETCHED = "fetched"
"""Marks such a column in its `info`."""

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcMoment(TypeDecorator[datetime]):
    """A moment: aware in the program, UTC in the store.

    SQLite keeps no zone, and moments as text. A large list has 200,000 of them, so that they are
    written and read in one step, in the very form that SQLAlchemy's own DateTime has.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _in_utc(value)

    @override
    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.astimezone(UTC)

    @override
    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    @override
    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], datetime | None] | None:
        if dialect.name == "sqlite":
            return _from_text
        return super().result_processor(dialect, coltype)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        msg = "a moment without a time zone"
        raise ValueError(msg)
    return moment.astimezone(UTC)


@lru_cache(maxsize=100)
def _as_text(moment: datetime | None) -> str | None:
    """Return the text of a moment; what a batch writes it writes with one and the same."""
    if moment is None:
        return None
    return _in_utc(moment).replace(tzinfo=None).isoformat(" ", "microseconds")


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Table(DeclarativeBase):
    """What all tables share: naming and the types behind Python's."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcMoment, str: Text}  # noqa: RUF012 (SQLAlchemy's own form)


class DeskTable(Table):
    """What was typed at the desk: no refresh brings a row of it back, a restore may lose it.

    `TYPED` is the condition of the rows that somebody typed, where the program writes some too.
    """

    __abstract__ = True
    TYPED: ClassVar[str] = "1 = 1"


class RefreshTable(Table):
    """What a refresh writes: the next one brings it back."""

    __abstract__ = True


def desk_tables() -> tuple[type[DeskTable], ...]:
    """Return every table of what was typed at the desk, by name."""
    kinds = [m.class_ for m in Table.registry.mappers if issubclass(m.class_, DeskTable)]
    return tuple(sorted(kinds, key=lambda kind: kind.__tablename__))


def fetched_column() -> Mapped[Any]:
    """Return a column of a desk's table that a refresh writes: no loss, and no edit of anybody."""
    return mapped_column(info={FETCHED: True})


def cents(*, optional: bool = False) -> Mapped[Any]:
    """Return a column of whole minor units; *optional* = NULL is "unknown"."""
    return mapped_column(BigInteger, nullable=optional)
