"""Sweeps that find far less than they explain: held, accepted, dropped, judged anew."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.client import ItemTrouble
from gymdesk.domain.past_due import Mark, PaymentStatus
from gymdesk.errors import NothingHeld, SignInRefused
from gymdesk.rows import Health, RunStatus, SweepWaits
from gymdesk.store.opening import file_url
from gymdesk.sync.request import RefreshRequest
from gymdesk.sync.tidying import tidy
from tests.sync.fakes import (
    LOCAL_TABLES,
    REMOTE_TABLES,
    Bench,
    Runs,
    agreement,
    bench,
    invoice,
    person,
    reading,
    roster_becomes,
    store_url,
    table_rows,
)
from tests.sync.test_recording import Script

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.domain.agreement import Agreement
    from gymdesk.domain.client import ClientReading
    from gymdesk.rows import ClientRow

pytestmark = pytest.mark.warns_in_log


@pytest.fixture
def script(desk: Bench) -> Iterator[Script]:
    made = Script(desk)
    yield made
    for engine in made.engines:
        engine.close()


def owing(number: int, *cents: int, state: InvoiceState = InvoiceState.DELINQUENT) -> Agreement:
    """Return the agreement of a client with invoices of so many cents each."""
    found = tuple(
        invoice(f"{number}{at}", state=state, owed_cents=owed) for at, owed in enumerate(cents)
    )
    return agreement(f"A{number}", found)


def who(number: int, *agreements: Agreement, **rest: object) -> ClientReading:
    return reading(person(number, f"Client {number:02}"), *agreements, **rest)  # type: ignore[arg-type]


def crowd(count: int, *cents: int) -> list[ClientReading]:
    return [who(n, owing(n, *cents)) for n in range(1, count + 1)]


def figures(desk: Bench) -> dict[str, int | None]:
    return {row.name: row.past_due_cents for row in desk.rows().values()}


def row_of(desk: Bench, number: int) -> ClientRow:
    return next(r for r in desk.rows().values() if r.name == f"Client {number:02}")


# --- debt -----------------------------------------------------------------------------------------


def test_debt_that_goes_without_a_word_is_held_and_the_old_figures_stand(script: Script) -> None:
    script.sends(*crowd(4, 9000)).refresh()
    read_at_utc = script.desk.clock.now_utc()
    before = table_rows(script.desk.store, *REMOTE_TABLES)
    desk = script.sends(*(who(n, owing(n)) for n in (1, 2, 3)), who(4, owing(4, 9000)))
    report = desk.refresh()
    assert (report.status, report.waiting, report.missing) == (RunStatus.HELD, 3, 0)
    assert (report.done, report.unchanged, report.total) == (1, 1, 4)
    assert report.held is not None
    assert (report.held.debt_before_cents, report.held.unexplained_cents) == (36000, 27000)
    after = table_rows(desk.store, *REMOTE_TABLES)
    assert {t: after[t] for t in after if t != "client_source"} == {
        t: before[t] for t in before if t != "client_source"
    }
    assert figures(desk) == {f"Client {n:02}": 9000 for n in range(1, 5)}
    row = row_of(desk, 1)
    assert Mark.HELD in row.marks
    assert row.fetched_at_utc == read_at_utc
    assert row.held is not None
    assert (row.held.past_due_cents, row.held.missing) == (0, False)
    assert row.held.swept_at_utc == desk.clock.now_utc()
    assert Mark.HELD not in row_of(desk, 4).marks
    assert desk.owing().warning == SweepWaits("ClubOS", 3, 4)
    (source,) = desk.queries.sources(desk.club.club_id)
    assert source.health == Health.HELD
    assert source.held is not None
    assert source.last_success_utc == read_at_utc


@pytest.mark.parametrize(("gone", "status"), [(2, RunStatus.COMPLETE), (3, RunStatus.HELD)])
def test_half_of_the_debt_may_go_and_not_a_client_more(
    script: Script, gone: int, status: RunStatus
) -> None:
    script.sends(*crowd(4, 9000)).refresh()
    desk = script.sends(*(who(n, owing(n, *([9000] if n > gone else []))) for n in range(1, 5)))
    report = desk.refresh()
    assert report.status == status
    kept = 36000 if status == RunStatus.HELD else 36000 - gone * 9000
    assert desk.owing().total_past_due_cents == kept


def test_debt_that_was_paid_is_believed_however_much_it_is(script: Script) -> None:
    script.sends(*crowd(12, 9000)).refresh()
    paid = [who(n, owing(n, 9000, state=InvoiceState.PAID)) for n in range(1, 13)]
    desk = script.sends(*paid)
    assert desk.refresh().status == RunStatus.COMPLETE
    assert desk.owing().total_past_due_cents == 0
    assert {r.payment_status for r in desk.rows().values()} == {PaymentStatus.CURRENT}


def test_what_is_explained_is_written_while_the_rest_of_the_sweep_waits(script: Script) -> None:
    script.sends(*crowd(4, 9000)).refresh()
    desk = script.sends(
        who(1, owing(1, 9000, state=InvoiceState.PAID)),
        *(who(n, owing(n)) for n in (2, 3, 4)),
        who(5, owing(5, 1000)),
    )
    assert desk.refresh().status == RunStatus.HELD
    assert figures(desk) == {
        "Client 01": 0,
        "Client 02": 9000,
        "Client 03": 9000,
        "Client 04": 9000,
        "Client 05": 1000,
    }


def test_the_first_sweep_ever_has_nothing_to_lose(script: Script) -> None:
    assert script.sends(*crowd(9)).refresh().status == RunStatus.COMPLETE


def test_nothing_of_a_sweep_that_will_be_held_is_in_the_store_while_it_goes_on(
    script: Script,
) -> None:
    """Twenty clients are two batches: the first one is stored long before the sweep ends."""
    script.sends(*crowd(30, 9000)).refresh()
    desk = script.sends(*(who(n, owing(n)) for n in range(1, 31)))
    seen: list[int] = []
    request = RefreshRequest()
    desk.engine.refresh_blocking(
        request, lambda _told: seen.append(desk.owing().total_past_due_cents)
    )
    assert set(seen) == {270_000}


@pytest.mark.parametrize("stop", [SignInRefused(), ZeroDivisionError("a bug")])
def test_a_sweep_that_breaks_off_never_lowers_a_figure_it_put_aside(
    script: Script, stop: Exception
) -> None:
    script.sends(*crowd(4, 9000)).refresh()
    desk = script.sends(who(1, owing(1)), stop, who(2, owing(2, 9000)))
    if isinstance(stop, SignInRefused):
        assert desk.refresh().status == RunStatus.FAILED
    else:
        with pytest.raises(ZeroDivisionError):
            desk.refresh()
    assert set(figures(desk).values()) == {9000}
    assert desk.queries.held.waiting(desk.club.club_id) == ()


def test_a_cancelled_sweep_never_lowers_a_figure_it_put_aside(script: Script) -> None:
    script.sends(*crowd(30, 9000)).refresh()
    desk = script.sends(*(who(n, owing(n)) for n in range(1, 31)))

    async def cancelled() -> object:
        work = asyncio.create_task(desk.engine.refresh(RefreshRequest(), lambda _told: None))
        await asyncio.sleep(0.02)
        work.cancel()
        return await work

    asyncio.run(cancelled())
    assert set(figures(desk).values()) == {9000}


def test_an_amount_that_could_not_be_read_is_no_reason_to_hold(script: Script) -> None:
    script.sends(*crowd(3, 9000)).refresh()
    desk = script.sends(*(who(n, replace(owing(n), invoices=None)) for n in (1, 2, 3)))
    assert desk.refresh().status == RunStatus.INCOMPLETE
    assert set(figures(desk).values()) == {9000}


def test_one_sign_in_that_stops_keeps_its_figures_and_the_others_are_judged(
    script: Script,
) -> None:
    """A password that expired must not keep every other user's clients in debt for ever."""
    runs = Runs(script.desk.store, "Mill Lane")
    runs.store_readings(*crowd(5, 9000))
    record = runs.new_record()
    record.store_batch([who(1, owing(1))])
    record.keep_aside()
    record.store_batch([who(2, owing(2))])
    record.forget_aside()
    record.judge([person(n).remote_id for n in (1, 2)], sure=False)
    assert (record.held, record.tally.done, record.tally.missing) == (None, 1, 0)
    shown = script.desk.queries.clients(runs.club.club_id).rows
    assert [r.past_due_cents for r in shown] == [0, 9000, 9000, 9000, 9000]


