"""What changed since the last look: balances of two moments, agreements and people between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.clock import today_in
from gymdesk.domain.change import Balance, ChangeKind, balance_change
from gymdesk.domain.client import ClientId, Source, folded
from gymdesk.domain.past_due import Mark
from gymdesk.errors import UnknownClub
from gymdesk.rows.changes import ChangeList, ChangeRow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId
    from gymdesk.queries.client_rows import Row
    from gymdesk.store.unit_of_work import Store, UnitOfWork

_ORDER = tuple(ChangeKind)
_AGREEMENT_KINDS = {
    "new": ChangeKind.NEW_AGREEMENT,
    "cancelled": ChangeKind.CANCELLED_AGREEMENT,
    "gone": ChangeKind.GONE_AGREEMENT,
}


class ChangeQueries:
    """Answers what a viewer has not seen yet. A club fetched once only has no changes."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def since(self, club_id: ClubId, viewer: str) -> ChangeList:
        """Return what changed since the viewer last marked all as seen, worst first."""
        with self._store.read() as work:
            club = work.clubs.find(club_id)
            if club is None:
                raise UnknownClub(name=str(club_id))
            seen = work.changes.seen(club_id, viewer)
            start = seen or work.changes.first_run(club_id)
            rows = [] if start is None else list(_rows(work, club_id, *start, club.currency))
            newest = work.changes.newest_run(club_id)
        rows.sort(key=lambda r: (_ORDER.index(r.kind), -abs(r.delta_cents or 0), folded(r.name)))
        return ChangeList(
            club=club,
            today_on=today_in(self._clock, club.timezone),
            rows=tuple(rows),
            since_utc=None if start is None else start[1],
            marked=seen is not None,
            run_id=newest,
        )


def _rows(
    work: UnitOfWork, club_id: ClubId, run_id: int, since_utc: datetime, currency: str
) -> Iterator[ChangeRow]:
    for found in work.changes.balances(club_id, run_id):
        before, after = _balance(found, "before"), _balance(found, "after")
        change = balance_change(before, after)
        if change is not None and after is not None:
            kind, delta_cents = change
            yield ChangeRow(
                kind,
                ClientId(found["client_id"]),
                found["name"],
                Source(found["source"]),
                currency,
                past_due_cents=after.cents,
                delta_cents=delta_cents,
                at_least=after.at_least,
            )
    for found in work.changes.agreements(club_id, run_id):
        yield ChangeRow(
            _AGREEMENT_KINDS[found["kind"]],
            ClientId(found["client_id"]),
            found["client"],
            Source(found["source"]),
            currency,
            what=found["name"],
        )
    for found in work.changes.people(club_id, since_utc):
        gone_utc = found["missing_since_utc"]
        for kind, holds in (
            (ChangeKind.NEW_CLIENT, found["created_at_utc"] > since_utc),
            (ChangeKind.MISSING_CLIENT, gone_utc is not None and gone_utc > since_utc),
        ):
            if holds:
                yield ChangeRow(
                    kind,
                    ClientId(found["client_id"]),
                    found["name"],
                    Source(found["source"]),
                    currency,
                )
    for found in work.changes.leads(club_id, since_utc):
        yield ChangeRow(
            ChangeKind.NEW_LEAD,
            None,
            found["name"],
            Source.WODIFY,
            currency,
            what=found["lead_source"] or "",
        )


def _balance(found: Row, side: str) -> Balance | None:
    cents = found[f"{side}_cents"]
    if cents is None:
        return None
    return Balance(cents, Mark.AT_LEAST in found[f"{side}_marks"].split())
