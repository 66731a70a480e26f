"""Leads, as their pane shows them: with follow-ups, with what is to be changed, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from gymdesk.domain.follow_up import FollowUp
    from gymdesk.rows.clubs import ClubRow
    from gymdesk.rows.members import LeadRow
    from gymdesk.rows.outbox import WriteRow


@dataclass(frozen=True, slots=True)
class DoneRow:
    """A follow-up that was done."""

    day: int
    staff: str
    at_utc: datetime


@dataclass(frozen=True, slots=True)
class LeadCard:
    """One lead with all that its panel shows.

    `age_days` None = nobody knows when it came in. `unanswered`: nobody was in touch yet. `notes`
    are WODIFY's, None where the list did not hold them. `writes` are its changes, newest first.
    """

    row: LeadRow
    age_days: int | None
    unanswered: bool
    notes: str | None
    follow_up: FollowUp | None
    followed: tuple[DoneRow, ...] = ()
    writes: tuple[WriteRow, ...] = ()

    @property
    def pending(self) -> WriteRow | None:
        """Return the change of this lead that is not settled."""
        return next((w for w in self.writes if w.can_discard or w.state.value == "sending"), None)


@dataclass(frozen=True)
class LeadBook:
    """The leads of a club: new and unanswered first, then those longest without contact.

    `writes_on`: changes are sent. `sells`: the account takes memberships from programs. `statuses`
    are the words that this gym uses. `new_ones` are leads that are to be made.
    """

    club: ClubRow
    today_on: date
    cards: tuple[LeadCard, ...]
    figures_from_utc: datetime | None
    writes_on: bool
    sells: bool
    statuses: tuple[str, ...] = ()
    new_ones: tuple[WriteRow, ...] = ()
