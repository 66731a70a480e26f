"""The engine: fetch, check, reconcile, one short write per batch; then say how it went."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from gymdesk.domain.client import SOURCE_NAMES, ItemTrouble, Source
from gymdesk.errors import (
    DeskError,
    KeyringError,
    NoClub,
    SourceError,
    StoreError,
    TookTooLong,
    UsageError,
    WrongAnswer,
)
from gymdesk.rows import RunStatus
from gymdesk.sync.recording import RunRecord
from gymdesk.sync.request import (
    ClientsStored,
    Progress,
    RefreshReport,
    RefreshRequest,
    RunReport,
    SignInAnswer,
    SignInTest,
)
from gymdesk.sync.sources import SignIn

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClientReading, Person
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import Store
    from gymdesk.sync.request import Phase
    from gymdesk.sync.sources import Sweep, SweepOpener

log = logging.getLogger(__name__)

BATCH = 12
"""Clients per write: a write stays short and a broken refresh loses at most so many."""

FLUSH_AFTER_S = 0.5

LIMIT_S = 60.0 * 60.0
"""So long one source may take; each of its calls has a budget of its own."""

T = TypeVar("T")


class SyncEngine:
    """Runs refreshes, one club and source after another.

    A run goes through all sign-ins of the club, one after the other; a client whom two of them
    see is read once. A client that cannot be read is reported and keeps its last figures; a
    refused sign-in ends that sign-in's part, time that is used up the run, the others go on; a
    cancel ends everything within a second, keeps what was read and marks nobody missing. All
    writes go through one thread, so a commit never holds up the lanes. Nobody is marked missing
    but after complete sweeps of all sign-ins without a single error, and then only who was in
    none of their lists.
    """

    def __init__(
        self,
        store: Store,
        sources: Mapping[Source, SweepOpener],
        sign_ins: Callable[[ClubRow, Source], Awaitable[Sequence[SignIn]]],
        clock: Clock,
        *,
        limit_s: float = LIMIT_S,
    ) -> None:
        self.limit_s = limit_s
        self._store = store
        self._sources = sources
        self._sign_ins = sign_ins
        self._clock = clock
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-writer")

    async def run(
        self,
        request: RefreshRequest | SignInTest,
        tell: Callable[[Progress | ClientsStored], None],
    ) -> RefreshReport | SignInAnswer:
        """Do what is asked. Raises DeskError where nothing could even be started.

        A refresh whose task is cancelled finishes its books and returns its report.
        """
        if isinstance(request, SignInTest):
            return await self.test_sign_in(request)
        return await self.refresh(request, tell)

    async def refresh(
        self,
        request: RefreshRequest,
        tell: Callable[[Progress | ClientsStored], None],
    ) -> RefreshReport:
        """Refresh every source of the request that is set up."""
        with self._store.read() as work:
            clubs = work.clubs.all()
        wanted = [
            club for club in clubs if request.club_ids is None or club.club_id in request.club_ids
        ]
        if not wanted:
            raise NoClub
        if request.club_ids is None and not request.sources:
            # one club that is not set up yet is no reason to leave the others out
            wanted = [club for club in wanted if self._set_up(club)] or wanted
        # all of the request is checked before any of it is done
        plan = [(club, self._sources_of(club, request)) for club in wanted]
        reports: list[RunReport] = []
        for club, sources in plan:
            for source in sources:
                report = await _Sweeping(self, club, source, request, tell).run()
                reports.append(report)
                if report.status == RunStatus.CANCELLED:
                    return RefreshReport(tuple(reports))
        return RefreshReport(tuple(reports))

    async def test_sign_in(self, request: SignInTest) -> SignInAnswer:
        """Try a sign-in without storing anything; raises SourceError kinds."""
        opener = self._sources[request.source]
        return await opener.test(
            SignIn(request.address, request.username, request.secret, request.dialect)
        )

    def refresh_blocking(
        self,
        request: RefreshRequest,
        tell: Callable[[Progress | ClientsStored], None],
    ) -> RefreshReport:
        """Refresh from a thread without a loop: the command line's way in."""
        return asyncio.run(self.refresh(request, tell))

    async def write(self, work: Callable[[], T]) -> T:
        """Run *work* in the writer thread; a cancel waits for it, so that it is never half told."""
        future = asyncio.get_running_loop().run_in_executor(self._writer, work)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await asyncio.wait([future])
            raise

    def close(self) -> None:
        """Wait for the last write."""
        self._writer.shutdown(wait=True)

    def opener(self, source: Source) -> SweepOpener:
        """Return what opens sweeps of the source."""
        return self._sources[source]

    def new_record(self, club: ClubRow, source: Source, entity: str) -> RunRecord:
        """Return the record of a run that starts now."""
        return RunRecord(self._store, self._clock, club, source, entity, self._clock.now_utc())

    async def sign_ins(self, club: ClubRow, source: Source) -> Sequence[SignIn]:
        """Return where and as whom to sign in; raises KeyringError kinds, CredentialsMissing."""
        return await self._sign_ins(club, source)

    def _set_up(self, club: ClubRow) -> list[Source]:
        return [s for s in self._sources if address_of(club, s)]

    def _sources_of(self, club: ClubRow, request: RefreshRequest) -> list[Source]:
        set_up = self._set_up(club)
        for source in request.sources:
            if source not in set_up:
                reason = f"{SOURCE_NAMES[source]} is not set up for {club.name}"
                raise UsageError(reason)
        if not set_up:
            reason = f"No source is set up for {club.name}. Enter its address in Accounts"
            raise UsageError(reason)
        return [s for s in set_up if not request.sources or s in request.sources]


