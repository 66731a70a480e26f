"""Backups: whole or not there, never a wrong figure, and put back in one step or not at all."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gymdesk.commands import ClubDraft
from gymdesk.domain.backup import BackupKind, kept_days
from gymdesk.domain.client import Source
from gymdesk.errors import (
    BackupDamaged,
    BackupDenied,
    BackupError,
    BackupForeign,
    BackupMissing,
    BackupNewer,
    NotOverwritten,
    StoreBusy,
    StoreDamaged,
    StoreFull,
)
from gymdesk.store import backup as backups
from gymdesk.store import backup_files, opening
from gymdesk.store.tables import desk_tables
from gymdesk.store.unit_of_work import Store
from tests.conftest import SCALE
from tests.store.test_migrations import EVERY_TABLE
from tests.sync.fakes import ADDRESS, AT, Bench, bench, roster_becomes, store_url, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOME = range(910000130, 910000142)
TODAY = date(2026, 11, 21)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(store_url(tmp_path), members=SOME) as made:
        made.refresh()
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gymdesk.db"


def typed(desk: Bench, text: str) -> None:
    client = next(iter(desk.rows().values()))
    desk.commands.set_contact(client.client_id, staff="Jordan", phone=text)


def rows(desk: Bench) -> dict[str, list[tuple[Any, ...]]]:
    return table_rows(desk.store, *EVERY_TABLE)


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith(".")}


# --- taken ----------------------------------------------------------------------------------------


def test_a_backup_says_what_it_holds(desk: Bench, file: Path, tmp_path: Path) -> None:
    typed(desk, "555 0100")
    taken = backups.back_up(file, tmp_path / "kept" / "b.db")
    assert (taken.clients, taken.runs) == (len(SOME), 1)
    held = {table: number for table, number in taken.typed.items() if number}
    assert held == {"club": 1, "contact_edit": 1}
    assert set(taken.typed) == {kind.__tablename__ for kind in desk_tables()}
    assert taken.newest_run_utc == AT + timedelta(hours=1)
    assert taken.size_bytes == taken.path.stat().st_size
    assert backups.contents_of(taken.path) == taken
    assert left_in(taken.path.parent) == set()


@pytest.mark.skipif(os.name != "posix", reason="file modes")
def test_a_backup_belongs_to_its_user_alone(desk: Bench, file: Path, tmp_path: Path) -> None:
    taken = backups.back_up(file, tmp_path / "kept" / "b.db")
    assert stat.S_IMODE(taken.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(taken.path.parent.stat().st_mode) == 0o700


def test_a_look_at_a_backup_changes_and_leaves_nothing(desk: Bench, file: Path) -> None:
    taken = backups.back_up(file, file.with_name("b.db")).path
    before = taken.read_bytes()
    backups.contents_of(taken)
    backups.loss_by(file, taken)
    assert taken.read_bytes() == before
    assert not [p for p in taken.parent.iterdir() if p.name.startswith("b.db-")]


def test_writers_go_on_while_a_backup_is_taken(desk: Bench, file: Path) -> None:
    stop = threading.Event()
    done: list[int] = []

    def write() -> None:
        while not stop.is_set():
            typed(desk, f"555 {len(done):04}")
            done.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            backups.back_up(file, file.with_name(f"b{number}.db"))
    finally:
        stop.set()
        writer.join()
    assert done
    held = [backups.contents_of(file.with_name(f"b{n}.db")).typed["contact_edit"] for n in range(5)]
    assert held == sorted(held)


@pytest.mark.parametrize("name", ["gymdesk.db", "gymdesk.db-wal", "letter.txt"])
def test_a_backup_replaces_nothing_but_a_backup(desk: Bench, file: Path, name: str) -> None:
    target = file.with_name(name)
    if name == "letter.txt":
        target.write_text("Dear gym")
    before = target.read_bytes()
    with pytest.raises(NotOverwritten):
        backups.back_up(file, target)
    assert target.read_bytes() == before


def test_a_backup_that_fails_leaves_the_one_before(
    desk: Bench, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = file.with_name("b.db")
    backups.back_up(file, target)
    before = target.read_bytes()
    typed(desk, "555 0100")

    def fsync(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup_files.os, "fsync", fsync)
    with pytest.raises(StoreFull):
        backups.back_up(file, target)
    assert target.read_bytes() == before
    assert left_in(file.parent) == set()


def test_a_place_that_cannot_be_written_is_said(desk: Bench, file: Path) -> None:
    file.with_name("taken").write_text("a file where a folder is wanted")
    with pytest.raises(BackupDenied) as said:
        backups.back_up(file, file.with_name("taken") / "b.db")
    assert "b.db" in said.value.message
    file.with_name("folder.db").mkdir()
    with pytest.raises(BackupError):
        backups.back_up(file, file.with_name("folder.db"))


def test_a_damaged_store_is_found_by_its_backup_and_the_former_one_stays(
    desk: Bench, file: Path
) -> None:
    target = file.with_name("b.db")
    backups.back_up(file, target)
    before = target.read_bytes()
    desk.store.close()
    with file.open("r+b") as raw:
        raw.seek(3 * 4096)
        raw.write(b"\xff" * 8 * 4096)
    with pytest.raises(StoreDamaged):
        backups.back_up(file, target)
    assert target.read_bytes() == before


def test_what_a_killed_backup_left_is_cleared_after_an_hour(desk: Bench, file: Path) -> None:
    old, new = (file.with_name(f".b.db.{name}.new") for name in ("old", "new"))
    old.write_bytes(b"x")
    new.write_bytes(b"x")
    os.utime(old, (0, 0))
    backups.back_up(file, file.with_name("b.db"))
    assert left_in(file.parent) == {new.name}


# --- every day ------------------------------------------------------------------------------------


def test_one_backup_a_day_unless_it_is_renewed(desk: Bench, file: Path) -> None:
    first = backups.daily_backup(file, TODAY)
    assert first is not None
    assert first.path == file.parent / "backups" / "gymdesk-2026-11-21.db"
    typed(desk, "555 0100")
    assert backups.daily_backup(file, TODAY) is None
    again = backups.daily_backup(file, TODAY, renew=True)
    assert again is not None
    assert [b.typed["contact_edit"] for b in (first, again)] == [0, 1]
    assert [f.path for f in backups.listed(file)] == [first.path]


def test_no_store_no_backup(file: Path) -> None:
    assert backups.daily_backup(file, TODAY) is None
    assert backups.listed(file) == ()


def test_seven_days_and_four_weeks_are_kept() -> None:
    kept: set[date] = set()
    today = date(2026, 1, 1)
    for number in range(120):
        kept = set(kept_days({*kept, today}))
        if number > 40:
            newest_first = sorted(kept, reverse=True)
            assert len(newest_first) == 11
            assert newest_first[:7] == [today - timedelta(days=n) for n in range(7)]
            weeks = newest_first[7:]
            assert len({d.isocalendar()[:2] for d in weeks}) == 4
            assert all(d.isoweekday() == 7 for d in weeks[1:])
        today += timedelta(days=1)


def test_thinning_takes_the_old_ones_away_and_nothing_else(desk: Bench, file: Path) -> None:
    folder = file.parent / "backups"
    folder.mkdir()
    for number in range(1, 41):
        (folder / f"gymdesk-{TODAY - timedelta(days=number)}.db").write_bytes(b"old")
    for name in ("gymdesk-notes.db", "before-restore-20260101-000000.db", "mine.db"):
        (folder / name).write_bytes(b"kept")
    backups.daily_backup(file, TODAY)
    left = {p.name for p in folder.iterdir()}
    assert {"gymdesk-notes.db", "before-restore-20260101-000000.db", "mine.db"} <= left
    assert len(left) == 11 + 3


@pytest.mark.parametrize("wrong", [date(2019, 1, 1), date(2049, 1, 1)])
def test_a_clock_that_is_wrong_for_a_day_costs_no_backup(
    desk: Bench, file: Path, wrong: date
) -> None:
    for number in (2, 1, 0):
        backups.daily_backup(file, TODAY - timedelta(days=number))
    assert backups.daily_backup(file, wrong) is not None
    assert backups.daily_backup(file, TODAY + timedelta(days=1)) is not None
    assert len(backups.listed(file)) == 5


# --- put back -------------------------------------------------------------------------------------


@pytest.mark.warns_in_log
def test_a_restore_gives_the_same_rows_and_the_desk_goes_on(desk: Bench, file: Path) -> None:
    typed(desk, "555 0100")
    before = rows(desk)
    taken = backups.back_up(file, file.with_name("b.db"))
    typed(desk, "555 0200")
    roster_becomes(desk, lambda member: member in range(910000135, 910000142))
    desk.refresh()
    after = rows(desk)
    assert after != before
    former = backups.restore(file, taken.path, AT)
    assert rows(desk) == before  # through the connections that were open all the time
    assert former.parent == file.parent / "backups"
    backups.restore(file, former, AT)
    assert rows(desk) == after
    desk.refresh()
    assert desk.owing().rows


def test_the_preview_says_what_would_be_lost(desk: Bench, file: Path) -> None:
    typed(desk, "555 0100")
    taken = backups.back_up(file, file.with_name("b?b.db")).path
    assert vars(backups.loss_by(file, taken)) == {"clients": 0, "runs": 0, "typed": {}}
    typed(desk, "555 0200")
    typed(desk, "555 0300")
    desk.refresh()
    loss = backups.loss_by(file, taken)
    assert (loss.typed, loss.runs, loss.clients) == ({"contact_edit": 2}, 1, 0)
    backups.restore(file, taken, AT)
    typed(desk, "555 0400")  # takes the number of a typed contact that was lost
    assert backups.loss_by(file, taken).typed == {"contact_edit": 1}


def test_everything_that_is_typed_is_counted(desk: Bench, file: Path) -> None:
    """No list of tables: what a `DeskTable` holds is what can be lost."""
    taken = backups.back_up(file, file.with_name("b.db")).path
    client = next(iter(desk.rows().values())).client_id
    typed(desk, "555 0200")
    desk.commands.confirm_amount(client, 18000, staff="Jordan")
    desk.commands.watch(client, 18000, staff="Jordan")
    desk.commands.watch(client, None, staff="Jordan")
    desk.commands.cases.note(client, "Asked for an invoice", staff="Jordan")
    desk.commands.add_club(ClubDraft("Mill Lane"))
    desk.commands.sign_ins.add(desk.club.club_id, Source.CLUBOS, "mika", staff="Jordan")
    assert backups.loss_by(file, taken).typed == {
        "case_event": 1,
        "club": 1,
        "confirmation": 1,
        "contact_edit": 1,
        "sign_in": 1,
        "watch": 2,
    }


def test_what_was_changed_is_lost_as_well_and_what_a_refresh_writes_is_not(
    desk: Bench, file: Path
) -> None:
    """Who ClubOS let in, and how it answers, comes again with a refresh."""
    desk.commands.sign_ins.add(desk.club.club_id, Source.CLUBOS, "mika", staff="Jordan")
    taken = backups.back_up(file, file.with_name("b.db")).path
    with desk.store.begin() as work:
        work.clubs.change(desk.club.club_id, {"clubos_dialect_found": "documented"})
        work.commit()
    assert backups.loss_by(file, taken).typed == {}
    desk.commands.change_club(desk.club.club_id, ClubDraft("Harbour Row", clubos_url=ADDRESS))
    desk.commands.sign_ins.remove(desk.club.club_id, Source.CLUBOS, "mika", staff="Jordan")
    assert backups.loss_by(file, taken).typed == {"club": 1, "sign_in": 1}


def test_of_a_table_that_the_backup_has_not_yet_everything_is_lost(desk: Bench, file: Path) -> None:
    taken = backups.back_up(file, file.with_name("b.db")).path
    with closing(sqlite3.connect(taken)) as db:
        db.execute("DROP TABLE watch")
        db.execute("ALTER TABLE confirmation DROP COLUMN staff")
        db.commit()
    client = next(iter(desk.rows().values())).client_id
    desk.commands.watch(client, 18000, staff="Jordan")
    desk.commands.confirm_amount(client, 18000, staff="Jordan")
    assert backups.loss_by(file, taken).typed == {"watch": 1, "confirmation": 1}


@pytest.mark.warns_in_log
@pytest.mark.parametrize("number", range(max(1, int(5 * SCALE))))
def test_any_backup_comes_back_as_it_was(tmp_path: Path, number: int) -> None:
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")  # noqa: T201 (shown where it fails)
    chance = random.Random(seed)
    file = tmp_path / "gymdesk.db"
    taken: list[tuple[Path, dict[str, list[tuple[Any, ...]]]]] = []
    with bench(store_url(tmp_path), members=SOME) as desk:
        desk.refresh()
        for step in range(8):
            what = chance.choice(("type", "refresh", "back up", "restore"))
            if what == "type":
                typed(desk, f"555 {step:04}")
            elif what == "refresh":
                roster_becomes(desk, lambda m: m in SOME and chance.random() < 0.8)
                desk.refresh()
            elif what == "back up" or not taken:
                path = tmp_path / f"b{step}.db"
                backups.back_up(file, path)
                taken.append((path, rows(desk)))
            else:
                path, before = chance.choice(taken)
                backups.restore(file, path, AT + timedelta(seconds=step))
                assert rows(desk) == before, seed


def test_the_store_before_a_restore_is_kept_even_twice_in_one_second(
    desk: Bench, file: Path
) -> None:
    taken = backups.back_up(file, file.with_name("b.db")).path
    formers = {backups.restore(file, taken, AT) for _ in range(3)}
    assert len(formers) == 3
    for number in range(9):
        backups.restore(file, taken, AT + timedelta(minutes=number + 1))
    kept = [f for f in backups.listed(file) if f.kind == BackupKind.BEFORE_RESTORE]
    assert len(kept) == backups.KEPT_OF_A_KIND


def test_a_raw_copy_of_a_closed_store_can_be_put_back(desk: Bench, file: Path) -> None:
    before = rows(desk)
    desk.store.close()
    copy = file.with_name("copy.db")
    shutil.copy(file, copy)
    typed(desk, "555 0200")
    backups.restore(file, copy, AT)
    assert rows(desk) == before
    assert not copy.with_name("copy.db-wal").exists()


def test_a_backup_with_other_pages_fits_all_the_same(desk: Bench, file: Path) -> None:
    before = rows(desk)
    desk.store.close()
    copy = file.with_name("copy.db")
    shutil.copy(file, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=DELETE")
        db.execute("PRAGMA page_size=8192")
        db.execute("VACUUM")
    typed(desk, "555 0200")
    backups.restore(file, copy, AT)
    assert rows(desk) == before


def test_a_store_that_is_written_to_all_the_time_is_not_restored(
    desk: Bench, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = backups.back_up(file, file.with_name("b.db")).path
    typed(desk, "555 0200")
    before = rows(desk)
    monkeypatch.setattr(backup_files, "LOCK_WAIT_S", 0.0)
    monkeypatch.setattr(backup_files, "BUSY_S", 0.05)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreBusy):
            backups.restore(file, taken, AT)
        other.execute("ROLLBACK")
    assert rows(desk) == before


# --- refused --------------------------------------------------------------------------------------


def untouched(desk: Bench, file: Path, bad: Path, kind: type[BackupError]) -> None:
    before, made = rows(desk), backups.listed(file)
    with pytest.raises(BackupError) as said:
        backups.restore(file, bad, AT)
    assert isinstance(said.value, kind), said.value
    assert "Nothing" in said.value.message or "not changed" in said.value.message
    with pytest.raises(kind):
        backups.replace_store(file, bad, AT)
    assert rows(desk) == before
    assert backups.listed(file) == made
    assert left_in(file.parent) == set()


@pytest.mark.parametrize("number", range(max(1, int(12 * SCALE))))
def test_a_backup_of_which_one_bit_changed_is_refused(desk: Bench, file: Path, number: int) -> None:
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")  # noqa: T201 (shown where it fails)
    bad = backups.back_up(file, file.with_name("b.db")).path
    raw = bytearray(bad.read_bytes())
    at = random.Random(seed).randrange(8 * len(raw))
    raw[at // 8] ^= 1 << at % 8
    bad.write_bytes(raw)
    untouched(desk, file, bad, BackupError)


def test_a_changed_amount_is_no_longer_what_was_written(desk: Bench, file: Path) -> None:
    bad = backups.back_up(file, file.with_name("b.db")).path
    with closing(sqlite3.connect(bad)) as db:
        db.execute("UPDATE invoice SET owed_cents = owed_cents + 1")
        db.commit()
    untouched(desk, file, bad, BackupDamaged)


def test_a_backup_that_was_cut_short_is_refused(desk: Bench, file: Path) -> None:
    bad = backups.back_up(file, file.with_name("b.db")).path
    whole = bad.read_bytes()
    for size in (17, 100, 4096, len(whole) // 2, len(whole) - 4096):
        bad.write_bytes(whole[:size])
        untouched(desk, file, bad, BackupError)


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04 a zip", b"\0" * 9000, b"SQLite format 3\0"])
def test_another_kind_of_file_is_refused(desk: Bench, file: Path, raw: bytes) -> None:
    bad = file.with_name("b.db")
    bad.write_bytes(raw)
    untouched(desk, file, bad, BackupError)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER t AFTER INSERT ON client BEGIN DELETE FROM contact_edit; END",
        "CREATE VIEW v AS SELECT * FROM client",
        "CREATE TABLE more (a)",
        "ALTER TABLE client ADD COLUMN more TEXT",
        "DROP INDEX ix_run_error_run_id",
        "DROP TABLE invoice",
        "DROP TABLE alembic_version",
    ],
)
def test_a_database_with_other_tables_is_refused(desk: Bench, file: Path, sql: str) -> None:
    desk.store.close()
    bad = file.with_name("b.db")
    shutil.copy(file, bad)
    with closing(sqlite3.connect(bad)) as db:
        db.execute(sql)
        db.commit()
    untouched(desk, file, bad, BackupForeign)


def test_a_table_without_its_constraints_is_refused(desk: Bench, file: Path) -> None:
    desk.store.close()
    bad = file.with_name("b.db")
    shutil.copy(file, bad)
    with closing(sqlite3.connect(bad)) as db:
        db.execute("CREATE TABLE plain AS SELECT * FROM scheduled_payment")
        db.execute("DROP TABLE scheduled_payment")
        db.execute("ALTER TABLE plain RENAME TO scheduled_payment")
        db.commit()
    untouched(desk, file, bad, BackupForeign)


def test_a_backup_of_a_newer_version_is_refused(desk: Bench, file: Path) -> None:
    bad = backups.back_up(file, file.with_name("b.db")).path
    with closing(sqlite3.connect(bad)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
    untouched(desk, file, bad, BackupNewer)


def test_the_store_itself_and_nothing_at_all_are_no_backups(desk: Bench, file: Path) -> None:
    with pytest.raises(BackupForeign):
        backups.restore(file, file, AT)
    with pytest.raises(BackupMissing):
        backups.restore(file, file.with_name("nothing.db"), AT)


# --- a damaged store ------------------------------------------------------------------------------


@pytest.mark.warns_in_log
def test_a_damaged_store_is_moved_aside_and_a_backup_takes_its_place(
    tmp_path: Path, file: Path
) -> None:
    with bench(store_url(tmp_path), members=SOME) as desk:
        desk.refresh()
        typed(desk, "555 0100")
        before = rows(desk)
        backups.daily_backup(file, TODAY)
    file.write_bytes(b"not a database at all" * 500)
    newest = backups.newest_sound(file)
    assert newest is not None
    with pytest.raises(StoreDamaged):
        backups.restore(file, newest.path, AT)
    file.with_name("gymdesk.db-wal").write_bytes(b"a log that must not be played again")
    aside = backups.replace_store(file, newest.path, AT)
    assert aside is not None
    assert aside.read_bytes().startswith(b"not a database at all")
    assert aside.with_name(aside.name + "-wal").exists()
    store = Store.open(store_url(tmp_path))
    assert table_rows(store, *EVERY_TABLE) == before
    store.close()


@pytest.mark.warns_in_log
def test_without_a_backup_the_desk_starts_empty_and_keeps_the_damaged_file(
    tmp_path: Path, file: Path
) -> None:
    file.write_bytes(b"not a database at all" * 500)
    assert backups.newest_sound(file) is None
    aside = backups.replace_store(file, None, AT)
    assert aside is not None
    assert not file.exists()
    store = Store.open(store_url(tmp_path))
    assert table_rows(store, "club") == {"club": []}
    store.close()


def test_the_newest_sound_backup_passes_over_damaged_ones(desk: Bench, file: Path) -> None:
    first = backups.daily_backup(file, TODAY - timedelta(days=1))
    second = backups.daily_backup(file, TODAY)
    assert first is not None
    assert second is not None
    os.utime(first.path, (1000, 1000))
    second.path.write_bytes(second.path.read_bytes()[:-5000])
    found = backups.newest_sound(file)
    assert found is not None
    assert found.path == first.path


# --- before an update -----------------------------------------------------------------------------


@pytest.fixture
def newer_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Make this program one that knows a revision after the newest one."""
    there = tmp_path / "migrations"
    shutil.copytree(opening.MIGRATIONS, there)
    (there / "versions" / "9000_next.py").write_text(
        f'revision = "9000"\ndown_revision = "{opening.HEAD}"\nbranch_labels = depends_on = None\n'
        "def upgrade(): pass\ndef downgrade(): pass\n"
    )
    for module in (opening, backup_files):
        monkeypatch.setattr(module, "MIGRATIONS", there)
        monkeypatch.setattr(module, "HEAD", "9000")
    monkeypatch.setattr(backups, "HEAD", "9000")
    return "9000"


