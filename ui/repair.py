"""Repair: what the window does about a store that cannot be read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from ui.backups import chosen_backup

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from gymdesk.domain.backup import BackupContents, RestorePreview
    from gymdesk.errors import DeskError
    from ui.desk import KeepsBackups
    from ui.dialogs.repair import RepairDialog
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.style import Style


class Repair(QObject):
    """Asks what to do and does it in a reader thread. `repaired` says that the desk may open.

    *find* returns the safekeeping of the store, *let_go* closes what has it open; both block.
    """

    repaired = Signal()
    given_up = Signal()

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        reader: Reader,
        find: Callable[[], KeepsBackups],
        let_go: Callable[[], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._reader = reader
        self._find = find
        self._let_go = let_go
        self._window = window
        self.dialog: RepairDialog | None = None

    def open(self, error: DeskError) -> None:
        """Ask what to do."""
        if self.dialog is not None:
            return
        from ui.dialogs.repair import RepairDialog  # here: no dialog is needed to start

        dialog = RepairDialog(self._style, self._phrases, error, self._window)
        dialog.restore_wanted.connect(self.on_restore_wanted)
        dialog.empty_wanted.connect(self.on_empty_wanted)
        dialog.file_wanted.connect(self.on_file_wanted)
        dialog.rejected.connect(self.on_rejected)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()
        find = self._find
        self._reader.read(
            "newest backup", lambda: find().newest_sound(), self.on_found, self.on_failed
        )

    @Slot(object)
    def on_found(self, contents: BackupContents | None) -> None:
        """Show the newest sound backup."""
        if self.dialog is not None:
            self.dialog.show_backup(contents)

    @Slot()
    def on_file_wanted(self) -> None:
        """Ask for a file and look at it."""
        path = chosen_backup(self._window, self.tr("Restore a backup"), self.tr("Backup (*.db)"))
        if path is not None:
            find = self._find
            question = partial(_preview, find, path)
            self._reader.read("newest backup", question, self.on_previewed, self.on_failed)

    @Slot(object)
    def on_previewed(self, preview: RestorePreview) -> None:
        """Show what the chosen file holds."""
        self.on_found(preview.backup)

    @Slot(object)
    def on_restore_wanted(self, path: Path) -> None:
        """Put a backup in the place of the damaged store."""
        self._replace(path)

    @Slot()
    def on_empty_wanted(self) -> None:
        """Move the damaged store aside."""
        self._replace(None)

    @Slot(object)
    def on_replaced(self, _aside: Path | None) -> None:
        """Let the desk open."""
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.accept()
        self.repaired.emit()

    @Slot(object)
    def on_failed(self, error: DeskError) -> None:
        """Show why it did not work."""
        if self.dialog is not None:
            self.dialog.show_failure(error)

    @Slot()
    def on_rejected(self) -> None:
        """Quit."""
        self.dialog = None
        self.given_up.emit()

    def _replace(self, backup: Path | None) -> None:
        question = partial(_replace, self._find, self._let_go, backup)
        self._reader.read("repair", question, self.on_replaced, self.on_failed)


def _preview(find: Callable[[], KeepsBackups], path: Path) -> RestorePreview:
    return find().preview(path)


def _replace(
    find: Callable[[], KeepsBackups], let_go: Callable[[], None], backup: Path | None
) -> Path | None:
    let_go()
    return find().replace(backup)
