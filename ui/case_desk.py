"""The case desk: writes what is done about debts, and takes it back with Ctrl+Z."""

from __future__ import annotations

import logging
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from ui.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from gymdesk.domain.client import ClientId, ClubId
    from gymdesk.errors import DeskError
    from gymdesk.rows import ClubRow
    from gymdesk.rows.cases import AgedList, CaseDetail
    from ui.case_edit import CaseEdit
    from ui.feed import Feed

log = logging.getLogger(__name__)

MOST_KEPT = 100
"""So many edits can be undone in one session."""


@dataclass(frozen=True)
class Refused:
    """An edit that was not written, and why."""

    edit: CaseEdit
    error: DeskError


class LocalEdit(QUndoCommand):
    """One edit on the undo stack. It was done before it came there, so the first redo does nothing.

    `turn` is called with True to take it back and False to do it again.
    """

    def __init__(self, said: str, turn: Callable[[bool], None]) -> None:
        super().__init__(said)
        self._turn = turn
        self._done = False

    def undo(self) -> None:
        """Take it back."""
        self._turn(True)

    def redo(self) -> None:
        """Do it again."""
        if self._done:
            self._turn(False)
        self._done = True


class _Once:
    """A question that knows whether it was asked."""

    def __init__(self, question: Callable[[], Any]) -> None:
        self._question = question
        self.started = False

    def __call__(self) -> Any:
        self.started = True
        return self._question()


