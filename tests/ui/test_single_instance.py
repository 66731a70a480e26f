"""One window per store: the second program raises the first one's window and ends with 0."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from gymdesk.locks import FileLock, refresh_lock, window_lock
from gymdesk.paths import places
from tests.ui.fakes import NOW, FixedClock, Recorder
from ui.app import Program
from ui.single_instance import FirstWindow, raise_first, server_name
from ui.start import Options, first_window, places_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 60.0
FIRST = """
import sys
from ui import app, single_instance, start
def told(program, really=app.Program.on_raise_wanted):
    really(program)
    print("raised", flush=True)
app.Program.on_raise_wanted = told
def listen(first, really=single_instance.FirstWindow.listen):
    really(first)
    print("listening", flush=True)
single_instance.FirstWindow.listen = listen
sys.exit(start.run(["gymdesk", *sys.argv[1:]]))
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Return what starts the program on a data folder of its own."""
    running: list[subprocess.Popen[str]] = []
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHON_KEYRING_BACKEND": "tests.keyring_in_file.FileKeyring",
        "GYMDESK_TEST_KEYRING": str(tmp_path / "keyring.json"),
    }

    def begin(*code: str, folder: str = "desk") -> subprocess.Popen[str]:
        words = [*(code or ("-m", "gymdesk")), "--data-dir", str(tmp_path / folder)]
        program = subprocess.Popen(
            [sys.executable, *words], stdout=subprocess.PIPE, text=True, env=env
        )
        running.append(program)
        return program

    yield begin
    for program in running:
        program.kill()
        program.wait()
        assert program.stdout is not None
        program.stdout.close()


def said(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()


@pytest.mark.xdist_group("single instance")
def test_a_second_program_raises_the_first_ones_window_and_ends_with_0(
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    first = start("-c", FIRST)
    assert said(first) == "listening"
    for _ in range(2):
        second = start()
        assert second.wait(PATIENCE_S) == 0
        assert said(first) == "raised"
    assert first.poll() is None
    other = start("-c", FIRST, folder="other")  # another store is another program
    assert said(other) == "listening"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9")
@pytest.mark.xdist_group("single instance")
def test_a_program_that_crashed_stands_in_nobodys_way(
    start: Callable[..., subprocess.Popen[str]],
) -> None:
    first = start("-c", FIRST)
    assert said(first) == "listening"
    first.send_signal(signal.SIGKILL)
    first.wait(PATIENCE_S)
    next_one = start("-c", FIRST)
    assert said(next_one) == "listening"
    assert start().wait(PATIENCE_S) == 0
    assert said(next_one) == "raised"


@pytest.mark.xdist_group("single instance")
def test_the_command_line_reads_beside_the_window(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    first = start("-c", FIRST)
    assert said(first) == "listening"
    for words in (("clients", "--json"), ("check",), ("status", "--json")):
        done = subprocess.run(
            [sys.executable, "-m", "gymdesk.cli", "--data-dir", str(tmp_path / "desk"), *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, done.stderr


# --- in one process -------------------------------------------------------------------------------


@pytest.fixture
def lock(tmp_path: Path) -> FileLock:
    return window_lock(places(tmp_path), None)


def test_a_lock_is_held_by_one_and_given_back(lock: FileLock) -> None:
    other = FileLock(lock.path)
    assert lock.acquire()
    assert lock.acquire()
    assert not other.acquire()
    lock.release()
    with other.held() as taken:
        assert taken
        assert not lock.acquire()
    assert lock.acquire()
    lock.release()


@pytest.mark.skipif(os.name != "posix", reason="Windows shares no lock")
def test_refreshes_share_a_lock_that_a_restore_needs_alone(tmp_path: Path) -> None:
    where = places(tmp_path)
    one, two = (refresh_lock(where, None, shared=True) for _ in range(2))
    alone = refresh_lock(where, None)
    assert one.acquire()
    assert two.acquire()
    assert not alone.acquire()
    one.release()
    two.release()
    assert alone.acquire()
    assert not one.acquire()
    alone.release()


def test_another_store_has_another_lock(tmp_path: Path) -> None:
    where = places(tmp_path)
    urls = (None, "postgresql://a/b", "postgresql://a/c")
    paths = {window_lock(where, url).path for url in urls}
    assert len(paths) == 3
    assert not any("postgresql" in path.name for path in paths)  # an address may hold a password


def test_where_no_lock_can_be_everybody_may_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    assert FileLock(tmp_path / "file" / "window.lock").acquire()


def test_nobody_answers_in_time_is_said(lock: FileLock, qapp: QApplication) -> None:
    assert lock.acquire()
    started = time.monotonic()
    assert not raise_first(FileLock(lock.path), within_s=0.3)
    assert time.monotonic() - started < 5.0
    lock.release()


def test_what_somebody_else_sends_raises_nothing(lock: FileLock, qtbot: QtBot) -> None:
    from PySide6.QtNetwork import QLocalSocket

    first = FirstWindow(lock)
    asked = Recorder()
    first.raise_wanted.connect(asked.on_nothing)
    assert first.is_first()
    first.listen()
    peer = QLocalSocket()
    peer.connectToServer(server_name(lock.path))
    assert peer.waitForConnected(2000)
    peer.write(b"GET / HTTP/1.1\r\n")
    peer.flush()
    qtbot.wait(50)
    peer.write(b"raise\n")
    assert asked.got == []
    other = QLocalSocket()
    other.connectToServer(server_name(lock.path))
    other.write(b"raise\n")
    qtbot.waitUntil(lambda: len(asked.got) >= 1)
    qtbot.waitUntil(lambda: other.bytesAvailable() > 0)
    assert bytes(other.readAll().data()) == b"raised\n"
    for one in (peer, other):
        one.close()
    first.close()


def test_the_demo_gym_is_another_store_unless_a_folder_is_named(tmp_path: Path) -> None:
    assert places_of(Options(demo=True)).data_dir.name == "demo"
    assert places_of(Options(tmp_path, demo=True)).data_dir == tmp_path
    first = first_window(Options(tmp_path))
    assert first is not None
    first.close()


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_a_raised_window_is_no_longer_minimized(
    qapp: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    program = Program(qapp, Options(tmp_path), FixedClock(NOW))
    program.window.showMinimized()
    program.on_raise_wanted()
    assert not program.window.windowState() & Qt.WindowState.WindowMinimized
    program.window.close()
    program.close()
