"""The crash dialog: plain words, plain text, folded details, and one dialog for all threads."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QObject, Qt, QThread, QTimer, qCritical, qWarning
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)

from gymdesk.crash import CrashReport, install
from ui.crash_dialog import CrashDialog, CrashDoor, install_qt_messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

W = TypeVar("W", bound=QWidget)

# The offscreen platform says so at each show.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True)

REPORT = CrashReport(
    reference="1a2b3c4d",
    title="The disk <b>is</b> full",
    summary="Free some space, then try again. <img src='file:///etc/passwd'>",
    details="Traceback (most recent call last):\nValueError: x",
)


@pytest.fixture
def dialog(qtbot: QtBot) -> CrashDialog:
    """Return a dialog that is shown."""
    dialog = CrashDialog(REPORT)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.fixture
def door(qtbot: QtBot) -> Iterator[CrashDoor]:
    """Return a door on a window."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    door = CrashDoor(window)
    yield door
    if door.dialog is not None:
        door.dialog.close()


def child(dialog: CrashDialog, kind: type[W], name: str) -> W:
    """Return the part of *dialog* called *name*."""
    found = dialog.findChild(kind, name)
    assert found is not None
    return found


def texts(dialog: CrashDialog) -> list[str]:
    """Return what a person reads, top to bottom."""
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_it_says_what_happened_what_is_safe_and_what_to_do(dialog: CrashDialog) -> None:
    title, summary, safe, advice, mark = texts(dialog)
    assert (title, summary) == (REPORT.title, REPORT.summary)
    assert safe == "Your notes and figures are saved."
    assert advice.startswith("Close this message and go on.")
    assert mark == "Reference: 1a2b3c4d"


def test_no_label_reads_its_text_as_html(dialog: CrashDialog) -> None:
    labels = dialog.findChildren(QLabel)
    assert labels
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_details_are_folded_until_asked_for(dialog: CrashDialog, qtbot: QtBot) -> None:
    details = child(dialog, QPlainTextEdit, "crash_details")
    fold = child(dialog, QToolButton, "crash_fold")
    assert not details.isVisible()
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert details.isVisible()
    assert details.toPlainText() == REPORT.details
    assert fold.text() == "Hide details"
    qtbot.mouseClick(fold, Qt.MouseButton.LeftButton)
    assert not details.isVisible()


def test_copy_puts_the_details_on_the_clipboard(dialog: CrashDialog, qtbot: QtBot) -> None:
    copy = child(dialog, QPushButton, "crash_copy")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == REPORT.details
    assert copy.text() == "Copied"
    assert dialog.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_a_key_closes_it(dialog: CrashDialog, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(dialog, key)
    assert not dialog.isVisible()


def test_each_control_has_a_name_for_a_screen_reader(dialog: CrashDialog) -> None:
    child(dialog, QToolButton, "crash_fold").click()
    for kind in (QAbstractButton, QPlainTextEdit, QLabel):
        for widget in dialog.findChildren(kind):
            if widget.isVisible():
                name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
                assert name.strip(), widget.objectName()


def test_a_report_from_a_python_thread_opens_on_the_gui_thread(
    door: CrashDoor, qtbot: QtBot
) -> None:
    thread = threading.Thread(target=door.report, args=(REPORT,))
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: door.dialog is not None)
    assert door.dialog is not None
    assert door.dialog.thread() is QThread.currentThread()
    assert door.dialog.isVisible()
    assert door.dialog.report == REPORT


@pytest.mark.warns_in_log
def test_an_error_in_a_thread_opens_the_dialog(door: CrashDoor, qtbot: QtBot) -> None:
    def run() -> None:
        raise ValueError("x")

    uninstall = install(door.report)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: door.dialog is not None)
    finally:
        uninstall()
    assert door.dialog is not None
    assert "ValueError: x" in door.dialog.report.details


@pytest.mark.warns_in_log
def test_an_error_in_a_slot_opens_the_dialog(door: CrashDoor, qtbot: QtBot) -> None:
    class Faulty(QObject):
        def on_timeout(self) -> None:
            raise ValueError("in a slot")

    faulty = Faulty()
    before = sys.excepthook
    uninstall = install(door.report)  # in front of pytest-qt's own hook
    try:
        QTimer.singleShot(0, faulty.on_timeout)
        qtbot.waitUntil(lambda: door.dialog is not None)
    finally:
        uninstall()
    assert sys.excepthook is before
    assert door.dialog is not None
    assert "in a slot" in door.dialog.report.details


def test_a_second_report_does_not_open_a_second_dialog(door: CrashDoor, qtbot: QtBot) -> None:
    door.report(REPORT)
    qtbot.waitUntil(lambda: door.dialog is not None)
    first = door.dialog
    for _ in range(5):
        door.report(CrashReport("ffffffff", "again", "again", "again"))
    done: list[bool] = []
    QTimer.singleShot(0, lambda: done.append(True))
    qtbot.waitUntil(lambda: bool(done))
    assert door.dialog is first
    window = door.parent()
    assert window is not None
    assert len(window.findChildren(CrashDialog)) == 1


def test_after_closing_the_next_report_is_shown(door: CrashDoor, qtbot: QtBot) -> None:
    door.report(REPORT)
    qtbot.waitUntil(lambda: door.dialog is not None)
    assert door.dialog is not None
    child(door.dialog, QPushButton, "crash_close").click()
    assert door.dialog is None
    later = CrashReport("ffffffff", "again", "again", "again")
    door.report(later)
    qtbot.waitUntil(lambda: door.dialog is not None)
    assert door.dialog.report == later


@pytest.mark.qt_no_exception_capture
@pytest.mark.no_qt_log
def test_qt_messages_reach_the_log_at_their_level(
    qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    uninstall = install_qt_messages()
    try:
        qWarning("a warning")
        qCritical("a critical one")
        qWarning("This plugin does not support propagateSizeHints()")
    finally:
        uninstall()
    said = [(r.name, r.levelno, r.getMessage()) for r in caplog.records]
    assert said == [
        ("qt", logging.WARNING, "default: a warning"),
        ("qt", logging.ERROR, "default: a critical one"),
    ]
