"""The clients of the demo club who owe, each with the amounts typed by hand."""

from __future__ import annotations

from typing import Final

from gymdesk.demo.entries import (
    CANCELLED,
    COACHING,
    COMPLETED,
    MEMBERSHIP,
    MONTHLY,
    NUTRITION,
    PARTNER,
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

# One failed invoice, and every later one stays 4 because billing stops trying.
_BROKEN_OFF: Final = (
    Entry(
        910000131,
        "Marit Solheim",
        (Contract(1500131, TRAINING_1X, "1115444444", last=-3, scheduled=17),),
        active=("Personal Training 1x",),
        owed=Owed(
            past_due_cents=63000,
            days_1_30_cents=18000,
            days_31_60_cents=27000,
            days_61_90_cents=18000,
            oldest_due_days_ago=87,
        ),
    ),
    # The schedule was emptied as well.
    Entry(
        910000132,
        "Declan O'Rourke",
        (Contract(1500132, COACHING, "11544444444444444", last=-6, trainer_id=900000003),),
        active=("Group Coaching",),
        owed=Owed(
            past_due_cents=62970,
            days_1_30_cents=8396,
            days_31_60_cents=8396,
            days_61_90_cents=12594,
            days_91_cents=33584,
            oldest_due_days_ago=202,
        ),
    ),
    # 18 paid, one charged back, then nothing for 32 periods.
    Entry(
        910000133,
        "Bram Castellan",
        (
            Contract(
                1500133,
                STUDENT,
                "111111111111111111" + "8" + "44444444444444444444444444444444",
                last=-9,
                billing_state=4,
                term_days=798,
            ),
        ),
        active=("Student Training",),
        owed=Owed(
            past_due_cents=198000,
            days_1_30_cents=12000,
            days_31_60_cents=12000,
            days_61_90_cents=12000,
            days_91_cents=162000,
            oldest_due_days_ago=457,
        ),
    ),
    # The newest payment is settling; the three before it are still open.
    Entry(
        910000134,
        "Ines Vallejo",
        (Contract(1500134, TRAINING_2X, "1111115447", last=-2, scheduled=17),),
        active=("Personal Training 2x",),
        owed=Owed(
            past_due_cents=54000,
            days_1_30_cents=36000,
            days_31_60_cents=18000,
            oldest_due_days_ago=44,
        ),
    ),
)

_SINGLE: Final = (
    # Rejected today: late as of now, and ages as day 1.
    Entry(
        910000135,
        "Tobias Grünwald",
        (Contract(1500135, TRAINING_1X, "11111113", last=0, scheduled=19),),
        active=("Personal Training 1x",),
        owed=Owed(past_due_cents=9000, days_1_30_cents=9000, oldest_due_days_ago=0),
    ),
    # 180.00 billed, 115.00 paid.
    Entry(
        910000136,
        "Priya Kestrel",
        (
            Contract(
                1500136,
                TRAINING_2X,
                "111111111",
                last=-26,
                rows=(Row(-12, 5, 18000, remaining_cents=6500),),
                scheduled=17,
                scheduled_from=2,
            ),
        ),
        active=("Personal Training 2x",),
        owed=Owed(past_due_cents=6500, days_1_30_cents=6500, oldest_due_days_ago=12),
    ),
    Entry(
        910000142,
        "Freya Lundgren",
        # An invoice with no billing date at all.
        (
            Contract(
                1500142,
                COACHING,
                "1111",
                last=-21,
                rows=(Row(None, 5, 4198), Row(-7, 1, 4198)),
                scheduled=21,
                scheduled_from=7,
            ),
        ),
        active=("Group Coaching",),
        owed=Owed(past_due_cents=4198, no_date_cents=4198),
    ),
    Entry(
        910000143,
        "Hugo Brennan-Vale",
        (Contract(1500143, MONTHLY, "11111113", last=-18, scheduled=4, term_days=365),),
        active=("Monthly Coaching",),
        owed=Owed(past_due_cents=20000, days_1_30_cents=20000, oldest_due_days_ago=18),
    ),
    # 910000118 has the same name and owes nothing.
    Entry(
        910000145,
        "Robin Ashdown",
        (Contract(1500145, TEAM, "111115", last=-5, scheduled=21, trainer_id=900000003),),
        active=("Team Training",),
        owed=Owed(past_due_cents=8994, days_1_30_cents=8994, oldest_due_days_ago=5),
    ),
    # Charged back today.
    Entry(
        910000146,
        "Jasper Wrenfield",
        (Contract(1500146, PARTNER, "111118", last=0, scheduled=21),),
        active=("Partner Training",),
        owed=Owed(past_due_cents=12000, days_1_30_cents=12000, oldest_due_days_ago=0),
    ),
)

_SEVERAL: Final = (
    # Three agreements, debts on two of them.
    Entry(
        910000137,
        "Leopold Marchetti",
        (
            Contract(1500137, TRAINING_1X, "1111544", last=-8, scheduled=20),
            Contract(1500237, NUTRITION, "11154", last=-40, trainer_id=900000004),
            Contract(1500337, COACHING, "111111111111", last=-5, scheduled=15),
        ),
        active=("Personal Training 1x", "Nutrition Check-In", "Group Coaching"),
        owed=Owed(
            past_due_cents=35000,
            days_1_30_cents=18000,
            days_31_60_cents=17000,
            oldest_due_days_ago=54,
        ),
    ),
    # Owes on a cancelled agreement only: kept apart, nothing past due.
    Entry(
        910000138,
        "Wilhelmina Ott",
        (Contract(1500138, TRAINING_2X, "111154", last=-100, status=CANCELLED),),
        owed=Owed(cancelled_past_due_cents=36000),
    ),
    Entry(
        910000139,
        "Samir Haddon",
        (
            Contract(1500139, TEAM, "11115", last=-75, status=CANCELLED, trainer_id=900000003),
            Contract(1500239, TRAINING_1X, "1154", last=-11, scheduled=23),
        ),
        active=("Personal Training 1x",),
        owed=Owed(
            past_due_cents=18000,
            cancelled_past_due_cents=8994,
            days_1_30_cents=18000,
            oldest_due_days_ago=25,
        ),
    ),
    # The agreement is completed, the debt is not.
    Entry(
        910000140,
        "Odette Fairweather",
        (Contract(1500140, PARTNER, "111111111111111111111111154", last=-65, status=COMPLETED),),
        owed=Owed(past_due_cents=24000, days_61_90_cents=24000, oldest_due_days_ago=79),
    ),
    # One late agreement with a payment due today, and a paid membership.
    Entry(
        910000144,
        "Lina Abelard",
        (
            Contract(1500144, TRAINING_2X, "11115444", last=0, scheduled=19),
            Contract(1500244, MEMBERSHIP, "111", last=-14, scheduled=9, trainer_id=900000001),
        ),
        active=("Personal Training 2x", "Single Club Membership"),
        owed=Owed(
            past_due_cents=54000,
            not_due_cents=18000,
            days_1_30_cents=36000,
            days_31_60_cents=18000,
            oldest_due_days_ago=42,
        ),
    ),
)

_ODD: Final = (
    # A code nobody knows with an amount on it: the total is "at least".
    Entry(
        910000141,
        "Kasimir Doyle-Brandt",
        (
            Contract(
                1500141,
                TRAINING_1X,
                "111154",
                last=-31,
                rows=(Row(-17, 42, 9000), Row(-3, 4, 9000)),
                scheduled=19,
                scheduled_from=11,
            ),
        ),
        active=("Personal Training 1x",),
        owed=Owed(
            past_due_cents=27000,
            days_1_30_cents=9000,
            days_31_60_cents=18000,
            oldest_due_days_ago=45,
            exact=False,
        ),
    ),
    # The negative of a refund is no credit against what is late.
    Entry(
        910000147,
        "Greta Holloway",
        (
            Contract(
                1500147,
                TRAINING_1X,
                "11111",
                last=-45,
                rows=(
                    Row(-31, 9, 9000),
                    Row(-29, 1, -9000),
                    Row(-17, 5, 9000),
                    Row(-3, 4, 9000),
                ),
                scheduled=19,
                scheduled_from=11,
            ),
        ),
        active=("Personal Training 1x",),
        owed=Owed(past_due_cents=18000, days_1_30_cents=18000, oldest_due_days_ago=17),
    ),
    # The first and last day of each bucket.
    Entry(
        910000148,
        "Piet van Aarle",
        (
            Contract(
                1500148,
                STRENGTH,
                "11",
                last=-105,
                rows=(
                    Row(-91, 5, 10000),
                    Row(-90, 4, 10000),
                    Row(-61, 4, 10000),
                    Row(-60, 4, 10000),
                    Row(-31, 4, 10000),
                    Row(-30, 4, 10000),
                    Row(-1, 4, 10000),
                ),
            ),
        ),
        active=("Strength & Nutrition",),
        owed=Owed(
            past_due_cents=70000,
            days_1_30_cents=20000,
            days_31_60_cents=20000,
            days_61_90_cents=20000,
            days_91_cents=10000,
            oldest_due_days_ago=91,
        ),
    ),
)

ARREARS: Final = (*_BROKEN_OFF, *_SINGLE, *_SEVERAL, *_ODD)
