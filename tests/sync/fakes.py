"""What the tests of the store, the lanes and the engine are built from."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import make_url

from gymdesk.clock import FixedClock
from gymdesk.commands import ClubDraft, Commands
from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME, DemoGym, Knobs, Ledger, demo_gym
from gymdesk.demo.clubos import clubos_app
from gymdesk.domain.agreement import Agreement, AgreementState, Invoice, InvoiceState
from gymdesk.domain.client import ClientReading, ItemTrouble, Person, Source
from gymdesk.presence import Presence
from gymdesk.queries import Queries
from gymdesk.store.opening import file_url
from gymdesk.store.unit_of_work import Store
from gymdesk.sync.engine import SyncEngine
from gymdesk.sync.lanes import LaneRules
from gymdesk.sync.recording import RunRecord
from gymdesk.sync.request import RefreshRequest
from gymdesk.sync.sources import ClubOsSource, Found, SignIn

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterator, Sequence

    from gymdesk.rows import ClientRow, ClubRow, CollectionsList
    from gymdesk.store.unit_of_work import StoredClient
    from gymdesk.sync.request import RunReport

TODAY = date(2026, 11, 21)
AT = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:1"
ZONE = "America/New_York"


# --- values ---------------------------------------------------------------------------------------


def person(number: int = 1, name: str = "Abigail Thornbury") -> Person:
    return Person(str(910000100 + number), name)


def invoice(
    key: str = "7001",
    state: InvoiceState = InvoiceState.DELINQUENT,
    owed_cents: int | None = 9000,
    billing_on: date | None = date(2026, 11, 1),
) -> Invoice:
    return Invoice(key, state, state.value, billing_on, 9000, owed_cents, "total")


def agreement(
    key: str = "1500101", invoices: tuple[Invoice, ...] | None = (), **columns: Any
) -> Agreement:
    plain = Agreement(
        key, "Personal Training 1x", AgreementState.ACTIVE, "2", trainer="Mika Santorelli"
    )
    return replace(plain, invoices=invoices, **columns)


def reading(
    who: Person | None = None,
    *agreements: Agreement,
    unread: bool = False,
    troubles: tuple[str, ...] = (),
) -> ClientReading:
    who = who or person()
    found = tuple(ItemTrouble(who.remote_id, t, "Try again.") for t in troubles)
    return ClientReading(who, None if unread else agreements, found)


# --- lanes ----------------------------------------------------------------------------------------


class Stage:
    """What a group of scripted lanes did, in the order they did it."""

    def __init__(self) -> None:
        self.events: list[tuple[str, str]] = []
        self.reading_now: defaultdict[str, int] = defaultdict(int)
        self.most_at_once: defaultdict[str, int] = defaultdict(int)
        self.signing_in = 0
        self.most_signing_in = 0
        self.closed: set[str] = set()

    def did(self, what: str) -> list[str]:
        return [who for kind, who in self.events if kind == what]


@dataclass
class ScriptedLane:
    """A lane that answers from a script: per client a list of errors to raise before an answer.

    `opens` are the errors of its sign-ins one after another; None = let in, as is all after them.
    """

    name: str
    stage: Stage
    faults: dict[str, list[Exception]] = field(default_factory=dict)
    opens: list[Exception | None] = field(default_factory=list)
    steps: int = 1
    sign_in_steps: int = 1

    async def open(self) -> None:
        self.stage.events.append(("open", self.name))
        self.stage.signing_in += 1
        self.stage.most_signing_in = max(self.stage.most_signing_in, self.stage.signing_in)
        try:
            for _ in range(self.sign_in_steps):
                await asyncio.sleep(0)
        finally:
            self.stage.signing_in -= 1
        error = self.opens.pop(0) if self.opens else None
        if error is not None:
            raise error

    async def read(self, person: Person) -> ClientReading:
        self.stage.events.append(("read", person.remote_id))
        self.stage.events.append(("reader", self.name))
        self.stage.reading_now[self.name] += 1
        most = max(self.stage.most_at_once[self.name], self.stage.reading_now[self.name])
        self.stage.most_at_once[self.name] = most
        try:
            for _ in range(self.steps):
                await asyncio.sleep(0)
            faults = self.faults.get(person.remote_id, [])
            if faults:
                raise faults.pop(0)
        finally:
            self.stage.reading_now[self.name] -= 1
        return ClientReading(person, ())

    async def aclose(self) -> None:
        self.stage.closed.add(self.name)


# --- sources --------------------------------------------------------------------------------------


class ScriptedSource:
    """A source that hands out one list of readings, to each user or to those that are named."""

    entity = "clients"

    def __init__(
        self,
        script: Sequence[ClientReading | ItemTrouble | Exception] = (),
        **of_user: Sequence[ClientReading | ItemTrouble | Exception],
    ) -> None:
        self._script = script
        self._of_user = of_user
        self.sure_of_its_end = True

    def sweep(
        self, sign_in: SignIn, _currency: str, *, inventory: bool | None = None
    ) -> ScriptedSweep:
        _ = inventory
        script = self._of_user.get(sign_in.username, self._script)
        return ScriptedSweep(script, sure_of_its_end=self.sure_of_its_end)


class ScriptedSweep:
    """One pass of a scripted source.

    An exception in the list is raised in its place; a trouble is an entry of the people's list
    that could not be read.
    """

    def __init__(
        self,
        script: Sequence[ClientReading | ItemTrouble | Exception],
        *,
        sure_of_its_end: bool = True,
    ) -> None:
        self._script = script
        self._sure_of_its_end = sure_of_its_end
        self.requests = 0
        self.dialect_found = None

    async def open(self) -> None:
        self.requests += 1

    async def find(self, *, force: bool) -> Found:
        _ = force
        people = tuple(r.person for r in self._script if isinstance(r, ClientReading))
        troubles = tuple(t for t in self._script if isinstance(t, ItemTrouble))
        return Found(people, troubles, self._sure_of_its_end)

    async def readings(self, people: Sequence[Person]) -> AsyncGenerator[ClientReading, None]:
        for item in self._script:
            if isinstance(item, Exception):
                raise item
            if isinstance(item, ClientReading) and item.person in people:
                yield item

    async def aclose(self) -> None:
        pass


# --- a desk ---------------------------------------------------------------------------------------


class Hooked(httpx.AsyncBaseTransport):
    """The demo gym's transport; each request is shown to a hook first, which may wait."""

    def __init__(self, app: Any, before: Callable[[httpx.Request], Any]) -> None:
        self._inner = httpx.ASGITransport(app)
        self._before = before

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        waiting = self._before(request)
        if waiting is not None:
            await waiting
        return await self._inner.handle_async_request(request)


