"""The jobs: what the desk does by itself, how often, and the scheduler that is given them."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.domain.due import Rhythm, quiet_hours
from gymdesk.sync.request import ChoreRequest, RefreshRequest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gymdesk.chores import Chores
    from gymdesk.clock import Clock
    from gymdesk.domain.client import Source
    from gymdesk.rows import ClubRow
    from gymdesk.scheduler import Job, Request, Scheduler
    from gymdesk.settings import Settings, SettingsFile
    from gymdesk.store.unit_of_work import Store
    from gymdesk.sync.request import Chore

EVERY_DAY: Final = Rhythm(timedelta(hours=24))
CHORES: Final[tuple[Chore, ...]] = ("backup", "integrity check", "tidy")


def rhythm_of(settings: Settings, club: ClubRow) -> Rhythm | None:
    """Return how often the sources of a club refresh by themselves, None if they do not."""
    if not settings.refresh_automatically:
        return None
    quiet = quiet_hours(settings.quiet_from, settings.quiet_until)
    return Rhythm(timedelta(hours=settings.refresh_every_h), quiet, club.timezone)


class Schedule:
    """What runs by itself on this PC: one job per club, source and entity, and the chores.

    The scheduler is loaded when it is started, and asks for the jobs anew with each heartbeat.
    """

    def __init__(
        self,
        folder: Path,
        url: Callable[[Path], str],
        clock: Clock,
        store: Store,
        set_up: Callable[[ClubRow], tuple[tuple[Source, str], ...]],
        settings: SettingsFile,
        chores: Chores,
    ) -> None:
        self._file = folder / "jobs.db"
        self._url = url
        self._clock = clock
        self._store = store
        self._set_up = set_up
        self._settings = settings
        self._chores = chores
        self._scheduler: Scheduler | None = None
        self._closed = False
        self._lock = threading.Lock()

    def start(self, submit: Callable[[Request], bool]) -> None:
        """Begin to submit what is due; takes its time, and belongs into another thread."""
        from gymdesk.scheduler import Scheduler  # here: it is not needed for the first picture

        with self._lock:
            if self._scheduler is None and not self._closed:
                self._scheduler = Scheduler(self._file, self._url(self._file), self._clock)
                self._scheduler.start(self.jobs, submit)

    def beat(self) -> None:
        """Look at once, for example after the settings were changed."""
        if self._scheduler is not None:
            self._scheduler.beat()

    def close(self) -> None:
        """Submit nothing more; one that begins in another thread is waited for."""
        with self._lock:
            self._closed = True
            if self._scheduler is not None:
                self._scheduler.close()
                self._scheduler = None

    def jobs(self) -> tuple[Job, ...]:
        """Return everything that is done by itself, with what it last did."""
        from gymdesk.scheduler import Job

        settings = self._settings.load()
        jobs = [
            Job(chore, EVERY_DAY, ChoreRequest(chore), self._chores.past(chore)) for chore in CHORES
        ]
        with self._store.read() as work:
            for club in work.clubs.all():
                rhythm = rhythm_of(settings, club)
                if rhythm is None:
                    continue
                for source, entity in self._set_up(club):
                    key = f"{SOURCE_NAMES[source]} {entity} of club {club.club_id}"
                    request = RefreshRequest(
                        (club.club_id,),
                        (source,),
                        force=False,
                        trigger="schedule",
                        entities=(entity,),
                    )
                    past = work.runs.past(club.club_id, source, entity)
                    jobs.append(Job(key, rhythm, request, past))
        return tuple(jobs)
