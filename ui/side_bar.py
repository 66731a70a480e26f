"""The left side of the window: the club, the panes, and below them Settings and Help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.shell import NARROW_NAVIGATION_PX, NAVIGATION_PX
from ui.widgets.club_plate import ClubPlate
from ui.widgets.navigation import NavigationList

if TYPE_CHECKING:
    from ui.style import Style


class SideBar(QWidget):
    """Shrinks to icons where the window is narrow, without losing its order."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("frame_side")
        self._style = style
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(8)
        self.clubs = ClubPlate(style)
        self.navigation = NavigationList(style)
        self.navigation.setAccessibleName(self.tr("Panes"))
        self.navigation.add_item("clients", "clients", self.tr("Clients"))
        self.navigation.add_item("collections", "collections", self.tr("Collections"))
        self.navigation.add_item("sync", "sync", self.tr("Sync"))
        self.navigation.add_item("leads", "leads", self.tr("Leads"), below_line=True)
        self.side = NavigationList(style)
        self.side.setAccessibleName(self.tr("Settings and help"))
        self.side.add_item("settings", "settings", self.tr("Settings"))
        self.side.add_item("help", "help", self.tr("Help"))
        self.side.clear_selected()
        self._plate_row = QHBoxLayout()
        self._plate_row.addWidget(self.clubs)
        column.addLayout(self._plate_row)
        column.addWidget(self.navigation, 1)
        column.addWidget(self.side)

    def set_narrow(self, narrow: bool) -> None:
        """Take the width of icons, or of icons and words."""
        self.setFixedWidth(NARROW_NAVIGATION_PX if narrow else self._style.px(NAVIGATION_PX))
        self._plate_row.setContentsMargins(8 if narrow else 12, 0, 8 if narrow else 12, 0)
        self.navigation.set_narrow(narrow)
        self.side.set_narrow(narrow)
        self.side.setFixedHeight(self.side.content_height())
        self.clubs.set_narrow(narrow)