class CaseDesk(QObject):
    """Writes edits one after the other, each in the background, and keeps them to be undone.

    `saved` carries the `CaseEdit` that was written, `refused` a `Refused`, `case_read` a
    `CaseDetail`, `aged_read` an `AgedList`, `said` words for the status bar, `failed` the error of
    what could not be undone. An undo that fails empties the stack: it mirrors the store no more.
    """

    saved = Signal(object)
    refused = Signal(object)
    said = Signal(object)
    failed = Signal(object)
    case_read = Signal(object)
    aged_read = Signal(object)

    def __init__(self, feed: Feed, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feed = feed
        self._reader = reader
        # A thread of its own: what was typed must not wait behind a long list.
        self._writer = Reader(self, threads=1)
        self._waiting: deque[tuple[_Once, Any, Any]] = deque()
        self._running: _Once | None = None
        self._client_id: ClientId | None = None
        self._club_id: ClubId | None = None
        self.staff = ""
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(MOST_KEPT)
        feed.club_chosen.connect(self.on_club_chosen)
        feed.calls_read.connect(self.on_calls_read)

    @property
    def busy(self) -> bool:
        """Return whether something is still being written."""
        return self._running is not None

    def close(self) -> None:
        """Write what still waits to be written, then end."""
        self._writer.close()
        for once in (self._running, *(question for question, _, _ in self._waiting)):
            if once is not None and not once.started:
                try:
                    once()
                except Exception:
                    log.exception("an edit was not written at the end")
        self._waiting.clear()
        self._running = None

    # --- reading --------------------------------------------------------------------------------

    @Slot(object)
    def read(self, client_id: ClientId | None) -> None:
        """Read a case; `case_read` follows. None = nobody is selected."""
        self._client_id = client_id
        desk, club = self._feed.desk, self._feed.club
        if desk is None or club is None or client_id is None:
            self._reader.drop("case")
            return
        question = partial(desk.queries.cases.case, club.club_id, client_id)
        self._reader.read("case", question, self.on_case_read, self.failed.emit)

    def read_aged(self, on: date) -> None:
        """Read who owed what on a past day; `aged_read` follows."""
        desk, club = self._feed.desk, self._feed.club
        if desk is not None and club is not None:
            question = partial(desk.queries.cases.aging_on, club.club_id, on)
            self._reader.read("aged", question, self.on_aged_read, self.failed.emit)

    # --- writing --------------------------------------------------------------------------------

    @Slot(object)
    def perform(self, edit: CaseEdit) -> None:
        """Write an edit; `saved` or `refused` follows."""
        desk = self._feed.desk
        if desk is None:
            return
        commands, staff = desk.commands.cases, self.staff

        def question() -> tuple[CaseEdit, list[int]]:
            made = edit.write(commands, staff)
            return edit, [made] if isinstance(made, int) else list(made)

        self._queue(question, self.on_written, partial(self._refuse, edit))

    def set_rules(self, before: dict[str, int], after: dict[str, int]) -> None:
        """Change the numbers that the club collects by; *before* is what an undo puts back."""

        def write(values: dict[str, int]) -> None:
            desk, club = self._feed.desk, self._feed.club
            if desk is None or club is None:
                return
            commands, staff, club_id = desk.commands.cases, self.staff, club.club_id

            def question() -> str:
                for name, value in values.items():
                    commands.set_rule(club_id, name, value, staff=staff)
                return said

            self._queue(question, self.on_turned, self.on_turn_failed)

        said = self.tr("Collection numbers changed.")
        write(after)
        self.keep(self.tr("Collection numbers"), lambda back: write(before if back else after))

    def keep(self, said: str, turn: Callable[[bool], None]) -> None:
        """Keep an edit that somebody else wrote; *turn* takes it back (True) or does it again."""
        self.stack.push(LocalEdit(said, turn))

    def keep_written(self, said: str, write: Callable[[bool], object]) -> None:
        """Keep an edit that changes the lists and that somebody else wrote.

        *write* runs in the background: with True it takes the edit back, with False it does it
        again.
        """
        told = {True: self.tr("Undone: {what}."), False: self.tr("Done again: {what}.")}

        def turn(back: bool) -> None:
            def question() -> str:
                write(back)
                return told[back].format(what=said)

            self._queue(question, self.on_lists_turned, self.on_lists_not_turned)

        self.keep(said, turn)

    def write_kept(self, said: str, write: Callable[[bool], object]) -> None:
        """Write an edit that changes the lists with *write*, and keep it as `keep_written` does."""

        def question() -> tuple[str, Callable[[bool], object]]:
            write(False)
            return said, write

        self._queue(question, self.on_list_edit_written, self.on_edit_failed)

    @Slot()
    def undo(self) -> None:
        """Take the last edit back."""
        if self.stack.canUndo():
            self.stack.undo()

    @Slot()
    def redo(self) -> None:
        """Do the last edit that was taken back again."""
        if self.stack.canRedo():
            self.stack.redo()

    def undo_events(self, said: str, event_ids: Sequence[int]) -> None:
        """Take back events of an earlier day; that, too, can be undone."""
        desk = self._feed.desk
        if desk is None:
            return
        commands, staff = desk.commands.cases, self.staff

        def question() -> tuple[str, list[int]]:
            return said, commands.undo_all(event_ids, staff=staff)

        self._queue(question, self.on_taken_back, self.on_edit_failed)

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_club_chosen(self, club: ClubRow | None) -> None:
        """Forget what was done in another club."""
        club_id = None if club is None else club.club_id
        if club_id != self._club_id:
            self._client_id = None
            self.stack.clear()
        self._club_id = club_id

    @Slot(object)
    def on_calls_read(self, _calls: object) -> None:
        """Read the shown case again: the figures are newer."""
        if self._client_id is not None:
            self.read(self._client_id)

    @Slot(object)
    def on_case_read(self, detail: CaseDetail) -> None:
        """Announce a case."""
        if detail.row.client_id == self._client_id:
            self.case_read.emit(detail)

    @Slot(object)
    def on_aged_read(self, aged: AgedList) -> None:
        """Announce a past day."""
        self.aged_read.emit(aged)

    @Slot(object)
    def on_edit_failed(self, error: DeskError) -> None:
        """Announce what was not written, and go on with the next."""
        self.failed.emit(error)
        self._next()

    @Slot(object)
    def on_written(self, done: tuple[CaseEdit, list[int]]) -> None:
        """Keep what was written, and show it."""
        edit, event_ids = done
        self.stack.push(LocalEdit(edit.said, self._turner(event_ids)))
        self.saved.emit(edit)
        self.said.emit(f"{edit.said}.")
        self._after()

    @Slot(object)
    def on_taken_back(self, done: tuple[str, list[int]]) -> None:
        """Keep that something was taken back, and show it."""
        said, event_ids = done
        self.stack.push(LocalEdit(said, self._turner(event_ids)))
        self.said.emit(f"{said}.")
        self._after()

    @Slot(object)
    def on_turned(self, said: str) -> None:
        """Show what was undone or done again."""
        self.said.emit(said)
        self._after()

    @Slot(object)
    def on_lists_turned(self, said: str) -> None:
        """Show what was undone or done again, and who is in the lists now."""
        self._feed.reload_soon()
        self.on_turned(said)

    @Slot(object)
    def on_lists_not_turned(self, error: DeskError) -> None:
        """Say it, and show who is in the lists: another program may have changed them."""
        self._feed.reload_soon()
        self.on_turn_failed(error)

    @Slot(object)
    def on_list_edit_written(self, done: tuple[str, Callable[[bool], object]]) -> None:
        """Keep an edit that is in the store now, and show it."""
        said, write = done
        self.keep_written(said, write)
        self._feed.reload()
        self.said.emit(f"{said}.")
        self._after()

    @Slot(object)
    def on_turn_failed(self, error: DeskError) -> None:
        """Say it; what is on the stack is not what is in the store any more."""
        self.stack.clear()
        self.failed.emit(error)
        self._after()

    # --- inside ---------------------------------------------------------------------------------

    def _turner(self, event_ids: list[int]) -> Callable[[bool], None]:
        """Return what takes these events back and, by undoing that, does them again."""
        newest = [event_ids]
        said = {True: self.tr("Undone."), False: self.tr("Done again.")}

        def turn(back: bool) -> None:
            desk = self._feed.desk
            if desk is None:
                return
            commands, staff = desk.commands.cases, self.staff

            def question() -> str:
                newest[0] = commands.undo_all(newest[0], staff=staff)
                return said[back]

            self._queue(question, self.on_turned, self.on_turn_failed)

        return turn

    def _refuse(self, edit: CaseEdit, error: DeskError) -> None:
        self.refused.emit(Refused(edit, error))
        self._next()

    def _queue(self, question: Callable[[], Any], on_done: Any, on_failed: Any) -> None:
        self._waiting.append((_Once(question), on_done, on_failed))
        if self._running is None:
            self._next()

    def _after(self) -> None:
        """Show the case as it is now, and the list soon."""
        self.read(self._client_id)
        self._feed.read_calls_soon()
        self._next()

    def _next(self) -> None:
        """Write the next edit: one comes after the other, as they were made."""
        self._running = None
        if self._waiting:
            self._running, on_done, on_failed = self._waiting.popleft()
            self._writer.read("edit", self._running, on_done, on_failed)
