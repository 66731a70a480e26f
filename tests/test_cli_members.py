"""`gymdesk-cli` and WODIFY over a real socket: set up, refresh, list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from gymdesk.cli import app
from gymdesk.demo import DEMO_KEY, DemoWodify, WodifyKnobs, demo_wodify
from gymdesk.demo.serve import running
from tests.sync.fakes import TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLUB = ("--club", "Harbour Street")


class Desk:
    """A command line on a folder of its own, beside a WODIFY that answers."""

    def __init__(self, folder: Path, address: str, gym: DemoWodify) -> None:
        self.folder, self.address, self.gym = folder, address, gym

    def call(self, *words: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(app, ["--data-dir", str(self.folder), *words], input=stdin)

    def told(self, *words: str) -> Any:
        result = self.call(*words, "--json")
        return json.loads(result.stdout)

    def set_up(self, *options: str) -> None:
        wodify = ("--wodify-url", self.address, "--wodify-location", "20", *options)
        assert self.call("club", "add", CLUB[1], *wodify).exit_code == 0
        kept = self.call("credentials", "set", "wodify", *CLUB, stdin=f"{DEMO_KEY}\n")
        assert kept.exit_code == 0, kept.output


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    gym = demo_wodify(TODAY, clients=40, rows=100, leads=20)
    with running(gym.app) as address:
        yield Desk(tmp_path, address, gym)


def test_one_entity_is_refreshed_by_its_name(desk: Desk) -> None:
    desk.set_up()
    runs = desk.told("refresh", "--source", "wodify", "--entity", "Leads")["runs"]
    assert [(r["entity"], r["status"]) for r in runs] == [("leads", "complete")]
    refused = desk.call("refresh", "--entity", "clients")
    assert refused.exit_code == 2
    assert "There are no clients to refresh there" in refused.stderr


@pytest.mark.parametrize("base", ["", "/v1/"])
def test_a_gym_is_set_up_refreshed_and_listed(desk: Desk, base: str) -> None:
    desk.address += base
    desk.set_up()
    result = desk.call("refresh", "--source", "wodify", "--json")
    assert result.exit_code == 0
    runs = json.loads(result.stdout)["runs"]
    assert [(r["entity"], r["status"], r["created"]) for r in runs] == [
        ("members", "complete", 40),
        ("leads", "complete", 20),
        ("invoices", "complete", len(desk.gym.ledger.bills)),
    ]
    again = desk.told("refresh", "--source", "wodify", "--force")["runs"]
    assert [(r["unchanged"], r["updated"], r["created"]) for r in again] == [
        (r["created"], 0, 0) for r in runs
    ]
    (club,) = desk.told("memberships")["clubs"]
    assert len(club["rows"]) == 40
    (club,) = desk.told("leads")["clubs"]
    assert {row["lead_id"] for row in club["rows"]} == {str(e.id) for e in desk.gym.ledger.leads}
    (club,) = desk.told("collections")["clubs"]
    assert {tuple(row["source_ids"]) for row in club["rows"]} == {("wodify",)}
    status = desk.told("status")["clubs"][0]["sources"]
    assert [(s["source"], s["entity"]) for s in status if s["configured"]] == [
        ("wodify", "members"),
        ("wodify", "leads"),
        ("wodify", "invoices"),
    ]


def test_a_person_reads_them_as_tables(desk: Desk) -> None:
    desk.set_up()
    desk.call("refresh", "--source", "wodify")
    members = desk.call("memberships").stdout
    for words in ("Bea Lindholm", "105.00", "comp", "no membership", "ends_on"):
        assert words in members
    assert "Kim Hollis" in desk.call("leads", *CLUB).stdout


def test_a_wrong_key_is_said_and_never_printed(desk: Desk) -> None:
    desk.set_up()
    desk.call("credentials", "set", "wodify", *CLUB, stdin="another-word\n")
    result = desk.call("refresh", "--source", "wodify")
    assert result.exit_code == 1
    assert "WODIFY did not accept the key" in result.output
    assert "another-word" not in result.output


def test_the_documented_profile_is_chosen_with_the_club(tmp_path: Path) -> None:
    gym = demo_wodify(TODAY, knobs=WodifyKnobs(profile="documented"), clients=40, rows=100)
    with running(gym.app) as address:
        desk = Desk(tmp_path, address, gym)
        desk.set_up("--wodify-profile", "documented")
        runs = desk.told("refresh", "--source", "wodify")["runs"]
    assert [(r["entity"], r["status"]) for r in runs] == [
        ("members", "complete"),
        ("leads", "complete"),
    ]


def test_a_probe_says_per_question_what_the_key_reaches(desk: Desk) -> None:
    desk.set_up()
    (club,) = desk.told("probe")["clubs"]
    assert club["health"]["status"] == "healthy"
    assert [p["verdict"] for p in club["probes"]] == ["ok"] * 8
    desk.gym.knobs.no_right = {"/v1/financials/invoices"}
    desk.gym.knobs.absent = {"/v1/customers/locations"}
    desk.gym.knobs.dropped = {"lead_status"}
    result = desk.call("probe")
    assert result.exit_code == 1
    for words in ("no right", "wrong path", "fields missing", "raw_status"):
        assert words in result.stdout
    assert DEMO_KEY not in result.output
    assert desk.gym.knobs.writes() == []


def test_people_are_joined_and_parted_from_the_command_line(desk: Desk) -> None:
    desk.set_up()
    desk.call("refresh", "--source", "wodify")
    assert desk.told("joins")["clubs"] == [{"club": CLUB[1], "likely": [], "joined": []}]
    result = desk.call("join", "1", "2", *CLUB)
    assert result.exit_code == 2
    assert "there they are two people" in result.output
    assert desk.call("part", "1", *CLUB).exit_code == 2


def test_what_a_state_means_is_said_and_taken_back(desk: Desk) -> None:
    desk.set_up()
    lead = next(iter(desk.gym.server.leads.values()))
    lead["lead_status"] = "On Ramp trial"
    desk.call("refresh", "--source", "wodify")

    def status() -> str:
        (club,) = desk.told("leads")["clubs"]
        return next(r["status"] for r in club["rows"] if r["lead_id"] == str(lead["id"]))

    def row() -> Any:
        (club,) = desk.told("states", *CLUB)["clubs"]
        return next(r for r in club["rows"] if r["label"] == "On Ramp trial")

    assert status() == "Other"
    assert row() == {
        "kind": "lead",
        "label": "On Ramp trial",
        "count": 1,
        "usual": None,
        "said": None,
        "meaning": None,
    }
    assert desk.call("state", "on ramp trial", "interested", *CLUB).exit_code == 0
    assert (status(), row()["meaning"]) == ("Interested", "Interested")
    assert "already" in desk.call("state", "On Ramp trial", "Interested", *CLUB).stderr
    assert desk.call("state", "On Ramp trial", "usual", *CLUB).exit_code == 0
    assert status() == "Other"
    wrong = desk.call("state", "On Ramp trial", "Sleeping", *CLUB)
    assert wrong.exit_code == 2
    assert "one of New, Interested" in wrong.stderr
    assert desk.call("state", "On Tour", "suspended", "--of", "client", *CLUB).exit_code == 0
    assert "On Ramp trial" in desk.call("states").stdout
