"""Cases in any order of refreshes, payments, promises, snoozes, write-offs and undo.

A model of plain lists stands beside a real store; after every step the lists of the desk have to
be what the rules say, nothing is lost, and nobody is accused on stale figures.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gymdesk.domain.agreement import InvoiceState
from gymdesk.domain.call_words import (
    AtAgency,
    PromisePending,
    PromiseUnjudged,
    SaysItIsPaid,
    Snoozed,
    WrittenOff,
)
from gymdesk.domain.case_event import CaseMark, Channel, Outcome, PaymentKind
from gymdesk.domain.promise import PromiseState
from gymdesk.errors import ContactWarned, UsageError
from tests.case_desk import case_desk, owed
from tests.conftest import SCALE
from tests.sync.fakes import REMOTE_TABLES, table_rows

if TYPE_CHECKING:
    from gymdesk.domain.agreement import Invoice

KEYS = (1, 2)
ACCUSED = (PromiseState.BROKEN, PromiseState.PARTLY_KEPT)
EVENTS = "case_event"


class Cases(RuleBasedStateMachine):
    """Two clients, one desk."""

    keys: ClassVar = st.sampled_from(KEYS)

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._desk_context = case_desk(Path(self._folder.name))
        self.desk = self._desk_context.__enter__()
        self.truth: dict[int, list[Invoice]] = {key: [] for key in KEYS}
        self.read_at = {}
        self.read_state: dict[int, list[Invoice]] = {}
        self.live: dict[int, list[int]] = defaultdict(list)
        self.undone: list[int] = []
        self.log: list[tuple] = []
        self.taken_cents: dict[int, int] = {}
        self.number = 7000

    def teardown(self) -> None:
        self._desk_context.__exit__(None, None, None)
        self._folder.cleanup()

    # --- the world --------------------------------------------------------------------------------

    @initialize()
    def first_refresh(self) -> None:
        for key in KEYS:
            self.bill(key, 9000)
        self.refresh(None)

    @rule(key=keys, cents=st.integers(1, 20000))
    def bill(self, key: int, cents: int) -> None:
        self.number += 1
        self.truth[key].append(owed(1, cents, key=str(self.number), today=self.desk.today))

    @rule(key=keys, state=st.sampled_from([InvoiceState.PAID, InvoiceState.VOIDED]))
    def settle(self, key: int, state: InvoiceState) -> None:
        today = self.desk.today
        self.truth[key] = [
            owed((today - i.billing_on).days, 0, state, i.remote_id, today)
            if i.billing_on is not None and i.state == InvoiceState.DELINQUENT
            else i
            for i in self.truth[key]
        ]

    @rule(days=st.integers(1, 12))
    def wait(self, days: int) -> None:
        self.desk.clock.at_utc += timedelta(days=days)

    @rule(unread=st.none() | keys)
    def refresh(self, unread: int | None) -> None:
        found = {k: None if k == unread else tuple(self.truth[k]) for k in KEYS}
        self.desk.refresh(found)
        for key in KEYS:
            if key != unread:
                self.read_at[key] = self.desk.clock.now_utc()
                self.read_state[key] = list(self.truth[key])

    # --- the desk ---------------------------------------------------------------------------------

    @rule(key=keys, days=st.integers(0, 20), kind=st.sampled_from([None, *PaymentKind]))
    def promise(self, key: int, days: int, kind: PaymentKind | None) -> None:
        on = self.desk.today + timedelta(days=days)
        try:
            made = self.desk.commands.promise(self.desk.client(key), on, staff="Jo", pays_by=kind)
        except UsageError:
            assert self.owed_as_read(key) == 0
        else:
            self.taken_cents[made] = self.owed_as_read(key)
            self.live[key].append(made)

    @rule(key=keys, days=st.integers(1, 10))
    def snooze(self, key: int, days: int) -> None:
        until = self.desk.today + timedelta(days=days)
        self.live[key] += self.desk.commands.snooze([self.desk.client(key)], until, staff="Jo")

    @rule(key=keys, mark=st.sampled_from(list(CaseMark)), lift=st.booleans())
    def mark(self, key: int, mark: CaseMark, lift: bool) -> None:
        command = self.desk.commands.unmark if lift else self.desk.commands.mark
        self.live[key] += command([self.desk.client(key)], mark, staff="Jo")

    @rule(key=keys)
    def says_paid(self, key: int) -> None:
        self.live[key].append(self.desk.commands.says_paid(self.desk.client(key), staff="Jo"))

    @rule(key=keys, outcome=st.sampled_from([Outcome.SPOKE, Outcome.NO_ANSWER]))
    def call(self, key: int, outcome: Outcome) -> None:
        warned = self.desk.case(key).warnings[Channel.CALL]
        client_id = self.desk.client(key)
        reason = None
        if warned:
            with pytest.raises(ContactWarned) as found:
                self.desk.commands.contact(client_id, Channel.CALL, outcome, staff="Jo")
            assert found.value.found == warned
            reason = "asked for"
        made = self.desk.commands.contact(
            client_id, Channel.CALL, outcome, staff="Jo", reason=reason
        )
        self.live[key].append(made)

    @rule(data=st.data(), key=keys)
    def undo(self, data: st.DataObject, key: int) -> None:
        if not self.live[key]:
            return
        event = data.draw(st.sampled_from(self.live[key]))
        before = self.desk.case(key).row
        undo = self.desk.commands.undo(event, staff="Sam")
        redo = self.desk.commands.undo(undo, staff="Sam")
        assert self.desk.case(key).row == before, "to undo and to redo is to do nothing"
        self.desk.commands.undo(redo, staff="Sam")
        self.live[key].remove(event)
        with pytest.raises(UsageError):
            self.desk.commands.undo(event, staff="Sam")

    @rule()
    def judge(self) -> None:
        before = {
            p.promise_id: p.state
            for key in KEYS
            for p in self.desk.case(key).promises
            if p.state not in (PromiseState.OPEN, PromiseState.SUPERSEDED)
        }
        self.desk.commands.judge(self.desk.club_id)
        after = {p.promise_id: p.state for key in KEYS for p in self.desk.case(key).promises}
        assert before.items() <= after.items()
        assert self.desk.commands.judge(self.desk.club_id) == 0

    # --- what always holds ------------------------------------------------------------------------

    def owed_as_read(self, key: int) -> int:
        """Return what was past due at the last reading, aged to today."""
        return sum(
            i.owed_cents or 0
            for i in self.read_state.get(key, [])
            if i.state == InvoiceState.DELINQUENT
        )

    @invariant()
    def the_list_and_the_cases_agree(self) -> None:
        if not self.read_at:
            return
        shown = self.desk.list()
        by_id = {row.client_id: row for row in shown.rows}
        assert len(by_id) == len(shown.rows)
        assert shown.agrees
        for key in KEYS:
            row = self.desk.case(key).row
            assert row.client.past_due_cents == self.owed_as_read(key)
            listed = by_id.get(row.client_id)
            assert listed == row if listed is not None else self.owed_as_read(key) == 0
            if self.owed_as_read(key):
                assert listed is not None, "whoever owes is in the list"
                assert not row.closed

    @invariant()
    def nobody_is_called_who_must_not_be(self) -> None:
        if not self.read_at:
            return
        for key in KEYS:
            row = self.desk.case(key).row
            if row.gate is not None:
                continue
            assert self.owed_as_read(key) >= 100
            off = {CaseMark.WRITE_OFF, CaseMark.AGENCY, CaseMark.DISPUTE, CaseMark.DO_NOT_CONTACT}
            assert not row.marks & (off | {CaseMark.HOLD})
            assert row.snoozed_until is None
            assert self.desk.clock.now_utc() - self.read_at[key] <= timedelta(hours=72)
            if row.promise is not None and row.promise.state == PromiseState.OPEN:
                assert row.promise.on == self.desk.today

    @invariant()
    def nobody_is_accused_on_stale_figures(self) -> None:
        for key in KEYS if self.read_at else ():
            case = self.desk.case(key)
            for promise in case.promises:
                if promise.state in ACCUSED:
                    assert self.read_at[key].date() > promise.judged_after_on
                    assert self.read_at[key] > promise.taken_at_utc
                    assert promise.asked_cents is not None
                    assert promise.paid_cents < promise.asked_cents
            gate = case.row.gate
            if isinstance(gate, Snoozed):
                assert gate.on > self.desk.today
            elif isinstance(gate, PromisePending | PromiseUnjudged):
                assert case.row.promise is not None
                assert case.row.promise.state == PromiseState.OPEN
            elif isinstance(gate, SaysItIsPaid):
                assert self.owed_as_read(key) > 0
            elif isinstance(gate, WrittenOff | AtAgency):
                assert case.row.marks & {CaseMark.WRITE_OFF, CaseMark.AGENCY}

    @invariant()
    def what_was_done_is_never_changed_and_no_source_is_told(self) -> None:
        rows = table_rows(self.desk.store, EVENTS)[EVENTS]
        assert rows[: len(self.log)] == self.log
        self.log = rows
        timeline = [r for key in KEYS if self.read_at for r in self.desk.case(key).timeline]
        assert len(timeline) == len(rows)
        live = {e for events in self.live.values() for e in events}
        assert live <= {r.event_id for r in timeline if not r.undone}

    @invariant()
    def the_figures_are_those_that_were_read(self) -> None:
        stored = table_rows(self.desk.store, *REMOTE_TABLES)["invoice"]
        assert len(stored) == sum(len(found) for found in self.read_state.values())


TestCases = Cases.TestCase
TestCases.settings = settings(
    max_examples=max(3, int(4 * SCALE)), stateful_step_count=20, deadline=None
)
