"""What users of other systems complain about (collections.md 2), and why it cannot happen here.

One test for each complaint that touches collections, named after what it prevents. C11 to C13 are
about the refresh and about who is who: tests/sync. C10 is about paper: tests/printing. C16 and C18
need statements and households, which the desk does not have.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.aging import Owed, aged
from gymdesk.domain.agreement import AgreementState, InvoiceState, ScheduledPayment
from gymdesk.domain.call_words import NothingOwed, PaidUntil, PaymentOnItsWay
from gymdesk.domain.case import Stage
from gymdesk.domain.case_event import CaseMark, Channel, Outcome
from gymdesk.domain.past_due import PaymentStatus, owed_by_client
from gymdesk.domain.promise import PromiseState
from tests.builders import TODAY, an_agreement, an_invoice
from tests.case_desk import CaseDesk, case_desk, owed, paid
from tests.sync.fakes import agreement, person, reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CaseDesk]:
    with case_desk(tmp_path) as opened:
        opened.refresh({1: (owed(),), 2: (owed(45, 12000),), 3: (paid(),)})
        yield opened


def test_c1_buckets_that_do_not_add_up_to_the_balance_are_not_shown_as_if_they_did(
    desk: CaseDesk,
) -> None:
    future = owed(-10, 4000, InvoiceState.NOT_SET, key="7002")
    desk.refresh({1: (owed(), future)})
    shown = desk.list()
    assert shown.agrees
    assert shown.aging.past_due_cents == shown.total_past_due_cents == 21000
    # what is due later is in a column of its own, not in none
    assert shown.aging.not_due == 4000
    assert not replace(shown, total_past_due_cents=1).agrees


def test_c2_a_debt_without_a_day_is_counted_and_marked_not_dropped(desk: CaseDesk) -> None:
    desk.refresh({5: (replace(owed(), billing_on=None),)})
    shown = desk.list()
    assert (shown.aging.no_date, shown.total_past_due_cents) == (9000, 30000)
    assert desk.row(5) in shown.to_do


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        *((1, "days_1_30"), (30, "days_1_30"), (31, "days_31_60"), (60, "days_31_60")),
        *((61, "days_61_90"), (90, "days_61_90"), (91, "days_91"), (400, "days_91")),
        (None, "no_date"),
    ],
)
def test_c3_no_day_falls_into_two_buckets_and_none_into_none(days: int | None, bucket: str) -> None:
    aging = aged([Owed(100, days=days)])
    cells = {name: getattr(aging, name) for name in aging.__slots__}
    assert [name for name, cents in cells.items() if cents] == [bucket]


@pytest.mark.parametrize("days", [1, 30, 31, 60, 61, 90, 91])
@pytest.mark.parametrize("left", [1, 8999, 9000])
def test_c4_a_partly_paid_invoice_is_aged_at_what_is_left_and_stays_on_the_list(
    desk: CaseDesk, days: int, left: int
) -> None:
    desk.commands.set_rule(desk.club_id, "small_balance_cents", 0, staff="Jo")
    desk.refresh({1: (owed(days, 9000, InvoiceState.NOT_SET),)})
    desk.refresh({1: (owed(days, left, InvoiceState.NOT_SET),)})
    row = desk.row(1)
    assert row is not None
    assert (row.client.past_due_cents, row.client.days_past_due) == (left, days)
    assert row.gate is None


def test_c5_a_credit_is_no_debt_and_pays_none_out_of_sight() -> None:
    credit = an_invoice(5, cents=-4000, state=InvoiceState.NOT_SET)
    alone = owed_by_client([an_agreement(credit)], TODAY)
    assert (alone.past_due_cents, alone.aging.credit) == (0, 4000)
    both = owed_by_client([an_agreement(credit, an_invoice(5))], TODAY)
    assert (both.past_due_cents, both.aging.credit) == (15000, 4000)


def test_c6_a_past_day_still_shows_what_has_been_paid_since(desk: CaseDesk) -> None:
    then = desk.today
    desk.refresh({1: (paid(),), 2: (owed(45, 12000),)}, days=3)
    was = desk.queries.cases.aging_on(desk.club_id, then)
    assert {r.name: r.past_due_cents for r in was.rows} == {"Client 1": 9000, "Client 2": 12000}
    assert was.agrees
    now = desk.queries.cases.aging_on(desk.club_id, desk.today)
    assert [r.name for r in now.rows] == ["Client 2"]


def test_c7_a_balance_follows_its_invoices_when_they_are_amended(desk: CaseDesk) -> None:
    higher = replace(owed(cents=9500), total_cents=25000)
    desk.refresh({1: (higher,)})
    assert desk.case(1).row.client.past_due_cents == 9500
    voided = owed(cents=9500, state=InvoiceState.VOIDED)
    desk.refresh({1: (voided,)})
    assert desk.case(1).row.client.past_due_cents == 0


def test_c8_a_hundred_thirds_of_a_dollar_are_exactly_that() -> None:
    invoices = [an_invoice(5, cents=3333, remote_id=str(n)) for n in range(100)]
    assert owed_by_client([an_agreement(*invoices)], TODAY).past_due_cents == 333300


def test_c9_who_has_paid_is_not_reminded(desk: CaseDesk) -> None:
    desk.commands.promise(desk.client(1), desk.today, staff="Jo")
    desk.refresh({1: (paid(),), 2: (owed(45, 12000),)}, days=5)
    assert [r.client.name for r in desk.list().to_do] == ["Client 2"]
    row = desk.row(1)
    assert row is not None
    assert isinstance(row.gate, PaidUntil | NothingOwed)


def test_c9_who_was_just_reminded_is_not_offered_another_reminder(desk: CaseDesk) -> None:
    desk.commands.contact(desk.client(1), Channel.CALL, Outcome.SPOKE, staff="Jo")
    row = desk.row(1)
    assert row is not None
    assert row not in desk.list().to_do
    assert row.last_contact is not None
    assert row.last_contact.at_utc == desk.clock.now_utc()


def test_c14_the_list_the_tile_and_the_case_show_one_number(desk: CaseDesk) -> None:
    shown = desk.list()
    collections = desk.queries.collections(desk.club_id)
    cases = [desk.case(n).row.client.past_due_cents or 0 for n in (1, 2, 3)]
    aged_today = desk.queries.cases.aging_on(desk.club_id, desk.today)
    assert (
        shown.total_past_due_cents
        == collections.total_past_due_cents
        == aged_today.total_past_due_cents
        == sum(cases)
        == sum(t.past_due_cents for t in shown.by_trainer)
    )
    # what is not due yet is in none of them
    desk.refresh({1: (owed(), owed(-1, 7000, InvoiceState.NOT_SET, key="7002"))})
    assert desk.list().total_past_due_cents == shown.total_past_due_cents


@pytest.mark.parametrize(
    "state",
    [
        *(InvoiceState.PENDING, InvoiceState.PROCESSING),
        *(InvoiceState.SETTLING, InvoiceState.QUEUED),
    ],
)
def test_c15_a_payment_that_is_on_its_way_is_not_called_about(
    desk: CaseDesk, state: InvoiceState
) -> None:
    desk.refresh({1: (owed(state=state), owed(2, 500, InvoiceState.NOT_SET, key="7002"))})
    row = desk.row(1)
    assert row is not None
    assert row.gate == PaymentOnItsWay()
    assert row.client.past_due_cents == 500


def test_c17_a_balance_that_is_settled_for_a_few_days_does_not_reset_the_case(
    desk: CaseDesk,
) -> None:
    desk.commands.contact(desk.client(1), Channel.CALL, Outcome.NO_ANSWER, staff="Jo")
    desk.commands.mark([desk.client(1)], CaseMark.HOLD, staff="Jo")
    desk.refresh({1: (paid(),)}, days=1)
    desk.refresh({1: (owed(),)}, days=6)
    row = desk.row(1)
    assert row is not None
    assert (row.stage, row.marks, row.since_on) == (
        *(Stage.HOLD, {CaseMark.HOLD}, date(2026, 11, 21)),
    )
    assert row.last_contact is not None


def test_c19_a_debt_that_nobody_is_after_is_found(desk: CaseDesk) -> None:
    assert [r.client.name for r in desk.list().orphans] == ["Client 1", "Client 2"]
    desk.commands.contact(desk.client(1), Channel.CALL, Outcome.NO_ANSWER, staff="Jo")
    assert [r.client.name for r in desk.list().orphans] == ["Client 2"]
    later = ScheduledPayment(desk.today + timedelta(days=9), 12000)
    billed = agreement("A2", (owed(45, 12000),), scheduled=(later,))
    desk.runs.store_readings(reading(person(2, "Client 2"), billed))
    assert desk.list().orphans == ()


def test_c19_debt_on_a_stopped_agreement_is_still_debt(desk: CaseDesk) -> None:
    for state in AgreementState:
        debt = owed_by_client([an_agreement(an_invoice(5), state=state)], TODAY)
        assert debt.status == PaymentStatus.PAST_DUE
    cancelled = agreement("A1", (owed(),), state=AgreementState.CANCELLED)
    desk.runs.store_readings(reading(person(1, "Client 1"), cancelled))
    row = desk.row(1)
    assert row is not None
    assert "$90.00 on a cancelled agreement" in row.why_text


def test_c20_every_row_says_which_rule_put_it_there(desk: CaseDesk) -> None:
    desk.commands.mark([desk.client(2)], CaseMark.DISPUTE, staff="Jo")
    why = {r.client.name: r.why_text for r in desk.list().rows}
    assert why["Client 1"].startswith("Drifting · $90.00 · 20 days")
    assert why["Client 2"].startswith("Disputed · $120.00 · 45 days")
    assert desk.list().rules.drifting_until_days == 44


def test_a_promise_is_never_called_broken_on_figures_from_before_its_day(desk: CaseDesk) -> None:
    """The seventh of the ten decisions: stale figures accuse nobody."""
    desk.commands.promise(desk.client(1), desk.today + timedelta(days=3), staff="Jo")
    for days in range(1, 40):
        desk.clock.at_utc += timedelta(days=1)
        (promise,) = desk.case(1).promises
        assert promise.state == PromiseState.OPEN, days
