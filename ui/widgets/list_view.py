"""The one list of the desk: rows with grounds, ring, hairline and why-line of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Slot,
)
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QTreeView, QWidget
from typing_extensions import override

from ui.models import cells
from ui.models.cells import Kind
from ui.models.row_table import RowTable
from ui.style import Theme
from ui.widgets.badge import badge_width
from ui.widgets.list_delegate import PAD_PX, ListDelegate
from ui.widgets.list_header import ListHeader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.style import Style

_ROW_PX: Final = 36
_TWO_LINES_PX: Final = 54
_PANEL_ROW_PX: Final = 34
_LEAST_NAME_PX: Final = 140
WHY_COLUMN_FROM_PX: Final = 1500
"""From this width of the list on the why-line is a column."""
WHY_KEY: Final = "why"
"""The key of that column."""
_LEFT: Final = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)


class ListView(QTreeView):
    """Shows a `RowTable`. Enter or a double click emits `activated`.

    Current row, selected rows and scroll survive a reset of the model; a row that a search hides
    is current again when the search is cleared.
    """

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._why_line = False
        self._panel_rows = False
        self._hover_line = -1
        self._kept_current: object | None = None
        self._kept_selected: list[object] = []
        self._kept_scroll = 0
        self._header = ListHeader(style, self)
        self._delegate = ListDelegate(style, self)
        self._build()
        style.changed.connect(self.on_style_changed)

    def set_why_line(self, on: bool) -> None:
        """Show the why-line under each row; a list wider than 1500 px has it as a column."""
        self._why_line = on
        self._lay_columns()
        self.scheduleDelayedItemsLayout()

    def set_section_title(self, text: str) -> None:
        """Show a section title in the first header cell."""
        self._header.set_title(text)

    def set_panel_rows(self, on: bool) -> None:
        """Take 34 px rows that start at the panel's own edge."""
        self._panel_rows = on
        self._header.set_first_pad(self.first_pad_px())
        self._lay_columns()
        self.scheduleDelayedItemsLayout()

    def current_id(self) -> object | None:
        """Return the id of the current row, None if there is none."""
        index = self.currentIndex()
        return index.data(cells.ROW_ID) if index.isValid() else None

    def selected_ids(self) -> list[object]:
        """Return the ids of the selected rows, from top to bottom."""
        return self._ids(self.selectionModel().selection()) if self.model() is not None else []

    def select_id(self, row_id: object) -> bool:
        """Make the row of that id the current one; False if it is not shown."""
        table = self._table()
        index = table.index_of(row_id) if table is not None else QModelIndex()
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
        return index.isValid()

    def row_height(self) -> int:
        """Return the height of a row in px."""
        if self.shows_why_line():
            return self._style.px(_TWO_LINES_PX)
        return self._style.px(_PANEL_ROW_PX if self._panel_rows else _ROW_PX)

    def line_height(self) -> int:
        """Return the height of the row's first line in px."""
        return self._style.px(_ROW_PX) if self.shows_why_line() else self.row_height() - 1

    def first_pad_px(self) -> int:
        """Return how far the first column's text stands from the edge."""
        return 0 if self._panel_rows else 20

    def first_column(self) -> int:
        """Return the first column that is shown."""
        return self.header().logicalIndex(0)

    def hover_line(self) -> int:
        """Return the row under the pointer, -1 if there is none."""
        return self._hover_line

    def shows_why_line(self) -> bool:
        """Return whether the why-line stands under the rows (and not in a column)."""
        return self._why_line and self.viewport().width() < self._style.px(WHY_COLUMN_FROM_PX)

    @Slot()
    def on_style_changed(self) -> None:
        """Take sizes and colours anew."""
        self._lay_columns()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    @Slot()
    def on_reset_near(self) -> None:
        """Remember what is selected and where the list stands."""
        current = self.current_id()
        if current is not None:
            self._kept_current, self._kept_selected = current, self.selected_ids()
            self._kept_scroll = self.verticalScrollBar().value()

    @Slot()
    def on_reset_done(self) -> None:
        """Select again what was selected, without scrolling."""
        table = self._table()
        self._hover_line = -1
        self._lay_columns()
        if table is None:
            return
        self._select([line for line in table.lines_of(self._kept_selected) if line >= 0])
        current = table.index_of(self._kept_current) if self._kept_current is not None else None
        if current is not None and current.isValid():
            self.executeDelayedItemsLayout()
            self.selectionModel().setCurrentIndex(
                current, QItemSelectionModel.SelectionFlag.NoUpdate
            )
            self.verticalScrollBar().setValue(self._kept_scroll)

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        old = self.model()
        if old is not None:
            old.modelAboutToBeReset.disconnect(self.on_reset_near)
            old.modelReset.disconnect(self.on_reset_done)
        if model is not None:
            # Connected before the view's own slots, which forget the current row.
            model.modelAboutToBeReset.connect(self.on_reset_near)
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self.on_reset_done)
        if isinstance(model, RowTable) and model.sorted_by is not None:
            self.header().setSortIndicator(*model.sorted_by)
        self._lay_columns()

    @override
    def drawRow(
        self,
        painter: QPainter,
        options: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        style = self._style
        row = QRect(0, options.rect.y(), self.viewport().width(), options.rect.height())
        selected = self.selectionModel().isRowSelected(index.row(), QModelIndex())
        hovered = index.row() == self._hover_line
        ground = "sel" if selected else "hover" if hovered else "surface"
        painter.fillRect(row, style.colour(ground))
        painter.fillRect(row.x(), row.bottom(), row.width(), 1, style.colour("line"))
        mine = QStyleOptionViewItem(options)
        palette = QPalette(options.palette)
        palette.setBrush(QPalette.ColorRole.Highlight, QBrush(Qt.BrushStyle.NoBrush))
        mine.palette = palette
        super().drawRow(painter, mine, index)
        if self.shows_why_line():
            self._paint_why(painter, row, index, selected)
        if selected:
            bar = "focus" if style.theme == Theme.CONTRAST else "accent"
            painter.fillRect(row.x(), row.y(), 3, row.height() - 1, style.colour(bar))
        if self.hasFocus() and index.row() == self.currentIndex().row():
            style.paint_ring(painter, row.adjusted(0, 0, 0, -1), 4)

    @override
    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint nothing: rows do not unfold."""

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.indexAt(event.position().toPoint()).row())

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        was = self.shows_why_line()
        self._lay_columns()
        if self.shows_why_line() != was or event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()

    def _build(self) -> None:
        self.setHeader(self._header)
        self.setItemDelegate(self._delegate)
        self.setUniformRowHeights(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setExpandsOnDoubleClick(False)
        self.setAllColumnsShowFocus(False)
        self.setMouseTracking(True)
        self.setSortingEnabled(True)
        self.header().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def _table(self) -> RowTable[object] | None:
        model = self.model()
        return model if isinstance(model, RowTable) else None

    def _paint_why(
        self,
        painter: QPainter,
        row: QRect,
        index: QModelIndex | QPersistentModelIndex,
        selected: bool,
    ) -> None:
        """Write the second line under all columns: a delegate may not cross its column."""
        style = self._style
        words = str(self.model().index(index.row(), 0).data(cells.WHY) or "")
        top = row.y() + style.px(32)
        box = QRect(
            self.first_pad_px(), top, row.width() - self.first_pad_px() - PAD_PX, style.px(18)
        )
        shown = style.metrics("label").elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.setFont(style.font("label"))
        painter.setPen(style.colour(self._delegate.tone("text2", selected)))
        painter.drawText(box, _LEFT, shown)

    def _hover(self, line: int) -> None:
        if line == self._hover_line:
            return
        before, self._hover_line = self._hover_line, line
        for changed in (before, line):
            if changed >= 0 and self.model() is not None:
                rect = self.visualRect(self.model().index(changed, self.first_column()))
                self.viewport().update(0, rect.y(), self.viewport().width(), rect.height() + 1)

    def _lay_columns(self) -> None:
        """Hide what the list is too narrow for, fix the widths, give the rest to the name."""
        table = self._table()
        if table is None:
            return
        room = self.viewport().width()
        stretch, used = -1, 0
        for i, column in enumerate(table.columns):
            shown = room >= self._style.px(column.min_list_px)
            if column.key == WHY_KEY:
                shown = self._why_line and not self.shows_why_line()
            self.setColumnHidden(i, not shown)
            if column.width_px == 0 and shown and (stretch < 0 or column.key == WHY_KEY):
                stretch = i
        for i in range(len(table.columns)):
            if i != stretch and not self.isColumnHidden(i):
                width = self._column_width(table, i)
                self.header().resizeSection(i, width)
                used += width
        if stretch >= 0:
            self.header().resizeSection(stretch, max(self._style.px(_LEAST_NAME_PX), room - used))

    def _column_width(self, table: RowTable[object], i: int) -> int:
        """Return the given width, or that of the widest amount: money is never cut off."""
        column = table.columns[i]
        width = self._style.px(column.width_px or 240)
        if column.kind != Kind.MONEY:
            return width
        pads = 2 * PAD_PX + self._style.px(24)
        amount = self._style.metrics("body_bold").horizontalAdvance(table.longest_text(i))
        return max(width, amount + pads, badge_width(self._style, "") + pads)

    def _ids(self, selection: QItemSelection) -> list[object]:
        # Spans, not indexes: 50,000 selected rows are one span.
        spans = [selection.at(i) for i in range(selection.count())]
        lines = {line for span in spans for line in range(span.top(), span.bottom() + 1)}
        model = self.model()
        return [model.index(line, 0).data(cells.ROW_ID) for line in sorted(lines)]

    def _select(self, lines: Sequence[int]) -> None:
        model, selection = self.model(), QItemSelection()
        last = model.columnCount() - 1
        for first, end in _spans(sorted(lines)):
            selection.append(QItemSelectionRange(model.index(first, 0), model.index(end, last)))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect)


def _spans(lines: Sequence[int]) -> list[tuple[int, int]]:
    """Return runs of neighbours: a selection of 50,000 spans would take a minute to look into."""
    spans: list[tuple[int, int]] = []
    for line in lines:
        if spans and spans[-1][1] == line - 1:
            spans[-1] = (spans[-1][0], line)
        else:
            spans.append((line, line))
    return spans
