"""Watching and confirming an amount in the window, and what Sync then says."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gymdesk.domain.client import ClientId
from gymdesk.domain.past_due import Mark
from gymdesk.rows import ConfirmedRow, WatchedRow
from tests.ui.fakes import NOW, PEOPLE, client_detail
from ui.widgets.amount_marks import AmountMarks
from ui.widgets.watch_strip import WatchStrip

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.ui.fakes import FakeDesk
    from ui.club_phrases import ClubPhrases
    from ui.main_window import MainWindow
    from ui.style import Style

MARA = ClientId(117)
ROW = next(row for row in PEOPLE if row.client_id == MARA)


def select_mara(qtbot: QtBot, window: MainWindow) -> None:
    window.show_pane("clients")
    window.clients.select(MARA)
    qtbot.waitUntil(lambda: not window.detail.marks.isHidden())


def test_a_watched_client_is_held_against_the_figures_in_sync(
    qtbot: QtBot, desk: FakeDesk, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(desk)
    select_mara(qtbot, window)
    window.detail.marks.watch.click()
    says = window.sync.watch_strip
    agreed = "1 of 1 watched clients agree. Mara Ellison $612.00"
    qtbot.waitUntil(lambda: says.words == agreed)
    desk.queries.people = tuple(
        replace(row, past_due_cents=15000) if row.client_id == MARA else row for row in PEOPLE
    )
    window.kept[2].reload()  # type: ignore[attr-defined]
    differs = "0 of 1 watched clients agree. Mara Ellison $150.00, expected $612.00"
    qtbot.waitUntil(lambda: says.words == differs)
    window.detail.marks.watch.click()
    qtbot.waitUntil(says.isHidden)


def test_a_confirmed_amount_says_when_and_by_whom(
    qtbot: QtBot, desk: FakeDesk, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(desk)
    window.outlet.staff = "Jo"
    select_mara(qtbot, window)
    marks = window.detail.marks
    assert marks.confirmed.isHidden()
    marks.confirm.click()
    qtbot.waitUntil(lambda: not marks.confirmed.isHidden())
    assert marks.confirmed.word == "Confirmed 09:26 today"
    assert "$612.00, confirmed by Jo" in marks.confirmed.toolTip()


@pytest.mark.parametrize(
    "doubt",
    [{"past_due_cents": None}, {"marks": frozenset({Mark.AT_LEAST})}, {"marks": {Mark.STALE}}],
    ids=["unknown", "at least", "stale"],
)
def test_an_amount_that_is_not_certain_cannot_be_confirmed(
    qtbot: QtBot, look: Style, phrases: ClubPhrases, desk: FakeDesk, doubt: dict[str, object]
) -> None:
    marks = AmountMarks(look, phrases)
    qtbot.addWidget(marks)
    row = replace(ROW, **doubt)  # type: ignore[arg-type]
    marks.show_detail(client_detail(row, desk.queries.known_clubs[0]))
    assert not marks.confirm.isEnabled()
    assert not marks.watch.isEnabled()


def test_an_amount_that_changed_since_it_was_confirmed_is_not_shown_as_good(
    qtbot: QtBot, look: Style, phrases: ClubPhrases, desk: FakeDesk
) -> None:
    marks = AmountMarks(look, phrases)
    qtbot.addWidget(marks)
    detail = client_detail(ROW, desk.queries.known_clubs[0])
    marks.show_detail(replace(detail, confirmed=ConfirmedRow(100, "Jo", NOW)))
    assert marks.confirmed.tone == "warn"


def test_the_page_button_asks_for_the_clients_own_page(
    qtbot: QtBot, desk: FakeDesk, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(desk)
    asked: list[str] = []
    window.detail.marks.page_wanted.disconnect(window.answering.on_page_wanted)
    window.detail.marks.page_wanted.connect(asked.append)
    select_mara(qtbot, window)
    window.detail.marks.page.click()
    assert asked == ["https://harbourstreet.club-os.example/client/117"]


def test_an_unknown_amount_in_the_strip_is_unknown_and_stands_first(
    qtbot: QtBot, look: Style, phrases: ClubPhrases
) -> None:
    strip = WatchStrip(look, phrases)
    qtbot.addWidget(strip)
    strip.show_watched(
        (
            WatchedRow(ClientId(1), "<b>Ada</b>", "USD", 0, 0),
            WatchedRow(ClientId(2), "Bea", "USD", 0, None),
        )
    )
    assert strip.words == (
        "1 of 2 watched clients agree. Bea unknown, expected $0.00 · <b>Ada</b> $0.00"
    )


def test_watching_is_taken_back_and_done_again(
    qtbot: QtBot, desk: FakeDesk, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(desk)
    select_mara(qtbot, window)
    window.detail.marks.watch.click()
    qtbot.waitUntil(lambda: window.actions_of["undo"].isEnabled())
    assert desk.queries.watching == {MARA: 61_200}
    window.actions_of["undo"].trigger()
    qtbot.waitUntil(lambda: desk.queries.watching == {})
    window.actions_of["redo"].trigger()
    qtbot.waitUntil(lambda: desk.queries.watching == {MARA: 61_200})


def press(window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, key, modifiers)


def test_a_confirmed_amount_is_taken_back_and_done_again_by_keyboard(
    qtbot: QtBot, desk: FakeDesk, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(desk)
    window.outlet.staff = "Jo"
    desk.commands.confirm_amount(MARA, 50_000, staff="Sam")
    select_mara(qtbot, window)
    marks = window.detail.marks
    window.activateWindow()
    marks.confirm.setFocus()
    press(window, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier)
    qtbot.waitUntil(lambda: "$612.00, confirmed by Jo" in marks.confirmed.toolTip())
    control = Qt.KeyboardModifier.ControlModifier
    assert "Amount confirmed" in window.actions_of["undo"].text()
    press(window, Qt.Key.Key_Z, control)
    qtbot.waitUntil(lambda: "$500.00, confirmed by Sam" in marks.confirmed.toolTip())
    press(window, Qt.Key.Key_Y, control)
    qtbot.waitUntil(lambda: "$612.00, confirmed by Jo" in marks.confirmed.toolTip())
    press(window, Qt.Key.Key_Z, control)
    qtbot.waitUntil(lambda: "$500.00, confirmed by Sam" in marks.confirmed.toolTip())
    assert [row.cents for _, row in desk.queries.confirmations] == [50_000, 61_200]


def test_a_confirmation_that_somebody_else_took_back_is_said_and_nothing_is_offered_again(
    qtbot: QtBot, desk: FakeDesk, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(desk)
    select_mara(qtbot, window)
    window.detail.marks.confirm.click()
    qtbot.waitUntil(lambda: window.actions_of["undo"].isEnabled())
    desk.commands.take_back_confirmation(0, staff="Sam")
    window.actions_of["undo"].trigger()
    turns = (window.actions_of["undo"], window.actions_of["redo"])
    qtbot.waitUntil(lambda: not any(action.isEnabled() for action in turns))
    assert "taken back already" in window.status.message
