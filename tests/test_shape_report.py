"""The report for support: it tells how ClubOS answers, and no value of any answer."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from gymdesk.api.shape import ShapeNotes, plain_key, without_ids
from gymdesk.api.transport import Answer
from gymdesk.bootstrap import open_desk
from gymdesk.cli import app
from gymdesk.clock import FixedClock
from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME
from gymdesk.errors import ReportAbsent, UsageError
from gymdesk.shape_report import ShapeReport
from gymdesk.sync.request import RefreshRequest
from tests.sync.fakes import AT, Bench, bench, store_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.demo import DemoGym


class Overheard(httpx.AsyncBaseTransport):
    """The demo gym's transport; keeps all that was sent and answered."""

    def __init__(self, gym: DemoGym, heard: list[tuple[httpx.Request, bytes, httpx.Headers]]):
        self._inner = httpx.ASGITransport(gym.clubos)
        self._heard = heard

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        body = await answer.aread()
        self._heard.append((request, body, answer.headers))
        return answer


@pytest.fixture
def overheard(
    tmp_path: Path,
) -> Iterator[tuple[Bench, ShapeReport, list[tuple[httpx.Request, bytes, httpx.Headers]]]]:
    heard: list[tuple[httpx.Request, bytes, httpx.Headers]] = []
    with bench(store_url(tmp_path)) as desk:
        report = ShapeReport(tmp_path / "shapes.json", desk.clock)
        desk.source._notes = report.clubos
        desk.source._transport = lambda: Overheard(desk.gym, heard)
        desk.engine._shapes = report
        yield desk, report, heard


def values_of(value: object) -> Iterator[str]:
    """Yield each value of JSON that could tell anything of anybody, as it would be written."""
    if isinstance(value, dict):
        for part in value.values():
            yield from values_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from values_of(part)
    elif isinstance(value, str) and len(value) > 2:
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10_000:
        yield str(value)
    elif isinstance(value, float) and not value.is_integer():
        yield f"{value:.2f}"


def told_by(request: httpx.Request, body: bytes, headers: httpx.Headers) -> Iterator[str]:
    yield from request.url.params.values()
    yield from re.findall(r"\d{5,}", request.url.path)
    for cookie in headers.get_list("set-cookie"):
        yield cookie.partition("=")[2].partition(";")[0]
    text = body.decode()
    try:
        yield from values_of(json.loads(text))
    except ValueError:
        yield from re.findall(r'(?:value|data-name|data-id|id)="([^"]{4,})"', text)
        yield from re.findall(r'= "([^"]{4,})";', text)
        yield from re.findall(r">\s*([^<>{}]{4,}?)\s*<", text)
        yield from re.findall(r"\d{5,}", text)


WORDS_OF_PAGES = {"loginForm", "forgotForm", "assignee-type", "no-trainers"}
"""Names of parts of pages that stand where a value could."""


@pytest.mark.parametrize("dialect", ["captured", "documented"])
@pytest.mark.parametrize("as_json", [False, True])
def test_no_value_of_any_answer_occurs_in_the_report(
    overheard: Any, dialect: str, as_json: bool
) -> None:
    desk, report, heard = overheard
    desk.knobs.dialect = dialect
    desk.knobs.assignees_as_json = as_json
    desk.refresh()
    document = json.loads(report._file.read_text(encoding="utf-8"))
    del document["made_on"]
    text = json.dumps(document, ensure_ascii=False)
    canaries = {value.strip() for one in heard for value in told_by(*one)}
    canaries |= {DEMO_USERNAME, DEMO_PASSWORD, *(c.name for c in desk.ledger.clients)}
    assert len(canaries) > 1_000
    asked = {part for request, _, _ in heard for part in request.url.path.split("/")}
    words = set(re.findall(r"[^\s\"./<>(){}\[\]:,]+", text)) - {p for p in asked if p.isalpha()}
    # a word of the report's own language is no leak; anything that is more than a word is
    assert {c for c in canaries & words if not re.fullmatch(r"[a-z]{3,12}", c)} <= WORDS_OF_PAGES
    assert {c for c in canaries if len(c) > 4 and not c.isalpha() and c in text} <= WORDS_OF_PAGES
    names = {word for c in desk.ledger.clients for word in c.name.split() if len(word) > 2}
    assert names & words == set()
    assert not re.search(r"\d{6,}", text)


def test_the_report_tells_every_call_with_its_fields(overheard: Any) -> None:
    desk, report, heard = overheard
    desk.refresh()
    document = json.loads(report._file.read_text())
    calls = {c["call"]: c for c in document["sources"]["clubos"]}
    opened = calls["GET /api/agreements/package_agreements/V2/{id}"]
    assert opened["status"] == {"200": opened["answers"]}
    assert opened["content_type"] == {"application/json": opened["answers"]}
    assert opened["parameters"] == ["_", "include"]
    assert opened["fields"]["include.invoices[].total"]["kinds"].keys() <= {
        "number",
        "whole number",
    }
    assert opened["fields"]["include.invoices[].billingDate"]["kinds"].keys() <= {
        "text: a day",
        "null",
    }
    people = calls["GET /action/Assignees/members"]
    assert people["fields"]["<li>"]["kinds"] == {"element": 1}
    assert people["fields"]["delegate()"]["kinds"] == {"handler": 1}
    assert "GET /action/Delegate/{id}/url=false" in calls
    form = calls["GET /action/Login/view"]["fields"]
    assert {"field username", "field password", "field _sourcePage"} <= set(form)
    assert sum(c["answers"] for c in calls.values()) <= len(heard)
    assert document["made_on"] == "2026-11-21"


