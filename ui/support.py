"""The report for support, saved from the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.errors import DeskError
    from ui.actions import ActionSet
    from ui.feed import Feed
    from ui.phrases import Phrases
    from ui.reading import Reader


class Support(QObject):
    """Asks where the report goes and saves it off the GUI thread. `said` carries messages."""

    said = Signal(object)

    def __init__(
        self, phrases: Phrases, feed: Feed, reader: Reader, actions: ActionSet, window: QWidget
    ) -> None:
        super().__init__(window)
        self._phrases = phrases
        self._feed = feed
        self._reader = reader
        self._window = window
        self._target: Path | None = None
        actions["shape_report"].triggered.connect(self.on_report_triggered)

    def save(self, target: Path) -> None:
        """Save how the answers of the last refresh looked to *target*."""
        if self._feed.desk is not None:
            self._target = target
            question = partial(self._feed.desk.shapes.save, target)
            self._reader.read("report", question, self.on_saved, self.on_failed)

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_report_triggered(self) -> None:
        """Ask where to, and save."""
        if self._feed.desk is None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Save the report for support"),
            str(Path(folder) / "GymDesk report.json"),
            self.tr("Report (*.json)"),
        )
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix else path.with_suffix(".json"))

    @Slot(object)
    def on_saved(self, _nothing: object) -> None:
        """Say where it is and what is not in it."""
        words = self.tr(
            "Saved to {file}. It tells how ClubOS answers and holds no names and amounts."
        )
        name = "" if self._target is None else self._target.name
        self.said.emit(words.format(file=name))

    @Slot(object)
    def on_failed(self, error: DeskError) -> None:
        """Say why there is none."""
        title, message = self._phrases.error(error)
        self.said.emit(f"{title}. {message}")
