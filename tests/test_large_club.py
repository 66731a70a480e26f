"""A large club: the lists of the store stay right, and read no more than they show."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, text

from gymdesk.clock import FixedClock
from gymdesk.domain.agreement import AgreementState
from gymdesk.domain.client import Source, folded
from gymdesk.domain.past_due import Mark, PaymentStatus, owed_by_client
from gymdesk.first_look import first_look
from gymdesk.queries import NOTHING_OWED, Queries
from gymdesk.rows import RefreshIncomplete
from gymdesk.store.opening import file_url
from gymdesk.store.unit_of_work import Store
from tests.bench.stores import AT, CLUB_ID, make_store
from tests.builders import an_agreement
from tests.conftest import SCALE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLIENTS = int(2_000 * SCALE)


@pytest.fixture(scope="module")
def club_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("large") / "gymdesk.db"
    make_store(path, CLIENTS)
    with sqlite3.connect(path) as db:
        # somebody of everything that a list has to tell apart
        db.execute("UPDATE client_source SET fetched_at_utc = NULL, fetched_run_id = NULL "
                   "WHERE id % 50 = 1")  # fmt: skip
        db.execute("UPDATE agreement SET invoices_read = 0 WHERE id % 50 = 2")
        db.execute("UPDATE agreement SET explicit = '{\"past_due_cents\": 70}' WHERE id % 50 = 3")
        db.execute(
            "UPDATE invoice SET state = 'delinquent', "
            "owed_cents = CASE position WHEN 0 THEN NULL ELSE 900 END WHERE agreement_id % 50 = 4"
        )
        db.execute("UPDATE invoice SET owed_cents = -500 WHERE agreement_id % 50 = 5")
        db.execute("UPDATE invoice SET state = 'unknown' WHERE agreement_id % 50 = 6")
        db.execute("UPDATE client SET phone_desk = '555 0000' WHERE id % 50 = 7")
        db.execute("UPDATE agreement SET missing_since_utc = '2026-11-20 09:00:00.000000' "
                   "WHERE id % 50 = 8")  # fmt: skip
        db.execute("UPDATE agreement SET kept_from_utc = '2026-11-01 09:00:00.000000' "
                   "WHERE id % 50 = 9")  # fmt: skip
        db.execute("UPDATE client_source SET client_id = id - 1 WHERE id % 50 = 11")
    db.close()
    return path


@pytest.fixture
def store(club_file: Path) -> Iterator[Store]:
    opened = Store.open(file_url(club_file))
    yield opened
    opened.close()


@pytest.fixture
def queries(store: Store) -> Queries:
    return Queries(store, FixedClock(AT))


def with_run(store: Store, status: str) -> None:
    with store.begin() as work:
        work._connection.execute(text("UPDATE sync_run SET status = :s"), {"s": status})
        work.commit()


def test_everybody_is_in_the_list_once_and_in_order(queries: Queries) -> None:
    rows = queries.clients(CLUB_ID).rows
    ids = [row.client_id for row in rows]
    assert len(set(ids)) == len(ids) == CLIENTS - len(range(11, CLIENTS + 1, 50))
    names = [folded(row.name) for row in rows]
    assert names == sorted(names)


def test_the_collections_list_reads_only_who_may_owe_and_misses_nobody(queries: Queries) -> None:
    everybody = queries.clients(CLUB_ID)
    shown = queries.collections(CLUB_ID)
    owing = {r.client_id: r for r in everybody.rows if r.payment_status != PaymentStatus.CURRENT}
    assert {row.client_id: row for row in shown.rows} == owing
    assert 0 < len(owing) < len(everybody.rows) / 2
    assert {m for row in shown.rows for m in row.marks} >= {Mark.AT_LEAST, Mark.DIFFERS, Mark.STALE}


@pytest.mark.parametrize("status", ["complete", "incomplete"])
def test_the_first_look_says_the_same_as_the_store(
    store: Store, queries: Queries, club_file: Path, status: str
) -> None:
    with_run(store, status)
    try:
        found = first_look(club_file, FixedClock(AT), stale_after_h=24)
        assert found is not None
        assert found.clubs == queries.clubs()
        assert found.collections == queries.collections(CLUB_ID)
    finally:
        with_run(store, "complete")


def test_the_warning_counts_the_older_figures_of_everybody(store: Store, queries: Queries) -> None:
    with_run(store, "incomplete")
    try:
        rows = queries.clients(CLUB_ID).rows
        old = sum(Mark.STALE in r.marks or r.fetched_at_utc is None for r in rows)
        warning = queries.collections(CLUB_ID).warning
    finally:
        with_run(store, "complete")
    assert warning == RefreshIncomplete(old, len(rows))
    assert old > 0


def test_lists_leave_settled_invoices_and_scheduled_payments_where_they_are(
    store: Store, queries: Queries
) -> None:
    asked: list[str] = []

    def note(_conn, _cursor, statement, *_) -> None:
        asked.append(statement)

    event.listen(store._engine, "before_cursor_execute", note)
    try:
        queries.clients(CLUB_ID)
        queries.collections(CLUB_ID)
    finally:
        event.remove(store._engine, "before_cursor_execute", note)
    of_invoices = [s for s in asked if "invoice.owed_cents" in s]
    assert of_invoices
    assert all("NOT IN" in s for s in of_invoices)
    assert not [s for s in asked if "FROM scheduled_payment" in s]
    assert len(asked) < 30, "as many statements for fifty thousand clients as for five"


def test_the_detail_of_everybody_says_what_the_list_says(queries: Queries) -> None:
    for row in queries.clients(CLUB_ID).rows[:: max(1, CLIENTS // 200)]:
        assert queries.client(CLUB_ID, row.client_id).row == row


def test_more_people_are_asked_for_than_a_statement_takes(store: Store) -> None:
    with store.read() as work:
        assert len(work.balances.last_known(range(1, 70_000))) == CLIENTS
    with store.begin() as work:
        gone = (str(number) for number in range(70_000))  # and nothing is committed
        work.clients.mark_missing(CLUB_ID, Source.CLUBOS, gone, AT)


def test_a_moment_lies_in_the_file_as_sqlalchemy_writes_it(club_file: Path) -> None:
    with sqlite3.connect(club_file) as db:
        (raw,) = db.execute("SELECT started_at_utc FROM sync_run").fetchone()
    db.close()
    assert raw == "2026-11-21 14:00:00.000000"


# --- what the lists leave out, held against the domain --------------------------------------------

QUIET = st.builds(
    lambda state, trainer: an_agreement(state=state, trainer=trainer),
    st.sampled_from(AgreementState),
    st.sampled_from([None, "Mika"]),
)


@given(agreements=st.lists(QUIET, max_size=4), days=st.integers(0, 4000))
def test_who_has_nothing_open_owes_what_the_short_cut_says(agreements, days) -> None:
    assert owed_by_client(agreements, date(2020, 1, 1) + timedelta(days=days)) == NOTHING_OWED


# --- the first look and files that it cannot read -------------------------------------------------


def test_there_is_no_first_look_at_what_is_not_our_store(tmp_path: Path) -> None:
    clock = FixedClock(AT)
    assert first_look(tmp_path / "nothing.db", clock, 24) is None
    (tmp_path / "letters.db").write_text("Dear Sir or Madam, " * 500)
    assert first_look(tmp_path / "letters.db", clock, 24) is None
    sqlite3.connect(tmp_path / "empty.db").close()
    assert first_look(tmp_path / "empty.db", clock, 24) is None


def test_there_is_no_first_look_at_an_older_version_or_without_a_club(tmp_path: Path) -> None:
    path = tmp_path / "gymdesk.db"
    Store.open(file_url(path)).close()
    assert first_look(path, FixedClock(AT), 24) is None
    make_store(tmp_path / "two.db", 3)
    with sqlite3.connect(tmp_path / "two.db") as db:
        db.execute("UPDATE alembic_version SET version_num = '0000'")
    db.close()
    assert first_look(tmp_path / "two.db", FixedClock(AT), 24) is None


def test_a_first_look_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "gymdesk.db"
    make_store(path, 3)
    before = path.read_bytes()
    assert first_look(path, FixedClock(AT), 24) is not None
    assert path.read_bytes() == before
