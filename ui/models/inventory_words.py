"""Inventory words: the sessions left, and where that is from or why it is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gymdesk.domain.client import SOURCE_NAMES

if TYPE_CHECKING:
    from gymdesk.rows import ClientRow
    from gymdesk.rows.inventories import InventoryRow
    from ui.phrases import Phrases


class InventoryWords(QObject):
    """Says what a source's inventory holds for a client. What it does not prove is unknown."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def sessions(self, row: ClientRow) -> str:
        """Return the sessions left with where they are from; "" where nobody was asked."""
        found = row.inventory
        if found is None:
            return "" if row.sessions_remaining is None else str(row.sessions_remaining)
        if found.entries is None or found.fetched_at_utc is None:
            words = self.tr("unknown, the inventory was not read: {reason}")
            return words.format(reason=found.trouble)
        words = self.tr("{held}, fetched {moment}").format(
            held=self._held(found), moment=self._phrases.moment(found.fetched_at_utc)
        )
        if found.trouble is None or found.trouble_at_utc is None:
            return words
        return self.tr("{words}; not read again {moment}: {reason}").format(
            words=words,
            moment=self._phrases.moment(found.trouble_at_utc),
            reason=found.trouble,
        )

    def _held(self, found: InventoryRow) -> str:
        source = SOURCE_NAMES[found.source]
        if not found.entries:
            return self.tr("unknown, nothing in the inventory of {source}").format(source=source)
        if found.remaining is None:
            words = self.tr("unknown, {n} entries in the inventory of {source}, not understood")
            if found.entries == 1:
                words = self.tr("unknown, 1 entry in the inventory of {source}, not understood")
            return words.format(n=found.entries, source=source)
        words = self.tr("{left} in {n} entries of the inventory of {source}")
        if found.entries == 1:
            words = self.tr("{left} in 1 entry of the inventory of {source}")
        return words.format(left=found.remaining, n=found.entries, source=source)


def inventory_is_new(row: ClientRow) -> bool:
    """Return whether the sessions left are known, and as new as the last refresh."""
    if row.sessions_remaining is None:
        return False
    return row.inventory is None or not (row.inventory.stale or row.inventory.trouble)
