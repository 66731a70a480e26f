"""The words of the call list: its tiers, its lanes, and the parts of the sentence under a row.

Nothing here knows of cases or figures, so that a column or a page can say them without the list.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gymdesk.domain.money import Money


class Tier(StrEnum):
    """The order of the list; inside a tier the value at risk decides."""

    BROKEN_PROMISE = "A"
    DUE_TODAY = "B"
    NEW = "C"
    DRIFTING = "D"
    OTHER = "E"
    OLD = "F"


class Lane(StrEnum):
    """What to do next. It follows from what is known, and never from the rank."""

    CALL = "call"
    EMAIL = "email"
    LETTER = "letter"
    AT_DESK = "at_desk"
    FIND_DETAILS = "find_details"


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence: `TEMPLATE` is English, filled from the fields (Money, date, int)."""

    TEMPLATE: ClassVar[str] = ""

    @property
    def values(self) -> dict[str, object]:
        """Return the fields by name, to fill a (translated) template."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @property
    def text(self) -> str:
        """Return the clause in English, days as "12 Nov"."""
        return self.TEMPLATE.format(**{n: english(v) for n, v in self.values.items()})


def english(value: object) -> str:
    """Return a field of a clause in English words."""
    # not strftime: Qt gives the process the PC's language, and months with it
    return f"{value.day} {_MONTHS[value.month - 1]}" if isinstance(value, date) else str(value)


_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)


def sentence(clauses: Iterable[Clause]) -> str:
    """Return the clauses as the one English sentence that stands under a row."""
    return " · ".join(c.text for c in clauses)


@dataclass(frozen=True, slots=True)
class PromiseNotKept(Clause):
    """Nothing came."""

    TEMPLATE: ClassVar[str] = "Promise of {on} not kept"
    on: date


@dataclass(frozen=True, slots=True)
class PromisePartlyKept(Clause):
    """Some of it came."""

    TEMPLATE: ClassVar[str] = "Promise of {on} partly kept, {paid} of {asked}"
    on: date
    paid: Money
    asked: Money


@dataclass(frozen=True, slots=True)
class PromiseDueToday(Clause):
    """The promised day is today."""

    TEMPLATE: ClassVar[str] = "Promise due today"


@dataclass(frozen=True, slots=True)
class FollowUpDue(Clause):
    """A snooze has ended and nobody was in touch since."""

    TEMPLATE: ClassVar[str] = "Follow up since {on}"
    on: date


@dataclass(frozen=True, slots=True)
class SaidPaidStillOwes(Clause):
    """The figures know better than what was said."""

    TEMPLATE: ClassVar[str] = "Said on {on} that it is paid, still owed"
    on: date


@dataclass(frozen=True, slots=True)
class NewlyPastDue(Clause):
    """A new debt that nobody has talked about."""

    TEMPLATE: ClassVar[str] = "Newly past due, never contacted"


@dataclass(frozen=True, slots=True)
class Drifting(Clause):
    """Old enough to become a habit, young enough to be paid."""

    TEMPLATE: ClassVar[str] = "Drifting"


@dataclass(frozen=True, slots=True)
class NeverContacted(Clause):
    """Nobody was in touch about this debt."""

    TEMPLATE: ClassVar[str] = "Never contacted"


@dataclass(frozen=True, slots=True)
class VeryOld(Clause):
    """So old that waiting costs little more."""

    TEMPLATE: ClassVar[str] = "Over {days} days comes last"
    days: int


@dataclass(frozen=True, slots=True)
class Owes(Clause):
    """The amount past due."""

    TEMPLATE: ClassVar[str] = "{amount}"
    amount: Money


@dataclass(frozen=True, slots=True)
class OwesOnCancelled(Clause):
    """What is owed on cancelled agreements, which stands apart."""

    TEMPLATE: ClassVar[str] = "{amount} on a cancelled agreement"
    amount: Money


@dataclass(frozen=True, slots=True)
class Age(Clause):
    """How old the oldest debt is."""

    TEMPLATE: ClassVar[str] = "{days} days"
    days: int


@dataclass(frozen=True, slots=True)
class OneDay(Clause):
    """Due since yesterday."""

    TEMPLATE: ClassVar[str] = "1 day"


@dataclass(frozen=True, slots=True)
class Unanswered(Clause):
    """Attempts since the last conversation that nobody answered."""

    TEMPLATE: ClassVar[str] = "{attempts} attempts unanswered"
    attempts: int


@dataclass(frozen=True, slots=True)
class OneUnanswered(Clause):
    """One attempt that nobody answered."""

    TEMPLATE: ClassVar[str] = "1 attempt unanswered"


@dataclass(frozen=True, slots=True)
class LastContact(Clause):
    """The last time that somebody was in touch, or tried to be."""

    TEMPLATE: ClassVar[str] = "Last contact {on}"
    on: date


@dataclass(frozen=True, slots=True)
class BillingStopped(Clause):
    """The source has stopped trying."""

    TEMPLATE: ClassVar[str] = "billing stopped after a failed draft"


@dataclass(frozen=True, slots=True)
class NobodyRetries(Clause):
    """Nothing is scheduled and nobody was in touch (collections.md C19)."""

    TEMPLATE: ClassVar[str] = "nothing scheduled, nobody contacted"


# --- gates ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gate(Clause):
    """Why somebody is not called now."""


@dataclass(frozen=True, slots=True)
class AmountUnknown(Gate):
    """Nobody is called about an amount that is not known."""

    TEMPLATE: ClassVar[str] = "The amount is unknown: refresh first"


@dataclass(frozen=True, slots=True)
class NothingOwed(Gate):
    """Paid means gone from today's calls; the case closes on a day."""

    TEMPLATE: ClassVar[str] = "Paid"


