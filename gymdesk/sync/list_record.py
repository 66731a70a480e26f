"""The record of one run over a list of WODIFY, and how such a run ends."""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from gymdesk.sync.recording import RunRecord

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from gymdesk.domain.client import ItemTrouble
    from gymdesk.domain.sweep import SweepFinding
    from gymdesk.store.unit_of_work import HeldWrite, UnitOfWork
    from gymdesk.sync.recording import Tally
    from gymdesk.sync.wodify_reconcile import Absent, Outcome


@dataclass(frozen=True)
class Known:
    """The ids that are known and not missing; `inner` are memberships by their clients."""

    ids: frozenset[str]
    inner: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Gone:
    """What a whole sweep no longer had: of the list, and of the memberships inside it."""

    ids: Absent
    inner: Absent


@dataclass(frozen=True)
class Ending:
    """How a sweep ended: the counts after it, what waits for the manager, and why."""

    tally: Tally
    waits: Sequence[HeldWrite] = ()
    finding: SweepFinding | None = None
    troubles: Sequence[ItemTrouble] = ()


@dataclass
class ListRecord(RunRecord):
    """One run in the store. Its methods block: they belong into the writer thread."""

    @abstractmethod
    def keep(self, batch: Sequence[Any]) -> None:
        """Write records of the list, all or nothing; what is so already is left."""

    @abstractmethod
    def known(self) -> Known:
        """Return what is known of the list."""

    @property
    def counts_people(self) -> bool:
        """Return whether far fewer of them are far fewer people, which the manager must confirm."""
        return True

    def worth_asking(self, absent: Sequence[str]) -> Sequence[str]:
        """Return which of those that were not listed must be asked for before they are gone."""
        return absent

    @property
    def all_read(self) -> bool:
        """Return whether everything that came could be read."""
        return self.flawless

    def end(self, gone: Gone, *, whole: bool) -> None:
        """Believe what the sweep no longer had, or hold it for the manager.

        *whole*: every row was read, nothing moved, and something came.
        """
        now_utc = self.clock.now_utc()
        with self.store.begin() as work:
            self._hold(work)
            work.held.supersede(self.club.club_id, self.source, self.entity, now_utc)
            ending = self._end(work, gone, now_utc, whole=whole)
            if ending.finding is not None:
                work.held.add(self.run_id, ending.finding, ending.waits, now_utc)
            work.runs.add_errors(self.run_id, ending.troubles, now_utc)
            work.runs.change(self.run_id, asdict(ending.tally))
            work.commit()
        self.tally = ending.tally
        self.errors += ending.troubles
        self.held, self.waiting = ending.finding, len(ending.waits)

    @abstractmethod
    def _end(self, work: UnitOfWork, gone: Gone, at_utc: datetime, *, whole: bool) -> Ending:
        """Write what is believed."""

    def _count(self, work: UnitOfWork, outcomes: Sequence[Outcome], failed: int = 0) -> None:
        """Write the counts with the rows, and take them over once both are kept."""
        counts: Counter[str] = Counter(outcomes)
        counts["failed"] = failed
        tally = self._with(counts, len(outcomes) + failed)
        work.runs.change(self.run_id, asdict(tally))
        work.commit()
        self.tally = tally
