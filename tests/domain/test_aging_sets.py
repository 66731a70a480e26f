"""Aging over a great many invoice sets: buckets partition the balance, and order never matters.

Held against a second way of reckoning that knows nothing of the first.
"""

from __future__ import annotations

import os
import random
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from gymdesk.clock import FixedClock, today_in
from gymdesk.domain.aging import Aging, days_past
from gymdesk.domain.agreement import AgreementState, InvoiceState
from gymdesk.domain.past_due import owed_by_client
from tests.builders import an_agreement, an_invoice
from tests.conftest import SCALE

if TYPE_CHECKING:
    from gymdesk.domain.agreement import Agreement, Invoice

SETS = int(50_000 * max(1.0, SCALE / 2))
"""50,000, and a million under `make prove` (GYMDESK_SCALE=40)."""

SEED = int(os.environ.get("GYMDESK_SEED", "0")) or random.SystemRandom().randrange(1 << 32)

EDGES = (0, 1, 30, 31, 60, 61, 90, 91)
FAILED = (InvoiceState.REJECTED, InvoiceState.DELINQUENT, InvoiceState.CHARGED_BACK)
SETTLED = (InvoiceState.PAID, InvoiceState.SETTLING, InvoiceState.VOIDED, InvoiceState.COMPED)
TODAYS = (
    *(date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1), date(2027, 3, 1)),
    *(date(2026, 3, 8), date(2026, 3, 9), date(2026, 11, 1), date(2026, 11, 2)),  # DST in New York
    *(date(2025, 12, 31), date(2026, 1, 1), date(2026, 5, 31)),
)


def an_invoice_of(chance: random.Random, key: int, today: date) -> Invoice:
    kind = chance.random()
    if kind < 0.2:
        state = chance.choice(SETTLED)
    else:
        state = InvoiceState.NOT_SET if kind < 0.6 else chance.choice(FAILED)
    roll = chance.random()
    ago = chance.choice(EDGES) if roll < 0.5 else chance.randint(-40, 400)
    day = None if roll > 0.97 and state in FAILED else today - timedelta(days=ago)
    cents = -chance.randint(1, 5000) if chance.random() < 0.05 else chance.randint(0, 10**6)
    return an_invoice(None, state=state, cents=cents, billing_on=day, remote_id=str(key))


def agreements_of(chance: random.Random, today: date) -> list[Agreement]:
    found = []
    for number in range(chance.randint(1, 3)):
        invoices = [an_invoice_of(chance, n, today) for n in range(chance.randint(0, 6))]
        cancelled = chance.random() < 0.1
        state = AgreementState.CANCELLED if cancelled else AgreementState.ACTIVE
        found.append(an_agreement(*invoices, remote_id=str(number), state=state))
    return found


def reckoned(agreements: list[Agreement], today: date) -> tuple[int, int, dict[str, int]]:
    """Return past due, that on cancelled agreements, and the buckets, by counting alone."""
    cells = dict.fromkeys(Aging.__slots__, 0)
    apart = 0
    for agreement in agreements:
        for i in agreement.invoices or ():
            if i.state in SETTLED or not i.owed_cents:
                continue
            age = None if i.billing_on is None else today.toordinal() - i.billing_on.toordinal()
            late = i.state in FAILED or (age is not None and age >= 1)
            if agreement.state == AgreementState.CANCELLED:
                apart += i.owed_cents if late and i.owed_cents > 0 else 0
            elif i.owed_cents < 0:
                cells["credit"] -= i.owed_cents
            elif not late:
                cells["not_due"] += i.owed_cents
            elif age is None:
                cells["no_date"] += i.owed_cents
            else:
                place = sum(max(age, 1) > limit for limit in (30, 60, 90))
                name = ("days_1_30", "days_31_60", "days_61_90", "days_91")[place]
                cells[name] += i.owed_cents
    due = ("days_1_30", "days_31_60", "days_61_90", "days_91", "no_date")
    return sum(cells[name] for name in due), apart, cells


