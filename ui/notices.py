"""Notices: what a report, an error or a state becomes: banner, message, status words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from gymdesk.domain.client import SOURCE_NAMES, Source
from gymdesk.errors import (
    CredentialsMissing,
    DeskError,
    KeyRefused,
    KeyringAbsent,
    KeyringError,
    KeyringLocked,
    KeyringRefused,
    SignInRefused,
    Unreachable,
    WrongPath,
)
from gymdesk.rows import Health, RunStatus
from ui.held_words import HeldWords
from ui.widgets.pane_frame import Notice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gymdesk.credentials import KeyStoreUse
    from gymdesk.rows import ErrorRow, HeldSweepRow, RunRow, SourceRow
    from gymdesk.sync.request import Progress, RefreshReport, RunReport
    from ui.phrases import Phrases

SIGN_IN: Final = "sign_in"
TRY_AGAIN: Final = "try_again"
DETAILS: Final = "details"
RECHECK: Final = "recheck"
COMPARE: Final = "compare"
DROP: Final = "drop"

_WORST: Final = (
    Health.FAILED,
    Health.HELD,
    Health.INTERRUPTED,
    Health.INCOMPLETE,
    Health.CANCELLED,
    Health.STALE,
    Health.NEVER,
)

_KEY_STORE_ERRORS: Final[dict[str, type[KeyringError]]] = {
    "absent": KeyringAbsent,
    "locked": KeyringLocked,
    "refused": KeyringRefused,
    "silent": KeyringError,
}


@dataclass(frozen=True)
class StatusWord:
    """What the status bar shows of one source."""

    key: str
    icon: str
    tone: str
    text: str
    tooltip: str


class Notices(QObject):
    """Finds the words for what happened. The worst state wins the banner."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases
        self._held_words = HeldWords(phrases, self)

    # --- banner ---------------------------------------------------------------------------------

    def banner(
        self,
        sources: tuple[SourceRow, ...],
        key_store: KeyStoreUse | None = None,
        error: DeskError | None = None,
        figures_from_utc: datetime | None = None,
    ) -> Notice | None:
        """Return the worst thing to tell, None if all is well.

        Order: key store, password, connection, other failures, held, incomplete, stale.
        """
        configured = [s for s in sources if s.configured]
        found = [
            self._key_store(key_store) if configured else None,
            self._of_error(error, figures_from_utc) if error is not None else None,
            *(
                self._of_source(s, configured, figures_from_utc)
                for s in sorted(configured, key=_badness)
                if s.health in _WORST
            ),
            *(self._held(s.held) for s in configured if s.held is not None),
        ]
        shown = [notice for notice in found if notice is not None]
        return min(shown, key=_rank, default=None)

    def _key_store(self, use: KeyStoreUse | None) -> Notice | None:
        state = None if use is None else use.state
        if use is None or state is None or use.well:
            return None
        kind = _KEY_STORE_ERRORS[state.word]
        error = kind(backend=state.backend) if kind is KeyringRefused else kind()
        title, message = self._phrases.error(error)
        if use.needed_by:
            names = self._phrases.sources(use.needed_by)
            message += " " + self.tr("It is needed for {sources}.").format(sources=names)
        buttons = (
            (RECHECK, self.tr("Ask again"), False),
            (SIGN_IN, self._enter(use), True),
        )
        return Notice(f"key store {state.word}", "warn", "lock", title, message, buttons)

    def _enter(self, use: KeyStoreUse) -> str:
        if use.needed_by == (Source.WODIFY,):
            return self.tr("Enter the key")
        return self.tr("Enter the password")

    def _of_error(self, error: DeskError, from_utc: datetime | None) -> Notice:
        title, message = self._phrases.error(error)
        if isinstance(error, SignInRefused | CredentialsMissing | KeyRefused):
            wodify = getattr(error, "source", "") == SOURCE_NAMES[Source.WODIFY]
            return self._key(title, from_utc) if wodify else self._password(title, from_utc)
        if isinstance(error, WrongPath):
            return self._address(title, message, from_utc)
        if isinstance(error, KeyringError):
            sign_in = ((SIGN_IN, self.tr("Enter the password"), True),)
            return Notice("key store", "warn", "lock", title, message, sign_in)
        icon = "st-offline" if isinstance(error, Unreachable) else "st-failed"
        key = "unreachable" if isinstance(error, Unreachable) else "failed"
        return Notice(key, "bad", icon, title, self._kept(message, from_utc), self._again())

    def _of_source(
        self, source: SourceRow, sources: Sequence[SourceRow], from_utc: datetime | None
    ) -> Notice | None:
        name = SOURCE_NAMES[source.source]
        newest = _newest(source)
        if source.health == Health.FAILED and newest is not None:
            if source.source == Source.WODIFY and newest.title in _password_titles(name):
                if newest.title == KeyRefused.TITLE.format(source=name) and any(
                    s.source == source.source and s.health == Health.OK for s in sources
                ):
                    return self._no_right(source, from_utc)
                return self._key(newest.title, from_utc)
            if newest.title in _password_titles(name):
                return self._password(_with_user(newest), from_utc)
            if _is_wrong_path(newest):
                return self._address(newest.title, newest.message, from_utc)
            offline = newest.title == Unreachable.TITLE.format(source=name)
            key = "unreachable" if offline else "failed"
            icon = "st-offline" if offline else "st-failed"
            sentence = self._kept(newest.message, from_utc)
            return Notice(key, "bad", icon, newest.title, sentence, self._again())
        if source.health == Health.FAILED:
            title = self.tr("The last refresh of {source} failed").format(source=name)
            return Notice(
                "failed", "bad", "st-failed", title, self._kept("", from_utc), self._again()
            )
        if source.health in (Health.INCOMPLETE, Health.CANCELLED, Health.INTERRUPTED):
            return self._incomplete(source, name)
        if source.health == Health.STALE and source.last_success_utc is not None:
            title = self.tr("The figures are old")
            sentence = self.tr("{source} was last read completely {ago}.").format(
                source=name, ago=self._phrases.moment(source.last_success_utc)
            )
            return Notice("stale", "warn", "st-stale", title, sentence, self._again())
        return None

    def _held(self, sweep: HeldSweepRow) -> Notice:
        """Return what waits for a decision, whatever happened since."""
        words = self._held_words
        buttons = (
            (DROP, self.tr("Drop"), False),
            (COMPARE, self.tr("Compare…"), True),
        )
        key, title = f"held {sweep.held_id}", words.title(sweep)
        return Notice(key, "note", "st-held", title, words.sentence(sweep), buttons)

    def _password(self, title: str, from_utc: datetime | None) -> Notice:
        sentence = self.tr("What you typed is saved.")
        if from_utc is not None:
            sentence = self.tr("What you typed is saved. The figures below are from {moment}.")
            sentence = sentence.format(moment=self._phrases.moment(from_utc))
        buttons = (
            (DETAILS, self.tr("Details"), False),
            (SIGN_IN, self.tr("Sign in again"), True),
        )
        return Notice("password", "bad", "st-failed", title, sentence, buttons)

    def _key(self, title: str, from_utc: datetime | None) -> Notice:
        """Return that WODIFY does not let the key in, or that there is none."""
        sentence = self._kept(self.tr("Type the key in the account and test it there"), from_utc)
        return Notice("password", "bad", "st-failed", title, sentence, self._account())

    def _no_right(self, source: SourceRow, from_utc: datetime | None) -> Notice:
        """Return that the key reads other lists, but not this one."""
        what = {
            "members": self.tr("members"),
            "leads": self.tr("leads"),
            "invoices": self.tr("invoices"),
        }.get(source.entity, source.entity)
        name = SOURCE_NAMES[source.source]
        title = self.tr("{source} does not let the key read the {what}")
        advice = self.tr("Give the key that right in {source}; the rest was read")
        sentence = self._kept(advice.format(source=name), from_utc)
        title = title.format(source=name, what=what)
        return Notice("failed", "bad", "lock", title, sentence, self._again())

    def _address(self, title: str, message: str, from_utc: datetime | None) -> Notice:
        """Return that the address, or how WODIFY answers, is not the right one."""
        return Notice(
            "failed", "bad", "st-failed", title, self._kept(message, from_utc), self._account()
        )

    def _account(self) -> tuple[tuple[str, str, bool], ...]:
        return (
            (DETAILS, self.tr("Details"), False),
            (SIGN_IN, self.tr("Open the account"), True),
        )

    def _incomplete(self, source: SourceRow, name: str) -> Notice:
        titles = {
            Health.INCOMPLETE: self.tr("The last refresh was incomplete"),
            Health.CANCELLED: self.tr("The last refresh was cancelled"),
            Health.INTERRUPTED: self.tr("The last refresh was interrupted"),
        }
        run = source.last_run
        sentence = self.tr("The other clients keep their last known figures.")
        if run is not None and run.total is not None:
            read = max(0, run.done - run.failed)
            sentence = self.tr(
                "{read} of {total} clients were read from {source} {moment}. "
                "The others keep their last known figures."
            ).format(
                read=read,
                total=run.total,
                source=name,
                moment=self._phrases.moment(run.started_at_utc),
            )
        buttons = ((DETAILS, self.tr("Details"), False), (TRY_AGAIN, self.tr("Try again"), True))
        key = f"{source.health} {run.run_id if run else ''}"
        title = titles[source.health]
        errors = run.errors if run is not None else ()
        refused = next((e for e in errors if e.title in _password_titles(name)), None)
        if refused is not None:  # one of several users: the others were read
            key, title = f"password {key}", _with_user(refused)
            buttons = (buttons[0], (SIGN_IN, self.tr("Sign in again"), True))
        return Notice(key, "warn", "st-warn", title, sentence, buttons)

    def _again(self) -> tuple[tuple[str, str, bool], ...]:
        return ((DETAILS, self.tr("Details"), False), (TRY_AGAIN, self.tr("Try again"), True))

    def _kept(self, message: str, from_utc: datetime | None) -> str:
        kept = self.tr("Nothing has been fetched yet.")
        if from_utc is not None:
            kept = self.tr("The figures below are from {moment}.").format(
                moment=self._phrases.moment(from_utc)
            )
        first = message.split(". ")[0].rstrip(".")
        return f"{first}. {kept}" if first else kept

    # --- messages -------------------------------------------------------------------------------

    def report(self, report: RefreshReport) -> str:
        """Return one sentence on how a refresh ended."""
        if not report.runs:
            return self.tr("Refresh cancelled. Nothing was changed.")
        sentences = []
        for source in dict.fromkeys(run.source for run in report.runs):
            runs = [run for run in report.runs if run.source == source]
            read = [self._read(run) for run in runs if run.status == RunStatus.COMPLETE]
            if read:
                words = {"source": SOURCE_NAMES[source], "read": ", ".join(read)}
                sentences.append(self.tr("{source}: {read} read.").format(**words))
            rest = [run for run in runs if run.status != RunStatus.COMPLETE]
            told = [self._run(run) for run in rest]
            if read or len(set(told)) > 1:  # then it matters which list it is
                told = [self._of_list(run, words) for run, words in zip(rest, told, strict=True)]
            sentences += dict.fromkeys(told)
        return " ".join(sentences)

    def _of_list(self, run: RunReport, words: str) -> str:
        """Return what happened to one list of a source that has several."""
        what = {
            "members": self.tr("Members"),
            "leads": self.tr("Leads"),
            "invoices": self.tr("Invoices"),
        }.get(run.entity)
        if what is None or run.status != RunStatus.FAILED:
            return words
        return self.tr("{what}: {words}").format(what=what, words=words)

    def _read(self, run: RunReport) -> str:
        counted = {
            "leads": self.tr("{n} leads"),
            "invoices": self.tr("{n} invoices"),
        }.get(run.entity, self.tr("{n} clients"))
        return counted.format(n=run.done)

    def _run(self, run: RunReport) -> str:
        name = SOURCE_NAMES[run.source]
        if run.status == RunStatus.INCOMPLETE:
            return self.tr("{source}: {ok} ok, {failed} failed.").format(
                source=name, ok=max(0, run.done - run.failed), failed=run.failed
            )
        if run.status == RunStatus.CANCELLED:
            if run.total is None:
                return self.tr("{source}: cancelled. Nothing was changed.").format(source=name)
            return self.tr(
                "{source}: cancelled after {done} of {total} clients. They are kept."
            ).format(source=name, done=run.done, total=run.total)
        if run.status == RunStatus.FAILED:
            reason = run.errors[0].title if run.errors else self.tr("Refresh failed")
            return self.tr("{reason}. Nothing was changed.").format(reason=reason)
        if run.status == RunStatus.HELD:
            return self.tr("{source}: held, {n} clients wait for your decision.").format(
                source=name, n=run.waiting
            )
        if run.status == RunStatus.SKIPPED and run.reason is not None:
            return self.tr("{source} skipped: {reason}.").format(source=name, reason=run.reason)
        return self.tr("{source}: {status}.").format(
            source=name, status=self._phrases.run_status(run.status)
        )

    def failure(self, error: DeskError) -> str:
        """Return one sentence on an error."""
        title, _ = self._phrases.error(error)
        return self.tr("{title}. Nothing was changed.").format(title=title)

    # --- progress and status --------------------------------------------------------------------

    def progress(self, step: Progress) -> str:
        """Return a counted step: "ClubOS · client 37 of 212"."""
        name = SOURCE_NAMES[step.source]
        if step.phase == "reading clients" and step.total is not None:
            return self.tr("{source} · client {done} of {total}").format(
                source=name, done=step.done, total=step.total
            )
        return self.tr("{source} · {phase}").format(
            source=name, phase=self._phrases.phase(step.phase)
        )

    def status(
        self,
        sources: tuple[SourceRow, ...],
        *,
        running: bool,
        unseen: Mapping[Source, RunRow] | None = None,
    ) -> list[StatusWord]:
        """Return what the status bar says of each source that is set up.

        *unseen* are runs that failed and were not looked at, by their source: they stay
        in the bar although a later run was complete.
        """
        failed = unseen or {}
        return [
            self._status(s, running=running, failed=failed.get(s.source))
            for s in _one_each(sources)
            if s.configured
        ]

    def _status(
        self, source: SourceRow, *, running: bool, failed: RunRow | None = None
    ) -> StatusWord:
        name, phrases = SOURCE_NAMES[source.source], self._phrases
        health = Health.RUNNING if running else source.health
        icon, tone, *_ = phrases.health_icon(health)
        at_utc = source.last_success_utc
        if health == Health.RUNNING:
            text = self.tr("{source} refreshing").format(source=name)
        elif health == Health.OK and at_utc is not None:
            text = self.tr("{source} {time} · {ago}").format(
                source=name, time=phrases.clock_time(at_utc), ago=phrases.ago(at_utc)
            )
            if failed is not None:
                icon, tone, *_ = phrases.health_icon(Health.FAILED)
                text = self.tr("{words} · failed {moment}").format(
                    words=text, moment=phrases.moment(failed.started_at_utc)
                )
        else:
            text = f"{name} {phrases.health(health).lower()}"
            if source.last_attempt_utc is not None:
                text = f"{text} · {phrases.clock_time(source.last_attempt_utc)}"
        return StatusWord(str(source.source), icon, tone, text, self._status_tip(source, name))

    def _status_tip(self, source: SourceRow, name: str) -> str:
        if source.last_success_utc is None:
            return self.tr("{source}: never refreshed completely").format(source=name)
        return self.tr("{source}: last complete refresh {moment}").format(
            source=name, moment=self._phrases.moment(source.last_success_utc)
        )

    def trouble(self, sources: tuple[SourceRow, ...]) -> tuple[str, str] | None:
        """Return icon and tone of the worst source, None if none is in trouble."""
        troubled = [s for s in sources if s.configured and s.health in _WORST[:6]]
        if not troubled:
            return None
        icon, tone, *_ = self._phrases.health_icon(min(troubled, key=_badness).health)
        return icon, tone


