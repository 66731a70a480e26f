"""Lead words: states, ages, why something cannot be done, and texts to copy for follow-ups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gymdesk.domain.lead import LeadStatus
from gymdesk.domain.status_word import word_of
from ui.models.cells import State

if TYPE_CHECKING:
    from gymdesk.domain.follow_up import FollowUp
    from gymdesk.rows.leads import LeadBook, LeadCard
    from ui.phrases import Phrases


class LeadWords(QObject):
    """Says what the manager must know of leads."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def state(self, card: LeadCard) -> State:
        """Return the state as icon, tone and word; a word of the gym's own stays as it is."""
        row = card.row
        if row.missing_since_utc is not None:
            return State("st-missing", "warn", self.tr("Missing"))
        if any(w.half_done for w in card.writes if w.can_discard):
            return State("st-half", "note", self.tr("Half converted"))
        own = row.raw_status
        if word_of(own) == row.status.value.casefold():
            own = ""  # WODIFY's word and ours are the same: ours is translated
        states = {
            LeadStatus.NEW: State("st-info", "accent", own or self.tr("New")),
            LeadStatus.INTERESTED: State("sessions", "note", own or self.tr("Interested")),
            LeadStatus.CONTACTED: State("phone", "neutral", own or self.tr("Contacted")),
            LeadStatus.CONVERTED: State("st-ok", "good", self.tr("Converted")),
            LeadStatus.LOST: State("minus", "neutral", own or self.tr("Lost")),
            LeadStatus.OTHER: State("st-unknown", "neutral", own or self.tr("Unknown")),
        }
        return states[row.status]

    def age(self, card: LeadCard) -> str:
        """Return how long ago a lead came in."""
        if card.age_days is None:
            return self.tr("unknown")
        return self.tr("today") if card.age_days == 0 else self._phrases.days_long(card.age_days)

    def last_contact(self, card: LeadCard) -> str:
        """Return when somebody was last in touch."""
        at_utc = card.row.last_contact_at_utc
        if at_utc is None:
            return self.tr("never") if card.unanswered else self.tr("unknown")
        return self._phrases.ago(at_utc)

    def subtitle(self, book: LeadBook) -> str:
        """Return how many leads there are, how many wait for a word, and how old that is."""
        waiting = sum(card.unanswered for card in book.cards)
        parts = [
            self.tr("{n} leads").format(n=self._phrases.number(len(book.cards))),
            self.tr("{n} not answered yet").format(n=self._phrases.number(waiting)),
        ]
        if book.new_ones:
            made = self.tr("{n} not made yet, see Sync")
            parts.append(made.format(n=self._phrases.number(len(book.new_ones))))
        if book.figures_from_utc is None:
            parts.append(self.tr("never read completely"))
        else:
            moment = self._phrases.moment(book.figures_from_utc)
            parts.append(self.tr("from {moment}").format(moment=moment))
        return " · ".join(parts)

    def why_not(self, book: LeadBook | None, card: LeadCard | None) -> str:
        """Return why a lead cannot be changed from here; "" where it can."""
        if book is None or not book.writes_on:
            return self.tr("Changes in WODIFY are switched off: Settings, Changes in WODIFY.")
        if card is None:
            return ""
        if card.row.converted:
            return self.tr("A converted lead can no longer be changed, not even in WODIFY.")
        if card.row.missing_since_utc is not None:
            return self.tr("WODIFY no longer lists this lead.")
        if card.pending is not None:
            return self.tr("Another change of this lead is not settled yet.")
        return ""

    def follow_up(self, due: FollowUp) -> str:
        """Return which follow-up is due since when."""
        day = self._phrases.weekday(due.due_on)
        return self.tr("Follow-up of day {n}, due {day}").format(n=due.day, day=day)

    def text(self, due: FollowUp, card: LeadCard, club: str, staff: str) -> str:
        """Return what can be written to the lead; nothing is sent from here."""
        first = card.row.name.partition(" ")[0]
        texts = {
            2: self.tr(
                "Hi {first}, thanks for your interest in {club}. Do you have any questions? I am "
                "happy to help, or to find a time for a trial session with you. {staff}"
            ),
            5: self.tr(
                "Hi {first}, I wanted to ask whether you have found a time for a trial session at "
                "{club}. Mornings or evenings, what suits you better? {staff}"
            ),
            7: self.tr(
                "Hi {first}, your place for a trial session at {club} is still open. If now is "
                "not the time, a short word is enough and I will not write again. {staff}"
            ),
        }
        return texts[due.day].format(first=first, club=club, staff=staff)

    def spoken(self, card: LeadCard) -> str:
        """Return a lead as one spoken sentence."""
        return self.tr("{name}, {state}, {age}, last contact {contact}").format(
            name=card.row.name,
            state=self.state(card).word,
            age=self.age(card),
            contact=self.last_contact(card),
        )
