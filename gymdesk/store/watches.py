"""What the manager checked by hand: confirmed amounts, and clients that are watched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, select, true

from gymdesk.domain.client import ClientId, ClubId
from gymdesk.store.tables import Client, Confirmation, ConfirmationTurn, Watch
from gymdesk.store.upsert import inserted_id, table_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping


_HOLDS: Final = func.coalesce(
    select(ConfirmationTurn.holds)
    .where(ConfirmationTurn.confirmation_id == Confirmation.id)
    .order_by(ConfirmationTurn.id.desc())
    .limit(1)
    .correlate(Confirmation)
    .scalar_subquery(),
    true(),
)
"""The newest turn of a confirmation counts; without one it holds."""


class Watches:
    """Adds confirmations and watches; nothing of it is ever changed or touched by a refresh.

    A confirmation is taken back by a later row, which can itself be turned round.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def confirm(self, client_id: ClientId, cents: int, staff: str, at_utc: datetime) -> int:
        """Write that the amount was checked; return the id of that."""
        statement = insert(Confirmation).values(
            client_id=client_id, past_due_cents=cents, staff=staff, at_utc=at_utc
        )
        return inserted_id(self._connection, statement)

    def turn(self, confirmation_id: int, holds: bool, staff: str, at_utc: datetime) -> None:
        """Write that a confirmation was taken back, or that it holds again."""
        self._connection.execute(
            insert(ConfirmationTurn).values(
                confirmation_id=confirmation_id, holds=holds, staff=staff, at_utc=at_utc
            )
        )

    def holds(self, confirmation_id: int) -> bool | None:
        """Return whether a confirmation holds; None if there is no such one."""
        query = select(_HOLDS).where(Confirmation.id == confirmation_id)
        return self._connection.execute(query).scalar_one_or_none()

    def confirmation(self, client_id: ClientId) -> RowMapping | None:
        """Return the newest confirmation of a client that holds."""
        query = (
            select(table_of(Confirmation))
            .where(Confirmation.client_id == client_id, _HOLDS)
            .order_by(Confirmation.id.desc())
            .limit(1)
        )
        return self._connection.execute(query).mappings().first()

    def confirmations(self, client_id: ClientId) -> tuple[RowMapping, ...]:
        """Return all confirmations of a client, oldest first, each with whether it `holds`."""
        made = select(
            Confirmation.id,
            Confirmation.past_due_cents,
            Confirmation.staff,
            Confirmation.at_utc,
            _HOLDS.label("holds"),
        ).where(Confirmation.client_id == client_id)
        return tuple(self._connection.execute(made.order_by(Confirmation.id)).mappings())

    def turns(self, client_id: ClientId) -> tuple[RowMapping, ...]:
        """Return how confirmations of a client were taken back or held again, oldest first."""
        query = (
            select(
                ConfirmationTurn.holds,
                ConfirmationTurn.staff,
                ConfirmationTurn.at_utc,
                Confirmation.past_due_cents,
            )
            .join(Confirmation, ConfirmationTurn.confirmation_id == Confirmation.id)
            .where(Confirmation.client_id == client_id)
            .order_by(ConfirmationTurn.id)
        )
        return tuple(self._connection.execute(query).mappings())

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
