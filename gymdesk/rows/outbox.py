"""Changes in other systems, as the window and the command line show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gymdesk.domain.client import Source
    from gymdesk.domain.outbox import Difference, Part, Reason, WriteId, WriteState


@dataclass(frozen=True)
class StepRow:
    """One step of a change. `staff` None = the desk did it by itself."""

    state: WriteState
    reason: Reason
    part: Part
    at_utc: datetime
    staff: str | None
    detail: str


@dataclass(frozen=True)
class WriteRow:
    """A change in another system: whom it is about, where it stands and why.

    `keys` are the ids of likely twins. `done_parts` are the halves that are certainly done, each
    with the id of what it made. `about` is the id of the record that is changed, None for a new
    one.
    """

    write_id: WriteId
    source: Source
    kind: str
    name: str
    about: str | None
    state: WriteState
    reason: Reason
    detail: str
    part: Part
    asked_by: str
    asked_at_utc: datetime
    at_utc: datetime
    half_done: bool
    done_parts: tuple[tuple[Part, str | None], ...]
    differences: tuple[Difference, ...]
    keys: tuple[str, ...]
    look_again_utc: datetime | None
    can_retry: bool
    can_look: bool
    can_discard: bool
    steps: tuple[StepRow, ...]


@dataclass(frozen=True)
class OutboxRow:
    """The outbox of a club. `writes_on` says of which sources changes may be sent."""

    writes: tuple[WriteRow, ...]
    writes_on: frozenset[Source]
