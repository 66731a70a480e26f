"""Joining by hand: two clients who are one person, and parting them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.errors import UsageError

if TYPE_CHECKING:
    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClientId, ClubId
    from gymdesk.store.unit_of_work import Store


class JoinCommands:
    """Joins and parts clients; each edit names the staff member who made it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def join(self, club_id: ClubId, one: ClientId, other: ClientId, *, staff: str) -> ClientId:
        """Make one client of two; return who is left. Raises UsageError.

        The one about whom something was typed at the desk stays; where that is so of both, nothing
        is joined, for a note must stay with whom it was written about.
        """
        if one == other:
            raise UsageError("These are one client already")
        with self._store.begin() as work:
            records = [work.joins.records_of(club_id, key) for key in (one, other)]
            if not all(records):
                raise UsageError("This client is not in the store")
            sources = [{row["source"] for row in rows} for rows in records]
            if sources[0] & sources[1]:
                name = next(iter(sources[0] & sources[1]))
                raise UsageError(f"Both are in {name}: there they are two people")
            noted = [work.joins.has_notes(key) for key in (one, other)]
            if all(noted):
                raise UsageError("Something was noted about both of them, so they stay two")
            stays, goes = (other, one) if noted[1] else (one, other)
            work.joins.join(goes, stays, staff, self._clock.now_utc())
            work.commit()
        return stays

    def part(
        self,
        club_id: ClubId,
        client_id: ClientId,
        *,
        staff: str,
        from_client: ClientId | None = None,
    ) -> int:
        """Undo what was joined to a client; return how many went back. Raises UsageError.

        With *from_client* only what was that client's goes back.
        """
        with self._store.begin() as work:
            if not work.joins.records_of(club_id, client_id):
                raise UsageError("This client is not in the store")
            moved = work.joins.part(client_id, staff, self._clock.now_utc(), from_client)
            if not moved:
                raise UsageError("Nobody was joined to this client")
            work.commit()
        return moved
