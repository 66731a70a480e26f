"""Sweeps over bills: whose debt falls, by how much, and whether the bills say why. Pure.

A list of bills is read as one, so that a debt is judged per client at its end: what became of the
bills that were owed when it began.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.bill import account
from gymdesk.domain.past_due import FAILED, NEVER_OWED
from gymdesk.domain.sweep import Drop, drop, known_debt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from gymdesk.domain.agreement import Agreement
    from gymdesk.domain.bill import Bill


def falls_unexplained(before: Bill, after: Bill, today: date) -> bool:
    """Return whether less is owed on a bill than before and nothing in it says why."""
    fall = drop([account("", [before])], [account("", [after])], today)
    return fall.unexplained_cents > 0


def falls(
    before: Mapping[int, Agreement], after: Mapping[int, Iterable[Bill]], today: date
) -> dict[int, Drop]:
    """Return how the debt of each client falls, by client_source id.

    *before* are the accounts of all clients as they were known; *after* the bills, settled ones as
    well, of those who may owe otherwise now.
    """
    return {
        key: drop([before[key]], [account("", bills)], today)
        for key, bills in after.items()
        if key in before
    }


def debt_of_all(accounts: Mapping[int, Agreement], today: date) -> int:
    """Return what all clients owe, as far as it is known."""
    return sum(known_debt([account], today) for account in accounts.values())


def due_total(bills: Iterable[Bill], today: date) -> int:
    """Return what is due on *today* over all bills: the control total of their balances.

    Worked out bill by bill, without the accounts: what the balances must add up to.
    """
    return sum(
        bill.owed_cents
        for bill in bills
        if bill.owed_cents is not None and bill.owed_cents > 0 and _is_due(bill, today)
    )


def _is_due(bill: Bill, today: date) -> bool:
    if bill.state in FAILED:
        return True
    if bill.state in NEVER_OWED or bill.state == InvoiceState.UNKNOWN:
        return False
    return bill.due_on is not None and bill.due_on < today
