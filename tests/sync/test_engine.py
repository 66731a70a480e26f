"""The engine over the real store and the demo gym: what is true ends up in the store, no more."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from gymdesk.commands import ClubDraft
from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME
from gymdesk.demo.payloads import CARD_TOKEN, INITIALS, SIGNATURE, TERMS
from gymdesk.domain.agreement import AgreementState
from gymdesk.domain.client import ClubId, Source
from gymdesk.domain.past_due import Mark, PaymentStatus
from gymdesk.errors import (
    CredentialsMissing,
    KeyringLocked,
    NoClub,
    StoreFull,
    Unreachable,
    UsageError,
)
from gymdesk.rows import ClientRow, Health, RefreshIncomplete, RunStatus
from gymdesk.sync.engine import SyncEngine
from gymdesk.sync.request import ClientsStored, Progress, RefreshRequest, SignInTest
from gymdesk.sync.sources import SignIn
from tests.sync.fakes import (
    ADDRESS,
    LOCAL_TABLES,
    REMOTE_TABLES,
    TODAY,
    Bench,
    bench,
    roster_becomes,
    store_url,
    table_rows,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from gymdesk.errors import DeskError
    from gymdesk.rows import ClubRow
    from gymdesk.sync.request import RunReport

MARIT = 910000131  # owes 630.00 on agreement 1500131
LEOPOLD = 910000137  # owes 270.00 on 1500137 and 80.00 on 1500237
ABIGAIL = 910000101  # owes nothing on 1500101
TWIN, OTHER_TWIN = 910000118, 910000145
MEMBERS_PAGE = "/action/Assignees/members"


def figures(rows: dict[int, ClientRow]) -> dict[int, tuple[Any, ...]]:
    return {
        key: (r.past_due_cents, r.cancelled_past_due_cents, r.aging, r.oldest_due_on)
        for key, r in rows.items()
    }


def assert_all_true(desk: Bench) -> None:
    """Hold every figure of every client against the hand-typed ledger."""
    rows = desk.rows()
    assert set(rows) == set(desk.ledger.client_by_id)
    for client in desk.ledger.clients:
        row, owed = rows[client.member_id], client.owed
        found = {
            "not_due": row.aging.not_due,
            "1-30": row.aging.days_1_30,
            "31-60": row.aging.days_31_60,
            "61-90": row.aging.days_61_90,
            "91+": row.aging.days_91,
            "no_date": row.aging.no_date,
        }
        assert row.name == client.name
        assert row.past_due_cents == owed.past_due_cents, client.name
        assert row.cancelled_past_due_cents == owed.cancelled_past_due_cents, client.name
        assert found == owed.buckets_cents, client.name
        assert row.oldest_due_on == client.oldest_due_on, client.name
        assert (Mark.AT_LEAST in row.marks) == (not owed.exact), client.name
        late = owed.past_due_cents or owed.cancelled_past_due_cents
        expected = PaymentStatus.PAST_DUE if late else PaymentStatus.CURRENT
        assert row.payment_status == expected, client.name
        in_force = [p.name for p in row.packages if p.state == AgreementState.ACTIVE]
        assert sorted(in_force) == sorted(client.active_packages), client.name
    shown = desk.owing()
    assert shown.total_past_due_cents == desk.ledger.total_past_due_cents
    assert shown.total_cancelled_cents == desk.ledger.total_cancelled_past_due_cents
    assert shown.aging.past_due_cents == shown.total_past_due_cents


# --- a good day -----------------------------------------------------------------------------------


def test_every_figure_of_the_ledger_is_in_the_store_to_the_cent(desk: Bench) -> None:
    report = desk.refresh()
    assert report.status == RunStatus.COMPLETE
    assert (report.created, report.done, report.total, report.errors) == (48, 48, 48, ())
    assert_all_true(desk)
    assert not any(r.marks - {Mark.AT_LEAST} for r in desk.rows().values())


@pytest.mark.parametrize("knob", ["assignees_as_json", "onclick_on_li", "amounts_as_text"])
def test_figures_do_not_hang_on_how_the_service_writes_them(desk: Bench, knob: str) -> None:
    setattr(desk.knobs, knob, True)
    assert desk.refresh().status == RunStatus.COMPLETE
    assert_all_true(desk)


def test_one_lane_and_eight_lanes_read_the_same(tmp_path: Path) -> None:
    for lanes in (1, 8):
        folder = tmp_path / str(lanes)
        folder.mkdir()
        with bench(store_url(folder), lanes=lanes) as desk:
            assert desk.refresh().status == RunStatus.COMPLETE
            assert desk.posts() == lanes
            assert_all_true(desk)


def test_a_second_refresh_finds_everything_unchanged_and_writes_no_figure(desk: Bench) -> None:
    desk.refresh()
    before = table_rows(desk.store, "client", "agreement", "invoice", "scheduled_payment")
    again = desk.refresh()
    assert (again.unchanged, again.created, again.updated, again.failed) == (48, 0, 0, 0)
    assert table_rows(desk.store, *before) == before


def test_there_is_one_balance_per_client_and_run(desk: Bench) -> None:
    desk.refresh()
    desk.refresh()
    rows = table_rows(desk.store, "balance_snapshot")["balance_snapshot"]
    assert Counter(Counter((run, source) for _, run, source, *_ in rows).values()) == {1: 96}
    assert {run for _, run, *_ in rows} == {1, 2}


def test_two_people_of_one_name_stay_two(desk: Bench) -> None:
    desk.refresh()
    rows = desk.rows()
    assert rows[TWIN].name == rows[OTHER_TWIN].name
    assert rows[TWIN].client_id != rows[OTHER_TWIN].client_id
    assert [rows[k].past_due_cents for k in (TWIN, OTHER_TWIN)] == [0, 8994]


def test_an_invoice_paid_since_lowers_the_figure(desk: Bench) -> None:
    desk.refresh()
    server = desk.gym.clubos.state.club
    paid = _with_statuses(desk, MARIT, 1)
    server.ledger = paid
    report = desk.refresh()
    assert (report.updated, report.unchanged) == (1, 47)
    row = desk.rows()[MARIT]
    assert (row.past_due_cents, row.payment_status) == (0, PaymentStatus.CURRENT)


def _with_statuses(desk: Bench, member: int, status: int) -> Any:
    """Return the ledger with every invoice of a member set to one status."""
    clients = []
    for client in desk.ledger.clients:
        if client.member_id == member:
            client = replace(
                client,
                agreements=tuple(
                    replace(a, invoices=tuple(replace(i, status=status) for i in a.invoices))
                    for a in client.agreements
                ),
            )
        clients.append(client)
    return replace(desk.ledger, clients=tuple(clients))


def test_progress_is_told_in_counted_steps(desk: Bench) -> None:
    desk.refresh()
    steps = [t for t in desk.told if isinstance(t, Progress)]
    assert [s.phase for s in steps[:3]] == ["signing in", "finding clients", "reading clients"]
    assert [s.done for s in steps[2:]] == list(range(49))
    assert {s.total for s in steps[2:]} == {48}
    stored = [t for t in desk.told if isinstance(t, ClientsStored)]
    assert stored[-1].done == 48
    assert [s.done for s in stored] == sorted({s.done for s in stored})


def test_a_figure_that_is_told_as_stored_can_be_read_at_once(desk: Bench) -> None:
    seen: list[tuple[int, int]] = []

    def tell(told: object) -> None:
        if isinstance(told, ClientsStored):
            seen.append((told.done, len(desk.rows())))

    desk.engine.refresh_blocking(RefreshRequest(), tell)
    assert seen
    assert all(done == there for done, there in seen)


def test_cards_signatures_and_terms_are_nowhere_in_the_store(desk: Bench, tmp_path: Path) -> None:
    desk.refresh()
    kept = b"".join(f.read_bytes() for f in tmp_path.iterdir())
    for junk in (CARD_TOKEN, SIGNATURE[:60], INITIALS[-60:], TERMS[:30]):
        assert junk.encode() not in kept


def test_the_log_tells_each_phase_and_names_nobody(
    desk: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    desk.knobs.server_error_members.add(MARIT)
    desk.knobs.lose_session_after = 40
    desk.refresh()
    said = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("gymdesk"))
    for phase in ("signed in", "48 clients found", "of 48 clients stored", "incomplete"):
        assert phase in said
    for client in desk.ledger.clients:
        assert client.name not in said
    for secret in ("invented-for-the-demo", "demo.user", "JSESSIONID"):
        assert secret not in said


def test_closing_the_engine_leaves_no_thread_behind(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), members=[MARIT]) as desk:
        desk.refresh()
        assert any(t.name.startswith("store-writer") for t in threading.enumerate())
    assert not any(t.name.startswith("store-writer") for t in threading.enumerate())


# --- when one client cannot be read ---------------------------------------------------------------

ONE_CLIENT_FAULTS: dict[str, Callable[[Bench], None]] = {
    "error 500": lambda d: d.knobs.server_error_members.add(MARIT),
    "the sign-in page in a 200": lambda d: d.knobs.html_login_in_200_for.add(MARIT),
    "half a body": lambda d: d.knobs.truncate_body_for.add(MARIT),
    "another member's list": lambda d: d.knobs.wrong_member_for.add(MARIT),
}


@pytest.mark.warns_in_log
@pytest.mark.parametrize("fault", ONE_CLIENT_FAULTS)
def test_a_client_that_cannot_be_read_is_unknown_and_all_others_are_right(
    desk: Bench, fault: str
) -> None:
    ONE_CLIENT_FAULTS[fault](desk)
    report = desk.refresh()
    assert report.status == RunStatus.INCOMPLETE
    assert (report.failed, report.created, report.missing) == (1, 47, 0)
    assert [e.subject for e in report.errors] == [str(MARIT)]
    rows = desk.rows()
    row = rows[MARIT]
    assert (row.past_due_cents, row.payment_status) == (None, PaymentStatus.UNKNOWN)
    assert (row.last_known_cents, row.fetched_at_utc) == (None, None)
    assert row.trouble
    for client in desk.ledger.clients:
        if client.member_id != MARIT:
            assert rows[client.member_id].past_due_cents == client.owed.past_due_cents
    shown = desk.owing()
    assert shown.rows[0].client_id == row.client_id
    assert shown.unknown == 1
    assert shown.total_past_due_cents == desk.ledger.total_past_due_cents - 63000
    assert isinstance(shown.warning, RefreshIncomplete)


@pytest.mark.warns_in_log
@pytest.mark.parametrize("fault", ONE_CLIENT_FAULTS)
def test_a_client_known_from_before_keeps_the_figure_and_is_marked_stale(
    desk: Bench, fault: str
) -> None:
    desk.refresh()
    read_at_utc = desk.clock.now_utc()
    before = figures(desk.rows())
    ONE_CLIENT_FAULTS[fault](desk)
    report = desk.refresh()
    assert (report.status, report.failed, report.unchanged) == (RunStatus.INCOMPLETE, 1, 47)
    rows = desk.rows()
    assert figures(rows) == before
    assert {k for k, r in rows.items() if Mark.STALE in r.marks} == {MARIT}
    assert rows[MARIT].fetched_at_utc == read_at_utc
    assert desk.owing().total_past_due_cents == desk.ledger.total_past_due_cents

    desk.knobs.server_error_members.clear()
    desk.knobs.html_login_in_200_for.clear()
    desk.knobs.truncate_body_for.clear()
    desk.knobs.wrong_member_for.clear()
    assert desk.refresh().status == RunStatus.COMPLETE
    assert_all_true(desk)
    assert Mark.STALE not in desk.rows()[MARIT].marks
    assert desk.rows()[MARIT].trouble is None


def test_an_agreement_never_opened_makes_the_figure_at_least(desk: Bench) -> None:
    desk.knobs.v2_error_agreements.add(1500237)
    assert desk.refresh().status == RunStatus.INCOMPLETE
    row = desk.rows()[LEOPOLD]
    assert row.past_due_cents == 27000
    assert Mark.AT_LEAST in row.marks
    assert row.payment_status == PaymentStatus.PAST_DUE


@pytest.mark.parametrize(("agreement", "member"), [(1500131, MARIT), (1500101, ABIGAIL)])
def test_an_only_agreement_never_opened_is_unknown_whether_it_owes_or_not(
    desk: Bench, agreement: int, member: int
) -> None:
    desk.knobs.v2_error_agreements.add(agreement)
    desk.refresh()
    row = desk.rows()[member]
    assert row.past_due_cents is None
    assert row.payment_status == PaymentStatus.UNKNOWN
    assert row.client_id in {r.client_id for r in desk.owing().rows}


def test_an_agreement_of_a_client_who_owes_nothing_else_is_not_at_least_nothing(
    desk: Bench,
) -> None:
    """Pascal Ironwood's draft is read, his agreement in force is not: unknown, not 0."""
    desk.knobs.v2_error_agreements.add(1500114)
    desk.refresh()
    row = desk.rows()[910000114]
    assert (row.past_due_cents, row.payment_status) == (None, PaymentStatus.UNKNOWN)


