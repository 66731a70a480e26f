"""The list's columns and branches on the screen: frozen name, keys, pointer, what is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from gymdesk.domain.client import ClientId
from tests.ui.models.samples import client, columns, english
from tests.ui.models.test_branches import branch
from tests.ui.widgets.test_choices import Told
from ui.dialogs.columns import ColumnsDialog
from ui.models.client_branches import ClientBranches
from ui.models.column_layout import first_layout
from ui.widgets.list_view import ListView

ROOT = Path(__file__).parents[3]
PEOPLE = [client(i, f"Client {i:03d}", i * 1000, days_past_due=i) for i in range(1, 40)]


@pytest.fixture
def view(qtbot, style) -> ListView:
    made = ListView(style)
    table = columns().collections_table(made)
    table.set_rows(PEOPLE)
    made.setModel(table)
    made.set_choosable(True)
    made.set_unfolding(True)
    made.set_why_line(True)
    made.resize(700, 400)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def keys_shown(view: ListView) -> list[str]:
    return [view.model().columns[at].key for at in view.shown_columns()]


def choose(view: ListView, *keys: str) -> None:
    layout = view.column_layout
    for key in keys:
        layout = layout.with_shown(key, True)
    view.change_layout(layout)
    QApplication.processEvents()


@pytest.mark.parametrize("width_px", range(320, 1000, 20))
def test_no_amount_is_pushed_off_the_edge_by_a_column_that_nobody_chose(view, width_px):
    table = columns().clients_table(view)
    table.set_rows([*PEOPLE, client(99, "Client 099", 123_456_789)])
    view.setModel(table)
    view.resize(width_px, 400)
    QApplication.processEvents()
    assert "past_due" in keys_shown(view)
    used = sum(view.columnWidth(at) for at in view.shown_columns())
    assert used <= view.viewport().width()


def test_a_chosen_column_is_shown_also_where_there_is_no_room(view):
    told = Told()
    view.layout_changed.connect(told.on_told)
    assert "email" not in keys_shown(view)
    choose(view, "email", "phone", "package")
    assert {"email", "phone", "package"} <= set(keys_shown(view))
    assert view.horizontalScrollBar().maximum() > 0
    assert told.values == [view.column_layout]


def test_the_name_stays_while_the_others_scroll(view):
    choose(view, "email", "phone", "package")
    name = view.columnWidth(0)
    before = view.viewport().grab().toImage()
    bar = view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    after = view.viewport().grab().toImage()
    strip = (0, 0, name - 4, 30)
    assert before.copy(*strip) == after.copy(*strip)
    assert view.frozen_px() == name
    assert view.header().frozen_px() == name
    view.select_id(ClientId(30))
    assert bar.value() == bar.maximum()


def test_the_frozen_header_sorts_by_the_name_it_shows(qtbot, view):
    choose(view, "email", "phone", "package")
    view.horizontalScrollBar().setValue(200)
    for _ in range(2):
        qtbot.mouseClick(view.header().viewport(), Qt.MouseButton.LeftButton, pos=QPoint(30, 10))
    assert view.model().sorted_by == (0, Qt.SortOrder.DescendingOrder)
    assert view.column_layout.sorted_by == "name"


def test_a_layout_moves_columns_and_a_reset_puts_them_back(view):
    built = keys_shown(view)
    view.change_layout(view.column_layout.moved("age", -1))
    assert keys_shown(view)[:3] == ["name", "age", "past_due"]
    view.reset_layout()
    assert keys_shown(view) == built
    assert view.column_layout == first_layout(view.model().columns)


def test_a_column_dragged_wider_is_kept_and_an_amount_is_never_cut_off(style, view):
    view.on_section_dragged({view.model().column_of("age"): 160})
    assert view.column_layout.choice("age").width_px == 160
    assert view.columnWidth(view.model().column_of("age")) == 160
    view.change_layout(view.column_layout.with_width("past_due", 40))
    at = view.model().column_of("past_due")
    widest = style.metrics("body_bold").horizontalAdvance(view.model().longest_text(at))
    assert view.columnWidth(at) >= widest + 20


def test_without_the_why_column_rows_have_one_line(qtbot, view):
    view.change_layout(view.column_layout.with_shown("why", False))
    qtbot.waitUntil(lambda: view.rowHeight(view.model().index(0, 0)) == 36)
    assert not view.shows_why_line()


def test_n_and_p_step_while_the_list_has_the_keys(qtbot, view):
    told = Told()
    view.stepped.connect(told.on_told)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_N)
    qtbot.keyClick(view, Qt.Key.Key_P)
    assert told.values == [1, -1]


def test_the_arrows_unfold_enter_leave_and_fold(qtbot, view):
    wanted, folded = Told(), Told()
    view.unfold_wanted.connect(wanted.on_told)
    view.fold_wanted.connect(folded.on_told)
    view.select_id(ClientId(3))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert wanted.values == [ClientId(3)]
    view.model().unfold(ClientId(3), [branch("a"), branch("b")])
    view.unfold(ClientId(3))
    assert view.is_unfolded(ClientId(3))
    assert view.selected_ids() == [ClientId(3)]
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.currentIndex().parent().isValid()
    assert view.current_id() == ClientId(3)
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert not view.currentIndex().parent().isValid()
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert folded.values == [ClientId(3)]
    assert not view.is_unfolded(ClientId(3))


def test_the_sign_before_the_name_unfolds_and_the_name_selects(qtbot, view):
    wanted = Told()
    view.unfold_wanted.connect(wanted.on_told)
    rect = view.visualRect(view.model().index(1, 0))
    at = QPoint(18, rect.center().y())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert wanted.values == [ClientId(2)]
    assert view.selected_ids() == []
    at = QPoint(80, rect.center().y())
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.selected_ids() == [ClientId(2)]


def test_what_is_unfolded_stays_so_while_the_list_moves(qtbot, view):
    view.model().unfold(ClientId(3), ClientBranches(english()).reading())
    view.unfold(ClientId(3))
    view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert view.is_unfolded(ClientId(3))
    view.model().set_query("004")
    view.model().set_query("")
    assert view.is_unfolded(ClientId(3))


def test_the_menu_key_asks_for_the_menu_of_the_row(qtbot, view):
    told: list[tuple[QPoint, bool]] = []
    view.menu_wanted.connect(lambda at, header: told.append((at, header)))
    from PySide6.QtGui import QContextMenuEvent

    view.select_id(ClientId(2))
    reason = QContextMenuEvent.Reason.Keyboard
    event = QContextMenuEvent(reason, QPoint(0, 0), view.mapToGlobal(QPoint(0, 0)))
    QApplication.sendEvent(view.viewport(), event)
    header = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(9, 9), QPoint(9, 9))
    QApplication.sendEvent(view.header().viewport(), header)
    assert [header for _, header in told] == [False, True]


def test_the_dialog_chooses_orders_widens_and_resets_by_keys(qtbot, style, view):
    dialog = ColumnsDialog(style, view)
    qtbot.addWidget(dialog)
    dialog.show()
    items = [dialog.list.item(i).text() for i in range(dialog.list.count())]
    assert items[0] == "Client (always first)"
    at = items.index("E-mail")
    dialog.list.item(at).setCheckState(Qt.CheckState.Checked)
    assert "email" in keys_shown(view)
    dialog.list.setCurrentRow(2)
    dialog.on_up_clicked()
    assert view.column_layout.keys()[1] == "age"
    assert dialog.list.currentRow() == 1
    before = view.columnWidth(view.model().column_of("age"))
    dialog.on_wider_clicked()
    assert view.columnWidth(view.model().column_of("age")) == before + 16
    dialog.on_narrower_clicked()
    assert view.columnWidth(view.model().column_of("age")) == before
    dialog.on_reset_clicked()
    assert view.column_layout == first_layout(view.model().columns)


COPY_AND_END = """
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
app = QApplication([])
from tests.ui.models.samples import client, columns
from ui.style import Style
from ui.table_copy import copied
from ui.widgets.list_view import ListView
style = Style()
style.apply(app)
view = ListView(style)
table = columns().collections_table(view)
table.set_rows([client(1, "Mara", 100)])
view.setModel(table)
QGuiApplication.clipboard().setMimeData(copied(view, table, headers=True))
print(QGuiApplication.clipboard().text())
"""


def test_the_program_ends_in_peace_with_a_table_on_the_clipboard():
    done = subprocess.run(
        [sys.executable, "-c", COPY_AND_END],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.startswith("Client\tPast due")
    assert done.returncode == 0
