"""The first rows stand as the call list last stood on this PC, until the cases are read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from gymdesk.bootstrap import open_desk
from gymdesk.clock import FixedClock
from gymdesk.last_order import LastOrder, keep_order, last_order
from tests.bench.stores import AT, CLUB_ID, make_store
from ui.app import Program
from ui.main_window import MainWindow
from ui.start import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from gymdesk.domain.client import ClientId
    from ui.style import Style

UID: Final = "9f6d0f2a0d7c4c55a7d8d9a1b2c3d4e5"


class Began:
    """A program that shows its first rows: which they were, and how often they were reset since."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.pane = program.window.collections
        self.first = self.shown()
        self.resets = 0
        self.pane.table.modelReset.connect(self.on_reset)

    def shown(self) -> list[ClientId]:
        return [row.client_id for row in self.pane.table.visible_rows()]

    def on_reset(self) -> None:
        self.resets += 1

    def settle(self, qtbot: QtBot) -> None:
        """Wait until the cases are read."""
        program = self.program
        qtbot.waitUntil(lambda: self.pane.calls is not None, timeout=20_000)
        qtbot.waitUntil(lambda: not program.reader.busy, timeout=20_000)


@pytest.fixture
def begin(
    qapp: QApplication,
    look: Style,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[], Began]]:
    """Return what starts the program on the store, up to its first rows."""
    made: list[Began] = []
    go_on = Program.on_started

    def note(program: Program) -> None:
        made.append(Began(program))
        go_on(program)

    monkeypatch.setattr(Program, "on_started", note)

    def start() -> Began:
        window = MainWindow.empty(look, tmp_path / "window.ini")
        window.show()
        program = Program(qapp, Options(tmp_path), FixedClock(AT), window=window)
        program.start()
        qtbot.waitUntil(lambda: bool(made), timeout=20_000)
        return made[0]

    yield start
    for one in made:
        one.program.window.close()
        one.program.close()
        one.program.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def in_call_order(tmp_path: Path) -> tuple[list[ClientId], list[ClientId]]:
    """Return who is to be called in a store that has one snoozed client, and who is not."""
    make_store(tmp_path / "gymdesk.db", 60)
    real = open_desk(tmp_path, clock=FixedClock(AT))
    first = real.queries.cases.call_list(CLUB_ID).to_do[0].client_id
    real.commands.cases.snooze([first], date(2026, 12, 1), staff="Jo")
    calls = real.queries.cases.call_list(CLUB_ID)
    real.close()
    return [r.client_id for r in calls.to_do], [r.client_id for r in calls.off]


def test_the_first_rows_stand_as_the_call_list_stood_and_stay_where_they_are(
    begin: Callable[[], Began], qtbot: QtBot, tmp_path: Path
) -> None:
    to_do, off = in_call_order(tmp_path)
    keep_order(tmp_path / "last-order.json", LastOrder(UID, tuple(to_do), tuple(off)))
    began = begin()
    assert began.first == to_do
    assert began.pane.chips.key == "to_do"
    began.pane.select(to_do[3])
    began.settle(qtbot)
    assert began.shown() == to_do
    assert began.resets == 0, "the rows jumped"
    current = began.pane.current_row()
    assert current is not None
    assert current.client_id == to_do[3]


def test_rows_that_have_moved_since_keep_the_one_that_is_selected(
    begin: Callable[[], Began], qtbot: QtBot, tmp_path: Path
) -> None:
    to_do, off = in_call_order(tmp_path)
    stood = (*to_do[5:], *off, to_do[0])  # one stood there that is off now, three are new
    keep_order(tmp_path / "last-order.json", LastOrder(UID, stood, (to_do[1],)))
    began = begin()
    assert began.first[: len(stood)] == list(stood)
    assert set(began.first[len(stood) :]) == set(to_do[2:5])
    began.pane.select(to_do[4])
    began.settle(qtbot)
    assert began.shown() == to_do
    current = began.pane.current_row()
    assert current is not None
    assert current.client_id == to_do[4]
    kept = last_order(tmp_path / "last-order.json", UID)
    assert kept == LastOrder(UID, tuple(to_do), tuple(off))


def test_without_an_order_the_first_rows_are_all_of_them_by_amount(
    begin: Callable[[], Began], qtbot: QtBot, tmp_path: Path
) -> None:
    to_do, off = in_call_order(tmp_path)
    began = begin()
    assert sorted(began.first) == sorted([*to_do, *off])
    assert began.pane.chips.key == "all"
    began.settle(qtbot)
    assert began.shown() == to_do
    assert last_order(tmp_path / "last-order.json", UID) is not None


def test_a_chip_that_was_chosen_meanwhile_stays_chosen(
    begin: Callable[[], Began], qtbot: QtBot, tmp_path: Path
) -> None:
    to_do, off = in_call_order(tmp_path)
    keep_order(tmp_path / "last-order.json", LastOrder(UID, tuple(to_do), tuple(off)))
    began = begin()
    began.pane.chips.choose("all")
    assert sorted(began.shown()) == sorted([*to_do, *off])
    began.settle(qtbot)
    assert began.pane.chips.key == "all"
    assert sorted(began.shown()) == sorted([*to_do, *off])
