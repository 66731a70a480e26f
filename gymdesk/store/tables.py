"""The tables of the store. The remote owns remote columns, the desk owns its own.

Money is integer minor units of the club's currency; moments are UTC; a due day is a calendar day.
Constraints are named, so that a migration can find them on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.engine import Dialect

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


def _cents(*, optional: bool = False) -> Mapped[Any]:
    return mapped_column(BigInteger, nullable=optional)


class Club(Table):
    """A gym, its calendar and where its sources live.

    `clubos_dialect` is what the user chose (NULL = find out), `clubos_dialect_found` what the last
    sign-in showed.
    """

    __tablename__ = "club"
    __table_args__ = (
        CheckConstraint("length(currency) = 3", name="currency_is_iso"),
        CheckConstraint(
            "clubos_dialect IN ('captured', 'documented')", name="clubos_dialect_known"
        ),
        CheckConstraint(
            "clubos_dialect_found IN ('captured', 'documented')",
            name="clubos_dialect_found_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    timezone: Mapped[str]
    currency: Mapped[str]
    locale: Mapped[str]
    clubos_url: Mapped[str | None]
    clubos_dialect: Mapped[str | None]
    clubos_dialect_found: Mapped[str | None]
    wodify_url: Mapped[str | None]
    wodify_location: Mapped[str | None]
    wodify_profile: Mapped[str | None]
    stripe_url: Mapped[str | None]
    created_at_utc: Mapped[datetime]


class Client(Table):
    """The desk's own key for a person, and what was typed at the desk: no refresh touches it."""

    __tablename__ = "client"

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"), index=True)
    email_desk: Mapped[str | None]
    phone_desk: Mapped[str | None]
    created_at_utc: Mapped[datetime]


class ContactEdit(Table):
    """One change of a contact typed at the desk, with who typed it. Rows are never changed."""

    __tablename__ = "contact_edit"
    __table_args__ = (CheckConstraint("field IN ('email', 'phone')", name="field_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    field: Mapped[str]
    before: Mapped[str | None]
    after: Mapped[str | None]
    staff: Mapped[str]
    at_utc: Mapped[datetime]


class Confirmation(Table):
    """The manager checked that a client owes this amount. Rows are never changed."""

    __tablename__ = "confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    past_due_cents: Mapped[int] = _cents()
    staff: Mapped[str]
    at_utc: Mapped[datetime]


class Watch(Table):
    """A client whose amount is known is watched from now on; None ends the watch. Append-only."""

    __tablename__ = "watch"

    id: Mapped[int] = mapped_column(primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    expected_cents: Mapped[int | None] = _cents(optional=True)
    staff: Mapped[str]
    at_utc: Mapped[datetime]


class ClientSource(Table):
    """Who a client is in one source. The key is the source's id, never a name or an address.

    `fetched_at_utc` None = no figures were ever read. `trouble` is why the last visit failed.
    """

    __tablename__ = "client_source"
    __table_args__ = (UniqueConstraint("club_id", "source", "remote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    source: Mapped[str]
    remote_id: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    fetched_at_utc: Mapped[datetime | None]
    fetched_run_id: Mapped[int | None] = mapped_column(ForeignKey("sync_run.id"))
    missing_since_utc: Mapped[datetime | None]
    trouble: Mapped[str | None]
    trouble_at_utc: Mapped[datetime | None]


class AgreementTable(Table):
    """An agreement as last read. `kept_from_utc`: its invoices are older than the client's visit.

    `invoices_read` false = no invoice was ever read, so what it owes is unknown.
    """

    __tablename__ = "agreement"
    __table_args__ = (UniqueConstraint("client_source_id", "remote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_source_id: Mapped[int] = mapped_column(ForeignKey("client_source.id"))
    remote_id: Mapped[str]
    name: Mapped[str]
    state: Mapped[str]
    raw_state: Mapped[str]
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]
    location_id: Mapped[str | None]
    trainer: Mapped[str | None]
    salesperson: Mapped[str | None]
    billing_state: Mapped[str | None]
    total_value_cents: Mapped[int | None] = _cents(optional=True)
    services: Mapped[str]
    explicit: Mapped[str | None]
    invoices_read: Mapped[bool]
    kept_from_utc: Mapped[datetime | None]
    missing_since_utc: Mapped[datetime | None]


class InvoiceTable(Table):
    """An invoice of an agreement. `owed_cents` None = could not be read."""

    __tablename__ = "invoice"
    __table_args__ = (UniqueConstraint("agreement_id", "remote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id", ondelete="CASCADE"))
    remote_id: Mapped[str]
    position: Mapped[int]
    state: Mapped[str]
    raw_state: Mapped[str]
    billing_on: Mapped[date | None]
    total_cents: Mapped[int | None] = _cents(optional=True)
    owed_cents: Mapped[int | None] = _cents(optional=True)
    owed_field: Mapped[str | None]


class ScheduledPaymentTable(Table):
    """A payment of a later period of an agreement."""

    __tablename__ = "scheduled_payment"

    agreement_id: Mapped[int] = mapped_column(
        ForeignKey("agreement.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    billing_on: Mapped[date | None]
    total_cents: Mapped[int | None] = _cents(optional=True)


class SyncRun(Table):
    """One run of a refresh for one club, source and entity."""

    __tablename__ = "sync_run"
    __table_args__ = (
        CheckConstraint(
            "status IN ('running', 'complete', 'incomplete', 'failed', 'held', 'skipped', "
            "'cancelled', 'interrupted')",
            name="status_known",
        ),
        Index("ix_sync_run_club_id_source_started", "club_id", "source", "started_at_utc"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    source: Mapped[str]
    entity: Mapped[str]
    trigger: Mapped[str]
    status: Mapped[str]
    started_at_utc: Mapped[datetime]
    finished_at_utc: Mapped[datetime | None]
    done: Mapped[int]
    total: Mapped[int | None]
    created: Mapped[int]
    updated: Mapped[int]
    unchanged: Mapped[int]
    missing: Mapped[int]
    failed: Mapped[int]
    requests: Mapped[int]


class RunError(Table):
    """One thing that went wrong in a run. `subject` is a remote id or empty, never a name."""

    __tablename__ = "run_error"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str]
    title: Mapped[str]
    message: Mapped[str]
    at_utc: Mapped[datetime]


class BalanceSnapshot(Table):
    """What a client owed in one source when one run read it: one row per client and run."""

    __tablename__ = "balance_snapshot"
    __table_args__ = (UniqueConstraint("run_id", "client_source_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id"))
    client_source_id: Mapped[int] = mapped_column(ForeignKey("client_source.id"), index=True)
    as_of_on: Mapped[date]
    past_due_cents: Mapped[int | None] = _cents(optional=True)
    cancelled_past_due_cents: Mapped[int | None] = _cents(optional=True)
    not_due_cents: Mapped[int] = _cents()
    days_1_30_cents: Mapped[int] = _cents()
    days_31_60_cents: Mapped[int] = _cents()
    days_61_90_cents: Mapped[int] = _cents()
    days_91_cents: Mapped[int] = _cents()
    no_date_cents: Mapped[int] = _cents()
    credit_cents: Mapped[int] = _cents()
    marks: Mapped[str]
    oldest_due_on: Mapped[date | None]
    unpaid_invoices: Mapped[int] = mapped_column(Integer)
