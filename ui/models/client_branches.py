"""What a client's row unfolds to: agreements, and under each its open invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.models.cells import Cell, Kind, State
from ui.models.row_table import Branch

if TYPE_CHECKING:
    from gymdesk.rows import AgreementRow, ClientDetail, InvoiceRow
    from ui.phrases import Phrases

_NONE = "–"


class ClientBranches(QObject):
    """Words a detail as branches. An unknown amount is a badge, never 0."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def reading(self) -> list[Branch]:
        """Return the one line that stands there until the detail is read."""
        return [self._said(self.tr("Reading agreements and invoices…"))]

    def of(self, detail: ClientDetail) -> list[Branch]:
        """Return the agreements, each with its open invoices under it."""
        currency = detail.club.currency
        waiting = [invoice for invoice in detail.invoices if invoice.open]
        branches: list[Branch] = []
        # Of two agreements with one name it is not known whose an invoice is: they stand together,
        # their invoices under the last one.
        agreements = sorted(detail.agreements, key=lambda a: _first_of_name(detail, a))
        for at, agreement in enumerate(agreements):
            branches.append(self._agreement(agreement, currency))
            following = agreements[at + 1].name if at + 1 < len(agreements) else None
            if agreement.name != following:
                mine = [i for i in waiting if i.agreement_name == agreement.name]
                waiting = [i for i in waiting if i.agreement_name != agreement.name]
                branches += [self._invoice(invoice, currency) for invoice in mine]
        branches += [self._invoice(invoice, currency) for invoice in waiting]
        return branches or [self._said(self.tr("No agreement and no open invoice is known."))]

    def _agreement(self, row: AgreementRow, currency: str) -> Branch:
        icon, _, word = self._phrases.agreement_state_icon(row.state, row.raw_state)
        word = word or self._phrases.agreement_state(row.state, row.raw_state)
        amount = self._amount(row.past_due_cents, currency)
        line = [word]
        if row.past_due_cents is None:
            line.append(self.tr("its invoices were not read"))
        if row.total_cents is not None:
            total = self._amount(row.total_cents, currency)
            line.append(self.tr("{amount} in all").format(amount=total))
        if row.end_on is not None:
            line.append(self.tr("until {day}").format(day=self._phrases.day(row.end_on)))
        spoken = self.tr("Agreement {name}, {state}, past due {amount}")
        cells = {
            "name": _text(row.name, icon=icon, kind=Kind.ICON_TEXT, tone="text"),
            "package": _text(word, tone="text2"),
            "past_due": self._money(row.past_due_cents, currency, bold=bool(row.past_due_cents)),
            "why": _text(" · ".join(line), tone="text2"),
        }
        return Branch(
            cells,
            line=" · ".join(line),
            spoken=spoken.format(name=row.name, state=word, amount=amount),
            tooltip=self.tr("Agreement {id}: {name}").format(id=row.remote_id, name=row.name),
        )

    def _invoice(self, row: InvoiceRow, currency: str) -> Branch:
        icon, tone, word = self._phrases.invoice_state_icon(row.state, row.raw_state)
        word = word or self._phrases.invoice_state(row.state, row.raw_state)
        day = self.tr("no date") if row.billing_on is None else self._phrases.day(row.billing_on)
        age = _NONE if row.age_days is None else self._phrases.days(row.age_days)
        amount = self._amount(row.owed_cents, currency)
        title = self.tr("{day} · #{id}").format(day=day, id=row.remote_id)
        line = [word]
        if not row.counted:
            line.append(self.tr("not part of past due"))
        if row.total_cents is not None and row.total_cents != row.owed_cents:
            total = self._amount(row.total_cents, currency)
            line.append(self.tr("of {amount}").format(amount=total))
        spoken = self.tr("Invoice {id} of {day}, {state}, open {amount}")
        cells = {
            "name": _text(title, icon=icon, kind=Kind.ICON_TEXT, tone=_quiet(tone)),
            "package": _text(word, tone="text2"),
            "past_due": self._money(row.owed_cents, currency, bold=row.counted),
            "age": _text(age, tone="text2", right=True),
            "why": _text(" · ".join(line), tone="text2"),
        }
        return Branch(
            cells,
            line=" · ".join(line),
            spoken=spoken.format(id=row.remote_id, day=day, state=word, amount=amount),
            tooltip=f"#{row.remote_id} · {row.agreement_name}",
            deep=True,
        )

    def _said(self, words: str) -> Branch:
        return Branch({"name": _text(words, tone="text2")}, spoken=words)

    def _money(self, cents: int | None, currency: str, *, bold: bool) -> Cell:
        badge = State("st-unknown", "neutral", self.tr("Unknown")) if cents is None else None
        words = self._amount(cents, currency)
        return Cell(int(Kind.MONEY), words, True, bold, "text", "", None, badge, None)

    def _amount(self, cents: int | None, currency: str) -> str:
        return self.tr("unknown") if cents is None else self._phrases.money(cents, currency)


def _text(
    words: str, *, tone: str, icon: str = "", kind: Kind = Kind.TEXT, right: bool = False
) -> Cell:
    return Cell(int(kind), words, right, False, tone, icon, None, None, None)


def _quiet(tone: str) -> str:
    return "text" if tone in ("neutral", "good") else tone


def _first_of_name(detail: ClientDetail, agreement: AgreementRow) -> int:
    return next(at for at, a in enumerate(detail.agreements) if a.name == agreement.name)
