"""The scheduler: jobs that submit a request when they are due, kept on a file of this PC.

When something is due is the rule of `gymdesk.domain.due`, from what the store says was done last.
APScheduler keeps the moments and wakes up for them; the heartbeat asks the rule again, because
nothing wakes up by itself after the PC slept, or when somebody set its clock back.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from gymdesk.domain.due import due_utc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import TypeAlias

    from gymdesk.clock import Clock
    from gymdesk.domain.due import Past, Rhythm
    from gymdesk.sync.request import ChoreRequest, RefreshRequest

    Request: TypeAlias = RefreshRequest | ChoreRequest

log = logging.getLogger(__name__)

HEARTBEAT_S: Final = 30.0
AGAIN_S: Final = 600.0
"""A job that was taken and left no trace (another program was at it) comes again after so long."""

_live: dict[str, Scheduler] = {}
"""The running schedulers by their file: a stored job names its own, it cannot hold it."""


@dataclass(frozen=True)
class Job:
    """What is done by itself, how often, and what it last did."""

    key: str
    rhythm: Rhythm
    request: Request
    past: Past


@dataclass
class _Seen:
    """What the scheduler knows of a job beside the store, in seconds that no clock takes back."""

    last_attempt_utc: datetime | None
    since_s: float
    taken_s: float | None = None


class Scheduler:
    """Submits what is due. A job does one thing: it submits its request, as a click does.

    `jobs` is asked anew with every heartbeat, so that other settings, a new club and a refresh by
    hand need no word to the scheduler. `submit` says whether the request was taken; one that was
    not, because another runs, is submitted again with the next heartbeat.

    The file holds nothing that is not known elsewhere: where it is absent or unreadable it is made
    anew, and where it cannot be made the jobs are kept in memory.
    """

    def __init__(
        self,
        file: Path,
        url: str,
        clock: Clock,
        *,
        monotonic_s: Callable[[], float] = time.monotonic,
        heartbeat_s: float | None = HEARTBEAT_S,
    ) -> None:
        self._file = file
        self._url = url
        self._clock = clock
        self._monotonic_s = monotonic_s
        self._heartbeat_s = heartbeat_s
        self._started_s = monotonic_s()
        self._seen: dict[str, _Seen] = {}
        self._jobs: Callable[[], Sequence[Job]] = tuple
        self._submit: Callable[[Request], bool] = lambda _request: False
        self._scheduler: BackgroundScheduler | None = None
        self._lock = threading.RLock()
        self._closing = threading.Event()
        self._heart: threading.Thread | None = None

    def start(self, jobs: Callable[[], Sequence[Job]], submit: Callable[[Request], bool]) -> None:
        """Begin: what is due already is submitted at once."""
        self._jobs, self._submit = jobs, submit
        _live[str(self._file)] = self
        self._scheduler = self._begun()
        self._beat_and_log()
        self._scheduler.resume()
        if self._heartbeat_s is not None:
            self._heart = threading.Thread(target=self._keep_beating, name="heartbeat", daemon=True)
            self._heart.start()

    def beat(self) -> None:
        """Ask the rule again when everything is due, and wake up for what is."""
        with self._lock:
            scheduler = self._scheduler
            if scheduler is None or self._closing.is_set():
                return
            wanted = {job.key: job for job in self._jobs()}
            there = {job.id: job for job in scheduler.get_jobs()}
            for key in there.keys() - wanted.keys():
                with suppress(JobLookupError):
                    scheduler.remove_job(key)
                self._seen.pop(key, None)
            for key, job in wanted.items():
                self._plan(scheduler, job, there.get(key))
            scheduler.wakeup()

    def fire(self, key: str) -> None:
        """Submit the request of a job; called when its moment has come.

        The moment may be an old one: what was done since then, by hand or in another program, is
        asked for once more.
        """
        if self._closing.is_set():
            return
        job = next((job for job in self._jobs() if job.key == key), None)
        if job is None or self._due_utc(job) > self._clock.now_utc():
            return
        if self._submit(job.request):
            log.info("%s: submitted", key)
            self._seen[key].taken_s = self._monotonic_s()

    def next_runs(self) -> dict[str, datetime]:
        """Return when each job comes next."""
        scheduler = self._scheduler
        found = () if scheduler is None else scheduler.get_jobs()
        return {job.id: job.next_run_time.astimezone(UTC) for job in found}

    def close(self) -> None:
        """Stop; a job does nothing that could be waited for."""
        self._closing.set()
        if _live.get(str(self._file)) is self:
            del _live[str(self._file)]
        with self._lock:
            scheduler, self._scheduler = self._scheduler, None
        if scheduler is not None:
            scheduler.shutdown(wait=False)
        if self._heart is not None:
            self._heart.join(timeout=5)

    # --- inside -----------------------------------------------------------------------------------

    def _begun(self) -> BackgroundScheduler:
        """Return a paused scheduler over the file, made anew where it cannot be read."""
        for _ in range(2):
            scheduler = _scheduler(SQLAlchemyJobStore(url=self._url))
            try:
                scheduler.start(paused=True)
                scheduler.get_jobs()
            except Exception as error:
                log.info("the file of the jobs is made anew: %s", type(error).__name__)
                with suppress(Exception):
                    scheduler.shutdown(wait=False)
                with suppress(OSError):
                    self._file.unlink()
            else:
                return scheduler
        scheduler = _scheduler(MemoryJobStore())
        scheduler.start(paused=True)
        return scheduler

    def _plan(self, scheduler: BackgroundScheduler, job: Job, there: object | None) -> None:
        due = self._due_utc(job)
        planned: datetime | None = getattr(there, "next_run_time", None)
        if planned is not None and abs(planned - due) < timedelta(seconds=1):
            return
        if planned is not None and planned <= self._clock.now_utc() and due <= planned:
            return  # it is about to be submitted
        scheduler.add_job(
            _fire,
            IntervalTrigger(seconds=int(job.rhythm.interval.total_seconds()), timezone=UTC),
            args=(str(self._file), job.key),
            id=job.key,
            replace_existing=True,
            next_run_time=due,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def _due_utc(self, job: Job) -> datetime:
        now_s, now_utc = self._monotonic_s(), self._clock.now_utc()
        seen = self._seen.get(job.key)
        if seen is None or seen.last_attempt_utc != job.past.last_attempt_utc:
            since_s = self._started_s if seen is None else now_s
            seen = self._seen[job.key] = _Seen(job.past.last_attempt_utc, since_s)
        awake = timedelta(seconds=now_s - seen.since_s)
        due = due_utc(job.rhythm, job.past, now_utc, awake)
        if seen.taken_s is not None:
            due = max(due, now_utc + timedelta(seconds=AGAIN_S - (now_s - seen.taken_s)))
        return due

    def _keep_beating(self) -> None:
        # a wait stands still while the PC sleeps, and goes on when it wakes up
        while not self._closing.wait(self._heartbeat_s):
            self._beat_and_log()

    def _beat_and_log(self) -> None:
        try:
            self.beat()
        except Exception as error:
            log.warning("the schedule was not looked at: %s", type(error).__name__)


def _scheduler(store: SQLAlchemyJobStore | MemoryJobStore) -> BackgroundScheduler:
    # "Debug" is but its name: jobs run in the scheduler's own thread, and all they do is submit
    return BackgroundScheduler(
        timezone=UTC, jobstores={"default": store}, executors={"default": DebugExecutor()}
    )


def _fire(file: str, key: str) -> None:
    """Submit a job of the scheduler that lives on *file*; stored by this function's name."""
    scheduler = _live.get(file)
    if scheduler is None:
        return
    try:
        scheduler.fire(key)
    except Exception as error:
        log.warning("%s was not submitted: %s", key, type(error).__name__)
