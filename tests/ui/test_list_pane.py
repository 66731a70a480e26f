"""Table manners in the window: columns, filter, copying, unfolding, provenance, printed columns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gymdesk.domain.client import ClientId
from tests.ui.fakes import HOSTILE, FakeDesk
from ui.dialogs.where_from import WhereFromDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.list_pane import ListPane
    from ui.main_window import MainWindow
    from ui.models.conditions import Condition

    Open = Callable[..., MainWindow]

MARA = ClientId(117)


def settle(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.kept[0].busy)  # type: ignore[attr-defined]


def condition(pane: ListPane, words: str) -> Condition:
    groups = pane.filter._offered.groups(pane._all_rows())
    return next(c for _, conditions in groups for c in conditions if c.words == words)


def names(pane: ListPane) -> list[str]:
    return [row.name for row in pane.table.visible_rows()]


def copied(window: MainWindow, action: str) -> tuple[list[list[str]], str]:
    window.actions_of[action].trigger()
    data = QGuiApplication.clipboard().mimeData()
    return [line.split("\t") for line in data.text().split("\n")], data.html()


def test_conditions_of_one_group_widen_and_of_two_groups_narrow(window: MainWindow) -> None:
    pane = window.collections
    pane.chips.choose("all")
    rows = pane.table.visible_rows()
    dana, sam = condition(pane, "Dana Fox"), condition(pane, "Sam Ortega")
    stale = condition(pane, "Stale")
    pane.filter.set_condition(sam, True)
    assert {row.trainer for row in pane.table.visible_rows()} == {"Sam Ortega"}
    pane.filter.set_condition(dana, True)
    wanted = [row.name for row in rows if row.trainer in ("Dana Fox", "Sam Ortega")]
    assert names(pane) == wanted
    pane.filter.set_condition(stale, True)
    assert names(pane) == ["Grace Okonjo"]
    assert pane.filter_words() == "Sam Ortega, Dana Fox, Stale"


def test_a_condition_is_a_chip_that_takes_it_away(window: MainWindow, qtbot: QtBot) -> None:
    pane = window.collections
    n = len(names(pane))
    pane.filter.set_condition(condition(pane, "Sam Ortega"), True)
    (chip,) = pane.chips._conditions
    assert chip.accessibleName() == "Sam Ortega, take away"
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert len(names(pane)) == n
    assert pane.chips._conditions == []


def test_the_filter_menu_ticks_what_is_set_and_clears_it(window: MainWindow) -> None:
    pane = window.clients
    pane.filter.set_condition(condition(pane, "Sam Ortega"), True)
    menu = pane.filter.menu()
    ticked = [a for sub in menu.actions() if sub.menu() for a in sub.menu().actions()]
    assert [a.text() for a in ticked if a.isChecked()] == ["Sam Ortega"]
    next(a for a in ticked if a.text() == "Dana Fox").trigger()
    assert pane.filter.words() == ["Sam Ortega", "Dana Fox"]
    menu.actions()[-1].trigger()
    assert pane.filter.words() == []


def test_conditions_survive_new_figures_and_end_with_the_club(
    window: MainWindow, qtbot: QtBot
) -> None:
    pane = window.collections
    pane.filter.set_condition(condition(pane, "Sam Ortega"), True)
    before = names(pane)
    window.kept[2].reload()  # type: ignore[attr-defined]
    settle(qtbot, window)
    assert names(pane) == before
    pane.show_club(True)
    assert pane.filter.words() == []


def test_copied_rows_have_the_columns_of_the_screen_and_headers_if_wanted(
    window: MainWindow,
) -> None:
    pane = window.collections
    pane.select(MARA)
    rows, html = copied(window, "copy")
    assert rows[0][:3] == ["Mara Ellison", "$612.00", "47 d"]
    assert len(rows) == 1
    assert "<th" not in html
    pane.view.change_layout(pane.view.column_layout.moved("age", -1).with_shown("email", True))
    rows, html = copied(window, "copy_headers")
    assert rows[0][:3] == ["Client", "Age", "Past due"]
    assert rows[0][-1] == "E-mail"
    assert rows[1][1:3] == ["47 d", "$612.00"]
    assert '<td align="right">$612.00</td>' in html
    assert "<th>Client</th>" in html


def test_aging_is_copied_in_words(window: MainWindow) -> None:
    window.collections.select(MARA)
    rows, _ = copied(window, "copy_headers")
    aging = rows[1][rows[0].index("Aging")]
    assert aging == "1–30 days: $306.00; 31–60 days: $306.00"


@pytest.mark.parametrize(
    "name", ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "a\tb", "a\n=b", HOSTILE]
)
def test_no_copied_cell_starts_a_formula_and_html_is_escaped(
    open_window: Open, desk: FakeDesk, qtbot: QtBot, name: str
) -> None:
    from dataclasses import replace

    first = desk.queries.people[0]
    desk.queries.people = (replace(first, name=name), *desk.queries.people[1:])
    window = open_window(desk)
    assert window.collections.select(first.client_id)
    rows, html = copied(window, "copy")
    assert len(rows) == 1
    assert len(rows[0]) == len(window.collections.view.shown_columns())
    assert rows[0][0].lstrip()[:1] not in tuple("=+-@")
    assert "<img" not in html
    assert "'=" not in html.replace("&#x27;", "")


def test_nothing_selected_copies_the_whole_list(window: MainWindow) -> None:
    window.show_pane("collections")
    window.collections.view.clearSelection()
    rows, _ = copied(window, "copy")
    assert len(rows) == len(window.collections.table.visible_rows())


def test_the_selection_is_added_up_in_the_status_bar(window: MainWindow) -> None:
    pane = window.collections
    pane.chips.choose("all")
    pane.view.selectAll()
    assert window.status.summary == "14 selected · $4,019.00 · 2 unknown"
    assert len(pane.selected_rows()) == 14


def test_a_row_unfolds_to_agreements_and_invoices_and_stays_open_over_a_refresh(
    window: MainWindow, qtbot: QtBot
) -> None:
    pane = window.collections
    pane.select(MARA)
    pane.view.setFocus()
    QTest.keyClick(pane.view, Qt.Key.Key_Right)
    settle(qtbot, window)
    at = pane.table.index_of(MARA)
    words = [pane.table.index(i, 0, at).data() for i in range(pane.table.rowCount(at))]
    assert "16 Session Package" in words
    assert any("#20418" in word for word in words)
    assert pane.view.selected_ids() == [MARA]
    window.kept[2].reload()  # type: ignore[attr-defined]
    settle(qtbot, window)
    assert pane.view.is_unfolded(MARA)
    assert pane.table.rowCount(pane.table.index_of(MARA)) == len(words)
    QTest.keyClick(pane.view, Qt.Key.Key_Left)
    assert pane.table.unfolded() == []


def test_stepping_goes_from_client_to_client_past_what_is_unfolded(
    window: MainWindow, qtbot: QtBot
) -> None:
    pane = window.collections
    pane.select(MARA)
    pane.on_unfold_wanted(MARA)
    settle(qtbot, window)
    QTest.keyClick(pane.view, Qt.Key.Key_Right)
    assert pane.view.currentIndex().parent().isValid()
    before = pane.table.index_of(MARA).row()
    QTest.keyClick(pane.view, Qt.Key.Key_N)
    assert pane.view.currentIndex().row() == before + 1
    QTest.keyClick(pane.view, Qt.Key.Key_P)
    assert pane.view.current_id() == MARA


def test_shift_f1_says_field_run_and_time_and_can_be_copied(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.collections.select(MARA)
    settle(qtbot, window)
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    (dialog,) = window.findChildren(WhereFromDialog)
    assert "remainingTotal" in dialog.words.text()
    assert "Run: 31" in dialog.words.text()
    dialog.on_copy_clicked()
    assert QGuiApplication.clipboard().text() == dialog.words.text()
    dialog.close()


def test_columns_sort_and_widths_are_there_again_after_a_restart(
    open_window: Open, desk: FakeDesk
) -> None:
    first = open_window(desk)
    view = first.collections.view
    layout = view.column_layout.with_shown("email", True).moved("age", -1).with_width("age", 120)
    view.change_layout(layout)
    view.sortByColumn(first.collections.table.column_of("age"), Qt.SortOrder.DescendingOrder)
    kept = view.column_layout
    order = names(first.collections)
    first.close()
    second = open_window(desk)
    assert second.collections.view.column_layout == kept
    assert names(second.collections) == order
    assert second.clients.view.column_layout != kept
    second.actions_of["reset_columns"].trigger()
    assert "email" not in second.collections.view.wanted_columns()


def test_the_paper_has_the_chosen_columns_in_their_order(window: MainWindow) -> None:
    pane = window.collections
    layout = pane.view.column_layout.with_shown("email", True).with_shown("phone", False)
    pane.view.change_layout(layout.with_shown("trainer", True).moved("trainer", -99))
    shown = pane.shown_list()
    assert shown is not None
    sheet = window.outlet.sheet(shown, "", "", pane.view.wanted_columns())
    titles = [column.title for column in sheet.contents.columns]
    assert titles[:4] == ["#", "Client", "Trainer", "Past due"]
    assert titles.index("E-mail") > titles.index("Age")
    assert "Phone" not in titles
    assert [row.cells[1] for row in sheet.contents.rows] == names(pane)


def test_the_paper_says_what_the_worklist_says(window: MainWindow) -> None:
    pane = window.collections
    shown = pane.shown_list()
    assert shown is not None
    columns = pane.view.wanted_columns()
    sheet = window.outlet.sheet(shown, "", "", columns, pane.worklist())
    titles = [column.title for column in sheet.contents.columns]
    assert titles[-4:] == ["Last contact", "Promise", "Next", "Phone"]
    for row, printed in zip(shown.rows, sheet.contents.rows, strict=True):
        assert printed.line.startswith(pane.why(row))
        assert printed.cells[titles.index("Next")] == pane.cell("next", row)
    assert sheet.is_landscape
    assert "in call order" in sheet.contents.sublines[0]


def test_the_paper_says_of_the_same_rows_as_the_screen_that_they_are_off_the_list(
    window: MainWindow,
) -> None:
    pane = window.collections
    pane.chips.choose("all")
    calls, shown = pane.calls, pane.shown_list()
    assert calls is not None
    assert shown is not None
    off = {row.client_id for row in calls.off}
    assert off
    assert {r.client_id for r in shown.rows if pane.off_the_list(r)} == off
    sheet = window.outlet.sheet(shown, "", "", pane.view.wanted_columns(), pane)
    assert any("off the call list" in note.text for note in sheet.contents.notes)
    calling = window.outlet.call_sheet(shown, "", "", pane)
    numbers = {int(row.cells[0]) for row in calling.contents.rows}
    assert numbers
    assert not {n for n, row in enumerate(shown.rows, 1) if row.client_id in off} & numbers


def test_the_menus_offer_columns_and_copies(window: MainWindow) -> None:
    header = window.list_commands.menu(header=True)
    ticked = {a.text(): a.isChecked() for a in header.actions() if a.isCheckable()}
    assert ticked["Last contact"]
    assert not ticked["E-mail"]
    next(a for a in header.actions() if a.text() == "E-mail").trigger()
    assert "email" in window.collections.view.wanted_columns()
    row = window.list_commands.menu(header=False)
    assert window.actions_of["copy_headers"] in row.actions()
    assert window.actions_of["promise"] in row.actions()
    window.show_pane("clients")
    row = window.list_commands.menu(header=False)
    assert window.actions_of["copy_headers"] in row.actions()
    assert window.actions_of["promise"] not in row.actions()


def test_clients_can_be_filtered_by_the_user_whose_they_are(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    users = [("jo",), ("jo", "mika"), ("mika",), ()]
    desk.queries.people = tuple(
        replace(row, users=users[at % len(users)]) for at, row in enumerate(desk.queries.people)
    )
    window = open_window(desk)
    window.show_pane("clients")
    settle(qtbot, window)
    pane = window.clients
    everybody = pane.table.visible_rows()
    pane.filter.set_condition(condition(pane, "mika"), True)
    assert names(pane) == [row.name for row in everybody if "mika" in row.users]
    pane.filter.set_condition(condition(pane, "mika"), False)
    pane.filter.set_condition(condition(pane, "In no user's list"), True)
    assert names(pane) == [row.name for row in everybody if not row.users]


def test_a_gym_with_one_user_is_not_offered_to_filter_by_users(window: MainWindow) -> None:
    offered = window.clients.filter._offered.groups(window.clients._all_rows())
    assert "ClubOS user" not in [title for title, _ in offered]
