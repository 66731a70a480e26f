"""WODIFY's debts have a history, and promises and "says paid" are judged by it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.change import ChangeKind
from gymdesk.domain.client import ClientId, Source
from gymdesk.domain.past_due import Mark
from gymdesk.domain.promise import PromiseState
from gymdesk.rows import RunStatus
from gymdesk.store.checking import check_store
from gymdesk.sync import list_bills
from tests.sync.fakes import Runs, agreement, invoice, person, reading, store_url, table_rows
from tests.sync.wodify_bench import WodifyBench, wodify_bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

    from gymdesk.rows import ChangeRow, ClientRow
    from gymdesk.rows.cases import AgedRow

BEA = "7000002"
"""Owes two invoices of 105.00."""

PAID = {"invoice_header_status": "Paid", "unpaid_amount": 0.0}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WodifyBench]:
    with wodify_bench(store_url(tmp_path), clients=50, rows=140, leads=20) as opened:
        yield opened


def bills_of(desk: WodifyBench, client: str) -> list[dict[str, Any]]:
    """Return the unpaid invoices of a client as the server has them, oldest first."""
    found = [
        bill
        for bill in desk.gym.server.invoices.values()
        if str(bill["client_id"]) == client and bill["invoice_header_status"] == "Unpaid"
    ]
    return sorted(found, key=lambda bill: bill["payment_due"])


def pay(desk: WodifyBench, client: str) -> None:
    for bill in bills_of(desk, client):
        bill |= PAID


def row_of(desk: WodifyBench, client: str) -> ClientRow:
    rows = desk.queries.clients(desk.club.club_id).rows
    return next(r for r in rows if dict(r.source_ids).get(Source.WODIFY) == client)


def balances(desk: WodifyBench) -> list[tuple[Any, ...]]:
    return table_rows(desk.store, "balance_snapshot")["balance_snapshot"]


def aged(desk: WodifyBench, on: date) -> dict[str, AgedRow]:
    return {r.name: r for r in desk.queries.cases.aging_on(desk.club.club_id, on).rows}


def changes(desk: WodifyBench) -> list[ChangeRow]:
    return list(desk.queries.changes.since(desk.club.club_id, "Jordan").rows)


def today(desk: WodifyBench) -> date:
    return desk.queries.clients(desk.club.club_id).today_on


# --- the balances ---------------------------------------------------------------------------------


def test_a_run_over_the_invoices_leaves_one_balance_for_everybody(desk: WodifyBench) -> None:
    run = desk.refresh()["invoices"]
    assert run.status == RunStatus.COMPLETE
    assert len(balances(desk)) == 50
    shown = desk.queries.collections(desk.club.club_id)
    past = desk.queries.cases.aging_on(desk.club.club_id, today(desk))
    assert {r.client_id: r.past_due_cents for r in past.rows} == {
        r.client_id: r.past_due_cents for r in shown.rows if r.past_due_cents or r.aging.credit
    }
    assert past.aging == shown.aging
    assert past.agrees
    assert past.by_source == {Source.WODIFY: shown.total_past_due_cents}


def test_a_past_day_shows_what_was_owed_then(desk: WodifyBench) -> None:
    desk.refresh()
    first = today(desk)
    desk.clock.at_utc += timedelta(days=3)
    pay(desk, BEA)
    desk.refresh()
    assert "Bea Lindholm" not in aged(desk, today(desk))
    then = aged(desk, first)["Bea Lindholm"]
    assert (then.past_due_cents, then.read_on) == (21000, first)
    assert (then.aging.days_1_30, then.aging.days_31_60) == (10500, 10500)
    assert aged(desk, first - timedelta(days=1)) == {}


def test_an_amount_that_changed_is_among_what_changed_and_the_first_list_is_not(
    desk: WodifyBench,
) -> None:
    desk.refresh()
    desk.refresh()
    assert changes(desk) == []
    bill = bills_of(desk, BEA)[0]
    bill |= {"unpaid_amount": bill["unpaid_amount"] - 5.0}
    pay(desk, "7000017")
    desk.refresh()
    found = {(c.name, c.kind, c.delta_cents) for c in changes(desk)}
    assert ("Bea Lindholm", ChangeKind.AMOUNT_CHANGED, -500) in found
    assert {kind for _, kind, _ in found} <= {ChangeKind.AMOUNT_CHANGED, ChangeKind.CLEARED}
    assert {c.source for c in changes(desk)} == {Source.WODIFY}


def test_a_run_that_breaks_writes_no_balance_and_the_debts_are_stale(desk: WodifyBench) -> None:
    desk.refresh()
    before = balances(desk)
    desk.knobs.broken = {"/v1/financials/invoices": "truncated"}
    assert desk.refresh()["invoices"].status == RunStatus.FAILED
    assert balances(desk) == before
    assert Mark.STALE in row_of(desk, BEA).marks


def test_what_was_never_read_has_no_balance_and_not_one_of_nothing(desk: WodifyBench) -> None:
    desk.gym.server.invoices.clear()
    desk.refresh()
    assert balances(desk) == []
    assert row_of(desk, BEA).past_due_cents is None


def test_an_invoice_of_a_stranger_leaves_the_balances_of_the_others(desk: WodifyBench) -> None:
    bill = next(iter(desk.gym.server.invoices.values()))
    desk.gym.server.invoices["99"] = bill | {"id": 99, "client_id": 12345}
    run = desk.refresh()["invoices"]
    assert (run.status, run.failed) == (RunStatus.INCOMPLETE, 1)
    assert len(balances(desk)) == 50
    assert row_of(desk, BEA).past_due_cents == 21000


def test_an_invoice_that_moves_to_another_client_is_owed_once(desk: WodifyBench) -> None:
    desk.refresh()
    for bill in bills_of(desk, BEA):
        bill |= {"client_id": 7000001}
    for _ in range(2):
        run = desk.refresh()["invoices"]
        assert row_of(desk, BEA).past_due_cents == 0
        assert row_of(desk, "7000001").past_due_cents == 21000
    assert (run.status, run.updated) == (RunStatus.COMPLETE, 0)


def test_balances_that_do_not_add_up_to_the_invoices_are_said_so(
    desk: WodifyBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_bills, "due_total", lambda _bills, _today: 1)
    run = desk.refresh()["invoices"]
    assert run.status == RunStatus.INCOMPLETE
    assert [e.title for e in run.errors] == [list_bills.NO_CONTROL]


def test_the_check_finds_a_balance_that_is_missing(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with wodify_bench(url) as desk:
        desk.refresh()
        now_utc = desk.clock.now_utc()
        assert check_store(url, now_utc) == ()
        with desk.store.begin() as work:
            work._connection.exec_driver_sql("DELETE FROM balance_snapshot WHERE id = 1")
            work.commit()
    found = [(v.rule, v.count) for v in check_store(url, now_utc)]
    assert found == [("invoices_that_were_read_have_balances", 1)]


def test_a_gym_with_wodify_alone_says_from_when_its_figures_are(desk: WodifyBench) -> None:
    started_utc = desk.clock.at_utc + timedelta(hours=1)
    desk.refresh()
    shown = desk.queries.collections(desk.club.club_id)
    assert (shown.figures_from_utc, shown.complete, shown.warning) == (started_utc, True, None)
    desk.clock.at_utc += timedelta(hours=30)
    warning = desk.queries.collections(desk.club.club_id).warning
    assert warning is not None
    assert warning.sentence == "The figures are older than 24 hours."


# --- promises -------------------------------------------------------------------------------------


def promise(desk: WodifyBench, client_id: ClientId, *, days: int) -> int:
    made: int = desk.commands.cases.promise(
        client_id, today(desk) + timedelta(days=days), staff="Jordan"
    )
    return made


def verdicts(desk: WodifyBench, client_id: ClientId) -> list[PromiseState]:
    desk.commands.cases.judge(desk.club.club_id)
    found = desk.queries.cases.case(desk.club.club_id, client_id).promises
    return [p.state for p in found]


@pytest.mark.parametrize(
    ("paid", "verdict"),
    [(0, PromiseState.BROKEN), (1, PromiseState.PARTLY_KEPT), (2, PromiseState.KEPT)],
)
def test_a_promise_is_judged_by_the_invoices_of_wodify(
    desk: WodifyBench, paid: int, verdict: PromiseState
) -> None:
    desk.refresh()
    bea = row_of(desk, BEA).client_id
    promise(desk, bea, days=2)
    for bill in bills_of(desk, BEA)[:paid]:
        bill |= PAID
    desk.clock.at_utc += timedelta(days=14)
    assert verdicts(desk, bea) == [PromiseState.OPEN], "nothing was fetched since"
    desk.refresh()
    assert verdicts(desk, bea) == [verdict]


def test_nobody_is_accused_on_invoices_that_were_not_read_again(desk: WodifyBench) -> None:
    desk.refresh()
    bea = row_of(desk, BEA).client_id
    promise(desk, bea, days=2)
    desk.commands.cases.says_paid(bea, staff="Jordan")
    desk.clock.at_utc += timedelta(days=14)
    desk.knobs.broken = {"/v1/financials/invoices": "error 500"}  # the clients are read, though
    desk.refresh()
    assert verdicts(desk, bea) == [PromiseState.OPEN]
    case = desk.queries.cases.case(desk.club.club_id, bea)
    assert case.promises[0].wants_refresh
    assert case.row.says_paid is not None
    assert not case.row.says_paid.decided
    desk.knobs.broken = {"/v1/clients": "error 500"}  # and now the invoices alone
    desk.refresh()
    assert verdicts(desk, bea) == [PromiseState.BROKEN]
    case = desk.queries.cases.case(desk.club.club_id, bea)
    assert case.row.says_paid is not None
    assert case.row.says_paid.decided


def test_a_debt_of_wodify_that_is_paid_closes_its_case_and_opens_it_again(
    desk: WodifyBench,
) -> None:
    desk.refresh()
    bea = row_of(desk, BEA).client_id
    first = today(desk)
    case = desk.queries.cases.case(desk.club.club_id, bea).row
    assert (case.since_on, case.paid_on) == (first, None)
    desk.clock.at_utc += timedelta(days=2)
    pay(desk, BEA)
    desk.refresh()
    case = desk.queries.cases.case(desk.club.club_id, bea).row
    assert (case.since_on, case.paid_on) == (first, today(desk))


# --- a person in both systems ---------------------------------------------------------------------


class Joined:
    """Bea, who trains (ClubOS) and is a member (WODIFY), with a debt in each."""

    def __init__(self, desk: WodifyBench, folder: Path) -> None:
        self.desk = desk
        self.runs = Runs.__new__(Runs)
        self.runs.store, self.runs.clock, self.runs.club = desk.store, desk.clock, desk.club
        desk.refresh()
        self.read_clubos(9000)
        rows = desk.queries.clients(desk.club.club_id).rows
        mine = next(r for r in rows if dict(r.source_ids).get(Source.CLUBOS))
        other = row_of(desk, BEA)
        self.client_id = desk.commands.joins.join(
            desk.club.club_id, mine.client_id, other.client_id, staff="Jordan"
        )

    def read_clubos(self, owed_cents: int) -> None:
        """Read ClubOS, an hour later."""
        owed = invoice(owed_cents=owed_cents) if owed_cents else None
        found = agreement(invoices=() if owed is None else (owed,))
        record = self.runs.sweep(reading(person(1, "Bea Lindholm"), found))
        record.finish(RunStatus.COMPLETE, ())

    @property
    def row(self) -> ClientRow:
        rows = self.desk.queries.clients(self.desk.club.club_id).rows
        return next(r for r in rows if r.client_id == self.client_id)


@pytest.fixture
def joined(desk: WodifyBench, tmp_path: Path) -> Joined:
    return Joined(desk, tmp_path)


def test_what_is_owed_in_both_is_the_sum_and_its_parts_are_shown(joined: Joined) -> None:
    row = joined.row
    assert row.past_due_cents == 9000 + 21000
    assert {p.source: p.past_due_cents for p in row.parts} == {
        Source.CLUBOS: 9000,
        Source.WODIFY: 21000,
    }
    assert len({p.fetched_at_utc for p in row.parts}) == 2
    shown = desk_aged = joined.desk.queries.cases.aging_on(
        joined.desk.club.club_id, today(joined.desk)
    )
    bea = next(r for r in desk_aged.rows if r.client_id == joined.client_id)
    assert bea.past_due_cents == 30000
    assert {p.source: p.past_due_cents for p in bea.parts} == {
        Source.CLUBOS: 9000,
        Source.WODIFY: 21000,
    }
    assert shown.agrees
    assert shown.by_source[Source.CLUBOS] == 9000


def test_a_change_in_one_of_them_is_told_with_its_source(joined: Joined) -> None:
    run_id = joined.desk.queries.changes.since(joined.desk.club.club_id, "Jordan").run_id
    assert run_id is not None
    with joined.desk.store.begin() as work:
        work.changes.mark(joined.desk.club.club_id, "Jordan", run_id, joined.desk.clock.now_utc())
        work.commit()
    pay(joined.desk, BEA)
    joined.desk.refresh()
    found = [c for c in changes(joined.desk) if c.client_id == joined.client_id]
    assert [(c.kind, c.source, c.delta_cents) for c in found] == [
        (ChangeKind.CLEARED, Source.WODIFY, -21000)
    ]


@pytest.mark.parametrize("fresh", [Source.CLUBOS, Source.WODIFY])
def test_a_promise_over_both_is_not_judged_while_one_of_them_is_stale(
    joined: Joined, fresh: Source
) -> None:
    desk = joined.desk
    promise(desk, joined.client_id, days=2)
    desk.commands.cases.says_paid(joined.client_id, staff="Jordan")
    desk.clock.at_utc += timedelta(days=14)

    def read(source: Source) -> None:
        if source == Source.WODIFY:
            desk.refresh()
        else:
            joined.read_clubos(9000)

    read(fresh)
    assert verdicts(desk, joined.client_id) == [PromiseState.OPEN]
    said = desk.queries.cases.case(desk.club.club_id, joined.client_id).row.says_paid
    assert said is not None
    assert not said.decided
    read(Source.CLUBOS if fresh == Source.WODIFY else Source.WODIFY)
    assert verdicts(desk, joined.client_id) == [PromiseState.BROKEN]
    said = desk.queries.cases.case(desk.club.club_id, joined.client_id).row.says_paid
    assert said is not None
    assert said.decided


def test_one_of_two_debts_paid_is_a_promise_partly_kept(joined: Joined) -> None:
    promise(joined.desk, joined.client_id, days=2)
    pay(joined.desk, BEA)
    joined.desk.clock.at_utc += timedelta(days=14)
    joined.desk.refresh()
    joined.read_clubos(9000)
    assert verdicts(joined.desk, joined.client_id) == [PromiseState.PARTLY_KEPT]


def test_wodify_read_later_does_not_make_clubos_stale(joined: Joined) -> None:
    joined.desk.refresh()
    joined.desk.refresh()
    assert Mark.STALE not in joined.row.marks
    shown = joined.desk.queries.collections(joined.desk.club.club_id)
    assert shown.figures_from_utc is not None
    with joined.desk.store.read() as work:
        newest = work.runs.newest_storing(joined.desk.club.club_id)
    assert newest is not None
    assert newest["source"] == "clubos"
