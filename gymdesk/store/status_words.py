"""What a gym's own words of status mean, in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from gymdesk.domain.status_word import own_words
from gymdesk.store.tables import StatusWord

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from gymdesk.domain.client import ClubId
    from gymdesk.domain.status_word import OwnWords, WordKind


class StatusWords:
    """Adds what was said; nothing of it is ever changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_club(self, club_id: ClubId) -> OwnWords:
        """Return what the words of a club mean now."""
        newest = (
            select(func.max(StatusWord.id))
            .where(StatusWord.club_id == club_id)
            .group_by(StatusWord.kind, StatusWord.word)
        )
        rows = self._connection.execute(
            select(StatusWord.kind, StatusWord.word, StatusWord.meaning).where(
                StatusWord.id.in_(newest), StatusWord.meaning.is_not(None)
            )
        )
        return own_words({(row.kind, row.word): row.meaning for row in rows})

    def add(
        self,
        club_id: ClubId,
        kind: WordKind,
        word: str,
        meaning: str | None,
        staff: str,
        at_utc: datetime,
    ) -> None:
        """Write what a word means from now on."""
        self._connection.execute(
            insert(StatusWord).values(
                club_id=club_id,
                kind=kind.value,
                word=word,
                meaning=meaning,
                staff=staff,
                at_utc=at_utc,
            )
        )
