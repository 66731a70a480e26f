"""The strip of figures above a list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from ui.widgets.label import plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.style import Style

_HEIGHT_PX: Final = 76
_FOLDED_PX: Final = 40
_MIN_TILE_PX: Final = 170
_SPARK_FROM_PX: Final = 230
_SPARK_PX: Final = 80
_LEFT: Final = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)


@dataclass(frozen=True)
class Tile:
    """A label, a figure, one line of meaning; the formula is the tooltip.

    *tone* colours the line and needs an *icon* before it. *points* (8) draw the small line.
    """

    key: str
    label: str
    figure: str
    line: str
    tooltip: str
    tone: str | None = None
    icon: str = ""
    points: tuple[int, ...] = ()


class TileButton(QAbstractButton):
    """One tile. A click filters the list."""

    clicked_key = Signal(object)

    def __init__(self, style: Style, tile: Tile, parent: QWidget) -> None:
        super().__init__(parent)
        self._style = style
        self._folded = False
        self._tile = tile
        self.show_tile(tile)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self.on_clicked)

    @property
    def tile(self) -> Tile:
        """Return what is shown."""
        return self._tile

    def show_tile(self, tile: Tile) -> None:
        """Show another figure."""
        self._tile = tile
        self.setObjectName(f"tile_{tile.key}")
        self.setAccessibleName(", ".join(p for p in (tile.label, tile.figure, tile.line) if p))
        self.setAccessibleDescription(tile.tooltip)
        self.setToolTip(plain_tooltip(tile.tooltip))
        self.update()

    def set_folded(self, folded: bool) -> None:
        """Show label and figure on one line."""
        self._folded = folded
        self.update()

    def least_px(self) -> int:
        """Return the width in which the figure is whole."""
        style, tile = self._style, self._tile
        if not self._folded:
            return style.metrics("tile").horizontalAdvance(tile.figure) + 16 + 8
        label = style.metrics("label_medium").horizontalAdvance(tile.label)
        return label + 8 + style.metrics("body_bold").horizontalAdvance(tile.figure) + 16 + 8

    @Slot()
    def on_clicked(self) -> None:
        """Tell which tile it was."""
        self.clicked_key.emit(self._tile.key)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._style.px(_MIN_TILE_PX), self._style.px(_HEIGHT_PX))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        style = self._style
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() and self.isEnabled():
            painter.fillRect(self.rect(), style.colour("hover"))
        if self._folded:
            self._paint_folded(painter)
        else:
            self._paint_open(painter)
        if self.hasFocus():
            style.paint_ring(painter, self.rect().adjusted(1, 1, -1, -1), 4)
        painter.end()

    def _paint_open(self, painter: QPainter) -> None:
        tile, style = self._tile, self._style
        left, room = 16, self.width() - 24
        top = style.px(8)
        rows = (("label_medium", tile.label, "text2", 16), ("tile", tile.figure, "text", 28))
        for role, words, tone, height_px in rows:
            height = style.px(height_px)
            self._write(painter, QRect(left, top, room, height), role, words, tone)
            top += height
        line = QRect(left, top, room, style.px(16))
        if tile.icon:
            side = style.px(14)
            place = QRect(left, line.y() + (line.height() - side) // 2, side, side)
            style.paint_icon(painter, place, tile.icon, tile.tone or "text2")
            line.setLeft(left + side + 4)
        self._write(painter, line, "label", tile.line, tile.tone or "text2")
        if len(tile.points) > 1 and self.width() >= style.px(_SPARK_FROM_PX):
            self._paint_points(painter)

    def _paint_folded(self, painter: QPainter) -> None:
        tile, style = self._tile, self._style
        row = self.rect().adjusted(16, 0, -8, 0)
        self._write(painter, row, "label_medium", tile.label, "text2")
        width = style.metrics("label_medium").horizontalAdvance(tile.label) + 8
        row.setLeft(row.left() + width)
        self._write(painter, row, "body_bold", tile.figure, "text")

    def _write(self, painter: QPainter, rect: QRect, role: str, words: str, tone: str) -> None:
        painter.setFont(self._style.font(role))
        painter.setPen(self._style.colour(tone))
        metrics = self._style.metrics(role)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _LEFT, shown)

    def _paint_points(self, painter: QPainter) -> None:
        points = self._tile.points
        width, height = self._style.px(_SPARK_PX), self._style.px(32)
        left, top = self.width() - width - 16, self._style.px(14)
        low, span = min(points), max(points) - min(points) or 1
        step = width / (len(points) - 1)
        path = QPainterPath()
        for i, value in enumerate(points):
            at = QPointF(left + i * step, top + height - (value - low) / span * height)
            if i:
                path.lineTo(at)
            else:
                path.moveTo(at)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._style.colour("edge"), 1.5))
        painter.drawPath(path)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._style.colour("accent"))
        painter.drawEllipse(path.currentPosition(), 3, 3)


class TileStrip(QWidget):
    """Tiles side by side; where it is too narrow the last ones are left out."""

    pressed = Signal(object)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._folded = False
        self._buttons: list[TileButton] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        style.changed.connect(self.on_style_changed)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """Return what is shown."""
        return tuple(button.tile for button in self._buttons)

    def set_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these tiles; the focus stays where the keys are the same."""
        if [b.tile.key for b in self._buttons] == [t.key for t in tiles]:
            for button, tile in zip(self._buttons, tiles, strict=True):
                button.show_tile(tile)
        else:
            self._remake(tiles)
        self._place()

    def set_folded(self, folded: bool) -> None:
        """Show one line of 40 px instead of 76 (low windows)."""
        self._folded = folded
        for button in self._buttons:
            button.set_folded(folded)
        self.updateGeometry()
        self._place()

    @Slot(object)
    def on_tile_clicked(self, key: str) -> None:
        """Pass on which tile it was."""
        self.pressed.emit(key)

    @Slot()
    def on_style_changed(self) -> None:
        """Take sizes and colours anew."""
        self.updateGeometry()
        self._place()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        height = self._style.px(_FOLDED_PX if self._folded else _HEIGHT_PX) + 1
        return QSize(2 * self._style.px(_MIN_TILE_PX), height)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._style.px(_MIN_TILE_PX), self.sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        line = self._style.colour("line")
        painter.fillRect(self.rect(), self._style.colour("surface"))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), line)
        high = self._style.px(24 if self._folded else 52)
        top = (self.height() - 1 - high) // 2
        for button in self._buttons[1:]:
            if button.isVisibleTo(self):
                painter.fillRect(QRectF(button.x(), top, 1, high), line)
        painter.end()

    def _remake(self, tiles: Sequence[Tile]) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        for tile in tiles:
            button = TileButton(self._style, tile, self)
            button.set_folded(self._folded)
            button.clicked_key.connect(self.on_tile_clicked)
            self._buttons.append(button)
            button.show()

    def _place(self) -> None:
        if not self._buttons:
            return
        room = self.width() - 4 - 12
        fit = max(1, min(len(self._buttons), room // self._style.px(_MIN_TILE_PX)))
        while fit > 1 and any(b.least_px() > room // fit for b in self._buttons[:fit]):
            fit -= 1  # no figure is cut off: the last tile gives way
        width = room // fit
        for i, button in enumerate(self._buttons):
            button.setVisible(i < fit)
            button.setGeometry(4 + i * width, 0, width, self.height() - 1)
        self.update()
