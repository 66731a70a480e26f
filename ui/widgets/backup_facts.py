"""What a backup holds, beside what the store holds now, and what would be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.label import Label
from ui.widgets.pane_frame import hairline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.style import Style


class BackupFacts(QFrame):
    """A small table on sunken ground with a remark under it. All texts are given."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._tone = ("st-info", "text2")
        self.setProperty("sunken", "true")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 12)
        column.setSpacing(8)
        self._title = Label(style, "body_bold")
        self._title.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._remark_sign = Label(style)
        self._remark = Label(style, "label", "text")
        self._remark.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._remark_sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._remark, 1)
        column.addWidget(self._title)
        column.addLayout(self._grid)
        column.addLayout(line)
        style.changed.connect(self.on_style_changed)

    def show_table(
        self, title: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]
    ) -> None:
        """Show *rows*: a name, then one value for each of *columns*."""
        self._title.setText(title)
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        right = Qt.AlignmentFlag.AlignRight
        for at, words in enumerate(columns, 1):
            self._grid.addWidget(Label(self._style, "label_medium", "text2", words), 0, at, right)
        if rows:
            self._grid.addWidget(hairline(self), 1, 0, 1, len(columns) + 1)
        for number, (name, *values) in enumerate(rows, 2):
            self._grid.addWidget(Label(self._style, "body", "text2", name), number, 0)
            for at, value in enumerate(values, 1):
                self._grid.addWidget(Label(self._style, "body", "text", value), number, at, right)
        spoken = [title, *(" ".join(row) for row in rows)]
        self.setAccessibleName(". ".join(spoken))

    def show_remark(self, icon: str, tone: str, text: str) -> None:
        """Show one remark with its sign; "" shows none."""
        self._tone = (icon, tone)
        self._remark.setText(text)
        for part in (self._remark, self._remark_sign):
            part.setVisible(bool(text))
        self.on_style_changed()

    def text(self) -> str:
        """Return all that is shown, for tests."""
        return "\n".join(label.text() for label in self.findChildren(Label) if label.text())

    def on_style_changed(self) -> None:
        """Take the sign's colour anew."""
        self._remark_sign.setPixmap(self._style.pixmap(*self._tone, 16))
