"""How the demo club is written down: packages, contracts and debts, dates as days from today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DRAFT: Final = 1
ACTIVE: Final = 2
PENDING: Final = 3
COMPLETED: Final = 4
CANCELLED: Final = 5

WEEKS: Final = 6
MONTHS: Final = 5


@dataclass(frozen=True)
class Service:
    """One thing a package delivers each billing period; the price is after the discount."""

    name: str
    event_type: str
    units_per_period: int
    unit_price_cents: int
    discount_cents: int = 0

    @property
    def group_class(self) -> bool:
        """Return True for classes, which come with a membership and are not training."""
        return self.event_type == "Class"


@dataclass(frozen=True)
class Package:
    """What is sold; `period_cents` is typed by hand and is what each invoice comes to."""

    id: int
    name: str
    period_cents: int
    services: tuple[Service, ...]
    period_length: int = 2
    period_unit: int = WEEKS


@dataclass(frozen=True)
class Row:
    """One invoice written out; *days* counts from today (-3 = three days ago, None = no date)."""

    days: int | None
    status: int
    cents: int
    remaining_cents: int | None = None


@dataclass(frozen=True)
class Contract:
    """One agreement.

    *bills* holds the status of each regular invoice, oldest first, one digit each; the newest is
    dated *last* days from today. *rows* are written out and follow them. Payments still to come
    start at *scheduled_from*, or one period after *last*.
    """

    id: int
    package: Package
    bills: str = ""
    last: int = 0
    scheduled: int = 0
    rows: tuple[Row, ...] = ()
    scheduled_from: int | None = None
    status: int = ACTIVE
    trainer_id: int = 900000002
    billing_state: int = 1
    term_days: int = 364


@dataclass(frozen=True)
class Owed:
    """What a client owes, typed by hand in cents; nothing here is worked out by a program.

    The buckets cover agreements that are not cancelled: all but `not_due` add up to
    `past_due_cents`. With `exact` False the amount is only "at least".
    """

    past_due_cents: int = 0
    cancelled_past_due_cents: int = 0
    not_due_cents: int = 0
    days_1_30_cents: int = 0
    days_31_60_cents: int = 0
    days_61_90_cents: int = 0
    days_91_cents: int = 0
    no_date_cents: int = 0
    oldest_due_days_ago: int | None = None
    exact: bool = True

    @property
    def buckets_cents(self) -> dict[str, int]:
        """Return the buckets by the names the desk prints."""
        return {
            "not_due": self.not_due_cents,
            "1-30": self.days_1_30_cents,
            "31-60": self.days_31_60_cents,
            "61-90": self.days_61_90_cents,
            "91+": self.days_91_cents,
            "no_date": self.no_date_cents,
        }


@dataclass(frozen=True)
class Entry:
    """One client of the club; *active* names the packages in force, typed by hand."""

    member_id: int
    name: str
    contracts: tuple[Contract, ...] = ()
    active: tuple[str, ...] = ()
    owed: Owed = Owed()


def _training(name: str, units: int, unit_price_cents: int) -> tuple[Service, ...]:
    """Return one personal training service."""
    return (Service(name, "Personal Training", units, unit_price_cents),)


def _group(name: str, units: int, unit_price_cents: int) -> tuple[Service, ...]:
    """Return one small group service."""
    return (Service(name, "Small Group Training", units, unit_price_cents),)


TRAINING_1X: Final = Package(
    90001, "Personal Training 1x", 9000, _training("Personal Training 30 min", 2, 4500)
)
TRAINING_2X: Final = Package(
    90002, "Personal Training 2x", 18000, _training("Personal Training 30 min", 4, 4500)
)
PARTNER: Final = Package(90004, "Partner Training", 12000, _training("Partner Training", 4, 3000))
COACHING: Final = Package(90010, "Group Coaching", 4198, _group("Group Coaching 2x", 2, 2099))
COACHING_3X: Final = Package(90011, "Group Coaching 3x", 6396, _group("Group Coaching 3x", 3, 2132))
TEAM: Final = Package(90012, "Team Training", 8994, _group("Team Training", 3, 2998))
NUTRITION: Final = Package(
    90020, "Nutrition Check-In", 4000, (Service("Nutrition Check-In", "Nutrition", 1, 4000),)
)
STRENGTH: Final = Package(
    90021,
    "Strength & Nutrition",
    10000,
    (
        Service("Strength 30 min", "Personal Training", 2, 4000),
        Service("Nutrition Check-In", "Nutrition", 1, 2000),
    ),
)
STUDENT: Final = Package(
    90022,
    "Student Training",
    6000,
    (Service("Student Training", "Personal Training", 2, 3000, discount_cents=500),),
)
MEMBERSHIP: Final = Package(
    90030,
    "Single Club Membership",
    2500,
    (Service("Club Access", "Class", 1, 2500),),
    period_length=1,
    period_unit=MONTHS,
)
MONTHLY: Final = Package(
    90040,
    "Monthly Coaching",
    20000,
    _training("Monthly Coaching", 4, 5000),
    period_length=1,
    period_unit=MONTHS,
)
