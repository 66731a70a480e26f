"""The sign-ins in the store, and through which of them a client is seen."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import aliased

from gymdesk.domain.client import ClientId, ClubId, SignInId, Source
from gymdesk.rows import SignInRow
from gymdesk.store.tables import ClientSource, SeenThrough, SignInTable
from gymdesk.store.upsert import IDS_AT_ONCE, inserted_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection


class SignIns:
    """Reads and writes sign-ins; nothing in here knows a secret."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def in_use(self, club_id: ClubId, source: Source | None = None) -> tuple[SignInRow, ...]:
        """Return the sign-ins of a club, of one source or of all, the oldest first."""
        clients = (
            select(func.count())
            .select_from(SeenThrough)
            .join(ClientSource, SeenThrough.client_source_id == ClientSource.id)
            .where(
                SeenThrough.sign_in_id == SignInTable.id,
                ClientSource.missing_since_utc.is_(None),
            )
            .scalar_subquery()
        )
        query = (
            select(
                SignInTable.id,
                SignInTable.source,
                SignInTable.username,
                SignInTable.added_by,
                SignInTable.added_at_utc,
                clients,
            )
            .where(SignInTable.club_id == club_id, SignInTable.removed_at_utc.is_(None))
            .order_by(SignInTable.source, SignInTable.id)
        )
        if source is not None:
            query = query.where(SignInTable.source == source.value)
        return tuple(
            SignInRow(SignInId(key), club_id, Source(of), name, added_by, at_utc, seen or None)
            for key, of, name, added_by, at_utc, seen in self._connection.execute(query)
        )

    def users(self, club_id: ClubId, source: Source) -> tuple[str, ...]:
        """Return the user names in use, the oldest first."""
        query = (
            select(SignInTable.username)
            .where(
                SignInTable.club_id == club_id,
                SignInTable.source == source.value,
                SignInTable.removed_at_utc.is_(None),
            )
            .order_by(SignInTable.id)
        )
        return tuple(self._connection.execute(query).scalars())

    def ever_known(self, club_id: ClubId, source: Source) -> frozenset[str]:
        """Return every user name that was ever set up, removed ones too."""
        query = select(SignInTable.username).where(
            SignInTable.club_id == club_id, SignInTable.source == source.value
        )
        return frozenset(self._connection.execute(query).scalars())

    def add(
        self, club_id: ClubId, source: Source, username: str, staff: str, at_utc: datetime
    ) -> SignInId:
        """Insert a sign-in and return its id; one that is in use already is returned as it is."""
        for row in self.in_use(club_id, source):
            if row.username == username:
                return row.sign_in_id
        statement = insert(SignInTable).values(
            club_id=club_id,
            source=source.value,
            username=username,
            added_by=staff,
            added_at_utc=at_utc,
        )
        return SignInId(inserted_id(self._connection, statement))

    def remove(self, sign_in_id: SignInId, staff: str, at_utc: datetime) -> None:
        """Note that this sign-in is used no more; its clients stay as they are."""
        self._connection.execute(
            update(SignInTable)
            .where(SignInTable.id == sign_in_id, SignInTable.removed_at_utc.is_(None))
            .values(removed_by=staff, removed_at_utc=at_utc)
        )

    # --- who is seen ------------------------------------------------------------------------------

    def saw(
        self,
        sign_in_id: SignInId,
        club_id: ClubId,
        source: Source,
        remote_ids: Iterable[str],
        *,
        whole: bool,
    ) -> None:
        """Note whom the sign-in's list had; only a *whole* list says who is not in it any more.

        Whom nobody else sees stays noted until the client is called missing: through whom somebody
        was seen last must be known for as long as it is not certain that the client is gone.
        """
        listed = frozenset(remote_ids)
        known = self._connection.execute(
            select(ClientSource.id, ClientSource.remote_id).where(
                ClientSource.club_id == club_id, ClientSource.source == source.value
            )
        )
        now = {key for key, remote_id in known if remote_id in listed}
        before = set(
            self._connection.execute(
                select(SeenThrough.client_source_id).where(SeenThrough.sign_in_id == sign_in_id)
            ).scalars()
        )
        if new := sorted(now - before):
            self._connection.execute(
                insert(SeenThrough),
                [{"sign_in_id": sign_in_id, "client_source_id": key} for key in new],
            )
        gone = sorted(before - now - self._seen_alone(sign_in_id)) if whole else []
        for first in range(0, len(gone), IDS_AT_ONCE):
            self._connection.execute(
                delete(SeenThrough).where(
                    SeenThrough.sign_in_id == sign_in_id,
                    SeenThrough.client_source_id.in_(gone[first : first + IDS_AT_ONCE]),
                )
            )

    def _seen_alone(self, sign_in_id: SignInId) -> set[int]:
        """Return whom this sign-in alone sees, and who is not missing."""
        other = aliased(SeenThrough)
        query = (
            select(SeenThrough.client_source_id)
            .join(ClientSource, SeenThrough.client_source_id == ClientSource.id)
            .where(
                SeenThrough.sign_in_id == sign_in_id,
                ClientSource.missing_since_utc.is_(None),
                ~select(other.sign_in_id)
                .where(
                    other.client_source_id == SeenThrough.client_source_id,
                    other.sign_in_id != sign_in_id,
                )
                .exists(),
            )
        )
        return set(self._connection.execute(query).scalars())

    def may_see(self, sign_in_id: SignInId, club_id: ClubId, source: Source) -> bool:
        """Return whether an empty list of this sign-in would be news.

        It is where the sign-in listed somebody before, and where somebody is known of whom it is
        not known through whom: clients from before there were several sign-ins.
        """
        seen = select(SeenThrough.client_source_id).where(SeenThrough.sign_in_id == sign_in_id)
        of_nobody = select(ClientSource.id).where(
            ClientSource.club_id == club_id,
            ClientSource.source == source.value,
            ClientSource.missing_since_utc.is_(None),
            ~select(SeenThrough.sign_in_id)
            .where(SeenThrough.client_source_id == ClientSource.id)
            .exists(),
        )
        return any(self._connection.execute(q.limit(1)).first() for q in (seen, of_nobody))

    def seen_through(self, club_id: ClubId, source: Source) -> dict[ClientId, tuple[str, ...]]:
        """Return by client the users in use in whose newest list the client was."""
        query = (
            select(ClientSource.client_id, SignInTable.username)
            .join(SeenThrough, SeenThrough.client_source_id == ClientSource.id)
            .join(SignInTable, SeenThrough.sign_in_id == SignInTable.id)
            .where(
                SignInTable.club_id == club_id,
                SignInTable.source == source.value,
                SignInTable.removed_at_utc.is_(None),
            )
            .order_by(SignInTable.id)
        )
        found: defaultdict[ClientId, dict[str, None]] = defaultdict(dict)
        for key, username in self._connection.execute(query):
            found[ClientId(key)][username] = None
        return {key: tuple(names) for key, names in found.items()}