class _Sweeping:
    """One run of one source of one club."""

    def __init__(
        self,
        engine: SyncEngine,
        club: ClubRow,
        source: Source,
        request: RefreshRequest,
        tell: Callable[[Progress | ClientsStored], None],
    ) -> None:
        self._engine = engine
        self._opener = engine.opener(source)
        self._club = club
        self._source = source
        self._request = request
        self._tell = tell
        self._record = engine.new_record(club, source, self._opener.entity)
        self._stops: list[ItemTrouble] = []
        self._listed: set[str] = set()
        self._visited: set[str] = set()

    async def run(self) -> RunReport:
        """Return how it went; every end but a bug of ours is a report."""
        write = self._engine.write
        cancelled = False
        try:
            await write(lambda: self._record.start(self._request.trigger))
        except asyncio.CancelledError:
            cancelled = True
        try:
            if not cancelled:
                await self._sweep_in_time()
        except DeskError as stop:
            self._stops.append(_trouble(stop))
        except asyncio.CancelledError:
            cancelled = True
        except BaseException:
            await write(lambda: self._record.finish(RunStatus.FAILED, ()))
            raise
        status = self._status(cancelled=cancelled)
        report = await self._finished(status)
        log.info(
            "%s %s: %s, %d of %s clients, %d changed, %d failed, %d requests in %.1f s",
            self._source.value,
            self._opener.entity,
            status.value,
            report.done,
            report.total,
            report.created + report.updated,
            report.failed,
            report.requests,
            report.seconds,
        )
        return report

    async def _finished(self, status: RunStatus) -> RunReport:
        """Write the end of the run; a store that takes not even that leaves the report in words.

        The run then stays "running" in the store until the next one calls it interrupted.
        """
        try:
            return await self._engine.write(lambda: self._record.finish(status, self._stops))
        except StoreError as stop:
            log.warning("the end of run %d was not stored: %s", self._record.run_id, stop.title)
            if not self._stops:
                self._stops.append(_trouble(stop))
                status = self._status(cancelled=status == RunStatus.CANCELLED)
            return self._record.unstored(status, self._stops)

    async def _sweep_in_time(self) -> None:
        limit_s = self._engine.limit_s
        limit = asyncio.timeout(limit_s)
        try:
            async with limit:
                await self._sweep_all()
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise TookTooLong(SOURCE_NAMES[self._source], round(limit_s / 60)) from error

    async def _sweep_all(self) -> None:
        """Sweep each sign-in; one that stops leaves the others, a store that stops ends it all."""
        self._say("signing in")
        sign_ins = await self._engine.sign_ins(self._club, self._source)
        for number, sign_in in enumerate(sign_ins, 1):
            if number > 1:
                self._say("signing in")
            try:
                await self._sweep(sign_in)
            except (SourceError, KeyringError) as stop:
                log.info("%s: sign-in %d stopped: %s", self._source.value, number, stop.title)
                whose = sign_in.username if len(sign_ins) > 1 else ""
                self._stops.append(_trouble(stop, whose))
        if self._record.flawless and not self._stops:
            await self._engine.write(lambda: self._record.mark_missing(sorted(self._listed)))

    async def _sweep(self, sign_in: SignIn) -> None:
        if sign_in.trouble is not None:
            raise sign_in.trouble
        write = self._engine.write
        sweep = self._opener.sweep(sign_in, self._club.currency)
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
            if not found.people and await write(lambda: self._record.may_see(key)):
                raise WrongAnswer(SOURCE_NAMES[self._source], "the client list", "an empty list")
            ids = [p.remote_id for p in found.people]
            self._listed.update(ids)
            self._record.tally.total = len(self._listed)
            if found.troubles:
                await write(lambda: self._record.add_errors(found.troubles))
            await self._read_all(
                sweep, [p for p in found.people if p.remote_id not in self._visited]
            )
            log.info("%s: amounts of %d clients read", self._source.value, len(self._visited))
            await write(lambda: self._record.saw(key, ids, whole=not found.troubles))
        finally:
            self._record.tally.requests += sweep.requests
            await sweep.aclose()

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

    async def _store(self, batch: Sequence[ClientReading], total: int) -> None:
        await self._engine.write(lambda: self._record.store_batch(batch))
        log.info("%s: %d of %d clients stored", self._source.value, self._record.tally.done, total)
        self._tell(ClientsStored(self._club.club_id, self._record.tally.done, total))

    def _status(self, *, cancelled: bool) -> RunStatus:
        if cancelled:
            return RunStatus.CANCELLED
        if self._stops:
            return RunStatus.INCOMPLETE if self._record.tally.done else RunStatus.FAILED
        return RunStatus.COMPLETE if self._record.flawless else RunStatus.INCOMPLETE

    def _say(self, phase: Phase, done: int = 0, total: int | None = None) -> None:
        self._tell(Progress(self._club.name, self._source, phase, done, total))


def _trouble(error: DeskError, whose: str = "") -> ItemTrouble:
    """Return an error of the whole run; of several users the message names whose it is."""
    return ItemTrouble("", error.title, f"{whose}: {error.message}" if whose else error.message)


def address_of(club: ClubRow, source: Source) -> str | None:
    """Return where the club's source lives, None if it is not set up."""
    return {
        Source.CLUBOS: club.clubos_url,
        Source.WODIFY: club.wodify_url,
        Source.STRIPE: club.stripe_url,
    }[source]
