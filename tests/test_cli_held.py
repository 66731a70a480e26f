"""`gymdesk-cli held` on a desk whose last sweep waits for a decision."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from gymdesk.cli import app
from gymdesk.cli_held import why_held
from gymdesk.domain.sweep import SweepFinding
from gymdesk.paths import places
from gymdesk.rows import RunStatus
from gymdesk.store.opening import file_url
from tests.sync.fakes import bench, roster_becomes

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.warns_in_log, pytest.mark.xdist_group("cli")]

MEMBERS = range(910000130, 910000142)


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """Return the data folder of a desk whose list was cut from twelve people to six."""
    where = places(tmp_path)
    where.make()
    with bench(file_url(where.store_file), members=MEMBERS) as desk:
        desk.refresh()
        roster_becomes(desk, lambda member: member in MEMBERS[:6])
        assert desk.refresh().status == RunStatus.HELD
    return tmp_path


def call(data_dir: Path, *words: str, exit_code: int = 0) -> Any:
    done = CliRunner().invoke(app, ["--data-dir", str(data_dir), *words])
    assert done.exit_code == exit_code, (words, done.output, done.exception)
    return done


def document(data_dir: Path, *words: str, exit_code: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(call(data_dir, *words, "--json", exit_code=exit_code).stdout)
    return found


def missing(data_dir: Path) -> int:
    (club,) = document(data_dir, "clients")["clubs"]
    return sum("missing" in row["flags"] for row in club["rows"])


def test_what_waits_is_listed_with_both_figures_and_exit_code_1(held: Path) -> None:
    (sweep,) = document(held, "held", exit_code=1)["held"]
    assert (sweep["club"], sweep["source"]) == ("Harbour Street", "clubos")
    assert (sweep["people_known"], sweep["people_gone"], len(sweep["changes"])) == (12, 6, 6)
    assert {c["missing"] for c in sweep["changes"]} == {True}
    assert {c["swept"] for c in sweep["changes"]} == {None}
    shown = call(held, "held", exit_code=1).output
    assert "6 of 12 people are not in it" in shown
    assert "not in the list" in shown


def test_the_lists_flag_what_is_held_and_warn(held: Path) -> None:
    (club,) = document(held, "clients")["clubs"]
    assert sum("held" in row["flags"] for row in club["rows"]) == 6
    shown = call(held, "collections", "--club", "Harbour Street").output
    assert "waits for a decision" in shown
    (source,) = document(held, "status")["clubs"][0]["sources"][:1]
    assert source["health"] == "held"


def test_accepting_marks_those_who_are_gone_as_missing(held: Path) -> None:
    found = document(held, "held", "accept")
    assert (found["decision"], found["clients"]) == ("accept", 6)
    assert missing(held) == 6
    assert document(held, "held") == {"held": [], "decision": None, "clients": None}


def test_dropping_leaves_everybody_where_they_are(held: Path) -> None:
    assert "figures of 6 clients stay" in call(held, "held", "drop").output
    assert missing(held) == 0
    assert "No sweep waits" in call(held, "held").output


def test_a_decision_over_nothing_is_a_wrong_call(held: Path) -> None:
    call(held, "held", "drop")
    assert document(held, "held", "accept", exit_code=2)["error"]["title"] == (
        "No sweep waits for a decision"
    )


def test_a_decision_is_for_the_gym_that_is_named(held: Path) -> None:
    call(held, "club", "add", "Mill Lane", "--clubos-url", "https://clubos.example")
    call(held, "held", "accept", "--club", "Mill Lane", exit_code=2)
    assert len(document(held, "held", exit_code=1)["held"]) == 1


def test_why_a_sweep_is_held_is_said_in_one_sentence() -> None:
    both = why_held(SweepFinding(20, 7, 36000, 27000), "USD")
    assert both == (
        "7 of 20 people are not in it and $270.00 of $360.00 is gone and nothing in it says that "
        "it was paid"
    )
