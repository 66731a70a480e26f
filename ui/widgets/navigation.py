"""The navigation: a list of panes with counts and warning signs, shrinking to icons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QItemSelection,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from ui.style import Theme
from ui.widgets.label import plain_tooltip

if TYPE_CHECKING:
    from ui.style import Style

_USER: Final = int(Qt.ItemDataRole.UserRole.value)
KEY: Final = _USER + 1
ICON: Final = _USER + 2
COUNT: Final = _USER + 3
STATE: Final = _USER + 4
BELOW_LINE: Final = _USER + 5
STATE_WORDS: Final = _USER + 6
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole.value)
_LEFT: Final = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)
_RIGHT: Final = int((Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter).value)

WIDE_PX: Final = 208
NARROW_PX: Final = 56
_ROW_PX: Final = 36
_PITCH_PX: Final = 38
_LINE_ROOM_PX: Final = 15
_Index = QModelIndex | QPersistentModelIndex


class NavigationDelegate(QStyledItemDelegate):
    """Paints a row: ground, bar, icon, word, count, sign; the line above the later panes."""

    def __init__(self, style: Style, view: NavigationList) -> None:
        super().__init__(view)
        self._style = style
        self._view = view

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        extra = self._style.px(_LINE_ROOM_PX) if index.data(BELOW_LINE) else 0
        return QSize(10, self._style.px(_PITCH_PX) + extra)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        style, narrow = self._style, self._view.narrow
        cell: QRect = option.rect
        margin = 8 if narrow else 12
        height = style.px(_ROW_PX)
        row = QRect(margin, cell.bottom() + 1 - height, self._view.width() - 2 * margin - 1, height)
        row.moveTop(cell.bottom() - height)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.data(BELOW_LINE):
            top = cell.top() + style.px(_LINE_ROOM_PX) // 2
            painter.fillRect(row.x(), top, row.width(), 1, style.colour("line"))
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.colour("sel" if selected else "hover"))
            painter.drawRoundedRect(QRectF(row), 6, 6)
        if selected:
            contrast = style.theme == Theme.CONTRAST
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(style.colour("focus" if contrast else "accent"))
            bar = row.adjusted(0, 8, 0, -8)
            painter.drawRoundedRect(QRectF(bar.x(), bar.y(), 3, bar.height()), 1.5, 1.5)
        self._paint_words(painter, row, index, selected)
        if self._view.hasFocus() and index == self._view.currentIndex():
            style.paint_ring(painter, row, 6)
        painter.restore()

    def _paint_words(self, painter: QPainter, row: QRect, index: _Index, selected: bool) -> None:
        style = self._style
        contrast = style.theme == Theme.CONTRAST
        side = 20 if self._view.narrow else style.px(20)
        icon = QRect(row.x() + 10, row.y() + (row.height() - side) // 2, side, side)
        tone = ("sel_text" if contrast else "accent") if selected else "text2"
        style.paint_icon(painter, icon, str(index.data(ICON)), tone)
        state, count = index.data(STATE), index.data(COUNT)
        if self._view.narrow:
            if state:
                small = QRect(icon.right() - 2, icon.y() - 6, 12, 12)
                style.paint_icon(painter, small, state[0], self._state_tone(state, selected))
            return
        right = row.right() - 9
        if state:
            sign = style.px(16)
            place = QRect(right - sign + 1, row.y() + (row.height() - sign) // 2, sign, sign)
            style.paint_icon(painter, place, state[0], self._state_tone(state, selected))
            right = place.x() - 8
        if count is not None:
            painter.setFont(style.font("label_medium"))
            painter.setPen(style.colour("sel_text" if selected and contrast else "text2"))
            words = str(count)
            width = style.metrics("label_medium").horizontalAdvance(words) + 1
            painter.drawText(QRect(right - width + 1, row.y(), width, row.height()), _RIGHT, words)
            right -= width + 8
        role = "body_bold" if selected else "body_medium"
        painter.setFont(style.font(role))
        painter.setPen(style.colour("sel_text" if selected else "text2"))
        left = row.x() + 20 + side
        words = style.metrics(role).elidedText(
            str(index.data(_DISPLAY)), Qt.TextElideMode.ElideRight, right - left + 1
        )
        painter.drawText(QRect(left, row.y(), right - left + 2, row.height()), _LEFT, words)

    def _state_tone(self, state: tuple[str, str], selected: bool) -> str:
        # No tone may stand on the selected ground with contrast (the look, section 3).
        return "sel_text" if selected and self._style.theme == Theme.CONTRAST else state[1]


class NavigationList(QListView):
    """One Tab stop, arrow keys, type-ahead. `selected` carries the key of the chosen pane."""

    selected = Signal(object)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._narrow = False
        self._items: dict[str, QStandardItem] = {}
        self._model = QStandardItemModel(self)
        self.setObjectName("navigation")
        self.setAccessibleName(self.tr("Panes"))
        self._build()
        self._connect()
        self.on_style_changed()

    @property
    def narrow(self) -> bool:
        """Return whether only icons are shown."""
        return self._narrow

    def add_item(self, key: str, icon: str, text: str, *, below_line: bool = False) -> None:
        """Add a pane at the end; the first one *below_line* has the line above it."""
        item = QStandardItem(text)
        item.setEditable(False)
        item.setData(key, KEY)
        item.setData(icon, ICON)
        has_line = any(i.data(BELOW_LINE) for i in self._items.values())
        item.setData(below_line and not has_line, BELOW_LINE)
        self._items[key] = item
        self._model.appendRow(item)
        self._describe(key)

    def set_count(self, key: str, count: int | None) -> None:
        """Show how many wait there; None shows nothing."""
        self._items[key].setData(count, COUNT)
        self._describe(key)

    def set_state(
        self, key: str, icon: str | None, tone: str | None = None, tooltip: str = ""
    ) -> None:
        """Show a sign beside the name, and say in words what it means; None takes it away."""
        state = (icon, tone) if icon and tone else None
        self._items[key].setData(state, STATE)
        self._items[key].setData(tooltip, STATE_WORDS)
        self._describe(key)

    def set_narrow(self, narrow: bool) -> None:
        """Show icons only, 56 px wide, names as tooltips."""
        self._narrow = narrow
        for key in self._items:
            self._describe(key)
        self.on_style_changed()

    def select(self, key: str) -> None:
        """Choose a pane, as a click does."""
        self.setCurrentIndex(self._items[key].index())

    def clear_selected(self) -> None:
        """Choose nothing (what is shown belongs to another list). Tells nobody."""
        self.selectionModel().blockSignals(True)
        self.setCurrentIndex(QModelIndex())
        self.selectionModel().clear()
        self.selectionModel().blockSignals(False)
        self.viewport().update()

    def selected_key(self) -> str | None:
        """Return the key of the chosen pane."""
        chosen = self.selectionModel().selectedIndexes()
        return str(chosen[0].data(KEY)) if chosen else None

    def content_height(self) -> int:
        """Return how high all rows together are."""
        pitch, line = self._style.px(_PITCH_PX), self._style.px(_LINE_ROOM_PX)
        lines = sum(1 for item in self._items.values() if item.data(BELOW_LINE))
        return len(self._items) * pitch + lines * line

    @Slot(QItemSelection, QItemSelection)
    def on_selection_changed(self, chosen: QItemSelection, _before: QItemSelection) -> None:
        """Tell which pane was chosen.

        Not told by the current row: a view that gets the focus makes its first row current.
        """
        if chosen.count():
            self.selected.emit(chosen.at(0).topLeft().data(KEY))

    @Slot(QModelIndex)
    def on_activated(self, index: QModelIndex) -> None:
        """Choose the row that Enter was pressed on."""
        self.setCurrentIndex(index)

    @Slot()
    def on_style_changed(self) -> None:
        """Take sizes and colours anew."""
        self.setFixedWidth(NARROW_PX if self._narrow else self._style.px(WIDE_PX))
        self.setFont(self._style.font("body_medium"))
        self.scheduleDelayedItemsLayout()
        self.viewport().update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.content_height() + 2)

    def _build(self) -> None:
        self.setModel(self._model)
        self.setItemDelegate(NavigationDelegate(self._style, self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListView.SelectionMode.SingleSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)

    def _connect(self) -> None:
        self.selectionModel().selectionChanged.connect(self.on_selection_changed)
        self.activated.connect(self.on_activated)
        self._style.changed.connect(self.on_style_changed)

    def _describe(self, key: str) -> None:
        """Say the row in words: to a screen reader always, as a tooltip where words are missing."""
        item = self._items[key]
        count, said = item.data(COUNT), str(item.data(STATE_WORDS) or "")
        words = [item.text()]
        if count is not None:
            words.append(str(count))
        if said:
            words.append(said)
        item.setData(", ".join(words), Qt.ItemDataRole.AccessibleTextRole)
        item.setToolTip(plain_tooltip(", ".join(words) if self._narrow else said))
