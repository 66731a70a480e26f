"""WODIFY changed: looked up first, sent once, whole records, and nothing that nobody verified."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from gymdesk.demo import DemoWodify, WodifyKnobs, demo_wodify
from gymdesk.domain.wodify import Capability
from gymdesk.errors import (
    AlreadyThere,
    ChangedMeanwhile,
    Declined,
    NotOffered,
    NotThere,
    OutcomeUnknown,
    RateLimited,
    Unreachable,
    UsageError,
    WritesOff,
)
from tests.api.wodify_fakes import Answering, CutOff, at, talk
from tests.builders import TODAY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from gymdesk.api.wodify import WodifyApi

    Step = Callable[[WodifyApi], Awaitable[Any]]

START = date(2026, 12, 1)
UMA = ("Uma", "Norling", "uma.norling@example.test")
CHANGES = {
    "create_lead": lambda a: a.create_lead("Ida", "Novak", "ida@example.test"),
    "update_lead": lambda a: a.update_lead("900003", notes="called"),
    "convert": lambda a: a.convert_lead_to_member("900003"),
}


@pytest.fixture
def gym() -> DemoWodify:
    return demo_wodify(TODAY, clients=40, rows=100, leads=20)


@pytest.fixture
def documented() -> DemoWodify:
    return demo_wodify(
        TODAY, knobs=WodifyKnobs(profile="documented"), clients=40, rows=100, leads=20
    )


# --- what is not sent at all ----------------------------------------------------------------------


@pytest.mark.parametrize("step", CHANGES.values(), ids=CHANGES)
def test_nothing_is_sent_while_changes_are_off(gym: DemoWodify, step: Step) -> None:
    with pytest.raises(WritesOff):
        at(gym, step, may_write=False)
    assert gym.knobs.requests == []


@pytest.mark.parametrize(
    "step",
    [
        lambda a: a.create_membership("Ida", "Novak", "i@example.test", None, "411", START),
        lambda a: a.update_membership("55000001", status="Active"),
        lambda a: a.cancel_membership("55000001", "moved away"),
    ],
)
def test_what_nobody_could_verify_is_not_offered_and_not_sent(gym: DemoWodify, step: Step) -> None:
    with pytest.raises(NotOffered):
        at(gym, step)
    assert gym.knobs.requests == []


def test_a_membership_is_sold_changed_and_ended_where_the_account_is_known_to_take_it(
    gym: DemoWodify,
) -> None:
    gym.knobs.membership_writes = True
    offered = frozenset({Capability.MEMBERSHIP_WRITES})

    async def steps(api: WodifyApi) -> str | None:
        key = await api.create_membership(
            "Alex", "Brandt", "alex.brandt1@example.test", None, "411", START
        )
        assert key is not None
        await api.cancel_membership(key)
        return key

    key = at(gym, steps, also_offered=offered)
    assert ("POST", "/v1/clients") not in gym.knobs.writes()  # Alex is there already
    assert gym.server.memberships[str(key)]["client_id"] == "7000001"
    assert gym.server.memberships[str(key)]["is_active"] is False


# --- leads ----------------------------------------------------------------------------------------


def test_a_lead_is_created_with_what_was_said_in_its_notes_and_tags(gym: DemoWodify) -> None:
    key = at(
        gym,
        lambda a: a.create_lead(
            "Ida", "Novak", "ida@example.test", "555", "Mornings only", "Trial class"
        ),
    )
    row = gym.server.leads[str(key)]
    assert (row["first_name"], row["phone_number"], row["tags"]) == ("Ida", "555", ["Trial class"])
    assert row["notes"] == "Mornings only\nInterested in: Trial class"
    assert gym.knobs.bodies[0]["location_id"] == "20"


def test_the_same_person_is_not_made_twice_and_a_relative_with_the_same_address_is(
    gym: DemoWodify,
) -> None:
    with pytest.raises(AlreadyThere, match="900010, 900011"):
        at(gym, lambda a: a.create_lead(*UMA))
    assert gym.knobs.writes() == []
    assert at(gym, lambda a: a.create_lead("Ulf", *UMA[1:])) is not None
    assert at(gym, lambda a: a.create_lead(*UMA, twin_allowed=True)) is not None


def test_an_address_that_the_search_cannot_express_is_looked_for_in_the_whole_list(
    gym: DemoWodify,
) -> None:
    with pytest.raises(AlreadyThere, match="900012"):
        at(gym, lambda a: a.create_lead("Val", "O'Dowd", "val.o'dowd@example.test"))
    asked = [params.get("q", "") for _, _, params in gym.knobs.requests]
    assert not any("dowd" in q for q in asked)


def test_a_change_repeats_the_whole_record_so_that_nothing_is_cleared(gym: DemoWodify) -> None:
    before = dict(gym.server.leads["900003"])
    at(gym, lambda a: a.update_lead("900003", "Contacted", "called on Monday"))
    after = gym.server.leads["900003"]
    changed = {name for name, value in before.items() if after[name] != value}
    assert changed == {"lead_status", "lead_status_id", "notes"}
    assert (after["lead_status"], after["notes"]) == ("Contacted", "called on Monday")


@pytest.mark.parametrize(
    ("wanted", "label"),
    [("Waiting list", "Waiting list"), ("Lost", "Disqualified"), ("interested", "Trial")],
)
def test_a_status_is_found_by_its_own_word_or_by_ours(
    gym: DemoWodify, wanted: str, label: str
) -> None:
    at(gym, lambda a: a.update_lead("900001", wanted))
    assert gym.server.leads["900001"]["lead_status"] == label


def test_a_status_that_the_gym_does_not_have_is_said_with_those_it_has(gym: DemoWodify) -> None:
    with pytest.raises(UsageError, match="Waiting list"):
        at(gym, lambda a: a.update_lead("900001", "Hot"))
    assert gym.knobs.writes() == []


def test_a_field_that_changed_since_the_manager_looked_stops_the_change(gym: DemoWodify) -> None:
    gym.server.leads["900003"]["lead_status"] = "Contacted"
    with pytest.raises(ChangedMeanwhile, match="status"):
        at(gym, lambda a: a.update_lead("900003", notes="x", seen={"status": "Trial", "notes": ""}))
    assert gym.knobs.writes() == []


def test_a_converted_lead_stays_as_it_is(gym: DemoWodify) -> None:
    for step in (
        lambda a: a.update_lead("900005", notes="x"),
        lambda a: a.convert_lead_to_member("900006"),
    ):
        with pytest.raises(Declined):
            at(gym, step)
    assert gym.knobs.writes() == []


def test_a_lead_becomes_a_client_and_the_second_step_says_that_it_is_still_to_do(
    gym: DemoWodify,
) -> None:
    found = at(gym, lambda a: a.convert_lead_to_member("900003", "411", START))
    assert found.member.name == "Max Ferreira"
    assert found.membership_id is None
    assert found.missing_step is not None
    assert "in WODIFY" in found.missing_step
    client = gym.server.clients[found.member.remote_id]
    assert (client["client_status"], client["lead_id"]) == ("On-Ramp", 900003)
    lead = gym.server.leads["900003"]
    assert lead["is_converted_to_client"] is True
    assert lead["status_history"] == []  # WODIFY never writes that step down


def test_a_lead_becomes_a_client_with_a_membership_in_both_steps(gym: DemoWodify) -> None:
    gym.knobs.membership_writes = True
    found = at(
        gym,
        lambda a: a.convert_lead_to_member("900003", "411", START),
        also_offered=frozenset({Capability.MEMBERSHIP_WRITES}),
    )
    row = gym.server.memberships[found.membership_id or ""]
    assert (row["client_id"], row["start_date"]) == (found.member.remote_id, "2026-12-01")


# --- sent once ------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("fault", ["error 500", "error 502", "error 503", "truncated", "page"])
def test_a_change_without_a_usable_answer_is_sent_once_and_called_unknown(
    gym: DemoWodify, step: Step, fault: Any
) -> None:
    paths = ("/v1/leads", "/v1/leads/900003", "/v1/leads/900003/convert")

    def before(method: str, path: str) -> None:
        gym.knobs.broken = {path: fault} if method != "GET" and path in paths else {}

    gym.knobs.before = before
    with pytest.raises(OutcomeUnknown):
        at(gym, step)
    assert len(gym.knobs.writes()) == 1


@pytest.mark.parametrize("step", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize(("cut", "done"), [("before", False), ("after", True)])
def test_a_connection_that_breaks_leaves_the_change_done_once_or_not_at_all(
    gym: DemoWodify, step: Step, cut: str, done: bool
) -> None:
    wire = CutOff(httpx.ASGITransport(gym.app))
    wire.cut = cut
    with pytest.raises(OutcomeUnknown):
        talk(wire, step)
    assert len(gym.knobs.writes()) == done


def test_what_was_never_sent_is_not_called_unknown() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"leads": [], "pagination": {"has_more": False}})
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(Unreachable):
        talk(Answering(answer), CHANGES["create_lead"])


def test_too_many_requests_means_that_a_change_was_not_done_and_it_is_not_repeated(
    gym: DemoWodify,
) -> None:
    def before(method: str, path: str) -> None:
        gym.knobs.broken = {} if method == "GET" else {path: "429"}

    gym.knobs.before = before
    with pytest.raises(RateLimited):
        at(gym, CHANGES["create_lead"])
    assert len(gym.knobs.writes()) == 1


def test_what_the_service_declines_is_told_in_its_own_words() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"leads": [], "pagination": {"has_more": False}})
        body = {"HTTPCode": 422, "UserMessage": "Ida has no phone number."}
        return httpx.Response(200, json=body)

    wire = Answering(answer)
    with pytest.raises(Declined, match="Ida has no phone number") as declined:
        talk(wire, CHANGES["create_lead"])
    assert "Ida" not in repr(declined.value)  # the reason may name people: no log gets it


def test_a_lead_that_is_gone_is_not_there(gym: DemoWodify) -> None:
    with pytest.raises(NotThere):
        at(gym, lambda a: a.update_lead("1", notes="x"))


# --- the documented profile -----------------------------------------------------------------------


def test_the_documented_profile_sells_changes_and_cancels(documented: DemoWodify) -> None:
    async def steps(api: WodifyApi) -> tuple[str | None, Any]:
        key = await api.create_membership(
            "Ida", "Novak", "ida@example.test", None, "Unlimited 12M", START, "card"
        )
        await api.update_membership("55000001", "Coach", "Active", "0")
        await api.cancel_membership("55000002", "moved away")
        return key, await api.get_all_leads()

    key, _ = at(documented, steps)
    assert key in documented.server.memberships
    changes = documented.server.documented_changes
    assert changes["55000001"]["monthly_price"] == "0"  # 0 is a price
    assert changes["55000002"] == {"membership_status": "Cancelled"}
    assert ("POST", "/v1/memberships/55000002/cancel") in documented.knobs.writes()


def test_the_documented_profile_changes_and_converts_a_lead(documented: DemoWodify) -> None:
    at(documented, lambda a: a.update_lead("900003", "Contacted", "called"))
    assert documented.server.leads["900003"]["notes"] == "called"
    assert documented.knobs.bodies[-1] == {"lead_status": "Contacted", "notes": "called"}
    found = at(documented, lambda a: a.convert_lead_to_member("900003", "Unlimited 12M", START))
    assert found.membership_id in documented.server.memberships


def test_the_documented_profile_sells_to_somebody_who_is_there_by_name_and_address(
    documented: DemoWodify,
) -> None:
    """That API takes no id of a client: a second client must not come of it."""
    row = next(c for c in documented.server.clients.values() if c["first_name"] == "Ada")
    before = len(documented.server.clients)
    key = at(documented, lambda a: a.sell_membership(str(row["id"]), "Unlimited 12M", START))
    assert len(documented.server.clients) == before
    assert documented.server.memberships[str(key)]["client_id"] == row["id"]
    assert documented.knobs.bodies[-1]["first_name"] == "Ada"


def test_the_documented_profile_knows_a_converted_lead_by_its_word(documented: DemoWodify) -> None:
    """It has no field for it: taken for not converted, a look would have it converted again."""
    converted = at(documented, lambda a: a.get_all_leads("Converted"))
    assert converted
    assert all(lead.converted for lead in converted)
    key = converted.rows[0].remote_id
    with pytest.raises(Declined):
        at(documented, lambda a: a.convert_lead_to_member(key))


@pytest.mark.parametrize("profile", ["wodify_v1", "documented"])
@pytest.mark.parametrize("body", [{"error": "oops"}, {"ErrorCode": "E", "UserMessage": "oops"}])
def test_a_failing_service_that_answers_in_json_may_have_done_it_all_the_same(
    profile: str, body: dict[str, Any]
) -> None:
    """Called "declined" it would be called certainly not done, and done twice by the next try."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"leads": [], "status": "ok"})
        return httpx.Response(500, json=body)

    wire = Answering(answer)
    with pytest.raises(OutcomeUnknown):
        talk(wire, lambda a: a.create_lead("Ida", "Novak", ""), profile=profile)
    assert sum(path.startswith("POST") for path in wire.paths()) == 1


def test_a_lead_that_is_gone_from_the_documented_service_is_not_there(
    documented: DemoWodify,
) -> None:
    with pytest.raises(NotThere):
        at(documented, lambda a: a.get_lead("1"))
