"""What runs by itself in the window: the desk's schedule, and what is said of its chores."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gymdesk.sync.request import ChoreRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.errors import DeskError
    from gymdesk.sync.request import ChoreReport, RefreshRequest
    from ui.desk import OpenDesk, RunsItself
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.worker import Failure, SyncWorker

log = logging.getLogger(__name__)


class ScheduleRunner(QObject):
    """Starts the schedule of the open desk; its jobs submit to the worker, as a click does.

    While *may_submit* says no, nothing is submitted; it comes with a later heartbeat. `said`
    carries what the manager must know of a chore.
    """

    said = Signal(object)

    def __init__(
        self,
        phrases: Phrases,
        reader: Reader,
        worker: SyncWorker,
        may_submit: Callable[[], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._may_submit = may_submit
        self._phrases = phrases
        self._reader = reader
        self._worker = worker
        self._schedule: RunsItself | None = None
        worker.chore_finished.connect(self.on_chore_finished)
        worker.request_failed.connect(self.on_request_failed)

    def open(self, desk: OpenDesk) -> None:
        """Let the desk's schedule run, and that of the desk before no more."""
        self.close()
        self._schedule = desk.schedule
        start = partial(desk.schedule.start, self.submit)
        self._reader.read("schedule", start, self.on_started, self.on_refused)

    def submit(self, request: RefreshRequest | ChoreRequest) -> bool:
        """Submit what is due, unless it would come between; called in the scheduler's thread."""
        return self._may_submit() and self._worker.submit(request)

    def look(self) -> None:
        """Look at once what is due: the settings were changed."""
        if self._schedule is not None:
            self._reader.read("schedule beat", self._schedule.beat, self.on_started)

    def close(self) -> None:
        """Submit nothing more."""
        if self._schedule is not None:
            self._schedule.close()
            self._schedule = None

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_started(self, _nothing: object) -> None:
        """Say nothing: what is due comes by itself."""

    @Slot(object)
    def on_refused(self, error: DeskError) -> None:
        """Say that nothing comes by itself today."""
        title, _ = self._phrases.error(error)
        log.warning("the schedule did not start: %s", error.title)
        self.said.emit(self.tr("Nothing refreshes by itself: {reason}.").format(reason=title))

    @Slot(object)
    def on_chore_finished(self, report: ChoreReport) -> None:
        """Say what a chore found; one that found nothing is not worth a word."""
        for trouble in report.troubles:
            self.said.emit(self._name(report.chore).format(what=trouble))

    @Slot(object)
    def on_request_failed(self, failure: Failure) -> None:
        """Say that a chore could not be done."""
        if isinstance(failure.request, ChoreRequest):
            title, message = self._phrases.error(failure.error)
            words = self._name(failure.request.chore)
            self.said.emit(words.format(what=f"{title}. {message}"))

    def _name(self, chore: str) -> str:
        names = {
            "backup": self.tr("Daily backup: {what}"),
            "integrity check": self.tr("Daily check: {what}"),
            "tidy": self.tr("Daily tidying: {what}"),
        }
        return names[chore]
