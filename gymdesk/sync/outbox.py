"""The outbox at work: changes are recorded, sent once, and looked after where no answer came."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeVar

from gymdesk.domain.lease import LASTS
from gymdesk.domain.outbox import (
    SETTLES_AFTER,
    Reason,
    WriteState,
    changes_of,
    judged_after,
    judged_before,
    parts_of,
    settles_at,
)
from gymdesk.errors import DeskError
from gymdesk.sync.lease import Alone, refreshed_elsewhere
from gymdesk.sync.request import SendReport, WriteMoved

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from contextlib import AbstractAsyncContextManager
    from datetime import datetime, timedelta

    from gymdesk.clock import Clock
    from gymdesk.domain.client import Source
    from gymdesk.domain.outbox import Intent, Part, Sight, Verdict, Write, WriteId
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import Store
    from gymdesk.sync.lease import Presence
    from gymdesk.sync.request import SendRequest

log = logging.getLogger(__name__)

T = TypeVar("T")

HERE_WHY = "GymDesk itself failed in the middle; the log has the details"


@dataclass(frozen=True)
class Sent:
    """The other system said that it is done. `key` None = it named no record.

    `whole` = one request did all that is left of the change.
    """

    key: str | None = None
    whole: bool = False


@dataclass(frozen=True)
class Declined:
    """It is certain that nothing was done; `why` is shown."""

    why: str


@dataclass(frozen=True)
class NoAnswer:
    """It was sent and may be done or not; `why` is shown."""

    why: str


Outcome = Sent | Declined | NoAnswer


class Sender(Protocol):
    """Looks and sends for the kinds of changes of one system. `known` = what earlier parts made."""

    async def look(self, intent: Intent, part: Part, known: Mapping[Part, str]) -> Sight:
        """Return what is there now; raises DeskError kinds where that cannot be told."""
        ...

    async def send(
        self, intent: Intent, part: Part, known: Mapping[Part, str], sight: Sight
    ) -> Outcome:
        """Send one part exactly once. Whatever is raised means that it may be done or not."""
        ...

    async def aclose(self) -> None:
        """Close the connection."""
        ...


class SenderOpener(Protocol):
    """Signs in to one system of a club; raises DeskError kinds."""

    async def open(self, club: ClubRow) -> Sender:
        """Return what looks and sends there."""
        ...


class Writes(Protocol):
    """Runs blocking work in the writer thread; a cancel waits for it."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]:
        """Return what *work* returned."""
        ...


@asynccontextmanager
async def _no_turn(_club: ClubRow, _source: Source) -> AsyncIterator[None]:
    yield


@dataclass(frozen=True)
class Rules:
    """What the sending of a change stands on. `turn` keeps refreshes of the same source out."""

    store: Store
    clock: Clock
    write: Writes
    may_write: Callable[[Source], bool]
    turn: Callable[[ClubRow, Source], AbstractAsyncContextManager[None]] = _no_turn
    presence: Presence = field(default_factory=Alone)
    settles_after: timedelta = SETTLES_AFTER


class Outbox:
    """Sends the changes that wait, oldest first, one after another.

    * Nothing goes out that is not in the store as "sending", with what a look showed right before.
    * Before a change is sent it is looked whether it is there already, or differs from what was on
      the screen: then nothing is sent, and both values are shown.
    * Each part is sent once. No answer, a broken one, a cancel or an error of ours in the middle
      make it "check": it is looked at, never sent again by itself. Only a look that comes late
      enough to see a request that was still on its way says "not done"; then a person may ask
      again.
    * A look that fails proves nothing and says so.
    * Of what is half done the rest is looked for as well, whether or not it may be sent.
    * Two programs never send the same: steps are numbered, and only one can add the next. Nothing
      is sent while this source is refreshed, here or elsewhere.
    * While writes are switched off nothing is sent; looking goes on.
    """

    def __init__(self, rules: Rules, openers: Mapping[Source, SenderOpener]) -> None:
        self._rules = rules
        self._openers = openers

    async def run(self, request: SendRequest, tell: Callable[[WriteMoved], None]) -> SendReport:
        """Do what is asked; a cancel records what may be done or not, and goes on up."""
        told: list[WriteMoved] = []

        def moved(one: WriteMoved) -> None:
            told.append(one)
            tell(one)

        look_again: list[datetime] = []
        waiting = False
        for club, source, ids in self._plan(request):
            async with self._rules.turn(club, source):
                if self._refreshed_elsewhere(club, source):
                    waiting = True
                    continue
                may_send = not request.look_only and self._rules.may_write(source)
                sending = _Sending(self._rules, self._openers[source], club, may_send, moved)
                try:
                    for write_id in ids:
                        again_utc = await sending.one(write_id)
                        look_again += [] if again_utc is None else [again_utc]
                finally:
                    await sending.aclose()
        return SendReport(tuple(told), min(look_again, default=None), waiting)

    def _refreshed_elsewhere(self, club: ClubRow, source: Source) -> bool:
        rules = self._rules
        with rules.store.read() as work:
            return refreshed_elsewhere(work, rules.clock, rules.presence, club.club_id, source)

    def _plan(self, request: SendRequest) -> list[tuple[ClubRow, Source, list[WriteId]]]:
        plan = []
        with self._rules.store.read() as work:
            for club in work.clubs.all():
                if request.club_ids is not None and club.club_id not in request.club_ids:
                    continue
                waiting = [
                    write
                    for write in work.outbox.open_ones(club.club_id)
                    if not request.write_ids or write.write_id in request.write_ids
                ]
                for source in self._openers:
                    ids = [write.write_id for write in waiting if write.source == source]
                    if ids:
                        plan.append((club, source, ids))
        return plan


