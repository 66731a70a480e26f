"""What asking for the session inventory came to in one run, in a sentence. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gymdesk.domain.client import ClientReading

UNREAD = "the session inventory of {n} of {of} clients was not read ({why}); no amount hangs on it"
NOT_UNDERSTOOD = "the session inventory of {n} of {of} clients was not understood"


@dataclass
class InventoryCount:
    """Counts readings of which the inventory was asked; those it was no longer asked of as well."""

    visited: int = 0
    read: int = 0
    unclear: int = 0
    why: str | None = None
    asked: bool = False

    def add(self, readings: Iterable[ClientReading]) -> None:
        """Count the clients whose figures were read."""
        for reading in readings:
            self.visited += reading.agreements is not None
            if reading.inventory is None:
                continue
            self.asked = True
            found = reading.inventory.found
            self.read += found is not None
            if found is None:
                self.why = self.why or reading.inventory.trouble
            elif found.entries and found.remaining is None:
                self.unclear += 1

    @property
    def remark(self) -> str | None:
        """Return what is to be said of it, None where nothing is."""
        if not self.asked:
            return None
        said = []
        if self.read < self.visited:
            n = self.visited - self.read
            said.append(UNREAD.format(n=n, of=self.visited, why=self.why or "not asked"))
        if self.unclear:
            said.append(NOT_UNDERSTOOD.format(n=self.unclear, of=self.visited))
        return "; ".join(said) or None
