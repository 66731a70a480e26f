"""Gates: why somebody who owes is not called now (collections.md 5.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gymdesk.domain.billing import Drafting
from gymdesk.domain.call_words import (
    AmountUnknown,
    AtAgency,
    ChargedBack,
    Disputed,
    DoNotContact,
    FiguresTooOld,
    NothingOwed,
    OnHold,
    OnPlan,
    PaidUntil,
    PaymentOnItsWay,
    PromisePending,
    PromiseUnjudged,
    Resting,
    SaysItIsPaid,
    Snoozed,
    TooSmall,
    TriedOften,
    WrittenOff,
)
from gymdesk.domain.case import Stage
from gymdesk.domain.case_event import CaseMark
from gymdesk.domain.money import Money
from gymdesk.domain.promise import PromiseState
from gymdesk.domain.standing import due_today, not_kept, said_in_vain

if TYPE_CHECKING:
    from datetime import date

    from gymdesk.domain.call_words import Gate
    from gymdesk.domain.case import Case
    from gymdesk.domain.collection_rules import CollectionRules
    from gymdesk.domain.standing import Moment, Standing


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
    if promise is not None and not_kept(promise):
        days.append(promise.promise.on)
    if due_today(case, today):
        days.append(today)
    if said_in_vain(case) and case.says_paid is not None:
        days.append(case.says_paid.said_on)
    return any(on is not None and (case.talked_on is None or on >= case.talked_on) for on in days)
