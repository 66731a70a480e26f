"""Case words: stages, promises, contacts, gates and what is next, in the words of the desk."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication, QObject

from gymdesk.domain import call_words, case_words
from gymdesk.domain.call_words import Clause, Lane
from gymdesk.domain.case import Stage
from gymdesk.domain.case_event import CaseMark, Channel, EventKind, Outcome, PaymentKind
from gymdesk.domain.money import Money
from gymdesk.domain.promise import PromiseState
from ui.models.cells import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gymdesk.domain.contact import ContactWarning
    from gymdesk.rows.cases import CaseRow, TimelineRow
    from ui.phrases import Phrases

_OPEN_GATES = (
    call_words.PromisePending,
    call_words.PromiseUnjudged,
    call_words.SaysItIsPaid,
    call_words.Snoozed,
    call_words.PaidUntil,
)
"""Gates that a day opens again."""


class IconWords(NamedTuple):
    """What a cell says: icon, tone and words."""

    icon: str
    tone: str
    words: str


class CaseWords(QObject):
    """Words what the cases say. Clauses are English templates of the domain, translated here."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def sentence(self, clauses: Iterable[Clause]) -> str:
        """Return clauses as the one sentence under a row."""
        said = " · ".join(self.clause(c) for c in clauses)
        return said[:1].upper() + said[1:]

    def clause(self, clause: Clause | ContactWarning) -> str:
        """Return one clause, its money and days as the locale writes them."""
        if isinstance(clause, case_words.Words):
            return QCoreApplication.translate("CaseWords", clause.words)
        template = QCoreApplication.translate("CaseWords", clause.TEMPLATE)
        return template.format(**{n: self._value(v) for n, v in clause.values.items()})

    def stage(self, stage: Stage) -> State:
        """Return icon, tone and word of a stage."""
        return {
            Stage.NEW: State("st-info", "neutral", self.tr("New")),
            Stage.CONTACTED: State("phone", "neutral", self.tr("Contacted")),
            Stage.PROMISED: State("promise", "note", self.tr("Promised")),
            Stage.BROKEN_PROMISE: State("st-failed", "bad", self.tr("Broken promise")),
            Stage.PLAN: State("plan", "note", self.tr("On a plan")),
            Stage.DISPUTED: State("dispute", "warn", self.tr("Disputed")),
            Stage.HOLD: State("st-held", "note", self.tr("On hold")),
            Stage.AGENCY: State("send", "note", self.tr("At the agency")),
            Stage.WRITTEN_OFF: State("minus", "neutral", self.tr("Written off")),
            Stage.CLEARED: State("st-ok", "good", self.tr("Paid")),
        }[stage]

    def last_contact(self, row: CaseRow) -> IconWords:
        """Return when somebody was last in touch, and how."""
        last = row.last_contact
        if last is None:
            return IconWords("", "text2", self.tr("never"))
        icon = self.channel_icon(last.channel, last.outcome)
        day = self._phrases.day(self._phrases.local_day(last.at_utc))
        return IconWords(icon, "text2", day)

    def promise(self, row: CaseRow) -> IconWords:
        """Return the day of the newest promise and what became of it, as icon and tone."""
        promise = row.promise
        if promise is None:
            return IconWords("", "text2", "–")
        day = self._phrases.day(promise.on)
        icon, tone = {
            PromiseState.OPEN: ("promise", "text2"),
            PromiseState.KEPT: ("st-ok", "good"),
            PromiseState.PARTLY_KEPT: ("st-half", "bad"),
            PromiseState.BROKEN: ("st-failed", "bad"),
        }.get(promise.state, ("promise", "text2"))
        if promise.state == PromiseState.OPEN and promise.on <= self._phrases.today():
            icon, tone = "st-stale", "warn"
        return IconWords(icon, tone, day)

    def next(self, row: CaseRow) -> IconWords:
        """Return what is to be done next, or why nothing is."""
        gate = row.gate
        if gate is None:
            return self._lane(row)
        if isinstance(gate, _OPEN_GATES) and row.next_on is not None:
            icon = "snooze" if isinstance(gate, call_words.Snoozed) else "promise"
            if isinstance(gate, call_words.PaidUntil):
                icon = "st-ok"
            return IconWords(icon, "text2", self._phrases.day(row.next_on))
        return self._standing(gate)

    def off_the_list(self, gate: Clause) -> str:
        """Return in a few words why somebody is not called; days stand in the row itself."""
        named = (
            (call_words.PromisePending, self.tr("promised")),
            (call_words.PromiseUnjudged, self.tr("promise not judged yet")),
            (call_words.SaysItIsPaid, self.tr("says it is paid")),
            (call_words.Snoozed, self.tr("snoozed")),
            (call_words.PaidUntil, self.tr("paid")),
        )
        for kind, words in named:
            if isinstance(gate, kind):
                return words
        words = self.clause(gate)
        return words[:1].lower() + words[1:]

    def channel(self, channel: Channel) -> str:
        """Return the word of a channel."""
        return {
            Channel.CALL: self.tr("Call"),
            Channel.TEXT: self.tr("Text"),
            Channel.EMAIL: self.tr("E-mail"),
            Channel.LETTER: self.tr("Letter"),
            Channel.IN_PERSON: self.tr("At the desk"),
        }[channel]

    def outcome(self, outcome: Outcome) -> str:
        """Return the word of an outcome."""
        return {
            Outcome.SPOKE: self.tr("Spoke to client"),
            Outcome.NO_ANSWER: self.tr("No answer"),
            Outcome.VOICEMAIL: self.tr("Voice message"),
            Outcome.WRONG_NUMBER: self.tr("Wrong number"),
            Outcome.OTHER_PERSON: self.tr("Another person"),
            Outcome.SENT: self.tr("Sent"),
        }[outcome]

    def payment(self, kind: PaymentKind) -> str:
        """Return the words of how somebody pays."""
        return {
            PaymentKind.CARD: self.tr("Card at the desk"),
            PaymentKind.CASH: self.tr("Cash at the desk"),
            PaymentKind.CHECK: self.tr("Check"),
            PaymentKind.BANK: self.tr("Bank transfer or draft"),
        }[kind]

    def mark(self, mark: CaseMark, on: bool) -> str:
        """Return what a menu says to set or lift a mark."""
        setting, lifting = {
            CaseMark.DISPUTE: (self.tr("Dispute…"), self.tr("Settle the dispute…")),
            CaseMark.HOLD: (self.tr("Hold…"), self.tr("End the hold…")),
            CaseMark.AGENCY: (self.tr("Hand to the agency…"), self.tr("Back from the agency…")),
            CaseMark.WRITE_OFF: (self.tr("Write off here…"), self.tr("No longer written off…")),
            CaseMark.DO_NOT_CONTACT: (self.tr("Stop contacting…"), self.tr("Contact again…")),
            CaseMark.PLAN: (self.tr("Put on a payment plan…"), self.tr("End the payment plan…")),
        }[mark]
        return setting if on else lifting

    def marked(self, mark: CaseMark, on: bool) -> str:
        """Return what was done when a mark is set or lifted."""
        words = case_words.MARKED[mark][0 if on else 1]
        return QCoreApplication.translate("CaseWords", words)

    def event_icon(self, row: TimelineRow) -> tuple[str, str]:
        """Return icon and tone of what happened."""
        if row.channel is not None and row.kind == EventKind.CONTACT:
            return self.channel_icon(row.channel, row.outcome), "text2"
        if any(
            isinstance(c, case_words.PromiseBroken | case_words.PromisePartly) for c in row.what
        ):
            return "st-failed", "bad"
        if any(isinstance(c, case_words.PromiseKept) for c in row.what):
            return "st-ok", "good"
        if any(isinstance(c, case_words.AmountConfirmed) for c in row.what):
            return "check", "text2"
        if any(isinstance(c, case_words.ConfirmationTakenBack) for c in row.what):
            return "undo", "text2"
        icons = {
            EventKind.PROMISE: "promise",
            EventKind.PROMISE_CANCELLED: "promise",
            EventKind.SNOOZE: "snooze",
            EventKind.SAYS_PAID: "payments",
            EventKind.MARK: "agreement",
            EventKind.UNMARK: "agreement",
            EventKind.OWNER: "user",
            EventKind.UNDO: "undo",
        }
        return (icons.get(row.kind, "note") if row.kind is not None else "note"), "text2"

    def channel_icon(self, channel: Channel, outcome: Outcome | None = None) -> str:
        """Return the icon of a channel; a call that nobody took has its own."""
        missed = (Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.WRONG_NUMBER)
        if channel == Channel.CALL and outcome in missed:
            return "phone-missed"
        return {
            Channel.CALL: "phone",
            Channel.TEXT: "message",
            Channel.EMAIL: "mail",
            Channel.LETTER: "letter",
            Channel.IN_PERSON: "user",
        }[channel]

    def attempts(self, row: CaseRow, days: int) -> str:
        """Return how often somebody was tried lately."""
        if row.attempts == 1:
            return self.tr("1 attempt in {days} days").format(days=days)
        return self.tr("{n} attempts in {days} days").format(n=row.attempts, days=days)

    def _lane(self, row: CaseRow) -> IconWords:
        icon, words = {
            Lane.CALL: ("phone", self.tr("Call")),
            Lane.EMAIL: ("mail", self.tr("E-mail")),
            Lane.LETTER: ("letter", self.tr("Letter")),
            Lane.AT_DESK: ("user", self.tr("At the desk")),
            Lane.FIND_DETAILS: ("search", self.tr("Find details")),
        }[row.lane]
        if row.lane == Lane.CALL and row.not_before_h is not None:
            words = self.tr("Call {hour}:00").format(hour=row.not_before_h)
        return IconWords(icon, "text", words)

    def _standing(self, gate: Clause) -> IconWords:
        named = (
            (call_words.AmountUnknown, "st-unknown", self.tr("Refresh")),
            (call_words.FiguresTooOld, "st-stale", self.tr("Refresh")),
            (call_words.NothingOwed, "st-ok", self.tr("Paid")),
            (call_words.WrittenOff, "minus", self.tr("Written off")),
            (call_words.AtAgency, "send", self.tr("Agency")),
            (call_words.Disputed, "dispute", self.tr("Disputed")),
            (call_words.ChargedBack, "dispute", self.tr("Disputed")),
            (call_words.DoNotContact, "no-contact", self.tr("No contact")),
            (call_words.OnHold, "st-held", self.tr("On hold")),
            (call_words.OnPlan, "plan", self.tr("Plan")),
            (call_words.PaymentOnItsWay, "st-running", self.tr("Paying")),
            (call_words.TooSmall, "minus", self.tr("Small sum")),
            (call_words.TriedOften, "no-contact", self.tr("Tried often")),
            (call_words.Resting, "snooze", self.tr("Rests")),
        )
        for kind, icon, words in named:
            if isinstance(gate, kind):
                return IconWords(icon, "text2", words)
        return IconWords("st-info", "text2", self.clause(gate))

    def _value(self, value: object) -> object:
        if isinstance(value, Money):
            return self._phrases.money(value.cents, value.currency)
        if isinstance(value, date):
            return self._phrases.day(value)
        return value