def test_an_agreement_known_from_before_keeps_its_figure_and_says_how_old_it_is(
    desk: Bench,
) -> None:
    desk.refresh()
    read_at_utc = desk.clock.now_utc()
    desk.knobs.v2_error_agreements.update({1500237, 1500131})
    report = desk.refresh()
    assert report.failed == 2
    rows = desk.rows()
    for member, cents in ((LEOPOLD, 35000), (MARIT, 63000)):
        assert rows[member].past_due_cents == cents
        assert Mark.STALE in rows[member].marks
        assert Mark.AT_LEAST not in rows[member].marks
        assert rows[member].fetched_at_utc == read_at_utc
    detail = desk.queries.client(desk.club.club_id, rows[LEOPOLD].client_id)
    ages = {a.remote_id: a.fetched_at_utc for a in detail.agreements}
    assert ages["1500237"] == read_at_utc
    assert ages["1500137"] == desk.clock.now_utc()


def test_faults_all_over_never_make_a_wrong_figure_and_never_lose_anybody(desk: Bench) -> None:
    desk.knobs.server_error_every = 5
    first = desk.refresh()
    assert first.missing == 0
    truth = {c.member_id: c.owed.past_due_cents for c in desk.ledger.clients}
    for key, row in desk.rows().items():
        if row.past_due_cents is None:
            assert row.payment_status == PaymentStatus.UNKNOWN
        elif Mark.AT_LEAST in row.marks:
            assert 0 < row.past_due_cents <= truth[key]
        else:
            assert row.past_due_cents == truth[key]
    desk.knobs.server_error_every = 3
    assert desk.refresh().missing == 0
    desk.knobs.server_error_every = None
    assert desk.refresh().status == RunStatus.COMPLETE
    assert_all_true(desk)


