"""The inventory of sessions that a source keeps for a client, as far as it is understood."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Inventory:
    """What one answer holds. No entries = there is nothing in it, which is not "0 sessions left".

    `remaining` None = the answer does not prove how many sessions are left; it is never 0 then.
    """

    entries: int
    remaining: int | None = None


@dataclass(frozen=True, slots=True)
class InventoryReading:
    """What asking for a client's inventory brought; `found` None = no answer, and `trouble` why."""

    found: Inventory | None
    trouble: str | None = None
