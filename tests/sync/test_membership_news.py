"""What a reading of a member of WODIFY says of memberships: new, cancelled, or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gymdesk.domain.membership import Member, MemberRecord, Membership
from gymdesk.sync.wodify_reconcile import KnownMember, membership_news

TODAY = date(2026, 11, 20)
MEMBER = Member("7000001", "Bea Lindholm", raw_status="Active")
MONTH = Membership(
    "55000001", "7000001", "Unlimited", start_on=date(2026, 11, 1), end_on=date(2026, 12, 1)
)
NEXT = replace(
    MONTH,
    remote_id="55000002",
    start_on=date(2026, 12, 1),
    end_on=date(2027, 1, 1),
    renewed_from=MONTH.remote_id,
)
OTHER = replace(MONTH, remote_id="55000003", name="Open Gym", start_on=date(2026, 11, 19))
ENDED = replace(MONTH, end_on=date(2026, 11, 20))


def news(
    *rows: Membership,
    before: tuple[Membership, ...] | None = (MONTH,),
    member: Member = MEMBER,
    **known: object,
) -> list[tuple[str, str, str]]:
    former = None if before is None else KnownMember(MEMBER, before, **known)  # type: ignore[arg-type]
    return list(membership_news(former, MemberRecord(member, rows), TODAY))


def test_a_membership_that_was_not_there_is_new() -> None:
    assert news(MONTH, OTHER) == [("55000003", "Open Gym", "new")]
    assert news(MONTH, before=()) == [("55000001", "Unlimited", "new")]


def test_one_that_begins_later_is_new_as_well() -> None:
    ahead = replace(OTHER, start_on=date(2026, 12, 5), end_on=None)
    assert news(MONTH, ahead) == [("55000003", "Open Gym", "new")]


@pytest.mark.parametrize(
    "row",
    [
        NEXT,
        replace(NEXT, renewed_from="54999999"),
        replace(OTHER, is_active=False),
        replace(OTHER, is_deleted=True),
        replace(OTHER, start_on=date(2026, 1, 1), end_on=date(2026, 2, 1)),
    ],
    ids=["renewed", "renewed from a row that is not sent", "off", "deleted", "long over"],
)
def test_a_renewal_or_a_row_that_counts_for_nothing_is_no_news(row: Membership) -> None:
    assert news(MONTH, row) == []


def test_of_somebody_who_was_never_read_or_comes_back_nothing_is_new() -> None:
    assert news(MONTH, before=None) == []
    assert news(MONTH, OTHER, missing=True) == []


def test_an_end_that_is_set_is_a_cancellation_and_is_told_once() -> None:
    ends = replace(MONTH, ends_scheduled_on=date(2026, 12, 1))
    assert news(ends) == [("55000001", "Unlimited", "cancelled")]
    assert news(ends, before=(ends,)) == []
    gone = replace(MEMBER, raw_status="Inactive")
    assert news(ends, member=gone) == [("55000001", "Unlimited", "cancelled")]


def test_a_membership_that_is_switched_off_is_cancelled() -> None:
    off = replace(MONTH, is_active=False)
    assert news(off) == [("55000001", "Unlimited", "cancelled")]
    assert news(off, before=(off,)) == []


def test_a_client_who_is_switched_off_has_cancelled() -> None:
    gone = replace(MEMBER, raw_status="Inactive")
    assert news(MONTH, member=gone) == [("55000001", "Unlimited", "cancelled")]


def test_what_ends_on_its_day_was_not_cancelled() -> None:
    assert news(ENDED, before=(ENDED,)) == []
    assert news(replace(ENDED, raw="{}"), before=(ENDED,)) == []


def test_nothing_is_told_of_what_nobody_can_tell() -> None:
    assert news(replace(MONTH, unclear=True), member=replace(MEMBER, raw_status="Odd")) == []
