"""The JSON of the demo ClubOS in the documented dialect: the same ledger in other words."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from gymdesk.demo import payloads
from gymdesk.demo.stated import NOTHING_STATED, STATED

if TYPE_CHECKING:
    from datetime import date

    from gymdesk.demo.ledger import Agreement, Invoice, Ledger
    from gymdesk.demo.payloads import Json, Money

OWED_FIELDS = ("outstandingBalance", "remainingBalance", "totalDue")
UNKNOWN = "Under Review"

_AGREEMENT_WORDS = {1: "Draft", 2: "Active", 3: "Pending", 4: "Completed", 5: "Canceled"}
_INVOICE_WORDS = {
    1: "Paid",
    2: "Pending",
    3: "Rejected",
    5: "Overdue",
    6: "Processing",
    7: "Waiting Settlement",
    8: "Chargeback",
    9: "Refunded",
    10: "Conversion",
    11: "Comped",
    12: "Void",
    13: "In Queue",
}
_SETTLED = (1, 9, 10, 11, 12)


def agreement_list(agreements: tuple[Agreement, ...], ledger: Ledger, money: Money) -> list[Json]:
    """Return the list of one member's agreements; here each id is on top."""
    return [_package_agreement(one, ledger, money) for one in agreements]


def agreement_v2(agreement: Agreement, ledger: Ledger, money: Money, today: date) -> Json:
    """Return one agreement with its invoices beside it."""
    come = [one for one in agreement.scheduled if one.billing_on <= today]
    invoices = [_invoice(one, agreement, money, today) for one in agreement.invoices]
    invoices += [
        {
            "id": one.id,
            "dueDate": one.billing_on.isoformat(),
            "status": "Pending",
            "total": money(one.total_cents),
        }
        for one in come
    ]
    return {
        "packageAgreement": _package_agreement(agreement, ledger, money),
        "invoices": invoices,
        "scheduledPayments": [
            {"scheduledDate": one.billing_on.isoformat(), "total": money(one.total_cents)}
            for one in agreement.scheduled
            if one.billing_on > today
        ],
    }


def billing_status(agreement: Agreement, money: Money) -> Json:
    """Return what the service states about one agreement; a field that is None is left out."""
    stated = STATED.get(agreement.id, NOTHING_STATED)

    def amount(cents: int | None) -> float | str | None:
        if cents is None:
            return None
        return f"${cents / 100:,.2f}" if stated.dollars else money(cents)

    balance_cents = stated.balance_cents
    if stated is NOTHING_STATED:
        balance_cents = sum(one.total_cents for one in agreement.scheduled)
    told = {
        "memberId": agreement.member_id,
        "isPastDue": stated.is_past_due,
        "pastDueAmount": amount(stated.past_due_cents),
        "amountPastDue": amount(stated.amount_past_due_cents),
        "balanceDue": amount(stated.balance_due_cents),
        "balance": amount(balance_cents),
        "status": stated.status,
    }
    return {field: value for field, value in told.items() if value is not None}


def contact(member_id: int, name: str) -> tuple[str, str]:
    """Return invented e-mail and phone of a member; some have none, and say so in a word."""
    if member_id % 10 == 7:
        return "N/A", "N/A"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    parts = "".join(c if c.isalnum() else " " for c in plain).split()
    return f"{'.'.join(parts)}@example.com", f"(555) 010-{member_id % 10000:04d}"


def _package_agreement(agreement: Agreement, ledger: Ledger, money: Money) -> Json:
    told = payloads.package_agreement(agreement, ledger, money)
    told["status"] = _AGREEMENT_WORDS[told.pop("agreementStatus")]
    return told


def _invoice(invoice: Invoice, agreement: Agreement, money: Money, today: date) -> Json:
    """Return one invoice; a fourth of the agreements has invoices without ids."""
    left_cents = invoice.total_cents if invoice.remaining_cents is None else invoice.remaining_cents
    if invoice.status in _SETTLED:
        left_cents = 0
    told: Json = {
        "status": _word(invoice, today),
        "total": money(invoice.total_cents),
        OWED_FIELDS[agreement.id % len(OWED_FIELDS)]: money(left_cents),
    }
    if agreement.id % 4:
        told["id"] = invoice.id
    if invoice.billing_on is not None:
        day = "dueDate" if agreement.id % 2 else "billingDate"
        told[day] = invoice.billing_on.isoformat()
    return told


def _word(invoice: Invoice, today: date) -> str:
    if invoice.status == payloads.NOT_SET:
        late = invoice.billing_on is not None and invoice.billing_on < today
        return "Overdue" if late else "Scheduled"
    return _INVOICE_WORDS.get(invoice.status, UNKNOWN)
