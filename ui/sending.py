"""Sending: changes elsewhere in the window, asked for, followed in the worker, looked after."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from gymdesk.sync.request import SendRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId, Source
    from gymdesk.domain.outbox import Intent, WriteId, WriteState
    from gymdesk.errors import DeskError
    from gymdesk.rows.outbox import OutboxRow, WriteRow
    from gymdesk.sync.request import SendReport, WriteMoved
    from ui.dialogs.write_details import WriteDetailsDialog
    from ui.feed import Feed
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.style import Style
    from ui.worker import Failure, SyncWorker

LOOK_SLACK_MS = 1000
SOON_MS = 200


class Sending(QObject):
    """Records what is asked for, lets the worker send it, and shows what became of it.

    `outbox_read` carries an `OutboxRow`, `said` a message, `asked` the `WriteId` of a change that
    was recorded, `refused` the error of one that was not. At the start of a desk nothing is sent:
    what may be done or not is looked after. Where a look can prove more a minute later, it is done
    again by itself.
    """

    outbox_read = Signal(object)
    said = Signal(object)
    asked = Signal(object)
    refused = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        clock: Clock,
        feed: Feed,
        reader: Reader,
        worker: SyncWorker,
        staff: Callable[[], str],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._clock = clock
        self._feed = feed
        self._reader = reader
        self._worker = worker
        self._staff = staff
        self._window = window
        self._outbox: OutboxRow | None = None
        self._looked_after: set[ClubId] = set()
        self.dialog: WriteDetailsDialog | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.on_look_due)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self.read)
        worker.write_moved.connect(self.on_write_moved)
        worker.writes_sent.connect(self.on_writes_sent)
        worker.request_failed.connect(self.on_request_failed)
        feed.club_chosen.connect(self.on_club_chosen)

    @property
    def outbox(self) -> OutboxRow | None:
        """Return the changes of the club that are not settled, as last read."""
        return self._outbox

    def ask(self, source: Source, intent: Intent, key: str) -> None:
        """Record a change and send it; *key* was made where the form was opened."""
        desk, club = self._feed.desk, self._feed.club
        if desk is None or club is None:
            return
        question = partial(
            desk.commands.outbox.ask, club.club_id, source, intent, key=key, staff=self._staff()
        )
        self._reader.read(f"ask {key}", question, self.on_asked, self.on_refused)

    @Slot()
    def read(self) -> None:
        """Read the outbox anew."""
        desk, club = self._feed.desk, self._feed.club
        if desk is not None and club is not None:
            question = partial(desk.queries.outbox.writes, club.club_id)
            self._reader.read("outbox", question, self.on_outbox_read)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_club_chosen(self, club: object) -> None:
        """Read what is not settled there."""
        self._outbox = None
        if club is not None:
            self.read()

    @Slot(object)
    def on_outbox_read(self, outbox: OutboxRow) -> None:
        """Announce it; what a former program left open is looked after once."""
        self._outbox = outbox
        self.outbox_read.emit(outbox)
        club = self._feed.club
        if club is None or club.club_id in self._looked_after:
            return
        self._looked_after.add(club.club_id)
        if any(row.can_look for row in outbox.writes):
            self._submit(look_only=True)

    @Slot(object)
    def on_asked(self, write_id: WriteId) -> None:
        """Send what was recorded."""
        self.asked.emit(write_id)
        self.read()
        self._submit(write_id)

    @Slot(object)
    def on_refused(self, error: DeskError) -> None:
        """Say why nothing was recorded."""
        self.refused.emit(error)
        title, message = self._phrases.error(error)
        self.said.emit(f"{title}. {message}")
        self.read()

    @Slot(object)
    def on_retry_wanted(self, write_id: WriteId) -> None:
        """Let a change that is certainly not done be sent again."""
        desk = self._feed.desk
        if desk is not None:
            retry = partial(desk.commands.outbox.retry, write_id, staff=self._staff())

            def question() -> tuple[WriteId, WriteState]:
                return write_id, retry()

            self._reader.read(f"retry {write_id}", question, self.on_retried, self.on_refused)

    @Slot(object)
    def on_retried(self, retried: tuple[WriteId, WriteState]) -> None:
        """Send it."""
        self.read()
        self._submit(retried[0])

    @Slot(object)
    def on_look_wanted(self, write_id: WriteId) -> None:
        """Look whether a change is done."""
        self._submit(write_id, look_only=True)

    @Slot(object)
    def on_discard_wanted(self, write_id: WriteId) -> None:
        """Give a change up."""
        desk = self._feed.desk
        if desk is not None:
            question = partial(desk.commands.outbox.discard, write_id, staff=self._staff())
            self._reader.read(f"discard {write_id}", question, self.on_discarded, self.on_refused)

    @Slot(object)
    def on_discarded(self, _nothing: object) -> None:
        """Say it."""
        self.said.emit(self.tr("The change was given up. What was done of it stays done."))
        self.read()

    @Slot(object)
    def on_details_wanted(self, write_id: WriteId) -> None:
        """Show a change in full."""
        write = self.write_of(write_id)
        if write is None or self.dialog is not None:
            return
        from ui.dialogs.write_details import WriteDetailsDialog  # here: not needed to start

        dialog = WriteDetailsDialog(self._style, self._phrases, write, self._window)
        dialog.retry_wanted.connect(self.on_retry_wanted)
        dialog.look_wanted.connect(self.on_look_wanted)
        dialog.discard_wanted.connect(self.on_discard_wanted)
        dialog.finished.connect(self.on_dialog_finished)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def on_dialog_finished(self) -> None:
        """Forget the dialog."""
        self.dialog = None

    @Slot(object)
    def on_write_moved(self, _moved: WriteMoved) -> None:
        """Show the new state soon: a change takes several steps at once."""
        if not self._soon.isActive():
            self._soon.start()

    @Slot(object)
    def on_writes_sent(self, report: SendReport) -> None:
        """Say what became of it, and look again when a look proves more."""
        if report.waiting:
            self.said.emit(
                self.tr("Not sent yet: another program refreshes WODIFY. It waits under Sync.")
            )
        if report.look_again_utc is not None:
            wait = report.look_again_utc - self._clock.now_utc()
            self._again.start(max(0, round(1000 * wait.total_seconds())) + LOOK_SLACK_MS)
        self.read()
        if report.moved:
            self._feed.reload_soon()

    @Slot(object)
    def on_request_failed(self, failure: Failure) -> None:
        """Say what went wrong."""
        if isinstance(failure.request, SendRequest):
            title, message = self._phrases.error(failure.error)
            self.said.emit(f"{title}. {message}")
            self.read()

    @Slot()
    def on_look_due(self) -> None:
        """Look after what was on its way."""
        self._submit(look_only=True)

    def write_of(self, write_id: WriteId) -> WriteRow | None:
        """Return a change that is not settled."""
        rows = () if self._outbox is None else self._outbox.writes
        return next((row for row in rows if row.write_id == write_id), None)

    def _submit(self, *write_ids: WriteId, look_only: bool = False) -> None:
        club = self._feed.club
        if club is not None:
            self._worker.submit(SendRequest((club.club_id,), tuple(write_ids), look_only=look_only))
