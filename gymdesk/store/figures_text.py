"""What would be written about a client, as text: a held sweep waits in this form."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
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
from gymdesk.domain.bill import Bill
from gymdesk.domain.client import Person
from gymdesk.store.clients import ClientWrite

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class BillsWrite:
    """What a sweep over invoices would write about a client: bills, and which are gone."""

    bills: tuple[Bill, ...]
    gone: tuple[str, ...]

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of all bills that it is about."""
        return frozenset(bill.remote_id for bill in self.bills) | frozenset(self.gone)


@dataclass(frozen=True)
class RowsGone:
    """Rows of a client's memberships that a sweep did not find."""

    rows: tuple[str, ...]


def figures_text(write: ClientWrite | BillsWrite | RowsGone) -> str:
    """Return *write* as text; `figures_of` returns it again."""
    return json.dumps(asdict(write), default=_plain, sort_keys=True, ensure_ascii=False)


def figures_of(text: str) -> ClientWrite | BillsWrite | RowsGone:
    """Return what `figures_text` wrote."""
    found = json.loads(text)
    if "rows" in found:
        return RowsGone(tuple(found["rows"]))
    if "bills" in found:
        return BillsWrite(tuple(_bill(b) for b in found["bills"]), tuple(found["gone"]))
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


def _bill(found: Mapping[str, Any]) -> Bill:
    days = {"due_on": _day(found["due_on"]), "paid_on": _day(found["paid_on"])}
    return Bill(**{**found, **days, "state": InvoiceState(found["state"])})


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
