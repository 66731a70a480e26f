"""Joining in the window: pairs are read, joined and parted off the GUI thread, and undone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from gymdesk.domain.client import ClientId, ClubId
    from gymdesk.errors import DeskError
    from gymdesk.rows import ClubRow, JoinRow, PairRow
    from ui.case_desk import CaseDesk
    from ui.desk import OpenDesk, WritesJoins
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
    made: Joined | None = None
    name: str = ""


class Joined:
    """What was joined to one client, to be parted and joined again; runs in the background.

    Each join is (who stays, who goes). Who stays may be another one the next time: the client
    about whom something was typed meanwhile.
    """

    def __init__(
        self,
        commands: WritesJoins,
        club_id: ClubId,
        joins: Sequence[tuple[ClientId, ClientId]],
        staff: str,
    ) -> None:
        self._commands = commands
        self._club_id = club_id
        self._joins = list(joins)
        self._staff = staff

    def join(self) -> None:
        """Join them as they were, oldest first."""
        stays, done = self._joins[0][0], []
        for _, goes in self._joins:
            kept = self._commands.join(self._club_id, stays, goes, staff=self._staff)
            done.append((kept, goes if kept == stays else stays))
            stays = kept
        self._joins = done

    def part(self) -> None:
        """Part them, newest first; nobody else who was joined to the client goes."""
        for stays, goes in reversed(self._joins):
            self._commands.part(self._club_id, stays, staff=self._staff, from_client=goes)

    def turn_join(self, back: bool) -> None:
        """Undo or redo a join."""
        if back:
            self.part()
        else:
            self.join()

    def turn_part(self, back: bool) -> None:
        """Undo or redo a parting."""
        self.turn_join(not back)


class Joining(QObject):
    """Opens the dialog of pairs, on the selected client's where there is one.

    `said` carries a message, `kept` words for what was done and can be undone; the lists are read
    anew after each decision. What is decided goes onto the undo stack of *edits*.
    """

    said = Signal(object)
    kept = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        feed: Feed,
        reader: Reader,
        edits: CaseDesk,
        client: Callable[[], ClientId | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._feed = feed
        self._reader = reader
        self._edits = edits
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
        staff, commands = self._edits.staff, desk.commands.joins

        def question() -> _Joins:
            one, other = pair.one.client_id, pair.other.client_id
            kept = commands.join(club.club_id, one, other, staff=staff)
            goes = other if kept == one else one
            made = Joined(commands, club.club_id, [(kept, goes)], staff)
            return _read(desk, club, frozenset({kept}), made, pair.one.name)

        self._reader.read("join", question, self.on_joined, self.on_refused)

    @Slot(object)
    def on_part_wanted(self, join: JoinRow) -> None:
        """Undo what was joined to a client."""
        if self._club is not None:
            self._part(self._club, join.client_id, join.name)

    @Slot(object, str)
    def on_client_part_wanted(self, client_id: ClientId, name: str) -> None:
        """Undo what was joined to the client in the detail."""
        if self._feed.club is not None:
            self._part(self._feed.club, client_id, name)

    @Slot(object)
    def on_joined(self, joins: _Joins) -> None:
        """Say it, keep it to be undone, and show the new list."""
        if joins.made is not None:
            words = self.tr("{name} joined").format(name=joins.name)
            self._edits.keep_written(words, joins.made.turn_join)
        self.said.emit(self.tr("Joined: they are one client now. Part or Ctrl+Z undoes it."))
        self._decided(joins)

    @Slot(object)
    def on_parted(self, joins: _Joins) -> None:
        """Say it, keep it to be undone, and show the new list."""
        words = self.tr("{name} parted").format(name=joins.name)
        if joins.made is not None:
            self._edits.keep_written(words, joins.made.turn_part)
        if self.dialog is None:
            self.kept.emit(words)
        self.said.emit(self.tr("Parted: they are two clients again."))
        self._decided(joins)

    @Slot(object)
    def on_refused(self, error: DeskError) -> None:
        """Say why nothing was joined or parted."""
        if self.dialog is not None:
            self.dialog.show_failure(error)
            return
        title, message = self._phrases.error(error)
        self.said.emit(f"{title}. {message}")
        self._feed.reload()  # what was shown is not so any more

    @Slot()
    def on_finished(self) -> None:
        """Forget the dialog."""
        self.dialog = None

    def _part(self, club: ClubRow, client_id: ClientId, name: str) -> None:
        desk = self._feed.desk
        if desk is None:
            return
        staff, commands, queries = self._edits.staff, desk.commands.joins, desk.queries.joins

        def question() -> _Joins:
            before = [j for j in queries.joined(club.club_id) if j.client_id == client_id]
            commands.part(club.club_id, client_id, staff=staff)
            joins = [(client_id, goes) for goes in dict.fromkeys(j.from_client_id for j in before)]
            made = Joined(commands, club.club_id, joins, staff) if joins else None
            return _read(desk, club, frozenset({client_id}), made, name)

        self._reader.read("part", question, self.on_parted, self.on_refused)

    def _decided(self, joins: _Joins) -> None:
        self.on_read(joins)
        self._feed.reload()


def _read(
    desk: OpenDesk,
    club: ClubRow,
    about: frozenset[ClientId] = frozenset(),
    made: Joined | None = None,
    name: str = "",
) -> _Joins:
    joins = desk.queries.joins
    return _Joins(joins.likely(club.club_id), joins.joined(club.club_id), about, made, name)
