"""Joining in the window: pairs are read, joined and parted off the GUI thread."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from gymdesk.domain.client import ClientId
    from gymdesk.errors import DeskError
    from gymdesk.rows import ClubRow, JoinRow, PairRow
    from ui.desk import OpenDesk
    from ui.dialogs.joins import JoinsDialog
    from ui.feed import Feed
    from ui.phrases import Phrases
    from ui.reading import Reader
    from ui.style import Style


@dataclass(frozen=True)
class _Joins:
    likely: tuple[PairRow, ...]
    joined: tuple[JoinRow, ...]
    about: frozenset[ClientId] = frozenset()


class Joining(QObject):
    """Opens the dialog of pairs, on the selected client's where there is one.

    `said` carries a message; the lists are read anew after each decision.
    """

    said = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        feed: Feed,
        reader: Reader,
        staff: Callable[[], str],
        client: Callable[[], ClientId | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._feed = feed
        self._reader = reader
        self._staff = staff
        self._client = client
        self._window = window
        self._club: ClubRow | None = None
        self.dialog: JoinsDialog | None = None

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_triggered(self) -> None:
        """Open the dialog and read who is in it."""
        desk, club = self._feed.desk, self._feed.club
        if desk is None or club is None or self.dialog is not None:
            return
        from ui.dialogs.joins import JoinsDialog  # here: no dialog is needed to start

        self._club = club
        dialog = JoinsDialog(self._style, self._phrases, self._window)
        dialog.join_wanted.connect(self.on_join_wanted)
        dialog.part_wanted.connect(self.on_part_wanted)
        dialog.finished.connect(self.on_finished)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()
        client = self._client()
        about = frozenset() if client is None else frozenset({client})
        question = partial(_read, desk, club, about)
        self._reader.read("joins", question, self.on_read, self.on_refused)

    @Slot(object)
    def on_read(self, joins: _Joins) -> None:
        """Show who is likely one person, and who was joined."""
        if self.dialog is not None:
            self.dialog.show_joins(joins.likely, joins.joined, joins.about)

    @Slot(object)
    def on_join_wanted(self, pair: PairRow) -> None:
        """Make one client of two."""
        desk, club = self._feed.desk, self._club
        if desk is None or club is None:
            return
        staff = self._staff()

        def question() -> _Joins:
            kept = desk.commands.joins.join(
                club.club_id, pair.one.client_id, pair.other.client_id, staff=staff
            )
            return _read(desk, club, frozenset({kept}))

        self._reader.read("join", question, self.on_joined, self.on_refused)

    @Slot(object)
    def on_part_wanted(self, join: JoinRow) -> None:
        """Undo what was joined to a client."""
        desk, club = self._feed.desk, self._club
        if desk is None or club is None:
            return
        staff = self._staff()

        def question() -> _Joins:
            desk.commands.joins.part(club.club_id, join.client_id, staff=staff)
            return _read(desk, club, frozenset({join.client_id}))

        self._reader.read("part", question, self.on_parted, self.on_refused)

    @Slot(object)
    def on_joined(self, joins: _Joins) -> None:
        """Say it and show the new list."""
        self.said.emit(self.tr("Joined: they are one client now. Part undoes it."))
        self._decided(joins)

    @Slot(object)
    def on_parted(self, joins: _Joins) -> None:
        """Say it and show the new list."""
        self.said.emit(self.tr("Parted: they are two clients again."))
        self._decided(joins)

    @Slot(object)
    def on_refused(self, error: DeskError) -> None:
        """Say why nothing was joined or parted."""
        if self.dialog is not None:
            self.dialog.show_failure(error)

    @Slot()
    def on_finished(self) -> None:
        """Forget the dialog."""
        self.dialog = None

    def _decided(self, joins: _Joins) -> None:
        self.on_read(joins)
        self._feed.reload()


def _read(desk: OpenDesk, club: ClubRow, about: frozenset[ClientId] = frozenset()) -> _Joins:
    joins = desk.queries.joins
    return _Joins(joins.likely(club.club_id), joins.joined(club.club_id), about)
