"""The worker: one long-lived thread with an asyncio loop that runs what is asked of the engine."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from PySide6.QtCore import QObject, QThread, Signal
from typing_extensions import override

from gymdesk.errors import DeskError
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
    SendReport,
    SendRequest,
    SignInAnswer,
    SignInTest,
    WriteMoved,
)
from ui.plain_errors import plain_error

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from gymdesk.rows.members import PackageShelf

SHUTDOWN_MS = 10_000
"""Longest wait for the thread; the engine itself ends within a second of a cancel."""


Request: TypeAlias = (
    RefreshRequest | SignInTest | ProbeRequest | PackagesRequest | SendRequest | ChoreRequest
)
Answer: TypeAlias = (
    RefreshReport | SignInAnswer | ProbeReport | PackagesAnswer | SendReport | ChoreReport
)


class Engine(Protocol):
    """`gymdesk.sync.engine.SyncEngine`; the desk that made it closes it."""

    async def run(
        self,
        request: Request,
        tell: Callable[[Progress | ClientsStored | WriteMoved], None],
    ) -> Answer:
        """Answer *request*; a cancelled refresh returns a report within a second."""
        ...


@dataclass(frozen=True)
class Failure:
    """A request that ended with an error instead of an answer."""

    request: Request
    error: DeskError


@dataclass(frozen=True)
class Answered:
    """A finished sign-in test."""

    request: SignInTest
    answer: SignInAnswer


@dataclass(frozen=True)
class ProbeAnswered:
    """What WODIFY's questions found."""

    request: ProbeRequest
    report: ProbeReport


@dataclass(frozen=True)
class PackagesRead:
    """What WODIFY lists to be sold."""

    request: PackagesRequest
    shelf: PackageShelf


