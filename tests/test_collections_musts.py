"""What collecting must have (collections.md 1.2, the rows marked MUST), one test for each.

Printed lists with buckets and totals: tests/printing. CSV and XLSX: tests/test_export.py. Letters,
statements, instalments and session credits belong to later parts of the desk.
"""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.billing import LastPaid, NotSent
from gymdesk.domain.call_words import Disputed, DoNotContact, Snoozed
from gymdesk.domain.case import Stage
from gymdesk.domain.case_event import CaseMark, Channel, Outcome
from gymdesk.domain.client import Source
from gymdesk.domain.promise import PromiseState
from tests.case_desk import CaseDesk, case_desk, owed, paid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CaseDesk]:
    with case_desk(tmp_path) as opened:
        opened.refresh({1: (owed(), paid("7000")), 2: (owed(100, 12000),), 3: (paid(),), 4: None})
        yield opened


def test_one_list_of_everyone_past_due_or_unknown_and_nobody_else(desk: CaseDesk) -> None:
    assert sorted(r.client.name for r in desk.list().rows) == ["Client 1", "Client 2", "Client 4"]


def test_ageing_buckets_in_columns(desk: CaseDesk) -> None:
    assert desk.case(1).row.client.aging.overdue == (9000, 0, 0, 0)
    assert desk.case(2).row.client.aging.overdue == (0, 0, 0, 12000)
    assert desk.list().aging.overdue == (9000, 0, 0, 12000)


def test_still_retrying_is_told_from_needs_a_person(desk: CaseDesk) -> None:
    assert desk.case(1).row.drafting.needs_a_person
    desk.refresh({1: (owed(state=InvoiceState.SETTLING),)})
    assert not desk.case(1).row.drafting.needs_a_person


def test_the_failure_reason_the_attempts_and_the_last_payment_are_never_made_up(
    desk: CaseDesk,
) -> None:
    case = desk.case(1)
    assert case.failure_reason == case.attempts_made == NotSent(Source.CLUBOS)
    assert case.last_payment == NotSent(Source.CLUBOS)
    assert isinstance(case.last_paid, LastPaid)


def test_a_note_on_the_debtor(desk: CaseDesk) -> None:
    desk.commands.note(desk.client(1), "Works nights", staff="Jo")
    assert desk.case(1).timeline[0].note == "Works nights"


def test_a_contact_log_with_who_when_channel_and_outcome(desk: CaseDesk) -> None:
    desk.commands.contact(
        desk.client(1), Channel.TEXT, Outcome.SENT, staff="Jo", note="link to pay"
    )
    (logged,) = desk.case(1).timeline
    assert (logged.staff, logged.at_utc) == ("Jo", desk.clock.now_utc())
    assert (logged.channel, logged.outcome, logged.note) == (
        *(Channel.TEXT, Outcome.SENT, "link to pay"),
    )


def test_a_promise_to_pay_that_is_checked_by_itself(desk: CaseDesk) -> None:
    desk.commands.promise(desk.client(1), desk.today + timedelta(days=2), staff="Jo")
    desk.refresh({1: (paid(),)}, days=2)
    (promise,) = desk.case(1).promises
    assert (promise.state, promise.paid_cents) == (PromiseState.KEPT, 9000)


def test_a_snooze_with_the_day_of_the_next_action(desk: CaseDesk) -> None:
    until = desk.today + timedelta(days=4)
    desk.commands.snooze([desk.client(1)], until, staff="Jo")
    row = desk.case(1).row
    assert (row.gate, row.next_on) == (Snoozed(until), until)


def test_a_dispute_holds_off(desk: CaseDesk) -> None:
    desk.commands.mark([desk.client(1)], CaseMark.DISPUTE, staff="Jo")
    assert desk.case(1).row.gate == Disputed()


def test_who_is_not_to_be_contacted_is_not_called(desk: CaseDesk) -> None:
    desk.commands.mark([desk.client(1)], CaseMark.DO_NOT_CONTACT, staff="Jo")
    assert desk.case(1).row.gate == DoNotContact()


def test_an_order_with_its_reasons(desk: CaseDesk) -> None:
    to_do = desk.list().to_do
    assert [r.tier for r in to_do] == sorted(r.tier for r in to_do)
    assert all(r.why for r in desk.list().rows)


def test_a_write_off_is_recorded_and_reported_apart(desk: CaseDesk) -> None:
    desk.commands.mark([desk.client(2)], CaseMark.WRITE_OFF, staff="Jo")
    off = [r for r in desk.list().off if r.stage == Stage.WRITTEN_OFF]
    assert [r.client.past_due_cents for r in off] == [12000]
    assert desk.list().total_past_due_cents == 21000, "no source was told, so it is still owed"


def test_everything_but_the_refresh_works_without_a_network(
    desk: CaseDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_rest: object, **_more: object) -> None:
        raise AssertionError("somebody asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    mine = desk.client(1)
    made = [
        desk.commands.note(mine, "x", staff="Jo"),
        desk.commands.contact(mine, Channel.CALL, Outcome.NO_ANSWER, staff="Jo"),
        desk.commands.promise(mine, desk.today, staff="Jo"),
        desk.commands.says_paid(mine, staff="Jo"),
    ]
    desk.commands.undo_all(made, staff="Jo")
    assert desk.list().rows
    assert len(desk.case(1).timeline) == 8
    assert desk.queries.cases.aging_on(desk.club_id, desk.today).rows


def test_the_age_of_the_data_is_there_for_every_row(desk: CaseDesk) -> None:
    ages = {r.client.name: r.client.fetched_at_utc for r in desk.list().rows}
    assert ages == {
        **{"Client 1": desk.clock.now_utc(), "Client 2": desk.clock.now_utc(), "Client 4": None}
    }
    assert desk.list().figures_from_utc == desk.clock.now_utc()


def test_an_audit_trail_that_keeps_what_was_taken_back(desk: CaseDesk) -> None:
    note = desk.commands.note(desk.client(1), "Moved", staff="Jo")
    desk.commands.undo(note, staff="Sam")
    desk.everything.set_contact(desk.client(1), staff="Lee", phone="555 0100")
    trail = [(r.staff, r.text, r.undone) for r in desk.case(1).timeline]
    assert trail == [
        ("Lee", "Phone changed to 555 0100", False),
        ("Sam", "Undone · Note", False),
        ("Jo", "Note", True),
    ]
