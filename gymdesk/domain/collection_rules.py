"""The numbers that collecting goes by: each can be changed, each is shown beside the list."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from gymdesk.domain.case_event import PaymentKind

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class CollectionRules:
    """All numbers are whole. Slopes are hundredths of a percent that a debt loses per day.

    The slopes come from published recovery figures of commercial debts (collections.md 5.4), not
    from gyms: a place to start from, to be replaced by the club's own.
    """

    close_after_card_days: int = 7
    close_after_bank_days: int = 10
    grace_card_days: int = 1
    grace_bank_days: int = 5
    small_balance_cents: int = 100
    oldest_figures_h: int = 72
    most_attempts: int = 7
    attempts_in_days: int = 7
    rest_after_talk_days: int = 7
    quiet_from_h: int = 21
    quiet_until_h: int = 8
    new_days: int = 14
    drifting_until_days: int = 44
    old_after_days: int = 180
    letter_after_unanswered: int = 5
    slope_until_90: int = 22
    slope_until_180: int = 33
    slope_after_180: int = 8

    def grace_days(self, kind: PaymentKind | None) -> int:
        """Return the business days that a payment may take to show in the source."""
        return self.grace_bank_days if kind in _SLOW else self.grace_card_days

    def close_after_days(self, kind: PaymentKind | None) -> int:
        """Return the days that a paid debt must stay paid before the case is closed."""
        return self.close_after_bank_days if kind in _SLOW else self.close_after_card_days

    def with_values(self, values: Mapping[str, int]) -> CollectionRules:
        """Return the rules with *values*; a name that is not known or a bad number is left out."""
        sound = {
            n: v for n, v in values.items() if n in LIMITS and LIMITS[n][0] <= v <= LIMITS[n][1]
        }
        return replace(self, **sound)


_SLOW: Final = frozenset({PaymentKind.BANK, PaymentKind.CHECK})

LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    **{f.name: (0, 365) for f in fields(CollectionRules)},
    "small_balance_cents": (0, 100_000),
    "oldest_figures_h": (1, 24 * 60),
    "most_attempts": (1, 50),
    "attempts_in_days": (1, 31),
    "quiet_from_h": (0, 24),
    "quiet_until_h": (0, 24),
    "old_after_days": (1, 3650),
    "slope_until_90": (0, 10_000),
    "slope_until_180": (0, 10_000),
    "slope_after_180": (0, 10_000),
}
"""The smallest and the largest value of each rule."""
