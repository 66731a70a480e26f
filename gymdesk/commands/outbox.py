"""What the user decides about changes in other systems: ask for one, ask again, discard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.domain.outbox import Reason, WriteState, may_follow
from gymdesk.errors import NotAgain, UnknownWrite, WriteOpen, WritesOff

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId, Source
    from gymdesk.domain.outbox import Intent, Sight, Write, WriteId
    from gymdesk.store.unit_of_work import Store, UnitOfWork


def nothing_may_be_written(_source: Source) -> bool:
    """Return False: writes are off until somebody switches them on."""
    return False


class OutboxCommands:
    """Records what is to be changed elsewhere. Nothing here sends anything."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        may_write: Callable[[Source], bool] = nothing_may_be_written,
    ) -> None:
        self._store = store
        self._clock = clock
        self._may_write = may_write

    def ask(
        self, club_id: ClubId, source: Source, intent: Intent, *, key: str, staff: str
    ) -> WriteId:
        """Record a change and return its id; the same *key* again is the same change.

        The key is made where the form is opened, so that a double click asks once. Raises
        WritesOff, and WriteOpen where another change of the same subject has not ended.
        """
        if not self._may_write(source):
            raise WritesOff(source=SOURCE_NAMES[source])
        with self._store.begin() as work:
            known = work.outbox.of_key(key)
            if known is not None:
                return known.write_id
            other = work.outbox.open_about(club_id, intent)
            if other is not None:
                raise WriteOpen(write_id=other.write_id)
            write = work.outbox.add(club_id, source, key, intent, staff, self._clock.now_utc())
            work.commit()
        return write.write_id

    def retry(self, write_id: WriteId, *, staff: str) -> WriteState:
        """Let a change that is certainly not done wait again; return its state then.

        One that may be done stays "check": a look comes before a repeat. Of a conflict this says
        "send anyway", knowing the values that were shown. Raises UnknownWrite, NotAgain, WritesOff.
        """
        with self._store.begin() as work:
            write = _found(work, write_id)
            if write.state in (WriteState.CHECK, WriteState.PENDING):
                return write.state
            if not self._may_write(write.source):
                raise WritesOff(source=SOURCE_NAMES[write.source])
            anyway = write.state == WriteState.CONFLICT
            sight = write.last.sight if anyway else write.accepted
            reason = Reason.SENT_ANYWAY if anyway else Reason.ASKED_AGAIN
            self._step(work, write, WriteState.PENDING, reason, staff, sight)
            work.commit()
        return WriteState.PENDING

    def discard(self, write_id: WriteId, *, staff: str) -> None:
        """End a change that is not done, or that nobody needs to look for any more.

        What was done of it stays done. Raises UnknownWrite or NotAgain.
        """
        with self._store.begin() as work:
            write = _found(work, write_id)
            if write.state == WriteState.DISCARDED:
                return
            self._step(work, write, WriteState.DISCARDED, Reason.DISCARDED, staff, None)
            work.commit()

    def _step(
        self,
        work: UnitOfWork,
        write: Write,
        state: WriteState,
        reason: Reason,
        staff: str,
        sight: Sight | None,
    ) -> None:
        if not may_follow(write.state, state):
            raise NotAgain(write_id=write.write_id, state=write.state.value)
        work.outbox.append(write, state, reason, self._clock.now_utc(), staff=staff, sight=sight)


def _found(work: UnitOfWork, write_id: WriteId) -> Write:
    write = work.outbox.find(write_id)
    if write is None:
        raise UnknownWrite(write_id=write_id)
    return write
