"""Agreements with their invoices, as last read."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import RefreshTable, cents


class AgreementTable(RefreshTable):
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
    total_value_cents: Mapped[int | None] = cents(optional=True)
    services: Mapped[str]
    explicit: Mapped[str | None]
    invoices_read: Mapped[bool]
    kept_from_utc: Mapped[datetime | None]
    missing_since_utc: Mapped[datetime | None]


class InvoiceTable(RefreshTable):
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
    total_cents: Mapped[int | None] = cents(optional=True)
    owed_cents: Mapped[int | None] = cents(optional=True)
    owed_field: Mapped[str | None]


class ScheduledPaymentTable(RefreshTable):
    """A payment of a later period of an agreement."""

    __tablename__ = "scheduled_payment"

    agreement_id: Mapped[int] = mapped_column(
        ForeignKey("agreement.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    billing_on: Mapped[date | None]
    total_cents: Mapped[int | None] = cents(optional=True)