@dataclass
class Bench:
    """A club over a real store and the demo gym in this process."""

    store: Store
    clock: FixedClock
    gym: DemoGym
    source: ClubOsSource
    engine: SyncEngine
    queries: Queries
    commands: Commands
    club: ClubRow
    told: list[object] = field(default_factory=list)

    @property
    def knobs(self) -> Knobs:
        return self.gym.knobs

    @property
    def ledger(self) -> Ledger:
        return self.gym.ledger

    def refresh(self, *, after: timedelta = timedelta(hours=1), **request: Any) -> RunReport:
        """Return the only run of a refresh, done some time after the one before."""
        self.clock.at_utc += after
        asked = RefreshRequest(**request)
        return self.engine.refresh_blocking(asked, self.told.append).runs[0]

    def counts(self, path: str) -> int:
        """Return how often the server was asked for *path*."""
        return sum(asked == path for _, asked in self.knobs.requests)

    def rows(self) -> dict[int, ClientRow]:
        """Return everybody by ClubOS id."""
        return {int(r.source_ids[0][1]): r for r in self.queries.clients(self.club.club_id).rows}

    def owing(self) -> CollectionsList:
        return self.queries.collections(self.club.club_id)

    def posts(self) -> int:
        return sum(method == "POST" for method, _ in self.knobs.requests)


