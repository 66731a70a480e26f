"""Builders of cases: events, promises and clients on the call list, valid as they stand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from gymdesk.domain.billing import Drafting
from gymdesk.domain.case import Case, Situation, Turn, fold
from gymdesk.domain.case_event import CaseEvent, Channel, Covered, EventKind, Outcome, PaymentKind
from gymdesk.domain.client import ClientId
from gymdesk.domain.collection_rules import CollectionRules
from gymdesk.domain.promise import Evidence, Promise
from gymdesk.domain.standing import Moment, Standing

TODAY = date(2026, 11, 20)
"""A Friday, as in the pictures."""

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ZONE = "America/New_York"
RULES = CollectionRules()
AT = Moment(NOW, TODAY, ZONE)
COVER = Covered(7, "1500101", "7001", 15000)


def ago(days: float) -> datetime:
    """Return the moment so many days before now."""
    return NOW - timedelta(days=days)


def an_event(kind: EventKind, event_id: int = 1, days_ago: float = 0, **fields: Any) -> CaseEvent:
    """Return an event of Jo's, by default of this moment."""
    return CaseEvent(event_id, kind, ago(days_ago), "Jo", **fields)


def a_contact(
    event_id: int = 1,
    days_ago: float = 1,
    outcome: Outcome = Outcome.NO_ANSWER,
    channel: Channel = Channel.CALL,
    **fields: Any,
) -> CaseEvent:
    """Return a call of yesterday that nobody answered."""
    return an_event(
        EventKind.CONTACT, event_id, days_ago, channel=channel, outcome=outcome, **fields
    )


def a_promise_event(
    event_id: int = 1, on: date = date(2026, 11, 12), days_ago: float = 15, **fields: Any
) -> CaseEvent:
    """Return a promise of all that is owed for Thursday 12 November."""
    return an_event(
        EventKind.PROMISE,
        event_id,
        days_ago,
        **{"on": on, "covers": (COVER,), "pays_by": PaymentKind.CARD, **fields},
    )


def a_promise(on: date = date(2026, 11, 12), **fields: Any) -> Promise:
    """Return a promise of all 150.00 by card, taken on 5 November."""
    plain: dict[str, Any] = {
        "promise_id": 1,
        "on": on,
        "amount_cents": None,
        "pays_by": PaymentKind.CARD,
        "covers": (COVER,),
        "covers_all": True,
        "channel": Channel.CALL,
        "taken_by": "Jo",
        "taken_at_utc": datetime(2026, 11, 5, 16, 0, tzinfo=UTC),
    }
    return Promise(**{**plain, **fields})


def read(on: date, **amounts: int) -> Evidence:
    """Return figures that were fetched at noon of a day."""
    return Evidence(datetime(on.year, on.month, on.day, 17, 0, tzinfo=UTC), **amounts)


def a_situation(**fields: Any) -> Situation:
    """Return the situation of somebody who owes, read this morning."""
    plain: dict[str, Any] = {
        "owes": True,
        "read_at_utc": ago(0.1),
        "read_on": TODAY,
        "today": TODAY,
        "now_utc": NOW,
        "timezone": ZONE,
    }
    return Situation(**{**plain, **fields})


def a_case(
    *events: CaseEvent,
    turns: tuple[Turn, ...] = (),
    evidence: dict[int, Evidence] | None = None,
    rules: CollectionRules = RULES,
    **situation: Any,
) -> Case:
    """Return the case that the events make."""
    return fold(events, turns, a_situation(**situation), evidence or {}, rules)


def a_standing(case: Case | None = None, **fields: Any) -> Standing:
    """Return somebody who owes 150.00 since 47 days and has a phone."""
    plain: dict[str, Any] = {
        "client_id": ClientId(1),
        "name": "Mara Ellison",
        "currency": "USD",
        "past_due_cents": 15000,
        "cancelled_cents": 0,
        "days": 47,
        "oldest_due_on": TODAY - timedelta(days=47),
        "read_at_utc": ago(0.1),
        "drafting": Drafting.FAILED,
        "scheduled": True,
        "has_phone": True,
        "has_email": True,
        "case": case or a_case(),
    }
    return Standing(**{**plain, **fields})
