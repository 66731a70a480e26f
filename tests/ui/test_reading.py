"""The reader: answers arrive on the GUI thread, and only the newest of each key."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from gymdesk.errors import DeskError, StoreBusy
from tests.ui.fakes import Recorder

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from ui.reading import Reader


def test_an_answer_arrives_on_the_gui_thread(qtbot: QtBot, reader: Reader) -> None:
    got = Recorder()
    reader.read("name", lambda: threading.current_thread().name, got.on_object)
    qtbot.waitUntil(lambda: len(got.got) == 1)
    assert got.got[0] != threading.current_thread().name
    assert got.threads == [threading.current_thread().name]


def test_a_newer_read_drops_the_older_answer(qtbot: QtBot, reader: Reader) -> None:
    got, gate = Recorder(), threading.Event()
    reader.read("list", lambda: gate.wait(5) and "old", got.on_object)
    reader.read("list", lambda: "new", got.on_object)
    qtbot.waitUntil(lambda: got.got == ["new"])
    gate.set()
    reader.read("other", lambda: "other", got.on_object)
    qtbot.waitUntil(lambda: got.got == ["new", "other"])
    assert not reader.busy


def test_a_dropped_read_goes_nowhere(qtbot: QtBot, reader: Reader) -> None:
    got = Recorder()
    reader.read("a", lambda: "a", got.on_object)
    reader.drop("a")
    reader.read("b", lambda: "b", got.on_object)
    qtbot.waitUntil(lambda: got.got == ["b"])


def test_an_error_goes_to_its_own_slot(qtbot: QtBot, reader: Reader) -> None:
    got, failed = Recorder(), Recorder()
    error = StoreBusy()

    def refuse() -> None:
        raise error

    reader.read("list", refuse, got.on_object, failed.on_object)
    qtbot.waitUntil(lambda: failed.got == [error])
    assert got.got == []


@pytest.mark.warns_in_log
def test_an_error_without_a_slot_is_told_to_all(qtbot: QtBot, reader: Reader) -> None:
    got, failed = Recorder(), Recorder()
    reader.read_failed.connect(failed.on_object)
    reader.read("list", lambda: 1 // 0, got.on_object)
    qtbot.waitUntil(lambda: len(failed.got) == 1)
    assert type(failed.got[0]) is DeskError


def test_a_receiver_that_is_gone_is_left_alone(qtbot: QtBot, reader: Reader) -> None:
    import shiboken6

    gone, there = Recorder(), Recorder()
    reader.read("gone", lambda: 1, gone.on_object)
    shiboken6.delete(gone)
    reader.read("there", lambda: 2, there.on_object)
    qtbot.waitUntil(lambda: there.got == [2] and not reader.busy)


def test_after_closing_nothing_is_read(reader: Reader) -> None:
    reader.close()
    reader.read("late", lambda: 1, Recorder().on_object)
    assert not reader.busy
