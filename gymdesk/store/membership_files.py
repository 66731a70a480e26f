"""Read-in files of memberships: the newest of a club speaks, until WODIFY itself is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, or_, select

from gymdesk.store.stored import file_memberships_of
from gymdesk.store.tables import ClientSource, ImportedMembership, MembershipFile
from gymdesk.store.upsert import inserted_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection

    from gymdesk.domain.client import ClientId, ClubId
    from gymdesk.imports.wodify_memberships import ExportedMembership
    from gymdesk.store.stored import StoredFileMembership


class MembershipFiles:
    """Adds files and hands out what the newest one of a club says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        club_id: ClubId,
        file_name: str,
        memberships: Iterable[tuple[int, ExportedMembership]],
        staff: str,
        at_utc: datetime,
    ) -> None:
        """Write a file: the client_source id of each membership with what the file says of it."""
        statement = insert(MembershipFile).values(
            club_id=club_id, file_name=file_name, staff=staff, at_utc=at_utc
        )
        key = inserted_id(self._connection, statement)
        rows = [
            {
                "membership_file_id": key,
                "client_source_id": source_id,
                "remote_id": one.membership_id,
                "name": one.name,
                "kind": one.kind,
                "plan": one.plan,
                "start_on": one.start_on,
                "end_on": one.end_on,
                "auto_renew": one.auto_renew,
            }
            for source_id, one in memberships
        ]
        if rows:
            self._connection.execute(insert(ImportedMembership), rows)

    def of_client(
        self, club_id: ClubId, client_id: ClientId
    ) -> dict[str, list[StoredFileMembership]]:
        """Return what the newest file says of a client, by WODIFY's client id.

        Whoever was fetched after the file was read in is known better.
        """
        return self._said(club_id, ClientSource.client_id == client_id)

    def of_club(self, club_id: ClubId) -> dict[str, list[StoredFileMembership]]:
        """Return what the newest file says, by WODIFY's client id; see `of_client`."""
        return self._said(club_id, ClientSource.club_id == club_id)

    def _said(
        self, club_id: ClubId, whose: ColumnElement[bool]
    ) -> dict[str, list[StoredFileMembership]]:
        newest = select(func.max(MembershipFile.id)).where(MembershipFile.club_id == club_id)
        query = (
            select(
                ClientSource.remote_id.label("client_remote_id"),
                ImportedMembership.remote_id,
                ImportedMembership.name,
                ImportedMembership.kind,
                ImportedMembership.plan,
                ImportedMembership.start_on,
                ImportedMembership.end_on,
                ImportedMembership.auto_renew,
                MembershipFile.file_name,
                MembershipFile.at_utc,
            )
            .join(MembershipFile, ImportedMembership.membership_file_id == MembershipFile.id)
            .join(ClientSource, ImportedMembership.client_source_id == ClientSource.id)
            .where(
                MembershipFile.id == newest.scalar_subquery(),
                whose,
                or_(
                    ClientSource.fetched_at_utc.is_(None),
                    ClientSource.fetched_at_utc < MembershipFile.at_utc,
                ),
            )
            .order_by(ImportedMembership.id)
        )
        return file_memberships_of(self._connection.execute(query).mappings())
