"""A held sweep of a list of WODIFY, accepted: what it found is written as of when it was read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from gymdesk.clock import day_in
from gymdesk.domain.bill import account
from gymdesk.domain.client import Source
from gymdesk.domain.past_due import owed_by_client
from gymdesk.store.unit_of_work import BillsWrite, RowsGone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gymdesk.store.unit_of_work import UnitOfWork

Row: TypeAlias = "Mapping[Any, Any]"
"""A row of a table by column name."""


def accept_list(work: UnitOfWork, sweep: Row, changes: Sequence[Row], timezone: str) -> None:
    """Write what a held sweep of members, leads or invoices found."""
    club_id, at_utc = sweep["club_id"], sweep["held_at_utc"]
    gone = [change["remote_id"] for change in changes if change["kind"] == "missing"]
    bills: dict[int, BillsWrite] = {}
    for change in changes:
        figures = work.held.figures(change)
        if isinstance(figures, RowsGone):
            work.wodify.mark_memberships_missing(club_id, figures.rows, at_utc)
        elif isinstance(figures, BillsWrite):
            bills[change["client_source_id"]] = figures
    if sweep["entity"] == "leads":
        work.wodify.mark_leads_missing(club_id, gone, at_utc)
    elif gone:
        work.clients.mark_missing(club_id, Source.WODIFY, gone, at_utc)
        work.wodify.mark_memberships_of_missing(club_id, gone, at_utc)
    lost = [key for figures in bills.values() for key in figures.gone]
    if bills:
        _write_bills(work, sweep, bills, timezone)
    updated = sum(len(figures.bills) for figures in bills.values())
    work.runs.accept(sweep["run_id"], updated, 0, len(gone) + len(lost))


def _write_bills(
    work: UnitOfWork, sweep: Row, bills: Mapping[int, BillsWrite], timezone: str
) -> None:
    """Write the bills of each client, with the balance of the day on which they were read."""
    club_id, at_utc = sweep["club_id"], sweep["held_at_utc"]
    ids = {bill.client_id: key for key, figures in bills.items() for bill in figures.bills}
    work.wodify.write_bills(ids, [bill for figures in bills.values() for bill in figures.bills])
    gone = [key for figures in bills.values() for key in figures.gone]
    work.wodify.mark_bills_missing(club_id, gone, at_utc)
    work.wodify.bills_read(sorted(bills), at_utc)
    today = day_in(at_utc, timezone)
    debts = [
        (key, owed_by_client([account("", owned)], today))
        for key, owned in work.wodify.bills_of(sorted(bills)).items()
    ]
    work.balances.add(sweep["run_id"], today, debts)
