"""Pending writes: the changes elsewhere that are not settled, and what can be done about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.models.cells import Kind
from ui.models.row_table import Column, RowTable
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.list_view import ListView

if TYPE_CHECKING:
    from gymdesk.rows.outbox import OutboxRow, WriteRow
    from ui.phrases import Phrases
    from ui.style import Style
    from ui.write_words import WriteWords

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ROW_PX, MOST_ROWS = 54, 5


class PendingWrites(QWidget):
    """Lists them with their buttons; hidden while there are none.

    Each signal carries the `WriteId` of the selected change; `page_wanted` asks for the other
    system's own page.
    """

    retry_wanted = Signal(object)
    look_wanted = Signal(object)
    discard_wanted = Signal(object)
    details_wanted = Signal(object)
    page_wanted = Signal()

    def __init__(
        self, style: Style, phrases: Phrases, words: WriteWords, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._style = style
        self._phrases = phrases
        self._words = words
        self.table = self._table()
        self._build(style)
        self.hide()

    def show_outbox(self, outbox: OutboxRow) -> None:
        """Show the changes of a club; the selected one stays selected."""
        self.table.set_rows(list(outbox.writes))
        self.line.setText(self._words.line(outbox))
        rows = min(MOST_ROWS, max(1, len(outbox.writes)))
        self.view.setFixedHeight(self._style.px(32 + rows * ROW_PX + 4))
        self.setVisible(bool(outbox.writes))
        if outbox.writes and self.current() is None:
            self.view.setCurrentIndex(self.table.index(0, 0))
        self._enable()

    def current(self) -> WriteRow | None:
        """Return the selected change."""
        index = self.view.currentIndex()
        return self.table.row_at(index.row()) if index.isValid() else None

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_selection_changed(self) -> None:
        """Offer what can be done about the selected change."""
        self._enable()

    @Slot(QModelIndex)
    def on_activated(self, _index: QModelIndex) -> None:
        """Show the history of a change."""
        self._emit(self.details_wanted)

    @Slot()
    def on_retry_clicked(self) -> None:
        """Ask for the change again; of a conflict both values are shown first."""
        row = self.current()
        if row is not None and (row.differences or row.keys):
            self._emit(self.details_wanted)
        else:
            self._emit(self.retry_wanted)

    @Slot()
    def on_look_clicked(self) -> None:
        """Ask for a look."""
        self._emit(self.look_wanted)

    @Slot()
    def on_discard_clicked(self) -> None:
        """Give the change up."""
        self._emit(self.discard_wanted)

    @Slot()
    def on_details_clicked(self) -> None:
        """Show the history of the change."""
        self._emit(self.details_wanted)

    # --- parts ----------------------------------------------------------------------------------

    def _build(self, style: Style) -> None:
        self.view = ListView(style)
        self.view.setObjectName("pending_writes")
        self.view.setAccessibleName(self.tr("Pending writes"))
        self.view.set_panel_rows(True)
        self.view.set_section_title(self.tr("Pending writes"))
        self.view.setModel(self.table)
        self.view.set_why_line(True)
        self.view.setSortingEnabled(False)
        self.view.activated.connect(self.on_activated)
        self.view.selectionModel().currentRowChanged.connect(self.on_selection_changed)
        self.retry = Button(style, self.tr("Try again"), "plain", "refresh")
        self.retry.setObjectName("retry_write")
        self.look = Button(style, self.tr("Look again"), "plain", "search")
        self.look.setObjectName("look_write")
        self.discard = Button(style, self.tr("Discard"), "danger")
        self.discard.setObjectName("discard_write")
        self.details = Button(style, self.tr("Details…"), "quiet")
        self.details.setObjectName("write_details")
        self.retry.clicked.connect(self.on_retry_clicked)
        self.look.clicked.connect(self.on_look_clicked)
        self.discard.clicked.connect(self.on_discard_clicked)
        self.details.clicked.connect(self.on_details_clicked)
        self.page = Button(style, self.tr("Open in WODIFY"), "quiet", "open")
        self.page.setObjectName("write_page")
        self.page.clicked.connect(self.page_wanted)
        self.line = Label(style, "label", "text2")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for button in (self.retry, self.look, self.discard, self.details, self.page):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.view)
        column.addLayout(foot)

    def _table(self) -> RowTable[WriteRow]:
        words = self._words
        return RowTable(
            (
                Column(
                    "what",
                    self.tr("Pending writes"),
                    0,
                    LEFT,
                    Kind.ICON_TEXT,
                    words.title,
                    lambda row: -row.at_utc.timestamp(),
                    icon=lambda row: "send",
                    tooltip=words.why,
                    bold=lambda row: True,
                ),
                Column(
                    "state",
                    self.tr("State"),
                    170,
                    LEFT,
                    Kind.BADGE,
                    lambda row: words.badge(row).word,
                    lambda row: words.badge(row).word,
                    badge=words.badge,
                ),
                Column(
                    "when",
                    self.tr("Since"),
                    120,
                    RIGHT,
                    Kind.TEXT,
                    lambda row: self._phrases.moment(row.at_utc),
                    lambda row: -row.at_utc.timestamp(),
                    tone=lambda row: "text2",
                ),
            ),
            row_id=lambda row: row.write_id,
            haystack=lambda row: row.name,
            why=words.why,
            sentence=words.spoken,
            parent=self,
        )

    def _enable(self) -> None:
        row = self.current()
        self.retry.setVisible(row is not None and row.can_retry)
        self.look.setVisible(row is not None and row.can_look)
        self.discard.setVisible(row is not None and row.can_discard)
        self.details.setVisible(row is not None)
        self.page.setVisible(row is not None)
        if row is not None:
            self.retry.setText(self._words.again(row))

    def _emit(self, signal: object) -> None:
        row = self.current()
        if row is not None:
            signal.emit(row.write_id)  # type: ignore[attr-defined]
