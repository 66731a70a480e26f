"""A club over a real store whose figures a test writes itself, with its cases."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from gymdesk.commands import Commands
from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.client import ClientId
from gymdesk.queries import Queries
from gymdesk.store.unit_of_work import Store
from tests.sync.fakes import Runs, agreement, invoice, person, reading, store_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gymdesk.domain.agreement import Invoice
    from gymdesk.rows.cases import CallList, CaseDetail, CaseRow


class CaseDesk:
    """A desk of people who owe; a refresh reads what `owe` says of each.

    The club's clock is UTC. It starts on Saturday 21 November 2026, 16:00.
    """

    def __init__(self, store: Store) -> None:
        self.runs = Runs(store)
        self.store = store
        self.clock = self.runs.clock
        self.club_id = self.runs.club.club_id
        self.everything = Commands(store, self.clock)
        self.commands = self.everything.cases
        self.queries = Queries(store, self.clock)

    @property
    def today(self) -> date:
        return self.clock.now_utc().date()

    def refresh(self, owe: Mapping[int, tuple[Invoice, ...] | None], days: float = 0) -> None:
        """Read these people's invoices some days later (None = could not be read)."""
        self.clock.at_utc += timedelta(days=days)
        self.runs.store_readings(
            *(
                reading(person(key, name=f"Client {key}"), agreement(f"A{key}", invoices))
                if invoices is not None
                else reading(
                    person(key, name=f"Client {key}"), unread=True, troubles=("No answer",)
                )
                for key, invoices in owe.items()
            )
        )

    def client(self, key: int = 1) -> ClientId:
        remote_id = person(key).remote_id
        return ClientId(self.runs.known(remote_id).source_row["client_id"])

    def list(self) -> CallList:
        return self.queries.cases.call_list(self.club_id)

    def row(self, key: int = 1) -> CaseRow | None:
        return next((r for r in self.list().rows if r.client_id == self.client(key)), None)

    def case(self, key: int = 1) -> CaseDetail:
        return self.queries.cases.case(self.club_id, self.client(key))


def owed(
    days_ago: int = 20,
    cents: int = 9000,
    state: InvoiceState = InvoiceState.DELINQUENT,
    key: str = "7001",
    today: date = date(2026, 11, 21),
) -> Invoice:
    """Return an invoice over 200.00 of which 90.00 are owed since 1 November."""
    one = invoice(key, state, cents, today - timedelta(days=days_ago))
    return replace(one, total_cents=20000, owed_field="remainingTotal")


def paid(key: str = "7001") -> Invoice:
    """Return the same invoice paid."""
    return owed(cents=0, state=InvoiceState.PAID, key=key)


@lru_cache(maxsize=1)
def _empty_store() -> bytes:
    """Return the file of a store without a club; the migrations take longer than most tests."""
    with TemporaryDirectory() as folder:
        Store.open(store_url(Path(folder))).close()
        return (Path(folder) / "gymdesk.db").read_bytes()


@contextmanager
def case_desk(folder: Path) -> Iterator[CaseDesk]:
    """Yield a desk over a new store in *folder*."""
    (folder / "gymdesk.db").write_bytes(_empty_store())
    store = Store.open(store_url(folder))
    try:
        yield CaseDesk(store)
    finally:
        store.close()
