"""What is told outside the window: a refresh by itself that failed, or new past-due clients.

Nobody's name is told: others see the screen of a front desk.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from gymdesk.domain.change import ChangeKind
from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.rows import RunStatus
from gymdesk.sync.request import RefreshRequest

if TYPE_CHECKING:
    from gymdesk.domain.client import ClientId
    from gymdesk.rows.changes import ChangeList
    from gymdesk.sync.request import RefreshReport
    from ui.feed import Feed
    from ui.phrases import Phrases
    from ui.worker import Failure, SyncWorker


class ShowsAlerts(Protocol):
    """`ui.tray.Tray`."""

    def show_alert(self, title: str, text: str, *, bad: bool) -> None:
        """Show a message of the desktop."""
        ...


class Alerts(QObject):
    """Follows refreshes that nobody asked for by hand. `alerted` says that one was told.

    The newly past-due clients are those that were not on the list before that refresh.
    """

    alerted = Signal()

    def __init__(
        self,
        phrases: Phrases,
        feed: Feed,
        worker: SyncWorker,
        shows: ShowsAlerts,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._phrases = phrases
        self._shows = shows
        self._on = True
        self._by_itself = False
        self._ended = False
        self._known: frozenset[ClientId] | None = None
        worker.refresh_started.connect(self.on_refresh_started)
        worker.refresh_finished.connect(self.on_refresh_finished)
        worker.request_failed.connect(self.on_request_failed)
        feed.club_chosen.connect(self.on_club_chosen)
        feed.changes_read.connect(self.on_changes_read)

    def set_on(self, on: bool) -> None:
        """Tell, or tell nothing."""
        self._on = on

    @Slot(object)
    def on_refresh_started(self, request: RefreshRequest) -> None:
        """Remember who asked for it."""
        self._by_itself = request.trigger == "schedule"
        self._ended = False

    @Slot(object)
    def on_refresh_finished(self, report: RefreshReport) -> None:
        """Tell what failed."""
        self._ended = True
        if not self._by_itself:
            return
        bad = (RunStatus.FAILED, RunStatus.INCOMPLETE, RunStatus.HELD)
        for run in report.runs:
            if run.status in bad:
                reason = run.errors[0].title if run.errors else ""
                title = self.tr("{source}: {status}").format(
                    source=SOURCE_NAMES[run.source],
                    status=self._phrases.run_status(run.status).lower(),
                )
                self._tell(title, reason, bad=run.status == RunStatus.FAILED)

    @Slot(object)
    def on_request_failed(self, failure: Failure) -> None:
        """Tell that a refresh could not even be started."""
        if isinstance(failure.request, RefreshRequest):
            self._ended = True
            if self._by_itself:
                title, message = self._phrases.error(failure.error)
                self._tell(title, message, bad=True)

    @Slot(object)
    def on_club_chosen(self, _club: object) -> None:
        """Begin anew: what another club owes is no news of this one."""
        self._known = None

    @Slot(object)
    def on_changes_read(self, changes: ChangeList) -> None:
        """Tell how many are newly past due since the refresh before."""
        newly = frozenset(
            row.client_id
            for row in changes.rows
            if row.kind == ChangeKind.NEWLY_PAST_DUE and row.client_id is not None
        )
        before, self._known = self._known, newly
        fresh = newly - (before or frozenset())
        if before is None or not self._by_itself or not self._ended or not fresh:
            return
        words = self.tr("{clients} newly past due")
        title = words.format(clients=self._phrases.clients(len(fresh)))
        self._tell(title, self.tr("Open Sync to see what changed."), bad=False)

    def _tell(self, title: str, text: str, *, bad: bool) -> None:
        if self._on:
            self._shows.show_alert(title, text, bad=bad)
            self.alerted.emit()
