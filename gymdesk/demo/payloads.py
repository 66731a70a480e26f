"""The JSON of the demo ClubOS, built on the captured key lists."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

    from gymdesk.demo.entries import Package, Service
    from gymdesk.demo.ledger import Agreement, Invoice, Ledger, ScheduledPayment

Json = dict[str, Any]

# Recognisable junk, so that a test can prove none of it is kept or logged.
CARD_TOKEN = "demo-card-token-0000000000000000"  # noqa: S105 - junk
SIGNATURE = base64.b64encode(b"demo signature, nobody signed this. " * 90).decode()
INITIALS = f"data:image/png;base64,{SIGNATURE[:400]}"
TERMS = "<p>Demo terms, binding nobody.</p>" * 240

INCLUDES = ("invoices", "scheduledPayments", "prohibitChangeTypes")
BAD_INCLUDE: Json = {"error": ["invalid value for parameter: include"]}

PENDING_PAYMENT = 2
NOT_SET = 4

_EVENT_TYPE_IDS = {
    "Personal Training": 2,
    "Class": 3,
    "Small Group Training": 8,
    "Nutrition": 9,
}
_INVOICE_STATUSES = {
    1: "Paid",
    2: "Pending Payment",
    3: "Payment Rejected",
    4: "Not Set",
    5: "Delinquent",
    6: "Processing",
    7: "Waiting Settlement",
    8: "Charge Back",
    9: "Refunded",
    10: "Conversion",
    11: "Comped",
    12: "Voided",
    13: "In Queue",
}


@dataclass(frozen=True)
class Money:
    """Writes an amount: a JSON number as captured, or a text where a test asks for it."""

    as_text: bool = False

    def __call__(self, cents: int) -> float | str:
        """Return *cents* as the site would send it."""
        return f"{cents / 100:.2f}" if self.as_text else cents / 100


def agreement_list(agreements: tuple[Agreement, ...], ledger: Ledger, money: Money) -> list[Json]:
    """Return the list of one member's agreements; each id is nested, none is on top."""
    return [
        {
            "billingStatuses": billing_statuses(one),
            "packageAgreement": package_agreement(one, ledger, money),
        }
        for one in agreements
    ]


def billing_statuses(agreement: Agreement) -> Json:
    """Return the billing states, which say nothing about what is owed."""
    start_on = agreement.start_on.isoformat()
    begun = {"eventDate": start_on, "billingState": 1, "effectiveDate": start_on}
    stopped = {**begun, "billingState": agreement.billing_state}
    past = [] if agreement.billing_state == 1 else [begun]
    return {"past": past, "current": stopped, "next": None, "future": []}


def package_agreement(agreement: Agreement, ledger: Ledger, money: Money) -> Json:
    """Return the agreement with all of its captured keys."""
    package = agreement.package
    sold_on = (agreement.start_on - timedelta(days=9)).isoformat()
    start_on = agreement.start_on.isoformat()
    return {
        "id": agreement.id,
        "packageId": package.id,
        "locationId": ledger.location_id,
        "name": package.name,
        "description": None if package.id % 2 else f"{package.name}, as agreed",
        "memberId": agreement.member_id,
        "salespersonId": ledger.manager.id,
        "trainerId": agreement.trainer_id,
        "agreementStatus": agreement.status,
        "saleDate": sold_on,
        "startDate": start_on,
        "duration": 12,
        "durationType": 5,
        "billingDuration": package.period_length,
        "billingDurationType": package.period_unit,
        "downPaymentBillingDurations": 1,
        "renewType": 2,
        "packageAgreementMemberServices": _services(agreement, money),
        "packageAgreementFees": [],
        "packageAgreementCancellationFees": [_cancellation_fee(agreement, money)],
        "agreementBillingStatusChanges": [
            {"eventDate": start_on, "billingState": 1, "effectiveDate": start_on}
        ],
        **_signed(agreement),
        "autoRenewDates": [],
        "lastEmailDate": sold_on,
        "billingBaseDate": None,
        "signaturesWaived": False,
        "activatedBy": ledger.manager.id,
        "discount": None,
        "fullAgreementValue": None,
        "promoCode": None,
        "packageAgreementRewrites": [],
        "rewrite": False,
        "rewritten": False,
        "rewriteTotal": None,
        "endDate": agreement.end_on.isoformat(),
    }


def _services(agreement: Agreement, money: Money) -> list[Json]:
    """Return what the agreement delivers each period."""
    return [
        _service(service, agreement, 2 * agreement.id + i, money)
        for i, service in enumerate(agreement.package.services)
    ]


def _service(service: Service, agreement: Agreement, service_id: int, money: Money) -> Json:
    """Return one service; `unitPrice` is before the discount, `priceAfterDiscount` is billed."""
    package: Package = agreement.package
    return {
        "id": service_id,
        "packageAgreementId": agreement.id,
        "packageMemberServiceId": package.id + 20000,
        "name": service.name,
        "description": service.name,
        "calendarEventType": _event_type(service),
        "unitPrice": money(service.unit_price_cents + service.discount_cents),
        "unitsPerBillingDuration": service.units_per_period,
        "billingDuration": package.period_length,
        "billingDurationType": package.period_unit,
        "expirationDuration": 1,
        "expirationDurationType": 5,
        "salesTaxTypes": [],
        "discount": money(service.discount_cents),
        "priceAfterDiscount": money(service.unit_price_cents),
    }


