"""Cases as JSON documents: what `case … --json` prints. Null is unknown; money is a string."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gymdesk.documents import day, flags, moment, money
from gymdesk.domain.billing import NotSent
from gymdesk.domain.money import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gymdesk.domain.aging import Aging
    from gymdesk.domain.billing import LastPaid
    from gymdesk.domain.collection_rules import CollectionRules
    from gymdesk.rows.cases import (
        AgedList,
        CallList,
        CaseDetail,
        CaseRow,
        PromiseRow,
        TimelineRow,
    )

Document = dict[str, Any]


def call_list_document(lists: Iterable[tuple[CallList, Iterable[CaseRow]]]) -> Document:
    """Return each club's list with those *rows* of it that were asked for."""
    return {
        "clubs": [
            {
                "club": shown.club.name,
                "as_of": day(shown.today_on),
                "currency": shown.club.currency,
                "figures_from": moment(shown.figures_from_utc),
                "warning": None if shown.warning is None else shown.warning.sentence,
                "quiet_until_hour": shown.quiet_until_h,
                "total_past_due": plain(shown.total_past_due_cents),
                "total_cancelled_past_due": plain(shown.total_cancelled_cents),
                "buckets": _buckets(shown.aging),
                "control_total_agrees": shown.agrees,
                "to_do": len(shown.to_do),
                "promised": len(shown.promised),
                "off": len(shown.off),
                "orphans": len(shown.orphans),
                "unknown": shown.unknown,
                "by_trainer": [
                    {
                        "trainer": t.trainer,
                        "clients": t.clients,
                        "to_do": t.to_do,
                        "past_due": plain(t.past_due_cents),
                        "cancelled_past_due": plain(t.cancelled_cents),
                    }
                    for t in shown.by_trainer
                ],
                "rules": rules_document(shown.rules),
                "rows": [case_document(row) for row in rows],
            }
            for shown, rows in lists
        ]
    }


def case_document(row: CaseRow) -> Document:
    """Return one client of the list."""
    client = row.client
    said = row.says_paid
    return {
        "client_id": client.client_id,
        "name": client.name,
        "source_ids": {source.value: remote_id for source, remote_id in client.source_ids},
        "email": client.email.text,
        "phone": client.phone.text,
        "trainer": client.trainer,
        "past_due": money(client.past_due_cents),
        "cancelled_past_due": money(client.cancelled_past_due_cents),
        "flags": flags(client.marks),
        "oldest_due_on": day(client.oldest_due_on),
        "days_past_due": client.days_past_due,
        "fetched_at": moment(client.fetched_at_utc),
        "stage": row.stage.value,
        "off_because": None if row.gate is None else _snake(type(row.gate).__name__),
        "why": row.why_text,
        "tier": row.tier.value,
        "value_at_risk": row.value_at_risk,
        "next": row.lane.value,
        "next_on": day(row.next_on),
        "not_before_hour": row.not_before_h,
        "nobody_after_it": row.orphan,
        "billing": row.drafting.value,
        "needs_a_person": row.drafting.needs_a_person,
        "since_on": day(row.since_on),
        "paid_on": day(row.paid_on),
        "closes_on": day(row.closes_on),
        "marks": sorted(mark.value for mark in row.marks),
        "owner": row.owner,
        "attempts": row.attempts,
        "unanswered": row.unanswered,
        "last_contact": None
        if row.last_contact is None
        else {
            "at": moment(row.last_contact.at_utc),
            "staff": row.last_contact.staff,
            "channel": row.last_contact.channel.value,
            "outcome": row.last_contact.outcome.value,
            "note": row.last_contact.note,
        },
        "promise": None if row.promise is None else _promise(row.promise),
        "says_paid": None
        if said is None
        else {
            "said_at": moment(said.said_at_utc),
            "judged_after_on": day(said.judged_after_on),
            "decided": said.decided,
        },
        "snoozed_until": day(row.snoozed_until),
    }


