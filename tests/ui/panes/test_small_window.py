"""In the smallest window nothing of a panel is cut off, and a form is seen as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QPushButton, QScrollArea

from gymdesk.domain.case_event import CaseMark
from gymdesk.domain.client import ClientId
from tests.ui.fakes import PEOPLE
from ui.panes.collections_case import form_kinds

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.ui.fakes import FakeDesk
    from ui.main_window import MainWindow

MARA = ClientId(117)
LONG = "mara.ellison-abernathy.montgomery@accounts.a-very-long-name.example.org"
SIZES = [(960, 640), (1024, 700)]


def spills(panel: QScrollArea) -> int:
    """Return by how many pixels what is in a panel is wider than the panel."""
    inside = panel.widget()
    return inside.minimumSizeHint().width() - panel.viewport().width()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_no_figure_of_a_panel_is_cut_off_at_the_right(
    desk: FakeDesk,
    open_window: Callable[..., MainWindow],
    qtbot: QtBot,
    width: int,
    height: int,
) -> None:
    desk.queries.people = tuple(
        replace(row, email=replace(row.email, text=LONG)) if row.client_id == MARA else row
        for row in PEOPLE
    )
    desk.commands.confirm_amount(MARA, 61_200, staff="Jo")
    window = open_window(desk, width, height)
    window.show_pane("clients")
    window.clients.select(MARA)
    qtbot.waitUntil(lambda: not window.detail.marks.isHidden())
    assert not window.detail.marks.confirmed.isHidden()
    assert spills(window.detail) <= 0
    window.show_pane("collections")
    window.collections.select(MARA)
    qtbot.waitUntil(lambda: not window.case.history.isHidden())
    assert spills(window.case) <= 0
    assert LONG in window.case.contacts.email.text


@pytest.mark.parametrize("name", [*form_kinds(), "mark"])
def test_a_form_is_seen_as_a_whole_when_it_opens(
    desk: FakeDesk, open_window: Callable[..., MainWindow], qtbot: QtBot, name: str
) -> None:
    window = open_window(desk, 960, 640)
    window.collections.select(MARA)
    form = window.case.open_form(name, CaseMark.WRITE_OFF if name == "mark" else None)
    assert form is not None
    view, save = window.case.viewport(), form.findChild(QPushButton, "case_save")

    def whole() -> bool:
        top = form.mapTo(view, QPoint(0, 0)).y()
        foot = save.mapTo(view, QPoint(0, save.height())).y()
        placed = form.y() > view.height() // 2 and form.height() >= form.sizeHint().height()
        return placed and save.y() > 0 and top >= 0 and foot <= view.height()

    qtbot.waitUntil(whole)
