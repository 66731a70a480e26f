"""Cases: where a client's debt stands, folded from what was done about it and when it was owed.

A client has one case for ever. It is open from the day the desk first sees a debt, is closed when
the debt has stayed paid for some days, and is the same case again when a debt comes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from gymdesk.domain.case_event import CaseMark, EventKind, Outcome, PaymentKind, live, marks_of
from gymdesk.domain.contact import COUNTED, attempts, contacts, last_talk, rests, unanswered
from gymdesk.domain.promise import (
    JudgedPromise,
    PromiseState,
    after_business_days,
    judged,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from gymdesk.domain.case_event import CaseEvent
    from gymdesk.domain.collection_rules import CollectionRules
    from gymdesk.domain.promise import Evidence


class Stage(StrEnum):
    """The one word about a case. CLEARED = nothing is owed; whether it is closed is said apart."""

    NEW = "new"
    CONTACTED = "contacted"
    PROMISED = "promised"
    BROKEN_PROMISE = "broken_promise"
    PLAN = "plan"
    DISPUTED = "disputed"
    HOLD = "hold"
    AGENCY = "agency"
    WRITTEN_OFF = "written_off"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which the figures of one source began to show a debt, or that it was gone."""

    source_id: int
    on: date
    owes: bool


@dataclass(frozen=True, slots=True)
class Episode:
    """The debt that a case is about now.

    `since_on` is the day it was first seen (None = never any). What was done before `after_on` is
    about an earlier debt (None = there was none). `paid_on` is the day since which nothing is
    owed; `closes_on` the day the case closes if that stays so.
    """

    since_on: date | None
    after_on: date | None = None
    paid_on: date | None = None
    closes_on: date | None = None
    closed: bool = False


@dataclass(frozen=True, slots=True)
class SaysPaid:
    """The client said that it is paid. `decided`: figures fetched late enough know better."""

    event_id: int
    said_at_utc: datetime
    said_on: date
    judged_after_on: date
    decided: bool


@dataclass(frozen=True, slots=True)
class Case:
    """Where a case stands. `events` are the live ones of this debt, `earlier` counts the older."""

    stage: Stage
    episode: Episode
    events: tuple[CaseEvent, ...]
    earlier: int
    marks: frozenset[CaseMark]
    promises: tuple[JudgedPromise, ...]
    says_paid: SaysPaid | None
    snoozed_until: date | None
    follow_up_on: date | None
    owner: str | None
    last_contact: CaseEvent | None
    attempts: int
    unanswered: int
    rests: bool
    talked_on: date | None
    wrong_number: bool

    @property
    def promise(self) -> JudgedPromise | None:
        """Return the newest promise that was not taken back."""
        return next((p for p in self.promises if p.verdict.state not in _GONE), None)

    @property
    def contacted(self) -> bool:
        """Return whether anybody got in touch about this debt, or tried to."""
        return self.last_contact is not None


_GONE: Final = frozenset({PromiseState.CANCELLED, PromiseState.SUPERSEDED})

_LASTING: Final = frozenset({CaseMark.DO_NOT_CONTACT})
"""What outlives a closed case: the person asked for it, not the debt."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What the figures say of a client today. `read_on` = club's day of the oldest figure.

    `owes` None = unknown. `disputed_at_source`: an invoice was charged back.
    """

    owes: bool | None
    read_at_utc: datetime | None
    read_on: date | None
    today: date
    now_utc: datetime
    timezone: str
    disputed_at_source: bool = False


def episode_of(
    turns: Iterable[Turn], situation: Situation, kind: PaymentKind | None, rules: CollectionRules
) -> Episode:
    """Return the debt that the case is about, out of the days on which it came and went.

    Days without a debt close the case only as far as somebody looked: an old figure closes none.
    """
    wait = timedelta(days=rules.close_after_days(kind))
    since: date | None = None
    after: date | None = None
    paid_on: date | None = None
    owing: set[int] = set()
    for turn in sorted(turns, key=lambda t: (t.on, not t.owes)):
        (owing.add if turn.owes else owing.discard)(turn.source_id)
        if owing and paid_on is not None:
            if turn.on - paid_on >= wait:
                since, after = turn.on, paid_on + wait
            paid_on = None
        elif owing and since is None:
            since = turn.on
        elif not owing and since is not None and paid_on is None:
            paid_on = turn.on
    if situation.owes and paid_on is not None:
        # it became due since the last refresh: no snapshot has seen it yet
        if situation.today - paid_on >= wait:
            return Episode(situation.today, paid_on + wait)
        return Episode(since, after)
    if situation.owes and since is None:
        return Episode(situation.today)
    if situation.owes is not False or paid_on is None:
        return Episode(since, after)
    closes_on = paid_on + wait
    closed = situation.read_on is not None and situation.read_on >= closes_on
    return Episode(since, after, paid_on, closes_on, closed)


