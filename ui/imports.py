"""Files read in from the window: chosen, looked at, then kept, all off the GUI thread."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from gymdesk.domain.client import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gymdesk.errors import DeskError
    from gymdesk.rows import ImportPreview
    from ui.actions import ActionSet
    from ui.desk import ReadsFiles
    from ui.dialogs.import_file import ImportDialog
    from ui.feed import Feed
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.style import Style


class Imports(QObject):
    """Opens the preview of a file and reads it in. `said` carries messages."""

    said = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        feed: Feed,
        reader: Reader,
        staff: Callable[[], str],
        actions: ActionSet,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._feed = feed
        self._reader = reader
        self._staff = staff
        self._window = window
        self._path: Path | None = None
        self.dialog: ImportDialog | None = None
        actions["import"].triggered.connect(self.on_import_triggered)

    def look_at(self, path: Path) -> None:
        """Show what *path* would bring."""
        desk, club = self._feed.desk, self._feed.club
        if desk is None or club is None or self.dialog is not None:
            return
        self._path = path
        imports: ReadsFiles = desk.commands.files
        question = partial(imports.look_at, club.club_id, path)
        self._reader.read("import", question, self.on_previewed, self.on_refused)

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_import_triggered(self) -> None:
        """Ask which file."""
        if self._feed.desk is None or self._feed.club is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        chosen, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Import from ClubOS or WODIFY"),
            folder,
            self.tr("Exports (*.csv);;All files (*)"),
        )
        if chosen:
            self.look_at(Path(chosen))

    @Slot(object)
    def on_previewed(self, preview: ImportPreview) -> None:
        """Open the preview."""
        from ui.dialogs.import_file import ImportDialog  # here: no dialog is needed to start

        dialog = ImportDialog(self._style, self._phrases, preview, self._window)
        dialog.import_wanted.connect(self.on_import_wanted)
        dialog.finished.connect(self.on_dialog_finished)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def on_import_wanted(self) -> None:
        """Read the file in."""
        desk, club = self._feed.desk, self._feed.club
        if desk is None or club is None or self._path is None:
            return
        imports: ReadsFiles = desk.commands.files
        question = partial(imports.read_in, club.club_id, self._path, staff=self._staff())
        self._reader.read("import", question, self.on_imported, self.on_refused)

    @Slot(object)
    def on_imported(self, done: ImportPreview) -> None:
        """Say it and show it."""
        if self.dialog is not None:
            self.dialog.accept()
        words = self.tr("Imported: {n} agreements from {file}. No amounts.")
        if done.source == Source.WODIFY:
            words = self.tr("Imported: {n} memberships from {file}. No amounts.")
        self.said.emit(
            words.format(n=self._phrases.number(done.agreements), file=done.file.file_name)
        )
        self._feed.reload()

    @Slot(object)
    def on_refused(self, error: DeskError) -> None:
        """Say why."""
        if self.dialog is not None:
            self.dialog.show_failure(error)
            return
        title, message = self._phrases.error(error)
        self.said.emit(f"{title}. {message}")

    @Slot()
    def on_dialog_finished(self) -> None:
        """Forget the dialog."""
        self.dialog = None
