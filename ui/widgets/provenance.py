"""The line that says where a figure comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.widgets.label import Label, plain_tooltip

if TYPE_CHECKING:
    from ui.style import Style


class ProvenanceLine(QWidget):
    """Icon, one sentence, and the whole story in the tooltip."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._build()
        style.changed.connect(self.on_style_changed)
        self.on_style_changed()

    def set_text(self, text: str, tooltip: str = "") -> None:
        """Say where the figure comes from; the tooltip may tell field, run and time."""
        self._label.setText(text)
        self.setToolTip(plain_tooltip(tooltip))
        self.setAccessibleName(text)
        self.setAccessibleDescription(tooltip)

    @property
    def text(self) -> str:
        """Return the sentence that is shown."""
        return self._label.text()

    @Slot()
    def on_style_changed(self) -> None:
        """Paint the icon anew."""
        side = self._style.px(14)
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(self._style.pixmap("database", "text3", side, ratio))

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self._icon = QLabel()
        self._label = Label(self._style, "label", "text3")
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setWordWrap(True)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1)
