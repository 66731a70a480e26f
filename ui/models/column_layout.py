"""The columns of a list as the user wants them: which, in what order, how wide, sorted by what."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.models.row_table import Column

VERSION: Final = 1
"""Of the text form. A layout of another version is not read: the list then looks as built."""
LEAST_PX, MOST_PX, STEP_PX = 40, 800, 16


@dataclass(frozen=True)
class ColumnChoice:
    """What the user wants of one column; `shown` and `width_px` None = as the list sees fit."""

    key: str
    shown: bool | None = None
    width_px: int | None = None


@dataclass(frozen=True)
class ColumnLayout:
    """The choices in the order of the screen. The first one is the name: always there, frozen."""

    choices: tuple[ColumnChoice, ...] = ()
    sorted_by: str | None = None
    descending: bool = False

    def choice(self, key: str) -> ColumnChoice:
        """Return what is wanted of a column."""
        return next((c for c in self.choices if c.key == key), ColumnChoice(key))

    def keys(self) -> list[str]:
        """Return the keys of all columns in the order of the screen, shown or not."""
        return [choice.key for choice in self.choices]

    def with_shown(self, key: str, shown: bool) -> ColumnLayout:
        """Return the layout with a column shown or not; the first one stays."""
        if self.choices and key == self.choices[0].key:
            return self
        return self._changed(key, shown=shown)

    def with_width(self, key: str, width_px: int | None) -> ColumnLayout:
        """Return the layout with a column of that width; None = the width of its content."""
        if width_px is not None:
            width_px = min(MOST_PX, max(LEAST_PX, width_px))
        return self._changed(key, width_px=width_px)

    def moved(self, key: str, by: int) -> ColumnLayout:
        """Return the layout with a column *by* places further right; nothing passes the first."""
        keys = self.keys()
        if key not in keys[1:]:
            return self
        at = keys.index(key)
        to = min(len(keys) - 1, max(1, at + by))
        choices = list(self.choices)
        choices.insert(to, choices.pop(at))
        return replace(self, choices=tuple(choices))

    def in_order(self, keys: Sequence[str]) -> ColumnLayout:
        """Return the layout in the order of *keys*, the first one kept first."""
        place = {key: at for at, key in enumerate(keys)}
        rest = sorted(self.choices[1:], key=lambda c: place.get(c.key, len(place)))
        return replace(self, choices=(*self.choices[:1], *rest))

    def with_sort(self, key: str | None, descending: bool) -> ColumnLayout:
        """Return the layout sorted by a column, or in the order the rows come in."""
        return replace(self, sorted_by=key, descending=descending)

    def _changed(self, key: str, **changes: Any) -> ColumnLayout:
        found = (replace(c, **changes) if c.key == key else c for c in self.choices)
        return replace(self, choices=tuple(found))


def first_layout(columns: Sequence[Column[Any]]) -> ColumnLayout:
    """Return the layout that a list is built with."""
    return ColumnLayout(tuple(ColumnChoice(column.key) for column in columns))


def wanted_keys(columns: Sequence[Column[Any]], layout: ColumnLayout) -> list[str]:
    """Return the columns that are wanted, in their order, whether or not there is room for them."""
    by_itself = {column.key: column.chosen for column in columns}
    return [
        choice.key
        for at, choice in enumerate(layout.choices)
        if at == 0 or (by_itself[choice.key] if choice.shown is None else choice.shown)
    ]


def as_text(layout: ColumnLayout) -> str:
    """Return the layout as one line of text."""
    listed = [{"key": c.key, "shown": c.shown, "width": c.width_px} for c in layout.choices]
    whole = {
        "version": VERSION,
        "columns": listed,
        "sorted_by": layout.sorted_by,
        "descending": layout.descending,
    }
    return json.dumps(whole, separators=(",", ":"))


def from_text(text: str, columns: Sequence[Column[Any]]) -> ColumnLayout:
    """Return the kept layout of *columns*; the first one where it is unreadable or too new or old.

    A column that is new in this build stands where it was built, one that is gone is left out.
    """
    first = first_layout(columns)
    try:
        whole = json.loads(text)
        if whole["version"] != VERSION:
            return first
        kept = [_choice(part) for part in whole["columns"]]
        sorted_by, descending = whole["sorted_by"], whole["descending"] is True
    except (ValueError, KeyError, TypeError, AttributeError):
        return first
    known = {column.key for column in columns}
    keys = [column.key for column in columns]
    choices = {c.key: c for c in kept if c.key in known}
    order = list(choices)
    for at, key in enumerate(keys):
        if key not in choices:
            before = next((k for k in reversed(keys[:at]) if k in order), None)
            order.insert(0 if before is None else order.index(before) + 1, key)
    found = ColumnLayout(tuple(choices.get(key, ColumnChoice(key)) for key in order))
    found = replace(found, choices=_name_first(found.choices, keys[0]))
    return found.with_sort(sorted_by if sorted_by in known else None, descending)


def _choice(part: dict[str, Any]) -> ColumnChoice:
    shown, width = part.get("shown"), part.get("width")
    good = isinstance(width, int) and LEAST_PX <= width <= MOST_PX
    return ColumnChoice(
        str(part["key"]), shown if isinstance(shown, bool) else None, width if good else None
    )


def _name_first(choices: tuple[ColumnChoice, ...], key: str) -> tuple[ColumnChoice, ...]:
    name = next(c for c in choices if c.key == key)
    return (replace(name, shown=None), *(c for c in choices if c.key != key))
