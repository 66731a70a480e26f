"""A lead is made at the desk, sent, read back by a refresh, and worked on until it is a client."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gymdesk.bootstrap import open_desk
from gymdesk.domain.client import Source
from gymdesk.domain.lead import LeadStatus
from gymdesk.domain.outbox import (
    ADDED_NOTE,
    ConvertLead,
    CreateLead,
    FieldChange,
    UpdateLead,
    WriteState,
)
from gymdesk.errors import WritesOff
from gymdesk.sync.request import RefreshRequest, SendRequest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.bootstrap import Desk
    from gymdesk.domain.outbox import Intent
    from gymdesk.rows.leads import LeadCard

IDA = CreateLead("Ida", "Novak", "ida.novak@mail.example", message="Monday evening?")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(tmp_path, demo=True)
    yield made
    made.close()


def refresh(desk: Desk) -> None:
    asked = RefreshRequest(sources=(Source.WODIFY,))
    report = desk.engine.refresh_blocking(asked, lambda _told: None)
    assert {run.status.value for run in report.runs} == {"complete"}


def change(desk: Desk, intent: Intent, key: str) -> WriteState:
    """Ask for a change, send it, and return where it came to."""
    (club,) = desk.queries.clubs()
    outbox = desk.commands.outbox
    write_id = outbox.ask(club.club_id, Source.WODIFY, intent, key=key, staff="Jordan")
    desk.engine.send_blocking(SendRequest(), lambda _told: None)
    rows = desk.queries.outbox.writes(club.club_id, everything=True).writes
    return next(row.state for row in rows if row.write_id == write_id)


def ida(desk: Desk) -> LeadCard:
    (club,) = desk.queries.clubs()
    cards = desk.queries.leads.book(club.club_id).cards
    (card,) = [c for c in cards if c.row.name == "Ida Novak"]
    return card


def test_a_lead_is_made_changed_and_becomes_a_client(desk: Desk) -> None:
    with pytest.raises(WritesOff):
        change(desk, IDA, "form 0")
    desk.settings.save(replace(desk.settings.load(), wodify_writes=True))
    refresh(desk)

    assert change(desk, IDA, "form 1") == WriteState.DONE
    refresh(desk)
    row = ida(desk).row
    assert (row.status, row.email) == (LeadStatus.NEW, "ida.novak@mail.example")
    assert ida(desk).unanswered
    assert change(desk, IDA, "form 2") == WriteState.CONFLICT, "she is there already"

    changes = (
        FieldChange("status", "New", "Contacted"),
        FieldChange(ADDED_NOTE, None, "Called, comes on Monday"),
    )
    assert change(desk, UpdateLead(row.lead_id, row.name, changes), "form 3") == WriteState.DONE
    refresh(desk)
    assert ida(desk).row.status == LeadStatus.CONTACTED

    convert = ConvertLead(row.lead_id, row.name, row.email or "")
    assert change(desk, convert, "form 4") == WriteState.DONE
    refresh(desk)
    assert ida(desk).row.converted
    (club,) = desk.queries.clubs()
    members = desk.queries.members.members(club.club_id).rows
    assert [m.name for m in members if m.email == "ida.novak@mail.example"] == ["Ida Novak"]
