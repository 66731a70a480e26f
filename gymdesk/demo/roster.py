"""The clients of the demo club who owe nothing that is late."""

from __future__ import annotations

from typing import Final

from gymdesk.demo.entries import (
    COACHING,
    COACHING_3X,
    COMPLETED,
    DRAFT,
    MEMBERSHIP,
    MONTHLY,
    NUTRITION,
    PARTNER,
    PENDING,
    STRENGTH,
    STUDENT,
    TEAM,
    TRAINING_1X,
    TRAINING_2X,
    Contract,
    Entry,
    Owed,
    Row,
)

_ORDINARY: Final = (
    Entry(
        910000101,
        "Abigail Thornbury",
        (Contract(1500101, TRAINING_2X, "11111111111", last=-5, scheduled=16),),
        active=("Personal Training 2x",),
    ),
    Entry(
        910000102,
        "Casper Wyndell",
        (Contract(1500102, TRAINING_1X, "1111111", last=-1, scheduled=20),),
        active=("Personal Training 1x",),
    ),
    Entry(
        910000103,
        "Delphine Oakes",
        (Contract(1500103, COACHING, "11111111111111", last=-9, scheduled=13),),
        active=("Group Coaching",),
    ),
    Entry(
        910000104,
        "Emeka Strand",
        (Contract(1500104, COACHING_3X, "111", last=-12, scheduled=24, trainer_id=900000003),),
        active=("Group Coaching 3x",),
    ),
    Entry(
        910000105,
        "Fenna Quist",
        (Contract(1500105, TEAM, "111111111", last=-2, scheduled=18, trainer_id=900000003),),
        active=("Team Training",),
    ),
    Entry(
        910000106,
        "Gideon Larkspur",
        (Contract(1500106, NUTRITION, "11111", last=-7, scheduled=22, trainer_id=900000004),),
        active=("Nutrition Check-In",),
    ),
    Entry(
        910000107,
        "Henrike Sommer",
        (Contract(1500107, PARTNER, "111111111111111111111", last=-13, scheduled=6),),
        active=("Partner Training",),
    ),
    Entry(
        910000108,
        "Idris Fallow",
        # Two services on one agreement.
        (Contract(1500108, STRENGTH, "11111111", last=-4, scheduled=19),),
        active=("Strength & Nutrition",),
    ),
    Entry(
        910000109,
        "Juno Pellister",
        # A discounted service: the price before the discount is not what is billed.
        (Contract(1500109, STUDENT, "1111111111", last=-10, scheduled=17),),
        active=("Student Training",),
    ),
    Entry(
        910000110,
        "Konrad Vesterby",
        (Contract(1500110, MONTHLY, "111111", last=-20, scheduled=6, term_days=365),),
        active=("Monthly Coaching",),
    ),
)

_NAMES: Final = (
    Entry(
        910000117,
        "Lotte Arkwright",
        (
            Contract(1500117, TRAINING_1X, "111111", last=-6, scheduled=21),
            Contract(1500217, MEMBERSHIP, "1111", last=-11, scheduled=8, trainer_id=900000001),
        ),
        active=("Personal Training 1x", "Single Club Membership"),
    ),
    # 910000145 has the same name and owes.
    Entry(
        910000118,
        "Robin Ashdown",
        (Contract(1500118, TEAM, "1111111", last=-5, scheduled=20, trainer_id=900000003),),
        active=("Team Training",),
    ),
    Entry(
        910000119,
        "Aoife O'Neill",
        (Contract(1500119, TRAINING_2X, "1111", last=-8, scheduled=23),),
        active=("Personal Training 2x",),
    ),
    Entry(
        910000120,
        "Jürgen Müller",
        (Contract(1500120, TRAINING_1X, "11111111", last=-3, scheduled=19),),
        active=("Personal Training 1x",),
    ),
    Entry(
        910000121,
        "Zoë & Max Lindqvist",
        (Contract(1500121, PARTNER, "111111", last=-12, scheduled=21),),
        active=("Partner Training",),
    ),
    Entry(
        910000122,
        "Anne-Marie Dubois-Keller",
        (Contract(1500122, COACHING, "111111111111", last=-1, scheduled=15),),
        active=("Group Coaching",),
    ),
    Entry(
        910000123,
        'Kit "Kip" Rowan',
        (Contract(1500123, COACHING_3X, "11111", last=-11, scheduled=22, trainer_id=900000003),),
        active=("Group Coaching 3x",),
    ),
    # All lower case: the list must sort without regard to case.
    Entry(
        910000124,
        "ana lima",
        (Contract(1500124, STUDENT, "11", last=-2, scheduled=25),),
        active=("Student Training",),
    ),
)

