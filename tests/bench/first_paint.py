"""Tells on standard output when a window was painted first, and ends the program then."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

_kept: list[QObject] = []


class _Watch(QObject):
    """Sees the first paint of a widget for which *ready* holds."""

    _seen = Signal()

    def __init__(self, widget: QWidget, ready: Callable[[], bool]) -> None:
        super().__init__()
        # queued: when all of the window is painted
        self._seen.connect(self.on_painted, Qt.ConnectionType.QueuedConnection)
        self._widget = widget
        self._ready = ready
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._ready():
            self._widget.removeEventFilter(self)
            self._seen.emit()
        return False

    def on_painted(self) -> None:
        sys.stdout.write(f"{time.monotonic_ns()}\n")
        sys.stdout.flush()
        QCoreApplication.quit()


def tell_first_paint(window: QWidget) -> None:
    """Tell the first paint of *window*."""
    _kept.append(_Watch(window, lambda: True))


def tell_first_rows(pane: Any) -> None:
    """Tell the first paint of a list pane's rows."""
    _kept.append(_Watch(pane.view.viewport(), lambda: pane.table.rowCount() > 0))
