"""The shared store: the same tables, rules and figures on PostgreSQL as on SQLite."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from gymdesk.domain.case_event import CaseMark
from gymdesk.domain.client import ClientId, ClubId, Source
from gymdesk.domain.outbox import CreateLead, Reason, Sight, WriteState
from gymdesk.domain.sweep import SweepFinding
from gymdesk.errors import LeaseLost, StoreDamaged, StoreError, StoreNewer
from gymdesk.rows import RunStatus
from gymdesk.store.checking import check_store
from gymdesk.store.opening import engine_tables, migrate, open_engine
from gymdesk.store.tables import Table
from gymdesk.store.unit_of_work import HeldWrite, Store
from gymdesk.sync.lease import Alone, take_lease
from gymdesk.sync.tidying import tidy
from tests.imports.test_clubos_export import file, line
from tests.imports.test_wodify_memberships import LINE, export
from tests.store.test_migrations import downgrade
from tests.sync.fakes import AT, Bench, bench, roster_becomes, store_url, table_rows
from tests.sync.wodify_bench import wodify_bench

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.xdist_group("postgresql")


def _programs() -> Path | None:
    found = [Path(p).parent for p in [shutil.which("initdb")] if p]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((f for f in found if (f / "initdb").exists()), None)


def _as_somebody() -> dict[str, Any]:
    """Return how a program is started by a user whom initdb accepts: root it refuses."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    pytest.skip("no unprivileged user to run PostgreSQL as")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Yield the address of a throw-away server's template, on a Unix socket alone."""
    pytest.importorskip("psycopg")
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed")
    somebody = _as_somebody()
    # not in tmp_path: its parents are closed to the unprivileged user, and a socket's path is short
    with tempfile.TemporaryDirectory(prefix="gymdesk-pg-") as made:
        home = Path(made)
        if somebody:
            os.chown(home, somebody["user"], somebody["group"])

        def call(program: str, *words: str) -> None:
            done = subprocess.run(
                [programs / program, *words],
                cwd=home,
                env={"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                timeout=60,
                **somebody,
            )
            assert done.returncode == 0, done.stderr

        data = str(home / "data")
        call("initdb", "-D", data, "-U", "desk", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-c listen_addresses= -c unix_socket_directories={home} -c fsync=off"
        call("pg_ctl", "-D", data, "-w", "-l", str(home / "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://desk@/{{}}?host={home}"
        finally:
            call("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


@pytest.fixture
def url(cluster: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the address of an empty database."""
    import psycopg

    name = f"desk_{abs(hash(request.node.name)) % 10**8}"
    home = cluster.partition("host=")[2]
    with psycopg.connect(host=home, user="desk", dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield cluster.format(name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def figures(desk: Bench) -> list[tuple[Any, ...]]:
    return [
        (
            *(r.source_ids, r.name, r.payment_status, r.past_due_cents, r.aging, r.marks),
            *(r.cancelled_past_due_cents, r.oldest_due_on, r.packages, r.trainer),
            r.fetched_at_utc,
        )
        for r in desk.queries.clients(desk.club.club_id).rows
    ]


def test_the_migrations_make_exactly_the_mapped_tables(url: str) -> None:
    engine = open_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Table.metadata) == []
    downgrade(engine, "base")
    with engine.connect() as connection:
        assert engine_tables(connection) == {"alembic_version"}
    migrate(engine)
    engine.dispose()


def test_a_whole_refresh_gives_the_same_figures_as_on_sqlite(url: str, tmp_path: Path) -> None:
    with bench(url) as shared, bench(store_url(tmp_path)) as local:
        for desk in (shared, local):
            assert desk.refresh().status == RunStatus.COMPLETE
            desk.knobs.v2_error_agreements.update({1500131, 1500137})
            desk.knobs.server_error_members.add(910000132)
            assert desk.refresh().status == RunStatus.INCOMPLETE
        assert figures(shared) == figures(local)
        there, here = shared.owing(), local.owing()
        assert there.total_past_due_cents == here.total_past_due_cents == 684662
        assert [r.name for r in there.rows] == [r.name for r in here.rows]
        assert there.warning == here.warning
        # which lane comes first decides which of two errors of one moment is written first
        runs = [
            [
                replace(run, errors=tuple(sorted(run.errors, key=lambda e: (e.subject, e.message))))
                for run in desk.queries.runs(desk.club.club_id)
            ]
            for desk in (shared, local)
        ]
        assert runs[0] == runs[1]
        member = next(r.client_id for r in there.rows if r.name == "Leopold Marchetti")
        details = [d.queries.client(d.club.club_id, member) for d in (shared, local)]
        assert details[0].agreements == details[1].agreements
        assert details[0].invoices == details[1].invoices


@pytest.mark.warns_in_log
def test_a_sweep_is_held_accepted_and_a_file_read_in_as_on_sqlite(url: str, tmp_path: Path) -> None:
    path = tmp_path / "Clients.csv"
    path.write_bytes(file(line()))
    with bench(url) as shared, bench(store_url(tmp_path)) as local:
        for desk in (shared, local):
            club_id = desk.club.club_id
            desk.refresh()
            roster_becomes(desk, lambda member: member < 910000131)
            assert desk.refresh().status == RunStatus.HELD
        assert figures(shared) == figures(local)
        waiting = [d.queries.held.waiting(d.club.club_id)[0] for d in (shared, local)]
        assert waiting[0].changes == waiting[1].changes
        assert waiting[0].finding == waiting[1].finding
        for desk in (shared, local):
            assert desk.commands.held.accept(club_id, staff="Jordan") == len(waiting[0].changes)
            desk.clock.at_utc += timedelta(days=1)
            desk.commands.imports.read_in(club_id, path, staff="Jordan")
        assert figures(shared) == figures(local)
        assert sum(r.imported is not None for r in shared.rows().values()) == 1
        assert shared.owing().rows == local.owing().rows


def test_a_second_refresh_changes_nothing(url: str) -> None:
    with bench(url) as desk:
        desk.refresh()
        again = desk.refresh()
        assert (again.unchanged, again.updated, again.created) == (48, 0, 0)


def test_wodify_is_the_same_as_on_sqlite_and_a_second_refresh_changes_nothing(
    url: str, tmp_path: Path
) -> None:
    with wodify_bench(url) as shared, wodify_bench(store_url(tmp_path)) as local:
        for desk in (shared, local):
            desk.refresh()
        assert shared.members() == local.members()
        assert shared.leads() == local.leads()
        owing = [d.queries.collections(d.club.club_id).rows for d in (shared, local)]
        assert owing[0] == owing[1]
        again = shared.refresh()
        assert {(r.created, r.updated, r.missing) for r in again.values()} == {(0, 0, 0)}
        local.refresh()
        one, other = list(shared.members().values())[:2]
        with shared.store.begin() as work:
            work.joins.join(one.client_id, other.client_id, "Jordan", AT)
            assert work.joins.part(other.client_id, "Jordan", AT) == 1
            work.commit()
        assert shared.members() == local.members()


def test_files_that_are_read_in_say_the_same_as_on_sqlite(url: str, tmp_path: Path) -> None:
    sheet, members = tmp_path / "Clients.csv", tmp_path / "All Memberships.csv"
    sheet.write_bytes(file(line()))
    other = LINE.replace("7000001,Alex Muster,55000001", "7999999,Nadia Farouk,55999999")
    members.write_bytes(export(LINE, other))
    told = []
    for where in (url, store_url(tmp_path)):
        with wodify_bench(where, clients=30, rows=60, leads=20) as desk:
            desk.refresh()
            desk.clock.at_utc += timedelta(hours=1)
            club_id = desk.club.club_id
            seen = [desk.commands.files.look_at(club_id, path) for path in (sheet, members)]
            done = [
                desk.commands.files.read_in(club_id, path, staff="Jordan")
                for path in (sheet, members)
            ]
            again = desk.commands.files.look_at(club_id, members)
            rows = desk.members()
            assert rows["7999999"].membership == "Unlimited 12M"
            alex = desk.queries.client(club_id, rows["7000001"].client_id)
            assert check_store(where, desk.clock.now_utc()) == ()
            previews = [replace(p, club=None) for p in (*seen, *done, again)]  # type: ignore[arg-type]
            told.append((previews, rows, alex.from_file, desk.figures()))
            desk.refresh()  # WODIFY speaks again, and the file no longer does
            assert desk.queries.client(club_id, rows["7000001"].client_id).from_file == ()
    assert told[0] == told[1]


@pytest.mark.warns_in_log
def test_debts_of_wodify_have_the_same_history_and_are_held_like_on_sqlite(
    url: str, tmp_path: Path
) -> None:
    told = []
    for where in (url, store_url(tmp_path)):
        with wodify_bench(where, clients=30, rows=60, leads=40) as desk:
            desk.refresh()
            before = desk.figures()
            server = desk.gym.server
            for key, bill in list(server.invoices.items()):
                if bill["invoice_header_status"] == "Unpaid":
                    del server.invoices[key]
            for key in list(server.leads)[:20]:
                del server.leads[key]
            for key in list(server.memberships)[: len(server.memberships) // 2]:
                del server.memberships[key]
            runs = desk.refresh()
            assert {run.status for run in runs.values()} == {RunStatus.HELD}
            held = desk.queries.held.waiting(desk.club.club_id)
            assert [sweep.what for sweep in held] == ["memberships", "leads", "clients"]
            assert desk.figures() == before
            desk.clock.at_utc += timedelta(days=1)
            accepted = desk.commands.held.accept(desk.club.club_id, staff="Jordan")
            after = desk.figures()
            changed = desk.queries.changes.since(desk.club.club_id, "Jordan").rows
            aged = [
                replace(desk.queries.cases.aging_on(desk.club.club_id, on), club=desk.club)
                for on in (AT.date(), desk.queries.clients(desk.club.club_id).today_on)
            ]
            assert {run.status for run in desk.refresh().values()} == {RunStatus.COMPLETE}
            assert check_store(where, desk.clock.now_utc()) == ()
            told.append((held[0].changes, accepted, after, changed, [a.rows for a in aged]))
    assert told[0] == told[1]
    assert told[0][3], "somebody owes less"


def test_looks_at_holds_are_the_same_as_on_sqlite(url: str, tmp_path: Path) -> None:
    told = []
    for where in (url, store_url(tmp_path)):
        with wodify_bench(where, hold_budget=9, clients=30, rows=60, leads=20) as desk:
            first, second = desk.refresh()["holds"], desk.refresh()["holds"]
            asked = [path for _, path, _ in desk.knobs.requests if "/memberships/5" in path]
            rows = table_rows(desk.store, "hold_look")["hold_look"]
            told.append((first.created, second.created, asked, len(rows), desk.members()))
    assert told[0] == told[1]
    assert told[0][:2] == (9, 9)


def test_what_waits_is_carried_over_the_migration_to_held_lists(url: str) -> None:
    with bench(url, members=range(910000130, 910000142)) as desk:
        desk.refresh()
        with desk.store.begin() as work:
            work.held.add(1, SweepFinding(9, 8, 0, 0), [HeldWrite(1, None, None, AT)], AT)
            work.commit()
        (before,) = desk.queries.held.waiting(desk.club.club_id)
    engine = open_engine(url)
    downgrade(engine, "0013")
    migrate(engine)
    engine.dispose()
    with bench(url) as desk:
        assert desk.queries.held.waiting(desk.club.club_id) == (before,)
        desk.refresh()
        with desk.store.begin() as work:  # the numbers of the rows go on
            work.held.add(2, SweepFinding(9, 8, 0, 0), [HeldWrite(2, None, None, AT)], AT)
            work.commit()


def test_writers_of_several_pcs_queue_up_and_lose_nothing(url: str) -> None:
    stores = [Store.open(url) for _ in range(4)]
    failed: list[BaseException] = []

    def write(store: Store) -> None:
        try:
            for _ in range(5):
                with store.begin() as work:
                    number = len(work.clubs.all())
                    columns = {"timezone": "UTC", "currency": "USD", "locale": "en_US"}
                    work.clubs.add(f"uid {number}", {"name": f"Club {number}", **columns}, AT)
                    work.commit()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(s,)) for s in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with stores[0].read() as work:
        names = Counter(club.name for club in work.clubs.all())
    for store in stores:
        store.close()
    assert failed == []
    assert len(names) == 20


def test_a_reader_sees_one_state_while_another_pc_writes(url: str) -> None:
    one, other = Store.open(url), Store.open(url)
    with one.read() as reader:
        assert reader.clubs.all() == ()
        with other.begin() as work:
            columns = {"timezone": "UTC", "currency": "USD", "locale": "en_US"}
            work.clubs.add("uid", {"name": "Harbour Street", **columns}, AT)
            work.commit()
        assert reader.clubs.all() == ()
        assert reader.clubs.find(ClubId(1)) is None
    one.close()
    other.close()


def test_several_pcs_may_open_a_new_store_at_once(url: str) -> None:
    found: list[object] = []

    def open_it() -> None:
        try:
            store = Store.open(url)
            with store.read() as work:
                found.append(work.clubs.all())
            store.close()
        except BaseException as error:
            found.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [()] * 4


def test_a_plain_address_of_postgresql_is_understood(url: str) -> None:
    Store.open(url.replace("postgresql+psycopg", "postgresql")).close()


def test_a_store_from_a_newer_version_is_refused(url: str) -> None:
    engine = open_engine(url)
    with engine.connect().execution_options(gymdesk_write=True) as connection, connection.begin():
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(StoreNewer):
        Store.open(url)


def test_a_database_of_another_program_is_refused(url: str) -> None:
    import psycopg

    with psycopg.connect(url.replace("+psycopg", "")) as server:
        server.execute("CREATE TABLE bookmarks (id integer)")
    with pytest.raises(StoreDamaged):
        Store.open(url)


def test_a_server_that_is_not_there_is_said_in_words(cluster: str) -> None:
    with pytest.raises(StoreError) as found:
        Store.open("postgresql+psycopg://desk:very-secret@127.0.0.1:1/gymdesk")
    assert "gymdesk" in found.value.message
    assert "very-secret" not in str(found.value)


def test_cases_are_worked_alike_on_a_server(url: str, tmp_path: Path) -> None:
    found = []
    for address in (url, store_url(tmp_path)):
        with bench(address) as desk:
            desk.refresh()
            club_id, today = desk.club.club_id, desk.owing().today_on
            desk.knobs.server_error_members.add(910000132)
            desk.refresh()
            first, second, third = desk.queries.cases.call_list(club_id).to_do[:3]
            cases = desk.commands.cases
            cases.promise(first.client_id, today, staff="Jordan")
            note = cases.note(second.client_id, "Moved away", staff="Jordan")
            cases.undo(note, staff="Jordan")
            cases.mark([second.client_id, third.client_id], CaseMark.HOLD, staff="Jordan")
            kept = desk.commands.confirm_amount(third.client_id, 100, staff="Jordan")
            wrong = desk.commands.confirm_amount(third.client_id, 200, staff="Jordan")
            desk.commands.take_back_confirmation(wrong, staff="Sam")
            desk.commands.take_back_confirmation(kept, staff="Sam")
            desk.commands.confirm_again(kept, staff="Jordan")
            confirmed = desk.queries.client(club_id, third.client_id).confirmed
            assert confirmed is not None
            assert confirmed.cents == 100
            cases.set_rule(club_id, "new_days", 30, staff="Jordan")
            desk.refresh(after=timedelta(days=5))
            assert cases.judge(club_id) == 1
            listed = desk.queries.cases.call_list(club_id)
            aged = desk.queries.cases.aging_on(club_id, today)
            timelines = [
                desk.queries.cases.case(club_id, r.client_id).timeline
                for r in (first, second, third)
            ]
            rows = [(r.client.name, r.stage, r.tier, r.why_text) for r in listed.rows]
            found.append((rows, listed.by_trainer, aged.rows, timelines))
            assert check_store(address, desk.clock.now_utc()) == ()
    assert found[0] == found[1]


def test_of_two_pcs_that_send_the_same_change_only_one_may(url: str) -> None:
    """Both have read that it waits; the number of the next step is taken once."""
    stores = [Store.open(url) for _ in range(4)]
    with stores[0].begin() as work:
        columns = {"timezone": "UTC", "currency": "USD", "locale": "en_US"}
        club_id = work.clubs.add("uid", {"name": "Harbour Street", **columns}, AT)
        intent = CreateLead("Nadia", "Farouk", "nadia@mail.example")
        write = work.outbox.add(club_id, Source.WODIFY, "form 1", intent, "Jordan", AT)
        work.commit()
    taken: list[str] = []

    def send(store: Store, who: str) -> None:
        with store.begin() as work:
            state, reason = WriteState.SENDING, Reason.STARTED
            if work.outbox.append(write, state, reason, AT, sight=Sight(), holder=who) is not None:
                taken.append(who)
            work.commit()

    threads = [threading.Thread(target=send, args=(s, f"pc {n}")) for n, s in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with stores[0].read() as work:
        found = work.outbox.find(write.write_id)
        assert found is not None
        assert found.intent == intent
        assert [s.holder for s in found.steps] == [None, *taken]
        assert work.outbox.open_about(club_id, intent) == found
        assert work.outbox.sending() == (found,)
    assert len(taken) == 1
    for store in stores:
        store.close()


def test_two_pcs_take_turns_by_the_lease_and_the_second_says_where_the_first_is(url: str) -> None:
    with bench(url, members=range(910000130, 910000136)) as here, bench(url) as there:
        lease = take_lease(here.store, here.clock, Alone(), here.club, "schedule")
        report = there.refresh(after=timedelta(0))
        assert report.status == RunStatus.SKIPPED
        assert report.reason == "a refresh is running since 10:00 in the window"
        there.clock.at_utc += timedelta(minutes=6)
        take_lease(there.store, there.clock, Alone(), there.club, "schedule")
        with pytest.raises(LeaseLost):
            lease.renew()


def test_what_changed_and_what_is_thinned_is_the_same_as_on_sqlite(
    url: str, tmp_path: Path
) -> None:
    told = []
    for where in (url, store_url(tmp_path)):
        with bench(where, members=range(910000130, 910000140)) as desk:
            desk.refresh()
            desk.refresh()
            everybody = desk.gym.clubos.state.club.ledger
            paid = _paid(everybody, 910000131)
            desk.gym.clubos.state.club.ledger = paid
            desk.refresh(after=timedelta(days=1))
            seen = desk.queries.changes.since(desk.club.club_id, "Jo")
            desk.clock.at_utc += timedelta(days=100)
            tidy(desk.store, desk.clock)
            after = desk.queries.changes.since(desk.club.club_id, "Jo")
            assert check_store(where, desk.clock.now_utc()) == ()
            rows = [replace(r, client_id=ClientId(0)) for r in seen.rows]
            told.append((rows, after.rows == seen.rows))
            desk.commands.looks.mark_seen(desk.club.club_id, seen.run_id or 0, viewer="Jo")
            assert desk.queries.changes.since(desk.club.club_id, "Jo").rows == ()
    assert told[0] == told[1]
    assert told[0][0], "somebody has paid"


def _paid(ledger: Any, member: int) -> Any:
    clients = tuple(
        replace(
            c,
            agreements=tuple(
                replace(a, invoices=tuple(replace(i, status=1) for i in a.invoices))
                for a in c.agreements
            ),
        )
        if c.member_id == member
        else c
        for c in ledger.clients
    )
    return replace(ledger, clients=clients)
