"""The runs of the refresh in the store, and what went wrong in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, insert, select, update

from gymdesk.store.tables import BalanceSnapshot, RunError, SyncRun
from gymdesk.store.upsert import inserted_id, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

    from gymdesk.domain.client import ClubId, ItemTrouble, Source


class Runs:
    """Reads and writes runs. Rows leave as mappings of the table's columns."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(
        self, club_id: ClubId, source: Source, entity: str, trigger: str, at_utc: datetime
    ) -> int:
        """Insert a running run and return its id; an older one still "running" was interrupted."""
        self._connection.execute(
            update(SyncRun)
            .where(
                SyncRun.club_id == club_id,
                SyncRun.source == source.value,
                SyncRun.entity == entity,
                SyncRun.status == "running",
            )
            .values(status="interrupted")
        )
        counts = dict.fromkeys(
            ("done", "created", "updated", "unchanged", "missing", "failed", "requests"), 0
        )
        statement = insert(SyncRun).values(
            club_id=club_id,
            source=source.value,
            entity=entity,
            trigger=trigger,
            status="running",
            started_at_utc=at_utc,
            **counts,
        )
        return inserted_id(self._connection, statement)

    def change(self, run_id: int, columns: Mapping[str, Any]) -> None:
        """Write counts, status or the end of a run."""
        self._connection.execute(update(SyncRun).where(SyncRun.id == run_id).values(**columns))

    def add_errors(self, run_id: int, errors: Iterable[ItemTrouble], at_utc: datetime) -> None:
        """Write what went wrong in a run."""
        rows = [
            {
                "run_id": run_id,
                "subject": e.subject,
                "title": e.title,
                "message": e.message,
                "at_utc": at_utc,
            }
            for e in errors
        ]
        if rows:
            self._connection.execute(insert(RunError), rows)

    def newest(self, club_id: ClubId, limit: int) -> tuple[RowMapping, ...]:
        """Return the newest runs of a club, newest first."""
        query = (
            select(table_of(SyncRun))
            .where(SyncRun.club_id == club_id)
            .order_by(SyncRun.started_at_utc.desc(), SyncRun.id.desc())
            .limit(limit)
        )
        return tuple(self._connection.execute(query).mappings())

    def newest_storing(self, club_id: ClubId) -> RowMapping | None:
        """Return the newest run that brought figures; an attempt that brought none ages nothing."""
        query = (
            select(table_of(SyncRun))
            .where(
                SyncRun.club_id == club_id,
                # not its counts: a client who was read in parts counts as failed
                exists().where(BalanceSnapshot.run_id == SyncRun.id),
            )
            .order_by(SyncRun.started_at_utc.desc(), SyncRun.id.desc())
            .limit(1)
        )
        return self._connection.execute(query).mappings().first()

    def last_success_utc(self, club_id: ClubId, source: Source, entity: str) -> datetime | None:
        """Return when the last complete run ended."""
        query = select(func.max(SyncRun.finished_at_utc)).where(
            SyncRun.club_id == club_id,
            SyncRun.source == source.value,
            SyncRun.entity == entity,
            SyncRun.status == "complete",
        )
        moment: datetime | None = self._connection.execute(query).scalar()
        return moment

    def errors(self, run_ids: Sequence[int]) -> tuple[RowMapping, ...]:
        """Return what went wrong in these runs, newest first."""
        query = (
            select(table_of(RunError))
            .where(RunError.run_id.in_(run_ids))
            .order_by(RunError.at_utc.desc(), RunError.id)
        )
        return tuple(self._connection.execute(query).mappings())
