"""Runs of a refresh, what went wrong in them, and what everybody owed then."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import RefreshTable, cents


class SyncRun(RefreshTable):
    """One run of a refresh for one club, source and entity.

    `asked` = for how many clients it was asked, NULL = everybody. `reason` is why it was skipped,
    `remark` what is worth knowing and no error.
    `thinned_at_utc`: balances of it that later ones of the same day replace were dropped then.
    """

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
    asked: Mapped[int | None]
    reason: Mapped[str | None]
    remark: Mapped[str | None]
    thinned_at_utc: Mapped[datetime | None]


class RunError(RefreshTable):
    """One thing that went wrong in a run. `subject` is a remote id or empty, never a name."""

    __tablename__ = "run_error"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str]
    title: Mapped[str]
    message: Mapped[str]
    at_utc: Mapped[datetime]


class BalanceSnapshot(RefreshTable):
    """What a client owed in one source when one run read it: one row per client and run."""

    __tablename__ = "balance_snapshot"
    __table_args__ = (UniqueConstraint("run_id", "client_source_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id"))
    client_source_id: Mapped[int] = mapped_column(ForeignKey("client_source.id"), index=True)
    as_of_on: Mapped[date]
    past_due_cents: Mapped[int | None] = cents(optional=True)
    cancelled_past_due_cents: Mapped[int | None] = cents(optional=True)
    not_due_cents: Mapped[int] = cents()
    days_1_30_cents: Mapped[int] = cents()
    days_31_60_cents: Mapped[int] = cents()
    days_61_90_cents: Mapped[int] = cents()
    days_91_cents: Mapped[int] = cents()
    no_date_cents: Mapped[int] = cents()
    credit_cents: Mapped[int] = cents()
    marks: Mapped[str]
    oldest_due_on: Mapped[date | None]
    unpaid_invoices: Mapped[int] = mapped_column(Integer)


class RefreshLease(RefreshTable):
    """Who refreshes a club right now. A row that nobody renews has expired."""

    __tablename__ = "refresh_lease"

    club_id: Mapped[int] = mapped_column(
        ForeignKey("club.id"), primary_key=True, autoincrement=False
    )
    holder: Mapped[str]
    pc: Mapped[str]
    trigger: Mapped[str]
    since_utc: Mapped[datetime]
    renewed_at_utc: Mapped[datetime]


class AgreementChange(RefreshTable):
    """An agreement that a run found new, ended or back, of a client who was known before."""

    __tablename__ = "agreement_change"
    __table_args__ = (CheckConstraint("kind IN ('new', 'cancelled', 'gone')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id"), index=True)
    client_source_id: Mapped[int] = mapped_column(ForeignKey("client_source.id"), index=True)
    remote_id: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    at_utc: Mapped[datetime]


class LookMark(RefreshTable):
    """Up to which run a viewer has seen what changed in a club.

    A restore that loses it shows again what was seen: that is no loss of anything typed.
    """

    __tablename__ = "look_mark"

    club_id: Mapped[int] = mapped_column(
        ForeignKey("club.id"), primary_key=True, autoincrement=False
    )
    viewer: Mapped[str] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id"))
    at_utc: Mapped[datetime]
