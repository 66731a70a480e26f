"""What happened to a balance: only what is certain is told."""

from __future__ import annotations

import pytest

from gymdesk.domain.change import Balance, ChangeKind, balance_change

NEW, CLEARED, CHANGED = (
    ChangeKind.NEWLY_PAST_DUE,
    ChangeKind.CLEARED,
    ChangeKind.AMOUNT_CHANGED,
)


def exactly(cents: int) -> Balance:
    return Balance(cents)


def at_least(cents: int) -> Balance:
    return Balance(cents, at_least=True)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (exactly(0), exactly(15000), (NEW, 15000)),
        (None, exactly(15000), (NEW, 15000)),
        (at_least(0), exactly(15000), (NEW, 15000)),
        (exactly(0), at_least(15000), (NEW, 15000)),
        (exactly(24000), exactly(0), (CLEARED, -24000)),
        (at_least(24000), exactly(0), (CLEARED, -24000)),
        (exactly(30000), exactly(8000), (CHANGED, -22000)),
        (exactly(8000), exactly(30000), (CHANGED, 22000)),
        (exactly(8000), at_least(30000), (CHANGED, 22000)),
        (at_least(30000), exactly(8000), (CHANGED, -22000)),
    ],
)
def test_what_is_certain_is_told_with_its_amount(
    before: Balance | None, after: Balance, told: tuple[ChangeKind, int]
) -> None:
    assert balance_change(before, after) == told


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (exactly(100), None),
        (None, None),
        (None, exactly(0)),
        (exactly(0), exactly(0)),
        (exactly(100), exactly(100)),
        (exactly(100), at_least(0)),
        (exactly(100), at_least(60)),
        (at_least(60), exactly(100)),
        (at_least(60), at_least(100)),
    ],
)
def test_what_may_be_nothing_but_unread_is_not_told(
    before: Balance | None, after: Balance | None
) -> None:
    """Unknown is never zero, and "at least 60" may have been 100 all the time."""
    assert balance_change(before, after) is None
