"""Follow-ups: on day 2, 5 and 7 an open lead is written to again, unless somebody was in touch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from gymdesk.domain.lead import LeadStatus

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

DAYS: Final = (2, 5, 7)
OVER_AFTER_DAYS: Final = 14
"""Who has not answered by then is not written to in this way any more."""

OPEN: Final = frozenset(
    {LeadStatus.NEW, LeadStatus.INTERESTED, LeadStatus.CONTACTED, LeadStatus.OTHER}
)


@dataclass(frozen=True)
class FollowUp:
    """A follow-up that is due: the one of `day`, since `due_on`."""

    day: int
    due_on: date


def due_follow_up(
    status: LeadStatus,
    came_on: date | None,
    contacted_on: date | None,
    done: Collection[int],
    today: date,
) -> FollowUp | None:
    """Return the follow-up that is due today; a later one takes the place of those before it.

    A contact on or after its day does for a follow-up. Without the day a lead came in nothing is
    due: it would be guessed.
    """
    if status not in OPEN or came_on is None or today - came_on > timedelta(OVER_AFTER_DAYS):
        return None
    for day in reversed(DAYS):
        due_on = came_on + timedelta(days=day)
        if due_on > today:
            continue
        touched = contacted_on is not None and contacted_on >= due_on
        if touched or any(later >= day for later in done):
            return None
        return FollowUp(day, due_on)
    return None


def is_unanswered(status: LeadStatus, contacted_on: date | None) -> bool:
    """Return whether nobody has been in touch with an open lead yet."""
    return status in OPEN and status != LeadStatus.CONTACTED and contacted_on is None
