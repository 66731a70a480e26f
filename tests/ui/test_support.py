"""The report for support from the Help menu: saved where the manager wants it, or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from gymdesk.errors import ReportAbsent

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from tests.ui.fakes import FakeDesk
    from ui.main_window import MainWindow


def choose(monkeypatch: pytest.MonkeyPatch, chosen: str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (chosen, ""))


def test_the_report_is_saved_where_it_is_wanted(
    window: MainWindow,
    desk: FakeDesk,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(monkeypatch, str(tmp_path / "for support"))
    said: list[str] = []
    window.support.said.connect(said.append)
    window.actions_of["shape_report"].trigger()
    qtbot.waitUntil(lambda: bool(said))
    assert desk.shapes.saved == [tmp_path / "for support.json"]
    assert said[0].startswith("Saved to for support.json. It tells how ClubOS answers")


def test_without_a_refresh_it_says_that_there_is_none(
    window: MainWindow,
    desk: FakeDesk,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(monkeypatch, str(tmp_path / "x.json"))
    desk.shapes.error = ReportAbsent()
    said: list[str] = []
    window.support.said.connect(said.append)
    window.actions_of["shape_report"].trigger()
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["There is no report yet. It is made by a refresh. Refresh once, then save it."]


def test_nothing_is_saved_where_no_place_is_chosen(
    window: MainWindow, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(monkeypatch, "")
    window.actions_of["shape_report"].trigger()
    assert desk.shapes.saved == []
