"""Sweeps of WODIFY that find far less than they explain: held, accepted, dropped, judged anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gymdesk.cli_held import why_held
from gymdesk.documents import held_document
from gymdesk.domain.client import Source
from gymdesk.domain.past_due import Mark
from gymdesk.errors import NothingHeld
from gymdesk.first_look import first_look
from gymdesk.rows import Health, RunStatus, SweepWaits
from gymdesk.store.checking import check_store
from tests.sync.fakes import LOCAL_TABLES, REMOTE_TABLES, store_url, table_rows
from tests.sync.test_wodify_debts import BEA, PAID, balances, bills_of, pay, row_of
from tests.sync.wodify_bench import WodifyBench, wodify_bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from gymdesk.rows import HeldSweepRow

pytestmark = pytest.mark.warns_in_log


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WodifyBench]:
    with wodify_bench(store_url(tmp_path), clients=50, rows=140, leads=60) as opened:
        opened.refresh()
        yield opened


def waiting(desk: WodifyBench) -> HeldSweepRow:
    (sweep,) = desk.queries.held.waiting(desk.club.club_id)
    return sweep


def lose_debts(desk: WodifyBench) -> dict[str, Any]:
    """Take all invoices that are owed out of the list, one aside; return them."""
    server = desk.gym.server
    gone = {
        key: bill
        for key, bill in server.invoices.items()
        if bill["invoice_header_status"] == "Unpaid" and str(bill["client_id"]) != "7000017"
    }
    for key in gone:
        del server.invoices[key]
    return gone


def figures(desk: WodifyBench) -> dict[str, int | None]:
    return desk.figures()


# --- debt -----------------------------------------------------------------------------------------


def test_invoices_that_are_simply_gone_are_held_and_the_old_figures_stand(
    desk: WodifyBench, tmp_path: Path
) -> None:
    before, rows = figures(desk), table_rows(desk.store, "bill")
    lose_debts(desk)
    run = desk.refresh()["invoices"]
    assert run.status == RunStatus.HELD
    assert run.held is not None
    assert run.held.unexplained_cents * 2 > run.held.debt_before_cents > 0
    assert run.waiting == len(waiting(desk).changes) > 0
    assert figures(desk) == before
    assert table_rows(desk.store, "bill") == rows
    bea = row_of(desk, BEA)
    assert {Mark.HELD, Mark.STALE} <= bea.marks
    assert bea.held is not None
    assert (bea.held.past_due_cents, bea.held.missing) == (0, False)
    warning = desk.queries.collections(desk.club.club_id).warning
    assert warning == SweepWaits("WODIFY", run.waiting, 50)
    by_entity = {s.entity: s for s in desk.queries.sources(desk.club.club_id)}
    assert (by_entity["invoices"].health, by_entity["members"].health) == (Health.HELD, Health.OK)
    assert by_entity["members"].held is None
    found = first_look(tmp_path / "gymdesk.db", desk.clock, 24)
    assert found is not None
    assert found.collections == desk.queries.collections(desk.club.club_id)


def test_who_is_not_doubted_is_written_and_has_a_balance_of_the_held_run(
    desk: WodifyBench,
) -> None:
    lose_debts(desk)
    run = desk.refresh()["invoices"]
    with desk.store.read() as work:
        (newest,) = work.runs.newest(desk.club.club_id, 1, Source.WODIFY, "invoices")
    own = [b for b in balances(desk) if b[1] == newest["id"]]
    assert len(own) == 50 - run.waiting


def test_debt_that_was_paid_is_believed_however_much_it_is(desk: WodifyBench) -> None:
    for bill in desk.gym.server.invoices.values():
        if bill["invoice_header_status"] == "Unpaid":
            bill |= PAID
    assert desk.refresh()["invoices"].status == RunStatus.COMPLETE
    assert desk.queries.collections(desk.club.club_id).total_past_due_cents == 0
    assert row_of(desk, BEA).past_due_cents == 0


def test_an_invoice_that_is_paid_in_part_says_why_and_one_that_shrinks_does_not(
    desk: WodifyBench,
) -> None:
    for bill in desk.gym.server.invoices.values():
        if bill["invoice_header_status"] == "Unpaid" and bill["unpaid_amount"]:
            bill |= {"unpaid_amount": 1.0}
    assert desk.refresh()["invoices"].status == RunStatus.COMPLETE
    assert row_of(desk, BEA).past_due_cents == 200
    for bill in desk.gym.server.invoices.values():
        if bill["invoice_header_status"] == "Unpaid" and bill["unpaid_amount"]:
            bill |= {"unpaid_amount": 0.1, "final_charge": 0.1}
    assert desk.refresh()["invoices"].status == RunStatus.HELD
    assert row_of(desk, BEA).past_due_cents == 200


def test_half_of_the_debt_may_go(desk: WodifyBench) -> None:
    for bill in bills_of(desk, "7000017"):
        del desk.gym.server.invoices[str(bill["id"])]
    run = desk.refresh()["invoices"]
    assert (run.status, run.missing) == (RunStatus.COMPLETE, 1)
    assert row_of(desk, "7000017").past_due_cents == 0


def test_an_invoice_that_comes_back_under_another_number_explains_itself(
    desk: WodifyBench,
) -> None:
    server = desk.gym.server
    for key, bill in list(server.invoices.items()):
        if bill["invoice_header_status"] == "Unpaid":
            del server.invoices[key]
            server.invoices[f"9{key}"] = bill | {"id": int(f"9{key}")}
    before = figures(desk)
    assert desk.refresh()["invoices"].status == RunStatus.COMPLETE
    assert figures(desk) == before


def test_accepting_writes_what_was_found_with_a_balance_of_that_day(desk: WodifyBench) -> None:
    lose_debts(desk)
    desk.refresh()
    people = len(waiting(desk).changes)
    held_at_utc = waiting(desk).swept_at_utc
    assert desk.commands.held.accept(desk.club.club_id, staff="Jordan") == people
    bea = row_of(desk, BEA)
    assert (bea.past_due_cents, bea.fetched_at_utc) == (0, held_at_utc)
    assert not bea.marks & {Mark.HELD, Mark.STALE}
    with desk.store.read() as work:
        (run,) = work.runs.newest(desk.club.club_id, 1, Source.WODIFY, "invoices")
    assert run["status"] == "complete"
    assert len([b for b in balances(desk) if b[1] == run["id"]]) == 50
    again = desk.refresh()["invoices"]
    assert (again.status, again.missing) == (RunStatus.COMPLETE, 0)


def test_dropping_keeps_the_figures_and_the_next_sweep_judges_anew(desk: WodifyBench) -> None:
    before = figures(desk)
    gone = lose_debts(desk)
    desk.refresh()
    desk.commands.held.drop(desk.club.club_id, staff="Jordan")
    assert figures(desk) == before
    assert Mark.HELD not in row_of(desk, BEA).marks
    assert desk.refresh()["invoices"].status == RunStatus.HELD
    desk.gym.server.invoices |= gone
    assert desk.refresh()["invoices"].status == RunStatus.COMPLETE
    assert desk.queries.held.waiting(desk.club.club_id) == ()
    assert figures(desk) == before
    with pytest.raises(NothingHeld):
        desk.commands.held.accept(desk.club.club_id, staff="Jordan")


def test_clients_who_are_read_again_leave_what_waits_of_their_invoices(desk: WodifyBench) -> None:
    """The clients are a list of their own: reading them says nothing of their invoices."""
    lose_debts(desk)
    desk.refresh()
    people = len(waiting(desk).changes)
    desk.knobs.broken = {"/v1/financials/invoices": "error 500"}
    desk.refresh()
    assert len(waiting(desk).changes) == people
    assert Mark.HELD in row_of(desk, BEA).marks


def test_a_sweep_that_breaks_but_saw_the_invoices_takes_them_out_of_what_waits(
    tmp_path: Path,
) -> None:
    with wodify_bench(store_url(tmp_path), clients=50, rows=140, leads=20) as desk:
        server = desk.gym.server
        more = 81900001
        for number in range(120):  # so many that they fill more than a page
            key = str(more + number)
            old = next(iter(server.invoices.values()))
            server.invoices[key] = old | {"id": int(key), "client_id": 7000001} | PAID
        desk.refresh()
        gone = lose_debts(desk)
        desk.refresh()
        people = {c.source_id for c in waiting(desk).changes}
        server.invoices = dict(sorted((server.invoices | gone).items()))
        asked = 0

        def before(_method: str, path: str) -> None:
            nonlocal asked
            asked += path == "/v1/financials/invoices"
            desk.knobs.broken = {"/v1/financials/invoices": "error 500"} if asked > 1 else {}

        desk.knobs.before = before
        assert desk.refresh()["invoices"].status == RunStatus.INCOMPLETE
        assert people
        assert waiting(desk).changes == ()


def test_a_sweep_that_breaks_off_writes_nothing_of_what_it_doubts(desk: WodifyBench) -> None:
    for bill in desk.gym.server.invoices.values():
        if bill["invoice_header_status"] == "Unpaid":
            bill |= {"unpaid_amount": 0.1, "final_charge": 0.1}
    before = figures(desk)
    asked = 0

    def before_it(_method: str, path: str) -> None:
        nonlocal asked
        asked += path == "/v1/financials/invoices"
        desk.knobs.stuck_more = path == "/v1/financials/invoices"
        if asked > 1:
            desk.knobs.broken = {"/v1/financials/invoices": "error 500"}

    desk.knobs.before = before_it
    assert desk.refresh()["invoices"].status == RunStatus.INCOMPLETE
    assert figures(desk) == before


def test_a_debt_that_is_paid_meanwhile_is_not_taken_back_by_accepting(desk: WodifyBench) -> None:
    lose_debts(desk)
    desk.refresh()
    pay(desk, "7000017")
    desk.refresh()
    desk.commands.held.accept(desk.club.club_id, staff="Jordan")
    assert row_of(desk, "7000017").past_due_cents == 0


# --- people ---------------------------------------------------------------------------------------


def lose_clients(desk: WodifyBench, count: int) -> None:
    server = desk.gym.server
    for key in list(server.clients)[-count:]:
        del server.clients[key]
        for row in [r for r, m in server.memberships.items() if str(m["client_id"]) == key]:
            del server.memberships[row]


@pytest.mark.parametrize(("gone", "status"), [(15, RunStatus.COMPLETE), (16, RunStatus.HELD)])
def test_a_third_of_the_clients_may_go_and_not_one_more(
    desk: WodifyBench, gone: int, status: RunStatus
) -> None:
    lose_clients(desk, gone)
    run = desk.refresh()["members"]
    assert (run.status, run.missing) == (status, gone if status == RunStatus.COMPLETE else 0)
    missing = [r for r in desk.members().values() if r.missing_since_utc]
    assert len(missing) == run.missing


def test_clients_that_are_held_stand_with_their_memberships_until_it_is_accepted(
    desk: WodifyBench,
) -> None:
    before = {k: (r.status, r.membership) for k, r in desk.members().items()}
    lose_clients(desk, 20)
    assert desk.refresh()["members"].status == RunStatus.HELD
    assert {k: (r.status, r.membership) for k, r in desk.members().items()} == before
    sweep = waiting(desk)
    assert (sweep.what, sweep.entity) == ("clients", "members")
    assert (len(sweep.changes), {c.missing for c in sweep.changes}) == (20, {True})
    assert why_held(sweep.finding, "USD") == "20 of 50 people are not in it"
    assert desk.commands.held.accept(desk.club.club_id, staff="Jordan") == 20
    assert len([r for r in desk.members().values() if r.missing_since_utc]) == 20
    again = desk.refresh()["members"]
    assert (again.status, again.missing) == (RunStatus.COMPLETE, 0)


def test_a_client_who_is_listed_again_waits_no_longer(desk: WodifyBench) -> None:
    server = desk.gym.server
    kept = dict(server.clients)
    lose_clients(desk, 20)
    desk.refresh()
    server.clients = kept
    desk.knobs.broken = {"/v1/clients/search": "error 500"}
    assert desk.refresh()["members"].status in (RunStatus.COMPLETE, RunStatus.INCOMPLETE)
    assert desk.queries.held.waiting(desk.club.club_id) == ()


def test_memberships_that_are_simply_gone_are_held_and_nobody_loses_one(
    desk: WodifyBench,
) -> None:
    before = {k: (r.status, r.membership) for k, r in desk.members().items()}
    server = desk.gym.server
    for key in list(server.memberships)[-80:]:
        del server.memberships[key]
    assert desk.refresh()["members"].status == RunStatus.HELD
    sweep = waiting(desk)
    assert sweep.what == "memberships"
    assert sum(c.rows for c in sweep.changes) == 80
    assert {k: (r.status, r.membership) for k, r in desk.members().items()} == before
    (document,) = held_document([sweep])["held"]
    assert sum(c["memberships_missing"] for c in document["changes"]) == 80
    desk.commands.held.accept(desk.club.club_id, staff="Jordan")
    assert {k: (r.status, r.membership) for k, r in desk.members().items()} != before
    assert desk.refresh()["members"].status == RunStatus.COMPLETE


def test_leads_that_are_simply_gone_are_held_and_stand_until_it_is_accepted(
    desk: WodifyBench,
) -> None:
    for key in list(desk.gym.server.leads)[:30]:
        del desk.gym.server.leads[key]
    run = desk.refresh()["leads"]
    assert (run.status, run.waiting) == (RunStatus.HELD, 30)
    assert not any(r.missing_since_utc for r in desk.leads().values())
    sweep = waiting(desk)
    assert sweep.what == "leads"
    assert {c.client_id for c in sweep.changes} == {None}
    assert "Kim Hollis" in {c.name for c in sweep.changes}
    assert desk.queries.collections(desk.club.club_id).warning is None
    assert desk.commands.held.accept(desk.club.club_id, staff="Jordan") == 30
    assert sum(r.missing_since_utc is not None for r in desk.leads().values()) == 30
    again = desk.refresh()["leads"]
    assert (again.status, again.missing) == (RunStatus.COMPLETE, 0)


# --- several at once ------------------------------------------------------------------------------


def test_of_several_that_wait_one_is_decided_and_the_others_wait_on(
    desk: WodifyBench, tmp_path: Path
) -> None:
    for key in list(desk.gym.server.leads)[:30]:
        del desk.gym.server.leads[key]
    lose_clients(desk, 20)
    runs = desk.refresh()
    assert [runs[e].status for e in ("members", "leads")] == [RunStatus.HELD] * 2
    members, leads = desk.queries.held.waiting(desk.club.club_id)
    local = table_rows(desk.store, *(t for t in LOCAL_TABLES if t != "held_decision"))
    desk.commands.held.accept(desk.club.club_id, staff="Jordan", held_id=leads.held_id)
    assert waiting(desk).held_id == members.held_id
    assert not any(r.missing_since_utc for r in desk.members().values())
    desk.commands.held.drop(desk.club.club_id, staff="Jordan", held_id=members.held_id)
    assert desk.queries.held.waiting(desk.club.club_id) == ()
    after = table_rows(desk.store, *(t for t in LOCAL_TABLES if t != "held_decision"))
    assert after == local
    assert check_store(store_url(tmp_path), desk.clock.now_utc()) == ()


def test_a_held_sweep_changes_nothing_of_what_a_refresh_brought(desk: WodifyBench) -> None:
    tables = [t for t in REMOTE_TABLES if t not in ("client_source", "member")]
    before = table_rows(desk.store, *tables)
    lose_clients(desk, 20)
    for key in list(desk.gym.server.leads)[:30]:
        del desk.gym.server.leads[key]
    lose_debts(desk)
    desk.refresh()
    assert table_rows(desk.store, *tables) == before
