"""The leases in the store: who refreshes which club."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from gymdesk.domain.lease import Lease
from gymdesk.store.tables import RefreshLease
from gymdesk.store.upsert import upsert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from gymdesk.domain.client import ClubId


class Leases:
    """Reads and writes leases. Whether one may be taken is for the caller to say."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_club(self, club_id: ClubId) -> Lease | None:
        """Return the lease on a club, live or not."""
        query = select(
            RefreshLease.holder,
            RefreshLease.pc,
            RefreshLease.trigger,
            RefreshLease.since_utc,
            RefreshLease.renewed_at_utc,
        ).where(RefreshLease.club_id == club_id)
        row = self._connection.execute(query).first()
        return None if row is None else Lease(*row)

    def put(self, club_id: ClubId, lease: Lease) -> None:
        """Write the lease in the place of any other."""
        row = {
            "club_id": club_id,
            "holder": lease.holder,
            "pc": lease.pc,
            "trigger": lease.trigger,
            "since_utc": lease.since_utc,
            "renewed_at_utc": lease.renewed_at_utc,
        }
        upsert(self._connection, RefreshLease, ["club_id"], [row])

    def renew(self, club_id: ClubId, holder: str, at_utc: datetime) -> bool:
        """Write that the holder is alive; False where the lease is not its own any more."""
        done = self._connection.execute(
            update(RefreshLease)
            .where(RefreshLease.club_id == club_id, RefreshLease.holder == holder)
            .values(renewed_at_utc=at_utc)
        )
        return bool(done.rowcount)

    def end(self, club_id: ClubId, holder: str) -> None:
        """Take the holder's lease away."""
        self._connection.execute(
            delete(RefreshLease).where(
                RefreshLease.club_id == club_id, RefreshLease.holder == holder
            )
        )
