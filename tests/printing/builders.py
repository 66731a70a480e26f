"""Invented people for printed lists and exports."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from gymdesk.domain.aging import Aging
from gymdesk.domain.agreement import AgreementState
from gymdesk.domain.client import ClientId, ClubId, Source
from gymdesk.domain.past_due import Mark, PaymentStatus
from gymdesk.rows import ClientList, ClientRow, ClubRow, CollectionsList, Contact, PackageRow

TODAY = date(2026, 11, 20)
FETCHED_UTC = datetime(2026, 11, 20, 14, 12, tzinfo=UTC)
PRINTED_UTC = datetime(2026, 11, 20, 14, 26, tzinfo=UTC)

CLUB = ClubRow(
    club_id=ClubId(1),
    uid="c1",
    name="Harbour Street Gym",
    timezone="America/New_York",
    currency="USD",
    locale="en_US",
)

NAMES = (
    "Mara Ellison",
    "Theo Brandt",
    "Priya Nandakumar",
    "Oskar Lindqvist",
    "Hannah Abernathy-Montgomery",
    "Luis Ferreira",
    "Grace Okonjo",
    "Daniel Weiss",
    "Jonah Whitfield",
    "Ines Okafor",
    "Wes Tanaka",
    "Noor van Dijk",
    "Elias Thornbury",
    "Fatou Diallo",
    "Sofia Marchetti",
    "Amira Haddad",
    "Ruben Castellanos",
    "Petra Novák",
    "Callum Reyes",
    "Yuki Shimizu",
)


def client_row(number: int = 1, name: str = "Mara Ellison", **changes: object) -> ClientRow:
    """Return a client who owes $612.00 in two parts, changed as asked."""
    row = ClientRow(
        client_id=ClientId(number),
        name=name,
        source_ids=((Source.CLUBOS, str(40_100 + number)),),
        email=Contact(f"client{number}@example.com", "clubos"),
        phone=Contact(f"(555) 010-{number:04d}", "clubos"),
        trainer="Jo Marsh",
        packages=(PackageRow("Gold 12 months", 120_000, AgreementState.ACTIVE),),
        payment_status=PaymentStatus.PAST_DUE,
        past_due_cents=61_200,
        cancelled_past_due_cents=0,
        aging=Aging(not_due=15_000, days_1_30=30_600, days_31_60=30_600),
        marks=frozenset(),
        oldest_due_on=date(2026, 10, 4),
        days_past_due=47,
        unpaid_invoices=2,
        currency="USD",
        fetched_at_utc=FETCHED_UTC,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def unknown_row(number: int = 17, name: str = "Ruben Castellanos") -> ClientRow:
    """Return a client whose amount is not known."""
    return client_row(
        number,
        name,
        payment_status=PaymentStatus.UNKNOWN,
        past_due_cents=None,
        cancelled_past_due_cents=None,
        aging=Aging(),
        oldest_due_on=None,
        days_past_due=None,
        unpaid_invoices=0,
        last_known_cents=8_800,
        last_known_on=date(2026, 11, 18),
        trouble="ClubOS refused this client at 09:12",
    )


_AGINGS = (
    Aging(not_due=15_000, days_1_30=30_600, days_31_60=30_600),
    Aging(days_1_30=22_000, days_31_60=22_000, days_61_90=22_000),
    Aging(not_due=9_900, days_1_30=19_800),
    Aging(days_61_90=45_000),
    Aging(days_1_30=11_111, days_91=123_456, no_date=50),
)


def twenty_rows() -> tuple[ClientRow, ...]:
    """Return twenty clients with every mark, one unknown amount, one cancelled debt."""
    rows = []
    for at, name in enumerate(NAMES):
        aging = _AGINGS[at % len(_AGINGS)]
        rows.append(client_row(at + 1, name, aging=aging, past_due_cents=aging.past_due_cents))
    rows[3] = replace(
        rows[3],
        marks=frozenset({Mark.DIFFERS}),
        explicit_cents=45_000,
        invoices_cents=30_000,
    )
    rows[6] = replace(
        rows[6], marks=frozenset({Mark.STALE}), phone=Contact(), fetched_at_utc=PRINTED_UTC
    )
    rows[7] = replace(rows[7], cancelled_past_due_cents=39_600)
    rows[8] = replace(rows[8], marks=frozenset({Mark.AT_LEAST}))
    rows[11] = replace(
        rows[11],
        marks=frozenset({Mark.MISSING}),
        missing_since_utc=datetime(2026, 11, 17, tzinfo=UTC),
    )
    rows[14] = replace(rows[14], marks=frozenset({Mark.ESTIMATED}))
    rows[16] = unknown_row()
    rows[17] = replace(rows[17], marks=frozenset({Mark.HELD}))
    return tuple(rows)


def collections_of(rows: tuple[ClientRow, ...], **changes: object) -> CollectionsList:
    """Return the list of *rows* with totals that agree, changed as asked."""
    known = [r for r in rows if r.past_due_cents is not None]
    whole = CollectionsList(
        club=CLUB,
        today_on=TODAY,
        rows=rows,
        aging=sum((r.aging for r in known), Aging()),
        total_past_due_cents=sum(r.past_due_cents or 0 for r in known),
        total_cancelled_cents=sum(r.cancelled_past_due_cents or 0 for r in rows),
        known=len(known),
        unknown=len(rows) - len(known),
        figures_from_utc=FETCHED_UTC,
        complete=True,
        run_id=118,
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def clients_of(rows: tuple[ClientRow, ...], *, complete: bool = True) -> ClientList:
    """Return the client list of *rows*."""
    return ClientList(CLUB, TODAY, rows, FETCHED_UTC, complete)
