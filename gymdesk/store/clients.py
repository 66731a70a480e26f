"""The clients in the store: who they are to each source, their agreements and invoices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, or_, select, update

from gymdesk.domain.client import ClientId, ClubId, Person, Source
from gymdesk.domain.past_due import NEVER_OWED
from gymdesk.store.agreement_rows import (
    agreement_columns,
    agreement_of,
    invoice_columns,
    scheduled_columns,
)
from gymdesk.store.tables import (
    AgreementTable,
    Client,
    ClientSource,
    ContactEdit,
    InvoiceTable,
    ScheduledPaymentTable,
)
from gymdesk.store.upsert import inserted_id, table_of, upsert

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

    from gymdesk.domain.agreement import Agreement


@dataclass(frozen=True)
class StoredAgreement:
    """An agreement of the store. `kept_from_utc`: its invoices are older than the visit."""

    agreement: Agreement
    kept_from_utc: datetime | None
    missing_since_utc: datetime | None


@dataclass(frozen=True)
class StoredClient:
    """A client in one source with the agreements that the store has."""

    source_row: RowMapping
    agreements: tuple[StoredAgreement, ...]

    @property
    def person(self) -> Person:
        """Return who this is to the source."""
        row = self.source_row
        return Person(row["remote_id"], row["name"], row["email"], row["phone"])


@dataclass(frozen=True)
class ClientWrite:
    """One client's new state. `kept` agreements are as old as the visit before this one."""

    person: Person
    agreements: tuple[Agreement, ...]
    write: frozenset[str]
    kept: frozenset[str]
    gone: frozenset[str]
    read: bool
    trouble: str | None


