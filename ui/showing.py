"""Showing: what was read, and how a refresh goes, in the panes and around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.frame import COLLECTIONS, LEADS, SYNC

if TYPE_CHECKING:
    from gymdesk.credentials import KeyStoreUse
    from gymdesk.domain.client import ClientId
    from gymdesk.errors import DeskError
    from gymdesk.rows import (
        ClientDetail,
        ClientList,
        ClubRow,
        CollectionsList,
        SourceRow,
        WatchedRow,
    )
    from gymdesk.rows.cases import CallList
    from gymdesk.rows.changes import ChangeList
    from ui.club_phrases import ClubPhrases
    from ui.feed import Feed
    from ui.main_window import MainWindow
    from ui.refreshing import Step
    from ui.widgets.pane_frame import Notice


class Showing(QObject):
    """Shows what the feed announces. Trouble is told once: in the pane, or in the banner over it.

    The first list comes while the window has only the pane that it belongs into.
    """

    def __init__(self, window: MainWindow, phrases: ClubPhrases, feed: Feed) -> None:
        super().__init__(window)
        self._window = window
        self._phrases = phrases
        self._feed = feed
        self._sources: tuple[SourceRow, ...] = ()
        self._key_store: KeyStoreUse | None = None
        self._error: DeskError | None = None
        self._club: ClubRow | None = None
        self._clients: ClientList | None = None
        self._changes: ChangeList | None = None
        self._say_changes = False
        self._first_run_shown = False

    @property
    def club(self) -> ClubRow | None:
        """Return the club whose figures are shown."""
        return self._club

    def forget_error(self) -> None:
        """Say no more of what ended the last refresh: something was done about it."""
        self._error = None

    @Slot(object)
    def on_club_chosen(self, club: ClubRow | None) -> None:
        """Show a club, or that none is set up."""
        if club is not None:
            self._phrases.set_club(club)
        self._sources = ()
        self._error = None
        self._window.clubs.show_clubs(self._feed.clubs, club)
        if club is None or club != self._club:  # of the same one the figures stay till newer ones
            for pane in self._window.lists:
                pane.show_club(club is not None)
            self._window.navigation.set_count(LEADS, None)
            self._window.navigation.set_count(COLLECTIONS, None)
        self._club = club
        self._window.show_club_name(club)
        self.show_state()
        if club is not None:
            self._feed.read_key_store()
        elif not self._first_run_shown:
            self._first_run_shown = True
            self._window.complete()
            self._window.accounts.open(None)

    @Slot(object)
    def on_clients_read(self, clients: ClientList) -> None:
        """Show the clients."""
        self._clients = clients
        if not self._window.messages() and clients.figures_from_utc is not None:
            time = self._phrases.moment(clients.figures_from_utc)
            self._window.status.show_message(self.tr("Figures from {moment}").format(moment=time))
        self._window.clients.show_list(clients)
        self._window.collections.show_everybody(len(clients.rows))
        self.show_state()
        self._window.show_summary()
        self._window.list_commands.enable()

    @Slot(object)
    def on_collections_read(self, collections: CollectionsList) -> None:
        """Show the collections list."""
        self._window.collections.show_list(collections)
        if self._window.collections.calls is None:
            self._window.navigation.set_count(COLLECTIONS, len(collections.rows) or None)
        self.show_state()  # a pane that has figures now leaves the trouble to the banner
        self._window.show_summary()
        if self._window.whole:
            self._window.list_commands.enable()

    @Slot(object)
    def on_calls_read(self, calls: CallList) -> None:
        """Show how many are to be called."""
        self._window.navigation.set_count(COLLECTIONS, len(calls.to_do) or None)
        self._window.show_summary()

    @Slot(object)
    def on_sources_read(self, sources: tuple[SourceRow, ...]) -> None:
        """Show how the sources are."""
        self._sources = sources
        self._window.held.show_sources(sources)
        self.show_state()

    @Slot(object)
    def on_client_read(self, detail: ClientDetail) -> None:
        """Show one person in the panels."""
        self._window.clients.show_detail(detail)
        self._window.collections.show_detail(detail)

    @Slot(object)
    def on_watched_read(self, watched: tuple[WatchedRow, ...]) -> None:
        """Show whether the watched clients agree."""
        self._window.sync.show_watched(watched)

    @Slot(object)
    def on_changes_read(self, changes: ChangeList) -> None:
        """Show what changed since the last look; after a refresh it is the first thing said."""
        self._changes = changes
        self._window.sync.show_changes(changes)
        self._window.navigation.set_count(SYNC, len(changes.rows) or None)
        words = self._window.change_words.summary(changes.rows)
        if self._say_changes and words:
            self._window.say(self.tr("Since your last look: {changes}.").format(changes=words))
        self._say_changes = False

    @Slot(object)
    def on_key_store_read(self, use: KeyStoreUse) -> None:
        """Show how the key store is."""
        self._key_store = use
        self._window.sync.show_key_store(use)
        self.show_state()

    @Slot(object)
    def on_read_failed(self, error: DeskError) -> None:
        """Say that something could not be read from the store."""
        from gymdesk.errors import StoreDamaged

        title, message = self._phrases.error(error)
        self._window.say(f"{title}. {message}")
        if isinstance(error, StoreDamaged):
            self._window.backups.store_damaged.emit(error)

    @Slot(object)
    def on_contact_saved(self, _client_id: ClientId) -> None:
        """Say that a contact was kept."""
        self._window.say(self.tr("Contact saved."))

    @Slot(object)
    def on_leads_waiting(self, waiting: int) -> None:
        """Show how many leads wait for a word."""
        self._window.navigation.set_count(LEADS, waiting or None)
        self._window.show_summary()

    @Slot()
    def on_refresh_started(self) -> None:
        """Make room for Cancel."""
        self._error = None
        self._window.actions_of["cancel"].setEnabled(True)
        self.show_state()

    @Slot(object)
    def on_stepped(self, step: Step) -> None:
        """Show the progress in the place of the button, in every pane."""
        for pane in self._window.panes.values():
            pane.header.refresh.show_progress(step.text, step.done, step.total, step.elapsed_s)

    @Slot(object)
    def on_refresh_ended(self, error: DeskError | None) -> None:
        """Show the button again."""
        self._error = error
        self._say_changes = True
        self._window.actions_of["cancel"].setEnabled(False)
        for pane in self._window.panes.values():
            pane.header.refresh.show_idle()
        self.show_state()

    @Slot(object)
    def on_pane_shown(self, key: str) -> None:
        """Show what belongs to the pane alone, and what can be done in it."""
        window = self._window
        window.list_commands.enable()
        window.case_actions.enable(shown=key == COLLECTIONS)
        if key == SYNC:
            self.show_state()  # what failed was looked at now
        for listing in (window.clients, window.collections):
            if window.pane is listing and (row := listing.current_row()) is not None:
                self._feed.read_client(row.client_id)  # details are read when they are shown

    def show_state(self) -> None:
        """Show banner, navigation sign, status bar and cards for what is known."""
        window = self._window
        if not window.whole:
            return  # no source was looked at yet
        notices, running = window.notices, window.refreshing.running
        if window.pane_key == SYNC and window.isActiveWindow():
            window.seen_failures.see(self._club, self._sources)
        unseen = window.seen_failures.unseen(self._club, self._sources)
        parts = notices.status(self._sources, running=running, unseen=unseen)
        window.status.show_sources([(p.key, p.icon, p.tone, p.text, p.tooltip) for p in parts])
        worst = notices.trouble(self._sources) or ("st-ok", "good")
        window.tray.show_sources([p.text for p in parts], *worst)
        window.sync.show_sources(self._sources, running=running)
        trouble = None if running else notices.trouble(self._sources)
        window.navigation.set_state(SYNC, *(trouble or (None, None)))
        notice: Notice | None = None
        if not running:
            from_utc = self._clients.figures_from_utc if self._clients is not None else None
            notice = notices.banner(self._sources, self._key_store, self._error, from_utc)
        for pane in window.panes.values():
            pane.show_notice(notice)
