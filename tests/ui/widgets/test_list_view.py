"""The list: keeps what is selected, paints grounds, fixes its columns."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from gymdesk.domain.aging import Aging
from tests.ui.models.samples import client, columns
from tests.ui.widgets.test_choices import Told
from ui.style import Theme
from ui.widgets.list_view import ListView

PEOPLE = [
    client(i, f"Client {i:03d}", None if i % 17 == 0 else (i * 1000) % 7000, days_past_due=i)
    for i in range(1, 120)
]


@pytest.fixture
def view(qtbot, style) -> ListView:
    made = ListView(style)
    table = columns().collections_table(made)
    table.set_rows(PEOPLE)
    made.setModel(table)
    made.resize(800, 400)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def table_of(view: ListView):
    return view.model()


def test_a_refresh_keeps_current_row_selection_and_scroll(view):
    view.select_id(60)
    scroll = view.verticalScrollBar().value()
    assert scroll > 0
    table_of(view).set_rows([*PEOPLE, client(500, "Zoe New", 100)])
    assert view.current_id() == 60
    assert view.selected_ids() == [60]
    assert view.verticalScrollBar().value() == scroll


def test_a_row_that_a_search_hides_is_current_again_afterwards(view):
    view.select_id(60)
    table_of(view).set_query("client 003")
    assert view.current_id() is None
    table_of(view).set_query("")
    assert view.current_id() == 60


def test_sorting_takes_the_current_row_along(view):
    view.select_id(60)
    view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    assert view.current_id() == 60
    assert view.selected_ids() == [60]


def test_a_header_click_sorts_and_a_second_one_turns_it_round(qtbot, view):
    header = view.header()
    at = QPoint(header.sectionViewportPosition(0) + 20, 10)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    first = table_of(view).sorted_by
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert first is not None
    assert table_of(view).sorted_by == (0, Qt.SortOrder(1 - first[1].value))


def test_enter_activates_the_current_row(qtbot, view):
    told = Told()
    view.activated.connect(told.on_told)
    view.select_id(3)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert [index.row() for index in told.values] == [2]


def test_select_id_says_whether_the_row_is_shown(view):
    assert view.select_id(5)
    assert not view.select_id(9999)
    assert view.current_id() == 5


@pytest.mark.parametrize(("width", "why", "height"), [(800, True, 54), (1700, True, 36)])
def test_the_why_line_becomes_a_column_in_a_wide_list(qtbot, view, width, why, height):
    view.set_why_line(why)
    view.resize(width, 400)
    qtbot.waitUntil(lambda: view.rowHeight(table_of(view).index(0, 0)) == height)
    at = table_of(view).column_of("why")
    assert view.isColumnHidden(at) == (height == 54)


def test_rows_are_36_px_without_and_34_in_panels(qtbot, view):
    assert view.rowHeight(table_of(view).index(0, 0)) == 36
    view.set_panel_rows(True)
    qtbot.waitUntil(lambda: view.rowHeight(table_of(view).index(0, 0)) == 34)


def test_a_narrow_list_leaves_columns_out_and_the_name_takes_the_rest(view):
    table = table_of(view)
    view.resize(500, 400)
    QApplication.processEvents()
    hidden = {c.key for i, c in enumerate(table.columns) if view.isColumnHidden(i)}
    built = {c.key for c in table.columns if c.chosen}
    assert hidden & built == {"aging", "why", "trainer", "phone"}
    shown = sum(view.columnWidth(i) for i in view.shown_columns())
    assert shown == view.viewport().width()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_an_amount_is_never_cut_off(style, view, scale):
    style.set_text_scale(scale)
    table_of(view).set_rows([client(1, "Rich", 99_999_999_99)])
    at = table_of(view).column_of("past_due")
    words = table_of(view).index(0, at).data()
    assert words == "$99,999,999.99"
    assert view.columnWidth(at) >= style.metrics("body_bold").horizontalAdvance(words) + 20


@pytest.mark.parametrize("theme", list(Theme))
def test_the_selected_row_has_its_ground_and_bar_in_every_theme(style, view, theme):
    style.set_theme(theme)
    view.select_id(2)
    view.clearFocus()
    row = view.visualRect(table_of(view).index(1, 0))
    image = view.viewport().grab().toImage()
    bar = style.tokens.focus if theme == Theme.CONTRAST else style.tokens.accent
    middle = row.y() + row.height() // 2
    assert image.pixelColor(1, middle).name() == bar.lower()
    assert image.pixelColor(10, row.y() + 5).name() == style.tokens.sel.lower()
    assert image.pixelColor(10, row.y() + 41).name() == style.tokens.surface.lower()


def test_aging_on_a_selected_row_stands_on_a_plate_of_surface(style, view):
    table_of(view).set_rows([client(1, "A", 100, aging=Aging(days_1_30=100))])
    view.select_id(1)
    at = table_of(view).column_of("aging")
    cell = view.visualRect(table_of(view).index(0, at))
    image = view.viewport().grab().toImage()
    x, y = cell.x() + 40, cell.y() + 17
    assert image.pixelColor(x, y).name() == style.tokens.aging[0].lower()
    assert image.pixelColor(x, y - 6).name() == style.tokens.surface.lower()
    assert image.pixelColor(x, y - 11).name() == style.tokens.sel.lower()


def test_the_pointer_marks_a_row_and_leaves_it(qtbot, view):
    at = view.visualRect(table_of(view).index(2, 0)).center()
    qtbot.mouseMove(view.viewport(), at)
    qtbot.waitUntil(lambda: view.hover_line() == 2)
