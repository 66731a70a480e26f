"""How the members, leads and invoices of the demo WODIFY are written down, with what is true.

Days count from today (-3 = three days ago); months are calendar months. The truth beside each
person (`Truth`) is typed by hand and worked out by no program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FAMILY: Final = "the.calloways@example.test"


@dataclass(frozen=True)
class Plan:
    """What is sold. `kind` and `option` are WODIFY's words; costs are in cents."""

    template_id: int
    name: str
    option: str
    initial_cents: int
    renewal_cents: int
    length: int = 12
    unit: str = "Month(s)"
    kind: str = "Class Plan"


UNLIMITED_12M: Final = Plan(411, "Unlimited 12M", "Monthly", 9900, 10500)
UNLIMITED: Final = Plan(412, "Unlimited month to month", "Monthly", 12900, 12900, length=1)
THREE_A_WEEK: Final = Plan(413, "3x per Week", "Monthly", 8900, 8900, length=6)
PAID_IN_FULL: Final = Plan(414, "Unlimited Year Paid in Full", "Pay in Full", 108000, 114000)
WEEKLY: Final = Plan(415, "Weekly Unlimited", "Weekly", 2500, 2500, length=4, unit="Week(s)")
COACHES: Final = Plan(416, "Coach", "Monthly", 0, 0)
TEN_PACK: Final = Plan(417, "10 Class Pack", "Pay in Full", 20000, 20000, 2, kind="Class Pack")
QUARTERLY: Final = Plan(418, "Quarterly", "Quarterly", 27000, 27000, length=3)


@dataclass(frozen=True)
class Chain:
    """Renewals of one plan: *rows* of one month each, the first begins *months_ago* and ten days.

    `span_months` = how long each row is. `running` False writes the last row as deactivated.
    """

    plan: Plan
    months_ago: int
    rows: int = 1
    span_months: int = 1
    active: tuple[bool, ...] = ()
    """`is_active` of each row from the newest back; where none is given only the newest is."""
    deleted: bool = False
    auto_renew: bool = True
    stops_in_days: int | None = None
    deactivates_in_days: int | None = None
    endless: bool = False
    odd_end: str | None = None


@dataclass(frozen=True)
class Truth:
    """What is true of a client today, typed by hand. `cents` None = no price."""

    status: str
    membership: str | None = None
    cents: int | None = None
    basis: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Debt:
    """What a client owes by WODIFY's invoices, typed by hand in cents."""

    past_due_cents: int = 0
    not_due_cents: int = 0
    oldest_due_days_ago: int | None = None
    exact: bool = True


@dataclass(frozen=True)
class BillEntry:
    """One invoice: due in so many days, WODIFY's word for its state, total and what is unpaid."""

    due: int | None
    status: str
    cents: int
    unpaid_cents: int | None


@dataclass(frozen=True)
class MemberEntry:
    """One client of the demo WODIFY."""

    id: int
    first: str
    last: str
    truth: Truth
    chains: tuple[Chain, ...] = ()
    email: str | None = ""
    """"" = made of the name; None = there is none."""
    label: str = "Active"
    id_as_text: bool = False
    attended_days_ago: int | None = 3
    bills: tuple[BillEntry, ...] = ()
    debt: Debt = Debt()


@dataclass(frozen=True)
class LeadEntry:
    """One lead. *status* is what is true, *label* WODIFY's word."""

    id: int
    first: str
    last: str
    label: str
    status: str
    created_days_ago: int
    contacted_days_ago: int | None = None
    email: str | None = ""
    phone: str = ""
    source: str = "Website"
    converted: bool = False
    notes: str = ""


_IN_TERM: Final = Truth("Active", "Unlimited 12M", 9900, "monthly")