def _one_each(sources: tuple[SourceRow, ...]) -> list[SourceRow]:
    """Return one row for each source: of several entities the one that is worst, or oldest."""
    worst: dict[Source, SourceRow] = {}
    for source in sources:
        other = worst.setdefault(source.source, source)
        if _need(source) < _need(other):
            worst[source.source] = source
    return list(worst.values())


def _need(source: SourceRow) -> tuple[int, datetime]:
    return (_badness(source), source.last_success_utc or datetime.min.replace(tzinfo=UTC))


def _badness(source: SourceRow) -> int:
    return _WORST.index(source.health) if source.health in _WORST else len(_WORST)


def _rank(notice: Notice) -> int:
    order = ("key store", "password", "unreachable", "failed", "held", "interrupted")
    for place, start in enumerate((*order, "incomplete", "cancelled", "stale")):
        if notice.key.startswith(start):
            return place
    return len(order) + 3


def _newest(source: SourceRow) -> ErrorRow | None:
    run = source.last_run
    errors = run.errors if run is not None and run.errors else source.recent_errors
    whole = [e for e in errors if not e.subject]
    return next(iter(whole or errors), None)


def _with_user(error: ErrorRow) -> str:
    """Return the title of a refused sign-in, with the user's name where the run had several."""
    for kind in (SignInRefused, CredentialsMissing):
        whose = error.message.removesuffix(f": {kind.MESSAGE}")
        if whose != error.message:
            return f"{error.title}: {whose}"
    return error.title


def _is_wrong_path(error: ErrorRow) -> bool:
    """Return whether it says that an address has no such page, whatever of."""
    name = "" if error.source is None else SOURCE_NAMES[error.source]
    before, _, after = WrongPath.TITLE.format(source=name, what="\0").partition("\0")
    return error.title.startswith(before) and error.title.endswith(after)


def _password_titles(name: str) -> tuple[str, ...]:
    return (
        SignInRefused.TITLE.format(source=name),
        CredentialsMissing.TITLE.format(source=name),
        KeyRefused.TITLE.format(source=name),
    )
