"""Agreements, their services and invoices, with every status code of ClubOS as a named value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date


class AgreementState(StrEnum):
    """What an agreement is (clubos.md 6.2). It says nothing about money."""

    DRAFT = "draft"
    ACTIVE = "active"
    PENDING = "pending"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


AGREEMENT_CODES: Final[Mapping[int, AgreementState]] = {
    1: AgreementState.DRAFT,
    2: AgreementState.ACTIVE,
    3: AgreementState.PENDING,
    4: AgreementState.COMPLETED,
    5: AgreementState.CANCELLED,
}

_AGREEMENT_WORDS: Final[Mapping[str, AgreementState]] = {
    **{state.value: state for state in AgreementState},
    "canceled": AgreementState.CANCELLED,
}


class InvoiceState(StrEnum):
    """What an invoice is (clubos.md 6.2, `invoiceStatus` 1 to 13)."""

    PAID = "paid"
    PENDING = "pending payment"
    REJECTED = "payment rejected"
    NOT_SET = "not set"
    DELINQUENT = "delinquent"
    PROCESSING = "processing"
    SETTLING = "waiting settlement"
    CHARGED_BACK = "charge back"
    REFUNDED = "refunded"
    CONVERTED = "conversion"
    COMPED = "comped"
    VOIDED = "voided"
    QUEUED = "in queue"
    UNKNOWN = "unknown"


INVOICE_CODES: Final[Mapping[int, InvoiceState]] = {
    code: state for code, state in enumerate(InvoiceState, start=1) if state != InvoiceState.UNKNOWN
}

_INVOICE_WORDS: Final[Mapping[str, InvoiceState]] = {
    **{state.value: state for state in InvoiceState},
    "overdue": InvoiceState.DELINQUENT,
    "past due": InvoiceState.DELINQUENT,
    "pay now": InvoiceState.DELINQUENT,
    "rejected": InvoiceState.REJECTED,
    "chargeback": InvoiceState.CHARGED_BACK,
    "void": InvoiceState.VOIDED,
    "pending": InvoiceState.PENDING,
    "scheduled": InvoiceState.NOT_SET,
}

OWED_FIELDS: Final = (
    "remainingTotal",
    "remainingBalance",
    "outstandingBalance",
    "totalDue",
    "total",
)
"""What an invoice still owes stands in one field: the first of these that is present."""


@dataclass(frozen=True, slots=True)
class Service:
    """One service of an agreement: `units` per billing period at `unit_price_cents` each."""

    name: str
    event_type: str | None = None
    units: int | None = None
    unit_price_cents: int | None = None
    training: bool | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice. `owed_cents` None = not read; `owed_field` is where it came from.

    `raw_state` keeps the code or word of the source, also where it is not understood.
    """

    remote_id: str
    state: InvoiceState
    raw_state: str
    billing_on: date | None
    total_cents: int | None
    owed_cents: int | None
    owed_field: str | None = None


@dataclass(frozen=True)
class ScheduledPayment:
    """A payment of a later period; never part of what is owed."""

    billing_on: date | None
    total_cents: int | None


@dataclass(frozen=True)
class ExplicitBilling:
    """What a billing status says in so many words (the documented dialect), in cents."""

    past_due_cents: int | None = None
    amount_past_due_cents: int | None = None
    balance_due_cents: int | None = None
    is_past_due: bool | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """One agreement as it was last read. `invoices` None = they could not be read."""

    remote_id: str
    name: str
    state: AgreementState
    raw_state: str
    start_on: date | None = None
    end_on: date | None = None
    location_id: str | None = None
    trainer: str | None = None
    salesperson: str | None = None
    billing_state: str | None = None
    total_value_cents: int | None = None
    services: tuple[Service, ...] = ()
    invoices: tuple[Invoice, ...] | None = None
    scheduled: tuple[ScheduledPayment, ...] = ()
    explicit: ExplicitBilling | None = None

    @property
    def is_training(self) -> bool | None:
        """Return whether any service is personal training; None where the source does not say."""
        known = [s.training for s in self.services if s.training is not None]
        return any(known) if known else None


def agreement_state(raw: object) -> AgreementState:
    """Return the state for a code or a word; what is not known stays UNKNOWN."""
    code = _code(raw)
    if code is not None:
        return AGREEMENT_CODES.get(code, AgreementState.UNKNOWN)
    return _AGREEMENT_WORDS.get(_word(raw), AgreementState.UNKNOWN)


def invoice_state(raw: object) -> InvoiceState:
    """Return the state for a code or a word; what is not known stays UNKNOWN."""
    code = _code(raw)
    if code is not None:
        return INVOICE_CODES.get(code, InvoiceState.UNKNOWN)
    return _INVOICE_WORDS.get(_word(raw), InvoiceState.UNKNOWN)


def is_active_package(agreement: Agreement) -> bool:
    """Return whether the agreement belongs to a client's active packages."""
    return agreement.state == AgreementState.ACTIVE


def active_packages(agreements: Iterable[Agreement]) -> tuple[Agreement, ...]:
    """Return the active packages by name; unknown states are shown rather than dropped."""
    kept = [a for a in agreements if is_active_package(a) or a.state == AgreementState.UNKNOWN]
    return tuple(sorted(kept, key=lambda a: (a.name.casefold(), a.remote_id)))


def _code(raw: object) -> int | None:
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, int):
        return raw
    text = str(raw).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _word(raw: object) -> str:
    return "" if raw is None else str(raw).strip().casefold().replace("_", " ").replace("-", " ")
