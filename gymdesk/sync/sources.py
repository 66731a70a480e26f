"""The sources as the engine sees them: a sweep finds the people, then reads them one by one."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Protocol

from gymdesk.api.clubos import ClubOsSession, EmployeeNames, InventoryAsk
from gymdesk.api.transport import Wire
from gymdesk.domain.client import SOURCE_NAMES, Source
from gymdesk.errors import CredentialsMissing, DeskError, SessionLost
from gymdesk.sync.lanes import Lane, LaneRules, Lanes
from gymdesk.sync.request import SignInAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from datetime import datetime

    import httpx

    from gymdesk.api.transport import Notes
    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClientReading, ItemTrouble, Person, SignInId
    from gymdesk.domain.dialect import ClubOsDialect

log = logging.getLogger(__name__)

ROSTER_AGE: Final = timedelta(minutes=15)
"""So long the list of assigned clients is used again, unless a refresh is forced."""


@dataclass(frozen=True)
class SignIn:
    """Where to sign in and as whom. The secret is kept out of every text.

    Of the dialects *chosen* is the user's word and *remembered* what an earlier sign-in showed.
    `sign_in_id` None = not set up yet: it is once it was let in. `trouble` is why there is no
    secret to sign in with.
    """

    address: str
    username: str
    secret: str = field(repr=False)
    chosen: ClubOsDialect | None = None
    remembered: ClubOsDialect | None = None
    sign_in_id: SignInId | None = None
    trouble: DeskError | None = None


@dataclass(frozen=True)
class Found:
    """The people of a source, and the entries of its list that could not be read.

    `sure_of_its_end` False: nothing but the end of the connection ended the list, so that who is
    not on it may have been cut off. `is_blank`: nobody is on it, and it does not say so in words.
    """

    people: tuple[Person, ...]
    troubles: tuple[ItemTrouble, ...] = ()
    sure_of_its_end: bool = True
    is_blank: bool = False


class Sweep(Protocol):
    """One pass over a source: open, find, read, close."""

    @property
    def requests(self) -> int:
        """Return how many requests were sent so far."""
        ...

    @property
    def dialect_found(self) -> ClubOsDialect | None:
        """Return what the sign-in showed, to be remembered; None where it showed nothing."""
        ...

    async def open(self) -> None:
        """Sign in; raises SourceError kinds."""
        ...

    async def find(self, *, force: bool) -> Found:
        """Return the people; raises SourceError kinds. An outage never looks like an empty gym."""
        ...

    def readings(self, people: Sequence[Person]) -> AsyncGenerator[ClientReading, None]:
        """Yield one reading per person as they come in; raises what stops the source."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


class SweepOpener(Protocol):
    """Makes sweeps of one source and tests sign-ins."""

    entity: str

    def sweep(self, sign_in: SignIn, currency: str, *, inventory: bool | None) -> Sweep:
        """Return a sweep that is not open yet; *inventory* None = ask as the settings say."""
        ...

    async def test(self, sign_in: SignIn) -> SignInAnswer:
        """Sign in, count the people, sign nobody up for anything."""
        ...


class ClubOsSource:
    """ClubOS: its sweeps, and the list of assigned clients kept for 15 minutes per sign-in.

    *rules* is asked anew for each sweep: a setting holds from the next refresh on.
    """

    entity = "clients"

    def __init__(
        self,
        clock: Clock,
        rules: Callable[[], LaneRules],
        transport: Callable[[], httpx.AsyncBaseTransport] | None = None,
        notes: Notes | None = None,
        *,
        asks_inventory: Callable[[], bool] = lambda: False,
    ) -> None:
        self.clock = clock
        self._asks_inventory = asks_inventory
        self._notes = notes
        self.rules = rules
        self._transport = transport
        self._rosters: dict[tuple[str, str], tuple[datetime, Found]] = {}

    def sweep(
        self, sign_in: SignIn, currency: str, *, inventory: bool | None = None
    ) -> ClubOsSweep:
        """Return a sweep that is not open yet; *inventory* None = ask as the settings say."""
        asks = self._asks_inventory() if inventory is None else inventory
        return ClubOsSweep(self, sign_in, currency, InventoryAsk() if asks else None)

    async def test(self, sign_in: SignIn) -> SignInAnswer:
        """Sign in and count the assigned clients; `clients` None where the list was doubtful."""
        if not sign_in.username or not sign_in.secret:
            raise CredentialsMissing(SOURCE_NAMES[Source.CLUBOS])
        started = time.perf_counter()
        lane = self.lane(sign_in, "USD", EmployeeNames())
        try:
            await lane.open()
            who = lane.session.signed_in
            try:
                listed = await lane.session.assigned_clients()
                count: int | None = None if listed.is_blank else len(listed.people)
            except DeskError:
                count = None
            name = None if who is None else who.full_name
            found = None if who is None else who.dialect
            return SignInAnswer(name, count, time.perf_counter() - started, found)
        finally:
            await lane.aclose()

    def lane(
        self,
        sign_in: SignIn,
        currency: str,
        employees: EmployeeNames,
        inventory: InventoryAsk | None = None,
    ) -> ClubOsLane:
        """Return a new session that is not signed in."""
        transport = None if self._transport is None else self._transport()
        return ClubOsLane(
            lambda: Wire(
                sign_in.address, SOURCE_NAMES[Source.CLUBOS], self.clock, transport, self._notes
            ),
            sign_in,
            currency,
            employees,
            inventory,
        )

    def recent(self, sign_in: SignIn) -> Found | None:
        """Return the list of this sign-in if it is younger than 15 minutes."""
        found = self._rosters.get((sign_in.address, sign_in.username))
        if found is None or self.clock.now_utc() - found[0] > ROSTER_AGE:
            return None
        return found[1]

    def remember(self, sign_in: SignIn, found: Found) -> None:
        """Keep the list of this sign-in."""
        self._rosters[sign_in.address, sign_in.username] = (self.clock.now_utc(), found)


