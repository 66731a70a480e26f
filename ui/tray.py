"""The icon beside the clock, off by default, and the messages of the desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.style import Style

ICON_PX: Final = 22
MESSAGE_MS: Final = 10_000


class Tray(QObject):
    """Shows how the sources are, in words, and messages; a click brings the window.

    `window_wanted` and `refresh_wanted` say what was chosen. Where the desktop has no place for
    icons nothing is shown. A message needs an icon: without one of its own it is there as long as
    the message is.
    """

    window_wanted = Signal()
    refresh_wanted = Signal()
    quit_wanted = Signal()

    def __init__(self, style: Style, window: QWidget) -> None:
        super().__init__(window)
        self._style = style
        self._window = window
        self._icon: Any = None
        self._on = False
        self._words = "GymDesk"
        self._state = ("st-info", "text2")
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.setInterval(MESSAGE_MS)
        self._gone.timeout.connect(self.on_message_over)

    @property
    def words(self) -> str:
        """Return what the icon says."""
        return self._words

    @property
    def is_shown(self) -> bool:
        """Return whether the icon is to be seen."""
        return self._icon is not None and bool(self._icon.isVisible())

    def set_on(self, on: bool) -> None:
        """Show the icon, or take it away."""
        self._on = on
        icon = self._made() if on else self._icon
        if icon is not None:
            icon.setVisible(on)

    def show_sources(self, lines: list[str], icon: str, tone: str) -> None:
        """Say how the sources are; the worst one gives the icon."""
        self._words = "\n".join(["GymDesk", *lines])
        self._state = (icon, tone)
        self._paint()

    def show_alert(self, title: str, text: str, *, bad: bool) -> None:
        """Show a message of the desktop."""
        icon = self._made()
        if icon is None:
            return
        kinds = type(icon).MessageIcon
        icon.show()
        icon.showMessage(title, text, kinds.Warning if bad else kinds.Information, MESSAGE_MS)
        if not self._on:
            self._gone.start()

    def close(self) -> None:
        """Take the icon away with the window."""
        if self._icon is not None:
            self._icon.hide()

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_message_over(self) -> None:
        """Take the icon away that was there for a message only."""
        if not self._on and self._icon is not None:
            self._icon.hide()

    @Slot(object)
    def on_activated(self, _reason: object) -> None:
        """Bring the window."""
        self.window_wanted.emit()

    # --- parts ----------------------------------------------------------------------------------

    def _made(self) -> Any:
        """Return the icon, None where the desktop has no place for one."""
        from PySide6.QtWidgets import QMenu, QSystemTrayIcon  # here: most desks show none

        if self._icon is None and QSystemTrayIcon.isSystemTrayAvailable():
            menu = QMenu(self._window)
            menu.addAction(self.tr("Show GymDesk")).triggered.connect(self.window_wanted)
            menu.addAction(self.tr("Refresh")).triggered.connect(self.refresh_wanted)
            menu.addSeparator()
            menu.addAction(self.tr("Quit")).triggered.connect(self.quit_wanted)
            self._icon = QSystemTrayIcon(self)
            self._icon.setContextMenu(menu)
            self._icon.activated.connect(self.on_activated)
            self._icon.messageClicked.connect(self.window_wanted)
            self._paint()
        return self._icon

    def _paint(self) -> None:
        if self._icon is not None:
            name, tone = self._state
            self._icon.setIcon(self._style.icon(name, tone, ICON_PX))
            self._icon.setToolTip(self._words)
