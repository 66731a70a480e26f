"""The worker: one refresh at a time, cancelled within a second, never terminated."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from gymdesk.domain.client import ClubId, Source
from gymdesk.domain.outbox import WriteId, WriteState
from gymdesk.errors import DeskError, SignInRefused, Unreachable
from gymdesk.rows import RunStatus
from gymdesk.sync.request import (
    RefreshReport,
    RefreshRequest,
    SendReport,
    SendRequest,
    SignInTest,
    WriteMoved,
)
from tests.ui.fakes import FakeEngine, Recorder
from ui.plain_errors import plain_error
from ui.worker import Answered, Failure, SyncWorker

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

REFRESH = RefreshRequest(club_ids=(ClubId(1),))
SIGN_IN = SignInTest(ClubId(1), Source.CLUBOS, "https://gym.example", "jo", "word")


class Desk:
    """A worker with everything it says recorded."""

    def __init__(self) -> None:
        self.engine = FakeEngine()
        self.worker = SyncWorker(lambda: self.engine)
        self.steps, self.stored, self.reports = Recorder(), Recorder(), Recorder()
        self.failures, self.answers = Recorder(), Recorder()
        self.worker.progressed.connect(self.steps.on_object)
        self.worker.clients_stored.connect(self.stored.on_object)
        self.worker.refresh_finished.connect(self.reports.on_object)
        self.worker.request_failed.connect(self.failures.on_object)
        self.worker.sign_in_tested.connect(self.answers.on_object)


@pytest.fixture
def desk(qapp: object) -> Iterator[Desk]:
    made = Desk()
    yield made
    assert made.worker.shutdown()
    assert not made.worker.isRunning()


def test_a_refresh_tells_its_steps_and_ends_with_a_report(qtbot: QtBot, desk: Desk) -> None:
    assert desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.reports.got) == 1)
    report = desk.reports.got[0]
    assert isinstance(report, RefreshReport)
    assert report.runs[0].status == RunStatus.COMPLETE
    assert len(desk.stored.got) == 25
    assert not desk.worker.refreshing


def test_the_engine_works_in_another_thread_and_tells_the_gui_thread(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.reports.got) == 1)
    here = threading.current_thread().name
    assert desk.engine.threads[0] != here
    assert set(desk.steps.threads) == {here}


def test_a_click_during_a_refresh_joins_it(qtbot: QtBot, desk: Desk) -> None:
    desk.engine.hold_at = 3
    assert desk.worker.submit(REFRESH)
    assert not desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.stored.got) == 3)
    assert not desk.worker.submit(REFRESH)
    desk.worker.cancel()
    qtbot.waitUntil(lambda: len(desk.reports.got) == 1)
    assert desk.engine.runs == 1


def test_after_a_refresh_the_next_click_starts_another(qtbot: QtBot, desk: Desk) -> None:
    desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.reports.got) == 1)
    assert desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.reports.got) == 2)


def test_cancel_ends_within_a_second_with_what_was_kept(qtbot: QtBot, desk: Desk) -> None:
    desk.engine.hold_at = 7
    desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.stored.got) == 7)
    started = time.monotonic()
    desk.worker.cancel()
    qtbot.waitUntil(lambda: len(desk.reports.got) == 1)
    assert time.monotonic() - started < 1.0
    report = desk.reports.got[0]
    assert isinstance(report, RefreshReport)
    assert (report.runs[0].status, report.runs[0].done) == (RunStatus.CANCELLED, 7)


def test_an_engine_that_does_not_report_a_cancel_still_ends_the_refresh(
    qtbot: QtBot, desk: Desk
) -> None:
    desk.engine.hold_at = 2
    desk.engine.swallows_cancel = False
    desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.stored.got) == 2)
    desk.worker.cancel()
    qtbot.waitUntil(lambda: desk.reports.got == [RefreshReport(())])
    assert not desk.worker.refreshing


def test_another_desk_is_asked_after_its_engine_was_given(qtbot: QtBot, desk: Desk) -> None:
    desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.reports.got) == 1)
    other = FakeEngine()
    desk.worker.set_engine(lambda: other)
    desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.reports.got) == 2)
    assert (desk.engine.runs, other.runs) == (1, 1)


def test_a_refused_sign_in_arrives_as_it_is(qtbot: QtBot, desk: Desk) -> None:
    desk.engine.error = SignInRefused()
    desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.failures.got) == 1)
    assert desk.failures.got == [Failure(REFRESH, desk.engine.error)]
    assert not desk.worker.refreshing


@pytest.mark.warns_in_log
def test_an_error_nobody_named_arrives_as_a_plain_one(qtbot: QtBot, desk: Desk) -> None:
    desk.engine.error = ZeroDivisionError()
    desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.failures.got) == 1)
    failure = desk.failures.got[0]
    assert isinstance(failure, Failure)
    assert type(failure.error) is DeskError
    assert failure.error.__cause__ is desk.engine.error


def test_a_sign_in_test_runs_beside_a_refresh(qtbot: QtBot, desk: Desk) -> None:
    desk.engine.hold_at = 2
    desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.stored.got) == 2)
    desk.worker.submit(SIGN_IN)
    qtbot.waitUntil(lambda: len(desk.answers.got) == 1)
    answered = desk.answers.got[0]
    assert isinstance(answered, Answered)
    assert answered.answer.clients == 25
    assert desk.worker.refreshing


def test_shutdown_in_the_middle_leaves_no_thread(qtbot: QtBot, desk: Desk) -> None:
    desk.engine.hold_at = 5
    desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: len(desk.stored.got) == 5)
    started = time.monotonic()
    assert desk.worker.shutdown()
    assert time.monotonic() - started < 1.0
    assert not desk.worker.isRunning()
    assert not desk.worker.submit(REFRESH)


def test_shutdown_before_anything_was_asked_is_quiet(desk: Desk) -> None:
    assert desk.worker.shutdown()


def test_a_group_of_one_error_is_that_error() -> None:
    inner = Unreachable(host="gym.example")
    assert plain_error(ExceptionGroup("", [inner])) is inner


class OneAfterTheOther(FakeEngine):
    """Sends as the real engine does: one request at a time, and tells when each begins and ends."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []
        self.cancelled = 0
        self._turn: asyncio.Lock | None = None

    async def run(self, request: Any, tell: Any) -> Any:
        if not isinstance(request, SendRequest):
            return await super().run(request, tell)
        self._turn = self._turn or asyncio.Lock()
        try:
            async with self._turn:
                self.events.append("begins")
                await asyncio.sleep(0.02)
                tell(WriteMoved(ClubId(1), request.write_ids[0], WriteState.DONE))
                self.events.append("ends")
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        return SendReport()


