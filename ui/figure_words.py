"""Figure words: what stands beside a client's figure, and where each figure came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject

from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.domain.past_due import Mark

if TYPE_CHECKING:
    from datetime import datetime

    from gymdesk.rows import AgreementRow, ClientDetail, ClientRow, Imported
    from ui.models.cells import State
    from ui.phrases import Phrases

MARKS_IN_ORDER: Final = (
    Mark.HELD,
    Mark.DIFFERS,
    Mark.AT_LEAST,
    Mark.STALE,
    Mark.ESTIMATED,
    Mark.MISSING,
)


class FigureText(NamedTuple):
    """Label, figure, the line below it, its tone, and its tooltip."""

    label: str
    figure: str
    line: str = ""
    tone: str = "text"
    tooltip: str = ""


class FigureWords(QObject):
    """Says the figures of one client in words. Unknown is a word, never an amount."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def figures(self, row: ClientRow, detail: ClientDetail | None = None) -> list[FigureText]:
        """Return the figures of the headline row, the leading one first."""
        tip = self.where_from(row, detail)
        return [self._leading(row, tip), *self._beside(row, tip), *self._rest(row, tip)]

    def leading(self, row: ClientRow, detail: ClientDetail | None = None) -> FigureText:
        """Return the past-due figure alone."""
        return self._leading(row, self.where_from(row, detail))

    def second(self, row: ClientRow) -> tuple[str, str]:
        """Return age and number of invoices, and what is not due yet, for the case panel."""
        first = [self._phrases.days_long(row.days_past_due)] if row.days_past_due else []
        if row.unpaid_invoices:
            first.append(self._invoices(row.unpaid_invoices))
        below = ""
        if row.aging.not_due:
            below = self.tr("also {amount} not yet due").format(
                amount=self._money(row, row.aging.not_due)
            )
        elif row.cancelled_past_due_cents:
            below = self.tr("{amount} on cancelled agreements").format(
                amount=self._money(row, row.cancelled_past_due_cents)
            )
        return " · ".join(first), below

    def is_second_amount(self, row: ClientRow) -> bool:
        """Return whether the second of `figures` is another amount of the same debt."""
        return bool(self._beside(row, ""))

    def provenance(self, row: ClientRow) -> str:
        """Return "Sum of 4 unpaid invoices · ClubOS 40117 · fetched 09:12 today"."""
        parts = [self._how(row)]
        if row.parts:
            parts += self.of_sources(row)
        else:
            parts += [*self.ids(row), self._fetched(row.fetched_at_utc)]
        if row.users:
            parts.append(self.tr("seen by {users}").format(users=", ".join(row.users)))
        return " · ".join(part for part in parts if part)

    def ids(self, row: ClientRow) -> list[str]:
        """Return the ids that the sources know this person by."""
        return [f"{SOURCE_NAMES[source]} {remote_id}" for source, remote_id in row.source_ids]

    def of_sources(self, row: ClientRow) -> list[str]:
        """Return "ClubOS 40117: $630.00, fetched 09:12 today" for each of several sources."""
        ids = dict(row.source_ids)
        found = []
        for part in row.parts:
            amount = self.tr("unknown")
            if part.past_due_cents is not None:
                amount = self._money(row, part.past_due_cents)
            source = f"{SOURCE_NAMES[part.source]} {ids[part.source]}"
            found.append(f"{source}: {amount}, {self._fetched(part.fetched_at_utc)}")
        return found

    def _fetched(self, at_utc: datetime | None) -> str:
        if at_utc is None:
            return self.tr("never fetched")
        return self.tr("fetched {moment}").format(moment=self._phrases.moment(at_utc))

    def where_from(self, row: ClientRow, detail: ClientDetail | None) -> str:
        """Return the tooltip of a figure: field, run, moment, one a line."""
        lines = [self._how(row)]
        if detail is not None:
            read_from = sorted(
                {i.owed_field for i in detail.invoices if i.counted and i.owed_field}
            )
            if read_from:
                lines.append(self.tr("Field: {fields}").format(fields=", ".join(read_from)))
            if detail.run_id is not None:
                lines.append(self.tr("Run: {run}").format(run=detail.run_id))
        lines += self.of_sources(row) or self.ids(row)
        if row.fetched_at_utc is not None and not row.parts:
            at = self._phrases.moment(row.fetched_at_utc)
            lines.append(self.tr("Fetched: {moment}").format(moment=at))
        return "\n".join(line for line in lines if line)

    def agreement_tip(self, row: AgreementRow, currency: str) -> str:
        """Return where an agreement's figure came from."""
        money = self._phrases.money
        lines = [self.tr("Agreement {id}").format(id=row.remote_id)]
        if row.past_due_cents is None:
            lines.append(self.tr("Its invoices were not read"))
        if row.invoices_cents is not None:
            amount = money(row.invoices_cents, currency)
            lines.append(self.tr("Invoices add up to {amount}").format(amount=amount))
        if row.explicit_cents is not None:
            amount = money(row.explicit_cents, currency)
            lines.append(self.tr("Billing status says {amount}").format(amount=amount))
        if row.fetched_at_utc is not None:
            at = self._phrases.moment(row.fetched_at_utc)
            lines.append(self.tr("Fetched: {moment}").format(moment=at))
        if row.missing_since_utc is not None:
            at = self._phrases.moment(row.missing_since_utc)
            lines.append(self.tr("Not in the list since {moment}").format(moment=at))
        if row.imported is not None:
            at = self._phrases.moment(row.imported.written_at_utc)
            words = self.tr("Trainer and end from the file {file}, made {moment}")
            lines.append(words.format(file=row.imported.file_name, moment=at))
        return "\n".join(lines)

    def marks(self, row: ClientRow) -> tuple[list[State], list[str]]:
        """Return the marks of a figure, the worst first, and what each of them means."""
        shown = [mark for mark in MARKS_IN_ORDER if mark in row.marks]
        states = [self._phrases.mark_icon(mark) for mark in shown]
        return states, [self._phrases.mark_meaning(mark) for mark in shown]

    def trouble(self, row: ClientRow) -> str:
        """Return what is the matter with this person's figures, "" if nothing is."""
        lines = [row.trouble] if row.trouble else []
        if row.missing_since_utc is not None:
            at = self._phrases.moment(row.missing_since_utc)
            lines.append(self.tr("Not in the list of ClubOS since {moment}.").format(moment=at))
        if row.imported is not None:
            lines.append(self._imported(row.imported))
        return " ".join(lines)

    def _imported(self, file: Imported) -> str:
        at = self._phrases.moment(file.written_at_utc)
        words = self.tr("Packages and trainer are from the file {file}, made {moment}.")
        return words.format(file=file.file_name, moment=at)

    # --- parts ----------------------------------------------------------------------------------

    def _leading(self, row: ClientRow, tip: str) -> FigureText:
        label = self.tr("Past due")
        if row.past_due_cents is None:
            return FigureText(label, self.tr("Unknown"), self._why_unknown(row), "text2", tip)
        figure = self._money(row, row.past_due_cents)
        if Mark.AT_LEAST in row.marks:
            line = self.tr("not all agreements were read")
            return FigureText(self.tr("Past due, at least"), figure, line, "text", tip)
        if Mark.ESTIMATED in row.marks:
            line = self.tr("estimated, no invoices were read")
            return FigureText(label, figure, line, "text", tip)
        if Mark.DIFFERS in row.marks:
            return FigureText(self.tr("Past due, billing status leads"), figure, "", "text", tip)
        return FigureText(label, figure, "", "text", tip)

    def _beside(self, row: ClientRow, tip: str) -> list[FigureText]:
        return [*self._held(row, tip), *self._second(row, tip)]

    def _held(self, row: ClientRow, tip: str) -> list[FigureText]:
        """Return what a sweep says that waits for the manager."""
        if row.held is None:
            return []
        at = self._phrases.moment(row.held.swept_at_utc)
        label = self.tr("The sweep of {moment} says").format(moment=at)
        if row.held.missing:
            figure = self.tr("Not found")
        elif row.held.past_due_cents is None:
            figure = self.tr("Unknown")
        else:
            figure = self._money(row, row.held.past_due_cents)
        return [FigureText(label, figure, self.tr("waits for you"), "text2", tip)]

    def _second(self, row: ClientRow, tip: str) -> list[FigureText]:
        if row.past_due_cents is None and row.last_known_cents is not None:
            day = "" if row.last_known_on is None else self._phrases.day(row.last_known_on)
            figure = self._money(row, row.last_known_cents)
            return [FigureText(self.tr("Last known"), figure, day, "text2", tip)]
        if Mark.DIFFERS in row.marks and row.invoices_cents is not None:
            figure = self._money(row, row.invoices_cents)
            line = self.tr("{n} unpaid").format(n=row.unpaid_invoices)
            return [FigureText(self.tr("Invoices add up to"), figure, line, "text", tip)]
        return []

    def _rest(self, row: ClientRow, tip: str) -> list[FigureText]:
        found = []
        if row.days_past_due is not None:
            line = ""
            if row.oldest_due_on is not None:
                line = self.tr("due {day}").format(day=self._phrases.day(row.oldest_due_on))
            figure = self._phrases.days_long(row.days_past_due)
            found.append(FigureText(self.tr("Oldest"), figure, line, "text", tip))
        if row.fetched_at_utc is not None:
            figure = self._money(row, row.aging.not_due)
            if row.past_due_cents is None and not row.aging.not_due:
                figure = self.tr("Unknown")  # nothing was read, which is not nothing
            found.append(FigureText(self.tr("Not yet due"), figure, "", "text", tip))
            if row.cancelled_past_due_cents is None:
                figure, line = self.tr("Unknown"), self.tr("invoices not read")
            else:
                figure = self._money(row, row.cancelled_past_due_cents)
                line = "" if row.cancelled_past_due_cents else self.tr("nothing open")
            found.append(FigureText(self.tr("Cancelled agreements"), figure, line, "text", tip))
        if row.aging.credit:
            figure = self._money(row, -row.aging.credit)
            found.append(FigureText(self.tr("Credit"), figure, "", "text", tip))
        return found

    def _why_unknown(self, row: ClientRow) -> str:
        if row.fetched_at_utc is None and row.trouble is None:
            return self.tr("never fetched")
        return self.tr("could not be read")

    def _how(self, row: ClientRow) -> str:
        if row.past_due_cents is None:
            return self.tr("The amount could not be read")
        if Mark.ESTIMATED in row.marks:
            return self.tr("From the billing status, no invoices read")
        if Mark.DIFFERS in row.marks and row.explicit_cents is not None:
            return self.tr("From the billing status")
        if row.unpaid_invoices == 1:
            return self.tr("1 unpaid invoice")
        if row.unpaid_invoices:
            return self.tr("Sum of {n} unpaid invoices").format(n=row.unpaid_invoices)
        return self.tr("No unpaid invoice")

    def _invoices(self, n: int) -> str:
        return self.tr("1 invoice") if n == 1 else self.tr("{n} invoices").format(n=n)

    def _money(self, row: ClientRow, cents: int) -> str:
        return self._phrases.money(cents, row.currency)
