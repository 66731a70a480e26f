"""The outbox: what is to be changed in another system, and every step of it. Append-only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import DeskTable


class OutboxWrite(DeskTable):
    """A change that was asked for. Rows are never changed: where it stands say its steps.

    `key` is made where it is asked for, so that a double click asks for one and the same. `subject`
    is what the change is about, `intent` holds it whole, with what was on the screen.
    """

    __tablename__ = "outbox_write"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('create lead', 'update lead', 'convert lead', 'create membership', "
            "'change membership', 'cancel membership')",
            name="kind_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"), index=True)
    source: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    subject: Mapped[str]
    intent: Mapped[str]
    staff: Mapped[str]


class OutboxStep(DeskTable):
    """One step of a change, numbered from 1. Rows are never changed.

    The number is the claim: of two programs that go on with a change at once only one can add the
    next one. `staff` NULL = the desk did it by itself. `sight` is what a look showed, `holder` the
    program that sends.
    """

    __tablename__ = "outbox_step"
    __table_args__ = (
        UniqueConstraint("write_id", "number"),
        CheckConstraint(
            "state IN ('pending', 'sending', 'done', 'failed', 'check', 'conflict', 'discarded')",
            name="state_known",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    write_id: Mapped[int] = mapped_column(ForeignKey("outbox_write.id"))
    number: Mapped[int]
    state: Mapped[str]
    part: Mapped[int]
    reason: Mapped[str]
    detail: Mapped[str]
    sight: Mapped[str | None]
    remote_key: Mapped[str | None]
    staff: Mapped[str | None]
    holder: Mapped[str | None]
    at_utc: Mapped[datetime]