# --- people ---------------------------------------------------------------------------------------


def test_a_list_cut_between_two_entries_is_held_and_nobody_is_missing(desk: Bench) -> None:
    desk.refresh()
    members = sorted(desk.ledger.client_by_id)
    roster_becomes(desk, lambda member: member in members[:30])
    report = desk.refresh()
    assert (report.status, report.missing, report.waiting) == (RunStatus.HELD, 0, 18)
    rows = desk.rows()
    assert not any(r.missing_since_utc for r in rows.values())
    assert {k for k, r in rows.items() if Mark.HELD in r.marks} == set(members[30:])
    held = rows[members[40]].held
    assert held is not None
    assert held.missing
    assert desk.owing().total_past_due_cents == desk.ledger.total_past_due_cents

    roster_becomes(desk, lambda _: True)
    assert desk.refresh().status == RunStatus.COMPLETE
    assert not any(r.marks & {Mark.HELD, Mark.MISSING} for r in desk.rows().values())
    assert desk.owing().warning is None


@pytest.mark.parametrize(("gone", "status"), [(6, RunStatus.COMPLETE), (7, RunStatus.HELD)])
def test_exactly_30_percent_may_leave(script: Script, gone: int, status: RunStatus) -> None:
    script.sends(*crowd(20)).refresh()
    desk = script.sends(*crowd(20)[gone:])
    report = desk.refresh()
    assert report.status == status
    assert report.missing == (gone if status == RunStatus.COMPLETE else 0)


