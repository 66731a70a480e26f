"""The runs of the refresh in the store, and what went wrong in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import case, exists, func, insert, or_, select, update

from gymdesk.domain.client import SOURCE_NAMES, ClubId, Source
from gymdesk.domain.due import Past
from gymdesk.errors import SignInLocked, SignInRefused
from gymdesk.store.tables import BalanceSnapshot, RunError, SyncRun
from gymdesk.store.upsert import inserted_id, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

    from gymdesk.domain.client import ItemTrouble

FAILURES_COUNTED: Final = 20
"""More of them in a row change nothing: the waits have grown to the whole interval by then."""


class Runs:
    """Reads and writes runs. Rows leave as mappings of the table's columns."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def start(
        self,
        club_id: ClubId,
        source: Source,
        entity: str,
        trigger: str,
        at_utc: datetime,
        asked: int | None = None,
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
        return self._insert(club_id, source, entity, trigger, at_utc, status="running", asked=asked)

    def skip(
        self,
        club_id: ClubId,
        source: Source,
        entity: str,
        trigger: str,
        at_utc: datetime,
        reason: str,
    ) -> int:
        """Insert a run that was not done, with the reason."""
        return self._insert(
            club_id,
            source,
            entity,
            trigger,
            at_utc,
            status="skipped",
            reason=reason,
            finished_at_utc=at_utc,
        )

    def interrupt(self, club_id: ClubId) -> int:
        """Call the running runs of a club interrupted, and return how many there were."""
        done = self._connection.execute(
            update(SyncRun)
            .where(SyncRun.club_id == club_id, SyncRun.status == "running")
            .values(status="interrupted")
        )
        return int(done.rowcount)

    def clubs_running(self) -> tuple[ClubId, ...]:
        """Return the clubs with runs that are "running"."""
        query = select(SyncRun.club_id).where(SyncRun.status == "running").distinct()
        return tuple(ClubId(club_id) for club_id in self._connection.execute(query).scalars())

    def is_running(self, club_id: ClubId, source: Source) -> bool:
        """Return whether a run of the source is "running"."""
        query = select(SyncRun.id).where(
            SyncRun.club_id == club_id,
            SyncRun.source == source.value,
            SyncRun.status == "running",
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def change(self, run_id: int, columns: Mapping[str, Any]) -> None:
        """Write counts, status or the end of a run."""
        self._connection.execute(update(SyncRun).where(SyncRun.id == run_id).values(**columns))

    def accept(self, run_id: int, updated: int, failed: int, missing: int) -> None:
        """Count what of a held run was written after all; it ends like any other run then."""
        flawed = exists().where(RunError.run_id == SyncRun.id)
        self._connection.execute(
            update(SyncRun)
            .where(SyncRun.id == run_id)
            .values(
                done=SyncRun.done + updated + failed,
                updated=SyncRun.updated + updated,
                failed=SyncRun.failed + failed,
                missing=SyncRun.missing + missing,
                status=case(
                    (or_(flawed, SyncRun.failed + failed > 0), "incomplete"), else_="complete"
                ),
            )
        )

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

    def newest(
        self, club_id: ClubId, limit: int, source: Source | None = None, entity: str | None = None
    ) -> tuple[RowMapping, ...]:
        """Return the newest runs of a club, or of one of its sources, newest first.

        The newest is the one that was begun last, here as everywhere, whatever the clock said then.
        """
        query = select(table_of(SyncRun)).where(SyncRun.club_id == club_id)
        if source is not None:
            query = query.where(SyncRun.source == source.value)
        if entity is not None:
            query = query.where(SyncRun.entity == entity)
        query = query.order_by(SyncRun.id.desc()).limit(limit)
        return tuple(self._connection.execute(query).mappings())

    def newest_storing(self, club_id: ClubId) -> RowMapping | None:
        """Return the newest run of everybody that brought figures; no other ages anything.

        Of ClubOS as long as there is one: WODIFY's figures age by their own account, and speak for
        the list only where nothing else does.
        """
        query = (
            select(table_of(SyncRun))
            .where(
                SyncRun.club_id == club_id,
                SyncRun.asked.is_(None),
                # not its counts: a client who was read in parts counts as failed
                exists().where(BalanceSnapshot.run_id == SyncRun.id),
            )
            .order_by(SyncRun.source != Source.CLUBOS.value, SyncRun.id.desc())
            .limit(1)
        )
        return self._connection.execute(query).mappings().first()

    def last_success_utc(self, club_id: ClubId, source: Source, entity: str) -> datetime | None:
        """Return when the last complete run of everybody ended."""
        query = (
            select(SyncRun.finished_at_utc)
            .where(*_whole(club_id, source, entity), SyncRun.status == "complete")
            .order_by(SyncRun.id.desc())
            .limit(1)
        )
        moment: datetime | None = self._connection.execute(query).scalar()
        return moment

    def requests_since(self, source: Source, since_utc: datetime) -> int:
        """Return how many requests the runs of a source took since then, over all clubs."""
        query = select(func.coalesce(func.sum(SyncRun.requests), 0)).where(
            SyncRun.source == source.value, SyncRun.started_at_utc >= since_utc
        )
        return int(self._connection.execute(query).scalar_one())

    def past(self, club_id: ClubId, source: Source, entity: str) -> Past:
        """Return what the source last did, as the due rule asks for it."""
        query = (
            select(SyncRun.id, SyncRun.status, SyncRun.started_at_utc, SyncRun.finished_at_utc)
            .where(*_whole(club_id, source, entity))
            .order_by(SyncRun.id.desc())
            .limit(FAILURES_COUNTED)
        )
        runs = self._connection.execute(query).all()
        if not runs:
            return Past()
        last = runs[0]
        good = next((i for i, run in enumerate(runs) if run.status == "complete"), None)
        success_utc = (
            runs[good].finished_at_utc
            if good is not None
            else self.last_success_utc(club_id, source, entity)
        )
        return Past(
            last_success_utc=success_utc,
            last_attempt_utc=last.started_at_utc,
            failures=len(runs) if good is None else good,
            patient=last.status == "held" or self._was_refused(last.id, source),
        )

    def _was_refused(self, run_id: int, source: Source) -> bool:
        """Return whether a run ended with a refused sign-in: asking again locks the account."""
        name = SOURCE_NAMES[source]
        titles = [kind.TITLE.format(source=name) for kind in (SignInRefused, SignInLocked)]
        query = select(RunError.id).where(
            RunError.run_id == run_id, RunError.subject == "", RunError.title.in_(titles)
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def errors(self, run_ids: Sequence[int]) -> tuple[RowMapping, ...]:
        """Return what went wrong in these runs, newest first."""
        query = (
            select(table_of(RunError))
            .where(RunError.run_id.in_(run_ids))
            .order_by(RunError.at_utc.desc(), RunError.id)
        )
        return tuple(self._connection.execute(query).mappings())

    def _insert(
        self,
        club_id: ClubId,
        source: Source,
        entity: str,
        trigger: str,
        at_utc: datetime,
        **columns: Any,
    ) -> int:
        counts = dict.fromkeys(
            ("done", "created", "updated", "unchanged", "missing", "failed", "requests"), 0
        )
        statement = insert(SyncRun).values(
            club_id=club_id,
            source=source.value,
            entity=entity,
            trigger=trigger,
            started_at_utc=at_utc,
            **counts,
            **columns,
        )
        return inserted_id(self._connection, statement)


def _whole(club_id: ClubId, source: Source, entity: str) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a run one of everybody: it was not skipped and asked for no single ones."""
    return (
        SyncRun.club_id == club_id,
        SyncRun.source == source.value,
        SyncRun.entity == entity,
        SyncRun.status != "skipped",
        SyncRun.asked.is_(None),
    )
