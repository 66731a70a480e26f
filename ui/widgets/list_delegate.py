"""Paints the cells of a list by their kind; grounds, ring and why-line belong to the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from ui.models import cells
from ui.models.cells import Cell, Kind
from ui.style import Theme
from ui.widgets.aging_bar import paint_aging_row
from ui.widgets.badge import badge_width, paint_badge

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from ui.style import Style
    from ui.widgets.list_view import ListView

_Index = QModelIndex | QPersistentModelIndex
_LEFT: Final = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT: Final = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)
PAD_PX: Final = 10
_ICON_PX: Final = 16
_MARK_ROOM_PX: Final = 22
_AGING_PX: Final = 64


class ListDelegate(QStyledItemDelegate):
    """Switches on the kind of the cell. Text that does not fit is elided, money never."""

    def __init__(self, style: Style, view: ListView) -> None:
        super().__init__(view)
        self._style = style
        self._view = view

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(60, self._view.row_height())

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        cell: Cell | None = index.data(cells.CELL)
        if cell is None:
            return
        whole: QRect = option.rect
        first = self._view.first_pad_px() if index.column() == self._view.first_column() else PAD_PX
        if index.column() == self._view.first_column():
            first += self._view.indent_px(index)
        height = self._view.line_height()
        box = QRect(whole.x() + first, whole.y(), whole.width() - first - PAD_PX, height)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        grounded = selected or index.row() == self._view.hover_line() or index.parent().isValid()
        painter.save()
        if cell.badge is not None:
            self._paint_badge(painter, box, cell)
        elif cell.kind == Kind.AGING:
            if cell.aging is None or cell.aging.past_due_cents <= 0:
                tone = "text3" if cell.text == "–" else cell.tone
                self._write(painter, box, cell.text, tone, selected, cell)
            else:
                bar = QRect(box.x(), box.y(), min(box.width(), self._style.px(_AGING_PX)), height)
                paint_aging_row(painter, bar, cell.aging, self._style, plate=grounded)
        elif cell.kind == Kind.MONEY:
            self._paint_money(painter, box, cell, selected)
        else:
            self._paint_text(painter, box, cell, selected)
        painter.restore()

    def tone(self, tone: str, selected: bool) -> str:
        """Return the tone to write in: what may not stand on the selected ground is replaced."""
        if not selected:
            return tone
        if self._style.theme == Theme.CONTRAST or tone == "text":
            return "sel_text"
        return "text2" if tone == "text3" else tone

    def _paint_badge(self, painter: QPainter, box: QRect, cell: Cell) -> None:
        badge = cell.badge
        if badge is None:
            return
        if cell.right:
            width = min(badge_width(self._style, badge.word), box.width())
            box = QRect(box.right() + 1 - width, box.y(), width, box.height())
        paint_badge(painter, box, badge.icon, badge.tone, badge.word, self._style)

    def _paint_money(self, painter: QPainter, box: QRect, cell: Cell, selected: bool) -> None:
        metrics = self._style.metrics("body_bold" if cell.bold else "body")
        width = metrics.horizontalAdvance(cell.text) + 1
        amount = QRect(box.right() + 1 - width, box.y(), width, box.height())
        painter.setFont(self._style.font("body_bold" if cell.bold else "body"))
        painter.setPen(self._style.colour(self.tone(cell.tone, selected)))
        painter.drawText(amount, _RIGHT, cell.text)
        if cell.mark is not None:
            side = self._style.px(_ICON_PX)
            left = amount.x() - self._style.px(_MARK_ROOM_PX)
            place = QRect(left, box.y() + (box.height() - side) // 2, side, side)
            tone = "text2" if cell.mark.tone == "neutral" else cell.mark.tone
            self._style.paint_icon(painter, place, cell.mark.icon, self.tone(tone, selected))

    def _paint_text(self, painter: QPainter, box: QRect, cell: Cell, selected: bool) -> None:
        side = self._style.px(_ICON_PX)
        if cell.icon and cell.kind == Kind.ICON_TEXT:
            tone = "text2" if cell.tone == "text" else cell.tone
            place = QRect(box.x(), box.y() + (box.height() - side) // 2, side, side)
            self._style.paint_icon(painter, place, cell.icon, self.tone(tone, selected))
            box = box.adjusted(side + 6, 0, 0, 0)
        if cell.icon and cell.kind == Kind.NAME:
            room = box.adjusted(0, 0, -side - 6, 0)
            width = self._write(painter, room, cell.text, cell.tone, selected, cell)
            left = box.x() + width + 6
            place = QRect(left, box.y() + (box.height() - side) // 2, side, side)
            mark = cell.mark.tone if cell.mark is not None else "warn"
            self._style.paint_icon(painter, place, cell.icon, self.tone(mark, selected))
            return
        tone = "text3" if cell.text == "–" else cell.tone
        self._write(painter, box, cell.text, tone, selected, cell)

    def _write(
        self, painter: QPainter, box: QRect, text: str, tone: str, selected: bool, cell: Cell
    ) -> int:
        """Return how wide the text became."""
        role = "body_bold" if cell.bold else "body"
        metrics = self._style.metrics(role)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width() + 1)
        painter.setFont(self._style.font(role))
        painter.setPen(self._style.colour(self.tone(tone, selected)))
        painter.drawText(box.adjusted(0, 0, 1, 0), _RIGHT if cell.right else _LEFT, shown)
        return metrics.horizontalAdvance(shown)
