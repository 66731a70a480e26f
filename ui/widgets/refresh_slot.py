"""The place of the Refresh button, which becomes the progress of a refresh while one runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui.widgets.button import ActionButton, Button
from ui.widgets.label import ElidedLabel, Label

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from ui.style import Style

_WIDE_PX: Final = 340
_NARROW_PX: Final = 270


class ProgressLine(QWidget):
    """A bar 4 px high; empty while the total is not known."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._share = 0.0
        self.setFixedHeight(4)
        style.changed.connect(self.update)

    @property
    def share(self) -> float:
        """Return how much is done, 0 to 1."""
        return self._share

    def set_share(self, share: float) -> None:
        """Show how much is done, 0 to 1."""
        self._share = min(1.0, max(0.0, share))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._style.colour("line"))
        painter.drawRoundedRect(QRectF(self.rect()), 2, 2)
        if self._share > 0:
            painter.setBrush(self._style.colour("accent"))
            done = QRectF(0, 0, max(4.0, self.width() * self._share), self.height())
            painter.drawRoundedRect(done, 2, 2)
        painter.end()


class RefreshSlot(QWidget):
    """Refresh (primary), or what runs, how far, for how long, and Cancel (Esc)."""

    cancelled = Signal()

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._button: ActionButton | None = None
        self._narrow = False
        self._build()
        self._connect()
        self.on_style_changed()

    @property
    def running(self) -> bool:
        """Return whether progress is shown."""
        return self._stack.currentWidget() is self._progress

    @property
    def text(self) -> str:
        """Return the step that is shown."""
        return self._text.text()

    def set_action(self, action: QAction) -> None:
        """Let the button stand for *action*."""
        if self._button is not None:
            self._idle_row.removeWidget(self._button)
            self._button.deleteLater()
        self._button = ActionButton(self._style, action, "primary", self._idle)
        self._idle_row.addWidget(self._button)
        self._fit()

    def show_progress(self, text: str, done: int, total: int | None, elapsed_s: float) -> None:
        """Show step, count and time in the place of the button; *total* None = not known yet."""
        self._text.setText(text)
        self._elapsed.setText(f"{int(elapsed_s) // 60}:{int(elapsed_s) % 60:02d}")
        self._bar.set_share(done / total if total else 0.0)
        self._bar.setAccessibleName(text)
        if not self.running:
            had_focus = self._button is not None and self._button.hasFocus()
            self._stack.setCurrentWidget(self._progress)
            self._fit()
            if had_focus:
                self._cancel.setFocus()

    def show_idle(self) -> None:
        """Show the button again."""
        had_focus = self._cancel.hasFocus()
        self._cancel.setEnabled(True)
        self._stack.setCurrentWidget(self._idle)
        self._fit()
        if had_focus and self._button is not None:
            self._button.setFocus()

    def set_narrow(self, narrow: bool) -> None:
        """Take 270 instead of 340 px while a refresh runs."""
        self._narrow = narrow
        self._fit()

    @Slot()
    def on_cancel_clicked(self) -> None:
        """Ask to end the refresh, once."""
        self._cancel.setEnabled(False)
        self.cancelled.emit()

    @Slot()
    def on_style_changed(self) -> None:
        """Take sizes anew."""
        self._fit()

    @override
    def sizeHint(self) -> QSize:
        height = self._style.px(32)
        if self.running:
            return QSize(self._style.px(_NARROW_PX if self._narrow else _WIDE_PX), height)
        width = self._button.sizeHint().width() if self._button is not None else 0
        return QSize(width, height)

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _build(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._idle = QWidget()
        self._idle_row = QHBoxLayout(self._idle)
        self._idle_row.setContentsMargins(0, 0, 0, 0)
        self._progress = QWidget()
        row = QHBoxLayout(self._progress)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._text = ElidedLabel(self._style, "label_medium", "text")
        self._elapsed = Label(self._style, "label", "text2")
        self._bar = ProgressLine(self._style)
        counts = QGridLayout()
        counts.setVerticalSpacing(4)
        counts.setHorizontalSpacing(8)
        counts.addWidget(self._text, 0, 0)
        counts.addWidget(self._elapsed, 0, 1)
        counts.addWidget(self._bar, 1, 0, 1, 2)
        counts.setColumnStretch(0, 1)
        left = QVBoxLayout()
        left.addStretch(1)
        left.addLayout(counts)
        left.addStretch(1)
        self._cancel = Button(self._style, self.tr("Cancel"))
        self._cancel.setObjectName("refresh_cancel")
        self._cancel.setToolTip(self.tr("Cancel the refresh (Esc)"))
        row.addLayout(left, 1)
        row.addWidget(self._cancel)
        self._stack.addWidget(self._idle)
        self._stack.addWidget(self._progress)

    def _connect(self) -> None:
        self._cancel.clicked.connect(self.on_cancel_clicked)
        self._style.changed.connect(self.on_style_changed)

    def _fit(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.updateGeometry()
