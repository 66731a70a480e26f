"""The hand-filtered table: a correct model, honest about the unknown, quick with a search."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.ui.models.samples import client, columns
from ui.models import cells
from ui.models.cells import Kind
from ui.models.row_table import NOT_APPLICABLE, Column, RowTable

if TYPE_CHECKING:
    from collections.abc import Sequence

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True)
class Thing:
    number: int
    name: str
    cents: int | None
    age: object = NOT_APPLICABLE


def table(rows: Sequence[Thing] = ()) -> RowTable[Thing]:
    made = RowTable[Thing](
        (
            Column("name", "Name", 0, LEFT, Kind.NAME, lambda r: r.name, lambda r: r.name),
            Column(
                "cents", "Cents", 90, RIGHT, Kind.MONEY, lambda r: str(r.cents), lambda r: r.cents
            ),
            Column("age", "Age", 60, RIGHT, Kind.TEXT, lambda r: str(r.age), lambda r: r.age),
        ),
        row_id=lambda r: r.number,
        haystack=lambda r: f"{r.name}\x1f{r.number}",
        why=lambda r: f"why {r.name}",
        sentence=lambda r: f"{r.name}, spoken",
    )
    made.set_rows(rows)
    return made


def numbers(shown: RowTable[Thing]) -> list[int]:
    return [row.number for row in shown.visible_rows()]


THINGS = (
    Thing(1, "Bea", 500, 3),
    Thing(2, "Ada", None, None),
    Thing(3, "Cem", 500),
    Thing(4, "Dov", 100, 9),
    Thing(5, "Eli", None),
)


def test_the_model_keeps_qts_rules_while_it_is_filtered_sorted_and_refilled(qapp):
    shown = table(THINGS)
    tester = QAbstractItemModelTester(shown, QAbstractItemModelTester.FailureReportingMode.Fatal)
    shown.sort(1, DOWN)
    shown.set_query("e")
    shown.set_rows([*THINGS, Thing(6, "Eve", 7)])
    shown.set_predicate("some", lambda row: row.cents is not None)
    shown.sort(0, UP)
    shown.set_query("")
    shown.set_predicate("some", None)
    shown.set_rows(())
    assert tester.model() is shown


@pytest.mark.parametrize("order", [UP, DOWN])
def test_unknown_amounts_stand_first_in_both_directions(order):
    shown = table(THINGS)
    shown.sort(1, order)
    known = [4, 1, 3] if order == UP else [1, 3, 4]
    assert numbers(shown) == [2, 5, *known]


@pytest.mark.parametrize("order", [UP, DOWN])
def test_what_does_not_apply_stands_last_in_both_directions(order):
    shown = table(THINGS)
    shown.sort(2, order)
    assert numbers(shown) == [2, *([1, 4] if order == UP else [4, 1]), 3, 5]


def test_equal_values_keep_the_order_they_had():
    shown = table(THINGS)
    shown.sort(0, DOWN)
    shown.sort(1, UP)
    assert numbers(shown) == [5, 2, 4, 3, 1]


def test_sorting_by_no_column_goes_back_to_the_given_order():
    shown = table(THINGS)
    shown.sort(0, DOWN)
    shown.sort(-1)
    assert numbers(shown) == [1, 2, 3, 4, 5]
    assert shown.sorted_by is None


def test_new_rows_keep_order_search_and_conditions():
    shown = table(THINGS)
    shown.sort(1, UP)
    shown.set_query("e")
    shown.set_predicate("known", lambda row: row.cents is not None)
    shown.set_rows([*THINGS, Thing(6, "Eve", 50), Thing(7, "Ned", None)])
    assert numbers(shown) == [6, 1, 3]
    assert shown.sorted_by == (1, UP)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("soren", [1]),
        ("SØREN", [1]),
        ("lopez", [2]),
        ("lópez maria", [2]),
        ("maria lopez", [2]),
        ("mar ez", [2]),
        ("strasse", [3]),
        ("  lopez  ", [2]),
        ("4000", []),
        ("lopez soren", []),
        ("", [1, 2, 3]),
    ],
)
def test_a_search_finds_words_in_any_order_without_accents_and_case(query, found):
    shown = table(
        [Thing(1, "Dagny Sørensen", 0), Thing(2, "María López", 0), Thing(3, "Straße Otto", 0)]
    )
    shown.set_query(query)
    assert numbers(shown) == found


def test_a_phone_number_is_found_by_its_digits_and_a_client_by_the_remote_id():
    shown = columns().clients_table()
    shown.set_rows([client(7, "Mara Ellison"), client(8, "Theo Brandt")])
    for query in ("5550100007", "010-0007", "40007", "ellison mara"):
        shown.set_query(query)
        assert [row.name for row in shown.visible_rows()] == ["Mara Ellison"], query


NAMES = st.lists(st.text("abcÄøß xyz", min_size=1, max_size=8), max_size=12)


@given(names=NAMES, query=st.text("abcÄøß x", max_size=6))
def test_typing_letter_by_letter_finds_the_same_as_searching_at_once(names, query):
    things = [Thing(i, name, None) for i, name in enumerate(names)]
    typed, asked = table(things), table(things)
    for end in range(1, len(query) + 1):
        typed.set_query(query[:end])
    asked.set_query(query)
    assert numbers(typed) == numbers(asked)
    typed.set_query(query[:1])
    asked.set_query(query[:1])
    assert numbers(typed) == numbers(asked)


def test_the_same_people_in_the_same_order_change_in_place(qtbot):
    shown = table(THINGS)
    with (
        qtbot.assertNotEmitted(shown.modelReset),
        qtbot.waitSignal(shown.dataChanged) as changed,
    ):
        shown.set_rows([Thing(t.number, t.name, 1) for t in THINGS])
    assert changed.args[1].row() == 4
    assert shown.index(0, 1).data() == "1"


def test_somebody_new_resets_the_list(qtbot):
    shown = table(THINGS)
    with qtbot.waitSignal(shown.modelReset):
        shown.set_rows(THINGS[1:])


def test_sorting_takes_the_selected_rows_along():
    shown = table(THINGS)
    held = QPersistentModelIndex(shown.index_of(4))
    shown.sort(0, DOWN)
    assert shown.row_at(held.row()).number == 4


def test_a_row_is_found_by_its_id_where_it_is_shown():
    shown = table(THINGS)
    shown.sort(0, UP)
    assert shown.index_of(2).row() == 0
    shown.set_query("bea")
    assert not shown.index_of(2).isValid()
    assert shown.row_with(2) == THINGS[1]
    assert shown.row_with(99) is None


def test_totals_count_the_unknown_and_add_only_the_known():
    shown = table(THINGS)
    totals = shown.totals(lambda row: row.cents)
    assert (totals.shown, totals.of, totals.cents, totals.unknown) == (5, 5, 1100, 2)
    shown.set_query("ada")
    totals = shown.totals(lambda row: row.cents)
    assert (totals.shown, totals.of, totals.cents, totals.unknown) == (1, 5, 0, 1)


def test_roles_say_what_the_column_says():
    shown = table(THINGS)
    index = shown.index(0, 1)
    assert index.data(cells.KIND) == Kind.MONEY
    assert index.data(cells.SORT) == 500
    assert index.data(cells.WHY) == "why Bea"
    assert index.data(cells.SENTENCE) == "Bea, spoken"
    assert index.data(cells.ROW_ID) == 1
    assert index.data(cells.CELL).right
    assert shown.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Bea, spoken"
    assert shown.data(QModelIndex()) is None
    assert shown.headerData(1, Qt.Orientation.Horizontal) == "Cents"


def test_scrolling_through_a_large_list_keeps_no_more_cells_than_some_screens_need(monkeypatch):
    monkeypatch.setattr("ui.models.row_table.MOST_CELLS", 10)
    shown = table([Thing(n, f"name {n}", n) for n in range(100)])
    said = [shown.cell(line, column).text for line in range(100) for column in range(2)]
    assert said[-2:] == ["name 99", "99"]
    assert len(shown._cells) <= 10
    assert shown.cell(3, 0) is shown.cell(3, 0), "what is on the screen is made once"


def test_the_longest_text_looks_at_hidden_rows_too():
    shown = table(THINGS)
    shown.set_query("dov")
    assert shown.longest_text(1) == "None"
