"""One run over a list: a source with several entities, each read whole and stored page by page."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from typing_extensions import override

from gymdesk.domain.client import SOURCE_NAMES, ItemTrouble
from gymdesk.errors import WrongAnswer
from gymdesk.rows import RunStatus
from gymdesk.sync.holds import HoldOpener
from gymdesk.sync.list_record import Gone, ListRecord
from gymdesk.sync.request import ClientsStored
from gymdesk.sync.source_run import SourceRun
from gymdesk.sync.wodify_reconcile import NOBODY, absent, spread

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from typing import Any

    from gymdesk.domain.client import Source
    from gymdesk.rows import ClubRow
    from gymdesk.sync.list_record import Known
    from gymdesk.sync.request import Progress, RefreshRequest, SignInAnswer
    from gymdesk.sync.source_run import Runner
    from gymdesk.sync.sources import SignIn
    from gymdesk.sync.wodify_reconcile import Absent

log = logging.getLogger(__name__)

SAMPLE: Final = 5
"""Of far fewer than are known so many are asked for: one that is there says the list was cut."""

FAR_FEWER = "Far fewer came than are known"
FAR_FEWER_MESSAGE = (
    "{count} of {known} did not come, but are there when asked for. Nobody was marked missing; "
    "refresh again."
)
STILL_THERE = "One record moved while the list was read"
STILL_THERE_MESSAGE = "It is still there and keeps its last figures. Refresh again."


class ListPass(Protocol):
    """One pass over one entity: batches of records, then an honest word on them."""

    troubles: list[ItemTrouble]
    complete: bool

    @property
    def requests(self) -> int:
        """Return how many requests were sent so far."""
        ...

    def batches(self) -> AsyncGenerator[Sequence[Any], None]:
        """Yield records as they come in; raises what stops the source."""
        ...

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids that came."""
        ...

    @property
    def inner_ids(self) -> frozenset[str]:
        """Return the ids of what came inside the records: the memberships of members."""
        ...

    async def is_there(self, key: str, *, inner: bool) -> bool:
        """Return whether a record that was not listed is there all the same."""
        ...

    async def aclose(self) -> None:
        """Close the connection."""
        ...


class ListOpener(HoldOpener, Protocol):
    """Makes passes over the entities of one source and tests keys."""

    entities: tuple[str, ...]

    def entities_of(self, club: ClubRow) -> tuple[str, ...]:
        """Return what can be read of this club's source."""
        ...

    def offered(self, club: ClubRow) -> tuple[str, ...]:
        """Return all that can be read of this club's source when it is asked for."""
        ...

    def open(self, sign_in: SignIn, club: ClubRow, entity: str) -> ListPass:
        """Return a pass that has asked for nothing yet."""
        ...

    async def test(self, sign_in: SignIn) -> SignInAnswer:
        """Try the key without storing anything."""
        ...


class ListRun(SourceRun[ListRecord]):
    """One run of one entity of a source of a club.

    What comes is stored page by page, so that a run that breaks keeps what it has. Only after a
    complete sweep without a single error is anything called missing, and then only what the source
    does not have when it is asked for it by id. Far fewer than are known are held for the manager,
    unless one of them is there all the same: then the list was cut and says nothing.
    """

    def __init__(
        self,
        runner: Runner,
        opener: ListOpener,
        club: ClubRow,
        source: Source,
        request: RefreshRequest,
        tell: Callable[[Progress | ClientsStored], None],
        record: ListRecord,
    ) -> None:
        super().__init__(runner, club, source, request, tell, record)
        self._opener = opener

    @override
    async def _do(self) -> None:
        self._say("signing in")
        sign_in = await self._only_sign_in()
        write = self._runner.write
        listed = self._opener.open(sign_in, self._club, self._record.entity)
        batches = listed.batches()
        try:
            self._say("finding clients")
            came = 0
            async for batch in batches:
                await write(partial(self._record.keep, batch))
                came += len(batch)
                done = self._record.tally.done
                self._say("reading clients", done)
                self._tell(ClientsStored(self._club.club_id, done, done))
            self._record.tally.total = came
            known = await write(self._record.known)
            if known.ids and not listed.ids:
                raise WrongAnswer(
                    SOURCE_NAMES[self._source], f"the {self._record.entity}", "an empty list"
                )
            await write(lambda: self._record.add_errors(listed.troubles))
            await self._end(listed, known)
        finally:
            await batches.aclose()
            self._record.tally.requests = listed.requests
            await listed.aclose()

    async def _end(self, listed: ListPass, known: Known) -> None:
        """Look for what did not come, as far as the list can be believed, and end the sweep."""
        write, record = self._runner.write, self._record
        whole = listed.complete and record.all_read
        gone = Gone(NOBODY, NOBODY)
        if whole:
            # what a client had goes with the client
            inner = [key for key, client in known.inner.items() if client in listed.ids]
            ids, moved = await self._gone(listed, absent(known.ids, listed.ids), inner=False)
            rows, shifted = await self._gone(listed, absent(inner, listed.inner_ids), inner=True)
            gone = Gone(ids, rows)
            troubles = [*moved, *shifted]
            if troubles:
                await write(lambda: record.add_errors(troubles))
                whole = False
        # Not one row says nothing of anybody: it may be a key that sees none. Only a list with
        # something in it tells that who is not on it owes nothing.
        whole = whole and bool(listed.ids)
        await write(lambda: record.end(gone, whole=whole))
        if record.held is not None:
            log.warning(
                "%s %s: held; %d of %d gone, %d of %d cents without a word why",
                self._source.value,
                record.entity,
                record.held.people_gone,
                record.held.people_known,
                record.held.unexplained_cents,
                record.held.debt_before_cents,
            )

    async def _gone(
        self, listed: ListPass, away: Absent, *, inner: bool
    ) -> tuple[Absent, list[ItemTrouble]]:
        """Return what is gone, and what is wrong with that: what is there when asked for."""
        far = away.far and (inner or self._record.counts_people)
        ask = away.ids if inner else self._record.worth_asking(away.ids)
        asked = spread(ask, SAMPLE) if far else ask
        there = [key for key in asked if await listed.is_there(key, inner=inner)]
        if there and far:
            message = FAR_FEWER_MESSAGE.format(count=len(away.ids), known=away.known)
            return NOBODY, [ItemTrouble("", FAR_FEWER, message)]
        moved = [ItemTrouble(key, STILL_THERE, STILL_THERE_MESSAGE) for key in there]
        return away.without(there), moved

    @override
    def _status(self, *, cancelled: bool) -> RunStatus:
        if self._record.held is not None:
            return RunStatus.HELD  # whatever came after: the comparison is written and waits
        return super()._status(cancelled=cancelled)