def test_every_set_of_invoices_is_parted_into_buckets_to_the_cent() -> None:
    chance = random.Random(SEED)
    for number in range(SETS):
        today = chance.choice(TODAYS)
        agreements = agreements_of(chance, today)
        debt = owed_by_client(agreements, today)
        past_due, apart, cells = reckoned(agreements, today)
        said = f"GYMDESK_SEED={SEED}, set {number}: {agreements}"
        assert debt.past_due_cents == past_due == debt.aging.past_due_cents, said
        assert debt.cancelled_past_due_cents == apart, said
        assert debt.aging == Aging(**cells), said
        if number % 10 == 0:
            chance.shuffle(agreements)
            turned = [
                an_agreement(*reversed(a.invoices or ()), remote_id=a.remote_id, state=a.state)
                for a in agreements
            ]
            assert owed_by_client(turned, today) == debt, said


@pytest.mark.parametrize("state", [*FAILED, InvoiceState.NOT_SET])
@pytest.mark.parametrize("today", TODAYS)
@pytest.mark.parametrize(
    ("age", "bucket"),
    [
        *((1, "days_1_30"), (30, "days_1_30"), (31, "days_31_60"), (60, "days_31_60")),
        *((61, "days_61_90"), (90, "days_61_90"), (91, "days_91")),
    ],
)
def test_an_edge_falls_on_its_side_on_every_day_of_the_calendar(state, today, age, bucket):
    invoice = an_invoice(None, state=state, cents=100, billing_on=today - timedelta(days=age))
    debt = owed_by_client([an_agreement(invoice)], today)
    assert debt.aging == Aging(**{bucket: 100})
    assert debt.days_past_due == age == days_past(today - timedelta(days=age), today)


@pytest.mark.parametrize("today", TODAYS)
def test_due_today_is_not_overdue_but_what_failed_today_is_day_one(today):
    waiting = an_invoice(None, state=InvoiceState.NOT_SET, cents=100, billing_on=today)
    due = owed_by_client([an_agreement(waiting)], today)
    assert (due.past_due_cents, due.aging) == (0, Aging(not_due=100))
    failed = owed_by_client([an_agreement(an_invoice(None, cents=100, billing_on=today))], today)
    assert (failed.days_past_due, failed.aging) == (1, Aging(days_1_30=100))


@pytest.mark.parametrize(
    ("zone", "ends"),
    [
        ("America/New_York", date(2026, 11, 21)),
        # the nights on which the clocks go forward and back
        ("America/New_York", date(2026, 3, 8)),
        ("America/New_York", date(2026, 11, 1)),
        ("Europe/Berlin", date(2026, 3, 29)),
        ("Europe/Berlin", date(2026, 10, 25)),
        ("Pacific/Auckland", date(2026, 4, 5)),
        ("Asia/Kathmandu", date(2028, 2, 29)),
        ("Pacific/Kiritimati", date(2026, 1, 1)),
    ],
)
@pytest.mark.parametrize("age", EDGES)
def test_a_refresh_a_minute_before_midnight_and_one_after_are_a_day_apart(
    zone: str, ends: date, age: int
) -> None:
    """The due day is the day *age* days before the one that ends."""
    due_on = ends - timedelta(days=age)
    minute = timedelta(minutes=1)
    found = []
    for moment in (
        datetime(ends.year, ends.month, ends.day, 23, 59, tzinfo=ZoneInfo(zone)),
        datetime(ends.year, ends.month, ends.day, tzinfo=ZoneInfo(zone))
        + timedelta(days=1)
        + minute,
    ):
        today = today_in(FixedClock(moment.astimezone(UTC)), zone)
        invoice = an_invoice(None, state=InvoiceState.NOT_SET, cents=100, billing_on=due_on)
        found.append(owed_by_client([an_agreement(invoice)], today))
        assert found[-1].aging.past_due_cents == found[-1].past_due_cents
    assert [f.days_past_due or 0 for f in found] == [age, age + 1]
