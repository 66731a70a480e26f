"""The demo WODIFY as a desk that is killed sees it: through a door, with every change counted."""

from __future__ import annotations

import copy
import json
import time
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import httpx
from typing_extensions import override

from gymdesk.api.transport import Wire
from gymdesk.api.wodify import WodifyApi
from gymdesk.api.wodify_profile import profile_named
from gymdesk.demo import DEMO_KEY, DEMO_LOCATION, WodifyKnobs, demo_wodify
from gymdesk.domain.outbox import (
    CancelMembership,
    ChangeMembership,
    ConvertLead,
    CreateLead,
    CreateMembership,
    FieldChange,
    Intent,
    Sale,
    UpdateLead,
)
from gymdesk.domain.wodify import Capability
from gymdesk.sync.wodify_sender import WodifySenders
from tests.builders import TODAY
from tests.sync.remote import TLS, Hang

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    from starlette.types import Receive, Scope, Send

    from gymdesk.clock import Clock
    from gymdesk.demo import DemoWodify
    from gymdesk.rows import ClubRow

SELLS = frozenset({Capability.MEMBERSHIP_WRITES})
ORDINARY = range(7_100_000, 7_200_000)
"""The ids of clients about whom nothing is odd."""

DAY = date(2026, 12, 1)
V1, DOCUMENTED = "wodify_v1", "documented"
NADIA = CreateLead(
    "Nadia", "Farouk", "nadia@mail.example", "555 0101", "Evenings?", interested_in="Yoga"
)


@dataclass(frozen=True)
class Case:
    """One kind of change in one profile; `about` asks for it of somebody who is there."""

    name: str
    profile: str
    about: Callable[[Gym], Intent]

    @property
    def title(self) -> str:
        """Return how a test calls it."""
        return f"{self.name}, {self.profile}"


class Gym:
    """The demo WODIFY in one profile, put back to where it was before each change."""

    def __init__(self, profile: str) -> None:
        knobs = WodifyKnobs(profile=profile, membership_writes=True)  # type: ignore[arg-type]
        self.demo: DemoWodify = demo_wodify(TODAY, knobs=knobs, clients=60, rows=120, leads=30)
        self._first = copy.deepcopy(self._kept())

    @property
    def state(self) -> dict[str, Any]:
        """Return everything that is held there, as it is now."""
        return copy.deepcopy(self._kept())

    def reset(self) -> None:
        """Put everything back."""
        for name, value in copy.deepcopy(self._first).items():
            setattr(self.demo.server, name, value)

    def lead(self) -> dict[str, Any]:
        """Return somebody who tries it out, with an address."""
        rows = self.demo.server.leads.values()
        return next(r for r in rows if r["lead_status"] == "Trial" and r["email"])

    def membership(self) -> dict[str, Any]:
        """Return a membership that is in force and speaks for its client."""
        rows = self.demo.server.memberships.values()
        ordinary = (r for r in rows if int(r["client_id"]) in ORDINARY)
        return next(r for r in ordinary if r["is_active"] and not r["is_deleted"])

    def client(self) -> dict[str, Any]:
        """Return somebody without a membership."""
        server = self.demo.server
        having = {r["client_id"] for r in server.memberships.values()}
        rows = server.clients.values()
        return next(r for r in rows if r["id"] not in having and int(r["id"]) in ORDINARY)

    def _kept(self) -> dict[str, Any]:
        names = ("clients", "memberships", "leads", "documented_changes", "documented_sales")
        server = self.demo.server
        return {name: getattr(server, name) for name in (*names, "_next_id")}


def _sale(profile: str) -> Sale:
    return Sale("411" if profile == V1 else "Unlimited 12M", DAY)


def _name(row: dict[str, Any]) -> str:
    return f"{row['first_name']} {row['last_name']}"


def _update(*changes: FieldChange) -> Callable[[Gym], Intent]:
    return lambda gym: UpdateLead(str(gym.lead()["id"]), _name(gym.lead()), changes)


def _convert(profile: str | None) -> Callable[[Gym], Intent]:
    sale = None if profile is None else _sale(profile)
    return lambda gym: ConvertLead(
        str(gym.lead()["id"]), _name(gym.lead()), gym.lead()["email"], sale
    )


def _sell_to_client(profile: str) -> Callable[[Gym], Intent]:
    def intent(gym: Gym) -> Intent:
        row = gym.client()
        who = (row["first_name"], row["last_name"], row["email"])
        return CreateMembership(*who, _sale(profile), client_id=str(row["id"]))

    return intent


def _sell_to_new(profile: str) -> Callable[[Gym], Intent]:
    return lambda _gym: CreateMembership("Kim", "Vale", "kim@mail.example", _sale(profile))


