"""Refreshing: what runs in the worker, told to the window in words, and what follows its end."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gymdesk.rows import RunStatus
from gymdesk.sync.request import RefreshRequest

if TYPE_CHECKING:
    from gymdesk.errors import DeskError
    from gymdesk.rows import ClubRow
    from gymdesk.sync.request import ClientsStored, Progress, RefreshReport
    from ui.feed import Feed
    from ui.notices import Notices
    from ui.worker import Failure, SyncWorker

TICK_MS = 1000


@dataclass(frozen=True)
class Step:
    """What the place of the Refresh button shows while a refresh runs."""

    text: str
    done: int
    total: int | None
    elapsed_s: float


class Refreshing(QObject):
    """Starts, follows and ends a refresh.

    `stepped` carries a `Step`, `said` a message, `started` and `ended` what their names say;
    `ended` carries the `DeskError` that ended it, or None.
    """

    started = Signal()
    stepped = Signal(object)
    said = Signal(object)
    ended = Signal(object)

    def __init__(
        self, worker: SyncWorker, feed: Feed, notices: Notices, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._worker = worker
        self._feed = feed
        self._notices = notices
        self._last: Progress | None = None
        self._since_s = 0.0
        self._running = False
        self._cancelling = False
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.on_tick)
        worker.refresh_started.connect(self.on_refresh_started)
        worker.progressed.connect(self.on_progressed)
        worker.clients_stored.connect(self.on_clients_stored)
        worker.refresh_finished.connect(self.on_refresh_finished)
        worker.request_failed.connect(self.on_request_failed)

    @property
    def running(self) -> bool:
        """Return whether a refresh runs."""
        return self._running

    def start(self, club: ClubRow) -> None:
        """Refresh *club*; a click while one runs joins it."""
        self.submit(RefreshRequest(club_ids=(club.club_id,)))

    def submit(self, request: RefreshRequest) -> None:
        """Ask for a refresh by hand."""
        if not self._worker.submit(request):
            self.said.emit(self.tr("A refresh is running. This click joins it."))

    def cancel(self) -> None:
        """Cancel the refresh; what it has stored is kept."""
        if self._running:
            self._cancelling = True
            self._worker.cancel()
            self._show()

    @Slot(object)
    def on_refresh_started(self, request: RefreshRequest) -> None:
        """Follow a refresh, whoever asked for it."""
        self._running = True
        self._cancelling = False
        self._last = None
        self._since_s = time.monotonic()
        self._tick.start()
        self.started.emit()
        words = self.tr("Refreshing. Figures change when a client is complete.")
        if request.trigger == "schedule":
            words = self.tr("Refreshing by itself. Figures change when a client is complete.")
        self.said.emit(words)
        self._show()

    @Slot()
    def on_tick(self) -> None:
        """Show the time that has passed."""
        self._show()

    @Slot(object)
    def on_progressed(self, step: Progress) -> None:
        """Show a counted step."""
        self._last = step
        self._show()

    @Slot(object)
    def on_clients_stored(self, _stored: ClientsStored) -> None:
        """Show the new figures soon."""
        self._feed.reload_soon()

    @Slot(object)
    def on_refresh_finished(self, report: RefreshReport) -> None:
        """Say how it ended; a failed run shows in its source."""
        self._end(self._notices.report(report), None)
        if any(run.status == RunStatus.FAILED for run in report.runs):
            self._feed.read_key_store()

    @Slot(object)
    def on_request_failed(self, failure: Failure) -> None:
        """Say what went wrong."""
        if isinstance(failure.request, RefreshRequest):
            self._end(self._notices.failure(failure.error), failure.error)
            self._feed.read_key_store()

    def _show(self) -> None:
        if not self._running:
            return
        elapsed_s = time.monotonic() - self._since_s
        if self._cancelling:
            self.stepped.emit(Step(self.tr("Cancelling…"), 0, None, elapsed_s))
        elif self._last is None:
            self.stepped.emit(Step(self.tr("Starting…"), 0, None, elapsed_s))
        else:
            last = self._last
            text = self._notices.progress(last)
            self.stepped.emit(Step(text, last.done, last.total, elapsed_s))

    def _end(self, message: str, error: DeskError | None) -> None:
        self._running = False
        self._tick.stop()
        self.ended.emit(error)
        self.said.emit(message)
        self._feed.reload()
