"""The truth of the demo WODIFY: its members, rows of memberships, leads and invoices, dated."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from gymdesk.demo.wodify_entries import (
    LEADS,
    MEMBERS,
    THREE_A_WEEK,
    UNLIMITED_12M,
    Chain,
    LeadEntry,
    MemberEntry,
    Truth,
)

DEMO_KEY: Final = "invented-key-for-the-demo"  # opens nothing but the demo gym
DEMO_LOCATION: Final = "20"

_FIRST: Final = ("Ada", "Ben", "Cleo", "Dov", "Esme", "Finn", "Gwen", "Hugo", "Ines", "Jude")
_LAST: Final = (
    "Ambrose",
    "Birchall",
    "Coldwell",
    "Draycott",
    "Elphick",
    "Fairbairn",
    "Goodspeed",
    "Hathersage",
    "Inchbald",
    "Jolliffe",
    "Kettering",
)


@dataclass(frozen=True)
class Period:
    """One row of a membership."""

    id: int
    client_id: int
    chain: Chain
    start_on: date
    end_on: date
    renewed_from: int
    has_been_renewed: bool
    active: bool


@dataclass(frozen=True)
class Bill:
    """One invoice."""

    id: int
    client_id: int
    due_on: date | None
    status: str
    cents: int
    unpaid_cents: int | None


@dataclass(frozen=True)
class WodifyLedger:
    """A gym as it stands on *today*. What is true of each stands in its entry."""

    today: date
    members: tuple[MemberEntry, ...]
    periods: tuple[Period, ...]
    leads: tuple[LeadEntry, ...]
    bills: tuple[Bill, ...]

    @property
    def truth_by_id(self) -> dict[str, Truth]:
        """Return what is true of each client, by id."""
        return {str(entry.id): entry.truth for entry in self.members}


def harbour_members(
    today: date, *, clients: int = 90, rows: int = 190, leads: int = 36
) -> WodifyLedger:
    """Return a gym with so many clients, rows of memberships and leads, all invented."""
    special_rows = sum(chain.rows for entry in MEMBERS for chain in entry.chains)
    more = clients - len(MEMBERS)
    entries = (*MEMBERS, *_ordinary(more, rows - special_rows))
    periods: list[Period] = []
    bills: list[Bill] = []
    for entry in entries:
        for chain in entry.chains:
            periods += _periods(chain, entry.id, 55000001 + len(periods), today)
        for bill in entry.bills:
            due_on = None if bill.due is None else today + timedelta(days=bill.due)
            key = 81000001 + len(bills)
            bills.append(Bill(key, entry.id, due_on, bill.status, bill.cents, bill.unpaid_cents))
    return WodifyLedger(
        today,
        entries,
        tuple(periods),
        (*LEADS, *_ordinary_leads(leads - len(LEADS))),
        tuple(bills),
    )


def _ordinary(clients: int, rows: int) -> tuple[MemberEntry, ...]:
    """Return so many clients with so many rows: a third has none, as in a real gym."""
    training = [number for number in range(clients) if number % 3 != 2]
    if not training:
        return ()
    each, extra = divmod(rows, len(training))
    entries = []
    counts = {number: each + (place < extra) for place, number in enumerate(training)}
    for number in range(clients):
        count = counts.get(number, 0)
        entries.append(
            MemberEntry(
                7100001 + number,
                _FIRST[number % len(_FIRST)],
                f"{_LAST[number % len(_LAST)]} {number + 1}",
                *_story(number, count),
                label="Inactive" if count and number % 7 == 3 else "Active",
                attended_days_ago=number % 40,
            )
        )
    return tuple(entries)


def _story(number: int, rows: int) -> tuple[Truth, tuple[Chain, ...]]:
    if rows == 0:
        return Truth("no_membership"), ()
    if number % 7 == 3:  # gone for good: the last row ended two months ago
        chain = Chain(UNLIMITED_12M, rows + 2, rows, active=(False,))
        return Truth("Cancelled", "Unlimited 12M", 9900, "monthly"), (chain,)
    if number % 2:
        chain = Chain(THREE_A_WEEK, rows - 1, rows)
        return Truth("Active", "3x per Week", 8900, "monthly"), (chain,)
    chain = Chain(UNLIMITED_12M, rows - 1, rows)
    return Truth("Active", "Unlimited 12M", 9900, "monthly"), (chain,)


def _ordinary_leads(count: int) -> tuple[LeadEntry, ...]:
    labels = (("Contacted", "Contacted"), ("Trial", "Interested"), ("Disqualified", "Lost"))
    return tuple(
        LeadEntry(
            910001 + number,
            _FIRST[number % len(_FIRST)],
            f"{_LAST[number % len(_LAST)]} L{number + 1}",
            *labels[number % 3],
            created_days_ago=10 + number % 200,
            contacted_days_ago=number % 9,
        )
        for number in range(max(0, count))
    )


def _periods(chain: Chain, client_id: int, first_id: int, today: date) -> list[Period]:
    """Return the rows of a chain, each of which starts on the day its predecessor ends."""
    begins_on = later(today - timedelta(days=10), -chain.months_ago)
    made: list[Period] = []
    for place in range(chain.rows):
        back = chain.rows - 1 - place
        active = chain.active[back] if back < len(chain.active) else back == 0 and not chain.active
        made.append(
            Period(
                id=first_id + place,
                client_id=client_id,
                chain=chain,
                start_on=later(begins_on, place * chain.span_months),
                end_on=later(begins_on, (place + 1) * chain.span_months),
                renewed_from=first_id + place - 1 if place else 0,
                has_been_renewed=back > 0,
                active=active,
            )
        )
    return made


def later(on: date, months: int) -> date:
    """Return the day so many calendar months later, the last of the month where it has no such."""
    month = on.month - 1 + months
    year, month = on.year + month // 12, month % 12 + 1
    return date(year, month, min(on.day, monthrange(year, month)[1]))
