"""The call list: who is called first, who is not called, and the one sentence that says why.

Gates first, then tiers, then value at risk (collections.md 5.4). Nothing is drawn by lot: the same
figures, events, rules and moment always give the same list.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Final
from zoneinfo import ZoneInfo

from gymdesk.domain.billing import Drafting
from gymdesk.domain.case import Case, Stage
from gymdesk.domain.case_event import CaseMark, PaymentKind
from gymdesk.domain.client import folded
from gymdesk.domain.contact import is_quiet
from gymdesk.domain.money import Money
from gymdesk.domain.promise import PromiseState

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from gymdesk.domain.client import ClientId
    from gymdesk.domain.collection_rules import CollectionRules


# --- words ----------------------------------------------------------------------------------------


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


# --- the list -------------------------------------------------------------------------------------


class Tier(StrEnum):
    """The order of the list; inside a tier the value at risk decides."""

    BROKEN_PROMISE = "A"
    DUE_TODAY = "B"
    NEW = "C"
    DRIFTING = "D"
    OTHER = "E"
    OLD = "F"


class Reach(StrEnum):
    """What is known to reach somebody by."""

    PHONE = "phone"
    EMAIL = "email"
    NONE = "none"


class Lane(StrEnum):
    """What to do next. It follows from what is known, and never from the rank."""

    CALL = "call"
    EMAIL = "email"
    LETTER = "letter"
    AT_DESK = "at_desk"
    FIND_DETAILS = "find_details"


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
class Placed:
    """A client with the place on the list: a gate, or a tier with the value at risk.

    `value_at_risk` is what a day of waiting costs, in ten-thousandths of a cent. `not_before_h` is
    the hour until which a call has to wait (quiet hours).
    """

    standing: Standing
    gate: Gate | None
    tier: Tier
    value_at_risk: int
    why: tuple[Clause, ...]
    lane: Lane
    orphan: bool
    not_before_h: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """When the list is looked at."""

    now_utc: datetime
    today: date
    timezone: str


def slope(days: int | None, rules: CollectionRules) -> int:
    """Return what a debt of that age loses per day; one of unknown age counts as a young one."""
    if days is None or days <= 90:
        return rules.slope_until_90
    return rules.slope_until_180 if days <= 180 else rules.slope_after_180


def gate_of(who: Standing, at: Moment, rules: CollectionRules) -> Gate | None:
    """Return why the client is not called now, None = call. The first reason that holds counts."""
    return (
        _owes_nothing(who)
        or _held_off(who.case)
        or _awaits(who, at, rules)
        or _wait(who, at, rules)
    )


def _owes_nothing(who: Standing) -> Gate | None:
    episode = who.case.episode
    if who.owed_cents == 0:
        if who.past_due_cents is None or who.cancelled_cents is None:
            return AmountUnknown()
        if episode.closes_on is not None and not episode.closed:
            return PaidUntil(episode.closes_on)
        return NothingOwed()
    return None


def _held_off(case: Case) -> Gate | None:
    for mark, gate in _MARKED.items():
        if mark in case.marks:
            return gate
    return ChargedBack() if case.stage == Stage.DISPUTED else None


_MARKED: Final = {
    CaseMark.DO_NOT_CONTACT: DoNotContact(),
    CaseMark.WRITE_OFF: WrittenOff(),
    CaseMark.AGENCY: AtAgency(),
    CaseMark.DISPUTE: Disputed(),
    CaseMark.HOLD: OnHold(),
}


def _awaits(who: Standing, at: Moment, rules: CollectionRules) -> Gate | None:
    """Return the payment or promise that is waited for."""
    case = who.case
    said = case.says_paid
    if said is not None and not said.decided:
        return SaysItIsPaid(said.judged_after_on)
    promise = case.promise
    if promise is not None and promise.verdict.state == PromiseState.OPEN:
        if promise.verdict.wants_refresh:
            return PromiseUnjudged(promise.promise.on)
        if promise.promise.on != at.today:
            return PromisePending(promise.promise.on)
    if who.drafting == Drafting.ON_ITS_WAY:
        return PaymentOnItsWay()
    if case.stage == Stage.PLAN:
        return OnPlan()
    if case.snoozed_until is not None:
        return Snoozed(case.snoozed_until)
    if who.owed_cents < rules.small_balance_cents:
        return TooSmall(Money(rules.small_balance_cents, who.currency))
    return None


def _wait(who: Standing, at: Moment, rules: CollectionRules) -> Gate | None:
    """Return why now is no good moment."""
    old = who.read_at_utc is None or (
        (at.now_utc - who.read_at_utc).total_seconds() > rules.oldest_figures_h * 3600
    )
    if old:
        return FiguresTooOld(rules.oldest_figures_h)
    if who.case.attempts >= rules.most_attempts:
        return TriedOften(who.case.attempts, rules.attempts_in_days)
    if who.case.rests and not _came_due_since(who.case, at.today):
        return Resting(rules.rest_after_talk_days)
    return None


def _came_due_since(case: Case, today: date) -> bool:
    """Return whether something agreed on has come due since the last conversation.

    The next one is about just that, so that it need not rest.
    """
    promise = case.promise
    days = [case.follow_up_on]
    if promise is not None and promise.verdict.state in _NOT_KEPT:
        days.append(promise.promise.on)
    if _due_today(case, today):
        days.append(today)
    if _said_in_vain(case) and case.says_paid is not None:
        days.append(case.says_paid.said_on)
    return any(on is not None and (case.talked_on is None or on >= case.talked_on) for on in days)


def tier_of(who: Standing, at: Moment, rules: CollectionRules) -> Tier:
    """Return the tier: the first that fits, a broken promise above all."""
    case = who.case
    state = None if case.promise is None else case.promise.verdict.state
    if state in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT) or _said_in_vain(case):
        return Tier.BROKEN_PROMISE
    if case.follow_up_on is not None or _due_today(case, at.today):
        return Tier.DUE_TODAY
    days = who.days
    if days is not None and days > rules.old_after_days:
        return Tier.OLD
    if not case.contacted and _is_new(who, at.today, rules):
        return Tier.NEW
    if days is not None and rules.new_days < days <= rules.drifting_until_days:
        return Tier.DRIFTING
    return Tier.OTHER


def place(who: Standing, at: Moment, rules: CollectionRules) -> Placed:
    """Return the client's place on the list, gated or not, with the sentence that says why."""
    tier = tier_of(who, at, rules)
    gate = gate_of(who, at, rules)
    orphan = is_orphan(who)
    lane = _lane(who, at.today, rules)
    quiet = lane == Lane.CALL and is_quiet(at.now_utc, at.timezone, rules)
    return Placed(
        standing=who,
        gate=gate,
        tier=tier,
        value_at_risk=who.owed_cents * slope(who.days, rules),
        why=_why(who, gate, tier, at, orphan, rules),
        lane=lane,
        orphan=orphan,
        not_before_h=rules.quiet_until_h if quiet else None,
    )


