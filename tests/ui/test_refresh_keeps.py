"""What the user is in the middle of stays as it is while a refresh brings new figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel
from PySide6.QtTest import QAbstractItemModelTester, QTest

from gymdesk.domain.client import ClientId

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.ui.fakes import FakeDesk
    from ui.main_window import MainWindow

    Open = Callable[..., MainWindow]


def refreshed(window: MainWindow, desk: FakeDesk, qtbot: QtBot) -> None:
    """Refresh with new figures of everybody, and read all that is shown again."""
    desk.queries.people = tuple(
        replace(
            row, past_due_cents=None if row.past_due_cents is None else row.past_due_cents + 100
        )
        for row in desk.queries.people
    )
    runs = desk.engine.runs
    window.actions_of["refresh"].trigger()
    qtbot.waitUntil(lambda: desk.engine.runs == runs + 1)
    qtbot.waitUntil(lambda: not window.pane.header.refresh.running)
    feed = window.kept[2]  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not feed._soon.isActive() and not window.kept[0].busy)  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", ["clients", "collections"])
def test_selection_current_row_and_scroll_survive_a_refresh(
    open_window: Open, desk: FakeDesk, qtbot: QtBot, key: str
) -> None:
    window = open_window(desk, 1440, 640)
    window.show_pane(key)
    pane = window.panes[key]
    view = pane.view
    ids = [row.client_id for row in pane.table.visible_rows()]
    chosen = ids[2:5]
    pane.select(chosen[0])
    for client_id in chosen[1:]:
        index = view.model().index(ids.index(client_id), 0)
        view.selectionModel().select(
            index,
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())  # the current row is out of sight, and stays so
    scroll = bar.value()
    assert scroll > 0
    before = {row.client_id: row.past_due_cents for row in pane.table.visible_rows()}
    refreshed(window, desk, qtbot)
    assert sorted(view.selected_ids()) == sorted(chosen)
    assert view.current_id() == chosen[0]
    assert bar.value() == scroll
    after = {row.client_id: row.past_due_cents for row in pane.table.visible_rows()}
    assert [after[c] for c in chosen] != [before[c] for c in chosen], "nothing new is shown"


def test_an_open_editor_survives_a_refresh_with_every_letter_and_the_focus(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    window = open_window(desk)
    window.activateWindow()
    window.show_pane("clients")
    window.clients.select(ClientId(117))
    contacts = window.detail.contacts
    qtbot.waitUntil(lambda: contacts.isVisible())
    contacts.on_edit_wanted()
    form = contacts.form
    form.phone.setFocus()
    form.phone.clear()
    QTest.keyClicks(form.phone, "(555) 010-4")
    form.phone.setCursorPosition(3)
    qtbot.waitUntil(form.phone.hasFocus)
    refreshed(window, desk, qtbot)
    assert form.isVisible()
    assert form.phone.text() == "(555) 010-4"
    assert form.phone.cursorPosition() == 3
    assert form.phone.hasFocus()
    form.on_save_clicked()
    qtbot.waitUntil(lambda: bool(desk.commands.contacts))
    assert desk.commands.contacts == [(117, {"staff": "Jo", "phone": "(555) 010-4"})]


def test_a_search_survives_a_refresh(open_window: Open, desk: FakeDesk, qtbot: QtBot) -> None:
    window = open_window(desk)
    window.show_pane("clients")
    search = window.pane.header.search
    assert search is not None
    QTest.keyClicks(search, "mara")
    qtbot.waitUntil(lambda: window.clients.table.rowCount() == 1)
    shown = [row.name for row in window.clients.table.visible_rows()]
    refreshed(window, desk, qtbot)
    assert search.text() == "mara"
    assert [row.name for row in window.clients.table.visible_rows()] == shown


def test_every_item_model_of_the_window_keeps_qts_rules_through_a_refresh(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    """Qt's own tester warns of each rule that is broken, and a warning fails the test."""
    window = open_window(desk)
    for key in window.panes:
        window.show_pane(key)  # what is shown for the first time is built then
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    models = set(window.findChildren(QAbstractItemModel))
    watched = [QAbstractItemModelTester(model, mode) for model in models]
    assert len(watched) >= len(window.panes)
    for key in ("clients", "collections"):
        window.show_pane(key)
        window.panes[key].select(ClientId(117))
        window.panes[key].table.set_query("ar")
        refreshed(window, desk, qtbot)
        window.panes[key].table.set_query("")
    desk.queries.people = desk.queries.people[3:]
    refreshed(window, desk, qtbot)
    assert window.clients.table.rowCount() == len(desk.queries.people)