class _Sending:
    """The changes of one system of one club, over one connection."""

    def __init__(
        self,
        rules: Rules,
        opener: SenderOpener,
        club: ClubRow,
        may_send: bool,
        tell: Callable[[WriteMoved], None],
    ) -> None:
        self._rules = rules
        self._opener = opener
        self._club = club
        self._may_send = may_send
        self._tell = tell
        self._sender: Sender | None = None

    async def one(self, write_id: WriteId) -> datetime | None:
        """Bring a change as far as it goes; return when a look proves more, None if never."""
        write = self._read(write_id)
        if write is not None and is_broken_off(write, self._rules.clock, self._rules.presence):
            write = await self._step(write, WriteState.CHECK, Reason.BROKEN_OFF)
        while write is not None and self._goes_on(write):
            looked = write.state == WriteState.CHECK
            write = await (self._look_back(write) if looked else self._send(write))
            if looked and write is not None and write.state == WriteState.CHECK:
                break  # a second look at once shows nothing else
        if write is not None and write.state == WriteState.PENDING and write.last.part:
            write = await self._look_ahead(write)
        if write is None:  # somebody else went on with it
            return None
        again_utc = settles_at(write, self._rules.settles_after)
        return again_utc if again_utc and again_utc > self._now() else None

    async def aclose(self) -> None:
        """Close the connection, if there was one."""
        if self._sender is not None:
            await self._sender.aclose()

    def _goes_on(self, write: Write) -> bool:
        if write.state == WriteState.CHECK:
            return True
        return write.state == WriteState.PENDING and self._may_send

    async def _send(self, write: Write) -> Write | None:
        """Look, then send; nothing was sent where the look failed."""
        try:
            sight = await self._look(write)
        except DeskError as error:
            return await self._step(
                write, WriteState.FAILED, Reason.NOT_LOOKED, detail=_words(error)
            )
        verdict = judged_before(write, sight)
        if not verdict.send:
            return await self._settle(write, verdict, sight)
        presence = self._rules.presence
        presence.show()
        sending = await self._step(
            write, WriteState.SENDING, verdict.reason, sight=sight, holder=presence.token
        )
        if sending is None:
            return None
        try:
            outcome = await self._sent(sending, sight)
        except asyncio.CancelledError:
            await self._step(sending, WriteState.CHECK, Reason.BROKEN_OFF)
            raise
        except BaseException:
            await self._step(sending, WriteState.CHECK, Reason.NO_ANSWER, detail=HERE_WHY)
            raise
        if isinstance(outcome, Declined):
            return await self._step(sending, WriteState.FAILED, Reason.DECLINED, detail=outcome.why)
        if isinstance(outcome, NoAnswer):
            return await self._step(sending, WriteState.CHECK, Reason.NO_ANSWER, detail=outcome.why)
        makes = not changes_of(sending.intent, sending.part)
        if makes and outcome.key is None and not outcome.whole:
            # it says yes and names nothing: what was made must be found before it is believed
            return await self._step(sending, WriteState.CHECK, Reason.NO_ANSWER)
        return await self._done(sending, Reason.ANSWERED, outcome.key, whole=outcome.whole)

    async def _sent(self, write: Write, sight: Sight) -> Outcome:
        if self._sender is None:
            msg = "a change is sent after a look"
            raise RuntimeError(msg)
        try:
            return await self._sender.send(write.intent, write.part, write.known, sight)
        except DeskError as error:
            return NoAnswer(_words(error))
        except Exception:
            log.exception("change %d broke off while it was sent", write.write_id)
            return NoAnswer(HERE_WHY)

    async def _look_ahead(self, write: Write) -> Write | None:
        """Look whether the rest of what is half done is there, where nothing may be sent now.

        One request may have done both halves, or somebody the second one by hand: a desk that went
        on calling it half done would make a person do it again.
        """
        try:
            sight = await self._look(write)
        except DeskError:  # it stays as it is, and is looked at before it is sent
            return write
        verdict = judged_before(write, sight)
        if verdict.state != WriteState.DONE:
            return write
        return await self._settle(write, verdict, sight)

    async def _look_back(self, write: Write) -> Write | None:
        """Look whether what was sent has arrived."""
        try:
            sight = await self._look(write)
        except DeskError as error:
            return await self._step(
                write, WriteState.CHECK, Reason.LOOK_FAILED, detail=_words(error)
            )
        verdict = judged_after(write, sight, self._now(), self._rules.settles_after)
        return await self._settle(write, verdict, sight)

    async def _look(self, write: Write) -> Sight:
        if self._sender is None:
            self._sender = await self._opener.open(self._club)
        return await self._sender.look(write.intent, write.part, write.known)

    async def _settle(self, write: Write, verdict: Verdict, sight: Sight) -> Write | None:
        if verdict.state == WriteState.DONE:
            return await self._done(write, verdict.reason, verdict.key)
        return await self._step(write, verdict.state, verdict.reason, sight=sight)

    async def _done(
        self, write: Write, reason: Reason, key: str | None, *, whole: bool = False
    ) -> Write | None:
        """Write that a part is done; the change is, where it was the last one."""
        if whole or write.is_last_part:
            last = len(parts_of(write.intent)) - 1
            return await self._step(write, WriteState.DONE, reason, key=key, part=last)
        following = write.last.part + 1
        return await self._step(write, WriteState.PENDING, reason, key=key, part=following)

    async def _step(
        self,
        write: Write,
        state: WriteState,
        reason: Reason,
        *,
        part: int | None = None,
        detail: str = "",
        sight: Sight | None = None,
        key: str | None = None,
        holder: str | None = None,
    ) -> Write | None:
        """Add a step and tell of it; None = somebody else went on with the change."""
        now_utc = self._now()

        def add() -> Write | None:
            with self._rules.store.begin() as work:
                after = work.outbox.append(
                    write,
                    state,
                    reason,
                    now_utc,
                    part=part,
                    detail=detail,
                    sight=sight,
                    key=key,
                    holder=holder,
                )
                work.commit()
            return after

        after = await self._rules.write(add)
        if after is not None:
            log.info("change %d: %s, %s", write.write_id, state.value, reason.value)
            self._tell(WriteMoved(write.club_id, write.write_id, state))
        return after

    def _read(self, write_id: WriteId) -> Write | None:
        with self._rules.store.read() as work:
            return work.outbox.find(write_id)

    def _now(self) -> datetime:
        return self._rules.clock.now_utc()


def is_broken_off(write: Write, clock: Clock, presence: Presence) -> bool:
    """Return whether a change says "sending" and nobody is sending it.

    Ask it of an own one only where nothing is being sent: then its end could not be written.
    """
    if write.state != WriteState.SENDING:
        return False
    holder = write.last.holder or ""
    if holder == presence.token or presence.is_gone(holder):
        return True
    return abs(clock.now_utc() - write.last.at_utc) >= LASTS


def check_broken_off(store: Store, clock: Clock, presence: Presence) -> int:
    """Turn what a program that died was sending into "check"; return how many there were."""
    with store.read() as work:
        sending = work.outbox.sending()
    found = [write for write in sending if is_broken_off(write, clock, presence)]
    if not found:
        return 0
    now_utc = clock.now_utc()
    with store.begin() as work:
        broken = [
            work.outbox.append(write, WriteState.CHECK, Reason.BROKEN_OFF, now_utc)
            for write in found
        ]
        work.commit()
    count = sum(1 for one in broken if one is not None)
    log.info("%d changes were being sent when their program ended", count)
    return count


def _words(error: DeskError) -> str:
    return f"{error.title}. {error.message}"
