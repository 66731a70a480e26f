"""What each source last said and when, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gymdesk.domain.client import ClientId, Source
    from gymdesk.domain.dialect import ClubOsDialect
    from gymdesk.rows.held import HeldSweepRow
    from gymdesk.rows.states import Health, RunStatus


@dataclass(frozen=True)
class ErrorRow:
    """One thing that went wrong in a run: whose (`subject` is a remote id or ""), what, what to do.

    `client_id` and `client_name` are filled where the subject is a known client.
    """

    subject: str
    title: str
    message: str
    at_utc: datetime
    client_id: ClientId | None = None
    client_name: str | None = None
    source: Source | None = None


@dataclass(frozen=True)
class RunRow:
    """One run of one source and entity. `done` of `total` people were visited.

    `asked` = for how many single clients it was asked, None = everybody; `reason` is why it was
    skipped, `remark` what is worth knowing and no error.
    """

    run_id: int
    source: Source
    entity: str
    status: RunStatus
    started_at_utc: datetime
    finished_at_utc: datetime | None
    done: int
    total: int | None
    created: int
    updated: int
    unchanged: int
    missing: int
    failed: int
    requests: int
    errors: tuple[ErrorRow, ...] = ()
    trigger: str = "click"
    asked: int | None = None
    reason: str | None = None
    remark: str | None = None

    @property
    def seconds(self) -> float | None:
        """Return how long the run took, None while it runs; 0 where the clock was set back."""
        if self.finished_at_utc is None:
            return None
        return max(0.0, (self.finished_at_utc - self.started_at_utc).total_seconds())


@dataclass(frozen=True)
class SourceRow:
    """What one source last said and when. `last_success_utc` is its last *complete* run's end.

    `last_run` is the newest that was not skipped and asked for everybody; `recent_runs` are all.
    `next_due_utc` None = it does not refresh by itself; `interval_h` is how often it does.

    `dialect_found` is how it answered when last signed in to, `dialect_chosen` how the user says it
    does; `held` is a sweep that waits for the manager.
    """

    source: Source
    entity: str
    configured: bool
    health: Health
    last_attempt_utc: datetime | None
    last_success_utc: datetime | None
    next_due_utc: datetime | None
    last_run: RunRow | None
    recent_runs: tuple[RunRow, ...]
    recent_errors: tuple[ErrorRow, ...]
    dialect_found: ClubOsDialect | None = None
    dialect_chosen: ClubOsDialect | None = None
    interval_h: float | None = None
    held: HeldSweepRow | None = None
