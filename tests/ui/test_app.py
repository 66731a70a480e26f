"""The program: the window comes first, the desk after it, and a bad store says what to do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from gymdesk.errors import StoreNewer
from tests.ui.fakes import NOW, FakeDesk, FixedClock, Recorder
from ui import app as program_module
from ui.app import Program, demo_tour
from ui.start import Options, parsed, theme_of
from ui.style import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    made = Program(qapp, Options(tmp_path), FixedClock(NOW))
    yield made
    made.window.close()
    made.close()


def test_the_command_line_is_read() -> None:
    line = ["gymdesk", "--data-dir", "/d", "--demo", "--screenshots", "/s", "--print", "/p.pdf"]
    assert parsed(line) == Options(Path("/d"), None, True, Path("/s"), Path("/p.pdf"))
    assert parsed(["gymdesk", "--database-url", "x"]).database_url == "x"


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        parsed(["gymdesk", "--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("GymDesk 0.")


def test_a_window_needs_neither_store_nor_network_nor_key_store() -> None:
    heavy = "{'sqlalchemy', 'httpx', 'keyring', 'apscheduler', 'alembic', 'xlsxwriter'}"
    code = f"import ui.app, ui.start, ui.main_window, sys; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()", done.stderr


def test_the_window_is_there_before_the_desk(
    program: Program, qtbot: QtBot, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program_module, "_open_desk", lambda *_, **__: desk)
    opened = Recorder()
    program.desk_opened.connect(opened.on_object)
    program.start()
    assert program.window.isVisible()
    assert opened.got == []
    qtbot.waitUntil(lambda: opened.got == [desk])
    qtbot.waitUntil(lambda: program.feed.club is not None and not program.reader.busy)


def test_a_store_of_a_newer_version_is_said_with_a_way_out(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, desk: FakeDesk
) -> None:
    answers = [StoreNewer("/data/gymdesk.db")]

    def open_it(*_: object, **__: object) -> FakeDesk:
        if answers:
            raise answers.pop()
        return desk

    monkeypatch.setattr(program_module, "_open_desk", open_it)
    monkeypatch.setattr(program_module.log, "error", lambda *_: None)
    program.start()
    qtbot.waitUntil(lambda: bool(program.window.findChildren(QMessageBox)))
    (box,) = program.window.findChildren(QMessageBox)
    assert box.text() == "The store belongs to a newer GymDesk"
    assert "/data/gymdesk.db" in box.informativeText()
    next(b for b in box.buttons() if b.text().replace("&", "") == "Try again").click()
    qtbot.waitUntil(lambda: program.feed.club is not None and not program.reader.busy)


def test_settings_are_followed_and_kept(
    program: Program, qtbot: QtBot, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    program.on_settings_changed(replace(program.settings, theme="dark", staff="Sam", lanes=99))
    assert program.style.theme == Theme.DARK
    assert program.window.outlet.staff == "Sam"
    assert program._settings_file.load().lanes == 8
    program.on_settings_changed(replace(program.settings, theme="light"))


def test_a_theme_is_what_the_setting_says(qapp: QApplication) -> None:
    assert theme_of("dark") == Theme.DARK
    assert theme_of("contrast") == Theme.CONTRAST
    assert theme_of("system") in (Theme.LIGHT, Theme.DARK)


def test_the_tour_leaves_a_list_and_a_picture_of_each_pane(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo_tour(tmp_path / "demo") == 0
    left = {file.name for file in (tmp_path / "demo").iterdir()}
    names = ("clients", "collections", "sync", "leads")
    panes = {f"{p}-{t}.png" for p in names for t in ("light", "dark")}
    assert left == panes | {"collections.pdf"}
    assert (tmp_path / "demo" / "collections.pdf").read_bytes().startswith(b"%PDF")
    assert "collections.pdf" in capsys.readouterr().out
