"""Cases over a real store: what is done is kept, what is read decides, nothing is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from gymdesk.domain.agreement import AgreementState, InvoiceState
from gymdesk.domain.billing import Drafting, LastPaid, NotSent
from gymdesk.domain.call_words import (
    Disputed,
    FiguresTooOld,
    PaidUntil,
    PaymentOnItsWay,
    PromisePending,
    PromiseUnjudged,
    SaysItIsPaid,
    Snoozed,
    Tier,
)
from gymdesk.domain.case import Stage
from gymdesk.domain.case_event import CaseMark, Channel, EventKind, Outcome, PaymentKind
from gymdesk.domain.client import ClientId, ClubId, Source
from gymdesk.domain.contact import AskedToStop, QuietHours, SpokeRecently, TooManyAttempts
from gymdesk.domain.past_due import Mark
from gymdesk.domain.promise import PromiseState
from gymdesk.errors import CardNumberTyped, ContactWarned, TextTooLong, UnknownClub, UsageError
from tests.case_desk import CaseDesk, case_desk, owed, paid
from tests.sync.fakes import REMOTE_TABLES, agreement, person, reading, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CALL, NO_ANSWER, SPOKE = Channel.CALL, Outcome.NO_ANSWER, Outcome.SPOKE
NEXT_FRIDAY = date(2026, 11, 27)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[CaseDesk]:
    with case_desk(tmp_path) as opened:
        opened.refresh({1: (owed(),)})
        yield opened


def texts(desk: CaseDesk, key: int = 1) -> list[str]:
    return [row.text for row in desk.case(key).timeline]


# --- the list and one case agree ------------------------------------------------------------------


def test_a_client_who_owes_is_to_do_with_the_reason(desk: CaseDesk) -> None:
    (row,) = desk.list().to_do
    assert (row.stage, row.tier, row.gate) == (Stage.NEW, Tier.DRIFTING, None)
    assert row.why_text == "Drifting · $90.00 · 20 days · nothing scheduled, nobody contacted"
    assert (row.since_on, row.next_on, row.orphan) == (desk.today, desk.today, True)


def test_an_old_debt_on_a_cancelled_agreement_is_not_new(desk: CaseDesk) -> None:
    state = AgreementState.CANCELLED
    old = agreement("A4", (owed(114),), state=state)
    desk.runs.store_readings(reading(person(4, name="Client 4"), old))
    row = desk.row(4)
    assert row is not None
    assert row.tier == Tier.OTHER
    assert row.why_text == (
        "Never contacted · $90.00 on a cancelled agreement · 114 days"
        " · nothing scheduled, nobody contacted"
    )
    assert row.client.days_past_due is None  # it is in no bucket
    both = agreement("A5", (owed(3),)), agreement("A6", (owed(114, key="7002"),), state=state)
    desk.runs.store_readings(reading(person(5, name="Client 5"), *both))
    row = desk.row(5)
    assert row is not None
    assert "Newly past due, never contacted · $90.00" in row.why_text


def test_the_list_and_the_case_say_the_same(desk: CaseDesk) -> None:
    desk.commands.contact(desk.client(), CALL, NO_ANSWER, staff="Jo")
    desk.commands.promise(desk.client(), NEXT_FRIDAY, staff="Jo")
    desk.commands.assign([desk.client()], "Sam", staff="Jo")
    for days in (0, 3, 8):
        desk.clock.at_utc += timedelta(days=days)
        assert desk.case().row == desk.row()


def test_the_totals_by_trainer_add_up_to_the_total(desk: CaseDesk) -> None:
    everybody = {n: (owed(cents=100 * n),) for n in range(1, 6)}
    desk.refresh(everybody)
    trained = agreement("A9", (owed(cents=5000),), trainer=None)
    desk.runs.store_readings(reading(person(9, "Nobody's"), trained))
    shown = desk.list()
    assert [t.trainer for t in shown.by_trainer] == [None, "Mika Santorelli"]
    assert sum(t.past_due_cents for t in shown.by_trainer) == shown.total_past_due_cents == 6500
    assert sum(t.clients for t in shown.by_trainer) == len(shown.rows) == 6
    assert sum(t.to_do for t in shown.by_trainer) == len(shown.to_do)
    assert shown.agrees


def test_a_list_is_read_with_the_same_number_of_statements_however_long(desk: CaseDesk) -> None:
    def statements() -> int:
        count = 0

        def counted(*_rest: object) -> None:
            nonlocal count
            count += 1

        event.listen(desk.store._engine, "before_cursor_execute", counted)
        desk.list()
        event.remove(desk.store._engine, "before_cursor_execute", counted)
        return count

    desk.commands.promise(desk.client(), NEXT_FRIDAY, staff="Jo")
    few = statements()
    desk.refresh({n: (owed(),) for n in range(1, 40)})
    for key in range(2, 30):
        desk.commands.promise(desk.client(key), NEXT_FRIDAY, staff="Jo")
    assert statements() == few


def test_a_case_of_nobody_or_of_another_club_is_refused(desk: CaseDesk) -> None:
    with pytest.raises(UsageError, match="not in the store"):
        desk.queries.cases.case(desk.club_id, ClientId(99))
    with pytest.raises(UnknownClub):
        desk.queries.cases.call_list(ClubId(99))
    assert desk.queries.cases.club_of(desk.client()) == desk.club_id
    with pytest.raises(UsageError):
        desk.queries.cases.club_of(ClientId(99))


# --- what the source does not send ----------------------------------------------------------------


def test_what_clubos_does_not_send_is_said_and_not_made_up(desk: CaseDesk) -> None:
    case = desk.case()
    for absent in (case.failure_reason, case.attempts_made, case.last_payment):
        assert absent == NotSent(Source.CLUBOS)
    assert case.last_paid is None
    desk.refresh({1: (owed(), paid("7000"))})
    assert desk.case().last_paid == LastPaid(date(2026, 11, 1), 20000)


@pytest.mark.parametrize(
    ("state", "expected", "gated"),
    [
        (InvoiceState.REJECTED, Drafting.FAILED, False),
        (InvoiceState.NOT_SET, Drafting.NOT_TRIED, False),
        (InvoiceState.CHARGED_BACK, Drafting.CHARGED_BACK, True),
    ],
)
def test_what_billing_does_is_read_off_the_invoices(
    desk: CaseDesk, state: InvoiceState, expected: Drafting, gated: bool
) -> None:
    desk.refresh({1: (owed(state=state),)})
    row = desk.row()
    assert row is not None
    assert (row.drafting, row.gate is not None) == (expected, gated)
    assert desk.case().row.drafting == expected


def test_a_payment_on_its_way_is_waited_for_and_not_owed(desk: CaseDesk) -> None:
    settling = owed(state=InvoiceState.SETTLING)
    desk.refresh({1: (owed(3, state=InvoiceState.NOT_SET, key="7002"), settling)})
    row = desk.row()
    assert row is not None
    assert (row.gate, row.client.past_due_cents) == (PaymentOnItsWay(), 9000)
    assert desk.case().row.gate == PaymentOnItsWay()


# --- notes ----------------------------------------------------------------------------------------


def test_a_note_is_kept_tidied_with_who_wrote_it(desk: CaseDesk) -> None:
    desk.commands.note(desk.client(), "  Moved\r\nto \x00Leeds\u200b  ", staff="  Jo   Lee ")
    (row,) = desk.case().timeline
    assert (row.note, row.staff, row.text, row.kind) == (
        *("Moved\nto Leeds", "Jo Lee", "Note", EventKind.NOTE),
    )
    assert row.at_utc == desk.clock.now_utc()


@pytest.mark.parametrize("text", ["", "   ", "\x00\u200b"])
def test_an_empty_note_is_refused(desk: CaseDesk, text: str) -> None:
    with pytest.raises(UsageError, match="empty"):
        desk.commands.note(desk.client(), text, staff="Jo")


def test_no_text_holds_a_card_number_wherever_it_is_typed(desk: CaseDesk) -> None:
    number = "card 4242 4242 4242 4242"
    mine, do = desk.client(), desk.commands
    attempts = [
        lambda: do.note(mine, number, staff="Jo"),
        lambda: do.contact(mine, CALL, NO_ANSWER, staff="Jo", note=number),
        lambda: do.contact(mine, CALL, NO_ANSWER, staff="Jo", reason=number),
        lambda: do.promise(mine, NEXT_FRIDAY, staff="Jo", note=number),
        lambda: do.says_paid(mine, staff="Jo", note=number),
        lambda: do.snooze([mine], NEXT_FRIDAY, staff="Jo", note=number),
        lambda: do.mark([mine], CaseMark.HOLD, staff="Jo", note=number),
        lambda: do.unmark([mine], CaseMark.HOLD, staff="Jo", note=number),
        lambda: do.assign([mine], number, staff="Jo"),
        lambda: do.note(mine, "x", staff=number),
    ]
    for attempt in attempts:
        with pytest.raises(CardNumberTyped) as found:
            attempt()
        assert "4242" not in str(found.value)
    assert desk.case().timeline == ()


def test_a_note_is_as_long_as_it_may_be_and_no_longer(desk: CaseDesk) -> None:
    desk.commands.note(desk.client(), "x" * 2000, staff="Jo")
    with pytest.raises(TextTooLong, match="too long") as found:
        desk.commands.note(desk.client(), "x" * 2001, staff="Jo")
    assert (found.value.length, found.value.longest) == (2001, 2000)
    with pytest.raises(TextTooLong):
        desk.commands.note(desk.client(), "x", staff="J" * 101)
    with pytest.raises(TextTooLong):
        desk.commands.assign([desk.client()], "S" * 101, staff="Jo")
    assert len(desk.case().timeline) == 1


def test_nobody_does_nothing(desk: CaseDesk) -> None:
    with pytest.raises(UsageError, match="Who does this"):
        desk.commands.note(desk.client(), "x", staff="  ")
    with pytest.raises(UsageError, match="not in the store"):
        desk.commands.note(ClientId(99), "x", staff="Jo")


# --- contacts -------------------------------------------------------------------------------------


def call(desk: CaseDesk, outcome: Outcome = NO_ANSWER, **more: str) -> int:
    return desk.commands.contact(desk.client(), CALL, outcome, staff="Jo", **more)


def test_a_contact_shows_in_the_list(desk: CaseDesk) -> None:
    call(desk, Outcome.VOICEMAIL, note="asked to call back")
    row = desk.row()
    assert row is not None
    assert row.last_contact is not None
    assert (row.last_contact.channel, row.last_contact.outcome) == (CALL, Outcome.VOICEMAIL)
    assert (row.last_contact.staff, row.last_contact.note) == ("Jo", "asked to call back")
    assert (row.stage, row.attempts, row.unanswered) == (Stage.CONTACTED, 1, 1)
    assert not row.orphan
    assert texts(desk) == ["Call · left a voice message"]


def test_an_eighth_attempt_needs_a_reason_and_keeps_it(desk: CaseDesk) -> None:
    for _ in range(7):
        call(desk)
    assert desk.case().warnings[CALL] == (TooManyAttempts(7, 7),)
    with pytest.raises(ContactWarned) as found:
        call(desk)
    assert found.value.found == (TooManyAttempts(7, 7),)
    assert "7 attempts in the last 7 days" in found.value.message
    assert len(desk.case().timeline) == 7
    call(desk, reason="asked for it")
    newest = desk.case().timeline[0]
    assert newest.text == "Call · no answer · in spite of a warning: asked for it"
    with desk.store.read() as work:
        kept = work.cases.events_of(desk.client())[-1]
    assert (kept.reason, kept.warned) == ("asked for it", ("attempts",))


def test_a_reason_that_nothing_asked_for_is_not_kept(desk: CaseDesk) -> None:
    call(desk, reason="because")
    assert texts(desk) == ["Call · no answer"]


def test_an_attempt_that_was_undone_does_not_count(desk: CaseDesk) -> None:
    made = [call(desk) for _ in range(7)]
    desk.commands.undo(made[0], staff="Jo")
    call(desk)
    with pytest.raises(ContactWarned):
        call(desk)


def test_after_a_conversation_the_next_call_needs_a_reason(desk: CaseDesk) -> None:
    call(desk, SPOKE)
    with pytest.raises(ContactWarned) as found:
        call(desk)
    assert found.value.found == (SpokeRecently(desk.today, 7),)
    desk.clock.at_utc += timedelta(days=7)
    call(desk)


def test_in_quiet_hours_a_call_needs_a_reason(desk: CaseDesk) -> None:
    desk.clock.at_utc = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
    with pytest.raises(ContactWarned) as found:
        call(desk)
    assert found.value.found == (QuietHours(21, 8),)
    assert desk.list().quiet_until_h == 8
    desk.clock.at_utc = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    call(desk)
    assert desk.list().quiet_until_h is None


def test_who_asked_to_stop_is_contacted_only_with_a_reason(desk: CaseDesk) -> None:
    desk.commands.mark([desk.client()], CaseMark.DO_NOT_CONTACT, staff="Jo")
    with pytest.raises(ContactWarned) as found:
        call(desk)
    assert found.value.found == (AskedToStop(),)
    desk.commands.unmark([desk.client()], CaseMark.DO_NOT_CONTACT, staff="Jo")
    call(desk)


def test_a_corrected_phone_goes_to_the_desks_own_column(desk: CaseDesk) -> None:
    desk.everything.set_contact(desk.client(), staff="Jo", phone="555 0100")
    desk.everything.set_contact(desk.client(), staff="Sam", phone=None)
    assert texts(desk) == ["Phone changed to nothing", "Phone changed to 555 0100"]
    assert [r.staff for r in desk.case().timeline] == ["Sam", "Jo"]
    assert not any(r.can_undo for r in desk.case().timeline)


# --- promises -------------------------------------------------------------------------------------


def promise(desk: CaseDesk, on: date = NEXT_FRIDAY, **more: object) -> int:
    return desk.commands.promise(desk.client(), on, staff="Jo", **more)  # type: ignore[arg-type]


def test_a_promise_takes_off_the_list_until_it_is_judged(desk: CaseDesk) -> None:
    promise(desk, pays_by=PaymentKind.CARD, channel=CALL, note="after payday")
    shown = desk.list()
    (row,) = shown.promised
    assert shown.to_do == ()
    assert (row.gate, row.stage) == (PromisePending(NEXT_FRIDAY), Stage.PROMISED)
    assert row.promise is not None
    assert (row.promise.asked_cents, row.promise.invoices) == (9000, 1)
    assert row.next_on == row.promise.judged_after_on == date(2026, 11, 30)
    assert (row.promise.taken_by, row.promise.note) == ("Jo", "after payday")


@pytest.mark.parametrize(
    ("cents", "state", "stage", "text"),
    [
        (9000, PromiseState.BROKEN, Stage.BROKEN_PROMISE, "Promise of 27 Nov not kept"),
        (4000, PromiseState.PARTLY_KEPT, Stage.BROKEN_PROMISE, "Promise of 27 Nov partly kept"),
    ],
)
def test_figures_after_the_grace_judge_a_promise(
    desk: CaseDesk, cents: int, state: PromiseState, stage: Stage, text: str
) -> None:
    promise(desk)
    desk.refresh({1: (owed(cents=cents),)}, days=9)  # Monday 30 November: its last day of grace
    assert desk.case().row.gate == PromisePending(NEXT_FRIDAY)
    desk.clock.at_utc += timedelta(days=1)
    assert desk.case().row.gate == PromiseUnjudged(NEXT_FRIDAY)
    desk.refresh({1: (owed(cents=cents),)})
    row = desk.case().row
    assert row.promise is not None
    assert (row.promise.state, row.stage, row.tier) == (state, stage, Tier.BROKEN_PROMISE)
    assert row.why_text.startswith(text)
    assert row.gate is None


def test_a_kept_promise_leaves_no_trace_on_the_list(desk: CaseDesk) -> None:
    promise(desk)
    desk.refresh({1: (paid(),)}, days=2)
    (kept,) = desk.case().promises
    assert (kept.state, kept.paid_cents) == (PromiseState.KEPT, 9000)
    assert desk.list().to_do == ()


def test_a_new_invoice_does_not_break_a_kept_promise(desk: CaseDesk) -> None:
    promise(desk)
    desk.refresh({1: (paid(), owed(0, key="7002", today=date(2026, 12, 1)))}, days=11)
    (kept,) = desk.case().promises
    assert kept.state == PromiseState.KEPT
    assert desk.case().row.client.past_due_cents == 9000


def test_a_refresh_that_could_not_read_the_client_accuses_nobody(desk: CaseDesk) -> None:
    promise(desk)
    desk.refresh({1: None}, days=12)
    row = desk.case().row
    assert row.gate == PromiseUnjudged(NEXT_FRIDAY)
    assert row.promise is not None
    assert row.promise.wants_refresh


def test_a_verdict_is_written_down_and_stays(desk: CaseDesk) -> None:
    promise(desk)
    desk.refresh({1: (paid(),)}, days=2)
    assert desk.commands.judge(desk.club_id) == 1
    assert desk.commands.judge(desk.club_id) == 0
    # the payment is returned before the case is closed
    desk.refresh({1: (owed(),)}, days=5)
    (kept,) = desk.case().promises
    assert kept.state == PromiseState.KEPT
    newest = desk.case().timeline[0]
    assert (newest.text, newest.staff, newest.can_undo) == (
        "Promise of 27 Nov kept",
        "GymDesk",
        False,
    )
    with desk.store.read() as work:
        verdict = work.cases.events_of(desk.client())[-1]
    with pytest.raises(UsageError, match="cannot be taken back"):
        desk.commands.undo(verdict.event_id, staff="Jo")


def test_an_open_promise_is_not_judged(desk: CaseDesk) -> None:
    promise(desk)
    assert desk.commands.judge(desk.club_id) == 0
    assert desk.commands.judge(ClubId(99)) == 0


def test_a_new_promise_supersedes_an_open_one_and_undoing_it_restores_that(desk: CaseDesk) -> None:
    promise(desk)
    second = promise(desk, date(2026, 12, 4))
    states = [p.state for p in desk.case().promises]
    assert states == [PromiseState.OPEN, PromiseState.SUPERSEDED]
    desk.commands.undo(second, staff="Jo")
    assert [p.state for p in desk.case().promises] == [PromiseState.OPEN]
    assert desk.case().row.gate == PromisePending(NEXT_FRIDAY)


def test_a_new_promise_writes_down_what_became_of_the_old_one(desk: CaseDesk) -> None:
    promise(desk)
    desk.refresh({1: (owed(),)}, days=11)
    promise(desk, date(2026, 12, 18))
    assert [p.state for p in desk.case().promises] == [PromiseState.OPEN, PromiseState.BROKEN]
    assert texts(desk)[:2] == [
        "Promised to pay all for 18 Dec",
        "Promise of 27 Nov broken: nothing paid",
    ]
    desk.refresh({1: (paid(),)})
    assert [p.state for p in desk.case().promises] == [PromiseState.KEPT, PromiseState.BROKEN]


def test_a_promise_covers_the_invoices_that_were_chosen(desk: CaseDesk) -> None:
    both = (owed(), owed(30, 5000, key="7002"))
    desk.refresh({1: both})
    promise(desk, invoices=["7002"], amount_cents=5000)
    row = desk.case().row
    assert row.promise is not None
    assert (row.promise.covers_all, row.promise.invoices, row.promise.asked_cents) == (
        *(False, 1, 5000),
    )
    desk.refresh({1: (owed(), paid("7002"))})
    assert desk.case().promises[0].state == PromiseState.KEPT
    for wrong in ([], ["7003"], ["7001", "7003"]):
        with pytest.raises(UsageError, match="past due"):
            promise(desk, invoices=wrong)


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (date(2026, 11, 20), "in the past"),
        (date(2027, 11, 23), "more than a year"),
    ],
)
def test_the_day_of_a_promise_can_be_kept(desk: CaseDesk, on: date, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        promise(desk, on)
    promise(desk, desk.today)
    promise(desk, date(2027, 11, 22))


@pytest.mark.parametrize("cents", [0, -1, 10**12 + 1])
def test_an_amount_is_more_than_nothing(desk: CaseDesk, cents: int) -> None:
    with pytest.raises(UsageError, match="amount"):
        promise(desk, amount_cents=cents)
    with pytest.raises(UsageError, match="amount"):
        desk.commands.says_paid(desk.client(), staff="Jo", amount_cents=cents)


def test_who_owes_nothing_has_nothing_to_promise(desk: CaseDesk) -> None:
    desk.refresh({1: (paid(),)})
    with pytest.raises(UsageError, match="Nothing is past due"):
        promise(desk)


def test_a_promise_of_somebody_whose_amount_is_unknown_waits(desk: CaseDesk) -> None:
    desk.refresh({2: None})
    desk.commands.promise(desk.client(2), NEXT_FRIDAY, staff="Jo", amount_cents=5000)
    desk.clock.at_utc += timedelta(days=30)
    row = desk.case(2).row
    assert row.promise is not None
    assert (row.promise.state, row.promise.asked_cents) == (PromiseState.OPEN, 5000)


def test_a_cancelled_promise_is_no_broken_one(desk: CaseDesk) -> None:
    key = promise(desk)
    cancel = desk.commands.cancel_promise(key, staff="Sam", note="another date")
    assert desk.case().row.gate is None
    assert texts(desk)[0] == "Promise of 27 Nov cancelled"
    with pytest.raises(UsageError, match="no such promise"):
        desk.commands.cancel_promise(cancel, staff="Sam")
    desk.commands.undo(cancel, staff="Sam")
    desk.commands.undo(key, staff="Sam")
    with pytest.raises(UsageError, match="taken back already"):
        desk.commands.cancel_promise(key, staff="Sam")


# --- paid -----------------------------------------------------------------------------------------


def test_who_says_it_is_paid_is_left_alone_until_later_figures_decide(desk: CaseDesk) -> None:
    desk.commands.says_paid(desk.client(), staff="Jo", amount_cents=9000, pays_by=PaymentKind.CASH)
    assert texts(desk) == ["Says $90.00 is paid"]
    assert desk.case().row.gate == SaysItIsPaid(date(2026, 11, 23))
    desk.refresh({1: (owed(),)}, days=2)  # Monday 23, the last day of grace
    assert desk.case().row.gate == SaysItIsPaid(date(2026, 11, 23))
    desk.refresh({1: (owed(),)}, days=1)
    row = desk.case().row
    assert row.gate is None
    assert row.why_text.startswith("Said on 21 Nov that it is paid, still owed")


def test_who_paid_is_gone_and_the_case_closes_by_itself(desk: CaseDesk) -> None:
    desk.commands.says_paid(desk.client(), staff="Jo")
    desk.refresh({1: (paid(),)}, days=1)
    row = desk.row()
    assert row is not None
    assert (row.gate, row.stage) == (PaidUntil(date(2026, 11, 29)), Stage.CLEARED)
    assert (row.paid_on, row.closes_on, row.closed) == (
        date(2026, 11, 22),
        date(2026, 11, 29),
        False,
    )
    desk.refresh({1: (paid(),)}, days=6)
    assert desk.row() is not None
    desk.refresh({1: (paid(),)}, days=1)
    assert desk.row() is None
    detail = desk.case()
    assert detail.row.closed
    assert [r.text for r in detail.timeline] == ["Says it is paid"]


def test_a_case_that_comes_back_is_the_same_one_with_its_history(desk: CaseDesk) -> None:
    call(desk)
    desk.commands.mark([desk.client()], CaseMark.DISPUTE, staff="Jo")
    desk.refresh({1: (paid(),)}, days=1)
    desk.refresh({1: (paid(), owed(2, key="7002", today=desk.today))}, days=20)
    row = desk.row()
    assert row is not None
    assert (row.stage, row.gate, row.last_contact) == (Stage.NEW, None, None)
    history = desk.case().timeline
    assert [r.text for r in history] == ["Disputed", "Call · no answer"]
    assert all(r.earlier for r in history)


def test_a_payment_that_is_returned_in_time_finds_the_case_as_it_was(desk: CaseDesk) -> None:
    call(desk)
    desk.refresh({1: (paid(),)}, days=1)
    desk.refresh({1: (owed(),)}, days=5)
    row = desk.row()
    assert row is not None
    assert (row.stage, row.since_on) == (Stage.CONTACTED, date(2026, 11, 21))


# --- marks, waiting, many at once -----------------------------------------------------------------


def test_several_cases_are_snoozed_at_once_or_none(desk: CaseDesk) -> None:
    desk.refresh({n: (owed(),) for n in (1, 2, 3)})
    everybody = [desk.client(n) for n in (1, 2, 3)]
    with pytest.raises(UsageError):
        desk.commands.snooze([*everybody, ClientId(99)], NEXT_FRIDAY, staff="Jo")
    assert len(desk.list().to_do) == 3
    made = desk.commands.snooze(everybody, NEXT_FRIDAY, staff="Jo", note="holiday")
    assert [r.gate for r in desk.list().rows] == [Snoozed(NEXT_FRIDAY)] * 3
    desk.commands.undo_all(made, staff="Jo")
    assert len(desk.list().to_do) == 3


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_snooze_ends_after_today_and_within_a_year(desk: CaseDesk, days: int) -> None:
    with pytest.raises(UsageError, match="snoozed until"):
        desk.commands.snooze([desk.client()], desk.today + timedelta(days=days), staff="Jo")
    desk.commands.snooze([desk.client()], desk.today + timedelta(days=1), staff="Jo")
    desk.commands.snooze([desk.client()], desk.today + timedelta(days=366), staff="Jo")


@pytest.mark.parametrize("mark", list(CaseMark))
def test_a_mark_is_set_lifted_and_undone(desk: CaseDesk, mark: CaseMark) -> None:
    mine = [desk.client()]
    (made,) = desk.commands.mark(mine, mark, staff="Jo", note="why")
    assert desk.case().row.marks == {mark}
    assert desk.list().to_do == ()
    (lifted,) = desk.commands.unmark(mine, mark, staff="Jo")
    assert desk.case().row.marks == frozenset()
    assert len(desk.list().to_do) == 1
    desk.commands.undo(lifted, staff="Jo")
    assert desk.case().row.marks == {mark}
    desk.commands.undo(made, staff="Jo")
    assert desk.case().row.marks == frozenset()


def test_a_local_write_off_changes_no_figure(desk: CaseDesk) -> None:
    before = table_rows(desk.store, *REMOTE_TABLES)
    desk.commands.mark([desk.client()], CaseMark.WRITE_OFF, staff="Jo")
    shown = desk.list()
    assert (shown.total_past_due_cents, shown.off[0].stage) == (9000, Stage.WRITTEN_OFF)
    assert table_rows(desk.store, *REMOTE_TABLES) == before


def test_a_case_is_given_to_somebody_and_to_nobody(desk: CaseDesk) -> None:
    desk.commands.assign([desk.client()], " Sam ", staff="Jo")
    assert desk.case().row.owner == "Sam"
    desk.commands.assign([desk.client()], "", staff="Jo")
    assert desk.case().row.owner is None
    assert texts(desk) == ["Given to nobody", "Given to Sam"]


# --- undo -----------------------------------------------------------------------------------------


def test_an_undo_is_an_event_of_its_own_and_can_be_undone(desk: CaseDesk) -> None:
    note = desk.commands.note(desk.client(), "Moved", staff="Jo")
    undo = desk.commands.undo(note, staff="Sam")
    newest, oldest = desk.case().timeline
    assert (newest.text, newest.staff, newest.undone) == ("Undone · Note", "Sam", False)
    assert (oldest.undone, oldest.can_undo) == (True, False)
    desk.commands.undo(undo, staff="Sam")
    *_, restored = desk.case().timeline
    assert (restored.undone, restored.can_undo) == (False, True)


def test_nothing_is_undone_twice_and_nothing_that_never_was(desk: CaseDesk) -> None:
    note = desk.commands.note(desk.client(), "Moved", staff="Jo")
    desk.commands.undo(note, staff="Jo")
    with pytest.raises(UsageError, match="taken back already"):
        desk.commands.undo(note, staff="Jo")
    with pytest.raises(UsageError, match="no such event"):
        desk.commands.undo(9999, staff="Jo")
    second = desk.commands.note(desk.client(), "again", staff="Jo")
    with pytest.raises(UsageError):
        desk.commands.undo_all([second, note], staff="Jo")
    assert not desk.case().timeline[0].undone


def test_no_event_is_ever_changed_or_removed(desk: CaseDesk) -> None:
    note = desk.commands.note(desk.client(), "Moved", staff="Jo")
    promise(desk)
    before = table_rows(desk.store, "case_event")["case_event"]
    desk.commands.undo(note, staff="Jo")
    desk.refresh({1: (paid(),)}, days=20)
    desk.commands.judge(desk.club_id)
    assert table_rows(desk.store, "case_event")["case_event"][: len(before)] == before


# --- rules ----------------------------------------------------------------------------------------


def test_the_clubs_numbers_are_kept_shown_and_used(desk: CaseDesk) -> None:
    rules = desk.commands.set_rule(desk.club_id, "small_balance_cents", 10000, staff="Jo")
    assert rules == desk.list().rules == desk.queries.cases.rules(desk.club_id)
    assert rules.small_balance_cents == 10000
    assert desk.list().to_do == ()
    desk.commands.set_rule(desk.club_id, "small_balance_cents", 0, staff="Jo")
    assert len(desk.list().to_do) == 1
    assert len(table_rows(desk.store, "collection_rule")["collection_rule"]) == 2


@pytest.mark.parametrize(
    ("name", "value"), [("nonsense", 1), ("new_days", -1), ("quiet_from_h", 25)]
)
def test_a_number_out_of_bounds_is_refused(desk: CaseDesk, name: str, value: int) -> None:
    with pytest.raises(UsageError):
        desk.commands.set_rule(desk.club_id, name, value, staff="Jo")
    with pytest.raises(UsageError, match="no such club"):
        desk.commands.set_rule(ClubId(99), "new_days", 1, staff="Jo")


def test_nobody_is_called_on_old_figures(desk: CaseDesk) -> None:
    desk.clock.at_utc += timedelta(hours=72)
    assert desk.case().row.gate is None
    desk.clock.at_utc += timedelta(seconds=1)
    assert desk.case().row.gate == FiguresTooOld(72)


# --- past days ------------------------------------------------------------------------------------


def aged(desk: CaseDesk, on: date) -> dict[str, int | None]:
    shown = desk.queries.cases.aging_on(desk.club_id, on)
    assert shown.agrees
    known = [r for r in shown.rows if r.past_due_cents is not None]
    assert shown.total_past_due_cents == sum(r.aging.past_due_cents for r in known)
    return {r.name: r.past_due_cents for r in shown.rows}


def test_a_past_day_shows_what_was_read_up_to_then(desk: CaseDesk) -> None:
    desk.refresh({1: (paid(),), 2: (owed(cents=500),)}, days=2)
    desk.refresh({1: (owed(cents=100),), 2: None, 3: (owed(cents=700),)}, days=2)
    first = date(2026, 11, 21)
    assert aged(desk, first - timedelta(days=1)) == {}
    assert not desk.queries.cases.aging_on(desk.club_id, first - timedelta(days=1)).was_read
    assert desk.queries.cases.aging_on(desk.club_id, first).people == 1
    assert aged(desk, first) == aged(desk, first + timedelta(days=1)) == {"Client 1": 9000}
    assert aged(desk, first + timedelta(days=2)) == {"Client 2": 500}
    assert aged(desk, first + timedelta(days=4)) == {
        **{"Client 3": 700, "Client 2": 500, "Client 1": 100}
    }
    with pytest.raises(UsageError, match="has not been"):
        desk.queries.cases.aging_on(desk.club_id, desk.today + timedelta(days=1))
    with pytest.raises(UnknownClub):
        desk.queries.cases.aging_on(ClubId(99), first)


def test_who_could_not_be_read_is_unknown_on_that_day_and_stands_first(desk: CaseDesk) -> None:
    desk.runs.store_readings(reading(person(5, "Client 5"), agreement("A5", None)))
    shown = desk.queries.cases.aging_on(desk.club_id, desk.today)
    assert [(r.name, r.past_due_cents) for r in shown.rows] == [
        ("Client 5", None),
        ("Client 1", 9000),
    ]
    assert (shown.unknown, shown.total_past_due_cents) == (1, 9000)


def test_a_person_in_two_sources_is_one_row_on_a_past_day(desk: CaseDesk) -> None:
    desk.refresh({2: (owed(cents=500),), 3: None})
    with desk.store.begin() as work:
        for joined in (2, 3):
            work._connection.exec_driver_sql(
                f"UPDATE client_source SET client_id = {desk.client(1)} "
                f"WHERE remote_id = '{person(joined).remote_id}'"
            )
        work.commit()
    (row,) = desk.queries.cases.aging_on(desk.club_id, desk.today).rows
    assert (row.past_due_cents, row.aging.past_due_cents) == (9500, 9500)
    assert Mark.AT_LEAST not in row.marks


def test_a_credit_of_a_past_day_stands_apart(desk: CaseDesk) -> None:
    desk.refresh({2: (owed(cents=500), owed(cents=-2000, key="7002"))})
    shown = desk.queries.cases.aging_on(desk.club_id, desk.today)
    row = next(r for r in shown.rows if r.name == "Client 2")
    now = desk.case(2).row.client
    assert (row.past_due_cents, row.aging.credit) == (500, 2000)
    assert (row.aging, row.past_due_cents) == (now.aging, now.past_due_cents)
    assert shown.agrees


def test_a_person_of_whom_one_source_could_not_be_read_owed_at_least_the_rest(
    desk: CaseDesk,
) -> None:
    unread = reading(person(3, name="Client 3"), agreement("A3", None))
    desk.runs.store_readings(unread)
    with desk.store.begin() as work:
        work._connection.exec_driver_sql(
            f"UPDATE client_source SET client_id = {desk.client(1)} "
            f"WHERE remote_id = '{person(3).remote_id}'"
        )
        work.commit()
    (row,) = desk.queries.cases.aging_on(desk.club_id, desk.today).rows
    assert (row.past_due_cents, row.marks) == (9000, frozenset({Mark.AT_LEAST}))


def test_a_dispute_shows_as_such(desk: CaseDesk) -> None:
    desk.commands.mark([desk.client()], CaseMark.DISPUTE, staff="Jo")
    row = desk.row()
    assert row is not None
    assert (row.gate, row.stage) == (Disputed(), Stage.DISPUTED)
    assert row.next_on is None
