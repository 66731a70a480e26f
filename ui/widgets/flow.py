"""A layout that sets its items side by side and goes on in a second row where they do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class FlowLayout(QLayout):
    """Left to right, then down; its height depends on its width. *centered*: within each row."""

    def __init__(
        self, gap_px: int, parent: QWidget | None = None, *, centered: bool = False
    ) -> None:
        super().__init__(parent)
        self._centered = centered
        self._items: list[QLayoutItem] = []
        self._gap_px = gap_px
        self.setContentsMargins(0, 0, 0, 0)

    @override
    def addItem(self, item: QLayoutItem, /) -> None:
        self._items.append(item)

    @override
    def count(self) -> int:
        return len(self._items)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        inner = width - margins.left() - margins.right()
        height = self._arrange(QRect(0, 0, inner, 0), place=False)
        return height + margins.top() + margins.bottom()

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect.marginsRemoved(self.contentsMargins()), place=True)

    @override
    def sizeHint(self) -> QSize:
        shown = [item.sizeHint() for item in self._items if not item.isEmpty()]
        gaps = self._gap_px * max(0, len(shown) - 1)
        return QSize(
            sum(s.width() for s in shown) + gaps, max((s.height() for s in shown), default=0)
        )

    @override
    def minimumSize(self) -> QSize:
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, place: bool) -> int:
        """Return the height the items take in *rect*; move them there if *place*."""
        x, y, row_height = rect.x(), rect.y(), 0
        row: list[tuple[QLayoutItem, QPoint, QSize]] = []
        for item in self._items:
            if item.isEmpty():
                continue
            hint = item.sizeHint()
            if x > rect.x() and x + hint.width() > rect.x() + rect.width():
                self._place(row, row_height, place)
                x, y, row_height = rect.x(), y + row_height + self._gap_px, 0
            row.append((item, QPoint(x, y), hint))
            x += hint.width() + self._gap_px
            row_height = max(row_height, hint.height())
        self._place(row, row_height, place)
        return y + row_height - rect.y()

    def _place(
        self, row: list[tuple[QLayoutItem, QPoint, QSize]], row_height: int, place: bool
    ) -> None:
        """Move the items of a row where they belong, and forget them."""
        for item, at, hint in row if place else ():
            down = (row_height - hint.height()) // 2 if self._centered else 0
            item.setGeometry(QRect(at + QPoint(0, down), hint))
        row.clear()