class Clients:
    """Reads clients as domain values and writes only what differs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- read -------------------------------------------------------------------------------------

    def known(
        self, club_id: ClubId, source: Source, remote_ids: Sequence[str]
    ) -> dict[str, StoredClient]:
        """Return what is known of these people, by remote id, with all their invoices."""
        where = (
            ClientSource.club_id == club_id,
            ClientSource.source == source.value,
            ClientSource.remote_id.in_(remote_ids),
        )
        return {c.source_row["remote_id"]: c for c in self._stored(where, open_only=False)}

    def of_club(self, club_id: ClubId) -> tuple[StoredClient, ...]:
        """Return everybody of a club with the invoices that may be owed (not the settled ones)."""
        return self._stored((ClientSource.club_id == club_id,), open_only=True)

    def of_client(self, client_id: ClientId) -> tuple[StoredClient, ...]:
        """Return one client in each source with all agreements and invoices."""
        return self._stored((ClientSource.client_id == client_id,), open_only=False)

    def desk_rows(self, club_id: ClubId) -> dict[ClientId, RowMapping]:
        """Return what the desk itself knows of each client of a club."""
        query = select(table_of(Client)).where(Client.club_id == club_id)
        return {row["id"]: row for row in self._connection.execute(query).mappings()}

    def roster_ids(self, club_id: ClubId, source: Source) -> frozenset[str]:
        """Return the remote ids that are known and not missing."""
        query = select(ClientSource.remote_id).where(
            ClientSource.club_id == club_id,
            ClientSource.source == source.value,
            ClientSource.missing_since_utc.is_(None),
        )
        return frozenset(self._connection.execute(query).scalars())

    def names(self, club_id: ClubId) -> dict[tuple[Source, str], tuple[ClientId, str]]:
        """Return the desk's id and the name of everybody, by source and remote id."""
        query = select(
            ClientSource.source, ClientSource.remote_id, ClientSource.client_id, ClientSource.name
        ).where(ClientSource.club_id == club_id)
        return {
            (Source(source), remote_id): (ClientId(client_id), name)
            for source, remote_id, client_id, name in self._connection.execute(query)
        }

    # --- write ------------------------------------------------------------------------------------

    def apply(
        self,
        club_id: ClubId,
        source: Source,
        writes: Sequence[ClientWrite],
        before: Mapping[str, StoredClient],
        run_id: int,
        at_utc: datetime,
    ) -> dict[str, int]:
        """Write the clients' new state over *before*; return client_source ids by remote id."""
        ids = {
            w.person.remote_id: self._write_source(
                club_id, source, w, before.get(w.person.remote_id), run_id, at_utc
            )
            for w in writes
        }
        for w in writes:
            known = before.get(w.person.remote_id)
            self._write_agreements(ids[w.person.remote_id], w, known, at_utc)
        return ids

    def mark_missing(
        self, club_id: ClubId, source: Source, remote_ids: Iterable[str], at_utc: datetime
    ) -> None:
        """Note that these people are no longer in the source's list. Nothing is removed."""
        self._connection.execute(
            update(ClientSource)
            .where(
                ClientSource.club_id == club_id,
                ClientSource.source == source.value,
                ClientSource.remote_id.in_(list(remote_ids)),
            )
            .values(missing_since_utc=at_utc)
        )

    def set_contact(
        self, client_id: ClientId, field: str, text: str | None, staff: str, at_utc: datetime
    ) -> bool:
        """Write the desk's own e-mail or phone and who typed it; False if there is no such client.

        What is so already is not written again.
        """
        column = {"email": Client.email_desk, "phone": Client.phone_desk}[field]
        found = self._connection.execute(select(column).where(Client.id == client_id)).first()
        if found is None:
            return False
        if found[0] == text:
            return True
        self._connection.execute(
            update(Client).where(Client.id == client_id).values({column.key: text})
        )
        self._connection.execute(
            insert(ContactEdit).values(
                client_id=client_id,
                field=field,
                before=found[0],
                after=text,
                staff=staff,
                at_utc=at_utc,
            )
        )
        return True

    # --- inside -----------------------------------------------------------------------------------

    def _stored(
        self, where: tuple[ColumnElement[bool], ...], *, open_only: bool
    ) -> tuple[StoredClient, ...]:
        sources = self._connection.execute(
            select(table_of(ClientSource)).where(*where).order_by(ClientSource.id)
        )
        agreements: defaultdict[int, list[StoredAgreement]] = defaultdict(list)
        invoices = self._invoices(where, open_only=open_only)
        scheduled = self._scheduled(where)
        query = (
            select(table_of(AgreementTable))
            .join(ClientSource, AgreementTable.client_source_id == ClientSource.id)
            .where(*where)
            .order_by(AgreementTable.id)
        )
        for row in self._connection.execute(query).mappings():
            agreement = agreement_of(row, invoices[row["id"]], scheduled[row["id"]])
            stored = StoredAgreement(agreement, row["kept_from_utc"], row["missing_since_utc"])
            agreements[row["client_source_id"]].append(stored)
        return tuple(StoredClient(r, tuple(agreements[r["id"]])) for r in sources.mappings())

    def _invoices(
        self, where: tuple[ColumnElement[bool], ...], *, open_only: bool
    ) -> defaultdict[int, list[RowMapping]]:
        query = (
            select(table_of(InvoiceTable))
            .join(AgreementTable, InvoiceTable.agreement_id == AgreementTable.id)
            .join(ClientSource, AgreementTable.client_source_id == ClientSource.id)
            .where(*where)
            .order_by(InvoiceTable.agreement_id, InvoiceTable.position)
        )
        if open_only:
            query = query.where(
                InvoiceTable.state.not_in(sorted(NEVER_OWED)),
                or_(InvoiceTable.owed_cents.is_(None), InvoiceTable.owed_cents != 0),
            )
        return _grouped(self._connection.execute(query).mappings())

    def _scheduled(
        self, where: tuple[ColumnElement[bool], ...]
    ) -> defaultdict[int, list[RowMapping]]:
        query = (
            select(table_of(ScheduledPaymentTable))
            .join(AgreementTable, ScheduledPaymentTable.agreement_id == AgreementTable.id)
            .join(ClientSource, AgreementTable.client_source_id == ClientSource.id)
            .where(*where)
            .order_by(ScheduledPaymentTable.agreement_id, ScheduledPaymentTable.position)
        )
        return _grouped(self._connection.execute(query).mappings())

    def _write_source(
        self,
        club_id: ClubId,
        source: Source,
        write: ClientWrite,
        known: StoredClient | None,
        run_id: int,
        at_utc: datetime,
    ) -> int:
        columns: dict[str, Any] = {
            "name": write.person.name,
            "email": write.person.email,
            "phone": write.person.phone,
            "missing_since_utc": None,
            "trouble": write.trouble,
            "trouble_at_utc": at_utc if write.trouble else None,
        }
        if write.read:
            columns |= {"fetched_at_utc": at_utc, "fetched_run_id": run_id}
        if known is not None:
            key = int(known.source_row["id"])
            self._connection.execute(
                update(ClientSource).where(ClientSource.id == key).values(columns)
            )
            return key
        client = insert(Client).values(club_id=club_id, created_at_utc=at_utc)
        client_id = inserted_id(self._connection, client)
        statement = insert(ClientSource).values(
            club_id=club_id,
            client_id=client_id,
            source=source.value,
            remote_id=write.person.remote_id,
            **columns,
        )
        return inserted_id(self._connection, statement)

    def _write_agreements(
        self, source_id: int, write: ClientWrite, known: StoredClient | None, at_utc: datetime
    ) -> None:
        stored = {s.agreement.remote_id: s for s in known.agreements} if known else {}
        visited_utc = known.source_row["fetched_at_utc"] if known else None
        changed = [a for a in write.agreements if a.remote_id in write.write]
        rows = []
        for a in changed:
            before = stored.get(a.remote_id)
            kept = (before.kept_from_utc if before else None) or visited_utc
            kept_from_utc = kept if a.remote_id in write.kept else None
            rows.append(agreement_columns(source_id, a, kept_from_utc))
        upsert(self._connection, AgreementTable, ("client_source_id", "remote_id"), rows)
        if write.gone:
            self._connection.execute(
                update(AgreementTable)
                .where(
                    AgreementTable.client_source_id == source_id,
                    AgreementTable.remote_id.in_(sorted(write.gone)),
                )
                .values(missing_since_utc=at_utc)
            )
        opened = [a for a in changed if a.invoices is not None]
        if opened:
            self._write_invoices(source_id, opened)

    def _write_invoices(self, source_id: int, agreements: Sequence[Agreement]) -> None:
        query = select(AgreementTable.remote_id, AgreementTable.id).where(
            AgreementTable.client_source_id == source_id
        )
        ids = {remote_id: key for remote_id, key in self._connection.execute(query)}
        for agreement in agreements:
            key = ids[agreement.remote_id]
            invoices = invoice_columns(key, agreement)
            upsert(self._connection, InvoiceTable, ("agreement_id", "remote_id"), invoices)
            self._connection.execute(
                delete(InvoiceTable).where(
                    InvoiceTable.agreement_id == key,
                    InvoiceTable.remote_id.not_in([row["remote_id"] for row in invoices]),
                )
            )
            scheduled = scheduled_columns(key, agreement)
            upsert(self._connection, ScheduledPaymentTable, ("agreement_id", "position"), scheduled)
            self._connection.execute(
                delete(ScheduledPaymentTable).where(
                    ScheduledPaymentTable.agreement_id == key,
                    ScheduledPaymentTable.position >= len(scheduled),
                )
            )


def _grouped(rows: Iterable[RowMapping]) -> defaultdict[int, list[RowMapping]]:
    groups: defaultdict[int, list[RowMapping]] = defaultdict(list)
    for row in rows:
        groups[row["agreement_id"]].append(row)
    return groups


__all__ = ["ClientWrite", "Clients", "StoredAgreement", "StoredClient"]
