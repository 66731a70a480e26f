"""What Sync asks of the desk: the history of runs, single clients again, what changed as seen."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from gymdesk.domain.client import Source
from gymdesk.sync.request import RefreshRequest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.errors import DeskError
    from gymdesk.rows import RunRow, SourceRow
    from gymdesk.rows.changes import ChangeList
    from gymdesk.rows.members import MemberCard
    from ui.dialogs.history import HistoryDialog, RetryWanted
    from ui.feed import Feed
    from ui.outlet import Outlet
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.refreshing import Refreshing
    from ui.style import Style


class SyncDesk(QObject):
    """Answers the Sync pane. `client_wanted` carries a `ClientId`, `said` a message."""

    client_wanted = Signal(object)
    said = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        feed: Feed,
        reader: Reader,
        refreshing: Refreshing,
        outlet: Outlet,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._feed = feed
        self._reader = reader
        self._refreshing = refreshing
        self._outlet = outlet
        self._window = window
        self._chosen: int | None = None
        self.dialog: HistoryDialog | None = None
        refreshing.started.connect(self.on_refreshing)
        refreshing.ended.connect(self.on_ended)

    @Slot(object)
    def on_refresh_wanted(self, card: SourceRow) -> None:
        """Refresh what one card is about; a click is always forced."""
        if self._feed.club is not None:
            self._refreshing.submit(
                RefreshRequest(
                    club_ids=(self._feed.club.club_id,),
                    sources=(card.source,),
                    entities=(card.entity,),
                )
            )

    @Slot(object)
    def on_holds_wanted(self, card: MemberCard) -> None:
        """Look in WODIFY for the holds of one client."""
        if self._feed.club is not None:
            self._refreshing.submit(
                RefreshRequest(
                    club_ids=(self._feed.club.club_id,),
                    sources=(Source.WODIFY,),
                    entities=("holds",),
                    only=(card.remote_id,),
                )
            )

    # --- the history ----------------------------------------------------------------------------

    @Slot(object)
    def on_history_wanted(self, run: RunRow | None = None) -> None:
        """Read the history and open it at *run*."""
        self._chosen = None if run is None else run.run_id
        if self._feed.desk is None or self._feed.club is None:
            return
        question = partial(self._feed.desk.queries.history, self._feed.club.club_id)
        self._reader.read("history", question, self.on_history_read)

    @Slot()
    def on_history_triggered(self) -> None:
        """Open the history at the newest run."""
        self.on_history_wanted(None)

    @Slot(object)
    def on_history_read(self, runs: tuple[RunRow, ...]) -> None:
        """Show the history."""
        from ui.dialogs.history import HistoryDialog  # here: no dialog is needed to start
        from ui.panes.sync_words import SyncWords

        if self.dialog is not None:
            self.dialog.close()
        words = SyncWords(self._phrases, self)
        dialog = HistoryDialog(self._style, self._phrases, words, runs, self._chosen, self._window)
        dialog.set_refreshing(self._refreshing.running)
        dialog.retry_wanted.connect(self.on_retry_wanted)
        dialog.client_wanted.connect(self.on_client_wanted)
        dialog.finished.connect(self.on_finished)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()

    @Slot(object)
    def on_retry_wanted(self, wanted: RetryWanted) -> None:
        """Read single clients again; a refresh of everybody it is not."""
        if self._feed.club is not None:
            self._refreshing.submit(
                RefreshRequest(
                    club_ids=(self._feed.club.club_id,),
                    sources=(wanted.source,),
                    only=wanted.remote_ids,
                )
            )
        if self.dialog is not None:
            self.dialog.accept()

    @Slot(object)
    def on_client_wanted(self, client_id: object) -> None:
        """Show the client of an error in Clients."""
        if self.dialog is not None:
            self.dialog.accept()
        self.client_wanted.emit(client_id)

    @Slot()
    def on_refreshing(self) -> None:
        """Hold "Retry these" back."""
        if self.dialog is not None:
            self.dialog.set_refreshing(True)

    @Slot(object)
    def on_ended(self, _error: DeskError | None) -> None:
        """Let "Retry these" be pressed again."""
        if self.dialog is not None:
            self.dialog.set_refreshing(False)

    @Slot()
    def on_finished(self) -> None:
        """Forget the dialog."""
        self.dialog = None

    # --- what changed ---------------------------------------------------------------------------

    @Slot(object)
    def on_print_wanted(self, changes: ChangeList | None) -> None:
        """Open the print dialog with what changed."""
        if changes is not None:
            self._outlet.print_changes(changes)

    @Slot(object)
    def on_seen_wanted(self, changes: ChangeList | None) -> None:
        """Mark all that is listed as seen."""
        if self._feed.desk is None or changes is None or changes.run_id is None:
            return
        looks = self._feed.desk.commands.looks
        question = partial(
            looks.mark_seen, changes.club.club_id, changes.run_id, viewer=self._feed.viewer
        )
        self._reader.read("seen", question, self.on_seen)

    @Slot(object)
    def on_seen(self, _nothing: object) -> None:
        """Show that nothing is new."""
        self.said.emit(self.tr("Marked as seen."))
        self._feed.reload()
