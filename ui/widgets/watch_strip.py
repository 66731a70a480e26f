"""The watch strip: whether the clients whose amount the manager knows still agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.badge import Badge
from ui.widgets.label import ElidedLabel

if TYPE_CHECKING:
    from gymdesk.rows import WatchedRow
    from ui.phrases import Phrases
    from ui.style import Style

HEIGHT_PX = 40


class WatchStrip(QWidget):
    """Says "3 of 3 watched clients agree", and each with its amount. Hidden without any."""

    def __init__(self, style: Style, phrases: Phrases, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases
        self._agreement = Badge(style)
        self._title = ""
        self._each = ElidedLabel(style, "label", "text2")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(10)
        line.addWidget(self._agreement)
        line.addWidget(self._each, 1)
        self.setMinimumHeight(HEIGHT_PX)
        self.hide()

    @property
    def words(self) -> str:
        """Return what is shown, as one sentence."""
        return f"{self._title}. {self._each.text()}"

    def show_watched(self, watched: tuple[WatchedRow, ...]) -> None:
        """Show the watched clients; those that do not agree come first."""
        agreeing = sum(row.agrees for row in watched)
        whole = agreeing == len(watched)
        icon, tone = ("st-ok", "good") if whole else ("st-warn", "warn")
        words = self.tr("{n} of {of} watched clients agree")
        self._title = words.format(n=agreeing, of=len(watched))
        self._agreement.set_state(icon, tone, self._title)
        each = " · ".join(self._one(row) for row in sorted(watched, key=lambda r: r.agrees))
        self._each.setText(each)
        self.setAccessibleName(self.words)
        self.setVisible(bool(watched))

    def _one(self, row: WatchedRow) -> str:
        expected = self._phrases.money(row.expected_cents, row.currency)
        if row.agrees:
            return f"{row.name} {expected}"
        found = self._phrases.money(row.past_due_cents, row.currency)
        if row.at_least and row.past_due_cents is not None:
            found = f"≥ {found}"
        words = self.tr("{name} {found}, expected {expected}")
        return words.format(name=row.name, found=found, expected=expected)
