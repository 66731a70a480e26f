"""The lease in use: one refresh of a club at a time, over windows, command lines and PCs."""

from __future__ import annotations

import logging
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from gymdesk.domain.lease import Lease
from gymdesk.errors import LeaseLost, RefreshElsewhere

if TYPE_CHECKING:
    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId, Source
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import Store, UnitOfWork
    from gymdesk.sync.request import Trigger

log = logging.getLogger(__name__)


class Presence(Protocol):
    """`gymdesk.presence.Presence`: knows of other programs whether they died."""

    token: str
    pc: str

    def show(self) -> None:
        """Be known to others."""
        ...

    def is_gone(self, token: str) -> bool:
        """Return whether the program of that token has died."""
        ...


class Alone:
    """A presence that knows of nobody: a lease of another program then ends by its age only."""

    def __init__(self) -> None:
        self.token = uuid.uuid4().hex[:16]
        self.pc = "this PC"

    def show(self) -> None:
        """There is nobody to be seen by."""

    def is_gone(self, token: str) -> bool:
        """Return False: nobody is known."""
        _ = token
        return False


@dataclass
class HeldLease:
    """A lease of our own. Its methods block: they belong into the writer thread."""

    store: Store
    clock: Clock
    club_id: ClubId
    holder: str

    def renew_in(self, work: UnitOfWork) -> None:
        """Renew it inside a unit of work that writes figures; raises LeaseLost."""
        if not work.leases.renew(self.club_id, self.holder, self.clock.now_utc()):
            raise LeaseLost

    def renew(self) -> None:
        """Renew it while there is nothing to write; raises LeaseLost."""
        with self.store.begin() as work:
            self.renew_in(work)
            work.commit()

    def end(self) -> None:
        """Give it back; one that somebody else has taken over stays theirs."""
        with self.store.begin() as work:
            work.leases.end(self.club_id, self.holder)
            work.commit()


def take_lease(
    store: Store, clock: Clock, presence: Presence, club: ClubRow, trigger: Trigger
) -> HeldLease:
    """Take the lease on *club*; raises RefreshElsewhere where a refresh of it runs.

    A run that is still "running" then belongs to a program that died: it was interrupted.
    """
    presence.show()
    now_utc = clock.now_utc()
    # one program may be asked twice: its two refreshes must not hold the same lease
    holder = f"{presence.token}.{uuid.uuid4().hex[:8]}"
    with store.begin() as work:
        found = work.leases.of_club(club.club_id)
        if found is not None and _runs(found, clock, presence):
            since = found.since_utc.astimezone(ZoneInfo(club.timezone))
            raise RefreshElsewhere(since=f"{since:%H:%M}", where=found.where(presence.pc))
        lease = Lease(holder, presence.pc, trigger, now_utc, now_utc)
        work.leases.put(club.club_id, lease)
        broken = work.runs.interrupt(club.club_id)
        work.commit()
    if broken:
        log.info("%d runs of a program that ended were interrupted", broken)
    return HeldLease(store, clock, club.club_id, holder)


def refreshed_elsewhere(
    work: UnitOfWork, clock: Clock, presence: Presence, club_id: ClubId, source: Source
) -> bool:
    """Return whether another program refreshes that source of the club right now."""
    lease = work.leases.of_club(club_id)
    if lease is None or lease.holder.startswith(presence.token):
        return False
    return _runs(lease, clock, presence) and work.runs.is_running(club_id, source)


def interrupt_dead_runs(store: Store, clock: Clock, presence: Presence) -> int:
    """Call runs interrupted whose program died, and return how many there were."""
    with store.read() as work:
        clubs = work.runs.clubs_running()
    interrupted = 0
    for club_id in clubs:
        with store.begin() as work:
            lease = work.leases.of_club(club_id)
            if lease is not None and _runs(lease, clock, presence):
                continue
            interrupted += work.runs.interrupt(club_id)
            if lease is not None:
                work.leases.end(club_id, lease.holder)
            work.commit()
    if interrupted:
        log.info("%d runs of a program that ended were interrupted", interrupted)
    return interrupted


def _runs(lease: Lease, clock: Clock, presence: Presence) -> bool:
    if not lease.is_live(clock.now_utc()):
        return False
    return not presence.is_gone(lease.holder.partition(".")[0])
