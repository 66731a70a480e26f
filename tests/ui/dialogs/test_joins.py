"""One person in two systems: side by side, joined by hand, taken back with the same button."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gymdesk.domain.client import ClientId, ClubId
from gymdesk.errors import UsageError
from tests.ui.fakes import HOSTILE, FakeDesk, FakeJoins, Recorder, pair_row
from tests.ui.test_main_window import unnamed
from ui.dialogs.joins import JoinsDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.club_phrases import ClubPhrases
    from ui.main_window import MainWindow
    from ui.style import Style

    Open = Callable[..., MainWindow]


@pytest.fixture
def joins() -> FakeJoins:
    return FakeJoins()


@pytest.fixture
def dialog(qtbot: QtBot, look: Style, phrases: ClubPhrases, joins: FakeJoins) -> JoinsDialog:
    made = JoinsDialog(look, phrases)
    qtbot.addWidget(made)
    made.show_joins(joins.pairs, ())
    made.show()
    return made


def lines(dialog: JoinsDialog) -> list[str]:
    return [dialog.list.item(at).text() for at in range(dialog.list.count())]


def cells(dialog: JoinsDialog) -> list[tuple[str, ...]]:
    shown = [row for row in dialog._cells if not row[0].isHidden()]
    return [tuple(cell.text() for cell in row) for row in shown]


def test_suggestions_stand_side_by_side(dialog: JoinsDialog) -> None:
    assert lines(dialog) == [
        "Likely one person (2)",
        "Aiden Kowalczyk · ClubOS 40014 and WODIFY 970 · same name, e-mail",
        "Bea Lindholm · ClubOS 40015 and WODIFY 971 · same name",
    ]
    assert cells(dialog) == [
        ("", "ClubOS", "WODIFY"),
        ("Name", "Aiden Kowalczyk", "Aiden Kowalczyk"),
        ("E-mail", "aiden@example.com", "aiden@example.com"),
        ("Phone", "–", "(555) 010-1"),
        ("Number", "40014", "970"),
    ]
    assert dialog.remark.text() == "The same: name, e-mail."
    assert unnamed(dialog) == []


def test_a_pair_of_one_name_alone_says_so(dialog: JoinsDialog) -> None:
    dialog.list.setCurrentRow(2)
    assert dialog.remark.text() == "Only the name is the same: look closely."


def test_the_chosen_pair_is_announced_once(dialog: JoinsDialog, joins: FakeJoins) -> None:
    wanted = Recorder()
    dialog.join_wanted.connect(wanted.on_object)
    dialog.list.setCurrentRow(2)
    dialog._verb_button.click()
    dialog._verb_button.click()
    assert wanted.got == [joins.pairs[1]]


def test_a_title_of_the_list_is_nothing_to_join(dialog: JoinsDialog) -> None:
    assert dialog.list.item(0).flags() == Qt.ItemFlag.NoItemFlags
    dialog.list.setCurrentRow(0)
    assert dialog.chosen is None
    assert not dialog._verb_button.isEnabled()


def test_without_any_pair_it_says_so(dialog: JoinsDialog) -> None:
    dialog.show_joins((), ())
    assert dialog.nothing.text() == "Nobody is likely one person in both."
    assert not dialog.list.isVisible()
    assert not dialog._verb_button.isEnabled()


def test_a_name_from_elsewhere_is_shown_as_it_is(dialog: JoinsDialog) -> None:
    dialog.show_joins((pair_row(1, 2, HOSTILE),), ())
    label = dialog._cells[1][1]
    assert label.text() == HOSTILE
    assert label.textFormat() == Qt.TextFormat.PlainText


# --- with the window ------------------------------------------------------------------------------


def opened(window: MainWindow, qtbot: QtBot) -> JoinsDialog:
    window.actions_of["joins"].trigger()
    qtbot.waitUntil(lambda: window.joining.dialog is not None)
    assert window.joining.dialog is not None
    return window.joining.dialog


def test_two_are_joined_and_the_same_button_parts_them(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    window = open_window(desk)
    dialog = opened(window, qtbot)
    qtbot.waitUntil(lambda: dialog.list.count() == 3)
    dialog._verb_button.click()
    qtbot.waitUntil(lambda: "Joined by hand (1)" in lines(dialog))
    assert lines(dialog) == [
        "Likely one person (1)",
        "Bea Lindholm · ClubOS 40015 and WODIFY 971 · same name",
        "Joined by hand (1)",
        "Aiden Kowalczyk · WODIFY 970",
    ]
    assert dialog._verb_button.text() == "Part"
    assert dialog.remark.text().startswith("WODIFY 970 was joined by Jo, ")
    assert "Joined" in window.status.message
    dialog._verb_button.click()
    qtbot.waitUntil(lambda: dialog.list.count() == 3)
    assert dialog.list.currentRow() == 1
    assert dialog._verb_button.text() == "Join these two"
    assert desk.queries.joins.decided == [
        ("join", ClientId(14), "Jo"),
        ("part", ClientId(14), "Jo"),
    ]
    dialog.reject()


def test_what_may_not_be_joined_says_why_and_the_dialog_stays(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.queries.joins.refuses = UsageError("Something was noted about both of them")
    window = open_window(desk)
    dialog = opened(window, qtbot)
    qtbot.waitUntil(lambda: dialog.list.count() == 3)
    dialog._verb_button.click()
    qtbot.waitUntil(lambda: "noted about both" in dialog.remark.text())
    assert dialog._verb_button.isEnabled()
    assert desk.queries.joins.decided == []
    dialog.reject()
    assert window.joining.dialog is None


def test_it_opens_on_the_client_that_is_selected(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    window = open_window(desk)
    window.show_pane("clients")
    window.clients.select(ClientId(15))
    dialog = opened(window, qtbot)
    qtbot.waitUntil(lambda: dialog.list.count() == 3)
    assert dialog.chosen == desk.queries.joins.pairs[1]
    dialog.reject()


def test_the_lists_are_read_anew_after_a_join(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    window = open_window(desk)
    dialog = opened(window, qtbot)
    qtbot.waitUntil(lambda: dialog.list.count() == 3)
    desk.queries.people = desk.queries.people[:3]
    dialog._verb_button.click()
    qtbot.waitUntil(lambda: len(window.clients.table.visible_rows()) == 3)
    dialog.reject()


# --- undo -----------------------------------------------------------------------------------------

CONTROL = Qt.KeyboardModifier.ControlModifier
JOIN, PART = ("join", ClientId(15), "Jo"), ("part", ClientId(15), "Jo")


def join_bea(window: MainWindow, qtbot: QtBot) -> None:
    """Join the second pair from the keyboard, and close the dialog."""
    window.clients.select(ClientId(15))
    dialog = opened(window, qtbot)
    qtbot.waitUntil(lambda: dialog.list.count() == 3 and dialog.list.hasFocus())
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: "Joined by hand (1)" in lines(dialog))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.joining.dialog is None)


def press(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.clients.view, key, CONTROL)


def test_a_join_is_undone_and_done_again_by_the_keys(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    window = open_window(desk)
    window.show_pane("clients")
    join_bea(window, qtbot)
    decided = desk.queries.joins.decided
    assert window.actions_of["undo"].text() == "&Undo: Bea Lindholm joined"
    press(window, qtbot, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: decided == [JOIN, PART])
    qtbot.waitUntil(lambda: window.status.message == "Undone: Bea Lindholm joined.")
    assert window.actions_of["redo"].text() == "&Redo: Bea Lindholm joined"
    press(window, qtbot, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: decided == [JOIN, PART, JOIN])
    press(window, qtbot, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: decided == [JOIN, PART, JOIN, PART])
    assert desk.queries.joins.kept == []


def test_who_was_joined_is_parted_in_the_detail_and_that_is_undone_by_the_keys(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    window = open_window(desk)
    window.show_pane("clients")
    assert not window.detail.join_line.isVisible()
    join_bea(window, qtbot)
    line = window.detail.join_line
    qtbot.waitUntil(line.isVisible)
    assert line.text == "WODIFY 971 was joined by Jo, 09:12 today"
    line.part.setFocus()
    QTest.keyClick(line.part, Qt.Key.Key_Space)
    decided = desk.queries.joins.decided
    qtbot.waitUntil(lambda: decided == [JOIN, PART])
    qtbot.waitUntil(lambda: not line.isVisible())
    assert window.case_actions.toast.title == "Bea Lindholm parted"
    press(window, qtbot, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: decided == [JOIN, PART, JOIN])
    qtbot.waitUntil(line.isVisible)
    press(window, qtbot, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: decided == [JOIN, PART, JOIN, PART])
    press(window, qtbot, Qt.Key.Key_Z)
    press(window, qtbot, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: decided[4:] == [JOIN, PART])


def test_an_undo_that_is_refused_says_why_and_forgets_the_rest(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    window = open_window(desk)
    window.show_pane("clients")
    join_bea(window, qtbot)
    desk.queries.joins.refuses = UsageError("Nobody was joined to this client")
    press(window, qtbot, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: "Nobody was joined" in window.status.message)
    assert not window.actions_of["undo"].isEnabled()
    assert not window.actions_of["redo"].isEnabled()


def test_who_another_program_parted_meanwhile_is_said_and_read_anew(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    window = open_window(desk)
    window.show_pane("clients")
    join_bea(window, qtbot)
    line = window.detail.join_line
    qtbot.waitUntil(line.isVisible)
    desk.queries.joins.kept = []
    desk.queries.joins.refuses = UsageError("Nobody was joined to this client")
    line.part.click()
    qtbot.waitUntil(lambda: "Nobody was joined" in window.status.message)
    qtbot.waitUntil(lambda: not line.isVisible())


@pytest.mark.parametrize("noted", [False, True])
def test_each_join_is_parted_alone_and_whoever_stays_is_remembered(noted: bool) -> None:
    """Another record was joined to the client before: that one is not parted along."""
    from ui.joining import Joined

    commands = StaysWith(9 if noted else 0)
    made = Joined(commands, ClubId(1), [(ClientId(1), ClientId(9)), (ClientId(1), ClientId(5))], "")
    made.turn_join(True)
    made.turn_join(False)
    made.turn_join(True)
    stays = 9 if noted else 1
    assert commands.asked == [
        ("part", 1, 5),
        ("part", 1, 9),
        ("join", 1, 9),
        ("join", stays, 5),
        ("part", stays, 5),
        ("part", stays, 10 - stays),
    ]


class StaysWith:
    """Joins of which one client, about whom something was typed, always stays."""

    def __init__(self, noted: int) -> None:
        self._noted = noted
        self.asked: list[tuple[str, int, int | None]] = []

    def join(self, club_id: ClubId, one: ClientId, other: ClientId, *, staff: str) -> ClientId:
        self.asked.append(("join", one, other))
        return other if other == self._noted else one

    def part(
        self,
        club_id: ClubId,
        client_id: ClientId,
        *,
        staff: str,
        from_client: ClientId | None = None,
    ) -> int:
        self.asked.append(("part", client_id, from_client))
        return 1
