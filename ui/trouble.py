"""Trouble: the log and the crash door of a program with a window."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from gymdesk import crash
from gymdesk.log import start_log, stop_log
from ui.crash_dialog import CrashDoor, install_qt_messages

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gymdesk.paths import Places

log = logging.getLogger(__name__)


def watch_for_trouble(where: Places, window: QWidget) -> list[Callable[[], None]]:
    """Start the log and open the crash door; return what undoes it, to be called from behind."""
    undo: list[Callable[[], None]] = []
    try:
        start_log(where.log_dir)
    except OSError:
        log.exception("there is no log")
    undo.append(stop_log)
    undo.append(install_qt_messages())
    door = CrashDoor(window)
    undo.append(crash.install(door.report))
    return undo
