"""Migrations: head is what the program maps, and the way up and down keeps what it can."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from gymdesk.commands.outbox import OutboxCommands
from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.bill import Bill
from gymdesk.domain.client import ClientId, ClubId, Source
from gymdesk.domain.hold import Hold, HoldLook
from gymdesk.domain.lead import Lead
from gymdesk.domain.membership import Member, MemberRecord, Membership
from gymdesk.domain.outbox import CreateLead
from gymdesk.domain.status_word import WordKind
from gymdesk.domain.sweep import SweepFinding
from gymdesk.store.opening import HEAD, MIGRATIONS, engine_tables, make_engine, migrate, open_engine
from gymdesk.store.tables import DeskTable, RefreshTable, Table
from gymdesk.store.unit_of_work import HeldWrite
from gymdesk.sync.lease import Alone, take_lease
from tests.imports.test_clubos_export import file, line
from tests.imports.test_wodify_memberships import LINE, export
from tests.sync.fakes import (
    AT,
    LOCAL_TABLES,
    REMOTE_TABLES,
    RUN_TABLES,
    Bench,
    bench,
    roster_becomes,
    store_url,
    table_rows,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Engine

HELD_TABLES = ("held_sweep", "held_change")
EVERY_TABLE = (*LOCAL_TABLES, *REMOTE_TABLES, *RUN_TABLES, *HELD_TABLES, "debt_turn")


def downgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect().execution_options(gymdesk_write=True) as connection:
        config.attributes["connection"] = connection
        with connection.begin():
            command.downgrade(config, revision)


def differences(connection: Connection) -> list[Any]:
    options = {"compare_type": True, "compare_server_default": True}
    return compare_metadata(MigrationContext.configure(connection, opts=options), Table.metadata)


def schema_of(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        return sorted(row[0] for row in found)


def test_the_newest_migration_is_the_revision_the_program_works_with() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_the_migrations_make_exactly_the_mapped_tables(tmp_path: Path) -> None:
    engine = open_engine(store_url(tmp_path))
    with engine.connect() as connection:
        assert differences(connection) == []
        assert engine_tables(connection) == {*EVERY_TABLE, "alembic_version"}
    engine.dispose()


def test_every_mapped_table_is_looked_at_by_these_tests() -> None:
    assert set(Table.metadata.tables) == set(EVERY_TABLE)


def test_checks_of_the_mapped_tables_are_in_the_store(tmp_path: Path) -> None:
    """compare_metadata does not look at checks."""
    engine = open_engine(store_url(tmp_path))
    found = inspect(engine)
    for name, table in Table.metadata.tables.items():
        mapped = {
            (c.name, _squeezed(c.sqltext)) for c in table.constraints if hasattr(c, "sqltext")
        }
        stored = {(c["name"], _squeezed(c["sqltext"])) for c in found.get_check_constraints(name)}
        assert stored == mapped
    engine.dispose()


def _squeezed(text: object) -> str:
    return re.sub(r"\s+", " ", str(text))


def test_every_constraint_and_index_has_a_name(tmp_path: Path) -> None:
    engine = open_engine(store_url(tmp_path))
    found = inspect(engine)
    for table in Table.metadata.tables:
        named = [
            found.get_pk_constraint(table),
            *found.get_foreign_keys(table),
            *found.get_unique_constraints(table),
            *found.get_indexes(table),
        ]
        assert all(one["name"] for one in named), table
    engine.dispose()


def test_down_and_up_again_gives_the_same_schema(tmp_path: Path) -> None:
    engine = open_engine(store_url(tmp_path))
    before = schema_of(engine)
    downgrade(engine, "base")
    with engine.connect() as connection:
        assert engine_tables(connection) == {"alembic_version"}
    migrate(engine)
    assert schema_of(engine) == before
    engine.dispose()


@pytest.mark.warns_in_log
def test_down_works_with_data_in_every_table_and_the_foreign_keys_on(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with bench(url, members=range(910000130, 910000142)) as desk:
        desk.knobs.server_error_members.add(910000131)
        desk.refresh()
        client = next(iter(desk.rows().values()))
        desk.commands.set_contact(client.client_id, staff="Jordan", phone="555 0100")
        made = desk.commands.confirm_amount(client.client_id, 18000, staff="Jordan")
        desk.commands.take_back_confirmation(made, staff="Jordan")
        desk.commands.watch(client.client_id, 18000, staff="Jordan")
        desk.commands.cases.note(client.client_id, "Moved away", staff="Jordan")
        desk.commands.cases.set_rule(desk.club.club_id, "new_days", 10, staff="Jordan")
        roster_becomes(desk, lambda member: member > 910000138)
        desk.knobs.server_error_members.clear()
        desk.refresh(inventory=True)
        desk.commands.held.drop(desk.club.club_id, staff="Jordan")
        an_import(desk, tmp_path)
        a_file_of_memberships(desk, tmp_path)
        a_change_elsewhere(desk)
        with desk.store.begin() as work:
            work.follow_ups.add(desk.club.club_id, "5521", 2, True, "Jordan", AT)
            work.commit()
        a_word_of_the_gym(desk)
        write_what_runs_leave(desk)
        rows = table_rows(desk.store, *EVERY_TABLE)
        assert all(rows.values()), [name for name, found in rows.items() if not found]
    engine = make_engine(url)
    downgrade(engine, "base")
    migrate(engine)
    engine.dispose()


def a_change_elsewhere(desk: Bench) -> None:
    """Ask for a change in WODIFY."""
    may_write = OutboxCommands(desk.store, desk.clock, lambda _source: True)
    intent = CreateLead("Nadia", "Farouk", "nadia@mail.example")
    may_write.ask(desk.club.club_id, Source.WODIFY, intent, key="form 1", staff="Jordan")


def test_runs_and_typed_contacts_are_carried_over_the_migration_to_the_outbox(
    tmp_path: Path,
) -> None:
    url = store_url(tmp_path)
    with bench(url, members=range(910000130, 910000142)) as desk:
        desk.refresh()
        client = next(iter(desk.rows().values()))
        desk.commands.set_contact(client.client_id, staff="Jordan", phone="555 0100")
    engine = make_engine(url)
    downgrade(engine, "0006")
    engine.dispose()
    with bench(url) as desk:
        assert desk.rows()[int(client.source_ids[0][1])].phone.text == "555 0100"
        assert desk.queries.outbox.writes(desk.club.club_id).writes == ()
        a_change_elsewhere(desk)
        assert len(desk.queries.outbox.writes(desk.club.club_id).writes) == 1


def write_what_runs_leave(desk: Bench, *, joined: bool = True) -> None:
    """Put a row where only a refresh under way, or a later one, writes any."""
    take_lease(desk.store, desk.clock, Alone(), desk.club, "click")
    with desk.store.begin() as work:
        work.changes.add(1, [(1, "1500131", "Personal Training 1x", "new")], AT)
        work.changes.mark(desk.club.club_id, "Jordan", 1, AT)
        member = MemberRecord(Member("7", "Alex"), (Membership("55", "7", "Unlimited"),))
        work.wodify.write_members({"7": 1}, [member])
        work.wodify.write_leads(desk.club.club_id, [Lead("9", "Kim Hollis")], 1)
        work.hold_looks.write(1, AT, [(1, "55", HoldLook(True, (Hold(AT.date()),)))])
        if joined:
            work.joins.join(ClientId(3), ClientId(2), "Jordan", AT)
        work.wodify.write_bills({"7": 1}, [Bill("81", "7", InvoiceState.NOT_SET)])
        work.commit()


def test_runs_and_figures_are_carried_over_the_migration_to_leases(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with bench(url, members=range(910000130, 910000142)) as desk:
        desk.knobs.server_error_members.add(910000131)
        desk.refresh()
        kept = (*LOCAL_TABLES, *REMOTE_TABLES, "run_error", "balance_snapshot")
        before = table_rows(desk.store, *kept)
        runs = [row[:16] for row in table_rows(desk.store, "sync_run")["sync_run"]]
        with desk.store.begin() as work:
            work.runs.skip(desk.club.club_id, Source.CLUBOS, "clients", "schedule", AT, "too soon")
            work.commit()
    engine = make_engine(url)
    downgrade(engine, "0003")
    migrate(engine)
    engine.dispose()
    with bench_store(url) as store:
        assert table_rows(store, *kept) == before
        after = table_rows(store, "sync_run")["sync_run"]
        assert [row[:16] for row in after] == runs, "a skipped run has no place in the older store"
        assert {row[16:] for row in after} == {(None, None, None, None)}


def test_a_store_of_the_first_tables_keeps_every_row_on_the_way_up(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with bench(url, members=range(910000130, 910000142)) as desk:
        desk.refresh()
    engine = make_engine(url)
    downgrade(engine, "0001")
    with engine.connect() as connection:
        first = sorted(engine_tables(connection) - {"alembic_version"})
    engine.dispose()
    with closing(sqlite3.connect(tmp_path / "gymdesk.db")) as db:
        before = {t: db.execute(f"SELECT * FROM {t} ORDER BY 1, 2").fetchall() for t in first}
    with bench(url, members=range(910000130, 910000142)) as desk:
        after = table_rows(desk.store, *first)
        after["sync_run"] = [row[:16] for row in after["sync_run"]]  # later columns are at its end
        assert after == before
        report = desk.refresh()
        assert (report.unchanged, report.missing) == (12, 0)


def test_a_store_from_before_wodify_keeps_its_figures_and_gains_wodifys(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    older = ("club", "client", "client_source", "agreement", "invoice", "sync_run")
    with bench(url, members=range(910000130, 910000142)) as desk:
        desk.refresh()
        before = table_rows(desk.store, *older)
    engine = make_engine(url)
    downgrade(engine, "0006")
    migrate(engine)
    engine.dispose()
    with bench_store(url) as store:
        assert table_rows(store, *older) == before
        with store.begin() as work:
            work.wodify.write_leads(ClubId(1), [Lead("9", "Kim Hollis")], 1)
            work.commit()
        with store.read() as work:
            assert work.wodify.leads(ClubId(1))["9"].lead.name == "Kim Hollis"


def test_runs_and_figures_are_carried_over_the_migration_to_inventories(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    older = [name for name in EVERY_TABLE if name not in ("session_inventory", "sync_run")]
    with bench(url, members=range(910000130, 910000142)) as desk:
        desk.refresh()
        before = table_rows(desk.store, *older)
        runs = [row[:-1] for row in table_rows(desk.store, "sync_run")["sync_run"]]
        assert desk.refresh(inventory=True).remark
        assert table_rows(desk.store, "session_inventory")["session_inventory"]
    engine = make_engine(url)
    downgrade(engine, "0014")
    migrate(engine)
    engine.dispose()
    with bench(url, members=range(910000130, 910000142)) as desk:
        found = table_rows(desk.store, "sync_run", "session_inventory", "invoice")
        assert found["invoice"] == before["invoice"]
        assert [row[:-1] for row in found["sync_run"]][:1] == runs
        assert [row[-1] for row in found["sync_run"]] == [None, None]
        assert found["session_inventory"] == []
        assert desk.refresh(inventory=True).remark


def test_who_was_joined_is_two_again_in_a_store_from_before_joins(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with bench(url, members=range(910000130, 910000134)) as desk:
        desk.refresh()
        before = table_rows(desk.store, "client_source")
        with desk.store.begin() as work:
            work.joins.join(ClientId(2), ClientId(1), "Jordan", AT)
            work.joins.join(ClientId(1), ClientId(3), "Jordan", AT)  # both of them, once more
            work.commit()
        assert table_rows(desk.store, "client_source") != before
    engine = make_engine(url)
    downgrade(engine, "0007")
    migrate(engine)
    engine.dispose()
    with bench_store(url) as store:
        assert table_rows(store, "client_source") == before


@pytest.mark.warns_in_log
def test_what_waits_is_carried_over_the_migration_to_held_lists(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with bench(url, members=range(910000130, 910000142)) as desk:
        desk.refresh()
        roster_becomes(desk, lambda member: member > 910000138)
        desk.refresh()
        (before,) = desk.queries.held.waiting(desk.club.club_id)
        rows = table_rows(desk.store, *HELD_TABLES)
    engine = make_engine(url)
    downgrade(engine, "0013")
    migrate(engine)
    engine.dispose()
    with bench(url) as desk:
        assert table_rows(desk.store, *HELD_TABLES) == rows
        assert desk.queries.held.waiting(desk.club.club_id) == (before,)
        assert desk.commands.held.accept(desk.club.club_id, staff="Jordan") == len(before.changes)


def test_what_was_read_is_carried_over_the_migration_to_holds(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    kept = [name for name in EVERY_TABLE if name != "hold_look"]
    with bench(url, members=[910000131]) as desk:
        desk.refresh()
        write_what_runs_leave(desk, joined=False)
        before = table_rows(desk.store, *kept)
    engine = make_engine(url)
    downgrade(engine, "0015")
    migrate(engine)
    engine.dispose()
    with bench(url) as desk:
        assert table_rows(desk.store, *kept) == before
        assert table_rows(desk.store, "hold_look") == {"hold_look": []}


def test_leads_that_wait_are_left_out_for_an_older_program(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with bench(url, members=[910000131]) as desk:
        desk.refresh()
        write_what_runs_leave(desk, joined=False)
        with desk.store.begin() as work:
            finding = SweepFinding(9, 8, 0, 0)
            work.held.add(1, finding, [HeldWrite(None, None, None, AT, lead_id=1)], AT)
            work.commit()
        (sweep,) = desk.queries.held.waiting(desk.club.club_id)
        assert [c.name for c in sweep.changes] == ["Kim Hollis"]
    engine = make_engine(url)
    downgrade(engine, "0013")
    migrate(engine)
    engine.dispose()
    with bench(url) as desk:
        (sweep,) = desk.queries.held.waiting(desk.club.club_id)
        assert sweep.changes == ()


def test_every_table_is_either_typed_at_the_desk_or_written_by_a_refresh() -> None:
    """What is typed is counted before a restore loses it: a table must say which it is."""
    for mapper in Table.registry.mappers:
        kinds = issubclass(mapper.class_, DeskTable), issubclass(mapper.class_, RefreshTable)
        assert sorted(kinds) == [False, True], mapper.class_.__name__


def test_opening_a_store_at_head_changes_nothing(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with bench(url, members=[910000131]) as desk:
        desk.refresh()
        before = table_rows(desk.store, *EVERY_TABLE)
    engine = open_engine(url)
    engine.dispose()
    with bench_store(url) as store:
        assert table_rows(store, *EVERY_TABLE) == before


def bench_store(url: str):
    from contextlib import closing

    from gymdesk.store.unit_of_work import Store

    return closing(Store.open(url))


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic.operations import Operations

    engine = make_engine(store_url(tmp_path))
    really = Operations.create_table

    def create_table(self: Operations, name: str, *rest: Any, **more: Any) -> Any:
        if name == "invoice":
            msg = "the power went"
            raise RuntimeError(msg)
        return really(self, name, *rest, **more)

    monkeypatch.setattr(Operations, "create_table", create_table)
    with pytest.raises(RuntimeError, match="the power went"):
        migrate(engine)
    with engine.connect() as connection:
        assert engine_tables(connection) == set()
    engine.dispose()


def an_import(desk: Bench, folder: Path) -> None:
    """Read an export of one agreement in."""
    path = folder / "Clients.csv"
    path.write_bytes(file(line()))
    desk.commands.imports.read_in(desk.club.club_id, path, staff="Jordan")


def a_file_of_memberships(desk: Bench, folder: Path) -> None:
    """Read WODIFY's export of one membership in."""
    path = folder / "All Memberships.csv"
    path.write_bytes(export(LINE))
    desk.commands.membership_files.read_in(desk.club.club_id, path, staff="Jordan")


