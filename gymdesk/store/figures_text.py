"""What would be written about a client, as text: a held sweep waits in this form."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from gymdesk.domain.agreement import (
    Agreement,
    AgreementState,
    ExplicitBilling,
    Invoice,
    InvoiceState,
    ScheduledPayment,
    Service,
)
from gymdesk.domain.client import Person
from gymdesk.store.clients import ClientWrite

if TYPE_CHECKING:
    from collections.abc import Mapping


def figures_text(write: ClientWrite) -> str:
    """Return *write* as text; `figures_of` returns it again."""
    return json.dumps(asdict(write), default=_plain, sort_keys=True, ensure_ascii=False)


def figures_of(text: str) -> ClientWrite:
    """Return what `figures_text` wrote."""
    found = json.loads(text)
    return ClientWrite(
        person=Person(**found["person"]),
        agreements=tuple(_agreement(a) for a in found["agreements"]),
        write=frozenset(found["write"]),
        kept=frozenset(found["kept"]),
        gone=frozenset(found["gone"]),
        read=found["read"],
        trouble=found["trouble"],
    )


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


def _agreement(found: Mapping[str, Any]) -> Agreement:
    invoices = found["invoices"]
    return Agreement(
        **{
            **found,
            "state": AgreementState(found["state"]),
            "start_on": _day(found["start_on"]),
            "end_on": _day(found["end_on"]),
            "services": tuple(Service(**s) for s in found["services"]),
            "invoices": None if invoices is None else tuple(_invoice(i) for i in invoices),
            "scheduled": tuple(
                ScheduledPayment(_day(s["billing_on"]), s["total_cents"])
                for s in found["scheduled"]
            ),
            "explicit": None if found["explicit"] is None else ExplicitBilling(**found["explicit"]),
        }
    )


def _invoice(found: Mapping[str, Any]) -> Invoice:
    state, billing_on = InvoiceState(found["state"]), _day(found["billing_on"])
    return Invoice(**{**found, "state": state, "billing_on": billing_on})


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
