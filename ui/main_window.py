"""The main window: menu, navigation, panes, status bar, and what the panes ask of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QUrl, Signal, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDesktopServices,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from ui import window_geometry
from ui.shell import NARROW_BELOW_PX, Shell
from ui.walking import focus_into, step_focus, walk
from ui.window_style import frame_rules

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.clock import Clock
    from gymdesk.credentials import KeyStoreUse
    from gymdesk.domain.client import ClientId, Source
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
    from ui.desk import OpenDesk
    from ui.dialogs.messages import Message
    from ui.feed import Feed
    from ui.list_pane import ListPane
    from ui.reading import Reader
    from ui.refreshing import Step
    from ui.style import Style
    from ui.widgets.amount_marks import AmountMark
    from ui.widgets.contact_line import ContactTyped
    from ui.widgets.pane_frame import Notice, PaneFrame
    from ui.widgets.panel_splitter import PanelSplitter
    from ui.worker import SyncWorker

CLIENTS, COLLECTIONS, SYNC = "clients", "collections", "sync"
LEADS = "leads"
PANES = (CLIENTS, COLLECTIONS, SYNC, LEADS)
KEPT_MESSAGES = 200


class MainWindow(Shell):
    """Holds the panes and answers what they ask. Closing cancels what runs, quits and waits.

    `empty` makes a window that can be shown before anything is loaded that belongs into it; `fill`
    then makes it whole. So nothing that a pane needs may be imported at the top of this file.
    `demo_wanted` asks for the demo gym, `settings_changed` carries the new settings.
    """

    demo_wanted = Signal()
    settings_changed = Signal(object)
    closed = Signal()

    def __init__(
        self,
        style: Style,
        phrases: ClubPhrases,
        clock: Clock,
        reader: Reader,
        worker: SyncWorker,
        feed: Feed,
        geometry_file: Path | None = None,
    ) -> None:
        super().__init__(style, geometry_file)
        self.fill(phrases, clock, reader, worker, feed)

    @classmethod
    def empty(cls, style: Style, geometry_file: Path | None = None) -> MainWindow:
        """Return a window with nothing in it yet: it can be shown, and must be filled."""
        window = cls.__new__(cls)
        Shell.__init__(window, style, geometry_file)
        return window

    def fill(
        self,
        phrases: ClubPhrases,
        clock: Clock,
        reader: Reader,
        worker: SyncWorker,
        feed: Feed,
        *,
        later: bool = False,
    ) -> None:
        """Build what belongs into the window; with *later* the panes not shown wait for `complete`.

        The first list is on the screen a third of a second earlier then.
        """
        self._phrases = phrases
        self._clock = clock
        self._reader = reader
        self._worker = worker
        self._feed = feed
        self._messages: list[Message] = []
        self._sources: tuple[SourceRow, ...] = ()
        self._key_store: KeyStoreUse | None = None
        self._error: DeskError | None = None
        self._club: ClubRow | None = None
        self._clients: ClientList | None = None
        self._changes: ChangeList | None = None
        self._say_changes = False
        self._narrow: bool | None = None
        self._first_run_shown = False
        self._whole = False
        # First of all who follow the style: a new stylesheet takes the palettes of labels away.
        self._style.changed.connect(self.on_style_changed)
        self._build()
        self._connect()
        self._restyle()
        window_geometry.restore_splitters(self._splitters(), self._geometry_file)
        self.filled = True
        self._fit(force=True)
        self.show_pane(COLLECTIONS, focus=True)
        if not later:
            self.complete()

    def complete(self) -> None:
        """Build the panes that are not there yet, and what works in them."""
        if self._whole:
            return
        self._whole = True
        self._build_late_hands()
        self._connect_late_hands()
        self._build_other_panes()
        self._connect_other_panes()
        window_geometry.restore_splitters(self._splitters(), self._geometry_file)
        for pane in (self.clients, self.sync, self.leads):
            if self._club is not None:
                pane.show_club(True)
            pane.set_narrow(bool(self._narrow))
        self.clients.show_panel(self.actions_of["panel"].isChecked())
        self._show_state()

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

    def attach(self, desk: OpenDesk, staff: str, paper: str = "auto") -> None:
        """Show what the opened desk holds."""
        self.complete()
        self.set_staff(staff)
        self.outlet.paper = paper
        self._error = None
        self._worker.set_engine(lambda: desk.engine)
        self._feed.open(desk)
        self.backups.opened()
        self.schedule.open(desk)

    def set_staff(self, staff: str) -> None:
        """Say who works here: on paper, in the history of the cases, and whose looks are marked."""
        self.outlet.staff = self.case_actions.desk.staff = self._feed.viewer = staff

    def show_pane(self, key: str, *, focus: bool = False) -> None:
        """Show one of the panes; with *focus* its list takes the keys."""
        if key not in self.panes:
            self.complete()
        pane = self.panes[key]
        focused = QApplication.focusWidget()
        focus = focus or (focused is not None and self._stack.isAncestorOf(focused))
        self._stack.setCurrentWidget(pane)
        self.navigation.select(key)
        self.setWindowTitle(self._title(key))
        self._show_summary_of(key)
        self.list_commands.enable()
        self.case_actions.enable(shown=key == COLLECTIONS)
        if key == SYNC and self._whole:
            self._show_state()  # what failed was looked at now
        if focus and len(pane.stops()) > 1:
            focus_into(pane.stops()[1])
        for listing in (self.clients, self.collections) if self._whole else ():
            if pane is listing and (row := listing.current_row()) is not None:
                self._feed.read_client(row.client_id)  # details are read when they are shown

    def say(self, text: str) -> None:
        """Show *text* as the last message and keep it under Messages."""
        from ui.dialogs.messages import Message

        self._messages.append(Message(self._clock.now_utc(), text))
        del self._messages[:-KEPT_MESSAGES]
        self.status.show_message(text)

    def messages(self) -> list[Message]:
        """Return the messages of this session, oldest first."""
        return list(self._messages)

    # --- slots: what was read -------------------------------------------------------------------

    @Slot(object)
    def on_club_chosen(self, club: ClubRow | None) -> None:
        """Show a club, or that none is set up."""
        if club is not None:
            self._phrases.set_club(club)
        self._sources = ()
        self._error = None
        self.clubs.show_clubs(self._feed.clubs, club)
        if club is None or club != self._club:  # of the same one the figures stay till newer ones
            self.collections.show_club(club is not None)
            if self._whole:
                self.clients.show_club(club is not None)
                self.sync.show_club(club is not None)
                self.leads.show_club(club is not None)
            self.navigation.set_count(LEADS, None)
            self.navigation.set_count(COLLECTIONS, None)
        self._club = club
        self.setWindowTitle(self._title(self.pane_key))
        self._show_state()
        if club is not None:
            self._feed.read_key_store()
        elif not self._first_run_shown:
            self._first_run_shown = True
            self.accounts.open(None)

    @Slot(object)
    def on_clients_read(self, clients: ClientList) -> None:
        """Show the clients."""
        self._clients = clients
        if not self._messages and clients.figures_from_utc is not None:
            time = self._phrases.moment(clients.figures_from_utc)
            self.status.show_message(self.tr("Figures from {moment}").format(moment=time))
        self.clients.show_list(clients)
        self.collections.show_everybody(len(clients.rows))
        self._show_state()
        self._show_summary_of(self.pane_key)
        self.list_commands.enable()

    @Slot(object)
    def on_collections_read(self, collections: CollectionsList) -> None:
        """Show the collections list."""
        self.collections.show_list(collections)
        if self.collections.calls is None:
            self.navigation.set_count(COLLECTIONS, len(collections.rows) or None)
        self._show_state()  # a pane that has figures now leaves the trouble to the banner
        self._show_summary_of(self.pane_key)
        self.list_commands.enable()

    @Slot(object)
    def on_calls_read(self, calls: CallList) -> None:
        """Show how many are to be called."""
        self.navigation.set_count(COLLECTIONS, len(calls.to_do) or None)
        self._show_summary_of(self.pane_key)

    @Slot(object)
    def on_sources_read(self, sources: tuple[SourceRow, ...]) -> None:
        """Show how the sources are."""
        self._sources = sources
        self.held.show_sources(sources)
        self._show_state()

    @Slot(object)
    def on_client_read(self, detail: ClientDetail) -> None:
        """Show one person in the panels."""
        self.clients.show_detail(detail)
        self.collections.show_detail(detail)

    @Slot(object)
    def on_key_store_read(self, use: KeyStoreUse) -> None:
        """Show how the key store is."""
        self._key_store = use
        self.sync.show_key_store(use)
        self._show_state()

    @Slot(object)
    def on_read_failed(self, error: DeskError) -> None:
        """Say that something could not be read from the store."""
        from gymdesk.errors import StoreDamaged

        title, message = self._phrases.error(error)
        self.say(f"{title}. {message}")
        if isinstance(error, StoreDamaged):
            self.backups.store_damaged.emit(error)

    @Slot(object)
    def on_contact_saved(self, _client_id: ClientId) -> None:
        """Say that a contact was kept."""
        self.say(self.tr("Contact saved."))

    # --- slots: the refresh ---------------------------------------------------------------------

    @Slot()
    def on_refresh_triggered(self) -> None:
        """Refresh the club; without one, set it up first."""
        if self._feed.club is not None:
            self.refreshing.start(self._feed.club)
        elif self._feed.desk is not None:
            self.accounts.open(None)

    @Slot()
    def on_refresh_started(self) -> None:
        """Make room for Cancel."""
        self._error = None
        self.actions_of["cancel"].setEnabled(True)
        self._show_state()

    @Slot(object)
    def on_stepped(self, step: Step) -> None:
        """Show the progress in the place of the button, in every pane."""
        for pane in self.panes.values():
            pane.header.refresh.show_progress(step.text, step.done, step.total, step.elapsed_s)

    @Slot(object)
    def on_refresh_ended(self, error: DeskError | None) -> None:
        """Show the button again."""
        self._error = error
        self._say_changes = True
        self.actions_of["cancel"].setEnabled(False)
        for pane in self.panes.values():
            pane.header.refresh.show_idle()
        self._show_state()

    @Slot(object)
    def on_leads_waiting(self, waiting: int) -> None:
        """Show how many leads wait for a word."""
        self.navigation.set_count(LEADS, waiting or None)
        self._show_summary_of(self.pane_key)

    @Slot(object)
    def on_said(self, text: str) -> None:
        """Show a message, and tell it to a screen reader."""
        self.say(text)
        # here: its many enums take their time, and nothing is said before the first picture
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def _selected_client(self) -> ClientId | None:
        """Return who is selected in the list that is shown, None without a list."""
        listing = next(
            (pane for pane in (self.clients, self.collections) if pane is self.pane), None
        )
        row = None if listing is None else listing.current_row()
        return None if row is None else row.client_id

    # --- slots: what panes and actions ask --------------------------------------------------------

    @Slot(object)
    def on_asked(self, key: str) -> None:
        """Answer a button of a banner or an empty state."""
        from ui.notices import COMPARE, DETAILS, DROP, RECHECK, SIGN_IN, TRY_AGAIN

        answers = {
            TRY_AGAIN: self.on_refresh_triggered,
            "refresh": self.on_refresh_triggered,
            SIGN_IN: self.on_accounts_triggered,
            "accounts": self.on_accounts_triggered,
            RECHECK: self._feed.read_key_store,
            COMPARE: self.held.on_compare_wanted,
            DROP: self.held.on_drop_wanted,
            "demo": self.demo_wanted.emit,
        }
        panes = {DETAILS: SYNC, CLIENTS: CLIENTS, SYNC: SYNC, LEADS: LEADS}
        if key in answers:
            answers[key]()
        elif key in panes:
            self.show_pane(panes[key])

    @Slot(object)
    def on_navigated(self, key: str) -> None:
        """Show the pane chosen at the left."""
        if key in PANES:
            self.show_pane(key)

    @Slot(object)
    def on_side_chosen(self, key: str) -> None:
        """Answer Settings and Help below the panes."""
        self.side.clear_selected()
        self.actions_of["settings" if key == "settings" else "shortcuts"].trigger()

    @Slot(object)
    def on_client_chosen(self, client_id: ClientId | None) -> None:
        """Read the person who is selected in the pane that is shown."""
        if self.sender() is self.pane:
            self._feed.read_client(client_id)

    @Slot(object)
    def on_client_wanted(self, client_id: ClientId) -> None:
        """Show a person in Clients."""
        self.show_pane(CLIENTS)
        self.clients.select(client_id)

    @Slot()
    def on_leads_wanted(self) -> None:
        """Show the leads."""
        self.show_pane(LEADS)

    @Slot(object)
    def on_contact_typed(self, typed: ContactTyped) -> None:
        """Keep what was typed at the desk."""
        self.case_actions.keep_contact(typed, self.clients.shown_detail())
        self._feed.set_contact(typed.client_id, self.outlet.staff, **typed.changed)

    @Slot(object)
    def on_amount_marked(self, mark: AmountMark) -> None:
        """Keep what the manager said about an amount."""
        self.case_actions.mark_amount(mark, self.clients.shown_detail())

    @Slot(object)
    def on_page_wanted(self, address: str) -> None:
        """Open a client's page in the browser."""
        if not QDesktopServices.openUrl(QUrl(address)):
            self.say(self.tr("The browser could not be opened."))

    @Slot(object)
    def on_watched_read(self, watched: tuple[WatchedRow, ...]) -> None:
        """Show whether the watched clients agree."""
        self.sync.show_watched(watched)

    @Slot(object)
    def on_changes_read(self, changes: ChangeList) -> None:
        """Show what changed since the last look; after a refresh it is the first thing said."""
        self._changes = changes
        if self._whole:
            self.sync.show_changes(changes)
        self.navigation.set_count(SYNC, len(changes.rows) or None)
        words = self._change_words.summary(changes.rows)
        if self._say_changes and words:
            self.say(self.tr("Since your last look: {changes}.").format(changes=words))
        self._say_changes = False

    @Slot()
    def on_window_wanted(self) -> None:
        """Come to the front: the icon beside the clock or a message was clicked."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        self.show_pane(SYNC)

    @Slot(object)
    def on_test_wanted(self, source: Source) -> None:
        """Try what is kept: a message tells of ClubOS, a dialog of WODIFY."""
        if self._feed.club is not None:
            self.accounts.test_kept(self._feed.club, source)

    @Slot(object)
    def on_source_pressed(self, key: str) -> None:
        """Show a source's card."""
        self.show_pane(SYNC)
        self.sync.show_source(key)

    @Slot(object)
    def on_summary_changed(self, text: str) -> None:
        """Show count and sum of the pane that is shown."""
        if self.sender() is self.pane:
            self.status.show_summary(text)

    @Slot(object)
    def on_account_saved(self, _club: ClubRow) -> None:
        """Show the club anew."""
        self._error = None
        self.say(self.tr("Account saved."))
        self._feed.read_clubs()

    @Slot()
    def on_accounts_triggered(self) -> None:
        """Open the account dialog."""
        self.accounts.open(self._feed.club)

    @Slot(bool)
    def on_panel_toggled(self, shown: bool) -> None:
        """Show or hide the panels at the right."""
        self.complete()
        self.clients.show_panel(shown)
        self.collections.show_panel(shown)

    @Slot()
    def on_style_changed(self) -> None:
        """Take the colours anew."""
        self._restyle()
        self._fit(force=True)

    # --- Qt ---------------------------------------------------------------------------------------

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

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Note what failed as seen when the manager comes back to a window that shows it."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.filled and self._whole:
            self._show_state()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Cancel what runs, quit the threads and wait; what is typed and not saved is asked for."""
        if not self.filled:
            event.accept()
            self.closed.emit()
            return
        if not self.case_actions.may_close():
            event.ignore()
            return
        window_geometry.save(self, self._splitters(), self._geometry_file)
        for dialog in self.findChildren(QDialog):
            dialog.close()  # one that stayed open would keep the program running
        self.schedule.close()
        self.case_actions.desk.close()
        self.tray.close()
        self._worker.shutdown()
        self._reader.close()
        event.accept()
        self.closed.emit()

    # --- parts ------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._build_hands()
        self._build_collections()
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

    def _build_hands(self) -> None:
        """Make what does the work behind the panes."""
        # here, as below: the empty window is shown before any of this is loaded
        from ui.accounts import Accounts
        from ui.actions import ActionSet
        from ui.alerts import Alerts
        from ui.backups import Backups
        from ui.case_actions import CaseActions
        from ui.change_words import ChangeWords
        from ui.figure_words import FigureWords
        from ui.list_commands import ListCommands
        from ui.list_layouts import ListLayouts
        from ui.notices import Notices
        from ui.outlet import Outlet
        from ui.refreshing import Refreshing
        from ui.schedule import ScheduleRunner
        from ui.seen_failures import SeenFailures
        from ui.side_dialogs import SideDialogs
        from ui.tray import Tray

        self.actions_of = ActionSet(self)
        self.actions_of.fill(self.menuBar())
        self.actions_of["panel"].setChecked(True)
        self.notices = Notices(self._phrases, self)
        self._change_words = ChangeWords(self._phrases, self)
        self.refreshing = Refreshing(self._worker, self._feed, self.notices, self)
        self.schedule = ScheduleRunner(
            self._phrases, self._reader, self._worker, lambda: not self.backups.restoring, self
        )
        self.outlet = Outlet(self._style, self._phrases, self._clock, self)
        self._words = FigureWords(self._phrases, self)
        self.layouts = ListLayouts(self._geometry_file, self)
        self.case_actions = CaseActions(
            self._style, self._phrases, self._feed, self._reader, self.actions_of, self
        )
        self.tray = Tray(self._style, self)
        self.alerts = Alerts(self._phrases, self._feed, self._worker, self.tray, self)
        self.seen_failures = SeenFailures(self._geometry_file)
        self.list_commands = ListCommands(
            self._style, self._words, self.actions_of, self.outlet, lambda: self.pane, self
        )
        self.side_dialogs = SideDialogs(
            self._style, self._phrases, self._feed, self.actions_of, self._messages, self
        )
        self.accounts = Accounts(
            self._style, self._phrases, self._feed, self._reader, self._worker, self
        )
        self.backups = Backups(
            self._style,
            self._phrases,
            self._clock,
            self._feed,
            self._reader,
            self._worker,
            self.actions_of,
            self,
        )

    def _build_late_hands(self) -> None:
        """Build what does its work only once the desk is open: loading it all takes its time."""
        from ui.held import HeldSweeps
        from ui.imports import Imports
        from ui.joining import Joining
        from ui.leads import Leads
        from ui.members import Members
        from ui.packages import Packages
        from ui.sending import Sending
        from ui.status_words import StatusWords
        from ui.support import Support
        from ui.sync_desk import SyncDesk

        self.sync_desk = SyncDesk(
            self._style,
            self._phrases,
            self._feed,
            self._reader,
            self.refreshing,
            self.outlet,
            self,
        )
        self.held = HeldSweeps(
            self._style, self._phrases, self._feed, self._reader, lambda: self.outlet.staff, self
        )
        self.joining = Joining(
            self._style,
            self._phrases,
            self._feed,
            self._reader,
            self.case_actions.desk,
            self._selected_client,
            self,
        )
        self.sending = Sending(
            self._style,
            self._phrases,
            self._clock,
            self._feed,
            self._reader,
            self._worker,
            lambda: self.outlet.staff,
            self,
        )
        packages = Packages(self._phrases, self._feed, self._reader, self._worker, self)
        self.lead_desk = Leads(
            self._style,
            self._phrases,
            self._feed,
            self._reader,
            packages,
            self.sending,
            self.case_actions.desk,
            self,
        )
        self.members = Members(self._style, self._phrases, self._feed, packages, self.sending, self)
        self.status_words = StatusWords(
            self._style, self._phrases, self._feed, self._reader, self.case_actions.desk, self
        )
        self.support = Support(self._phrases, self._feed, self._reader, self.actions_of, self)
        self.imports = Imports(
            self._style,
            self._phrases,
            self._feed,
            self._reader,
            lambda: self.outlet.staff,
            self.actions_of,
            self,
        )

    def _build_collections(self) -> None:
        """Build the pane that the window opens with."""
        from ui.case_words import CaseWords
        from ui.panes.collections import CollectionsPane
        from ui.panes.collections_case import CasePanel

        style, phrases, actions = self._style, self._phrases, self.actions_of
        words = CaseWords(phrases, self)
        self.case = CasePanel(style, phrases, self._words, words, actions)
        self.collections = CollectionsPane(style, phrases, actions, self.case, words)
        self.panes: dict[str, PaneFrame] = {COLLECTIONS: self.collections}

    def _build_other_panes(self) -> None:
        from ui.lead_words import LeadWords
        from ui.panes.client_detail import ClientDetailPanel
        from ui.panes.clients import ClientsPane
        from ui.panes.leads import LeadsPane
        from ui.panes.leads_panel import LeadPanel
        from ui.panes.sync import SyncPane
        from ui.write_words import WriteWords

        style, phrases, actions = self._style, self._phrases, self.actions_of
        self.detail = ClientDetailPanel(style, phrases, self._words)
        self.clients = ClientsPane(style, phrases, actions, self.detail)
        self.sync = SyncPane(style, phrases, actions)
        words = LeadWords(phrases, self)
        self.lead = LeadPanel(
            style, phrases, words, WriteWords(phrases, self), lambda: self.outlet.staff
        )
        self.leads = LeadsPane(style, phrases, words, actions, self.lead)
        self.panes = {
            CLIENTS: self.clients,
            COLLECTIONS: self.collections,
            SYNC: self.sync,
            LEADS: self.leads,
        }
        for pane in (self.clients, self.sync, self.leads):
            self._stack.addWidget(pane)

    def _connect(self) -> None:
        feed = self._feed
        feed.club_chosen.connect(self.on_club_chosen)
        feed.clients_read.connect(self.on_clients_read)
        feed.collections_read.connect(self.on_collections_read)
        feed.sources_read.connect(self.on_sources_read)
        feed.changes_read.connect(self.on_changes_read)
        feed.client_read.connect(self.on_client_read)
        feed.watched_read.connect(self.on_watched_read)
        feed.key_store_read.connect(self.on_key_store_read)
        feed.read_failed.connect(self.on_read_failed)
        feed.contact_saved.connect(self.on_contact_saved)
        feed.contact_refused.connect(self.on_read_failed)
        self.refreshing.started.connect(self.on_refresh_started)
        self.refreshing.stepped.connect(self.on_stepped)
        self.refreshing.ended.connect(self.on_refresh_ended)
        self.refreshing.said.connect(self.on_said)
        self.outlet.said.connect(self.on_said)
        self.list_commands.said.connect(self.say)
        self.accounts.said.connect(self.on_said)
        self.side_dialogs.settings_changed.connect(self.settings_changed)
        self.outlet.refresh_wanted.connect(self.on_refresh_triggered)
        self.backups.said.connect(self.on_said)
        self.schedule.said.connect(self.on_said)
        self.tray.window_wanted.connect(self.on_window_wanted)
        self.tray.refresh_wanted.connect(self.on_refresh_triggered)
        self.tray.quit_wanted.connect(self.close)
        self.backups.restored.connect(self._feed.read_clubs)
        self.refreshing.ended.connect(self.backups.on_refreshed)
        self.accounts.account_saved.connect(self.on_account_saved)
        self.accounts.demo_wanted.connect(self.demo_wanted)
        self.navigation.selected.connect(self.on_navigated)
        self.side.selected.connect(self.on_side_chosen)
        self.clubs.chosen.connect(feed.choose_club)
        self.status.source_pressed.connect(self.on_source_pressed)
        self.status.message_pressed.connect(self.actions_of["messages"].trigger)
        self._connect_pane(self.collections)
        self._connect_list(COLLECTIONS, self.collections)
        self.case_actions.attach(self.collections, self.case, self._stack)
        self.case_actions.said.connect(self.on_said)
        self.case_actions.failed.connect(self.on_read_failed)
        feed.calls_read.connect(self.on_calls_read)
        self.case.contact_typed.connect(self.on_contact_typed)
        self._connect_actions()

    def _connect_late_hands(self) -> None:
        self.held.said.connect(self.on_said)
        self.joining.said.connect(self.on_said)
        self.joining.kept.connect(self.case_actions.on_kept)
        self.sending.said.connect(self.on_said)
        self.lead_desk.said.connect(self.on_said)
        self.lead_desk.page_wanted.connect(self.on_page_wanted)
        self.lead_desk.waiting.connect(self.on_leads_waiting)
        self.status_words.said.connect(self.on_said)
        self.side_dialogs.words_wanted.connect(self.status_words.on_wanted)
        self.imports.said.connect(self.on_said)
        self.held.refresh_wanted.connect(self.on_refresh_triggered)
        self.support.said.connect(self.on_said)
        self.sync_desk.said.connect(self.on_said)
        self.sync_desk.client_wanted.connect(self.on_client_wanted)
        self.actions_of["history"].triggered.connect(self.sync_desk.on_history_triggered)
        self.actions_of["joins"].triggered.connect(self.joining.on_triggered)

    def _connect_pane(self, pane: PaneFrame) -> None:
        pane.asked.connect(self.on_asked)
        pane.summary_changed.connect(self.on_summary_changed)
        pane.header.refresh.cancelled.connect(self.refreshing.cancel)

    def _connect_list(self, key: str, pane: ListPane) -> None:
        pane.client_chosen.connect(self.on_client_chosen)
        pane.branches_wanted.connect(self._feed.read_branches)
        pane.menu_wanted.connect(self.list_commands.on_menu_wanted)
        self._feed.branches_read.connect(pane.show_branches)
        self.layouts.attach(key, pane.view)

    def _connect_other_panes(self) -> None:
        self._connect_pane(self.clients)
        self._connect_pane(self.sync)
        self._connect_pane(self.leads)
        self.lead_desk.attach(self.leads)
        self.members.attach(self.detail.membership)
        self.detail.membership.page_wanted.connect(self.lead_desk.on_page_wanted)
        for part in (self.detail.membership, self.lead):
            part.meaning_wanted.connect(self.status_words.on_word_wanted)
        pending = self.sync.pending
        pending.retry_wanted.connect(self.sending.on_retry_wanted)
        pending.look_wanted.connect(self.sending.on_look_wanted)
        pending.discard_wanted.connect(self.sending.on_discard_wanted)
        pending.details_wanted.connect(self.sending.on_details_wanted)
        pending.page_wanted.connect(self.lead_desk.on_page_wanted)
        self.sending.outbox_read.connect(pending.show_outbox)
        self.sending.read()  # it may have been read before there was a pane to show it
        self._connect_list(CLIENTS, self.clients)
        self.detail.contact_typed.connect(self.on_contact_typed)
        self.detail.part_wanted.connect(self.joining.on_client_part_wanted)
        self.detail.marks.marked.connect(self.on_amount_marked)
        self.detail.marks.page_wanted.connect(self.on_page_wanted)
        self.sync.client_wanted.connect(self.on_client_wanted)
        self.sync.test_wanted.connect(self.on_test_wanted)
        self.sync.refresh_wanted.connect(self.sync_desk.on_refresh_wanted)
        self.sync.run_wanted.connect(self.sync_desk.on_history_wanted)
        self.sync.held_chosen.connect(self.held.on_chosen)
        self.sync.changes.leads_wanted.connect(self.on_leads_wanted)
        self.sync.changes.print_wanted.connect(self.sync_desk.on_print_wanted)
        self.sync.changes.seen_wanted.connect(self.sync_desk.on_seen_wanted)

    def _connect_actions(self) -> None:
        wanted = {
            "refresh": self.on_refresh_triggered,
            "cancel": self.refreshing.cancel,
            "accounts": self.on_accounts_triggered,
            "quit": self.close,
        }
        for name, slot in wanted.items():
            self.actions_of[name].triggered.connect(slot)
        for key in PANES:
            self.actions_of[f"show_{key}"].triggered.connect(
                lambda _=False, key=key: self.show_pane(key, focus=True)
            )
        self.actions_of["panel"].toggled.connect(self.on_panel_toggled)
        for keys, by in (("F6", 1), ("Shift+F6", -1)):
            QShortcut(keys, self).activated.connect(lambda by=by: self.walk(by))

    def _title(self, key: str) -> str:
        words = {
            CLIENTS: self.tr("Clients"),
            COLLECTIONS: self.tr("Collections"),
            SYNC: self.tr("Sync"),
            LEADS: self.tr("Leads"),
        }
        club = self._feed.club or self._club
        return f"{words[key]} – {club.name} – GymDesk" if club else f"{words[key]} – GymDesk"

    def _show_state(self) -> None:
        """Show banner, navigation sign, status bar and cards for what is known."""
        running = self.refreshing.running
        if self.pane_key == SYNC and self.isActiveWindow():
            self.seen_failures.see(self._club, self._sources)
        unseen = self.seen_failures.unseen(self._club, self._sources)
        parts = self.notices.status(self._sources, running=running, unseen=unseen)
        self.status.show_sources([(p.key, p.icon, p.tone, p.text, p.tooltip) for p in parts])
        worst = self.notices.trouble(self._sources) or ("st-ok", "good")
        self.tray.show_sources([p.text for p in parts], *worst)
        if self._whole:
            self.sync.show_sources(self._sources, running=running)
        trouble = None if running else self.notices.trouble(self._sources)
        self.navigation.set_state(SYNC, *(trouble or (None, None)))
        notice: Notice | None = None
        if not running:
            from_utc = self._clients.figures_from_utc if self._clients is not None else None
            notice = self.notices.banner(self._sources, self._key_store, self._error, from_utc)
        for pane in self.panes.values():
            pane.show_notice(notice)

    def _show_summary_of(self, key: str) -> None:
        self.status.show_summary(self.panes[key].summary_words())

    def walk(self, by: int) -> None:
        """Put the focus on the next (1) or previous (-1) part of the window."""
        stops = [self.navigation, *self.pane.stops(), self.status.first_stop()]
        walk(stops, by)

    def _splitters(self) -> dict[str, PanelSplitter]:
        if not self._whole:
            return {COLLECTIONS: self.collections.splitter}
        return {
            CLIENTS: self.clients.splitter,
            COLLECTIONS: self.collections.splitter,
            LEADS: self.leads.splitter,
        }

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
