"""One run over a list: a source with several entities, each read whole and stored page by page."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING, Final, Protocol

from typing_extensions import override

from gymdesk.domain.client import SOURCE_NAMES, ItemTrouble
from gymdesk.errors import WrongAnswer
from gymdesk.sync.list_record import ListRecord
from gymdesk.sync.request import ClientsStored
from gymdesk.sync.source_run import SourceRun
from gymdesk.sync.wodify_reconcile import no_longer_listed

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from typing import Any

    from gymdesk.domain.client import Source
    from gymdesk.rows import ClubRow
    from gymdesk.sync.request import Progress, RefreshRequest, SignInAnswer
    from gymdesk.sync.source_run import Runner
    from gymdesk.sync.sources import SignIn

log = logging.getLogger(__name__)

ASKED_ONE_BY_ONE: Final = 25
"""So many that are no longer listed are asked for one by one; more are not believed."""

FAR_FEWER = "Far fewer came than are known"
FAR_FEWER_MESSAGE = "{count} of {known} did not come. Nobody was marked missing; refresh again."
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


class ListOpener(Protocol):
    """Makes passes over the entities of one source and tests keys."""

    entities: tuple[str, ...]

    def entities_of(self, club: ClubRow) -> tuple[str, ...]:
        """Return what can be read of this club's source."""
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
    does not have when it is asked for it by id; where more are missing than can be asked for,
    nobody is.
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
        sign_in = (await self._runner.sign_ins(self._club, self._source))[0]
        if sign_in.trouble is not None:
            raise sign_in.trouble
        write = self._runner.write
        listed = self._opener.open(sign_in, self._club, self._record.entity)
        batches = listed.batches()
        try:
            self._say("finding clients")
            async for batch in batches:
                await write(partial(self._store, batch))
                done = self._record.tally.done
                self._say("reading clients", done)
                self._tell(ClientsStored(self._club.club_id, done, done))
            self._record.tally.total = self._record.tally.done
            known, inner = await write(self._record.known_ids)
            if known and not listed.ids:
                raise WrongAnswer(
                    SOURCE_NAMES[self._source], f"the {self._record.entity}", "an empty list"
                )
            await write(lambda: self._record.add_errors(listed.troubles))
            if listed.complete and self._record.flawless:
                await self._look_for_gone(listed, known, inner)
        finally:
            await batches.aclose()
            self._record.tally.requests = listed.requests
            await listed.aclose()

    def _store(self, batch: Sequence[Any]) -> None:
        if self._record.entity == "members":
            self._record.store_members(batch)
        elif self._record.entity == "leads":
            self._record.store_leads(batch)
        else:
            self._record.store_bills(batch)

    async def _look_for_gone(
        self, listed: ListPass, known: frozenset[str], inner: frozenset[str]
    ) -> None:
        write = self._runner.write
        gone = no_longer_listed(known, listed.ids, ASKED_ONE_BY_ONE)
        rows = no_longer_listed(inner, listed.inner_ids, ASKED_ONE_BY_ONE)
        if gone is None or rows is None:
            absent = len(known - listed.ids) if gone is None else len(inner - listed.inner_ids)
            message = FAR_FEWER_MESSAGE.format(
                count=absent, known=len(known if gone is None else inner)
            )
            await write(lambda: self._record.add_errors([ItemTrouble("", FAR_FEWER, message)]))
            return
        there = [key for key in gone if await listed.is_there(key, inner=False)]
        there_rows = [key for key in rows if await listed.is_there(key, inner=True)]
        if there or there_rows:
            troubles = [
                ItemTrouble(k, STILL_THERE, STILL_THERE_MESSAGE) for k in (*there, *there_rows)
            ]
            await write(lambda: self._record.add_errors(troubles))
        away = [key for key in gone if key not in there]
        away_rows = [key for key in rows if key not in there_rows]
        if away or away_rows:
            await write(lambda: self._record.mark_gone(away, away_rows))
        # Not one invoice says nothing of anybody: it may be a key that sees none. Only a list with
        # something in it tells that who is not on it owes nothing.
        if self._record.entity == "invoices" and listed.ids and not there:
            await write(self._record.all_bills_read)
