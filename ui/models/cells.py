"""What a cell of a list is: its kind, its state, and the roles a list asks a model for."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from gymdesk.domain.aging import Aging

_USER: Final = int(Qt.ItemDataRole.UserRole.value)

KIND: Final = _USER + 1
"""The column's `Kind`."""
ICON: Final = _USER + 2
"""An icon's name, or ""."""
TONE: Final = _USER + 3
"""The token that the text is written in."""
WHY: Final = _USER + 4
"""The why-line of the row, or ""."""
SORT: Final = _USER + 5
"""What the column sorts by: None = unknown, `NOT_APPLICABLE`, or a comparable value."""
MARK: Final = _USER + 6
"""A `State` beside an amount, or None."""
AGING: Final = _USER + 7
"""The row's `Aging`."""
SENTENCE: Final = _USER + 8
"""The whole row as it is spoken."""
CELL: Final = _USER + 9
"""All that the delegate paints, as one `Cell`: one call instead of six."""
ROW_ID: Final = _USER + 10
"""The id of the row's object."""

DEEP: Final = _USER + 11
"""Whether a branch stands under the branch above it."""


class Kind(IntEnum):
    """How a cell is painted."""

    TEXT = 0
    NAME = 1
    """The icon stands after the text."""
    MONEY = 2
    """Right-aligned; the mark's icon 22 px left of it, or a badge instead where unknown."""
    BADGE = 3
    AGING = 4
    ICON_TEXT = 5


class State(NamedTuple):
    """A state: an icon, a tone ("neutral" for the plain one) and a word."""

    icon: str
    tone: str
    word: str = ""


class Cell(NamedTuple):
    """All that the delegate needs to paint one cell."""

    kind: int
    text: str
    right: bool
    bold: bool
    tone: str
    icon: str
    mark: State | None
    badge: State | None
    aging: Aging | None
