"""The frame of a dialog: title, body, a line, and the buttons at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from ui.widgets.button import Button
from ui.widgets.label import Label
from ui.widgets.pane_frame import hairline

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QShowEvent

    from ui.style import Style


EDGE_PX = 40
"""So much of the screen stays free around a dialog."""


class DialogFrame(QDialog):
    """A dialog whose title is a question or a name. Esc cancels, Ctrl+Enter confirms."""

    def __init__(
        self, style: Style, title: str, parent: QWidget | None = None, width_px: int = 520
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog")
        self.setWindowTitle(title)
        self.setMinimumWidth(
            min(style.px(width_px), self.screen().availableGeometry().width() - EDGE_PX)
        )
        self.style_of = style
        self.body = QVBoxLayout()
        self.body.setSpacing(10)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        self.heading = Label(style, "panel", "text", title)
        column.addWidget(self.heading)
        column.addLayout(self.body, 1)
        column.addWidget(hairline(self))
        column.addLayout(self.foot)
        self._verb: Button | None = None

    def grow(self) -> None:
        """Take the height that the words need, once they are laid out."""
        QTimer.singleShot(0, self, self.on_grow)

    @Slot()
    def on_grow(self) -> None:
        """Grow, never shrink: what was there stays in its place."""
        layout = self.layout()
        if layout is None:
            return
        layout.activate()
        wanted = max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height())
        if wanted > self.height():
            self.resize(self.width(), wanted)

    def add_left(self, widget: QWidget) -> None:
        """Put *widget* at the left of the foot."""
        self.foot.addWidget(widget)

    def add_buttons(self, verb: str, cancel: str | None) -> Button:
        """Add the quiet *cancel* and the primary *verb* at the right; return the verb's button."""
        self.foot.addStretch(1)
        if cancel is not None:
            quiet = Button(self.style_of, cancel, "quiet")
            quiet.setObjectName("dialog_cancel")
            quiet.setAutoDefault(False)
            quiet.clicked.connect(self.reject)
            self.foot.addWidget(quiet)
        self._verb = Button(self.style_of, verb, "primary")
        self._verb.setObjectName("dialog_verb")
        self._verb.setDefault(True)
        self.foot.addWidget(self._verb)
        return self._verb

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Take the height of all words: large text needs more lines than were asked for."""
        super().showEvent(event)
        self.grow()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Confirm on Ctrl+Enter."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self._verb is not None and self._verb.isEnabled():
                self._verb.click()
            return
        super().keyPressEvent(event)
