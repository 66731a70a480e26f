"""The record of one run: its counts while it goes on, its writes, and how it ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from gymdesk.clock import today_in
from gymdesk.domain.past_due import Mark, owed_by_client
from gymdesk.rows import RunStatus
from gymdesk.store.unit_of_work import ClientWrite
from gymdesk.sync.reconcile import KnownAgreement, KnownClient, newly_missing, reconcile
from gymdesk.sync.request import RunReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClientReading, ItemTrouble, SignInId, Source
    from gymdesk.domain.dialect import ClubOsDialect
    from gymdesk.domain.due import Past
    from gymdesk.domain.past_due import ClientDebt
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import Store, StoredClient, UnitOfWork
    from gymdesk.sync.lease import HeldLease
    from gymdesk.sync.reconcile import ClientChange


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


@dataclass
class RunRecord:
    """One run in the store. Its methods block: they belong into the writer thread."""

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

    @property
    def flawless(self) -> bool:
        """Return whether everything so far was read whole."""
        return not self.errors and not self.tally.failed

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
        """Reconcile the readings with the store and write what differs, all or nothing."""
        now_utc = self.clock.now_utc()
        today = today_in(self.clock, self.club.timezone)
        troubles = [t for r in readings for t in r.troubles]
        with self.store.begin() as work:
            self._hold(work)
            before = work.clients.known(
                self.club.club_id, self.source, [r.person.remote_id for r in readings]
            )
            changes = [reconcile(_known(before.get(r.person.remote_id)), r) for r in readings]
            writes = [_write(c, r) for c, r in zip(changes, readings, strict=True)]
            ids = work.clients.apply(
                self.club.club_id, self.source, writes, before, self.run_id, now_utc
            )
            debts = [(ids[c.person.remote_id], _owed_after(c, today)) for c in changes if c.read]
            work.balances.add(self.run_id, today, debts)
            work.runs.add_errors(self.run_id, troubles, now_utc)
            tally = self._with(Counter(c.outcome for c in changes), len(readings))
            work.runs.change(self.run_id, asdict(tally))
            work.commit()
        # only after the commit: a write that failed was not done
        self.tally = tally
        self.errors += troubles

    def mark_missing(self, roster_ids: Sequence[str]) -> None:
        """Note who is no longer in the list; only after a complete sweep without errors."""
        with self.store.begin() as work:
            self._hold(work)
            known = work.clients.roster_ids(self.club.club_id, self.source)
            gone = newly_missing(known, roster_ids)
            if gone:
                work.clients.mark_missing(
                    self.club.club_id, self.source, sorted(gone), self.clock.now_utc()
                )
            work.commit()
        self.tally.missing = len(gone)

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
            **asdict(self.tally),
        )

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


def _write(change: ClientChange, reading: ClientReading) -> ClientWrite:
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