def test_four_who_leave_are_believed_though_nobody_else_is_left_but_one(script: Script) -> None:
    script.sends(*crowd(5)).refresh()
    desk = script.sends(*crowd(5)[4:])
    report = desk.refresh()
    assert (report.status, report.missing) == (RunStatus.COMPLETE, 4)


def test_those_who_were_missing_before_are_not_lost_again(script: Script) -> None:
    script.sends(*crowd(20)).refresh()
    script.sends(*crowd(20)[6:]).refresh()
    desk = script.sends(*crowd(20)[10:])
    assert desk.refresh().missing == 4


# --- who is missing, and what keeps a list from being sure of it ----------------------------------


def test_an_amount_nobody_can_read_does_not_keep_the_desk_from_seeing_who_left(
    script: Script,
) -> None:
    """One invoice that stays unreadable would otherwise mean that nobody is ever missing."""
    script.sends(*crowd(3, 9000)).refresh()
    doubtful = who(1, owing(1, 9000), troubles=("An amount could not be read",))
    desk = script.sends(doubtful, who(2, owing(2, 9000)))
    report = desk.refresh()
    assert (report.status, report.missing) == (RunStatus.INCOMPLETE, 1)
    assert row_of(desk, 3).missing_since_utc == desk.clock.now_utc()
    assert row_of(desk, 3).past_due_cents == 9000
    assert row_of(desk, 3).client_id in {r.client_id for r in desk.owing().rows}

    desk = script.sends(doubtful, who(2, owing(2, 9000)), who(3, owing(3, 9000)))
    desk.refresh()
    assert row_of(desk, 3).missing_since_utc is None


def test_an_entry_of_the_list_that_cannot_be_read_leaves_everybody_in_it(script: Script) -> None:
    script.sends(*crowd(20)).refresh()
    trouble = ItemTrouble("entry 3 of the client list", "An item could not be read", "It is kept.")
    desk = script.sends(*crowd(20)[10:], trouble)
    report = desk.refresh()
    assert (report.status, report.missing) == (RunStatus.INCOMPLETE, 0)


# --- the manager ----------------------------------------------------------------------------------


