"""A refresh of WODIFY: what is true ends up in the store, no more, and an outage takes nothing."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from gymdesk.clock import FixedClock
from gymdesk.demo import DEMO_KEY, demo_wodify
from gymdesk.domain.client import Source
from gymdesk.domain.past_due import Mark, PaymentStatus
from gymdesk.errors import RateLimited, UsageError
from gymdesk.first_look import first_look
from gymdesk.member_documents import leads_document, memberships_document
from gymdesk.rows import Health, RunStatus
from gymdesk.store.checking import check_store
from gymdesk.sync.sources import SignIn
from gymdesk.sync.wodify_source import WodifySource
from tests.sync.fakes import ADDRESS, AT, TODAY, store_url, table_rows
from tests.sync.wodify_bench import WodifyBench, wodify_bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ENTITIES = ("members", "leads", "invoices")
WRITTEN = ("client", "member", "membership", "lead", "bill")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WodifyBench]:
    with wodify_bench(store_url(tmp_path), clients=50, rows=140, leads=110) as opened:
        yield opened


def assert_all_true(desk: WodifyBench) -> None:
    """Hold every member against what was typed by hand."""
    found = desk.members()
    assert set(found) == {str(entry.id) for entry in desk.gym.ledger.members}
    for entry in desk.gym.ledger.members:
        row, truth = found[str(entry.id)], entry.truth
        basis = None if row.price_basis is None else row.price_basis.value
        got = (row.status.value, row.membership, row.monthly_cents, basis)
        assert got == (truth.status, truth.membership, truth.cents, truth.basis), row.name
        assert tuple(sorted(row.flags)) == truth.flags, row.name
        assert row.raw_status == entry.label


# --- a good day -----------------------------------------------------------------------------------


def test_members_leads_and_invoices_arrive_each_as_a_run_of_its_own(desk: WodifyBench) -> None:
    runs = desk.refresh()
    assert tuple(runs) == ENTITIES
    assert {run.status for run in runs.values()} == {RunStatus.COMPLETE}
    assert [runs[e].created for e in ENTITIES] == [50, 110, len(desk.gym.ledger.bills)]
    assert [runs[e].requests for e in ENTITIES] == [3, 2, 1]
    assert_all_true(desk)
    statuses = {str(e.id): e.status for e in desk.gym.ledger.leads}
    assert {key: row.status.value for key, row in desk.leads().items()} == statuses


def test_one_entity_is_refreshed_alone_and_due_alone(desk: WodifyBench) -> None:
    assert tuple(desk.refresh(entities=("leads",))) == ("leads",)
    paths = {path for _, path, _ in desk.knobs.requests}
    assert paths == {"/v1/leads"}
    assert desk.members() == {}
    told = {s.entity: s.last_success_utc for s in desk.queries.sources(desk.club.club_id)}
    assert told["leads"] == desk.clock.now_utc()
    assert (told["members"], told["invoices"]) == (None, None)
    desk.clock.at_utc -= timedelta(minutes=30)
    runs = desk.refresh(entities=("members", "leads"), force=False, trigger="schedule")
    assert (runs["members"].status, runs["leads"].status) == (
        RunStatus.COMPLETE,
        RunStatus.SKIPPED,
    )


def test_the_requests_of_a_calendar_month_are_counted_from_the_runs(desk: WodifyBench) -> None:
    asked = sum(run.requests for run in desk.refresh().values())
    asked += sum(run.requests for run in desk.refresh().values())
    assert asked == len(desk.knobs.requests)
    this, following = AT.replace(day=1, hour=0), AT.replace(month=12, day=1, hour=0)
    with desk.store.read() as work:
        assert work.runs.requests_since(Source.WODIFY, this) == asked
        assert work.runs.requests_since(Source.CLUBOS, this) == 0
        assert work.runs.requests_since(Source.WODIFY, following) == 0


def test_what_other_programs_asked_this_month_counts() -> None:
    gym = demo_wodify(TODAY, clients=40, rows=100, leads=20)
    source = WodifySource(
        FixedClock(AT),
        used_this_month=lambda: 499_999,  # one more is the last of the month
        transport=lambda: httpx.ASGITransport(gym.app),
    )
    sign_in = SignIn(ADDRESS, "", DEMO_KEY)
    asyncio.run(source.test(sign_in))
    with pytest.raises(RateLimited):
        asyncio.run(source.test(sign_in))
    assert len(gym.knobs.requests) == 1


def test_what_nobody_has_cannot_be_refreshed_and_nothing_is_asked(desk: WodifyBench) -> None:
    with pytest.raises(UsageError) as told:
        desk.refresh(entities=("clients",))
    assert "invoices, leads, members" in told.value.message
    assert desk.knobs.requests == []


def test_a_large_gym_takes_at_most_45_requests_and_a_second_refresh_says_all_unchanged(
    tmp_path: Path,
) -> None:
    with wodify_bench(store_url(tmp_path), clients=957, rows=2018, leads=300) as desk:
        first = desk.refresh()
        assert [first[e].created for e in ENTITIES[:2]] == [957, 300]
        assert first["members"].requests + first["leads"].requests <= 45
        assert len(table_rows(desk.store, "membership")["membership"]) == 2018
        assert_all_true(desk)
        before = table_rows(desk.store, *WRITTEN)
        again = desk.refresh()
        for entity in ENTITIES:
            run = again[entity]
            assert run.status == RunStatus.COMPLETE
            assert (run.created, run.updated, run.missing, run.failed) == (0, 0, 0, 0)
            assert run.unchanged == run.done == first[entity].done
        after = table_rows(desk.store, *WRITTEN)
        for table in ("client", "membership", "lead", "bill"):
            assert after[table] == before[table]


def test_what_changed_in_wodify_is_updated_and_nothing_else(desk: WodifyBench) -> None:
    desk.refresh()
    server = desk.gym.server
    server.clients["7000001"]["email"] = ""
    server.memberships["55000001"]["is_active"] = True
    server.leads["900001"] |= {"lead_status": "Contacted", "lead_status_id": 3}
    runs = desk.refresh()
    assert [(runs[e].updated, runs[e].unchanged) for e in ENTITIES[:2]] == [(1, 49), (1, 109)]
    assert desk.members()["7000001"].email is None  # WODIFY wins its own columns
    assert desk.leads()["900001"].status == "Contacted"


def test_a_phone_number_typed_at_the_desk_stays_whatever_wodify_says(desk: WodifyBench) -> None:
    desk.refresh()
    row = desk.members()["7000001"]
    desk.commands.set_contact(row.client_id, staff="Jordan", phone="555 0100")
    desk.gym.server.clients["7000001"]["phone_number"] = "555 9999"
    desk.refresh()
    people = {r.client_id: r for r in desk.queries.clients(desk.club.club_id).rows}
    assert people[row.client_id].phone.text == "555 0100"


def test_the_documented_profile_has_members_and_leads_and_no_invoices(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path), profile="documented") as desk:
        runs = desk.refresh()
        assert tuple(runs) == ("members", "leads")
        assert {run.status for run in runs.values()} == {RunStatus.COMPLETE}
        assert desk.members()["7000001"].monthly_cents == 9900
        again = desk.refresh()
        assert [again[e].unchanged for e in runs] == [90, 36]
        assert [s.entity for s in desk.queries.sources(desk.club.club_id)][1:] == [
            "members",
            "leads",
        ]


# --- money ----------------------------------------------------------------------------------------


def test_overdue_invoices_join_the_collections_with_their_own_source_and_aging(
    desk: WodifyBench,
) -> None:
    desk.refresh()
    shown = desk.queries.collections(desk.club.club_id)
    owing = {dict(r.source_ids)[Source.WODIFY]: r for r in shown.rows}
    expected = {str(e.id): e.debt for e in desk.gym.ledger.members if e.debt.past_due_cents}
    assert set(owing) == set(expected)
    for key, debt in expected.items():
        row = owing[key]
        assert row.past_due_cents == debt.past_due_cents, row.name
        assert row.days_past_due == debt.oldest_due_days_ago
        assert row.aging.not_due == debt.not_due_cents
        assert (Mark.AT_LEAST in row.marks) == (not debt.exact)
    assert (owing["7000002"].aging.days_1_30, owing["7000002"].aging.days_31_60) == (10500, 10500)
    assert shown.agrees
    detail = desk.queries.client(desk.club.club_id, owing["7000002"].client_id)
    assert {i.agreement_name for i in detail.invoices} == {"WODIFY invoices"}
    assert detail.row.packages == ()


def test_what_is_owed_is_unknown_until_the_invoices_were_read_whole(desk: WodifyBench) -> None:
    desk.knobs.broken = {"/v1/financials/invoices": "error 500"}
    runs = desk.refresh()
    assert runs["invoices"].status == RunStatus.FAILED
    people = desk.queries.clients(desk.club.club_id).rows
    assert {r.payment_status for r in people} == {PaymentStatus.UNKNOWN}
    assert {r.past_due_cents for r in people} == {None}
    desk.knobs.broken = {}
    desk.refresh()
    people = desk.queries.clients(desk.club.club_id).rows
    assert PaymentStatus.UNKNOWN not in {r.payment_status for r in people}


def test_an_invoice_run_that_fails_keeps_the_debts_and_calls_them_stale(desk: WodifyBench) -> None:
    desk.refresh()
    before = desk.queries.collections(desk.club.club_id)
    desk.knobs.broken = {"/v1/financials/invoices": "429"}
    desk.refresh()
    after = desk.queries.collections(desk.club.club_id)
    assert [r.past_due_cents for r in after.rows] == [r.past_due_cents for r in before.rows]
    assert all(Mark.STALE in r.marks for r in after.rows)


def test_an_invoice_of_nobody_who_is_listed_is_an_error_and_no_debt(desk: WodifyBench) -> None:
    bill = next(iter(desk.gym.server.invoices.values()))
    desk.gym.server.invoices["99"] = bill | {"id": 99, "client_id": 12345}
    run = desk.refresh()["invoices"]
    assert (run.status, run.failed) == (RunStatus.INCOMPLETE, 1)
    assert [e.subject for e in run.errors] == ["99"]


# --- an outage never looks like an empty gym ------------------------------------------------------


def all_there(desk: WodifyBench) -> bool:
    return not any(r.missing_since_utc for r in (*desk.members().values(), *desk.leads().values()))


@pytest.mark.parametrize(
    "fault", ["error 500", "error 502", "429", "truncated", "page", "envelope", "api error"]
)
def test_a_broken_service_takes_nobody_away(desk: WodifyBench, fault: Any) -> None:
    desk.refresh()
    before = table_rows(desk.store, *WRITTEN)
    paths = ("clients", "memberships", "leads", "financials/invoices")
    desk.knobs.broken = {f"/v1/{path}": fault for path in paths}
    runs = desk.refresh()
    assert {run.status for run in runs.values()} == {RunStatus.FAILED}
    assert all(run.errors for run in runs.values())
    assert table_rows(desk.store, *WRITTEN) == before
    assert all_there(desk)


def test_an_empty_list_where_people_are_known_is_a_failure(desk: WodifyBench) -> None:
    desk.refresh()
    desk.gym.server.clients.clear()
    desk.gym.server.leads.clear()
    runs = desk.refresh()
    assert [runs[e].status for e in ENTITIES[:2]] == [RunStatus.FAILED] * 2
    assert "an empty list" in runs["leads"].errors[0].title
    assert all_there(desk)


def test_a_gym_that_is_new_and_empty_is_complete(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path)) as desk:
        for held in (desk.gym.server.clients, desk.gym.server.memberships):
            held.clear()
        desk.gym.server.leads.clear()
        desk.gym.server.invoices.clear()
        assert {run.status for run in desk.refresh().values()} == {RunStatus.COMPLETE}


def test_a_sweep_that_breaks_half_way_keeps_what_it_has_and_marks_nobody(
    desk: WodifyBench,
) -> None:
    desk.gym.server.leads.pop("900001")
    asked = 0

    def before(_method: str, path: str) -> None:
        nonlocal asked
        asked += path == "/v1/leads"
        desk.knobs.broken = {"/v1/leads": "error 500"} if asked > 1 else {}

    desk.knobs.before = before
    run = desk.refresh()["leads"]
    assert (run.status, run.done, run.created) == (RunStatus.INCOMPLETE, 100, 100)
    assert len(desk.leads()) == 100
    assert all_there(desk)


def test_a_list_that_was_cut_is_not_believed_however_much_it_lost(desk: WodifyBench) -> None:
    """The leads are there when they are asked for: the list alone lost them."""
    desk.refresh()
    kept = desk.gym.server.leads
    asked = 0

    def before(_method: str, path: str) -> None:
        nonlocal asked
        asked += path == "/v1/leads"
        cut = dict(list(kept.items())[40:])
        desk.gym.server.leads = cut if path == "/v1/leads" else kept

    desk.knobs.before = before
    run = desk.refresh()["leads"]
    assert asked == 1
    assert (run.status, run.missing) == (RunStatus.INCOMPLETE, 0)
    assert "Far fewer" in run.errors[0].title
    assert "40 of 110" in run.errors[0].message
    assert all_there(desk)


def test_what_is_gone_by_less_than_the_rule_is_asked_for_one_by_one(desk: WodifyBench) -> None:
    desk.refresh()
    for key in list(desk.gym.server.leads)[:30]:
        del desk.gym.server.leads[key]
    before = len(desk.knobs.requests)
    run = desk.refresh()["leads"]
    assert (run.status, run.missing) == (RunStatus.COMPLETE, 30)
    asked = [path for _, path, _ in desk.knobs.requests[before:]]
    assert sum(path.startswith("/v1/leads/") for path in asked) == 30


def test_who_is_gone_after_a_complete_sweep_is_missing_and_comes_back(desk: WodifyBench) -> None:
    desk.refresh()
    lead = desk.gym.server.leads.pop("900002")
    client = desk.gym.server.clients.pop("7000027")
    row = desk.gym.server.memberships.pop("55000001")
    runs = desk.refresh()
    assert [runs[e].missing for e in ENTITIES[:2]] == [1, 1]
    assert {run.status for run in runs.values()} == {RunStatus.COMPLETE}
    assert [k for k, r in desk.leads().items() if r.missing_since_utc] == ["900002"]
    assert [k for k, r in desk.members().items() if r.missing_since_utc] == ["7000027"]
    desk.gym.server.leads["900002"] = lead
    desk.gym.server.clients["7000027"] = client
    desk.gym.server.memberships["55000001"] = row
    back = desk.refresh()
    assert [back[e].updated for e in ENTITIES[:2]] == [2, 1]
    assert all_there(desk)


@pytest.mark.parametrize("knob", ["stuck_more", "stuck_page"])
def test_a_list_that_never_ends_is_incomplete_and_marks_nobody(
    desk: WodifyBench, knob: str
) -> None:
    desk.refresh()
    desk.gym.server.leads.pop("900002")
    setattr(desk.knobs, knob, True)
    runs = desk.refresh()
    assert {run.status for run in runs.values()} == {RunStatus.INCOMPLETE}
    assert all_there(desk)


def test_a_row_hidden_by_a_page_that_moved_is_never_called_missing(desk: WodifyBench) -> None:
    """The record slips over the edge between two pages, and the search cannot be asked."""
    desk.refresh()
    asked = 0

    def before(_method: str, path: str) -> None:
        nonlocal asked
        asked += path == "/v1/leads"
        if path == "/v1/leads" and asked == 2:
            desk.gym.server.leads.pop("900001")
        desk.knobs.absent = {"/v1/leads/search"}

    desk.knobs.before = before
    run = desk.refresh()["leads"]
    assert (run.status, run.missing) == (RunStatus.INCOMPLETE, 0)
    assert [e.title for e in run.errors] == ["One record moved while the list was read"]
    assert all_there(desk)


def test_a_refused_key_ends_all_three_and_the_message_says_what_to_do(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path), key="wrong") as desk:
        runs = desk.refresh()
        assert {run.errors[0].title for run in runs.values()} == {"WODIFY did not accept the key"}
        assert [s.health for s in desk.queries.sources(desk.club.club_id)][1:] == (
            [Health.FAILED] * 3
        )


# --- what is printed ------------------------------------------------------------------------------


def test_the_documents_have_the_keys_that_were_promised(desk: WodifyBench) -> None:
    desk.refresh()
    (club,) = memberships_document([desk.queries.members.members(desk.club.club_id)])["clubs"]
    assert club["club"] == "Harbour Street"
    by_name = {row["name"]: row for row in club["rows"]}
    bea = by_name["Bea Lindholm"]
    assert list(bea) == [
        *("client_id", "source_ids", "name", "status", "raw_status", "membership"),
        *("membership_id", "start_on", "end_on", "monthly_price", "price_basis", "email", "flags"),
    ]
    assert (bea["status"], bea["monthly_price"], bea["price_basis"]) == (
        *("Active", "105.00", "monthly"),
    )
    assert bea["source_ids"] == {"wodify": "7000002"}
    assert by_name["Lena Calloway"]["status"] == "no_membership"
    assert by_name["Farah Nyström"]["flags"] == ["ends_on"]
    assert by_name["Eli Fontaine"]["price_basis"] == "comp"
    (club,) = leads_document([desk.queries.members.leads(desk.club.club_id)])["clubs"]
    kim = next(row for row in club["rows"] if row["name"] == "Kim Hollis")
    assert kim == {
        "lead_id": "900001",
        "name": "Kim Hollis",
        "status": "New",
        "raw_status": "New",
        "converted": False,
        "email": "kim.hollis@example.test",
        "phone": "+1 555 0101",
        "created_at": "2026-11-21T14:12:00+00:00",
        "lead_source": "Website",
        "days_without_contact": 0,
    }
    twins = [r.lead_id for r in desk.leads().values() if r.twins]
    assert sorted(twins) == ["900010", "900011"]
    assert desk.queries.members.leads(desk.club.club_id).today_on == TODAY


def test_the_list_before_the_desk_is_open_has_wodifys_debts_as_the_desk_has_them(
    tmp_path: Path,
) -> None:
    with wodify_bench(store_url(tmp_path)) as desk:
        file = tmp_path / "gymdesk.db"
        found = first_look(file, desk.clock, 24)
        assert found is not None
        assert found.collections.rows == ()
        desk.refresh()
        club_id = desk.club.club_id
        for _ in range(2):
            found = first_look(file, desk.clock, 24)
            assert found is not None
            assert found.collections == desk.queries.collections(club_id)
            assert {r.membership_status for r in found.collections.rows} >= {"Active", "Suspended"}
            desk.knobs.broken = {"/v1/financials/invoices": "429"}  # figures that are kept
            desk.refresh()


def test_a_store_with_members_leads_and_invoices_breaks_no_rule(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with wodify_bench(url) as desk:
        desk.refresh()
        desk.knobs.broken = {"/v1/clients": "error 500"}
        desk.refresh()
        now_utc = desk.clock.now_utc()
    assert check_store(url, now_utc) == ()
    with closing(sqlite3.connect(tmp_path / "gymdesk.db")) as db:
        db.execute("DELETE FROM member")
        db.commit()
    assert [(v.rule, v.count) for v in check_store(url, now_utc)] == [("members_have_a_record", 90)]


def test_an_empty_list_of_invoices_does_not_say_that_nobody_owes(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path)) as desk:
        desk.gym.server.invoices.clear()
        runs = desk.refresh()
        assert (runs["invoices"].status, runs["invoices"].done) == (RunStatus.COMPLETE, 0)
        rows = desk.queries.clients(desk.club.club_id).rows
        assert rows
        assert {r.past_due_cents for r in rows} == {None}
        assert {r.payment_status for r in rows} == {PaymentStatus.UNKNOWN}
