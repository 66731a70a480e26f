"""What the window's tests share: style, phrases, and a window over the fake desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QLocale

from tests.ui.fakes import FakeDesk, FakeEngine, fake_desk
from ui.club_phrases import ClubPhrases
from ui.dialogs.unsaved import UnsavedDialog
from ui.feed import Feed
from ui.main_window import MainWindow
from ui.reading import Reader
from ui.style import Style
from ui.worker import SyncWorker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture(scope="session")
def look(qapp: QApplication) -> Style:
    style = Style()
    style.apply(qapp)
    return style


@pytest.fixture
def desk(tmp_path: Path) -> FakeDesk:
    return fake_desk(tmp_path, FakeEngine())


@pytest.fixture
def phrases(desk: FakeDesk) -> ClubPhrases:
    return ClubPhrases(QLocale("en_US"), "America/New_York", desk.clock)


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


@pytest.fixture
def open_window(
    qtbot: QtBot, look: Style, phrases: ClubPhrases, tmp_path: Path
) -> Iterator[Callable[[FakeDesk], MainWindow]]:
    """Return what opens a window over a desk and waits until its lists are there."""
    windows: list[MainWindow] = []

    def open_it(desk: FakeDesk, width: int = 1440, height: int = 900) -> MainWindow:
        reader = Reader()
        worker = SyncWorker()
        feed = Feed(reader)
        window = MainWindow(
            look, phrases, desk.clock, reader, worker, feed, tmp_path / "window.ini"
        )
        window.kept = (reader, worker, feed)  # type: ignore[attr-defined]
        windows.append(window)
        window.resize(width, height)
        window.show()
        window.attach(desk, "Jo")
        club_wanted = bool(desk.queries.known_clubs)
        qtbot.waitUntil(lambda: not reader.busy and (feed.club is not None) == club_wanted)
        return window

    yield open_it
    for window in windows:
        if not window.close() and (asking := window.findChild(UnsavedDialog)) is not None:
            asking.accept()  # a test may leave something typed
        for kept in (*window.kept, window):  # type: ignore[attr-defined]
            kept.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def window(open_window: Callable[[FakeDesk], MainWindow], desk: FakeDesk) -> MainWindow:
    return open_window(desk)
