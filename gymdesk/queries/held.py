"""The sweeps that wait for the manager, read as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.domain.client import ClientId, Source, folded
from gymdesk.domain.sweep import SweepFinding
from gymdesk.errors import UnknownClub
from gymdesk.rows import HeldChangeRow, HeldSweepRow
from gymdesk.store.unit_of_work import RowsGone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from gymdesk.domain.client import ClubId
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import Store, UnitOfWork


class HeldQueries:
    """What held sweeps would change. Nothing waits about a client who was read anew since."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def waiting(self, club_id: ClubId) -> tuple[HeldSweepRow, ...]:
        """Return the sweeps of a club that wait, oldest first; raises UnknownClub."""
        with self._store.read() as work:
            club = work.clubs.find(club_id)
            if club is None:
                raise UnknownClub(name=str(club_id))
            return tuple(_sweep_row(work, club, found) for found in work.held.waiting(club_id))


def _sweep_row(work: UnitOfWork, club: ClubRow, found: Mapping[Any, Any]) -> HeldSweepRow:
    changes = [_change_row(work, change) for change in work.held.changes(found["id"])]
    changes.sort(key=lambda c: (-(c.past_due_cents or 0), folded(c.name), c.source_id))
    return HeldSweepRow(
        held_id=found["id"],
        club=club,
        source=Source(found["source"]),
        entity=found["entity"],
        run_id=found["run_id"],
        swept_at_utc=found["held_at_utc"],
        finding=SweepFinding(
            people_known=found["people_known"],
            people_gone=found["people_gone"],
            debt_before_cents=found["debt_before_cents"],
            unexplained_cents=found["unexplained_cents"],
        ),
        changes=tuple(changes),
    )


def _change_row(work: UnitOfWork, change: Mapping[Any, Any]) -> HeldChangeRow:
    figures = work.held.figures(change) if change["kind"] == "rows" else None
    client_id = change["client_id"]
    return HeldChangeRow(
        client_id=None if client_id is None else ClientId(client_id),
        source_id=change["remote_id"],
        name=change["name"],
        past_due_cents=change["before_cents"],
        swept_cents=change["swept_cents"],
        missing=change["kind"] == "missing",
        swept_at_utc=change["read_at_utc"],
        rows=len(figures.rows) if isinstance(figures, RowsGone) else 0,
    )
