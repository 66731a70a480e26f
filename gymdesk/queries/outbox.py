"""The outbox, read as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.domain.client import Source
from gymdesk.domain.outbox import (
    Reason,
    WriteState,
    kind_of,
    may_follow,
    name_of,
    parts_of,
    record_of,
    settles_at,
)
from gymdesk.rows.outbox import OutboxRow, StepRow, WriteRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.domain.client import ClubId
    from gymdesk.domain.outbox import Write
    from gymdesk.store.unit_of_work import Store


class OutboxQueries:
    """Answers where changes in other systems stand."""

    def __init__(self, store: Store, may_write: Callable[[Source], bool] | None = None) -> None:
        self._store = store
        self._may_write = may_write or (lambda _source: False)

    def writes(self, club_id: ClubId, *, everything: bool = False) -> OutboxRow:
        """Return the changes of a club that have not ended, newest first; or all of them."""
        with self._store.read() as work:
            found = work.outbox.of_club(club_id) if everything else work.outbox.open_ones(club_id)
        rows = tuple(write_row(write) for write in reversed(found))
        return OutboxRow(rows, frozenset(s for s in Source if self._may_write(s)))

    def about(self, club_id: ClubId, kinds: tuple[str, ...]) -> tuple[WriteRow, ...]:
        """Return every change of these kinds, newest first, ended ones too."""
        return tuple(
            row for row in self.writes(club_id, everything=True).writes if row.kind in kinds
        )


def write_row(write: Write) -> WriteRow:
    """Return a change as it is shown."""
    parts = parts_of(write.intent)
    last, state = write.last, write.state
    twin = last.reason in (Reason.TWIN, Reason.SEVERAL) and last.sight is not None
    return WriteRow(
        write_id=write.write_id,
        source=write.source,
        kind=kind_of(write.intent),
        name=name_of(write.intent),
        about=record_of(write.intent),
        state=state,
        reason=last.reason,
        detail=last.detail,
        part=write.part,
        asked_by=write.staff,
        asked_at_utc=write.steps[0].at_utc,
        at_utc=last.at_utc,
        half_done=write.half_done,
        done_parts=tuple((part, write.known.get(part)) for part in parts[: write.parts_done]),
        differences=write.differences,
        keys=last.sight.keys if twin and last.sight else (),
        look_again_utc=settles_at(write),
        can_retry=state in (WriteState.FAILED, WriteState.CONFLICT, WriteState.PENDING),
        can_look=state == WriteState.CHECK,
        can_discard=may_follow(state, WriteState.DISCARDED),
        steps=tuple(
            StepRow(s.state, s.reason, parts[s.part], s.at_utc, s.staff, s.detail)
            for s in write.steps
        ),
    )
