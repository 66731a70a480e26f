"""The shell: the window as it stands while everything that belongs into it is still loading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget
from typing_extensions import override

from ui import window_geometry

if TYPE_CHECKING:
    from pathlib import Path

    from ui.style import Style

NARROW_BELOW_PX = 1180
NAVIGATION_PX = 208
NARROW_NAVIGATION_PX = 56

_STATUS_PX = 30
_MENU_PX = 30
_HEADER_PX = 60
_ITEM_PX = 38


class Shell(QMainWindow):
    """A window in its place, with the grounds and names of its parts painted in one go.

    Loading and building the parts takes three times as long as this. Nothing here may import them.
    """

    def __init__(self, style: Style, geometry_file: Path | None = None) -> None:
        super().__init__()
        self._style = style
        self._geometry_file = geometry_file
        self.filled = False
        self.setMinimumSize(*window_geometry.SMALLEST)
        self.setWindowTitle("GymDesk")
        window_geometry.restore(self, geometry_file)
        self.grounds: QWidget = _Grounds(style, self)
        self.setCentralWidget(self.grounds)

    @property
    def look(self) -> Style:
        """Return what says how the window looks."""
        return self._style


class _Grounds(QWidget):
    """Side, header, list and status bar as empty grounds, in the places that they will take."""

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._style = style
        self.setAccessibleName(self.tr("GymDesk is opening"))
        self._names = (self.tr("Clients"), self.tr("Collections"), self.tr("Sync"))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        style, width, height = self._style, self.width(), self.height()
        narrow = width < style.px(NARROW_BELOW_PX)
        side = NARROW_NAVIGATION_PX if narrow else style.px(NAVIGATION_PX)
        menu, status = style.px(_MENU_PX), style.px(_STATUS_PX)
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.colour("frame"))
        below = height - menu - status
        painter.fillRect(side + 1, menu, width - side - 1, below, style.colour("surface"))
        line = style.colour("line")
        painter.fillRect(side, menu, 1, below, line)
        painter.fillRect(0, height - status, width, 1, line)
        painter.fillRect(side + 1, menu + style.px(_HEADER_PX), width - side - 1, 1, line)
        if not narrow:
            painter.setFont(style.font("body_medium"))
            painter.setPen(style.colour("text2"))
            for at, name in enumerate(self._names):
                top = menu + style.px(54) + at * style.px(_ITEM_PX)
                box = QRect(style.px(52), top, side - style.px(60), style.px(_ITEM_PX))
                painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, name)
        painter.end()