@pytest.fixture
def held(script: Script) -> Script:
    """Return a desk whose last sweep is held: two lost their debt, six of twenty-one are gone."""
    script.sends(*crowd(20), who(21, owing(21, 9000)), who(22, owing(22, 500))).refresh()
    desk = script.sends(*crowd(14), who(21, owing(21)), who(22, owing(22)))
    assert desk.refresh().status == RunStatus.HELD
    return script


def test_the_comparison_names_each_client_both_figures_and_why(held: Script) -> None:
    desk = held.desk
    (sweep,) = desk.queries.held.waiting(desk.club.club_id)
    assert (sweep.finding.people_known, sweep.finding.people_gone) == (22, 6)
    assert sweep.finding.loses_debt
    assert not sweep.finding.loses_people
    first, second, *others = sweep.changes
    assert (first.name, first.past_due_cents, first.swept_cents, first.missing) == (
        "Client 21",
        9000,
        0,
        False,
    )
    assert second.name == "Client 22"
    assert [(c.name, c.missing, c.swept_cents) for c in others] == [
        (f"Client {n}", True, None) for n in range(15, 21)
    ]


def test_accepting_writes_what_was_held_and_marks_who_was_gone(held: Script) -> None:
    desk = held.desk
    swept_at_utc = desk.clock.now_utc()
    desk.clock.at_utc += timedelta(hours=5)
    assert desk.commands.held.accept(desk.club.club_id, staff="Jordan") == 8
    assert row_of(desk, 21).past_due_cents == 0
    assert row_of(desk, 21).fetched_at_utc == swept_at_utc
    gone = {r.name for r in desk.rows().values() if r.missing_since_utc == swept_at_utc}
    assert gone == {f"Client {n}" for n in range(15, 21)}
    assert not any(Mark.HELD in r.marks for r in desk.rows().values())
    assert desk.owing().warning is None
    run = desk.queries.runs(desk.club.club_id)[0]
    assert (run.status, run.done, run.updated, run.missing) == (RunStatus.COMPLETE, 16, 2, 6)
    (source,) = desk.queries.sources(desk.club.club_id)
    assert (source.health, source.last_success_utc) == (Health.OK, swept_at_utc)
    decided = table_rows(desk.store, "held_decision")["held_decision"]
    assert [row[1:3] for row in decided] == [("accepted", "Jordan")]
    with pytest.raises(NothingHeld):
        desk.commands.held.accept(desk.club.club_id, staff="Jordan")


def test_after_accepting_the_store_is_as_if_the_sweep_had_been_believed(
    held: Script, tmp_path: Path
) -> None:
    desk = held.desk
    desk.commands.held.accept(desk.club.club_id, staff="Jordan")
    again = held.sends(*crowd(14), who(21, owing(21)), who(22, owing(22)))
    before = table_rows(desk.store, "agreement", "invoice", "scheduled_payment")
    report = again.refresh()
    assert (report.status, report.unchanged) == (RunStatus.COMPLETE, 16)
    assert table_rows(desk.store, *before) == before


def test_dropping_keeps_every_figure_and_the_run_counts_as_incomplete(held: Script) -> None:
    desk = held.desk
    tables = [name for name in (*LOCAL_TABLES, *REMOTE_TABLES) if name != "held_decision"]
    before, rows = figures(desk), table_rows(desk.store, *tables)
    assert desk.commands.held.drop(desk.club.club_id, staff="Jordan") == 8
    assert figures(desk) == before
    assert table_rows(desk.store, *tables) == rows
    assert not any(Mark.HELD in r.marks for r in desk.rows().values())
    (source,) = desk.queries.sources(desk.club.club_id)
    assert (source.health, source.held) == (Health.INCOMPLETE, None)
    changes = table_rows(desk.store, "held_change")["held_change"]
    assert {row[-1] for row in changes} == {None}
    with pytest.raises(NothingHeld):
        desk.commands.held.drop(desk.club.club_id, staff="Jordan")


def test_a_later_sweep_judges_anew_and_only_its_own_comparison_waits(held: Script) -> None:
    desk = held.sends(*crowd(14), who(21, owing(21)), who(22, owing(22, 500)))
    assert desk.refresh().status == RunStatus.HELD
    (sweep,) = desk.queries.held.waiting(desk.club.club_id)
    assert [c.name for c in sweep.changes][:1] == ["Client 21"]
    assert len(sweep.changes) == 7
    sweeps = table_rows(desk.store, "held_sweep")["held_sweep"]
    assert [row[-1] is not None for row in sweeps] == [True, False]
    assert table_rows(desk.store, "held_decision")["held_decision"] == []


