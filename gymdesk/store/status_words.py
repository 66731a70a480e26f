"""What a gym's own words of status mean, in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import case, func, insert, select

from gymdesk.domain.client import Source
from gymdesk.domain.status_word import WordKind, own_words
from gymdesk.store.tables import ClientSource, LeadTable, MemberTable, StatusWord

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from gymdesk.domain.client import ClubId
    from gymdesk.domain.status_word import OwnWords


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

    def labels(self, club_id: ClubId) -> dict[tuple[WordKind, str], int]:
        """Return WODIFY's labels as they were read, with how many have each and are not missing."""
        here = ClientSource.missing_since_utc.is_(None)
        clients = (
            select(MemberTable.raw_status, func.sum(case((here, 1), else_=0)))
            .join(ClientSource, MemberTable.client_source_id == ClientSource.id)
            .where(ClientSource.club_id == club_id, ClientSource.source == Source.WODIFY.value)
            .group_by(MemberTable.raw_status)
        )
        there = LeadTable.missing_since_utc.is_(None)
        leads = (
            select(LeadTable.raw_status, func.sum(case((there, 1), else_=0)))
            .where(LeadTable.club_id == club_id)
            .group_by(LeadTable.raw_status)
        )
        found: dict[tuple[WordKind, str], int] = {}
        for kind, query in ((WordKind.LEAD, leads), (WordKind.CLIENT, clients)):
            for label, count in self._connection.execute(query):
                found[kind, label] = int(count)
        return found

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
