"""Members, memberships, leads and invoices of WODIFY, as last read. WODIFY owns all of it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import RefreshTable, cents


class MemberTable(RefreshTable):
    """What WODIFY says of a client besides the name: `raw` keeps all of the answer.

    `bills_read_at_utc` None = the invoices were never read whole, so what is owed is unknown.
    """

    __tablename__ = "member"

    client_source_id: Mapped[int] = mapped_column(
        ForeignKey("client_source.id"), primary_key=True, autoincrement=False
    )
    raw_status: Mapped[str]
    stated_status: Mapped[str | None]
    location: Mapped[str | None]
    since_on: Mapped[date | None]
    last_attendance_on: Mapped[date | None]
    lead_source: Mapped[str | None]
    converted_from_lead: Mapped[bool | None]
    emergency_contact: Mapped[str | None]
    remote_created_at_utc: Mapped[datetime | None]
    remote_updated_at_utc: Mapped[datetime | None]
    raw: Mapped[str]
    bills_read_at_utc: Mapped[datetime | None]


class MembershipTable(RefreshTable):
    """One row of a membership, which is one billing period. `plan` is the payment plan as JSON.

    `missing_since_utc`: a complete sweep no longer had it.
    """

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("client_source_id", "remote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_source_id: Mapped[int] = mapped_column(ForeignKey("client_source.id"))
    remote_id: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]
    is_active: Mapped[bool | None]
    is_deleted: Mapped[bool]
    template_id: Mapped[str | None]
    renewed_from: Mapped[str | None]
    plan: Mapped[str]
    ends_scheduled_on: Mapped[date | None]
    stated_cents: Mapped[int | None] = cents(optional=True)
    unclear: Mapped[bool]
    raw: Mapped[str]
    missing_since_utc: Mapped[datetime | None]


class LeadTable(RefreshTable):
    """A lead. The key is WODIFY's id, never a name or an address."""

    __tablename__ = "lead"
    __table_args__ = (UniqueConstraint("club_id", "remote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    remote_id: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    raw_status: Mapped[str]
    converted: Mapped[bool]
    lead_source: Mapped[str | None]
    owner: Mapped[str | None]
    last_contact_at_utc: Mapped[datetime | None]
    remote_created_at_utc: Mapped[datetime | None]
    remote_updated_at_utc: Mapped[datetime | None]
    raw: Mapped[str]
    fetched_run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id"))
    missing_since_utc: Mapped[datetime | None]


class BillTable(RefreshTable):
    """An invoice of WODIFY. `owed_cents` None = could not be read."""

    __tablename__ = "bill"
    __table_args__ = (UniqueConstraint("client_source_id", "remote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    client_source_id: Mapped[int] = mapped_column(ForeignKey("client_source.id"))
    remote_id: Mapped[str]
    number: Mapped[str | None]
    state: Mapped[str]
    raw_status: Mapped[str]
    due_on: Mapped[date | None]
    paid_on: Mapped[date | None]
    total_cents: Mapped[int | None] = cents(optional=True)
    owed_cents: Mapped[int | None] = cents(optional=True)
    raw: Mapped[str]
    missing_since_utc: Mapped[datetime | None]
