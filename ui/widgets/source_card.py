"""The card of one source in Sync: how it is, when it last worked, what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.badge import Badge
from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.run_strip import RunStrip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.style import Style


class SourceCard(QFrame):
    """Shows prepared words. `pressed` carries the key of a button."""

    pressed = Signal(object)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self._style = style
        self._pairs: list[tuple[Label, Label]] = []
        self._buttons: list[Button] = []
        self._shown_buttons: list[tuple[str, str, str, str]] = []
        self._build(style)

    def set_head(self, name: str, icon: str, tone: str, word: str, line: str, tip: str) -> None:
        """Show the source's name, its state, and the line about its last complete run."""
        self._name.setText(name)
        self._badge.set_state(icon, tone, word)
        self._line.setText(line)
        self._line.setToolTip(tip)
        self.setAccessibleName(f"{name}: {word}. {line}")

    def hide_strip(self) -> None:
        """Leave the runs out: this card has none."""
        self.strip.hide()
        for label in self._ends:
            label.hide()

    def set_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show label and value, one pair a line."""
        while len(self._pairs) < len(pairs):
            row = len(self._pairs)
            label = Label(self._style, "label", "text2")
            value = Label(self._style, "label_bold", "text")
            value.setWordWrap(True)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1)
            self._pairs.append((label, value))
        for place, (label, value) in enumerate(self._pairs):
            shown = place < len(pairs)
            label.setVisible(shown)
            value.setVisible(shown)
            if shown:
                label.setText(pairs[place][0])
                value.setText(pairs[place][1])

    def set_buttons(self, buttons: Sequence[tuple[str, str, str, str]]) -> None:
        """Show (key, words, kind, icon) at the foot of the card."""
        wanted = list(buttons)
        if wanted == self._shown_buttons:
            return  # whoever stands on one stays there
        self._shown_buttons = wanted
        for button in self._buttons:
            self._foot.removeWidget(button)
            button.hide()  # it is deleted with the next events, and would lie over the card
            button.deleteLater()
        self._buttons = []
        for key, words, kind, icon in buttons:
            button = Button(self._style, words, kind, icon)
            button.setObjectName(f"card_{key}")
            button.clicked.connect(lambda _=False, key=key: self.pressed.emit(key))
            self._foot.insertWidget(len(self._buttons), button)
            self._buttons.append(button)

    def text(self) -> str:
        """Return all that is shown, for tests."""
        pairs = [f"{a.text()}: {b.text()}" for a, b in self._pairs if not a.isHidden()]
        return "\n".join([self.accessibleName(), *pairs])

    def _build(self, style: Style) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(6)
        self._name = Label(style, "body_bold")
        self._badge = Badge(style)
        head = QHBoxLayout()
        head.addWidget(self._name)
        head.addStretch(1)
        head.addWidget(self._badge)
        column.addLayout(head)
        self._line = Label(style, "label", "text2")
        self._line.setWordWrap(True)
        column.addWidget(self._line)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(3)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addSpacing(4)
        column.addStretch(1)  # above the strip, so that the strips of all cards stand in one line
        self.strip = RunStrip(style)
        column.addWidget(self.strip)
        ends = QHBoxLayout()
        self._ends = [
            Label(style, "axis", "text3", self.tr("30 runs ago")),
            Label(style, "axis", "text3", self.tr("now")),
        ]
        ends.addWidget(self._ends[0])
        ends.addStretch(1)
        ends.addWidget(self._ends[1])
        column.addLayout(ends)
        self._foot = QHBoxLayout()
        self._foot.setSpacing(8)
        self._foot.addStretch(1)
        column.addLayout(self._foot)
