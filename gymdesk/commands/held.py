"""What the manager says of a held sweep: it is so, or it is not."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from gymdesk.clock import day_in
from gymdesk.commands.held_lists import accept_list
from gymdesk.domain.client import Source
from gymdesk.domain.past_due import Mark, owed_by_client
from gymdesk.errors import NothingHeld
from gymdesk.store.unit_of_work import ClientWrite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId
    from gymdesk.store.unit_of_work import Store, UnitOfWork

Row: TypeAlias = "Mapping[Any, Any]"
"""A row of a table by column name."""


class HeldCommands:
    """Decides over what waits. Each decision is kept with the staff member who made it.

    Accepting writes all that the sweep found in one transaction and marks those missing whom it did
    not find; dropping keeps every figure as it stands. Who was read anew since is left as read.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def accept(self, club_id: ClubId, *, staff: str, held_id: int | None = None) -> int:
        """Write what the held sweeps of a club found; return how many changes that were.

        *held_id* = that sweep only. Raises NothingHeld.
        """
        changed = 0
        with self._store.begin() as work:
            for sweep in self._waiting(work, club_id, held_id):
                changes = work.held.changes(sweep["id"])
                _accept(work, sweep, changes)
                work.held.decide(sweep["id"], "accepted", staff, self._clock.now_utc())
                changed += len(changes)
            work.commit()
        return changed

    def drop(self, club_id: ClubId, *, staff: str, held_id: int | None = None) -> int:
        """Discard what the held sweeps of a club found; return how many changes that were.

        *held_id* = that sweep only. Raises NothingHeld.
        """
        discarded = 0
        with self._store.begin() as work:
            for sweep in self._waiting(work, club_id, held_id):
                discarded += len(work.held.changes(sweep["id"]))
                work.held.decide(sweep["id"], "dropped", staff, self._clock.now_utc())
            work.commit()
        return discarded

    def _waiting(self, work: UnitOfWork, club_id: ClubId, held_id: int | None) -> Sequence[Row]:
        found = [s for s in work.held.waiting(club_id) if held_id in (None, s["id"])]
        if not found:
            raise NothingHeld
        return found


def _accept(work: UnitOfWork, sweep: Row, changes: Sequence[Row]) -> None:
    club = work.clubs.find(sweep["club_id"])
    timezone = "UTC" if club is None else club.timezone
    if sweep["source"] == Source.WODIFY.value:
        accept_list(work, sweep, changes, timezone)
        return
    figures = [(c["read_at_utc"], work.held.figures(c)) for c in changes]
    read = [(at, f) for at, f in figures if isinstance(f, ClientWrite)]
    read.sort(key=lambda pair: pair[0])
    for read_at_utc, some in groupby(read, key=lambda pair: pair[0]):
        _write(work, sweep, [f for _, f in some], read_at_utc, day_in(read_at_utc, timezone))
    gone = [c["remote_id"] for c in changes if c["kind"] == "missing"]
    source = Source(sweep["source"])
    work.clients.mark_missing(sweep["club_id"], source, gone, sweep["held_at_utc"])
    failed = sum(f.trouble is not None for _, f in read)
    work.runs.accept(sweep["run_id"], len(read) - failed, failed, len(gone))


def _write(
    work: UnitOfWork, sweep: Row, writes: Sequence[ClientWrite], at_utc: datetime, today: date
) -> None:
    """Write figures as of the moment they were read, with the balances of that day."""
    club_id, source, run_id = sweep["club_id"], Source(sweep["source"]), sweep["run_id"]
    before = work.clients.known(club_id, source, [w.person.remote_id for w in writes])
    ids = work.clients.apply(club_id, source, writes, before, run_id, at_utc)
    debts = []
    for w in writes:
        debt = owed_by_client(w.agreements, today)
        marks = debt.marks | {Mark.STALE} if w.kept else debt.marks
        debts.append((ids[w.person.remote_id], replace(debt, marks=marks)))
    work.balances.add(run_id, today, debts)
