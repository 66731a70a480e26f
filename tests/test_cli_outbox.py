"""`gymdesk-cli outbox`: what waits, what needs somebody, and what is done about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from gymdesk.bootstrap import open_desk
from gymdesk.cli import app
from gymdesk.commands import ClubDraft
from gymdesk.domain.client import Source
from gymdesk.domain.outbox import CreateLead, FieldChange, Reason, Sight, UpdateLead, WriteState
from gymdesk.settings import Settings, SettingsFile

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.bootstrap import Desk
    from gymdesk.domain.outbox import Intent, WriteId

NADIA = CreateLead("Nadia", "Farouk", "nadia@mail.example")
CHIARA = UpdateLead("5521", "Chiara Romano", (FieldChange("status", "New", "Contacted"),))


def outbox(folder: Path, *words: str) -> tuple[int, Any]:
    """Run a command of the outbox; return its exit code and its document."""
    done = CliRunner().invoke(app, ["--data-dir", str(folder), "outbox", *words, "--json"])
    return done.exit_code, json.loads(done.stdout)


def ask(desk: Desk, intent: Intent) -> WriteId:
    club = desk.queries.clubs()[0]
    key = f"form {intent}"
    return desk.commands.outbox.ask(club.club_id, Source.WODIFY, intent, key=key, staff="Jordan")


def goes_to(desk: Desk, write_id: WriteId, *steps: tuple[WriteState, Reason]) -> None:
    with desk.store.begin() as work:
        for state, reason in steps:
            write = work.outbox.find(write_id)
            assert write is not None
            sight = Sight({"status": "Trial"})
            work.outbox.append(write, state, reason, desk.clock.now_utc(), sight=sight)
        work.commit()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    SettingsFile(tmp_path / "settings.json").save(Settings(staff="Jordan", wodify_writes=True))
    desk = open_desk(tmp_path)
    assert desk.settings.load().wodify_writes
    desk.commands.add_club(ClubDraft("Harbour Street"))
    write_id = ask(desk, NADIA)
    goes_to(desk, ask(desk, CHIARA), (WriteState.CONFLICT, Reason.CHANGED))
    assert write_id == 1
    desk.close()
    return tmp_path


def test_the_list_shows_what_waits_and_what_needs_somebody(folder: Path) -> None:
    code, document = outbox(folder, "list")
    assert code == 1, "a conflict needs somebody"
    (club,) = document["clubs"]
    assert (club["club"], club["writes_on"]) == ("Harbour Street", ["wodify"])
    conflict, waiting = club["rows"]
    assert (waiting["state"], waiting["message"]) == ("pending", "Not sent yet.")
    assert waiting["record_id"] is None
    assert conflict["differences"] == [
        {"field": "status", "seen": "New", "now": "Trial", "wanted": "Contacted"}
    ]
    assert conflict["asked_by"] == "Jordan"


def test_a_list_in_which_all_only_waits_is_all_right(folder: Path) -> None:
    assert outbox(folder, "discard", "2")[0] == 0
    code, document = outbox(folder, "list")
    assert code == 0
    assert [row["write_id"] for row in document["clubs"][0]["rows"]] == [1]
    _, document = outbox(folder, "list", "--all")
    assert [row["state"] for row in document["clubs"][0]["rows"]] == ["discarded", "pending"]


def test_what_is_discarded_says_by_whom(folder: Path) -> None:
    code, document = outbox(folder, "discard", "1")
    assert code == 0
    (row,) = document["clubs"][0]["rows"]
    assert (row["steps"][-1]["state"], row["steps"][-1]["staff"]) == ("discarded", "Jordan")


def test_a_retry_of_what_is_over_is_a_wrong_call(folder: Path) -> None:
    outbox(folder, "discard", "1")
    code, document = outbox(folder, "retry", "1")
    assert code == 2
    assert document["error"]["title"] == "Change 1 cannot be tried again or discarded"


def test_a_change_that_does_not_exist_is_a_wrong_call(folder: Path) -> None:
    assert outbox(folder, "retry", "99")[0] == 2


def test_nothing_is_tried_again_while_writes_are_off(folder: Path) -> None:
    SettingsFile(folder / "settings.json").save(Settings(staff="Jordan"))
    code, document = outbox(folder, "retry", "2")
    assert code == 2
    assert document["error"]["title"] == "Changes in WODIFY are switched off"


def test_a_sending_that_its_program_did_not_live_to_see_shows_as_check(folder: Path) -> None:
    desk = open_desk(folder)
    goes_to(desk, 1, (WriteState.SENDING, Reason.STARTED))  # type: ignore[arg-type]
    with desk.store.begin() as work:
        work._connection.exec_driver_sql(
            "UPDATE outbox_step SET at_utc = '2026-11-01 10:00:00.000000' WHERE state = 'sending'"
        )
        work.commit()
    desk.close()
    code, document = outbox(folder, "list")
    assert code == 1
    row = document["clubs"][0]["rows"][1]
    assert (row["state"], row["reason"]) == ("check", "broken off")
    assert "may be done or not" in row["message"]
