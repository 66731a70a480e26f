"""Stored inventories as rows, laid beside a client; never over a figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gymdesk.domain.client import Source
from gymdesk.rows.inventories import InventoryRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gymdesk.rows import ClientRow
    from gymdesk.store.unit_of_work import StoredClient, StoredInventory


def with_inventory(
    row: ClientRow,
    sources: Sequence[StoredClient],
    found: Mapping[int, StoredInventory],
    newest_run_id: int | None,
) -> ClientRow:
    """Return a client with what the inventory says; *newest_run_id* = the last refresh."""
    asked = [s.source_row["id"] for s in sources if s.source_row["source"] == Source.CLUBOS.value]
    known = [found[key] for key in asked if key in found]
    if not known:
        return row
    shown = _together(known, all_known=len(known) == len(asked), newest_run_id=newest_run_id)
    return replace(row, inventory=shown, sessions_remaining=shown.remaining)


def _together(
    known: Sequence[StoredInventory], *, all_known: bool, newest_run_id: int | None
) -> InventoryRow:
    """Return the inventories of one person, of whom ClubOS may have two records, as one."""
    read = [i for i in known if i.entries is not None and i.fetched_at_utc is not None]
    left = [i.remaining for i in known]
    oldest = min((i.fetched_at_utc for i in read if i.fetched_at_utc), default=None)
    failed = next((i for i in known if i.trouble is not None), None)
    return InventoryRow(
        source=Source.CLUBOS,
        entries=sum(i.entries or 0 for i in read) if read else None,
        remaining=sum(n or 0 for n in left) if all_known and None not in left else None,
        fetched_at_utc=oldest,
        trouble=None if failed is None else failed.trouble,
        trouble_at_utc=None if failed is None else failed.trouble_at_utc,
        stale=any(
            newest_run_id is not None and (i.fetched_run_id or 0) < newest_run_id for i in read
        ),
    )
