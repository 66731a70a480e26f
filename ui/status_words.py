"""What WODIFY's states mean: asked where it matters, kept, and undone by the keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from gymdesk.domain.client import ClubId
    from gymdesk.domain.status_word import WordKind
    from gymdesk.errors import DeskError
    from gymdesk.rows.status_words import StatusWordTable
    from ui.case_desk import CaseDesk
    from ui.dialogs.status_words import StatusWordsDialog
    from ui.feed import Feed
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.style import Style


class StatusWords(QObject):
    """`said` carries a message. What is said goes onto the undo stack of *edits*."""

    said = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        feed: Feed,
        reader: Reader,
        edits: CaseDesk,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._feed = feed
        self._reader = reader
        self._edits = edits
        self._window = window
        self._about: tuple[WordKind, str] | None = None
        self._club_id: ClubId | None = None
        self.dialog: StatusWordsDialog | None = None

    @Slot()
    def on_wanted(self) -> None:
        """Read the words that were seen, then open the dialog."""
        self.open()

    @Slot(object, str)
    def on_word_wanted(self, kind: WordKind, label: str) -> None:
        """Open the dialog on one word."""
        self.open((kind, label))

    def open(self, about: tuple[WordKind, str] | None = None) -> None:
        """Read the words that were seen, then open the dialog on the one it is about."""
        desk, club = self._feed.desk, self._feed.club
        if desk is None or club is None or self.dialog is not None:
            return
        self._about, self._club_id = about, club.club_id
        question = partial(desk.queries.status_words.table, club.club_id)
        self._reader.read("status words", question, self.on_read, self.on_refused)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_read(self, table: StatusWordTable) -> None:
        """Open the dialog, over the settings where it was asked for there."""
        if self.dialog is not None:
            return
        from ui.dialogs.status_words import StatusWordsDialog  # here: not needed to start

        over = QApplication.activeModalWidget() or self._window
        dialog = StatusWordsDialog(self._style, self._phrases, table, over)
        dialog.saved.connect(self.on_saved)
        dialog.finished.connect(self.on_finished)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()
        if self._about is not None:
            dialog.show_row(*self._about)

    @Slot(object)
    def on_saved(self, changed: Mapping[tuple[WordKind, str], str | None]) -> None:
        """Keep what was changed; what it was before is what an undo brings back."""
        desk, club_id = self._feed.desk, self._club_id
        if desk is None or club_id is None:
            return
        write, edits = desk.commands.status_words.mean, self._edits
        before: dict[tuple[WordKind, str], str | None] = {}

        def turn(back: bool) -> None:
            found = write(club_id, before if back else changed, staff=edits.staff)
            if not back:
                before.update(found)

        edits.write_kept(self.tr("Meaning of WODIFY's states changed"), turn)

    @Slot(object)
    def on_refused(self, error: DeskError) -> None:
        """Say why the words could not be read."""
        title, message = self._phrases.error(error)
        self.said.emit(f"{title}. {message}")

    @Slot()
    def on_finished(self) -> None:
        """Forget the dialog."""
        self.dialog = None