def fold(
    events: Sequence[CaseEvent],
    turns: Iterable[Turn],
    situation: Situation,
    evidence: Mapping[int, Evidence],
    rules: CollectionRules,
) -> Case:
    """Return where the case stands; *evidence* is by promise, its days are told by the zone."""
    if not events:
        # nothing was done yet: nine of ten in a large club
        untouched = episode_of(turns, situation, None, rules)
        return _untouched(_untouched_stage(situation), untouched)
    zone = ZoneInfo(situation.timezone)
    holding = live(events)
    kind = next((e.pays_by for e in reversed(holding) if e.pays_by is not None), None)
    episode = episode_of(turns, situation, kind, rules)
    current = _of_episode(holding, episode, zone)
    read_on = {
        key: found.read_at_utc.astimezone(zone).date()
        for key, found in evidence.items()
        if found.read_at_utc is not None
    }
    promises = judged(current, evidence, situation.today, read_on, rules)
    marks = marks_of(current) | (marks_of(holding) & _LASTING)
    tries = contacts(current)
    talk = last_talk(holding)
    snooze = next((e for e in reversed(current) if e.kind == EventKind.SNOOZE), None)
    until = None if snooze is None else snooze.on
    snoozed = until is not None and situation.today < until
    answered = snooze is not None and any(e.event_id > snooze.event_id for e in tries)
    return Case(
        stage=_stage(episode, situation, marks, promises, tries),
        episode=episode,
        events=current,
        earlier=len(holding) - len(current),
        marks=marks,
        promises=promises,
        says_paid=_says_paid(current, situation, zone, rules),
        snoozed_until=until if snoozed else None,
        follow_up_on=until if until is not None and not snoozed and not answered else None,
        owner=next((e.owner for e in reversed(holding) if e.kind == EventKind.OWNER), None),
        last_contact=tries[-1] if tries else None,
        attempts=attempts(holding, situation.now_utc, rules),
        unanswered=unanswered(current),
        rests=rests(holding, situation.now_utc, rules),
        talked_on=None if talk is None else talk.at_utc.astimezone(zone).date(),
        wrong_number=_wrong_number(holding),
    )


def _untouched(stage: Stage, episode: Episode) -> Case:
    """Return a case of which nothing is known but its debt."""
    return Case(
        stage=stage,
        episode=episode,
        events=(),
        earlier=0,
        marks=frozenset(),
        promises=(),
        says_paid=None,
        snoozed_until=None,
        follow_up_on=None,
        owner=None,
        last_contact=None,
        attempts=0,
        unanswered=0,
        rests=False,
        talked_on=None,
        wrong_number=False,
    )


def _untouched_stage(situation: Situation) -> Stage:
    if situation.owes is False:
        return Stage.CLEARED
    return Stage.DISPUTED if situation.disputed_at_source else Stage.NEW


def _of_episode(
    events: Sequence[CaseEvent], episode: Episode, zone: ZoneInfo
) -> tuple[CaseEvent, ...]:
    """Return the events since an earlier debt was closed; where there was none, all of them."""
    if episode.after_on is None:
        return tuple(events)
    start_utc = datetime.combine(episode.after_on, time.min, zone)
    return tuple(e for e in events if e.at_utc >= start_utc)


def _stage(
    episode: Episode,
    situation: Situation,
    marks: frozenset[CaseMark],
    promises: Sequence[JudgedPromise],
    tries: Sequence[CaseEvent],
) -> Stage:
    if situation.owes is False:
        return Stage.CLEARED
    for mark, stage in _STAGE_OF_MARK.items():
        if mark in marks or (mark == CaseMark.DISPUTE and situation.disputed_at_source):
            return stage
    newest = next((p.verdict.state for p in promises if p.verdict.state not in _GONE), None)
    if newest == PromiseState.OPEN:
        return Stage.PROMISED
    if newest in (PromiseState.BROKEN, PromiseState.PARTLY_KEPT):
        return Stage.BROKEN_PROMISE
    if CaseMark.PLAN in marks:
        return Stage.PLAN
    return Stage.CONTACTED if tries else Stage.NEW


_STAGE_OF_MARK: Final[Mapping[CaseMark, Stage]] = {
    CaseMark.WRITE_OFF: Stage.WRITTEN_OFF,
    CaseMark.AGENCY: Stage.AGENCY,
    CaseMark.DISPUTE: Stage.DISPUTED,
    CaseMark.HOLD: Stage.HOLD,
}
"""The strongest first. A dispute is never overwritten by a promise."""


def _says_paid(
    events: Sequence[CaseEvent], situation: Situation, zone: ZoneInfo, rules: CollectionRules
) -> SaysPaid | None:
    said = next((e for e in reversed(events) if e.kind == EventKind.SAYS_PAID), None)
    if said is None:
        return None
    on = said.at_utc.astimezone(zone).date()
    last_day = after_business_days(on, rules.grace_days(said.pays_by))
    decided = (
        situation.owes is True and situation.read_on is not None and situation.read_on > last_day
    )
    return SaysPaid(said.event_id, said.at_utc, on, last_day, decided)


def _wrong_number(events: Sequence[CaseEvent]) -> bool:
    """Return whether the last call or text went to somebody else's number."""
    calls = [e for e in contacts(events) if e.channel in COUNTED]
    return bool(calls) and calls[-1].outcome == Outcome.WRONG_NUMBER