class SyncWorker(QThread):
    """Runs one refresh at a time, and sign-in tests, probes, chores and changes beside it.

    Any thread may submit: a click and the schedule take one path. `refresh_started` carries the
    request of a refresh, whoever asked for it. A refresh asked for while one runs joins it. A
    cancelled refresh ends as a report (of what it kept), never as a failure; a cancelled sign-in
    test ends silently. Errors that nobody named are logged and arrive as a plain `DeskError`.
    `shutdown` cancels, quits and waits. Changes are sent one request after another, and none of
    them cancels another: what is being sent must come to its end.
    """

    refresh_started = Signal(object)
    progressed = Signal(object)
    clients_stored = Signal(object)
    refresh_finished = Signal(object)
    request_failed = Signal(object)
    sign_in_tested = Signal(object)
    probed = Signal(object)
    packages_read = Signal(object)
    write_moved = Signal(object)
    writes_sent = Signal(object)
    chore_finished = Signal(object)

    def __init__(
        self, make_engine: Callable[[], Engine] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sync worker")
        self._make_engine = make_engine
        self._lock = threading.Lock()
        self._waiting: deque[Request] = deque()
        self._sends = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._engine: Engine | None = None
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._refreshing = False
        self._busy = False
        self._cancelled_early: set[str] = set()
        self._closing = False

    @property
    def refreshing(self) -> bool:
        """Return whether a refresh was asked for and has not ended."""
        return self._refreshing

    def set_engine(self, make_engine: Callable[[], Engine]) -> None:
        """Take the engine's factory, which is called inside the thread at the next request."""
        with self._lock:
            self._make_engine = make_engine
            self._engine = None

    def submit(self, request: Request) -> bool:
        """Ask for *request*; return False where one of its kind runs: a refresh joins that one."""
        with self._lock:
            if self._closing:
                return False
            if isinstance(request, RefreshRequest):
                if self._refreshing:
                    return False
                self._refreshing = True
            elif isinstance(request, ChoreRequest):
                if self._busy:
                    return False
                self._busy = True
            self._waiting.append(request)
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._take)
        if isinstance(request, RefreshRequest):
            self.refresh_started.emit(request)
        if not self.isRunning():
            self.start()
        return True

    def cancel(self) -> None:
        """Cancel the refresh, if one runs; its report follows within a second."""
        self._soon("refresh")

    def cancel_sign_in(self) -> None:
        """Cancel the sign-in test, if one runs; nothing follows."""
        self._soon("sign in")

    def cancel_probe(self) -> None:
        """Cancel the questions to WODIFY, if they are being asked; nothing follows."""
        self._soon("probe")

    def cancel_packages(self) -> None:
        """Cancel the question what can be sold, if it is being asked; nothing follows."""
        self._soon("packages")

    def shutdown(self, wait_ms: int = SHUTDOWN_MS) -> bool:
        """Cancel all, quit and wait; return whether the thread has ended."""
        with self._lock:
            self._closing = True
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._stop.set)
        return self.wait(wait_ms)

    @override
    def run(self) -> None:
        """Serve requests until `shutdown`. Called by Qt in the new thread."""
        import asyncio  # here and below: the window is shown before it is loaded

        asyncio.run(self._serve())

    # --- in the thread --------------------------------------------------------------------------

    async def _serve(self) -> None:
        import asyncio

        self._stop = asyncio.Event()
        with self._lock:
            self._loop = asyncio.get_running_loop()
            if self._closing:
                self._stop.set()
        self._take()
        for key in self._cancelled_early:
            self._cancel(key)
        self._cancelled_early.clear()
        await self._stop.wait()
        with self._lock:
            self._loop = None
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _take(self) -> None:
        """Start what waits; runs in the loop."""
        import asyncio

        while self._waiting and not self._stop.is_set():
            request = self._waiting.popleft()
            key = self._task_name(request)
            before = self._tasks.get(key)
            if before is not None:
                before.cancel()
            task = asyncio.get_running_loop().create_task(self._answer(request), name=key)
            self._tasks[key] = task
            task.add_done_callback(self._forget)

    def _task_name(self, request: Request) -> str:
        """Return a name; a request takes the place of the one before it that has the same."""
        if isinstance(request, RefreshRequest):
            return "refresh"
        if isinstance(request, SignInTest):
            return "sign in"
        if isinstance(request, ProbeRequest):
            return "probe"
        if isinstance(request, PackagesRequest):
            return "packages"
        if isinstance(request, ChoreRequest):
            return "chore"
        self._sends += 1
        return f"send {self._sends}"

    def _soon(self, key: str) -> None:
        with self._lock:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._cancel, key)
            elif self._waiting:
                self._cancelled_early.add(key)

    def _cancel(self, key: str) -> None:
        task = self._tasks.get(key)
        if task is not None:
            task.cancel()

    def _forget(self, task: asyncio.Task[None]) -> None:
        key = task.get_name()
        if self._tasks.get(key) is task:
            del self._tasks[key]
        if task.cancelled() and key == "refresh":
            # Cancelled before its first step, or by an engine that does not report it.
            self._end_refresh(RefreshReport(()))

    async def _answer(self, request: Request) -> None:
        import asyncio

        try:
            engine = self._ready_engine()
            answer = await engine.run(request, self._tell)
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # whatever it is, the window must leave "refreshing"
            self._fail(request, error)
            if not isinstance(error, Exception):
                raise
            return
        if isinstance(request, SignInTest):
            if isinstance(answer, SignInAnswer):
                self.sign_in_tested.emit(Answered(request, answer))
        elif isinstance(request, ProbeRequest):
            if isinstance(answer, ProbeReport):
                self.probed.emit(ProbeAnswered(request, answer))
        elif isinstance(request, PackagesRequest):
            if isinstance(answer, PackagesAnswer):
                self.packages_read.emit(PackagesRead(request, answer.shelf))
        elif isinstance(answer, ChoreReport):
            self._busy = False
            self.chore_finished.emit(answer)
        elif isinstance(answer, RefreshReport):
            self._end_refresh(answer)
        elif isinstance(answer, SendReport):
            self.writes_sent.emit(answer)

    def _ready_engine(self) -> Engine:
        with self._lock:
            if self._engine is None:
                if self._make_engine is None:
                    raise DeskError
                self._engine = self._make_engine()
            return self._engine

    def _tell(self, step: Progress | ClientsStored | WriteMoved) -> None:
        if isinstance(step, ClientsStored):
            self.clients_stored.emit(step)
        elif isinstance(step, WriteMoved):
            self.write_moved.emit(step)
        else:
            self.progressed.emit(step)

    def _end_refresh(self, report: RefreshReport) -> None:
        with self._lock:
            self._refreshing = False
        self.refresh_finished.emit(report)

    def _fail(self, request: Request, error: BaseException) -> None:
        if isinstance(request, RefreshRequest):
            with self._lock:
                self._refreshing = False
        elif isinstance(request, ChoreRequest):
            self._busy = False
        self.request_failed.emit(Failure(request, plain_error(error)))
