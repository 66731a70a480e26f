"""Sign-ins set up and removed at the desk; the secrets are none of the store's business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gymdesk.errors import NoClub, UnknownUser, UsageError

if TYPE_CHECKING:
    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId, SignInId, Source
    from gymdesk.rows import SignInRow
    from gymdesk.store.unit_of_work import Store

LONGEST_USERNAME: Final = 200


class SignInCommands:
    """Adds and removes sign-ins; each edit names the staff member who made it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add(self, club_id: ClubId, source: Source, username: str, *, staff: str) -> SignInId:
        """Set a sign-in up; one that is there already stays as it is. Raises UsageError, NoClub."""
        username = username.strip()
        if len(username) > LONGEST_USERNAME or not username.isprintable():
            raise UsageError("This is not a user name")
        with self._store.begin() as work:
            if work.clubs.find(club_id) is None:
                raise NoClub
            now_utc = self._clock.now_utc()
            sign_in_id = work.sign_ins.add(club_id, source, username, staff, now_utc)
            work.commit()
        return sign_in_id

    def carry_over(self, club_id: ClubId, source: Source, username: str) -> bool:
        """Set up the one sign-in from before there were several; False if its name is known.

        One that was removed stays removed, whatever another PC's key store still holds.
        """
        with self._store.begin() as work:
            if username in work.sign_ins.ever_known(club_id, source):
                return False
            work.sign_ins.add(club_id, source, username, "GymDesk", self._clock.now_utc())
            work.commit()
        return True

    def remove(self, club_id: ClubId, source: Source, username: str, *, staff: str) -> SignInRow:
        """Remove a sign-in; nobody is missing for that. Raises UnknownUser."""
        with self._store.begin() as work:
            rows = work.sign_ins.in_use(club_id, source)
            row = next((r for r in rows if r.username == username), None)
            if row is None:
                known = ", ".join(r.username for r in rows) or "none"
                raise UnknownUser(name=username, known=known)
            work.sign_ins.remove(row.sign_in_id, staff, self._clock.now_utc())
            work.commit()
        return row
