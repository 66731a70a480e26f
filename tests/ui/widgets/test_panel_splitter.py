"""The list and its panel: who gets the room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QWidget

from ui.widgets.panel_splitter import PanelSplitter


@pytest.fixture
def splitter(qtbot) -> PanelSplitter:
    listing, panel = QWidget(), QWidget()
    panel.setMinimumWidth(320)
    made = PanelSplitter(listing, panel, wide=640, narrow=500, list_at_most=860)
    qtbot.addWidget(made)
    return made


def shown(splitter: PanelSplitter, width: int) -> list[int]:
    splitter.resize(QSize(width, 600))
    splitter.show()
    return splitter.sizes()


def test_the_panel_keeps_its_width_however_small_the_window_was_before(splitter) -> None:
    assert shown(splitter, 400)[1] >= 320  # squeezed, while the window is being built
    splitter.set_narrow(True)
    splitter.set_narrow(False)
    assert shown(splitter, 1231) == [590, 640]


def test_a_narrow_window_has_a_panel_width_of_its_own(splitter) -> None:
    shown(splitter, 1231)
    splitter.set_narrow(True)
    assert shown(splitter, 968)[1] == 500
    splitter.set_narrow(False)
    assert shown(splitter, 1231)[1] == 640


def test_the_list_takes_the_spare_width_up_to_its_most(splitter) -> None:
    assert shown(splitter, 1301) == [660, 640]
    assert shown(splitter, 2001) == [860, 1140]


def test_what_was_dragged_is_kept_over_a_change_of_the_window(splitter) -> None:
    shown(splitter, 1231)
    moved = QSignalSpy(splitter.splitterMoved)
    splitter.moveSplitter(700, 1)
    assert moved.count() == 1
    assert splitter.panel_widths[0] == 530
    shown(splitter, 1331)
    assert splitter.sizes() == [800, 530]


def test_a_panel_below_the_list_leaves_the_widths_alone(splitter) -> None:
    shown(splitter, 1231)
    splitter.set_stacked(True)
    splitter.moveSplitter(200, 1)
    assert splitter.panel_widths == (640, 500)
    splitter.set_stacked(False)
    assert shown(splitter, 1231) == [590, 640]


def test_a_panel_below_the_list_has_its_part_of_any_height_until_it_is_dragged(splitter) -> None:
    splitter.set_stacked(True)  # while the window is being built
    shown(splitter, 1231)
    splitter.resize(QSize(1231, 800))
    assert splitter.sizes()[1] == 320
    splitter.moveSplitter(300, 1)
    splitter.resize(QSize(1231, 400))
    assert splitter.sizes()[1] == pytest.approx(250, abs=2)
