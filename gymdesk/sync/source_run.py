"""One run of one source and entity of a club: begun, done in time, ended, and told."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from gymdesk.domain.client import SOURCE_NAMES, ItemTrouble
from gymdesk.errors import DeskError, StoreError, TookTooLong
from gymdesk.rows import RunStatus
from gymdesk.sync.request import Progress

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from gymdesk.domain.client import Source
    from gymdesk.rows import ClubRow
    from gymdesk.sync.recording import RunRecord
    from gymdesk.sync.request import ClientsStored, Phase, RefreshRequest, RunReport
    from gymdesk.sync.sources import SignIn

log = logging.getLogger(__name__)

T = TypeVar("T")
Record = TypeVar("Record", bound="RunRecord")


class Runner(Protocol):
    """What a run needs of the engine."""

    limit_s: float

    def write(self, work: Callable[[], T]) -> Awaitable[T]:
        """Run *work* in the writer thread."""
        ...

    def sign_ins(self, club: ClubRow, source: Source) -> Awaitable[Sequence[SignIn]]:
        """Return where and as whom to sign in."""
        ...


class SourceRun(ABC, Generic[Record]):
    """The frame of a run. Every end but a bug of ours is a report.

    What stops the whole run, or a part of it, is collected in `_stops`; what is wrong with single
    records is in the record. `_do` is the work itself.
    """

    def __init__(
        self,
        runner: Runner,
        club: ClubRow,
        source: Source,
        request: RefreshRequest,
        tell: Callable[[Progress | ClientsStored], None],
        record: Record,
    ) -> None:
        self._runner = runner
        self._club = club
        self._source = source
        self._request = request
        self._tell = tell
        self._record = record
        self._stops: list[ItemTrouble] = []

    async def run(self, *, cancelled: bool = False) -> RunReport:
        """Return how it went.

        *cancelled* = a cancel came before the first step: only the books are written.
        """
        write = self._runner.write
        try:
            await write(lambda: self._record.start(self._request.trigger))
        except asyncio.CancelledError:
            cancelled = True
        try:
            if not cancelled:
                await self._do_in_time()
        except DeskError as stop:
            self._stops.append(trouble_of(stop))
        except asyncio.CancelledError:
            cancelled = True
        except BaseException:
            await write(lambda: self._record.finish(RunStatus.FAILED, ()))
            raise
        status = self._status(cancelled=cancelled)
        report = await self._finished(status)
        log.info(
            "%s %s: %s, %d of %s read, %d changed, %d failed, %d requests in %.1f s",
            self._source.value,
            self._record.entity,
            status.value,
            report.done,
            report.total,
            report.created + report.updated,
            report.failed,
            report.requests,
            report.seconds,
        )
        return report

    @abstractmethod
    async def _do(self) -> None:
        """Read and store; raises what stops the run."""

    async def _only_sign_in(self) -> SignIn:
        """Return the one sign-in of a source that has no users; raises what is wrong with it."""
        sign_in = (await self._runner.sign_ins(self._club, self._source))[0]
        if sign_in.trouble is not None:
            raise sign_in.trouble
        return sign_in

    def _status(self, *, cancelled: bool) -> RunStatus:
        if cancelled:
            return RunStatus.CANCELLED
        if self._stops:
            tally = self._record.tally  # a stop before anybody was read brought nothing
            return RunStatus.INCOMPLETE if tally.done > tally.failed else RunStatus.FAILED
        return RunStatus.COMPLETE if self._record.flawless else RunStatus.INCOMPLETE

    def _say(self, phase: Phase, done: int = 0, total: int | None = None) -> None:
        self._tell(Progress(self._club.name, self._source, phase, done, total))

    async def _do_in_time(self) -> None:
        limit_s = self._runner.limit_s
        limit = asyncio.timeout(limit_s)
        try:
            async with limit:
                await self._do()
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise TookTooLong(SOURCE_NAMES[self._source], round(limit_s / 60)) from error

    async def _finished(self, status: RunStatus) -> RunReport:
        """Write the end of the run; a store that takes not even that leaves the report in words.

        The run then stays "running" in the store until the next one calls it interrupted.
        """
        try:
            return await self._runner.write(lambda: self._record.finish(status, self._stops))
        except StoreError as stop:
            log.warning("the end of run %d was not stored: %s", self._record.run_id, stop.title)
            if not self._stops:
                self._stops.append(trouble_of(stop))
                status = self._status(cancelled=status == RunStatus.CANCELLED)
            return self._record.unstored(status, self._stops)


def trouble_of(error: DeskError, whose: str = "") -> ItemTrouble:
    """Return an error of the whole run; of several users the message names whose it is."""
    return ItemTrouble("", error.title, f"{whose}: {error.message}" if whose else error.message)
