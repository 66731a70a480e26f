"""Leads of WODIFY: what their status means, and how long nobody has been in touch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gymdesk.domain.client import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime, tzinfo


class LeadStatus(StrEnum):
    """What a lead is to the gym. OTHER = a status that this gym made up; its own word is kept."""

    NEW = "New"
    INTERESTED = "Interested"
    CONTACTED = "Contacted"
    CONVERTED = "Converted"
    LOST = "Lost"
    OTHER = "Other"


LABELS: Final[Mapping[str, LeadStatus]] = {
    "new": LeadStatus.NEW,
    "trial": LeadStatus.INTERESTED,
    "interested": LeadStatus.INTERESTED,
    "contacted": LeadStatus.CONTACTED,
    "converted": LeadStatus.CONVERTED,
    "disqualified": LeadStatus.LOST,
    "deleted": LeadStatus.LOST,
    "lost": LeadStatus.LOST,
}


@dataclass(frozen=True, slots=True)
class Lead:
    """A lead as last read. `raw_status` is WODIFY's own word; `raw` keeps the whole answer."""

    remote_id: str
    name: str
    email: str | None = None
    phone: str | None = None
    raw_status: str = ""
    converted: bool = False
    lead_source: str | None = None
    owner: str | None = None
    last_contact_at_utc: datetime | None = None
    created_at_utc: datetime | None = None
    updated_at_utc: datetime | None = None
    raw: str = ""


def lead_status(lead: Lead, own: Mapping[str, LeadStatus] | None = None) -> LeadStatus:
    """Return what the lead is; *own* says what words mean, by the word in small letters.

    WODIFY never writes the step to "Converted" into its history: what it says of the conversion
    itself goes before the word.
    """
    if lead.converted:
        return LeadStatus.CONVERTED
    word = " ".join(lead.raw_status.split()).casefold()
    return (own or {}).get(word) or LABELS.get(word, LeadStatus.OTHER)


def days_without_contact(lead: Lead, today: date, zone: tzinfo) -> int | None:
    """Return whole days since the last contact, else since the lead came in; None if neither."""
    moment = lead.last_contact_at_utc or lead.created_at_utc
    if moment is None:
        return None
    return max(0, (today - moment.astimezone(zone).date()).days)


def likely_twins(leads: Iterable[Lead]) -> dict[str, tuple[str, ...]]:
    """Return, by lead id, the other leads of the same e-mail, or of the same name and phone.

    A form that was sent twice makes two leads. They are shown side by side, never merged here.
    """
    groups: dict[tuple[str, ...], list[str]] = {}
    for lead in leads:
        keys: list[tuple[str, ...]] = []
        if lead.email:
            keys.append(("email", lead.email.strip().casefold(), folded(lead.name)))
        digits = "".join(c for c in lead.phone or "" if c.isdigit())
        if digits:
            keys.append(("phone", digits, folded(lead.name)))
        for key in keys:
            groups.setdefault(key, []).append(lead.remote_id)
    found: dict[str, set[str]] = {}
    for ids in groups.values():
        for one in ids:
            found.setdefault(one, set()).update(other for other in ids if other != one)
    return {key: tuple(sorted(others)) for key, others in found.items() if others}