# --- when the source as a whole fails -------------------------------------------------------------


def test_an_empty_list_is_not_an_empty_gym(desk: Bench) -> None:
    desk.refresh()
    before = figures(desk.rows())
    desk.knobs.empty_assignees = True
    report = desk.refresh()
    assert (report.status, report.missing, report.done) == (RunStatus.FAILED, 0, 0)
    assert "client list" in report.errors[0].title
    rows = desk.rows()
    assert figures(rows) == before
    assert not any(r.missing_since_utc for r in rows.values())


def test_an_empty_list_of_json_with_known_clients_is_doubted_as_well(desk: Bench) -> None:
    desk.refresh()
    desk.knobs.assignees_as_json = True
    roster_becomes(desk, lambda _: False)
    report = desk.refresh()
    assert (report.status, report.missing) == (RunStatus.FAILED, 0)


def test_an_empty_list_of_json_is_believed_of_a_new_gym(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), members=[]) as desk:
        desk.knobs.assignees_as_json = True
        report = desk.refresh()
        assert (report.status, report.total) == (RunStatus.COMPLETE, 0)


def test_a_wrong_password_is_sent_once_and_said(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), password="wrong") as desk:
        report = desk.refresh()
        assert report.status == RunStatus.FAILED
        assert "did not accept the password" in report.errors[0].title
        assert desk.posts() == 1
        assert desk.queries.sources(desk.club.club_id)[0].health == Health.FAILED


