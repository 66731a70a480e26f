"""Held sweeps in the store: what they would change, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import and_, delete, exists, func, insert, or_, select, update

from gymdesk.store.figures_text import BillsWrite, RowsGone, figures_of, figures_text
from gymdesk.store.tables import (
    ClientSource,
    HeldChange,
    HeldDecision,
    HeldSweep,
    LeadTable,
    SyncRun,
)
from gymdesk.store.upsert import IDS_AT_ONCE, inserted_id, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

    from gymdesk.domain.client import ClubId, Source
    from gymdesk.domain.sweep import SweepFinding
    from gymdesk.store.clients import ClientWrite

Decision = Literal["accepted", "dropped"]


@dataclass(frozen=True)
class HeldWrite:
    """What a held sweep would change about one client; without `figures` the person is missing.

    `client_source_id` None = it is about the lead of `lead_id`.
    """

    client_source_id: int | None
    before_cents: int | None
    swept_cents: int | None
    read_at_utc: datetime
    figures: ClientWrite | BillsWrite | RowsGone | None = None
    lead_id: int | None = None

    @property
    def kind(self) -> str:
        """Return "missing", "rows" or "figure"."""
        if self.figures is None:
            return "missing"
        return "rows" if isinstance(self.figures, RowsGone) else "figure"


class HeldSweeps:
    """Keeps what waits for the manager. A decision is made once; what is decided stays on record.

    A change that a later visit overtook (its client was read anew since) waits no longer.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- read -------------------------------------------------------------------------------------

    def waiting(self, club_id: ClubId) -> tuple[RowMapping, ...]:
        """Return the undecided sweeps of a club with the run each belongs to, oldest first."""
        query = (
            select(
                table_of(HeldSweep),
                SyncRun.club_id,
                SyncRun.source,
                SyncRun.entity,
                SyncRun.started_at_utc,
            )
            .join(SyncRun, HeldSweep.run_id == SyncRun.id)
            .where(SyncRun.club_id == club_id, _undecided())
            .order_by(HeldSweep.id)
        )
        return tuple(self._connection.execute(query).mappings())

    def changes(self, held_sweep_id: int) -> tuple[RowMapping, ...]:
        """Return what a sweep would still change, with whom it is about, in the order found."""
        query = (
            select(
                table_of(HeldChange),
                ClientSource.client_id,
                func.coalesce(ClientSource.remote_id, LeadTable.remote_id).label("remote_id"),
                func.coalesce(ClientSource.name, LeadTable.name).label("name"),
            )
            .join(HeldSweep, HeldChange.held_sweep_id == HeldSweep.id)
            .join(SyncRun, HeldSweep.run_id == SyncRun.id)
            .outerjoin(ClientSource, HeldChange.client_source_id == ClientSource.id)
            .outerjoin(LeadTable, HeldChange.lead_id == LeadTable.id)
            .where(HeldChange.held_sweep_id == held_sweep_id, _still_so())
            .order_by(HeldChange.id)
        )
        return tuple(self._connection.execute(query).mappings())

    def of_club(self, club_id: ClubId) -> dict[int, RowMapping]:
        """Return which figure waits about each client of a club, by client_source id."""
        query = (
            select(
                HeldChange.client_source_id,
                HeldChange.kind,
                HeldChange.swept_cents,
                HeldChange.read_at_utc,
            )
            .join(HeldSweep, HeldChange.held_sweep_id == HeldSweep.id)
            .join(SyncRun, HeldSweep.run_id == SyncRun.id)
            .join(ClientSource, HeldChange.client_source_id == ClientSource.id)
            .where(SyncRun.club_id == club_id, HeldChange.kind != "rows", _undecided(), _still_so())
            .order_by(HeldChange.id)
        )
        return {r["client_source_id"]: r for r in self._connection.execute(query).mappings()}

    def figures(self, change: Mapping[Any, Any]) -> ClientWrite | BillsWrite | RowsGone | None:
        """Return what a change would write; None where the person would be missing."""
        text = change["figures"]
        return None if text is None else figures_of(text)

    def bills_waiting(self, club_id: ClubId) -> dict[int, frozenset[str]]:
        """Return which bills wait about each client of a club, by client_source id."""
        query = (
            select(HeldChange.client_source_id, HeldChange.figures)
            .join(HeldSweep, HeldChange.held_sweep_id == HeldSweep.id)
            .join(SyncRun, HeldSweep.run_id == SyncRun.id)
            .where(SyncRun.club_id == club_id, SyncRun.entity == "invoices", _undecided())
        )
        found: dict[int, frozenset[str]] = {}
        for key, text in self._connection.execute(query):
            figures = None if text is None else figures_of(text)
            if key is not None and isinstance(figures, BillsWrite):
                found[key] = found.get(key, frozenset()) | figures.ids
        return found

    # --- write ------------------------------------------------------------------------------------

    def add(
        self, run_id: int, finding: SweepFinding, changes: Sequence[HeldWrite], at_utc: datetime
    ) -> None:
        """Write a sweep that is held, and what it would change."""
        statement = insert(HeldSweep).values(
            run_id=run_id,
            held_at_utc=at_utc,
            people_known=finding.people_known,
            people_gone=finding.people_gone,
            debt_before_cents=finding.debt_before_cents,
            unexplained_cents=finding.unexplained_cents,
        )
        key = inserted_id(self._connection, statement)
        rows = [
            {
                "held_sweep_id": key,
                "client_source_id": c.client_source_id,
                "lead_id": c.lead_id,
                "kind": c.kind,
                "before_cents": c.before_cents,
                "swept_cents": c.swept_cents,
                "read_at_utc": c.read_at_utc,
                "figures": None if c.figures is None else figures_text(c.figures),
            }
            for c in changes
        ]
        if rows:
            self._connection.execute(insert(HeldChange), rows)

    def overtake(self, client_source_ids: Sequence[int], entity: str) -> None:
        """Take these clients out of what waits already: a later sweep says something of them."""
        undecided = (
            select(HeldSweep.id)
            .join(SyncRun, HeldSweep.run_id == SyncRun.id)
            .where(SyncRun.entity == entity, _undecided())
        )
        for first in range(0, len(client_source_ids), IDS_AT_ONCE):
            some = client_source_ids[first : first + IDS_AT_ONCE]
            self._connection.execute(
                delete(HeldChange).where(
                    HeldChange.client_source_id.in_(some),
                    HeldChange.held_sweep_id.in_(undecided),
                )
            )

    def overtake_leads(self, club_id: ClubId, remote_ids: Sequence[str]) -> None:
        """Take these leads out of what waits: a later sweep found them."""
        came = select(LeadTable.id).where(
            LeadTable.club_id == club_id, LeadTable.remote_id.in_(remote_ids)
        )
        undecided = select(HeldSweep.id).where(_undecided())
        self._connection.execute(
            delete(HeldChange).where(
                HeldChange.lead_id.in_(came), HeldChange.held_sweep_id.in_(undecided)
            )
        )

    def supersede(self, club_id: ClubId, source: Source, entity: str, at_utc: datetime) -> None:
        """Note that a later sweep judged anew what of this source still waits."""
        query = (
            select(HeldSweep.id)
            .join(SyncRun, HeldSweep.run_id == SyncRun.id)
            .where(
                SyncRun.club_id == club_id,
                SyncRun.source == source.value,
                SyncRun.entity == entity,
                _undecided(),
            )
        )
        keys = self._connection.execute(query).scalars().all()
        if keys:
            self._connection.execute(
                update(HeldSweep).where(HeldSweep.id.in_(keys)).values(superseded_at_utc=at_utc)
            )
            self._forget(keys)

    def decide(self, held_sweep_id: int, decision: Decision, staff: str, at_utc: datetime) -> None:
        """Write what the manager says of a sweep."""
        self._connection.execute(
            insert(HeldDecision).values(
                held_sweep_id=held_sweep_id, decision=decision, staff=staff, at_utc=at_utc
            )
        )
        self._forget([held_sweep_id])

    def _forget(self, held_sweep_ids: Sequence[int]) -> None:
        """Keep no longer what would have been written; who and how much stays on record."""
        self._connection.execute(
            update(HeldChange)
            .where(HeldChange.held_sweep_id.in_(held_sweep_ids))
            .values(figures=None)
        )


def _undecided() -> ColumnElement[bool]:
    decided = exists().where(HeldDecision.held_sweep_id == HeldSweep.id)
    return and_(HeldSweep.superseded_at_utc.is_(None), ~decided)


def _still_so() -> ColumnElement[bool]:
    """Return the condition that nobody read the client anew since.

    A visit of the client says nothing of the invoices of WODIFY: they are a list of their own.
    """
    visited = ClientSource.fetched_at_utc
    return or_(visited.is_(None), visited <= HeldChange.read_at_utc, SyncRun.entity == "invoices")