def made_before(tmp_path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with bench(store_url(tmp_path), members=SOME) as desk:
        desk.refresh()
        return rows(desk)


def test_an_update_of_the_tables_keeps_the_store_of_before(
    tmp_path: Path, file: Path, request: pytest.FixtureRequest
) -> None:
    before = made_before(tmp_path)
    was = opening.HEAD
    assert backups.listed(file) == ()
    request.getfixturevalue("newer_program")
    Store.open(store_url(tmp_path)).close()
    (kept,) = backups.listed(file)
    assert kept.kind == BackupKind.BEFORE_UPDATE
    assert backups.contents_of(kept.path).revision == was
    with closing(sqlite3.connect(kept.path)) as db:
        for table, found in before.items():
            assert db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == len(found)
    Store.open(store_url(tmp_path)).close()
    assert len(backups.listed(file)) == 1


def test_without_its_backup_the_tables_are_not_updated(
    tmp_path: Path, file: Path, request: pytest.FixtureRequest
) -> None:
    made_before(tmp_path)
    request.getfixturevalue("newer_program")
    (tmp_path / "backups").write_text("a file where the folder should be")
    before = file.read_bytes()
    with pytest.raises(BackupDenied):
        Store.open(store_url(tmp_path))
    assert file.read_bytes() == before


def test_a_backup_of_an_older_version_is_updated_on_its_way_back(
    tmp_path: Path, file: Path, request: pytest.FixtureRequest
) -> None:
    before = made_before(tmp_path)
    taken = backups.back_up(file, tmp_path / "old.db").path
    request.getfixturevalue("newer_program")
    store = Store.open(store_url(tmp_path))
    backups.restore(file, taken, datetime(2026, 11, 21, tzinfo=UTC))
    assert table_rows(store, *EVERY_TABLE) == before
    store.close()
    assert backups.summary_of(file).revision == "9000"
