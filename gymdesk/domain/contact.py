"""Contacts: how often somebody was tried, and what to think of before trying again.

The yardstick is that of third-party collectors (collections.md 4.4), which a gym usually is not:
it warns, it is written down, and with a reason it is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, Final
from zoneinfo import ZoneInfo

from gymdesk.domain.case_event import CaseMark, Channel, EventKind, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from gymdesk.domain.case_event import CaseEvent
    from gymdesk.domain.collection_rules import CollectionRules

COUNTED: Final = frozenset({Channel.CALL, Channel.TEXT, Channel.EMAIL})
"""An attempt goes to the client; who comes to the desk was not pursued, and a letter is no call."""

UNANSWERED: Final = frozenset({Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.WRONG_NUMBER})


@dataclass(frozen=True, slots=True)
class ContactWarning:
    """Something to think of before contacting. `TEMPLATE` is filled from the fields."""

    NAME: ClassVar[str] = ""
    TEMPLATE: ClassVar[str] = ""

    @property
    def values(self) -> dict[str, object]:
        """Return the fields by name, to fill a (translated) template."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @property
    def text(self) -> str:
        """Return the warning in English."""
        return self.TEMPLATE.format(**self.values)


@dataclass(frozen=True, slots=True)
class AskedToStop(ContactWarning):
    """The client said not to be contacted, or must not be."""

    NAME: ClassVar[str] = "do_not_contact"
    TEMPLATE: ClassVar[str] = "This client is marked as not to be contacted"


@dataclass(frozen=True, slots=True)
class TooManyAttempts(ContactWarning):
    """The next attempt would be one too many."""

    NAME: ClassVar[str] = "attempts"
    TEMPLATE: ClassVar[str] = "{attempts} attempts in the last {days} days"
    attempts: int
    days: int


@dataclass(frozen=True, slots=True)
class SpokeRecently(ContactWarning):
    """There was a conversation only a few days ago."""

    NAME: ClassVar[str] = "spoke_recently"
    TEMPLATE: ClassVar[str] = "Spoke on {on}, less than {days} days ago"
    on: date
    days: int


@dataclass(frozen=True, slots=True)
class QuietHours(ContactWarning):
    """It is too early or too late in the club's time."""

    NAME: ClassVar[str] = "quiet_hours"
    TEMPLATE: ClassVar[str] = "Quiet hours, {from_h}:00 to {until_h}:00"
    from_h: int
    until_h: int


def contacts(events: Sequence[CaseEvent]) -> tuple[CaseEvent, ...]:
    """Return the contacts among the live *events*, oldest first."""
    return tuple(e for e in events if e.kind == EventKind.CONTACT)


def attempts(events: Sequence[CaseEvent], now_utc: datetime, rules: CollectionRules) -> int:
    """Return how often the client was tried in the last days; exactly that long ago counts not."""
    since = now_utc - timedelta(days=rules.attempts_in_days)
    return sum(e.channel in COUNTED and since < e.at_utc <= now_utc for e in contacts(events))


def last_talk(events: Sequence[CaseEvent]) -> CaseEvent | None:
    """Return the last conversation that the desk had by calling or writing."""
    talks = [e for e in contacts(events) if e.outcome == Outcome.SPOKE and e.channel in COUNTED]
    return talks[-1] if talks else None


def unanswered(events: Sequence[CaseEvent]) -> int:
    """Return how many attempts since the last conversation nobody answered."""
    count = 0
    for event in reversed(contacts(events)):
        if event.outcome == Outcome.SPOKE:
            break
        count += event.outcome in UNANSWERED
    return count


def rests(events: Sequence[CaseEvent], now_utc: datetime, rules: CollectionRules) -> bool:
    """Return whether the last conversation is too recent for another call."""
    talk = last_talk(events)
    return talk is not None and now_utc - talk.at_utc < timedelta(days=rules.rest_after_talk_days)


def is_quiet(now_utc: datetime, timezone: str, rules: CollectionRules) -> bool:
    """Return whether it is quiet hours on the club's clock; equal hours = there are none."""
    hour = now_utc.astimezone(ZoneInfo(timezone)).hour
    first, last = rules.quiet_from_h, rules.quiet_until_h
    if first <= last:
        return first <= hour < last
    return hour >= first or hour < last


def warnings(
    events: Sequence[CaseEvent],
    channel: Channel,
    now_utc: datetime,
    timezone: str,
    rules: CollectionRules,
    marks: frozenset[CaseMark],
) -> tuple[ContactWarning, ...]:
    """Return what to think of before contacting by *channel*; a talk at the desk needs nothing.

    A letter disturbs nobody at night, and is no attempt, but goes to nobody who asked to stop.
    """
    if channel == Channel.IN_PERSON:
        return ()
    found: list[ContactWarning] = []
    if CaseMark.DO_NOT_CONTACT in marks:
        found.append(AskedToStop())
    if channel in COUNTED:
        count = attempts(events, now_utc, rules)
        if count >= rules.most_attempts:
            found.append(TooManyAttempts(count, rules.attempts_in_days))
        talk = last_talk(events)
        if talk is not None and rests(events, now_utc, rules):
            on = talk.at_utc.astimezone(ZoneInfo(timezone)).date()
            found.append(SpokeRecently(on, rules.rest_after_talk_days))
        if channel != Channel.EMAIL and is_quiet(now_utc, timezone, rules):
            found.append(QuietHours(rules.quiet_from_h, rules.quiet_until_h))
    return tuple(found)