def test_a_second_change_waits_for_the_first_and_cancels_nothing(qtbot: QtBot, desk: Desk) -> None:
    engine = desk.engine = OneAfterTheOther()
    moved, sent = Recorder(), Recorder()
    desk.worker.write_moved.connect(moved.on_object)
    desk.worker.writes_sent.connect(sent.on_object)
    for number in (1, 2, 3):
        assert desk.worker.submit(SendRequest(write_ids=(WriteId(number),)))
    qtbot.waitUntil(lambda: len(sent.got) == 3)
    assert engine.events == ["begins", "ends"] * 3
    assert [one.write_id for one in moved.got] == [1, 2, 3]  # type: ignore[attr-defined]
    assert engine.cancelled == 0


def test_a_refresh_that_is_cancelled_leaves_what_is_being_sent_alone(
    qtbot: QtBot, desk: Desk
) -> None:
    engine = desk.engine = OneAfterTheOther()
    sent = Recorder()
    desk.worker.writes_sent.connect(sent.on_object)
    engine.hold_at = 3
    desk.worker.submit(REFRESH)
    desk.worker.submit(SendRequest(write_ids=(WriteId(1),)))
    qtbot.waitUntil(lambda: bool(engine.events))
    desk.worker.cancel()
    qtbot.waitUntil(lambda: bool(sent.got) and bool(desk.reports.got))
    assert engine.cancelled == 0


def test_a_sending_that_fails_leaves_a_refresh_running(qtbot: QtBot, desk: Desk) -> None:
    desk.engine.hold_at = 3
    desk.worker.submit(REFRESH)
    qtbot.waitUntil(lambda: bool(desk.stored.got))
    desk.engine.error = Unreachable()
    desk.worker.submit(SendRequest(write_ids=(WriteId(1),)))
    qtbot.waitUntil(lambda: bool(desk.failures.got))
    assert desk.worker.refreshing
    desk.engine.error = None
    desk.worker.cancel()
    qtbot.waitUntil(lambda: bool(desk.reports.got))
