"""What a gym's own words of status mean: typed at the desk."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from gymdesk.store.tables.base import DeskTable


class StatusWord(DeskTable):
    """What a word of WODIFY means in a club, from now on. The newest row of a word holds.

    Rows are never changed; `meaning` NULL = it was taken back.
    """

    __tablename__ = "status_word"
    __table_args__ = (CheckConstraint("kind IN ('lead', 'client')", name="kind_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    club_id: Mapped[int] = mapped_column(ForeignKey("club.id"), index=True)
    kind: Mapped[str]
    word: Mapped[str]
    meaning: Mapped[str | None]
    staff: Mapped[str]
    at_utc: Mapped[datetime]
