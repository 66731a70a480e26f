"""The messages of this session, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.widgets.dialog_frame import DialogFrame

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.message import Message
    from ui.phrases import Phrases
    from ui.style import Style


class MessagesDialog(DialogFrame):
    """Shows what the status bar has said. The text can be copied."""

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        messages: Sequence[Message],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, "", parent, 640)
        self.setWindowTitle(self.tr("Messages"))
        self.heading.setText(self.tr("Messages"))
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(260)
        self.text.setAccessibleName(self.tr("Messages, newest first"))
        lines = [f"{phrases.clock_time(m.at_utc)}  {m.text}" for m in reversed(messages)]
        self.text.setPlainText("\n".join(lines) or self.tr("No messages yet."))
        self.body.addWidget(self.text)
        self.add_buttons(self.tr("Close"), None).clicked.connect(self.accept)
