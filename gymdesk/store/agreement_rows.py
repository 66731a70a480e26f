"""Agreements between the domain and the tables: columns out, values back."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gymdesk.domain.agreement import (
    Agreement,
    AgreementState,
    ExplicitBilling,
    Invoice,
    InvoiceState,
    ScheduledPayment,
    Service,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

Row: TypeAlias = "Mapping[Any, Any]"
"""A row of a table by column name."""

# A club of 50,000 is read in one go. Looking a state up beats calling the enum, and the same few
# packages come again and again: their texts are read once and the values shared.
_AGREEMENT_STATES: Final = {state.value: state for state in AgreementState}
_INVOICE_STATES: Final = {state.value: state for state in InvoiceState}


def agreement_columns(
    client_source_id: int, agreement: Agreement, kept_from_utc: datetime | None
) -> Mapping[str, Any]:
    """Return the columns of the agreement's row."""
    return {
        "client_source_id": client_source_id,
        "remote_id": agreement.remote_id,
        "name": agreement.name,
        "state": agreement.state.value,
        "raw_state": agreement.raw_state,
        "start_on": agreement.start_on,
        "end_on": agreement.end_on,
        "location_id": agreement.location_id,
        "trainer": agreement.trainer,
        "salesperson": agreement.salesperson,
        "billing_state": agreement.billing_state,
        "total_value_cents": agreement.total_value_cents,
        "services": json.dumps([asdict(s) for s in agreement.services], sort_keys=True),
        "explicit": (
            None if agreement.explicit is None else json.dumps(asdict(agreement.explicit))
        ),
        "invoices_read": agreement.invoices is not None,
        "kept_from_utc": kept_from_utc,
        "missing_since_utc": None,
    }


def invoice_columns(agreement_id: int, agreement: Agreement) -> list[dict[str, Any]]:
    """Return the columns of the agreement's invoices in their order."""
    return [
        {
            "agreement_id": agreement_id,
            "remote_id": invoice.remote_id,
            "position": position,
            "state": invoice.state.value,
            "raw_state": invoice.raw_state,
            "billing_on": invoice.billing_on,
            "total_cents": invoice.total_cents,
            "owed_cents": invoice.owed_cents,
            "owed_field": invoice.owed_field,
        }
        for position, invoice in enumerate(agreement.invoices or ())
    ]


def scheduled_columns(agreement_id: int, agreement: Agreement) -> list[dict[str, Any]]:
    """Return the columns of the agreement's scheduled payments in their order."""
    return [
        {
            "agreement_id": agreement_id,
            "position": position,
            "billing_on": payment.billing_on,
            "total_cents": payment.total_cents,
        }
        for position, payment in enumerate(agreement.scheduled)
    ]


def agreement_of(row: Row, invoices: Sequence[Row], scheduled: Sequence[Row]) -> Agreement:
    """Return the agreement that the rows describe; equal to the one they were written from."""
    return Agreement(
        remote_id=row["remote_id"],
        name=row["name"],
        state=_AGREEMENT_STATES[row["state"]],
        raw_state=row["raw_state"],
        start_on=row["start_on"],
        end_on=row["end_on"],
        location_id=row["location_id"],
        trainer=row["trainer"],
        salesperson=row["salesperson"],
        billing_state=row["billing_state"],
        total_value_cents=row["total_value_cents"],
        services=_services(row["services"]),
        invoices=tuple(_invoice_of(i) for i in invoices) if row["invoices_read"] else None,
        scheduled=tuple(ScheduledPayment(s["billing_on"], s["total_cents"]) for s in scheduled),
        explicit=_explicit(row["explicit"]) if row["explicit"] else None,
    )


def _invoice_of(row: Row) -> Invoice:
    return Invoice(
        remote_id=row["remote_id"],
        state=_INVOICE_STATES[row["state"]],
        raw_state=row["raw_state"],
        billing_on=row["billing_on"],
        total_cents=row["total_cents"],
        owed_cents=row["owed_cents"],
        owed_field=row["owed_field"],
    )


@lru_cache(maxsize=2000)
def _services(text: str) -> tuple[Service, ...]:
    return tuple(Service(**service) for service in json.loads(text))


@lru_cache(maxsize=2000)
def _explicit(text: str) -> ExplicitBilling:
    return ExplicitBilling(**json.loads(text))
