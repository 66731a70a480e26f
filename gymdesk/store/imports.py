"""Read-in files in the store: the newest of a club speaks, until its clients are visited again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, or_, select

from gymdesk.store.stored import StoredImport, imports_of
from gymdesk.store.tables import ClientSource, ImportedAgreement, ImportFile
from gymdesk.store.upsert import inserted_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection

    from gymdesk.domain.client import ClubId


class Imports:
    """Adds files and hands out what the newest one of a club says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        club_id: ClubId,
        file_name: str,
        written_at_utc: datetime,
        agreements: Sequence[tuple[int, str, str, date | None, Sequence[str]]],
        staff: str,
        at_utc: datetime,
    ) -> None:
        """Write a file: (client_source id, agreement's remote id, name, end, trainers)."""
        statement = insert(ImportFile).values(
            club_id=club_id,
            kind="clubos_export",
            file_name=file_name,
            written_at_utc=written_at_utc,
            staff=staff,
            at_utc=at_utc,
        )
        key = inserted_id(self._connection, statement)
        rows = [
            {
                "import_file_id": key,
                "client_source_id": source_id,
                "remote_id": remote_id,
                "name": name,
                "end_on": end_on,
                "trainers": json.dumps(list(trainers), ensure_ascii=False),
            }
            for source_id, remote_id, name, end_on, trainers in agreements
        ]
        if rows:
            self._connection.execute(insert(ImportedAgreement), rows)

    def of_club(self, club_id: ClubId) -> dict[int, list[StoredImport]]:
        """Return what the newest file says, by client_source id.

        Of whoever was visited after the file was made it says nothing any more.
        """
        newest = select(func.max(ImportFile.id)).where(ImportFile.club_id == club_id)
        query = (
            select(
                ImportedAgreement.client_source_id,
                ImportedAgreement.remote_id,
                ImportedAgreement.name,
                ImportedAgreement.end_on,
                ImportedAgreement.trainers,
                ImportFile.file_name,
                ImportFile.written_at_utc,
            )
            .join(ImportFile, ImportedAgreement.import_file_id == ImportFile.id)
            .join(ClientSource, ImportedAgreement.client_source_id == ClientSource.id)
            .where(
                ImportFile.id == newest.scalar_subquery(),
                or_(
                    ClientSource.fetched_at_utc.is_(None),
                    ClientSource.fetched_at_utc < ImportFile.written_at_utc,
                ),
            )
            .order_by(ImportedAgreement.id)
        )
        return imports_of(list(self._connection.execute(query).mappings()))


__all__ = ["Imports", "StoredImport"]
