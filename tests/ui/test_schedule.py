"""What runs by itself in the window takes the path of a click, and a click joins it."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gymdesk.domain.client import ClubId, Source
from gymdesk.errors import StoreFull
from gymdesk.settings import Settings
from gymdesk.sync.request import ChoreRequest, RefreshRequest
from tests.ui.fakes import FakeDesk, FakeEngine, Recorder, fake_desk
from ui.dialogs.settings import SettingsDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.main_window import MainWindow
    from ui.style import Style

    Open = Callable[..., MainWindow]

BY_ITSELF = RefreshRequest((ClubId(1),), (Source.CLUBOS,), force=False, trigger="schedule")


def submit_from_another_thread(desk: FakeDesk, request: object) -> bool:
    """Submit as the scheduler does, and return what it was told."""
    told: list[bool] = []
    assert desk.schedule.submit is not None
    submit = desk.schedule.submit
    thread = threading.Thread(target=lambda: told.append(submit(request)))
    thread.start()
    thread.join()
    return told[0]


def opened(open_window: Open, desk: FakeDesk, qtbot: QtBot) -> MainWindow:
    window = open_window(desk)
    qtbot.waitUntil(lambda: desk.schedule.submit is not None)
    return window


def test_a_run_by_itself_shows_its_progress_and_a_click_joins_it(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    engine = FakeEngine(hold_at=5)
    desk = fake_desk(tmp_path, engine)
    window = opened(open_window, desk, qtbot)
    assert submit_from_another_thread(desk, BY_ITSELF)
    qtbot.waitUntil(lambda: window.refreshing.running)
    assert "by itself" in window.messages()[-1].text
    qtbot.waitUntil(lambda: window.actions_of["cancel"].isEnabled())
    window.actions_of["refresh"].trigger()
    assert window.messages()[-1].text == "A refresh is running. This click joins it."
    window.actions_of["cancel"].trigger()
    qtbot.waitUntil(lambda: not window.refreshing.running)
    assert engine.asked == [BY_ITSELF]


def test_a_run_by_itself_beside_a_click_is_not_taken_and_told_so(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    desk = fake_desk(tmp_path, FakeEngine(hold_at=5))
    window = opened(open_window, desk, qtbot)
    window.actions_of["refresh"].trigger()
    assert not submit_from_another_thread(desk, BY_ITSELF)
    window.actions_of["cancel"].trigger()
    qtbot.waitUntil(lambda: not window.refreshing.running)
    assert submit_from_another_thread(desk, BY_ITSELF)
    qtbot.waitUntil(lambda: window.refreshing.running)
    window.actions_of["cancel"].trigger()
    qtbot.waitUntil(lambda: not window.refreshing.running)


def test_a_chore_goes_on_beside_a_refresh_and_says_only_what_it_found(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    engine = FakeEngine(hold_at=5)
    desk = fake_desk(tmp_path, engine)
    window = opened(open_window, desk, qtbot)
    done = Recorder()
    window._worker.chore_finished.connect(done.on_object)
    window.actions_of["refresh"].trigger()
    assert submit_from_another_thread(desk, ChoreRequest("backup"))
    qtbot.waitUntil(lambda: len(done.got) == 1)
    engine.troubles = ("buckets_add_up: refresh",)
    assert submit_from_another_thread(desk, ChoreRequest("integrity check"))
    qtbot.waitUntil(lambda: len(done.got) == 2)
    said = [m.text for m in window.messages()]
    assert "Daily check: buckets_add_up: refresh" in said
    assert not any("backup" in text for text in said)
    window.actions_of["cancel"].trigger()
    qtbot.waitUntil(lambda: not window.refreshing.running)


def test_a_chore_that_fails_is_said_and_the_next_one_is_taken(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    engine = FakeEngine()
    desk = fake_desk(tmp_path, engine)
    window = opened(open_window, desk, qtbot)
    engine.error = StoreFull(place="the disk")
    assert submit_from_another_thread(desk, ChoreRequest("backup"))
    said = "Daily backup: The disk is full"
    qtbot.waitUntil(lambda: any(m.text.startswith(said) for m in window.messages()))
    assert submit_from_another_thread(desk, ChoreRequest("tidy"))
    qtbot.waitUntil(lambda: window.messages()[-1].text.startswith("Daily tidying"))


def test_closing_the_window_ends_the_schedule_first(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    desk = fake_desk(tmp_path, FakeEngine())
    window = opened(open_window, desk, qtbot)
    window.close()
    assert desk.schedule.submit is None
    assert not window._worker.isRunning()


# --- settings -------------------------------------------------------------------------------------


def edited(look: Style, qtbot: QtBot, settings: Settings) -> tuple[SettingsDialog, Recorder]:
    dialog = SettingsDialog(look, settings)
    qtbot.addWidget(dialog)
    saved = Recorder()
    dialog.saved.connect(saved.on_object)
    return dialog, saved


def save(dialog: SettingsDialog) -> None:
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_how_often_and_when_not_is_set_in_the_settings(qtbot: QtBot, look: Style) -> None:
    dialog, saved = edited(look, qtbot, Settings(staff="Jo"))
    dialog.every.setCurrentIndex(dialog.every.findData(3))
    dialog.quiet_from.setCurrentIndex(dialog.quiet_from.findData("21:00"))
    dialog.quiet_until.setCurrentIndex(dialog.quiet_until.findData("06:30"))
    dialog.notify.setChecked(False)
    dialog.tray.setChecked(True)
    save(dialog)
    wanted = Settings(
        staff="Jo",
        refresh_every_h=3,
        quiet_from="21:00",
        quiet_until="06:30",
        notify=False,
        tray=True,
    )
    assert saved.got == [wanted]


def test_never_keeps_the_interval_for_later(qtbot: QtBot, look: Style) -> None:
    dialog, saved = edited(look, qtbot, Settings(staff="Jo", refresh_every_h=5))
    dialog.every.setCurrentIndex(dialog.every.findData(0))
    save(dialog)
    assert saved.got == [Settings(staff="Jo", refresh_every_h=5, refresh_automatically=False)]


def test_one_end_of_the_quiet_hours_says_nothing(qtbot: QtBot, look: Style) -> None:
    dialog, saved = edited(look, qtbot, Settings(staff="Jo"))
    dialog.quiet_from.setCurrentIndex(dialog.quiet_from.findData("21:00"))
    save(dialog)
    assert saved.got == [Settings(staff="Jo")]


def test_what_is_set_is_what_the_dialog_shows(qtbot: QtBot, look: Style) -> None:
    own = Settings(
        staff="Jo", refresh_every_h=5, quiet_from="21:15", quiet_until="06:00", tray=True
    )
    dialog, saved = edited(look, qtbot, own)
    save(dialog)
    assert saved.got == [own]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"refresh_every_h": 0}, {"refresh_every_h": 1}),
        ({"refresh_every_h": 999}, {"refresh_every_h": 24}),
        ({"quiet_from": "21:00"}, {"quiet_from": ""}),
        ({"quiet_from": "24:00", "quiet_until": "06:00"}, {"quiet_from": "", "quiet_until": ""}),
    ],
)
def test_settings_that_cannot_be_are_put_right(
    wrong: dict[str, object], right: dict[str, object]
) -> None:
    sound = replace(Settings(staff="Jo"), **wrong).sound()  # type: ignore[arg-type]
    assert {name: getattr(sound, name) for name in right} == right


def test_nothing_begins_by_itself_while_a_backup_is_put_back(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    desk = fake_desk(tmp_path, FakeEngine())
    window = opened(open_window, desk, qtbot)
    window.backups.on_restore_triggered()
    assert window.backups.restoring
    assert not submit_from_another_thread(desk, BY_ITSELF)
    assert not submit_from_another_thread(desk, ChoreRequest("backup"))
    dialog = window.backups.dialog
    assert dialog is not None
    dialog.reject()
    qtbot.waitUntil(lambda: not window.backups.restoring)
    assert submit_from_another_thread(desk, ChoreRequest("backup"))
    qtbot.waitUntil(lambda: len(desk.engine.asked) == 1)
