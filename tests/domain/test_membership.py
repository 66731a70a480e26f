"""Memberships: which row speaks for a client, what the client is, what a month costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.domain.membership import (
    Commitment,
    Member,
    MemberFlag,
    Membership,
    MemberStatus,
    PaymentOption,
    PaymentPlan,
    Price,
    PriceBasis,
    chain_head,
    ends_in_days,
    in_force,
    monthly_price,
    packages,
    primary_membership,
    standing,
)

TODAY = date(2026, 11, 21)
MONTHLY = PaymentPlan(
    "12M",
    True,
    None,
    PaymentOption("Monthly", 9900),
    Commitment(12, "Month(s)"),
    PaymentOption("Monthly", 10500),
    Commitment(12, "Month(s)"),
)


def a_row(key: str = "1", starts: int = -10, ends: int | None = 20, **fields: Any) -> Membership:
    """Return a row in force that began ten days ago."""
    row = Membership(
        key,
        "7",
        "Unlimited",
        "Class Plan",
        TODAY + timedelta(days=starts),
        None if ends is None else TODAY + timedelta(days=ends),
        is_active=True,
        plan=MONTHLY,
    )
    return replace(row, **fields)


def a_client(label: str = "Active", **fields: Any) -> Member:
    return Member("7", "Alex Brandt", raw_status=label, **fields)


def status(label: str, *rows: Membership) -> MemberStatus:
    return standing(a_client(label), rows, TODAY).status


ENDED = a_row("2", -60, -30, is_active=False)
FUTURE = a_row("3", 5, 35)


# --- status (wodify.md 6.3) -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("label", "rows", "expected"),
    [
        ("Active", (a_row(),), MemberStatus.ACTIVE),
        (" ACTIVE ", (a_row(),), MemberStatus.ACTIVE),
        ("Active", (ENDED,), MemberStatus.INACTIVE),
        ("Active", (FUTURE,), MemberStatus.PENDING),
        ("Active", (ENDED, FUTURE), MemberStatus.PENDING),
        ("Active", (), MemberStatus.NO_MEMBERSHIP),
        ("Active", (a_row(is_deleted=True),), MemberStatus.NO_MEMBERSHIP),
        ("Active", (a_row(is_active=False),), MemberStatus.INACTIVE),
        ("Active", (a_row(is_active=None),), MemberStatus.ACTIVE),
        ("On-Ramp", (), MemberStatus.PENDING),
        ("On-Ramp", (a_row(),), MemberStatus.ACTIVE),
        ("On-Ramp", (ENDED,), MemberStatus.INACTIVE),
        ("Suspended", (a_row(),), MemberStatus.SUSPENDED),
        ("Suspended", (), MemberStatus.SUSPENDED),
        ("Inactive", (), MemberStatus.INACTIVE),
        ("Inactive", (ENDED,), MemberStatus.CANCELLED),
        ("Inactive", (replace(ENDED, is_active=True),), MemberStatus.CANCELLED),
        ("Inactive", (a_row(is_active=False),), MemberStatus.CANCELLED),
        ("Inactive", (a_row(),), MemberStatus.CANCELLED),
        ("Inactive", (FUTURE,), MemberStatus.PENDING),
        ("Inactive", (ENDED, FUTURE), MemberStatus.CANCELLED),
        ("On Hold", (a_row(),), MemberStatus.UNKNOWN),
        ("", (), MemberStatus.UNKNOWN),
    ],
)
def test_a_client_is_what_the_label_and_the_rows_say_together(
    label: str, rows: tuple[Membership, ...], expected: MemberStatus
) -> None:
    assert status(label, *rows) == expected


@given(label=st.text(max_size=20))
def test_a_label_that_nobody_knows_never_makes_anybody_active(label: str) -> None:
    known = {"active", "on-ramp", "on ramp", "onramp", "suspended", "inactive"}
    word = " ".join(label.split()).casefold()
    found = standing(a_client(label), (a_row(),), TODAY)
    assert (found.status == MemberStatus.UNKNOWN) == (word not in known)
    if word not in known:
        assert not found.paying


def test_a_client_without_a_membership_is_no_paying_member() -> None:
    found = standing(a_client(), (), TODAY)
    assert (found.membership, found.price, found.paying) == (None, Price(), False)
    assert standing(a_client(), (a_row(),), TODAY).paying


def test_a_day_that_cannot_be_read_leaves_the_client_unknown_unless_another_row_is_in_force() -> (
    None
):
    strange = a_row("9", unclear=True)
    found = standing(a_client(), (strange,), TODAY)
    assert (found.status, found.flags) == (MemberStatus.UNKNOWN, {MemberFlag.UNCLEAR})
    assert standing(a_client(), (strange, a_row()), TODAY).status == MemberStatus.ACTIVE


def test_a_status_that_the_source_states_itself_is_taken_and_a_strange_one_is_unknown() -> None:
    for word, expected in (
        ("Active", MemberStatus.ACTIVE),
        ("cancelled", MemberStatus.CANCELLED),
        ("Canceled", MemberStatus.CANCELLED),
        ("Frozen", MemberStatus.UNKNOWN),
        ("", MemberStatus.UNKNOWN),
    ):
        assert standing(a_client(word, stated_status=word), (), TODAY).status == expected


@pytest.mark.parametrize(
    ("fields", "ends_on"),
    [
        ({"ends_scheduled_on": TODAY + timedelta(days=9)}, TODAY + timedelta(days=9)),
        (
            {"plan": replace(MONTHLY, stops_on=TODAY + timedelta(days=3))},
            TODAY + timedelta(days=20),
        ),
        ({"plan": replace(MONTHLY, auto_renew=False)}, TODAY + timedelta(days=20)),
    ],
)
def test_a_membership_whose_end_is_known_is_active_and_says_when_it_ends(
    fields: dict[str, Any], ends_on: date
) -> None:
    found = standing(a_client(), (a_row(**fields),), TODAY)
    assert (found.status, found.ends_on) == (MemberStatus.ACTIVE, ends_on)
    assert found.flags == {MemberFlag.ENDS_ON}


def test_inactive_with_a_membership_in_force_is_a_contradiction_and_says_so() -> None:
    assert MemberFlag.DIFFERS in standing(a_client("Inactive"), (a_row(),), TODAY).flags


# --- in force and primary -------------------------------------------------------------------------


def test_the_day_a_row_ends_belongs_to_its_successor() -> None:
    row = a_row("1", -31, 0)
    assert not in_force(row, TODAY)
    assert in_force(row, TODAY - timedelta(days=1))
    assert in_force(a_row("2", 0, 30), TODAY)


def test_a_row_without_an_end_is_in_force_for_ever() -> None:
    assert in_force(a_row(ends=None), TODAY + timedelta(days=9999))


def test_of_several_in_force_a_class_plan_goes_first_then_the_dearest_the_latest_and_the_id() -> (
    None
):
    def option(cents: int) -> PaymentPlan:
        return replace(MONTHLY, initial=PaymentOption("Monthly", cents))

    pack = a_row("11", kind="Class Pack", plan=option(99999))
    cheap, dear = a_row("12", plan=option(5000)), a_row("13", plan=option(9000))
    later = a_row("14", -3, plan=option(9000))
    highest_id = a_row("101", -3, plan=option(9000))
    rows = [pack, cheap, dear, later, highest_id]
    while rows:
        expected = rows[-1]
        assert primary_membership(rows, TODAY) == expected
        rows.pop()


def test_future_goes_before_ended_and_the_most_recently_ended_before_older_ones() -> None:
    older = a_row("5", -90, -60)
    assert primary_membership([older, ENDED, FUTURE], TODAY) == FUTURE
    assert primary_membership([older, ENDED], TODAY) == ENDED
    assert primary_membership([], TODAY) is None


def test_start_is_that_of_the_chain_and_end_that_of_the_current_row() -> None:
    head = a_row("1", -70, -40, is_active=False)
    middle = a_row("2", -40, -10, is_active=False, renewed_from="1")
    now = a_row("3", -10, 20, renewed_from="2")
    other = a_row("4", -400, -300, is_active=False)
    found = standing(a_client(), (now, head, middle), TODAY)
    assert (found.start_on, found.end_on, found.is_first) == (head.start_on, now.end_on, True)
    assert standing(a_client(), (now, head, middle, other), TODAY).is_first is False


def test_rows_that_point_at_each_other_or_at_nothing_end_the_chain() -> None:
    a, b = a_row("1", renewed_from="2"), a_row("2", renewed_from="1")
    assert chain_head(a, {"1": a, "2": b}) == b
    lost = a_row("3", renewed_from="999")
    assert chain_head(lost, {"3": lost}) == lost


# --- price ----------------------------------------------------------------------------------------


def priced(row: Membership, *others: Membership, on: date = TODAY) -> Price:
    return monthly_price(row, {r.remote_id: r for r in (row, *others)}, on)


def option_of(kind: str, cents: int | None, length: int = 12, unit: str = "Month(s)") -> Price:
    plan = PaymentPlan(
        initial=PaymentOption(kind, cents), initial_commitment=Commitment(length, unit)
    )
    return priced(a_row(plan=plan))


def test_within_the_first_commitment_the_initial_price_holds_and_after_it_the_renewal() -> None:
    head = a_row("1", -370, -340, is_active=False)
    now = a_row("2", -10, 20, renewed_from="1")
    assert priced(now, head) == Price(10500, PriceBasis.MONTHLY)
    assert priced(a_row()) == Price(9900, PriceBasis.MONTHLY)
    assert head.start_on is not None
    last_day = date(2026, 11, 15)
    assert priced(now, head, on=last_day) == Price(9900, PriceBasis.MONTHLY)
    assert priced(now, head, on=last_day + timedelta(days=1)) == Price(10500, PriceBasis.MONTHLY)


def test_the_head_of_the_chain_says_what_it_costs_and_not_the_row_in_force() -> None:
    head = a_row("1", -40, -10, plan=replace(MONTHLY, initial=PaymentOption("Monthly", 7700)))
    now = a_row("2", -10, 20, renewed_from="1")
    assert priced(now, head).cents == 7700


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (("Monthly", 9900), Price(9900, PriceBasis.MONTHLY)),
        (("monthly", 9900), Price(9900, PriceBasis.MONTHLY)),
        (("Pay in Full", 108000), Price(9000, PriceBasis.PRORATED)),
        (("Pay in Full", 100000, 3), Price(33333, PriceBasis.PRORATED)),
        (("Pay in Full", 120000, 1, "Year(s)"), Price(10000, PriceBasis.PRORATED)),
        (("Pay in Full", 12000, 26, "Week(s)"), Price(2000, PriceBasis.PRORATED)),
        (("Weekly", 2500), Price(10833, PriceBasis.ESTIMATED)),
        (("Monthly", 0), Price(None, PriceBasis.COMP)),
        (("Pay in Full", 5000, 1, "Fortnight(s)"), Price()),
        (("Quarterly", 27000), Price()),
        (("Monthly", None), Price()),
    ],
)
def test_a_price_says_how_it_came_about_and_a_word_nobody_knows_gives_none(
    option: tuple[Any, ...], expected: Price
) -> None:
    assert option_of(*option) == expected


def test_without_a_known_term_the_first_row_is_the_initial_one() -> None:
    plan = replace(MONTHLY, initial_commitment=None)
    head, now = a_row("1", -40, -10, plan=plan), a_row("2", plan=plan, renewed_from="1")
    assert priced(head).cents == 9900
    assert priced(now, head).cents == 10500


def test_a_price_of_nothing_that_the_source_states_is_kept() -> None:
    assert priced(a_row(stated_cents=0)) == Price(0, PriceBasis.COMP)
    assert priced(a_row(stated_cents=8950)) == Price(8950, PriceBasis.MONTHLY)


# --- packages -------------------------------------------------------------------------------------


def test_packages_are_derived_from_what_was_sold_with_the_newest_price() -> None:
    old = a_row("1", -400, -370, template_id="411", is_active=False)
    new = a_row(
        "2", template_id="411", plan=replace(MONTHLY, initial=PaymentOption("Monthly", 11900))
    )
    other = a_row("3", template_id="412", name="3x per Week")
    gone = a_row("4", template_id="413", name="Deleted", is_deleted=True)
    found = packages([new, old, other, gone], TODAY)
    assert [(p.remote_id, p.name, p.price.cents, p.in_force) for p in found] == [
        ("412", "3x per Week", 9900, 1),
        ("411", "Unlimited", 11900, 1),
    ]


@pytest.mark.parametrize(
    ("status", "ends", "left"),
    [
        (MemberStatus.ACTIVE, 12, 12),
        (MemberStatus.ACTIVE, 0, 0),
        (MemberStatus.ACTIVE, -2, -2),
        (MemberStatus.ACTIVE, None, None),
        (MemberStatus.CANCELLED, 12, None),
        (MemberStatus.UNKNOWN, 12, None),
    ],
)
def test_only_an_active_membership_has_days_left(
    status: MemberStatus, ends: int | None, left: int | None
) -> None:
    ends_on = None if ends is None else TODAY + timedelta(days=ends)
    assert ends_in_days(status, ends_on, TODAY) == left


@pytest.mark.parametrize("rows", [[], [a_row()]])
@pytest.mark.parametrize(("attended", "absent"), [(-9, 9), (0, 0), (1, 0), (None, None)])
def test_days_without_attendance_are_counted_and_never_guessed(
    rows: list[Membership], attended: int | None, absent: int | None
) -> None:
    on = None if attended is None else TODAY + timedelta(days=attended)
    assert standing(a_client(last_attendance_on=on), rows, TODAY).days_absent == absent
