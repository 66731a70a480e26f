"""The file that remembers how the window was left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QMainWindow, QWidget

from ui import window_geometry
from ui.widgets.panel_splitter import PanelSplitter


@pytest.fixture
def splitter(qtbot) -> PanelSplitter:
    made = PanelSplitter(QWidget(), QWidget(), wide=640, narrow=500)
    qtbot.addWidget(made)
    return made


def test_the_width_of_a_panel_is_there_again_at_the_next_start(qtbot, splitter, tmp_path) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    splitter.set_panel_widths(512, 333)
    window_geometry.save(window, {"clients": splitter}, tmp_path / "window.ini")
    splitter.set_panel_widths(640, 500)
    window_geometry.restore_splitters({"clients": splitter}, tmp_path / "window.ini")
    assert splitter.panel_widths == (512, 333)


@pytest.mark.parametrize("text", ["", "wide", "-5", "0", "99999", "@Invalid()"])
def test_a_width_that_is_none_leaves_the_first_one(splitter, tmp_path, text) -> None:
    file = tmp_path / "window.ini"
    settings = QSettings(str(file), QSettings.Format.IniFormat)
    settings.setValue("clients/panel", text)
    settings.sync()
    window_geometry.restore_splitters({"clients": splitter}, file)
    assert splitter.panel_widths == (640, 500)
