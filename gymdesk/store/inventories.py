"""The inventories of sessions in the store: the last that was read, whatever failed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from gymdesk.store.stored import StoredInventory, inventories_of
from gymdesk.store.tables import ClientSource, SessionInventory
from gymdesk.store.upsert import upsert

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from gymdesk.domain.client import ClientId, ClubId, Source
    from gymdesk.domain.inventory import InventoryReading


class Inventories:
    """Writes what asking brought, and hands out what is known of a club."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(
        self,
        club_id: ClubId,
        source: Source,
        readings: Mapping[str, InventoryReading],
        run_id: int,
        at_utc: datetime,
    ) -> None:
        """Write readings by remote id; one without an answer leaves what was read before."""
        if not readings:
            return
        query = select(ClientSource.remote_id, ClientSource.id).where(
            ClientSource.club_id == club_id,
            ClientSource.source == source.value,
            ClientSource.remote_id.in_(list(readings)),
        )
        read, failed = [], []
        for remote_id, key in self._connection.execute(query):
            reading = readings[remote_id]
            if reading.found is None:
                row = {"trouble": reading.trouble or "", "trouble_at_utc": at_utc}
                failed.append({"client_source_id": key, **row})
                continue
            read.append(
                {
                    "client_source_id": key,
                    "entries": reading.found.entries,
                    "remaining": reading.found.remaining,
                    "fetched_at_utc": at_utc,
                    "fetched_run_id": run_id,
                    "trouble": None,
                    "trouble_at_utc": None,
                }
            )
        for rows in (read, failed):
            upsert(self._connection, SessionInventory, ("client_source_id",), rows)

    def of_club(self, club_id: ClubId) -> dict[int, StoredInventory]:
        """Return what is known, by client_source id."""
        return self._known(ClientSource.club_id == club_id)

    def of_client(self, client_id: ClientId) -> dict[int, StoredInventory]:
        """Return what is known of one client, by client_source id."""
        return self._known(ClientSource.client_id == client_id)

    def _known(self, whose: ColumnElement[bool]) -> dict[int, StoredInventory]:
        query = (
            select(
                SessionInventory.client_source_id,
                SessionInventory.entries,
                SessionInventory.remaining,
                SessionInventory.fetched_at_utc,
                SessionInventory.fetched_run_id,
                SessionInventory.trouble,
                SessionInventory.trouble_at_utc,
            )
            .join(ClientSource, SessionInventory.client_source_id == ClientSource.id)
            .where(whose)
        )
        return inventories_of(list(self._connection.execute(query).mappings()))


__all__ = ["Inventories", "StoredInventory"]
