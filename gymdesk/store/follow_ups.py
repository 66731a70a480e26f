"""Follow-ups of leads in the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from gymdesk.store.tables import FollowUpEvent
from gymdesk.store.upsert import table_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from gymdesk.domain.client import ClubId


@dataclass(frozen=True, slots=True)
class DoneFollowUp:
    """A follow-up that was done: which, by whom, when."""

    lead_id: str
    day: int
    staff: str
    at_utc: datetime


class FollowUps:
    """Adds what was done and what was taken back; nothing of it is ever changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, club_id: ClubId, lead_id: str, day: int, done: bool, staff: str, at_utc: datetime
    ) -> None:
        """Write that a follow-up was done, or that it was not."""
        self._connection.execute(
            insert(FollowUpEvent).values(
                club_id=club_id, lead_id=lead_id, day=day, done=done, staff=staff, at_utc=at_utc
            )
        )

    def done(self, club_id: ClubId) -> tuple[DoneFollowUp, ...]:
        """Return the follow-ups of a club that are done, oldest first."""
        newest = (
            select(func.max(FollowUpEvent.id))
            .where(FollowUpEvent.club_id == club_id)
            .group_by(FollowUpEvent.lead_id, FollowUpEvent.day)
        )
        rows = self._connection.execute(
            select(table_of(FollowUpEvent))
            .where(FollowUpEvent.id.in_(newest), FollowUpEvent.done)
            .order_by(FollowUpEvent.id)
        ).mappings()
        return tuple(DoneFollowUp(r["lead_id"], r["day"], r["staff"], r["at_utc"]) for r in rows)
