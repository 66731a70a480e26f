"""An undo that the store refuses: it is said, and nothing is offered that would not be so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gymdesk.errors import StoreBusy
from tests.ui.panes.test_worklist import CONTROL, MARA, open_on, save, settle

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.fakes import FakeDesk
    from ui.main_window import MainWindow


def test_after_a_refused_undo_neither_undo_nor_redo_is_offered(
    window: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    cases = desk.queries.cases
    for _ in range(2):
        open_on(window, qtbot, MARA, Qt.Key.Key_D)
        save(qtbot, window)
    before = cases.live(MARA)
    cases.refuses = StoreBusy()
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    settle(qtbot, window)
    assert cases.live(MARA) == before
    assert StoreBusy().title in window.status.message
    assert not window.actions_of["undo"].isEnabled()
    assert not window.actions_of["redo"].isEnabled()
