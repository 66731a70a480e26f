"""What changed between two looks: who owes newly, no more, or otherwise. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChangeKind(StrEnum):
    """What happened since the last look, in the order it is told."""

    NEWLY_PAST_DUE = "newly_past_due"
    CLEARED = "cleared"
    AMOUNT_CHANGED = "amount_changed"
    NEW_AGREEMENT = "new_agreement"
    CANCELLED_AGREEMENT = "cancelled_agreement"
    GONE_AGREEMENT = "gone_agreement"
    NEW_CLIENT = "new_client"
    NEW_LEAD = "new_lead"
    MISSING_CLIENT = "missing_client"


@dataclass(frozen=True)
class Balance:
    """A past-due amount that is known. `at_least`: not everything of it could be read."""

    cents: int
    at_least: bool = False


def balance_change(before: Balance | None, after: Balance | None) -> tuple[ChangeKind, int] | None:
    """Return what happened to a balance and by how many cents; None = nothing that is certain.

    None for a balance is "never known". An amount that was read in part is at least so much: a
    rise from it and a fall to it may be nothing but what was not read, and are not told.
    """
    if after is None:
        return None
    was, now = before.cents if before else 0, after.cents
    if was <= 0 < now:
        return ChangeKind.NEWLY_PAST_DUE, now
    if before is None or was == now:
        return None
    if now <= 0:
        return None if after.at_least else (ChangeKind.CLEARED, now - was)
    doubtful = before.at_least if now > was else after.at_least
    return None if doubtful else (ChangeKind.AMOUNT_CHANGED, now - was)
