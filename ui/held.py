"""Held sweeps in the window: the comparison is opened, and the decision written off its thread."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gymdesk.errors import DeskError
    from gymdesk.rows import HeldSweepRow, SourceRow
    from ui.dialogs.held import HeldDialog
    from ui.feed import Feed
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.style import Style


class HeldSweeps(QObject):
    """Shows what waits and writes what the manager says of it.

    `said` carries a message, `refresh_wanted` follows "Sweep again"; the lists are read anew after
    a decision.
    """

    said = Signal(object)
    refresh_wanted = Signal()

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        feed: Feed,
        reader: Reader,
        staff: Callable[[], str],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._feed = feed
        self._reader = reader
        self._staff = staff
        self._window = window
        self._waiting: tuple[HeldSweepRow, ...] = ()
        self._chosen: int | None = None
        self.dialog: HeldDialog | None = None

    def show_sources(self, sources: tuple[SourceRow, ...]) -> None:
        """Know what waits."""
        self._waiting = tuple(s.held for s in sources if s.held is not None)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_chosen(self, held_id: int) -> None:
        """Know which sweep the next question is about; it is the first that waits otherwise."""
        self._chosen = held_id

    @Slot()
    def on_compare_wanted(self) -> None:
        """Open the comparison of the sweep that waits."""
        sweep = self._asked_about()
        if sweep is None or self.dialog is not None:
            return
        from ui.dialogs.held import HeldDialog  # here: no dialog is needed to start

        dialog = HeldDialog(self._style, self._phrases, sweep, self._window)
        dialog.accept_wanted.connect(self.on_accept_wanted)
        dialog.drop_wanted.connect(self.on_drop_wanted)
        dialog.again_wanted.connect(self.refresh_wanted)
        dialog.finished.connect(self.on_dialog_finished)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def on_accept_wanted(self) -> None:
        """Write what the sweep found."""
        desk, club, dialog = self._feed.desk, self._feed.club, self.dialog
        if desk is not None and club is not None and dialog is not None:
            question = partial(
                desk.commands.held.accept,
                club.club_id,
                staff=self._staff(),
                held_id=dialog.sweep.held_id,
            )
            self._reader.read("held", question, self.on_accepted, self.on_refused)

    @Slot()
    def on_drop_wanted(self) -> None:
        """Leave everything as it is."""
        desk, club = self._feed.desk, self._feed.club
        sweep = self._asked_about() if self.dialog is None else self.dialog.sweep
        if desk is not None and club is not None and sweep is not None:
            question = partial(
                desk.commands.held.drop, club.club_id, staff=self._staff(), held_id=sweep.held_id
            )
            self._reader.read("held", question, self.on_dropped, self.on_refused)

    @Slot(object)
    def on_accepted(self, changed: int) -> None:
        """Say it and show the new figures."""
        one = self.tr("The sweep was accepted: 1 change was written.")
        many = self.tr("The sweep was accepted: {n} changes were written.").format(n=changed)
        self._decided(one if changed == 1 else many)

    @Slot(object)
    def on_dropped(self, _kept: int) -> None:
        """Say it; the marks go."""
        self._decided(self.tr("The sweep was dropped. Every figure stays as it was."))

    @Slot(object)
    def on_refused(self, error: DeskError) -> None:
        """Say why the decision was not kept."""
        if self.dialog is not None:
            self.dialog.show_failure(error)
        else:
            title, message = self._phrases.error(error)
            self.said.emit(f"{title}. {message}")
        self._feed.reload()

    @Slot()
    def on_dialog_finished(self) -> None:
        """Forget the dialog."""
        self.dialog = None

    def _asked_about(self) -> HeldSweepRow | None:
        """Return the sweep that was chosen, else the first that waits."""
        chosen, self._chosen = self._chosen, None
        first = self._waiting[0] if self._waiting else None
        return next((s for s in self._waiting if s.held_id == chosen), first)

    def _decided(self, words: str) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        self.said.emit(words)
        self._feed.reload()
