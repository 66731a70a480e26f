"""Totals by trainer and the aging of a past day as tables: correct models, honest words."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from gymdesk.domain.aging import Aging
from gymdesk.domain.client import ClientId
from gymdesk.rows.cases import AgedRow, TrainerTotal
from tests.ui.models.samples import english
from ui.models.total_columns import TotalColumns

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
DOWN = Qt.SortOrder.DescendingOrder
ON = date(2026, 11, 3)


def aged(number: int, cents: int | None, **parts: int) -> AgedRow:
    name = f"Client {number}"
    return AgedRow(ClientId(number), name, cents, 0, Aging(**parts), frozenset(), None, ON)


def test_trainers_are_listed_with_their_sums(qapp: QApplication) -> None:
    columns = TotalColumns(english(), "USD")
    table = columns.trainers_table(columns)
    tester = QAbstractItemModelTester(table, FATAL)
    table.set_rows((TrainerTotal("Dana", 9, 8, 263_600, 0), TrainerTotal(None, 1, 0, 0, 500)))
    table.sort(3, DOWN)
    texts = [[table.index(r, c).data() for c in range(5)] for r in range(2)]
    assert texts == [
        ["Dana", "9", "8", "$2,636.00", "–"],
        ["No trainer known", "1", "0", "–", "$5.00"],
    ]
    assert tester.model() is table


def test_a_past_day_shows_buckets_and_when_they_were_read(qapp: QApplication) -> None:
    columns = TotalColumns(english(), "USD")
    table = columns.aged_table(columns)
    tester = QAbstractItemModelTester(table, FATAL)
    table.set_rows((aged(1, 5000, days_1_30=5000), aged(2, None)))
    table.sort(1, DOWN)
    assert [table.row_at(line).client_id for line in (0, 1)] == [2, 1]
    assert table.index(0, 1).data() == "unknown"
    assert [table.index(1, c).data() for c in (1, 3, 8)] == ["$50.00", "$50.00", "3 Nov"]
    assert tester.model() is table
