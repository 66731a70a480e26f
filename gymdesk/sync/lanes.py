"""Lanes: signed-in sessions that read clients side by side, one client at a time in each."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from gymdesk.domain.client import ClientReading, ItemTrouble, Person
from gymdesk.errors import (
    DeskError,
    SessionLost,
    SignInLocked,
    SignInRefused,
    SignInThrottled,
    Unreachable,
    WrongPerson,
)

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

log = logging.getLogger(__name__)

SILENT_IN_A_ROW: Final = 3
"""So many clients without any answer, one after another, and the network is taken for down.

As many clients whose session was lost twice, and signing in again does not help: a source that
turns every client away must not be signed in to once per client.
"""


class Lane(Protocol):
    """One session of a source. Opening signs it in, again if need be."""

    async def open(self) -> None:
        """Sign in; raises SourceError kinds."""
        ...

    async def read(self, person: Person) -> ClientReading:
        """Read one client; raises SourceError kinds, WrongPerson among them."""
        ...

    async def aclose(self) -> None:
        """Close the session's connection."""
        ...


@dataclass(frozen=True)
class LaneRules:
    """How many sessions, the pause between two sign-ins, and the waits after a throttled one."""

    lanes: int = 4
    pause_s: float = 1.0
    back_off_s: tuple[float, ...] = (1.5, 3.0)


