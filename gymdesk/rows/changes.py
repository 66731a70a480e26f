"""What changed since the last look, as Sync lists it and paper shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from gymdesk.domain.change import ChangeKind
    from gymdesk.domain.client import ClientId, Source
    from gymdesk.rows.clubs import ClubRow


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that happened to a client, or (`client_id` None) a lead that came in.

    `past_due_cents` is what is owed now where the change is one of money, and `delta_cents` by how
    much it went up or down; `at_least`: not everything could be read. `what` names an
    agreement, or where a lead came from.
    """

    kind: ChangeKind
    client_id: ClientId | None
    name: str
    source: Source
    currency: str
    past_due_cents: int | None = None
    delta_cents: int | None = None
    at_least: bool = False
    what: str = ""


@dataclass(frozen=True)
class ChangeList:
    """What changed in a club since the viewer's last look, worst first.

    `since_utc` is when the viewer marked all as seen, or the first refresh where that was never
    done (`marked` false); None = nothing was ever fetched. `run_id` is the newest run looked at.
    """

    club: ClubRow
    today_on: date
    rows: tuple[ChangeRow, ...]
    since_utc: datetime | None
    marked: bool
    run_id: int | None
