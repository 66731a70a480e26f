"""The record of one run: its counts while it goes on, its writes, and how it ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from itertools import compress
from typing import TYPE_CHECKING, Final

from gymdesk.clock import today_in
from gymdesk.domain.past_due import Mark, owed_by_client
from gymdesk.domain.sweep import SweepFinding, drop, known_debt
from gymdesk.rows import RunStatus
from gymdesk.store.unit_of_work import ClientWrite, HeldWrite
from gymdesk.sync.agreement_news import agreement_news
from gymdesk.sync.inventory_count import InventoryCount
from gymdesk.sync.reconcile import KnownAgreement, KnownClient, newly_missing, reconcile
from gymdesk.sync.request import RunReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from gymdesk.clock import Clock
    from gymdesk.domain.agreement import Agreement
    from gymdesk.domain.client import ClientReading, ItemTrouble, SignInId, Source
    from gymdesk.domain.dialect import ClubOsDialect
    from gymdesk.domain.due import Past
    from gymdesk.domain.past_due import ClientDebt
    from gymdesk.domain.sweep import Drop
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import Store, StoredClient, UnitOfWork
    from gymdesk.sync.lease import HeldLease
    from gymdesk.sync.reconcile import ClientChange

AT_ONCE: Final = 1000
"""So many people are looked up with one statement."""


@dataclass
class Tally:
    """What a run did so far."""

    done: int = 0
    total: int | None = None
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    missing: int = 0
    failed: int = 0
    requests: int = 0


@dataclass(frozen=True)
class _Aside:
    """A reading that lowers a debt without a word why: it waits for the end of the sweep."""

    reading: ClientReading
    drop: Drop
    read_at_utc: datetime


@dataclass
class RunRecord:
    """One run in the store. Its methods block: they belong into the writer thread.

    What lowers a client's debt and does not say why is put aside until the sweep has ended: only
    then is it known whether the sweep as a whole can be believed. A run that never gets there
    writes nothing of it, so that the old figures stay, with their age.
    """

    store: Store
    clock: Clock
    club: ClubRow
    source: Source
    entity: str
    started_at_utc: datetime
    lease: HeldLease | None = None
    asked: int | None = None
    run_id: int = 0
    tally: Tally = field(default_factory=Tally)
    errors: list[ItemTrouble] = field(default_factory=list)
    held: SweepFinding | None = None
    waiting: int = 0
    _known_ids: frozenset[str] = frozenset()
    _visited: set[str] = field(default_factory=set)
    _debt_before_cents: int = 0
    _aside: list[_Aside] = field(default_factory=list)
    _to_judge: list[_Aside] = field(default_factory=list)
    _inventories: InventoryCount = field(default_factory=InventoryCount)

    @property
    def flawless(self) -> bool:
        """Return whether everything so far was read whole."""
        return not self.errors and not self.tally.failed

    @property
    def knows_anybody(self) -> bool:
        """Return whether somebody was known when the run began."""
        return bool(self._known_ids)

    def start(self, trigger: str) -> None:
        """Write that the run is under way."""
        with self.store.begin() as work:
            self.run_id = work.runs.start(
                self.club.club_id,
                self.source,
                self.entity,
                trigger,
                self.started_at_utc,
                self.asked,
            )
            self._known_ids = work.clients.roster_ids(self.club.club_id, self.source)
            work.commit()

    def skip(self, trigger: str, reason: str) -> RunReport:
        """Write that the run was not done, and why; return its report."""
        with self.store.begin() as work:
            self.run_id = work.runs.skip(
                self.club.club_id, self.source, self.entity, trigger, self.started_at_utc, reason
            )
            work.commit()
        return replace(self._report(RunStatus.SKIPPED, (), self.started_at_utc), reason=reason)

    def past(self) -> Past:
        """Return what the source last did."""
        with self.store.read() as work:
            return work.runs.past(self.club.club_id, self.source, self.entity)

    def set_up(self, username: str) -> SignInId:
        """Write that this user was let in: a sign-in of the club from now on."""
        with self.store.begin() as work:
            key = work.sign_ins.add(
                self.club.club_id, self.source, username, "GymDesk", self.clock.now_utc()
            )
            work.commit()
        return key

    def may_see(self, sign_in: SignInId) -> bool:
        """Return whether an empty list of this sign-in is to be doubted."""
        with self.store.read() as work:
            return work.sign_ins.may_see(sign_in, self.club.club_id, self.source)

    def saw(self, sign_in: SignInId, remote_ids: Sequence[str], *, whole: bool) -> None:
        """Write whom the sign-in sees; a list that was not *whole* takes nobody away."""
        with self.store.begin() as work:
            work.sign_ins.saw(sign_in, self.club.club_id, self.source, remote_ids, whole=whole)
            work.commit()

    def remember_dialect(self, found: ClubOsDialect | None) -> None:
        """Write how the service answers; what the user chose stays."""
        with self.store.begin() as work:
            columns = {"clubos_dialect_found": None if found is None else found.value}
            work.clubs.change(self.club.club_id, columns)
            work.commit()

    def add_errors(self, troubles: Iterable[ItemTrouble]) -> None:
        """Write what went wrong with single entries."""
        troubles = tuple(troubles)
        with self.store.begin() as work:
            work.runs.add_errors(self.run_id, troubles, self.clock.now_utc())
            work.commit()
        self.errors += troubles

    def store_batch(self, readings: Sequence[ClientReading]) -> None:
        """Reconcile the readings with the store and write what differs, all or nothing.

        What lowers a debt unexplained is put aside until `judge`.
        """
        now_utc = self.clock.now_utc()
        today = today_in(self.clock, self.club.timezone)
        with self.store.begin() as work:
            self._hold(work)
            before = self._known(work, [r.person.remote_id for r in readings])
            changes = [reconcile(_known(before.get(r.person.remote_id)), r) for r in readings]
            drops = [_drop(before.get(c.person.remote_id), c, today) for c in changes]
            aside = [
                _Aside(r, d, now_utc)
                for r, d in zip(readings, drops, strict=True)
                if d.unexplained_cents
            ]
            kept = [not d.unexplained_cents for d in drops]
            now = list(compress(readings, kept))
            tally, troubles = self._write(work, now, list(compress(changes, kept)), before, now_utc)
            # also of those put aside: no debt hangs on it
            work.inventories.write(
                self.club.club_id,
                self.source,
                {r.person.remote_id: r.inventory for r in readings if r.inventory is not None},
                self.run_id,
                now_utc,
            )
            work.commit()
        # only after the commit: a write that failed was not done
        self.tally = tally
        self.errors += troubles
        self._aside += aside
        self._visited.update(r.person.remote_id for r in readings)
        self._inventories.add(readings)
        self._debt_before_cents += sum(d.before_cents for d in drops)

    def keep_aside(self) -> None:
        """Let what was put aside be judged: its sign-in came to the end of its list."""
        self._to_judge += self._aside
        self._aside = []

    def forget_aside(self) -> None:
        """Leave what was put aside: its sign-in stopped in the middle, the old figures stay."""
        self._aside = []

    def lost(self, roster_ids: Sequence[str]) -> int:
        """Return how many people were known when the run began and are in none of the lists."""
        return len(newly_missing(self._known_ids, roster_ids))

    def judge(self, roster_ids: Sequence[str], *, sure: bool) -> None:
        """End a sweep that visited everybody: believe it, or hold it for the manager.

        Who is no longer in the lists is missing only where they are *sure* (all of them read
        whole, nothing stopped) and everybody on them was read. An amount that could not be read
        says nothing about who is on a list.
        """
        read = not self.tally.failed and all(a.reading.whole for a in self._to_judge)
        sure = sure and read
        gone = newly_missing(self._known_ids, roster_ids) if sure else frozenset()
        today = today_in(self.clock, self.club.timezone)
        # where nothing is doubted nobody asks, and a look at one client need not read all others
        others = self._debt_of_others(today) if self._to_judge or gone else 0
        finding = SweepFinding(
            people_known=len(self._known_ids),
            people_gone=len(gone),
            debt_before_cents=self._debt_before_cents + others,
            unexplained_cents=sum(a.drop.unexplained_cents for a in self._to_judge),
        )
        now_utc = self.clock.now_utc()
        with self.store.begin() as work:
            self._hold(work)
            if self.asked is None:
                work.held.supersede(self.club.club_id, self.source, self.entity, now_utc)
            if finding.held:
                troubles = self._wait(work, finding, gone, now_utc)
                tally = self.tally
            else:
                tally, troubles = self._believe(work, gone, now_utc)
            work.commit()
        self.tally = tally
        self.errors += troubles
        self._to_judge = []

    def finish(self, status: RunStatus, stops: Sequence[ItemTrouble]) -> RunReport:
        """Write how the run ended and return its report."""
        finished_at_utc = self.clock.now_utc()
        with self.store.begin() as work:
            work.runs.add_errors(self.run_id, stops, finished_at_utc)
            work.runs.change(
                self.run_id,
                {
                    **asdict(self.tally),
                    "status": status.value,
                    "finished_at_utc": finished_at_utc,
                    "remark": self._inventories.remark,
                },
            )
            work.commit()
        return self._report(status, stops, finished_at_utc)

    def unstored(self, status: RunStatus, stops: Sequence[ItemTrouble]) -> RunReport:
        """Return the report of a run whose end the store did not take."""
        return self._report(status, stops, self.clock.now_utc())

    # --- inside -----------------------------------------------------------------------------------

    def _hold(self, work: UnitOfWork) -> None:
        """Write under the lease only: who lost it must not mix figures with who took it."""
        if self.lease is not None:
            self.lease.renew_in(work)

    def _report(
        self, status: RunStatus, stops: Sequence[ItemTrouble], finished_at_utc: datetime
    ) -> RunReport:
        return RunReport(
            club_id=self.club.club_id,
            club=self.club.name,
            source=self.source,
            entity=self.entity,
            status=status,
            started_at_utc=self.started_at_utc,
            finished_at_utc=finished_at_utc,
            errors=(*stops, *self.errors),
            remark=self._inventories.remark,
            held=self.held,
            waiting=self.waiting,
            **asdict(self.tally),
        )

    def _known(self, work: UnitOfWork, ids: Sequence[str]) -> dict[str, StoredClient]:
        return work.clients.known(self.club.club_id, self.source, ids)

    def _write(
        self,
        work: UnitOfWork,
        readings: Sequence[ClientReading],
        changes: Sequence[ClientChange],
        before: Mapping[str, StoredClient],
        at_utc: datetime,
    ) -> tuple[Tally, list[ItemTrouble]]:
        """Write what the readings change; return the tally and the troubles after that."""
        today = today_in(self.clock, self.club.timezone)
        troubles = [t for r in readings for t in r.troubles]
        writes = [_client_write(c, r) for c, r in zip(changes, readings, strict=True)]
        ids = work.clients.apply(
            self.club.club_id, self.source, writes, before, self.run_id, at_utc
        )
        news = [
            (ids[c.person.remote_id], *turned)
            for c in changes
            for turned in agreement_news(_known(before.get(c.person.remote_id)), c)
        ]
        work.changes.add(self.run_id, news, at_utc)
        debts = [(ids[c.person.remote_id], _owed_after(c, today)) for c in changes if c.read]
        work.balances.add(self.run_id, today, debts)
        work.runs.add_errors(self.run_id, troubles, at_utc)
        tally = self._with(Counter(c.outcome for c in changes), len(readings))
        work.runs.change(self.run_id, asdict(tally))
        return tally, troubles

    def _debt_of_others(self, today: date) -> int:
        """Return what those owe who were known and not visited; it stays as it is."""
        others = sorted(self._known_ids - self._visited)
        with self.store.read() as work:
            found = [
                known
                for first in range(0, len(others), AT_ONCE)
                for known in self._known(work, others[first : first + AT_ONCE]).values()
            ]
        return sum(known_debt(_live(stored), today) for stored in found)

    def _believe(
        self, work: UnitOfWork, gone: frozenset[str], at_utc: datetime
    ) -> tuple[Tally, list[ItemTrouble]]:
        """Write what was put aside, and who is missing."""
        readings = [a.reading for a in self._to_judge]
        before = self._known(work, [r.person.remote_id for r in readings])
        changes = [reconcile(_known(before.get(r.person.remote_id)), r) for r in readings]
        tally, troubles = self._write(work, readings, changes, before, at_utc)
        if gone:
            work.clients.mark_missing(self.club.club_id, self.source, sorted(gone), at_utc)
        return replace(tally, missing=len(gone)), troubles

    def _wait(
        self, work: UnitOfWork, finding: SweepFinding, gone: frozenset[str], at_utc: datetime
    ) -> list[ItemTrouble]:
        """Keep what the sweep would change beside the figures that stand."""
        today = today_in(self.clock, self.club.timezone)
        aside = {a.reading.person.remote_id: a for a in self._to_judge}
        stored = self._known(work, [*aside, *sorted(gone)])
        held = []
        for remote_id, known in stored.items():
            before_cents = owed_by_client(_live(known), today).past_due_cents
            key = known.source_row["id"]
            if remote_id not in aside:
                held.append(HeldWrite(key, before_cents, None, at_utc))
                continue
            item = aside[remote_id]
            change = reconcile(_known(known), item.reading)
            held.append(
                HeldWrite(
                    key,
                    before_cents,
                    owed_by_client(change.agreements, today).past_due_cents,
                    item.read_at_utc,
                    _client_write(change, item.reading),
                )
            )
        known_ids = [h.client_source_id for h in held if h.client_source_id is not None]
        work.held.overtake(known_ids, self.entity)
        work.held.add(self.run_id, finding, held, at_utc)
        troubles = [t for a in self._to_judge for t in a.reading.troubles]
        work.runs.add_errors(self.run_id, troubles, at_utc)
        self.held, self.waiting = finding, len(held)
        return troubles

    def _with(self, outcomes: Counter[str], done: int) -> Tally:
        now = self.tally
        return Tally(
            done=now.done + done,
            total=now.total,
            created=now.created + outcomes["created"],
            updated=now.updated + outcomes["updated"],
            unchanged=now.unchanged + outcomes["unchanged"],
            missing=now.missing,
            failed=now.failed + outcomes["failed"],
            requests=now.requests,
        )


def _owed_after(change: ClientChange, today: date) -> ClientDebt:
    """Return what the client owes now; a balance of figures kept from before says so."""
    debt = owed_by_client(change.agreements, today)
    return replace(debt, marks=debt.marks | {Mark.STALE}) if change.kept else debt


def _live(stored: StoredClient) -> list[Agreement]:
    return [s.agreement for s in stored.agreements if s.missing_since_utc is None]


def _drop(stored: StoredClient | None, change: ClientChange, today: date) -> Drop:
    """Return how the client's debt changes; somebody new had none."""
    return drop(() if stored is None else _live(stored), change.agreements, today)


def _known(stored: StoredClient | None) -> KnownClient | None:
    if stored is None:
        return None
    return KnownClient(
        person=stored.person,
        agreements={
            s.agreement.remote_id: KnownAgreement(
                s.agreement,
                missing=s.missing_since_utc is not None,
                kept=s.kept_from_utc is not None,
            )
            for s in stored.agreements
        },
        fetched=stored.source_row["fetched_at_utc"] is not None,
        missing=stored.source_row["missing_since_utc"] is not None,
    )


def _client_write(change: ClientChange, reading: ClientReading) -> ClientWrite:
    trouble = reading.troubles[0] if change.outcome == "failed" and reading.troubles else None
    return ClientWrite(
        person=change.person,
        agreements=change.agreements,
        write=change.write,
        kept=change.kept,
        gone=change.gone,
        read=change.read,
        trouble=None if trouble is None else trouble.title,
    )
