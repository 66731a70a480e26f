"""The columns of the totals by trainer and of the aging on a past day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Qt

from gymdesk.domain.client import SOURCE_NAMES, folded
from ui.models.cells import Kind
from ui.models.row_table import NOT_APPLICABLE, Column, RowTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.rows.cases import AgedRow, TrainerTotal
    from ui.phrases import Phrases

_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight


class TotalColumns(QObject):
    """Makes the two tables. Unknown is a word, nothing is a dash."""

    def __init__(self, phrases: Phrases, currency: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases
        self._currency = currency

    def trainers_table(self, parent: QObject) -> RowTable[TrainerTotal]:
        """Return an empty table of totals by trainer."""
        nobody = self.tr("No trainer known")
        return RowTable(
            (
                self._name(lambda r: r.trainer or nobody, self.tr("Trainer")),
                self._count("clients", self.tr("Clients"), lambda r: r.clients),
                self._count("to_do", self.tr("To do"), lambda r: r.to_do),
                self._money("past_due", self.tr("Past due"), lambda r: r.past_due_cents),
                self._money("cancelled", self.tr("Cancelled"), lambda r: r.cancelled_cents),
            ),
            row_id=lambda r: r.trainer or "",
            haystack=lambda r: r.trainer or nobody,
            parent=parent,
        )

    def aged_table(self, parent: QObject) -> RowTable[AgedRow]:
        """Return an empty table of who owed what on a day."""
        buckets = (
            ("not_due", self.tr("Not due"), lambda r: r.aging.not_due),
            ("days_1_30", self.tr("1–30"), lambda r: r.aging.days_1_30),
            ("days_31_60", self.tr("31–60"), lambda r: r.aging.days_31_60),
            ("days_61_90", self.tr("61–90"), lambda r: r.aging.days_61_90),
            ("days_91", self.tr("91+"), lambda r: r.aging.days_91),
            ("no_date", self.tr("No date"), lambda r: r.aging.no_date),
        )
        return RowTable(
            (
                self._name(lambda r: r.name, self.tr("Client")),
                self._money("past_due", self.tr("Past due"), lambda r: r.past_due_cents),
                *(self._money(key, title, of) for key, title, of in buckets),
                Column(
                    "read",
                    self.tr("As read on"),
                    96,
                    _LEFT,
                    Kind.TEXT,
                    lambda r: self._phrases.day(r.read_on),
                    lambda r: r.read_on.toordinal(),
                    tone=lambda r: "text2",
                    tooltip=self._of_sources,
                ),
            ),
            row_id=lambda r: r.client_id,
            haystack=lambda r: r.name,
            parent=parent,
        )

    def _of_sources(self, row: AgedRow) -> str:
        """Return what each source said of somebody who is in several."""
        if len(row.parts) < 2:
            return ""
        words = self.tr("{source}: {amount}, as read on {day}")
        said = []
        for part in row.parts:
            cents = part.past_due_cents
            amount = self.tr("unknown")
            if cents is not None:
                amount = self._phrases.money(cents, self._currency)
            name, day = SOURCE_NAMES[part.source], self._phrases.day(part.read_on)
            said.append(words.format(source=name, amount=amount, day=day))
        return "\n".join(said)

    def _name(self, of: Callable[[Any], str], title: str) -> Column[Any]:
        return Column(
            "name", title, 0, _LEFT, Kind.TEXT, of, lambda r: folded(of(r)), bold=lambda r: True
        )

    def _count(self, key: str, title: str, of: Callable[[Any], int]) -> Column[Any]:
        return Column(key, title, 76, _RIGHT, Kind.TEXT, lambda r: str(of(r)), of)

    def _money(self, key: str, title: str, of: Callable[[Any], int | None]) -> Column[Any]:
        def text(row: Any) -> str:
            cents = of(row)
            if cents is None:
                return self.tr("unknown")
            return self._phrases.money(cents, self._currency) if cents else "–"

        return Column(
            key,
            title,
            84,
            _RIGHT,
            Kind.MONEY,
            text,
            lambda r: NOT_APPLICABLE if of(r) == 0 else of(r),
        )