def test_a_session_lost_in_the_middle_is_signed_in_again_and_nothing_is_missed(
    desk: Bench,
) -> None:
    for way in ("401", "403", "redirect"):
        desk.knobs.lose_session_after = 17
        desk.knobs.expired_api = way  # type: ignore[assignment]
        assert desk.refresh().status == RunStatus.COMPLETE
        assert_all_true(desk)
    assert desk.posts() > 4


def test_a_server_that_loses_every_session_is_not_signed_in_to_once_per_client(
    desk: Bench,
) -> None:
    desk.refresh()
    posts = desk.posts()
    desk.knobs.lose_session_after = 0
    report = desk.refresh()
    assert report.status in (RunStatus.INCOMPLETE, RunStatus.FAILED)
    assert report.missing == 0
    assert desk.posts() - posts <= 12
    assert figures(desk.rows()).keys() == desk.ledger.client_by_id.keys()


def test_lanes_that_are_not_let_in_cost_nothing(desk: Bench) -> None:
    desk.knobs.login_throttle_s = 60.0
    assert desk.refresh().status == RunStatus.COMPLETE
    assert_all_true(desk)


class Net:
    """A network that goes down after a number of requests."""

    def __init__(self) -> None:
        self.left = 10**9

    def __call__(self, request: httpx.Request) -> None:
        self.left -= 1
        if self.left < 0:
            raise httpx.ConnectError("refused", request=request)


