"""`gymdesk-cli case`: the debts worked without a window, on the same commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from gymdesk.cli import app
from tests.case_desk import CaseDesk, case_desk, owed, paid
from tests.sync.fakes import agreement, person, reading, store_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result


class Case:
    """Runs `gymdesk-cli case …` on the store of a desk, at the desk's time."""

    def __init__(self, desk: CaseDesk, home: Path) -> None:
        self.desk = desk
        self._before = ["--data-dir", str(home / "data"), "--database-url", store_url(home), "case"]

    def run(self, *words: object) -> Result:
        return CliRunner().invoke(app, [*self._before, *map(str, words)])

    def tell(self, *words: object) -> dict[str, Any]:
        """Return the one JSON document of a command that worked."""
        done = self.run(*words, "--json")
        assert done.exit_code == 0, done.output
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def refused(self, *words: object) -> str:
        """Return what a wrong call is told; the document says the same as the words."""
        done = self.run(*words, "--json")
        assert done.exit_code == 2, done.output
        error = json.loads(done.stdout)["error"]
        assert error["message"] in done.stderr
        return f"{error['title']}. {error['message']}"

    def rows(self, *words: object) -> list[dict[str, Any]]:
        (club,) = self.tell("list", *words)["clubs"]
        rows: list[dict[str, Any]] = club["rows"]
        return rows


@pytest.fixture
def case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Case]:
    with case_desk(tmp_path) as desk:
        desk.refresh({1: (owed(),), 2: (owed(cents=50),), 3: (owed(60, 12000),)})
        monkeypatch.setattr("gymdesk.bootstrap.SystemClock", lambda: desk.clock)
        yield Case(desk, tmp_path)


def test_the_list_is_who_to_call_in_order_with_the_reason(case: Case) -> None:
    (club,) = case.tell("list")["clubs"]
    assert [r["name"] for r in club["rows"]] == ["Client 1", "Client 3"]
    first = club["rows"][0]
    assert (first["past_due"], first["tier"], first["stage"], first["next"]) == (
        *("90.00", "D", "new", "find_details"),
    )
    assert first["why"].startswith("Drifting · $90.00 · 20 days")
    assert (first["off_because"], first["promise"], first["last_contact"]) == (None, None, None)
    assert (first["billing"], first["needs_a_person"]) == ("failed", True)
    assert (club["total_past_due"], club["control_total_agrees"]) == ("210.50", True)
    assert (club["to_do"], club["off"], club["promised"], club["orphans"]) == (2, 1, 0, 3)
    assert club["buckets"]["1-30"] == "90.50"
    assert club["by_trainer"][0]["past_due"] == "210.50"
    assert club["rules"]["small_balance_cents"] == 100


def test_parts_of_the_list_are_asked_for(case: Case) -> None:
    assert [r["off_because"] for r in case.rows("--off")] == ["too_small"]
    assert len(case.rows("--all")) == len(case.rows("--orphans")) == 3
    assert case.rows("--promised") == []
    case.tell("promise", case.desk.client(), "2026-11-27")
    assert [r["name"] for r in case.rows("--promised")] == ["Client 1"]
    other = agreement("A9", (owed(),), trainer="Blair Whitcombe")
    case.desk.runs.store_readings(reading(person(9, "Client 9"), other))
    assert [r["name"] for r in case.rows("--trainer", "blair")] == ["Client 9"]
    assert "Choose one of" in case.refused("list", "--off", "--all")
    assert "no club called" in case.refused("list", "--club", "Nowhere")


def test_a_case_is_shown_with_its_history_newest_first(case: Case) -> None:
    mine = case.desk.client()
    case.tell("note", mine, "Moved to Leeds", "--staff", "Jo")
    case.tell("contact", mine, "call", "no_answer", "--note", "rang out", "--staff", "Sam")
    shown = case.tell("show", mine)
    assert [(h["what"], h["staff"], h["note"]) for h in shown["timeline"]] == [
        ("Call · no answer", "Sam", "rang out"),
        ("Note", "Jo", "Moved to Leeds"),
    ]
    assert shown["failure_reason"] == {
        **{"sent": False, "value": None, "words": "not sent by ClubOS"}
    }
    assert shown["last_paid_invoice"] is None
    assert [i["id"] for i in shown["invoices"]] == ["7001"]
    assert shown["think_first"]["call"] == []
    assert shown["last_contact"]["outcome"] == "no_answer"
    assert "not in the store" in case.refused("show", 99)


def test_a_promise_of_an_amount_for_an_invoice(case: Case) -> None:
    mine = case.desk.client()
    words = ("--amount", "50", "--invoice", "7001", "--pays-by", "bank", "--channel", "call")
    case.tell("promise", mine, "2026-11-27", *words, "--note", "after payday")
    promise = case.tell("show", mine)["promise"]
    assert (promise["amount"], promise["asked"], promise["state"]) == ("50.00", "50.00", "open")
    assert (promise["whole"], promise["invoices"], promise["pays_by"]) == (False, 1, "bank")
    assert promise["judged_after_on"] == "2026-12-04"
    case.tell("cancel-promise", promise["promise_id"])
    assert case.tell("show", mine)["promise"] is None


def test_every_event_can_be_undone_and_redone(case: Case) -> None:
    mine = case.desk.client()
    (note,) = case.tell("note", mine, "x")["event_ids"]
    (undo,) = case.tell("undo", note)["event_ids"]
    assert case.tell("show", mine)["timeline"][-1]["undone"]
    case.tell("undo", undo)
    assert not case.tell("show", mine)["timeline"][-1]["undone"]
    assert "no such event" in case.refused("undo", 999)


