"""Where a client stands: the figures and the case of one client as the call list looks at them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gymdesk.domain.billing import Drafting
from gymdesk.domain.case import Case, Stage
from gymdesk.domain.promise import PromiseState

if TYPE_CHECKING:
    from datetime import date, datetime

    from gymdesk.domain.client import ClientId
    from gymdesk.domain.promise import JudgedPromise


class Reach(StrEnum):
    """What is known to reach somebody by."""

    PHONE = "phone"
    EMAIL = "email"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """One client as the call list looks at them. `past_due_cents` None = unknown."""

    client_id: ClientId
    name: str
    currency: str
    past_due_cents: int | None
    cancelled_cents: int | None
    days: int | None
    oldest_due_on: date | None
    read_at_utc: datetime | None
    drafting: Drafting
    scheduled: bool
    has_phone: bool
    has_email: bool
    case: Case

    @property
    def owed_cents(self) -> int:
        """Return all that is known to be owed, cancelled agreements included."""
        return (self.past_due_cents or 0) + (self.cancelled_cents or 0)

    @property
    def reach(self) -> Reach:
        """Return what the client can be reached by; a number that was wrong reaches nobody."""
        if self.has_phone and not self.case.wrong_number:
            return Reach.PHONE
        return Reach.EMAIL if self.has_email else Reach.NONE


@dataclass(frozen=True, slots=True)
class Moment:
    """When the list is looked at."""

    now_utc: datetime
    today: date
    timezone: str


def is_orphan(who: Standing) -> bool:
    """Return whether nothing is scheduled and nobody was in touch about what is owed."""
    case = who.case
    return (
        who.owed_cents > 0
        and not who.scheduled
        and who.drafting != Drafting.ON_ITS_WAY
        and not case.contacted
        and case.stage == Stage.NEW
        and case.says_paid is None
        and case.snoozed_until is None
    )


def said_in_vain(case: Case) -> bool:
    """Return whether it was said to be paid, is not, and nobody was in touch about that since."""
    said, last = case.says_paid, case.last_contact
    if said is None or not said.decided:
        return False
    return last is None or last.event_id < said.event_id


def due_today(case: Case, today: date) -> bool:
    """Return whether the promised day of an open promise is today."""
    promise = case.promise
    if promise is None or promise.verdict.state != PromiseState.OPEN:
        return False
    return promise.promise.on == today


def not_kept(promise: JudgedPromise | None) -> bool:
    """Return whether there is a promise that was broken, or kept only in part."""
    if promise is None:
        return False
    return promise.verdict.state in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT)
