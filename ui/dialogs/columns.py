"""Choose columns: which a list shows, in what order, how wide; all of it by keys as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.models.column_layout import STEP_PX
from ui.models.row_table import RowTable
from ui.widgets.button import Button
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from ui.style import Style
    from ui.widgets.list_view import ListView

_KEY = Qt.ItemDataRole.UserRole
ROW_PX = 28


class ColumnsDialog(DialogFrame):
    """Changes the list at once, so that it is seen behind; Close leaves it that way."""

    def __init__(self, style: Style, view: ListView, parent: QWidget | None = None) -> None:
        super().__init__(style, "", parent, 460)
        self.setWindowTitle(self.tr("Columns"))
        self.heading.setText(self.tr("Columns"))
        self._view = view
        self._filling = False
        self._build()
        self._fill()
        self.list.setCurrentRow(0)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(QListWidgetItem)
    def on_item_changed(self, item: QListWidgetItem) -> None:
        """Show or hide the ticked column."""
        if not self._filling:
            shown = item.checkState() == Qt.CheckState.Checked
            layout = self._view.column_layout
            self._view.change_layout(layout.with_shown(str(item.data(_KEY)), shown))

    @Slot()
    def on_up_clicked(self) -> None:
        """Move the column to the left."""
        self._move(-1)

    @Slot()
    def on_down_clicked(self) -> None:
        """Move the column to the right."""
        self._move(1)

    @Slot()
    def on_wider_clicked(self) -> None:
        """Make the column wider."""
        self._widen(STEP_PX)

    @Slot()
    def on_narrower_clicked(self) -> None:
        """Make the column narrower; an amount is never cut off."""
        self._widen(-STEP_PX)

    @Slot()
    def on_reset_clicked(self) -> None:
        """Show the columns as the list was built."""
        self._view.reset_layout()
        self._fill()

    @Slot(int)
    def on_current_changed(self, _row: int) -> None:
        """Offer what can be done with the column."""
        at, last = self.list.currentRow(), self.list.count() - 1
        self._up.setEnabled(at > 1)
        self._down.setEnabled(0 < at < last)
        self._wider.setEnabled(at > 0)
        self._narrower.setEnabled(at > 0)

    # --- parts ----------------------------------------------------------------------------------

    def _build(self) -> None:
        words = self.tr(
            "Ticked columns are on the screen, on paper and in copied rows, in this order."
        )
        hint = Label(self.style_of, "label", "text2", words)
        hint.setWordWrap(True)
        self.body.addWidget(hint)
        self.list = QListWidget()
        self.list.setObjectName("columns_list")
        self.list.setAccessibleName(self.tr("Columns"))
        self.list.setMinimumHeight(320)
        self.list.itemChanged.connect(self.on_item_changed)
        self.list.currentRowChanged.connect(self.on_current_changed)
        self._up = self._button(self.tr("Move &up"), "chev-up", "Alt+Up", self.on_up_clicked)
        self._down = self._button(
            self.tr("Move &down"), "chev-down", "Alt+Down", self.on_down_clicked
        )
        self._wider = self._button(self.tr("&Wider"), "plus", "Alt+Right", self.on_wider_clicked)
        self._narrower = self._button(
            self.tr("&Narrower"), "minus", "Alt+Left", self.on_narrower_clicked
        )
        side = QVBoxLayout()
        side.setSpacing(8)
        for button in (self._up, self._down, self._wider, self._narrower):
            side.addWidget(button)
        side.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.list, 1)
        row.addLayout(side)
        self.body.addLayout(row)
        reset = Button(self.style_of, self.tr("&Reset layout"), "quiet", "undo")
        reset.setObjectName("columns_reset")
        reset.clicked.connect(self.on_reset_clicked)
        self.add_left(reset)
        self.add_buttons(self.tr("Close"), None).clicked.connect(self.accept)

    def _button(self, words: str, icon: str, keys: str, slot: object) -> Button:
        button = Button(self.style_of, words, "plain", icon)
        button.setShortcut(keys)
        button.setToolTip(keys)
        button.clicked.connect(slot)
        return button

    def _fill(self) -> None:
        model = self._view.model()
        if not isinstance(model, RowTable):
            return
        self._filling = True
        at = max(0, self.list.currentRow())
        self.list.clear()
        wanted = set(self._view.wanted_columns())
        for place, key in enumerate(self._view.column_layout.keys()):
            item = QListWidgetItem(model.columns[model.column_of(key)].title)
            item.setData(_KEY, key)
            item.setSizeHint(QSize(0, self.style_of.px(ROW_PX)))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            if place == 0:
                item.setText(self.tr("{column} (always first)").format(column=item.text()))
            else:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                ticked = Qt.CheckState.Checked if key in wanted else Qt.CheckState.Unchecked
                item.setCheckState(ticked)
            self.list.addItem(item)
        self.list.setCurrentRow(min(at, self.list.count() - 1))
        self._filling = False

    def _move(self, by: int) -> None:
        key = str(self.list.currentItem().data(_KEY))
        self._view.change_layout(self._view.column_layout.moved(key, by))
        self._fill()
        self.list.setCurrentRow(self._view.column_layout.keys().index(key))
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _widen(self, by_px: int) -> None:
        model = self._view.model()
        if not isinstance(model, RowTable):
            return
        key = str(self.list.currentItem().data(_KEY))
        layout = self._view.column_layout
        now = layout.choice(key).width_px or model.columns[model.column_of(key)].width_px or 240
        self._view.change_layout(layout.with_width(key, now + by_px))