MEMBERS: Final = (
    MemberEntry(7000001, "Alex", "Brandt", _IN_TERM, (Chain(UNLIMITED_12M, 5, 6),)),
    # after the first year the renewal price holds
    MemberEntry(
        7000002,
        "Bea",
        "Lindholm",
        Truth("Active", "Unlimited 12M", 10500, "monthly"),
        (Chain(UNLIMITED_12M, 14, 15),),
        bills=(
            BillEntry(-72, "Paid", 10500, 0),
            BillEntry(-45, "Unpaid", 10500, 10500),
            BillEntry(-14, "Unpaid", 10500, 10500),
            BillEntry(16, "Unpaid", 10500, 10500),
        ),
        debt=Debt(21000, 10500, 45),
    ),
    MemberEntry(
        7000003,
        "Carlo",
        "Wehner",
        Truth("Active", "Unlimited Year Paid in Full", 9000, "prorated"),
        (Chain(PAID_IN_FULL, 3, 1, span_months=12),),
    ),
    MemberEntry(
        7000004,
        "Dana",
        "Okafor",
        Truth("Active", "Weekly Unlimited", 10833, "estimated"),
        (Chain(WEEKLY, 2, 3),),
    ),
    MemberEntry(
        7000005,
        "Eli",
        "Fontaine",
        Truth("Active", "Coach", None, "comp"),
        (Chain(COACHES, 9, 10),),
    ),
    MemberEntry(
        7000006,
        "Farah",
        "Nyström",
        Truth("Active", "Unlimited 12M", 9900, "monthly", ("ends_on",)),
        (Chain(UNLIMITED_12M, 10, 11, auto_renew=False, stops_in_days=21),),
    ),
    MemberEntry(
        7000007,
        "Gus",
        "Pereira",
        Truth("Active", "3x per Week", 8900, "monthly", ("ends_on",)),
        (Chain(THREE_A_WEEK, 2, 3, deactivates_in_days=35),),
    ),
    MemberEntry(
        7000008,
        "Hana",
        "Kovář",
        Truth("Pending", "Unlimited 12M", 9900, "monthly"),
        (Chain(UNLIMITED_12M, -1, 1),),
    ),
    MemberEntry(
        7000009,
        "Ivo",
        "Marchetti",
        Truth("Inactive", "3x per Week", 8900, "monthly"),
        (Chain(THREE_A_WEEK, 7, 4, active=(False,)),),
        attended_days_ago=120,
    ),
    # inactive, though an old row still calls itself active
    MemberEntry(
        7000010,
        "Jo",
        "Vandermeer",
        Truth("Cancelled", "Unlimited 12M", 9900, "monthly"),
        (Chain(UNLIMITED_12M, 9, 3, active=(True, False, False)),),
        label="Inactive",
        attended_days_ago=190,
        bills=(BillEntry(-100, "Unpaid", 9900, 9900), BillEntry(-130, "Voided", 9900, 0)),
        debt=Debt(9900, 0, 100),
    ),
    MemberEntry(
        7000011,
        "Kai",
        "Sundberg",
        Truth("Inactive"),
        label="Inactive",
        attended_days_ago=None,
    ),
    # a guardian, and the two who train: one address for the three of them
    MemberEntry(7000012, "Lena", "Calloway", Truth("no_membership"), email=FAMILY),
    MemberEntry(
        7000013,
        "Mila",
        "Calloway",
        Truth("Active", "3x per Week", 8900, "monthly"),
        (Chain(THREE_A_WEEK, 1, 2),),
        email=FAMILY,
    ),
    MemberEntry(
        7000014,
        "Noah",
        "Calloway",
        Truth("Active", "3x per Week", 8900, "monthly"),
        (Chain(THREE_A_WEEK, 1, 2),),
        email=FAMILY.upper(),
    ),
    MemberEntry(
        7000015,
        "Oda",
        "Brisbane",
        Truth("Active", "Unlimited month to month", 12900, "monthly"),
        (Chain(UNLIMITED, 4, 5),),
        email=None,
    ),
    MemberEntry(
        7000016, "Pim", "Achterberg", Truth("Pending"), label="On-Ramp", attended_days_ago=None
    ),
    MemberEntry(
        7000017,
        "Quentin",
        "Abara",
        Truth("Suspended", "Unlimited 12M", 9900, "monthly"),
        (Chain(UNLIMITED_12M, 3, 4),),
        label="Suspended",
        bills=(BillEntry(-8, "Unpaid", 9900, 4900), BillEntry(-38, "Refunded", 9900, 0)),
        debt=Debt(4900, 0, 8),
    ),
    # a status that this gym made up: nobody is guessed to be active
    MemberEntry(
        7000018,
        "Ria",
        "Thorsen",
        Truth("Unknown", "Unlimited 12M", 9900, "monthly"),
        (Chain(UNLIMITED_12M, 3, 4),),
        label="On Tour",
    ),
    # left, and came back at another price
    MemberEntry(
        7000019,
        "Sam",
        "Ostrander",
        Truth("Active", "3x per Week", 8900, "monthly"),
        (Chain(UNLIMITED_12M, 20, 6, active=(False,)), Chain(THREE_A_WEEK, 2, 3)),
    ),
    # a pack beside a plan: the plan speaks for the client, though the pack costs more a month
    MemberEntry(
        7000020,
        "Tess",
        "Immanuel",
        Truth("Active", "3x per Week", 8900, "monthly", ("several",)),
        (Chain(THREE_A_WEEK, 2, 3), Chain(TEN_PACK, 0, 1, span_months=2)),
    ),
    MemberEntry(
        7000021,
        "Uwe",
        "Rasmussen",
        Truth("Active", "10 Class Pack", 10000, "prorated"),
        (Chain(TEN_PACK, 0, 1, span_months=2),),
    ),
    # sold by mistake and deleted
    MemberEntry(
        7000022,
        "Vera",
        "Holloway",
        Truth("no_membership"),
        (Chain(UNLIMITED, 0, 1, deleted=True),),
    ),
    # deactivated today: the days of the last row still run
    MemberEntry(
        7000023,
        "Wim",
        "Castellanos",
        Truth("Cancelled", "Unlimited 12M", 9900, "monthly"),
        (Chain(UNLIMITED_12M, 6, 7, active=(False,)),),
        label="Inactive",
    ),
    # an apostrophe, in the name and in the address: the search cannot be asked for either
    MemberEntry(
        7000024,
        "Xenia",
        "O'Hanlon",
        Truth("Active", "Unlimited month to month", 12900, "monthly"),
        (Chain(UNLIMITED, 1, 2),),
        email="x.o'hanlon@example.test",
    ),
    MemberEntry(
        5000000001,
        "Yara",
        "Duplessis",
        Truth("Active", "Unlimited month to month", 12900, "monthly"),
        (Chain(UNLIMITED, 2, 3),),
        bills=(
            BillEntry(-3, "On Hold", 12900, 12900),  # a word nobody knows: at least 50.00
            BillEntry(-20, "Unpaid", 5000, 5000),
        ),
        debt=Debt(5000, 0, 20, exact=False),
    ),
    MemberEntry(
        7000026,
        "Zoë",
        "Müller-Årnes",
        Truth("Active", "Unlimited month to month", 12900, "monthly"),
        (Chain(UNLIMITED, 6, 7),),
        id_as_text=True,
    ),
    MemberEntry(7000027, "Robin", "Ashdown", Truth("no_membership"), attended_days_ago=None),
    MemberEntry(7000028, "Robin", "Ashdown", _IN_TERM, (Chain(UNLIMITED_12M, 1, 2),)),
    # a word stands where a day should
    MemberEntry(
        7000029,
        "Anouk",
        "Peralta",
        Truth("Unknown", None, None, None, ("unclear",)),
        (Chain(UNLIMITED, 0, 1, odd_end="soon"),),
    ),
    MemberEntry(
        7000030,
        "Bram",
        "Eskildsen",
        Truth("Active", "Quarterly"),
        (Chain(QUARTERLY, 1, 1, span_months=3),),
    ),
    MemberEntry(
        7000031,
        "Cleo",
        "Montfort",
        Truth("Active", "Unlimited month to month", 12900, "monthly"),
        (Chain(UNLIMITED, 3, 1, endless=True),),
    ),
)

