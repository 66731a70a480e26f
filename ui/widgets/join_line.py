"""The line that says that somebody was joined by hand, with the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from gymdesk.domain.client import SOURCE_NAMES
from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gymdesk.rows import JoinRow
    from ui.phrases import Phrases
    from ui.style import Style


class JoinLine(QWidget):
    """Shown for a client of several records. `part_wanted`: they are to be two again."""

    part_wanted = Signal()

    def __init__(self, style: Style, phrases: Phrases, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._phrases = phrases
        self._build()
        style.changed.connect(self.on_style_changed)
        self.on_style_changed()
        self.hide()

    @property
    def text(self) -> str:
        """Return the sentence that is shown."""
        return self._label.text()

    def show_joins(self, joined: Sequence[JoinRow]) -> None:
        """Show what was joined to the client; nothing for everybody else."""
        self.setVisible(bool(joined))
        if not joined:
            return
        newest = joined[-1]
        records = ", ".join(f"{SOURCE_NAMES[j.source]} {j.remote_id}" for j in joined)
        words = self.tr("{records} was joined by {who}, {moment}").format(
            records=records,
            who=newest.joined_by,
            moment=self._phrases.moment(newest.joined_at_utc),
        )
        self._label.setText(words)

    @Slot()
    def on_style_changed(self) -> None:
        """Paint the icon anew."""
        side = self._style.px(14)
        self._icon.setPixmap(self._style.pixmap("clients", "text2", side, self.devicePixelRatioF()))

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._icon = QLabel()
        self._label = ElidedLabel(self._style, "label", "text2")
        self.part = Button(self._style, self.tr("Part"), "link")
        self.part.setObjectName("part_joined")
        tip = self.tr("Makes two clients of it again, each with its own records; Ctrl+Z undoes it.")
        self.part.setToolTip(plain_tooltip(tip))
        self.part.clicked.connect(self.part_wanted)
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self._icon, 0, middle)
        row.addWidget(self._label, 0, middle)
        row.addWidget(self.part, 0, middle)
        row.addStretch(1)
