"""The print dialog and the preview, without any printer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo, QPrintPreviewWidget
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton

from gymdesk.rows import RefreshIncomplete
from tests.printing.builders import collections_of, twenty_rows
from ui.printing.preview import PrintDialog, Printed, make_printer, open_preview
from ui.style import Style

pytestmark = pytest.mark.skipif(
    bool(QPrinterInfo.availablePrinterNames()), reason="would reach a real printer"
)


@pytest.fixture
def sheet(collections_sheet):
    return collections_sheet(collections_of(twenty_rows(), warning=RefreshIncomplete(3, 48)))


@pytest.fixture
def show(qtbot, sheet):
    def make(sheet=sheet, **changes) -> PrintDialog:
        dialog = PrintDialog(Style(), sheet, **changes)
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def button(dialog: PrintDialog, text: str) -> QPushButton:
    return next(b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == text)


def choice(dialog: PrintDialog, name: str) -> QComboBox:
    return next(c for c in dialog.findChildren(QComboBox) if c.accessibleName() == name)


def texts(dialog: PrintDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_without_a_printer_the_list_is_saved_as_pdf(qtbot, show, tmp_path):
    path = tmp_path / "list.pdf"
    asked = []
    dialog = show(ask_path=lambda parent, name: (asked.append(name), path)[1])
    heard = []
    dialog.printed.connect(heard.append)

    assert choice(dialog, "Printer").currentText() == "Save as PDF"
    qtbot.mouseClick(button(dialog, "Save PDF"), Qt.MouseButton.LeftButton)

    assert asked == ["Collections list 2026-11-20.pdf"]
    assert path.read_bytes().startswith(b"%PDF-")
    assert heard == [Printed(2, 20, path=path)]
    assert not dialog.isVisible()


def test_a_cancelled_question_for_the_file_keeps_the_dialog_open(qtbot, show):
    dialog = show(ask_path=lambda parent, name: None)

    qtbot.mouseClick(button(dialog, "Save PDF"), Qt.MouseButton.LeftButton)

    assert dialog.isVisible()


def test_an_error_is_said_in_the_dialog(qtbot, show, tmp_path):
    dialog = show(ask_path=lambda parent, name: tmp_path / "nowhere" / name)

    qtbot.mouseClick(button(dialog, "Save PDF"), Qt.MouseButton.LeftButton)

    assert dialog.isVisible()
    assert any("does not exist. Choose another one." in text for text in texts(dialog))


def test_pages_and_clients_are_counted_before_printing(show):
    dialog = show()

    assert "2 pages, 20 clients" in texts(dialog)


def test_paper_and_direction_change_the_count(show):
    dialog = show(paper="a4")

    choice(dialog, "Orientation").setCurrentIndex(1)

    assert dialog.orientation == "portrait"
    assert "1 page, 20 clients" in texts(dialog)


def test_public_view_makes_another_sheet_of_the_same_list(show, sheet):
    dialog = show()

    choice(dialog, "Names and phones").setCurrentIndex(1)
    public = dialog.sheet
    choice(dialog, "Names and phones").setCurrentIndex(0)

    assert public.privacy == "public"
    assert dialog.sheet is sheet


def test_the_paper_is_the_one_of_the_clubs_country(show):
    assert show().paper == "letter"
    assert show(paper="a4").paper == "a4"


def test_a_warning_offers_to_refresh_first(qtbot, show, sheet):
    dialog = show(may_refresh=True)
    heard = []
    dialog.refresh_chosen.connect(heard.append)

    said = RefreshIncomplete(3, 48).sentence
    assert f"Check before you call: {said}" in texts(dialog)
    qtbot.mouseClick(button(dialog, "Refresh first"), Qt.MouseButton.LeftButton)

    assert heard == [sheet]
    assert not dialog.isVisible()


def test_a_complete_list_has_no_warning_block(show, collections_sheet):
    dialog = show(collections_sheet(collections_of(twenty_rows())))

    assert "The sheet says so above the table." not in texts(dialog)


def test_the_preview_shows_all_pages(qtbot, sheet):
    preview = open_preview(None, sheet)
    qtbot.addWidget(preview)

    assert preview.findChild(QPrintPreviewWidget).pageCount() == 2
    assert preview.windowTitle() == "Collections list: preview"


def test_printer_and_pdf_lay_the_sheet_out_alike(qapp, sheet, tmp_path):
    printer = make_printer(sheet)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "by_printer.pdf"))

    counted = sheet.page_count(printer)

    assert sheet.paint(printer) == counted == 2
