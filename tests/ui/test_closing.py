"""Closing the window in the middle of something: no thread is left and the program ends."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtPrintSupport import QPrintPreviewDialog
from PySide6.QtWidgets import QDialog, QPushButton

from gymdesk.credentials import CredentialStore, Service
from gymdesk.domain.client import ClientId
from tests.conftest import MemoryKeyring
from tests.ui.fakes import PEOPLE, FakeCredentials, FakeSignIns
from ui.backups import Backups
from ui.printing.preview import PrintDialog
from ui.printing.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gymdesk.domain.client import Source
    from gymdesk.rows import ClubRow, SignInRow
    from tests.ui.fakes import FakeDesk
    from ui.main_window import MainWindow

ROOT = Path(__file__).parent.parent.parent
WAITED_S = 0.5


class PromptingKeyring(MemoryKeyring):
    """A key store that shows its prompt and waits for an answer that does not come."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()
        self.answered = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.set()
        self.answered.wait()
        return super().get_password(service, username)


class PromptedSignIns(FakeSignIns):
    """Sign-ins behind a key store that prompts."""

    def __init__(self, credentials: CredentialStore) -> None:
        super().__init__(FakeCredentials())
        self._behind = credentials

    def listed(self, club: ClubRow, source: Source) -> tuple[SignInRow, ...]:
        self._behind.get(club.uid, Service(source.value))
        return super().listed(club, source)


def ours() -> list[str]:
    names = ("reader", "store-writer", "key store", "sync")
    return [t.name for t in threading.enumerate() if t.name.startswith(names)]


def closed(window: MainWindow) -> None:
    started_s = time.monotonic()
    window.close()
    assert time.monotonic() - started_s < WAITED_S + 2.0
    assert not window.kept[1].isRunning()  # type: ignore[attr-defined]


