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
        chosen = [table.row_at(row) for row in selected_rows(view)]
        if len(chosen) > 1:
            count = self.tr("{n} selected").format(n=len(chosen))
            return self._joined(count, chosen)
        rows = table.visible_rows()
        if len(rows) == of:
            count = self.tr("1 client") if of == 1 else self.tr("{n} clients").format(n=of)
        else:
            count = self.tr("{n} of {of} clients").format(n=len(rows), of=of)
        return self._joined(count, rows)

    def _joined(self, count: str, rows: list[ClientRow]) -> str:
        parts = [count]
        known = [row.past_due_cents for row in rows if row.past_due_cents is not None]
        currencies = {row.currency for row in rows}
        if known and len(currencies) == 1:
            parts.append(self._phrases.money(sum(known), currencies.pop()))
        unknown = len(rows) - len(known)
        if unknown:
            parts.append(self.tr("{n} unknown").format(n=unknown))
        return " · ".join(parts)
