"""Holds of memberships: what a look showed, and what that says on a day. Pure.

WODIFY leaves a client whose membership is on hold "Active", and tells of holds only when asked
for one membership. Nobody could verify what an entry looks like: what is not understood is said so
and changes no status.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class HoldState(StrEnum):
    """What is known of a membership's holds today. UNKNOWN is not "none"."""

    ON_HOLD = "on_hold"
    UNCLEAR = "unclear"
    AHEAD = "ahead"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold from its first day to its last; `until_on` None = no end is set."""

    from_on: date
    until_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class HoldLook:
    """What one look at a membership showed. `known` False: the answer said nothing of holds.

    `unclear` counts entries whose days are not understood; `raw` keeps all of them as they came.
    """

    known: bool
    holds: tuple[Hold, ...] = ()
    unclear: int = 0
    raw: str = ""


def hold_today(look: HoldLook | None, today: date) -> tuple[HoldState, Hold | None]:
    """Return what a look says of *today*, and the hold that it is about.

    Only days that are understood make a hold: one in force goes first, then what is not understood,
    then the next one to come. A hold that is over says nothing.
    """
    if look is None or not look.known:
        return HoldState.UNKNOWN, None
    now = [
        h for h in look.holds if h.from_on <= today and (h.until_on is None or today <= h.until_on)
    ]
    if now:
        # without an end is longer than any end
        return HoldState.ON_HOLD, max(now, key=lambda h: (h.until_on is None, h.until_on or today))
    if look.unclear:
        return HoldState.UNCLEAR, None
    ahead = [h for h in look.holds if h.from_on > today]
    if ahead:
        return HoldState.AHEAD, min(ahead, key=lambda h: h.from_on)
    return HoldState.NONE, None