LEADS: Final = (
    LeadEntry(900001, "Kim", "Hollis", "New", "New", 0, phone="+1 555 0101"),
    LeadEntry(900002, "Lou", "Espinosa", "New", "New", 4, source="Instagram"),
    LeadEntry(900003, "Max", "Ferreira", "Trial", "Interested", 6, 2, source="Walk-in"),
    LeadEntry(900004, "Nia", "Gallagher", "Contacted", "Contacted", 12, 9),
    LeadEntry(900005, "Otis", "Haverford", "Converted", "Converted", 40, 30, converted=True),
    # the word was never changed: what WODIFY says of the conversion goes before it
    LeadEntry(900006, "Pia", "Ingram", "Trial", "Converted", 50, 44, converted=True),
    LeadEntry(900007, "Ren", "Jansky", "Disqualified", "Lost", 80, 70),
    LeadEntry(900008, "Sol", "Kilmartin", "Deleted", "Lost", 90),
    LeadEntry(900009, "Tia", "Lovelace", "Waiting list", "Other", 20, 18, source="Referral"),
    # a form that was sent twice
    LeadEntry(900010, "Uma", "Norling", "New", "New", 1, phone="+1 555 0110"),
    LeadEntry(900011, "Uma", "Norling", "New", "New", 1, phone="+1 555 0110"),
    LeadEntry(900012, "Val", "O'Dowd", "New", "New", 2, email="val.o'dowd@example.test"),
    LeadEntry(900013, "Wes", "Quill", "New", "New", 3, email=None, phone="+1 555 0113"),
    LeadEntry(4200000014, "Yun", "Rosenthal", "Contacted", "Contacted", 15, 15),
)
