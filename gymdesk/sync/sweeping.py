"""One sweep of a source that is read person by person, over all of a club's sign-ins."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING

from typing_extensions import override

from gymdesk.domain.client import SOURCE_NAMES, ItemTrouble
from gymdesk.errors import KeyringError, ListMaybeCutOff, SourceError, WrongAnswer
from gymdesk.rows import RunStatus
from gymdesk.sync.recording import RunRecord
from gymdesk.sync.request import ClientsStored
from gymdesk.sync.source_run import SourceRun, trouble_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gymdesk.domain.client import ClientReading, Person, SignInId, Source
    from gymdesk.rows import ClubRow
    from gymdesk.sync.request import Progress, RefreshRequest
    from gymdesk.sync.source_run import Runner
    from gymdesk.sync.sources import Found, SignIn, Sweep, SweepOpener

log = logging.getLogger(__name__)

BATCH = 12
"""Clients per write: a write stays short and a broken refresh loses at most so many."""

FLUSH_AFTER_S = 0.5

NOT_LISTED = "The client is not in the list any more"
NOT_LISTED_MESSAGE = "The last known figures are kept. A refresh of everybody shows who is missing."


class SweepRun(SourceRun[RunRecord]):
    """One run of one source of one club."""

    def __init__(
        self,
        runner: Runner,
        opener: SweepOpener,
        club: ClubRow,
        source: Source,
        request: RefreshRequest,
        tell: Callable[[Progress | ClientsStored], None],
        record: RunRecord,
    ) -> None:
        super().__init__(runner, club, source, request, tell, record)
        self._opener = opener
        self._lists_whole = True
        self._lists_sure = True
        self._listed: set[str] = set()
        self._visited: set[str] = set()
        self._whole_lists: list[tuple[SignInId, list[str]]] = []

    # --- the run ----------------------------------------------------------------------------------

    @override
    async def _do(self) -> None:
        """Sweep each sign-in; one that stops leaves the others, a store that stops ends it all."""
        self._say("signing in")
        sign_ins = await self._runner.sign_ins(self._club, self._source)
        for number, sign_in in enumerate(sign_ins, 1):
            if number > 1:
                self._say("signing in")
            try:
                await self._sweep(sign_in)
            except (SourceError, KeyringError) as stop:
                self._record.forget_aside()  # half a sweep is no ground for lowering a figure
                log.info("%s: sign-in %d stopped: %s", self._source.value, number, stop.title)
                whose = sign_in.username if len(sign_ins) > 1 else ""
                self._stops.append(trouble_of(stop, whose))
        absent = sorted(set(self._request.only) - self._listed)
        if absent and not self._stops:
            troubles = [ItemTrouble(key, NOT_LISTED, NOT_LISTED_MESSAGE) for key in absent]
            await self._runner.write(lambda: self._record.add_errors(troubles))
        if len(self._stops) < len(sign_ins):
            await self._judge()
        # who left one list may be in another, or is missing by now: both are known only here
        for key, ids in self._whole_lists:
            await self._runner.write(partial(self._record.saw, key, ids, whole=True))

    async def _sweep(self, sign_in: SignIn) -> None:
        if sign_in.trouble is not None:
            raise sign_in.trouble
        write = self._runner.write
        sweep = self._opener.sweep(sign_in, self._club.currency, inventory=self._request.inventory)
        try:
            await sweep.open()
            log.info("%s: signed in", self._source.value)
            key = sign_in.sign_in_id
            if key is None:
                key = await write(lambda: self._record.set_up(sign_in.username))
            found_out = sweep.dialect_found
            if found_out not in (None, self._club.clubos_dialect_found):
                await write(lambda: self._record.remember_dialect(found_out))
            self._say("finding clients")
            found = await sweep.find(force=self._request.force)
            log.info("%s: %d clients found", self._source.value, len(found.people))
            # a blank list is believed of one user beside others, never of a whole gym
            alone = found.is_blank and not (self._listed or self._record.knows_anybody)
            if not found.people and (alone or await write(lambda: self._record.may_see(key))):
                raise WrongAnswer(SOURCE_NAMES[self._source], "the client list", "an empty list")
            people, troubles = self._wanted(found)
            self._listed.update(p.remote_id for p in people)
            self._record.tally.total = len(self._listed)
            self._lists_sure = self._lists_sure and found.sure_of_its_end
            if troubles:
                self._lists_whole = False
                await write(lambda: self._record.add_errors(troubles))
            await self._read_all(sweep, [p for p in people if p.remote_id not in self._visited])
            log.info("%s: amounts of %d clients read", self._source.value, len(self._visited))
            ids = [p.remote_id for p in found.people]
            await write(lambda: self._record.saw(key, ids, whole=False))
            if not found.troubles and found.sure_of_its_end:
                self._whole_lists.append((key, ids))
            self._record.keep_aside()
        finally:
            self._record.tally.requests += sweep.requests
            await sweep.aclose()

    def _wanted(self, found: Found) -> tuple[tuple[Person, ...], tuple[ItemTrouble, ...]]:
        """Return who is to be read, and what is wrong with the list as far as it matters here."""
        only = self._request.only
        if not only:
            return found.people, found.troubles
        return tuple(p for p in found.people if p.remote_id in only), ()

    async def _read_all(self, sweep: Sweep, people: Sequence[Person]) -> None:
        total = len(self._listed)
        batch: list[ClientReading] = []
        flushed_s = asyncio.get_running_loop().time()
        readings = sweep.readings(people)
        self._say("reading clients", len(self._visited), total)
        try:
            async for reading in readings:
                batch.append(reading)
                self._visited.add(reading.person.remote_id)
                self._say("reading clients", len(self._visited), total)
                now_s = asyncio.get_running_loop().time()
                if len(batch) >= BATCH or now_s - flushed_s >= FLUSH_AFTER_S:
                    full, batch, flushed_s = batch, [], now_s
                    await self._store(full, total)
        finally:
            await readings.aclose()
            if batch:  # a cancelled or broken refresh keeps what it has
                await self._store(batch, total)

    async def _judge(self) -> None:
        """Believe the sweeps that came to their end, or hold them for the manager."""
        listed, stored = sorted(self._listed), self._record.tally.done
        sure = not self._stops and self._lists_whole and not self._request.only
        if sure and not self._lists_sure and (lost := self._record.lost(listed)):
            doubt = trouble_of(ListMaybeCutOff(SOURCE_NAMES[self._source], lost))
            await self._runner.write(lambda: self._record.add_errors([doubt]))
            sure = False
        await self._runner.write(lambda: self._record.judge(listed, sure=sure))
        held = self._record.held
        if held is not None:
            log.warning(
                "%s: held; %d of %d people gone, %d of %d cents without a word why",
                self._source.value,
                held.people_gone,
                held.people_known,
                held.unexplained_cents,
                held.debt_before_cents,
            )
        if self._record.tally.done > stored:
            self._tell(ClientsStored(self._club.club_id, self._record.tally.done, len(listed)))

    async def _store(self, batch: Sequence[ClientReading], total: int) -> None:
        await self._runner.write(lambda: self._record.store_batch(batch))
        log.info("%s: %d of %d clients stored", self._source.value, self._record.tally.done, total)
        self._tell(ClientsStored(self._club.club_id, self._record.tally.done, total))

    @override
    def _status(self, *, cancelled: bool) -> RunStatus:
        if self._record.held is not None:
            return RunStatus.HELD  # whatever came after: the comparison is written and waits
        return super()._status(cancelled=cancelled)
