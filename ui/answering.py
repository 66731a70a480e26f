"""Answering: what is asked by a button, a menu or a key of the window, done or handed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from ui.frame import CLIENTS, LEADS, SYNC
from ui.notices import COMPARE, DETAILS, DROP, RECHECK, SIGN_IN, TRY_AGAIN

if TYPE_CHECKING:
    from gymdesk.domain.client import ClientId, Source
    from gymdesk.rows import ClubRow
    from ui.feed import Feed
    from ui.main_window import MainWindow
    from ui.widgets.amount_marks import AmountMark
    from ui.widgets.contact_line import ContactTyped


class Answering(QObject):
    """Knows for each thing that is asked which pane, dialog or work it belongs to."""

    def __init__(self, window: MainWindow, feed: Feed) -> None:
        super().__init__(window)
        self._window = window
        self._feed = feed

    def selected_client(self) -> ClientId | None:
        """Return who is selected in the list that is shown, None without a list."""
        window = self._window
        listings = (window.clients, window.collections)
        listing = next((pane for pane in listings if pane is window.pane), None)
        row = None if listing is None else listing.current_row()
        return None if row is None else row.client_id

    @Slot()
    def on_refresh_triggered(self) -> None:
        """Refresh the club; without one, set it up first."""
        if self._feed.club is not None:
            self._window.refreshing.start(self._feed.club)
        elif self._feed.desk is not None:
            self._window.accounts.open(None)

    @Slot(object)
    def on_asked(self, key: str) -> None:
        """Answer a button of a banner or an empty state."""
        answers = {
            TRY_AGAIN: self.on_refresh_triggered,
            "refresh": self.on_refresh_triggered,
            SIGN_IN: self.on_accounts_triggered,
            "accounts": self.on_accounts_triggered,
            RECHECK: self._feed.read_key_store,
            COMPARE: self._window.held.on_compare_wanted,
            DROP: self._window.held.on_drop_wanted,
            "demo": self._window.demo_wanted.emit,
        }
        panes = {DETAILS: SYNC, CLIENTS: CLIENTS, SYNC: SYNC, LEADS: LEADS}
        if key in answers:
            answers[key]()
        elif key in panes:
            self._window.show_pane(panes[key])

    @Slot(object)
    def on_side_chosen(self, key: str) -> None:
        """Answer Settings and Help below the panes."""
        self._window.side.clear_selected()
        self._window.actions_of["settings" if key == "settings" else "shortcuts"].trigger()

    @Slot(object)
    def on_client_chosen(self, client_id: ClientId | None) -> None:
        """Read the person who is selected in the pane that is shown."""
        if self.sender() is self._window.pane:
            self._feed.read_client(client_id)

    @Slot(object)
    def on_client_wanted(self, client_id: ClientId) -> None:
        """Show a person in Clients."""
        self._window.show_pane(CLIENTS)
        self._window.clients.select(client_id)

    @Slot()
    def on_leads_wanted(self) -> None:
        """Show the leads."""
        self._window.show_pane(LEADS)

    @Slot(object)
    def on_contact_typed(self, typed: ContactTyped) -> None:
        """Keep what was typed at the desk."""
        self._window.case_actions.keep_contact(typed, self._window.clients.shown_detail())
        self._feed.set_contact(typed.client_id, self._window.outlet.staff, **typed.changed)

    @Slot(object)
    def on_amount_marked(self, mark: AmountMark) -> None:
        """Keep what the manager said about an amount."""
        self._window.case_actions.mark_amount(mark, self._window.clients.shown_detail())

    @Slot(object)
    def on_page_wanted(self, address: str) -> None:
        """Open a client's page in the browser."""
        if not QDesktopServices.openUrl(QUrl(address)):
            self._window.say(self.tr("The browser could not be opened."))

    @Slot()
    def on_window_wanted(self) -> None:
        """Come to the front: the icon beside the clock or a message was clicked."""
        window = self._window
        if window.isMinimized():
            window.showNormal()
        window.show()
        window.raise_()
        window.activateWindow()
        window.show_pane(SYNC)

    @Slot(object)
    def on_test_wanted(self, source: Source) -> None:
        """Try what is kept: a message tells of ClubOS, a dialog of WODIFY."""
        if self._feed.club is not None:
            self._window.accounts.test_kept(self._feed.club, source)

    @Slot(object)
    def on_source_pressed(self, key: str) -> None:
        """Show a source's card."""
        self._window.show_pane(SYNC)
        self._window.sync.show_source(key)

    @Slot(object)
    def on_account_saved(self, _club: ClubRow) -> None:
        """Show the club anew."""
        self._window.showing.forget_error()
        self._window.say(self.tr("Account saved."))
        self._feed.read_clubs()

    @Slot()
    def on_accounts_triggered(self) -> None:
        """Open the account dialog."""
        self._window.accounts.open(self._feed.club)

    @Slot(bool)
    def on_panel_toggled(self, shown: bool) -> None:
        """Show or hide the panels at the right."""
        self._window.clients.show_panel(shown)
        self._window.collections.show_panel(shown)
