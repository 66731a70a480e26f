"""The main window: its panes, what works behind them, and how the two are connected."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QDialog
from typing_extensions import override

from ui import window_geometry
from ui.frame import CLIENTS, COLLECTIONS, LEADS, SYNC, Frame

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from gymdesk.clock import Clock
    from ui.case_words import CaseWords
    from ui.club_phrases import ClubPhrases
    from ui.desk import OpenDesk
    from ui.feed import Feed
    from ui.list_pane import ListPane
    from ui.panes.clients import ClientsPane
    from ui.panes.collections import CollectionsPane
    from ui.panes.leads import LeadsPane
    from ui.panes.sync import SyncPane
    from ui.reading import Reader
    from ui.style import Style
    from ui.widgets.pane_frame import PaneFrame
    from ui.widgets.panel_splitter import PanelSplitter
    from ui.worker import SyncWorker


class MainWindow(Frame):
    """Holds the panes and what works in them. Closing cancels what runs, quits and waits.

    It comes to be in three steps, so that something is to be seen early: `empty` shows its grounds,
    `fill` the pane with the first list, `complete` makes the rest, which needs the open desk or a
    click. Nothing that a step does not need may be imported before it: at the top of this file
    nothing of a pane, in `fill` nothing of the work. `demo_wanted` asks for the demo gym,
    `settings_changed` carries the new settings.
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
        self.fill(phrases, clock, reader, lambda: worker, feed)

    @classmethod
    def empty(cls, style: Style, geometry_file: Path | None = None) -> MainWindow:
        """Return a window with nothing in it yet: it can be shown, and must be filled."""
        window = cls.__new__(cls)
        Frame.__init__(window, style, geometry_file)
        return window

    def fill(
        self,
        phrases: ClubPhrases,
        clock: Clock,
        reader: Reader,
        make_worker: Callable[[], SyncWorker],
        feed: Feed,
        *,
        later: bool = False,
    ) -> None:
        """Build the frame and the pane with the first list; with *later* the rest waits.

        The list is on the screen in two thirds of the time then.
        """
        from ui.showing import Showing

        self._phrases = phrases
        self._clock = clock
        self._reader = reader
        self._make_worker = make_worker
        self._feed = feed
        self.whole = False
        # First of all who follow the style: a new stylesheet takes the palettes of labels away.
        self._style.changed.connect(self.on_style_changed)
        self._restyle()
        self.showing = Showing(self, phrases, feed)
        self._build_collections()
        self._build_frame()
        self._connect_frame()
        feed.club_chosen.connect(self.showing.on_club_chosen)
        feed.order_known.connect(self.collections.expect_order)
        feed.collections_read.connect(self.showing.on_collections_read)
        window_geometry.restore_splitters(self._splitters(), self._geometry_file)
        self.filled = True
        self._fit(force=True)
        self.show_pane(COLLECTIONS, focus=True)
        if not later:
            self.complete()

    @override
    def complete(self) -> None:
        """Build the panes that are not there yet, and what works in all of them."""
        if self.whole:
            return
        self.whole = True
        self._worker = self._make_worker()
        self._build_hands()
        self._build_late_hands()
        self._build_other_panes()
        self._connect_feed()
        self._connect_hands()
        self._connect_panes()
        self._connect_actions()
        window_geometry.restore_splitters(self._splitters(), self._geometry_file)
        for pane in (self.clients, self.sync, self.leads):
            if self.showing.club is not None:
                pane.show_club(True)
            pane.set_narrow(bool(self._narrow))
        self.answering.on_panel_toggled(self.actions_of["panel"].isChecked())
        self.showing.show_state()
        self.showing.on_pane_shown(self.pane_key)

    # --- public ---------------------------------------------------------------------------------

    @property
    def lists(self) -> tuple[CollectionsPane | ClientsPane | SyncPane | LeadsPane, ...]:
        """Return the panes that are there."""
        if not self.whole:
            return (self.collections,)
        return (self.collections, self.clients, self.sync, self.leads)

    @cached_property
    def case_words(self) -> CaseWords:
        """Return the words of cases; asked for when the first case is shown."""
        from ui.case_words import CaseWords

        return CaseWords(self._phrases, self)

    def attach(self, desk: OpenDesk, staff: str, paper: str = "auto") -> None:
        """Show what the opened desk holds."""
        self.complete()
        self.set_staff(staff)
        self.outlet.paper = paper
        self.showing.forget_error()
        self._worker.set_engine(lambda: desk.engine)
        self._feed.open(desk)
        self.backups.opened()
        self.schedule.open(desk)

    def set_staff(self, staff: str) -> None:
        """Say who works here: on paper, in the history of the cases, and whose looks are marked."""
        self.outlet.staff = self.case_actions.desk.staff = self._feed.viewer = staff

    # --- Qt -------------------------------------------------------------------------------------

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Note what failed as seen when the manager comes back to a window that shows it."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.filled and self.whole:
            self.showing.show_state()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Cancel what runs, quit the threads and wait; what is typed and not saved is asked for."""
        if not self.filled:
            event.accept()
            self.closed.emit()
            return
        if self.whole and not self.case_actions.may_close():
            event.ignore()
            return
        window_geometry.save(self, self._splitters(), self._geometry_file)
        for dialog in self.findChildren(QDialog):
            dialog.close()  # one that stayed open would keep the program running
        if self.whole:
            self.schedule.close()
            self.case_actions.desk.close()
            self.tray.close()
            self._worker.shutdown()
        self._reader.close()
        event.accept()
        self.closed.emit()

    # --- parts ----------------------------------------------------------------------------------

    def _build_collections(self) -> None:
        """Build the pane that the window opens with."""
        # here, as below: the empty window is shown before any of this is loaded
        from ui.actions import ActionSet
        from ui.figure_words import FigureWords
        from ui.list_layouts import ListLayouts
        from ui.panes.collections import CollectionsPane
        from ui.panes.collections_case import CasePanel

        style, phrases = self._style, self._phrases
        self.actions_of = actions = ActionSet(self)
        actions.fill(self.menuBar())
        actions["panel"].setChecked(True)
        self._words = FigureWords(phrases, self)
        self.layouts = ListLayouts(self._geometry_file, self)

        def words() -> CaseWords:
            return self.case_words

        self.case = CasePanel(style, phrases, self._words, words, actions)
        self.collections = CollectionsPane(style, phrases, actions, self.case, words)
        self.layouts.attach(COLLECTIONS, self.collections.view)
        self.panes = {COLLECTIONS: self.collections}

    def _build_hands(self) -> None:
        """Make what does the work behind every pane."""
        from ui.accounts import Accounts
        from ui.alerts import Alerts
        from ui.answering import Answering
        from ui.backups import Backups
        from ui.case_actions import CaseActions
        from ui.change_words import ChangeWords
        from ui.list_commands import ListCommands
        from ui.notices import Notices
        from ui.outlet import Outlet
        from ui.refreshing import Refreshing
        from ui.schedule import ScheduleRunner
        from ui.seen_failures import SeenFailures
        from ui.side_dialogs import SideDialogs
        from ui.tray import Tray

        self.answering = Answering(self, self._feed)
        self.notices = Notices(self._phrases, self)
        self.change_words = ChangeWords(self._phrases, self)
        self.refreshing = Refreshing(self._worker, self._feed, self.notices, self)
        self.schedule = ScheduleRunner(
            self._phrases, self._reader, self._worker, lambda: not self.backups.restoring, self
        )
        self.outlet = Outlet(self._style, self._phrases, self._clock, self)
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
        """Make what does the work of one pane or dialog each."""
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
            self.answering.selected_client,
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

    def _connect_feed(self) -> None:
        feed, showing = self._feed, self.showing
        feed.clients_read.connect(showing.on_clients_read)
        feed.sources_read.connect(showing.on_sources_read)
        feed.changes_read.connect(showing.on_changes_read)
        feed.client_read.connect(showing.on_client_read)
        feed.watched_read.connect(showing.on_watched_read)
        feed.key_store_read.connect(showing.on_key_store_read)
        feed.read_failed.connect(showing.on_read_failed)
        feed.contact_saved.connect(showing.on_contact_saved)
        feed.contact_refused.connect(showing.on_read_failed)

    def _connect_hands(self) -> None:
        self.refreshing.started.connect(self.showing.on_refresh_started)
        self.refreshing.stepped.connect(self.showing.on_stepped)
        self.refreshing.ended.connect(self.showing.on_refresh_ended)
        self.refreshing.said.connect(self.on_said)
        self.outlet.said.connect(self.on_said)
        self.list_commands.said.connect(self.say)
        self.accounts.said.connect(self.on_said)
        self.side_dialogs.settings_changed.connect(self.settings_changed)
        self.outlet.refresh_wanted.connect(self.answering.on_refresh_triggered)
        self.backups.said.connect(self.on_said)
        self.schedule.said.connect(self.on_said)
        self.tray.window_wanted.connect(self.answering.on_window_wanted)
        self.tray.refresh_wanted.connect(self.answering.on_refresh_triggered)
        self.tray.quit_wanted.connect(self.close)
        self.backups.restored.connect(self._feed.read_clubs)
        self.refreshing.ended.connect(self.backups.on_refreshed)
        self.accounts.account_saved.connect(self.answering.on_account_saved)
        self.accounts.demo_wanted.connect(self.demo_wanted)
        self.side.selected.connect(self.answering.on_side_chosen)
        self.clubs.chosen.connect(self._feed.choose_club)
        self.status.source_pressed.connect(self.answering.on_source_pressed)
        self.status.message_pressed.connect(self.actions_of["messages"].trigger)
        self.case_actions.attach(self.collections, self.case, self._stack)
        self.case_actions.said.connect(self.on_said)
        self.case_actions.failed.connect(self.showing.on_read_failed)
        self.case.contact_typed.connect(self.answering.on_contact_typed)
        self._feed.calls_read.connect(self.showing.on_calls_read)  # after the pane has them
        self.held.said.connect(self.on_said)
        self.joining.said.connect(self.on_said)
        self.joining.kept.connect(self.case_actions.on_kept)
        self.sending.said.connect(self.on_said)
        self.lead_desk.said.connect(self.on_said)
        self.lead_desk.page_wanted.connect(self.answering.on_page_wanted)
        self.lead_desk.waiting.connect(self.showing.on_leads_waiting)
        self.status_words.said.connect(self.on_said)
        self.side_dialogs.words_wanted.connect(self.status_words.on_wanted)
        self.imports.said.connect(self.on_said)
        self.held.refresh_wanted.connect(self.answering.on_refresh_triggered)
        self.support.said.connect(self.on_said)
        self.sync_desk.said.connect(self.on_said)
        self.sync_desk.client_wanted.connect(self.answering.on_client_wanted)
        self.actions_of["history"].triggered.connect(self.sync_desk.on_history_triggered)
        self.actions_of["joins"].triggered.connect(self.joining.on_triggered)
        self.pane_shown.connect(self.showing.on_pane_shown)

    def _connect_pane(self, pane: PaneFrame) -> None:
        pane.asked.connect(self.answering.on_asked)
        pane.summary_changed.connect(self.on_summary_changed)
        pane.header.refresh.cancelled.connect(self.refreshing.cancel)

    def _connect_list(self, pane: ListPane) -> None:
        pane.client_chosen.connect(self.answering.on_client_chosen)
        pane.branches_wanted.connect(self._feed.read_branches)
        pane.menu_wanted.connect(self.list_commands.on_menu_wanted)
        self._feed.branches_read.connect(pane.show_branches)

    def _connect_panes(self) -> None:
        for pane in self.panes.values():
            self._connect_pane(pane)
        for listing in (self.collections, self.clients):
            self._connect_list(listing)
        self.layouts.attach(CLIENTS, self.clients.view)
        self.lead_desk.attach(self.leads)
        self.members.attach(self.detail.membership)
        self.detail.membership.holds_wanted.connect(self.sync_desk.on_holds_wanted)
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
        self.detail.contact_typed.connect(self.answering.on_contact_typed)
        self.detail.part_wanted.connect(self.joining.on_client_part_wanted)
        self.detail.marks.marked.connect(self.answering.on_amount_marked)
        self.detail.marks.page_wanted.connect(self.answering.on_page_wanted)
        self.sync.client_wanted.connect(self.answering.on_client_wanted)
        self.sync.test_wanted.connect(self.answering.on_test_wanted)
        self.sync.refresh_wanted.connect(self.sync_desk.on_refresh_wanted)
        self.sync.run_wanted.connect(self.sync_desk.on_history_wanted)
        self.sync.held_chosen.connect(self.held.on_chosen)
        self.sync.changes.leads_wanted.connect(self.answering.on_leads_wanted)
        self.sync.changes.print_wanted.connect(self.sync_desk.on_print_wanted)
        self.sync.changes.seen_wanted.connect(self.sync_desk.on_seen_wanted)

    def _connect_actions(self) -> None:
        wanted = {
            "refresh": self.answering.on_refresh_triggered,
            "cancel": self.refreshing.cancel,
            "accounts": self.answering.on_accounts_triggered,
        }
        for name, slot in wanted.items():
            self.actions_of[name].triggered.connect(slot)
        self.actions_of["panel"].toggled.connect(self.answering.on_panel_toggled)

    def _splitters(self) -> dict[str, PanelSplitter]:
        if not self.whole:
            return {COLLECTIONS: self.collections.splitter}
        return {
            CLIENTS: self.clients.splitter,
            COLLECTIONS: self.collections.splitter,
            LEADS: self.leads.splitter,
        }
