"""Tab walks the window in reading order, reaches everything, and comes back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from gymdesk.domain.client import ClientId
from tests.ui.test_main_window import settle

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.main_window import MainWindow

    Open = Callable[..., MainWindow]

PANES = ("clients", "collections", "sync", "leads")
MOST = 200


def walked(key: Qt.Key) -> list[QWidget]:
    """Return what a key stops at until it comes back to where it began."""
    begin = QApplication.focusWidget()
    assert begin is not None
    stops = [begin]
    for _ in range(MOST):
        QTest.keyClick(QApplication.focusWidget(), key)
        now = QApplication.focusWidget()
        if now is begin:
            return stops
        assert now is not None
        assert now not in stops, now
        stops.append(now)
    raise AssertionError(stops)


def opened(window: MainWindow, qtbot: QtBot, key: str) -> None:
    window.show_pane(key, focus=True)
    settle(qtbot, window)
    window.activateWindow()
    window.navigation.setFocus()


@pytest.mark.parametrize("key", PANES)
def test_tab_stops_at_everything_and_comes_back_by_shift_tab(
    window: MainWindow, qtbot: QtBot, key: str
) -> None:
    opened(window, qtbot, key)
    there = walked(Qt.Key.Key_Tab)
    back = walked(Qt.Key.Key_Backtab)
    assert back == [there[0], *reversed(there[1:])]
    takes = Qt.FocusPolicy.TabFocus.value
    for widget in window.findChildren(QAbstractButton):
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy().value & takes:
            assert widget in there, (widget.objectName(), widget.text())


def test_tab_goes_from_the_header_over_tiles_and_chips_to_the_list_and_its_case(
    window: MainWindow, qtbot: QtBot
) -> None:
    opened(window, qtbot, "collections")
    assert window.collections.select(ClientId(117))
    settle(qtbot, window)
    pane, stops = window.collections, walked(Qt.Key.Key_Tab)
    parts = (
        window.side_bar, pane.header, pane.tiles, pane.chips, pane.view, window.case, window.status
    )  # fmt: skip
    places = [
        next(at for at, part in enumerate(parts) if part is stop or part.isAncestorOf(stop))
        for stop in stops
    ]
    assert places == sorted(places)
    assert set(places) == set(range(len(parts)))


def test_a_form_is_walked_where_it_stands(window: MainWindow, qtbot: QtBot) -> None:
    opened(window, qtbot, "collections")
    assert window.collections.select(ClientId(117))
    settle(qtbot, window)
    form = window.case.open_form("promise")
    assert form is not None
    names: list[str] = []
    while "case_save" not in names and len(names) < MOST:
        focused = QApplication.focusWidget()
        assert focused is not None
        if focused.objectName() not in names[-1:]:  # a day is walked part by part
            names.append(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    fields = ["case_on", "case_amount", "case_kind", "case_covers"]
    assert names == [*fields, "case_cancel", "case_save"]


@pytest.mark.parametrize("key", PANES)
def test_no_button_of_a_pane_takes_the_letter_of_a_menu(
    window: MainWindow, qtbot: QtBot, key: str
) -> None:
    opened(window, qtbot, key)
    texts = [menu.text() for menu in window.menuBar().actions()]
    texts += [b.text() for b in window.findChildren(QAbstractButton) if b.isVisible()]
    plain = [text.replace("&&", "") for text in texts]
    letters = Counter(text[text.index("&") + 1].lower() for text in plain if "&" in text)
    assert [letter for letter, times in letters.items() if times > 1] == []
