"""Leads as CSV: every column, nothing that a spreadsheet would run, unknown is empty."""

from __future__ import annotations

import csv
import io

from gymdesk.lead_export import TITLES, leads_csv
from tests.ui.lead_fakes import book, lead_card, lead_row


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_lead_is_a_line_in_the_order_of_the_screen() -> None:
    cards = book().cards
    rows = read(leads_csv(cards))
    assert [r["Name"] for r in rows] == [c.row.name for c in cards]
    assert tuple(rows[0]) == TITLES
    assert rows[1]["Follow-up due"] == "day 2, 2026-11-20"
    assert rows[0]["Likely twins"] == "5531"


def test_what_is_not_known_is_empty_and_not_nought() -> None:
    row = lead_row(days_without_contact=None, created_at_utc=None, email=None, lead_source=None)
    (line,) = read(leads_csv([lead_card(row, age_days=None)]))
    for title in ("Age in days", "Days without contact", "Came in", "E-mail", "Source"):
        assert line[title] == ""


def test_a_name_that_a_spreadsheet_would_run_is_a_name() -> None:
    (line,) = read(leads_csv([lead_card(lead_row(name="=1+1"))]))
    assert line["Name"].lstrip("'") == "=1+1"
    assert line["Name"][0] == "'"
