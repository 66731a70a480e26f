"""The status bar: last message, count and sum, and how each source is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from ui.widgets.button import escaped_mnemonics
from ui.widgets.label import Label, plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from ui.style import Style

HEIGHT_PX = 30
PADDING_PX = 6
GAP_PX = 4


class _Message(QPushButton):
    """One line that ends in dots where it does not fit."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def show_words(self, words: str) -> None:
        self.words = words
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = max(0, self.width() - 2 * PADDING_PX)
        shown = self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        self.setText(escaped_mnemonics(shown))


class StatusLine(QFrame):
    """`source_pressed` carries the source's key, `message_pressed` asks for all messages."""

    source_pressed = Signal(object)
    message_pressed = Signal()

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_line")
        self._style = style
        self._narrow = False
        self._parts: list[tuple[str, str, str, str, str]] = []
        self._buttons: list[QToolButton] = []
        self._build()
        style.changed.connect(self._redraw)
        self._redraw()

    @property
    def message(self) -> str:
        """Return the message that is shown."""
        return self._message.words

    @property
    def summary(self) -> str:
        """Return the words in the middle."""
        return self._summary.text()

    def source_words(self) -> list[str]:
        """Return what is said of each source."""
        return [text for _, _, _, text, _ in self._parts]

    def show_message(self, text: str) -> None:
        """Show the last message."""
        self._message.show_words(text)
        self._message.setAccessibleName(self.tr("Last message: {text}").format(text=text))
        self._message.setToolTip(plain_tooltip(text))

    def show_summary(self, text: str) -> None:
        """Show count and sum of the list or the selection."""
        self._summary.setText(text)

    def show_sources(self, parts: Sequence[tuple[str, str, str, str, str]]) -> None:
        """Show (key, icon, tone, text, tooltip) of each source."""
        self._parts = list(parts)
        self._redraw()

    def set_narrow(self, narrow: bool) -> None:
        """Leave the ages out."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._redraw()

    def first_stop(self) -> QWidget:
        """Return what F6 puts the focus on."""
        return self._buttons[0] if self._buttons else self._message

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 10, 0)
        row.setSpacing(6)
        self._message = _Message()
        self._message.setObjectName("status_message")
        self._message.setAutoDefault(False)
        self._message.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._message.setMinimumWidth(60)
        self._message.setMaximumWidth(720)
        self._message.setAccessibleName(self.tr("Last message"))
        self._message.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._message.clicked.connect(self.message_pressed)
        self._summary = Label(self._style, "label_bold", "text")
        self._line = QFrame()
        self._line.setObjectName("hairline")
        self._line.setFixedSize(1, 16)
        row.addWidget(self._message, 1)
        row.addStretch(1)
        row.addWidget(self._summary)
        row.addSpacing(8)
        row.addWidget(self._line)
        self._row = row

    def _redraw(self) -> None:
        self.setFixedHeight(self._style.px(HEIGHT_PX))
        self._message.setFont(self._style.font("label"))
        while len(self._buttons) > len(self._parts):
            button = self._buttons.pop()
            self._row.removeWidget(button)
            button.hide()  # until it is gone it would lie over the others
            button.deleteLater()
        while len(self._buttons) < len(self._parts):
            self._buttons.append(self._make(len(self._buttons)))
        for button, (_, icon, tone, text, tip) in zip(self._buttons, self._parts, strict=True):
            side = self._style.px(14)
            button.setFont(self._style.font("label"))
            button.setIcon(self._style.icon(icon, tone, side, gap_px=GAP_PX))
            button.setIconSize(QSize(side + GAP_PX, side))
            button.setText(escaped_mnemonics(text.split(" · ")[0] if self._narrow else text))
            button.setAccessibleName(text)
            button.setToolTip(plain_tooltip(tip))
        self._line.setVisible(bool(self._parts))

    def _make(self, place: int) -> QToolButton:
        button = QToolButton()
        button.setObjectName("status_part")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda: self.source_pressed.emit(self._parts[place][0]))
        self._row.addWidget(button)
        return button
