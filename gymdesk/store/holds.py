"""Looks at holds in the store: one row for each membership that was looked at."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from gymdesk.domain.client import Source
from gymdesk.store.stored import StoredLook, stored_look
from gymdesk.store.tables import ClientSource, HoldLookTable
from gymdesk.store.upsert import IDS_AT_ONCE, table_of, upsert

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from gymdesk.domain.client import ClubId
    from gymdesk.domain.hold import Hold, HoldLook


class HoldLooks:
    """Reads and writes looks. One that fails leaves what an earlier one showed, with its age."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of_club(
        self, club_id: ClubId, clients: Sequence[str] | None = None
    ) -> dict[tuple[str, str], StoredLook]:
        """Return the looks of a club by client and membership (both remote ids)."""
        where: list[ColumnElement[bool]] = [
            ClientSource.club_id == club_id,
            ClientSource.source == Source.WODIFY.value,
        ]
        if clients is not None and len(clients) <= IDS_AT_ONCE:
            where.append(ClientSource.remote_id.in_(clients))
        query = (
            select(table_of(HoldLookTable), ClientSource.remote_id.label("client"))
            .join(ClientSource, HoldLookTable.client_source_id == ClientSource.id)
            .where(*where)
        )
        return {
            (row["client"], row["remote_id"]): stored_look(row)
            for row in self._connection.execute(query).mappings()
        }

    def write(
        self, run_id: int, at_utc: datetime, looks: Iterable[tuple[int, str, HoldLook]]
    ) -> None:
        """Write what looks showed: (client_source id, membership's remote id, look)."""
        rows = [
            {
                "client_source_id": source_id,
                "remote_id": remote_id,
                "known": look.known,
                "holds": _text(look.holds),
                "unclear": look.unclear,
                "raw": look.raw,
                "looked_at_utc": at_utc,
                "tried_at_utc": at_utc,
                "run_id": run_id,
            }
            for source_id, remote_id, look in looks
        ]
        upsert(self._connection, HoldLookTable, ("client_source_id", "remote_id"), rows)

    def failed(self, run_id: int, at_utc: datetime, source_id: int, remote_id: str) -> None:
        """Note that a look was tried and not answered: others have their turn first."""
        mine = (
            HoldLookTable.client_source_id == source_id,
            HoldLookTable.remote_id == remote_id,
        )
        tried = self._connection.execute(
            update(HoldLookTable).where(*mine).values(tried_at_utc=at_utc)
        )
        if not tried.rowcount:
            self._connection.execute(
                insert(HoldLookTable).values(
                    client_source_id=source_id,
                    remote_id=remote_id,
                    known=False,
                    holds="[]",
                    unclear=0,
                    raw="",
                    looked_at_utc=None,
                    tried_at_utc=at_utc,
                    run_id=run_id,
                )
            )


def _text(holds: Iterable[Hold]) -> str:
    return json.dumps([asdict(hold) for hold in holds], default=str, ensure_ascii=False)
