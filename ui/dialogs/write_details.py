"""A change elsewhere in full: both values where they differ, what is done, and every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout

from gymdesk.domain.outbox import WriteState
from ui.widgets.badge import Badge
from ui.widgets.button import Button
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label
from ui.write_words import WriteWords

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.rows.outbox import WriteRow
    from ui.phrases import Phrases
    from ui.style import Style

STEPS_SHOWN = 12


class WriteDetailsDialog(DialogFrame):
    """Decides nothing itself: its signals carry the `WriteId` of what is to be done."""

    retry_wanted = Signal(object)
    look_wanted = Signal(object)
    discard_wanted = Signal(object)

    def __init__(
        self, style: Style, phrases: Phrases, write: WriteRow, parent: QWidget | None = None
    ) -> None:
        super().__init__(style, "", parent, 640)
        self._words = WriteWords(phrases, self)
        self._write = write
        title = self._words.title(write)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self._build(style)

    @Slot()
    def on_verb_clicked(self) -> None:
        """Go on with the change: look, or send."""
        wanted = self.look_wanted if self._write.can_look else self.retry_wanted
        wanted.emit(self._write.write_id)
        self.accept()

    @Slot()
    def on_discard_clicked(self) -> None:
        """Give the change up."""
        self.discard_wanted.emit(self._write.write_id)
        self.accept()

    def _build(self, style: Style) -> None:
        words, write = self._words, self._write
        badge = Badge(style)
        badge.set_state(*words.badge(write))
        self.body.addWidget(badge)
        why = Label(style, "body", "text", words.why(write))
        why.setWordWrap(True)
        self.body.addWidget(why)
        for part, key in write.done_parts:
            self.body.addWidget(Label(style, "body", "good", words.done_part(part, key)))
        if write.differences:
            self.body.addLayout(self._both_values(style))
        self.body.addWidget(Label(style, "body_bold", "text", self.tr("What happened")))
        for step in write.steps[-STEPS_SHOWN:]:
            line = Label(style, "label", "text2", words.step(step, write.source))
            line.setWordWrap(True)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.body.addWidget(line)
        # nothing that ends or sends something has the focus from the beginning
        why.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        why.setFocus()
        if write.can_discard:
            self.discard = Button(style, self.tr("Discard"), "danger")
            self.discard.setObjectName("discard_write")
            self.discard.clicked.connect(self.on_discard_clicked)
            self.add_left(self.discard)
        if write.can_look or write.can_retry:
            look = self.tr("Look again")
            verb = self.add_buttons(
                look if write.can_look else words.again(write), self.tr("Close")
            )
            verb.clicked.connect(self.on_verb_clicked)
            if write.state == WriteState.CONFLICT:
                verb.setDefault(False)  # Enter must not send over what somebody else wrote
                verb.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        else:
            self.add_buttons(self.tr("Close"), None).clicked.connect(self.accept)

    def _both_values(self, style: Style) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        titles = (
            self.tr("Field"),
            self.tr("You saw"),
            self.tr("There now"),
            self.tr("You want"),
        )
        for column, text in enumerate(titles):
            grid.addWidget(Label(style, "label", "text2", text), 0, column)
            grid.setColumnStretch(column, 1)
        self.values: list[tuple[str, ...]] = []
        for row, one in enumerate(self._write.differences, 1):
            texts = (
                self._words.field(one.name),
                self._words.value(one.seen),
                self._words.value(one.now),
                self._words.value(one.wanted),
            )
            self.values.append(texts)
            for column, text in enumerate(texts):
                role = "body_bold" if column == 2 else "body"
                label = Label(style, role, "warn" if column == 2 else "text", text)
                label.setWordWrap(True)
                grid.addWidget(label, row, column)
        return grid
