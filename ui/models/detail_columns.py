"""The columns of a client's agreements and invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from gymdesk.domain.agreement import AgreementState
from gymdesk.domain.past_due import Mark
from ui.models.cells import Kind, State
from ui.models.row_table import NOT_APPLICABLE, Column, RowTable

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from gymdesk.rows import AgreementRow, InvoiceRow
    from ui.phrases import Phrases

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
NONE = "–"


class DetailColumns(QObject):
    """Makes the two tables of a client. Unknown amounts are a word, never 0."""

    def __init__(
        self,
        phrases: Phrases,
        agreement_tip: Callable[[AgreementRow, str], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._phrases = phrases
        self._tip = agreement_tip
        self._currency = "USD"

    def set_currency(self, currency: str) -> None:
        """Show amounts in *currency* from now on."""
        self._currency = currency

    def agreements_table(self, parent: QObject, *, compact: bool = False) -> RowTable[AgreementRow]:
        """Return the table of agreements; *compact* for a panel of 320 px."""
        return RowTable(
            self._compact_agreement_columns() if compact else self._agreement_columns(),
            row_id=lambda row: row.remote_id,
            haystack=lambda row: row.name,
            sentence=self._agreement_sentence,
            parent=parent,
        )

    def invoices_table(self, parent: QObject, *, compact: bool = False) -> RowTable[InvoiceRow]:
        """Return the table of invoices; *compact* for a panel of 320 px."""
        return RowTable(
            self._compact_invoice_columns() if compact else self._invoice_columns(),
            row_id=lambda row: row.remote_id,
            haystack=lambda row: row.remote_id,
            sentence=self._invoice_sentence,
            parent=parent,
        )

    def _agreement_columns(self) -> tuple[Column[AgreementRow], ...]:
        return (
            Column(
                "name",
                self.tr("Agreement"),
                0,
                LEFT,
                Kind.TEXT,
                lambda row: row.name,
                lambda row: row.name.casefold(),
                tooltip=lambda row: row.name,
                bold=lambda row: True,
            ),
            Column(
                "state",
                self.tr("State"),
                126,
                LEFT,
                Kind.BADGE,
                self._agreement_word,
                lambda row: str(row.state),
                badge=self._agreement_badge,
            ),
            Column(
                "total",
                self.tr("Total"),
                104,
                RIGHT,
                Kind.TEXT,
                lambda row: self._amount(row.total_cents),
                lambda row: row.total_cents,
                min_list_px=480,
            ),
            self._agreement_money(),
        )

    def _agreement_money(self) -> Column[AgreementRow]:
        return Column(
            "past_due",
            self.tr("Past due"),
            118,
            RIGHT,
            Kind.MONEY,
            lambda row: self._amount(row.past_due_cents),
            lambda row: row.past_due_cents,
            tooltip=lambda row: self._tip(row, self._currency),
            bold=lambda row: bool(row.past_due_cents),
            mark=self._agreement_mark,
            badge=self._unknown_agreement,
        )

    def _compact_agreement_columns(self) -> tuple[Column[AgreementRow], ...]:
        return (
            Column(
                "name",
                self.tr("Agreement"),
                0,
                LEFT,
                Kind.ICON_TEXT,
                self._agreement_line,
                lambda row: row.name.casefold(),
                icon=lambda row: self._agreement_badge(row).icon,
                tooltip=lambda row: f"{row.name}, {self._agreement_word(row)}",
            ),
            self._agreement_money(),
        )

    def _invoice_columns(self) -> tuple[Column[InvoiceRow], ...]:
        return (
            Column(
                "billing_on",
                self.tr("Billed on"),
                84,
                LEFT,
                Kind.TEXT,
                lambda row: self._day(row.billing_on),
                lambda row: None if row.billing_on is None else row.billing_on.toordinal(),
            ),
            Column(
                "what",
                self.tr("Invoice"),
                0,
                LEFT,
                Kind.TEXT,
                lambda row: f"#{row.remote_id} · {row.agreement_name}",
                lambda row: row.remote_id,
                tone=lambda row: "text2",
                tooltip=lambda row: f"#{row.remote_id} · {row.agreement_name}",
            ),
            Column(
                "state",
                self.tr("State"),
                146,
                LEFT,
                Kind.BADGE,
                self._invoice_word,
                lambda row: str(row.state),
                badge=self._invoice_badge,
                tooltip=self._invoice_word,
            ),
            Column(
                "age",
                self.tr("Age"),
                58,
                RIGHT,
                Kind.TEXT,
                lambda row: NONE if row.age_days is None else self._phrases.days(row.age_days),
                lambda row: NOT_APPLICABLE if row.age_days is None else row.age_days,
                min_list_px=514,
            ),
            self._invoice_money(),
        )

    def _invoice_money(self) -> Column[InvoiceRow]:
        return Column(
            "open",
            self.tr("Open"),
            104,
            RIGHT,
            Kind.MONEY,
            self._open,
            lambda row: row.owed_cents if row.open else NOT_APPLICABLE,
            tooltip=self._invoice_tip,
            bold=lambda row: row.counted,
            badge=self._unknown_invoice,
        )

    def _agreement_line(self, row: AgreementRow) -> str:
        if row.state == AgreementState.ACTIVE:
            return row.name
        return f"{self._agreement_word(row)} · {row.name}"

    def _compact_invoice_columns(self) -> tuple[Column[InvoiceRow], ...]:
        return (
            Column(
                "what",
                self.tr("Invoice"),
                0,
                LEFT,
                Kind.ICON_TEXT,
                self._invoice_line,
                lambda row: 0 if row.billing_on is None else row.billing_on.toordinal(),
                icon=lambda row: self._invoice_badge(row).icon,
                tooltip=lambda row: (
                    f"#{row.remote_id} · {row.agreement_name}\n{self._invoice_line(row)}"
                ),
            ),
            self._invoice_money(),
        )

    def _invoice_line(self, row: InvoiceRow) -> str:
        parts = [self._day(row.billing_on), self._invoice_word(row)]
        if row.age_days is not None:
            parts.append(self._phrases.days(row.age_days))
        return " · ".join(parts)

    # --- agreements -----------------------------------------------------------------------------

    def _agreement_word(self, row: AgreementRow) -> str:
        return self._phrases.agreement_state(row.state, row.raw_state)

    def _agreement_badge(self, row: AgreementRow) -> State:
        icon, tone, *_ = self._phrases.agreement_state_icon(row.state, row.raw_state)
        return State(icon, tone, self._agreement_word(row))

    def _agreement_mark(self, row: AgreementRow) -> State | None:
        for mark in (Mark.DIFFERS, Mark.AT_LEAST, Mark.ESTIMATED, Mark.STALE, Mark.MISSING):
            if mark in row.marks:
                icon, tone, *_ = self._phrases.mark_icon(mark)
                return State(icon, tone, self._phrases.mark(mark))
        return None

    def _unknown_agreement(self, row: AgreementRow) -> State | None:
        if row.past_due_cents is not None:
            return None
        return State("st-unknown", "neutral", self.tr("Unknown"))

    def _agreement_sentence(self, row: AgreementRow) -> str:
        return self.tr("{name}, {state}, past due {amount}").format(
            name=row.name, state=self._agreement_word(row), amount=self._amount(row.past_due_cents)
        )

    # --- invoices -------------------------------------------------------------------------------

    def _invoice_word(self, row: InvoiceRow) -> str:
        return self._phrases.invoice_state(row.state, row.raw_state)

    def _invoice_badge(self, row: InvoiceRow) -> State:
        icon, tone, *_ = self._phrases.invoice_state_icon(row.state, row.raw_state)
        return State(icon, tone, self._invoice_word(row))

    def _unknown_invoice(self, row: InvoiceRow) -> State | None:
        if row.owed_cents is not None:
            return None
        return State("st-unknown", "neutral", self.tr("Unknown"))

    def _open(self, row: InvoiceRow) -> str:
        if row.owed_cents is not None and not row.open:
            return NONE
        return self._amount(row.owed_cents)

    def _invoice_tip(self, row: InvoiceRow) -> str:
        lines = [self.tr("Invoice total: {amount}").format(amount=self._amount(row.total_cents))]
        if row.owed_field is not None:
            lines.append(self.tr("Read from the field {field}").format(field=row.owed_field))
        counted = self.tr("Part of past due") if row.counted else self.tr("Not part of past due")
        return "\n".join([*lines, counted])

    def _invoice_sentence(self, row: InvoiceRow) -> str:
        return self.tr("Invoice {id}, {state}, billed {day}, open {amount}").format(
            id=row.remote_id,
            state=self._invoice_word(row),
            day=self._day(row.billing_on),
            amount=self._open(row),
        )

    # --- both -----------------------------------------------------------------------------------

    def _amount(self, cents: int | None) -> str:
        if cents is None:
            return self.tr("unknown")
        return self._phrases.money(cents, self._currency)

    def _day(self, on: date | None) -> str:
        return self.tr("no date") if on is None else self._phrases.day(on)
