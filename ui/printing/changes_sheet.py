"""What changed since the last look, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from ui.printing.contents import Contents, SheetColumn, SheetRow
from ui.printing.sheet import Sheet
from ui.printing.wording import one_line, short_name

if TYPE_CHECKING:
    from datetime import datetime

    from gymdesk.rows.changes import ChangeList
    from ui.change_words import ChangeWords
    from ui.phrases import Phrases
    from ui.printing.wording import Privacy


class ChangesSheet(Sheet):
    """The changes exactly as listed: their rows, in their order."""

    def __init__(
        self,
        changes: ChangeList,
        phrases: Phrases,
        words: ChangeWords,
        *,
        printed_by: str,
        printed_at_utc: datetime,
        privacy: Privacy = "full",
    ) -> None:
        super().__init__(changes.club, phrases, printed_by, printed_at_utc)
        self._changes = changes
        self._words = words
        self._privacy: Privacy = privacy

    @property
    @override
    def privacy(self) -> Privacy:
        return self._privacy

    @override
    def with_privacy(self, privacy: Privacy) -> ChangesSheet:
        return ChangesSheet(
            self._changes,
            self._phrases,
            self._words,
            printed_by=self._printed_by,
            printed_at_utc=self._printed_at_utc,
            privacy=privacy,
        )

    @override
    def _composed(self) -> Contents:
        words, rows = self._words, self._changes.rows
        public = self._privacy == "public"
        return Contents(
            title=words.title(self._changes),
            club=one_line(self._club.name),
            sublines=(words.summary(rows) or self.tr("Nothing changed."), ""),
            printed=self._printed(),
            columns=(
                SheetColumn("#", 7, "figure", right=True),
                SheetColumn(self.tr("Client"), 56, "name", bold=True, least_mm=30),
                SheetColumn(self.tr("Change"), 75, "text", least_mm=40),
                SheetColumn(self.tr("By"), 24, "money", right=True),
                SheetColumn(self.tr("Owes now"), 24, "money", right=True),
            ),
            rows=tuple(
                SheetRow(
                    (
                        str(number),
                        short_name(row.name) if public else one_line(row.name),
                        one_line(words.what(row)),
                        words.amount(row),
                        words.owes_now(row),
                    )
                )
                for number, row in enumerate(rows, 1)
            ),
            totals=(),
            notes=(),
            foot=self.tr("Counted from the balances that each refresh kept."),
            page_words=self.tr("Page {page} of {pages}"),
            nobody=self.tr("Nothing changed."),
        )
