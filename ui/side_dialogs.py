"""The dialogs beside the work: settings, shortcuts, messages, about; loaded when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QWidget

    from ui.actions import ActionSet
    from ui.feed import Feed
    from ui.message import Message
    from ui.phrases import Phrases
    from ui.style import Style


class SideDialogs(QObject):
    """Opens them. `settings_changed` carries the new settings.

    `words_wanted`: what WODIFY's states mean is to be said.
    """

    settings_changed = Signal(object)
    words_wanted = Signal()

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        feed: Feed,
        actions: ActionSet,
        messages: list[Message],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._feed = feed
        self._actions = actions
        self._messages = messages
        self._window = window
        actions["settings"].triggered.connect(self.on_settings_triggered)
        actions["shortcuts"].triggered.connect(self.on_shortcuts_triggered)
        actions["messages"].triggered.connect(self.on_messages_triggered)
        actions["about"].triggered.connect(self.on_about_triggered)

    @Slot()
    def on_settings_triggered(self) -> None:
        """Open the settings."""
        if self._feed.desk is None:
            return
        from ui.dialogs.settings import SettingsDialog

        club = self._feed.club
        dialog = SettingsDialog(
            self._style,
            self._feed.desk.settings.load(),
            self._window,
            wodify=club is not None and bool(club.wodify_url),
        )
        dialog.saved.connect(self.settings_changed)
        dialog.accounts_wanted.connect(self._actions["accounts"].trigger)
        dialog.words_wanted.connect(self.words_wanted)
        _open(dialog)

    @Slot()
    def on_shortcuts_triggered(self) -> None:
        """Show all shortcuts."""
        from ui.dialogs.shortcuts import ShortcutsDialog

        _open(ShortcutsDialog(self._style, self._actions.overview(), self._window))

    @Slot()
    def on_messages_triggered(self) -> None:
        """Show all messages."""
        from ui.dialogs.messages import MessagesDialog

        _open(MessagesDialog(self._style, self._phrases, self._messages, self._window))

    @Slot()
    def on_about_triggered(self) -> None:
        """Say what this is."""
        from ui.dialogs.about import AboutDialog

        places = self._feed.desk.places if self._feed.desk is not None else None
        _open(AboutDialog(self._style, places, self._window))


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