@dataclass(frozen=True, slots=True)
class PaidUntil(Gate):
    """Paid, and closed if it stays so."""

    TEMPLATE: ClassVar[str] = "Paid, closes on {on} if no payment is returned"
    on: date


@dataclass(frozen=True, slots=True)
class SaysItIsPaid(Gate):
    """Until figures fetched after that day decide."""

    TEMPLATE: ClassVar[str] = "Says it is paid; judged once figures fetched after {on} are in"
    on: date


@dataclass(frozen=True, slots=True)
class WrittenOff(Gate):
    """Marked at the desk as written off."""

    TEMPLATE: ClassVar[str] = "Written off"


@dataclass(frozen=True, slots=True)
class AtAgency(Gate):
    """Handed over."""

    TEMPLATE: ClassVar[str] = "At the agency"


@dataclass(frozen=True, slots=True)
class Disputed(Gate):
    """The client says it is not owed."""

    TEMPLATE: ClassVar[str] = "Disputed"


@dataclass(frozen=True, slots=True)
class ChargedBack(Gate):
    """The bank took the money back: owed again, and disputed."""

    TEMPLATE: ClassVar[str] = "Charged back"


@dataclass(frozen=True, slots=True)
class DoNotContact(Gate):
    """The client asked not to be contacted, or must not be."""

    TEMPLATE: ClassVar[str] = "Not to be contacted"


@dataclass(frozen=True, slots=True)
class OnHold(Gate):
    """Held off by hand."""

    TEMPLATE: ClassVar[str] = "On hold"


@dataclass(frozen=True, slots=True)
class PromisePending(Gate):
    """A promise is open and not due today."""

    TEMPLATE: ClassVar[str] = "Promised for {on}"
    on: date


@dataclass(frozen=True, slots=True)
class PromiseUnjudged(Gate):
    """The day is over, the figures are older."""

    TEMPLATE: ClassVar[str] = "Promise of {on} cannot be judged: refresh"
    on: date


@dataclass(frozen=True, slots=True)
class OnPlan(Gate):
    """Pays in instalments."""

    TEMPLATE: ClassVar[str] = "On a payment plan"


@dataclass(frozen=True, slots=True)
class PaymentOnItsWay(Gate):
    """The source is taking the money."""

    TEMPLATE: ClassVar[str] = "A payment is on its way"


@dataclass(frozen=True, slots=True)
class Snoozed(Gate):
    """Somebody decided to wait."""

    TEMPLATE: ClassVar[str] = "Snoozed until {on}"
    on: date


@dataclass(frozen=True, slots=True)
class TooSmall(Gate):
    """Less than the small-balance tolerance."""

    TEMPLATE: ClassVar[str] = "Below {limit}"
    limit: Money


@dataclass(frozen=True, slots=True)
class FiguresTooOld(Gate):
    """Nobody is called on figures that old."""

    TEMPLATE: ClassVar[str] = "The figures are older than {hours} hours: refresh first"
    hours: int


@dataclass(frozen=True, slots=True)
class TriedOften(Gate):
    """As many attempts as are reasonable in a few days."""

    TEMPLATE: ClassVar[str] = "{attempts} attempts in {days} days"
    attempts: int
    days: int


@dataclass(frozen=True, slots=True)
class Resting(Gate):
    """There was a conversation only a few days ago."""

    TEMPLATE: ClassVar[str] = "Spoke less than {days} days ago"
    days: int
