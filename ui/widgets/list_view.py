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
    QPoint,
    QRect,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QBrush,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPalette,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)
from typing_extensions import override

from ui.models import cells
from ui.models.cells import Kind
from ui.models.column_layout import ColumnLayout, first_layout, wanted_keys
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
_NAME_PX: Final = 280
"""The name beside a column that takes the spare width."""
_CHEVRON_PX: Final = 16
_BRANCH_PX: Final = 20
_DEEP_PX: Final = 16
WHY_COLUMN_FROM_PX: Final = 1500
"""From this width of the list on the why-line is a column."""
WHY_KEY: Final = "why"
"""The key of that column."""
_LEFT: Final = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)


class ListView(QTreeView):
    """Shows a `RowTable`. Enter or a double click emits `activated`.

    Current row, selected rows and scroll survive a reset of the model; a row that a search hides
    is current again when the search is cleared. The first column never scrolls away.

    Where `set_choosable` is on, the user chooses, moves and widens columns: `layout_changed`
    carries the new `ColumnLayout`. Where `set_unfolding` is on, `unfold_wanted` and `fold_wanted`
    carry the id of a row; whoever owns the list then gives the model its branches. `stepped`
    carries 1 or -1 for the keys N and P, `menu_wanted` the place and whether it is the header's.
    """

    layout_changed = Signal(object)
    unfold_wanted = Signal(object)
    fold_wanted = Signal(object)
    stepped = Signal(object)
    menu_wanted = Signal(object, bool)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._why_line = False
        self._panel_rows = False
        self._hover_line = -1
        self._kept_current: object | None = None
        self._kept_selected: list[object] = []
        self._kept_scroll = 0
        self._choosable = False
        self._unfolding = False
        self._laying = False
        self._layout = ColumnLayout()
        self._ordered: ColumnLayout | None = None
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

    def set_choosable(self, on: bool) -> None:
        """Let the user choose, move and widen the columns."""
        self._choosable = on
        self._header.set_choosable(on)

    def set_unfolding(self, on: bool) -> None:
        """Show the sign before each name that a row unfolds."""
        self._unfolding = on
        self._header.set_first_pad(self.first_pad_px())
        self.viewport().update()

    @property
    def column_layout(self) -> ColumnLayout:
        """Return the columns as the user wants them."""
        return self._layout

    def set_column_layout(self, layout: ColumnLayout) -> None:
        """Show the columns that way, and sort by what it says."""
        table = self._table()
        if table is None or [c.key for c in table.columns][:1] != layout.keys()[:1]:
            return
        self._take_layout(layout)
        if layout.sorted_by is not None and (at := table.column_of(layout.sorted_by)) >= 0:
            order = Qt.SortOrder
            down = order.DescendingOrder if layout.descending else order.AscendingOrder
            self.sortByColumn(at, down)

    def change_layout(self, layout: ColumnLayout) -> None:
        """Show the columns as the user just asked for, and tell it."""
        if layout != self._layout:
            self._take_layout(layout)
            self.layout_changed.emit(layout)

    def reset_layout(self) -> None:
        """Show the columns as the list was built."""
        table = self._table()
        if table is not None:
            self.change_layout(first_layout(table.columns))

    def wanted_columns(self) -> list[str]:
        """Return the chosen columns in their order, also those there is no room for."""
        table = self._table()
        return [] if table is None else wanted_keys(table.columns, self._layout)

    def shown_columns(self) -> list[int]:
        """Return the columns that are on the screen, from left to right."""
        header = self.header()
        order = [header.logicalIndex(at) for at in range(header.count())]
        return [column for column in order if not self.isColumnHidden(column)]

    def unfold(self, row_id: object) -> None:
        """Open a row that has branches."""
        table = self._table()
        index = table.index_of(row_id) if table is not None else QModelIndex()
        if index.isValid():
            self.setExpanded(index, True)

    def is_unfolded(self, row_id: object) -> bool:
        """Return whether a row is open."""
        table = self._table()
        index = table.index_of(row_id) if table is not None else QModelIndex()
        return index.isValid() and self.isExpanded(index)

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
            # not setCurrentIndex: while Ctrl is held, that one adds to the selection
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
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
        if self._unfolding:
            return self._style.px(_CHEVRON_PX) + 16
        return 0 if self._panel_rows else 20

    def indent_px(self, index: QModelIndex | QPersistentModelIndex) -> int:
        """Return how much further in a branch stands."""
        if not index.parent().isValid():
            return 0
        return self._style.px(_BRANCH_PX) + (
            self._style.px(_DEEP_PX) if index.data(cells.DEEP) else 0
        )

    def frozen_px(self) -> int:
        """Return how wide the first column is that stays while the others scroll; 0 if none do."""
        scrolled = self.horizontalScrollBar().value() > 0
        return self.columnWidth(self.first_column()) if scrolled else 0

    def first_column(self) -> int:
        """Return the first column that is shown."""
        return self.header().logicalIndex(0)

    def hover_line(self) -> int:
        """Return the row under the pointer, -1 if there is none."""
        return self._hover_line

    def shows_why_line(self) -> bool:
        """Return whether the why-line stands under the rows (and not in a column)."""
        wanted = self._why_line and self._layout.choice(WHY_KEY).shown is not False
        return wanted and self.viewport().width() < self._style.px(WHY_COLUMN_FROM_PX)

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
        for row_id in table.unfolded():
            self.unfold(row_id)
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
        if isinstance(model, RowTable):
            self._layout = first_layout(model.columns)
            self._ordered = None
            if model.sorted_by is not None:
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
        branch = index.parent().isValid()
        selected = not branch and self.selectionModel().isRowSelected(index.row(), QModelIndex())
        hovered = not branch and index.row() == self._hover_line
        ground = "sel" if selected else "hover" if hovered else "surface"
        if branch:
            ground = "sunken"
        painter.fillRect(row, style.colour(ground))
        painter.fillRect(row.x(), row.bottom(), row.width(), 1, style.colour("line"))
        mine = QStyleOptionViewItem(options)
        palette = QPalette(options.palette)
        palette.setBrush(QPalette.ColorRole.Highlight, QBrush(Qt.BrushStyle.NoBrush))
        mine.palette = palette
        super().drawRow(painter, mine, index)
        if self.frozen_px():
            self._paint_frozen(painter, mine, index, ground)
        if self._unfolding and not branch:
            self._paint_chevron(painter, row, index, selected)
        if self.shows_why_line():
            self._paint_why(painter, row, index, selected)
        if selected and not self._panel_rows:  # there it would lie on the first letters
            bar = "focus" if style.theme == Theme.CONTRAST else "accent"
            painter.fillRect(row.x(), row.y(), 3, row.height() - 1, style.colour(bar))
        current = self.currentIndex()
        if self.hasFocus() and (index.row(), index.parent()) == (current.row(), current.parent()):
            style.paint_ring(painter, row.adjusted(0, 0, 0, -1), 4)

    @override
    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint nothing: the sign that a row unfolds is painted with the row."""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Unfold by the arrows, step by N and P, and leave the rest to the tree."""
        key = Qt.Key(event.key())
        if event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            if key in (Qt.Key.Key_N, Qt.Key.Key_P) and self._choosable:
                self.stepped.emit(1 if key == Qt.Key.Key_N else -1)
                return
            if key in (Qt.Key.Key_Right, Qt.Key.Key_Plus) and self._open_current():
                return
            if key in (Qt.Key.Key_Left, Qt.Key.Key_Minus) and self._close_current():
                return
            if key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
                bar = self.horizontalScrollBar()
                by = bar.singleStep() * (1 if key == Qt.Key.Key_Right else -1)
                bar.setValue(bar.value() + by)
                return
        super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Unfold where the sign is pressed; all else selects."""
        at = event.position().toPoint()
        index = self.indexAt(at)
        chevron = 12 + self._style.px(_CHEVRON_PX)
        if (
            self._unfolding
            and index.isValid()
            and not index.parent().isValid()
            and at.x() < chevron
        ):
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._turn(index)
            return
        super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        self._hover(-1 if index.parent().isValid() else index.row())

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu: at the pointer, or beside the current row for the Menu key."""
        at = event.globalPos()
        if event.reason() != QContextMenuEvent.Reason.Mouse:
            rect = self.visualRect(self.currentIndex())
            at = self.viewport().mapToGlobal(QPoint(self.first_pad_px(), max(0, rect.bottom())))
        self.menu_wanted.emit(at, False)

    @override
    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Scroll up and down only: the name is always in sight."""
        bar = self.horizontalScrollBar()
        kept = bar.value()
        super().scrollTo(index, hint)
        bar.setValue(kept)

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if dx:
            self.viewport().update()  # what was moved along has the frozen column in it
            self._header.viewport().update()

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

    @Slot(int, int, int)
    def on_section_moved(self, _logical: int, _before: int, _after: int) -> None:
        """Keep the order that a column was dragged to."""
        table = self._table()
        if self._laying or table is None:
            return
        self._ordered = None
        header = self.header()
        order = [table.columns[header.logicalIndex(at)].key for at in range(header.count())]
        self.change_layout(self._layout.in_order(order))

    @Slot(object)
    def on_section_dragged(self, widths: dict[int, int]) -> None:
        """Keep the width that a column was dragged to."""
        table = self._table()
        if table is None:
            return
        layout = self._layout
        for at, width in widths.items():
            if at != self.first_column():
                key = table.columns[at].key
                layout = layout.with_width(key, round(width / self._style.px(100) * 100))
        self.change_layout(layout)
        self._lay_columns()

    @Slot(int, Qt.SortOrder)
    def on_sorted(self, at: int, order: Qt.SortOrder) -> None:
        """Keep what the list is sorted by."""
        table = self._table()
        if not self._choosable or table is None:
            return
        key = table.columns[at].key if 0 <= at < len(table.columns) else None
        sorted_now = self._layout.with_sort(key, order == Qt.SortOrder.DescendingOrder)
        if sorted_now != self._layout:
            self._layout = sorted_now
            self.layout_changed.emit(sorted_now)

    @Slot(object)
    def on_header_menu_wanted(self, at: QPoint) -> None:
        """Pass on that the header was asked for its menu."""
        self.menu_wanted.emit(at, True)

    def _build(self) -> None:
        self.setHeader(self._header)
        self._header.sectionMoved.connect(self.on_section_moved)
        self._header.dragged.connect(self.on_section_dragged)
        self._header.menu_wanted.connect(self.on_header_menu_wanted)
        self._header.sortIndicatorChanged.connect(self.on_sorted)
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

    def _take_layout(self, layout: ColumnLayout) -> None:
        self._layout = layout
        self._lay_columns()
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    def _open_current(self) -> bool:
        """Unfold the current row, or go to its first branch; return whether there was one."""
        index = self.currentIndex()
        if not self._unfolding or not index.isValid() or index.parent().isValid():
            return False
        if not self.isExpanded(index):
            self._turn(index)
            return True
        first = self.model().index(0, index.column(), index.siblingAtColumn(0))
        if first.isValid():
            self.setCurrentIndex(first)
        return first.isValid()

    def _close_current(self) -> bool:
        """Fold the current row, or go from a branch to its row; return whether there was one."""
        index = self.currentIndex()
        if not self._unfolding or not index.isValid():
            return False
        if index.parent().isValid():
            self.setCurrentIndex(index.parent())
            return True
        if self.isExpanded(index):
            self._turn(index)
            return True
        return False

    def _turn(self, index: QModelIndex) -> None:
        first = index.siblingAtColumn(0)
        row_id = first.data(cells.ROW_ID)
        if self.isExpanded(first):
            self.setExpanded(first, False)
            self.fold_wanted.emit(row_id)
        else:
            self.unfold_wanted.emit(row_id)

    def _paint_frozen(
        self,
        painter: QPainter,
        options: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        ground: str,
    ) -> None:
        """Paint the first column once more, at the left edge, over what was scrolled there."""
        style, width = self._style, self.frozen_px()
        cell = QStyleOptionViewItem(options)
        cell.rect = QRect(0, options.rect.y(), width, options.rect.height())
        if ground == "sel":
            cell.state |= QStyle.StateFlag.State_Selected
        painter.fillRect(cell.rect.adjusted(0, 0, 0, -1), style.colour(ground))
        painter.fillRect(width - 1, cell.rect.y(), 1, cell.rect.height(), style.colour("line"))
        self._delegate.paint(painter, cell, index.sibling(index.row(), self.first_column()))

    def _paint_chevron(
        self,
        painter: QPainter,
        row: QRect,
        index: QModelIndex | QPersistentModelIndex,
        selected: bool,
    ) -> None:
        style = self._style
        side = style.px(_CHEVRON_PX)
        top = row.y() + (self.line_height() - side) // 2
        first = index.sibling(index.row(), 0)
        icon = "chev-down" if self.isExpanded(first) else "chev-right"
        place = QRect(12, top, side, side)
        style.paint_icon(painter, place, icon, self._delegate.tone("text2", selected))

    def _paint_why(
        self,
        painter: QPainter,
        row: QRect,
        index: QModelIndex | QPersistentModelIndex,
        selected: bool,
    ) -> None:
        """Write the second line under all columns: a delegate may not cross its column."""
        style = self._style
        words = str(index.sibling(index.row(), 0).data(cells.WHY) or "")
        top = row.y() + style.px(32)
        left = self.first_pad_px() + self.indent_px(index)
        box = QRect(left, top, row.width() - left - PAD_PX, style.px(18))
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
        """Hide what is not wanted or has no room, fix the widths, give the rest to the name."""
        table = self._table()
        if table is None or self._laying:
            return
        self._laying = True
        self._order_columns(table)
        room = self.viewport().width()
        shown = self._with_room(table, room)
        stretch, used = -1, 0
        for i, column in enumerate(table.columns):
            self.setColumnHidden(i, i not in shown)
            if column.width_px == 0 and i in shown and (stretch < 0 or column.key == WHY_KEY):
                stretch = i
        for i, width in shown.items():
            if i != stretch:
                self.header().resizeSection(i, width)
                used += width
        if stretch >= 0:
            self.header().resizeSection(stretch, max(self._style.px(_LEAST_NAME_PX), room - used))
        self._laying = False

    def _with_room(self, table: RowTable[object], room: int) -> dict[int, int]:
        """Return the columns that are shown with their widths.

        A column that nobody asked for gives way before an amount is pushed off the edge.
        """
        shown = {
            i: self._column_width(table, i)
            for i in range(len(table.columns))
            if self._is_shown(table, i, room)
        }
        least = self._style.px(_LEAST_NAME_PX)
        while sum(shown.values()) - shown.get(0, 0) + least > room:
            spare = [i for i in shown if self._may_give_way(table, i)]
            if not spare:
                break
            del shown[max(spare, key=lambda i: (table.columns[i].min_list_px, i))]
        return shown

    def _may_give_way(self, table: RowTable[object], i: int) -> bool:
        column = table.columns[i]
        return column.min_list_px > 0 and self._layout.choice(column.key).shown is None

    def _is_shown(self, table: RowTable[object], i: int, room: int) -> bool:
        """Return whether a column is wanted and, unless the user asked for it, has room."""
        column = table.columns[i]
        chosen = self._layout.choice(column.key).shown
        if column.key == WHY_KEY:
            return self._why_line and chosen is not False and not self.shows_why_line()
        if i == 0 or chosen is not None:
            return i == 0 or bool(chosen)
        return column.chosen and room >= self._style.px(column.min_list_px)

    def _order_columns(self, table: RowTable[object]) -> None:
        if self._ordered is self._layout:
            return  # each key press of a search comes by here
        self._ordered = self._layout
        header = self.header()
        for to, key in enumerate(self._layout.keys()):
            at = header.visualIndex(table.column_of(key))
            if at != to:
                header.moveSection(at, to)

    def _column_width(self, table: RowTable[object], i: int) -> int:
        """Return the given width, or that of the widest amount: money is never cut off."""
        column = table.columns[i]
        asked = self._layout.choice(column.key).width_px
        width = self._style.px(asked or column.width_px or _NAME_PX)
        if column.kind != Kind.MONEY:
            return width
        pads = 2 * PAD_PX + self._style.px(24)
        amount = self._style.metrics("body_bold").horizontalAdvance(table.longest_text(i))
        return max(width, amount + pads, badge_width(self._style, "") + pads)

    def _ids(self, selection: QItemSelection) -> list[object]:
        # Spans, not indexes: 50,000 selected rows are one span.
        spans = [selection.at(i) for i in range(selection.count())]
        spans = [span for span in spans if not span.parent().isValid()]
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
