"""What a look at holds says of a member. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gymdesk.domain.hold import HoldState, hold_today
from gymdesk.domain.membership import MemberFlag, in_force

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from gymdesk.domain.hold import HoldLook
    from gymdesk.domain.membership import Standing

_FLAGS: Final[Mapping[HoldState, MemberFlag]] = {
    HoldState.ON_HOLD: MemberFlag.ON_HOLD,
    HoldState.UNCLEAR: MemberFlag.HOLD_UNCLEAR,
    HoldState.AHEAD: MemberFlag.HOLD_AHEAD,
}


def with_hold(standing: Standing, look: HoldLook | None, today: date) -> Standing:
    """Return where a client stands with what a look at the membership in force says of holds.

    The status stays what it is: WODIFY itself leaves such a client active.
    """
    row = standing.membership
    flag = _FLAGS.get(hold_today(look, today)[0])
    if flag is None or row is None or not in_force(row, today):
        return standing
    return replace(standing, flags=standing.flags | {flag})
