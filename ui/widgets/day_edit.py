"""A field for a day: typing begins with the number of the day, not with its weekday."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit
from typing_extensions import override

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QFocusEvent
    from PySide6.QtWidgets import QWidget

LEAST_PX, MOST_PX = 96, 260
_NUMBER = 1
"""The place of the day's number in the format."""


class DayEdit(QDateEdit):
    """Shows "Fri 27 Nov 2026"; the arrows step, a click opens the calendar."""

    def __init__(self, on: date, parent: QWidget | None = None) -> None:
        super().__init__(QDate(on.year, on.month, on.day), parent)
        self.setCalendarPopup(True)
        self.setDisplayFormat(self.tr("ddd d MMM yyyy"))
        self.setMinimumWidth(LEAST_PX)
        self.setMaximumWidth(MOST_PX)

    @property
    def day(self) -> date:
        """Return the day."""
        found: Any = self.date().toPython()
        return found  # type: ignore[no-any-return]

    def show_day(self, on: date) -> None:
        """Show another day."""
        self.setDate(QDate(on.year, on.month, on.day))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # By number: Qt takes the weekday for a day as well, and stops stepping it on Sundays.
        self.setCurrentSectionIndex(_NUMBER)
        words = self.text().split(" ")
        self.lineEdit().setSelection(len(words[0]) + 1, len(words[_NUMBER]))
