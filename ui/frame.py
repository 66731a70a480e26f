"""The frame: menus, side bar, status bar, and the pane that is shown between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from ui.shell import NARROW_BELOW_PX, Shell
from ui.walking import focus_into, step_focus, walk
from ui.window_style import frame_rules

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.clock import Clock
    from gymdesk.rows import ClubRow
    from ui.actions import ActionSet
    from ui.message import Message
    from ui.style import Style
    from ui.widgets.pane_frame import PaneFrame

CLIENTS, COLLECTIONS, SYNC = "clients", "collections", "sync"
LEADS = "leads"
PANES = (CLIENTS, COLLECTIONS, SYNC, LEADS)
KEPT_MESSAGES = 200


class Frame(Shell):
    """Shows one pane at a time, what is said, and where one is.

    The frame itself knows no desk. It can be built with the first pane alone; `complete` is called
    when another one is asked for. `pane_shown` carries the name of a pane.
    """

    pane_shown = Signal(object)

    panes: dict[str, PaneFrame]
    actions_of: ActionSet
    _clock: Clock

    def __init__(self, style: Style, geometry_file: Path | None = None) -> None:
        super().__init__(style, geometry_file)
        self._messages: list[Message] = []
        self._club_name = ""
        self._narrow: bool | None = None

    def complete(self) -> None:
        """Build the panes that are not there yet."""
        raise NotImplementedError

    # --- public ---------------------------------------------------------------------------------

    @property
    def pane(self) -> PaneFrame:
        """Return the pane that is shown."""
        shown = self._stack.currentWidget()
        return next(pane for pane in self.panes.values() if pane is shown)

    @property
    def pane_key(self) -> str:
        """Return the name of the pane that is shown."""
        return next(key for key, pane in self.panes.items() if pane is self.pane)

    def show_pane(self, key: str, *, focus: bool = False) -> None:
        """Show one of the panes; with *focus* its list takes the keys."""
        if key not in self.panes:
            self.complete()
        pane = self.panes[key]
        focused = QApplication.focusWidget()
        focus = focus or (focused is not None and self._stack.isAncestorOf(focused))
        self._stack.setCurrentWidget(pane)
        self.navigation.select(key)
        self._show_title()
        self.show_summary()
        if focus and len(pane.stops()) > 1:
            focus_into(pane.stops()[1])
        self.pane_shown.emit(key)

    def show_club_name(self, club: ClubRow | None) -> None:
        """Say in the title whose figures are shown."""
        self._club_name = "" if club is None else club.name
        self._show_title()

    def show_summary(self) -> None:
        """Show count and sum of the pane that is shown."""
        self.status.show_summary(self.pane.summary_words())

    def say(self, text: str) -> None:
        """Show *text* as the last message and keep it under Messages."""
        from ui.message import Message  # here: the empty window says nothing

        self._messages.append(Message(self._clock.now_utc(), text))
        del self._messages[:-KEPT_MESSAGES]
        self.status.show_message(text)

    def messages(self) -> list[Message]:
        """Return the messages of this session, oldest first."""
        return list(self._messages)

    def walk(self, by: int) -> None:
        """Put the focus on the next (1) or previous (-1) part of the window."""
        stops = [self.navigation, *self.pane.stops(), self.status.first_stop()]
        walk(stops, by)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_said(self, text: str) -> None:
        """Show a message, and tell it to a screen reader."""
        self.say(text)
        # here: its many enums take their time, and nothing is said before the first picture
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    @Slot(object)
    def on_navigated(self, key: str) -> None:
        """Show the pane chosen at the left."""
        if key in PANES:
            self.show_pane(key)

    @Slot(object)
    def on_summary_changed(self, text: str) -> None:
        """Show count and sum of the pane that is shown."""
        if self.sender() is self.pane:
            self.status.show_summary(text)

    @Slot()
    def on_style_changed(self) -> None:
        """Take the colours anew."""
        self._restyle()
        self._fit(force=True)

    # --- Qt -------------------------------------------------------------------------------------

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.filled:
            self._fit()

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Follow Tab in reading order."""
        if not self.filled:
            return super().focusNextPrevChild(forward)
        return step_focus([self.side_bar, *self.pane.areas(), self.status], forward=forward)

    # --- parts ----------------------------------------------------------------------------------

    def _build_frame(self) -> None:
        """Put the panes that there are between side bar and status bar."""
        # here: the empty window is shown before any of this is loaded
        from ui.side_bar import SideBar
        from ui.widgets.pane_frame import hairline
        from ui.widgets.status_line import StatusLine

        self._stack = QStackedWidget()
        for pane in self.panes.values():
            self._stack.addWidget(pane)
        self.status = StatusLine(self._style)
        self.side_bar = SideBar(self._style)
        self.clubs, self.navigation = self.side_bar.clubs, self.side_bar.navigation
        self.side = self.side_bar.side
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.side_bar)
        middle.addWidget(hairline(self, upright=True))
        middle.addWidget(self._stack, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(hairline(self))
        column.addWidget(self.status)
        self.setCentralWidget(whole)

    def _connect_frame(self) -> None:
        self.navigation.selected.connect(self.on_navigated)
        self.actions_of["quit"].triggered.connect(self.close)
        for key in PANES:
            self.actions_of[f"show_{key}"].triggered.connect(
                lambda _=False, key=key: self.show_pane(key, focus=True)
            )
        for keys, by in (("F6", 1), ("Shift+F6", -1)):
            QShortcut(keys, self).activated.connect(lambda by=by: self.walk(by))

    def _show_title(self) -> None:
        words = {
            CLIENTS: self.tr("Clients"),
            COLLECTIONS: self.tr("Collections"),
            SYNC: self.tr("Sync"),
            LEADS: self.tr("Leads"),
        }
        parts = [words[self.pane_key], self._club_name, "GymDesk"]
        self.setWindowTitle(" – ".join(part for part in parts if part))

    def _restyle(self) -> None:
        self.setStyleSheet(frame_rules(self._style))

    def _fit(self, *, force: bool = False) -> None:
        narrow = self.width() < self._style.px(NARROW_BELOW_PX)
        if narrow == self._narrow and not force:
            return
        self._narrow = narrow
        self.side_bar.set_narrow(narrow)
        self.status.set_narrow(narrow)
        for pane in self.panes.values():
            pane.set_narrow(narrow)
