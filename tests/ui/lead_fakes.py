"""A book of invented leads for the window's tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gymdesk.domain.follow_up import FollowUp
from gymdesk.domain.lead import LeadStatus
from gymdesk.rows import LeadRow
from gymdesk.rows.leads import LeadBook, LeadCard
from tests.ui.fakes import CLUB, FETCHED, NOW, TODAY


def lead_row(key: str = "5521", name: str = "Nadia Farouk", **more: Any) -> LeadRow:
    """Return a new lead that came in today."""
    fields: dict[str, Any] = {
        "lead_id": key,
        "name": name,
        "status": LeadStatus.NEW,
        "raw_status": "New",
        "converted": False,
        "email": f"{name.split()[0].lower()}@mail.example",
        "phone": "(555) 010-0177",
        "created_at_utc": NOW,
        "last_contact_at_utc": None,
        "lead_source": "Website",
        "owner": None,
        "days_without_contact": 0,
    }
    return LeadRow(**{**fields, **more})


def lead_card(row: LeadRow | None = None, **more: Any) -> LeadCard:
    """Return a lead that nobody has answered."""
    fields: dict[str, Any] = {
        "row": row or lead_row(),
        "age_days": 0,
        "unanswered": True,
        "notes": None,
        "follow_up": None,
    }
    return LeadCard(**{**fields, **more})


def contacted(key: str, name: str, days: int, **more: Any) -> LeadCard:
    """Return a lead that was contacted half of its days ago."""
    row = lead_row(
        key,
        name,
        status=LeadStatus.CONTACTED,
        raw_status="Contacted",
        created_at_utc=NOW - timedelta(days=days),
        last_contact_at_utc=NOW - timedelta(days=days // 2),
        days_without_contact=days // 2,
        **{k: more.pop(k) for k in ("twins", "lead_source") if k in more},
    )
    return lead_card(row, age_days=days, unanswered=False, **more)


def book(*cards: LeadCard, **more: Any) -> LeadBook:
    """Return a book with these leads, or with a few of every kind."""
    some = cards or (
        lead_card(lead_row("5530", "Nadia Farouk", twins=("5531",))),
        lead_card(
            lead_row("5529", "Leo Hartmann", created_at_utc=NOW - timedelta(days=2)),
            age_days=2,
            follow_up=FollowUp(2, TODAY),
        ),
        contacted("5525", "June Castell", 5),
        contacted("5521", "Chiara Romano", 14),
        contacted("5510", "Ben Achterberg", 19, lead_source="Event"),
        lead_card(
            lead_row(
                "5400",
                "Viktor Dahl",
                status=LeadStatus.CONVERTED,
                raw_status="Converted",
                converted=True,
            ),
            age_days=40,
            unanswered=False,
        ),
    )
    fields: dict[str, Any] = {
        "club": CLUB,
        "today_on": TODAY,
        "cards": tuple(some),
        "figures_from_utc": FETCHED,
        "writes_on": True,
        "sells": False,
        "statuses": ("Contacted", "New", "Trial"),
    }
    return LeadBook(**{**fields, **more})


class FakeLeads:
    """Reads a book and remembers follow-ups."""

    def __init__(self) -> None:
        self.shown: LeadBook = book(figures_from_utc=None, cards=())
        self.calls: list[tuple[object, ...]] = []

    def book(self, _club_id: object) -> LeadBook:
        return self.shown

    def follow_up(
        self, _club_id: object, lead_id: str, day: int, *, done: bool, staff: str
    ) -> None:
        self.calls.append((lead_id, day, done, staff))
