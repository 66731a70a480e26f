"""The run strip: the last runs of a source as bars, height = duration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget
from typing_extensions import override

from gymdesk.rows import RunRow, RunStatus
from ui.widgets.label import plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QEvent

    from ui.style import Style

BARS = 30
BAR_PX = 26
SIGN_PX = 12
GAP_PX = 3


class RunStrip(QWidget):
    """Up to 30 bars, newest at the right. Arrow keys walk it; each bar says itself in a tooltip.

    Complete is solid grey, incomplete amber with a triangle, failed hollow red with a cross, held
    hollow violet with two bars, anything else a dot: outlines differ, not only colours.
    """

    run_chosen = Signal(object)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._runs: tuple[RunRow, ...] = ()
        self._words: Callable[[RunRow], str] = lambda run: str(run.status)
        self._current = -1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Recent runs"))
        style.changed.connect(self.update)

    def set_runs(self, runs: Sequence[RunRow], words: Callable[[RunRow], str]) -> None:
        """Show *runs* (newest first, as the store gives them); *words* says one of them."""
        self._runs = tuple(reversed(runs[:BARS]))
        self._words = words
        self._current = min(self._current, len(self._runs) - 1)
        self.setAccessibleDescription(words(self._runs[-1]) if self._runs else "")
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Return the size of 30 bars."""
        return QSize(BARS * 8, BAR_PX + SIGN_PX + 4)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        longest = max((run.seconds or 0.0 for run in self._runs), default=0.0) or 1.0
        for place, run in enumerate(self._runs):
            self._draw(painter, self._slot(place), run, longest)
        painter.setPen(QPen(self._style.colour("line"), 1))
        painter.drawLine(0, BAR_PX + 2, self.width(), BAR_PX + 2)
        if self.hasFocus() and 0 <= self._current < len(self._runs):
            ring = self._slot(self._current).adjusted(-2, 0, 2, -1)
            painter.setPen(QPen(self._style.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ring, 2, 2)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk the bars; Enter opens a run."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in steps and self._runs:
            start = self._current if self._current >= 0 else len(self._runs) - steps[key]
            self._current = min(len(self._runs) - 1, max(0, start + steps[key]))
            words = self._words(self._runs[self._current])
            self.setAccessibleDescription(words)
            at = self._slot(self._current).bottomLeft().toPoint()
            QToolTip.showText(self.mapToGlobal(at), plain_tooltip(words), self)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._current >= 0:
            self.run_chosen.emit(self._runs[self._current])
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the run under the pointer."""
        place = self._at(event.position().toPoint())
        if place >= 0:
            self._current = place
            self.update()
            self.run_chosen.emit(self._runs[place])

    @override
    def event(self, event: QEvent) -> bool:
        """Say the run under the pointer."""
        if isinstance(event, QHelpEvent):
            place = self._at(event.pos())
            words = self._words(self._runs[place]) if place >= 0 else ""
            QToolTip.showText(event.globalPos(), plain_tooltip(words), self)
            return True
        return super().event(event)

    def _pitch(self) -> float:
        return self.width() / BARS

    def _slot(self, place: int) -> QRectF:
        left = (BARS - len(self._runs) + place) * self._pitch()
        return QRectF(left, 1, max(3.0, self._pitch() - GAP_PX), BAR_PX + SIGN_PX)

    def _at(self, point: QPoint) -> int:
        place = int(point.x() / self._pitch()) - (BARS - len(self._runs))
        return place if 0 <= place < len(self._runs) else -1

    def _draw(self, painter: QPainter, slot: QRectF, run: RunRow, longest: float) -> None:
        height = max(4.0, (BAR_PX - 2) * (run.seconds or 0.0) / longest)
        bar = QRectF(slot.left(), 1 + BAR_PX - height, slot.width(), height)
        middle, foot = bar.center().x(), BAR_PX + 8.0
        painter.setPen(Qt.PenStyle.NoPen)
        if run.status == RunStatus.COMPLETE:
            painter.setBrush(self._style.colour("edge"))
            painter.drawRoundedRect(bar, 1.5, 1.5)
        elif run.status == RunStatus.INCOMPLETE:
            painter.setBrush(self._style.colour("warn"))
            painter.drawRoundedRect(bar, 1.5, 1.5)
            sign = [(middle, foot - 3), (middle + 3.5, foot + 3), (middle - 3.5, foot + 3)]
            painter.drawPolygon(QPolygonF([QPoint(int(x), int(y)) for x, y in sign]))
        elif run.status in (RunStatus.FAILED, RunStatus.HELD):
            tone = "bad" if run.status == RunStatus.FAILED else "note"
            painter.setPen(QPen(self._style.colour(tone), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(bar.adjusted(0.75, 0.75, -0.75, -0.75), 1, 1)
            self._sign(painter, middle, foot, crossed=run.status == RunStatus.FAILED)
        else:
            painter.setBrush(self._style.colour("edge"))
            painter.drawEllipse(QRectF(middle - 1.5, BAR_PX - 2, 3, 3))

    def _sign(self, painter: QPainter, x: float, y: float, *, crossed: bool) -> None:
        half = 3.0
        if crossed:
            painter.drawLine(int(x - half), int(y - half), int(x + half), int(y + half))
            painter.drawLine(int(x - half), int(y + half), int(x + half), int(y - half))
        else:
            painter.drawLine(int(x - 1.5), int(y - half), int(x - 1.5), int(y + half))
            painter.drawLine(int(x + 1.5), int(y - half), int(x + 1.5), int(y + half))
