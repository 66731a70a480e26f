"""What the lists of clients have in common on paper: names, amounts, second lines, marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.domain.past_due import Mark
from ui.printing.contents import NOT_APPLICABLE, UNKNOWN, Note
from ui.printing.marks import marked, unknown
from ui.printing.sheet import Sheet
from ui.printing.wording import bare_amount, one_line, short_name, short_phone

if TYPE_CHECKING:
    from datetime import datetime

    from gymdesk.rows import ClientRow, ClubRow
    from ui.phrases import Phrases
    from ui.printing.wording import Privacy


class ClientSheet(Sheet):
    """A list of clients on paper, with names and phones in full or for public view."""

    def __init__(
        self,
        club: ClubRow,
        phrases: Phrases,
        *,
        printed_by: str,
        printed_at_utc: datetime,
        filter_words: str,
        order_words: str,
        privacy: Privacy,
    ) -> None:
        super().__init__(club, phrases, printed_by, printed_at_utc)
        self._filter_words = filter_words
        self._order_words = order_words
        self._privacy: Privacy = privacy

    @property
    def privacy(self) -> Privacy:
        """Return whether names and phones are in full or shortened."""
        return self._privacy

    @property
    def is_public(self) -> bool:
        """Return whether the sheet may lie where others see it."""
        return self._privacy == "public"

    # --- head -------------------------------------------------------------------------------------

    def _sublines(self, figures_from_utc: datetime | None) -> tuple[str, str]:
        said = (self._filter_words, self._order_words, self._figures_from(figures_from_utc))
        scope = self.tr("Clients assigned to the signed-in user.")
        if self.is_public:
            scope = f"{scope} {self.tr('Names and numbers shortened.')}"
        return " · ".join(one_line(part) for part in said if part), scope

    def _warned(self, warning: str | None, complete: bool) -> str:
        """Return the sentence for the box; a list that is not whole says so in any case."""
        if warning:
            return self.tr("Check before you call: {warning}").format(warning=one_line(warning))
        if not complete:
            return self.tr(
                "Check before you call: the last refresh did not read everybody. Amounts may be "
                "older than they look, and somebody may be missing."
            )
        return ""

    # --- cells ------------------------------------------------------------------------------------

    def _name(self, row: ClientRow) -> str:
        name = short_name(row.name) if self.is_public else one_line(row.name)
        return name or self.tr("no name")

    def _flag(self, row: ClientRow) -> str:
        is_missing = Mark.MISSING in row.marks or row.missing_since_utc is not None
        return self.tr("missing") if is_missing else ""

    def _phone(self, row: ClientRow) -> str:
        if not row.phone.text or not row.phone.text.strip():
            return self.tr("none")
        return short_phone(row.phone.text) if self.is_public else one_line(row.phone.text)

    def _trainer(self, row: ClientRow) -> str:
        return one_line(row.trainer or "") or NOT_APPLICABLE

    def _past_due(self, row: ClientRow) -> str:
        if row.past_due_cents is None:
            return unknown(self.tr("unknown"), row.marks)
        return marked(self._phrases.money(row.past_due_cents, row.currency), row.marks)

    def _bare(self, cents: int, currency: str) -> str:
        return bare_amount(self._phrases.money(cents, currency))

    def _part(self, cents: int, row: ClientRow) -> str:
        """Return one bucket; of an unknown balance nothing is known to be zero."""
        if cents:
            return self._bare(cents, row.currency)
        return UNKNOWN if row.past_due_cents is None else NOT_APPLICABLE

    def _apart(self, row: ClientRow) -> str:
        """Return what cancelled agreements owe."""
        if row.cancelled_past_due_cents is None:
            return UNKNOWN
        cents = row.cancelled_past_due_cents
        return self._bare(cents, row.currency) if cents else NOT_APPLICABLE

    # --- second line ------------------------------------------------------------------------------

    def _doubts(self, row: ClientRow) -> list[str]:
        """Return why the figure is not simply so, in words."""
        said = self._unknown_words(row) if row.past_due_cents is None else []
        if Mark.DIFFERS in row.marks and None not in (row.explicit_cents, row.invoices_cents):
            said.append(
                self.tr("billing status says {explicit}, invoices add up to {invoices}").format(
                    explicit=self._phrases.money(row.explicit_cents, row.currency),
                    invoices=self._phrases.money(row.invoices_cents, row.currency),
                )
            )
        if Mark.AT_LEAST in row.marks and row.past_due_cents is not None:
            said.append(self.tr("not all agreements could be read"))
        if Mark.ESTIMATED in row.marks:
            said.append(self.tr("from the balance, no invoices sent"))
        if Mark.STALE in row.marks and row.fetched_at_utc is not None:
            fetched = self._phrases.moment(row.fetched_at_utc)
            said.append(self.tr("fetched {moment}").format(moment=fetched))
        if Mark.HELD in row.marks:
            said.append(self.tr("held, waits for a decision"))
        if row.missing_since_utc is not None:
            since = self._phrases.moment(row.missing_since_utc)
            said.append(self.tr("not in the list since {moment}").format(moment=since))
        return said

    def _unknown_words(self, row: ClientRow) -> list[str]:
        said = [self.tr("Amount unknown")]
        if row.fetched_at_utc is None and row.trouble is None:
            said = [self.tr("Amount unknown: never read")]
        elif row.trouble and not self.is_public:  # a trouble may quote the source
            trouble = one_line(row.trouble).rstrip(".")
            said = [self.tr("Amount unknown: {trouble}").format(trouble=trouble)]
        if row.last_known_cents is not None:
            amount = self._phrases.money(row.last_known_cents, row.currency)
            if row.last_known_on is None:
                said.append(self.tr("last known {amount}").format(amount=amount))
            else:
                said.append(
                    self.tr("last known {amount} on {day}").format(
                        amount=amount, day=self._phrases.day(row.last_known_on)
                    )
                )
        return said

    # --- end --------------------------------------------------------------------------------------

    def _total_words(self, known: int) -> str:
        if known == 1:
            return self.tr("Total of 1 known amount")
        return self.tr("Total of {n} known amounts").format(n=known)

    def _unknown_count(self, count: int) -> str:
        if count == 0:
            return ""
        if count == 1:
            return self.tr("1 client is unknown and not in the sum.")
        return self.tr("{n} clients are unknown and not in the sum.").format(n=count)

    def _foreign_count(self, count: int) -> str:
        if count == 0:
            return ""
        if count == 1:
            return self.tr("1 client owes in another currency and is not in the sum.")
        return self.tr("{n} clients owe in another currency and are not in the sum.").format(
            n=count
        )

    def _marks_note(self) -> Note:
        return Note(
            self.tr(
                "Marks: ≠ billing status and invoices differ · † older than the other figures · "
                "~ worked out from a balance · H held, waits for a decision · ≥ at least, not all "
                "was read · ? unknown · missing: not in the source's list any more"
            )
        )
