"""The service under the names of the requirements: what each takes, gives and never tells."""

from __future__ import annotations

import asyncio
import inspect
from collections import Counter
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from gymdesk.api.pace import FASTEST_PER_S
from gymdesk.api.transport import Wire
from gymdesk.api.wodify import WodifyApi
from gymdesk.api.wodify_profile import profile_named
from gymdesk.clock import FixedClock
from gymdesk.demo import DEMO_KEY, DEMO_LOCATION, WodifyKnobs, demo_wodify
from gymdesk.errors import RateLimited
from tests.api.test_pace import Seconds, a_pace
from tests.api.wodify_fakes import ADDRESS, NOW, Answering, at, talk
from tests.builders import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE = {
    "create_membership": (
        *("first_name", "last_name", "email", "phone", "membership_type", "start_date"),
        "payment_method",
    ),
    "update_membership": ("membership_id", "membership_type", "status", "monthly_price"),
    "cancel_membership": ("membership_id", "reason"),
    "get_member": ("client_id",),
    "get_all_members": ("status", "limit", "offset"),
    "get_membership_packages": (),
    "create_lead": ("first_name", "last_name", "email", "phone", "message", "interested_in"),
    "get_lead": ("lead_id",),
    "update_lead": ("lead_id", "lead_status", "notes"),
    "get_all_leads": ("status", "limit", "offset"),
    "convert_lead_to_member": ("lead_id", "membership_type", "start_date", "payment_method"),
    "check_api_health": (),
}
"""What the requirements call it, and what it takes, in that order."""

HEALTH = {"api_configured", "api_url", "location_id", "last_check", "status"}


@pytest.mark.parametrize("name", SERVICE)
def test_the_service_has_the_names_of_the_requirements(name: str) -> None:
    method = getattr(WodifyApi, name)
    assert inspect.iscoroutinefunction(method)
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD,)
    taken = [p.name for p in inspect.signature(method).parameters.values() if p.kind in kinds]
    assert tuple(taken) == ("self", *SERVICE[name])


# --- lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["wodify_v1", "documented"])
def test_a_slice_of_any_size_is_what_was_asked_for(profile: Any) -> None:
    """Asked for 1,000 the real service gives 100, and it ignores the offset."""
    gym = demo_wodify(TODAY, knobs=WodifyKnobs(profile=profile), clients=250, rows=420, leads=130)
    everybody = [r.member.remote_id for r in at(gym, lambda a: a.get_all_members(limit=1000))]
    assert Counter(everybody) == Counter(list(gym.server.clients))
    some = at(gym, lambda a: a.get_all_members(limit=30, offset=110))
    assert [r.member.remote_id for r in some] == everybody[110:140]
    leads = [lead.remote_id for lead in at(gym, lambda a: a.get_all_leads(limit=1000))]
    assert len(set(leads)) == len(leads) == 130
    assert [x.remote_id for x in at(gym, lambda a: a.get_all_leads(limit=5, offset=128))] == (
        leads[128:]
    )


def test_a_service_that_ignores_the_offset_ends_and_is_not_called_complete() -> None:
    """The same page over and over was an endless loop, or a gym of a hundred."""
    rows = [{"lead_id": n, "lead_status": "New"} for n in range(1, 101)]
    wire = Answering(lambda _: httpx.Response(200, json={"leads": rows}))
    found = talk(wire, lambda a: a.get_all_leads(), profile="documented")
    assert (len(found), found.complete) == (100, False)
    assert found.troubles
    assert len(wire.requests) < 10


# --- health ---------------------------------------------------------------------------------------


def _refuses(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("refused", request=request)


def _breaks(_request: httpx.Request) -> httpx.Response:
    msg = f"with {DEMO_KEY} in its text"
    raise RuntimeError(msg)


@pytest.mark.parametrize("profile", ["wodify_v1", "documented"])
@pytest.mark.parametrize(
    ("status", "answer"),
    [
        ("healthy", lambda _: httpx.Response(200, json={"clients": [], "status": "ok"})),
        ("auth_error", lambda _: httpx.Response(403, json={"message": "Forbidden"})),
        ("auth_error", lambda _: httpx.Response(401, json={"message": DEMO_KEY})),
        ("rate_limited", lambda _: httpx.Response(429, json={"message": "Too Many Requests"})),
        ("error", lambda _: httpx.Response(500, text="<html>")),
        ("error", lambda _: httpx.Response(200, json={"HTTPCode": 422, "UserMessage": DEMO_KEY})),
        ("connection_error", _refuses),
        ("unknown_error", _breaks),
    ],
)
@pytest.mark.filterwarnings("default")
@pytest.mark.warns_in_log
def test_health_has_its_keys_in_every_state_and_never_the_key(
    profile: str,
    status: str,
    answer: Callable[[httpx.Request], httpx.Response],
    caplog: pytest.LogCaptureFixture,
) -> None:
    found = talk(Answering(answer), lambda a: a.check_api_health(), profile=profile)
    assert found["status"] == status
    assert set(found) == HEALTH | {"response" if status == "healthy" else "error"}
    assert (found["api_configured"], found["api_url"]) == (True, ADDRESS)
    assert found["location_id"] == DEMO_LOCATION
    assert found["last_check"] == NOW.isoformat(timespec="seconds")
    assert DEMO_KEY not in str(found)
    assert DEMO_KEY not in caplog.text


def test_health_of_a_gym_without_a_key_asks_nobody() -> None:
    wire = Answering(_breaks)
    found = talk(wire, lambda a: a.check_api_health(), key="")
    assert (found["status"], found["api_configured"]) == ("not_configured", False)
    assert set(found) == HEALTH
    assert wire.requests == []


# --- the pace, against a service that counts ------------------------------------------------------


@pytest.mark.parametrize("paced", [True, False])
def test_a_service_that_allows_five_a_second_never_has_to_turn_us_away(paced: bool) -> None:
    seconds = Seconds()
    knobs = WodifyKnobs(per_s=FASTEST_PER_S, now_s=seconds.told)
    gym = demo_wodify(TODAY, knobs=knobs, clients=957, rows=2018, leads=300)
    pace = a_pace(seconds, per_s=50.0) if paced else None

    async def run() -> None:
        wire = Wire(ADDRESS, "WODIFY", FixedClock(NOW), httpx.ASGITransport(gym.app), pace=pace)
        api = WodifyApi(wire, DEMO_KEY, profile_named(None), location=DEMO_LOCATION)
        try:
            people, leads = await api.get_all_members(), await api.get_all_leads()
        finally:
            await api.aclose()
        assert (len(people), people.complete, len(leads), leads.complete) == (957, True, 300, True)
        assert wire.requests == len(gym.knobs.requests) > 30

    if not paced:
        with pytest.raises(RateLimited):
            asyncio.run(run())
        return
    asyncio.run(run())
    asked = len(gym.knobs.requests)
    assert gym.knobs.times_s[19] == gym.knobs.times_s[0], "twenty go at once"
    waited_s = gym.knobs.times_s[-1] - gym.knobs.times_s[0]
    assert waited_s == pytest.approx((asked - 20) / FASTEST_PER_S)