def test_who_was_read_anew_by_a_sweep_that_broke_off_is_not_overwritten_by_accepting(
    held: Script,
) -> None:
    desk = held.sends(who(21, owing(21, 9000, 700)), SignInRefused(), who(22, owing(22)))
    desk.refresh()
    assert Mark.HELD not in row_of(desk, 21).marks
    assert Mark.HELD in row_of(desk, 22).marks
    assert desk.commands.held.accept(desk.club.club_id, staff="Jordan") == 7
    assert row_of(desk, 21).past_due_cents == 9700
    assert row_of(desk, 22).past_due_cents == 0


# --- after 90 days --------------------------------------------------------------------------------


def held_rows(desk: Bench) -> tuple[int, int, int]:
    """Return how many sweeps, changes and decisions the store has."""
    names = ("held_sweep", "held_change", "held_decision")
    rows = table_rows(desk.store, *names)
    sweeps, changes, decisions = (len(rows[name]) for name in names)
    return sweeps, changes, decisions


def test_what_still_waits_is_never_tidied_away(held: Script) -> None:
    held.desk.clock.at_utc += timedelta(days=400)
    before = held_rows(held.desk)
    tidy(held.desk.store, held.desk.clock)
    assert held_rows(held.desk) == before == (1, 8, 0)
    assert held.desk.commands.held.accept(held.desk.club.club_id, staff="Jordan") == 8


@pytest.mark.parametrize("decision", ["accept", "drop"])
def test_what_was_decided_stays_on_record_and_its_changes_go_after_90_days(
    held: Script, decision: str
) -> None:
    desk = held.desk
    getattr(desk.commands.held, decision)(desk.club.club_id, staff="Jordan")
    shown = figures(desk)
    desk.clock.at_utc += timedelta(days=90)
    tidy(desk.store, desk.clock)
    assert held_rows(desk) == (1, 8, 1)
    desk.clock.at_utc += timedelta(seconds=1)
    tidy(desk.store, desk.clock)
    assert held_rows(desk) == (1, 0, 1)
    assert figures(desk) == shown


def test_a_sweep_that_was_judged_anew_goes_after_90_days(held: Script) -> None:
    desk = held.sends(*crowd(20), who(21, owing(21, 9000)), who(22, owing(22, 500)))
    assert desk.refresh().status == RunStatus.COMPLETE
    assert held_rows(desk)[0] == 1
    desk.clock.at_utc += timedelta(days=91)
    tidy(desk.store, desk.clock)
    assert held_rows(desk) == (0, 0, 0)


def test_a_held_sweep_with_a_trouble_is_not_complete_once_it_is_accepted(script: Script) -> None:
    script.sends(*crowd(2, 9000)).refresh()
    desk = script.sends(
        who(1, owing(1)), who(2, owing(2), troubles=("An amount could not be read",))
    )
    report = desk.refresh()
    assert report.status == RunStatus.HELD
    assert [e.title for e in report.errors] == ["An amount could not be read"]
    desk.commands.held.accept(desk.club.club_id, staff="Jordan")
    assert desk.queries.runs(desk.club.club_id)[0].status == RunStatus.INCOMPLETE


def test_the_check_finds_nothing_wrong_with_a_store_that_holds_a_sweep(
    tmp_path: Path,
) -> None:
    from gymdesk.store.checking import check_store

    url = store_url(tmp_path)
    with bench(url) as desk:
        desk.refresh()
        members = sorted(desk.ledger.client_by_id)
        roster_becomes(desk, lambda member: member in members[:30])
        desk.refresh()
        assert check_store(file_url(tmp_path / "gymdesk.db"), desk.clock.now_utc()) == ()
        desk.commands.held.accept(desk.club.club_id, staff="Jordan")
        assert check_store(url, desk.clock.now_utc()) == ()
        assert sum(r.missing_since_utc is not None for r in desk.rows().values()) == 18
