"""A form field: label above, the field, and below it a hint or what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.label import Label

if TYPE_CHECKING:
    from ui.style import Style


class FormField(QWidget):
    """Wraps *field*. An error is shown by an octagon, a red border and one sentence."""

    def __init__(
        self, style: Style, words: str, field: QWidget, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._style = style
        self.field = field
        field.setAccessibleName(words)
        label = Label(style, "label_bold", "text2", words)
        label.setBuddy(field)
        self._sign = Label(style)
        self._below = Label(style, "label", "bad")
        self._below.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label)
        column.addWidget(field)
        line = QHBoxLayout()
        line.setSpacing(6)
        line.addWidget(self._sign)
        line.addWidget(self._below, 1)
        column.addLayout(line)
        self.show_error("")

    @property
    def error(self) -> str:
        """Return what is wrong, "" if nothing is."""
        return "" if self._below.isHidden() else self._below.text()

    def show_error(self, sentence: str) -> None:
        """Show *sentence* below the field, or take it away."""
        self._below.setText(sentence)
        self._below.setVisible(bool(sentence))
        self._sign.setVisible(bool(sentence))
        if sentence:
            self._sign.setPixmap(self._style.pixmap("st-failed", "bad", 16))
        self.field.setProperty("error", "true" if sentence else "false")
        self.field.setAccessibleDescription(sentence)
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
