"""What each source of a club last said and when, and its runs with what went wrong in them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from gymdesk.domain.client import Source
from gymdesk.domain.due import due_utc
from gymdesk.domain.wodify import WodifyProfile
from gymdesk.errors import UnknownClub
from gymdesk.queries.held import HeldQueries
from gymdesk.queries.run_rows import HEALTH, run_row
from gymdesk.rows import ErrorRow, Health, RunStatus, SourceRow

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId
    from gymdesk.domain.due import Past, Rhythm
    from gymdesk.queries.client_rows import Row
    from gymdesk.rows import ClubRow, HeldSweepRow, RunRow
    from gymdesk.store.unit_of_work import Store, UnitOfWork

RUNS_SHOWN: Final = 30

ERRORS_SHOWN: Final = 10

HISTORY_SHOWN: Final = 2000
"""More than 90 days of four sources every six hours."""

ENTITIES: Final = (
    (Source.CLUBOS, "clients"),
    (Source.WODIFY, "members"),
    (Source.WODIFY, "leads"),
    (Source.WODIFY, "invoices"),
)
"""What each source that the desk can read is read for."""


class SourceQueries:
    """Answers from the store alone. *is_old* says whether figures of a moment are too old."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        rhythm_of: Callable[[ClubRow, Source], Rhythm | None],
        is_old: Callable[[datetime | None], bool],
    ) -> None:
        self._store = store
        self._clock = clock
        self._rhythm_of = rhythm_of
        self._is_old = is_old

    def runs(self, club_id: ClubId, limit: int | None = None) -> tuple[RunRow, ...]:
        """Return the newest runs of a club, newest first, with what went wrong in each."""
        with self._store.read() as work:
            found = work.runs.newest(club_id, limit or RUNS_SHOWN)
            errors = self._errors(work, club_id, found)
        return tuple(run_row(run, errors[run["id"]]) for run in found)

    def sources(self, club_id: ClubId) -> tuple[SourceRow, ...]:
        """Return what each source last said and when."""
        with self._store.read() as work:
            club = work.clubs.find(club_id)
            if club is None:
                raise UnknownClub(name=str(club_id))
            entities = _entities(club)
            found = [
                run
                for source, entity in entities
                for run in work.runs.newest(club_id, RUNS_SHOWN, source, entity)
            ]
            errors = self._errors(work, club_id, found)
            pasts = {e: work.runs.past(club_id, *e) for e in entities}
            successes = {e: work.runs.last_success_utc(club_id, *e) for e in entities}
        held = {(row.source, row.entity): row for row in HeldQueries(self._store).waiting(club_id)}
        runs = [run_row(run, errors[run["id"]]) for run in found]
        addresses = {Source.CLUBOS: club.clubos_url, Source.WODIFY: club.wodify_url}
        return tuple(
            self._source_row(
                source,
                entity,
                club,
                addresses[source] is not None,
                tuple(r for r in runs if (r.source, r.entity) == (source, entity)),
                successes[source, entity],
                pasts[source, entity],
                held.get((source, entity)),
            )
            for source, entity in entities
        )

    def history(self, club_id: ClubId) -> tuple[RunRow, ...]:
        """Return the runs of a club that errors are kept of, newest first."""
        return self.runs(club_id, HISTORY_SHOWN)

    def _errors(
        self, work: UnitOfWork, club_id: ClubId, runs: Sequence[Row]
    ) -> defaultdict[int, list[ErrorRow]]:
        found = work.runs.errors([run["id"] for run in runs])
        people = work.clients.names(club_id) if found else {}
        by_run: defaultdict[int, list[ErrorRow]] = defaultdict(list)
        sources = {run["id"]: Source(run["source"]) for run in runs}
        for error in found:
            source = sources[error["run_id"]]
            client_id, name = people.get((source, error["subject"]), (None, None))
            by_run[error["run_id"]].append(
                ErrorRow(
                    subject=error["subject"],
                    title=error["title"],
                    message=error["message"],
                    at_utc=error["at_utc"],
                    client_id=client_id,
                    client_name=name,
                    source=source,
                )
            )
        return by_run

    def _source_row(
        self,
        source: Source,
        entity: str,
        club: ClubRow,
        configured: bool,
        runs: tuple[RunRow, ...],
        last_success_utc: datetime | None,
        past: Past,
        held: HeldSweepRow | None,
    ) -> SourceRow:
        last = next((r for r in runs if r.status != RunStatus.SKIPPED and r.asked is None), None)
        rhythm = self._rhythm_of(club, source) if configured else None
        errors = [error for run in runs for error in run.errors]
        errors.sort(key=lambda e: e.at_utc, reverse=True)
        return SourceRow(
            source=source,
            entity=entity,
            configured=configured,
            health=self._health(configured, last, held),
            last_attempt_utc=None if last is None else last.started_at_utc,
            last_success_utc=last_success_utc,
            next_due_utc=(None if rhythm is None else due_utc(rhythm, past, self._clock.now_utc())),
            interval_h=None if rhythm is None else rhythm.interval.total_seconds() / 3600,
            last_run=last,
            recent_runs=runs,
            recent_errors=tuple(errors[:ERRORS_SHOWN]),
            dialect_found=club.clubos_dialect_found if source == Source.CLUBOS else None,
            dialect_chosen=club.clubos_dialect if source == Source.CLUBOS else None,
            held=held,
        )

    def _health(self, configured: bool, last: RunRow | None, held: HeldSweepRow | None) -> Health:
        if not configured:
            return Health.NOT_CONFIGURED
        if last is None:
            return Health.NEVER
        if last.status == RunStatus.HELD and held is None:
            return Health.INCOMPLETE  # it was dropped: nothing waits, and nothing was complete
        if last.status in HEALTH:
            return HEALTH[last.status]
        return Health.STALE if self._is_old(last.finished_at_utc) else Health.OK


def _entities(club: ClubRow) -> tuple[tuple[Source, str], ...]:
    """Return what the club's sources are read for; of ClubOS also where it is not set up."""
    set_up = {Source.CLUBOS} | ({Source.WODIFY} if club.wodify_url else set())
    without = "invoices" if club.wodify_profile == WodifyProfile.DOCUMENTED else ""
    return tuple((s, e) for s, e in ENTITIES if s in set_up and e != without)
