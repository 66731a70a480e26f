"""Aging: how old each owed cent is, in calendar days of the club, in buckets that never overlap."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

LIMITS: Final = (30, 60, 90)
"""Last day of the first three buckets (collections.md 5.1)."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An owed amount: `days` past due (at least 1), or not due, or of unknown age (both None)."""

    cents: int
    due_on: date | None = None
    days: int | None = None
    due: bool = True


@dataclass(frozen=True, slots=True)
class Aging:
    """Cents by age. Buckets are disjoint; credit stands apart and is never netted."""

    not_due: int = 0
    days_1_30: int = 0
    days_31_60: int = 0
    days_61_90: int = 0
    days_91: int = 0
    no_date: int = 0
    credit: int = 0

    @property
    def past_due_cents(self) -> int:
        """Return the control total: all that is due, dated or not."""
        return self.days_1_30 + self.days_31_60 + self.days_61_90 + self.days_91 + self.no_date

    @property
    def overdue(self) -> tuple[int, int, int, int]:
        """Return the four dated overdue buckets, youngest first."""
        return (self.days_1_30, self.days_31_60, self.days_61_90, self.days_91)

    def __add__(self, other: Aging) -> Aging:
        # spelled out: this is called once for each client of a list
        return Aging(
            self.not_due + other.not_due,
            self.days_1_30 + other.days_1_30,
            self.days_31_60 + other.days_31_60,
            self.days_61_90 + other.days_61_90,
            self.days_91 + other.days_91,
            self.no_date + other.no_date,
            self.credit + other.credit,
        )


_CELLS: Final = tuple(f.name for f in fields(Aging))


def days_past(due_on: date, today: date) -> int:
    """Return whole calendar days from *due_on* to *today*; due today is 0, yesterday 1."""
    return (today - due_on).days


def aged(parts: Iterable[Owed]) -> Aging:
    """Return the parts in buckets: 1-30, 31-60, 61-90, 91+, not due, no date; credit apart."""
    cells = dict.fromkeys(_CELLS, 0)
    for part in parts:
        if part.cents < 0:
            cells["credit"] -= part.cents
        else:
            cells[bucket(part)] += part.cents
    return Aging(**cells)


def bucket(part: Owed) -> str:
    """Return the name of the `Aging` field that the part belongs to."""
    if not part.due:
        return "not_due"
    if part.days is None:
        return "no_date"
    names = ("days_1_30", "days_31_60", "days_61_90")
    for name, limit in zip(names, LIMITS, strict=True):
        if part.days <= limit:
            return name
    return "days_91"
