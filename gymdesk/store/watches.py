"""What the manager checked by hand: confirmed amounts, and clients that are watched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from gymdesk.domain.client import ClientId, ClubId
from gymdesk.store.tables import Client, Confirmation, Watch
from gymdesk.store.upsert import table_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping


class Watches:
    """Adds confirmations and watches; nothing of it is ever changed or touched by a refresh."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def confirm(self, client_id: ClientId, cents: int, staff: str, at_utc: datetime) -> None:
        """Write that the amount was checked."""
        self._connection.execute(
            insert(Confirmation).values(
                client_id=client_id, past_due_cents=cents, staff=staff, at_utc=at_utc
            )
        )

    def confirmation(self, client_id: ClientId) -> RowMapping | None:
        """Return the newest confirmation of a client."""
        query = (
            select(table_of(Confirmation))
            .where(Confirmation.client_id == client_id)
            .order_by(Confirmation.id.desc())
            .limit(1)
        )
        return self._connection.execute(query).mappings().first()

    def watch(
        self, client_id: ClientId, expected_cents: int | None, staff: str, at_utc: datetime
    ) -> None:
        """Write which amount is expected of the client from now on; None ends the watch."""
        self._connection.execute(
            insert(Watch).values(
                client_id=client_id, expected_cents=expected_cents, staff=staff, at_utc=at_utc
            )
        )

    def watched(self, club_id: ClubId) -> dict[ClientId, int]:
        """Return the expected amount of each watched client of a club, in cents."""
        newest = select(func.max(Watch.id)).group_by(Watch.client_id)
        query = (
            select(Watch.client_id, Watch.expected_cents)
            .join(Client, Watch.client_id == Client.id)
            .where(Client.club_id == club_id, Watch.id.in_(newest))
            .order_by(Watch.id)
        )
        return {
            ClientId(client_id): cents
            for client_id, cents in self._connection.execute(query)
            if cents is not None
        }
