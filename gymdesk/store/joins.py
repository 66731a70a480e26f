"""Joins in the store: a record moves to another client, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, insert, select, update

from gymdesk.domain.client import ClientId, ClubId, Person, Source
from gymdesk.domain.matching import Candidate
from gymdesk.store.tables import Client, ClientJoin, ClientSource, desk_tables
from gymdesk.store.upsert import table_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping


class Joins:
    """Moves records between clients by hand; what was typed about a client is never moved."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def candidates(self, club_id: ClubId) -> tuple[Candidate, ...]:
        """Return every record of the club's sources that is not missing."""
        query = select(table_of(ClientSource)).where(
            ClientSource.club_id == club_id, ClientSource.missing_since_utc.is_(None)
        )
        return tuple(
            Candidate(
                ClientId(row["client_id"]),
                Source(row["source"]),
                Person(row["remote_id"], row["name"], row["email"], row["phone"]),
            )
            for row in self._connection.execute(query.order_by(ClientSource.id)).mappings()
        )

    def records_of(self, club_id: ClubId, client_id: ClientId) -> tuple[RowMapping, ...]:
        """Return the records that belong to a client of the club."""
        query = select(table_of(ClientSource)).where(
            ClientSource.club_id == club_id, ClientSource.client_id == client_id
        )
        return tuple(self._connection.execute(query.order_by(ClientSource.id)).mappings())

    def has_notes(self, client_id: ClientId) -> bool:
        """Return whether anything was typed about a client at the desk."""
        typed = select(Client.id).where(
            Client.id == client_id,
            (Client.email_desk.is_not(None)) | (Client.phone_desk.is_not(None)),
        )
        if self._connection.execute(typed).first() is not None:
            return True
        for kind in desk_tables():
            column = table_of(kind).columns.get("client_id")
            if column is None:
                continue
            found = self._connection.execute(select(exists().where(column == client_id)))
            if found.scalar_one():
                return True
        return False

    def join(self, from_id: ClientId, to_id: ClientId, staff: str, at_utc: datetime) -> int:
        """Move all records of one client to another; return how many there were."""
        query = select(ClientSource.id).where(ClientSource.client_id == from_id)
        keys = list(self._connection.execute(query).scalars())
        if keys:
            self._connection.execute(
                insert(ClientJoin),
                [
                    {
                        "client_source_id": key,
                        "from_client_id": from_id,
                        "to_client_id": to_id,
                        "joined_by": staff,
                        "joined_at_utc": at_utc,
                    }
                    for key in keys
                ],
            )
            self._connection.execute(
                update(ClientSource).where(ClientSource.id.in_(keys)).values(client_id=to_id)
            )
        return len(keys)

    def part(
        self, client_id: ClientId, staff: str, at_utc: datetime, from_id: ClientId | None = None
    ) -> int:
        """Move back what was joined to a client, the newest joining first; return how many.

        With *from_id* only what was that client's.
        """
        query = select(table_of(ClientJoin)).where(
            ClientJoin.to_client_id == client_id, ClientJoin.parted_at_utc.is_(None)
        )
        if from_id is not None:
            query = query.where(ClientJoin.from_client_id == from_id)
        query = query.order_by(ClientJoin.id.desc())
        rows = self._connection.execute(query).mappings().all()
        for row in rows:
            self._connection.execute(
                update(ClientSource)
                .where(ClientSource.id == row["client_source_id"])
                .values(client_id=row["from_client_id"])
            )
            self._connection.execute(
                update(ClientJoin)
                .where(ClientJoin.id == row["id"])
                .values(parted_by=staff, parted_at_utc=at_utc)
            )
        return len(rows)

    def in_force(
        self, club_id: ClubId, client_id: ClientId | None = None
    ) -> tuple[RowMapping, ...]:
        """Return the joinings that were not parted, to one client or to any, with whose record."""
        query = (
            select(
                table_of(ClientJoin),
                ClientSource.source,
                ClientSource.remote_id,
                ClientSource.name,
            )
            .join(ClientSource, ClientJoin.client_source_id == ClientSource.id)
            .where(ClientSource.club_id == club_id, ClientJoin.parted_at_utc.is_(None))
            .order_by(ClientJoin.id)
        )
        if client_id is not None:
            query = query.where(ClientJoin.to_client_id == client_id)
        return tuple(self._connection.execute(query).mappings())
