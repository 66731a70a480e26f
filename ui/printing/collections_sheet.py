"""The collections list on paper: who owes what, how old it is, and whether the sums agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from ui.printing.client_lists import ClientSheet
from ui.printing.contents import Contents, Note, SheetRow
from ui.printing.control import added, control
from ui.printing.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from gymdesk.rows import ClientRow, CollectionsList
    from ui.phrases import Phrases
    from ui.printing.client_lists import Worklist
    from ui.printing.control import Sums
    from ui.printing.wording import Privacy


MOST_STRETCHES = 8
"""More stretches of rows than these are counted, not named."""


class CollectionsSheet(ClientSheet):
    """The collections list exactly as given: its rows, in their order.

    The totals are those of the printed rows. Buckets and balances are added separately; the
    control sentence says whether they agree, in a box with both numbers where they do not.
    """

    OWN_COLUMNS = ("name", "phone", "past_due", "age", "aging", "cancelled", "trainer")

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
        columns: Sequence[str] | None = None,
        worklist: Worklist | None = None,
    ) -> None:
        super().__init__(
            collections.club,
            phrases,
            printed_by=printed_by,
            printed_at_utc=printed_at_utc,
            filter_words=filter_words,
            order_words=order_words,
            privacy=privacy,
            columns=columns,
            worklist=worklist,
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
            columns=self._chosen,
            worklist=self._worklist,
        )

    @override
    def _composed(self) -> Contents:
        collections = self._collections
        sums = added(collections.rows, self._club.currency)
        parts = self._parts()
        return Contents(
            title=self.tr("Collections list"),
            club=one_line(self._club.name),
            sublines=self._sublines(
                len(collections.rows), collections.figures_from_utc, collections.users
            ),
            printed=self._printed(),
            columns=self._numbered(parts, 7),
            rows=self._sheet_rows(
                lambda number, row: SheetRow(
                    self._cells(number, row, parts), line=self._why(row), flag=self._flag(row)
                ),
                collections.rows,
            ),
            totals=self._sums(sums, parts) if collections.rows else (),
            notes=self._notes(sums),
            foot=self._foot(collections.figures_from_utc, collections.run_id),
            page_words=self.tr("Page {page} of {pages}"),
            nobody=self._nobody(),
            warning=self._warned(collections.warning, collections.complete),
        )

    # --- the table --------------------------------------------------------------------------------

    def _why(self, row: ClientRow) -> str:
        """Return the second line: doubts first, then since when and for what, if it is wanted."""
        said = self._doubts(row)
        if self._chosen is not None and "why" not in self._chosen:
            return said[0][:1].upper() + " · ".join(said)[1:] if said else ""
        if self._worklist is not None and row.past_due_cents is not None:
            line = " · ".join([one_line(self._worklist.why(row)), *said])
            return line[:1].upper() + line[1:]
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

    def _notes(self, sums: Sums) -> tuple[Note, ...]:
        if not self._collections.rows:
            return ()
        after = [note for note in (self._apart_note(sums), self._off_note()) if note]
        return (self._control_note(sums), *(Note(note) for note in after), self._marks_note())

    def _off_note(self) -> str:
        """Return which rows are not to be called and why, "" where all are."""
        if self._worklist is None:
            return ""
        found = [
            (number, why)
            for number, row in enumerate(self._collections.rows, start=1)
            if (why := self._worklist.off_the_list(row))
        ]
        if not found:
            return ""
        reasons = ", ".join(one_line(why) for why in dict.fromkeys(why for _, why in found))
        numbers = [number for number, _ in found]
        stretches = _stretches(numbers)
        if len(numbers) == 1:
            words = self.tr("Row {rows} is off the call list: {reasons}.")
        elif len(stretches) > MOST_STRETCHES:
            words = self.tr("{n} of these rows are off the call list: {reasons}.")
        else:
            words = self.tr("Rows {rows} are off the call list: {reasons}.")
        rows = ", ".join(stretches)
        return words.format(rows=rows, n=self._phrases.number(len(numbers)), reasons=reasons)

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


def _stretches(numbers: Sequence[int]) -> list[str]:
    """Return numbers that follow each other as "15–20"."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return [str(first) if first == last else f"{first}–{last}" for first, last in found]
