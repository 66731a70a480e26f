"""The call list: who is called first, who is not called, and the one sentence that says why.

Gates first, then tiers, then value at risk (collections.md 5.4). Nothing is drawn by lot: the same
figures, events, rules and moment always give the same list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from gymdesk.domain.billing import Drafting
from gymdesk.domain.call_words import (
    Age,
    BillingStopped,
    Drifting,
    FollowUpDue,
    Lane,
    LastContact,
    NeverContacted,
    NewlyPastDue,
    NobodyRetries,
    OneDay,
    OneUnanswered,
    Owes,
    OwesOnCancelled,
    PromiseDueToday,
    PromiseNotKept,
    PromisePartlyKept,
    SaidPaidStillOwes,
    Tier,
    Unanswered,
    VeryOld,
)
from gymdesk.domain.case_event import PaymentKind
from gymdesk.domain.client import folded
from gymdesk.domain.contact import is_quiet
from gymdesk.domain.gates import gate_of
from gymdesk.domain.money import Money
from gymdesk.domain.promise import PromiseState
from gymdesk.domain.standing import Reach, due_today, is_orphan, not_kept, said_in_vain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gymdesk.domain.call_words import Clause, Gate
    from gymdesk.domain.collection_rules import CollectionRules
    from gymdesk.domain.standing import Moment, Standing


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


def slope(days: int | None, rules: CollectionRules) -> int:
    """Return what a debt of that age loses per day; one of unknown age counts as a young one."""
    if days is None or days <= 90:
        return rules.slope_until_90
    return rules.slope_until_180 if days <= 180 else rules.slope_after_180


def tier_of(who: Standing, at: Moment, rules: CollectionRules) -> Tier:
    """Return the tier: the first that fits, a broken promise above all."""
    case = who.case
    if not_kept(case.promise) or said_in_vain(case):
        return Tier.BROKEN_PROMISE
    if case.follow_up_on is not None or due_today(case, at.today):
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


def _is_new(who: Standing, today: date, rules: CollectionRules) -> bool:
    if who.days is not None:
        return who.days <= rules.new_days
    since = who.case.episode.since_on
    return since is not None and (today - since).days <= rules.new_days


def _lane(who: Standing, today: date, rules: CollectionRules) -> Lane:
    promise = who.case.promise
    comes = promise is not None and promise.promise.pays_by in (PaymentKind.CARD, PaymentKind.CASH)
    if comes and due_today(who.case, today):
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
        if promise is None or not not_kept(promise):
            return SaidPaidStillOwes(case.says_paid.said_on if case.says_paid else at.today)
        verdict, on = promise.verdict, promise.promise.on
        if verdict.state == PromiseState.BROKEN or verdict.asked_cents is None:
            return PromiseNotKept(on)
        paid, asked = (Money(c, who.currency) for c in (verdict.paid_cents, verdict.asked_cents))
        return PromisePartlyKept(on, paid, asked)
    if tier == Tier.DUE_TODAY:
        if case.follow_up_on is not None and not due_today(case, at.today):
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
