"""The outbox in the store: changes that were asked for, and their steps."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from gymdesk.domain.client import ClubId, Source
from gymdesk.domain.outbox import (
    ENDED,
    Reason,
    Step,
    Write,
    WriteId,
    WriteState,
    kind_of,
    may_follow,
    subject_of,
)
from gymdesk.store.outbox_texts import intent_of, intent_text, sight_of, sight_text
from gymdesk.store.tables import OutboxStep, OutboxWrite
from gymdesk.store.upsert import inserted_id, table_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from gymdesk.domain.outbox import Intent, Sight


class Outbox:
    """Adds changes and steps, and reads them; nothing of it is ever altered or taken away."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        club_id: ClubId,
        source: Source,
        key: str,
        intent: Intent,
        staff: str,
        at_utc: datetime,
    ) -> Write:
        """Insert a change that waits to be sent."""
        statement = insert(OutboxWrite).values(
            club_id=club_id,
            source=source.value,
            key=key,
            kind=kind_of(intent),
            subject=subject_of(intent),
            intent=intent_text(intent),
            staff=staff,
        )
        write_id = WriteId(inserted_id(self._connection, statement))
        first = Step(1, WriteState.PENDING, 0, Reason.QUEUED, at_utc, staff)
        self._insert(write_id, first)
        return Write(write_id, club_id, source, intent, staff, (first,))

    def append(
        self,
        write: Write,
        state: WriteState,
        reason: Reason,
        at_utc: datetime,
        *,
        part: int | None = None,
        staff: str | None = None,
        detail: str = "",
        sight: Sight | None = None,
        key: str | None = None,
        holder: str | None = None,
    ) -> Write | None:
        """Add the next step and return the change with it.

        None = somebody else went on with it meanwhile: nothing was added, *write* is out of date.
        """
        newest = self._connection.execute(
            select(func.max(OutboxStep.number)).where(OutboxStep.write_id == write.write_id)
        ).scalar()
        if newest != write.last.number:
            return None
        if not may_follow(write.state, state):
            msg = f"{state} does not follow {write.state}"
            raise ValueError(msg)
        at_part = write.last.part if part is None else part
        number = write.last.number + 1
        step = Step(number, state, at_part, reason, at_utc, staff, detail, sight, key, holder)
        self._insert(write.write_id, step)
        return Write(
            write.write_id,
            write.club_id,
            write.source,
            write.intent,
            write.staff,
            (*write.steps, step),
        )

    def find(self, write_id: WriteId) -> Write | None:
        """Return a change, None if there is none."""
        return next(iter(self._read(select(_WRITES).where(OutboxWrite.id == write_id))), None)

    def of_key(self, key: str) -> Write | None:
        """Return the change of that key, None if there is none."""
        return next(iter(self._read(select(_WRITES).where(OutboxWrite.key == key))), None)

    def of_club(self, club_id: ClubId) -> tuple[Write, ...]:
        """Return every change of a club, oldest first."""
        return self._read(select(_WRITES).where(OutboxWrite.club_id == club_id))

    def open_ones(self, club_id: ClubId) -> tuple[Write, ...]:
        """Return the changes of a club that have not ended, oldest first."""
        query = select(_WRITES).where(
            OutboxWrite.club_id == club_id, OutboxWrite.id.in_(_in_state(_OPEN))
        )
        return self._read(query)

    def open_about(self, club_id: ClubId, intent: Intent) -> Write | None:
        """Return the change about the same subject that has not ended."""
        query = select(_WRITES).where(
            OutboxWrite.club_id == club_id,
            OutboxWrite.subject == subject_of(intent),
            OutboxWrite.id.in_(_in_state(_OPEN)),
        )
        return next(iter(self._read(query)), None)

    def sending(self) -> tuple[Write, ...]:
        """Return the changes that are being sent, or were when their program ended."""
        return self._read(
            select(_WRITES).where(OutboxWrite.id.in_(_in_state((WriteState.SENDING,))))
        )

    def _insert(self, write_id: WriteId, step: Step) -> None:
        self._connection.execute(
            insert(OutboxStep).values(
                write_id=write_id,
                number=step.number,
                state=step.state.value,
                part=step.part,
                reason=step.reason.value,
                detail=step.detail,
                sight=sight_text(step.sight),
                remote_key=step.key,
                staff=step.staff,
                holder=step.holder,
                at_utc=step.at_utc,
            )
        )

    def _read(self, query: Select[Any]) -> tuple[Write, ...]:
        rows = list(self._connection.execute(query.order_by(OutboxWrite.id)).mappings())
        if not rows:
            return ()
        steps: defaultdict[int, list[Step]] = defaultdict(list)
        found = self._connection.execute(
            select(table_of(OutboxStep))
            .where(OutboxStep.write_id.in_([row["id"] for row in rows]))
            .order_by(OutboxStep.write_id, OutboxStep.number)
        )
        for step in found.mappings():
            steps[step["write_id"]].append(_step(step))
        return tuple(_write(row, steps[row["id"]]) for row in rows)


_WRITES = table_of(OutboxWrite)
_OPEN = tuple(state for state in WriteState if state not in ENDED)


def _in_state(states: tuple[WriteState, ...]) -> Select[Any]:
    newest = select(func.max(OutboxStep.id)).group_by(OutboxStep.write_id)
    return select(OutboxStep.write_id).where(
        OutboxStep.id.in_(newest), OutboxStep.state.in_([state.value for state in states])
    )


def _write(row: Mapping[Any, Any], steps: list[Step]) -> Write:
    return Write(
        WriteId(row["id"]),
        ClubId(row["club_id"]),
        Source(row["source"]),
        intent_of(row["kind"], row["intent"]),
        row["staff"],
        tuple(steps),
    )


def _step(row: Mapping[Any, Any]) -> Step:
    return Step(
        number=row["number"],
        state=WriteState(row["state"]),
        part=row["part"],
        reason=Reason(row["reason"]),
        at_utc=row["at_utc"],
        staff=row["staff"],
        detail=row["detail"],
        sight=sight_of(row["sight"]),
        key=row["remote_key"],
        holder=row["holder"],
    )
