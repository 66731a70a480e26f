"""Progress of a long list on its way to paper, with a way out."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QDialog, QProgressDialog
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

SHOWN_AFTER_MS: Final = 400
"""A usual list is printed before anybody could read that it is being printed."""
LOOK_EVERY_S: Final = 0.03
"""So long the window may be deaf: then it is painted, and Cancel is heard."""


class Progress(QProgressDialog):
    """Stands over *parent* while a list is composed or painted in the window's own thread.

    `step` is told what is done and lets the window breathe; it returns whether to stop. The window
    below takes no clicks meanwhile, so nothing can be started twice. A dialog that is closed under
    it, with the program, waits until the list has stopped: it would be gone in the middle of it.
    """

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looked_s = time.monotonic()
        self.setObjectName("print_progress")
        self.setWindowTitle(self.tr("Print"))
        self.setLabelText(words)
        self.setCancelButtonText(self.tr("Cancel"))
        self.setMinimumDuration(SHOWN_AFTER_MS)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setAutoClose(False)
        self.setAutoReset(False)
        self.setValue(0)
        self._leaving = False
        if isinstance(parent, QDialog):
            parent.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop the list first, where the dialog below is to be closed."""
        if event.type() == QEvent.Type.Close and watched is self.parent():
            self._leaving = True
            self.cancel()
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def step(self, done: int, of: int) -> bool:
        """Show how far it is; return whether it is to stop."""
        now_s = time.monotonic()
        if now_s - self._looked_s >= LOOK_EVERY_S:
            self.setMaximum(of)
            self.setValue(min(done, of - 1))
            # until it is shown it holds no clicks off: those wait then
            flags = QEventLoop.ProcessEventsFlag
            QCoreApplication.processEvents(
                flags.AllEvents if self.isVisible() else flags.ExcludeUserInputEvents
            )
            self._looked_s = time.monotonic()
        return self.wasCanceled()

    def end(self) -> bool:
        """Go away; return whether it was cancelled."""
        stopped = self.wasCanceled()
        below = self.parentWidget()
        if isinstance(below, QDialog):
            below.removeEventFilter(self)
            if self._leaving:
                QTimer.singleShot(0, below, below.close)
        self.close()
        self.deleteLater()
        return stopped

    def tell(self, done: int, of: int) -> None:
        """Show how far it is, for who asks `wasCanceled` apart."""
        self.step(done, of)
