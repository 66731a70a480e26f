"""Tells when a widget has been painted, so that slow work can wait for the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

PAINTED_AT_LATEST_MS = 500
"""A window that is minimised is never painted; what waits goes on all the same."""


class OncePainted(QObject):
    """Emits `painted` once: after the next paint of *widget*, when the picture is on the screen."""

    painted = Signal()
    _seen = Signal()

    def __init__(self, widget: QWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._widget: QWidget | None = widget
        # Queued twice: the picture is on the screen only after its painting is over, and whoever
        # else waits for that is told first.
        self._seen.connect(self.on_seen, Qt.ConnectionType.QueuedConnection)
        widget.installEventFilter(self)
        QTimer.singleShot(PAINTED_AT_LATEST_MS, self.on_over)

    @Slot()
    def on_seen(self) -> None:
        """Wait once more."""
        QTimer.singleShot(0, self.on_over)

    @Slot()
    def on_over(self) -> None:
        """Tell it, the first time."""
        if self._widget is not None:
            self._widget.removeEventFilter(self)
            self._widget = None
            self.painted.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._seen.emit()
        return False
