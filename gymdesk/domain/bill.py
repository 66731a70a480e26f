"""Bills: the invoices of WODIFY, which hang on the client and on no agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gymdesk.domain.agreement import Agreement, AgreementState, Invoice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from gymdesk.domain.agreement import InvoiceState

ACCOUNT: Final = "WODIFY invoices"
"""The name under which a client's bills stand together, as an agreement's do."""

UNPAID: Final = "unpaid"
"""The field that says what is left of a bill."""


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice as last read. `owed_cents` None = not read; `raw_status` is WODIFY's own word."""

    remote_id: str
    client_id: str
    state: InvoiceState
    raw_status: str = ""
    number: str | None = None
    due_on: date | None = None
    paid_on: date | None = None
    total_cents: int | None = None
    owed_cents: int | None = None
    raw: str = ""


def account(client_id: str, bills: Iterable[Bill]) -> Agreement:
    """Return a client's bills in the shape whose debt is worked out like every other's."""
    return Agreement(
        remote_id=client_id,
        name=ACCOUNT,
        state=AgreementState.ACTIVE,
        raw_state="",
        invoices=tuple(
            Invoice(
                remote_id=bill.remote_id,
                state=bill.state,
                raw_state=bill.raw_status,
                billing_on=bill.due_on,
                total_cents=bill.total_cents,
                owed_cents=bill.owed_cents,
                owed_field=None if bill.owed_cents is None else UNPAID,
            )
            for bill in bills
        ),
    )


def bills_kept_from(read_at_utc: datetime, visited_utc: datetime | None) -> datetime | None:
    """Return from when a client's bills are, where the client was visited again since."""
    return read_at_utc if visited_utc is not None and read_at_utc < visited_utc else None
