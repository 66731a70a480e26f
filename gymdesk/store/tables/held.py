"""Held sweeps: what a sweep would change, until the manager says whether it is so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import DeskTable, RefreshTable, cents


class HeldSweep(RefreshTable):
    """A sweep that found far less than its answers explain, with what made it doubtful.

    `superseded_at_utc`: a later sweep judged anew, and nobody decides over this one any more.
    """

    __tablename__ = "held_sweep"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("sync_run.id"), unique=True)
    held_at_utc: Mapped[datetime]
    people_known: Mapped[int]
    people_gone: Mapped[int]
    debt_before_cents: Mapped[int] = cents()
    unexplained_cents: Mapped[int] = cents()
    superseded_at_utc: Mapped[datetime | None]


class HeldChange(RefreshTable):
    """What a held sweep would change about one client or lead: another figure, or missing.

    `kind` "rows": some of the client's memberships would be missing. `figures` is what would be
    written, gone once it is decided; NULL also where the sweep did not find the person.
    `swept_cents` NULL = what it read is no amount either.
    """

    __tablename__ = "held_change"
    __table_args__ = (
        UniqueConstraint("held_sweep_id", "client_source_id"),
        UniqueConstraint("held_sweep_id", "lead_id"),
        CheckConstraint("kind IN ('figure', 'missing', 'rows')", name="kind_known"),
        CheckConstraint("(client_source_id IS NULL) <> (lead_id IS NULL)", name="about_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    held_sweep_id: Mapped[int] = mapped_column(ForeignKey("held_sweep.id", ondelete="CASCADE"))
    client_source_id: Mapped[int | None] = mapped_column(ForeignKey("client_source.id"), index=True)
    lead_id: Mapped[int | None] = mapped_column(ForeignKey("lead.id"))
    kind: Mapped[str]
    before_cents: Mapped[int | None] = cents(optional=True)
    swept_cents: Mapped[int | None] = cents(optional=True)
    read_at_utc: Mapped[datetime]
    figures: Mapped[str | None]


class HeldDecision(DeskTable):
    """What the manager said of a held sweep, once and for all. Rows are never changed."""

    __tablename__ = "held_decision"
    __table_args__ = (
        CheckConstraint("decision IN ('accepted', 'dropped')", name="decision_known"),
    )

    held_sweep_id: Mapped[int] = mapped_column(
        ForeignKey("held_sweep.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    decision: Mapped[str]
    staff: Mapped[str]
    at_utc: Mapped[datetime]
