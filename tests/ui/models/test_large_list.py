"""A list of many thousand rows: what is not seen is not worded, laid out or walked through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from tests.conftest import SCALE
from tests.ui.models.samples import client, columns
from ui.models.row_table import FOLD_AT_ONCE, RowTable
from ui.widgets.list_view import ListView

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gymdesk.rows import ClientRow
    from ui.style import Style

ROWS = int(6_000 * SCALE)


@pytest.fixture(scope="module")
def people() -> list[ClientRow]:
    return [
        client(n, f"Client {n:06d}", None if n % 900 == 0 else n % 7000, trainer="Mika")
        for n in range(1, ROWS + 1)
    ]


@pytest.fixture
def view(qtbot: QtBot, look: Style, people: list[ClientRow]) -> ListView:
    made = ListView(look)
    table = columns().clients_table(made)
    table.set_rows(people)
    made.setModel(table)
    made.resize(800, 600)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def table_of(view: ListView) -> RowTable:
    model = view.model()
    assert isinstance(model, RowTable)
    return model


def test_rows_are_counted_without_asking_python() -> None:
    """A tree asks twice per row when it lays itself out: ninety milliseconds of fifty thousand."""
    assert issubclass(RowTable, QStandardItemModel)
    assert not {"rowCount", "columnCount", "index", "parent", "flags", "hasChildren"} & set(
        vars(RowTable)
    )


def test_the_model_keeps_qts_rules_with_many_rows(people: list[ClientRow], qtbot: QtBot) -> None:
    table = columns().clients_table()
    tester = QAbstractItemModelTester(table, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table.set_rows(people)
    assert table.is_folding
    table.set_query("client 0000")
    table.sort(0)
    table.set_query("")
    table.set_rows(people[: ROWS // 2])
    qtbot.waitUntil(lambda: not table.is_folding)
    assert (table.rowCount(), table.columnCount()) == (ROWS // 2, len(table.columns))
    assert tester.model() is table


def test_only_the_rows_in_view_are_worded(view: ListView) -> None:
    table = table_of(view)
    QApplication.processEvents()
    table.set_query("client")
    QApplication.processEvents()
    assert table.rowCount() == ROWS
    assert 0 < len(table._cells) < 400


def test_a_search_finds_rows_that_were_not_searchable_yet(people: list[ClientRow], qapp) -> None:
    table = columns().clients_table()
    table.set_rows(people)
    assert len(table._haystack) < ROWS
    table.set_query(f"client {ROWS:06d}")
    assert [row.client_id for row in table.visible_rows()] == [ROWS]
    assert not table.is_folding


def test_rows_become_searchable_while_nothing_else_happens(view: ListView, qtbot: QtBot) -> None:
    table = table_of(view)
    qtbot.waitUntil(lambda: not table.is_folding)
    assert len(table._haystack) == ROWS > FOLD_AT_ONCE


def test_new_rows_under_a_search_are_searched_at_once(view: ListView, people) -> None:
    table = table_of(view)
    table.set_query("000012")
    table.set_rows([*people, client(ROWS + 1, "New 000012", 5)])
    assert [r.name for r in table.visible_rows()] == ["Client 000012", "New 000012"]


def test_ten_thousand_selected_rows_stay_selected_as_one_span(view: ListView, people) -> None:
    view.select_id(70)
    view.selectAll()
    table_of(view).set_rows([*people, client(ROWS + 1, "Somebody new", 5)])
    assert len(view.selected_ids()) == ROWS
    assert view.selectionModel().selection().count() <= 2
    assert view.current_id() == 70


def test_the_current_row_survives_a_search_and_its_end(view: ListView) -> None:
    view.select_id(ROWS - 1)
    scroll = view.verticalScrollBar().value()
    assert scroll > 0
    table_of(view).set_query("client 000001")
    assert view.current_id() is None
    table_of(view).set_query("")
    assert view.current_id() == ROWS - 1
    assert view.verticalScrollBar().value() == scroll


def test_the_widest_amount_is_found_without_wording_all_of_them(people) -> None:
    worded: list[object] = []
    made = columns()
    amount = made.amount
    made.amount = lambda row: (worded.append(row), amount(row))[1]  # type: ignore[method-assign]
    table = made.clients_table()
    table.set_rows([*people, client(ROWS + 1, "Rich", 123_456_789)])
    assert table.longest_text(table.column_of("past_due")) == "$1,234,567.89"
    assert len(worded) < 40
