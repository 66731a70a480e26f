"""Phrases: money, days, moments, states and errors in the words the manager reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication, QDate, QLocale, QObject

from gymdesk.clock import today_in
from gymdesk.domain.agreement import AgreementState, InvoiceState
from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.domain.dialect import ClubOsDialect
from gymdesk.domain.past_due import Mark, PaymentStatus
from gymdesk.rows import Health, RunStatus
from ui.models.cells import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from gymdesk.clock import Clock
    from gymdesk.domain.client import Source
    from gymdesk.errors import DeskError
    from gymdesk.rows import ListWarning
    from gymdesk.sync.request import Phase

_SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "$", "AUD": "$", "NZD": "$"}
_MINUS: Final = "\u2212"
CLOCKS_DIFFER_S: Final = 300
"""So far the clocks of several PCs with one store may be apart without a word."""


class Phrases(QObject):
    """Words things for one locale and one club's time zone. None is "unknown", never 0."""

    def __init__(
        self, locale: QLocale, timezone: str, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._locale = locale
        self._timezone = timezone
        self._zone = ZoneInfo(timezone)
        self._clock = clock

    # --- figures --------------------------------------------------------------------------------

    def money(self, cents: int | None, currency: str) -> str:
        """Return an amount with cents, such as "$1,234.56"; "unknown" for None."""
        if cents is None:
            return QCoreApplication.translate("phrases", "unknown")
        symbol = _SYMBOLS.get(currency)
        # Doubles hold every amount below 10**15 cents to the cent.
        if symbol is None:
            words = self._locale.toString(abs(cents) / 100, "f", 2)
            words = f"{currency}\u00a0{words}"
        else:
            words = self._locale.toCurrencyString(abs(cents) / 100, symbol, 2)
        return f"{_MINUS}{words}" if cents < 0 else words

    def number(self, count: int) -> str:
        """Return a count with the locale's thousands separator."""
        return self._locale.toString(float(count), "f", 0)

    def days(self, count: int) -> str:
        """Return a number of days for a narrow column: "47 d"."""
        return QCoreApplication.translate("phrases", "{count} d").format(count=count)

    def days_long(self, count: int) -> str:
        """Return a number of days: "47 days"."""
        if count == 1:
            return QCoreApplication.translate("phrases", "1 day")
        return QCoreApplication.translate("phrases", "{count} days").format(count=count)

    def clients(self, count: int) -> str:
        """Return a number of clients: "14 clients"."""
        if count == 1:
            return QCoreApplication.translate("phrases", "1 client")
        words = QCoreApplication.translate("phrases", "{count} clients")
        return words.format(count=self.number(count))

    def sources(self, sources: Sequence[Source]) -> str:
        """Return the names of sources: "ClubOS and WODIFY"."""
        return self._locale.createSeparatedList([SOURCE_NAMES[source] for source in sources])

    def invoices(self, count: int) -> str:
        """Return a number of invoices: "4 invoices"."""
        if count == 1:
            return QCoreApplication.translate("phrases", "1 invoice")
        words = QCoreApplication.translate("phrases", "{count} invoices")
        return words.format(count=self.number(count))

    # --- days and moments -----------------------------------------------------------------------

    def today(self) -> date:
        """Return the calendar day it is in the club."""
        return today_in(self._clock, self._timezone)

    def day(self, on: date) -> str:
        """Return a day: "17 Nov", with the year when it is another one."""
        if on.year == self.today().year:
            pattern = QCoreApplication.translate("phrases", "d MMM")
        else:
            pattern = QCoreApplication.translate("phrases", "d MMM yyyy")
        return self._date(on, pattern)

    def weekday(self, on: date) -> str:
        """Return a day with its weekday: "Fri 27 Nov"."""
        return self._date(on, QCoreApplication.translate("phrases", "ddd d MMM"))

    def day_long(self, on: date) -> str:
        """Return a day in full: "Friday 20 November 2026"."""
        return self._date(on, QCoreApplication.translate("phrases", "dddd d MMMM yyyy"))

    def local_day(self, utc: datetime) -> date:
        """Return the calendar day that it was in the club."""
        return utc.astimezone(self._zone).date()

    def clock_time(self, utc: datetime) -> str:
        """Return the time of day in the club: "09:12"."""
        return utc.astimezone(self._zone).strftime("%H:%M")

    def moment(self, utc: datetime) -> str:
        """Return when something was: "09:12 today", "yesterday 21:04", "17 Nov".

        What was, but lies in the future, was written down while a clock was wrong; it says so.
        """
        words = self._moment(utc)
        if not self._is_to_come(utc):
            return words
        ahead = QCoreApplication.translate("phrases", "{moment} by a clock that was ahead")
        return ahead.format(moment=words)

    def _is_to_come(self, utc: datetime) -> bool:
        return (utc - self._clock.now_utc()).total_seconds() > CLOCKS_DIFFER_S

    def _moment(self, utc: datetime) -> str:
        on = utc.astimezone(self._zone).date()
        passed = (self.today() - on).days
        if passed == 0:
            words = QCoreApplication.translate("phrases", "{time} today")
            return words.format(time=self.clock_time(utc))
        if passed == 1:
            words = QCoreApplication.translate("phrases", "yesterday {time}")
            return words.format(time=self.clock_time(utc))
        return self.day(on)

    def moment_to_come(self, utc: datetime) -> str:
        """Return when something is to come: "now", "in 12 min", "15:12 today", "tomorrow 08:00"."""
        minutes = int(((utc - self._clock.now_utc()).total_seconds() + 59) // 60)
        if minutes < 1:
            return QCoreApplication.translate("phrases", "now")
        if minutes < 60:
            words = QCoreApplication.translate("phrases", "in {count} min")
            return words.format(count=minutes)
        on = utc.astimezone(self._zone).date()
        ahead = (on - self.today()).days
        if ahead == 0:
            return self._moment(utc)
        time = self.clock_time(utc)
        if ahead == 1:
            words = QCoreApplication.translate("phrases", "tomorrow {time}")
            return words.format(time=time)
        return f"{self.weekday(on)} {time}"

    def ago(self, utc: datetime) -> str:
        """Return how long ago something was: "14 min ago", "3 h ago", "3 days ago"."""
        seconds = (self._clock.now_utc() - utc).total_seconds()
        if self._is_to_come(utc):
            return QCoreApplication.translate("phrases", "of unknown age")
        if seconds < 60:
            return QCoreApplication.translate("phrases", "just now")
        if seconds < 3600:
            words = QCoreApplication.translate("phrases", "{count} min ago")
            return words.format(count=int(seconds // 60))
        if seconds < 24 * 3600:
            words = QCoreApplication.translate("phrases", "{count} h ago")
            return words.format(count=int(seconds // 3600))
        # Calendar days of the club, so that it fits to the day that stands beside it.
        days = max(1, (self.today() - utc.astimezone(self._zone).date()).days)
        if days == 1:
            return QCoreApplication.translate("phrases", "1 day ago")
        return QCoreApplication.translate("phrases", "{count} days ago").format(count=days)

    # --- states ---------------------------------------------------------------------------------

    def payment_status(self, status: PaymentStatus) -> str:
        """Return the word about a client's money."""
        return {
            PaymentStatus.CURRENT: QCoreApplication.translate("phrases", "Current"),
            PaymentStatus.PAST_DUE: QCoreApplication.translate("phrases", "Past due"),
            PaymentStatus.UNKNOWN: QCoreApplication.translate("phrases", "Unknown"),
        }[status]

    def mark(self, mark: Mark) -> str:
        """Return the word for why a figure is not simply so."""
        return {
            Mark.STALE: QCoreApplication.translate("phrases", "Stale"),
            Mark.HELD: QCoreApplication.translate("phrases", "Held"),
            Mark.DIFFERS: QCoreApplication.translate("phrases", "Differs"),
            Mark.ESTIMATED: QCoreApplication.translate("phrases", "Estimated"),
            Mark.AT_LEAST: QCoreApplication.translate("phrases", "At least"),
            Mark.MISSING: QCoreApplication.translate("phrases", "Missing"),
        }[mark]

    def mark_meaning(self, mark: Mark) -> str:
        """Return one sentence that says what a mark means."""
        return {
            Mark.STALE: QCoreApplication.translate(
                "phrases", "The figure is older than the last refresh."
            ),
            Mark.HELD: QCoreApplication.translate(
                "phrases", "The last refresh says something else and waits for you."
            ),
            Mark.DIFFERS: QCoreApplication.translate(
                "phrases", "The billing status and the invoices do not agree."
            ),
            Mark.ESTIMATED: QCoreApplication.translate(
                "phrases", "From the balance: no invoices were sent."
            ),
            Mark.AT_LEAST: QCoreApplication.translate(
                "phrases", "At least this much: not everything could be read."
            ),
            Mark.MISSING: QCoreApplication.translate(
                "phrases", "No longer in the list of the source."
            ),
        }[mark]

    def agreement_state(self, state: AgreementState, raw: str) -> str:
        """Return the word for an agreement's state; an unknown code is shown as it came."""
        return {
            AgreementState.DRAFT: QCoreApplication.translate("phrases", "Draft"),
            AgreementState.ACTIVE: QCoreApplication.translate("phrases", "Active"),
            AgreementState.PENDING: QCoreApplication.translate("phrases", "Pending"),
            AgreementState.COMPLETED: QCoreApplication.translate("phrases", "Completed"),
            AgreementState.CANCELLED: QCoreApplication.translate("phrases", "Cancelled"),
            AgreementState.UNKNOWN: self._unknown(raw),
        }[state]

    def invoice_state(self, state: InvoiceState, raw: str) -> str:
        """Return the word for an invoice's state; an unknown code is shown as it came."""
        return {
            InvoiceState.PAID: QCoreApplication.translate("phrases", "Paid"),
            InvoiceState.PENDING: QCoreApplication.translate("phrases", "Payment pending"),
            InvoiceState.REJECTED: QCoreApplication.translate("phrases", "Rejected"),
            InvoiceState.NOT_SET: QCoreApplication.translate("phrases", "Not charged"),
            InvoiceState.DELINQUENT: QCoreApplication.translate("phrases", "Delinquent"),
            InvoiceState.PROCESSING: QCoreApplication.translate("phrases", "Processing"),
            InvoiceState.SETTLING: QCoreApplication.translate("phrases", "Settling"),
            InvoiceState.CHARGED_BACK: QCoreApplication.translate("phrases", "Charged back"),
            InvoiceState.REFUNDED: QCoreApplication.translate("phrases", "Refunded"),
            InvoiceState.CONVERTED: QCoreApplication.translate("phrases", "Converted"),
            InvoiceState.COMPED: QCoreApplication.translate("phrases", "Comped"),
            InvoiceState.VOIDED: QCoreApplication.translate("phrases", "Voided"),
            InvoiceState.QUEUED: QCoreApplication.translate("phrases", "In queue"),
            InvoiceState.UNKNOWN: self._unknown(raw),
        }[state]

    def run_status(self, status: RunStatus) -> str:
        """Return the word for how a run ended."""
        return {
            RunStatus.RUNNING: QCoreApplication.translate("phrases", "Running"),
            RunStatus.COMPLETE: QCoreApplication.translate("phrases", "Complete"),
            RunStatus.INCOMPLETE: QCoreApplication.translate("phrases", "Incomplete"),
            RunStatus.FAILED: QCoreApplication.translate("phrases", "Failed"),
            RunStatus.HELD: QCoreApplication.translate("phrases", "Held"),
            RunStatus.SKIPPED: QCoreApplication.translate("phrases", "Skipped"),
            RunStatus.CANCELLED: QCoreApplication.translate("phrases", "Cancelled"),
            RunStatus.INTERRUPTED: QCoreApplication.translate("phrases", "Interrupted"),
        }[status]

    def dialect(self, dialect: ClubOsDialect) -> str:
        """Return how a ClubOS answers."""
        return {
            ClubOsDialect.CAPTURED: QCoreApplication.translate("phrases", "As captured"),
            ClubOsDialect.DOCUMENTED: QCoreApplication.translate("phrases", "As documented"),
        }[dialect]

    def health(self, health: Health) -> str:
        """Return the state of a source in one word or two."""
        return {
            Health.NOT_CONFIGURED: QCoreApplication.translate("phrases", "Not set up"),
            Health.NEVER: QCoreApplication.translate("phrases", "Never refreshed"),
            Health.OK: QCoreApplication.translate("phrases", "Complete"),
            Health.INCOMPLETE: QCoreApplication.translate("phrases", "Incomplete"),
            Health.HELD: QCoreApplication.translate("phrases", "Held"),
            Health.FAILED: QCoreApplication.translate("phrases", "Failed"),
            Health.CANCELLED: QCoreApplication.translate("phrases", "Cancelled"),
            Health.INTERRUPTED: QCoreApplication.translate("phrases", "Interrupted"),
            Health.RUNNING: QCoreApplication.translate("phrases", "Running"),
            Health.STALE: QCoreApplication.translate("phrases", "Stale"),
        }[health]

    def phase(self, phase: Phase) -> str:
        """Return the step of a refresh in words, for a line that starts with the source."""
        return {
            "signing in": QCoreApplication.translate("phrases", "signing in"),
            "finding clients": QCoreApplication.translate("phrases", "finding clients"),
            "reading clients": QCoreApplication.translate("phrases", "reading clients"),
            "storing": QCoreApplication.translate("phrases", "storing"),
        }[phase]

    def payment_status_icon(self, status: PaymentStatus) -> State:
        """Return icon, tone and word for a client's money."""
        icon, tone = _PAYMENT_ICONS[status]
        return State(icon, tone, self.payment_status(status))

    def mark_icon(self, mark: Mark) -> State:
        """Return icon, tone and word for a mark."""
        icon, tone = _MARK_ICONS[mark]
        return State(icon, tone, self.mark(mark))

    def agreement_state_icon(self, state: AgreementState, raw: str = "") -> State:
        """Return icon, tone and word for an agreement's state."""
        icon, tone = _AGREEMENT_ICONS[state]
        return State(icon, tone, self.agreement_state(state, raw))

    def invoice_state_icon(self, state: InvoiceState, raw: str = "") -> State:
        """Return icon, tone and word for an invoice's state."""
        icon, tone = _INVOICE_ICONS[state]
        return State(icon, tone, self.invoice_state(state, raw))

    def run_status_icon(self, status: RunStatus) -> State:
        """Return icon, tone and word for how a run ended."""
        icon, tone = _RUN_ICONS[status]
        return State(icon, tone, self.run_status(status))

    def health_icon(self, health: Health) -> State:
        """Return icon, tone and word for the state of a source."""
        icon, tone = _HEALTH_ICONS[health]
        return State(icon, tone, self.health(health))

    def error(self, error: DeskError) -> tuple[str, str]:
        """Return what happened and what to do, translated and filled in."""
        title = QCoreApplication.translate("phrases", error.TITLE)
        message = QCoreApplication.translate("phrases", error.MESSAGE)
        return title.format(**error.values), message.format(**error.values)

    def warning(self, warning: ListWarning) -> str:
        """Return what to know of a list before anybody is called, translated and filled in."""
        values = {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in warning.values.items()
        }
        return QCoreApplication.translate("phrases", warning.TEXT).format(**values)

    def _unknown(self, raw: str) -> str:
        if not raw:
            return QCoreApplication.translate("phrases", "Unknown")
        return QCoreApplication.translate("phrases", "Unknown ({code})").format(code=raw)

    def _date(self, on: date, pattern: str) -> str:
        return self._locale.toString(QDate(on.year, on.month, on.day), pattern)


_PAYMENT_ICONS: Final = {
    PaymentStatus.CURRENT: ("st-ok", "good"),
    PaymentStatus.PAST_DUE: ("st-warn", "bad"),
    PaymentStatus.UNKNOWN: ("st-unknown", "neutral"),
}
_MARK_ICONS: Final = {
    Mark.STALE: ("st-stale", "warn"),
    Mark.HELD: ("st-held", "note"),
    Mark.DIFFERS: ("st-differs", "warn"),
    Mark.ESTIMATED: ("st-estimated", "neutral"),
    Mark.AT_LEAST: ("st-warn", "warn"),
    Mark.MISSING: ("st-missing", "warn"),
}
_AGREEMENT_ICONS: Final = {
    AgreementState.DRAFT: ("note", "neutral"),
    AgreementState.ACTIVE: ("st-ok", "good"),
    AgreementState.PENDING: ("st-stale", "neutral"),
    AgreementState.COMPLETED: ("check", "neutral"),
    AgreementState.CANCELLED: ("no-contact", "neutral"),
    AgreementState.UNKNOWN: ("st-unknown", "neutral"),
}
_INVOICE_ICONS: Final = {
    InvoiceState.PAID: ("st-ok", "good"),
    InvoiceState.PENDING: ("st-running", "accent"),
    InvoiceState.REJECTED: ("st-failed", "bad"),
    InvoiceState.NOT_SET: ("st-stale", "neutral"),
    InvoiceState.DELINQUENT: ("st-failed", "bad"),
    InvoiceState.PROCESSING: ("st-running", "accent"),
    InvoiceState.SETTLING: ("st-running", "accent"),
    InvoiceState.CHARGED_BACK: ("st-failed", "bad"),
    InvoiceState.REFUNDED: ("undo", "neutral"),
    InvoiceState.CONVERTED: ("sync", "neutral"),
    InvoiceState.COMPED: ("check", "neutral"),
    InvoiceState.VOIDED: ("no-contact", "neutral"),
    InvoiceState.QUEUED: ("st-running", "accent"),
    InvoiceState.UNKNOWN: ("st-unknown", "neutral"),
}
_RUN_ICONS: Final = {
    RunStatus.RUNNING: ("st-running", "accent"),
    RunStatus.COMPLETE: ("st-ok", "good"),
    RunStatus.INCOMPLETE: ("st-warn", "warn"),
    RunStatus.FAILED: ("st-failed", "bad"),
    RunStatus.HELD: ("st-held", "note"),
    RunStatus.SKIPPED: ("minus", "neutral"),
    RunStatus.CANCELLED: ("close", "neutral"),
    RunStatus.INTERRUPTED: ("st-warn", "warn"),
}
_HEALTH_ICONS: Final = {
    Health.NOT_CONFIGURED: ("settings", "neutral"),
    Health.NEVER: ("st-unknown", "neutral"),
    Health.OK: ("st-ok", "good"),
    Health.INCOMPLETE: ("st-warn", "warn"),
    Health.HELD: ("st-held", "note"),
    Health.FAILED: ("st-failed", "bad"),
    Health.CANCELLED: ("close", "neutral"),
    Health.INTERRUPTED: ("st-warn", "warn"),
    Health.RUNNING: ("st-running", "accent"),
    Health.STALE: ("st-stale", "warn"),
}
