"""The book of leads: read from the demo WODIFY, with follow-ups that no refresh touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gymdesk.commands.outbox import OutboxCommands
from gymdesk.domain.client import Source
from gymdesk.domain.follow_up import OPEN
from gymdesk.domain.lead import LeadStatus
from gymdesk.domain.outbox import ADDED_NOTE, CreateLead, FieldChange, UpdateLead
from gymdesk.errors import UsageError
from tests.sync.fakes import store_url
from tests.sync.wodify_bench import WodifyBench, wodify_bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.rows.leads import LeadBook, LeadCard


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WodifyBench]:
    folder: Path = tmp_path_factory.mktemp("leads")
    with wodify_bench(store_url(folder)) as made:
        made.refresh(sources=(Source.WODIFY,))
        yield made


def book(desk: WodifyBench) -> LeadBook:
    return desk.queries.leads.book(desk.club.club_id)


def card(desk: WodifyBench, key: str) -> LeadCard:
    return next(c for c in book(desk).cards if c.row.lead_id == key)


def with_follow_up(desk: WodifyBench) -> LeadCard:
    return next(c for c in book(desk).cards if c.follow_up is not None)


def test_every_lead_is_in_the_book_and_who_waits_comes_first(desk: WodifyBench) -> None:
    shown = book(desk)
    assert len(shown.cards) == len(desk.gym.server.leads)
    waiting = [c.unanswered for c in shown.cards]
    assert waiting == sorted(waiting, reverse=True)
    assert any(waiting)
    assert all(c.row.status in OPEN for c in shown.cards if c.unanswered or c.follow_up)
    assert {"New", "Contacted", "Disqualified"} <= set(shown.statuses)
    assert "Converted" not in shown.statuses, "nobody can give a lead that state"
    assert not shown.writes_on
    assert not shown.sells


def test_notes_that_the_list_does_not_hold_are_not_called_empty(desk: WodifyBench) -> None:
    assert {c.notes for c in book(desk).cards} == {None}


def test_a_follow_up_that_was_done_stays_done_over_a_refresh_and_can_be_taken_back(
    desk: WodifyBench,
) -> None:
    found = with_follow_up(desk)
    assert found.follow_up is not None
    key, day = found.row.lead_id, found.follow_up.day
    club_id = desk.club.club_id
    desk.commands.leads.follow_up(club_id, key, day, done=True, staff="Jordan")
    desk.refresh(sources=(Source.WODIFY,))
    after = card(desk, key)
    assert after.follow_up is None
    assert [(f.day, f.staff) for f in after.followed] == [(day, "Jordan")]
    desk.commands.leads.follow_up(club_id, key, day, done=False, staff="Sam")
    assert card(desk, key).follow_up == found.follow_up
    assert card(desk, key).followed == ()


def test_a_follow_up_of_another_day_or_of_nobody_is_refused(desk: WodifyBench) -> None:
    key = with_follow_up(desk).row.lead_id
    with pytest.raises(UsageError, match="cannot be done"):
        desk.commands.leads.follow_up(desk.club.club_id, key, 3, done=True, staff="Jordan")
    with pytest.raises(UsageError, match="cannot be done"):
        desk.commands.leads.follow_up(desk.club.club_id, "nobody", 2, done=True, staff="Jordan")


def test_a_change_that_waits_stands_with_its_lead_and_a_new_one_in_the_book(
    desk: WodifyBench,
) -> None:
    outbox = OutboxCommands(desk.store, desk.clock, lambda _source: True)
    row = next(c.row for c in book(desk).cards if c.row.status == LeadStatus.NEW)
    note = UpdateLead(row.lead_id, row.name, (FieldChange(ADDED_NOTE, None, "Called"),))
    new = CreateLead("Ida", "Novak")
    for key, intent in (("1", note), ("2", new)):
        outbox.ask(desk.club.club_id, Source.WODIFY, intent, key=key, staff="Jordan")
    pending = card(desk, row.lead_id).pending
    assert pending is not None
    assert (pending.kind, pending.about) == ("update lead", row.lead_id)
    (waiting,) = book(desk).new_ones
    assert waiting.name == "Ida Novak"
    outbox.discard(pending.write_id, staff="Jordan")
    assert card(desk, row.lead_id).pending is None
    assert len(card(desk, row.lead_id).writes) == 1
