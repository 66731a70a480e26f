"""The window: what survives a refresh, what is told, and that closing leaves nothing behind."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QTextEdit,
    QWidget,
)

from gymdesk.domain.client import ClientId, Source
from gymdesk.errors import SignInRefused, StoreFull
from gymdesk.rows import Health
from tests.ui.fakes import CLUB, OTHER_CLUB, PEOPLE, FakeDesk, FakeEngine, source_row
from ui.window_geometry import clamped

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.main_window import MainWindow

    Open = Callable[..., MainWindow]

MARA = ClientId(117)


def unnamed(root: QWidget) -> list[str]:
    """Return the focusable widgets that a screen reader would have no name for."""
    kinds = (
        QAbstractButton,
        QLineEdit,
        QComboBox,
        QAbstractItemView,
        QAbstractSpinBox,
        QTextEdit,
    )
    found = []
    for widget in root.findChildren(QWidget):
        if not widget.isVisibleTo(root) or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        if isinstance(widget, kinds):
            told = QAccessible.queryAccessibleInterface(widget)
            if not told.text(QAccessible.Text.Name).strip():
                found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.kept[0].busy)  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", ["clients", "collections", "sync"])
@pytest.mark.parametrize("width", [1440, 1024])
def test_everything_that_takes_the_focus_has_a_name(
    open_window: Open, desk: FakeDesk, qtbot: QtBot, key: str, width: int
) -> None:
    window = open_window(desk, width, 768)
    window.show_pane(key)
    settle(qtbot, window)
    assert unnamed(window) == []


def test_queries_never_run_on_the_gui_thread(window: MainWindow, desk: FakeDesk) -> None:
    assert threading.current_thread().name not in desk.queries.threads
    assert desk.queries.threads


def test_selection_and_scroll_survive_new_figures(
    window: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    window.resize(1440, 640)
    window.show_pane("clients")
    window.clients.select(MARA)
    window.clients.view.verticalScrollBar().setValue(60)
    before = window.clients.view.verticalScrollBar().value()
    assert before > 0
    changed = tuple(
        replace(p, past_due_cents=70_000) if p.client_id == MARA else p for p in PEOPLE[1:]
    )
    desk.queries.people = changed
    window.kept[2].reload()  # type: ignore[attr-defined]
    settle(qtbot, window)
    row = window.clients.current_row()
    assert row is not None
    assert (row.client_id, row.past_due_cents) == (MARA, 70_000)
    assert window.clients.view.verticalScrollBar().value() == before


def test_a_refresh_shows_its_steps_where_the_button_was(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.engine.hold_at = 7
    window = open_window(desk)
    QTest.keyClick(window, Qt.Key.Key_F5)
    slot = window.pane.header.refresh
    qtbot.waitUntil(lambda: slot.text == "ClubOS · client 7 of 25")
    assert slot.running
    assert window.status.source_words() == ["ClubOS refreshing"]
    assert window.clients.view.isEnabled()
    started = time.monotonic()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not slot.running)
    assert time.monotonic() - started < 1.0
    assert window.status.message == "ClubOS: cancelled after 7 of 25 clients. They are kept."


def test_escape_clears_the_search_before_it_cancels_the_refresh(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.engine.hold_at = 3
    window = open_window(desk)
    window.activateWindow()
    search = window.pane.header.search
    assert search is not None
    window.actions_of["refresh"].trigger()
    qtbot.waitUntil(lambda: "3 of 25" in window.pane.header.refresh.text)
    search.setFocus()
    QTest.keyClicks(search, "mara")
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    assert window.refreshing.running
    window.refreshing.cancel()
    qtbot.waitUntil(lambda: not window.refreshing.running)


def test_closing_in_the_middle_of_a_refresh_leaves_no_thread(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.engine.hold_at = 5
    window = open_window(desk)
    window.actions_of["refresh"].trigger()
    qtbot.waitUntil(lambda: "5 of 25" in window.pane.header.refresh.text)
    started = time.monotonic()
    window.close()
    assert time.monotonic() - started < 2.0
    assert not window.kept[1].isRunning()  # type: ignore[attr-defined]
    assert not [t for t in threading.enumerate() if t.name.startswith("reader")]


def test_a_refused_password_is_a_banner_that_opens_the_account(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.engine.error = SignInRefused()
    window = open_window(desk)
    window.actions_of["refresh"].trigger()
    qtbot.waitUntil(lambda: window.pane.banner.isVisible())
    assert window.pane.banner.title == "ClubOS did not accept the password"
    window.pane.banner.pressed.emit("sign_in")
    assert window.accounts.dialog is not None
    window.accounts.dialog.reject()


def test_a_locked_key_store_is_a_visible_state_with_a_way_on(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.credentials.word = "locked"
    window = open_window(desk)
    qtbot.waitUntil(lambda: window.pane.banner.isVisible())
    assert window.pane.banner.title == "The key store is locked"
    window.show_pane("sync")
    assert "Locked" in window.sync.key_card.text()
    desk.credentials.word = "ready"
    window.pane.banner.pressed.emit("recheck")
    qtbot.waitUntil(lambda: not window.pane.banner.isVisible())


def test_the_status_bar_adds_up_what_the_list_shows(window: MainWindow) -> None:
    window.show_pane("clients")
    known = sum(p.past_due_cents or 0 for p in PEOPLE)
    assert window.status.summary == f"25 clients · ${known / 100:,.2f} · 2 unknown"
    window.clients.chips.choose("past_due")
    assert window.status.summary.startswith("12 of 25 clients")
    groups = window.clients.filter._offered.groups(window.clients._all_rows())
    sam = next(c for _, found in groups for c in found if c.words == "Sam Ortega")
    window.clients.filter.set_condition(sam, True)
    rows = window.clients.table.visible_rows()
    assert {row.trainer for row in rows} == {"Sam Ortega"}
    cents = sum(row.past_due_cents or 0 for row in rows)
    assert window.status.summary == f"{len(rows)} of 25 clients · ${cents / 100:,.2f}"


def test_the_status_bar_adds_up_a_selection(window: MainWindow) -> None:
    window.show_pane("clients")
    window.clients.view.selectAll()
    assert window.status.summary.startswith("25 selected")


def test_navigation_shows_counts_and_the_worst_source(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.queries.source = (source_row(Health.INCOMPLETE),)
    window = open_window(desk)
    settle(qtbot, window)
    assert window.status.source_words()[0].startswith("ClubOS incomplete")
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.pane_key == "sync"
    assert window.navigation.selected_key() == "sync"


def test_f6_walks_the_window_and_comes_back(window: MainWindow) -> None:
    window.activateWindow()
    window.navigation.setFocus()
    seen = []
    for _ in range(5):
        window.walk(1)
        seen.append(QApplication.focusWidget())
    assert seen[-1] is window.navigation
    assert len(set(seen)) == 5
    window.walk(-1)
    assert QApplication.focusWidget() is seen[-2]


def test_below_1180_px_the_navigation_is_icons_only(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk, 1179, 800)
    assert window.navigation.width() == 56
    window.resize(1180, 800)
    assert window.navigation.width() > 200
    assert (window.minimumWidth(), window.minimumHeight()) == (960, 640)


def test_a_second_club_can_be_chosen(open_window: Open, desk: FakeDesk, qtbot: QtBot) -> None:
    desk.queries.known_clubs = (*desk.queries.known_clubs, OTHER_CLUB)
    window = open_window(desk)
    window.clubs.chosen.emit(OTHER_CLUB)
    settle(qtbot, window)
    assert window.clubs.name == "Mill Lane"
    assert "Mill Lane" in window.windowTitle()


def test_without_a_club_the_account_dialog_opens_by_itself(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.queries.known_clubs = ()
    window = open_window(desk)
    qtbot.waitUntil(lambda: window.accounts.dialog is not None)
    assert window.collections.empty.title == "No gym is set up yet"
    assert window.accounts.dialog is not None
    window.accounts.dialog.reject()


def test_an_error_of_a_sync_card_opens_its_client(window: MainWindow, qtbot: QtBot) -> None:
    window.show_pane("sync")
    index = window.sync.errors.index(0, 0)
    assert "Ruben Castellanos" in index.data()
    window.sync.view.activated.emit(index)
    assert window.pane_key == "clients"
    row = window.clients.current_row()
    assert row is not None
    assert row.name == "Ruben Castellanos"


def test_the_kept_sign_in_can_be_tested_from_its_card(
    window: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    from gymdesk.credentials import Credential

    desk.sign_ins.keep(CLUB, Source.CLUBOS, Credential("jo", "word"), staff="Jo")
    window.show_pane("sync")
    next(iter(window.sync.cards.values())).pressed.emit("test")
    qtbot.waitUntil(lambda: "25 clients" in window.status.message)
    assert desk.engine.tests[0].secret == "word"


def test_what_is_typed_at_the_desk_is_kept(
    window: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    window.show_pane("clients")
    window.clients.select(ClientId(5))
    line = window.detail.contacts
    assert line.phone.text == ""
    line.phone.wanted.emit()
    line.form.phone.setText("(555) 010-9999")
    line.form.on_save_clicked()
    qtbot.waitUntil(lambda: bool(desk.commands.contacts))
    assert desk.commands.contacts == [(5, {"staff": "Jo", "phone": "(555) 010-9999"})]


def test_a_contact_that_is_not_kept_is_told(
    window: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.commands.refuses = StoreFull("/data")
    window.show_pane("clients")
    window.clients.select(MARA)
    window.detail.contacts.on_edit_wanted()
    window.detail.contacts.form.email.setText("mara@example.org")
    window.detail.contacts.form.on_save_clicked()
    qtbot.waitUntil(lambda: window.status.message.startswith("The disk is full"))


def test_copied_rows_cannot_start_a_formula(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.queries.people = (replace(PEOPLE[3], name="=cmd()|x"),)
    window = open_window(desk)
    window.show_pane("clients")
    settle(qtbot, window)
    window.clients.view.selectAll()
    window.actions_of["copy"].trigger()
    assert QGuiApplication.clipboard().text().startswith("'=cmd()|x\t")


def test_the_window_comes_back_where_it_was(open_window: Open, desk: FakeDesk) -> None:
    window = open_window(desk, 1200, 700)
    window.close()
    again = open_window(FakeDesk(**vars(desk)))
    assert again is not window


def test_a_window_off_the_screen_is_moved_onto_it() -> None:
    screen = QRect(0, 0, 1280, 800)
    assert clamped(QRect(5000, -300, 1000, 700), screen) == QRect(280, 0, 1000, 700)
    assert clamped(QRect(0, 0, 4000, 3000), screen) == QRect(0, 0, 1280, 800)
    assert clamped(QRect(0, 0, 100, 100), screen).size().width() == 960


def test_the_worker_gets_the_engine_of_the_desk(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.engine = FakeEngine()
    window = open_window(desk)
    window.actions_of["refresh"].trigger()
    qtbot.waitUntil(lambda: desk.engine.runs == 1 and not window.refreshing.running)
    settle(qtbot, window)
