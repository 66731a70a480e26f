"""Clients in the store: what is written comes back, and only what changed is touched."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gymdesk.domain.agreement import (
    AgreementState,
    ExplicitBilling,
    InvoiceState,
    ScheduledPayment,
    Service,
)
from gymdesk.domain.client import ClubId, Source
from gymdesk.domain.past_due import owed_by_client
from gymdesk.store.opening import file_url
from gymdesk.store.unit_of_work import Store
from tests.sync.fakes import (
    REMOTE_TABLES,
    TODAY,
    Runs,
    agreement,
    invoice,
    person,
    reading,
    table_rows,
)
from tests.sync.test_reconcile import READINGS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def runs(store: Store) -> Runs:
    return Runs(store)


WHOLE = agreement(
    "A",
    (
        invoice("1"),
        invoice("2", InvoiceState.NOT_SET, 4000, date(2026, 12, 1)),
        invoice("3", InvoiceState.PAID, 0),
        invoice("4", InvoiceState.UNKNOWN, None, None),
    ),
    raw_state="2",
    state=AgreementState.ACTIVE,
    start_on=date(2026, 1, 1),
    end_on=date(2027, 1, 1),
    location_id="2001",
    salesperson="Jordan Ellerby",
    billing_state="4",
    total_value_cents=240000,
    services=(Service("Personal Training", "Personal Training", 4, 4500, True),),
    scheduled=(ScheduledPayment(date(2026, 12, 15), 9000), ScheduledPayment(None, None)),
    explicit=ExplicitBilling(5000, None, 7000, True, "past due"),
)
OTHER = agreement("B", (invoice("1", owed_cents=4000), invoice("9")))


def test_an_agreement_comes_back_equal_to_what_was_written(runs: Runs) -> None:
    runs.store_readings(reading(person(), WHOLE, OTHER, agreement("C", None)))
    found = [s.agreement for s in runs.known(person().remote_id).agreements]
    assert found == [WHOLE, OTHER, agreement("C", None)]


def count_writes(store: Store) -> None:
    """Let triggers note each row that a write really touches."""
    with store.begin() as work:
        run = work._connection.exec_driver_sql
        run("CREATE TABLE touched (name TEXT, what TEXT)")
        for table in (*REMOTE_TABLES, "client"):
            for what in ("INSERT", "UPDATE", "DELETE"):
                run(
                    f"CREATE TRIGGER {table}_{what} AFTER {what} ON {table} "
                    f"BEGIN INSERT INTO touched VALUES ('{table}', '{what}'); END"
                )
        work.commit()


def touched(store: Store) -> Counter[tuple[str, str]]:
    with store.begin() as work:
        rows = work._connection.exec_driver_sql("SELECT name, what FROM touched").all()
        work._connection.exec_driver_sql("DELETE FROM touched")
        work.commit()
    return Counter((name, what) for name, what in rows)


def test_the_same_reading_again_touches_only_the_visit_itself(runs: Runs) -> None:
    runs.store_readings(reading(person(), WHOLE, OTHER))
    count_writes(runs.store)
    runs.store_readings(reading(person(), WHOLE, OTHER))
    assert touched(runs.store) == {("client_source", "UPDATE"): 1}


def test_one_changed_invoice_touches_one_invoice(runs: Runs) -> None:
    runs.store_readings(reading(person(), WHOLE, OTHER))
    count_writes(runs.store)
    paid = replace(OTHER, invoices=(invoice("1", InvoiceState.PAID, 0), invoice("9")))
    runs.store_readings(reading(person(), WHOLE, paid))
    assert touched(runs.store) == {("client_source", "UPDATE"): 1, ("invoice", "UPDATE"): 1}


def test_one_changed_agreement_touches_one_agreement(runs: Runs) -> None:
    runs.store_readings(reading(person(), WHOLE, OTHER))
    count_writes(runs.store)
    done = replace(OTHER, state=AgreementState.COMPLETED, raw_state="4")
    runs.store_readings(reading(person(), WHOLE, done))
    assert touched(runs.store) == {("client_source", "UPDATE"): 1, ("agreement", "UPDATE"): 1}


def test_an_invoice_the_source_dropped_is_dropped_and_no_other(runs: Runs) -> None:
    runs.store_readings(reading(person(), WHOLE, OTHER))
    count_writes(runs.store)
    runs.sweep(reading(person(), WHOLE, replace(OTHER, invoices=(invoice("9"),))))
    assert touched(runs.store)[("invoice", "DELETE")] == 1
    found = runs.known(person().remote_id).agreements
    assert [i.remote_id for i in found[0].agreement.invoices or ()] == ["1", "2", "3", "4"]
    assert [i.remote_id for i in found[1].agreement.invoices or ()] == ["9"]


def test_a_failed_reading_touches_no_figure(runs: Runs) -> None:
    runs.store_readings(reading(person(), WHOLE, OTHER))
    before = table_rows(runs.store, "agreement", "invoice", "scheduled_payment")
    count_writes(runs.store)
    runs.store_readings(reading(person(), unread=True, troubles=("No connection to ClubOS",)))
    assert touched(runs.store) == {("client_source", "UPDATE"): 1}
    assert table_rows(runs.store, *before) == before


def test_an_agreement_kept_twice_is_as_old_as_the_last_time_it_was_read(runs: Runs) -> None:
    runs.store_readings(reading(person(), WHOLE))
    read_at_utc = runs.clock.now_utc()
    unread = replace(WHOLE, invoices=None)
    runs.store_readings(reading(person(), unread))
    runs.store_readings(reading(person(), unread))
    (kept,) = runs.known(person().remote_id).agreements
    assert kept.kept_from_utc == read_at_utc
    runs.store_readings(reading(person(), WHOLE))
    (fresh,) = runs.known(person().remote_id).agreements
    assert fresh.kept_from_utc is None


def test_an_amount_kept_from_before_is_as_old_as_the_visit_before(runs: Runs) -> None:
    runs.store_readings(reading(person(), OTHER))
    read_at_utc = runs.clock.now_utc()
    half = replace(OTHER, invoices=(invoice("1", owed_cents=None), invoice("9", owed_cents=8000)))
    runs.sweep(reading(person(), half, troubles=("An amount could not be read",)))
    (kept,) = runs.known(person().remote_id).agreements
    assert [i.owed_cents for i in kept.agreement.invoices or ()] == [4000, 8000]
    assert kept.kept_from_utc == read_at_utc


def test_two_clients_with_the_same_agreement_id_keep_their_own_invoices(runs: Runs) -> None:
    one, other = person(1), person(2)
    runs.store_readings(
        reading(one, agreement("A", (invoice("1", owed_cents=100),))),
        reading(other, agreement("A", (invoice("1", owed_cents=200),))),
    )
    owed = [
        owed_by_client([s.agreement for s in runs.known(p.remote_id).agreements], TODAY)
        for p in (one, other)
    ]
    assert [o.past_due_cents for o in owed] == [100, 200]


def test_a_batch_is_written_whole_or_not_at_all(runs: Runs) -> None:
    twice = reading(person(1), agreement("A", (invoice("1"),)))
    with pytest.raises(Exception, match="UNIQUE"):
        runs.store_readings(twice, reading(person(2), OTHER), twice)
    assert not any(table_rows(runs.store, *REMOTE_TABLES, "balance_snapshot").values())


def test_a_run_that_was_never_ended_is_called_interrupted_by_the_next(runs: Runs) -> None:
    runs.store_readings(reading(person()))
    runs.store_readings(reading(person()))
    with runs.store.read() as work:
        found = work.runs.newest(runs.club.club_id, 9)
    assert [r["status"] for r in found] == ["running", "interrupted"]


def test_the_last_known_amount_is_the_newest_one_that_was_known(runs: Runs) -> None:
    runs.store_readings(reading(person(), OTHER))
    runs.store_readings(reading(person(), agreement("C", None)))
    with runs.store.read() as work:
        source_id = runs.known(person().remote_id).source_row["id"]
        assert work.balances.last_known([source_id]) == {source_id: (13000, TODAY)}
        assert [b["past_due_cents"] for b in work.balances.of_client(source_id)] == [None, 13000]


def test_a_club_of_another_id_knows_nobody(runs: Runs) -> None:
    runs.store_readings(reading(person()))
    with runs.store.read() as work:
        assert work.clients.known(ClubId(99), Source.CLUBOS, [person().remote_id]) == {}
        assert work.clients.roster_ids(ClubId(99), Source.CLUBOS) == frozenset()


@settings(max_examples=25)
@given(history=st.lists(READINGS, min_size=1, max_size=4))
def test_the_real_store_knows_what_the_reading_made_of_it(tmp_path_factory, history) -> None:
    path: Path = tmp_path_factory.mktemp("store") / "gymdesk.db"
    store = Store.open(file_url(path))
    try:
        runs = Runs(store)
        for read in history:
            assume(runs.sweep(read).held is None)  # what is held is written when it is accepted
        before = runs.known(history[-1].person.remote_id)
        again = runs.sweep(history[-1])
        after = runs.known(history[-1].person.remote_id)
        assert after.agreements == before.agreements
        assert again.tally.unchanged == int(history[-1].whole)
        with store.read() as work:
            (listed,) = work.clients.of_club(runs.club.club_id)
        owed = [
            owed_by_client([s.agreement for s in one.agreements], TODAY) for one in (after, listed)
        ]
        assert owed[0] == owed[1]
    finally:
        store.close()