class Lanes:
    """Reads clients over up to `rules.lanes` sessions.

    Sign-ins follow one another with a pause while the first lane already works, never two at a
    time; a throttled one backs off and is then done without, and no further lane is tried. Once a
    sign-in was refused, stayed throttled or met a locked account, nobody is signed in any more in
    this run: every further try could lock the account for longer. A session lost in the middle is
    signed in again once and the client repeated; lost a second time, the client is reported, or
    stays as it was read where it was lost after the figures. A
    lane that is not let in again hands its client to the others and is done. An answer about
    somebody else is thrown away: all lanes stop after their client and the first one goes on
    alone, repeating that client once. No lane left, or three clients in a row without any answer
    or with the session lost twice, ends it all: `readings` then raises after it has handed out what
    was read. Any other trouble costs one client.
    """

    def __init__(self, first: Lane, make: Callable[[], Lane], rules: LaneRules) -> None:
        self._first = first
        self._make = make
        self._rules = rules
        self._waiting: deque[Person] = deque()
        self._done: asyncio.Queue[ClientReading | None] = asyncio.Queue()
        self._thrown_away: set[str] = set()
        self._narrow = False
        self._silent = 0
        self._fatal: DeskError | None = None
        self._closed_door: DeskError | None = None
        self._shut_out: dict[int, DeskError] = {}
        self._signing_in = asyncio.Lock()
        self._extra: list[Lane] = []

    @property
    def narrow(self) -> bool:
        """Return whether the run fell back to one lane."""
        return self._narrow

    async def readings(self, people: Sequence[Person]) -> AsyncGenerator[ClientReading, None]:
        """Yield one reading per client as they come in; the first lane must be open."""
        self._waiting.extend(people)
        work = asyncio.create_task(self._work_through())
        try:
            while (reading := await self._done.get()) is not None:
                yield reading
            await work
            if self._fatal is not None:
                raise self._fatal
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def _work_through(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                extra = min(self._rules.lanes, len(self._waiting)) - 1
                first = group.create_task(self._work(self._first))
                widening = group.create_task(self._widen(group, extra))
                await first
                # nobody waits any more: a lane that still signs in or backs off comes too late
                widening.cancel()
            while self._waiting:
                await self._work(self._first, alone=True)
                self._give_up_if_shut_out()
        finally:
            self._done.put_nowait(None)
            for lane in self._extra:
                await lane.aclose()

    async def _widen(self, group: asyncio.TaskGroup, extra: int) -> None:
        """Add lanes one after another, until one is not let in."""
        for _ in range(extra):
            await asyncio.sleep(self._rules.pause_s)
            if not self._waiting or self._narrow:
                return
            lane = self._make()
            self._extra.append(lane)
            if not await self._opened(lane):
                return
            group.create_task(self._work(lane))

    async def _opened(self, lane: Lane) -> bool:
        """Sign an extra lane in; a lane more or less is no reason to stop."""
        try:
            await self._open(lane)
        except DeskError as error:
            log.info("one lane less: %s", error.title)
            return False
        return True

    async def _open(self, lane: Lane) -> None:
        """Sign in, one lane at a time, backing off while the service takes no sign-ins."""
        async with self._signing_in:
            shut = self._fatal or self._closed_door
            if shut is not None:
                raise shut  # another lane was turned away while this one waited its turn
            try:
                await self._let_in(lane)
            except (SignInRefused, SignInThrottled, SignInLocked) as error:
                self._closed_door = error
                raise

    async def _let_in(self, lane: Lane) -> None:
        for wait_s in self._rules.back_off_s:
            try:
                return await lane.open()
            except SignInThrottled:
                log.info("sign-in throttled, waiting %.1f s", wait_s)
                await asyncio.sleep(wait_s)
        return await lane.open()

    async def _work(self, lane: Lane, *, alone: bool = False) -> None:
        while self._waiting and (alone or not self._narrow) and id(lane) not in self._shut_out:
            person = self._waiting.popleft()
            reading = await self._visit(lane, person)
            if reading is not None:
                self._done.put_nowait(reading)

    async def _visit(self, lane: Lane, person: Person) -> ClientReading | None:
        """Return the client's reading; None where the client is to be visited again."""
        try:
            try:
                reading = await lane.read(person)
            except SessionLost:
                log.info("session lost at client %s, signing in again", person.remote_id)
                if not await self._open_again(lane):
                    self._waiting.appendleft(person)
                    return None
                reading = await lane.read(person)
            if reading.session_lost:
                reading = await self._repeated(lane, reading)
        except WrongPerson as error:
            return self._thrown(person, error)
        except (SessionLost, Unreachable) as error:
            self._silent += 1
            if self._silent >= SILENT_IN_A_ROW:
                self._stop(error)
            return failed(person, error)
        except DeskError as error:
            return failed(person, error)
        self._silent = 0
        return reading

    async def _repeated(self, lane: Lane, first: ClientReading) -> ClientReading:
        """Repeat a client whose figures are there already: what fails now costs none of them."""
        log.info("session lost after client %s was read", first.person.remote_id)
        if not await self._open_again(lane):
            return first
        try:
            again = await lane.read(first.person)
        except WrongPerson as error:
            self._go_alone(error)
            return first
        except DeskError as error:
            log.info("client %s not read again: %s", first.person.remote_id, error.title)
            return first
        if first.whole and not again.whole:
            return replace(first, inventory=again.inventory)
        return again

    async def _open_again(self, lane: Lane) -> bool:
        try:
            await self._open(lane)
        except DeskError as error:
            log.info("a lane was not let in again: %s", error.title)
            self._shut_out[id(lane)] = error
            return False
        return True

    def _give_up_if_shut_out(self) -> None:
        """End it all where clients still wait, the first lane is out and the others are done."""
        error = self._shut_out.get(id(self._first))
        if error is not None and self._waiting:
            self._done.put_nowait(failed(self._waiting.popleft(), SessionLost()))
            self._stop(error)

    def _thrown(self, person: Person, error: WrongPerson) -> ClientReading | None:
        self._go_alone(error)
        if person.remote_id in self._thrown_away:
            return failed(person, error)
        self._thrown_away.add(person.remote_id)
        self._waiting.append(person)
        return None

    def _go_alone(self, error: WrongPerson) -> None:
        """Leave the rest to the first lane: the sessions of two are one on the server."""
        log.warning("client %s: answered for %s, thrown away", error.asked, error.answered)
        self._narrow = True

    def _stop(self, error: DeskError) -> None:
        self._fatal = self._fatal or error
        self._waiting.clear()


def failed(person: Person, error: DeskError) -> ClientReading:
    """Return the reading of a client about whom nothing could be read."""
    return ClientReading(person, None, (ItemTrouble(person.remote_id, error.title, error.message),))
