"""A run from a source that is told what to send: what the store keeps of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.client import ItemTrouble, Source
from gymdesk.domain.past_due import Mark
from gymdesk.errors import SignInRefused
from gymdesk.rows import RefreshIncomplete, RunStatus
from gymdesk.sync.engine import SyncEngine
from gymdesk.sync.sources import SignIn
from tests.sync.fakes import (
    Bench,
    ScriptedSource,
    agreement,
    invoice,
    person,
    reading,
    table_rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gymdesk.domain.client import ClientReading
    from gymdesk.rows import ClubRow

OWES = agreement("A", (invoice("1", owed_cents=9000), invoice("2", owed_cents=4000)))
CROWD = [reading(person(n, f"Client {n}"), agreement(f"A{n}", ())) for n in range(1, 31)]


class Script:
    """The desk of a bench with its source replaced by a script."""

    def __init__(self, desk: Bench) -> None:
        self.desk = desk
        self.engines: list[SyncEngine] = []

    def sends(
        self, *sweep: ClientReading | ItemTrouble | Exception, sure_of_its_end: bool = True
    ) -> Bench:
        self.engines.append(self._engine(sweep, sure_of_its_end))
        return replace(self.desk, engine=self.engines[-1])

    def _engine(
        self, sweep: Sequence[ClientReading | ItemTrouble | Exception], sure_of_its_end: bool
    ) -> SyncEngine:
        async def sign_ins(_club: ClubRow, _source: Source) -> list[SignIn]:
            return [SignIn("", "jo.hartley", "")]

        source = ScriptedSource(sweep)
        source.sure_of_its_end = sure_of_its_end
        sources = {Source.CLUBOS: source}
        return SyncEngine(self.desk.store, sources, sign_ins, self.desk.clock)


@pytest.fixture
def script(desk: Bench) -> Iterator[Script]:
    made = Script(desk)
    yield made
    for engine in made.engines:
        engine.close()


def test_an_amount_that_cannot_be_read_keeps_the_last_figure_and_says_how_old_it_is(
    script: Script,
) -> None:
    script.sends(reading(person(), OWES)).refresh()
    read_at_utc = script.desk.clock.now_utc()
    unreadable = replace(OWES, invoices=(invoice("1", owed_cents=None), invoice("2")))
    trouble = ("An amount could not be read",)
    desk = script.sends(reading(person(), unreadable, troubles=trouble))
    report = desk.refresh()
    assert (report.status, report.missing) == (RunStatus.INCOMPLETE, 0)
    (row,) = desk.rows().values()
    assert row.past_due_cents == 18000
    assert Mark.STALE in row.marks
    assert row.fetched_at_utc == read_at_utc


def test_the_balance_of_a_run_is_the_figure_that_is_shown_after_it(script: Script) -> None:
    script.sends(reading(person(), OWES)).refresh()
    desk = script.sends(reading(person(), replace(OWES, invoices=None)))
    desk.refresh()
    (row,) = desk.rows().values()
    balances = table_rows(desk.store, "balance_snapshot")["balance_snapshot"]
    assert [b[4] for b in balances] == [13000, row.past_due_cents]
    assert [b[13] for b in balances] == ["", "stale"]


def test_what_was_read_before_a_source_stops_is_kept_and_the_stop_comes_first(
    script: Script,
) -> None:
    desk = script.sends(*CROWD[:20], SignInRefused(), *CROWD[20:])
    report = desk.refresh()
    assert (report.status, report.done, report.total) == (RunStatus.INCOMPLETE, 20, 30)
    assert report.errors[0].title == SignInRefused().title
    assert len(desk.rows()) == 20


def test_what_was_read_before_a_bug_is_kept_and_the_run_is_called_failed(script: Script) -> None:
    desk = script.sends(*CROWD[:20], ZeroDivisionError("a bug"), *CROWD[20:])
    with pytest.raises(ZeroDivisionError):
        desk.refresh()
    assert len(desk.rows()) == 20
    (run,) = desk.queries.runs(desk.club.club_id)
    assert (run.status, run.done) == (RunStatus.FAILED, 20)


def test_a_client_whose_agreements_all_went_away_owes_nothing_and_knows_it(script: Script) -> None:
    other = reading(person(2, "Bruno Castellan"), OWES)
    script.sends(reading(person(), OWES), other).refresh()
    desk = script.sends(reading(person()), other)
    assert desk.refresh().status == RunStatus.COMPLETE
    row, _ = desk.rows().values()
    assert row.past_due_cents == 0
    detail = desk.queries.client(desk.club.club_id, row.client_id)
    assert [Mark.MISSING in a.marks for a in detail.agreements] == [True]


def test_an_agreement_that_went_away_while_its_figure_was_old_ages_nothing(script: Script) -> None:
    settled = agreement("B", (invoice("3", InvoiceState.PAID, 0),))
    script.sends(reading(person(), OWES, settled)).refresh()
    unread = replace(settled, invoices=None)
    script.sends(reading(person(), OWES, unread, troubles=("An agreement",))).refresh()
    desk = script.sends(reading(person(), OWES))
    assert desk.refresh().status == RunStatus.COMPLETE
    (row,) = desk.rows().values()
    assert row.fetched_at_utc == desk.clock.now_utc()
    assert Mark.STALE not in row.marks
    newest = desk.queries.runs(desk.club.club_id)[0].run_id
    with desk.store.read() as work:
        assert work.clients.count_older(desk.club.club_id, newest) == (0, 1)


def test_a_figure_that_was_only_kept_is_not_the_last_known_one_of_that_day(script: Script) -> None:
    script.sends(reading(person(), OWES)).refresh()
    read_on = script.desk.owing().today_on
    script.desk.clock.at_utc += timedelta(days=4)
    script.sends(reading(person(), replace(OWES, invoices=None))).refresh()
    desk = script.sends(reading(person(), agreement("B", None)))
    desk.refresh()
    (row,) = desk.rows().values()
    assert (row.last_known_cents, row.last_known_on) == (13000, read_on)


def test_a_first_refresh_that_read_everybody_in_parts_did_fetch_something(script: Script) -> None:
    unread = ("An agreement could not be opened",)
    desk = script.sends(reading(person(), OWES, agreement("B", None), troubles=unread))
    report = desk.refresh()
    assert (report.failed, report.created) == (1, 0)
    shown = desk.owing()
    assert shown.figures_from_utc == report.started_at_utc
    assert isinstance(shown.warning, RefreshIncomplete)
    assert [r.past_due_cents for r in shown.rows] == [13000]


def test_a_client_not_read_whole_makes_a_run_incomplete_whether_it_says_why_or_not(
    script: Script,
) -> None:
    script.sends(*CROWD[:3]).refresh()
    desk = script.sends(CROWD[0], reading(CROWD[1].person, agreement("B", None)))
    report = desk.refresh()
    assert (report.status, report.failed, report.missing) == (RunStatus.INCOMPLETE, 1, 0)


def test_an_entry_of_the_list_that_cannot_be_read_may_be_anybody_so_nobody_is_missing(
    script: Script,
) -> None:
    script.sends(*CROWD[:3]).refresh()
    trouble = ItemTrouble("entry 3 of the client list", "An item could not be read", "It is kept.")
    desk = script.sends(*CROWD[:2], trouble)
    report = desk.refresh()
    assert (report.status, report.missing, report.errors) == (RunStatus.INCOMPLETE, 0, (trouble,))
    (run, _) = desk.queries.runs(desk.club.club_id)
    assert [e.subject for e in run.errors] == [trouble.subject]


def test_an_unknown_figure_comes_with_the_last_known_one_and_its_day(script: Script) -> None:
    script.sends(reading(person(), OWES)).refresh()
    known_on = script.desk.owing().today_on
    desk = script.sends(reading(person(), agreement("B", None)))
    desk.refresh()
    (row,) = desk.rows().values()
    assert row.past_due_cents is None
    assert (row.last_known_cents, row.last_known_on) == (13000, known_on)


def test_who_is_gone_from_a_list_that_may_be_cut_off_is_not_missing(script: Script) -> None:
    people = [reading(person(n, f"Client {n}"), OWES) for n in (1, 2, 3)]
    script.sends(*people).refresh()
    report = script.sends(*people[:2], sure_of_its_end=False).refresh()
    assert (report.status, report.missing) == (RunStatus.INCOMPLETE, 0)
    assert [e.title for e in report.errors] == ["The client list of ClubOS may have been cut off"]
    assert "(1)" in report.errors[0].message
    sure = script.sends(*people[:2]).refresh()
    assert (sure.status, sure.missing) == (RunStatus.COMPLETE, 1)


def test_a_list_that_may_be_cut_off_is_believed_where_nobody_is_gone_from_it(
    script: Script,
) -> None:
    people = [reading(person(n, f"Client {n}"), OWES) for n in (1, 2)]
    script.sends(*people, sure_of_its_end=False).refresh()
    report = script.sends(*people, sure_of_its_end=False).refresh()
    assert (report.status, report.unchanged) == (RunStatus.COMPLETE, 2)
