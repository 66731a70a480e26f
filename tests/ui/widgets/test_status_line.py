"""The status bar: the last message."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from ui.widgets.status_line import StatusLine

LONG = "ClubOS: 48 clients read. WODIFY: 90 clients, 36 leads, 10 invoices read & nothing lost."


def test_a_message_that_does_not_fit_ends_in_dots_and_is_whole_for_whoever_asks(qtbot, style):
    line = StatusLine(style)
    qtbot.addWidget(line)
    line.resize(320, 30)
    line.show()
    line.show_message(LONG)
    shown = line.findChild(QPushButton, "status_message")
    assert shown.text().endswith("…")
    assert line.message == LONG
    assert LONG.replace("&", "&amp;") in shown.toolTip()
    line.resize(1200, 30)
    qtbot.waitUntil(lambda: shown.text() == LONG.replace("&", "&&"))
