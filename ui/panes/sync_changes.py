"""What changed since the last look: a list in Sync that can be printed and marked as seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.change_words import ChangeWords
from ui.models.cells import Kind
from ui.models.row_table import NOT_APPLICABLE, Column, RowTable
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.list_view import ListView

if TYPE_CHECKING:
    from gymdesk.rows.changes import ChangeList, ChangeRow
    from ui.phrases import Phrases
    from ui.style import Style

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
KIND_PX = 170
AMOUNT_PX = 100


class ChangesPanel(QWidget):
    """Lists the changes, worst first.

    `client_wanted` carries the `ClientId` of a change that was opened, `leads_wanted` says that it
    was a lead; `print_wanted` and `seen_wanted` carry the `ChangeList` that is shown.
    """

    client_wanted = Signal(object)
    leads_wanted = Signal()
    print_wanted = Signal(object)
    seen_wanted = Signal(object)

    def __init__(self, style: Style, phrases: Phrases, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self.words = ChangeWords(phrases, self)
        self._changes: ChangeList | None = None
        self.table = self._table()
        self._build()
        self.show_changes(None)

    def show_changes(self, changes: ChangeList | None) -> None:
        """Show the changes; None = nothing is known of any yet."""
        self._changes = changes
        title = self.words.title(changes)
        self.view.set_section_title(title)
        self.view.setAccessibleName(title)
        rows = () if changes is None else changes.rows
        self.table.set_rows(rows)
        self.heading.setText(title)
        self.heading.setVisible(not rows)
        self.nothing.setVisible(not rows)
        self.view.setVisible(bool(rows))
        self.nothing.setText(self._nothing(changes))
        for button in (self.print_button, self.seen_button):
            button.setVisible(bool(rows))

    @property
    def changes(self) -> ChangeList | None:
        """Return what is shown."""
        return self._changes

    @Slot(QModelIndex)
    def on_opened(self, index: QModelIndex) -> None:
        """Show the client of a change."""
        client_id = self.table.row_at(index.row()).client_id
        if client_id is None:
            self.leads_wanted.emit()
        else:
            self.client_wanted.emit(client_id)

    @Slot()
    def on_print_clicked(self) -> None:
        """Ask for paper."""
        self.print_wanted.emit(self._changes)

    @Slot()
    def on_seen_clicked(self) -> None:
        """Ask that all of it is marked as seen."""
        self.seen_wanted.emit(self._changes)

    def _nothing(self, changes: ChangeList | None) -> str:
        if changes is None or changes.since_utc is None:
            return self.tr("After the second refresh this says who owes newly and who has paid.")
        return self.tr("Nothing changed: nobody owes newly, nobody has paid.")

    def _build(self) -> None:
        self.heading = Label(self._style, "body_bold")
        self.nothing = Label(self._style, "body", "text2")
        self.nothing.setWordWrap(True)
        self.view = ListView(self._style)
        self.view.setObjectName("change_list")
        self.view.set_panel_rows(True)
        self.view.setModel(self.table)
        self.view.setSortingEnabled(False)
        self.view.activated.connect(self.on_opened)
        self.print_button = Button(self._style, self.tr("Print what changed"), "plain", "print")
        self.print_button.clicked.connect(self.on_print_clicked)
        self.seen_button = Button(self._style, self.tr("Mark as seen"), "plain", "check")
        self.seen_button.clicked.connect(self.on_seen_clicked)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.print_button)
        foot.addWidget(self.seen_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(self.nothing)
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        column.addStretch(0)

    def _table(self) -> RowTable[ChangeRow]:
        words = self.words
        return RowTable(
            (
                Column(
                    "name",
                    self.tr("Client"),
                    0,
                    LEFT,
                    Kind.ICON_TEXT,
                    lambda row: row.name,
                    lambda row: row.name,
                    icon=lambda row: words.sign(row.kind).icon,
                    tone=lambda row: words.sign(row.kind).tone,
                    tooltip=words.sentence,
                    bold=lambda row: True,
                ),
                Column(
                    "kind",
                    self.tr("Change"),
                    KIND_PX,
                    LEFT,
                    Kind.TEXT,
                    words.what,
                    words.what,
                    tone=lambda row: "text2",
                    tooltip=words.sentence,
                ),
                Column(
                    "amount",
                    self.tr("Amount"),
                    AMOUNT_PX,
                    RIGHT,
                    Kind.TEXT,
                    words.amount,
                    lambda row: NOT_APPLICABLE if row.delta_cents is None else row.delta_cents,
                    bold=lambda row: row.delta_cents is not None,
                ),
            ),
            row_id=lambda row: (row.kind, row.client_id, row.name, row.what),
            haystack=lambda row: row.name,
            sentence=words.sentence,
            parent=self,
        )
