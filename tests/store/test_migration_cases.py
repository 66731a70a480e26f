"""Revision 0002 over a store with data: the balances tell when debts came and went."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from gymdesk.store.opening import make_engine, migrate
from tests.store.test_migrations import downgrade
from tests.sync.fakes import bench, store_url

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

DAY = date(2026, 11, 1)


def fill(connection: Connection, balances: list[tuple[int | None, int | None, str]]) -> None:
    """Write one client with these balances (past due, on cancelled, marks), a day apart."""
    at = "2026-11-01 12:00:00.000000"
    connection.execute(
        text(
            "INSERT INTO club (id, uid, name, timezone, currency, locale, created_at_utc) "
            f"VALUES (1, 'u', 'Harbour Street', 'UTC', 'USD', 'en_US', '{at}')"
        )
    )
    connection.execute(
        text(f"INSERT INTO client (id, club_id, created_at_utc) VALUES (1, 1, '{at}')")
    )
    connection.execute(
        text(
            "INSERT INTO client_source (id, club_id, client_id, source, remote_id, name) "
            "VALUES (7, 1, 1, 'clubos', '910000131', 'Marit Solheim')"
        )
    )
    for number, (past_due, cancelled, marks) in enumerate(balances, start=1):
        connection.execute(
            text(
                "INSERT INTO sync_run (id, club_id, source, entity, trigger, status, "
                "started_at_utc, done, created, updated, unchanged, missing, failed, requests) "
                f"VALUES ({number}, 1, 'clubos', 'clients', 'click', 'complete', '{at}', "
                "1, 0, 1, 0, 0, 0, 5)"
            )
        )
        values = {
            "run": number,
            "on": (DAY + timedelta(days=number)).isoformat(),
            "past_due": past_due,
            "cancelled": cancelled,
            "marks": marks,
        }
        connection.execute(
            text(
                "INSERT INTO balance_snapshot (run_id, client_source_id, as_of_on, "
                "past_due_cents, cancelled_past_due_cents, not_due_cents, days_1_30_cents, "
                "days_31_60_cents, days_61_90_cents, days_91_cents, no_date_cents, credit_cents, "
                "marks, unpaid_invoices) VALUES (:run, 7, :on, :past_due, :cancelled, 0, "
                "coalesce(:past_due, 0), 0, 0, 0, 0, 0, :marks, 0)"
            ),
            values,
        )


def carried(folder: Path, balances: list[tuple[int | None, int | None, str]]) -> list[tuple]:
    """Return run and state of the turns that the migration makes of *balances*."""
    engine: Engine = make_engine(store_url(folder))
    migrate(engine, "0001")
    with (
        engine.connect().execution_options(gymdesk_write=True) as connection,
        connection.begin(),
    ):
        fill(connection, balances)
    migrate(engine, "0002")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT run_id, owes FROM debt_turn ORDER BY id"))
        turns = [(run, bool(owes)) for run, owes in found]
        kept = connection.execute(text("SELECT count(*) FROM balance_snapshot")).scalar()
    engine.dispose()
    assert kept == len(balances)
    return turns


@pytest.mark.parametrize(
    ("balances", "turns"),
    [
        ([(0, 0, "")], []),
        ([(0, 0, ""), (9000, 0, ""), (9000, 0, ""), (0, 0, "")], [(2, True), (4, False)]),
        ([(9000, 0, ""), (0, 0, ""), (100, 0, "")], [(1, True), (2, False), (3, True)]),
        # a debt on a cancelled agreement is a debt
        ([(0, 500, ""), (0, 0, "")], [(1, True), (2, False)]),
        # what was not read, or only in part, says nothing
        ([(9000, 0, ""), (None, 0, ""), (0, None, ""), (0, 0, "stale")], [(1, True)]),
        ([(9000, 0, "at_least stale"), (0, 0, "differs")], [(1, True), (2, False)]),
    ],
)
def test_the_history_of_debts_is_made_of_the_balances_that_are_there(
    tmp_path: Path, balances: list[tuple[int | None, int | None, str]], turns: list[tuple]
) -> None:
    assert carried(tmp_path, balances) == turns


def test_the_turns_of_a_refresh_are_those_a_migration_would_make(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with bench(url) as desk:
        desk.refresh()
        desk.knobs.server_error_members.update({910000101, 910000131})
        desk.refresh(after=timedelta(days=20))
    engine = make_engine(url)
    query = text("SELECT client_source_id, run_id, on_day, owes FROM debt_turn ORDER BY 2, 1")
    with engine.connect() as connection:
        written = [tuple(row) for row in connection.execute(query)]
    assert written
    downgrade(engine, "0001")
    migrate(engine)
    with engine.connect() as connection:
        assert [tuple(row) for row in connection.execute(query)] == written
    engine.dispose()


REFUSED = {
    "a promise without a day": ("kind = 'promise'", "day_is_there"),
    "a snooze without a day": ("kind = 'snooze'", "day_is_there"),
    "a contact without a channel": ("kind = 'contact', outcome = 'spoke'", "contact_is_whole"),
    "a contact without an outcome": ("kind = 'contact', channel = 'call'", "contact_is_whole"),
    "an unknown kind": ("kind = 'threat'", "kind_known"),
    "an unknown channel": ("channel = 'fax'", "channel_known"),
    "an unknown outcome": ("outcome = 'shouted'", "outcome_known"),
    "an unknown way to pay": ("pays_by = 'shells'", "pays_by_known"),
    "an unknown mark": ("kind = 'mark', mark = 'doomed'", "mark_known"),
    "a mark without a name": ("kind = 'mark'", "mark_is_named"),
    "a name of a mark on a note": ("mark = 'hold'", "mark_is_named"),
    "an empty note": ("note = ''", "note_bounded"),
    "a note that is none": ("note = NULL", "note_says_something"),
    "an endless note": ("note = replace(hex(zeroblob(1001)), '00', 'xy')", "note_bounded"),
    "nobody's event": ("staff = ''", "staff_named"),
    "an amount of nothing": ("amount_cents = 0", "amount_positive"),
    "a negative amount": ("amount_cents = -5", "amount_positive"),
    "an undo of nothing": ("kind = 'undo'", "refers_to_an_event"),
    "an undo of itself": ("kind = 'undo', refers_to = 1", "refers_to_the_past"),
    "an undo of the future": ("kind = 'undo', refers_to = 2", "refers_to_the_past"),
    "a note about another event": ("refers_to = 0", "refers_to_an_event"),
    "a verdict that nobody gave": ("kind = 'judged', refers_to = 0", "verdict_is_said"),
    "a verdict on a note": ("verdict = 'kept'", "verdict_is_said"),
    "an unknown verdict": ("kind = 'judged', refers_to = 0, verdict = 'guilty'", "verdict_known"),
    "somebody else's case": ("client_id = 99", "FOREIGN KEY"),
}


@pytest.mark.parametrize(("change", "constraint"), REFUSED.values(), ids=list(REFUSED))
def test_the_table_itself_refuses_what_cannot_be(
    tmp_path: Path, change: str, constraint: str
) -> None:
    with bench(store_url(tmp_path), members=[910000131]) as desk:
        desk.refresh()
        (row,) = desk.rows().values()
        desk.commands.cases.note(row.client_id, "Moved away", staff="Jordan")
        with (
            pytest.raises(IntegrityError, match=constraint),
            desk.store._engine.connect().execution_options(gymdesk_write=True) as connection,
            connection.begin(),
        ):
            connection.execute(text(f"UPDATE case_event SET {change}"))
