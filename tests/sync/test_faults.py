"""Every fault at every call: each figure is right, or the last known one with its age, or unknown.

The store knows figures twice as high as those that ClubOS has now, so that an old figure and a new
one are never the same. One answer goes wrong; then the service is well again and the next refresh
must mend everything.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from gymdesk.api import transport
from gymdesk.api.transport import Wire
from gymdesk.demo import demo_gym
from gymdesk.domain.past_due import Mark, PaymentStatus
from gymdesk.rows import RunStatus
from gymdesk.sync import sources
from tests.conftest import SCALE
from tests.sync.fakes import LOCAL_TABLES, TODAY, Bench, bench, store_url, table_rows
from tests.sync.faults import CAP, SAID, WIRE, Fault, Faulty, Gate, Site, Turn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.demo.ledger import Agreement, Ledger
    from gymdesk.rows import ClientRow
    from gymdesk.sync.request import RunReport
    from gymdesk.sync.sources import SignIn

FIRST, MIDDLE, NOBODY, LAST = 910000139, 910000144, 910000127, 910000134
"""Samir has a cancelled agreement that owes and another, Lina has two, Ulric none."""

ORDER = (FIRST, MIDDLE, NOBODY, LAST)
PLACES = {"first": FIRST, "middle": MIDDLE, "last": LAST}
CANCELLED = 5
AGREEMENTS = "/api/agreements/package_agreements"

CAPTURED_SITES = [
    Site("sign-in page", "/action/Login/view"),
    Site("sign-in", "/action/Login", "POST"),
    Site("client list", "/action/Assignees/members"),
    Site("staff", "/api/users/employee"),
    Site("witness", "/action/ClubServicesNew", client=NOBODY),
    *(
        Site(name, path, client=client, place=place)
        for place, client in PLACES.items()
        for name, path in (
            ("change of client", f"/action/Delegate/{client}/"),
            ("agreements", f"{AGREEMENTS}/list"),
            ("agreement", f"{AGREEMENTS}/V2/"),
            ("total value", f"{AGREEMENTS}/agreementTotalValue"),
        )
    ),
]
DOCUMENTED_SITES = [
    Site(name, path, client=client, place=place)
    for place, client in PLACES.items()
    for name, path in (
        ("client's page", "/action/PackageAgreementUpdated/spa/"),
        ("agreements", f"{AGREEMENTS}/list"),
        ("billing status", f"{AGREEMENTS}/1500"),
    )
]
SITES = [("captured", s) for s in CAPTURED_SITES] + [("documented", s) for s in DOCUMENTED_SITES]
DESK_TABLES = tuple(t for t in LOCAL_TABLES if t != "club")
"""A club's row also remembers in which dialect its service answers."""

EXTRAS = ("staff", "total value")
"""No figure hangs on them."""


SIGN_IN_SAYS = [
    "did not accept the password",  # the sign-in page again is what a wrong password gets
    "takes no more sign-ins",  # 403 and 429
    "instead of (its sign-in page|a signed-in page|a session)",
    "an endless redirect",  # the sign-in page leads to itself
    "No connection",
    "no cookies",
]
ONE_TRY = ("sign-in page", "sign-in")
ALSO_SAID = {
    "sign-in page": SIGN_IN_SAYS,
    "sign-in": SIGN_IN_SAYS,
    # a change that was not made shows in the next answer: it is about the client before
    "change of client": ["answered for another client"],
    # out of its page the documented service answers 500
    "client's page": ["error 500 instead of the agreements"],
}
"""What a fault says besides at some calls."""


@dataclass(frozen=True)
class Case:
    dialect: str
    site: Site
    fault: Fault

    def __str__(self) -> str:
        return f"{self.fault.name} / {self.site.shown} / {self.dialect}"


ALL_CASES = [Case(d, s, f) for f, (d, s) in itertools.product([*SAID, *WIRE], SITES)]


STEP = 11


def some(cases: list[Case]) -> list[Case]:
    """Return every n-th case, all of them from GYMDESK_SCALE=8 on (`make prove-ci`).

    The step shares no factor with the number of sites, so that a sample meets each kind and site.
    """
    return cases if SCALE >= 8 else cases[::STEP]


# --- what is true ---------------------------------------------------------------------------------


