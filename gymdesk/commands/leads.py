"""What is done about leads at the desk: follow-ups. Nothing here is sent anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.domain.follow_up import DAYS
from gymdesk.errors import UsageError

if TYPE_CHECKING:
    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId
    from gymdesk.store.unit_of_work import Store


class LeadCommands:
    """Writes follow-ups; each names who did it, and each can be taken back."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def follow_up(self, club_id: ClubId, lead_id: str, day: int, *, done: bool, staff: str) -> None:
        """Write that a follow-up was done, or take that back; raises UsageError."""
        if day not in DAYS:
            raise UsageError(f"There is no follow-up on day {day}")
        with self._store.begin() as work:
            if not work.wodify.leads(club_id, [lead_id]):
                raise UsageError("This lead is not in the store")
            work.follow_ups.add(club_id, lead_id, day, done, staff, self._clock.now_utc())
            work.commit()
