"""The club above the navigation: plain text for one, a menu for several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from ui.widgets.button import escaped_mnemonics
from ui.widgets.label import plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gymdesk.rows import ClubRow
    from ui.style import Style


class ClubPlate(QToolButton):
    """`chosen` carries the `ClubRow` picked in the menu."""

    chosen = Signal(object)

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("club_plate")
        self._style = style
        self._name = ""
        self._narrow = False
        self._menu = QMenu(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        style.changed.connect(self._redraw)
        self.show_clubs((), None)

    @property
    def name(self) -> str:
        """Return the name that is shown."""
        return self._name

    def show_clubs(self, clubs: Sequence[ClubRow], shown: ClubRow | None) -> None:
        """Show the name of *shown*, and the others in the menu."""
        self._name = shown.name if shown is not None else self.tr("No gym yet")
        self._menu.clear()
        for club in clubs:
            action = self._menu.addAction(escaped_mnemonics(club.name))
            action.triggered.connect(lambda _=False, club=club: self.chosen.emit(club))
        several = len(clubs) > 1
        self.setMenu(self._menu if several else None)  # type: ignore[arg-type]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if several else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
        self.setProperty("several", "true" if several else "false")
        self.style().unpolish(self)
        self.style().polish(self)
        self._redraw()

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon alone."""
        self._narrow = narrow
        self._redraw()

    def _redraw(self) -> None:
        side = self._style.px(18)
        self.setFixedHeight(self._style.px(38))
        self.setFont(self._style.font("body_bold"))
        self.setIcon(self._style.icon("club", "text2", side))
        self.setIconSize(QSize(side, side))
        words = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly if self._narrow else words)
        room = self._style.px(130)
        shown = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, room)
        self.setText(" " + escaped_mnemonics(shown))
        self.setAccessibleName(self.tr("Gym: {name}").format(name=self._name))
        self.setToolTip(plain_tooltip(self._name))
