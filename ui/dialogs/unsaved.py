"""Before closing: what was typed about cases and is not saved yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.widgets.button import Button
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from ui.style import Style

NAMED = 5
"""More names than these are counted."""


class UnsavedDialog(DialogFrame):
    """Asks whether the typed words may go. Accepted = close without them."""

    def __init__(self, style: Style, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(style, "", parent, 460)
        title = self.tr("Close without saving what you typed?")
        self.setWindowTitle(title)
        self.heading.setText(title)
        named = ", ".join(names[:NAMED])
        words = self.tr("Not saved yet: the form about {names}.")
        if len(names) > NAMED:
            words = self.tr("Not saved yet: the forms about {names} and {n} others.")
        elif len(names) > 1:
            words = self.tr("Not saved yet: the forms about {names}.")
        self.words = Label(style, "body", "text", words.format(names=named, n=len(names) - NAMED))
        self.words.setWordWrap(True)
        self.body.addWidget(self.words)
        discard = Button(style, self.tr("Discard and close"), "danger")
        discard.setObjectName("unsaved_discard")
        discard.clicked.connect(self.accept)
        self.add_left(discard)
        # Enter goes back: a key pressed too early must not throw anything away
        self.add_buttons(self.tr("Go back"), None).clicked.connect(self.reject)
