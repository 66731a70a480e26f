"""Facts: label and value pairs in two columns, in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.style import Style


class Facts(QWidget):
    """Shows pairs such as "Trainer: Dana Fox"; values wrap and can be selected."""

    def __init__(self, style: Style, columns: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._columns = columns
        self._pairs: list[tuple[Label, Label]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        for column in range(columns):
            self._grid.setColumnStretch(2 * column + 1, 1)

    def set_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show *facts* row by row."""
        while len(self._pairs) < len(facts):
            self._pairs.append(self._make(len(self._pairs)))
        for place, (label, value) in enumerate(self._pairs):
            shown = place < len(facts)
            label.setVisible(shown)
            value.setVisible(shown)
            if shown:
                label.setText(facts[place][0])
                value.setText(facts[place][1])

    def text(self) -> str:
        """Return all that is shown, for tests and the clipboard."""
        return "\n".join(f"{a.text()}: {b.text()}" for a, b in self._pairs if not a.isHidden())

    def _make(self, place: int) -> tuple[Label, Label]:
        label = Label(self._style, "label", "text2")
        value = Label(self._style, "label_bold", "text")
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row, column = divmod(place, self._columns)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(label, row, 2 * column, top)
        self._grid.addWidget(value, row, 2 * column + 1, top)
        return label, value