_UNUSUAL: Final = (
    # Delinquent once and paid since by other means: the code stays 5, nothing is left.
    Entry(
        910000111,
        "Mathilda Crewe",
        (
            Contract(
                1500111,
                TRAINING_1X,
                "11111",
                last=-37,
                rows=(Row(-23, 5, 9000, remaining_cents=0), Row(-9, 1, 9000)),
                scheduled=20,
                scheduled_from=5,
            ),
        ),
        active=("Personal Training 1x",),
    ),
    # Every code that is in flight (2, 6, 13) or resolved (10, 11, 12): none of them is owed.
    Entry(
        910000112,
        "Nils Overgaard",
        (
            Contract(
                1500112,
                COACHING,
                "111",
                last=-87,
                rows=(
                    Row(-73, 10, 4198),
                    Row(-59, 11, 4198),
                    Row(-45, 12, 4198),
                    Row(-31, 2, 4198),
                    Row(-17, 6, 4198),
                    Row(-3, 13, 4198),
                ),
                scheduled=18,
                scheduled_from=11,
            ),
        ),
        active=("Group Coaching",),
    ),
    # A membership that looks like a package agreement but trains nobody.
    Entry(
        910000113,
        "Ottilie Brackenridge",
        (Contract(1500113, MEMBERSHIP, "11111111", last=-15, scheduled=4, trainer_id=900000001),),
        active=("Single Club Membership",),
    ),
    # A draft beside the agreement in force.
    Entry(
        910000114,
        "Pascal Ironwood",
        (
            Contract(1500114, TRAINING_1X, "111111111111111", last=-10, scheduled=12),
            Contract(1500214, TRAINING_2X, last=14, status=DRAFT),
        ),
        active=("Personal Training 1x",),
    ),
    # Waiting for the down payment, which is on its way.
    Entry(
        910000115,
        "Quinn Hartsfield",
        (Contract(1500115, TRAINING_2X, "2", last=-1, scheduled=26, status=PENDING),),
    ),
    # A finished year, and a new one begun.
    Entry(
        910000116,
        "Rosalind Teague",
        (
            Contract(
                1500116, TRAINING_1X, "111111111111111111111111111", last=-60, status=COMPLETED
            ),
            Contract(1500216, TRAINING_2X, "1111", last=-4, scheduled=23),
        ),
        active=("Personal Training 2x",),
    ),
    # The last one is waiting for settlement.
    Entry(
        910000125,
        "Silas Monkhouse",
        (Contract(1500125, TRAINING_2X, "111111111117", last=-1, scheduled=15),),
        active=("Personal Training 2x",),
    ),
    # A refund: the invoice turns 9 and its negative follows as paid. No credit comes of it.
    Entry(
        910000126,
        "Theodora Bexley",
        (
            Contract(
                1500126,
                TRAINING_2X,
                "111111",
                last=-30,
                rows=(Row(-16, 9, 18000), Row(-14, 1, -18000), Row(-2, 1, 18000)),
                scheduled=19,
                scheduled_from=12,
            ),
        ),
        active=("Personal Training 2x",),
    ),
    Entry(910000127, "Ulric Sandoval-Reyes"),
    # A code nobody knows, with nothing left to pay: the total is still exact.
    Entry(
        910000128,
        "Vivienne Stroud",
        (
            Contract(
                1500128,
                TEAM,
                "1111",
                last=-33,
                rows=(Row(-19, 42, 8994, remaining_cents=0), Row(-5, 1, 8994)),
                scheduled=21,
                scheduled_from=9,
            ),
        ),
        active=("Team Training",),
    ),
    # Due today and not yet charged: not late.
    Entry(
        910000129,
        "Wanda Kilbride",
        (Contract(1500129, TRAINING_2X, "11114", last=0, scheduled=22),),
        active=("Personal Training 2x",),
        owed=Owed(not_due_cents=18000),
    ),
    # Already written for tomorrow.
    Entry(
        910000130,
        "Yannick Farrow",
        (Contract(1500130, PARTNER, "1111114", last=1, scheduled=20),),
        active=("Partner Training",),
        owed=Owed(not_due_cents=12000),
    ),
)

ROSTER: Final = (*_ORDINARY, *_NAMES, *_UNUSUAL)
