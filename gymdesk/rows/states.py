"""The one word about a run, and the one about a source."""

from __future__ import annotations

from enum import StrEnum


class RunStatus(StrEnum):
    """How a run of a refresh ended (or that it has not)."""

    RUNNING = "running"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    FAILED = "failed"
    HELD = "held"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


class Health(StrEnum):
    """The state of a source in one word."""

    NOT_CONFIGURED = "not_configured"
    NEVER = "never_refreshed"
    OK = "ok"
    INCOMPLETE = "incomplete"
    HELD = "held"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"
    RUNNING = "running"
    STALE = "stale"
