"""Cases in the store: events are added and read, never changed; debts' turns; the club's rules."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, insert, or_, select

from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.billing import Try
from gymdesk.domain.case import Turn
from gymdesk.domain.case_event import (
    CaseEvent,
    CaseMark,
    Channel,
    Covered,
    EventKind,
    Outcome,
    PaymentKind,
)
from gymdesk.domain.client import ClientId, ClubId
from gymdesk.domain.past_due import FAILED
from gymdesk.domain.promise import IN_FLIGHT
from gymdesk.store.tables import (
    AgreementTable,
    CaseEventTable,
    Client,
    ClientSource,
    CollectionRule,
    ContactEdit,
    DebtTurn,
    InvoiceTable,
    ScheduledPaymentTable,
)
from gymdesk.store.upsert import IDS_AT_ONCE, inserted_id, table_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Connection, RowMapping


class Cases:
    """Reads and adds. What one client did is read with one statement for all clients."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    # --- events -----------------------------------------------------------------------------------

    def add(self, client_id: ClientId, event: CaseEvent, client_source_id: int | None) -> int:
        """Add the event (its own id is not looked at) and return the id it got."""
        statement = insert(CaseEventTable).values(
            client_id=client_id,
            client_source_id=client_source_id,
            kind=event.kind.value,
            staff=event.staff,
            at_utc=event.at_utc,
            note=event.note,
            channel=event.channel,
            outcome=event.outcome,
            on_day=event.on,
            amount_cents=event.amount_cents,
            pays_by=event.pays_by,
            covers=_covers_text(event.covers),
            covers_all=event.covers_all,
            mark=event.mark,
            owner=event.owner,
            verdict=event.verdict,
            refers_to=event.refers_to,
            reason=event.reason,
            warned=" ".join(event.warned) or None,
        )
        return inserted_id(self._connection, statement)

    def events_of_club(self, club_id: ClubId) -> dict[ClientId, list[CaseEvent]]:
        """Return the events of everybody of a club by client, oldest first."""
        query = (
            select(table_of(CaseEventTable))
            .join(Client, CaseEventTable.client_id == Client.id)
            .where(Client.club_id == club_id)
            .order_by(CaseEventTable.id)
        )
        return self._by_client(self._connection.execute(query).mappings())

    def events_of(self, client_id: ClientId) -> list[CaseEvent]:
        """Return the events of one client, oldest first."""
        query = (
            select(table_of(CaseEventTable))
            .where(CaseEventTable.client_id == client_id)
            .order_by(CaseEventTable.id)
        )
        return [_event(row) for row in self._connection.execute(query).mappings()]

    def find(self, event_id: int) -> tuple[ClientId, CaseEvent] | None:
        """Return an event and whose it is."""
        query = select(table_of(CaseEventTable)).where(CaseEventTable.id == event_id)
        row = self._connection.execute(query).mappings().first()
        return None if row is None else (ClientId(row["client_id"]), _event(row))

    def source_of(self, client_id: ClientId) -> tuple[ClubId, int | None] | None:
        """Return a client's club and first source record; None if there is no such client."""
        query = (
            select(Client.club_id, func.min(ClientSource.id))
            .outerjoin(ClientSource, ClientSource.client_id == Client.id)
            .where(Client.id == client_id)
            .group_by(Client.club_id)
        )
        found = self._connection.execute(query).first()
        return None if found is None else (ClubId(found[0]), found[1])

    def contact_edits(self, client_id: ClientId) -> tuple[RowMapping, ...]:
        """Return the e-mails and phones typed at the desk for a client, oldest first."""
        query = (
            select(table_of(ContactEdit))
            .where(ContactEdit.client_id == client_id)
            .order_by(ContactEdit.id)
        )
        return tuple(self._connection.execute(query).mappings())

    def _by_client(self, rows: Iterable[RowMapping]) -> dict[ClientId, list[CaseEvent]]:
        found: defaultdict[ClientId, list[CaseEvent]] = defaultdict(list)
        for row in rows:
            found[row["client_id"]].append(_event(row))
        return dict(found)

    # --- when debts came and went -----------------------------------------------------------------

    def turns_of_club(self, club_id: ClubId) -> dict[ClientId, list[Turn]]:
        """Return the turns of everybody's debt by client, oldest first."""
        query = (
            select(
                ClientSource.client_id, DebtTurn.client_source_id, DebtTurn.on_day, DebtTurn.owes
            )
            .join(ClientSource, DebtTurn.client_source_id == ClientSource.id)
            .where(ClientSource.club_id == club_id)
            .order_by(DebtTurn.run_id, DebtTurn.id)
        )
        found: defaultdict[ClientId, list[Turn]] = defaultdict(list)
        for client_id, source_id, on, owes in self._connection.execute(query):
            found[ClientId(client_id)].append(Turn(source_id, on, owes))
        return dict(found)

    def turns_of(self, client_id: ClientId) -> list[Turn]:
        """Return the turns of one client's debt, oldest first."""
        query = (
            select(DebtTurn.client_source_id, DebtTurn.on_day, DebtTurn.owes)
            .join(ClientSource, DebtTurn.client_source_id == ClientSource.id)
            .where(ClientSource.client_id == client_id)
            .order_by(DebtTurn.run_id, DebtTurn.id)
        )
        return [Turn(*row) for row in self._connection.execute(query)]

    def add_turns(self, run_id: int, on: date, owing: Mapping[int, bool]) -> None:
        """Write who began to owe with this run or owes no more, by client_source id.

        Who owes nothing and never did gets no row.
        """
        ids = list(owing)
        rows: list[dict[str, Any]] = []
        for first in range(0, len(ids), IDS_AT_ONCE):
            some = ids[first : first + IDS_AT_ONCE]
            newest = (
                select(func.max(DebtTurn.id))
                .where(DebtTurn.client_source_id.in_(some))
                .group_by(DebtTurn.client_source_id)
            )
            query = select(DebtTurn.client_source_id, DebtTurn.owes).where(DebtTurn.id.in_(newest))
            before = {source_id: owes for source_id, owes in self._connection.execute(query)}
            rows += [
                {"client_source_id": i, "run_id": run_id, "on_day": on, "owes": owing[i]}
                for i in some
                if owing[i] != before.get(i, False)
            ]
        if rows:
            self._connection.execute(insert(DebtTurn), rows)

    # --- what the source does ---------------------------------------------------------------------

    def tries(self, club_id: ClubId) -> dict[ClientId, list[Try]]:
        """Return the invoices that tell what billing does, by client, alike ones once.

        In flight, failed, and due without an attempt; of agreements that are still listed.
        """
        in_flight = sorted(s.value for s in IN_FLIGHT)
        states = sorted({*in_flight, *(s.value for s in FAILED), InvoiceState.NOT_SET.value})
        query = (
            select(ClientSource.client_id, InvoiceTable.state, InvoiceTable.billing_on)
            .join(AgreementTable, InvoiceTable.agreement_id == AgreementTable.id)
            .join(ClientSource, AgreementTable.client_source_id == ClientSource.id)
            .where(
                ClientSource.club_id == club_id,
                AgreementTable.missing_since_utc.is_(None),
                InvoiceTable.state.in_(states),
                or_(
                    InvoiceTable.state.in_(in_flight),
                    InvoiceTable.owed_cents.is_(None),
                    InvoiceTable.owed_cents > 0,
                ),
            )
            .distinct()
        )
        found: defaultdict[ClientId, list[Try]] = defaultdict(list)
        for client_id, state, on in self._connection.execute(query):
            found[ClientId(client_id)].append(Try(_STATES[state], on))
        return dict(found)

    def with_schedule(self, club_id: ClubId, from_on: date) -> frozenset[ClientId]:
        """Return the clients of whom the source has a payment scheduled on *from_on* or later."""
        query = (
            select(ClientSource.client_id)
            .join(AgreementTable, AgreementTable.client_source_id == ClientSource.id)
            .join(ScheduledPaymentTable, ScheduledPaymentTable.agreement_id == AgreementTable.id)
            .where(
                ClientSource.club_id == club_id,
                AgreementTable.missing_since_utc.is_(None),
                ScheduledPaymentTable.billing_on >= from_on,
            )
            .distinct()
        )
        return frozenset(ClientId(key) for key in self._connection.execute(query).scalars())

    # --- the club's numbers -----------------------------------------------------------------------

    def rules(self, club_id: ClubId) -> dict[str, int]:
        """Return the numbers that were changed in a club, by name."""
        newest = (
            select(func.max(CollectionRule.id))
            .where(CollectionRule.club_id == club_id)
            .group_by(CollectionRule.name)
        )
        query = select(CollectionRule.name, CollectionRule.value).where(
            CollectionRule.id.in_(newest)
        )
        return {name: value for name, value in self._connection.execute(query)}

    def set_rule(
        self, club_id: ClubId, name: str, value: int, staff: str, at_utc: datetime
    ) -> None:
        """Write that a number is another one from now on."""
        self._connection.execute(
            insert(CollectionRule).values(
                club_id=club_id, name=name, value=value, staff=staff, at_utc=at_utc
            )
        )


