"""Summary words: "14 of 20 clients · $4,327.00", or of the selection, for the status bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.widgets.list_steps import selected_rows

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractItemView

    from gymdesk.rows import ClientRow
    from ui.models.row_table import RowTable
    from ui.phrases import Phrases


class SummaryWords(QObject):
    """Counts and adds up what a list shows. Unknown amounts are counted, never added as 0."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def words(self, view: QAbstractItemView, table: RowTable[ClientRow], of: int) -> str:
        """Return the words for the selection, where more than one row is selected, or the list."""
        chosen = selected_rows(view)
        if len(chosen) > 1:
            rows = [table.row_at(line) for line in chosen]
            known = [row.past_due_cents for row in rows if row.past_due_cents is not None]
            count = self.tr("{n} selected").format(n=len(chosen))
            return self._joined(count, table, sum(known), len(known), len(rows))
        totals = table.totals(_past_due_cents)
        if totals.shown == of:
            count = self.tr("1 client") if of == 1 else self.tr("{n} clients").format(n=of)
        else:
            count = self.tr("{n} of {of} clients").format(n=totals.shown, of=of)
        known_rows = totals.shown - totals.unknown
        return self._joined(count, table, totals.cents, known_rows, totals.shown)

    def _joined(
        self, count: str, table: RowTable[ClientRow], cents: int, known: int, of: int
    ) -> str:
        parts = [count]
        currencies = set(table.values(_currency))
        if known and len(currencies) == 1:
            parts.append(self._phrases.money(cents, currencies.pop()))
        if of > known:
            parts.append(self.tr("{n} unknown").format(n=of - known))
        return " · ".join(parts)


def _past_due_cents(row: ClientRow) -> int | None:
    return row.past_due_cents


def _currency(row: ClientRow) -> str:
    return row.currency
