"""Rows that unfold: a correct model, branches that follow their row, words that stay honest."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from gymdesk.domain.client import ClientId
from tests.ui.fakes import FakeQueries
from tests.ui.models.samples import client, columns, english
from ui.models import cells
from ui.models.client_branches import ClientBranches
from ui.models.row_table import Branch, RowTable

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
PEOPLE = [client(n, f"Client {n:03d}", n * 100) for n in range(1, 40)]
MARA = ClientId(117)


def branch(words: str) -> Branch:
    cell = columns().collections_table()
    cell.set_rows([client(1, words)])
    return Branch({"name": cell.cell(0, 0)}, line=f"about {words}", spoken=f"{words}, spoken")


@pytest.fixture
def table() -> RowTable:
    made = columns().collections_table()
    made.set_rows(PEOPLE)
    return made


def under(table: RowTable, row_id: int) -> list[str]:
    at = table.index_of(ClientId(row_id))
    return [str(table.index(i, 0, at).data()) for i in range(table.rowCount(at))]


def test_the_model_keeps_qts_rules_while_rows_unfold_and_the_list_moves(qapp, table):
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(table, mode)
    table.unfold(ClientId(3), [branch("a"), branch("b")])
    table.unfold(ClientId(20), [branch("c")])
    table.sort(1, DOWN)
    table.set_query("client 02")
    table.unfold(ClientId(20), [branch("c"), branch("d"), branch("e")])
    table.set_query("")
    table.set_rows(PEOPLE[:25])
    table.unfold(ClientId(3), ())
    table.set_rows(())
    assert tester.model() is table
    assert table.unfolded() == []


def test_branches_follow_their_row_through_sort_search_and_new_figures(table):
    table.unfold(ClientId(3), [branch("a"), branch("b")])
    table.sort(1, DOWN)
    assert under(table, 3) == ["a", "b"]
    assert under(table, 37) == []
    table.set_query("003")
    assert under(table, 3) == ["a", "b"]
    table.set_query("004")
    table.set_query("")
    table.set_rows([*PEOPLE[::-1], client(99, "New")])
    assert under(table, 3) == ["a", "b"]
    assert sum(table.rowCount(table.index(line, 0)) for line in range(table.rowCount())) == 2


def test_a_row_that_leaves_takes_its_branches_along(table):
    table.unfold(ClientId(3), [branch("a")])
    table.set_rows(PEOPLE[10:])
    table.set_rows(PEOPLE)
    assert under(table, 3) == []
    assert table.branches_of(ClientId(3)) == ()


def test_a_branch_says_whose_it_is_and_what_it_is(table):
    table.unfold(ClientId(3), [branch("a")])
    at = table.index(0, 0, table.index_of(ClientId(3)))
    assert at.data(cells.ROW_ID) == ClientId(3)
    assert at.data(cells.WHY) == "about a"
    assert at.data(cells.SENTENCE) == "a, spoken"
    assert at.siblingAtColumn(1).data() == ""


def test_nobody_who_is_not_there_unfolds(table):
    table.unfold(ClientId(777), [branch("a")])
    assert table.unfolded() == []


def test_agreements_stand_above_their_open_invoices(qapp):
    detail = FakeQueries().client(1, MARA)
    branches = ClientBranches(english()).of(detail)
    deep = [b.deep for b in branches]
    assert deep[0] is False
    assert sum(deep) == sum(1 for i in detail.invoices if i.open)
    assert deep.count(False) == len(detail.agreements)
    names = [b.cells["name"].text for b in branches if not b.deep]
    assert sorted(names) == sorted(a.name for a in detail.agreements)
    assert all(b.cells["why"].text == b.line for b in branches)  # a wide list has it as a column


def test_an_unread_agreement_and_an_unreadable_invoice_are_unknown_and_never_zero(qapp):
    detail = FakeQueries().client(1, MARA)
    unread = tuple(replace(a, past_due_cents=None) for a in detail.agreements)
    blind = tuple(replace(i, owed_cents=None, open=True) for i in detail.invoices)
    branches = ClientBranches(english()).of(replace(detail, agreements=unread, invoices=blind))
    assert len(branches) == len(unread) + len(blind)
    for one in branches:
        assert one.cells["past_due"].badge is not None
        assert one.cells["past_due"].text == "unknown"
        assert "$0.00" not in one.spoken


def test_an_invoice_of_no_known_agreement_is_not_lost(qapp):
    detail = FakeQueries().client(1, MARA)
    lost = replace(detail.invoices[0], agreement_name="Gone", remote_id="77", open=True)
    branches = ClientBranches(english()).of(replace(detail, agreements=(), invoices=(lost,)))
    assert [b.cells["name"].text.endswith("#77") for b in branches] == [True]


def test_nothing_known_is_said(qapp):
    detail = FakeQueries().client(1, MARA)
    branches = ClientBranches(english()).of(replace(detail, agreements=(), invoices=()))
    assert [b.spoken for b in branches] == ["No agreement and no open invoice is known."]
