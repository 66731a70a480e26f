"""The real window over a real store, for what is measured in it."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QLocale

from ui.club_phrases import ClubPhrases
from ui.feed import Feed
from ui.main_window import MainWindow
from ui.reading import Reader
from ui.style import Style
from ui.worker import SyncWorker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from gymdesk.clock import Clock

LONGEST_WAIT_S = 120.0


class BenchWindow(MainWindow):
    """The window, and whether it still reads."""

    bench_reader: Reader

    @property
    def reading(self) -> bool:
        """Return whether a read is under way."""
        return self.bench_reader.busy


@contextmanager
def open_window(app: QApplication, data_dir: Path, clock: Clock) -> Iterator[BenchWindow]:
    """Yield the window on the desk of *data_dir*, shown at 1440 x 900."""
    from gymdesk.bootstrap import open_desk

    style = Style()
    style.apply(app)
    phrases = ClubPhrases(QLocale("en_US"), "America/New_York", clock)
    reader, worker = Reader(), SyncWorker()
    feed = Feed(reader)
    window = BenchWindow(style, phrases, clock, reader, worker, feed)
    window.bench_reader = reader
    window.resize(1440, 900)
    window.show()
    desk = open_desk(data_dir, clock=clock)
    try:
        window.attach(desk, "Jo")
        yield window
    finally:
        window.close()
        reader.close()
        desk.close()
        for part in (reader, worker, feed, window):
            part.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def wait_until(done: Callable[[], bool]) -> None:
    """Let events pass until *done*."""
    give_up_s = time.monotonic() + LONGEST_WAIT_S
    while not done():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        if time.monotonic() > give_up_s:
            raise TimeoutError
