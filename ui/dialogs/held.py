"""The comparison of a held sweep: each client's figure now, what the sweep says, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot

from ui.held_words import HeldWords
from ui.models.cells import Kind
from ui.models.row_table import Column, RowTable
from ui.widgets.backup_facts import BackupFacts
from ui.widgets.button import Button
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label
from ui.widgets.list_view import ListView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.errors import DeskError
    from gymdesk.rows import HeldChangeRow, HeldSweepRow
    from ui.phrases import Phrases
    from ui.style import Style

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LIST_PX = 34 * 7


class HeldDialog(DialogFrame):
    """Decides nothing itself: `accept_wanted`, `drop_wanted` and `again_wanted` say what is to be.

    To sweep again is the primary button: it usually settles the matter and changes nothing.
    """

    accept_wanted = Signal()
    drop_wanted = Signal()
    again_wanted = Signal()

    def __init__(
        self, style: Style, phrases: Phrases, sweep: HeldSweepRow, parent: QWidget | None = None
    ) -> None:
        super().__init__(style, "", parent, 760)
        self._phrases = phrases
        self._sweep = sweep
        self._words = HeldWords(phrases, self)
        title = self._words.title(sweep)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.changes = self._table()
        self._build()

    @property
    def sweep(self) -> HeldSweepRow:
        """Return what is decided over."""
        return self._sweep

    def show_failure(self, error: DeskError) -> None:
        """Say why the decision was not kept; another one can be tried."""
        self.set_busy(False)
        title, message = self._phrases.error(error)
        self.facts.show_remark("st-failed", "bad", f"{title}. {message}")
        self.grow()

    def set_busy(self, busy: bool) -> None:
        """Hold the buttons while the decision is written."""
        for button in (self.accept_button, self.drop_button, self.again_button):
            button.setEnabled(not busy)

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_accept_clicked(self) -> None:
        """Take the sweep's word."""
        self.set_busy(True)
        self.accept_wanted.emit()

    @Slot()
    def on_drop_clicked(self) -> None:
        """Leave the figures as they are."""
        self.set_busy(True)
        self.drop_wanted.emit()

    @Slot()
    def on_again_clicked(self) -> None:
        """Let the source be read once more."""
        self.again_wanted.emit()
        self.accept()

    # --- parts ----------------------------------------------------------------------------------

    def _build(self) -> None:
        style, words = self.style_of, self._words
        intro = Label(style, "body", "text", words.sentence(self._sweep))
        intro.setWordWrap(True)
        self.facts = BackupFacts(style)
        self.facts.show_table(
            words.source(self._sweep),
            (self.tr("Before"), self.tr("Found now"), self.tr("Difference")),
            words.summary(self._sweep),
        )
        self.facts.show_remark("st-info", "accent", self.tr("A second sweep often settles it."))
        self.view = ListView(style)
        self.view.setObjectName("held_list")
        self.view.setAccessibleName(self.tr("What the sweep would change"))
        self.view.set_panel_rows(True)
        self.view.setModel(self.changes)
        self.view.setSortingEnabled(False)
        self.view.setMinimumHeight(style.px(LIST_PX))
        self.changes.set_rows(self._sweep.changes)
        self.body.addWidget(intro)
        self.body.addWidget(self.facts)
        self.body.addWidget(self.view, 1)
        self.drop_button = Button(style, self.tr("Drop this sweep"), "quiet")
        self.drop_button.setObjectName("held_drop")
        self.drop_button.setAutoDefault(False)
        self.drop_button.setToolTip(self.tr("Every figure stays as it is."))
        self.drop_button.clicked.connect(self.on_drop_clicked)
        self.add_left(self.drop_button)
        self.again_button = self.add_buttons(self.tr("Sweep again"), None)
        self.again_button.clicked.connect(self.on_again_clicked)
        self.accept_button = Button(style, words.accept(self._sweep), "plain")
        self.accept_button.setObjectName("held_accept")
        self.accept_button.setAutoDefault(False)
        self.accept_button.clicked.connect(self.on_accept_clicked)
        self.foot.insertWidget(self.foot.count() - 1, self.accept_button)
        self.again_button.setFocus()

    def _table(self) -> RowTable[HeldChangeRow]:
        words, currency = self._words, self._sweep.club.currency
        return RowTable(
            (
                Column(
                    "name",
                    self.tr("Lead") if self._sweep.what == "leads" else self.tr("Client"),
                    0,
                    LEFT,
                    Kind.TEXT,
                    lambda row: row.name,
                    lambda row: row.name,
                    bold=lambda row: True,
                ),
                Column(
                    "now",
                    self.tr("Figure now"),
                    110,
                    RIGHT,
                    Kind.TEXT,
                    lambda row: words.now(row, currency),
                    lambda row: row.past_due_cents or 0,
                ),
                Column(
                    "swept",
                    self.tr("The sweep says"),
                    120,
                    RIGHT,
                    Kind.TEXT,
                    lambda row: words.says(row, currency),
                    lambda row: row.swept_cents or 0,
                    bold=lambda row: True,
                ),
                Column(
                    "reason",
                    self.tr("Why it is doubtful"),
                    250,
                    LEFT,
                    Kind.TEXT,
                    words.why,
                    words.why,
                    tone=lambda row: "text2",
                ),
            ),
            row_id=lambda row: (row.client_id, row.source_id),
            haystack=lambda row: row.name,
            why=lambda row: "",
            sentence=lambda row: words.spoken(row, currency),
            parent=self,
        )
