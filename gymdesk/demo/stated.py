"""What the documented billing status states, agreement by agreement, typed by hand.

Most agreements state 0, also those that owe: a figure must not believe it. The clients at the end
are in the documented gym alone, for what only an explicit amount can say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gymdesk.demo.entries import COACHING, TRAINING_1X, TRAINING_2X, Contract, Entry, Owed, Row

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Stated:
    """One billing status; None = the field is left out. `balance` is the contract's, never owed."""

    is_past_due: bool | None = False
    past_due_cents: int | None = 0
    amount_past_due_cents: int | None = 0
    balance_due_cents: int | None = 0
    balance_cents: int | None = None
    status: str | None = "Current"
    dollars: bool = False
    """Amounts are written as "$1,234.50"."""


NOTHING_STATED: Final = Stated()

STATED: Final[Mapping[int, Stated]] = {
    1500131: Stated(True, 63000, 63000, 63000, 216000, "Past Due"),
    1500132: Stated(True, None, 62970, None, None, "past_due"),
    1500133: Stated(True, None, None, 198000, 198000, "PastDue", dollars=True),
    # Not past due, it says, but for a balance due: that says nothing, the invoice does.
    1500135: Stated(False, 0, None, 9000, 180000),
    1500136: Stated(None, 6500, None, None, 90000, None),
    # Of a client with three agreements one states its amount.
    1500137: Stated(True, 27000, None, None, None, "Delinquent"),
    1500151: Stated(True, 5000, None, None, 90000, "Past Due"),
    1500152: Stated(None, None, None, None, 15000, "Past Due"),
    1500153: Stated(True, 20000, None, None, None, "Past Due"),
    1500154: Stated(True, 123450, 123450, None, 250000, "Past Due", dollars=True),
}

ONLY_DOCUMENTED: Final = (
    # Past due 50.00 with a contract balance of 900.00.
    Entry(
        910000151,
        "Nadia Vorhees",
        (Contract(1500151, COACHING, "11", last=-26, rows=(Row(-12, 5, 5000),)),),
        active=("Group Coaching",),
        owed=Owed(past_due_cents=5000, days_1_30_cents=5000, oldest_due_days_ago=12),
    ),
    # 150.00 and 150.00 are 300.00.
    Entry(
        910000152,
        "Otto Reinholt",
        (
            Contract(
                1500152, TRAINING_1X, "1", last=-34, rows=(Row(-20, 5, 15000), Row(-6, 4, 15000))
            ),
        ),
        active=("Personal Training 1x",),
        owed=Owed(past_due_cents=30000, days_1_30_cents=30000, oldest_due_days_ago=20),
    ),
    # 200.00 are stated, 180.00 invoiced: what the invoices do not explain has no date.
    Entry(
        910000153,
        "Petra Zielinski",
        (Contract(1500153, TRAINING_2X, "111", last=-26, rows=(Row(-12, 5, 18000),)),),
        active=("Personal Training 2x",),
        owed=Owed(
            past_due_cents=20000,
            days_1_30_cents=18000,
            no_date_cents=2000,
            oldest_due_days_ago=12,
        ),
    ),
    Entry(
        910000154,
        "Rafe Underhill",
        (
            Contract(
                1500154, TRAINING_2X, "11", last=-54, rows=(Row(-40, 5, 61725), Row(-26, 4, 61725))
            ),
        ),
        active=("Personal Training 2x",),
        owed=Owed(
            past_due_cents=123450,
            days_1_30_cents=61725,
            days_31_60_cents=61725,
            oldest_due_days_ago=40,
        ),
    ),
)

ONLY_DOCUMENTED_CENTS: Final = 178450
