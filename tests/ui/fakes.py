"""Named fakes for the window: a desk of invented people, an engine that answers when told to."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from gymdesk.clock import FixedClock
from gymdesk.credentials import Credential, KeyStoreState
from gymdesk.domain.aging import Aging
from gymdesk.domain.agreement import AgreementState, InvoiceState, ScheduledPayment
from gymdesk.domain.agreement import Service as Sold
from gymdesk.domain.backup import (
    BackupContents,
    BackupFile,
    BackupKind,
    Loss,
    Restored,
    RestorePreview,
)
from gymdesk.domain.client import ClientId, ClubId, SignInId, Source
from gymdesk.domain.matching import Likeness
from gymdesk.domain.outbox import Part, Reason, WriteId, WriteState
from gymdesk.domain.past_due import Mark, PaymentStatus
from gymdesk.domain.sweep import SweepFinding
from gymdesk.domain.wodify import Probed
from gymdesk.errors import DeskError, KeyringAbsent, UsageError
from gymdesk.paths import Places
from gymdesk.rows import (
    AgreementRow,
    ClientDetail,
    ClientList,
    ClientRow,
    ClubRow,
    CollectionsList,
    ConfirmedRow,
    Contact,
    ErrorRow,
    Health,
    HeldChangeRow,
    HeldSweepRow,
    Imported,
    ImportPreview,
    ImportTroubleRow,
    InvoiceRow,
    JoinRow,
    PackageRow,
    PairRow,
    PersonSide,
    RunRow,
    RunStatus,
    SignInRow,
    SourceRow,
    WatchedRow,
)
from gymdesk.rows.changes import ChangeList, ChangeRow
from gymdesk.rows.members import PackageShelf
from gymdesk.rows.outbox import OutboxRow, StepRow, WriteRow
from gymdesk.settings import Settings
from gymdesk.sync.request import (
    ChoreReport,
    ChoreRequest,
    ClientsStored,
    PackagesAnswer,
    PackagesRequest,
    ProbeReport,
    ProbeRequest,
    Progress,
    RefreshReport,
    RefreshRequest,
    RunReport,
    SendReport,
    SendRequest,
    SignInAnswer,
    SignInTest,
)
from tests.ui.fake_cases import FakeCases

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gymdesk.domain.membership import Package
    from gymdesk.domain.outbox import Intent
    from gymdesk.rows.members import MemberCard

NOW = datetime(2026, 11, 20, 14, 26, tzinfo=UTC)
"""09:26 in New York."""
FETCHED = datetime(2026, 11, 20, 14, 12, tzinfo=UTC)
TODAY = date(2026, 11, 20)
CLUB = ClubRow(
    ClubId(1),
    "club-1",
    "Harbour Street",
    "America/New_York",
    "USD",
    "en_US",
    clubos_url="https://harbourstreet.club-os.example",
)
OTHER_CLUB = ClubRow(ClubId(2), "club-2", "Mill Lane", "Europe/Berlin", "EUR", "en_US")
HOSTILE = '<img src="x:y" onerror=1><b>Bold & Sons</b>'


def client(
    number: int,
    name: str,
    cents: int | None = 0,
    days: int | None = None,
    *,
    trainer: str | None = "Dana Fox",
    package: str | None = "16 Session Package",
    **changes: object,
) -> ClientRow:
    """Return one client; *cents* of debt are *days* old."""
    owed = cents or 0
    row = ClientRow(
        client_id=ClientId(number),
        name=name,
        source_ids=((Source.CLUBOS, str(40000 + number)),),
        email=Contact(f"{name.split()[0].lower()}@example.com", "clubos"),
        phone=Contact(f"(555) 010-{1000 + number}", "clubos"),
        trainer=trainer,
        packages=(PackageRow(package, 240_000, AgreementState.ACTIVE),) if package else (),
        payment_status=_status(cents),
        past_due_cents=cents,
        cancelled_past_due_cents=0 if cents is not None else None,
        aging=_aging(owed, days),
        marks=frozenset(),
        oldest_due_on=TODAY - timedelta(days=days) if days else None,
        days_past_due=days,
        unpaid_invoices=0 if not owed else 4,
        currency="USD",
        fetched_at_utc=FETCHED,
        explicit_cents=None,
        invoices_cents=cents,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def _status(cents: int | None) -> PaymentStatus:
    if cents is None:
        return PaymentStatus.UNKNOWN
    return PaymentStatus.PAST_DUE if cents else PaymentStatus.CURRENT


def _aging(cents: int, days: int | None) -> Aging:
    if not cents:
        return Aging()
    if days is None:
        return Aging(no_date=cents)
    if days <= 30:
        return Aging(days_1_30=cents, not_due=15_000)
    if days <= 60:
        return Aging(days_1_30=cents // 2, days_31_60=cents - cents // 2)
    if days <= 90:
        third = cents // 3
        return Aging(days_1_30=third, days_31_60=third, days_61_90=cents - 2 * third)
    return Aging(days_91=cents)


PEOPLE = (
    client(
        17,
        "Ruben Castellanos",
        None,
        package="PT 8 Sessions",
        last_known_cents=8_800,
        last_known_on=date(2026, 11, 18),
        trouble="ClubOS refused this client twice at 09:11.",
        fetched_at_utc=datetime(2026, 11, 18, 14, 0, tzinfo=UTC),
    ),
    client(18, "Tove Nyström", None, trainer=None, fetched_at_utc=None),
    client(2, "Theo Brandt", 66_000, 78, package="PT 12 Sessions"),
    client(117, "Mara Ellison", 61_200, 47),
    client(
        4,
        "Oskar Lindqvist",
        45_000,
        64,
        package="Unlimited",
        marks=frozenset({Mark.DIFFERS}),
        explicit_cents=45_000,
        invoices_cents=30_000,
        unpaid_invoices=2,
    ),
    client(
        5,
        "Grace Okonjo",
        24_000,
        38,
        trainer="Sam Ortega",
        package="Unlimited + PT 4",
        marks=frozenset({Mark.STALE}),
        phone=Contact(),
        fetched_at_utc=datetime(2026, 11, 17, 14, 0, tzinfo=UTC),
    ),
    client(6, "Priya Nandakumar", 19_800, 26, trainer="Sam Ortega", package="Open Gym"),
    client(
        7,
        "Sofia Marchetti",
        16_000,
        None,
        package="PT 4 Sessions",
        marks=frozenset({Mark.ESTIMATED}),
        explicit_cents=16_000,
        invoices_cents=None,
        unpaid_invoices=0,
    ),
    client(8, "Hannah Abernathy-Montgomery", 15_000, 9, package="PT 8 Sessions"),
    client(
        9,
        "Petra Novak",
        12_000,
        81,
        marks=frozenset({Mark.AT_LEAST}),
        package="Unlimited, frozen",
    ),
    client(
        10,
        "Daniel Weiss",
        39_600,
        122,
        cancelled_past_due_cents=22_000,
        email=Contact("d.weiss@example.com", "desk"),
    ),
    client(11, "Jonah Whitfield", 57_500, 203, trainer="Sam Ortega"),
    client(12, HOSTILE, 8_800, 14, package="<i>Youth</i>"),
    client(13, "Luis Ferreira", 37_000, 41, trainer="Sam Ortega"),
    client(14, "Aiden Kowalczyk", sessions_remaining=11),
    client(15, "Bea Lindholm", package="Open Gym"),
    client(16, "Carlos Ibarra", package="PT 12 Sessions", trainer="Sam Ortega"),
    client(19, "Dagny Sørensen", package="Unlimited"),
    client(20, "Emeka Obi", package="PT 8 Sessions"),
    client(21, "Farah Rahimi", package="Youth", trainer="Sam Ortega"),
    client(
        22,
        "Gil Avidan",
        package="Unlimited",
        marks=frozenset({Mark.MISSING}),
        missing_since_utc=datetime(2026, 11, 17, 14, 0, tzinfo=UTC),
    ),
    client(23, "Hugo Delacroix", package="PT 4 Sessions"),
    client(24, "Imani Brooks", package=None),
    client(25, "Jasper Quill", package="Unlimited"),
    client(26, "Kira Petrov", package="PT 12 Sessions"),
)


def client_list(people: tuple[ClientRow, ...] = PEOPLE, club: ClubRow = CLUB) -> ClientList:
    """Return everybody."""
    return ClientList(club, TODAY, people, FETCHED, complete=True)


def collections_list(
    people: tuple[ClientRow, ...] = PEOPLE, club: ClubRow = CLUB
) -> CollectionsList:
    """Return everybody who owes or may owe, unknown first, then by amount."""
    owing = [p for p in people if p.past_due_cents != 0 or p.cancelled_past_due_cents]
    owing.sort(key=lambda p: -(p.past_due_cents if p.past_due_cents is not None else 10**9))
    known = [p for p in owing if p.past_due_cents is not None]
    return CollectionsList(
        club,
        TODAY,
        tuple(owing),
        sum((p.aging for p in owing), Aging()),
        sum(p.past_due_cents or 0 for p in known),
        sum(p.cancelled_past_due_cents or 0 for p in owing),
        len(known),
        len(owing) - len(known),
        FETCHED,
        complete=True,
        run_id=31,
    )


def client_detail(row: ClientRow, club: ClubRow = CLUB) -> ClientDetail:
    """Return agreements and invoices that fit the row."""
    owed = row.past_due_cents
    per = None if owed is None else owed // 4
    days = row.days_past_due or 47
    states = (
        InvoiceState.DELINQUENT,
        InvoiceState.REJECTED,
        InvoiceState.NOT_SET,
        InvoiceState.CHARGED_BACK,
    )
    unpaid = tuple(
        InvoiceRow(
            str(20418 + n),
            row.packages[0].name if row.packages else "Agreement",
            state,
            str(state),
            TODAY - timedelta(days=days),
            days,
            15_300,
            per,
            "remainingTotal",
            counted=True,
            open=True,
        )
        for n, state in enumerate(states)
        if owed != 0
    )
    paid = tuple(
        InvoiceRow(
            str(19000 + n),
            "16 Session Package",
            InvoiceState.PAID,
            "1",
            date(2026, 1, 4) + timedelta(days=30 * n),
            None,
            15_300,
            0,
            "remainingTotal",
            counted=False,
            open=False,
        )
        for n in range(6)
    )
    strange = (
        InvoiceRow(
            "21999",
            "16 Session Package",
            InvoiceState.UNKNOWN,
            "42",
            None,
            None,
            None,
            None,
            None,
            counted=False,
            open=True,
        ),
    )
    agreements = (
        _agreement("91001", "16 Session Package", AgreementState.ACTIVE, owed),
        _agreement("91002", "Nutrition Coaching, monthly", AgreementState.CANCELLED, 0),
        _agreement("91003", "PT 8 Sessions", AgreementState.UNKNOWN, None),
    )
    return ClientDetail(row, club, agreements, unpaid + strange + paid, 31)


def _agreement(remote_id: str, name: str, state: AgreementState, cents: int | None) -> AgreementRow:
    return AgreementRow(
        remote_id,
        name,
        state,
        "7" if state == AgreementState.UNKNOWN else str(state),
        date(2026, 1, 4),
        None,
        240_000,
        cents,
        cents,
        None,
        None,
        frozenset(),
        "Dana Fox",
        "Jo Hartley",
        (Sold("Personal training 60", "PT", 16, 15_000, True),),
        (ScheduledPayment(date(2026, 12, 4), 15_300), ScheduledPayment(date(2027, 1, 4), 15_300)),
        FETCHED,
    )


def run(number: int, status: RunStatus, seconds: int = 126, failed: int = 0) -> RunRow:
    """Return a run that ended before now."""
    started = FETCHED - timedelta(hours=6 * (31 - number))
    return RunRow(
        number,
        Source.CLUBOS,
        "clients",
        status,
        started,
        started + timedelta(seconds=seconds),
        25,
        25,
        2,
        7,
        16 - failed,
        0,
        failed,
        103,
    )


def source_row(health: Health = Health.OK, **changes: object) -> SourceRow:
    """Return ClubOS with 30 runs behind it."""
    kinds = {5: RunStatus.FAILED, 12: RunStatus.INCOMPLETE, 20: RunStatus.CANCELLED}
    runs = tuple(
        run(n, kinds.get(n, RunStatus.COMPLETE), 90 + n * 7 % 60) for n in range(31, 1, -1)
    )
    row = SourceRow(
        Source.CLUBOS,
        "clients",
        True,
        health,
        FETCHED,
        FETCHED,
        None,
        runs[0],
        runs,
        (
            ErrorRow(
                "40017",
                "The answer was refused",
                "Asked twice. Shown as unknown, the last known figure is of 18 Nov.",
                FETCHED - timedelta(minutes=1),
                ClientId(17),
                "Ruben Castellanos",
                Source.CLUBOS,
            ),
            ErrorRow(
                "",
                "ClubOS ended the session",
                "Signed in again. What was read before is kept.",
                FETCHED - timedelta(days=3),
                source=Source.CLUBOS,
            ),
        ),
    )
    return replace(row, **changes)  # type: ignore[arg-type]


class FakeQueries:
    """Hands out rows; `people`, `known_clubs` and `source` may be changed between reads."""

    def __init__(self) -> None:
        self.known_clubs: tuple[ClubRow, ...] = (CLUB,)
        self.people: tuple[ClientRow, ...] = PEOPLE
        self.source: tuple[SourceRow, ...] = (source_row(),)
        self.watching: dict[ClientId, int] = {}
        self.confirmations: list[tuple[ClientId, ConfirmedRow]] = []
        self.confirmed_holds: list[bool] = []
        self.never = False
        self.threads: set[str] = set()
        self.cases = FakeCases(self, NOW, TODAY)
        self.outbox = FakeOutbox()
        from tests.ui.lead_fakes import FakeLeads  # it builds on the values above
        from tests.ui.member_fakes import FakeMembers, FakeStatusWords

        self.leads = FakeLeads()
        self.members = FakeMembers()
        self.member_cards: dict[ClientId, MemberCard] = {}
        self.changes = FakeChanges()
        self.joins = FakeJoins()
        self.status_words = FakeStatusWords()

    def clubs(self) -> tuple[ClubRow, ...]:
        self.threads.add(threading.current_thread().name)
        return self.known_clubs

    def club(self, club_id: ClubId) -> ClubRow:
        return next(c for c in self.known_clubs if c.club_id == club_id)

    def clients(self, club_id: ClubId) -> ClientList:
        self.threads.add(threading.current_thread().name)
        found = client_list(self.people, self.club(club_id))
        return replace(found, rows=(), figures_from_utc=None) if self.never else found

    def client(self, club_id: ClubId, client_id: ClientId) -> ClientDetail:
        row = next(p for p in self.people if p.client_id == client_id)
        return replace(
            client_detail(row, self.club(club_id)),
            watched_cents=self.watching.get(client_id),
            confirmed=self.confirmed(client_id),
            member=self.member_cards.get(client_id),
            joined=tuple(row for row, _ in self.joins.kept if row.client_id == client_id),
            page_url=f"https://harbourstreet.club-os.example/client/{client_id}",
        )

    def confirmed(self, client_id: ClientId) -> ConfirmedRow | None:
        made = zip(self.confirmations, self.confirmed_holds, strict=True)
        found = [row for (key, row), holds in made if key == client_id and holds]
        return found[-1] if found else None

    def watched(self, club_id: ClubId) -> tuple[WatchedRow, ...]:
        people = {p.client_id: p for p in self.people}
        return tuple(
            WatchedRow(key, people[key].name, "USD", cents, people[key].past_due_cents)
            for key, cents in self.watching.items()
        )

    def collections(self, club_id: ClubId) -> CollectionsList:
        found = collections_list(() if self.never else self.people, self.club(club_id))
        return replace(found, figures_from_utc=None) if self.never else found

    def sources(self, club_id: ClubId) -> tuple[SourceRow, ...]:
        return self.source

    def runs(self, club_id: ClubId, limit: int = 30) -> tuple[RunRow, ...]:
        return self.source[0].recent_runs[:limit]

    def history(self, club_id: ClubId) -> tuple[RunRow, ...]:
        return tuple(run for source in self.source for run in source.recent_runs)


class FakeChanges:
    """What changed since the last look; `seen` are (viewer, run) of what was marked."""

    def __init__(self) -> None:
        self.rows: tuple[ChangeRow, ...] = ()
        self.viewers: set[str] = set()
        self.seen: list[tuple[str, int]] = []

    def since(self, club_id: ClubId, viewer: str) -> ChangeList:
        self.viewers.add(viewer)
        return ChangeList(CLUB, TODAY, self.rows, FETCHED, True, 9)

    def mark_seen(self, club_id: ClubId, run_id: int, *, viewer: str) -> None:
        self.seen.append((viewer, run_id))
        self.rows = ()


def held_sweep(**finding: int) -> HeldSweepRow:
    """Return a sweep that lost a third of its people and most of the debt."""
    found = {"people_known": 48, "people_gone": 18, "debt_before_cents": 400_000}
    found |= {"unexplained_cents": 361_200, **finding}
    changes = (
        HeldChangeRow(ClientId(117), "40117", "Mara Ellison", 61200, 0, False, FETCHED),
        HeldChangeRow(ClientId(2), "40002", "Theo Brandt", 22000, None, True, FETCHED),
        HeldChangeRow(ClientId(3), "40003", "Yuki Shimizu", None, None, True, FETCHED),
    )
    return HeldSweepRow(
        3, CLUB, Source.CLUBOS, "clients", 31, FETCHED, SweepFinding(**found), changes
    )


def pair_row(one: int, other: int, name: str, **more: Any) -> PairRow:
    """Return two records of a name, in ClubOS and in WODIFY."""
    email = more.get("email")
    return PairRow(
        PersonSide(ClientId(one), Source.CLUBOS, str(40000 + one), name, email, None),
        PersonSide(ClientId(other), Source.WODIFY, str(900 + other), name, email, "(555) 010-1"),
        frozenset({Likeness.NAME, Likeness.EMAIL} if email else {Likeness.NAME}),
        bool(email),
    )


class FakeJoins:
    """Pairs that can be joined and parted; `decided` is what was asked for."""

    def __init__(self) -> None:
        self.pairs = [
            pair_row(14, 70, "Aiden Kowalczyk", email="aiden@example.com"),
            pair_row(15, 71, "Bea Lindholm"),
        ]
        self.kept: list[tuple[JoinRow, PairRow]] = []
        self.decided: list[tuple[str, int, str]] = []
        self.refuses: DeskError | None = None

    def likely(self, club_id: ClubId) -> tuple[PairRow, ...]:
        joined = [pair for _, pair in self.kept]
        return tuple(pair for pair in self.pairs if pair not in joined)

    def joined(self, club_id: ClubId) -> tuple[JoinRow, ...]:
        return tuple(row for row, _ in self.kept)

    def join(self, club_id: ClubId, one: ClientId, other: ClientId, *, staff: str) -> ClientId:
        if self.refuses is not None:
            raise self.refuses
        pair = next(p for p in self.pairs if p.one.client_id == one)
        row = JoinRow(
            one, other, Source.WODIFY, pair.other.remote_id, pair.other.name, staff, FETCHED
        )
        self.kept.append((row, pair))
        self.decided.append(("join", one, staff))
        return one

    def part(
        self,
        club_id: ClubId,
        client_id: ClientId,
        *,
        staff: str,
        from_client: ClientId | None = None,
    ) -> int:
        if self.refuses is not None:
            raise self.refuses
        self.kept = [
            (row, pair)
            for row, pair in self.kept
            if row.client_id != client_id or from_client not in (None, row.from_client_id)
        ]
        self.decided.append(("part", client_id, staff))
        return 1


class FakeHeld:
    """Decides over held sweeps; what was decided is remembered and nothing waits any more."""

    def __init__(self, queries: FakeQueries) -> None:
        self._queries = queries
        self.decided: list[tuple[str, str]] = []
        self.decided_ids: list[int | None] = []
        self.refuses: DeskError | None = None

    def accept(self, club_id: ClubId, *, staff: str, held_id: int | None = None) -> int:
        return self._decide("accepted", staff, held_id)

    def drop(self, club_id: ClubId, *, staff: str, held_id: int | None = None) -> int:
        return self._decide("dropped", staff, held_id)

    def _decide(self, decision: str, staff: str, held_id: int | None) -> int:
        if self.refuses is not None:
            raise self.refuses
        self.decided.append((decision, staff))
        self.decided_ids.append(held_id)
        count, sources = 0, []
        for source in self._queries.source:
            if source.held is not None and held_id in (None, source.held.held_id):
                count += len(source.held.changes)
                source = replace(source, held=None, health=Health.OK)
            sources.append(source)
        self._queries.source = tuple(sources)
        return count


class FakeOutbox:
    """An outbox that remembers what was asked of it; `shown` is what it holds."""

    def __init__(self) -> None:
        self.shown = OutboxRow((), frozenset({Source.WODIFY}))
        self.calls: list[tuple[object, ...]] = []
        self.refuses: DeskError | None = None

    def writes(self, club_id: ClubId, *, everything: bool = False) -> OutboxRow:
        return self.shown

    def ask(
        self, club_id: ClubId, source: Source, intent: Intent, *, key: str, staff: str
    ) -> WriteId:
        self._call("ask", intent, staff)
        return WriteId(7)

    def retry(self, write_id: WriteId, *, staff: str) -> WriteState:
        self._call("retry", write_id, staff)
        return WriteState.PENDING

    def discard(self, write_id: WriteId, *, staff: str) -> None:
        self._call("discard", write_id, staff)

    def _call(self, *words: object) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.calls.append(words)


def a_write(state: WriteState = WriteState.PENDING, **more: Any) -> WriteRow:
    """Return a change of a lead that waits."""
    fields: dict[str, Any] = {
        "write_id": WriteId(7),
        "source": Source.WODIFY,
        "kind": "update lead",
        "name": "Nadia Farouk",
        "about": "5521",
        "state": state,
        "reason": Reason.QUEUED,
        "detail": "",
        "part": Part.LEAD,
        "asked_by": "Jordan",
        "asked_at_utc": NOW,
        "at_utc": NOW,
        "half_done": False,
        "done_parts": (),
        "differences": (),
        "keys": (),
        "look_again_utc": None,
        "can_retry": state in (WriteState.PENDING, WriteState.FAILED, WriteState.CONFLICT),
        "can_look": state == WriteState.CHECK,
        "can_discard": state != WriteState.SENDING,
        "steps": (StepRow(WriteState.PENDING, Reason.QUEUED, Part.LEAD, NOW, "Jordan", ""),),
    }
    return WriteRow(**{**fields, **more})


class FakeImports:
    """Looks at files that are not opened; what was read in is remembered."""

    def __init__(self) -> None:
        self.read: list[tuple[str, str]] = []
        self.refuses: DeskError | None = None

    def look_at(self, club_id: ClubId, path: Path) -> ImportPreview:
        if self.refuses is not None:
            raise self.refuses
        troubles = (ImportTroubleRow(5, "it has no member name", True),)
        return ImportPreview(CLUB, Imported(path.name, FETCHED), 31, 1, 34, 2, troubles)

    def read_in(self, club_id: ClubId, path: Path, *, staff: str) -> ImportPreview:
        done = self.look_at(club_id, path)
        self.read.append((path.name, staff))
        return done


class FakeCommands:
    """Remembers what was written."""

    def __init__(self, queries: FakeQueries) -> None:
        self._queries = queries
        self.held = FakeHeld(queries)
        self.cases = queries.cases
        self.outbox = queries.outbox
        self.leads = queries.leads
        self.imports = FakeImports()
        self.files = self.imports
        self.looks = queries.changes
        self.joins = queries.joins
        self.status_words = queries.status_words
        self.contacts: list[tuple[int, dict[str, object]]] = []
        self.refuses: DeskError | None = None
        self.other_gym: DeskError | None = None

    def add_club(self, draft: object) -> ClubRow:
        if self.refuses is not None:
            raise self.refuses
        club = _club_of(draft)
        self._queries.known_clubs = (club,)
        return club

    def change_club(self, club_id: ClubId, draft: object, *, same_gym: bool = False) -> ClubRow:
        if self.other_gym is not None and not same_gym:
            raise self.other_gym
        club = _club_of(draft)
        self._queries.known_clubs = (club,)
        return club

    def confirm_amount(self, client_id: ClientId, cents: int, *, staff: str) -> int:
        made = len(self._queries.confirmations)
        self._queries.confirmations.append((client_id, ConfirmedRow(cents, staff, NOW)))
        self._queries.confirmed_holds.append(True)
        return made

    def take_back_confirmation(self, confirmation_id: int, *, staff: str) -> None:
        self._turn(confirmation_id, holds=False)

    def confirm_again(self, confirmation_id: int, *, staff: str) -> None:
        self._turn(confirmation_id, holds=True)

    def _turn(self, confirmation_id: int, *, holds: bool) -> None:
        if self._queries.confirmed_holds[confirmation_id] == holds:
            raise UsageError("This was taken back already")
        self._queries.confirmed_holds[confirmation_id] = holds

    def watch(self, client_id: ClientId, expected_cents: int | None, *, staff: str) -> None:
        if expected_cents is None:
            self._queries.watching.pop(client_id, None)
        else:
            self._queries.watching[client_id] = expected_cents

    def set_contact(self, client_id: ClientId, *, staff: str, **typed: object) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.contacts.append((client_id, {"staff": staff, **typed}))


def _club_of(draft: Any) -> ClubRow:
    """Return the club that a draft makes."""
    return replace(
        CLUB,
        name=draft.name,
        clubos_url=draft.clubos_url,
        wodify_url=draft.wodify_url,
        wodify_location=draft.wodify_location,
        wodify_profile=draft.wodify_profile,
    )


class FakeCredentials:
    """A key store in memory; `word` says how it is."""

    def __init__(self, word: str = "ready") -> None:
        self.word = word
        self.kept: dict[str, Credential] = {}
        self.memory: dict[str, Credential] = {}

    def state(self) -> KeyStoreState:
        return KeyStoreState(self.word, "tests.Keyring")  # type: ignore[arg-type]


class FakeSignIns:
    """The sign-ins of the gym, in the order they were set up."""

    def __init__(self, credentials: FakeCredentials) -> None:
        self._credentials = credentials
        self.rows: list[SignInRow] = []
        self.forgotten: list[tuple[str, str]] = []

    def listed(self, club: ClubRow, source: Source) -> tuple[SignInRow, ...]:
        return tuple(row for row in self.rows if row.source == source)

    def credential(self, club: ClubRow, source: Source, username: str) -> Credential | None:
        kept = self._credentials
        return kept.memory.get(username) or kept.kept.get(username)

    def keep(
        self,
        club: ClubRow,
        source: Source,
        credential: Credential,
        *,
        staff: str,
        memory_only: bool = False,
    ) -> None:
        if memory_only:
            self._credentials.memory[credential.username] = credential
        elif self._credentials.word != "ready":
            raise KeyringAbsent
        else:
            self._credentials.kept[credential.username] = credential
        if credential.username not in [row.username for row in self.listed(club, source)]:
            row = sign_in_row(credential.username, staff=staff, key=len(self.rows) + 1)
            self.rows.append(replace(row, source=source))

    def forget(self, club: ClubRow, source: Source, username: str, *, staff: str) -> None:
        self.rows = [r for r in self.rows if (r.source, r.username) != (source, username)]
        self._credentials.kept.pop(username, None)
        self.forgotten.append((username, staff))

    def kept_in_memory(self, club: ClubRow, source: Source) -> bool:
        rows = self.listed(club, source)
        return bool(rows) and all(r.username in self._credentials.memory for r in rows)


def sign_in_row(
    username: str, *, clients: int | None = 25, staff: str = "Jo", key: int = 1
) -> SignInRow:
    """Return a ClubOS user of the gym."""
    return SignInRow(SignInId(key), CLUB.club_id, Source.CLUBOS, username, staff, NOW, clients)


class FakeSettings:
    """Settings that are kept in memory."""

    def __init__(self) -> None:
        self.settings = Settings(staff="Jo")

    def load(self) -> Settings:
        return self.settings

    def save(self, settings: Settings) -> None:
        self.settings = settings


class FakeEngine:
    """Visits 25 clients, one a step; waits at `hold_at` until it is cancelled or let go."""

    def __init__(self, step_s: float = 0.0, hold_at: int | None = None) -> None:
        self.step_s = step_s
        self.hold_at = hold_at
        self.error: BaseException | None = None
        self.runs = 0
        self.threads: list[str] = []
        self.tests: list[SignInTest] = []
        self.probes: list[ProbeRequest] = []
        self.found: tuple[Probed, ...] = (Probed("clients", "ok"),)
        self.asked: list[object] = []
        self.troubles: tuple[str, ...] = ()
        self.swallows_cancel = True
        self.sent = SendReport()
        self.listed: tuple[Package, ...] = ()

    async def run(
        self,
        request: (
            RefreshRequest
            | SignInTest
            | ProbeRequest
            | PackagesRequest
            | ChoreRequest
            | SendRequest
        ),
        tell: Callable[[Progress | ClientsStored], None],
    ) -> RefreshReport | SignInAnswer | ProbeReport | PackagesAnswer | ChoreReport | SendReport:
        self.threads.append(threading.current_thread().name)
        self.asked.append(request)
        if isinstance(request, ChoreRequest):
            if self.error is not None:
                raise self.error
            return ChoreReport(request.chore, self.troubles, FETCHED, FETCHED)
        if isinstance(request, SendRequest):
            if self.error is not None:
                raise self.error
            return self.sent
        if isinstance(request, SignInTest):
            self.tests.append(request)
            if self.error is not None:
                raise self.error
            return SignInAnswer("Jo Hartley", 25, 1.4)
        if isinstance(request, ProbeRequest):
            self.probes.append(request)
            if self.error is not None:
                raise self.error
            if self.hold_at is not None:
                await asyncio.Event().wait()
            return ProbeReport(self.found, 2.1)
        if isinstance(request, PackagesRequest):
            if self.error is not None:
                raise self.error
            if self.hold_at is not None:
                await asyncio.Event().wait()
            return PackagesAnswer(PackageShelf(self.listed, FETCHED, can_be_asked=True))
        self.runs += 1
        if self.error is not None:
            raise self.error
        done = 0
        try:
            tell(Progress("Harbour Street", Source.CLUBOS, "signing in"))
            for done in range(1, 26):
                tell(Progress("Harbour Street", Source.CLUBOS, "reading clients", done, 25))
                tell(ClientsStored(ClubId(1), done, 25))
                if done == self.hold_at:
                    await asyncio.Event().wait()
                await asyncio.sleep(self.step_s)
        except asyncio.CancelledError:
            if not self.swallows_cancel:
                raise
            return RefreshReport((self._report(RunStatus.CANCELLED, done),))
        return RefreshReport((self._report(RunStatus.COMPLETE, 25),))

    def _report(self, status: RunStatus, done: int) -> RunReport:
        return RunReport(
            ClubId(1),
            "Harbour Street",
            Source.CLUBOS,
            "clients",
            status,
            FETCHED,
            FETCHED + timedelta(seconds=5),
            done=done,
            total=25,
            requests=103,
        )


@dataclass
class FakeSafekeeping:
    """Backups of invented people; `errors` are raised by the calls they are named after."""

    folder: Path
    kept: list[BackupFile] = field(default_factory=list)
    errors: dict[str, DeskError] = field(default_factory=dict)
    calls: list[tuple[str, object]] = field(default_factory=list)

    def back_up(self, target: Path) -> BackupContents:
        """Return what would be written."""
        self._call("back_up", target)
        return backup_contents(target)

    def daily(self, *, renew: bool = False) -> BackupContents | None:
        """Do nothing."""
        self._call("daily", renew)
        return None

    def listed(self) -> tuple[BackupFile, ...]:
        """Return what is kept."""
        self._call("listed", None)
        return tuple(self.kept)

    def newest_sound(self) -> BackupContents | None:
        """Return the first that is kept."""
        self._call("newest_sound", None)
        return backup_contents(self.kept[0].path) if self.kept else None

    def preview(self, backup: Path) -> RestorePreview:
        """Return a backup from before two contacts were typed."""
        self._call("preview", backup)
        then = backup_contents(backup)
        typed = {**then.typed, "contact_edit": 5, "watch": 1}
        now = replace(then, typed=typed, runs=14, newest_run_utc=FETCHED)
        return RestorePreview(then, now, Loss(1, 2, {"contact_edit": 2, "watch": 1}))

    def restore(self, backup: Path) -> Restored:
        """Say that it was put back."""
        self._call("restore", backup)
        return Restored(backup_contents(backup), backup.with_name("former.db"))

    def replace(self, backup: Path | None) -> Path | None:
        """Say that it was put in place."""
        self._call("replace", backup)
        return self.folder / "damaged.db"

    def called(self, name: str) -> list[object]:
        """Return what a call was given, each time."""
        return [given for said, given in self.calls if said == name]

    def _call(self, name: str, given: object) -> None:
        self.calls.append((name, given))
        if name in self.errors:
            raise self.errors[name]


def backup_contents(path: Path) -> BackupContents:
    """Return what the backup of last night holds."""
    return BackupContents(
        path,
        NOW - timedelta(hours=15),
        4_600_000,
        "0001",
        *(48, 12, NOW - timedelta(hours=16)),
        {"club": 1, "contact_edit": 3, "sign_in": 1},
    )


def backup_file(path: Path, kind: BackupKind = BackupKind.DAILY, days_ago: int = 0) -> BackupFile:
    """Return a backup of the list."""
    return BackupFile(path, kind, NOW - timedelta(days=days_ago, hours=15), 4_600_000)


@dataclass
class FakeSchedule:
    """A schedule whose jobs come when a test says so: by `submit`."""

    submit: Callable[[Any], bool] | None = None
    beats: int = 0

    def start(self, submit: Callable[[Any], bool]) -> None:
        """Keep where to submit."""
        self.submit = submit

    def beat(self) -> None:
        """Count it."""
        self.beats += 1

    def close(self) -> None:
        """Submit nothing more."""
        self.submit = None


@dataclass
class FakeShapes:
    """A report for support; `error` is raised instead of saving it."""

    saved: list[Path] = field(default_factory=list)
    error: DeskError | None = None

    def save(self, target: Path) -> None:
        """Note where it goes."""
        if self.error is not None:
            raise self.error
        self.saved.append(target)


@dataclass
class FakeDesk:
    """A desk of invented people."""

    queries: FakeQueries
    commands: FakeCommands
    credentials: FakeCredentials
    sign_ins: FakeSignIns
    settings: FakeSettings
    engine: FakeEngine
    clock: FixedClock
    places: Places
    safekeeping: FakeSafekeeping
    schedule: FakeSchedule = field(default_factory=FakeSchedule)
    shapes: FakeShapes = field(default_factory=lambda: FakeShapes())

    def close(self) -> None:
        """Do nothing."""


def fake_desk(folder: Path, engine: FakeEngine | None = None, word: str = "ready") -> FakeDesk:
    """Return a desk with one club and its people."""
    queries = FakeQueries()
    credentials = FakeCredentials(word)
    return FakeDesk(
        queries,
        FakeCommands(queries),
        credentials,
        FakeSignIns(credentials),
        FakeSettings(),
        engine or FakeEngine(),
        FixedClock(NOW),
        Places(folder, folder / "log"),
        FakeSafekeeping(folder),
    )


class Recorder(QObject):
    """Keeps what signals carried, in the thread it was made in."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.threads: list[str] = []

    @Slot(object)
    def on_object(self, value: object) -> None:
        """Keep one value."""
        self.got.append(value)
        self.threads.append(threading.current_thread().name)

    @Slot()
    def on_nothing(self) -> None:
        """Count a signal without a value."""
        self.got.append(None)
