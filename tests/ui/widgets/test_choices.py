"""Chips, search and navigation: what the keys do and what is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionFrame,
    QVBoxLayout,
    QWidget,
)

from ui.style import Style, Theme
from ui.widgets.chips import ChipRow
from ui.widgets.navigation import NavigationList
from ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Told(QObject):
    """Remembers what a signal carried."""

    def __init__(self) -> None:
        super().__init__()
        self.values: list[object] = []

    @Slot(object)
    def on_told(self, value: object) -> None:
        self.values.append(value)

    @Slot()
    def on_nothing_told(self) -> None:
        self.values.append(None)


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def chips(qtbot: QtBot, style: Style) -> tuple[ChipRow, Told]:
    row, told = ChipRow(style), Told()
    row.chosen.connect(told.on_told)
    row.set_chips([("todo", "To do", 14), ("promised", "Promised", 3), ("all", "All", None)])
    row.resize(600, 44)
    shown(qtbot, row)
    return row, told


def buttons(row: ChipRow) -> list[QPushButton]:
    return row.findChildren(QPushButton)


def test_the_first_chip_is_chosen_and_nobody_is_told(qtbot, style):
    row, told = chips(qtbot, style)
    assert row.key == "todo"
    assert told.values == []
    assert [b.text() for b in buttons(row)] == ["To do  14", "Promised  3", "All"]


def test_a_click_chooses_a_chip_once(qtbot, style):
    row, told = chips(qtbot, style)
    for _ in range(2):
        qtbot.mouseClick(buttons(row)[1], Qt.MouseButton.LeftButton)
    assert (row.key, told.values) == ("promised", ["promised"])


def test_the_chips_are_one_tab_stop_with_arrows_inside(qtbot, style):
    row, told = chips(qtbot, style)
    stops = [b for b in buttons(row) if b.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [buttons(row)[0]]
    buttons(row)[0].setFocus()
    qtbot.keyClick(buttons(row)[0], Qt.Key.Key_Right)
    qtbot.keyClick(buttons(row)[1], Qt.Key.Key_End)
    qtbot.keyClick(buttons(row)[2], Qt.Key.Key_Right)
    qtbot.keyClick(buttons(row)[2], Qt.Key.Key_Left)
    qtbot.keyClick(buttons(row)[1], Qt.Key.Key_Home)
    assert told.values == ["promised", "all", "promised", "todo"]
    assert buttons(row)[0].hasFocus()


def test_new_counts_keep_the_choice_and_the_buttons(qtbot, style):
    row, told = chips(qtbot, style)
    row.choose("all")
    before = buttons(row)
    row.set_chips([("todo", "To do", 13), ("promised", "Promised", 4), ("all", "All", None)])
    assert buttons(row) == before
    assert (row.key, told.values) == ("all", ["all"])
    assert before[0].text() == "To do  13"


def test_chips_wrap_to_a_second_row_where_they_do_not_fit(qtbot, style):
    row, _ = chips(qtbot, style)
    assert row.heightForWidth(600) <= 44
    assert row.heightForWidth(220) > 44


def test_a_chip_shows_an_ampersand_as_it_stands(qtbot, style):
    row = ChipRow(style)
    qtbot.addWidget(row)
    row.set_chips([("a", "Bench & Bar", 2)])
    assert buttons(row)[0].text() == "Bench && Bar  2"
    assert buttons(row)[0].accessibleName() == "Bench & Bar, 2"


def search(qtbot: QtBot, style: Style) -> tuple[SearchField, Told, Told]:
    field, told, left = SearchField(style, "Search name"), Told(), Told()
    field.text_settled.connect(told.on_told)
    field.left.connect(left.on_nothing_told)
    shown(qtbot, field)
    field.setFocus()
    return field, told, left


def test_a_burst_of_keys_is_told_once(qtbot, style):
    field, told, _ = search(qtbot, style)
    qtbot.keyClicks(field, "ellison")
    qtbot.waitUntil(lambda: told.values == ["ellison"])


def test_escape_clears_the_search_and_then_leaves_it(qtbot, style):
    field, told, left = search(qtbot, style)
    qtbot.keyClicks(field, "el")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert left.values == []
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert left.values == [None]
    assert told.values in ([], ["el", ""])


def test_the_clear_button_is_there_only_with_text(qtbot, style):
    field, told, _ = search(qtbot, style)
    clear = field.findChild(QWidget, "search_clear")
    assert not clear.isVisible()
    qtbot.keyClicks(field, "el")
    field.settle()
    assert clear.isVisible()
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert (field.text(), told.values) == ("", ["el", ""])
    assert field.hasFocus()


def test_enter_tells_the_text_at_once_and_goes_to_the_list(qtbot, style):
    field, told, left = search(qtbot, style)
    qtbot.keyClicks(field, "mara")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (told.values, left.values) == (["mara"], [None])


@pytest.mark.parametrize("theme", list(Theme))
def test_the_placeholder_is_as_readable_as_the_look_says(qtbot, style, theme):
    style.set_theme(theme)
    field, _, _ = search(qtbot, style)
    shown_in = field.palette().color(QPalette.ColorRole.PlaceholderText)
    assert shown_in == style.colour("text3")


def test_a_field_keeps_its_size_when_it_gets_the_focus(qtbot, style):
    page = QWidget()
    column = QVBoxLayout(page)
    one, other = SearchField(style, "Search"), QLineEdit()
    column.addWidget(one)
    column.addWidget(other)
    shown(qtbot, page)
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    heights = (one.sizeHint().height(), other.sizeHint().height())
    one.setFocus()
    qtbot.waitUntil(one.hasFocus)
    assert (one.sizeHint().height(), other.sizeHint().height()) == heights


def navigation(qtbot: QtBot, style: Style) -> tuple[NavigationList, Told]:
    panes, told = NavigationList(style), Told()
    panes.selected.connect(told.on_told)
    panes.add_item("clients", "clients", "Clients")
    panes.add_item("collections", "collections", "Collections")
    panes.add_item("sync", "sync", "Sync")
    panes.add_item("leads", "leads", "Leads", below_line=True)
    panes.resize(208, 300)
    shown(qtbot, panes)
    return panes, told


def test_arrows_and_letters_walk_the_panes(qtbot, style):
    panes, told = navigation(qtbot, style)
    panes.select("clients")
    panes.setFocus()
    qtbot.keyClick(panes, Qt.Key.Key_Down)
    qtbot.keyClick(panes, "L")
    qtbot.keyClick(panes, Qt.Key.Key_Up)
    assert told.values == ["clients", "collections", "leads", "sync"]
    assert panes.selected_key() == "sync"


def test_a_click_chooses_a_pane(qtbot, style):
    panes, told = navigation(qtbot, style)
    at = panes.visualRect(panes.model().index(1, 0)).center()
    qtbot.mouseClick(panes.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert told.values == ["collections"]


def test_counts_and_signs_are_said_in_words_too(qtbot, style):
    panes, _ = navigation(qtbot, style)
    panes.set_count("collections", 14)
    panes.set_state("sync", "st-warn", "warn", "WODIFY incomplete")
    spoken = [panes.model().index(i, 0).data(Qt.ItemDataRole.AccessibleTextRole) for i in range(3)]
    assert spoken == ["Clients", "Collections, 14", "Sync, WODIFY incomplete"]
    panes.set_state("sync", None)
    assert panes.model().index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Sync"


def test_a_narrow_navigation_says_the_name_as_a_tooltip(qtbot, style):
    panes, _ = navigation(qtbot, style)
    assert panes.width() == 208
    panes.set_narrow(True)
    assert panes.width() == 56
    assert "Clients" in panes.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize("theme", list(Theme))
def test_the_navigation_paints_in_every_theme(qtbot, style, theme):
    panes, _ = navigation(qtbot, style)
    style.set_theme(theme)
    panes.set_count("collections", 14)
    panes.select("collections")
    image = panes.grab().toImage()
    row = panes.visualRect(panes.model().index(1, 0))
    ground = image.pixelColor(row.center().x() + 40, row.y() + 6).name()
    assert ground == style.tokens.sel.lower()


def test_choosing_nothing_is_told_to_nobody(qtbot, style):
    panes, told = navigation(qtbot, style)
    panes.select("clients")
    panes.clear_selected()
    assert panes.selected_key() is None
    panes.select("clients")
    assert told.values == ["clients", "clients"]


@pytest.mark.parametrize("words", ["Search name, phone, package", "Search name, e-mail, phone"])
def test_an_empty_search_shows_all_of_what_it_searches(qtbot, style, words):
    field = SearchField(style, words)
    qtbot.addWidget(field)
    field.show()
    assert style.metrics("body").horizontalAdvance(words) <= room_for_words(field)
    field.setText("x")
    clear = field.findChild(QWidget, "search_clear")
    assert room_for_words(field) <= clear.geometry().left() - 31  # no word under the button


def room_for_words(field: SearchField) -> int:
    """Return how many pixels the words have."""
    option = QStyleOptionFrame()
    field.initStyleOption(option)
    inside = field.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, field)
    margins = field.textMargins()
    qt_px = 4  # what QLineEdit itself leaves free at both sides
    return inside.width() - margins.left() - margins.right() - qt_px
