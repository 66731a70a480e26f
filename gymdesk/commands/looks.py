"""What a viewer has seen: from then on only what is newer is told as changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId
    from gymdesk.store.unit_of_work import Store


class LookCommands:
    """Writes marks; a viewer is the name at this desk."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def mark_seen(self, club_id: ClubId, run_id: int, *, viewer: str) -> None:
        """Keep that the viewer has seen what changed up to that run; it never goes back."""
        with self._store.begin() as work:
            seen = work.changes.seen(club_id, viewer)
            if seen is None or seen[0] < run_id:
                work.changes.mark(club_id, viewer, run_id, self._clock.now_utc())
                work.commit()
