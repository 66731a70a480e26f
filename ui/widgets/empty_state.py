"""What a pane shows where there is nothing to list: why, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from ui.widgets.banner import KeyButton
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.style import Style

_TEXT_PX: Final = 360


class EmptyState(QWidget):
    """Icon, title, at most two lines, one primary and one quiet button."""

    pressed = Signal(object)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._icon_name = ""
        self._tone = "text2"
        self._buttons: list[KeyButton] = []
        self._build()
        style.changed.connect(self.on_style_changed)
        self.on_style_changed()

    @property
    def title(self) -> str:
        """Return the title that is shown."""
        return self._title.text()

    @property
    def text(self) -> str:
        """Return the sentence that is shown."""
        return self._text.text()

    def show_text(
        self,
        icon: str,
        tone: str,
        title: str,
        text: str,
        buttons: Sequence[tuple[str, str, bool]] = (),
    ) -> None:
        """Say why there is nothing, with buttons (key, word, primary)."""
        self._icon_name, self._tone = icon, tone
        self._title.setText(title)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(f"{title}. {text}")
        self._remake(buttons)
        self.on_style_changed()

    @Slot(object)
    def on_button_clicked(self, key: str) -> None:
        """Pass on which button it was."""
        self.pressed.emit(key)

    @Slot()
    def on_style_changed(self) -> None:
        """Take icon, sizes and colours anew."""
        side = self._style.px(40)
        ratio = self.devicePixelRatioF()
        if self._icon_name:
            self._icon.setPixmap(self._style.pixmap(self._icon_name, self._tone, side, ratio))
        width_px = self._style.px(_TEXT_PX)
        self._text.setFixedWidth(width_px)
        self._text.setMinimumHeight(max(0, self._text.heightForWidth(width_px)))
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._style.colour("surface"))
        painter.end()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(4)
        self._icon = QLabel()
        self._title = Label(self._style, "panel", "text")
        self._text = Label(self._style, "body", "text2")
        for label in (self._icon, self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._title.setWordWrap(True)
        self._text.setWordWrap(True)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self._row.setContentsMargins(0, 10, 0, 0)
        self._row.addStretch(1)
        self._row.addStretch(1)
        column.addStretch(1)
        column.addWidget(self._icon)
        column.addSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._text, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(self._row)
        column.addStretch(1)

    def _remake(self, buttons: Sequence[tuple[str, str, bool]]) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for key, text, primary in buttons:
            quiet = "quiet" if len(buttons) > 1 else "plain"
            button = KeyButton(self._style, key, text, "primary" if primary else quiet, self)
            button.clicked_key.connect(self.on_button_clicked)
            self._row.insertWidget(self._row.count() - 1, button)
            self._buttons.append(button)
