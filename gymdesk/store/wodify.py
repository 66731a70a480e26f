"""What WODIFY said, in the store: members with their memberships, leads, invoices."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from gymdesk.domain.bill import account, bills_kept_from
from gymdesk.domain.client import Source
from gymdesk.store.owing import may_be_owed
from gymdesk.store.stored import StoredAgreement
from gymdesk.store.tables import (
    BillTable,
    ClientSource,
    LeadTable,
    MembershipTable,
    MemberTable,
)
from gymdesk.store.upsert import IDS_AT_ONCE, table_of, upsert
from gymdesk.store.wodify_rows import (
    bill_columns,
    bill_of,
    lead_columns,
    lead_of,
    member_columns,
    member_of,
    membership_columns,
    membership_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, RowMapping

    from gymdesk.domain.bill import Bill
    from gymdesk.domain.client import ClubId
    from gymdesk.domain.lead import Lead
    from gymdesk.domain.membership import Member, MemberRecord, Membership


@dataclass(frozen=True, slots=True)
class StoredMember:
    """A client of WODIFY as the store has it; `gone` are rows that a later sweep no longer had."""

    source_row: RowMapping
    member: Member
    memberships: tuple[Membership, ...]
    gone: frozenset[str]

    @property
    def missing(self) -> bool:
        """Return whether a complete sweep no longer had this client."""
        return self.source_row["missing_since_utc"] is not None


@dataclass(frozen=True, slots=True)
class StoredLead:
    """A lead as the store has it."""

    lead: Lead
    missing_since_utc: datetime | None


@dataclass(frozen=True, slots=True)
class StoredBill:
    """An invoice as the store has it, and whose it is there."""

    bill: Bill
    missing_since_utc: datetime | None
    client_source_id: int


class WodifyRecords:
    """Reads members, leads and invoices as domain values and writes only what differs."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- members ----------------------------------------------------------------------------------

    def members(
        self, club_id: ClubId, remote_ids: Sequence[str] | None = None
    ) -> dict[str, StoredMember]:
        """Return the members of a club by remote id, or some of them."""
        where: list[ColumnElement[bool]] = [
            ClientSource.club_id == club_id,
            ClientSource.source == Source.WODIFY.value,
        ]
        if remote_ids is not None:
            where.append(ClientSource.remote_id.in_(remote_ids))
        people = self._connection.execute(
            select(table_of(ClientSource)).where(*where).order_by(ClientSource.id)
        ).mappings()
        details = {row["client_source_id"]: row for row in self._of(MemberTable, where)}
        periods: defaultdict[int, list[RowMapping]] = defaultdict(list)
        for row in self._of(MembershipTable, where):
            periods[row["client_source_id"]].append(row)
        found = {}
        for person in people.all():
            detail = details.get(person["id"])
            if detail is None:
                continue
            rows, key = periods[person["id"]], person["remote_id"]
            found[key] = StoredMember(
                person,
                member_of(detail, person),
                tuple(membership_of(r, key) for r in rows if r["missing_since_utc"] is None),
                frozenset(r["remote_id"] for r in rows if r["missing_since_utc"] is not None),
            )
        return found

    def write_members(self, source_ids: Mapping[str, int], records: Iterable[MemberRecord]) -> None:
        """Write members with the rows of their memberships that came along."""
        records = tuple(records)
        members = [member_columns(source_ids[r.member.remote_id], r.member) for r in records]
        rows = [
            membership_columns(source_ids[r.member.remote_id], row)
            for r in records
            for row in r.memberships
        ]
        upsert(self._connection, MemberTable, ("client_source_id",), members)
        upsert(self._connection, MembershipTable, ("client_source_id", "remote_id"), rows)

    def membership_ids(self, club_id: ClubId) -> dict[str, str]:
        """Return the client of each row of a membership that is not missing, by its remote id.

        What a client had who is missing is no longer looked for.
        """
        query = (
            select(MembershipTable.remote_id, ClientSource.remote_id)
            .join(ClientSource, MembershipTable.client_source_id == ClientSource.id)
            .where(
                ClientSource.club_id == club_id,
                ClientSource.source == Source.WODIFY.value,
                MembershipTable.missing_since_utc.is_(None),
                ClientSource.missing_since_utc.is_(None),
            )
        )
        return {key: client for key, client in self._connection.execute(query)}

    def mark_memberships_missing(
        self, club_id: ClubId, remote_ids: Sequence[str], at_utc: datetime
    ) -> None:
        """Note that these rows of memberships are not there any more. Nothing is removed."""
        own = select(ClientSource.id).where(
            ClientSource.club_id == club_id, ClientSource.source == Source.WODIFY.value
        )
        for first in range(0, len(remote_ids), IDS_AT_ONCE):
            self._connection.execute(
                update(MembershipTable)
                .where(
                    MembershipTable.client_source_id.in_(own),
                    MembershipTable.remote_id.in_(remote_ids[first : first + IDS_AT_ONCE]),
                )
                .values(missing_since_utc=at_utc)
            )

    def mark_memberships_of_missing(
        self, club_id: ClubId, clients: Sequence[str], at_utc: datetime
    ) -> None:
        """Note that what these clients (by remote id) had went with them. Nothing is removed."""
        ids = list(self.source_ids(club_id, clients).values())
        for first in range(0, len(ids), IDS_AT_ONCE):
            self._connection.execute(
                update(MembershipTable)
                .where(
                    MembershipTable.client_source_id.in_(ids[first : first + IDS_AT_ONCE]),
                    MembershipTable.missing_since_utc.is_(None),
                )
                .values(missing_since_utc=at_utc)
            )

    # --- leads ------------------------------------------------------------------------------------

    def lead_rows(self, club_id: ClubId, remote_ids: Sequence[str]) -> tuple[int, ...]:
        """Return the desk's own ids of these leads."""
        found: list[int] = []
        for first in range(0, len(remote_ids), IDS_AT_ONCE):
            query = select(LeadTable.id).where(
                LeadTable.club_id == club_id,
                LeadTable.remote_id.in_(remote_ids[first : first + IDS_AT_ONCE]),
            )
            found += self._connection.execute(query).scalars()
        return tuple(sorted(found))

    def leads(
        self, club_id: ClubId, remote_ids: Sequence[str] | None = None
    ) -> dict[str, StoredLead]:
        """Return the leads of a club by remote id, or some of them."""
        query = select(table_of(LeadTable)).where(LeadTable.club_id == club_id)
        if remote_ids is not None:
            query = query.where(LeadTable.remote_id.in_(remote_ids))
        rows = self._connection.execute(query.order_by(LeadTable.id)).mappings()
        return {r["remote_id"]: StoredLead(lead_of(r), r["missing_since_utc"]) for r in rows}

    def write_leads(self, club_id: ClubId, leads: Iterable[Lead], run_id: int) -> None:
        """Write leads."""
        rows = [lead_columns(club_id, lead, run_id) for lead in leads]
        upsert(self._connection, LeadTable, ("club_id", "remote_id"), rows)

    def mark_leads_missing(
        self, club_id: ClubId, remote_ids: Sequence[str], at_utc: datetime
    ) -> None:
        """Note that these leads are not there any more. Nothing is removed."""
        for first in range(0, len(remote_ids), IDS_AT_ONCE):
            self._connection.execute(
                update(LeadTable)
                .where(
                    LeadTable.club_id == club_id,
                    LeadTable.remote_id.in_(remote_ids[first : first + IDS_AT_ONCE]),
                )
                .values(missing_since_utc=at_utc)
            )

    # --- invoices ---------------------------------------------------------------------------------

    def bills(
        self, club_id: ClubId, remote_ids: Sequence[str] | None = None
    ) -> dict[str, StoredBill]:
        """Return the invoices of a club by remote id, or some of them."""
        query = (
            select(table_of(BillTable), ClientSource.remote_id.label("client_remote_id"))
            .join(ClientSource, BillTable.client_source_id == ClientSource.id)
            .where(ClientSource.club_id == club_id, ClientSource.source == Source.WODIFY.value)
        )
        if remote_ids is not None:
            query = query.where(BillTable.remote_id.in_(remote_ids))
        # one that moved to another client is there twice: whose it is now comes last
        query = query.order_by(BillTable.missing_since_utc.is_(None), BillTable.id)
        return {
            row["remote_id"]: StoredBill(
                bill_of(row, row["client_remote_id"]),
                row["missing_since_utc"],
                row["client_source_id"],
            )
            for row in self._connection.execute(query).mappings()
        }

    def source_ids(self, club_id: ClubId, remote_ids: Sequence[str]) -> dict[str, int]:
        """Return the client_source ids of these clients by remote id; unknown ones are left out."""
        found: dict[str, int] = {}
        for first in range(0, len(remote_ids), IDS_AT_ONCE):
            query = select(ClientSource.remote_id, ClientSource.id).where(
                ClientSource.club_id == club_id,
                ClientSource.source == Source.WODIFY.value,
                ClientSource.remote_id.in_(remote_ids[first : first + IDS_AT_ONCE]),
            )
            found |= {remote_id: key for remote_id, key in self._connection.execute(query)}
        return found

    def write_bills(self, source_ids: Mapping[str, int], bills: Iterable[Bill]) -> None:
        """Write invoices of clients that are known."""
        rows = [bill_columns(source_ids[bill.client_id], bill) for bill in bills]
        upsert(self._connection, BillTable, ("client_source_id", "remote_id"), rows)

    def bills_moved(self, source_ids: Mapping[str, int], at_utc: datetime) -> None:
        """Note that invoices (by remote id) are no longer of the clients they were of."""
        for remote_id, source_id in source_ids.items():
            self._connection.execute(
                update(BillTable)
                .where(BillTable.remote_id == remote_id, BillTable.client_source_id == source_id)
                .values(missing_since_utc=at_utc)
            )

    def mark_bills_missing(
        self, club_id: ClubId, remote_ids: Sequence[str], at_utc: datetime
    ) -> None:
        """Note that these invoices are not there any more. Nothing is removed."""
        own = select(ClientSource.id).where(
            ClientSource.club_id == club_id, ClientSource.source == Source.WODIFY.value
        )
        for first in range(0, len(remote_ids), IDS_AT_ONCE):
            self._connection.execute(
                update(BillTable)
                .where(
                    BillTable.client_source_id.in_(own),
                    BillTable.remote_id.in_(remote_ids[first : first + IDS_AT_ONCE]),
                )
                .values(missing_since_utc=at_utc)
            )

    def all_bills_read(
        self, club_id: ClubId, at_utc: datetime, *, but: Collection[int | None] = ()
    ) -> None:
        """Note that the invoices of everybody were read whole: who has none owes none.

        *but* are clients (client_source ids) of whom what was read is not believed yet.
        """
        own = select(ClientSource.id).where(
            ClientSource.club_id == club_id, ClientSource.source == Source.WODIFY.value
        )
        ids = [key for key in self._connection.execute(own).scalars() if key not in but]
        self.bills_read(ids, at_utc)

    def bills_read(self, source_ids: Sequence[int], at_utc: datetime) -> None:
        """Note that all invoices of these clients were read."""
        for first in range(0, len(source_ids), IDS_AT_ONCE):
            self._connection.execute(
                update(MemberTable)
                .where(MemberTable.client_source_id.in_(source_ids[first : first + IDS_AT_ONCE]))
                .values(bills_read_at_utc=at_utc)
            )

    def open_bills(self, club_id: ClubId) -> dict[int, list[Bill]]:
        """Return what may be owed by everybody whose invoices were read, by client_source id."""
        read = (
            select(MemberTable.client_source_id)
            .join(ClientSource, MemberTable.client_source_id == ClientSource.id)
            .where(ClientSource.club_id == club_id, MemberTable.bills_read_at_utc.is_not(None))
            .order_by(MemberTable.client_source_id)
        )
        found: dict[int, list[Bill]] = {key: [] for key in self._connection.execute(read).scalars()}
        where = (ClientSource.club_id == club_id, *may_be_owed(BillTable))
        for key, bill in self._live_bills(where):
            if key in found:
                found[key].append(bill)
        return found

    def bills_of(self, source_ids: Sequence[int]) -> dict[int, list[Bill]]:
        """Return all invoices of these clients that are not missing, by client_source id."""
        found: dict[int, list[Bill]] = {key: [] for key in source_ids}
        for first in range(0, len(source_ids), IDS_AT_ONCE):
            some = source_ids[first : first + IDS_AT_ONCE]
            for key, bill in self._live_bills((BillTable.client_source_id.in_(some),)):
                found[key].append(bill)
        return found

    def _live_bills(self, where: Sequence[ColumnElement[bool]]) -> Iterable[tuple[int, Bill]]:
        query = (
            select(table_of(BillTable), ClientSource.remote_id.label("client_remote_id"))
            .join(ClientSource, BillTable.client_source_id == ClientSource.id)
            .where(BillTable.missing_since_utc.is_(None), *where)
            .order_by(BillTable.due_on, BillTable.id)
        )
        for row in self._connection.execute(query).mappings():
            yield row["client_source_id"], bill_of(row, row["client_remote_id"])

    # --- inside -----------------------------------------------------------------------------------

    def _of(
        self, table: type[MemberTable | MembershipTable], where: Sequence[ColumnElement[bool]]
    ) -> Sequence[RowMapping]:
        query = (
            select(table_of(table))
            .join(ClientSource, table.client_source_id == ClientSource.id)
            .where(*where)
            .order_by(*table_of(table).primary_key.columns)
        )
        return self._connection.execute(query).mappings().all()


