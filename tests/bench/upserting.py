"""(c) Writing 5,000 clients: the bare statement, and the way the engine takes, against sqlite3."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from gymdesk.clock import FixedClock
from gymdesk.domain.agreement import Agreement, AgreementState, Invoice, InvoiceState
from gymdesk.domain.client import ClientReading, Person, Source
from gymdesk.store.opening import file_url
from gymdesk.store.tables import ClientSource
from gymdesk.store.unit_of_work import Store
from gymdesk.store.upsert import upsert
from gymdesk.sync.recording import RunRecord
from gymdesk.sync.sweeping import BATCH
from tests.bench.stores import AT, CLUB_ID, TODAY, make_store, name_of
from tests.bench.table import Line, median

if TYPE_CHECKING:
    from pathlib import Path

KEY: Final = ("club_id", "source", "remote_id")
_COLUMNS: Final = ("client_id", "name", "email", "phone", "fetched_at_utc", "fetched_run_id")
_RAW: Final = (
    f"INSERT INTO client_source ({', '.join((*KEY, *_COLUMNS))}) "
    f"VALUES ({', '.join('?' * (len(KEY) + len(_COLUMNS)))}) "
    f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)
)


def bench(folder: Path, clients: int, repeats: int) -> list[Line]:
    """Return both ways in units of raw sqlite3; every row differs from what is there."""
    path = folder / f"upsert-{clients}.db"
    make_store(path, clients)
    store = Store.open(file_url(path))
    raw_ms, bare_ms, unchanged_ms = [], [], []
    for turn in range(0, 2 * repeats, 2):  # by turns, so that a busy moment meets all of them
        raw_ms.append(_raw_ms(path, clients, turn))
        bare_ms.append(_bare_ms(store, clients, turn + 1))
        unchanged_ms.append(_bare_ms(store, clients, turn + 1))
    engine_ms = [_engine_ms(store, clients, turn) for turn in range(2)]
    store.close()
    raw = median(raw_ms)
    against = "sqlite3 executemany, ON CONFLICT DO UPDATE, same rows, same file"
    said = {"rows": clients, "columns": len(KEY) + len(_COLUMNS), "repeats": repeats}
    batches = -(-clients // BATCH)
    engine_said = {
        "clients": clients,
        "writes": f"{batches} of {BATCH} clients, each committed to disk",
        "a client is": "1 person, 1 agreement, 4 invoices, 1 balance",
    }
    return [
        Line("c", "bare upsert(), all rows differ", median(bare_ms), "ms", raw, against, 2.0,
             "ratio", said),
        Line("c", "bare upsert(), no row differs", median(unchanged_ms), "ms", raw, against,
             inputs=said),
        Line("c", "as a refresh stores them, first time", engine_ms[0], "ms", raw, against,
             inputs=engine_said),
        Line("c", "as a refresh stores them, amounts differ", engine_ms[1], "ms", raw, against,
             inputs=engine_said),
    ]  # fmt: skip


def _rows(clients: int, turn: int) -> list[dict[str, Any]]:
    return [
        {
            "club_id": CLUB_ID,
            "source": Source.CLUBOS.value,
            "remote_id": str(910_000_000 + key),
            "client_id": key,
            "name": f"{name_of(key)} {turn}",
            "email": f"client{key}.{turn}@example.org",
            "phone": f"(555) 01{turn % 100:02d}-{key % 10_000:04d}",
            "fetched_at_utc": AT + timedelta(seconds=turn),
            "fetched_run_id": 1,
        }
        for key in range(1, clients + 1)
    ]


def _raw_ms(path: Path, clients: int, turn: int) -> float:
    rows = [
        (*(r[name] for name in KEY), *(_raw(r[name]) for name in _COLUMNS))
        for r in _rows(clients, turn)
    ]
    db = sqlite3.connect(path)
    db.isolation_level = None
    db.execute("PRAGMA synchronous=FULL")
    started_s = time.perf_counter()
    db.execute("BEGIN IMMEDIATE")
    db.executemany(_RAW, rows)
    db.execute("COMMIT")
    passed_ms = (time.perf_counter() - started_s) * 1000
    db.close()
    return passed_ms


def _raw(value: Any) -> Any:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if hasattr(value, "strftime") else value


def _bare_ms(store: Store, clients: int, turn: int) -> float:
    rows = _rows(clients, turn)
    started_s = time.perf_counter()
    with store.begin() as work:
        upsert(work._connection, ClientSource, KEY, rows)
        work.commit()
    return (time.perf_counter() - started_s) * 1000


def _engine_ms(store: Store, clients: int, turn: int) -> float:
    """Store readings of people that were never seen, later the same ones with other amounts."""
    clock = FixedClock(AT + timedelta(hours=turn))
    with store.read() as work:
        club = work.clubs.all()[0]
    record = RunRecord(store, clock, club, Source.CLUBOS, "clients", clock.now_utc())
    record.start("user")
    readings = [_reading(key, turn) for key in range(clients)]
    started_s = time.perf_counter()
    for first in range(0, clients, BATCH):
        record.store_batch(readings[first : first + BATCH])
    return (time.perf_counter() - started_s) * 1000


def _reading(key: int, turn: int) -> ClientReading:
    invoices = tuple(
        Invoice(
            str(80_000_000 + key * 4 + n),
            InvoiceState.DELINQUENT if n == 3 else InvoiceState.PAID,
            "5" if n == 3 else "1",
            TODAY - timedelta(days=30 * (4 - n)),
            9000,
            9000 + turn if n == 3 else 0,
            "remainingTotal",
        )
        for n in range(4)
    )
    agreement = Agreement(
        str(1_700_000 + key), "Personal Training 1x", AgreementState.ACTIVE, "2", invoices=invoices
    )
    return ClientReading(
        Person(str(920_000_000 + key), name_of(key)), (replace(agreement, trainer="Mika"),)
    )
