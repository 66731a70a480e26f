"""Ten cases of the demo gym are worked in the real window by keyboard alone."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gymdesk.clock import FixedClock
from gymdesk.domain.case_event import Channel, EventKind, Outcome
from gymdesk.paths import places
from gymdesk.settings import SettingsFile
from tests.sync.fakes import AT, TODAY
from ui.app import Program
from ui.start import Options

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gymdesk.domain.client import ClientId
    from gymdesk.rows.cases import CaseDetail, TimelineRow

CONTROL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key
STAFF = "Jordan"  # the demo gym's own week is Dana's


class Desk:
    """The window on the demo gym, and hands that only have a keyboard."""

    def __init__(self, program: Program, qtbot: QtBot) -> None:
        self.program = program
        self.window = program.window
        self._qtbot = qtbot

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the focus is."""
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifiers or Qt.KeyboardModifier.NoModifier)

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        QTest.keyClicks(QApplication.focusWidget(), text)

    def settle(self) -> None:
        """Wait until all is written and read again."""

        def quiet() -> bool:
            busy = self.program.reader.busy or self.window.case_actions.desk.busy
            return not busy and not self.program.feed.reads_soon

        self._qtbot.waitUntil(quiet, timeout=20_000)

    def save(self) -> None:
        """Save the open form."""
        assert self.window.case.form is not None
        self.press(KEY.Key_Return, CONTROL)
        self.settle()
        assert self.window.case.form is None

    @property
    def current(self) -> ClientId:
        """Return who is selected."""
        row = self.window.collections.current_row()
        assert row is not None
        return row.client_id

    def case(self, client_id: ClientId) -> CaseDetail:
        """Return a case as the store has it."""
        desk, club = self.program.feed.desk, self.program.feed.club
        assert desk is not None
        assert club is not None
        return desk.queries.cases.case(club.club_id, client_id)

    def done(self, client_id: ClientId) -> list[TimelineRow]:
        """Return what we did that holds in a case, oldest first."""
        ours = [r for r in self.case(client_id).timeline if r.staff == STAFF]
        return [r for r in reversed(ours) if not r.undone and r.kind != EventKind.UNDO]


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    file = SettingsFile(places(tmp_path).settings_file)
    file.save(replace(file.load(), sign_in_pause_s=0.0, staff=STAFF))
    program = Program(qapp, Options(tmp_path, demo=True), FixedClock(AT))
    program.start()
    made = Desk(program, qtbot)
    window = program.window
    qtbot.waitUntil(lambda: window.collections.calls is not None, timeout=60_000)
    qtbot.waitUntil(lambda: not window.refreshing.running, timeout=60_000)
    made.settle()
    window.activateWindow()
    yield made
    window.close()
    program.close()


def test_ten_cases_are_worked_by_keyboard_alone(desk: Desk) -> None:
    desk.press(KEY.Key_2, CONTROL)  # Collections; its list takes the keys
    desk.press(KEY.Key_Home)
    worked: list[ClientId] = []
    kinds = itertools.cycle(("contact", "promise", "note", "snooze", "said"))
    for number, kind in zip(range(10), kinds, strict=False):
        client_id = desk.current
        assert client_id not in worked
        worked.append(client_id)
        if kind == "contact":
            desk.press(KEY.Key_L, CONTROL)
            desk.press(KEY.Key_Tab)
            desk.press(KEY.Key_Right)  # from "Spoke" to "Voice message"
            desk.press(KEY.Key_Tab)
            desk.type(f"call {number}")
        elif kind == "promise":
            desk.press(KEY.Key_M, CONTROL)
            desk.press(KEY.Key_Up)  # a day later
        elif kind == "note":
            desk.press(KEY.Key_N, CONTROL)
            desk.type(f"note {number}")
        elif kind == "snooze":
            desk.press(KEY.Key_D, CONTROL)
            desk.press(KEY.Key_Up)
        else:
            desk.press(KEY.Key_L, CONTROL)
            desk.press(KEY.Key_End)  # the last channel: at the desk
        desk.save()
        assert desk.window.collections.view.hasFocus()
    assert len(set(worked)) == 10
    for number, client_id in enumerate(worked):
        (event,) = desk.done(client_id)
        if number % 5 == 0:
            assert (event.channel, event.outcome) == (Channel.CALL, Outcome.VOICEMAIL)
            assert event.note == f"call {number}"
        elif number % 5 == 1:
            promise = desk.case(client_id).row.promise
            assert promise is not None
            assert promise.on == TODAY + timedelta(days=8)
        elif number % 5 == 2:
            assert event.note == f"note {number}"
        elif number % 5 == 3:
            assert desk.case(client_id).row.snoozed_until == TODAY + timedelta(days=2)
        else:
            assert (event.channel, event.outcome) == (Channel.IN_PERSON, Outcome.SPOKE)

    # the last one was a slip: it is taken back, done again, and taken back for good
    for key, left in ((KEY.Key_Z, 0), (KEY.Key_Y, 1), (KEY.Key_Z, 0)):
        desk.press(key, CONTROL)
        desk.settle()
        assert len(desk.done(worked[-1])) == left

    # promised and snoozed clients are off the list, each with its reason; N and P find the others
    calls = desk.window.collections.calls
    assert calls is not None
    to_do = {row.client_id for row in calls.to_do}
    off = {row.client_id: row for row in calls.off}
    for number, client_id in enumerate(worked):
        if number % 5 in (1, 3):
            assert client_id not in to_do
            assert off[client_id].gate is not None
    before = desk.current
    desk.press(KEY.Key_P)
    assert desk.current != before
    desk.press(KEY.Key_N)
    assert desk.current == before