@pytest.mark.parametrize(
    ("words", "gate"),
    [
        (("dispute",), "disputed"),
        (("hold",), "on_hold"),
        (("agency",), "at_agency"),
        (("write-off",), "written_off"),
        (("do-not-contact",), "do_not_contact"),
        (("plan",), "on_plan"),
    ],
)
def test_marks_are_set_on_several_and_lifted(case: Case, words: tuple[str], gate: str) -> None:
    mine, other = case.desk.client(), case.desk.client(3)
    made = case.tell(*words, mine, other, "--note", "why")["event_ids"]
    assert len(made) == 2
    assert case.rows() == []
    assert [r["off_because"] for r in case.rows("--off")].count(gate) == 2
    case.tell(*words, mine, other, "--lift")
    assert len(case.rows()) == 2


def test_snoozing_says_paid_and_giving_away(case: Case) -> None:
    mine = case.desk.client()
    case.tell("snooze", "2026-12-01", mine)
    row = next(r for r in case.rows("--off") if r["client_id"] == mine)
    assert (row["snoozed_until"], row["next_on"]) == ("2026-12-01", "2026-12-01")
    other = case.desk.client(3)
    case.tell("says-paid", other, "--amount", "120", "--pays-by", "cash")
    row = next(r for r in case.rows("--off") if r["client_id"] == other)
    assert (row["off_because"], row["says_paid"]["judged_after_on"]) == (
        *("says_it_is_paid", "2026-11-23"),
    )
    case.tell("assign", mine, other, "--to", "Sam")
    assert {r["owner"] for r in case.rows("--all")} == {"Sam", None}
    case.tell("assign", mine, other)
    assert {r["owner"] for r in case.rows("--all")} == {None}


def test_contact_details_are_corrected_in_the_case(case: Case) -> None:
    mine = case.desk.client()
    case.tell("details", mine, "--phone", "555 0100", "--staff", "Jo")
    shown = case.tell("show", mine)
    assert (shown["phone"], shown["next"]) == ("555 0100", "call")
    assert shown["timeline"][0]["kind"] == "contact_details"
    assert "Say --phone or --email" in case.refused("details", mine)


def test_a_warning_is_answered_with_a_reason(case: Case) -> None:
    mine = case.desk.client()
    case.tell("contact", mine, "call", "spoke")
    words = case.refused("contact", mine, "call", "no-answer")
    assert "Think twice" in words
    assert "Spoke on 2026-11-21" in words
    case.tell("contact", mine, "call", "no-answer", "--reason", "asked to be called")
    assert case.tell("show", mine)["attempts"] == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("note", "1", "4242 4242 4242 4242"), "That looks like a card number"),
        (("note", "1", "x" * 2001), "That is too long"),
        (("contact", "1", "fax", "spoke"), "fax is not one of call, text"),
        (("contact", "1", "call", "shouted"), "shouted is not one of spoke"),
        (("promise", "1", "tomorrow"), "tomorrow is not a day"),
        (("promise", "1", "2026-11-27", "--amount", "lots"), "lots is not an amount"),
        (("promise", "1", "2026-11-27", "--pays-by", "shells"), "shells is not one of card"),
        (("promise", "1", "2026-11-20"), "in the past"),
        (("snooze", "2026-11-21", "1"), "must be after today"),
        (("aging", "2026-11-22"), "has not been"),
        (("rules", "new_days"), "Say what new_days is to be"),
        (("rules", "nonsense", "1"), "is no rule"),
        (("rules", "quiet_from_h", "25"), "goes from 0 to 24"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_writes_nothing(
    case: Case, words: tuple[str, ...], told: str
) -> None:
    assert told in case.refused(*words)
    assert case.tell("show", case.desk.client())["timeline"] == []


def test_the_rules_are_shown_and_changed(case: Case) -> None:
    assert case.tell("rules")["new_days"] == 14
    assert case.tell("rules", "new_days", 30)["new_days"] == 30
    assert case.rows()[0]["tier"] == "C"


def test_a_past_day_is_aged(case: Case) -> None:
    case.desk.refresh({1: (paid(),)}, days=3)
    (then,) = case.tell("aging", "2026-11-21")["clubs"]
    (now,) = case.tell("aging", "2026-11-24")["clubs"]
    assert (then["total_past_due"], now["total_past_due"]) == ("210.50", "120.50")
    assert then["control_total_agrees"]
    assert [r["name"] for r in now["rows"]] == ["Client 3", "Client 2"]
    assert now["rows"][0]["read_on"] == "2026-11-21"


def test_a_past_day_before_the_first_refresh_is_unknown(case: Case) -> None:
    (before,) = case.tell("aging", "2026-11-20")["clubs"]
    assert before["people_read"] == 0
    assert before["total_past_due"] is before["buckets"] is before["control_total_agrees"] is None
    assert "unknown, nobody had been read" in case.run("aging", "2026-11-20").stdout


def test_without_json_it_reads_as_text(case: Case) -> None:
    mine = case.desk.client()
    assert "take it back with `case undo`" in case.run("note", mine, "hello").stdout
    listed = case.run("list").stdout
    assert "Drifting" in listed
    assert "buckets and balances agree" in listed
    shown = case.run("show", mine).stdout
    assert "not sent by ClubOS" in shown
    assert "hello" in shown
    assert "buckets and balances agree" in case.run("aging", "2026-11-21").stdout
    assert "small_balance_cents" in case.run("rules").stdout