def test_a_network_that_breaks_off_keeps_what_was_read_and_marks_nobody_missing(
    tmp_path: Path,
) -> None:
    net = Net()
    with bench(store_url(tmp_path), before=net) as desk:
        desk.refresh()
        before = figures(desk.rows())
        net.left = 100
        report = desk.refresh()
        assert report.status == RunStatus.INCOMPLETE
        assert report.errors[0].title == "No connection to ClubOS"
        assert 0 < report.done < 48
        assert report.missing == 0
        assert figures(desk.rows()) == before
        stale = [r for r in desk.rows().values() if Mark.STALE in r.marks]
        assert len(stale) == 48 - report.unchanged


def test_a_network_that_is_down_from_the_start_ages_nothing_but_says_so(tmp_path: Path) -> None:
    net = Net()
    with bench(store_url(tmp_path), before=net) as desk:
        desk.refresh()
        read_at_utc, before = desk.clock.now_utc(), desk.rows()
        net.left = 0
        for _ in range(35):
            assert desk.refresh(after=timedelta(minutes=10)).status == RunStatus.FAILED
        assert desk.rows() == before
        shown = desk.owing()
        assert shown.figures_from_utc == read_at_utc
        (source,) = desk.queries.sources(desk.club.club_id)
        assert (source.health, source.last_success_utc) == (Health.FAILED, read_at_utc)


