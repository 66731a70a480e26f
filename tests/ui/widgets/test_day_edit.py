"""The field for a day: steps over every weekday, and takes a typed number."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.widgets.day_edit import DayEdit

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from ui.style import Style

FRIDAY = date(2026, 11, 20)


def focused(qtbot: QtBot, on: date) -> DayEdit:
    field = DayEdit(on)
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    return field


def test_the_arrows_step_over_sundays(qtbot: QtBot, style: Style) -> None:
    field = focused(qtbot, FRIDAY)
    for step in range(1, 9):
        QTest.keyClick(field, Qt.Key.Key_Up)
        assert field.day == FRIDAY + timedelta(days=step)


def test_typing_begins_with_the_number_of_the_day(qtbot: QtBot, style: Style) -> None:
    field = focused(qtbot, FRIDAY)
    assert field.text() == "Fri 20 Nov 2026"
    assert field.lineEdit().selectedText() == "20"
    QTest.keyClicks(field, "27")
    assert field.day == date(2026, 11, 27)
