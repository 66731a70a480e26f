"""Leads: what their status means, how long nobody was in touch, which are likely one person."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from gymdesk.domain.lead import Lead, LeadStatus, days_without_contact, lead_status, likely_twins

TODAY = date(2026, 11, 21)
ZONE = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("New", LeadStatus.NEW),
        (" trial ", LeadStatus.INTERESTED),
        ("Contacted", LeadStatus.CONTACTED),
        ("Converted", LeadStatus.CONVERTED),
        ("Disqualified", LeadStatus.LOST),
        ("Deleted", LeadStatus.LOST),
        ("Waiting list", LeadStatus.OTHER),
        ("", LeadStatus.OTHER),
    ],
)
def test_a_status_is_one_of_ours_or_other(label: str, expected: LeadStatus) -> None:
    assert lead_status(Lead("1", "Kim Hollis", raw_status=label)) == expected


def test_what_is_said_of_the_conversion_goes_before_the_word() -> None:
    lead = Lead("1", "Kim Hollis", raw_status="Trial", converted=True)
    assert lead_status(lead) == LeadStatus.CONVERTED


def test_the_gym_says_what_its_own_words_mean() -> None:
    lead = Lead("1", "Kim Hollis", raw_status="Waiting List")
    assert lead_status(lead, {"waiting list": LeadStatus.CONTACTED}) == LeadStatus.CONTACTED


def test_days_count_in_the_clubs_calendar_from_the_last_contact_or_from_the_beginning() -> None:
    # 3 in the morning UTC is still the evening before in New York
    contacted = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    created = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
    lead = Lead("1", "Kim Hollis", last_contact_at_utc=contacted, created_at_utc=created)
    assert days_without_contact(lead, TODAY, ZONE) == 2
    assert days_without_contact(Lead("1", "Kim", created_at_utc=created), TODAY, ZONE) == 20
    assert days_without_contact(Lead("1", "Kim"), TODAY, ZONE) is None


def test_a_form_sent_twice_shows_and_a_family_with_one_address_does_not() -> None:
    twice = [Lead(k, "Uma Norling", email="uma@example.test") for k in ("10", "11")]
    family = [
        Lead("12", "Mila Calloway", email="home@example.test"),
        Lead("13", "Noah Calloway", email="HOME@example.test"),
    ]
    by_phone = [
        Lead("14", "Zoë Åker", phone="+1 (555) 0101"),
        Lead("15", "Zoe Aker", phone="1555-0101"),
    ]
    assert likely_twins([*twice, *family, *by_phone]) == {
        "10": ("11",),
        "11": ("10",),
        "14": ("15",),
        "15": ("14",),
    }
