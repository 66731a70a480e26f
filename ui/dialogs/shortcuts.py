"""The overview of keyboard shortcuts, made from the table of actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from ui.style import Style

Groups = list[tuple[str, list[tuple[str, str]]]]


class ShortcutsDialog(DialogFrame):
    """Shows words and keys, group by group, in two columns."""

    def __init__(self, style: Style, groups: Groups, parent: QWidget | None = None) -> None:
        super().__init__(style, "", parent, 680)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.heading.setText(self.tr("Keyboard shortcuts"))
        columns = QHBoxLayout()
        columns.setSpacing(40)
        half = (len(groups) + 1) // 2
        for part in (groups[:half], groups[half:]):
            columns.addLayout(self._column(part), 1)
        self.body.addLayout(columns)
        self.add_buttons(self.tr("Close"), None).clicked.connect(self.accept)

    def _column(self, groups: Groups) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        for title, lines in groups:
            column.addWidget(Label(self.style_of, "body_bold", "text", title))
            grid = QGridLayout()
            grid.setVerticalSpacing(6)
            grid.setColumnStretch(0, 1)
            for row, (words, keys) in enumerate(lines):
                grid.addWidget(Label(self.style_of, "body", "text", words), row, 0)
                cap = Label(self.style_of, "axis", "text2", keys)
                cap.setObjectName("key_cap")
                grid.addWidget(cap, row, 1, Qt.AlignmentFlag.AlignRight)
            column.addLayout(grid)
            column.addSpacing(8)
        column.addStretch(1)
        return column