class ClubOsLane:
    """One ClubOS session as a lane. Signing in again starts with fresh cookies."""

    def __init__(
        self,
        wire: Callable[[], Wire],
        sign_in: SignIn,
        currency: str,
        employees: EmployeeNames,
        inventory: InventoryAsk | None = None,
    ) -> None:
        self._make_wire = wire
        self._sign_in = sign_in
        self._currency = currency
        self._employees = employees
        self._inventory = inventory
        self._earlier_requests = 0
        self.session = self._new_session()

    @property
    def requests(self) -> int:
        """Return how many requests this lane sent, over all its sessions."""
        return self._earlier_requests + self.session.requests

    async def open(self) -> None:
        """Sign in, in a new session if there was one already."""
        if self.session.requests:
            self._earlier_requests += self.session.requests
            await self.session.aclose()
            self.session = self._new_session()
        await self.session.sign_in(self._sign_in.username, self._sign_in.secret)

    async def read(self, person: Person) -> ClientReading:
        """Read one client."""
        return await self.session.read_client(person, self._employees, self._inventory)

    async def aclose(self) -> None:
        """Close the connection."""
        await self.session.aclose()

    def _new_session(self) -> ClubOsSession:
        return ClubOsSession(
            self._make_wire(),
            self._currency,
            chosen=self._sign_in.chosen,
            remembered=self._sign_in.remembered,
        )


class ClubOsSweep:
    """One pass over the clients assigned to the signed-in user."""

    def __init__(
        self,
        source: ClubOsSource,
        sign_in: SignIn,
        currency: str,
        inventory: InventoryAsk | None = None,
    ) -> None:
        self._source = source
        self._sign_in = sign_in
        self._currency = currency
        self._inventory = inventory
        self._employees = EmployeeNames()
        self._lanes: list[ClubOsLane] = []

    @property
    def requests(self) -> int:
        """Return how many requests all lanes sent."""
        return sum(lane.requests for lane in self._lanes)

    @property
    def dialect_found(self) -> ClubOsDialect | None:
        """Return the dialect of the form that let the first lane in."""
        who = self._lanes[0].session.signed_in if self._lanes else None
        return None if who is None else who.dialect

    async def open(self) -> None:
        """Sign the first lane in."""
        if not self._sign_in.username or not self._sign_in.secret:
            raise CredentialsMissing(SOURCE_NAMES[Source.CLUBOS])
        await self._new_lane().open()

    async def find(self, *, force: bool) -> Found:
        """Return the assigned clients, from memory if asked within 15 minutes and not forced."""
        recent = None if force else self._source.recent(self._sign_in)
        if recent is not None:
            return recent
        lane = self._lanes[0]
        try:
            roster = await lane.session.assigned_clients()
        except SessionLost:
            log.info("session lost at the client list, signing in again")
            await lane.open()
            roster = await lane.session.assigned_clients()
        found = Found(roster.people, roster.troubles, roster.sure_of_its_end, roster.is_blank)
        if not found.is_blank:
            self._source.remember(self._sign_in, found)
        return found

    def readings(self, people: Sequence[Person]) -> AsyncGenerator[ClientReading, None]:
        """Yield one reading per person as they come in."""
        first: Lane = self._lanes[0]
        return Lanes(first, self._new_lane, self._source.rules()).readings(people)

    async def aclose(self) -> None:
        """Close all lanes."""
        for lane in self._lanes:
            await lane.aclose()

    def _new_lane(self) -> ClubOsLane:
        lane = self._source.lane(self._sign_in, self._currency, self._employees, self._inventory)
        self._lanes.append(lane)
        return lane
