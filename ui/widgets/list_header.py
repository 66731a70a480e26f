"""The header of a list: quiet words, the sorted column strong with an arrow after its word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from ui.style import Style

_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole.value)
_ALIGNMENT: Final = int(Qt.ItemDataRole.TextAlignmentRole.value)
_ALIGN_RIGHT: Final = int(Qt.AlignmentFlag.AlignRight.value)
_LEFT: Final = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_PAD_PX: Final = 10


class ListHeader(QHeaderView):
    """Paints its sections by the style. A section title may stand in the first one.

    The first section stays where it is while the others scroll. `dragged` carries the widths of
    the sections that were dragged wider, `menu_wanted` where the menu was asked for.
    """

    dragged = Signal(object)
    menu_wanted = Signal(object)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._style = style
        self._title = ""
        self._first_pad_px = 20
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSectionsMovable(False)
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(24)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._dragged: dict[int, int] = {}
        self._pressed = False
        self.sectionResized.connect(self.on_section_resized)
        style.changed.connect(self.on_style_changed)

    def set_choosable(self, on: bool) -> None:
        """Let sections be moved and made wider; the first one stays."""
        self.setSectionsMovable(on)
        self.setFirstSectionMovable(False)
        mode = QHeaderView.ResizeMode
        self.setSectionResizeMode(mode.Interactive if on else mode.Fixed)

    def frozen_px(self) -> int:
        """Return how wide the first section is that covers scrolled ones; 0 if none are."""
        return self.sectionSize(self.logicalIndex(0)) if self.offset() > 0 else 0

    def set_title(self, text: str) -> None:
        """Show a section title in the first cell instead of its column's word."""
        self._title = text
        self.viewport().update()

    def set_first_pad(self, pad_px: int) -> None:
        """Set how far the first column's text stands from the edge."""
        self._first_pad_px = pad_px
        self.viewport().update()

    @Slot()
    def on_style_changed(self) -> None:
        """Take sizes and colours anew."""
        self.updateGeometry()
        self.viewport().update()

    @Slot(int, int, int)
    def on_section_resized(self, at: int, _before: int, width: int) -> None:
        """Remember what the pointer makes wider."""
        if self._pressed:
            self._dragged[at] = width

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Sort by the first column where it covers another one."""
        left = event.button() == Qt.MouseButton.LeftButton
        if left and event.position().x() < self.frozen_px() - 4:
            self.setSortIndicator(self.logicalIndex(0), self._other_order())
            return
        self._pressed = left
        super().mousePressEvent(event)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._pressed = False
        if self._dragged:
            dragged, self._dragged = self._dragged, {}
            self.dragged.emit(dragged)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the columns."""
        self.menu_wanted.emit(QPoint(event.globalPos()))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if width := self.frozen_px():
            painter = QPainter(self.viewport())
            self.paintSection(painter, QRect(0, 0, width, self.height()), self.logicalIndex(0))
            line = self._style.colour("line")
            painter.fillRect(width - 1, 0, 1, self.height(), line)
            painter.end()

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._style.px(32))

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        style, model = self._style, self.model()
        painter.save()
        painter.fillRect(rect, style.colour("surface"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, style.colour("line"))
        words = str(model.headerData(logicalIndex, Qt.Orientation.Horizontal, _DISPLAY) or "")
        flags = model.headerData(logicalIndex, Qt.Orientation.Horizontal, _ALIGNMENT) or 0
        right = bool(int(flags) & _ALIGN_RIGHT)
        first = self.visualIndex(logicalIndex) == 0
        is_sorted = self.isSortIndicatorShown() and self.sortIndicatorSection() == logicalIndex
        role, tone = ("label_bold", "text") if is_sorted else ("label_medium", "text2")
        if first and self._title:
            words, role, tone = self._title, "body_bold", "text"
        box = rect.adjusted(self._first_pad_px if first else _PAD_PX, 0, -_PAD_PX, -1)
        arrow_px = style.px(14) if is_sorted else 0
        metrics = style.metrics(role)
        shown = metrics.elidedText(
            words, Qt.TextElideMode.ElideRight, max(0, box.width() - arrow_px)
        )
        width = metrics.horizontalAdvance(shown)
        left = box.right() + 1 - width - arrow_px if right else box.x()
        painter.setFont(style.font(role))
        painter.setPen(style.colour(tone))
        painter.drawText(QRect(left, box.y(), width + 2, box.height()), _LEFT, shown)
        if is_sorted:
            down = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            side = style.px(12)
            place = QRect(left + width + 3, box.y() + (box.height() - side) // 2, side, side)
            style.paint_icon(painter, place, "sort-down" if down else "sort-up", "text")
        painter.restore()

    def _other_order(self) -> Qt.SortOrder:
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        first = self.sortIndicatorSection() == self.logicalIndex(0)
        return down if first and self.sortIndicatorOrder() == up else up
