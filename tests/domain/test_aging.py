"""Aging: disjoint buckets by calendar day, and a control total that always adds up."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.domain.aging import Aging, Owed, aged, days_past


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        *((1, "days_1_30"), (30, "days_1_30")),
        *((31, "days_31_60"), (60, "days_31_60")),
        *((61, "days_61_90"), (90, "days_61_90")),
        *((91, "days_91"), (4000, "days_91")),
        (None, "no_date"),
    ],
)
def test_each_edge_falls_into_one_bucket(days, bucket):
    assert aged([Owed(100, days=days)]) == Aging(**{bucket: 100})


def test_what_is_not_due_yet_is_no_part_of_the_control_total():
    aging = aged([Owed(100, date(2026, 11, 21), due=False), Owed(50, days=1)])
    assert aging == Aging(not_due=100, days_1_30=50)
    assert aging.past_due_cents == 50


def test_credit_stands_apart_and_is_never_netted():
    aging = aged([Owed(-100, days=5), Owed(-20, due=False), Owed(300, days=5)])
    assert aging == Aging(days_1_30=300, credit=120)
    assert aging.past_due_cents == 300


@pytest.mark.parametrize(
    ("due_on", "today", "days"),
    [
        (date(2026, 11, 21), date(2026, 11, 21), 0),
        (date(2026, 11, 20), date(2026, 11, 21), 1),
        (date(2026, 11, 22), date(2026, 11, 21), -1),
        (date(2028, 2, 28), date(2028, 2, 29), 1),
        (date(2028, 2, 29), date(2028, 3, 1), 1),
        (date(2027, 2, 28), date(2027, 3, 1), 1),
        (date(2028, 2, 29), date(2028, 3, 30), 30),
        (date(2028, 2, 29), date(2028, 3, 31), 31),
        (date(2026, 10, 31), date(2026, 11, 30), 30),
        (date(2026, 3, 28), date(2026, 3, 30), 2),  # over a DST night
        (date(2025, 12, 31), date(2026, 1, 1), 1),
    ],
)
def test_days_past_are_calendar_days(due_on, today, days):
    assert days_past(due_on, today) == days


def test_agings_add_up_field_by_field():
    one = Aging(1, 2, 3, 4, 5, 6, 7)
    assert one + one == Aging(2, 4, 6, 8, 10, 12, 14)
    assert one.overdue == (2, 3, 4, 5)
    assert one.past_due_cents == 20


parts = st.lists(
    st.one_of(
        st.builds(Owed, st.integers(-(10**6), 10**6), days=st.none() | st.integers(1, 200)),
        st.builds(Owed, st.integers(-(10**6), 10**6), due=st.just(False)),
    )
)


@given(parts=parts, order=st.randoms())
def test_buckets_add_up_to_the_parts_in_any_order(parts, order):
    aging = aged(parts)
    assert aging.past_due_cents + aging.not_due == sum(p.cents for p in parts if p.cents > 0)
    assert aging.credit == -sum(p.cents for p in parts if p.cents < 0)
    assert aging.past_due_cents == sum(p.cents for p in parts if p.due and p.cents > 0)
    shuffled = list(parts)
    order.shuffle(shuffled)
    assert aged(shuffled) == aging
