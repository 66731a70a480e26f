"""The check: silent on a sound store, and each broken rule is found, counted and named by ids."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.client import Source
from gymdesk.domain.outbox import CreateLead, Reason, WriteState
from gymdesk.domain.violation import Severity, Violation
from gymdesk.errors import StoreDenied, UsageError
from gymdesk.store.checking import RULES, check_store
from gymdesk.store.unit_of_work import Store
from tests.sync.fakes import AT, bench, store_url

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sync.fakes import Bench

NOW = AT + timedelta(hours=2)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a closed store with two refreshes, one of them with trouble, and a typed contact."""
    folder = tmp_path_factory.mktemp("whole")
    with bench(store_url(folder), members=range(910000130, 910000142)) as desk:
        desk.knobs.server_error_members.add(910000131)
        desk.refresh(after=timedelta())
        desk.knobs.server_error_members.clear()
        desk.refresh()
        client = next(iter(desk.rows().values()))
        for phone in ("555 0100", "", "555 0200"):
            desk.commands.set_contact(client.client_id, staff="Jordan", phone=phone)
        a_change_that_was_sent_twice(desk)
        note = desk.commands.cases.note(client.client_id, "Moved away", staff="Jordan")
        desk.commands.cases.undo(note, staff="Jordan")
    return (folder / "gymdesk.db").read_bytes()


def a_change_that_was_sent_twice(desk: Bench) -> None:
    """Ask for a change whose first sending was found not to have arrived."""
    lead = CreateLead("Nadia", "Farouk", "nadia@mail.example")
    states = (
        *(WriteState.SENDING, WriteState.CHECK, WriteState.FAILED, WriteState.PENDING),
        *(WriteState.SENDING, WriteState.DONE),
    )
    with desk.store.begin() as work:
        write = work.outbox.add(desk.club.club_id, Source.WODIFY, "form 1", lead, "Jordan", AT)
        for state in states:
            after = work.outbox.append(write, state, Reason.STARTED, AT)
            assert after is not None
            write = after
        work.commit()


@pytest.fixture
def file(tmp_path: Path, whole: bytes) -> Path:
    made = tmp_path / "gymdesk.db"
    made.write_bytes(whole)
    return made


def found_in(file: Path) -> dict[str, Violation]:
    return {v.rule: v for v in check_store(store_url(file.parent), NOW)}


def broken(file: Path, *statements: str) -> dict[str, Violation]:
    """Break the store behind its constraints and return what the check finds."""
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute("PRAGMA ignore_check_constraints=ON")
        for statement in statements:
            db.execute(statement)
        db.commit()
    return found_in(file)


def test_a_sound_store_breaks_no_rule_and_is_not_changed(file: Path) -> None:
    before = file.read_bytes()
    assert found_in(file) == {}
    assert file.read_bytes() == before


def test_where_there_is_no_store_there_is_nothing_wrong_and_none_is_made(tmp_path: Path) -> None:
    assert check_store(store_url(tmp_path), NOW) == ()
    assert not (tmp_path / "gymdesk.db").exists()


@pytest.mark.parametrize(
    ("rule", "statement", "sample"),
    [
        ("buckets_add_up", "UPDATE balance_snapshot SET no_date_cents = 7 WHERE id = 3", "3"),
        (
            "one_club_per_client",
            "UPDATE client SET club_id = 2 WHERE id = 4",
            "client 4",
        ),
        (
            "figures_have_a_run",
            "UPDATE client_source SET fetched_run_id = NULL WHERE remote_id = '910000135'",
            "clubos 910000135",
        ),
        ("runs_add_up", "UPDATE sync_run SET done = done + 1 WHERE id = 2", "run 2"),
        ("runs_add_up", "DELETE FROM balance_snapshot WHERE id = 1", "run 1"),
        ("ended_runs_have_an_end", "UPDATE sync_run SET finished_at_utc = NULL", "run 1"),
        ("contacts_have_an_author", "UPDATE client SET email_desk = 'a@b.example'", "client 1"),
        ("contacts_have_an_author", "DELETE FROM contact_edit WHERE id = 3", "client"),
        ("changes_have_all_their_steps", "DELETE FROM outbox_step WHERE number = 2", "change 1"),
        (
            "changes_are_not_repeated_unlooked",
            "UPDATE outbox_step SET state = 'sending' WHERE state IN ('failed', 'pending')",
            "change 1",
        ),
        (
            "read_invoices_are_marked_read",
            "UPDATE agreement SET invoices_read = 0",
            "agreement",
        ),
        (
            "case_events_stay_in_their_case",
            "UPDATE case_event SET client_id = 4 WHERE kind = 'undo'",
            "event 2",
        ),
        (
            "case_events_stay_in_their_case",
            "UPDATE case_event SET kind = 'promise_cancelled' WHERE id = 2",
            "event 2",
        ),
        (
            "debts_come_and_go_in_turn",
            "INSERT INTO debt_turn (client_source_id, run_id, on_day, owes) "
            "SELECT client_source_id, 2, on_day, owes FROM debt_turn WHERE id = 1",
            "turn",
        ),
        ("debts_come_and_go_in_turn", "UPDATE debt_turn SET owes = 0 WHERE id = 1", "turn 1"),
    ],
)
def test_a_broken_rule_is_found_with_its_ids(
    file: Path, rule: str, statement: str, sample: str
) -> None:
    found = broken(file, *(_second_club(file) if "club_id = 2" in statement else ()), statement)
    assert rule in found
    violation = found[rule]
    assert violation.count >= 1
    assert any(sample in one for one in violation.samples)
    assert len(violation.samples) <= 5
    assert violation.advice


