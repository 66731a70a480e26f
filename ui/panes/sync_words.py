"""What the card of a source says: its state, when it last worked, and when it comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject

from gymdesk.domain.client import SOURCE_NAMES, Source
from gymdesk.rows import Health, RunRow, RunStatus, SourceRow
from ui.held_words import HeldWords

if TYPE_CHECKING:
    from ui.phrases import Phrases

AGAIN: Final = (Health.FAILED, Health.INCOMPLETE, Health.INTERRUPTED, Health.CANCELLED)


class CardHead(NamedTuple):
    """The first two lines of a card."""

    name: str
    icon: str
    tone: str
    word: str
    line: str
    tip: str


class SyncWords(QObject):
    """Words a source for its card and a run for the strip and the history."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases
        self._held = HeldWords(phrases, self)

    def head(self, source: SourceRow, *, running: bool) -> CardHead:
        """Return name, state and the line about the last complete run."""
        phrases = self._phrases
        health = Health.RUNNING if running else source.health
        icon, tone, word = phrases.health_icon(health)
        name = self.name(source.source, source.entity)
        if source.last_success_utc is None:
            return CardHead(name, icon, tone, word, self.tr("Never refreshed completely"), "")
        line = f"{phrases.moment(source.last_success_utc)} · {phrases.ago(source.last_success_utc)}"
        if health != Health.OK:
            line = self.tr("Last complete {moment}").format(moment=line)
        tip = source.last_success_utc.isoformat(timespec="seconds")
        return CardHead(name, icon, tone, word, line, tip)

    def name(self, source: Source, entity: str) -> str:
        """Return the source's name; where it is read for several things, with the thing."""
        of = {
            "members": self.tr("members"),
            "leads": self.tr("leads"),
            "invoices": self.tr("invoices"),
            "holds": self.tr("holds"),
        }.get(entity)
        return SOURCE_NAMES[source] if of is None else f"{SOURCE_NAMES[source]} · {of}"

    def pairs(self, source: SourceRow) -> list[tuple[str, str]]:
        """Return what stands below the head: the last attempt, what it did, and what comes next."""
        run = source.last_run
        tried = self.tr("never")
        if source.last_attempt_utc is not None:
            tried = self._phrases.moment(source.last_attempt_utc)
        pairs = [(self.tr("Last attempt"), tried)]
        if source.held is not None:
            return [*pairs, *self._held.card(source.held), (self.tr("Next"), self.next(source))]
        if run is not None:
            pairs += self._of_run(run)
        skipped = source.recent_runs[0] if source.recent_runs else None
        if skipped is not None and skipped.status == RunStatus.SKIPPED and skipped.reason:
            pairs.append((self.tr("Skipped"), skipped.reason))
        pairs.append((self.tr("Next"), self.next(source)))
        if source.dialect_found is not None or source.dialect_chosen is not None:
            pairs.append((self.tr("It answers"), self._dialect(source)))
        return pairs

    def buttons(self, source: SourceRow) -> list[tuple[str, str, str, str]]:
        """Return (key, words, kind, icon) of a card's buttons; a decision comes before all."""
        if source.held is not None:
            return [
                ("compare", self.tr("Compare…"), "primary", "st-held"),
                ("drop", self.tr("Drop run"), "quiet", ""),
            ]
        words = self.tr("Try again") if source.health in AGAIN else self.tr("Refresh")
        buttons = [("refresh", words, "plain", "refresh")]
        if source.source in (Source.CLUBOS, Source.WODIFY):  # can be tried without a refresh
            buttons.append(("test", self.tr("Test"), "quiet", ""))
        run = source.last_run
        if run is not None and run.errors:
            count = self.tr("1 error") if len(run.errors) == 1 else self.tr("{n} errors")
            buttons.append(("errors", count.format(n=len(run.errors)), "quiet", ""))
        return buttons

    def next(self, source: SourceRow) -> str:
        """Return when it refreshes by itself again: "15:12 today, every 6 hours"."""
        if source.held is not None:
            return self.tr("after your decision")
        if source.next_due_utc is None or source.interval_h is None:
            return self.tr("only by hand")
        hours = round(source.interval_h)
        every = self.tr("every hour") if hours == 1 else self.tr("every {n} hours")
        return f"{self._phrases.moment_to_come(source.next_due_utc)}, {every.format(n=hours)}"

    def run(self, run: RunRow) -> str:
        """Return a run in one line: "Complete, 09:12 today, 2 min 06 s"."""
        words = self.tr("{status}, {moment}").format(
            status=self._phrases.run_status(run.status),
            moment=self._phrases.moment(run.started_at_utc),
        )
        if run.status == RunStatus.SKIPPED:
            return f"{words}: {run.reason}" if run.reason else words
        if run.seconds is not None:
            words += f", {duration(run.seconds)}"
        if run.asked is not None:
            words += ", " + self._phrases.clients(run.asked)
        if run.failed:
            words += ", " + self.tr("{n} failed").format(n=run.failed)
        return words

    def trigger(self, run: RunRow) -> str:
        """Return what started a run."""
        return {
            "click": self.tr("by hand"),
            "schedule": self.tr("by itself"),
            "command line": self.tr("command line"),
        }.get(run.trigger, run.trigger)

    def _of_run(self, run: RunRow) -> list[tuple[str, str]]:
        pairs = []
        if run.remark:
            pairs.append((self.tr("Remark"), run.remark))
        if run.seconds is not None:
            words = self.tr("{time} · {requests} requests")
            if run.requests == 1:
                words = self.tr("{time} · 1 request")
            took = words.format(time=duration(run.seconds), requests=run.requests)
            pairs.append((self.tr("Took"), took))
        if run.total is not None:
            words = {
                "leads": self.tr("{done} of {total} leads"),
                "invoices": self.tr("{done} of {total} invoices"),
            }.get(run.entity, self.tr("{done} of {total} clients"))
            read = words.format(done=run.done, total=run.total)
            pairs.append((self.tr("Visited"), read))
        changed = self.tr("{updated} updated · {created} new").format(
            updated=run.updated, created=run.created
        )
        pairs += [(self.tr("Changed"), changed), (self.tr("Unchanged"), str(run.unchanged))]
        if run.missing:
            pairs.append((self.tr("Missing"), str(run.missing)))
        if run.failed:
            pairs.append((self.tr("Failed"), str(run.failed)))
        return pairs

    def _dialect(self, source: SourceRow) -> str:
        """Return how the source is asked, and where the user's choice is not what it shows."""
        found, chosen = source.dialect_found, source.dialect_chosen
        spoken = chosen or found
        words = "" if spoken is None else self._phrases.dialect(spoken)
        if chosen is None:
            return words
        if found in (None, chosen):
            return self.tr("{dialect} · chosen").format(dialect=words)
        said = self.tr("{dialect} · chosen, but its sign-in page says: {found}")
        return said.format(dialect=words, found=self._phrases.dialect(found).lower())


def duration(seconds: float) -> str:
    """Return "< 1 s", "4 s", "2 min 06 s" or "1 h 04 min"; nothing took no time at all."""
    whole = round(seconds)
    if whole == 0:
        return "< 1 s"
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
