"""Thinning: what is older than it is kept for goes; of balances one a day stays for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, or_, select, update

from gymdesk.domain.past_due import Mark
from gymdesk.store.tables import (
    BalanceSnapshot,
    ClientSource,
    HeldChange,
    HeldDecision,
    HeldSweep,
    RunError,
    SyncRun,
)
from gymdesk.store.upsert import table_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

STALE_IN_MARKS = f"%{Mark.STALE.value}%"


class Thinning:
    """Drops what is old. Runs stay, but for skipped ones: figures and marks refer to them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def drop_errors(self, before_utc: datetime) -> int:
        """Drop what went wrong in runs from before that moment, and runs that were skipped."""
        old = select(SyncRun.id).where(SyncRun.started_at_utc < before_utc)
        errors = self._connection.execute(delete(RunError).where(RunError.run_id.in_(old)))
        self._connection.execute(
            delete(SyncRun).where(SyncRun.started_at_utc < before_utc, SyncRun.status == "skipped")
        )
        return int(errors.rowcount)

    def drop_held(self, before_utc: datetime) -> int:
        """Drop what sweeps held before that moment would have changed, once nobody waits for it.

        What a manager decided stays on record with its figures; only who each of it was about goes.
        A sweep that a later one judged anew, and nobody decided over, goes whole. What still waits
        stays, however old it is.
        """
        decided = exists().where(HeldDecision.held_sweep_id == HeldSweep.id)
        judged_anew = HeldSweep.superseded_at_utc.is_not(None)
        old = select(HeldSweep.id).where(
            HeldSweep.held_at_utc < before_utc, or_(judged_anew, decided)
        )
        gone = self._connection.execute(delete(HeldChange).where(HeldChange.held_sweep_id.in_(old)))
        self._connection.execute(
            delete(HeldSweep).where(HeldSweep.held_at_utc < before_utc, judged_anew, ~decided)
        )
        return int(gone.rowcount)

    def runs_to_thin(self, before_utc: datetime) -> tuple[int, ...]:
        """Return the runs from before that moment whose balances were not thinned yet."""
        query = (
            select(SyncRun.id)
            .where(
                SyncRun.started_at_utc < before_utc,
                SyncRun.thinned_at_utc.is_(None),
                SyncRun.status.not_in(("running", "skipped")),
            )
            .order_by(SyncRun.id)
        )
        return tuple(self._connection.execute(query).scalars())

    def thin_balances(self, run_id: int, at_utc: datetime) -> int:
        """Drop the run's balances that a later one of the same client and day replaces.

        A known balance is replaced by a known one only, and what the client shows now stays.
        """
        own = table_of(BalanceSnapshot)
        later = own.alias("later")
        replaced = (
            select(later.c.id)
            .where(
                later.c.client_source_id == own.c.client_source_id,
                later.c.as_of_on == own.c.as_of_on,
                later.c.id > own.c.id,
                or_(later.c.past_due_cents.is_not(None), own.c.past_due_cents.is_(None)),
                or_(later.c.marks.not_like(STALE_IN_MARKS), own.c.marks.like(STALE_IN_MARKS)),
            )
            .correlate(own)
            .exists()
        )
        shown = (
            select(ClientSource.id)
            .where(
                ClientSource.id == own.c.client_source_id,
                ClientSource.fetched_run_id == own.c.run_id,
            )
            .correlate(own)
            .exists()
        )
        done = self._connection.execute(delete(own).where(own.c.run_id == run_id, replaced, ~shown))
        self._connection.execute(
            update(SyncRun).where(SyncRun.id == run_id).values(thinned_at_utc=at_utc)
        )
        return int(done.rowcount)
