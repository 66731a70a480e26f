"""Leads as a CSV file, in the order of the screen."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from gymdesk.export import guarded

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from gymdesk.rows.leads import LeadCard

TITLES: Final = (
    *("Lead ID", "Name", "State", "State in WODIFY", "E-mail", "Phone", "Source"),
    *("Came in", "Age in days", "Last contact", "Days without contact"),
    *("Follow-up due", "Likely twins"),
)


def leads_csv(cards: Iterable[LeadCard]) -> str:
    """Return leads as RFC 4180 text; what is not known is an empty cell, never 0."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(TITLES)
    for card in cards:
        row = card.row
        due = card.follow_up
        writer.writerow(
            [
                *map(guarded, (row.lead_id, row.name, row.status.value, row.raw_status)),
                *(guarded(text or "") for text in (row.email, row.phone, row.lead_source)),
                _iso(row.created_at_utc),
                "" if card.age_days is None else card.age_days,
                _iso(row.last_contact_at_utc),
                "" if row.days_without_contact is None else row.days_without_contact,
                "" if due is None else f"day {due.day}, {due.due_on.isoformat()}",
                guarded(" ".join(row.twins)),
            ]
        )
    return out.getvalue()


def _iso(at_utc: datetime | None) -> str:
    return "" if at_utc is None else at_utc.isoformat(timespec="seconds")