def _change(gym: Gym) -> Intent:
    row = gym.membership()
    changes = (FieldChange("monthly_price", "99.00", "0.00"),)
    return ChangeMembership(str(row["id"]), str(row["client_id"]), "Ada", changes)


def _cancel(gym: Gym) -> Intent:
    row = gym.membership()
    return CancelMembership(str(row["id"]), str(row["client_id"]), "Ada", "Active", "moves away")


ONEIL = CreateLead("Sean", "O'Neil", "sean.o'neil@mail.example")
"""The search cannot ask for this address."""

TRIED = FieldChange("status", "Interested", "Contacted")
NOTE = FieldChange("added_note", None, "Called, Monday")

CASES = (
    *(
        Case(name, profile, about)
        for profile in (V1, DOCUMENTED)
        for name, about in (
            ("create lead", lambda _gym: NADIA),
            ("create lead without an address", lambda _gym: CreateLead("Nadia", "Farouk")),
            ("create lead with an apostrophe", lambda _gym: ONEIL),
            ("status of a lead", _update(TRIED)),
            ("note of a lead", _update(NOTE)),
            ("status and note of a lead", _update(TRIED, NOTE)),
            ("convert lead", _convert(None)),
            ("convert lead and sell", _convert(profile)),
            ("sell to a client", _sell_to_client(profile)),
            ("sell to somebody new", _sell_to_new(profile)),
            ("cancel membership", _cancel),
        )
    ),
    Case("price of a membership", DOCUMENTED, _change),
)


@dataclass
class Door:
    """Lets requests through to the gym of one profile, and stops at each point of a change.

    `states` are what the gym held after each change that it made, the untouched one first. `at` is
    called when a change is received, applied, and half answered; a Hang drops what was not applied.
    """

    gyms: dict[str, Gym]
    gym: Gym
    at: Callable[[str], None] = lambda _point: None
    states: list[dict[str, Any]] = field(default_factory=list)
    busy: int = 0

    def reset(self, profile: str) -> None:
        """Let in to that gym, put back."""
        self.gym = self.gyms[profile]
        self.gym.reset()
        self.at = lambda _point: None
        self.states = [self.gym.state]

    def settle(self) -> None:
        """Wait until nobody's change is being answered any more."""
        while self.busy:
            time.sleep(0.001)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] == "GET":
            await self.gym.demo.app(scope, receive, send)
            return
        self.busy += 1
        try:
            await self._change(scope, await _whole(receive), send)
        finally:
            self.busy -= 1

    async def _change(self, scope: Scope, body: bytes, send: Send) -> None:
        told: list[MutableMapping[str, Any]] = []

        async def received() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def keep(message: MutableMapping[str, Any]) -> None:
            told.append(message)

        try:
            self.at("received")
        except Hang:
            refusal = {"type": "http.response.start", "status": 500, "headers": []}
            await send(refusal)
            await send({"type": "http.response.body", "body": b""})
            return
        await self.gym.demo.app(scope, received, keep)
        answer = b"".join(m.get("body", b"") for m in told[1:])
        if told[0]["status"] < 300 and "HTTPCode" not in json.loads(answer):
            self.states.append(self.gym.state)
        self.at("applied")
        await send(told[0])
        half = len(answer) // 2
        await send({"type": "http.response.body", "body": answer[:half], "more_body": True})
        self.at("half answered")
        await send({"type": "http.response.body", "body": answer[half:]})


def doors() -> Door:
    """Return a door to both gyms."""
    gyms = {profile: Gym(profile) for profile in (V1, DOCUMENTED)}
    return Door(gyms, gyms[V1])


async def _whole(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body


class Watched(httpx.AsyncHTTPTransport):
    """A real connection that calls `at` before and after each request."""

    def __init__(self, at: Callable[[str], None]) -> None:
        super().__init__(verify=TLS)
        self._at = at

    @override
    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        what = "look" if request.method == "GET" else "change"
        self._at(f"before the {what}")
        answer = await super().handle_async_request(request)
        self._at(f"{what} answered")
        return answer


def senders(
    address: str, profile: str, clock: Clock, at: Callable[[str], None] = lambda _point: None
) -> WodifySenders:
    """Return what sends changes to the gym behind the door, over real connections."""

    async def api_of(_club: ClubRow) -> WodifyApi:
        at("opened")
        return WodifyApi(
            Wire(address, "WODIFY", clock, Watched(at)),
            DEMO_KEY,
            profile_named(profile),
            location=DEMO_LOCATION,
            may_write=True,
            also_offered=SELLS,
        )

    return WodifySenders(api_of, lambda _club: TODAY)
