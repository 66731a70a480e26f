"""Backups from the window: taken every day and by hand, looked at, put back."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from gymdesk.errors import RefreshUnderWay, StoreDamaged

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.clock import Clock
    from gymdesk.domain.backup import BackupContents, BackupFile, Restored, RestorePreview
    from gymdesk.errors import DeskError
    from ui.actions import ActionSet
    from ui.dialogs.restore import RestoreDialog
    from ui.feed import Feed
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.style import Style
    from ui.worker import SyncWorker

FIRST_AFTER_MS = 3000
"""The day's backup waits until the lists are there."""


class Backups(QObject):
    """Asks, and does it off the GUI thread. `said` carries messages.

    A backup that fails is said and stops nothing; one that finds the store damaged says so by
    `store_damaged`, which carries the error. `restored` follows a restore.
    """

    said = Signal(object)
    restored = Signal()
    store_damaged = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        clock: Clock,
        feed: Feed,
        reader: Reader,
        worker: SyncWorker,
        actions: ActionSet,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._clock = clock
        self._feed = feed
        self._reader = reader
        self._worker = worker
        self._window = window
        self.dialog: RestoreDialog | None = None
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(FIRST_AFTER_MS)
        self._first.timeout.connect(self.on_first_due)
        actions["backup"].triggered.connect(self.on_backup_triggered)
        actions["restore"].triggered.connect(self.on_restore_triggered)

    def opened(self) -> None:
        """Take the day's backup soon: a desk was opened."""
        self._first.start()

    def back_up(self, target: Path) -> None:
        """Write a backup to *target*."""
        if self._feed.desk is not None:
            question = partial(self._feed.desk.safekeeping.back_up, target)
            self.said.emit(self.tr("Backing up…"))
            self._reader.read("back up", question, self.on_backed_up, self.on_backup_failed)

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_first_due(self) -> None:
        """Take the day's backup if there is none yet."""
        self._daily(renew=False)

    @Slot()
    def on_refreshed(self) -> None:
        """Take the day's backup again: it holds the new figures then."""
        self._daily(renew=True)

    @Slot()
    def on_backup_triggered(self) -> None:
        """Ask where to, and back up."""
        if self._feed.desk is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"GymDesk {self._clock.now_utc().astimezone():%Y-%m-%d}.db"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Back up"), str(Path(folder) / name), self.tr("Backup (*.db)")
        )
        if chosen:
            path = Path(chosen)
            self.back_up(path if path.suffix else path.with_suffix(".db"))

    @property
    def restoring(self) -> bool:
        """Return whether the restore dialog is open: nothing may begin by itself then."""
        return self.dialog is not None

    @Slot()
    def on_restore_triggered(self) -> None:
        """Open the restore dialog; a refresh must not be running."""
        if self._feed.desk is None or self.dialog is not None:
            return
        if self._worker.refreshing:
            self.said.emit(self.tr("A refresh is running. Cancel it first."))
            return
        from ui.dialogs.restore import RestoreDialog  # here: no dialog is needed to start

        dialog = RestoreDialog(self._style, self._phrases, self._window)
        dialog.preview_wanted.connect(self.on_preview_wanted)
        dialog.restore_wanted.connect(self.on_restore_wanted)
        dialog.file_wanted.connect(self.on_file_wanted)
        dialog.finished.connect(self.on_finished)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()
        listed = self._feed.desk.safekeeping.listed
        self._reader.read("backups", listed, self.on_listed, self.on_failed)

    @Slot(object)
    def on_listed(self, files: tuple[BackupFile, ...]) -> None:
        """Show the automatic backups."""
        if self.dialog is not None:
            self.dialog.show_list(files)

    @Slot()
    def on_file_wanted(self) -> None:
        """Ask for a file and look at it."""
        path = chosen_backup(self._window, self.tr("Restore a backup"), self.tr("Backup (*.db)"))
        if path is not None and self.dialog is not None:
            self.dialog.choose_file(path)

    @Slot(object)
    def on_preview_wanted(self, path: Path) -> None:
        """Look at a backup."""
        if self._feed.desk is not None:
            question = partial(self._feed.desk.safekeeping.preview, path)
            self._reader.read("backup preview", question, self.on_previewed, self.on_failed)

    @Slot(object)
    def on_previewed(self, preview: RestorePreview) -> None:
        """Show what it holds."""
        if self.dialog is not None:
            self.dialog.show_preview(preview)

    @Slot(object)
    def on_restore_wanted(self, path: Path) -> None:
        """Put it back. The dialog is modal and the schedule waits, so nothing has begun meanwhile.

        But for a refresh by itself that was submitted in the moment the dialog was opened.
        """
        if self._worker.refreshing:
            self.on_failed(RefreshUnderWay())
        elif self._feed.desk is not None:
            question = partial(self._feed.desk.safekeeping.restore, path)
            self._reader.read("restore", question, self.on_restored, self.on_failed)

    @Slot(object)
    def on_restored(self, restored: Restored) -> None:
        """Show what is there now."""
        when = self._phrases.moment(restored.backup.written_at_utc)
        if self.dialog is not None:
            self.dialog.accept()
        self.said.emit(self.tr("Restored the backup of {moment}.").format(moment=when))
        self.restored.emit()

    @Slot(object)
    def on_failed(self, error: DeskError) -> None:
        """Show why it cannot be put back; a damaged store needs more than that."""
        if self.dialog is not None:
            self.dialog.show_failure(error)
        if isinstance(error, StoreDamaged):
            if self.dialog is not None:
                self.dialog.reject()
            self.store_damaged.emit(error)

    @Slot(object)
    def on_backed_up(self, contents: BackupContents) -> None:
        """Say what was written."""
        words = self.tr("Backed up to {file}: {clients}.")
        clients = self._phrases.clients(contents.clients)
        self.said.emit(words.format(file=Path(contents.path).name, clients=clients))

    @Slot(object)
    def on_backup_failed(self, error: DeskError) -> None:
        """Say why there is no backup; work goes on."""
        title, message = self._phrases.error(error)
        words = self.tr("No backup was taken. {title}. {message}")
        self.said.emit(words.format(title=title, message=message))
        if isinstance(error, StoreDamaged):
            self.store_damaged.emit(error)

    @Slot(object)
    def on_daily_taken(self, _taken: BackupContents | None) -> None:
        """Say nothing: it is there every day."""

    @Slot()
    def on_finished(self) -> None:
        """Forget the dialog and what was asked for it."""
        self.dialog = None
        for key in ("backups", "backup preview"):
            self._reader.drop(key)

    def _daily(self, *, renew: bool) -> None:
        if self._feed.desk is not None:
            question = partial(self._feed.desk.safekeeping.daily, renew=renew)
            self._reader.read("daily backup", question, self.on_daily_taken, self.on_backup_failed)


def chosen_backup(window: QWidget, title: str, kinds: str) -> Path | None:
    """Return the backup file that the manager chooses, None where there is none."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, _ = QFileDialog.getOpenFileName(window, title, folder, kinds)
    return Path(chosen) if chosen else None