def test_in_the_middle_of_a_key_store_prompt(
    open_window: Callable[[FakeDesk], MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = open_window(desk)
    prompt = PromptingKeyring()
    desk.sign_ins = PromptedSignIns(CredentialStore(prompt, deadline_s=WAITED_S))
    window.sync.test_wanted.emit(window.kept[2].desk.queries.known_clubs[0])  # type: ignore[attr-defined]
    qtbot.waitUntil(prompt.asked.is_set)
    closed(window)
    assert ours() == ["key store"]  # a daemon: it holds no program up, see below
    prompt.answered.set()
    qtbot.waitUntil(lambda: ours() == [])


def test_in_the_middle_of_a_refresh(
    open_window: Callable[[FakeDesk], MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.engine.hold_at = 7
    window = open_window(desk)
    window.actions_of["refresh"].trigger()
    qtbot.waitUntil(lambda: "7 of 25" in window.pane.header.refresh.text)
    closed(window)
    assert ours() == []


@pytest.mark.parametrize("at", [0.0, 0.5, 0.9])
def test_in_the_middle_of_preparing_a_long_list(
    open_window: Callable[[FakeDesk], MainWindow],
    desk: FakeDesk,
    monkeypatch: pytest.MonkeyPatch,
    at: float,
) -> None:
    desk.queries.people = tuple(
        replace(PEOPLE[0], client_id=ClientId(n), name=f"Client {n}") for n in range(1, 401)
    )
    window = open_window(desk)
    window.show_pane("clients")
    steps = closes_at(at, window, monkeypatch)
    window.actions_of["print"].trigger()
    assert steps[-1][0] < steps[-1][1], "it went on to the end"
    assert not window.isVisible()
    assert ours() == []
    assert not [d for d in window.findChildren(QDialog) if d.isVisible()]


def test_in_the_middle_of_writing_a_long_list(
    open_window: Callable[[FakeDesk], MainWindow],
    desk: FakeDesk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    desk.queries.people = tuple(
        replace(PEOPLE[0], client_id=ClientId(n), name=f"Client {n}") for n in range(1, 401)
    )
    path = tmp_path / "list.pdf"
    window = open_window(desk)
    window.show_pane("clients")
    window.actions_of["print"].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(PrintDialog)))
    (dialog,) = window.findChildren(PrintDialog)
    dialog._ask_path = lambda _parent, _name: path
    (save,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "Save PDF"]
    steps = closes_at(0.5, window, monkeypatch)
    save.click()
    assert steps[-1][0] < steps[-1][1], "it went on to the end"
    assert not path.exists()
    assert not window.isVisible()
    qtbot.waitUntil(lambda: not window.findChildren(PrintDialog))
    assert ours() == []


def test_in_the_middle_of_a_long_preview(
    open_window: Callable[[FakeDesk], MainWindow],
    desk: FakeDesk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.queries.people = tuple(
        replace(PEOPLE[0], client_id=ClientId(n), name=f"Client {n}") for n in range(1, 401)
    )
    window = open_window(desk)
    window.show_pane("clients")
    steps = closes_at(0.5, window, monkeypatch, of_pages=True)
    window.actions_of["print_preview"].trigger()
    qtbot.waitUntil(lambda: not window.isVisible())
    qtbot.waitUntil(lambda: not window.findChildren(QPrintPreviewDialog))
    assert steps[-1][0] < steps[-1][1], "it went on to the end"
    assert ours() == []


def closes_at(
    share: float,
    window: MainWindow,
    monkeypatch: pytest.MonkeyPatch,
    *,
    of_pages: bool = False,
) -> list[tuple[int, int]]:
    """Close the window once that share of a list is done; return the steps that were told.

    The close is an event like any other: it comes while the list lets the window breathe.
    """
    told: list[tuple[int, int]] = []
    really = Progress.step
    posted = False
    monkeypatch.setattr("ui.printing.progress.LOOK_EVERY_S", 0.0)

    def step(progress: Progress, done: int, of: int) -> bool:
        nonlocal posted
        if of_pages and of >= len(PEOPLE) * 10:
            return really(progress, done, of)  # the rows are prepared first
        told.append((done, of))
        if done >= of * share and not posted:
            posted = True
            QTimer.singleShot(0, window, window.close)
        return really(progress, done, of)

    monkeypatch.setattr(Progress, "step", step)
    return told


def test_in_the_middle_of_printing(
    open_window: Callable[[FakeDesk], MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = open_window(desk)
    window.actions_of["print"].trigger()
    window.actions_of["print_preview"].trigger()
    qtbot.waitUntil(lambda: bool(window.findChildren(QPrintPreviewDialog)))
    closed(window)
    assert ours() == []
    assert not [d for d in window.findChildren(QDialog) if d.isVisible()]


def test_in_the_middle_of_a_backup(
    open_window: Callable[[FakeDesk], MainWindow], desk: FakeDesk, qtbot: QtBot, tmp_path: Path
) -> None:
    window = open_window(desk)
    go_on, begun = threading.Event(), threading.Event()
    really = desk.safekeeping.back_up

    def slow(target: Path):
        begun.set()
        go_on.wait(0.3)
        return really(target)

    desk.safekeeping.back_up = slow  # type: ignore[method-assign]
    backups = window.backups
    assert isinstance(backups, Backups)
    backups.back_up(tmp_path / "mine.db")
    assert begun.wait(5)
    closed(window)
    assert desk.safekeeping.called("back_up") == [tmp_path / "mine.db"]  # it was let finish
    assert ours() == []


PROGRAM = """
import sys, threading
from pathlib import Path
import keyring
from tests.ui.test_closing import PromptingKeyring
prompt = PromptingKeyring()
keyring.set_keyring(prompt)
from PySide6.QtCore import QTimer
from gymdesk.bootstrap import open_desk
from gymdesk.commands import ClubDraft
folder = Path(sys.argv[1])
desk = open_desk(folder)
desk.commands.add_club(ClubDraft("Harbour Street", clubos_url="http://127.0.0.1:1"))
desk.close()
from ui import app, start
def close_soon():
    if prompt.asked.is_set():
        print("prompted", flush=True)
        windows[0].close()
    else:
        QTimer.singleShot(20, close_soon)
windows = []
really = app.Program.on_desk_opened
def opened(program, desk):
    really(program, desk)
    windows.append(program.window)
    def refresh():
        if program.feed.club is None:
            QTimer.singleShot(20, refresh)
        else:
            program.window.actions_of["refresh"].trigger()
            close_soon()
    refresh()
app.Program.on_desk_opened = opened
code = start.run(["gymdesk", "--data-dir", str(folder)])
print("closed", flush=True)
sys.exit(code)
"""


def test_a_prompt_that_nobody_answers_holds_no_program_up(tmp_path: Path) -> None:
    """A refresh waits for the key store, the window is closed: the program ends."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env=env,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, "prompted\nclosed\n"), done.stderr