def owed_cents(agreement: Agreement) -> int:
    """Return what an agreement owes, in the simplest words: the demo gym's rows are all exact."""
    due = [
        invoice
        for invoice in agreement.invoices
        if invoice.status in (3, 5, 8)
        or (invoice.status == 4 and invoice.billing_on is not None and invoice.billing_on < TODAY)
    ]
    left = [i.total_cents if i.remaining_cents is None else i.remaining_cents for i in due]
    return sum(cents for cents in left if cents > 0)


def twice_as_high(agreement: Agreement) -> Agreement:
    invoices = tuple(
        replace(
            i,
            total_cents=2 * i.total_cents,
            remaining_cents=None if i.remaining_cents is None else 2 * i.remaining_cents,
        )
        for i in agreement.invoices
    )
    return replace(agreement, invoices=invoices)


def club(dialect: str) -> tuple[Ledger, Ledger]:
    """Return the four clients as ClubOS has them now, and as it had them before."""
    gym = demo_gym(TODAY, dialect=dialect)  # type: ignore[arg-type]
    clients = tuple(gym.ledger.client_by_id[key] for key in ORDER)
    now = replace(gym.ledger, clients=clients)
    before = tuple(
        replace(c, agreements=tuple(twice_as_high(a) for a in c.agreements)) for c in clients
    )
    return now, replace(now, clients=before)


def possible(agreements: list[Agreement]) -> set[int]:
    """Return every sum of figures of which some are from now and some from before."""
    each = [(owed_cents(a), 2 * owed_cents(a)) for a in agreements]
    return {sum(choice) for choice in itertools.product(*each)}


def assert_no_figure_is_wrong(
    rows: dict[int, ClientRow], now: Ledger, report: RunReport, *, known: bool
) -> None:
    """Hold each figure against the ledger: right, or from before and with its age, or unknown."""
    assert set(rows) == set(ORDER) if known else set(rows) <= set(ORDER)
    for client in now.clients:
        row = rows.get(client.member_id)
        if row is None:
            continue
        cancelled = [a for a in client.agreements if a.status == CANCELLED]
        others = [a for a in client.agreements if a.status != CANCELLED]
        for shown, agreements in (
            (row.past_due_cents, others),
            (row.cancelled_past_due_cents, cancelled),
        ):
            right = sum(owed_cents(a) for a in agreements)
            where = (client.member_id, shown, right, row.marks)
            old = row.fetched_at_utc is None or row.fetched_at_utc < report.started_at_utc
            if shown is None:  # unknown: of somebody known before the last figure would do
                assert not known, where
            elif Mark.STALE in row.marks or (old and report.status == RunStatus.FAILED):
                assert (known, old) == (True, True), where
                assert shown in possible(agreements), where
            elif Mark.AT_LEAST in row.marks:
                assert not known, where
                assert 0 <= shown <= right, where
            else:
                assert shown == right, where
        if row.past_due_cents is None:
            assert row.payment_status == PaymentStatus.UNKNOWN
        else:
            assert row.aging.past_due_cents == row.past_due_cents


# --- a desk for each case -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a store of yesterday's figures for each dialect."""
    stores = {}
    for dialect in ("captured", "documented"):
        folder = tmp_path_factory.mktemp(dialect)
        with bench(store_url(folder), members=ORDER, lanes=1) as desk:
            desk.knobs.dialect = dialect  # type: ignore[assignment]
            desk.gym.clubos.state.club.ledger = club(dialect)[1]
            assert desk.refresh().status == RunStatus.COMPLETE
        stores[dialect] = folder / "gymdesk.db"
    return stores


@pytest.fixture(scope="module")
def gate() -> Iterator[tuple[Gate, str]]:
    """Yield a server on loopback, and its address."""
    gate = Gate()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(gate.serve, "127.0.0.1", 0))
    port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, name="gate")
    thread.start()
    yield gate, f"http://127.0.0.1:{port}"

    async def close() -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


