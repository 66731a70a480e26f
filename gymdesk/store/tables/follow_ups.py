"""Follow-ups of leads that were done, or taken back: typed at the desk, nothing is sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import DeskTable


class FollowUpEvent(DeskTable):
    """A follow-up of a lead was done, or that was taken back. The newest row of a day counts.

    Rows are never changed. The lead is named by WODIFY's id: a refresh writes its row anew.
    """

    __tablename__ = "follow_up_event"
    __table_args__ = (
        CheckConstraint("day IN (2, 5, 7)", name="day_known"),
        Index("ix_follow_up_event_club_id_lead_id", "club_id", "lead_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"))
    lead_id: Mapped[str]
    day: Mapped[int]
    done: Mapped[bool]
    staff: Mapped[str]
    at_utc: Mapped[datetime]