def a_word_of_the_gym(desk: Bench) -> None:
    """Say what a state of WODIFY's leads means."""
    said = {(WordKind.LEAD, "On Ramp trial"): "Interested"}
    desk.commands.status_words.mean(desk.club.club_id, said, staff="Jordan")


def test_data_from_before_words_of_status_is_carried_over(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    kept = [name for name in EVERY_TABLE if name != "status_word"]
    with bench(url, members=[910000131]) as desk:
        desk.refresh()
        a_file_of_memberships(desk, tmp_path)
        before = table_rows(desk.store, *kept)
    engine = make_engine(url)
    downgrade(engine, "0012")
    engine.dispose()
    with bench(url, members=[910000131]) as desk:
        assert table_rows(desk.store, *kept) == before
        a_word_of_the_gym(desk)
        (row,) = desk.queries.status_words.table(desk.club.club_id).rows
        assert (row.label, row.meaning) == ("on ramp trial", "Interested")


def test_data_from_before_files_of_memberships_is_carried_over(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    kept = [name for name in EVERY_TABLE if "membership_file" not in name]
    kept.remove("imported_membership")
    with bench(url, members=[910000131]) as desk:
        desk.refresh()
        an_import(desk, tmp_path)
        before = table_rows(desk.store, *kept)
    engine = make_engine(url)
    downgrade(engine, "0010")
    engine.dispose()
    with bench(url, members=[910000131]) as desk:
        assert table_rows(desk.store, *kept) == before
        a_file_of_memberships(desk, tmp_path)
        assert table_rows(desk.store, "imported_membership")["imported_membership"]


def test_data_from_before_files_were_read_in_is_carried_over(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with bench(url, members=[910000131]) as desk:
        desk.refresh()
        client = next(iter(desk.rows().values()))
        desk.commands.confirm_amount(client.client_id, 63000, staff="Jordan")
        kept = [name for name in EVERY_TABLE if "import" not in name and name != "membership_file"]
        before = table_rows(desk.store, *kept)
    engine = make_engine(url)
    downgrade(engine, "0009")
    engine.dispose()
    with bench(url, members=[910000131]) as desk:
        assert table_rows(desk.store, *kept) == before
        desk.clock.at_utc += timedelta(days=1)
        an_import(desk, tmp_path)
        assert next(iter(desk.rows().values())).imported is not None


def test_data_of_the_revision_before_is_carried_to_this_one(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with bench(url, members=range(910000130, 910000142)) as desk:
        desk.refresh()
        client = next(iter(desk.rows().values()))
        desk.commands.confirm_amount(client.client_id, 18000, staff="Jordan")
        kept = [name for name in EVERY_TABLE if not name.startswith("held_")]
        before = table_rows(desk.store, *kept)
    engine = make_engine(url)
    downgrade(engine, "0006")
    engine.dispose()
    with bench(url, members=range(910000130, 910000142)) as desk:
        assert table_rows(desk.store, *kept) == before
        assert desk.refresh().unchanged == 12
        assert desk.queries.held.waiting(desk.club.club_id) == ()


def test_confirmed_amounts_from_before_they_could_be_taken_back_hold(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    kept = [name for name in EVERY_TABLE if name != "confirmation_turn"]
    with bench(url, members=[910000131]) as desk:
        desk.refresh()
        client_id = next(iter(desk.rows().values())).client_id
        made = desk.commands.confirm_amount(client_id, 63000, staff="Jordan")
        before = table_rows(desk.store, *kept)
    engine = make_engine(url)
    downgrade(engine, "0011")
    engine.dispose()
    with bench(url, members=[910000131]) as desk:
        assert table_rows(desk.store, *kept) == before
        shown = desk.queries.client(desk.club.club_id, client_id)
        assert shown.confirmed is not None
        desk.commands.take_back_confirmation(made, staff="Sam")
        assert desk.queries.client(desk.club.club_id, client_id).confirmed is None
