"""Sweeps: which one is believed, which one is held for the manager."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.domain.agreement import Agreement, AgreementState, Invoice, InvoiceState
from gymdesk.domain.past_due import NEVER_OWED
from gymdesk.domain.sweep import Drop, SweepFinding, drop, known_debt
from tests.builders import TODAY, an_agreement, an_invoice, stated


def finding(
    known: int = 40, gone: int = 0, before_cents: int = 100_000, unexplained_cents: int = 0
) -> SweepFinding:
    return SweepFinding(known, gone, before_cents, unexplained_cents)


# --- people ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "gone", "held"),
    [
        (0, 0, False),  # the first sweep ever
        (4, 4, False),  # all of a small club: fewer than five
        (5, 5, True),
        (5, 4, False),
        (10, 4, False),  # 40 %, but four
        (16, 5, True),  # 31.25 %
        (17, 5, False),  # 29.4 %
        (20, 6, False),  # exactly 30 %
        (20, 7, True),
        (1000, 300, False),  # exactly 30 %
        (1000, 301, True),
        (40, 40, True),  # an empty list
    ],
)
def test_people_fewer_by_over_30_percent_and_at_least_5_hold_a_sweep(
    known: int, gone: int, held: bool
) -> None:
    found = finding(known=known, gone=gone)
    assert (found.loses_people, found.held) == (held, held)


@pytest.mark.parametrize(
    ("before", "unexplained", "held"),
    [
        (0, 0, False),
        (10_000, 0, False),
        (10_000, 4_999, False),
        (10_000, 5_000, False),  # exactly half
        (10_000, 5_001, True),
        (10_001, 5_000, False),
        (10_001, 5_001, True),
        (1, 1, True),
        (10_000, 10_000, True),
    ],
)
def test_more_than_half_of_the_debt_gone_without_a_word_holds_a_sweep(
    before: int, unexplained: int, held: bool
) -> None:
    found = finding(before_cents=before, unexplained_cents=unexplained)
    assert (found.loses_debt, found.held) == (held, held)


@given(known=st.integers(0, 3000), gone=st.integers(0, 3000), more=st.integers(0, 500))
def test_a_sweep_that_loses_more_people_is_never_believed_sooner(
    known: int, gone: int, more: int
) -> None:
    if finding(known=known, gone=gone).held:
        assert finding(known=known, gone=gone + more).held


@given(known=st.integers(0, 3000), gone=st.integers(0, 3000))
def test_the_rule_for_people_is_the_one_of_the_design(known: int, gone: int) -> None:
    expected = gone >= 5 and gone / known > 0.3 if known else gone >= 5
    assert finding(known=known, gone=gone).held == expected


# --- what explains a drop -------------------------------------------------------------------------


def before() -> Agreement:
    """Return an agreement that owes 150.00 twice."""
    return an_agreement(
        an_invoice(40, remote_id="1"), an_invoice(10, remote_id="2", state=InvoiceState.NOT_SET)
    )


def with_first(**changes: object) -> Agreement:
    first, second = before().invoices or ()
    return replace(before(), invoices=(replace(first, **changes), second))  # type: ignore[arg-type]


def test_nothing_changes_and_nothing_is_lost() -> None:
    assert drop([before()], [before()], TODAY) == Drop(30_000, 30_000, 0)


@pytest.mark.parametrize("state", sorted(NEVER_OWED))
def test_a_settled_invoice_explains_its_amount(state: InvoiceState) -> None:
    found = drop([before()], [with_first(state=state)], TODAY)
    assert found == Drop(30_000, 15_000, 15_000)
    assert found.unexplained_cents == 0


def test_an_invoice_left_out_of_the_answer_explains_nothing() -> None:
    _, second = before().invoices or ()
    found = drop([before()], [replace(before(), invoices=(second,))], TODAY)
    assert (found.explained_cents, found.unexplained_cents) == (0, 15_000)


def test_an_agreement_left_out_of_the_answer_explains_nothing() -> None:
    assert drop([before()], [], TODAY).unexplained_cents == 30_000


def test_part_of_an_invoice_paid_explains_the_part() -> None:
    after = with_first(owed_cents=6_000, owed_field="remainingTotal")
    found = drop([before()], [after], TODAY)
    assert (found.explained_cents, found.unexplained_cents) == (9_000, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"owed_cents": 6_000, "owed_field": "total"},  # the claim itself is another one
        {"owed_cents": 6_000, "owed_field": "totalDue"},
        {"owed_cents": 6_000, "owed_field": "remainingTotal", "total_cents": 6_000},
        {"owed_cents": 0, "owed_field": "remainingTotal"},  # delinquent, and nothing left
        {"owed_cents": -6_000, "owed_field": "remainingTotal"},
        {"state": InvoiceState.UNKNOWN},
        {"state": InvoiceState.NOT_SET, "billing_on": TODAY + timedelta(days=3)},
    ],
)
def test_an_invoice_that_is_lower_without_a_payment_explains_nothing(
    changes: dict[str, object],
) -> None:
    found = drop([before()], [with_first(**changes)], TODAY)
    assert found.explained_cents == 0
    assert found.unexplained_cents > 0


def test_more_left_of_an_invoice_than_before_is_no_drop() -> None:
    after = with_first(owed_cents=20_000, owed_field="remainingTotal")
    assert drop([before()], [after], TODAY) == Drop(30_000, 35_000, 0)


def test_an_amount_that_could_not_be_read_is_unknown_and_no_drop() -> None:
    found = drop([before()], [replace(before(), invoices=None)], TODAY)
    assert found == Drop(30_000, 30_000, 0)


def test_a_debt_that_moves_to_the_cancelled_agreements_is_not_lost() -> None:
    cancelled = replace(before(), state=AgreementState.CANCELLED)
    assert drop([before()], [cancelled], TODAY).unexplained_cents == 0


def test_a_cancelled_debt_that_goes_away_is_lost_as_well() -> None:
    cancelled = replace(before(), state=AgreementState.CANCELLED)
    assert drop([cancelled], [], TODAY).unexplained_cents == 30_000


def test_new_debt_of_the_same_client_makes_up_for_an_agreement_that_went() -> None:
    renewed = replace(before(), remote_id="1500002")
    assert drop([before()], [renewed], TODAY).unexplained_cents == 0


def test_somebody_new_and_somebody_who_owes_nothing_lose_nothing() -> None:
    paid = an_agreement(an_invoice(state=InvoiceState.PAID))
    assert drop([], [before()], TODAY) == Drop(0, 0, 0)
    assert drop([paid], [], TODAY) == Drop(0, 0, 0)


def test_an_invoice_whose_state_was_unknown_explains_nothing_when_it_is_paid() -> None:
    """It was never part of the figure, so that it cannot be what the figure fell by."""
    first, second = before().invoices or ()
    doubtful = replace(before(), invoices=(replace(first, state=InvoiceState.UNKNOWN), second))
    paid = replace(before(), invoices=(replace(first, state=InvoiceState.PAID),))
    assert drop([doubtful], [paid], TODAY) == Drop(15_000, 0, 0)


# --- a billing status that leads ------------------------------------------------------------------


def leading(invoices: tuple[Invoice, ...], cents: int | None) -> Agreement:
    said = None if cents is None else stated(past_due_cents=cents)
    return an_agreement(*invoices, explicit=said)


PAID = tuple(replace(i, state=InvoiceState.PAID) for i in before().invoices or ())


def test_a_stated_amount_goes_with_the_invoices_when_all_of_them_are_settled() -> None:
    owing = leading(before().invoices or (), 40_000)
    assert drop([owing], [leading(PAID, None)], TODAY) == Drop(40_000, 0, 40_000)
    assert drop([owing], [leading(PAID, 0)], TODAY).unexplained_cents == 0


def test_a_stated_amount_that_goes_while_an_invoice_is_left_out_explains_only_the_other() -> None:
    owing = leading(before().invoices or (), 40_000)
    found = drop([owing], [leading(PAID[:1], None)], TODAY)
    assert (found.explained_cents, found.unexplained_cents) == (15_000, 25_000)


def test_a_stated_amount_without_any_invoice_that_goes_explains_nothing() -> None:
    assert drop([leading((), 40_000)], [leading((), None)], TODAY).unexplained_cents == 40_000


def test_a_stated_amount_that_falls_by_what_was_paid_is_explained() -> None:
    first, second = before().invoices or ()
    owing, after = leading((first, second), 40_000), leading((PAID[0], second), 25_000)
    assert drop([owing], [after], TODAY) == Drop(40_000, 25_000, 15_000)


# --- properties -----------------------------------------------------------------------------------

_STATES = st.sampled_from(sorted(InvoiceState))
_INVOICES = st.lists(
    st.builds(
        an_invoice,
        st.integers(-5, 120) | st.none(),
        state=_STATES,
        cents=st.integers(-20_000, 90_000) | st.none(),
        owed_field=st.sampled_from(["total", "remainingTotal"]),
    ),
    max_size=4,
).map(lambda found: tuple(replace(i, remote_id=str(n)) for n, i in enumerate(found)))
_AGREEMENTS = st.lists(
    st.builds(
        an_agreement,
        invoices=_INVOICES | st.none(),
        state=st.sampled_from(sorted(AgreementState)),
        explicit=st.none() | st.builds(stated, past_due_cents=st.integers(0, 90_000)),
    ),
    max_size=3,
).map(lambda found: [replace(a, remote_id=str(n)) for n, a in enumerate(found)])


@given(former=_AGREEMENTS, after=_AGREEMENTS)
def test_no_drop_exceeds_what_was_owed_and_none_is_negative(
    former: list[Agreement], after: list[Agreement]
) -> None:
    found = drop(former, after, TODAY)
    assert found.before_cents == known_debt(former, TODAY)
    assert 0 <= found.unexplained_cents <= found.before_cents
    assert found.explained_cents >= 0


@given(former=_AGREEMENTS)
def test_reading_the_same_again_loses_nothing(former: list[Agreement]) -> None:
    assert drop(former, former, TODAY).unexplained_cents == 0


@given(former=_AGREEMENTS)
def test_a_list_left_empty_loses_all_that_was_known(former: list[Agreement]) -> None:
    assert drop(former, [], TODAY).unexplained_cents == known_debt(former, TODAY)
