"""What a source's inventory of sessions says of a client, and how old that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gymdesk.domain.client import Source


@dataclass(frozen=True, slots=True)
class InventoryRow:
    """The last inventory that was read. `entries` None = never read, 0 = nothing is in it.

    `remaining` None = the entries do not prove how many sessions are left. `trouble` says why the
    last try since brought none; `stale` = older than the last refresh.
    """

    source: Source
    entries: int | None
    remaining: int | None
    fetched_at_utc: datetime | None
    trouble: str | None = None
    trouble_at_utc: datetime | None = None
    stale: bool = False
