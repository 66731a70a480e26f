"""Which invoices are looked at to know what somebody owes, whatever source they are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_

from gymdesk.domain.past_due import NEVER_OWED

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from gymdesk.store.tables import BillTable, InvoiceTable


def may_be_owed(table: type[InvoiceTable | BillTable]) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of an invoice of *table* that is not certain to owe nothing."""
    return (
        table.state.not_in(sorted(NEVER_OWED)),
        or_(table.owed_cents.is_(None), table.owed_cents != 0),
    )