def accounts(
    connection: Connection,
    where: Sequence[ColumnElement[bool]],
    among: Collection[int],
    *,
    open_only: bool,
) -> dict[int, StoredAgreement]:
    """Return the invoices of WODIFY as one account for each client, by client_source id.

    *where* may find more than the client_source ids *among* which one is asked for.
    Of whom the invoices were never read there is no account: what they owe is unknown.
    """
    read = (
        select(
            MemberTable.client_source_id,
            MemberTable.bills_read_at_utc,
            ClientSource.remote_id,
            ClientSource.fetched_at_utc,
        )
        .join(ClientSource, MemberTable.client_source_id == ClientSource.id)
        .where(*where, MemberTable.bills_read_at_utc.is_not(None))
    )
    query = (
        select(table_of(BillTable), ClientSource.remote_id.label("client_remote_id"))
        .join(ClientSource, BillTable.client_source_id == ClientSource.id)
        .where(*where, BillTable.missing_since_utc.is_(None))
        .order_by(BillTable.due_on, BillTable.id)
    )
    if open_only:
        query = query.where(*may_be_owed(BillTable))
    by_client: defaultdict[int, list[Bill]] = defaultdict(list)
    for row in connection.execute(query).mappings():
        if row["client_source_id"] in among:
            by_client[row["client_source_id"]].append(bill_of(row, row["client_remote_id"]))
    return {
        row.client_source_id: StoredAgreement(
            account(row.remote_id, by_client[row.client_source_id]),
            bills_kept_from(row.bills_read_at_utc, row.fetched_at_utc),
            None,
            row.bills_read_at_utc,
        )
        for row in connection.execute(read)
        if row.client_source_id in among
    }
