"""Stored runs as the rows that are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gymdesk.domain.client import Source
from gymdesk.rows import Health, RunRow, RunStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gymdesk.queries.client_rows import Row
    from gymdesk.rows import ErrorRow

HEALTH: Final = {
    RunStatus.RUNNING: Health.RUNNING,
    RunStatus.INCOMPLETE: Health.INCOMPLETE,
    RunStatus.HELD: Health.HELD,
    RunStatus.FAILED: Health.FAILED,
    RunStatus.CANCELLED: Health.CANCELLED,
    RunStatus.INTERRUPTED: Health.INTERRUPTED,
}


def run_row(run: Row, errors: Iterable[ErrorRow]) -> RunRow:
    """Return a run with what went wrong in it."""
    return RunRow(
        run_id=run["id"],
        source=Source(run["source"]),
        entity=run["entity"],
        status=RunStatus(run["status"]),
        started_at_utc=run["started_at_utc"],
        finished_at_utc=run["finished_at_utc"],
        done=run["done"],
        total=run["total"],
        created=run["created"],
        updated=run["updated"],
        unchanged=run["unchanged"],
        missing=run["missing"],
        failed=run["failed"],
        requests=run["requests"],
        errors=tuple(errors),
        trigger=run["trigger"],
        asked=run["asked"],
        reason=run["reason"],
        remark=run["remark"],
    )
