"""Words of status as their table shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gymdesk.domain.status_word import WordKind
    from gymdesk.rows.clubs import ClubRow


@dataclass(frozen=True)
class StatusWordRow:
    """A label that WODIFY has for leads or clients of a club; `count` of them have it now.

    `usual` is what it means in every WODIFY, None for a word of the gym's own; `said` is what
    somebody said at the desk that it means here.
    """

    kind: WordKind
    label: str
    count: int
    usual: str | None
    said: str | None

    @property
    def meaning(self) -> str | None:
        """Return what counts, None while nobody knows."""
        return self.said or self.usual


@dataclass(frozen=True)
class StatusWordTable:
    """The words of a club: those that nobody knows first, then by how many have them."""

    club: ClubRow
    rows: tuple[StatusWordRow, ...]
