"""One unit of work: a transaction with its repositories; nothing stays unless it is committed."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from gymdesk.store.balances import Balances
from gymdesk.store.cases import Cases
from gymdesk.store.changes import Changes
from gymdesk.store.clients import Clients, ClientWrite, StoredAgreement, StoredClient
from gymdesk.store.clubs import Clubs
from gymdesk.store.figures_text import BillsWrite, RowsGone
from gymdesk.store.follow_ups import FollowUps
from gymdesk.store.held import HeldSweeps, HeldWrite
from gymdesk.store.holds import HoldLooks
from gymdesk.store.imports import Imports, StoredImport
from gymdesk.store.inventories import Inventories, StoredInventory
from gymdesk.store.joins import Joins
from gymdesk.store.leases import Leases
from gymdesk.store.membership_files import MembershipFiles
from gymdesk.store.opening import open_engine, place_of, plain_errors
from gymdesk.store.outbox import Outbox
from gymdesk.store.runs import Runs
from gymdesk.store.sign_ins import SignIns
from gymdesk.store.status_words import StatusWords
from gymdesk.store.stored import StoredFileMembership, StoredLook
from gymdesk.store.thinning import Thinning
from gymdesk.store.watches import Watches
from gymdesk.store.wodify import StoredBill, StoredLead, StoredMember, WodifyRecords

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine


class UnitOfWork:
    """A transaction. `commit()` keeps what was done; leaving without it undoes everything."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.clubs = Clubs(connection)
        self.clients = Clients(connection)
        self.runs = Runs(connection)
        self.changes = Changes(connection)
        self.thinning = Thinning(connection)
        self.leases = Leases(connection)
        self.balances = Balances(connection)
        self.watches = Watches(connection)
        self.cases = Cases(connection)
        self.sign_ins = SignIns(connection)
        self.held = HeldSweeps(connection)
        self.hold_looks = HoldLooks(connection)
        self.imports = Imports(connection)
        self.inventories = Inventories(connection)
        self.membership_files = MembershipFiles(connection)
        self.outbox = Outbox(connection)
        self.follow_ups = FollowUps(connection)
        self.wodify = WodifyRecords(connection)
        self.joins = Joins(connection)
        self.status_words = StatusWords(connection)
        self.committed = False

    def commit(self) -> None:
        """Keep what was done. The unit of work is over then."""
        self._connection.commit()
        self.committed = True


class Store:
    """The local store. Any thread may read; writes are short and queue up behind each other."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Store:
        """Return the store at *url*, brought to this program's version; raises StoreError kinds."""
        return cls(open_engine(url))

    @property
    def place(self) -> str:
        """Return where the store lies, fit for an error text."""
        return place_of(self._engine)

    @contextmanager
    def begin(self) -> Iterator[UnitOfWork]:
        """Open a unit of work that may write. Never ask a remote system inside it."""
        with plain_errors(self._engine), self._engine.connect() as plain:
            connection = plain.execution_options(gymdesk_write=True)
            with connection.begin():
                work = UnitOfWork(connection)
                yield work
                if not work.committed:
                    connection.rollback()

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """Open a unit of work that sees one consistent state and keeps nothing."""
        with plain_errors(self._engine), self._engine.connect() as connection:
            yield UnitOfWork(connection)
            connection.rollback()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


__all__ = [
    "BillsWrite",
    "ClientWrite",
    "HeldWrite",
    "RowsGone",
    "Store",
    "StoredAgreement",
    "StoredBill",
    "StoredClient",
    "StoredFileMembership",
    "StoredImport",
    "StoredInventory",
    "StoredLead",
    "StoredLook",
    "StoredMember",
    "UnitOfWork",
]