class Tried:
    """One refresh of a club of four with a fault at one site."""

    def __init__(self, desk: Bench, case: Case, gate: tuple[Gate, str] | None) -> None:
        self.desk = desk
        self.turn = Turn(case.site)
        self.case = case
        self.now = club(case.dialect)[0]
        self.server = desk.gym.clubos.state.club
        self.server.ledger = self.now
        desk.clock.at_utc += timedelta(hours=6)  # the known figures are older than this refresh
        desk.knobs.dialect = case.dialect  # type: ignore[assignment]
        if gate is not None and case.fault.spoil is not None:
            gate[0].app, gate[0].turn, gate[0].fault = desk.gym.clubos, self.turn, case.fault
            really = desk.engine._sign_ins

            async def at_the_gate(club: Any, source: Any) -> list[SignIn]:
                return [replace(s, address=gate[1]) for s in await really(club, source)]

            desk.engine._sign_ins = at_the_gate
            desk.source._transport = lambda: httpx.AsyncHTTPTransport(verify=False)
        else:
            desk.source._transport = lambda: Faulty(desk.gym.clubos, self.turn, case.fault)

    def refresh(self) -> RunReport:
        return self.desk.refresh()

    def well_again(self) -> RunReport:
        self.turn.site = Site("", "nothing")
        self.server.sessions.end_all()
        return self.desk.refresh()


@contextmanager
def tried(
    folder: Path, case: Case, known: dict[str, Path] | None, gate: tuple[Gate, str]
) -> Iterator[Tried]:
    if known is not None:
        shutil.copy(known[case.dialect], folder / "gymdesk.db")
    with bench(store_url(folder), members=ORDER, lanes=1) as desk:
        yield Tried(desk, case, gate)


@pytest.fixture
def bounds(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(transport, "BODY_CAP", CAP)
    return monkeypatch


def hurry(monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
    """Give the call of the site little time, and no other call: no test fails on a clock."""
    turn = Turn(site)

    class Hurried(Wire):
        async def get(self, path: str, *args: Any, **options: Any) -> Any:
            with pytest.MonkeyPatch.context() as patch:
                if turn.comes("GET", path):
                    patch.setattr(transport, "CALL_BUDGET_S", 0.15)
                return await super().get(path, *args, **options)

        async def post(self, path: str, *args: Any, **options: Any) -> Any:
            with pytest.MonkeyPatch.context() as patch:
                if turn.comes("POST", path):
                    patch.setattr(transport, "CALL_BUDGET_S", 0.15)
                return await super().post(path, *args, **options)

    monkeypatch.setattr(sources, "Wire", Hurried)


# --- the cases ------------------------------------------------------------------------------------


@pytest.mark.warns_in_log
@pytest.mark.parametrize("case", some(ALL_CASES), ids=str)
def test_one_fault_never_makes_a_wrong_figure(
    tmp_path: Path,
    case: Case,
    known: dict[str, Path],
    gate: tuple[Gate, str],
    bounds: pytest.MonkeyPatch,
) -> None:
    if case.fault.slow:
        hurry(bounds, case.site)
    with tried(tmp_path, case, known, gate) as it:
        local = table_rows(it.desk.store, *DESK_TABLES)
        report = it.refresh()
        assert it.turn.hits, "the call never came"
        rows = it.desk.rows()
        assert_no_figure_is_wrong(rows, it.now, report, known=True)
        assert_the_end_is_told_as_it_was(case, report, rows)
        assert it.desk.posts() <= 3
        assert report.missing == 0
        assert table_rows(it.desk.store, *DESK_TABLES) == local
        again = it.well_again()
        assert again.status == RunStatus.COMPLETE, again.errors
        assert_no_figure_is_wrong(it.desk.rows(), it.now, again, known=True)
        assert not any(r.marks for r in it.desk.rows().values())


def assert_the_end_is_told_as_it_was(
    case: Case, report: RunReport, rows: dict[int, ClientRow]
) -> None:
    """Complete means that everybody was read; anything else says why in the words of the fault."""
    stale = {key for key, row in rows.items() if Mark.STALE in row.marks}
    if report.status == RunStatus.COMPLETE:
        assert not stale
        assert not report.errors
        assert report.failed == 0
        return
    # a form is sent once: what a second try would mend ends a sign-in
    assert case.fault.says or case.site.name in ONE_TRY, report.errors
    assert case.site.name not in EXTRAS
    told = " ".join(f"{e.title}. {e.message}" for e in report.errors)
    says = [case.fault.says, *ALSO_SAID.get(case.site.name, [])]
    assert any(re.search(words, told) for words in says if words), told
    if case.site.client is not None:  # what goes wrong with one client costs that client
        assert stale <= {case.site.client}
        assert report.done == len(ORDER)