def test_each_refresh_makes_the_report_anew_and_one_that_asked_nobody_leaves_it(
    overheard: Any,
) -> None:
    desk, report, _ = overheard
    desk.refresh()
    first = report._file.read_text()
    desk.refresh()
    assert report._file.read_text() == first  # as many answers, not twice as many
    report.begin()
    report.keep()
    assert report._file.read_text() == first


def test_a_refresh_that_fails_is_reported_all_the_more(overheard: Any) -> None:
    desk, report, _ = overheard
    desk.knobs.empty_assignees = True
    desk.refresh()
    calls = json.loads(report._file.read_text())["sources"]["clubos"]
    people = next(c for c in calls if c["call"] == "GET /action/Assignees/members")
    assert people["form"] == {"empty": 3}


@pytest.mark.warns_in_log
def test_a_report_that_cannot_be_written_does_not_fail_the_refresh(
    overheard: Any, tmp_path: Path
) -> None:
    desk, report, _ = overheard
    report._file = tmp_path / "not there" / "shapes.json"
    assert desk.refresh().errors == ()


# --- on the command line --------------------------------------------------------------------------


def test_the_command_line_saves_the_report_of_the_last_refresh(tmp_path: Path) -> None:
    data, target = tmp_path / "desk", tmp_path / "report.json"
    none = CliRunner().invoke(app, ["--data-dir", str(data), "shape-report", str(target)])
    assert none.exit_code == 2
    assert "There is no report yet" in none.output
    desk = open_desk(data, clock=FixedClock(AT), demo=True)
    desk.engine.refresh_blocking(RefreshRequest(), lambda _told: None)
    desk.close()
    done = CliRunner().invoke(app, ["--data-dir", str(data), "shape-report", str(target)])
    assert done.exit_code == 0, done.output
    assert target.read_bytes() == (data / "shapes.json").read_bytes()
    assert json.loads(target.read_text())["sources"]["clubos"]
    nowhere = str(tmp_path / "no folder" / "x.json")
    assert (
        CliRunner().invoke(app, ["--data-dir", str(data), "shape-report", nowhere]).exit_code == 2
    )


def test_saving_says_what_is_wrong(tmp_path: Path) -> None:
    report = ShapeReport(tmp_path / "shapes.json", FixedClock(AT))
    with pytest.raises(ReportAbsent):
        report.save(tmp_path / "x.json")
    (tmp_path / "shapes.json").write_text("{}")
    with pytest.raises(UsageError):
        report.save(tmp_path / "no folder" / "x.json")


# --- keys and paths -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/action/Delegate/910000131/url=false", "/action/Delegate/{id}/url=false"),
        ("/api/package_agreements/V2/1500101", "/api/package_agreements/V2/{id}"),
        ("/action/Login;jsessionid=5B7123B3C5E3", "/action/Login"),
        ("/CalendarSync/0f3a9c", "/CalendarSync/{id}"),
        ("/people/Ada%20Example/x", "/people/{id}/x"),
        ("", ""),
    ],
)  # fmt: skip
def test_ids_in_paths_are_replaced(path: str, told: str) -> None:
    assert without_ids(path) == told


@pytest.mark.parametrize(
    ("key", "told"),
    [
        *(("billingDate", "billingDate"), ("_sourcePage", "_sourcePage"), ("__fp", "__fp")),
        *(("address1", "address1"), ("ACCESS_TOKEN", "ACCESS_TOKEN"), ("apiV3Token", "apiV3Token")),
        *(("910000131", "*"), ("Ada", "*"), ("Ada Example", "*"), ("2026-11-21", "*"), ("", "*")),
        *(("a1b2c3d4", "*"), ("ada@example.com", "*"), ("x" * 41, "*"), ("é", "*"), ("12.50", "*")),
    ],
)
def test_a_key_that_may_be_a_value_is_not_told(key: str, told: str) -> None:
    assert plain_key(key) == told


def noted(body: bytes, kind: str = "application/json") -> dict[str, Any]:
    notes = ShapeNotes()
    notes.add("GET", "/x", ["_"], Answer(200, kind, body, "/x"))
    return notes.document[0]


def test_a_table_that_is_looked_things_up_in_tells_none_of_its_keys() -> None:
    body = json.dumps({f"name{chr(97 + n % 26)}{chr(97 + n // 26)}": 1 for n in range(100)})
    assert set(noted(body.encode())["fields"]) == {"(all)", "*"}


@pytest.mark.parametrize(
    ("body", "form"),
    [
        *((b"", "empty"), (b" \n", "empty"), (b"[]", "JSON"), (b"200.00", "JSON"), (b"hi", "text")),
        *((b"<p>x</p>", "page"), (b"\xff\xfe", "text"), (b"[" * 100_000, "text")),
        (b"1" * 2_000_001, "too long to look at"),
    ],
)
def test_each_body_has_a_form(body: bytes, form: str) -> None:
    assert noted(body)["form"] == {form: 1}


def test_a_kind_that_says_more_than_a_kind_is_not_told() -> None:
    assert noted(b"[]", "ada/910000131")["content_type"] == {"*": 1}
    assert noted(b"[]", "")["content_type"] == {"none": 1}


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
))  # fmt: skip
def test_any_answer_can_be_noted(value: object) -> None:
    assert json.dumps(noted(json.dumps(value).encode()))


@given(st.text() | st.text("<>/=\" 'abcdivarclass_"))
def test_any_page_can_be_noted(text: str) -> None:
    assert json.dumps(noted(text.encode(errors="replace"), "text/html"))