def case_detail_document(detail: CaseDetail) -> Document:
    """Return one case with its history, newest first."""
    return {
        "club": detail.client.club.name,
        "currency": detail.client.club.currency,
        **case_document(detail.row),
        "failure_reason": _said(detail.failure_reason),
        "attempts_of_the_source": _said(detail.attempts_made),
        "last_payment": _said(detail.last_payment),
        "last_paid_invoice": _paid(detail.last_paid),
        "promises": [_promise(p) for p in detail.promises],
        "invoices": [
            {
                "id": i.remote_id,
                "agreement": i.agreement_name,
                "billing_on": day(i.billing_on),
                "state": i.state.value,
                "owed": money(i.owed_cents),
                "past_due": i.counted,
            }
            for i in detail.client.invoices
            if i.open
        ],
        "think_first": {
            channel.value: [w.NAME for w in found] for channel, found in detail.warnings.items()
        },
        "timeline": [_happened(row) for row in detail.timeline],
    }


def aged_document(shown: AgedList) -> Document:
    """Return who owed what on a past day."""
    return {
        "club": shown.club.name,
        "on": day(shown.on),
        "currency": shown.club.currency,
        "people_read": shown.people,
        "total_past_due": plain(shown.total_past_due_cents) if shown.was_read else None,
        "total_cancelled_past_due": plain(shown.total_cancelled_cents) if shown.was_read else None,
        "buckets": _buckets(shown.aging) if shown.was_read else None,
        "by_source": {s.value: plain(cents) for s, cents in shown.by_source.items()},
        "control_total_agrees": shown.agrees if shown.was_read else None,
        "unknown": shown.unknown,
        "rows": [
            {
                "client_id": r.client_id,
                "name": r.name,
                "past_due": money(r.past_due_cents),
                "cancelled_past_due": money(r.cancelled_past_due_cents),
                "buckets": _buckets(r.aging),
                "credit": plain(r.aging.credit),
                "oldest_due_on": day(r.oldest_due_on),
                "read_on": day(r.read_on),
                "by_source": {p.source.value: money(p.past_due_cents) for p in r.parts},
                "flags": flags(r.marks),
            }
            for r in shown.rows
        ],
    }


def rules_document(rules: CollectionRules) -> Document:
    """Return the numbers that a club collects by."""
    return asdict(rules)


def event_document(event_ids: Iterable[int]) -> Document:
    """Return the ids of what was written, each to be undone by."""
    return {"event_ids": list(event_ids)}


def _promise(row: PromiseRow) -> Document:
    return {
        "promise_id": row.promise_id,
        "on": day(row.on),
        "amount": money(row.amount_cents),
        "asked": money(row.asked_cents),
        "paid": plain(row.paid_cents),
        "state": row.state.value,
        "judged_after_on": day(row.judged_after_on),
        "wants_refresh": row.wants_refresh,
        "pays_by": None if row.pays_by is None else row.pays_by.value,
        "channel": None if row.channel is None else row.channel.value,
        "whole": row.covers_all,
        "invoices": row.invoices,
        "taken_by": row.taken_by,
        "taken_at": moment(row.taken_at_utc),
        "note": row.note,
    }


def _happened(row: TimelineRow) -> Document:
    return {
        "event_id": row.event_id,
        "kind": "contact_details" if row.kind is None else row.kind.value,
        "at": moment(row.at_utc),
        "staff": row.staff,
        "what": row.text,
        "note": row.note,
        "undone": row.undone,
        "can_undo": row.can_undo,
        "earlier": row.earlier,
    }


def _said(value: str | int | LastPaid | NotSent) -> Document:
    """Return what a source says, or that it does not: an absence is no value."""
    if isinstance(value, NotSent):
        return {"sent": False, "value": None, "words": value.text}
    if isinstance(value, str | int):
        return {"sent": True, "value": value, "words": str(value)}
    return {"sent": True, "value": _paid(value), "words": plain(value.cents)}


def _paid(paid: LastPaid | None) -> Document | None:
    return None if paid is None else {"billed_on": day(paid.billed_on), "amount": plain(paid.cents)}


def _buckets(aging: Aging) -> dict[str, str]:
    cells = {
        "not_due": aging.not_due,
        "1-30": aging.days_1_30,
        "31-60": aging.days_31_60,
        "61-90": aging.days_61_90,
        "91+": aging.days_91,
        "no_date": aging.no_date,
    }
    return {name: plain(cents) for name, cents in cells.items()}


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).casefold()