def in_order(placed: Iterable[Placed]) -> list[Placed]:
    """Return the list in its order: tier, value at risk, older debt, larger debt, name, id."""
    return sorted(placed, key=_order)


def call_list(
    standings: Iterable[Standing], at: Moment, rules: CollectionRules
) -> tuple[list[Placed], list[Placed]]:
    """Return who is to be called, and who is not with the reason; both in the list's order."""
    everybody = in_order(place(who, at, rules) for who in standings)
    return [p for p in everybody if p.gate is None], [p for p in everybody if p.gate is not None]


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


def _order(placed: Placed) -> tuple[Tier, int, date, int, str, int]:
    who = placed.standing
    return (
        placed.tier,
        -placed.value_at_risk,
        who.oldest_due_on or date.max,
        -who.owed_cents,
        folded(who.name),
        who.client_id,
    )


def _said_in_vain(case: Case) -> bool:
    """Return whether it was said to be paid, is not, and nobody was in touch about that since."""
    said, last = case.says_paid, case.last_contact
    if said is None or not said.decided:
        return False
    return last is None or last.event_id < said.event_id


def _due_today(case: Case, today: date) -> bool:
    promise = case.promise
    if promise is None or promise.verdict.state != PromiseState.OPEN:
        return False
    return promise.promise.on == today


def _is_new(who: Standing, today: date, rules: CollectionRules) -> bool:
    if who.days is not None:
        return who.days <= rules.new_days
    since = who.case.episode.since_on
    return since is not None and (today - since).days <= rules.new_days


def _lane(who: Standing, today: date, rules: CollectionRules) -> Lane:
    promise = who.case.promise
    comes = promise is not None and promise.promise.pays_by in (PaymentKind.CARD, PaymentKind.CASH)
    if comes and _due_today(who.case, today):
        return Lane.AT_DESK
    if who.reach == Reach.NONE:
        return Lane.FIND_DETAILS
    if who.case.unanswered >= rules.letter_after_unanswered:
        return Lane.LETTER
    return Lane.CALL if who.reach == Reach.PHONE else Lane.EMAIL


def _why(
    who: Standing,
    gate: Gate | None,
    tier: Tier,
    at: Moment,
    orphan: bool,
    rules: CollectionRules,
) -> tuple[Clause, ...]:
    """Return the sentence: what put the client here, the amount, its age, what was tried."""
    clauses: list[Clause] = [gate] if gate is not None else [_lead(who, tier, at, rules)]
    if who.past_due_cents:
        clauses.append(Owes(Money(who.past_due_cents, who.currency)))
    if who.cancelled_cents:
        clauses.append(OwesOnCancelled(Money(who.cancelled_cents, who.currency)))
    if who.days is not None:
        clauses.append(OneDay() if who.days == 1 else Age(who.days))
    if who.case.unanswered:
        many = who.case.unanswered > 1
        clauses.append(Unanswered(who.case.unanswered) if many else OneUnanswered())
    if gate is None and orphan:
        clauses.append(NobodyRetries())
    elif gate is None and who.drafting == Drafting.STOPPED:
        clauses.append(BillingStopped())
    return tuple(clauses)


def _lead(who: Standing, tier: Tier, at: Moment, rules: CollectionRules) -> Clause:
    case = who.case
    promise = case.promise
    if tier == Tier.BROKEN_PROMISE:
        if promise is None or promise.verdict.state not in _NOT_KEPT:
            return SaidPaidStillOwes(case.says_paid.said_on if case.says_paid else at.today)
        verdict, on = promise.verdict, promise.promise.on
        if verdict.state == PromiseState.BROKEN or verdict.asked_cents is None:
            return PromiseNotKept(on)
        paid, asked = (Money(c, who.currency) for c in (verdict.paid_cents, verdict.asked_cents))
        return PromisePartlyKept(on, paid, asked)
    if tier == Tier.DUE_TODAY:
        if case.follow_up_on is not None and not _due_today(case, at.today):
            return FollowUpDue(case.follow_up_on)
        return PromiseDueToday()
    if tier == Tier.NEW:
        return NewlyPastDue()
    if tier == Tier.OLD:
        return VeryOld(rules.old_after_days)
    if tier == Tier.DRIFTING:
        return Drifting()
    if case.last_contact is None:
        return NeverContacted()
    return LastContact(case.last_contact.at_utc.astimezone(ZoneInfo(at.timezone)).date())


_NOT_KEPT: Final = frozenset({PromiseState.BROKEN, PromiseState.PARTLY_KEPT})
