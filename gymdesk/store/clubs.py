"""The clubs in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from gymdesk.domain.client import ClubId
from gymdesk.store.tables import Club
from gymdesk.store.upsert import inserted_id

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping


class Clubs:
    """Reads and writes clubs. Rows leave as mappings of the table's columns."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[RowMapping, ...]:
        """Return every club by name."""
        rows = self._connection.execute(select(Club.__table__).order_by(Club.name))
        return tuple(rows.mappings())

    def find(self, club_id: ClubId) -> RowMapping | None:
        """Return the club, None if there is none."""
        query = select(Club.__table__).where(Club.id == club_id)
        return self._connection.execute(query).mappings().first()

    def add(self, uid: str, columns: Mapping[str, Any], at_utc: datetime) -> ClubId:
        """Insert a club and return its id."""
        statement = insert(Club).values(uid=uid, created_at_utc=at_utc, **columns)
        return ClubId(inserted_id(self._connection, statement))

    def change(self, club_id: ClubId, columns: Mapping[str, Any]) -> None:
        """Replace the columns of a club."""
        self._connection.execute(update(Club).where(Club.id == club_id).values(**columns))
