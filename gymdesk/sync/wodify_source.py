"""WODIFY as the engine sees it: members with memberships, leads and invoices, each a run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from gymdesk.api.pace import Pace
from gymdesk.api.transport import Wire
from gymdesk.api.wodify import WodifyApi
from gymdesk.api.wodify_profile import profile_named
from gymdesk.domain.address import split_base
from gymdesk.domain.client import SOURCE_NAMES, Source
from gymdesk.domain.membership import MemberRecord
from gymdesk.domain.wodify import Capability
from gymdesk.errors import KeyRefused, NotThere, WrongPath
from gymdesk.sync.holds import HOLDS
from gymdesk.sync.request import ProbeReport, SignInAnswer
from gymdesk.sync.sources import SignIn
from gymdesk.sync.wodify_reconcile import by_client

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from typing import Any

    import httpx

    from gymdesk.api.wodify_sweep import Sweep
    from gymdesk.clock import Clock
    from gymdesk.domain.client import ItemTrouble
    from gymdesk.rows import ClubRow
    from gymdesk.sync.holds import HoldPass
    from gymdesk.sync.request import ProbeRequest

NAME: Final = SOURCE_NAMES[Source.WODIFY]


class WodifySource:
    """WODIFY: one pace for all who ask the same address, whatever they ask for."""

    entities: tuple[str, ...] = ("members", "leads", "invoices", HOLDS)

    def __init__(
        self,
        clock: Clock,
        *,
        per_s: float = 3.0,
        paced: bool = True,
        used_this_month: Callable[[], int] = lambda: 0,
        hold_budget: Callable[[], int] = lambda: 0,
        transport: Callable[[], httpx.AsyncBaseTransport] | None = None,
    ) -> None:
        self._clock = clock
        self._per_s = per_s
        self._paced = paced
        self._used = used_this_month
        self._hold_budget = hold_budget
        self._transport = transport
        self._paces: dict[str, Pace] = {}

    def entities_of(self, club: ClubRow) -> tuple[str, ...]:
        """Return what a refresh reads of the club's profile; holds where that is set."""
        without = set() if self.hold_budget else {HOLDS}
        return tuple(entity for entity in self.offered(club) if entity not in without)

    def offered(self, club: ClubRow) -> tuple[str, ...]:
        """Return all that can be read of the club's profile when it is asked for."""
        offered = profile_named(club.wodify_profile).offered
        needs = {"invoices": Capability.INVOICES, HOLDS: Capability.HOLDS}
        return tuple(e for e in self.entities if needs.get(e) in (None, *offered))

    @property
    def hold_budget(self) -> int:
        """Return how many memberships a refresh asks for their holds, 0 = none."""
        return self._hold_budget()

    def open_holds(self, sign_in: SignIn, club: ClubRow) -> HoldPass:
        """Return a pass that has asked for nothing yet."""
        return self.api(sign_in, club)

    def open(self, sign_in: SignIn, club: ClubRow, entity: str) -> WodifyPass:
        """Return a pass that has asked for nothing yet."""
        return WodifyPass(self.api(sign_in, club), entity)

    def api(self, sign_in: SignIn, club: ClubRow, *, may_write: bool = False) -> WodifyApi:
        """Return what talks to the club's WODIFY."""
        return self._api(
            sign_in,
            club.wodify_profile,
            currency=club.currency,
            timezone=club.timezone,
            location=club.wodify_location,
            may_write=may_write,
        )

    async def test(self, sign_in: SignIn) -> SignInAnswer:
        """Try the key with one small question in each profile that is known."""
        started = time.perf_counter()
        refused: Exception | None = None
        for name in ("wodify_v1", "documented"):
            api = self._api(sign_in, name)
            try:
                await api.ping()
            except (KeyRefused, WrongPath, NotThere) as error:
                refused = refused or error
            else:
                return SignInAnswer(None, None, time.perf_counter() - started)
            finally:
                await api.aclose()
        raise refused or KeyRefused(NAME)

    async def probe(self, request: ProbeRequest) -> ProbeReport:
        """Ask the read-only questions of the profile; an address that nobody can ask raises."""
        started = time.perf_counter()
        sign_in = SignIn(request.address, "", request.key)
        api = self._api(sign_in, request.profile, location=request.location)
        try:
            found = await api.probe()
        finally:
            await api.aclose()
        return ProbeReport(found, time.perf_counter() - started)

    def _api(self, sign_in: SignIn, profile: str | None, **options: Any) -> WodifyApi:
        host, base = split_base(sign_in.address)
        transport = None if self._transport is None else self._transport()
        wire = Wire(host, NAME, self._clock, transport, pace=self._pace(host))
        return WodifyApi(wire, sign_in.secret, profile_named(profile), base=base or None, **options)

    def _pace(self, host: str) -> Pace | None:
        if not self._paced:
            return None
        pace = self._paces.setdefault(host, Pace(NAME, self._clock, self._per_s))
        pace.count_at_least(self._used())
        return pace


class WodifyPass:
    """One pass over members, leads or invoices. Members come with all rows of their memberships."""

    def __init__(self, api: WodifyApi, entity: str) -> None:
        self._api = api
        self._entity = entity
        self._inner: frozenset[str] = frozenset()
        self.troubles: list[ItemTrouble] = []
        self.complete = False
        self._ids: frozenset[str] = frozenset()

    @property
    def requests(self) -> int:
        """Return how many requests were sent so far."""
        return self._api.requests

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids that came."""
        return self._ids

    @property
    def inner_ids(self) -> frozenset[str]:
        """Return the ids of the memberships that came."""
        return self._inner

    async def batches(self) -> AsyncGenerator[Sequence[Any], None]:
        """Yield records as they come in; raises what stops the source."""
        if self._entity == "members":
            async for batch in self._members():
                yield batch
            return
        sweep: Sweep[Any] = (
            self._api.sweep_leads() if self._entity == "leads" else self._api.sweep_invoices()
        )
        async for batch in sweep.batches():
            yield batch
        self._told(sweep)

    async def is_there(self, key: str, *, inner: bool) -> bool:
        """Return whether a record that was not listed is there all the same."""
        singular = {"members": "member", "leads": "lead", "invoices": "invoice"}
        what = "membership" if inner else singular[self._entity]
        return await self._api.is_there(what, key)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._api.aclose()

    async def _members(self) -> AsyncGenerator[Sequence[MemberRecord], None]:
        # the memberships first: a client is stored with all that belongs to it, or not at all
        rows = None
        own = {}
        if not self._api.profile.memberships_inside:
            rows = self._api.sweep_memberships()
            own = dict(by_client(await rows.everything()))
            self._inner = rows.ids
            self.troubles += rows.troubles
        people = self._api.sweep_members()
        inside: set[str] = set()
        async for batch in people.batches():
            joined = [
                MemberRecord(r.member, r.memberships or own.get(r.member.remote_id, ()))
                for r in batch
            ]
            inside.update(m.remote_id for r in joined for m in r.memberships)
            yield joined
        if rows is None:
            self._inner = frozenset(inside)
        self._told(people)
        self.complete = people.complete and (rows is None or rows.complete)

    def _told(self, sweep: Sweep[Any]) -> None:
        self.troubles += sweep.troubles
        self.complete = sweep.complete
        self._ids = sweep.ids