def _event_type(service: Service) -> Json:
    """Return the calendar's kind of event for a service."""
    icon = service.event_type.lower().replace(" ", "")
    return {
        "name": service.event_type,
        "id": _EVENT_TYPE_IDS[service.event_type],
        "icon": f"icon_{icon}.png",
        "consumable": True,
        "privateOnly": False,
        "meeting": False,
        "groupClass": service.group_class,
        "ptEventType": not service.group_class,
    }


def _cancellation_fee(agreement: Agreement, money: Money) -> Json:
    """Return the fee for leaving early, an amount that nobody owes."""
    return {
        "id": agreement.id - 800000,
        "packageAgreementId": agreement.id,
        "packageCancellationFeeId": 60001,
        "description": "EARLY TERMINATION FEE",
        "unitPrice": money(30000),
        "unitPriceMin": money(30000),
        "cancellationFeeType": 1,
        "salesTaxTypes": [],
    }


def _signed(agreement: Agreement) -> Json:
    """Return signatures, terms and card as junk: a client must drop all of it."""
    return {
        "packageAgreementTerms": [{"termsId": 1001, "termsText": TERMS, "termsType": "1"}],
        "signature": SIGNATURE,
        "cancelInitials": INITIALS,
        "recurringInitials": INITIALS,
        "autoRenewInitials": "data:image/png;base64,",
        "ageVerificationSignature": None,
        "downPaymentProfile": None,
        "recurringPaymentProfile": {
            "id": agreement.id + 298500000,
            "memberId": agreement.member_id,
            "name": "Demo card",
            "description": None,
            "mask": "0000",
            "token": CARD_TOKEN,
            "paymentProfileType": "CREDIT_CARD",
            "paymentSystem": None,
        },
    }


def agreement_v2(
    agreement: Agreement, includes: list[str], ledger: Ledger, money: Money, today: date
) -> Json:
    """Return one agreement in the V2 envelope with the parts asked for by *includes*."""
    parts = {
        "invoices": _invoices(agreement, money, today),
        "scheduledPayments": [
            _scheduled_payment(one, agreement, money)
            for one in agreement.scheduled
            if one.billing_on > today
        ],
        "prohibitChangeTypes": [],
    }
    return {
        "data": package_agreement(agreement, ledger, money),
        "include": {name: parts[name] for name in includes},
        "meta": {"invoiceStatuses": {str(code): text for code, text in _INVOICE_STATUSES.items()}},
    }


def _invoices(agreement: Agreement, money: Money, today: date) -> list[Json]:
    """Return the invoices, and the scheduled payments whose day has come since."""
    come = [one for one in agreement.scheduled if one.billing_on <= today]
    return [_invoice(one, agreement, money) for one in agreement.invoices] + [
        {**_scheduled_payment(one, agreement, money), "invoiceStatus": PENDING_PAYMENT}
        for one in come
    ]


def _invoice(invoice: Invoice, agreement: Agreement, money: Money) -> Json:
    """Return one invoice; what is not known of it is left out, not null."""
    told: Json = {
        "id": invoice.id,
        "invoiceStatus": invoice.status,
        "invoiceType": 1,
        "total": money(invoice.total_cents),
        "lineItems": _line_items(agreement, money),
    }
    if invoice.billing_on is not None:
        told["billingDate"] = invoice.billing_on.isoformat()
    if invoice.remaining_cents is not None:
        told["remainingTotal"] = money(invoice.remaining_cents)
    return told


def _scheduled_payment(payment: ScheduledPayment, agreement: Agreement, money: Money) -> Json:
    """Return one payment to come."""
    return {
        "id": payment.id,
        "invoiceStatus": 4,
        "invoiceType": 1,
        "total": money(payment.total_cents),
        "lineItems": _line_items(agreement, money),
        "billingDate": payment.billing_on.isoformat(),
    }


def _line_items(agreement: Agreement, money: Money) -> list[Json]:
    """Return what an invoice bills."""
    return [
        {
            "description": service.name,
            "quantity": service.units_per_period,
            "unitPrice": money(service.unit_price_cents),
        }
        for service in agreement.package.services
    ]


def total_value(agreement: Agreement) -> str:
    """Return the worth of the whole agreement as a bare decimal."""
    billed = sum(one.total_cents for one in agreement.invoices)
    to_come = sum(one.total_cents for one in agreement.scheduled)
    return f"{(billed + to_come) / 100:.2f}"


def salespeople(ledger: Ledger) -> Json:
    """Return who sold an agreement."""
    return {"data": [{"salespersonId": ledger.manager.id, "salespersonName": ledger.manager.name}]}


def employees(ledger: Ledger) -> list[Json]:
    """Return the staff of the location."""
    role_ids = {"Location Manager": 3, "Trainer": 5}
    return [
        {
            "tfoUserId": person.id,
            "firstName": person.first_name,
            "lastName": person.last_name,
            "role": {"name": person.role, "id": role_ids[person.role]},
        }
        for person in ledger.staff
    ]
