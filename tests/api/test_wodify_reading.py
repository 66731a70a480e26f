"""WODIFY read whole: nothing lost, nothing doubled, and an outage is never an empty gym."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import respx

from gymdesk.api.transport import Wire
from gymdesk.api.wodify import Listed, WodifyApi
from gymdesk.api.wodify_profile import profile_named
from gymdesk.clock import FixedClock
from gymdesk.demo import DEMO_KEY, DemoWodify, WodifyKnobs, demo_wodify
from gymdesk.errors import (
    DeskError,
    KeyRefused,
    NotThere,
    RateLimited,
    Unreachable,
    WrongAnswer,
    WrongPath,
)
from tests.api.wodify_fakes import ADDRESS, NOW, Answering, at, talk
from tests.builders import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.domain.membership import MemberRecord

SPARSE = 7  # ids this far apart, as in an account that shares its numbers with others


@pytest.fixture
def gym() -> DemoWodify:
    return demo_wodify(TODAY, clients=250, rows=520, leads=120)


async def everybody(api: WodifyApi) -> Listed[MemberRecord]:
    return await api.get_all_members()


async def all_leads(api: WodifyApi) -> Listed[Any]:
    return await api.get_all_leads()


def ids(found: Listed[MemberRecord]) -> list[str]:
    return [record.member.remote_id for record in found]


def assert_whole(found: Listed[MemberRecord], gym: DemoWodify) -> None:
    """Hold every client, row, status and price against what was typed by hand."""
    assert Counter(ids(found)) == Counter(list(gym.server.clients))
    rows = [row.remote_id for record in found for row in record.memberships]
    assert Counter(rows) == Counter(list(gym.server.memberships))
    truths = gym.ledger.truth_by_id
    for record in found:
        truth, now = truths[record.member.remote_id], record.standing(TODAY)
        name = None if now.membership is None else now.membership.name
        basis = None if now.price.basis is None else now.price.basis.value
        got = (now.status.value, name, now.price.cents, basis, tuple(sorted(now.flags)))
        wanted = (truth.status, truth.membership, truth.cents, truth.basis, truth.flags)
        assert got == wanted, record.member.name


# --- a good day -----------------------------------------------------------------------------------


def test_a_large_gym_arrives_complete_with_statuses_and_prices_in_at_most_45_requests() -> None:
    large = demo_wodify(TODAY, clients=957, rows=2018, leads=300)

    async def steps(api: WodifyApi) -> tuple[Any, Any, int]:
        return await everybody(api), await all_leads(api), api.requests

    people, leads, requests = at(large, steps)
    assert (len(people), sum(len(p.memberships) for p in people), len(leads)) == (957, 2018, 300)
    assert people.complete
    assert leads.complete
    assert requests <= 45
    assert_whole(people, large)
    assert {lead.remote_id for lead in leads} == {str(entry.id) for entry in large.ledger.leads}


def test_ids_far_apart_cost_a_few_requests_more_and_stay_under_45() -> None:
    large = demo_wodify(TODAY, clients=957, rows=2018, leads=300)
    for held in (large.server.clients, large.server.memberships, large.server.leads):
        for number, row in enumerate(held.values()):
            row["id"] = 3_000_000_000 + number * SPARSE

    async def steps(api: WodifyApi) -> tuple[bool, int]:
        people, leads = await everybody(api), await all_leads(api)
        return people.complete and leads.complete, api.requests

    complete, requests = at(large, steps)
    assert complete
    assert 34 < requests <= 45


def test_the_pages_are_asked_for_as_the_api_wants_them(gym: DemoWodify) -> None:
    at(gym, everybody)
    asked = [params for _, path, params in gym.knobs.requests if path == "/v1/clients"]
    assert asked == [{"page": str(n), "page_size": "100", "sort": "id"} for n in (1, 2, 3)]
    assert gym.knobs.writes() == []


def test_families_people_without_an_address_apostrophes_and_large_ids_all_arrive(
    gym: DemoWodify,
) -> None:
    people = {record.member.remote_id: record.member for record in at(gym, everybody)}
    family = {people[key].email for key in ("7000012", "7000013", "7000014")}
    assert {address.casefold() for address in family if address} == {"the.calloways@example.test"}
    assert people["7000015"].email is None
    assert people["7000024"].name == "Xenia O'Hanlon"
    assert people["5000000001"].name == "Yara Duplessis"
    assert people["7000026"].name == "Zoë Müller-Årnes"  # its id came as a text
    assert people["7000027"].name == people["7000028"].name


def test_sentinels_are_none_and_moments_are_utc_with_a_z_or_without(gym: DemoWodify) -> None:
    people = {record.member.remote_id: record.member for record in at(gym, everybody)}
    with_z, without = people["7000001"], people["7000002"]
    assert (
        with_z.created_at_utc == without.created_at_utc == datetime(2024, 1, 15, 8, 30, tzinfo=UTC)
    )
    assert with_z.updated_at_utc is None
    assert people["7000011"].last_attendance_on is None
    assert people["7000001"].last_attendance_on == date(2026, 11, 18)  # its own day, not ours
    assert with_z.lead_source is None
    assert '"tags"' in with_z.raw
    assert "days_since_last_attendance" not in with_z.raw


def test_a_status_and_a_slice_are_taken_here_because_the_api_ignores_both(gym: DemoWodify) -> None:
    async def steps(api: WodifyApi) -> tuple[Any, Any, Any]:
        return (
            await api.get_all_members("suspended"),
            await api.get_all_members(None, 5, 7),
            await api.get_all_leads("New", 2, 1),
        )

    suspended, some, leads = at(gym, steps)
    assert ids(suspended) == ["7000017"]
    everyone = sorted(int(key) for key in gym.server.clients)
    assert [int(key) for key in ids(some)] == everyone[7:12]
    new = [e.id for e in gym.ledger.leads if e.status == "New"]
    assert [int(lead.remote_id) for lead in leads] == sorted(new)[1:3]


def test_one_client_and_one_lead_are_read_by_id_with_what_belongs_to_them(
    gym: DemoWodify,
) -> None:
    async def steps(api: WodifyApi) -> tuple[MemberRecord, Any]:
        return await api.get_member("7000019"), await api.get_lead("900009")

    record, lead = at(gym, steps)
    assert (record.member.name, len(record.memberships)) == ("Sam Ostrander", 9)
    assert (lead.name, lead.raw_status) == ("Tia Lovelace", "Waiting list")


@pytest.mark.parametrize("in_200", [False, True])
def test_who_is_not_there_is_said_to_be_not_there(gym: DemoWodify, in_200: bool) -> None:
    gym.knobs.missing_in_200 = in_200
    for ask in (lambda a: a.get_member("1"), lambda a: a.get_lead("1"), lambda a: a.get_lead(" ")):
        with pytest.raises(NotThere):
            at(gym, ask)


def test_packages_are_derived_from_what_was_sold(gym: DemoWodify) -> None:
    found = {p.name: p for p in at(gym, lambda api: api.get_membership_packages())}
    assert found["Unlimited 12M"].price.cents == 9900
    assert found["Coach"].price.basis == "comp"
    assert "3x per Week" in found


def test_invoices_say_what_is_left_and_a_word_nobody_knows_stays(gym: DemoWodify) -> None:
    async def steps(api: WodifyApi) -> tuple[Any, ...]:
        return await api.sweep_invoices().everything()

    bills = at(gym, steps)
    assert len(bills) == len(gym.ledger.bills)
    assert {b.raw_status for b in bills if b.state == "unknown"} == {"On Hold"}
    assert sum(b.owed_cents or 0 for b in bills if b.client_id == "7000002") == 31500


# --- pages that move ------------------------------------------------------------------------------


def once_after(pages: int, path: str, change: Callable[[], None]) -> Callable[[str, str], None]:
    """Return a hook that changes the gym once, before the page after so many pages of *path*."""
    asked = Counter[str]()

    def before(_method: str, asked_path: str) -> None:
        asked[asked_path] += 1
        if asked_path == path and asked[asked_path] == pages + 1:
            change()

    return before


@pytest.mark.parametrize("apart", [1, SPARSE])
@pytest.mark.parametrize("removed", ["7000001", "7000021"])
def test_a_client_removed_mid_sweep_hides_nobody_else(
    gym: DemoWodify, removed: str, apart: int
) -> None:
    for row in gym.server.clients.values():
        row["id"] = int(row["id"]) * apart
    key = removed
    gym.knobs.before = once_after(1, "/v1/clients", lambda: gym.server.clients.pop(key))
    found = at(gym, everybody)
    expected = {str(row["id"]) for row in gym.server.clients.values()}
    assert expected <= set(ids(found))
    assert max(Counter(ids(found)).values()) == 1


def test_a_lead_and_a_membership_removed_mid_sweep_hide_no_other(gym: DemoWodify) -> None:
    rows = gym.server.memberships

    def change() -> None:
        rows.pop(next(iter(rows)))
        rows.pop(next(iter(rows)))

    gym.knobs.before = once_after(3, "/v1/memberships", change)
    found = at(gym, everybody)
    assert set(rows) <= {r.remote_id for record in found for r in record.memberships}
    gym.knobs.before = once_after(1, "/v1/leads", lambda: gym.server.leads.pop("900001"))
    leads = at(gym, all_leads)
    assert set(gym.server.leads) <= {lead.remote_id for lead in leads}


def test_a_client_created_mid_sweep_doubles_nobody(gym: DemoWodify) -> None:
    def change() -> None:  # its id is the smallest: all the others move one place on
        row = gym.server.new_client({"first_name": "Late", "last_name": "Arrival"})
        gym.server.clients.pop(str(row["id"]))
        gym.server.clients["5"] = row | {"id": 5}

    gym.knobs.before = once_after(2, "/v1/clients", change)
    found = at(gym, everybody)
    assert max(Counter(ids(found)).values()) == 1
    assert set(gym.server.clients) - {"5"} <= set(ids(found))


def test_a_page_sent_twice_is_asked_for_again(gym: DemoWodify) -> None:
    gym.knobs.page_twice = 2
    found = at(gym, everybody)
    assert found.complete
    assert_whole(found, gym)


def test_a_page_that_stays_another_is_filled_from_the_gap_and_the_sweep_is_not_called_complete(
    gym: DemoWodify,
) -> None:
    gym.knobs.page_always_twice = 2
    found = at(gym, everybody)
    assert not found.complete
    assert found.troubles
    assert Counter(ids(found)) == Counter(list(gym.server.clients))


@pytest.mark.parametrize("knob", ["stuck_more", "stuck_page"])
def test_a_list_that_says_more_for_ever_ends_and_is_not_called_complete(
    gym: DemoWodify, knob: str
) -> None:
    setattr(gym.knobs, knob, True)
    found = at(gym, everybody)
    assert Counter(ids(found)) == Counter(list(gym.server.clients))
    assert not found.complete
    assert len(gym.knobs.requests) < 20


def test_one_empty_page_more_than_needed_is_the_end(gym: DemoWodify) -> None:
    gym.knobs.extra_empty_page = True
    for key in sorted(gym.server.clients, key=int)[200:]:
        del gym.server.clients[key]
    found = at(gym, everybody)
    assert (len(found), found.complete) == (200, True)


def test_an_endless_list_of_new_pages_ends_at_the_cap() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["page"])
        rows = [{"id": number, "lead_status": "New"}]
        return httpx.Response(200, json={"leads": rows, "pagination": {"has_more": True}})

    wire = Answering(answer)
    found = talk(wire, all_leads)
    assert (len(wire.requests), found.complete) == (400, False)


# --- answers that are none ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault", ["error 500", "error 502", "429", "truncated", "page", "envelope"]
)
def test_a_fault_that_passes_is_asked_through(gym: DemoWodify, fault: Any) -> None:
    gym.knobs.faults["/v1/clients"] = [fault]
    found = at(gym, everybody)
    assert found.complete
    assert_whole(found, gym)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("error 500", WrongAnswer),
        ("error 502", WrongAnswer),
        ("error 503", WrongAnswer),
        ("429", RateLimited),
        ("truncated", WrongAnswer),
        ("page", WrongAnswer),
        ("envelope", WrongAnswer),
        ("api error", DeskError),
    ],
)
def test_a_fault_that_stays_is_raised_and_never_an_empty_gym(
    gym: DemoWodify, fault: Any, kind: type[DeskError]
) -> None:
    for path in ("/v1/clients", "/v1/memberships", "/v1/leads"):
        gym.knobs.broken = {path: fault}
        with pytest.raises(kind):
            at(gym, all_leads if path == "/v1/leads" else everybody)


@pytest.mark.parametrize(
    "body",
    ["[]", "null", "{}", '{"clients": null}', '{"clients": {}}', '{"members": []}', "", "ok"],
)
def test_an_answer_without_the_list_is_not_a_list_of_nobody(body: str) -> None:
    with pytest.raises(WrongAnswer):
        talk(Answering(lambda _: httpx.Response(200, text=body)), everybody)


@pytest.mark.parametrize(
    ("code", "body", "kind"),
    [
        (401, {"message": "Unauthorized"}, KeyRefused),
        (403, {"message": "Forbidden"}, KeyRefused),
        (403, {"message": "Missing Authentication Token"}, WrongPath),
        (200, {"HTTPCode": 401, "ErrorCode": "E"}, KeyRefused),
        (200, {"HTTPCode": "404"}, NotThere),
        (200, {"HTTPCode": 429}, RateLimited),
        (200, {"APIError": {"ErrorMessage": "no"}}, DeskError),
        (200, {"error": "no"}, DeskError),
        # a word for the error and no code: the status is the code
        (401, {"error": "no"}, KeyRefused),
        (404, {"error": "Not found"}, NotThere),
        (429, {"error": "slow down"}, RateLimited),
        (500, {"error": "oops"}, WrongAnswer),
        (500, {"ErrorCode": "E", "HTTPCode": 404}, NotThere),
    ],
)
def test_an_error_is_known_by_what_it_says_whatever_its_status(
    code: int, body: dict[str, Any], kind: type[DeskError]
) -> None:
    with pytest.raises(kind):
        talk(Answering(lambda _: httpx.Response(code, json=body)), everybody)


def test_no_network_is_unreachable_and_no_key_is_never_sent() -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(Unreachable):
        talk(Answering(refuse), everybody)
    wire = Answering(lambda _: httpx.Response(200, json={}))
    with pytest.raises(DeskError, match="No sign-in"):
        talk(wire, everybody, key="")
    assert wire.requests == []


def test_an_answer_about_another_record_is_thrown_away() -> None:
    wire = Answering(lambda _: httpx.Response(200, json={"id": 2, "lead_status": "New"}))
    with pytest.raises(WrongAnswer, match="another one"):
        talk(wire, lambda api: api.get_lead("1"))


def test_one_row_without_an_id_is_reported_and_costs_nobody_else() -> None:
    rows: list[Any] = [{"first_name": "Nobody"}, 7, {"id": 8, "email": "not an address"}]
    answer = {"leads": rows, "pagination": {"has_more": False}}
    found = talk(Answering(lambda _: httpx.Response(200, json=answer)), all_leads)
    assert [(lead.remote_id, lead.name, lead.email) for lead in found] == [
        ("8", "WODIFY lead 8", "not an address")
    ]
    assert not found.complete
    assert len(found.troubles) == 2


def test_a_service_without_a_base_is_found_and_one_with_its_own_is_kept(gym: DemoWodify) -> None:
    gym.knobs.base = ""
    assert at(gym, everybody).complete
    gym.knobs.base = "/gym/v1"
    assert at(gym, everybody, base="/gym/v1").complete
    with pytest.raises(WrongPath):
        at(gym, everybody)


# --- health and probe -----------------------------------------------------------------------------


def health(gym: DemoWodify, **options: Any) -> dict[str, Any]:
    return at(gym, lambda api: api.check_api_health(), **options)


def test_health_has_the_keys_of_the_requirements_and_never_the_key(gym: DemoWodify) -> None:
    found = health(gym)
    assert found["status"] == "healthy"
    assert set(found) == {
        "api_configured",
        "api_url",
        "location_id",
        "last_check",
        "status",
        "response",
    }
    assert DEMO_KEY not in str(found)
    assert DEMO_KEY not in str(health(gym, key=f"{DEMO_KEY}x"))


def test_health_says_what_is_wrong_in_one_word(gym: DemoWodify) -> None:
    assert health(gym, key="")["status"] == "not_configured"
    assert health(gym, key="wrong")["status"] == "auth_error"
    gym.knobs.broken = {"/v1/clients": "429"}
    assert health(gym)["status"] == "rate_limited"
    gym.knobs.broken = {"/v1/clients": "error 500"}
    assert health(gym)["status"] == "error"

    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    asked = talk(Answering(refuse), lambda api: api.check_api_health())
    assert asked["status"] == "connection_error"


def test_a_probe_asks_eight_questions_and_changes_nothing(gym: DemoWodify) -> None:
    gym.knobs.absent = {"/v1/customers/locations"}
    gym.knobs.no_right = {"/v1/financials/invoices"}
    gym.knobs.dropped = {"lead_status"}
    found = {p.name: p for p in at(gym, lambda api: api.probe())}
    assert len(found) == 8
    assert found["locations"].verdict == "wrong path"
    assert found["invoices"].verdict == "no right"
    assert (found["leads"].verdict, found["leads"].missing) == ("fields missing", ("raw_status",))
    assert found["clients"].verdict == "ok"
    assert gym.knobs.writes() == []


def test_a_probe_that_nobody_answers_waits_once_and_not_eight_times() -> None:
    asked: list[str] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        raise httpx.ConnectError("refused", request=request)

    found = talk(Answering(refuse), lambda api: api.probe())
    assert [(p.verdict, p.detail) for p in found] == [("failed", "No connection to WODIFY")] * 8
    assert set(asked) == {"/v1/clients"}


# --- the documented profile -----------------------------------------------------------------------


def test_the_documented_profile_is_read_with_limit_and_offset_and_a_bearer() -> None:
    documented = demo_wodify(
        TODAY, knobs=WodifyKnobs(profile="documented"), clients=250, rows=520, leads=120
    )
    people, leads = at(documented, everybody), at(documented, all_leads)
    assert (len(people), people.complete, len(leads), leads.complete) == (250, True, 120, True)
    by_id = {record.member.remote_id: record for record in people}
    alex = by_id["7000001"].standing(TODAY)
    assert (alex.status.value, alex.price.cents) == ("Active", 9900)
    assert by_id["7000005"].standing(TODAY).price.cents == 0  # a price of 0 is kept
    assert by_id["7000012"].memberships == ()
    asked = [p for _, path, p in documented.knobs.requests if path == "/v1/members"]
    assert [p["offset"] for p in asked] == ["0", "100", "200", "250"]
    assert {p["location_id"] for p in asked} == {"20"}
    packages = at(documented, lambda api: api.get_membership_packages())
    assert "Unlimited 12M" in {p.name for p in packages}
    assert health(documented)["status"] == "healthy"
    found = at(documented, lambda api: api.get_member("7000001"))
    assert found.member.name == "Alex Brandt"


# --- what must not happen -------------------------------------------------------------------------


def test_no_line_of_the_log_holds_a_person_or_the_key(
    gym: DemoWodify, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, logger="gymdesk"):
        at(gym, everybody)
        at(gym, lambda api: api.find_members("the.calloways@example.test"))
    for secret in (DEMO_KEY, "Calloway", "example.test"):
        assert secret not in caplog.text


@respx.mock
def test_the_key_travels_in_its_header_to_this_host_alone() -> None:
    route = respx.get(f"{ADDRESS}/v1/clients").mock(
        return_value=httpx.Response(302, headers={"location": "https://elsewhere.test/"})
    )

    async def run() -> None:
        api = WodifyApi(Wire(ADDRESS, "WODIFY", FixedClock(NOW)), "word", profile_named(None))
        try:
            with pytest.raises(DeskError, match="not safe"):
                await everybody(api)
        finally:
            await api.aclose()

    asyncio.run(run())
    sent = route.calls.last.request
    assert sent.headers["x-api-key"] == "word"
    assert "word" not in str(sent.url)


@pytest.mark.parametrize(
    ("code", "body"),
    [
        (401, {"message": "Unauthorized"}),
        (403, {"message": "Forbidden"}),
        (422, {"HTTPCode": 422, "UserMessage": "no"}),
        (200, {"HTTPCode": 422, "UserMessage": "no"}),
    ],
)
def test_what_was_refused_is_not_asked_again(code: int, body: dict[str, Any]) -> None:
    wire = Answering(lambda _: httpx.Response(code, json=body))
    with pytest.raises(DeskError):
        talk(wire, all_leads)
    assert len(wire.requests) == 1


def test_a_lead_without_a_date_has_none_and_not_today() -> None:
    answer = {"leads": [{"id": 1, "lead_status": "New"}], "pagination": {"has_more": False}}
    (lead,) = talk(Answering(lambda _: httpx.Response(200, json=answer)), all_leads)
    assert (lead.created_at_utc, lead.last_contact_at_utc, lead.email) == (None, None, None)
