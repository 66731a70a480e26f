"""Queries: the store as rows, in order, with nothing invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.commands import ClubDraft, Commands
from gymdesk.domain.agreement import AgreementState, InvoiceState
from gymdesk.domain.client import ClientId, ClubId, Source
from gymdesk.domain.past_due import Mark, PaymentStatus
from gymdesk.errors import UnknownClub, UsageError
from gymdesk.queries import Queries
from gymdesk.rows import FiguresOld, Health, NothingFetched, RefreshIncomplete, RunStatus
from gymdesk.store.unit_of_work import Store
from tests.sync.fakes import (
    ADDRESS,
    AT,
    Bench,
    Runs,
    agreement,
    bench,
    invoice,
    person,
    reading,
    store_url,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.rows import ClientRow


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(store_url(tmp_path)) as opened:
        yield opened


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    store = Store.open(store_url(tmp_path))
    yield Runs(store)
    store.close()


def queries(runs: Runs) -> Queries:
    return Queries(runs.store, runs.clock)


def rows(runs: Runs) -> list[ClientRow]:
    return list(queries(runs).clients(runs.club.club_id).rows)


# --- lists ----------------------------------------------------------------------------------------


def test_clients_stand_by_name_without_regard_to_case_and_accents(desk: Bench) -> None:
    desk.refresh()
    names = [r.name for r in desk.queries.clients(desk.club.club_id).rows]
    assert names[:3] == ["Abigail Thornbury", "ana lima", "Anne-Marie Dubois-Keller"]
    assert (
        names.index("Juno Pellister")
        < names.index("Jürgen Müller")
        < names.index('Kit "Kip" Rowan')
    )


def test_collections_hold_who_owes_or_may_owe_unknown_first_then_the_largest(desk: Bench) -> None:
    desk.knobs.server_error_members.update({910000101, 910000131})
    desk.refresh()
    shown = desk.owing()
    amounts = [r.past_due_cents for r in shown.rows]
    assert amounts[:2] == [None, None]
    known = [a for a in amounts if a is not None]
    assert known == sorted(known, reverse=True)
    assert (shown.known, shown.unknown) == (len(known), 2)
    assert sum(known) == shown.total_past_due_cents == shown.aging.past_due_cents
    assert all(r.payment_status != PaymentStatus.CURRENT for r in shown.rows)


def test_who_owes_on_a_cancelled_agreement_only_is_listed_with_nothing_past_due(
    desk: Bench,
) -> None:
    desk.refresh()
    (row,) = [r for r in desk.owing().rows if r.name == "Wilhelmina Ott"]
    assert (row.past_due_cents, row.cancelled_past_due_cents) == (0, 36000)
    assert row.payment_status == PaymentStatus.PAST_DUE
    assert row.aging.past_due_cents == 0


def test_the_detail_of_everybody_adds_up_to_the_figure_in_the_list(desk: Bench) -> None:
    desk.refresh()
    for row in desk.rows().values():
        detail = desk.queries.client(desk.club.club_id, row.client_id)
        assert detail.row == row
        live = [a for a in detail.agreements if a.missing_since_utc is None]
        apart = [a for a in live if a.state == AgreementState.CANCELLED]
        open_ones = [a for a in live if a.state != AgreementState.CANCELLED]
        assert sum(a.past_due_cents or 0 for a in open_ones) == row.past_due_cents
        assert sum(a.past_due_cents or 0 for a in apart) == row.cancelled_past_due_cents
        counted = sum(i.owed_cents or 0 for i in detail.invoices if i.counted)
        assert counted == (row.past_due_cents or 0) + (row.cancelled_past_due_cents or 0)


def test_invoices_of_a_client_stand_newest_first_and_those_without_a_day_last(runs: Runs) -> None:
    invoices = (
        invoice("1", billing_on=date(2026, 10, 1)),
        invoice("2", billing_on=None),
        invoice("3", billing_on=date(2026, 11, 1)),
    )
    runs.store_readings(reading(person(), agreement("A", invoices)))
    (row,) = rows(runs)
    detail = queries(runs).client(runs.club.club_id, row.client_id)
    assert [i.remote_id for i in detail.invoices] == ["3", "1", "2"]


def test_an_agreement_never_opened_has_no_figure_and_no_age(runs: Runs) -> None:
    runs.store_readings(reading(person(), agreement("A", None)))
    (row,) = rows(runs)
    (shown,) = queries(runs).client(runs.club.club_id, row.client_id).agreements
    assert (shown.past_due_cents, shown.invoices_cents, shown.fetched_at_utc) == (None, None, None)


def test_an_invoice_with_an_unknown_code_is_open_and_not_counted(runs: Runs) -> None:
    odd = invoice("1", InvoiceState.UNKNOWN, 9000, date(2026, 11, 1))
    runs.store_readings(reading(person(), agreement("A", (odd,))))
    (row,) = rows(runs)
    assert row.past_due_cents is None
    (shown,) = queries(runs).client(runs.club.club_id, row.client_id).invoices
    assert (shown.open, shown.counted, shown.owed_cents, shown.age_days) == (True, False, 9000, 20)


def test_a_client_of_another_club_is_not_shown(desk: Bench) -> None:
    desk.refresh()
    other = desk.commands.add_club(ClubDraft("Zeeland", clubos_url=ADDRESS))
    row = next(iter(desk.rows().values()))
    with pytest.raises(UsageError):
        desk.queries.client(other.club_id, row.client_id)
    with pytest.raises(UsageError):
        desk.queries.client(desk.club.club_id, ClientId(99999))


def test_contacts_say_where_they_come_from_and_the_desk_leads(runs: Runs) -> None:
    who = person()
    sent = reading(type(who)(who.remote_id, who.name, "sent@club.example", None))
    runs.store_readings(sent)
    (row,) = rows(runs)
    assert (row.email.text, row.email.origin) == ("sent@club.example", "clubos")
    assert (row.phone.text, row.phone.origin) == (None, None)
    Commands(runs.store, runs.clock).set_contact(row.client_id, staff="J", email="own@x.example")
    (row,) = rows(runs)
    assert (row.email.text, row.email.origin) == ("own@x.example", "desk")


def test_sessions_are_unknown_where_the_source_tells_none(desk: Bench) -> None:
    desk.refresh()
    assert {r.sessions_remaining for r in desk.rows().values()} == {None}
    assert {r.last_session_on for r in desk.rows().values()} == {None}


def test_a_person_of_two_source_records_is_one_row_and_owes_both_sums(runs: Runs) -> None:
    runs.store_readings(
        reading(person(1), agreement("A", (invoice("1", owed_cents=100),))),
        reading(person(2), agreement("B", (invoice("2", owed_cents=20),))),
    )
    with runs.store.begin() as work:
        work._connection.exec_driver_sql("UPDATE client_source SET client_id = 1")
        work.commit()
    (row,) = rows(runs)
    assert row.past_due_cents == 120
    assert [remote for _, remote in row.source_ids] == [person(1).remote_id, person(2).remote_id]
    assert len(queries(runs).client(runs.club.club_id, row.client_id).agreements) == 2


def test_a_person_half_of_whom_is_unknown_owes_at_least_the_other_half(runs: Runs) -> None:
    runs.store_readings(
        reading(person(1), agreement("A", (invoice("1", owed_cents=100),))),
        reading(person(2), unread=True, troubles=("No connection to ClubOS",)),
    )
    with runs.store.begin() as work:
        work._connection.exec_driver_sql("UPDATE client_source SET client_id = 1")
        work.commit()
    (row,) = rows(runs)
    assert row.past_due_cents == 100
    assert Mark.AT_LEAST in row.marks
    assert row.trouble == "No connection to ClubOS"


# --- clubs ----------------------------------------------------------------------------------------


def test_a_club_is_found_by_its_name_whatever_the_case(desk: Bench) -> None:
    assert desk.queries.club_named(" harbour STREET ").club_id == desk.club.club_id
    with pytest.raises(UnknownClub, match="There is no club called Mill Lane") as found:
        desk.queries.club_named("Mill Lane")
    assert "Harbour Street" in found.value.message


def test_an_unknown_club_has_no_lists(desk: Bench) -> None:
    for ask in (desk.queries.clients, desk.queries.collections, desk.queries.sources):
        with pytest.raises(UnknownClub):
            ask(ClubId(99))


def test_a_new_club_shows_an_empty_list_and_says_why(desk: Bench) -> None:
    shown = desk.owing()
    assert (shown.rows, shown.total_past_due_cents, shown.complete) == ((), 0, False)
    assert shown.figures_from_utc is None
    assert shown.warning == NothingFetched("ClubOS")


def test_today_is_the_calendar_day_of_the_club(desk: Bench) -> None:
    desk.clock.at_utc = datetime(2026, 11, 22, 4, 59, tzinfo=UTC)
    assert desk.owing().today_on == date(2026, 11, 21)
    desk.clock.at_utc = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
    assert desk.owing().today_on == date(2026, 11, 22)


# --- how good the figures are ---------------------------------------------------------------------


def test_figures_of_a_complete_refresh_need_no_warning_until_they_are_old(desk: Bench) -> None:
    desk.refresh()
    assert desk.owing().warning is None
    assert desk.owing().complete
    desk.clock.at_utc += timedelta(hours=24, seconds=1)
    assert desk.owing().warning == FiguresOld(24)


def test_an_incomplete_refresh_says_how_many_are_old(desk: Bench) -> None:
    desk.refresh()
    desk.knobs.server_error_members.update({910000101, 910000102, 910000103})
    desk.refresh()
    assert desk.owing().warning == RefreshIncomplete(older=3, everybody=48)
    assert not desk.owing().complete


def test_the_health_of_a_source_is_what_its_last_run_said(desk: Bench) -> None:
    def health() -> Health:
        return desk.queries.sources(desk.club.club_id)[0].health

    assert health() == Health.NEVER
    desk.refresh()
    assert health() == Health.OK
    desk.clock.at_utc += timedelta(hours=25)
    assert health() == Health.STALE
    desk.knobs.server_error_members.add(910000101)
    desk.refresh()
    assert health() == Health.INCOMPLETE
    desk.knobs.empty_assignees = True
    desk.refresh()
    assert health() == Health.FAILED
    with desk.store.begin() as work:
        at_utc = desk.clock.now_utc() + timedelta(minutes=1)
        work.runs.start(desk.club.club_id, Source.CLUBOS, "clients", "click", at_utc)
        work.commit()
    assert health() == Health.RUNNING


def test_a_club_without_an_address_is_not_configured(desk: Bench) -> None:
    other = desk.commands.add_club(ClubDraft("Zeeland"))
    (source,) = desk.queries.sources(other.club_id)
    assert (source.configured, source.health) == (False, Health.NOT_CONFIGURED)


def test_last_success_is_the_last_complete_run_whatever_came_after(desk: Bench) -> None:
    desk.refresh()
    complete_utc = desk.clock.now_utc()
    desk.knobs.server_error_members.add(910000101)
    desk.refresh()
    (source,) = desk.queries.sources(desk.club.club_id)
    assert source.last_success_utc == complete_utc
    assert source.last_attempt_utc == desk.clock.now_utc()


def test_errors_name_the_client_they_are_about(desk: Bench) -> None:
    desk.refresh()
    desk.knobs.server_error_members.add(910000131)
    desk.refresh()
    run, before = desk.queries.runs(desk.club.club_id)
    (error,) = run.errors
    assert (error.subject, error.client_name) == ("910000131", "Marit Solheim")
    assert error.client_id == desk.rows()[910000131].client_id
    assert before.errors == ()
    (source,) = desk.queries.sources(desk.club.club_id)
    assert source.recent_errors == (error,)


def test_runs_stand_newest_first_and_no_more_than_asked_for(desk: Bench) -> None:
    for _ in range(3):
        desk.knobs.empty_assignees = not desk.knobs.empty_assignees
        desk.refresh()
    runs = desk.queries.runs(desk.club.club_id, limit=2)
    assert [r.status for r in runs] == [RunStatus.FAILED, RunStatus.COMPLETE]
    assert runs[0].started_at_utc > runs[1].started_at_utc > AT
