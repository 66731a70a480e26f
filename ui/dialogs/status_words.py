"""What WODIFY's states mean at this gym: each label that was seen, and what it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QWidget

from gymdesk.domain.lead import LeadStatus
from gymdesk.domain.membership import ClientLabel, MemberStatus
from gymdesk.domain.status_word import MEANINGS, WordKind, word_of
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from gymdesk.rows.status_words import StatusWordRow, StatusWordTable
    from ui.phrases import Phrases
    from ui.style import Style

FIELD_PX = 256
HEIGHT_PX = 320


class StatusWordsDialog(DialogFrame):
    """Keeps nothing itself: `saved` carries what was changed, by kind and label."""

    saved = Signal(object)

    def __init__(
        self, style: Style, phrases: Phrases, table: StatusWordTable, parent: QWidget | None = None
    ) -> None:
        super().__init__(style, "", parent, 600)
        title = self.tr("What WODIFY's states mean")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self._phrases = phrases
        self._table = table
        self.fields: dict[tuple[WordKind, str], QComboBox] = {}
        self._build()
        verb = self.add_buttons(self.tr("Save meanings"), self.tr("Cancel"))
        verb.clicked.connect(self.on_verb_clicked)
        verb.setEnabled(bool(self.fields))
        if self.fields:
            next(iter(self.fields.values())).setFocus()
        self.grow()

    def show_row(self, kind: WordKind, label: str) -> None:
        """Put the focus on a label."""
        for (own, spelled), field in self.fields.items():
            if (own, word_of(spelled)) == (kind, word_of(label)):
                field.setFocus()

    @Slot()
    def on_verb_clicked(self) -> None:
        """Announce what was changed and close."""
        before = {(row.kind, row.label): row.said for row in self._table.rows}
        changed = {
            key: field.currentData()
            for key, field in self.fields.items()
            if field.currentData() != before[key]
        }
        if changed:
            self.saved.emit(changed)
        self.accept()

    def _build(self) -> None:
        words = self.tr(
            "A gym names these states in WODIFY itself. What you choose here holds at {club} at "
            "once, for what was read before as well. Nothing is changed in WODIFY."
        )
        intro = Label(self.style_of, "body", "text2", words.format(club=self._table.club.name))
        intro.setWordWrap(True)
        self.body.addWidget(intro)
        inside = QWidget()
        inside.setObjectName("status_words_inside")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        for kind in WordKind:
            self._add_kind(grid, kind, [row for row in self._table.rows if row.kind == kind])
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(self.style_of.px(HEIGHT_PX))
        area.setWidget(inside)
        for part in (inside, area.viewport()):
            part.setAutoFillBackground(False)  # the ground is that of the dialog
        self.body.addWidget(area, 1)

    def _add_kind(self, grid: QGridLayout, kind: WordKind, rows: list[StatusWordRow]) -> None:
        at = grid.rowCount()
        head, means = {
            WordKind.LEAD: (self.tr("State of leads in WODIFY"), self.tr("Means")),
            WordKind.CLIENT: (self.tr("State of clients in WODIFY"), self.tr("Means")),
        }[kind]
        grid.addWidget(Label(self.style_of, "body_bold", "text", head), at, 0)
        grid.addWidget(Label(self.style_of, "label", "text2", means), at, 2)
        if not rows:
            none = Label(self.style_of, "label", "text2", self.tr("None was read so far."))
            grid.addWidget(none, at + 1, 0)
        for row in rows:
            self._add_row(grid, row)

    def _add_row(self, grid: QGridLayout, row: StatusWordRow) -> None:
        at = grid.rowCount()
        label = Label(self.style_of, "body", "text", row.label)
        label.setWordWrap(True)
        count = Label(self.style_of, "label", "text2", self._count(row))
        field = QComboBox()
        usual = self.tr("Nobody knows yet")
        if row.usual is not None:
            usual = self.tr("{meaning} (usual)").format(meaning=self._meaning(row.usual))
        field.addItem(usual, None)
        for meaning in MEANINGS[row.kind]:
            if meaning != row.usual:
                field.addItem(self._meaning(meaning), meaning)
        field.setCurrentIndex(max(0, field.findData(row.said)))
        field.setFixedWidth(self.style_of.px(FIELD_PX))
        whose = self.tr("{label}, {count}: means").format(label=row.label, count=self._count(row))
        field.setAccessibleName(whose)
        label.setBuddy(field)
        self.fields[row.kind, row.label] = field
        grid.addWidget(label, at, 0)
        grid.addWidget(count, at, 1)
        grid.addWidget(field, at, 2)

    # --- words ----------------------------------------------------------------------------------

    def _count(self, row: StatusWordRow) -> str:
        if row.kind == WordKind.CLIENT:
            return self._phrases.clients(row.count)
        if row.count == 1:
            return self.tr("1 lead")
        return self.tr("{n} leads").format(n=self._phrases.number(row.count))

    def _meaning(self, meaning: str) -> str:
        return {
            LeadStatus.NEW.value: self.tr("New"),
            LeadStatus.INTERESTED.value: self.tr("Interested, or on trial"),
            LeadStatus.CONTACTED.value: self.tr("Contacted"),
            LeadStatus.CONVERTED.value: self.tr("Became a client"),
            LeadStatus.LOST.value: self.tr("Lost"),
            ClientLabel.ACTIVE.value: self.tr("Active"),
            ClientLabel.ON_RAMP.value: self.tr("Has not begun yet"),
            ClientLabel.SUSPENDED.value: self.tr("Suspended"),
            ClientLabel.INACTIVE.value: self.tr("Inactive"),
            MemberStatus.PENDING.value: self.tr("Pending"),
            MemberStatus.CANCELLED.value: self.tr("Cancelled"),
            MemberStatus.NO_MEMBERSHIP.value: self.tr("No membership"),
        }[meaning]
