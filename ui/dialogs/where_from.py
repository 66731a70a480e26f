"""Where a figure comes from: source field, run and time, to read and to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication

from ui.widgets.button import Button
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.style import Style


class WhereFromDialog(DialogFrame):
    """Says it in lines that can be selected; Esc closes."""

    def __init__(
        self, style: Style, name: str, figure: str, lines: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(style, name, parent, 420)
        self._lines = lines
        self.body.addWidget(Label(style, "headline", "text", figure))
        self.words = Label(style, "body", "text", lines)
        self.words.setWordWrap(True)
        self.words.setAccessibleName(self.tr("Where the figure comes from"))
        self.words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.body.addWidget(self.words)
        copy = Button(style, self.tr("&Copy"), "quiet", "copy")
        copy.setObjectName("where_from_copy")
        copy.clicked.connect(self.on_copy_clicked)
        self.add_left(copy)
        close = self.add_buttons(self.tr("Close"), None)
        close.clicked.connect(self.accept)
        close.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def on_copy_clicked(self) -> None:
        """Copy all lines."""
        QGuiApplication.clipboard().setText(self._lines)
