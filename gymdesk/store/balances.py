"""Balance snapshots: what each client owed when each run read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from gymdesk.domain.past_due import Mark
from gymdesk.store.cases import Cases
from gymdesk.store.tables import BalanceSnapshot, ClientSource
from gymdesk.store.upsert import IDS_AT_ONCE, table_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import Connection, RowMapping

    from gymdesk.domain.client import ClubId
    from gymdesk.domain.past_due import ClientDebt


class Balances:
    """Writes one snapshot per client and run, and where a debt came or went a turn of it.

    Neither is ever changed.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, run_id: int, as_of_on: date, debts: Sequence[tuple[int, ClientDebt]]) -> None:
        """Write what each client (by its client_source id) owed on *as_of_on*."""
        rows = [
            {
                "run_id": run_id,
                "client_source_id": source_id,
                "as_of_on": as_of_on,
                "past_due_cents": debt.past_due_cents,
                "cancelled_past_due_cents": debt.cancelled_past_due_cents,
                "not_due_cents": debt.aging.not_due,
                "days_1_30_cents": debt.aging.days_1_30,
                "days_31_60_cents": debt.aging.days_31_60,
                "days_61_90_cents": debt.aging.days_61_90,
                "days_91_cents": debt.aging.days_91,
                "no_date_cents": debt.aging.no_date,
                "credit_cents": debt.aging.credit,
                "marks": " ".join(sorted(debt.marks)),
                "oldest_due_on": debt.oldest_due_on,
                "unpaid_invoices": debt.unpaid_invoices,
            }
            for source_id, debt in debts
        ]
        if rows:
            self._connection.execute(insert(BalanceSnapshot), rows)
            owing = {source_id: _owes(debt) for source_id, debt in debts}
            known = {source_id: owes for source_id, owes in owing.items() if owes is not None}
            Cases(self._connection).add_turns(run_id, as_of_on, known)

    def of_client(self, client_source_id: int) -> tuple[RowMapping, ...]:
        """Return the snapshots of one client in one source, newest run first."""
        query = (
            select(table_of(BalanceSnapshot))
            .where(BalanceSnapshot.client_source_id == client_source_id)
            .order_by(BalanceSnapshot.run_id.desc())
        )
        return tuple(self._connection.execute(query).mappings())

    def on_day(self, club_id: ClubId, on: date) -> tuple[RowMapping, ...]:
        """Return everybody's newest balance up to *on*, with `client_id`, `name` and `source`."""
        newest = (
            select(func.max(BalanceSnapshot.id))
            .join(ClientSource, BalanceSnapshot.client_source_id == ClientSource.id)
            .where(ClientSource.club_id == club_id, BalanceSnapshot.as_of_on <= on)
            .group_by(BalanceSnapshot.client_source_id)
        )
        query = (
            select(
                table_of(BalanceSnapshot),
                ClientSource.client_id,
                ClientSource.name,
                ClientSource.source,
            )
            .join(ClientSource, BalanceSnapshot.client_source_id == ClientSource.id)
            .where(BalanceSnapshot.id.in_(newest))
            .order_by(ClientSource.id)
        )
        return tuple(self._connection.execute(query).mappings())

    def last_known(self, client_source_ids: Sequence[int]) -> dict[int, tuple[int, date]]:
        """Return the newest known past-due amount in cents and its day, by client_source id.

        A balance of which a part was only kept from before is not a day's own figure.
        """
        found: dict[int, tuple[int, date]] = {}
        query = select(
            BalanceSnapshot.client_source_id,
            BalanceSnapshot.past_due_cents,
            BalanceSnapshot.as_of_on,
            BalanceSnapshot.marks,
        ).order_by(BalanceSnapshot.run_id)
        for first in range(0, len(client_source_ids), IDS_AT_ONCE):
            ids = client_source_ids[first : first + IDS_AT_ONCE]
            some = query.where(BalanceSnapshot.client_source_id.in_(ids))
            for source_id, cents, as_of_on, marks in self._connection.execute(some):
                if cents is not None and Mark.STALE not in marks.split():
                    found[source_id] = (cents, as_of_on)
        return found


def _owes(debt: ClientDebt) -> bool | None:
    """Return whether the balance shows a debt; None = it was not read, or only in part."""
    if debt.past_due_cents or debt.cancelled_past_due_cents:
        return True
    if debt.past_due_cents is None or debt.cancelled_past_due_cents is None:
        return None
    return None if Mark.STALE in debt.marks else False
