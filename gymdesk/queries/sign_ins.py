"""The sign-ins of a club, read from the store: names, never secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gymdesk.domain.client import ClubId, Source
    from gymdesk.rows import SignInRow
    from gymdesk.store.unit_of_work import Store


class SignInQueries:
    """Answers as whom a club is read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_club(self, club_id: ClubId, source: Source | None = None) -> tuple[SignInRow, ...]:
        """Return the sign-ins in use, of one source or of all, the oldest first."""
        with self._store.read() as work:
            return work.sign_ins.in_use(club_id, source)
