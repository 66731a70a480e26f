"""The clients in the store: who they are to each source, their agreements and invoices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, delete, exists, func, insert, or_, select, update

from gymdesk.domain.client import ClientId, ClubId, Person, Source
from gymdesk.store import wodify
from gymdesk.store.agreement_rows import (
    agreement_columns,
    agreement_of,
    invoice_columns,
    scheduled_columns,
)
from gymdesk.store.owing import may_be_owed
from gymdesk.store.stored import StoredAgreement, StoredClient
from gymdesk.store.tables import (
    AgreementTable,
    BalanceSnapshot,
    BillTable,
    Client,
    ClientSource,
    ContactEdit,
    ImportedAgreement,
    ImportedMembership,
    InvoiceTable,
    MemberTable,
    ScheduledPaymentTable,
)
from gymdesk.store.upsert import IDS_AT_ONCE, table_of, upsert

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

    from gymdesk.domain.agreement import Agreement


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
        """Return everybody of a club as lists show them: what may be owed, nothing settled.

        Of the invoices those that may be owed, of the scheduled payments none.
        """
        return self._stored((ClientSource.club_id == club_id,), open_only=True)

    def who_may_owe(self, club_id: ClubId) -> tuple[StoredClient, ...]:
        """Return the clients of a club who owe or of whom that is not certain, like `of_club`.

        Whoever is left out was read, and nothing was open: a quarter of a large club is read
        instead of all of it.
        """
        open_invoice = (
            select(InvoiceTable.id)
            .where(InvoiceTable.agreement_id == AgreementTable.id, *may_be_owed(InvoiceTable))
            .exists()
        )
        doubtful = (
            select(AgreementTable.id)
            .where(
                AgreementTable.client_source_id == ClientSource.id,
                or_(
                    AgreementTable.invoices_read.is_(False),
                    AgreementTable.explicit.is_not(None),
                    open_invoice,
                ),
            )
            .exists()
        )
        # by client: of somebody in two sources the other one counts as well
        open_bill = (
            select(BillTable.id)
            .where(
                BillTable.client_source_id == ClientSource.id,
                BillTable.missing_since_utc.is_(None),
                *may_be_owed(BillTable),
            )
            .exists()
        )
        own = ClientSource.club_id == club_id
        found = select(ClientSource.client_id).where(
            own, or_(ClientSource.fetched_at_utc.is_(None), doubtful, open_bill)
        )
        # whoever has something open is found: to ask that again for each of it takes as long
        return self._stored((own, ClientSource.client_id.in_(found)), open_only=True, opened=(own,))

    def of_client(self, client_id: ClientId) -> tuple[StoredClient, ...]:
        """Return one client in each source with all agreements and invoices."""
        return self._stored((ClientSource.client_id == client_id,), open_only=False)

    def of_clients(
        self, client_ids: Sequence[ClientId], *, open_only: bool
    ) -> tuple[StoredClient, ...]:
        """Return these clients in each source; *open_only* = their invoices that may be owed."""
        found: list[StoredClient] = []
        for first in range(0, len(client_ids), IDS_AT_ONCE):
            some = client_ids[first : first + IDS_AT_ONCE]
            found += self._stored((ClientSource.client_id.in_(some),), open_only=open_only)
        return tuple(found)

    def count_older(
        self, club_id: ClubId, than_run_id: int, source: Source = Source.CLUBOS
    ) -> tuple[int, int]:
        """Return of how many clients a figure is from before that run or missing, of how many.

        Runs are told apart by their order: a clock may have been ahead for one of them.
        """
        if source == Source.WODIFY:
            return self._count_older_bills(club_id, than_run_id)
        kept = func.min(AgreementTable.kept_from_utc)
        visited = func.min(ClientSource.fetched_run_id)
        older = or_(kept.is_not(None), visited.is_(None), visited < than_run_id)
        by_client = (
            select(func.sum(case((older, 1), else_=0)).over(), func.count().over())
            .select_from(ClientSource)
            .outerjoin(
                AgreementTable,
                and_(
                    AgreementTable.client_source_id == ClientSource.id,
                    AgreementTable.missing_since_utc.is_(None),
                ),
            )
            # the runs that age a figure here are those of ClubOS
            .where(ClientSource.club_id == club_id, ClientSource.source == Source.CLUBOS.value)
            .group_by(ClientSource.client_id)
            .limit(1)
        )
        found = self._connection.execute(by_client).first()
        return (0, 0) if found is None else (int(found[0]), int(found[1]))

    def _count_older_bills(self, club_id: ClubId, than_run_id: int) -> tuple[int, int]:
        read = exists().where(
            BalanceSnapshot.client_source_id == MemberTable.client_source_id,
            BalanceSnapshot.run_id >= than_run_id,
        )
        older = ~read
        query = (
            select(func.coalesce(func.sum(case((older, 1), else_=0)), 0), func.count())
            .select_from(MemberTable)
            .join(ClientSource, MemberTable.client_source_id == ClientSource.id)
            .where(ClientSource.club_id == club_id)
        )
        row = self._connection.execute(query).one()
        return int(row[0]), int(row[1])

    def typed_contacts(
        self, club_id: ClubId, client_id: ClientId | None = None
    ) -> dict[ClientId, RowMapping]:
        """Return the e-mail and phone typed at the desk, of those clients that have one."""
        query = select(Client.id, Client.email_desk, Client.phone_desk).where(
            Client.club_id == club_id,
            or_(Client.email_desk.is_not(None), Client.phone_desk.is_not(None)),
        )
        if client_id is not None:
            query = query.where(Client.id == client_id)
        return {row["id"]: row for row in self._connection.execute(query).mappings()}

    def roster_ids(self, club_id: ClubId, source: Source) -> frozenset[str]:
        """Return the remote ids that are known and not missing.

        Whom only a file named was never in the source's list, and cannot leave it.
        """
        query = select(ClientSource.remote_id).where(
            ClientSource.club_id == club_id,
            ClientSource.source == source.value,
            ClientSource.missing_since_utc.is_(None),
            or_(
                ClientSource.fetched_at_utc.is_not(None),
                ClientSource.trouble.is_not(None),
                ~(
                    exists().where(ImportedAgreement.client_source_id == ClientSource.id)
                    | exists().where(ImportedMembership.client_source_id == ClientSource.id)
                ),
            ),
        )
        return frozenset(self._connection.execute(query).scalars())

    def exists(self, client_id: ClientId) -> bool:
        """Return whether there is such a client."""
        query = select(Client.id).where(Client.id == client_id)
        return self._connection.execute(query).first() is not None

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
        ids = self._write_sources(club_id, source, writes, before, run_id, at_utc)
        self._write_agreements(ids, writes, before, at_utc)
        return ids

    def mark_missing(
        self, club_id: ClubId, source: Source, remote_ids: Iterable[str], at_utc: datetime
    ) -> None:
        """Note that these people are no longer in the source's list. Nothing is removed."""
        gone = list(remote_ids)
        for first in range(0, len(gone), IDS_AT_ONCE):
            self._connection.execute(
                update(ClientSource)
                .where(
                    ClientSource.club_id == club_id,
                    ClientSource.source == source.value,
                    ClientSource.remote_id.in_(gone[first : first + IDS_AT_ONCE]),
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
        self,
        where: tuple[ColumnElement[bool], ...],
        *,
        open_only: bool,
        opened: tuple[ColumnElement[bool], ...] | None = None,
    ) -> tuple[StoredClient, ...]:
        """Return the clients for whom *where* holds; *opened* is a shorter way to what is open."""
        query = select(table_of(ClientSource)).where(*where).order_by(ClientSource.id)
        sources = self._connection.execute(query).mappings().all()
        agreements: defaultdict[int, list[StoredAgreement]] = defaultdict(list)
        invoices = self._invoices(opened or where, open_only=open_only)
        scheduled = {} if open_only else self._scheduled(where)
        query = (
            select(table_of(AgreementTable))
            .join(ClientSource, AgreementTable.client_source_id == ClientSource.id)
            .where(*where)
            .order_by(AgreementTable.id)
        )
        for row in self._connection.execute(query).mappings():
            key = row["id"]
            agreement = agreement_of(row, invoices.get(key, ()), scheduled.get(key, ()))
            stored = StoredAgreement(agreement, row["kept_from_utc"], row["missing_since_utc"])
            agreements[row["client_source_id"]].append(stored)
        among = frozenset(row["id"] for row in sources)
        accounts = wodify.accounts(self._connection, opened or where, among, open_only=open_only)
        for key, its_account in accounts.items():
            agreements[key].append(its_account)
        return tuple(StoredClient(row, tuple(agreements.get(row["id"], ()))) for row in sources)

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
            query = query.where(*may_be_owed(InvoiceTable))
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

    # Each of these writes a whole batch with one statement per table: twelve clients one by one
    # take ten times as long, and nobody else may write meanwhile.

    def _write_sources(
        self,
        club_id: ClubId,
        source: Source,
        writes: Sequence[ClientWrite],
        before: Mapping[str, StoredClient],
        run_id: int,
        at_utc: datetime,
    ) -> dict[str, int]:
        """Write who the people are; return their client_source ids by remote id."""
        client_ids = {key: known.source_row["client_id"] for key, known in before.items()}
        new = [w.person.remote_id for w in writes if w.person.remote_id not in client_ids]
        if new:
            keys = self._connection.execute(
                insert(Client).returning(Client.id, sort_by_parameter_order=True),
                [{"club_id": club_id, "created_at_utc": at_utc} for _ in new],
            ).scalars()
            client_ids |= zip(new, keys, strict=True)
        rows: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
        for w in writes:
            row: dict[str, Any] = {
                "club_id": club_id,
                "source": source.value,
                "remote_id": w.person.remote_id,
                "client_id": client_ids[w.person.remote_id],
                "name": w.person.name,
                "email": w.person.email,
                "phone": w.person.phone,
                "missing_since_utc": None,
                "trouble": w.trouble,
                "trouble_at_utc": at_utc if w.trouble else None,
            }
            if w.read:
                row |= {"fetched_at_utc": at_utc, "fetched_run_id": run_id}
            rows[w.read].append(row)
        for listed in rows.values():
            upsert(self._connection, ClientSource, ("club_id", "source", "remote_id"), listed)
        query = select(ClientSource.remote_id, ClientSource.id).where(
            ClientSource.club_id == club_id,
            ClientSource.source == source.value,
            ClientSource.remote_id.in_([w.person.remote_id for w in writes]),
        )
        return {remote_id: key for remote_id, key in self._connection.execute(query)}

    def _write_agreements(
        self,
        source_ids: Mapping[str, int],
        writes: Sequence[ClientWrite],
        before: Mapping[str, StoredClient],
        at_utc: datetime,
    ) -> None:
        rows: list[Mapping[str, Any]] = []
        opened: dict[tuple[int, str], Agreement] = {}
        for w in writes:
            source_id = source_ids[w.person.remote_id]
            known = before.get(w.person.remote_id)
            stored = {s.agreement.remote_id: s for s in known.agreements} if known else {}
            visited_utc = known.source_row["fetched_at_utc"] if known else None
            for a in w.agreements:
                if a.remote_id not in w.write:
                    continue
                earlier = stored.get(a.remote_id)
                kept = (earlier.kept_from_utc if earlier else None) or visited_utc
                kept_from_utc = kept if a.remote_id in w.kept else None
                rows.append(agreement_columns(source_id, a, kept_from_utc))
                if a.invoices is not None:
                    opened[source_id, a.remote_id] = a
            if w.gone:
                self._connection.execute(
                    update(AgreementTable)
                    .where(
                        AgreementTable.client_source_id == source_id,
                        AgreementTable.remote_id.in_(sorted(w.gone)),
                    )
                    .values(missing_since_utc=at_utc)
                )
        upsert(self._connection, AgreementTable, ("client_source_id", "remote_id"), rows)
        if opened:
            self._write_invoices(opened)

    def _write_invoices(self, opened: Mapping[tuple[int, str], Agreement]) -> None:
        """Write invoices and scheduled payments of agreements, by client_source and remote id."""
        query = select(
            AgreementTable.client_source_id, AgreementTable.remote_id, AgreementTable.id
        ).where(AgreementTable.client_source_id.in_({source_id for source_id, _ in opened}))
        found = self._connection.execute(query)
        agreements = {
            key: opened[source_id, remote_id]
            for source_id, remote_id, key in found
            if (source_id, remote_id) in opened
        }
        invoices = [row for key, a in agreements.items() for row in invoice_columns(key, a)]
        upsert(self._connection, InvoiceTable, ("agreement_id", "remote_id"), invoices)
        kept = {(row["agreement_id"], row["remote_id"]) for row in invoices}
        there = select(InvoiceTable.id, InvoiceTable.agreement_id, InvoiceTable.remote_id).where(
            InvoiceTable.agreement_id.in_(list(agreements))
        )
        gone = [
            key for key, of, remote in self._connection.execute(there) if (of, remote) not in kept
        ]
        if gone:
            self._connection.execute(delete(InvoiceTable).where(InvoiceTable.id.in_(gone)))
        scheduled = [row for key, a in agreements.items() for row in scheduled_columns(key, a)]
        upsert(self._connection, ScheduledPaymentTable, ("agreement_id", "position"), scheduled)
        last = (
            select(ScheduledPaymentTable.agreement_id, func.max(ScheduledPaymentTable.position))
            .where(ScheduledPaymentTable.agreement_id.in_(list(agreements)))
            .group_by(ScheduledPaymentTable.agreement_id)
        )
        for key, position in self._connection.execute(last).all():
            if position >= len(agreements[key].scheduled):
                self._connection.execute(
                    delete(ScheduledPaymentTable).where(
                        ScheduledPaymentTable.agreement_id == key,
                        ScheduledPaymentTable.position >= len(agreements[key].scheduled),
                    )
                )


def _grouped(rows: Iterable[RowMapping]) -> defaultdict[int, list[RowMapping]]:
    groups: defaultdict[int, list[RowMapping]] = defaultdict(list)
    for row in rows:
        groups[row["agreement_id"]].append(row)
    return groups


__all__ = ["ClientWrite", "Clients", "StoredAgreement", "StoredClient"]