_STATES: Final = {state.value: state for state in InvoiceState}
"""Looking a state up beats calling the enum; a large club has 50,000 of them."""


def _event(row: RowMapping) -> CaseEvent:
    return CaseEvent(
        event_id=row["id"],
        kind=EventKind(row["kind"]),
        at_utc=row["at_utc"],
        staff=row["staff"],
        note=row["note"],
        channel=None if row["channel"] is None else Channel(row["channel"]),
        outcome=None if row["outcome"] is None else Outcome(row["outcome"]),
        on=row["on_day"],
        amount_cents=row["amount_cents"],
        pays_by=None if row["pays_by"] is None else PaymentKind(row["pays_by"]),
        covers=tuple(_covers(row["covers"])),
        covers_all=row["covers_all"],
        mark=None if row["mark"] is None else CaseMark(row["mark"]),
        owner=row["owner"],
        verdict=row["verdict"],
        refers_to=row["refers_to"],
        reason=row["reason"],
        warned=tuple((row["warned"] or "").split()),
    )


def _covers_text(covers: Sequence[Covered]) -> str | None:
    if not covers:
        return None
    return json.dumps([[c.source_id, c.agreement_id, c.invoice_id, c.cents] for c in covers])


def _covers(text: str | None) -> Iterator[Covered]:
    for source_id, agreement_id, invoice_id, cents in json.loads(text or "[]"):
        yield Covered(source_id, agreement_id, invoice_id, cents)


__all__ = ["Cases"]
