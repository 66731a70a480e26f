"""The columns of a printed list of clients: those that are chosen on the screen, in that order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gymdesk.rows import ClientRow
    from ui.printing.contents import SheetColumn
    from ui.printing.control import Sums

BUCKETS: Final = ("not_due", "days_1_30", "days_31_60", "days_61_90", "days_91", "no_date")
_PRINTED_AS: Final[Mapping[str, tuple[str, ...]]] = {"aging": BUCKETS, "why": ()}
"""Screen columns that are others on paper: the bar in buckets, the why-line under each row."""


@dataclass(frozen=True)
class Part:
    """One column of the sheet: its head, its cells, and its sum where it has one."""

    column: SheetColumn
    cell: Callable[[ClientRow], str]
    total: Callable[[Sums], str] | None = None


def printed_keys(chosen: Iterable[str], known: Mapping[str, Part]) -> list[str]:
    """Return the printed columns of the *chosen* ones, each once, the name first."""
    keys = ["name"]
    for key in chosen:
        keys += [k for k in _PRINTED_AS.get(key, (key,)) if k in known and k not in keys]
    return keys
