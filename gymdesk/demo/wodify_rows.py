"""The rows of the demo WODIFY as its API sends them: sentinels, odd shapes and all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from gymdesk.demo.wodify_entries import LeadEntry, MemberEntry
    from gymdesk.demo.wodify_ledger import Bill, Period, WodifyLedger

NO_DAY: Final = "1900-01-01"
NO_MOMENT: Final = "1900-01-01T00:00:00"
NO_MOMENT_Z: Final = "1900-01-01T00:00:00Z"

CLIENT_STATUSES: Final = ("Active", "On-Ramp", "Suspended", "Inactive", "On Tour")
LEAD_STATUSES: Final = (
    "New",
    "Trial",
    "Contacted",
    "Converted",
    "Disqualified",
    "Deleted",
    "Waiting list",
)
LEAD_SOURCES: Final = ("Website", "Instagram", "Walk-in", "Referral")

CLIENT_FIELDS: Final = ("client_status_id", "location_id", "gender_id", "lead_source_id")

_CLIENT_TEXTS: Final = (
    "default_program",
    "gender",
    "street_address_1",
    "street_address_2",
    "city",
    "state",
    "province",
    "zipcode",
    "country",
    "timezone",
    "height1_system_of_measure",
    "height2_system_of_measure",
    "weight_system_of_measure",
    "emergency_contact_name",
    "emergency_contact_phone",
    "referring_user",
    "client_owner",
    "coach_title",
    "coach_bio",
)
_CLIENT_NUMBERS: Final = (
    "default_program_id",
    "gender_id",
    "state_id",
    "country_id",
    "timezone_id",
    "height_measurement_1",
    "height_measurement_2",
    "lead_source_id",
    "referring_user_id",
    "client_owner_id",
    "total_class_sign_ins",
    "total_booking_sign_ins",
    "current_weekstreak",
    "highest_weekstreak",
)
_LEAD_TEXTS: Final = (
    "gender",
    "street_address1",
    "street_address2",
    "city",
    "state",
    "province",
    "zipcode",
    "country",
    "emergency_contact_name",
    "emergency_contact_phone",
    "referred_by_user_name",
    "profile_photo_url",
    "location_time_zone",
    "lead_owner",
)
_LEAD_NUMBERS: Final = (
    "gender_id",
    "state_id",
    "country_id",
    "referred_by_user_id",
    "location_timezone_id",
    "lead_owner_id",
    "total_class_sign_ins",
    "total_booking_sign_ins",
)


def client_rows(ledger: WodifyLedger) -> dict[str, dict[str, Any]]:
    """Return the clients by id, in the shape of the detail; the list leaves some of it out."""
    return {str(entry.id): _client(entry, ledger.today) for entry in ledger.members}


def membership_rows(ledger: WodifyLedger) -> dict[str, dict[str, Any]]:
    """Return the rows of memberships by id."""
    return {str(period.id): _membership(period, ledger.today) for period in ledger.periods}


def hold_rows(ledger: WodifyLedger) -> dict[str, list[dict[str, Any]]]:
    """Return the holds by the id of the membership in force that they are on."""
    newest = {period.client_id: period for period in ledger.periods if period.active}

    def day(days: int | None) -> str:
        return NO_DAY if days is None else (ledger.today + timedelta(days=days)).isoformat()

    return {
        str(newest[client].id): [
            {"start_date": day(start), "end_date": day(end), "hold_reason": reason}
            if reason
            else {"hold": "see the note"}
            for start, end, reason in holds
        ]
        for client, holds in _HOLDS.items()
        if client in newest
    }


_HOLDS: Final = {
    7000001: ((-3, 18, "Vacation"),),
    7000004: ((-400, -380, "Injury"), (9, None, "Injury")),
    7000007: ((0, 0, ""),),
}
"""From and until in days from today, None = no end is set; without a reason an odd entry."""


def lead_rows(ledger: WodifyLedger) -> dict[str, dict[str, Any]]:
    """Return the leads by id, in the shape of the detail."""
    return {str(entry.id): _lead(entry, ledger.today) for entry in ledger.leads}


def invoice_rows(ledger: WodifyLedger) -> dict[str, dict[str, Any]]:
    """Return the invoices by id."""
    return {str(bill.id): _invoice(bill) for bill in ledger.bills}


def in_list(row: dict[str, Any], *, of_clients: bool) -> dict[str, Any]:
    """Return a row as the list has it: under other names, and without what only the detail has."""
    shown = {k: v for k, v in row.items() if k not in _ONLY_DETAIL}
    if of_clients and "created" in shown:
        shown["created_on"] = shown.pop("created")
        shown["days_since_last_attendance"] = shown.pop("days_since_last_attended")
    return shown


_ONLY_DETAIL: Final = frozenset(
    {
        "notes",
        "status_history",
        "lead_id",
        "billing_cc_email",
        "group",
        "has_overdue_invoices",
        "has_membership",
        "member_deactivation_reason",
        "lead_group",
        "is_active_lead",
    }
)


def _client(entry: MemberEntry, today: date) -> dict[str, Any]:
    attended = entry.attended_days_ago
    row: dict[str, Any] = dict.fromkeys(_CLIENT_TEXTS, "") | dict.fromkeys(_CLIENT_NUMBERS, 0)
    return row | {
        "id": str(entry.id) if entry.id_as_text else entry.id,
        "first_name": entry.first,
        "last_name": entry.last,
        "email": _email(entry.email, entry.first, entry.last, entry.id),
        "phone_number": f"+1 555 {entry.id % 10000:04d}",
        "client_status_id": CLIENT_STATUSES.index(entry.label) + 10,
        "client_status": entry.label,
        "location_id": 20,
        "location": "Harbour Street",
        "date_of_birth": "1990-06-15",
        "weight": "0.00000000",
        "is_email_subscribed": True,
        "is_sms_subscribed": False,
        "tags": [],
        "created": {
            "created_by_id": 80,
            "created_by": "Front desk",
            # with a Z or without: UTC both times
            "created_on_datetime": f"2024-01-15T08:30:00{'Z' if entry.id % 2 else ''}",
        },
        "updated": {"updated_by_id": 0, "updated_by": "", "updated_on_datetime": NO_MOMENT},
        "last_attendance": NO_MOMENT
        if attended is None
        else f"{today - timedelta(days=attended)}T18:05:00",
        "days_since_last_attended": 46090 if attended is None else attended,
        "member_since": "2024-01-16",
        "last_contacted": NO_DAY,
        "is_at_risk": False,
        "lead_source": "",
        "is_converted_from_lead": False,
        "lead_id": 0,
        "billing_cc_email": "",
        "notes": "",
        "group": {"group_id": 0, "group_role_id": 0, "group_role": ""},
        "status_history": [],
        "has_overdue_invoices": False,
        "has_membership": bool(entry.chains),
        "member_deactivation_reason": "",
    }


def _membership(period: Period, today: date) -> dict[str, Any]:
    chain, plan = period.chain, period.chain.plan
    last = not period.has_been_renewed
    stops = chain.stops_in_days if last else None
    deactivates = chain.deactivates_in_days if last else None
    ends = chain.odd_end or (NO_DAY if chain.endless else period.end_on.isoformat())
    return {
        "id": period.id,
        "client_id": period.client_id,
        "name": plan.name,
        "membership_template_id": plan.template_id,
        "renewed_from_membership_id": period.renewed_from,
        "has_been_renewed": period.has_been_renewed,
        "location_of_sale_id": 20,
        "start_date": period.start_on.isoformat(),
        "end_date": ends,
        "membership_type": plan.kind,
        "attendance_type": "Unlimited",
        "does_membership_expire": not chain.endless,
        "expiration_date": ends,
        "tax_rate": 0.0,
        "payment_plan": {
            "payment_plan_id": plan.template_id + 1000,
            "payment_plan_name": plan.name,
            "is_auto_renew": chain.auto_renew,
            "auto_renew_stop_date": NO_DAY
            if stops is None
            else (today + timedelta(days=stops)).isoformat(),
            "initial_commitment_time_unit": plan.unit,
            "initial_commitment_length": plan.length,
            "initial_payment_option": {
                "initial_payment_option_type": plan.option,
                "initial_cost": plan.initial_cents / 100,
                "initial_setup_fee": 0.0,
            },
            "renewal_commitment_time_unit": plan.unit,
            "renewal_commitment_length": plan.length,
            "renewal_payment_option": {
                "renewal_payment_option_type": plan.option,
                "renewal_cost": plan.renewal_cents / 100,
            },
        },
        "has_scheduled_deactivation": deactivates is not None,
        "scheduled_deactivation_date": NO_DAY
        if deactivates is None
        else (today + timedelta(days=deactivates)).isoformat(),
        "is_active": period.active,
        "is_deleted": chain.deleted,
        "created": {"created_on_datetime": "2025-12-20T10:00:00Z"},
        "updated": {"updated_on_datetime": "2026-01-01T05:00:00"},
    }


def _lead(entry: LeadEntry, today: date) -> dict[str, Any]:
    contacted = entry.contacted_days_ago
    row: dict[str, Any] = dict.fromkeys(_LEAD_TEXTS, "") | dict.fromkeys(_LEAD_NUMBERS, 0)
    return row | {
        "id": entry.id,
        "first_name": entry.first,
        "last_name": entry.last,
        "email": _email(entry.email, entry.first, entry.last, None),
        "lead_status_id": LEAD_STATUSES.index(entry.label) + 1,
        "lead_status": entry.label,
        "location_id": 20,
        "location": "Harbour Street",
        "phone_number": entry.phone,
        "date_of_birth": NO_DAY,
        "tags": [],
        "created": {
            "created_by_id": 0,
            "created_by": "",
            "created_on_datetime": f"{today - timedelta(days=entry.created_days_ago)}T14:12:00Z",
        },
        "updated": {"updated_by_id": 0, "updated_by": "", "updated_on_datetime": NO_MOMENT},
        "last_contact_datetime": NO_MOMENT_Z
        if contacted is None
        else f"{today - timedelta(days=contacted)}T15:00:00Z",
        "is_converted_to_client": entry.converted,
        "lead_source_id": LEAD_SOURCES.index(entry.source) + 1,
        "lead_source": entry.source,
        "created_from_source": "API",
        "referred_by_from_web": "",
        "notes": entry.notes,
        "is_email_subscribed": True,
        "is_sms_subscribed": True,
        "status_history": [],
    }


def _invoice(bill: Bill) -> dict[str, Any]:
    return {
        "id": bill.id,
        "invoice_number": f"INV-{bill.id - 81000000}",
        "client_id": bill.client_id,
        "invoice_header_status_id": 1,
        "invoice_header_status": bill.status,
        "payment_due": NO_DAY if bill.due_on is None else bill.due_on.isoformat(),
        "paid_on_date": NO_DAY,
        "final_charge": bill.cents / 100,
        "paid_amount": (bill.cents - (bill.unpaid_cents or 0)) / 100,
        "unpaid_amount": None if bill.unpaid_cents is None else bill.unpaid_cents / 100,
        "final_refunded_amount": 0.0,
        "is_auto_bill": True,
        "created": {"created_on_datetime": "2026-01-01T05:00:00"},
    }


def _email(given: str | None, first: str, last: str, key: int | None) -> str:
    if given is None:
        return ""
    if given:
        return given
    plain = "".join(c for c in f"{first}.{last}".casefold() if c.isascii() and c not in " '")
    return f"{plain}{'' if key is None else key % 1000}@example.test"
