"""Stores of any size with invented people, written straight into the tables."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert

from gymdesk.domain.agreement import AgreementState, InvoiceState
from gymdesk.domain.client import ClubId, Source
from gymdesk.store.tables import (
    AgreementTable,
    BalanceSnapshot,
    Client,
    ClientSource,
    Club,
    InvoiceTable,
    SyncRun,
)
from gymdesk.store.unit_of_work import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gymdesk.store.tables import Table

AT: Final = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
TODAY: Final = date(2026, 11, 21)
CLUB_ID: Final = ClubId(1)
INVOICES_EACH: Final = 4
OWING_SHARE: Final = 0.25
"""So many of the clients have an invoice that is not paid."""
ROWS_AT_ONCE: Final = 20_000

_FIRST: Final = (
    *("Abigail", "Björn", "Casper", "Delphine", "Emeka", "Fenna", "Gideon", "Henrike", "Idris"),
    *("Jürgen", "Katya", "Łukasz", "María", "Noor", "Odette", "Pascal", "Quentin", "Renée"),
    *("Søren", "Tamsin", "Ulrike", "Viola", "Wendell", "Ximena", "Yusuf", "Zora"),
)
_LAST: Final = (
    *("Ashgrove", "Blackwood", "Corrigan", "Dunmore", "Ellerby", "Fallow", "Greaves", "Holt"),
    *("Ito", "Jankowski", "Keller", "Larkspur", "Møller", "Nkemelu", "Oakes", "Pellister"),
    *("Quist", "Rowan", "Santorelli", "Thornbury", "Underhill", "Vance", "Whitcombe", "Yarrow"),
)
_TRAINERS: Final = ("Mika Santorelli", "Blair Whitcombe", "Teodor Lysander", None)
_PACKAGES: Final = ("Personal Training 1x", "Personal Training 2x", "Group Coaching", "Membership")
_STATES: Final = (
    *(AgreementState.ACTIVE,) * 8,
    AgreementState.COMPLETED,
    AgreementState.CANCELLED,
)


def make_store(
    path: Path, clients: int, *, invoices_each: int = INVOICES_EACH, seed: int = 11
) -> None:
    """Write a club with *clients*, an agreement each, as one complete refresh would leave it."""
    from gymdesk.store.opening import file_url  # the desk's own imports stay out of a bare window

    store = Store.open(file_url(path))
    choose = random.Random(seed)
    with store.begin() as work:
        _write(work, Club, [_club()])
        _write(work, SyncRun, [_run(clients)])
        for first in range(1, clients + 1, ROWS_AT_ONCE):
            keys = range(first, min(first + ROWS_AT_ONCE, clients + 1))
            _write(work, Client, [_client(key) for key in keys])
            _write(work, ClientSource, [_client_source(key, choose) for key in keys])
            _write(work, AgreementTable, [_agreement(key, choose) for key in keys])
            invoices = [i for key in keys for i in _invoices(key, invoices_each, choose)]
            _write(work, InvoiceTable, invoices)
            _write(work, BalanceSnapshot, _snapshots(invoices))
        work.commit()
    store.close()


def name_of(key: int) -> str:
    """Return the invented name of a client; one name is borne by several."""
    first, last = _FIRST[key % len(_FIRST)], _LAST[key // len(_FIRST) % len(_LAST)]
    return f"{first} {last}"


def _write(work: Any, mapped: type[Table], rows: Sequence[dict[str, Any]]) -> None:
    work._connection.execute(insert(mapped), rows)


def _club() -> dict[str, Any]:
    return {
        "id": CLUB_ID,
        "uid": "9f6d0f2a0d7c4c55a7d8d9a1b2c3d4e5",
        "name": "Harbour Street",
        "timezone": "America/New_York",
        "currency": "USD",
        "locale": "en_US",
        "clubos_url": "http://127.0.0.1:1",
        "created_at_utc": AT,
    }


def _run(clients: int) -> dict[str, Any]:
    nothing = dict.fromkeys(("updated", "unchanged", "missing", "failed"), 0)
    return {
        "id": 1,
        "club_id": CLUB_ID,
        "source": Source.CLUBOS.value,
        "entity": "clients",
        "trigger": "user",
        "status": "complete",
        "started_at_utc": AT,
        "finished_at_utc": AT + timedelta(hours=1),
        "done": clients,
        "total": clients,
        "created": clients,
        "requests": 4 * clients,
        **nothing,
    }


def _client(key: int) -> dict[str, Any]:
    return {"id": key, "club_id": CLUB_ID, "created_at_utc": AT}


def _client_source(key: int, choose: random.Random) -> dict[str, Any]:
    return {
        "id": key,
        "club_id": CLUB_ID,
        "client_id": key,
        "source": Source.CLUBOS.value,
        "remote_id": str(910_000_000 + key),
        "name": name_of(key),
        "email": f"client{key}@example.org" if choose.random() < 0.9 else None,
        "phone": f"(555) 01{key % 100:02d}-{key % 10_000:04d}",
        "fetched_at_utc": AT + timedelta(seconds=key % 3600),
        "fetched_run_id": 1,
    }


def _agreement(key: int, choose: random.Random) -> dict[str, Any]:
    state = choose.choice(_STATES)
    return {
        "id": key,
        "client_source_id": key,
        "remote_id": str(1_500_000 + key),
        "name": choose.choice(_PACKAGES),
        "state": state.value,
        "raw_state": "2",
        "start_on": TODAY - timedelta(days=choose.randrange(400)),
        "trainer": choose.choice(_TRAINERS),
        "total_value_cents": choose.randrange(50_000, 300_000),
        "services": "[]",
        "invoices_read": True,
    }


def _invoices(key: int, count: int, choose: random.Random) -> Iterator[dict[str, Any]]:
    """Yield invoices, newest last; of some clients the last one or two are not paid."""
    unpaid = choose.choice((1, 1, 2)) if choose.random() < OWING_SHARE else 0
    days_ago = choose.randrange(120)
    for position in range(count):
        owes = position >= count - unpaid
        cents = choose.randrange(4_000, 40_000)
        yield {
            "agreement_id": key,
            "remote_id": str(70_000_000 + key * count + position),
            "position": position,
            "state": (InvoiceState.DELINQUENT if owes else InvoiceState.PAID).value,
            "raw_state": "5" if owes else "1",
            "billing_on": TODAY - timedelta(days=days_ago + 30 * (count - 1 - position)),
            "total_cents": cents,
            "owed_cents": cents if owes else 0,
            "owed_field": "remainingTotal",
        }


def _snapshots(invoices: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what each client owed, of any age: only the newest known figure is ever looked up."""
    owed: dict[int, list[int]] = {}
    for invoice in invoices:
        owed.setdefault(invoice["agreement_id"], []).append(invoice["owed_cents"])
    buckets = ("not_due", "days_31_60", "days_61_90", "days_91", "no_date", "credit")
    return [
        {
            "run_id": 1,
            "client_source_id": key,
            "as_of_on": TODAY,
            "past_due_cents": sum(cents),
            "cancelled_past_due_cents": 0,
            "days_1_30_cents": sum(cents),
            **dict.fromkeys((f"{name}_cents" for name in buckets), 0),
            "marks": "",
            "unpaid_invoices": sum(c > 0 for c in cents),
        }
        for key, cents in owed.items()
    ]
