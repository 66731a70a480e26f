"""Restoring and repairing: what is shown before, what is asked of the desk, what is said after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from gymdesk.domain.backup import BackupKind, Loss, RestorePreview
from gymdesk.errors import (
    BackupDamaged,
    RefreshUnderWay,
    ServerStore,
    StoreDamaged,
    StoreFull,
)
from tests.ui.fakes import FakeDesk, Recorder, backup_contents, backup_file
from tests.ui.test_main_window import unnamed
from ui.backup_words import BackupWords
from ui.repair import Repair

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from ui.club_phrases import ClubPhrases
    from ui.dialogs.repair import RepairDialog
    from ui.dialogs.restore import RestoreDialog
    from ui.main_window import MainWindow
    from ui.reading import Reader
    from ui.style import Style

NIGHT = Path("/backups/gymdesk-2026-11-19.db")
UPDATE = Path("/backups/before-update.db")


@pytest.fixture
def kept(desk: FakeDesk) -> FakeDesk:
    desk.safekeeping.kept = [
        backup_file(NIGHT),
        backup_file(UPDATE, BackupKind.BEFORE_UPDATE, days_ago=9),
    ]
    return desk


def opened(window: MainWindow, qtbot: QtBot) -> RestoreDialog:
    window.actions_of["restore"].trigger()
    dialog = window.backups.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: not window.kept[0].busy)  # type: ignore[attr-defined]
    return dialog


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.kept[0].busy)  # type: ignore[attr-defined]


# --- restore --------------------------------------------------------------------------------------


def test_the_newest_backup_is_shown_with_what_would_be_lost(
    kept: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    dialog = opened(window, qtbot)
    lines = [dialog.list.item(n).text() for n in range(dialog.list.count())]
    assert lines == ["yesterday 18:26 · daily · 4.6 MB", "10 Nov · before an update · 4.6 MB"]
    shown = dialog.facts.text()
    assert "Backup of yesterday 18:26" in shown
    assert "would be lost: 2 contacts, 1 watch." in shown
    assert "Newer figures come back with a refresh." in shown
    assert dialog.verb.text() == "Restore this backup"
    assert dialog.verb.isEnabled()
    assert unnamed(dialog) == []


def test_a_restored_backup_is_said_and_the_lists_are_read_anew(
    kept: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    dialog = opened(window, qtbot)
    with qtbot.waitSignal(window.kept[2].clients_read):  # type: ignore[attr-defined]
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.backups.dialog is None)
    settle(window, qtbot)
    assert kept.safekeeping.called("restore") == [NIGHT]
    assert window.status.message == "Restored the backup of yesterday 18:26."


def test_another_line_shows_another_backup(
    kept: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    dialog = opened(window, qtbot)
    dialog.list.setCurrentRow(1)
    assert not dialog.verb.isEnabled()
    settle(window, qtbot)
    assert kept.safekeeping.called("preview") == [NIGHT, UPDATE]
    assert dialog.verb.isEnabled()


def test_a_backup_that_cannot_be_put_back_says_why_and_another_may_be_chosen(
    kept: FakeDesk, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.safekeeping.errors["preview"] = BackupDamaged(str(NIGHT))
    dialog = opened(window, qtbot)
    assert "The backup is damaged" in dialog.facts.text()
    assert not dialog.verb.isEnabled()
    kept.safekeeping.errors.clear()
    usb = "/media/usb/mine.db"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (usb, ""))
    dialog.choose.click()
    settle(window, qtbot)
    assert dialog.list.currentRow() == -1
    dialog.verb.click()
    settle(window, qtbot)
    assert kept.safekeeping.called("restore") == [Path(usb)]


def test_a_restore_that_fails_leaves_the_dialog_open(
    kept: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    kept.safekeeping.errors["restore"] = RefreshUnderWay("/data/gymdesk.db")
    dialog = opened(window, qtbot)
    dialog.verb.click()
    assert not dialog.list.isEnabled()
    settle(window, qtbot)
    assert "A refresh is running" in dialog.facts.text()
    assert dialog.list.isEnabled()
    dialog.reject()


def test_nothing_is_restored_while_a_refresh_runs(
    kept: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    kept.engine.hold_at = 3
    window.actions_of["refresh"].trigger()
    qtbot.waitUntil(lambda: "3 of 25" in window.pane.header.refresh.text)
    window.actions_of["restore"].trigger()
    assert window.backups.dialog is None
    assert window.status.message == "A refresh is running. Cancel it first."


def test_without_a_backup_a_file_can_be_chosen(window: MainWindow, qtbot: QtBot) -> None:
    dialog = opened(window, qtbot)
    assert dialog.list.isHidden()
    assert not dialog.verb.isEnabled()
    assert dialog.choose.isEnabled()
    dialog.reject()
    assert window.backups.dialog is None


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (Loss(0, 0, {}), "Nothing that was typed at the desk would be lost."),
        (
            Loss(0, 0, {"contact_edit": 1}),
            "What was typed or changed since then would be lost: 1 contact.",
        ),
        (
            Loss(0, 1, {"watch": 3, "club": 2, "sign_in": 1, "confirmation": 1}),
            "What was typed or changed since then would be lost: 2 clubs, 1 sign-in, 1 confirmed "
            "amount, 3 watches. Newer figures come back with a refresh.",
        ),
        (
            Loss(0, 0, {"a_table_to_come": 4, "another": 1}),
            "What was typed or changed since then would be lost: 5 other entries.",
        ),
        (None, "What would be lost cannot be told: the store cannot be read."),
    ],
)
def test_what_would_be_lost_is_a_sentence(
    phrases: ClubPhrases, loss: Loss | None, words: str
) -> None:
    preview = RestorePreview(backup_contents(NIGHT), None, loss)
    assert BackupWords(phrases).loss(preview)[2] == words


# --- back up --------------------------------------------------------------------------------------


def test_a_backup_goes_where_the_manager_says(
    desk: FakeDesk,
    window: MainWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    chosen = str(tmp_path / "mine")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (chosen, ""))
    window.actions_of["backup"].trigger()
    settle(window, qtbot)
    assert desk.safekeeping.called("back_up") == [tmp_path / "mine.db"]
    assert window.status.message == "Backed up to mine.db: 48 clients."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StoreFull("/data"), "No backup was taken. The disk is full. Free some space where"),
        (ServerStore(), "No backup was taken. This store lies on a PostgreSQL server."),
    ],
)
def test_a_backup_that_fails_is_said_and_stops_nothing(
    desk: FakeDesk, window: MainWindow, qtbot: QtBot, error: StoreFull, words: str
) -> None:
    desk.safekeeping.errors["daily"] = error
    window.backups.on_first_due()
    settle(window, qtbot)
    assert window.status.message.startswith(words)
    window.actions_of["refresh"].trigger()
    assert window.refreshing.running


def test_the_days_backup_follows_the_opening_and_every_refresh(
    desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    assert desk.safekeeping.called("daily") == []  # first the lists
    qtbot.waitUntil(lambda: desk.safekeeping.called("daily") == [False], timeout=8000)
    window.actions_of["refresh"].trigger()
    qtbot.waitUntil(lambda: desk.safekeeping.called("daily") == [False, True])
    settle(window, qtbot)


def test_a_damaged_store_that_a_backup_finds_leads_to_the_repair(
    desk: FakeDesk, window: MainWindow, qtbot: QtBot
) -> None:
    found = Recorder()
    window.backups.store_damaged.connect(found.on_object)
    desk.safekeeping.errors["daily"] = StoreDamaged("/data/gymdesk.db")
    window.backups.on_refreshed()
    settle(window, qtbot)
    assert [type(error) for error in found.got] == [StoreDamaged]


# --- repair ---------------------------------------------------------------------------------------


@pytest.fixture
def repair(
    qtbot: QtBot, look: Style, phrases: ClubPhrases, reader: Reader, kept: FakeDesk
) -> Repair:
    from PySide6.QtWidgets import QWidget

    window = QWidget()
    qtbot.addWidget(window)
    made = Repair(
        look,
        phrases,
        reader,
        lambda: kept.safekeeping,
        lambda: kept.safekeeping.calls.append(("let go", None)),
        window,
    )
    made.kept = window  # type: ignore[attr-defined]
    return made


def asked(repair: Repair, reader: Reader, qtbot: QtBot) -> RepairDialog:
    repair.open(StoreDamaged("/data/gymdesk.db"))
    dialog = repair.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: not reader.busy)
    return dialog


def test_a_damaged_store_is_offered_its_newest_sound_backup(
    repair: Repair, reader: Reader, qtbot: QtBot, kept: FakeDesk
) -> None:
    done = Recorder()
    repair.repaired.connect(done.on_nothing)
    dialog = asked(repair, reader, qtbot)
    assert dialog.windowTitle() == "The store is damaged"
    assert "Backup of yesterday 18:26" in dialog.facts.text()
    assert unnamed(dialog) == []
    dialog.verb.click()
    qtbot.waitUntil(lambda: len(done.got) == 1)
    assert [name for name, _ in kept.safekeeping.calls][-2:] == ["let go", "replace"]
    assert kept.safekeeping.called("replace") == [NIGHT]
    assert repair.dialog is None


def test_an_empty_start_says_what_comes_back_and_what_does_not(
    repair: Repair, reader: Reader, qtbot: QtBot, kept: FakeDesk
) -> None:
    kept.safekeeping.kept.clear()
    dialog = asked(repair, reader, qtbot)
    assert not dialog.verb.isEnabled()
    words = " ".join(label.text() for label in dialog.findChildren(type(dialog.heading)))
    assert "Figures come back with the next refresh." in words
    assert "only from a backup" in words
    assert "There is no automatic backup" in words
    done = Recorder()
    repair.repaired.connect(done.on_nothing)
    dialog.empty.click()
    qtbot.waitUntil(lambda: len(done.got) == 1)
    assert kept.safekeeping.called("replace") == [None]


def test_a_repair_that_fails_says_why_and_asks_again(
    repair: Repair, reader: Reader, qtbot: QtBot, kept: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.safekeeping.errors["replace"] = BackupDamaged(str(NIGHT))
    dialog = asked(repair, reader, qtbot)
    dialog.verb.click()
    qtbot.waitUntil(lambda: "The backup is damaged" in dialog.facts.text())
    assert dialog.empty.isEnabled()
    kept.safekeeping.errors.clear()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/media/usb/mine.db", ""))
    dialog.choose.click()
    qtbot.waitUntil(lambda: dialog.verb.isEnabled())
    dialog.verb.click()
    qtbot.waitUntil(lambda: repair.dialog is None)
    assert kept.safekeeping.called("replace")[-1] == Path("/media/usb/mine.db")


def test_quitting_changes_nothing(
    repair: Repair, reader: Reader, qtbot: QtBot, kept: FakeDesk
) -> None:
    left = Recorder()
    repair.given_up.connect(left.on_nothing)
    asked(repair, reader, qtbot).reject()
    assert len(left.got) == 1
    assert kept.safekeeping.called("replace") == []
