"""The collections list: who owes what, and the sums that must agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from gymdesk.domain.aging import Aging
    from gymdesk.rows.clients import ClientRow
    from gymdesk.rows.clubs import ClubRow
    from gymdesk.rows.warnings import ListWarning


@dataclass(frozen=True)
class CollectionsList:
    """Everybody who owes, may owe, or whose amount is unknown, unknown first, then by amount.

    `aging` and `total_past_due_cents` are two separately added sums of the known amounts;
    `agrees` says whether they are equal. `total_cancelled_cents` stands apart from both. `users`
    are the ClubOS users whose clients are looked at.
    """

    club: ClubRow
    today_on: date
    rows: tuple[ClientRow, ...]
    aging: Aging
    total_past_due_cents: int
    total_cancelled_cents: int
    known: int
    unknown: int
    figures_from_utc: datetime | None
    complete: bool
    warning: ListWarning | None = None
    run_id: int | None = None
    users: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        """Return whether the buckets add up to the sum of the balances."""
        return self.aging.past_due_cents == self.total_past_due_cents