@contextmanager
def bench(
    url: str,
    *,
    members: Sequence[int] | None = None,
    lanes: int = 4,
    before: Callable[[httpx.Request], Any] | None = None,
    password: str = DEMO_PASSWORD,
) -> Iterator[Bench]:
    """Yield a desk on the store at *url*; *members* takes some clients of the gym only."""
    gym = demo_gym(TODAY)
    if members is not None:
        some = tuple(c for c in gym.ledger.clients if c.member_id in members)
        gym = _gym_of(replace(gym.ledger, clients=some), gym.knobs)
    clock = FixedClock(AT)
    store = Store.open(url)
    source = ClubOsSource(
        clock,
        lambda: LaneRules(lanes=lanes, pause_s=0.0, back_off_s=(0.0, 0.0)),
        lambda: Hooked(gym.clubos, before or (lambda _request: None)),
    )

    async def sign_ins(club: ClubRow, of: Source) -> list[SignIn]:
        address = club.clubos_url or ""
        words = (club.clubos_dialect, club.clubos_dialect_found)
        rows = Queries(store, clock).sign_ins.of_club(club.club_id, of)
        names = {row.username: row.sign_in_id for row in rows} or {DEMO_USERNAME: None}
        return [SignIn(address, name, password, *words, key) for name, key in names.items()]

    # next to a file, so that a killed desk's lease does not outlive it
    file = make_url(url).database if url.startswith("sqlite") else None
    presence = Presence(Path(file).parent) if file else None
    engine = SyncEngine(store, {Source.CLUBOS: source}, sign_ins, clock, presence)
    try:
        commands = Commands(store, clock)
        queries = Queries(store, clock)
        draft = ClubDraft("Harbour Street", ZONE, clubos_url=ADDRESS)
        club = (*queries.clubs(), None)[0] or commands.add_club(draft)
        yield Bench(store, clock, gym, source, engine, queries, commands, club)
    finally:
        engine.close()
        assert store._engine.pool.checkedout() == 0, "a transaction was left open"  # type: ignore[attr-defined]
        store.close()
        if presence is not None:
            presence.close()


def roster_becomes(bench: Bench, keep: Callable[[int], bool]) -> None:
    """Let the gym's list hold only some of the clients from now on."""
    everybody = demo_gym(TODAY).ledger.clients
    kept = tuple(c for c in everybody if keep(c.member_id))
    server = bench.gym.clubos.state.club
    server.ledger = replace(server.ledger, clients=kept)


def _gym_of(ledger: Ledger, knobs: Knobs) -> DemoGym:
    return DemoGym(ledger, clubos_app(ledger, knobs=knobs), knobs)


def store_url(folder: Path) -> str:
    return file_url(folder / "gymdesk.db")


class Runs:
    """Runs one after another over one store, an hour apart, without a source."""

    def __init__(self, store: Store, club: str = "Harbour Street") -> None:
        self.store = store
        self.clock = FixedClock(AT)
        self.club = Commands(store, self.clock).add_club(ClubDraft(club, "UTC"))

    def store_readings(self, *readings: ClientReading) -> RunRecord:
        record = self.new_record()
        record.store_batch(readings)
        return record

    def sweep(self, *readings: ClientReading) -> RunRecord:
        """Store the readings and come to the end, where what lowers a debt is judged."""
        record = self.store_readings(*readings)
        record.keep_aside()
        record.judge([r.person.remote_id for r in readings], sure=False)
        return record

    def new_record(self) -> RunRecord:
        self.clock.at_utc += timedelta(hours=1)
        now_utc = self.clock.now_utc()
        record = RunRecord(self.store, self.clock, self.club, Source.CLUBOS, "clients", now_utc)
        record.start("click")
        return record

    def known(self, remote_id: str) -> StoredClient:
        with self.store.read() as work:
            return work.clients.known(self.club.club_id, Source.CLUBOS, [remote_id])[remote_id]


# --- looking at a store ---------------------------------------------------------------------------

RUN_TABLES = (
    "sync_run",
    "run_error",
    "balance_snapshot",
    "agreement_change",
    "look_mark",
    "refresh_lease",
)
"""What the runs write of themselves; a lease is there while one goes on."""

LOCAL_TABLES = (
    *("club", "client", "contact_edit", "confirmation", "confirmation_turn", "watch"),
    *("case_event", "collection_rule", "sign_in", "held_decision"),
    *("outbox_write", "outbox_step", "client_join", "follow_up_event"),
    *("import_file", "imported_agreement", "membership_file", "imported_membership"),
    "status_word",
)


def table_rows(store: Store, *tables: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return all rows of *tables* as SQL gives them."""
    with store.read() as work:
        connection = work._connection
        return {
            table: [
                tuple(row)
                for row in connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1, 2")
            ]
            for table in tables
        }


REMOTE_TABLES = (
    *("client_source", "agreement", "invoice", "scheduled_payment", "seen_through"),
    "session_inventory",
    *("member", "membership", "lead", "bill", "hold_look"),
)
