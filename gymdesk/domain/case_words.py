"""What happened in a case, in words: English templates, filled from the event's fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from gymdesk.domain.call_words import Clause
from gymdesk.domain.case_event import CaseMark, Channel, EventKind, Outcome
from gymdesk.domain.money import Money
from gymdesk.domain.promise import PromiseState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from gymdesk.domain.case_event import CaseEvent


@dataclass(frozen=True, slots=True)
class Words(Clause):
    """A fixed clause: the template is the text, to be translated as it is."""

    words: str

    @property
    def text(self) -> str:
        """Return the words."""
        return self.words


@dataclass(frozen=True, slots=True)
class Promised(Clause):
    """An amount and a day."""

    TEMPLATE: ClassVar[str] = "Promised {amount} for {on}"
    amount: Money
    on: date


@dataclass(frozen=True, slots=True)
class PromisedAll(Clause):
    """A day only: all that was owed."""

    TEMPLATE: ClassVar[str] = "Promised to pay all for {on}"
    on: date


@dataclass(frozen=True, slots=True)
class PromiseCancelled(Clause):
    """A promise taken back."""

    TEMPLATE: ClassVar[str] = "Promise of {on} cancelled"
    on: date


@dataclass(frozen=True, slots=True)
class PromiseKept(Clause):
    """The figures show the money."""

    TEMPLATE: ClassVar[str] = "Promise of {on} kept"
    on: date


@dataclass(frozen=True, slots=True)
class PromisePartly(Clause):
    """The figures show some of it."""

    TEMPLATE: ClassVar[str] = "Promise of {on} partly kept, {paid} paid"
    on: date
    paid: Money


@dataclass(frozen=True, slots=True)
class PromiseBroken(Clause):
    """The figures show nothing."""

    TEMPLATE: ClassVar[str] = "Promise of {on} broken: nothing paid"
    on: date


@dataclass(frozen=True, slots=True)
class SnoozedUntil(Clause):
    """Off the list until a day."""

    TEMPLATE: ClassVar[str] = "Snoozed until {on}"
    on: date


@dataclass(frozen=True, slots=True)
class SaidPaid(Clause):
    """An amount that is said to be paid."""

    TEMPLATE: ClassVar[str] = "Says {amount} is paid"
    amount: Money


@dataclass(frozen=True, slots=True)
class GivenTo(Clause):
    """Whose case it is from now on."""

    TEMPLATE: ClassVar[str] = "Given to {owner}"
    owner: str


@dataclass(frozen=True, slots=True)
class ContactTyped(Clause):
    """An e-mail or phone corrected at the desk."""

    TEMPLATE: ClassVar[str] = "{field} changed to {value}"
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class AmountConfirmed(Clause):
    """Somebody checked what is owed."""

    TEMPLATE: ClassVar[str] = "Amount confirmed: {amount}"
    amount: Money


@dataclass(frozen=True, slots=True)
class ConfirmationTakenBack(Clause):
    """It was not checked after all."""

    TEMPLATE: ClassVar[str] = "Confirmation of {amount} taken back"
    amount: Money


@dataclass(frozen=True, slots=True)
class ConfirmedAgain(Clause):
    """What was taken back holds again."""

    TEMPLATE: ClassVar[str] = "Confirmation of {amount} holds again"
    amount: Money


@dataclass(frozen=True, slots=True)
class InSpite(Clause):
    """Why it was done in spite of a warning."""

    TEMPLATE: ClassVar[str] = "in spite of a warning: {reason}"
    reason: str


CHANNELS: Final[Mapping[Channel, str]] = {
    Channel.CALL: "Call",
    Channel.TEXT: "Text message",
    Channel.EMAIL: "E-mail",
    Channel.LETTER: "Letter",
    Channel.IN_PERSON: "At the desk",
}

OUTCOMES: Final[Mapping[Outcome, str]] = {
    Outcome.SPOKE: "spoke to client",
    Outcome.NO_ANSWER: "no answer",
    Outcome.VOICEMAIL: "left a voice message",
    Outcome.WRONG_NUMBER: "wrong number",
    Outcome.OTHER_PERSON: "another person answered",
    Outcome.SENT: "sent",
}

MARKED: Final[Mapping[CaseMark, tuple[str, str]]] = {
    CaseMark.DISPUTE: ("Disputed", "Dispute settled"),
    CaseMark.HOLD: ("Put on hold", "Hold ended"),
    CaseMark.AGENCY: ("Handed to the agency", "Back from the agency"),
    CaseMark.WRITE_OFF: ("Marked as written off", "No longer written off"),
    CaseMark.DO_NOT_CONTACT: ("Not to be contacted", "May be contacted again"),
    CaseMark.PLAN: ("On a payment plan", "No longer on a payment plan"),
}


def happened(event: CaseEvent, currency: str, by_id: Mapping[int, CaseEvent]) -> tuple[Clause, ...]:
    """Return what the event says; *by_id* holds the other events of the case."""
    clauses = [*_happened(event, currency, by_id)]
    if event.reason:
        clauses.append(InSpite(event.reason))
    return tuple(clauses)


def _happened(
    event: CaseEvent, currency: str, by_id: Mapping[int, CaseEvent]
) -> tuple[Clause, ...]:
    kind = event.kind
    if event.channel is not None and event.outcome is not None and kind == EventKind.CONTACT:
        return (Words(CHANNELS[event.channel]), Words(OUTCOMES[event.outcome]))
    if event.mark is not None:
        marked, lifted = MARKED[event.mark]
        return (Words(marked if kind == EventKind.MARK else lifted),)
    if event.on is not None and kind == EventKind.PROMISE:
        if event.amount_cents is None:
            return (PromisedAll(event.on),)
        return (Promised(Money(event.amount_cents, currency), event.on),)
    if event.on is not None and kind == EventKind.SNOOZE:
        return (SnoozedUntil(event.on),)
    if kind == EventKind.SAYS_PAID:
        if event.amount_cents is None:
            return (Words("Says it is paid"),)
        return (SaidPaid(Money(event.amount_cents, currency)),)
    if kind == EventKind.OWNER:
        return (GivenTo(event.owner) if event.owner else Words("Given to nobody"),)
    about = by_id.get(event.refers_to or 0)
    if about is not None and about.on is not None and kind == EventKind.PROMISE_CANCELLED:
        return (PromiseCancelled(about.on),)
    if about is not None and about.on is not None and kind == EventKind.JUDGED:
        return (_judged(event, about.on, currency),)
    if about is not None and kind == EventKind.UNDO:
        return (Words("Undone"), *_happened(about, currency, by_id))
    return (Words("Note"),)


def _judged(event: CaseEvent, on: date, currency: str) -> Clause:
    if event.verdict == PromiseState.KEPT:
        return PromiseKept(on)
    if event.verdict == PromiseState.BROKEN or not event.amount_cents:
        return PromiseBroken(on)
    return PromisePartly(on, Money(event.amount_cents, currency))
