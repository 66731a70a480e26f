"""The collections list on paper: who owes what, how old it is, and whether the sums agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from ui.printing.client_lists import ClientSheet
from ui.printing.contents import (
    NOT_APPLICABLE,
    UNKNOWN,
    Contents,
    Note,
    SheetColumn,
    SheetRow,
)
from ui.printing.control import added, control
from ui.printing.wording import one_line

if TYPE_CHECKING:
    from datetime import datetime

    from gymdesk.domain.aging import Aging
    from gymdesk.rows import ClientRow, CollectionsList
    from ui.phrases import Phrases
    from ui.printing.control import Sums
    from ui.printing.wording import Privacy


class CollectionsSheet(ClientSheet):
    """The collections list exactly as given: its rows, in their order.

    The totals are those of the printed rows. Buckets and balances are added separately; the
    control sentence says whether they agree, in a box with both numbers where they do not.
    """

    def __init__(
        self,
        collections: CollectionsList,
        phrases: Phrases,
        *,
        printed_by: str,
        printed_at_utc: datetime,
        filter_words: str,
        order_words: str,
        privacy: Privacy = "full",
    ) -> None:
        super().__init__(
            collections.club,
            phrases,
            printed_by=printed_by,
            printed_at_utc=printed_at_utc,
            filter_words=filter_words,
            order_words=order_words,
            privacy=privacy,
        )
        self._collections = collections

    @override
    def with_privacy(self, privacy: Privacy) -> CollectionsSheet:
        return CollectionsSheet(
            self._collections,
            self._phrases,
            printed_by=self._printed_by,
            printed_at_utc=self._printed_at_utc,
            filter_words=self._filter_words,
            order_words=self._order_words,
            privacy=privacy,
        )

    @override
    def _composed(self) -> Contents:
        collections = self._collections
        sums = added(collections.rows, self._club.currency)
        return Contents(
            title=self.tr("Collections list"),
            club=one_line(self._club.name),
            sublines=self._sublines(collections.figures_from_utc),
            printed=self._printed(),
            columns=self._columns(),
            rows=self._sheet_rows(self._row, collections.rows),
            totals=self._totals(sums) if collections.rows else (),
            notes=self._notes(sums),
            foot=self._foot(collections.figures_from_utc, collections.run_id),
            page_words=self.tr("Page {page} of {pages}"),
            nobody=self._nobody(),
            warning=self._warned(collections.warning, collections.complete),
        )

    # --- the table --------------------------------------------------------------------------------

    def _columns(self) -> tuple[SheetColumn, ...]:
        def money(title: str, width_mm: float, *, bold: bool = False) -> SheetColumn:
            return SheetColumn(title, width_mm, "money", right=True, bold=bold)

        return (
            SheetColumn(self.tr("#"), 7, "figure", right=True),
            SheetColumn(self.tr("Client"), 50, "name", bold=True, least_mm=44),
            SheetColumn(self.tr("Phone"), 27, "figure"),
            money(self.tr("Past due"), 24, bold=True),
            SheetColumn(self.tr("Age"), 12, "figure", right=True),
            money(self.tr("Not due"), 17),
            money(self.tr("1–30"), 17),
            money(self.tr("31–60"), 17),
            money(self.tr("61–90"), 17),
            money(self.tr("91+"), 17),
            money(self.tr("No date"), 17),
            money(self.tr("Cancelled"), 19),
            SheetColumn(self.tr("Trainer"), 32, lead_mm=2.5, least_mm=20),
        )

    def _row(self, number: int, row: ClientRow) -> SheetRow:
        parts = (self._part(cents, row) for cents in _parts(row.aging))
        cells = (
            str(number),
            self._name(row),
            self._phone(row),
            self._past_due(row),
            self._age(row),
            *parts,
            self._apart(row),
            self._trainer(row),
        )
        return SheetRow(cells, line=self._why(row), flag=self._flag(row))

    def _age(self, row: ClientRow) -> str:
        if row.days_past_due is not None:
            return str(self._phrases.days(row.days_past_due))
        # Owed but undated, or not known at all: the age is not known either.
        return NOT_APPLICABLE if row.past_due_cents == 0 else UNKNOWN

    def _why(self, row: ClientRow) -> str:
        """Return the second line: doubts first, then since when and for what."""
        said = self._doubts(row)
        if row.oldest_due_on is not None:
            oldest = self._phrases.day(row.oldest_due_on)
            said.append(self.tr("oldest due {day}").format(day=oldest))
        if row.unpaid_invoices == 1:
            said.append(self.tr("1 unpaid invoice"))
        elif row.unpaid_invoices:
            said.append(self.tr("{n} unpaid invoices").format(n=row.unpaid_invoices))
        if row.aging.credit:
            credit = self._phrases.money(row.aging.credit, row.currency)
            said.append(self.tr("credit of {amount}, not netted").format(amount=credit))
        said.extend(one_line(package.name) for package in row.packages)
        line = " · ".join(part for part in said if part)
        return line[:1].upper() + line[1:]

    # --- the end ----------------------------------------------------------------------------------

    def _totals(self, sums: Sums) -> tuple[str, ...]:
        currency = self._club.currency
        return (
            "",
            self._total_words(sums.known),
            "",
            str(self._phrases.money(sums.balances_cents, currency)),
            "",
            *(self._bare(cents, currency) for cents in _parts(sums.aging)),
            self._bare(sums.cancelled_cents, currency),
            "",
        )

    def _notes(self, sums: Sums) -> tuple[Note, ...]:
        if not self._collections.rows:
            return ()
        apart = self._apart_note(sums)
        return (self._control_note(sums), *((Note(apart),) if apart else ()), self._marks_note())

    def _control_note(self, sums: Sums) -> Note:
        proof = control(self._collections, sums)
        currency = self._club.currency
        left_out = [self._unknown_count(sums.unknown), self._foreign_count(sums.foreign)]
        buckets = self._phrases.money(proof.buckets_cents, currency)
        balances = self._phrases.money(proof.balances_cents, currency)
        if proof.agrees:
            said = self.tr(
                "Control: 1–30 + 31–60 + 61–90 + 91+ + no date = {amount} = sum of {n} balances. "
                "The two agree."
            )
            if sums.known == 1:
                said = self.tr(
                    "Control: 1–30 + 31–60 + 61–90 + 91+ + no date = {amount} = the one balance. "
                    "The two agree."
                )
            said = said.format(amount=buckets, n=sums.known)
        elif proof.buckets_cents != proof.balances_cents:
            said = self.tr(
                "Control: 1–30 + 31–60 + 61–90 + 91+ + no date = {buckets}, but the {n} balances "
                "add up to {balances}. The two do not agree. Check before you use this list."
            ).format(buckets=buckets, n=sums.known, balances=balances)
        else:
            claimed = self._phrases.money(proof.claimed_cents or 0, currency)
            said = self.tr(
                "Control: the {n} balances on this sheet add up to {balances}, but the list says "
                "{claimed}. The two do not agree. Check before you use this list."
            ).format(n=sums.known, balances=balances, claimed=claimed)
        text = " ".join(part for part in (said, *left_out) if part)
        return Note(text, bold=True, boxed=not proof.agrees)

    def _apart_note(self, sums: Sums) -> str:
        said = []
        if sums.cancelled_cents:
            amount = self._phrases.money(sums.cancelled_cents, self._club.currency)
            said.append(
                self.tr(
                    "Cancelled agreements owe {amount} apart; it is in no other figure above."
                ).format(amount=amount)
            )
        if sums.cancelled_unknown == 1:
            said.append(self.tr("What 1 client owes on cancelled agreements is unknown."))
        elif sums.cancelled_unknown:
            said.append(
                self.tr("What {n} clients owe on cancelled agreements is unknown.").format(
                    n=sums.cancelled_unknown
                )
            )
        return " ".join(said)

    def _nobody(self) -> str:
        """Return what an empty list says; "nobody" is claimed only of a whole, known list."""
        collections = self._collections
        if collections.figures_from_utc is None:
            return self.tr("No figures yet. Refresh first.")
        if collections.known or collections.unknown:
            return self.tr("Nobody on the list fits the filter.")
        if not collections.complete:
            return self.tr("Nobody is known to be past due, but not everybody was read.")
        return self.tr("Nobody is past due.")


def _parts(aging: Aging) -> tuple[int, ...]:
    return (aging.not_due, *aging.overdue, aging.no_date)
