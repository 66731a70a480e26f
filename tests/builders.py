"""Builders of domain values: valid as they stand, each field to be overridden by name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from gymdesk.domain.agreement import (
    INVOICE_CODES,
    Agreement,
    AgreementState,
    ExplicitBilling,
    Invoice,
    InvoiceState,
)

TODAY = date(2026, 11, 21)

CODE_OF = {state: str(code) for code, state in INVOICE_CODES.items()}


def day(days_ago: int, today: date = TODAY) -> date:
    """Return the day so many days before today; negative = after it."""
    return today - timedelta(days=days_ago)


def an_invoice(
    days_ago: int | None = 10,
    *,
    state: InvoiceState = InvoiceState.DELINQUENT,
    cents: int | None = 15000,
    **overrides: Any,
) -> Invoice:
    """Return an invoice that owes 150.00 since ten days."""
    fields: dict[str, Any] = {
        "remote_id": "70000001",
        "state": state,
        "raw_state": CODE_OF.get(state, "42"),
        "billing_on": None if days_ago is None else day(days_ago),
        "total_cents": cents,
        "owed_cents": cents,
        "owed_field": None if cents is None else "total",
    }
    return Invoice(**{**fields, **overrides})


def an_agreement(*invoices: Invoice, **overrides: Any) -> Agreement:
    """Return an active agreement with these invoices, numbered in their order."""
    fields: dict[str, Any] = {
        "remote_id": "1500001",
        "name": "Personal Training 1x",
        "state": AgreementState.ACTIVE,
        "raw_state": "2",
        "invoices": invoices,
    }
    return Agreement(**{**fields, **overrides})


def stated(**fields: Any) -> ExplicitBilling:
    """Return what a billing status says in so many words."""
    return ExplicitBilling(**fields)
