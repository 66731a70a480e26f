"""What is told outside the window, and what stays in the status bar until it was looked at."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.change import ChangeKind
from gymdesk.domain.client import ClientId, Source
from gymdesk.errors import Unreachable
from gymdesk.rows import Health, RunStatus
from gymdesk.rows.changes import ChangeRow
from gymdesk.sync.request import RefreshReport, RefreshRequest, RunReport
from tests.ui.fakes import NOW, FakeDesk, FakeEngine, fake_desk, source_row
from ui.alerts import Alerts
from ui.tray import Tray

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.main_window import MainWindow

    Open = Callable[..., MainWindow]

BY_ITSELF = RefreshRequest((1,), (Source.CLUBOS,), force=False, trigger="schedule")  # type: ignore[arg-type]


def owes(number: int) -> ChangeRow:
    return ChangeRow(
        ChangeKind.NEWLY_PAST_DUE, ClientId(number), f"Person {number}", Source.CLUBOS, "USD", 5, 5
    )


class FakeTray:
    """Keeps what would be shown."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, bool]] = []

    def show_alert(self, title: str, text: str, *, bad: bool) -> None:
        self.told.append((title, text, bad))


class Told:
    """A window whose alerts are kept."""

    def __init__(self, window: MainWindow, desk: FakeDesk, qtbot: QtBot) -> None:
        self.window, self.desk, self.qtbot = window, desk, qtbot
        self.tray = FakeTray()
        self.alerts = Alerts(window._phrases, window._feed, window._worker, self.tray, window)
        window._feed.reload()
        qtbot.waitUntil(lambda: not window._reader.busy)

    def refresh(self, request: RefreshRequest = BY_ITSELF) -> None:
        self.window._worker.submit(request)
        self.qtbot.waitUntil(lambda: not self.window.refreshing.running)
        self.qtbot.waitUntil(lambda: not self.window._reader.busy)


@pytest.fixture
def told(open_window: Open, tmp_path: Path, qtbot: QtBot) -> Told:
    desk = fake_desk(tmp_path, FakeEngine())
    return Told(open_window(desk), desk, qtbot)


def test_clients_newly_past_due_are_counted_and_never_named(told: Told) -> None:
    told.desk.queries.changes.rows = (owes(1),)
    told.window._feed.reload()
    told.qtbot.waitUntil(lambda: not told.window._reader.busy)
    assert told.tray.told == [], "nobody refreshed"
    told.desk.queries.changes.rows = (owes(1), owes(2), owes(3))
    told.refresh()
    told.refresh()
    assert told.tray.told == [("2 clients newly past due", "Open Sync to see what changed.", False)]


def test_a_refresh_by_hand_tells_nothing_outside(told: Told) -> None:
    told.desk.queries.changes.rows = (owes(1),)
    told.refresh(RefreshRequest())
    told.desk.engine.error = Unreachable()
    told.refresh(RefreshRequest())
    assert told.tray.told == []


def test_a_refresh_by_itself_that_fails_is_told(told: Told) -> None:
    told.desk.engine.error = Unreachable(host="clubos.example", reason="timed out")
    told.refresh()
    ((title, text, bad),) = told.tray.told
    assert (title, bad) == ("No connection to ClubOS", True)
    assert "timed out" in text


def test_nothing_is_told_where_the_settings_say_so(told: Told) -> None:
    told.alerts.set_on(False)
    told.desk.engine.error = Unreachable()
    told.refresh()
    assert told.tray.told == []


def test_after_a_refresh_what_changed_is_the_first_thing_said(told: Told) -> None:
    told.desk.queries.changes.rows = (owes(1), owes(2))
    told.refresh(RefreshRequest())
    assert told.window.messages()[-1].text == "Since your last look: 2 newly past due."
    told.window.sync.changes.seen_button.click()
    told.qtbot.waitUntil(lambda: told.desk.queries.changes.seen == [("Jo", 9)])
    told.qtbot.waitUntil(lambda: not told.window._reader.busy)
    assert told.window.sync.changes.table.rowCount() == 0


def test_a_failure_stays_in_the_status_bar_until_sync_was_shown(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    desk = fake_desk(tmp_path, FakeEngine())
    (source,) = desk.queries.source
    runs = source.recent_runs
    failed = (runs[0], replace(runs[1], status=RunStatus.FAILED, trigger="schedule"), *runs[2:])
    desk.queries.source = (replace(source, recent_runs=failed, health=Health.OK),)
    window = open_window(desk)
    (words,) = window.status.source_words()
    assert words.startswith("ClubOS 09:12 · 14 min ago · failed ")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_pane("sync")
    assert window.status.source_words() == ["ClubOS 09:12 · 14 min ago"]
    window.show_pane("collections")
    assert window.status.source_words() == ["ClubOS 09:12 · 14 min ago"]
    again = open_window(desk)
    assert again.status.source_words() == ["ClubOS 09:12 · 14 min ago"], "it is kept on this PC"


def test_the_tray_says_how_the_sources_are_and_takes_no_place_where_there_is_none(
    told: Told,
) -> None:
    tray = told.window.tray
    assert tray.words == "GymDesk\nClubOS 09:12 · 14 min ago"
    assert not tray.is_shown, "off by default"
    tray.set_on(True)
    tray.show_alert("ClubOS: failed", "No connection", bad=True)
    tray.set_on(False)
    tray.on_message_over()
    assert not tray.is_shown
    assert isinstance(tray, Tray)


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_the_window_comes_to_the_front_with_sync(told: Told) -> None:
    told.window.show_pane("collections")
    told.window.tray.window_wanted.emit()
    assert told.window.pane_key == "sync"


def test_a_stale_source_says_so(open_window: Open, tmp_path: Path) -> None:
    desk = fake_desk(tmp_path, FakeEngine())
    runs = tuple(r for r in source_row().recent_runs if r.status == RunStatus.COMPLETE)
    desk.queries.source = (replace(source_row(Health.STALE), recent_runs=runs),)
    window = open_window(desk)
    assert window.status.source_words() == ["ClubOS stale · 09:12"]


def test_a_click_beside_a_refresh_of_another_program_says_where_that_one_runs(told: Told) -> None:
    reason = "a refresh is running since 09:12 on the command line"
    report = RunReport(
        *(1, "Harbour Street", Source.CLUBOS, "clients", RunStatus.SKIPPED, NOW, NOW),  # type: ignore[arg-type]
        reason=reason,
    )
    told.window.refreshing.on_refresh_finished(RefreshReport((report,)))
    assert f"ClubOS skipped: {reason}." in [m.text for m in told.window.messages()]
