"""The banner under a pane's header: one thing to know, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from ui.style import Theme
from ui.widgets.button import Button, escaped_mnemonics
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.style import Style


class KeyButton(Button):
    """A button that tells its key when it is clicked."""

    clicked_key = Signal(object)

    def __init__(self, style: Style, key: str, text: str, kind: str, parent: QWidget) -> None:
        super().__init__(style, escaped_mnemonics(text), kind, "", parent)
        self.key = key
        self.setObjectName(f"button_{key}")
        self.setAccessibleName(text)
        self.clicked.connect(self.on_clicked)

    @Slot()
    def on_clicked(self) -> None:
        """Tell which button it was."""
        self.clicked_key.emit(self.key)


class Banner(QFrame):
    """Stays until it is solved or dismissed. `pressed` carries the key of the button."""

    pressed = Signal(object)
    dismissed = Signal()

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._tone = "warn"
        self._icon_name = "st-warn"
        self._buttons: list[KeyButton] = []
        self.setObjectName("banner")
        self._build()
        self._close.clicked.connect(self.on_close_clicked)
        style.changed.connect(self.on_style_changed)
        self.hide()

    @property
    def title(self) -> str:
        """Return the title that is shown."""
        return self._title.text()

    @property
    def sentence(self) -> str:
        """Return the sentence that is shown."""
        return self._sentence.text()

    def show_notice(
        self,
        tone: str,
        icon: str,
        title: str,
        sentence: str,
        buttons: Sequence[tuple[str, str, bool]] = (),
        *,
        dismissible: bool = True,
    ) -> None:
        """Show a notice with at most two buttons (key, word, primary)."""
        self._tone, self._icon_name = tone, icon
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._close.setVisible(dismissible)
        self._remake(buttons)
        self.setAccessibleName(f"{title}. {sentence}")
        self.on_style_changed()
        self.show()

    def hide_notice(self) -> None:
        """Take the banner away: what it said is solved."""
        self.hide()

    @Slot()
    def on_close_clicked(self) -> None:
        """Take the banner away and tell it."""
        self.hide()
        self.dismissed.emit()

    @Slot(object)
    def on_button_clicked(self, key: str) -> None:
        """Pass on which button it was."""
        self.pressed.emit(key)

    @Slot()
    def on_style_changed(self) -> None:
        """Take icon and colours anew."""
        side = self._style.px(16)
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(self._style.pixmap(self._icon_name, self._tone, side, ratio))
        self.update()

    @override
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width(), max(hint.height(), self._style.px(50)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        style = self._style
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.soft(self._tone))
        painter.fillRect(0, 0, 4, self.height(), style.colour(self._tone))
        if style.theme == Theme.CONTRAST or self._tone == "neutral":
            painter.fillRect(4, self.height() - 1, self.width() - 4, 1, style.colour("line"))
        painter.end()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(17, 8, 16, 8)
        row.setSpacing(12)
        self._icon = QLabel()
        words = QVBoxLayout()
        words.setSpacing(1)
        self._title = Label(self._style, "body_bold", "text")
        self._sentence = Label(self._style, "label", "text")
        for label in (self._title, self._sentence):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.addWidget(label)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        self._close = Button(self._style, "", "icon", "close", self)
        self._close.setObjectName("banner_close")
        self._close.setAccessibleName(self.tr("Dismiss"))
        self._close.setToolTip(self.tr("Dismiss"))
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addLayout(self._actions)
        row.addWidget(self._close)

    def _remake(self, buttons: Sequence[tuple[str, str, bool]]) -> None:
        for button in self._buttons:
            self._actions.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for key, text, primary in buttons:
            button = KeyButton(self._style, key, text, "primary" if primary else "quiet", self)
            button.clicked_key.connect(self.on_button_clicked)
            self._buttons.append(button)
            self._actions.addWidget(button)
