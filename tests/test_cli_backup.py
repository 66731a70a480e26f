"""`backup`, `restore` and `check` as the command line says them."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from gymdesk.cli import app
from gymdesk.commands import Commands
from gymdesk.locks import refresh_lock, window_lock
from gymdesk.paths import places
from gymdesk.store.opening import file_url
from gymdesk.store.unit_of_work import Store
from tests.store.test_migrations import EVERY_TABLE
from tests.sync.fakes import bench, table_rows

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Caller:
    """Calls the command line on one folder."""

    data_dir: Path

    @property
    def file(self) -> Path:
        return places(self.data_dir).store_file

    def call(self, *words: str, exit_code: int = 0, stdin: str | None = None) -> tuple[str, str]:
        line = ["--data-dir", str(self.data_dir), *words]
        result = CliRunner().invoke(app, line, input=stdin, catch_exceptions=False)
        assert result.exit_code == exit_code, (words, result.output)
        return result.stdout, result.stderr

    def ask(self, *words: str, exit_code: int = 0) -> dict[str, Any]:
        found = json.loads(self.call(*words, "--json", exit_code=exit_code)[0])
        assert isinstance(found, dict)
        return found

    def type_contact(self, text: str) -> None:
        with bench(file_url(self.file)) as desk:
            client = next(iter(desk.rows().values()))
            Commands(desk.store, desk.clock).set_contact(
                client.client_id, staff="Jordan", phone=text
            )

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        with closing(Store.open(file_url(self.file))) as store:
            return table_rows(store, *EVERY_TABLE)


@pytest.fixture
def caller(tmp_path: Path) -> Caller:
    made = Caller(tmp_path / "desk")
    made.data_dir.mkdir()
    with bench(file_url(made.file), members=range(910000130, 910000142)) as desk:
        desk.refresh()
    made.type_contact("555 0100")
    return made


def test_a_backup_is_told_and_can_be_put_back(caller: Caller, tmp_path: Path) -> None:
    before = caller.rows()
    target = tmp_path / "mine.db"
    taken = caller.ask("backup", str(target))["backup"]
    assert {k: taken[k] for k in ("file", "clubs", "clients", "contacts_typed", "runs")} == {
        "file": str(target),
        "clubs": 1,
        "clients": 12,
        "contacts_typed": 1,
        "runs": 1,
    }
    assert taken["bytes"] == target.stat().st_size
    caller.type_contact("555 0200")
    after = caller.rows()
    found = caller.ask("restore", str(target), "--yes")
    assert found["lost"] == {
        "clubs": 0,
        "clients": 0,
        "contacts_typed": 1,
        "runs": 0,
        "typed": {"contact_edit": 1},
    }
    assert caller.rows() == before
    caller.call("restore", found["former_store"], "--yes")
    assert caller.rows() == after


def test_without_json_the_same_is_told_in_sentences(caller: Caller, tmp_path: Path) -> None:
    target = str(tmp_path / "mine.db")
    told, _ = caller.call("backup", target)
    assert told.startswith(f"Backed up to {target}: 12 clients, 1 club, 1 contact, 1 refresh")
    caller.type_contact("555 0200")
    told, preview = caller.call("restore", target, "--yes")
    assert "Not in the backup, typed or changed since: 1 contact." in preview
    assert told.startswith("Restored: 12 clients, 1 club")


def test_without_a_terminal_a_restore_needs_its_yes(caller: Caller, tmp_path: Path) -> None:
    target = str(tmp_path / "mine.db")
    caller.call("backup", target)
    before = caller.rows()
    _, said = caller.call("restore", target, exit_code=2, stdin="y\n")
    assert "--yes" in said
    assert caller.rows() == before


@pytest.mark.parametrize(("typed", "exit_code"), [("y\n", 0), ("n\n", 1)])
def test_at_a_terminal_a_restore_asks_after_the_preview(
    caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, exit_code: int
) -> None:
    from gymdesk import cli_store

    class Terminal:
        @staticmethod
        def isatty() -> bool:
            return True

    target = str(tmp_path / "mine.db")
    caller.call("backup", target)
    caller.type_contact("555 0200")
    before = caller.rows()
    monkeypatch.setattr(cli_store, "sys", type("System", (), {"stdin": Terminal()}))
    _, said = caller.call("restore", target, exit_code=exit_code, stdin=typed)
    assert said.index("The backup of") < said.index("Restore this backup?")
    assert (caller.rows() == before) == bool(exit_code)


@pytest.mark.parametrize("raw", [b"", b"not a backup", None])
def test_a_file_that_is_no_backup_is_refused(
    caller: Caller, tmp_path: Path, raw: bytes | None
) -> None:
    before = caller.rows()
    bad = tmp_path / "bad.db"
    if raw is not None:
        bad.write_bytes(raw)
    found = caller.ask("restore", str(bad), "--yes", exit_code=1)
    assert str(bad) in found["error"]["message"]
    assert caller.rows() == before


@pytest.mark.warns_in_log
def test_a_damaged_store_is_moved_aside_by_a_restore(caller: Caller, tmp_path: Path) -> None:
    before = caller.rows()
    target = str(tmp_path / "mine.db")
    caller.call("backup", target)
    caller.file.write_bytes(b"not a database at all" * 100)
    assert caller.ask("check", exit_code=1)["violations"][0]["rule"] == "integrity"
    caller.call("backup", str(tmp_path / "other.db"), exit_code=1)
    found = caller.ask("restore", target, "--yes")
    assert found["lost"] is None
    assert "damaged-" in found["former_store"]
    assert caller.rows() == before


def test_a_backup_fills_an_empty_folder(caller: Caller, tmp_path: Path) -> None:
    before = caller.rows()
    target = str(tmp_path / "mine.db")
    caller.call("backup", target)
    other = Caller(tmp_path / "new PC")
    assert other.ask("restore", target, "--yes")["former_store"] is None
    assert other.rows() == before


def test_nothing_is_restored_under_an_open_window_or_a_running_refresh(
    caller: Caller, tmp_path: Path
) -> None:
    target = str(tmp_path / "mine.db")
    caller.call("backup", target)
    where = places(caller.data_dir)
    with window_lock(where, None).held():
        said = caller.ask("restore", target, "--yes", exit_code=1)
        assert said["error"]["title"] == "GymDesk is open on this store"
        caller.call("backup", target)  # that is always possible
    with refresh_lock(where, None, shared=True).held():
        said = caller.ask("restore", target, "--yes", exit_code=1)
        assert said["error"]["title"] == "A refresh is running"
    caller.call("restore", target, "--yes")


def test_a_backup_onto_a_drive_that_is_not_there_is_not_written_elsewhere(
    caller: Caller, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    _, err = caller.call("backup", str(stick / "kept.db"), exit_code=1)
    assert "There is no such folder" in err
    assert str(stick) in err
    assert not stick.exists()


def test_a_store_of_a_newer_version_is_named_as_what_it_is(caller: Caller, tmp_path: Path) -> None:
    with closing(sqlite3.connect(caller.file)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
    _, err = caller.call("backup", str(tmp_path / "kept.db"), exit_code=1)
    assert "The store belongs to a newer GymDesk" in err
    assert str(caller.file) in err


def test_without_a_store_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    caller = Caller(tmp_path / "empty")
    said = caller.ask("backup", str(tmp_path / "mine.db"), exit_code=1)
    assert said["error"]["title"] == "There is no store yet"
    assert not (tmp_path / "mine.db").exists()


@pytest.mark.parametrize("command", [("backup", "f.db"), ("restore", "f.db", "--yes")])
def test_a_server_is_backed_up_by_its_own_tools(caller: Caller, command: tuple[str, ...]) -> None:
    words = ("--database-url", "postgresql://nowhere/gym", *command)
    _, said = caller.call(*words, exit_code=1)
    assert "pg_dump" in said


def test_the_check_tells_what_is_wrong_with_exit_1(caller: Caller) -> None:
    assert caller.ask("check") == {"violations": []}
    assert caller.call("check")[0] == "The store is sound.\n"
    with closing(sqlite3.connect(caller.file)) as db:
        db.execute("UPDATE balance_snapshot SET no_date_cents = no_date_cents + 1 WHERE id = 2")
        db.commit()
    (violation,) = caller.ask("check", exit_code=1)["violations"]
    assert set(violation) == {"rule", "severity", "count", "samples", "advice"}
    assert (violation["rule"], violation["count"]) == ("buckets_add_up", 1)
    assert violation["samples"] == ["snapshot 2"]
    assert "buckets_add_up" in caller.call("check", exit_code=1)[0]


def test_the_check_of_nothing_says_that_it_is_nothing(tmp_path: Path) -> None:
    out, said = Caller(tmp_path / "empty").call("check")
    assert "There is no store yet" in said
    assert out == ""
