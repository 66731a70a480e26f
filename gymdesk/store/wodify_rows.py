"""Columns of the tables of WODIFY, from domain values and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.bill import Bill
from gymdesk.domain.lead import Lead
from gymdesk.domain.membership import Commitment, Member, Membership, PaymentOption, PaymentPlan

if TYPE_CHECKING:
    from collections.abc import Mapping

    Row = Mapping[Any, Any]

_MEMBERSHIP = (
    *("remote_id", "name", "kind", "start_on", "end_on", "is_active", "is_deleted"),
    *("template_id", "renewed_from", "ends_scheduled_on", "stated_cents", "unclear", "raw"),
)
_MEMBER = (
    *("raw_status", "stated_status", "location", "since_on", "last_attendance_on"),
    *("lead_source", "converted_from_lead", "emergency_contact", "raw"),
)
_LEAD = (
    *("remote_id", "name", "email", "phone", "raw_status", "converted", "lead_source", "owner"),
    *("last_contact_at_utc", "raw"),
)
_BILL = (
    *("remote_id", "number", "state", "raw_status", "due_on", "paid_on", "total_cents"),
    *("owed_cents", "raw"),
)


def member_columns(source_id: int, member: Member) -> dict[str, Any]:
    """Return the columns of a member."""
    return {name: getattr(member, name) for name in _MEMBER} | {
        "client_source_id": source_id,
        "remote_created_at_utc": member.created_at_utc,
        "remote_updated_at_utc": member.updated_at_utc,
    }


def member_of(row: Row, source_row: Row) -> Member:
    """Return the member of a row and of who that is."""
    return Member(
        remote_id=source_row["remote_id"],
        name=source_row["name"],
        email=source_row["email"],
        phone=source_row["phone"],
        created_at_utc=row["remote_created_at_utc"],
        updated_at_utc=row["remote_updated_at_utc"],
        **{name: row[name] for name in _MEMBER},
    )


def membership_columns(source_id: int, row: Membership) -> dict[str, Any]:
    """Return the columns of a row of a membership that is there."""
    return {name: getattr(row, name) for name in _MEMBERSHIP} | {
        "client_source_id": source_id,
        "plan": json.dumps(asdict(row.plan), default=str, sort_keys=True),
        "missing_since_utc": None,
    }


def membership_of(row: Row, client_id: str) -> Membership:
    """Return the membership of a row."""
    return Membership(
        client_id=client_id,
        plan=_plan(json.loads(row["plan"])),
        **{name: row[name] for name in _MEMBERSHIP},
    )


def lead_columns(club_id: int, lead: Lead, run_id: int) -> dict[str, Any]:
    """Return the columns of a lead that is there."""
    return {name: getattr(lead, name) for name in _LEAD} | {
        "club_id": club_id,
        "remote_created_at_utc": lead.created_at_utc,
        "remote_updated_at_utc": lead.updated_at_utc,
        "fetched_run_id": run_id,
        "missing_since_utc": None,
    }


def lead_of(row: Row) -> Lead:
    """Return the lead of a row."""
    return Lead(
        created_at_utc=row["remote_created_at_utc"],
        updated_at_utc=row["remote_updated_at_utc"],
        **{name: row[name] for name in _LEAD},
    )


def bill_columns(source_id: int, bill: Bill) -> dict[str, Any]:
    """Return the columns of an invoice that is there."""
    return {name: getattr(bill, name) for name in _BILL} | {
        "client_source_id": source_id,
        "state": bill.state.value,
        "missing_since_utc": None,
    }


def bill_of(row: Row, client_id: str) -> Bill:
    """Return the invoice of a row."""
    columns = {name: row[name] for name in _BILL} | {"state": InvoiceState(row["state"])}
    return Bill(client_id=client_id, **columns)


def _plan(kept: Mapping[str, Any]) -> PaymentPlan:
    stops_on = kept["stops_on"]
    return PaymentPlan(
        name=kept["name"],
        auto_renew=kept["auto_renew"],
        stops_on=None if stops_on is None else date.fromisoformat(stops_on),
        initial=None if kept["initial"] is None else PaymentOption(**kept["initial"]),
        initial_commitment=_commitment(kept["initial_commitment"]),
        renewal=None if kept["renewal"] is None else PaymentOption(**kept["renewal"]),
        renewal_commitment=_commitment(kept["renewal_commitment"]),
    )


def _commitment(kept: Mapping[str, Any] | None) -> Commitment | None:
    return None if kept is None else Commitment(**kept)
