"""Plain errors: whatever went wrong off the GUI thread, as an error that can be shown."""

from __future__ import annotations

import logging

from gymdesk.errors import DeskError

log = logging.getLogger(__name__)


def plain_error(error: BaseException) -> DeskError:
    """Return *error* as one that can be shown; what nobody named is logged with its traceback."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]  # asyncio.TaskGroup wraps even a single one
    if isinstance(error, DeskError):
        return error
    log.error("an unexpected error ended a request", exc_info=error)
    shown = DeskError()
    shown.__cause__ = error
    return shown