def test_a_bug_of_ours_is_written_down_as_failed_and_comes_out(
    desk: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def find(*_: object, **__: object) -> None:
        msg = "a bug"
        raise ZeroDivisionError(msg)

    monkeypatch.setattr("gymdesk.sync.sources.ClubOsSweep.find", find)
    with pytest.raises(ZeroDivisionError):
        desk.refresh()
    assert [r.status for r in desk.queries.runs(desk.club.club_id)] == [RunStatus.FAILED]


# --- who is missing -------------------------------------------------------------------------------


def test_who_left_the_list_is_missing_keeps_the_debt_and_comes_back_unmarked(desk: Bench) -> None:
    desk.refresh()
    roster_becomes(desk, lambda member: member not in (MARIT, ABIGAIL))
    gone = desk.refresh()
    assert (gone.status, gone.missing) == (RunStatus.COMPLETE, 2)
    rows = desk.rows()
    assert {k for k, r in rows.items() if Mark.MISSING in r.marks} == {MARIT, ABIGAIL}
    assert rows[MARIT].missing_since_utc == desk.clock.now_utc()
    assert rows[MARIT].past_due_cents == 63000
    listed = {r.client_id for r in desk.owing().rows}
    assert rows[MARIT].client_id in listed
    assert rows[ABIGAIL].client_id not in listed
    assert desk.owing().total_past_due_cents == desk.ledger.total_past_due_cents

    still = desk.refresh()
    assert still.missing == 0
    assert desk.rows()[MARIT].missing_since_utc == rows[MARIT].missing_since_utc

    roster_becomes(desk, lambda _: True)
    back = desk.refresh()
    assert (back.updated, back.unchanged, back.created) == (2, 46, 0)
    assert not any(Mark.MISSING in r.marks for r in desk.rows().values())
    assert desk.rows()[MARIT].client_id == rows[MARIT].client_id


def test_nobody_is_missing_after_a_sweep_with_an_error(desk: Bench) -> None:
    desk.refresh()
    roster_becomes(desk, lambda member: member != MARIT)
    desk.knobs.server_error_members.add(ABIGAIL)
    assert desk.refresh().missing == 0
    assert desk.rows()[MARIT].missing_since_utc is None


def test_a_new_client_is_added_and_the_others_stay_as_they_were(desk: Bench) -> None:
    roster_becomes(desk, lambda member: member != MARIT)
    desk.refresh()
    roster_becomes(desk, lambda _: True)
    report = desk.refresh()
    assert (report.created, report.unchanged, report.missing) == (1, 47, 0)
    assert_all_true(desk)


# --- what the desk owns ---------------------------------------------------------------------------


@pytest.mark.warns_in_log
def test_what_was_typed_at_the_desk_is_untouched_by_refreshes_good_and_bad(desk: Bench) -> None:
    desk.refresh()
    for row in desk.rows().values():
        typed = f"555 {row.client_id:04}"
        desk.commands.set_contact(row.client_id, staff="Jordan", phone=typed, email="a@b.example")
    before = table_rows(desk.store, *LOCAL_TABLES)
    desk.refresh()
    desk.knobs.server_error_every = 3
    desk.refresh()
    desk.knobs.server_error_every = None
    roster_becomes(desk, lambda member: member > MARIT)
    desk.refresh()
    desk.knobs.empty_assignees = True
    desk.refresh()
    assert table_rows(desk.store, *LOCAL_TABLES) == before
    for row in desk.rows().values():
        assert (row.phone.text, row.phone.origin) == (f"555 {row.client_id:04}", "desk")


def test_the_desk_can_write_while_a_refresh_runs(tmp_path: Path) -> None:
    holder: list[Bench] = []
    typed: list[int] = []

    def before(request: httpx.Request) -> None:
        rows = holder[0].rows() if holder and "/V2/" in request.url.path else {}
        if len(rows) >= 24 and not typed:
            row = next(iter(rows.values()))
            holder[0].commands.set_contact(row.client_id, staff="Jordan", phone="555 0100")
            typed.append(row.client_id)

    with bench(store_url(tmp_path), before=before) as desk:
        holder.append(desk)
        assert desk.refresh().status == RunStatus.COMPLETE
        assert_all_true(desk)
        assert [r.client_id for r in desk.rows().values() if r.phone.text] == typed


def test_of_two_programs_that_refresh_one_store_at_once_one_does_it(tmp_path: Path) -> None:
    """The window and the command line, or two PCs: the second says that the first is at it."""
    reports: list[RunReport] = []
    with bench(store_url(tmp_path)) as one, bench(store_url(tmp_path)) as other:
        for desk in (one, other):
            desk.knobs.latency_s = 0.01
        threads = [
            threading.Thread(target=lambda d=desk: reports.append(d.refresh()))
            for desk in (one, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(r.status for r in reports) == [RunStatus.COMPLETE, RunStatus.SKIPPED]
        assert sum(r.created for r in reports) == 48
        assert_all_true(one)
        assert len(one.queries.clients(one.club.club_id).rows) == 48


# --- cancel ---------------------------------------------------------------------------------------


def refresh_and_cancel(
    desk: Bench, when: Callable[[], bool], request: RefreshRequest | None = None
) -> tuple[tuple[RunReport, ...], float]:
    """Return the runs of a refresh that is cancelled when told, and how long the cancel took."""

    async def go() -> tuple[tuple[RunReport, ...], float]:
        asked = request or RefreshRequest()
        task = asyncio.create_task(desk.engine.refresh(asked, desk.told.append))
        while not when():
            await asyncio.sleep(0.005)
        started_s = time.perf_counter()
        task.cancel()
        report = await task
        return report.runs, time.perf_counter() - started_s

    desk.clock.at_utc += timedelta(hours=1)
    return asyncio.run(go())


def read_so_far(desk: Bench) -> int:
    return max((t.done for t in desk.told if isinstance(t, Progress)), default=0)


def test_a_cancel_ends_within_a_second_and_keeps_what_was_read(desk: Bench) -> None:
    desk.knobs.latency_s = 0.02
    (report,), took_s = refresh_and_cancel(desk, lambda: read_so_far(desk) >= 15)
    assert took_s < 1
    assert report.status == RunStatus.CANCELLED
    assert (report.total, report.missing, report.errors) == (48, 0, ())
    assert 15 <= report.done < 48
    assert report.done == report.created == len(desk.rows())
    (run,) = desk.queries.runs(desk.club.club_id)
    assert (run.status, run.done, run.total) == (RunStatus.CANCELLED, report.done, 48)
    truth = {c.member_id: c.owed.past_due_cents for c in desk.ledger.clients}
    for key, row in desk.rows().items():
        assert row.past_due_cents == truth[key]


def test_a_cancel_does_not_wait_for_a_service_that_hangs(desk: Bench) -> None:
    desk.refresh()
    before = figures(desk.rows())
    desk.told.clear()
    desk.knobs.latency_s = 30.0
    began = len(desk.knobs.requests)
    (report,), took_s = refresh_and_cancel(desk, lambda: len(desk.knobs.requests) > began + 12)
    assert took_s < 1
    assert report.status == RunStatus.CANCELLED
    assert figures(desk.rows()) == before
    desk.knobs.latency_s = 0.0
    assert desk.refresh().status == RunStatus.COMPLETE


def test_a_cancelled_refresh_marks_nobody_missing(desk: Bench) -> None:
    desk.refresh()
    desk.told.clear()
    roster_becomes(desk, lambda member: member != MARIT)
    desk.knobs.latency_s = 0.02
    (report,), _ = refresh_and_cancel(desk, lambda: read_so_far(desk) >= 10)
    assert (report.status, report.missing) == (RunStatus.CANCELLED, 0)
    assert not any(r.missing_since_utc for r in desk.rows().values())
    stale = sum(Mark.STALE in r.marks for r in desk.rows().values())
    assert stale == 48 - report.unchanged


@pytest.mark.parametrize("turns", [1, 2, 3, 5, 8])
def test_a_cancel_in_the_first_moment_closes_the_books_too(desk: Bench, turns: int) -> None:
    async def go() -> tuple[RunReport, ...]:
        task = asyncio.create_task(desk.engine.refresh(RefreshRequest(), desk.told.append))
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        return (await task).runs

    (report,) = asyncio.run(go())
    assert report.status == RunStatus.CANCELLED
    assert [r.status for r in desk.queries.runs(desk.club.club_id)] == [RunStatus.CANCELLED]


def test_after_a_cancel_no_other_club_is_begun(desk: Bench) -> None:
    desk.commands.add_club(ClubDraft("Zeeland", clubos_url=ADDRESS))
    desk.knobs.latency_s = 0.02
    runs, _ = refresh_and_cancel(desk, lambda: read_so_far(desk) >= 3)
    assert [r.club for r in runs] == ["Harbour Street"]


# --- what is asked --------------------------------------------------------------------------------


def test_the_list_of_clients_is_used_again_for_15_minutes_unless_forced(desk: Bench) -> None:
    desk.refresh(force=False)
    desk.refresh(force=False, after=timedelta(minutes=15))
    assert desk.counts(MEMBERS_PAGE) == 1
    desk.refresh(force=True, after=timedelta(minutes=1))
    assert desk.counts(MEMBERS_PAGE) == 2
    desk.refresh(force=False, after=timedelta(minutes=14))
    assert desk.counts(MEMBERS_PAGE) == 2
    desk.refresh(force=False, after=timedelta(minutes=2))
    assert desk.counts(MEMBERS_PAGE) == 3
    assert_all_true(desk)


def test_a_list_that_failed_is_not_used_again(desk: Bench) -> None:
    desk.knobs.empty_assignees = True
    assert desk.refresh().status == RunStatus.FAILED
    desk.knobs.empty_assignees = False
    assert desk.refresh(force=False, after=timedelta(minutes=1)).status == RunStatus.COMPLETE


def test_without_a_club_nothing_can_be_refreshed(desk: Bench) -> None:

    with pytest.raises(NoClub):
        desk.refresh(club_ids=(ClubId(99),))


def test_a_source_that_is_not_set_up_is_refused_before_anything_is_begun(desk: Bench) -> None:
    desk.commands.add_club(ClubDraft("Zeeland"))
    with pytest.raises(UsageError, match="Zeeland"):
        desk.refresh(sources=(Source.CLUBOS,))
    with pytest.raises(UsageError, match="WODIFY is not set up"):
        desk.refresh(sources=(Source.WODIFY,))
    assert desk.queries.runs(desk.club.club_id) == ()


def test_a_club_that_is_not_set_up_yet_does_not_stop_the_others(desk: Bench) -> None:
    empty = desk.commands.add_club(ClubDraft("Zeeland"))
    assert desk.refresh().status == RunStatus.COMPLETE
    with pytest.raises(UsageError, match="No source is set up for Zeeland"):
        desk.refresh(club_ids=(empty.club_id,))


@pytest.mark.parametrize(
    ("trouble", "title"),
    [
        (KeyringLocked(), KeyringLocked().title),
        (CredentialsMissing("ClubOS"), CredentialsMissing("ClubOS").title),
        (None, Unreachable("ClubOS").title),
    ],
    ids=["its key store is locked", "nobody is signed in", "its address does not answer"],
)
def test_what_stops_one_club_leaves_the_others(
    tmp_path: Path, trouble: DeskError | None, title: str
) -> None:
    elsewhere = "http://127.0.0.2:1"

    def before(request: httpx.Request) -> None:
        if request.url.host == "127.0.0.2":
            raise httpx.ConnectError("nobody there", request=request)

    with bench(store_url(tmp_path), members=(MARIT, LEOPOLD), before=before) as desk:
        first = desk.commands.add_club(ClubDraft("Ashford", clubos_url=elsewhere))

        async def sign_ins(club: ClubRow, _source: Source) -> Sequence[SignIn]:
            if trouble is not None and club.club_id == first.club_id:
                raise trouble
            return [SignIn(club.clubos_url or "", DEMO_USERNAME, DEMO_PASSWORD)]

        sources = {Source.CLUBOS: desk.source}
        engine = SyncEngine(desk.store, sources, sign_ins, desk.clock)
        try:
            runs = engine.refresh_blocking(RefreshRequest(), desk.told.append).runs
        finally:
            engine.close()
        assert [(r.club, r.status) for r in runs] == [
            ("Ashford", RunStatus.FAILED),
            ("Harbour Street", RunStatus.COMPLETE),
        ]
        assert [e.title for e in runs[0].errors] == [title]
        assert len(desk.rows()) == 2
        (source,) = desk.queries.sources(first.club_id)
        assert source.health == Health.FAILED


def test_two_clubs_keep_their_clients_apart(desk: Bench) -> None:
    other = desk.commands.add_club(ClubDraft("Zeeland", clubos_url=ADDRESS))
    desk.refresh()
    rows = [desk.queries.clients(c).rows for c in (desk.club.club_id, other.club_id)]
    assert [len(r) for r in rows] == [48, 48]
    assert not {r.client_id for r in rows[0]} & {r.client_id for r in rows[1]}


def test_a_sign_in_test_counts_the_clients_and_stores_nothing(desk: Bench) -> None:
    asked = SignInTest(
        desk.club.club_id, Source.CLUBOS, ADDRESS, "demo.user", "invented-for-the-demo"
    )
    answer = asyncio.run(desk.engine.run(asked, desk.told.append))
    desk.knobs.empty_assignees = True
    doubtful = asyncio.run(desk.engine.run(asked, desk.told.append))
    assert doubtful.clients is None  # type: ignore[union-attr]
    assert (answer.signed_in_as, answer.clients) == ("Jordan Ellerby", 48)  # type: ignore[union-attr]
    assert not any(table_rows(desk.store, *REMOTE_TABLES, "client", "sync_run").values())
    assert "invented" not in repr(asked)


def test_a_request_of_the_window_takes_the_same_path(desk: Bench) -> None:
    report = asyncio.run(desk.engine.run(RefreshRequest(), desk.told.append))
    assert report.runs[0].status == RunStatus.COMPLETE  # type: ignore[union-attr]


def test_an_empty_password_is_not_even_sent(tmp_path: Path) -> None:
    with bench(store_url(tmp_path), password="") as desk:
        report = desk.refresh()
        assert report.errors[0].title == "No sign-in for ClubOS yet"
        assert desk.knobs.requests == []


def test_figures_change_with_the_day_though_nothing_was_fetched(desk: Bench) -> None:
    """Wanda's payment is due today and not late; tomorrow it is, whoever refreshes."""
    desk.refresh()
    wanda = 910000129
    assert desk.rows()[wanda].past_due_cents == 0
    desk.clock.at_utc += timedelta(days=1)
    row = desk.rows()[wanda]
    assert (row.past_due_cents, row.days_past_due) == (18000, 1)
    assert row.oldest_due_on == TODAY


# --- what the desk concludes ----------------------------------------------------------------------


def test_the_desk_is_told_of_a_refresh_once_its_figures_are_stored(desk: Bench) -> None:
    told: list[tuple[ClubId, int]] = []
    desk.engine.refreshed = lambda club_id: told.append((club_id, len(desk.rows())))
    desk.refresh()
    assert told == [(desk.club.club_id, 48)]


@pytest.mark.warns_in_log
def test_a_store_that_takes_no_conclusions_keeps_the_figures(desk: Bench) -> None:
    def refuse(_club_id: ClubId) -> None:
        raise StoreFull("store")

    desk.engine.refreshed = refuse
    assert desk.refresh().status == RunStatus.COMPLETE
    assert len(desk.rows()) == 48


def test_a_refresh_writes_down_what_became_of_a_promise(desk: Bench) -> None:
    desk.refresh()
    desk.engine.refreshed = desk.commands.cases.judge
    marit = desk.rows()[910000131].client_id
    desk.commands.cases.promise(marit, desk.owing().today_on, staff="Jordan")
    desk.refresh(after=timedelta(days=5))
    (promise,) = desk.queries.cases.case(desk.club.club_id, marit).promises
    assert promise.state == "broken"
    newest = desk.queries.cases.case(desk.club.club_id, marit).timeline[0]
    assert (newest.staff, newest.text) == ("GymDesk", "Promise of 21 Nov broken: nothing paid")
