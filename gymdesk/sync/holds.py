"""One run over holds: memberships in force are asked for one by one, those longest ago first."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final, Protocol

from typing_extensions import override

from gymdesk.clock import today_in
from gymdesk.domain.client import SOURCE_NAMES, ItemTrouble
from gymdesk.domain.membership import in_force
from gymdesk.errors import Declined, NotThere, WrongAnswer, WrongPath
from gymdesk.sync.recording import RunRecord
from gymdesk.sync.request import ClientsStored
from gymdesk.sync.source_run import SourceRun

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from gymdesk.domain.client import Source
    from gymdesk.domain.hold import HoldLook
    from gymdesk.rows import ClubRow
    from gymdesk.sync.request import Progress, RefreshRequest
    from gymdesk.sync.source_run import Runner
    from gymdesk.sync.sources import SignIn

log = logging.getLogger(__name__)

HOLDS: Final = "holds"
BATCH: Final = 10
AT_ONCE: Final = 60
"""So many are asked for where holds are asked for by name and no number is set."""

GONE: Final = "A membership is not in WODIFY any more"
GONE_MESSAGE: Final = "Its holds are as last known. Refresh the members."
FAILED_MESSAGE: Final = "Its holds are as last known; it has its turn again."


class HoldPass(Protocol):
    """Asks for one membership after another."""

    @property
    def requests(self) -> int:
        """Return how many requests were sent so far."""
        ...

    async def get_holds(self, membership_id: str) -> HoldLook:
        """Return what a look shows; raises SourceError kinds."""
        ...

    async def aclose(self) -> None:
        """Close the connection."""
        ...


class HoldOpener(Protocol):
    """Makes passes over holds. `hold_budget` is how many looks one refresh may take."""

    @property
    def hold_budget(self) -> int:
        """Return how many memberships one refresh asks for."""
        ...

    def open_holds(self, sign_in: SignIn, club: ClubRow) -> HoldPass:
        """Return a pass that has asked for nothing yet."""
        ...


@dataclass(frozen=True)
class Due:
    """A membership in force that is to be looked at; `tried_at_utc` None = it never was."""

    source_id: int
    client: str
    membership: str
    tried_at_utc: datetime | None


@dataclass
class HoldsRecord(RunRecord):
    """One run in the store. Its methods block: they belong into the writer thread."""

    def due(self, only: Sequence[str], budget: int) -> list[Due]:
        """Return what is to be looked at: all of *only*, else as many as the budget allows.

        What was never tried goes first, then what was tried longest ago, so that a run goes on
        where the one before it ended.
        """
        today = today_in(self.clock, self.club.timezone)
        with self.store.read() as work:
            members = work.wodify.members(self.club.club_id, only or None)
            looks = work.hold_looks.of_club(self.club.club_id, only or None)
        found = []
        for client, member in members.items():
            if member.missing:
                continue
            for row in member.memberships:
                if not in_force(row, today):
                    continue
                look = looks.get((client, row.remote_id))
                tried_utc = None if look is None else look.tried_at_utc
                found.append(Due(member.source_row["id"], client, row.remote_id, tried_utc))
        found.sort(key=lambda d: (d.tried_at_utc is not None, d.tried_at_utc or d.membership))
        return found if only else found[:budget]

    def keep(self, looks: Sequence[tuple[Due, HoldLook]]) -> None:
        """Write what looks showed."""
        now_utc = self.clock.now_utc()
        with self.store.begin() as work:
            self._hold(work)
            known = work.hold_looks.of_club(self.club.club_id, [due.client for due, _ in looks])
            outcomes = []
            for due, look in looks:
                before = known.get((due.client, due.membership))
                if before is None or before.looked_at_utc is None:
                    outcomes.append("created")
                else:
                    outcomes.append("unchanged" if before.look == look else "updated")
            rows = [(due.source_id, due.membership, look) for due, look in looks]
            work.hold_looks.write(self.run_id, now_utc, rows)
            tally = self._with(Counter(outcomes), len(looks))
            work.runs.change(self.run_id, asdict(tally))
            work.commit()
        self.tally = tally

    def failed(self, due: Due, trouble: ItemTrouble) -> None:
        """Note that a look was not answered; what is known stays."""
        now_utc = self.clock.now_utc()
        with self.store.begin() as work:
            self._hold(work)
            work.hold_looks.failed(self.run_id, now_utc, due.source_id, due.membership)
            work.runs.add_errors(self.run_id, [trouble], now_utc)
            tally = self._with(Counter(failed=1), 1)
            work.runs.change(self.run_id, asdict(tally))
            work.commit()
        self.tally = tally
        self.errors.append(trouble)


class HoldsRun(SourceRun[HoldsRecord]):
    """One run over the holds of a club.

    A membership that cannot be asked for is reported, and the others go on; what stops WODIFY as a
    whole stops the run, which keeps what it has. The next run goes on with those it did not reach.
    """

    def __init__(
        self,
        runner: Runner,
        opener: HoldOpener,
        club: ClubRow,
        source: Source,
        request: RefreshRequest,
        tell: Callable[[Progress | ClientsStored], None],
        record: HoldsRecord,
    ) -> None:
        super().__init__(runner, club, source, request, tell, record)
        self._opener = opener

    @override
    async def _do(self) -> None:
        self._say("signing in")
        sign_in = await self._only_sign_in()
        budget = self._opener.hold_budget or AT_ONCE
        due = await self._runner.write(lambda: self._record.due(self._request.only, budget))
        self._record.tally.total = len(due)
        asking = self._opener.open_holds(sign_in, self._club)
        looks: list[tuple[Due, HoldLook]] = []
        try:
            for number, one in enumerate(due, 1):
                look = await self._look(asking, one)
                if look is not None:
                    looks.append((one, look))
                if len(looks) == BATCH:
                    await self._keep(looks)
                self._say("reading clients", number, len(due))
        finally:
            self._record.tally.requests = asking.requests
            if looks:  # a cancelled or broken run keeps what it has
                await self._keep(looks)
            await asking.aclose()

    async def _look(self, asking: HoldPass, one: Due) -> HoldLook | None:
        try:
            return await asking.get_holds(one.membership)
        except NotThere:
            trouble = ItemTrouble(one.client, GONE, GONE_MESSAGE)
        except (Declined, WrongAnswer, WrongPath) as error:
            trouble = ItemTrouble(one.client, error.title, FAILED_MESSAGE)
        await self._runner.write(lambda: self._record.failed(one, trouble))
        return None

    async def _keep(self, looks: list[tuple[Due, HoldLook]]) -> None:
        some = tuple(looks)
        looks.clear()
        await self._runner.write(lambda: self._record.keep(some))
        done = self._record.tally.done
        self._tell(ClientsStored(self._club.club_id, done, self._record.tally.total or done))
        log.info("%s: holds of %d memberships", SOURCE_NAMES[self._source], done)
