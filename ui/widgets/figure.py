"""One figure of a detail panel: label, figure, one line of meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.label import Label, plain_tooltip

if TYPE_CHECKING:
    from ui.style import Style


class FigureBlock(QWidget):
    """Label over figure over line. The role "headline" makes the one large figure of a panel."""

    def __init__(self, style: Style, role: str = "panel", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Label(style, "label", "text2")
        self._figure = Label(style, role, "text")
        self._line = Label(style, "label", "text2")
        self._build()

    def set_figure(
        self, label: str, figure: str, line: str = "", *, tone: str = "text", tooltip: str = ""
    ) -> None:
        """Show a figure; *tone* colours the figure only (use `text2` for "Unknown")."""
        self._label.setText(label)
        self._figure.setText(figure)
        self._figure.set_tone(tone)
        self._line.setText(line)
        self._line.setVisible(bool(line))
        self.setToolTip(plain_tooltip(tooltip))
        self.setAccessibleName(", ".join(part for part in (label, figure, line) if part))

    @property
    def figure(self) -> str:
        """Return the figure that is shown."""
        return self._figure.text()

    @property
    def line(self) -> str:
        """Return the line under the figure."""
        return self._line.text()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for label in (self._label, self._figure, self._line):
            column.addWidget(label)
        self._figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addStretch(1)
