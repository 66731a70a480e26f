"""`gymdesk-cli` and WODIFY over a real socket: set up, refresh, list."""

from __future__ import annotations

import json
import re
from datetime import datetime
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


MEMBER_KEYS = (
    *("client_id", "source_ids", "name", "status", "raw_status", "membership", "membership_id"),
    *("start_on", "end_on", "monthly_price", "price_basis", "email", "flags"),
)
LEAD_KEYS = (
    *("lead_id", "name", "status", "raw_status", "converted", "email", "phone", "created_at"),
    *("lead_source", "days_without_contact"),
)
MEMBER_STATUSES = {
    *("Active", "Pending", "Suspended", "Cancelled", "Inactive", "no_membership", "Unknown"),
}
LEAD_STATUSES = {"New", "Interested", "Contacted", "Converted", "Lost", "Other"}


def text_or_none(value: object) -> bool:
    return value is None or (isinstance(value, str) and value != "")


def test_the_json_has_the_promised_keys_in_their_order_and_nothing_else(desk: Desk) -> None:
    desk.set_up()
    desk.call("refresh", "--source", "wodify")
    members, leads = desk.told("memberships"), desk.told("leads")
    for document, keys in ((members, MEMBER_KEYS), (leads, LEAD_KEYS)):
        assert list(document) == ["clubs"]
        (club,) = document["clubs"]
        assert list(club) == ["club", "rows"]
        assert {tuple(row) for row in club["rows"]} == {keys}
    for row in members["clubs"][0]["rows"]:
        assert isinstance(row["client_id"], int)
        assert list(row["source_ids"]) == ["wodify"]
        assert row["status"] in MEMBER_STATUSES
        assert row["price_basis"] in {"monthly", "prorated", "estimated", "comp", None}
        priced = row["price_basis"] not in {"comp", None}
        assert (row["monthly_price"] is not None) == priced, "unknown is not zero"
        assert row["monthly_price"] is None or re.fullmatch(r"\d+\.\d\d", row["monthly_price"])
        for day in (row["start_on"], row["end_on"]):
            assert day is None or re.fullmatch(r"\d{4}-\d\d-\d\d", day)
        names = ("raw_status", "membership", "membership_id", "email")
        assert all(text_or_none(row[name]) for name in names), row
        assert row["flags"] == sorted(row["flags"])
    for row in leads["clubs"][0]["rows"]:
        assert row["status"] in LEAD_STATUSES
        assert isinstance(row["converted"], bool)
        assert all(text_or_none(row[name]) for name in ("email", "phone", "lead_source"))
        assert datetime.fromisoformat(row["created_at"]).tzinfo is not None
        assert row["days_without_contact"] is None or row["days_without_contact"] >= 0


def test_who_has_no_price_no_membership_or_an_odd_state_is_there_all_the_same(desk: Desk) -> None:
    desk.set_up()
    desk.call("refresh", "--source", "wodify")
    rows = {row["name"]: row for row in desk.told("memberships")["clubs"][0]["rows"]}

    def told(name: str) -> tuple[Any, ...]:
        row = rows[name]
        return row["status"], row["membership"], row["monthly_price"], row["price_basis"]

    assert told("Bram Eskildsen") == ("Active", "Quarterly", None, None)
    assert told("Eli Fontaine") == ("Active", "Coach", None, "comp")
    assert told("Lena Calloway") == ("no_membership", None, None, None)
    assert told("Ria Thorsen") == ("Unknown", "Unlimited 12M", "99.00", "monthly")
    assert rows["Ria Thorsen"]["raw_status"] == "On Tour"
    assert told("Anouk Peralta") == ("Unknown", None, None, None)
    assert rows["Anouk Peralta"]["flags"] == ["unclear"]
    assert rows["Cleo Montfort"]["end_on"] is None


def test_families_apostrophes_and_large_ids_come_through_to_the_command_line(desk: Desk) -> None:
    desk.set_up()
    desk.call("refresh", "--source", "wodify")
    rows = {row["name"]: row for row in desk.told("memberships")["clubs"][0]["rows"]}
    family = [rows[f"{first} Calloway"] for first in ("Lena", "Mila", "Noah")]
    assert {row["email"].casefold() for row in family} == {"the.calloways@example.test"}
    assert len({row["client_id"] for row in family}) == 3, "one address, three people"
    assert rows["Oda Brisbane"]["email"] is None
    assert rows["Xenia O'Hanlon"]["email"] == "x.o'hanlon@example.test"
    assert rows["Yara Duplessis"]["source_ids"] == {"wodify": "5000000001"}
    assert rows["Zoë Müller-Årnes"]["source_ids"] == {"wodify": "7000026"}
    ashdowns = [r for r in desk.told("clients")["clubs"][0]["rows"] if r["name"] == "Robin Ashdown"]
    assert len({row["client_id"] for row in ashdowns}) == 2
    leads = {row["lead_id"]: row for row in desk.told("leads")["clubs"][0]["rows"]}
    assert leads["4200000014"]["name"] == "Yun Rosenthal"
    assert leads["900012"]["name"] == "Val O'Dowd"
    debts = {row["name"]: row for row in desk.told("collections")["clubs"][0]["rows"]}
    assert debts["Yara Duplessis"]["past_due"] == "50.00"
    again = desk.told("refresh", "--source", "wodify", "--force")["runs"]
    assert [(r["created"], r["updated"], r["failed"]) for r in again[:2]] == [(0, 0, 0)] * 2


def test_a_club_that_fails_is_there_with_what_was_known_and_the_other_as_well(desk: Desk) -> None:
    desk.set_up()
    assert desk.call("club", "add", "Old Mill", "--wodify-url", desk.address).exit_code == 0
    kept = ("credentials", "set", "wodify", "--club", "Old Mill")
    assert desk.call(*kept, stdin="wrong\n").exit_code == 0
    result = desk.call("refresh", "--source", "wodify", "--json")
    assert result.exit_code == 1
    runs = json.loads(result.stdout)["runs"]
    assert [(r["club"], r["entity"], r["status"]) for r in runs] == [
        *((CLUB[1], entity, "complete") for entity in ("members", "leads", "invoices")),
        *(("Old Mill", entity, "failed") for entity in ("members", "leads", "invoices")),
    ]
    for command in ("memberships", "leads"):
        clubs = desk.told(command)["clubs"]
        assert [club["club"] for club in clubs] == [CLUB[1], "Old Mill"]
        assert clubs[0]["rows"]
        assert clubs[1]["rows"] == []
    before = desk.told("memberships")
    desk.gym.knobs.broken = {"/v1/clients": "error 500", "/v1/leads": "error 500"}
    assert desk.call("refresh", "--source", "wodify", "--force").exit_code == 1
    assert desk.told("memberships") == before, "an outage is not an empty gym"


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
