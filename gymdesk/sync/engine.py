"""The engine: fetch, check, reconcile, one short write per batch; then say how it went."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from gymdesk.domain.client import SOURCE_NAMES, Source
from gymdesk.domain.due import skip_words, too_soon
from gymdesk.domain.lease import RENEWED_EVERY_S
from gymdesk.errors import (
    DeskError,
    NoClub,
    RefreshElsewhere,
    StoreError,
    UsageError,
)
from gymdesk.rows import RunStatus
from gymdesk.sync.holds import HOLDS, HoldsRecord, HoldsRun
from gymdesk.sync.lease import Alone, take_lease
from gymdesk.sync.list_bills import BillsRecord
from gymdesk.sync.list_leads import LeadsRecord
from gymdesk.sync.list_members import MembersRecord
from gymdesk.sync.listing import ListRun
from gymdesk.sync.recording import RunRecord
from gymdesk.sync.request import (
    ChoreReport,
    ChoreRequest,
    ClientsStored,
    PackagesAnswer,
    PackagesRequest,
    ProbeReport,
    ProbeRequest,
    Progress,
    RefreshReport,
    RefreshRequest,
    RunReport,
    SendReport,
    SendRequest,
    SignInAnswer,
    SignInTest,
)
from gymdesk.sync.sources import SignIn
from gymdesk.sync.sweeping import SweepRun

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId
    from gymdesk.rows import ClubRow
    from gymdesk.rows.members import PackageShelf
    from gymdesk.store.unit_of_work import Store
    from gymdesk.sync.lease import HeldLease, Presence
    from gymdesk.sync.list_record import ListRecord
    from gymdesk.sync.listing import ListOpener
    from gymdesk.sync.outbox import Outbox
    from gymdesk.sync.request import Chore, WriteMoved
    from gymdesk.sync.sources import SweepOpener

log = logging.getLogger(__name__)

LIMIT_S = 60.0 * 60.0
"""So long one source may take; each of its calls has a budget of its own."""

RECORDS: Final[Mapping[str, type[ListRecord]]] = {
    "members": MembersRecord,
    "leads": LeadsRecord,
    "invoices": BillsRecord,
}
"""What keeps each of the lists of WODIFY."""

T = TypeVar("T")


class Shapes(Protocol):
    """Takes note of how the answers of one refresh look."""

    def begin(self) -> None:
        """Forget the refresh before."""
        ...

    def keep(self) -> None:
        """Write what was noted. Blocks; raises nothing."""
        ...


class SyncEngine:
    """Runs refreshes, one club and source after another.

    A run goes through all sign-ins of the club, one after the other; a client whom two of them
    see is read once. A client that cannot be read is reported and keeps its last figures; a
    refused sign-in ends that sign-in's part, time that is used up the run, the others go on; a
    cancel ends everything within a second, keeps what was read and marks nobody missing. All
    writes go through one thread, so a commit never holds up the lanes. Nobody is marked missing
    but after sweeps of all sign-ins that read the whole list and everybody on it, and then only
    who was in none of the lists. A sweep that lost people or debt without a word why is held: see
    `RunRecord`.

    A club is refreshed under its lease: where another program refreshes it, nothing is started and
    the report says since when. What was not asked for by hand and comes within an hour of the last
    success is skipped, and says so as well.
    """

    def __init__(
        self,
        store: Store,
        sources: Mapping[Source, SweepOpener],
        sign_ins: Callable[[ClubRow, Source], Awaitable[Sequence[SignIn]]],
        clock: Clock,
        presence: Presence | None = None,
        *,
        lists: Mapping[Source, ListOpener] | None = None,
        limit_s: float = LIMIT_S,
        chores: Callable[[Chore], ChoreReport] | None = None,
        shapes: Shapes | None = None,
    ) -> None:
        self.limit_s = limit_s
        self._chores = chores
        self._lists = lists or {}
        self._shapes = shapes
        self._store = store
        self._presence = presence or Alone()
        self._sources = sources
        self._sign_ins = sign_ins
        self._clock = clock
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store-writer")
        self._turns: defaultdict[tuple[ClubId, Source], asyncio.Lock] = defaultdict(asyncio.Lock)
        self.outbox: Outbox | None = None
        self.refreshed: Callable[[ClubId], object] | None = None
        self.prober: Callable[[ProbeRequest], Awaitable[ProbeReport]] | None = None
        self.packager: Callable[[ClubRow], Awaitable[PackageShelf]] | None = None

    async def run(
        self,
        request: (
            RefreshRequest
            | SignInTest
            | ProbeRequest
            | PackagesRequest
            | SendRequest
            | ChoreRequest
        ),
        tell: Callable[[Progress | ClientsStored | WriteMoved], None],
    ) -> RefreshReport | SignInAnswer | ProbeReport | PackagesAnswer | SendReport | ChoreReport:
        """Do what is asked. Raises DeskError where nothing could even be started.

        A refresh whose task is cancelled finishes its books and returns its report.
        """
        if isinstance(request, SignInTest):
            return await self.test_sign_in(request)
        if isinstance(request, ProbeRequest):
            return await self.probe(request)
        if isinstance(request, PackagesRequest):
            return await self.packages(request)
        if isinstance(request, SendRequest):
            return await self.send(request, tell)
        if isinstance(request, ChoreRequest):
            return await self.do_chore(request)
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
        plan = self._plan(wanted, request)
        reports: list[RunReport] = []
        if self._shapes is not None:
            self._shapes.begin()
        try:
            for club, parts in plan:
                reports += await self._refresh_club(club, parts, request, tell)
                if reports and reports[-1].status == RunStatus.CANCELLED:
                    break
        finally:
            if self._shapes is not None:
                await self.write(self._shapes.keep)
        return RefreshReport(tuple(reports))

    async def _refresh_club(
        self,
        club: ClubRow,
        parts: Sequence[tuple[Source, str]],
        request: RefreshRequest,
        tell: Callable[[Progress | ClientsStored], None],
    ) -> list[RunReport]:
        """Refresh parts of a club under its lease; what is not done says why."""
        reports: list[RunReport] = []
        wanted: list[tuple[Source, str]] = []
        for source, entity in parts:
            skipped = await self._skipped(club, source, entity, request)
            reports += [] if skipped is None else [skipped]
            wanted += [(source, entity)] if skipped is None else []
        if not wanted:
            return reports
        held: list[HeldLease] = []
        cancelled = False
        try:
            await self.write(lambda: held.append(self._take(club, request)))
        except RefreshElsewhere as elsewhere:
            words = elsewhere.title[0].lower() + elsewhere.title[1:]
            return reports + [await self._skip(club, s, e, request, words) for s, e in wanted]
        except asyncio.CancelledError:
            if not held:
                raise
            cancelled = True
        lease = held[0]
        renewing = asyncio.create_task(self._keep(lease))
        try:
            for source, entity in wanted:
                sweeping = self._run_of(club, source, entity, request, tell, lease)
                async with self.turn(club, source):
                    report = await sweeping.run(cancelled=cancelled)
                reports.append(report)
                if report.status == RunStatus.CANCELLED:
                    break
            else:
                await self._tell_refreshed(club)
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
            await self._end(lease)
        return reports

    async def _tell_refreshed(self, club: ClubRow) -> None:
        """Let the desk draw its conclusions from the new figures; they stand without them."""
        refreshed = self.refreshed
        if refreshed is None:
            return
        try:
            await self.write(lambda: refreshed(club.club_id))
        except StoreError as stop:
            log.warning("nothing was concluded from the refresh: %s", stop.title)

    def _take(self, club: ClubRow, request: RefreshRequest) -> HeldLease:
        return take_lease(self._store, self._clock, self._presence, club, request.trigger)

    def _plan(
        self, clubs: Sequence[ClubRow], request: RefreshRequest
    ) -> list[tuple[ClubRow, list[tuple[Source, str]]]]:
        """Return what is to be read of each club; raises UsageError where that cannot be."""
        plan = []
        for club in clubs:
            sources = self._sources_of(club, request)
            parts = self._parts(club, sources, request)
            asked = [part for part in parts if not request.entities or part[1] in request.entities]
            plan.append((club, asked))
        offered = {entity for club in clubs for _, entity in self.set_up(club)}
        for entity in request.entities:
            if not any(part[1] == entity for _, parts in plan for part in parts):
                known = ", ".join(sorted(offered))
                reason = f"There are no {entity} to refresh there; there are {known}"
                raise UsageError(reason)
        return plan

    def _parts(
        self, club: ClubRow, sources: Sequence[Source], request: RefreshRequest | None = None
    ) -> list[tuple[Source, str]]:
        """Return what is read of the sources, each a run.

        Single clients are read of ClubOS, or their holds where those are asked for.
        """
        only, asked = (request.only, request.entities) if request is not None else ((), ())
        parts: list[tuple[Source, str]] = []
        for source in sources:
            if source in self._sources:
                if not (only and HOLDS in asked):
                    parts.append((source, self._sources[source].entity))
                continue
            lists = self._lists[source]
            entities = [] if only else list(lists.entities_of(club))
            if HOLDS in asked and HOLDS not in entities and HOLDS in lists.offered(club):
                entities.append(HOLDS)
            parts += [(source, entity) for entity in entities]
        return parts

    def _run_of(
        self,
        club: ClubRow,
        source: Source,
        entity: str,
        request: RefreshRequest,
        tell: Callable[[Progress | ClientsStored], None],
        lease: HeldLease,
    ) -> SweepRun | ListRun | HoldsRun:
        if source in self._sources:
            asked = len(request.only) or None
            swept = self.new_record(club, source, entity, lease, asked)
            opener = self._sources[source]
            return SweepRun(self, opener, club, source, request, tell, swept)
        now_utc = self._clock.now_utc()
        if entity == HOLDS:
            asked = len(request.only) or None
            looks = HoldsRecord(
                self._store, self._clock, club, source, entity, now_utc, lease, asked
            )
            return HoldsRun(self, self._lists[source], club, source, request, tell, looks)
        record = RECORDS[entity](self._store, self._clock, club, source, entity, now_utc, lease)
        return ListRun(self, self._lists[source], club, source, request, tell, record)

    async def _skipped(
        self, club: ClubRow, source: Source, entity: str, request: RefreshRequest
    ) -> RunReport | None:
        """Return the report of a run that comes too soon after the last one, None = it may run."""
        if request.force or request.only or request.trigger == "click":
            return None
        record = self.new_record(club, source, entity)
        past = await self.write(record.past)
        found = too_soon(past, record.started_at_utc, after_failure=request.trigger == "schedule")
        if found is None:
            return None
        return await self._skip(club, source, entity, request, skip_words(*found))

    async def _skip(
        self, club: ClubRow, source: Source, entity: str, request: RefreshRequest, reason: str
    ) -> RunReport:
        record = self.new_record(club, source, entity)
        log.info("%s %s: skipped: %s", source.value, record.entity, reason)
        return await self.write(lambda: record.skip(request.trigger, reason))

    async def _keep(self, lease: HeldLease) -> None:
        """Renew the lease while nothing is written; one that is lost shows at the next write."""
        while True:
            await asyncio.sleep(RENEWED_EVERY_S)
            try:
                await self.write(lease.renew)
            except DeskError as error:
                log.warning("the lease was not renewed: %s", error.title)

    async def _end(self, lease: HeldLease) -> None:
        try:
            await self.write(lease.end)
        except StoreError as error:  # it expires
            log.warning("the lease was not given back: %s", error.title)

    async def test_sign_in(self, request: SignInTest) -> SignInAnswer:
        """Try a sign-in without storing anything; raises SourceError kinds."""
        opener = self._sources.get(request.source) or self._lists[request.source]
        return await opener.test(
            SignIn(request.address, request.username, request.secret, request.dialect)
        )

    async def probe(self, request: ProbeRequest) -> ProbeReport:
        """Ask WODIFY what its key reaches; raises DeskError where there is nobody to ask."""
        if self.prober is None:
            raise UsageError("There is no WODIFY to ask")
        return await self.prober(request)

    async def packages(self, request: PackagesRequest) -> PackagesAnswer:
        """Ask a club's WODIFY what can be sold; raises DeskError where it does not say."""
        with self._store.read() as work:
            club = work.clubs.find(request.club_id)
        if club is None:
            raise NoClub
        if self.packager is None:
            raise UsageError("There is no WODIFY to ask")
        return PackagesAnswer(await self.packager(club))

    async def do_chore(self, request: ChoreRequest) -> ChoreReport:
        """Do something for the store, in a thread of its own: a backup takes its time."""
        if self._chores is None:
            reason = f"{request.chore}: there is nobody to do it"
            raise UsageError(reason)
        return await asyncio.to_thread(self._chores, request.chore)

    def refresh_blocking(
        self,
        request: RefreshRequest,
        tell: Callable[[Progress | ClientsStored], None],
    ) -> RefreshReport:
        """Refresh from a thread without a loop: the command line's way in."""
        return asyncio.run(self.refresh(request, tell))

    async def send(self, request: SendRequest, tell: Callable[[WriteMoved], None]) -> SendReport:
        """Send what waits in the outbox, and look after what may be done or not."""
        return SendReport() if self.outbox is None else await self.outbox.run(request, tell)

    def send_blocking(self, request: SendRequest, tell: Callable[[WriteMoved], None]) -> SendReport:
        """Send from a thread without a loop: the command line's way in."""
        return asyncio.run(self.send(request, tell))

    @asynccontextmanager
    async def turn(self, club: ClubRow, source: Source) -> AsyncIterator[None]:
        """Keep refreshes and changes of one source of one club apart: one after the other."""
        async with self._turns[club.club_id, source]:
            yield

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

    def set_up(self, club: ClubRow) -> tuple[tuple[Source, str], ...]:
        """Return the sources of a club that can be refreshed, each with what it is read for."""
        return tuple(self._parts(club, self._set_up(club)))

    def new_record(
        self,
        club: ClubRow,
        source: Source,
        entity: str,
        lease: HeldLease | None = None,
        asked: int | None = None,
    ) -> RunRecord:
        """Return the record of a run that starts now."""
        now_utc = self._clock.now_utc()
        return RunRecord(self._store, self._clock, club, source, entity, now_utc, lease, asked)

    async def sign_ins(self, club: ClubRow, source: Source) -> Sequence[SignIn]:
        """Return where and as whom to sign in; raises KeyringError kinds, CredentialsMissing."""
        return await self._sign_ins(club, source)

    def _set_up(self, club: ClubRow) -> list[Source]:
        return [s for s in (*self._sources, *self._lists) if address_of(club, s)]

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


def address_of(club: ClubRow, source: Source) -> str | None:
    """Return where the club's source lives, None if it is not set up."""
    return {
        Source.CLUBOS: club.clubos_url,
        Source.WODIFY: club.wodify_url,
        Source.STRIPE: club.stripe_url,
    }[source]