def _second_club(file: Path) -> list[str]:
    """Return what adds a second club, whatever columns clubs have by now."""
    with closing(sqlite3.connect(file)) as db:
        names = [row[1] for row in db.execute("PRAGMA table_info(club)")]
    new = {"id": "2", "uid": "'second'", "name": "'Mill Lane'"}
    columns = ", ".join(names)
    values = ", ".join(new.get(name, name) for name in names)
    return [f"INSERT INTO club ({columns}) SELECT {values} FROM club WHERE id = 1"]


def test_a_second_client_of_one_source_id_is_found(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        (sql,) = db.execute("SELECT sql FROM sqlite_master WHERE name = 'client_source'").fetchone()
    start = sql.index("CONSTRAINT uq_client_source")
    loose = sql[:start].rstrip().rstrip(",") + "\n)"
    found = broken(
        file,
        "ALTER TABLE client_source RENAME TO old",
        loose,
        "INSERT INTO client_source SELECT * FROM old",
        "UPDATE client_source SET remote_id = '910000135' WHERE remote_id = '910000136'",
    )
    assert found["one_client_per_source_id"].samples == ("clubos 910000135",)


def test_a_run_is_left_running_after_an_hour_or_when_another_followed(file: Path) -> None:
    fresh = "UPDATE sync_run SET status = 'running', finished_at_utc = NULL WHERE id = 2"
    assert broken(file, fresh) == {}
    found = broken(file, "UPDATE sync_run SET started_at_utc = '2026-11-21 15:59:00' WHERE id = 2")
    assert found["runs_left_running"].severity == Severity.WARNING
    assert found["runs_left_running"].samples == ("run 2",)
    first = "UPDATE sync_run SET status = 'running', finished_at_utc = NULL WHERE id = 1"
    assert broken(file, first)["runs_left_running"].count == 2


def test_a_row_without_its_parent_is_found(file: Path) -> None:
    found = broken(file, "DELETE FROM client_source WHERE remote_id = '910000135'")
    assert found["foreign_keys"].severity == Severity.ERROR
    assert all(len(sample.split()) == 2 for sample in found["foreign_keys"].samples)


def test_another_schema_is_said_and_its_rows_are_left_alone(file: Path) -> None:
    found = broken(file, "UPDATE alembic_version SET version_num = '9999'")
    assert {name: v.samples for name, v in found.items()} == {"schema": ("9999",)}
    assert set(broken(file, "DROP TABLE alembic_version")) == {"schema"}


def test_a_damaged_file_is_a_violation_and_no_crash(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[2 * 4096 : 20 * 4096] = b"\xff" * 18 * 4096
    file.write_bytes(raw)
    assert set(found_in(file)) == {"integrity"}
    file.write_bytes(b"not a database" * 1000)
    assert set(found_in(file)) == {"integrity"}


def test_no_name_is_ever_a_sample(file: Path) -> None:
    with closing(sqlite3.connect(file)) as db:
        names = {row[0] for row in db.execute("SELECT name FROM client_source")}
    found = broken(
        file,
        "UPDATE balance_snapshot SET no_date_cents = 7",
        "UPDATE client SET email_desk = 'a@b.example'",
        "UPDATE client_source SET fetched_run_id = NULL",
        "UPDATE agreement SET invoices_read = 0",
    )
    assert len(found) >= 4
    said = " ".join(sample for v in found.values() for sample in v.samples)
    assert not [name for name in names if name in said]


def test_a_store_that_cannot_be_looked_at_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "gymdesk.db").mkdir()
    with pytest.raises(StoreDenied):
        check_store(store_url(tmp_path), NOW)
    with pytest.raises(UsageError):
        check_store("oracle://x/y", NOW)


def test_the_rules_run_on_an_empty_store(tmp_path: Path) -> None:
    Store.open(store_url(tmp_path)).close()
    assert check_store(store_url(tmp_path), NOW) == ()
    assert len({rule.name for rule in RULES}) == len(RULES)
