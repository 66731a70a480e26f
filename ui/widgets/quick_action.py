"""A quick action of a panel: icon, word, and the key cap at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent
from typing_extensions import override

from ui.widgets.button import Button, icon_name

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from ui.style import Style

HEIGHT_PX: Final = 34
_CAP_PX: Final = 20


class QuickAction(Button):
    """Does its action; the open one is `on`. Without `caps` the key stands in the tooltip only."""

    def __init__(self, style: Style, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(style, "", "plain", icon_name(action), parent)
        self._action = action
        self._caps = True
        self.setObjectName(f"quick_{action.objectName().removeprefix('action_')}")
        self.setProperty("quick", "true")
        self.clicked.connect(action.trigger)
        action.changed.connect(self.on_action_changed)
        self.on_action_changed()

    def set_caps(self, caps: bool) -> None:
        """Show the key cap or leave it out."""
        if caps != self._caps:
            self._caps = caps
            self.update()

    def set_on(self, on: bool) -> None:
        """Show that its form is open."""
        self.set_style_property("on", "true" if on else "false")

    @Slot()
    def on_action_changed(self) -> None:
        """Follow the action."""
        words = self._action.text().rstrip("…")
        self.setText(words)
        self.setEnabled(self._action.isEnabled())
        self.setAccessibleName(words.replace("&", ""))
        self.setToolTip(self._action.toolTip())
        self.show_icon()

    @override
    def sizeHint(self) -> QSize:
        cap = self._cap_width() + 12 if self._caps else 0
        return QSize(super().sizeHint().width() + cap, self._style.px(HEIGHT_PX))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._style.px(HEIGHT_PX))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        keys = self._keys()
        if not self._caps or not keys:
            return
        style = self._style
        width, height = self._cap_width(), style.px(_CAP_PX)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect()
        box.setLeft(box.right() - width - 8)
        box.setWidth(width)
        box.setTop((self.height() - height) // 2)
        box.setHeight(height)
        painter.setPen(style.colour("line"))
        painter.setBrush(style.colour("sunken"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setFont(style.font("axis"))
        painter.setPen(style.colour("text2"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter.value), keys)
        painter.end()

    def _keys(self) -> str:
        return self._action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def _cap_width(self) -> int:
        return self._style.metrics("axis").horizontalAdvance(self._keys()) + 12
