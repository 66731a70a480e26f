"""Printing a long list: it shows how far it is, and Cancel leaves nothing behind."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QLabel, QPushButton

from tests.conftest import SCALE
from tests.printing.builders import client_row, collections_of
from ui.printing.preview import PrintDialog, open_preview
from ui.printing.progress import Progress
from ui.style import Style

ROWS = int(400 * SCALE)


@pytest.fixture
def long_sheet(collections_sheet):
    return collections_sheet(collections_of([client_row(n) for n in range(1, ROWS + 1)]))


@pytest.fixture
def impatient(monkeypatch):
    """Cancel as soon as so many steps were told."""

    def after(steps: int) -> list[tuple[int, int]]:
        told: list[tuple[int, int]] = []

        def step(self: Progress, done: int, of: int) -> bool:
            told.append((done, of))
            if len(told) >= steps:
                self.cancel()
            return self.wasCanceled()

        monkeypatch.setattr(Progress, "step", step)
        return told

    return after


def test_composing_tells_each_row_and_stops_when_told(long_sheet):
    told = []
    assert not long_sheet.compose(lambda done, of: told.append((done, of)) or done == 3)
    assert told == [(1, ROWS), (2, ROWS), (3, ROWS)]
    assert long_sheet.compose(lambda done, of: False)
    assert long_sheet.clients == ROWS


@pytest.mark.skipif(bool(QPrinterInfo.availablePrinterNames()), reason="would reach a printer")
def test_a_pdf_cancelled_in_the_middle_leaves_no_file_and_the_dialog_open(
    qtbot, long_sheet, tmp_path, impatient
):
    told = impatient(2)
    path = tmp_path / "list.pdf"
    dialog = PrintDialog(Style(), long_sheet, ask_path=lambda parent, name: path)
    qtbot.addWidget(dialog)
    dialog.show()
    heard = []
    dialog.printed.connect(heard.append)
    save = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Save PDF")
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    assert [done for done, _ in told] == [1, 2]
    assert told[0][1] > 5
    assert not path.exists()
    assert heard == []
    assert dialog.isVisible()
    said = [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]
    assert "Cancelled. No file was written." in said


def test_a_preview_can_be_stopped_and_shows_what_there_is(qtbot, long_sheet, impatient):
    told = impatient(2)
    preview = open_preview(None, long_sheet)
    qtbot.addWidget(preview)
    qtbot.waitUntil(lambda: len(told) >= 2)
    assert told[0][1] > 5


def test_progress_appears_for_what_takes_long_and_hears_cancel(qtbot):
    progress = Progress("Writing the pages…")
    qtbot.addWidget(progress)
    progress.setMinimumDuration(0)
    progress.forceShow()
    assert not progress.step(1, 10)
    button = progress.findChild(QPushButton)
    assert button.text() == "Cancel"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert progress.step(2, 10)
    assert progress.end()
    assert not progress.isVisible()


def test_short_work_shows_no_progress(qtbot):
    progress = Progress("Writing the pages…")
    qtbot.addWidget(progress)
    for page in range(1, 20):
        assert not progress.step(page, 20)
    assert not progress.isVisible()
    assert not progress.end()
