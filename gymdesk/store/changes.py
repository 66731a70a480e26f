"""What changed from run to run in the store, and up to where each viewer has seen it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, insert, select

from gymdesk.domain.past_due import Mark
from gymdesk.store.tables import (
    AgreementChange,
    BalanceSnapshot,
    Client,
    ClientSource,
    LeadTable,
    LookMark,
    SyncRun,
)
from gymdesk.store.upsert import table_of, upsert

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping, ScalarSelect

    from gymdesk.domain.client import ClubId

PEOPLE: Final = ("clients", "members")
"""What the runs that read people call them."""

STALE_IN_MARKS: Final = f"%{Mark.STALE.value}%"


class Changes:
    """Reads balances of two moments and what happened to people and agreements between them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, run_id: int, changes: Iterable[tuple[int, str, str, str]], at_utc: datetime
    ) -> None:
        """Write (client_source id, agreement's remote id, its name, what happened to it)."""
        rows = [
            {
                "run_id": run_id,
                "client_source_id": source_id,
                "remote_id": remote_id,
                "name": name,
                "kind": kind,
                "at_utc": at_utc,
            }
            for source_id, remote_id, name, kind in changes
        ]
        if rows:
            self._connection.execute(insert(AgreementChange), rows)

    def mark(self, club_id: ClubId, viewer: str, run_id: int, at_utc: datetime) -> None:
        """Write that the viewer has seen everything up to that run."""
        row = {"club_id": club_id, "viewer": viewer, "run_id": run_id, "at_utc": at_utc}
        upsert(self._connection, LookMark, ["club_id", "viewer"], [row])

    def seen(self, club_id: ClubId, viewer: str) -> tuple[int, datetime] | None:
        """Return up to which run the viewer has seen, and when that was said."""
        query = select(LookMark.run_id, LookMark.at_utc).where(
            LookMark.club_id == club_id, LookMark.viewer == viewer
        )
        row = self._connection.execute(query).first()
        return None if row is None else (row.run_id, row.at_utc)

    def first_run(self, club_id: ClubId) -> tuple[int, datetime] | None:
        """Return the first complete run that brought figures, or the first at all; and its end."""
        stored = (
            select(
                SyncRun.id,
                func.coalesce(SyncRun.finished_at_utc, SyncRun.started_at_utc).label("at_utc"),
            )
            .where(
                SyncRun.club_id == club_id,
                select(BalanceSnapshot.id).where(BalanceSnapshot.run_id == SyncRun.id).exists()
                # a source without balances has members all the same
                | (SyncRun.entity.in_(PEOPLE) & (SyncRun.done > SyncRun.failed)),
            )
            .order_by((SyncRun.status != "complete"), SyncRun.id)
            .limit(1)
        )
        row = self._connection.execute(stored).first()
        return None if row is None else (row.id, row.at_utc)

    def newest_run(self, club_id: ClubId) -> int | None:
        """Return the newest run of a club that has come to an end."""
        query = select(func.max(SyncRun.id)).where(
            SyncRun.club_id == club_id, SyncRun.status.not_in(("running", "skipped"))
        )
        found: int | None = self._connection.execute(query).scalar()
        return found

    def balances(self, club_id: ClubId, run_id: int) -> tuple[RowMapping, ...]:
        """Return per person what was known up to *run_id* and what is known since, where it is.

        Only people with another known balance since are returned. A balance of which a part was
        only kept from before says nothing new and is passed over. A source that was first read
        later is compared with its own first balances: that it is read at all is no news of anybody.
        """
        found: list[RowMapping] = []
        for source, first in self._first_balances(club_id):
            found += self._balances(club_id, source, max(run_id, first))
        return tuple(found)

    def _first_balances(self, club_id: ClubId) -> list[tuple[str, int]]:
        """Return each source with balances, and its first run that brought some."""
        query = (
            select(SyncRun.source, func.min(SyncRun.id))
            .where(
                SyncRun.club_id == club_id,
                select(BalanceSnapshot.id).where(BalanceSnapshot.run_id == SyncRun.id).exists(),
            )
            .group_by(SyncRun.source)
            .order_by(SyncRun.source)
        )
        return [(source, first) for source, first in self._connection.execute(query)]

    def _balances(self, club_id: ClubId, source: str, run_id: int) -> Sequence[RowMapping]:
        since = _newest_known(BalanceSnapshot.run_id > run_id)
        until = _newest_known(BalanceSnapshot.run_id <= run_id)
        now, then = table_of(BalanceSnapshot).alias("now"), table_of(BalanceSnapshot).alias("then")
        query = (
            select(
                ClientSource.id,
                ClientSource.client_id,
                ClientSource.name,
                ClientSource.source,
                Client.created_at_utc,
                now.c.past_due_cents.label("after_cents"),
                now.c.marks.label("after_marks"),
                now.c.as_of_on,
                then.c.past_due_cents.label("before_cents"),
                then.c.marks.label("before_marks"),
            )
            .join(Client, Client.id == ClientSource.client_id)
            .join(now, now.c.id == since)
            .outerjoin(then, then.c.id == until)
            .where(
                ClientSource.club_id == club_id,
                ClientSource.source == source,
                # of 50,000 who owe what they owed nothing is to be told
                now.c.past_due_cents.is_distinct_from(then.c.past_due_cents),
            )
        )
        return self._connection.execute(query).mappings().all()

    def agreements(self, club_id: ClubId, run_id: int) -> tuple[RowMapping, ...]:
        """Return what happened to agreements since that run, oldest first."""
        query = (
            select(
                AgreementChange.kind,
                AgreementChange.name,
                AgreementChange.remote_id,
                ClientSource.client_id,
                ClientSource.name.label("client"),
                ClientSource.source,
            )
            .join(ClientSource, ClientSource.id == AgreementChange.client_source_id)
            .where(ClientSource.club_id == club_id, AgreementChange.run_id > run_id)
            .order_by(AgreementChange.id)
        )
        return tuple(self._connection.execute(query).mappings())

    def people(self, club_id: ClubId, since_utc: datetime) -> tuple[RowMapping, ...]:
        """Return who was found for the first time, or was missing for the first time, since."""
        # of a source that is read for the first time everybody is new, which says nothing
        read_before = (
            select(SyncRun.id)
            .where(
                SyncRun.club_id == ClientSource.club_id,
                SyncRun.source == ClientSource.source,
                SyncRun.status == "complete",
                SyncRun.finished_at_utc <= Client.created_at_utc,
            )
            .correlate(ClientSource, Client)
            .exists()
        )
        query = (
            select(
                ClientSource.client_id,
                ClientSource.name,
                ClientSource.source,
                Client.created_at_utc,
                ClientSource.missing_since_utc,
            )
            .join(Client, Client.id == ClientSource.client_id)
            .where(
                ClientSource.club_id == club_id,
                (Client.created_at_utc > since_utc) & read_before
                | (ClientSource.missing_since_utc > since_utc),
            )
            .order_by(ClientSource.id)
        )
        return tuple(self._connection.execute(query).mappings())

    def leads(self, club_id: ClubId, since_utc: datetime) -> tuple[RowMapping, ...]:
        """Return the leads that came in since, by the source's own word, oldest first."""
        query = (
            select(LeadTable.name, LeadTable.lead_source)
            .where(
                LeadTable.club_id == club_id,
                LeadTable.remote_created_at_utc > since_utc,
                LeadTable.missing_since_utc.is_(None),
            )
            .order_by(LeadTable.remote_created_at_utc, LeadTable.id)
        )
        return tuple(self._connection.execute(query).mappings())


def _newest_known(when: ColumnElement[bool]) -> ScalarSelect[int]:
    """Return the subquery for a person's newest known balance among those of *when*."""
    query = (
        select(BalanceSnapshot.id)
        .where(
            BalanceSnapshot.client_source_id == ClientSource.id,
            when,
            BalanceSnapshot.past_due_cents.is_not(None),
            BalanceSnapshot.marks.not_like(STALE_IN_MARKS),
        )
        .order_by(BalanceSnapshot.id.desc())
        .limit(1)
        .correlate(ClientSource)
    )
    return query.scalar_subquery()
