"""Agreements and invoices: every code of ClubOS has a name, unknown ones stay unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.domain.agreement import (
    INVOICE_CODES,
    AgreementState,
    InvoiceState,
    Service,
    active_packages,
    agreement_state,
    invoice_state,
)
from gymdesk.domain.past_due import FAILED, NEVER_OWED
from tests.builders import an_agreement

STATES = [
    (1, InvoiceState.PAID),
    (2, InvoiceState.PENDING),
    (3, InvoiceState.REJECTED),
    (4, InvoiceState.NOT_SET),
    (5, InvoiceState.DELINQUENT),
    (6, InvoiceState.PROCESSING),
    (7, InvoiceState.SETTLING),
    (8, InvoiceState.CHARGED_BACK),
    (9, InvoiceState.REFUNDED),
    (10, InvoiceState.CONVERTED),
    (11, InvoiceState.COMPED),
    (12, InvoiceState.VOIDED),
    (13, InvoiceState.QUEUED),
]


@pytest.mark.parametrize(("code", "state"), STATES)
def test_an_invoice_code_has_its_name_as_number_and_as_text(code, state):
    assert invoice_state(code) == invoice_state(str(code)) == invoice_state(f" {code} ") == state


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("paid", InvoiceState.PAID),
        ("Overdue", InvoiceState.DELINQUENT),
        ("PAST_DUE", InvoiceState.DELINQUENT),
        ("past-due", InvoiceState.DELINQUENT),
        ("pay now", InvoiceState.DELINQUENT),
        ("Charge Back", InvoiceState.CHARGED_BACK),
        ("chargeback", InvoiceState.CHARGED_BACK),
        ("Payment Rejected", InvoiceState.REJECTED),
        ("void", InvoiceState.VOIDED),
        ("scheduled", InvoiceState.NOT_SET),
    ],
)
def test_an_invoice_word_has_its_state(word, state):
    assert invoice_state(word) == state


NOT_UNDERSTOOD = [
    *(None, 0, 14, 42, -1, True, False, "", "unpaid", "42", "9" * 30, "٣", 5.0, Decimal("5.0")),
    *([5], {"id": 5}),
]


@pytest.mark.parametrize("raw", NOT_UNDERSTOOD)
def test_an_invoice_state_that_is_not_understood_stays_unknown(raw):
    assert invoice_state(raw) == InvoiceState.UNKNOWN


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        (1, AgreementState.DRAFT),
        (2, AgreementState.ACTIVE),
        ("3", AgreementState.PENDING),
        (4, AgreementState.COMPLETED),
        (5, AgreementState.CANCELLED),
        ("canceled", AgreementState.CANCELLED),
        ("Cancelled", AgreementState.CANCELLED),
        ("active", AgreementState.ACTIVE),
        (6, AgreementState.UNKNOWN),
        ("frozen", AgreementState.UNKNOWN),
        (None, AgreementState.UNKNOWN),
        (True, AgreementState.UNKNOWN),
    ],
)
def test_an_agreement_state_is_named_or_unknown(raw, state):
    assert agreement_state(raw) == state


def test_every_invoice_state_is_owed_by_date_by_failure_never_or_unknown():
    groups = [FAILED, NEVER_OWED, {InvoiceState.NOT_SET}, {InvoiceState.UNKNOWN}]
    assert sorted(s for group in groups for s in group) == sorted(InvoiceState)
    assert set(INVOICE_CODES) == set(range(1, 14))


@given(st.none() | st.integers() | st.text() | st.floats() | st.booleans())
def test_any_raw_state_has_a_state(raw):
    assert invoice_state(raw) in InvoiceState
    assert agreement_state(raw) in AgreementState


def test_active_packages_come_by_name_and_unknown_ones_are_shown():
    shown = [
        an_agreement(name="boxing", remote_id="1"),
        an_agreement(name="Team", remote_id="2", state=AgreementState.UNKNOWN),
        an_agreement(name="Boxing", remote_id="3"),
    ]
    hidden = [
        an_agreement(state=state)
        for state in (
            AgreementState.DRAFT,
            AgreementState.PENDING,
            AgreementState.COMPLETED,
            AgreementState.CANCELLED,
        )
    ]
    assert [a.remote_id for a in active_packages([*hidden, *reversed(shown)])] == ["1", "3", "2"]


@pytest.mark.parametrize(
    ("training", "expected"),
    [((), None), ((None,), None), ((False,), False), ((False, None, True), True)],
)
def test_an_agreement_is_training_if_any_service_is(training, expected):
    services = tuple(Service("Session", training=t) for t in training)
    assert an_agreement(services=services).is_training is expected
