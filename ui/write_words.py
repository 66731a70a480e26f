"""Write words: what is to be changed in another system, where it stands, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gymdesk.domain.client import SOURCE_NAMES, Source
from gymdesk.domain.outbox import Part, Reason, WriteState
from ui.models.cells import State

if TYPE_CHECKING:
    from gymdesk.rows.outbox import OutboxRow, StepRow, WriteRow
    from ui.phrases import Phrases


class WriteWords(QObject):
    """Says of changes elsewhere what the manager must know, for Sync, Leads and the dialog."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def title(self, row: WriteRow) -> str:
        """Return what is to be done, with whom."""
        return {
            "create lead": self.tr("New lead {name}"),
            "update lead": self.tr("Change lead {name}"),
            "convert lead": self.tr("Make {name} a client"),
            "create membership": self.tr("Membership for {name}"),
            "change membership": self.tr("Change the membership of {name}"),
            "cancel membership": self.tr("Cancel the membership of {name}"),
        }[row.kind].format(name=row.name)

    def badge(self, row: WriteRow) -> State:
        """Return the state as icon, tone and word."""
        if row.half_done:
            return State("st-half", "note", self.tr("Half done"))
        source = SOURCE_NAMES[row.source]
        return {
            WriteState.PENDING: State("st-running", "neutral", self.tr("Waiting")),
            WriteState.SENDING: State("send", "accent", self.tr("Sending")),
            WriteState.DONE: State("st-ok", "good", self.tr("Done")),
            WriteState.FAILED: State("st-failed", "bad", self.tr("Not done")),
            WriteState.CHECK: State(
                "st-unknown", "neutral", self.tr("Check in {source}").format(source=source)
            ),
            WriteState.CONFLICT: State("st-differs", "warn", self._conflict(row)),
            WriteState.DISCARDED: State("minus", "neutral", self.tr("Given up")),
        }[row.state]

    def why(self, row: WriteRow) -> str:
        """Return why it stands there, and what is certain."""
        words = self._reason(row.reason).format(source=SOURCE_NAMES[row.source])
        twins = ", ".join(row.keys)
        if twins:
            words = f"{words} {self.tr('Id {ids}.').format(ids=twins)}"
        done = [self.done_part(part, key) + "." for part, key in row.done_parts]
        halves = done if row.half_done else []
        return " ".join([*halves, words, row.detail]).strip()

    def part(self, part: Part) -> str:
        """Return what a half of a change makes."""
        return {
            Part.LEAD: self.tr("Lead"),
            Part.CLIENT: self.tr("Client"),
            Part.MEMBERSHIP: self.tr("Membership"),
        }[part]

    def done_part(self, part: Part, key: str | None) -> str:
        """Return a half that is done, with the id of what it made."""
        words = self.tr("{part} made") if key is None else self.tr("{part} made: id {id}")
        return words.format(part=self.part(part), id=key)

    def field(self, name: str) -> str:
        """Return the name of a field."""
        return {
            "status": self.tr("Status"),
            "notes": self.tr("Notes"),
            "added_note": self.tr("Note"),
            "converted": self.tr("Is a client"),
            "membership_type": self.tr("Membership"),
            "monthly_price": self.tr("Monthly price"),
        }.get(name, name)

    def value(self, text: str | None) -> str:
        """Return a value, in words where there is none."""
        return text if text else self.tr("nothing")

    def again(self, row: WriteRow) -> str:
        """Return the word of the button that goes on with it."""
        if row.state == WriteState.CONFLICT:
            return self.tr("Send anyway")
        if row.state == WriteState.PENDING:
            return self.tr("Send now")
        return self.tr("Try again")

    def step(self, step: StepRow, source: Source) -> str:
        """Return one step of the history."""
        words = self._reason(step.reason).format(source=SOURCE_NAMES[source])
        who = step.staff or self.tr("GymDesk")
        return f"{self._phrases.moment(step.at_utc)} · {who} · {words} {step.detail}".rstrip()

    def line(self, outbox: OutboxRow) -> str:
        """Say whether changes are sent at all."""
        if Source.WODIFY in outbox.writes_on:
            return self.tr("Changes are on for WODIFY.")
        return self.tr("Changes are off for WODIFY: switch them on under Settings.")

    def spoken(self, row: WriteRow) -> str:
        """Return a change as one spoken sentence."""
        return f"{self.title(row)}, {self.badge(row).word}. {self.why(row)}"

    def _conflict(self, row: WriteRow) -> str:
        return self.tr("Likely twin") if row.reason == Reason.TWIN else self.tr("Changed there")

    def _reason(self, reason: Reason) -> str:
        return {
            Reason.QUEUED: self.tr("Not sent yet."),
            Reason.ASKED_AGAIN: self.tr("Not sent yet; it was asked for again."),
            Reason.SENT_ANYWAY: self.tr("Not sent yet; it is to be sent all the same."),
            Reason.STARTED: self.tr("It is being sent."),
            Reason.ANSWERED: self.tr("{source} said that it is done."),
            Reason.FOUND: self.tr("{source} did not answer; looked afterwards, it is there."),
            Reason.ALREADY: self.tr("It was so already, nothing was sent."),
            Reason.TWIN: self.tr("{source} has such a record already. Nothing was sent."),
            Reason.CHANGED: self.tr(
                "Somebody changed it in {source} meanwhile. Nothing more was sent."
            ),
            Reason.GONE: self.tr("{source} no longer has this record."),
            Reason.DECLINED: self.tr("{source} declined; it is not done."),
            Reason.NOT_LOOKED: self.tr("Nothing was sent: it could not be looked at first."),
            Reason.NO_ANSWER: self.tr(
                "It was sent once and no answer came. It may be done or not."
            ),
            Reason.BROKEN_OFF: self.tr(
                "GymDesk ended while it was being sent. It may be done or not."
            ),
            Reason.LOOK_FAILED: self.tr("It may be done or not; it could not be looked at."),
            Reason.ON_ITS_WAY: self.tr(
                "Looked, not there yet; it may still be on its way for a minute."
            ),
            Reason.SEVERAL: self.tr("Looked, and there is more than one new record."),
            Reason.NOT_FOUND: self.tr(
                "No answer came; looked afterwards, it is not there. It is not done."
            ),
            Reason.DISCARDED: self.tr("Given up by hand."),
        }[reason]
