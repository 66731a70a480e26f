"""Who is likely one person in two systems, and who was joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.domain.client import ClientId, Source
from gymdesk.domain.matching import likely_pairs
from gymdesk.rows import JoinRow, PairRow, PersonSide

if TYPE_CHECKING:
    from gymdesk.domain.client import ClubId
    from gymdesk.domain.matching import Candidate
    from gymdesk.store.unit_of_work import Store, UnitOfWork


class JoinQueries:
    """Answers from the store alone."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def likely(self, club_id: ClubId) -> tuple[PairRow, ...]:
        """Return pairs of ClubOS and WODIFY that are likely one person, the likeliest first."""
        with self._store.read() as work:
            everybody = work.joins.candidates(club_id)
        joined = {c.client_id for c in everybody if c.source == Source.CLUBOS} & {
            c.client_id for c in everybody if c.source == Source.WODIFY
        }
        single = [c for c in everybody if c.client_id not in joined]
        pairs = likely_pairs(
            [c for c in single if c.source == Source.CLUBOS],
            [c for c in single if c.source == Source.WODIFY],
        )
        return tuple(
            PairRow(_side(pair.one), _side(pair.other), pair.likeness, pair.strong)
            for pair in pairs
        )

    def joined(self, club_id: ClubId) -> tuple[JoinRow, ...]:
        """Return what was joined by hand and not parted, oldest first."""
        with self._store.read() as work:
            return joined_rows(work, club_id)


def joined_rows(
    work: UnitOfWork, club_id: ClubId, client_id: ClientId | None = None
) -> tuple[JoinRow, ...]:
    """Return what was joined by hand and not parted, oldest first; to one client, or to any."""
    return tuple(
        JoinRow(
            client_id=ClientId(row["to_client_id"]),
            from_client_id=ClientId(row["from_client_id"]),
            source=Source(row["source"]),
            remote_id=row["remote_id"],
            name=row["name"],
            joined_by=row["joined_by"],
            joined_at_utc=row["joined_at_utc"],
        )
        for row in work.joins.in_force(club_id, client_id)
    )


def _side(one: Candidate) -> PersonSide:
    person = one.person
    return PersonSide(
        one.client_id, one.source, person.remote_id, person.name, person.email, person.phone
    )
