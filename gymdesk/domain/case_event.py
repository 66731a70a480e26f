"""What was done about a debt: events of one case, never changed, undone by a later event."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

LONGEST_NOTE: Final = 2000
"""Characters of a note or a reason."""

LONGEST_STAFF: Final = 100


class EventKind(StrEnum):
    """What an event is. JUDGED is written by the desk itself, everything else by a person."""

    NOTE = "note"
    CONTACT = "contact"
    PROMISE = "promise"
    PROMISE_CANCELLED = "promise_cancelled"
    JUDGED = "judged"
    SNOOZE = "snooze"
    SAYS_PAID = "says_paid"
    MARK = "mark"
    UNMARK = "unmark"
    OWNER = "owner"
    UNDO = "undo"


class CaseMark(StrEnum):
    """A state of a case that stays until somebody lifts it."""

    DISPUTE = "dispute"
    HOLD = "hold"
    AGENCY = "agency"
    WRITE_OFF = "write_off"
    DO_NOT_CONTACT = "do_not_contact"
    PLAN = "plan"


class Channel(StrEnum):
    """How somebody was reached, or was tried to be."""

    CALL = "call"
    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"
    IN_PERSON = "in_person"


class Outcome(StrEnum):
    """What came of a contact. SPOKE is a conversation with the client, whatever the channel."""

    SPOKE = "spoke"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    WRONG_NUMBER = "wrong_number"
    OTHER_PERSON = "other_person"
    SENT = "sent"


class PaymentKind(StrEnum):
    """How somebody pays; it decides how long the money takes to show in the source."""

    CARD = "card"
    CASH = "cash"
    CHECK = "check"
    BANK = "bank"


@dataclass(frozen=True, slots=True)
class Covered:
    """What a promise covers: an invoice, or where only a balance is known an agreement's balance.

    `cents` is what was owed on it when the promise was taken. `invoice_id` None = the balance.
    """

    source_id: int
    agreement_id: str
    invoice_id: str | None
    cents: int


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One event of a client's case; which fields are filled depends on `kind`.

    `on` is the promised day, or the last day of a snooze. `amount_cents` None on a promise = all
    that it covers; on a verdict it is what had been paid. `refers_to` is the event that is undone,
    cancelled or judged. `reason` says why something was done in spite of the warnings `warned`.
    """

    event_id: int
    kind: EventKind
    at_utc: datetime
    staff: str
    note: str | None = None
    channel: Channel | None = None
    outcome: Outcome | None = None
    on: date | None = None
    amount_cents: int | None = None
    pays_by: PaymentKind | None = None
    covers: tuple[Covered, ...] = ()
    covers_all: bool = True
    mark: CaseMark | None = None
    owner: str | None = None
    verdict: str | None = None
    refers_to: int | None = None
    reason: str | None = None
    warned: tuple[str, ...] = ()


def undone(events: Iterable[CaseEvent]) -> frozenset[int]:
    """Return the ids of events that no longer hold; an undo can itself be undone (redo)."""
    gone: set[int] = set()
    for event in sorted(events, key=lambda e: e.event_id, reverse=True):
        if event.kind == EventKind.UNDO and event.event_id not in gone:
            gone.add(event.refers_to or 0)
    return frozenset(gone)


def live(events: Sequence[CaseEvent]) -> tuple[CaseEvent, ...]:
    """Return the events that hold, oldest first, without the undoing ones."""
    gone = undone(events)
    kept = [e for e in events if e.event_id not in gone and e.kind != EventKind.UNDO]
    return tuple(sorted(kept, key=lambda e: e.event_id))


def marks_of(events: Sequence[CaseEvent]) -> frozenset[CaseMark]:
    """Return the marks that the live *events* set and nobody lifted."""
    marks: set[CaseMark] = set()
    for event in events:
        if event.mark is not None and event.kind == EventKind.MARK:
            marks.add(event.mark)
        elif event.mark is not None and event.kind == EventKind.UNMARK:
            marks.discard(event.mark)
    return frozenset(marks)
