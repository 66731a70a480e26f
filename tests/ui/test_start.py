"""The start: an empty window first, then the first list, then the desk."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from gymdesk.locks import window_lock
from gymdesk.paths import places
from tests.bench.stores import AT, make_store
from tests.ui.fakes import FakeDesk, FixedClock, Recorder
from ui import app as program_module
from ui.main_window import MainWindow
from ui.once_painted import OncePainted
from ui.single_instance import FirstWindow
from ui.start import Options, Start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from ui.style import Style

LIBRARIES = {"sqlalchemy", "alembic", "httpx", "keyring", "apscheduler", "pydantic", "xlsxwriter"}


def loaded_by(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["ui.main_window", "ui.start"])
def test_the_empty_window_needs_neither_libraries_nor_panes(module: str) -> None:
    loaded = loaded_by(f"import {module}")
    assert not LIBRARIES & loaded
    ours = {name for name in loaded if name.startswith(("ui.", "gymdesk."))}
    assert not [n for n in ours if n.startswith(("ui.panes", "ui.models", "ui.dialogs"))]
    assert not ours & {"gymdesk.rows", "gymdesk.errors", "gymdesk.log", "ui.phrases", "ui.worker"}
    assert not {"asyncio", "PySide6.QtPrintSupport", "PySide6.QtNetwork"} & loaded


def test_the_first_list_needs_no_library() -> None:
    loaded = loaded_by("import ui.app, gymdesk.first_look")
    assert not LIBRARIES & loaded
    assert "sqlite3" in loaded


@pytest.fixture
def started(
    qapp: QApplication, tmp_path: Path, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], Start]]:
    """Return what starts the program over the fake desk."""
    monkeypatch.setattr(program_module, "_open_desk", lambda *_, **__: desk)
    monkeypatch.setattr(program_module, "SystemClock", lambda: FixedClock(AT))
    monkeypatch.setattr("ui.trouble.watch_for_trouble", lambda *_: [lambda: None])
    made: list[Start] = []

    def start() -> Start:
        options = Options(tmp_path)
        first = FirstWindow(window_lock(places(tmp_path), None))
        assert first.is_first()
        made.append(Start(qapp, options, first))
        made[-1].show()
        return made[-1]

    yield start
    for one in made:
        one.window.close()
        one.close()
        one.window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_the_window_is_painted_before_anything_is_built(
    started: Callable[[], Start], qtbot: QtBot
) -> None:
    start = started()
    assert start.window.isVisible()
    assert not start.window.filled
    assert start.program is None
    qtbot.waitUntil(lambda: start.program is not None and start.program.feed.club is not None)
    assert start.window.filled
    assert start.window.pane_key == "collections"
    qtbot.waitUntil(lambda: start.window.clients.table.rowCount() > 0)


def test_the_first_rows_are_there_before_the_desk(
    started: Callable[[], Start], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_store(tmp_path / "gymdesk.db", 40)
    rows: list[int] = []
    begin = program_module.Program.on_started

    def note(program: program_module.Program) -> None:
        rows.append(program.window.collections.table.rowCount())
        assert list(program.window.panes) == ["collections"], "the others can wait"
        begin(program)

    monkeypatch.setattr(program_module.Program, "on_started", note)
    start = started()
    qtbot.waitUntil(lambda: bool(rows))
    assert rows[0] > 0
    qtbot.waitUntil(lambda: start.program.feed.club is not None and not start.program.reader.busy)
    assert sorted(start.window.panes) == ["clients", "collections", "leads", "sync"]


def test_a_damaged_store_is_left_to_the_desk(
    started: Callable[[], Start], qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "gymdesk.db").write_bytes(b"no database at all" * 400)
    start = started()
    qtbot.waitUntil(lambda: start.program is not None and start.program.feed.club is not None)


def test_a_window_closed_before_it_is_filled_just_closes(look: Style, tmp_path: Path) -> None:
    window = MainWindow.empty(look, tmp_path / "window.ini")
    closed = Recorder()
    window.closed.connect(closed.on_nothing)
    window.show()
    window.resize(1000, 700)
    window.close()
    assert closed.got == [None]


def test_a_pane_that_is_asked_for_early_is_built_then(
    look: Style, phrases, desk: FakeDesk, reader, qtbot: QtBot
) -> None:
    from ui.feed import Feed
    from ui.worker import SyncWorker

    window = MainWindow.empty(look)
    worker = SyncWorker()
    window.fill(phrases, desk.clock, reader, lambda: worker, Feed(reader), later=True)
    window.show()
    assert list(window.panes) == ["collections"]
    window.actions_of["show_sync"].trigger()
    assert window.pane_key == "sync"
    assert len(window.panes) == 4
    window.close()
    window.deleteLater()


def test_the_same_club_again_leaves_the_figures_in_place(window: MainWindow, qtbot: QtBot) -> None:
    shown = window.collections.table.rowCount()
    assert shown
    feed = window.kept[2]  # type: ignore[attr-defined]
    window.showing.on_club_chosen(feed.club)
    assert window.collections.table.rowCount() == shown
    assert window.clients.table.rowCount()


def test_a_paint_is_told_once_and_one_that_never_comes_as_well(
    window: MainWindow, qtbot: QtBot
) -> None:
    told = Recorder()
    once = OncePainted(window.collections.view.viewport(), window)
    once.painted.connect(told.on_nothing)
    window.collections.view.viewport().update()
    qtbot.waitUntil(lambda: told.got == [None])
    window.collections.view.viewport().repaint()
    hidden = OncePainted(window.sync, window)
    hidden.painted.connect(told.on_nothing)
    qtbot.waitUntil(lambda: told.got == [None, None])
