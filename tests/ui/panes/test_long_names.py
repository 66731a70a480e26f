"""Names, addresses and packages without a blank in them: no panel grows wider than it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QScrollArea, QWidget

from gymdesk.rows import Contact
from tests.ui.fakes import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.ui.fakes import FakeDesk
    from ui.main_window import MainWindow

LONG = "Wolfeschlegelsteinhausenbergerdorff" * 8


@pytest.mark.parametrize("width_px", [1024, 1366, 1920])
@pytest.mark.parametrize("pane", ["clients", "collections"])
def test_everything_right_of_a_long_name_stays_in_sight(
    open_window: Callable[[FakeDesk], MainWindow],
    desk: FakeDesk,
    qtbot: QtBot,
    pane: str,
    width_px: int,
) -> None:
    owing = next(p for p in PEOPLE if p.past_due_cents)
    mail = Contact(f"{LONG.lower()}@example.com", "clubos")
    packages = tuple(replace(p, name=LONG) for p in owing.packages)
    worded = replace(
        owing, name=LONG, email=mail, phone=replace(mail, text=f"{LONG} 1"), packages=packages
    )
    desk.queries.people = (worded, *(p for p in PEOPLE if p is not owing))
    window = open_window(desk)
    window.resize(width_px, 768)
    window.show_pane(pane)
    shown = window.clients if pane == "clients" else window.collections
    assert shown.select(owing.client_id)
    qtbot.waitUntil(lambda: not window.kept[0].busy)  # type: ignore[attr-defined]
    panel = window.detail if pane == "clients" else window.case
    assert isinstance(panel, QScrollArea)
    inside = panel.widget()
    qtbot.waitUntil(lambda: inside.width() == panel.viewport().width())
    for part in inside.findChildren(QWidget):
        if part.isVisible():
            right = part.mapTo(inside, part.rect().topRight()).x()
            assert right <= inside.width(), f"{type(part).__name__} is pushed off the edge"
