"""The clubs in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from gymdesk.domain.client import ClubId
from gymdesk.store.stored import club_row
from gymdesk.store.tables import Club
from gymdesk.store.upsert import inserted_id, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from gymdesk.rows import ClubRow


class Clubs:
    """Reads and writes clubs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[ClubRow, ...]:
        """Return every club by name."""
        rows = self._connection.execute(select(table_of(Club)).order_by(Club.name, Club.id))
        return tuple(club_row(row) for row in rows.mappings())

    def find(self, club_id: ClubId) -> ClubRow | None:
        """Return the club, None if there is none."""
        query = select(table_of(Club)).where(Club.id == club_id)
        row = self._connection.execute(query).mappings().first()
        return None if row is None else club_row(row)

    def add(self, uid: str, columns: Mapping[str, Any], at_utc: datetime) -> ClubId:
        """Insert a club and return its id."""
        statement = insert(Club).values(uid=uid, created_at_utc=at_utc, **columns)
        return ClubId(inserted_id(self._connection, statement))

    def change(self, club_id: ClubId, columns: Mapping[str, Any]) -> None:
        """Replace the columns of a club."""
        self._connection.execute(update(Club).where(Club.id == club_id).values(**columns))
