"""Marks on paper: the sign before an amount that says why it is not simply so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gymdesk.domain.past_due import Mark
from ui.printing.contents import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

SIGNS: Final = {
    Mark.DIFFERS: "≠",
    Mark.STALE: "†",
    Mark.ESTIMATED: "~",
    Mark.HELD: "H",
    Mark.AT_LEAST: "≥",
}
"""In the order in which they stand; "at least" belongs to the number, so it is the last."""


def marked(amount: str, marks: Iterable[Mark]) -> str:
    """Return the amount with its signs before it, such as "†≥ $120.00"."""
    present = set(marks)
    signs = "".join(sign for mark, sign in SIGNS.items() if mark in present)
    return f"{signs} {amount}" if signs else amount


def unknown(word: str, marks: Iterable[Mark]) -> str:
    """Return what stands where an amount is not known, such as "†? unknown"."""
    present = set(marks) - {Mark.AT_LEAST}
    return marked(f"{UNKNOWN} {word}", present).replace(f" {UNKNOWN} ", f"{UNKNOWN} ", 1)
