"""What stands on a sheet: columns, rows, notes, head and foot, as plain text without geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "text", "figure", "money"]
"""Names and texts may be elided once they are at the smallest size; figures and money never."""

NOT_APPLICABLE = "–"
UNKNOWN = "?"


@dataclass(frozen=True)
class SheetColumn:
    """One column. It may give way down to `least_mm`; `lead_mm` is free space before its words."""

    title: str
    width_mm: float
    kind: Kind = "text"
    right: bool = False
    bold: bool = False
    least_mm: float | None = None
    lead_mm: float = 0.0


@dataclass(frozen=True)
class SheetRow:
    """The cells of one row, a second `line` under all columns, a `flag` word after the name."""

    cells: tuple[str, ...]
    line: str = ""
    flag: str = ""


@dataclass(frozen=True)
class Note:
    """A sentence after the last row."""

    text: str
    bold: bool = False
    boxed: bool = False


@dataclass(frozen=True)
class Contents:
    """All that a sheet says. `notes` follow the `totals`; `nobody` is said when there are no rows.

    `name_at` is the column that carries the name: the second lines and the total start there.
    """

    title: str
    club: str
    sublines: tuple[str, ...]
    printed: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    totals: tuple[str, ...]
    notes: tuple[Note, ...]
    foot: str
    page_words: str
    nobody: str
    warning: str = ""
    name_at: int = 1
