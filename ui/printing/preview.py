"""The print dialog and the preview: choose paper, privacy and printer, see it, print it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QLocale, QStandardPaths, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QPageSize, QPalette, QShortcut
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo, QPrintPreviewDialog
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QComboBox,
    QDialog,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gymdesk.errors import DeskError, UsageError
from ui.printing.pdf import pdf_page_count, write_pdf
from ui.printing.progress import Progress
from ui.widgets.button import Button, escaped_mnemonics
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.printing.sheet import Orientation, Paper, Sheet
    from ui.printing.wording import Privacy
    from ui.style import Style

WIDTH_PX: Final = 476
_AS_PDF: Final = ""


@dataclass(frozen=True)
class Printed:
    """What left the desk: pages and people, and the file, or the printer's name."""

    pages: int
    clients: int
    path: Path | None = None
    printer: str = ""


def asked_path(parent: QWidget, suggested: str) -> Path | None:
    """Ask where the PDF shall lie; None when the question was cancelled."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    title = QApplication.translate("PrintDialog", "Save as PDF")
    chosen, _ = QFileDialog.getSaveFileName(
        parent, title, str(Path(folder) / suggested), "PDF (*.pdf)"
    )
    if not chosen:
        return None
    path = Path(chosen)
    return path if path.suffix.casefold() == ".pdf" else path.with_name(f"{path.name}.pdf")


def make_printer(
    sheet: Sheet, name: str = "", paper: Paper = "auto", orientation: Orientation = "auto"
) -> QPrinter:
    """Return the printer of that name, or the usual one, set to the sheet's paper."""
    mode = QPrinter.PrinterMode.HighResolution
    chosen = QPrinterInfo.printerInfo(name) if name else QPrinterInfo.defaultPrinter()
    printer = QPrinter(mode) if chosen.isNull() else QPrinter(chosen, mode)
    printer.setPageLayout(sheet.page_layout(paper, orientation))
    printer.setDocName(sheet.title)
    printer.setCreator("GymDesk")
    return printer


class Preview(QPrintPreviewDialog):
    """The sheet as it comes out of the printer; prints from here as well."""

    def __init__(self, sheet: Sheet, printer: QPrinter, parent: QWidget | None = None) -> None:
        super().__init__(printer, parent)
        self._sheet = sheet  # the printer and the sheet live as long as their preview
        self._printer = printer
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("{title}: preview").format(title=sheet.title))
        self.resize(1100, 800)
        for choice in self.findChildren(QComboBox):
            choice.setMinimumWidth(120)  # Qt's own zoom field is too narrow for our padding
        self._painting = False
        self.paintRequested.connect(self.on_paint_requested)

    @Slot(QPrinter)
    def on_paint_requested(self, printer: QPrinter) -> None:
        """Paint the pages; a long list shows how far it is, and stops where it is told to."""
        if self._painting:
            return  # the window breathes while it paints: once is enough
        self._painting = True
        progress = Progress(self.tr("Preparing the pages…"), self)
        try:
            self._sheet.paint(printer, progress.tell, progress.wasCanceled)
        finally:
            self._painting = False
            progress.end()


def open_preview(parent: QWidget | None, sheet: Sheet, printer: QPrinter | None = None) -> Preview:
    """Show the preview of *sheet* over *parent* and return it."""
    preview = Preview(sheet, printer or make_printer(sheet), parent)
    preview.open()
    return preview


class PrintDialog(QDialog):
    """Asks how to print a sheet, and prints it or saves it as PDF.

    An error stays in the dialog, with its way out; nothing is half printed without a word.
    *others* are further ways to put the same list on paper, to be chosen under "What".
    """

    printed = Signal(object)
    refresh_chosen = Signal(object)

    def __init__(
        self,
        style: Style,
        sheet: Sheet,
        parent: QWidget | None = None,
        *,
        paper: Paper = "auto",
        may_refresh: bool = False,
        others: Sequence[Sheet] = (),
        ask_path: Callable[[QWidget, str], Path | None] = asked_path,
    ) -> None:
        super().__init__(parent)
        self._style = style
        self._ways = (sheet, *others)
        self._sheets = {(at, way.privacy): way for at, way in enumerate(self._ways)}
        self._first = sheet
        self._ask_path = ask_path
        self.setObjectName("dialog")
        self.setWindowTitle(self.tr("Print"))
        self._build(paper, may_refresh)
        self._connect()
        self._tell_count()

    @property
    def sheet(self) -> Sheet:
        """Return the sheet with the chosen privacy."""
        privacy = cast("Privacy", self._privacy.currentData())
        sheet = self._sheets.get((self.way, privacy))
        if sheet is None:
            sheet = self._ways[self.way].with_privacy(privacy)
            progress = Progress(self.tr("Preparing the list…"), self)
            try:
                sheet.compose(progress.step)  # stopped, it is composed when it is needed
            finally:
                progress.end()
            self._sheets[self.way, privacy] = sheet
        return sheet

    @property
    def way(self) -> int:
        """Return which way was chosen: 0 = the list as on screen."""
        return max(0, self._what_choice.checkedId())

    @property
    def paper(self) -> Paper:
        """Return the chosen paper."""
        return cast("Paper", self._paper.currentData())

    @property
    def orientation(self) -> Orientation:
        """Return the chosen direction of the paper."""
        return cast("Orientation", self._orientation.currentData())

    @property
    def printer_name(self) -> str:
        """Return the chosen printer, "" for a PDF."""
        return str(self._printer.currentData())

    # --- slots ------------------------------------------------------------------------------------

    @Slot()
    def on_choice_changed(self) -> None:
        """Count the pages anew and name the button after what it will do."""
        self._say_orientation()
        self._tell_count()
        self._say_verb()
        self._failed.hide()

    @Slot(int, bool)
    def on_way_toggled(self, _way: int, on: bool) -> None:
        """Take the sheet that was chosen."""
        if on:
            self.on_choice_changed()

    @Slot()
    def on_preview_clicked(self) -> None:
        """Show the sheet with the choices made."""
        printer = make_printer(self.sheet, self.printer_name, self.paper, self.orientation)
        open_preview(self, self.sheet, printer)

    @Slot()
    def on_print_clicked(self) -> None:
        """Print, or save as PDF, and close; an error keeps the dialog open."""
        try:
            done = self._saved() if self.printer_name == _AS_PDF else self._sent()
        except DeskError as error:
            self._tell_error(error)
            return
        if done is not None:
            self.printed.emit(done)
            self.accept()

    @Slot()
    def on_refresh_clicked(self) -> None:
        """Close without printing: newer figures come first."""
        self.refresh_chosen.emit(self._first)
        self.reject()

    # --- printing ---------------------------------------------------------------------------------

    def _saved(self) -> Printed | None:
        path = self._ask_path(self, self.sheet.file_name)
        if path is None:
            return None
        progress = Progress(self.tr("Writing the pages…"), self)
        try:
            pages = write_pdf(
                self.sheet,
                path,
                self.paper,
                self.orientation,
                progress=progress.tell,
                cancelled=progress.wasCanceled,
            )
        finally:
            stopped = progress.end()
        if stopped:
            self._tell(self.tr("Cancelled. No file was written."))
            return None
        return Printed(pages, self.sheet.clients, path=path)

    def _sent(self) -> Printed | None:
        name = self.printer_name
        if QPrinterInfo.printerInfo(name).isNull():
            raise UsageError(f"The printer {name} is not there. Choose another one.")
        printer = make_printer(self.sheet, name, self.paper, self.orientation)
        progress = Progress(self.tr("Sending the pages…"), self)

        def stop() -> bool:
            if progress.wasCanceled():
                printer.abort()  # what was not sent yet stays here
            return progress.wasCanceled()

        try:
            pages = self.sheet.paint(printer, progress.tell, stop)
        finally:
            stopped = progress.end()
        if stopped:
            self._tell(self.tr("Cancelled. The printer may have begun."))
            return None
        if printer.printerState() == QPrinter.PrinterState.Error:
            raise UsageError(f"The printer {name} did not take the list.")
        return Printed(pages, self.sheet.clients, printer=name)

    # --- building ---------------------------------------------------------------------------------

    def _build(self, paper: Paper, may_refresh: bool) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 16, 16)
        outer.setSpacing(12)
        outer.addWidget(Label(self._style, "panel", "text", self.tr("Print")))
        outer.addLayout(self._what())
        outer.addLayout(self._choices(paper))
        warning = self._warning_block(may_refresh)
        warning.setVisible(bool(self._first.warning))
        outer.addWidget(warning)
        self._failed = Label(self._style, "body", "bad")
        self._failed.setWordWrap(True)
        self._failed.hide()
        outer.addWidget(self._failed)
        outer.addStretch(1)
        self._line = QWidget()
        self._line.setFixedHeight(1)
        self._line.setAutoFillBackground(True)
        outer.addWidget(self._line)
        outer.addLayout(self._buttons())
        self.setMinimumWidth(self._style.px(WIDTH_PX))

    def _what(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(Label(self._style, "label_medium", "text2", self.tr("What")))
        self._what_choice = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(16)
        for at, way in enumerate(self._ways):
            words = way.title
            if at == 0:
                words = self.tr("{title}, as on screen").format(title=words)
            if len(self._ways) == 1:
                row.addWidget(Label(self._style, "body", "text", words))
                break
            choice = QRadioButton(escaped_mnemonics(words))
            choice.setChecked(at == 0)
            self._what_choice.addButton(choice, at)
            row.addWidget(choice)
        row.addStretch(1)
        column.addLayout(row)
        return column

    def _choices(self, paper: Paper) -> QGridLayout:
        self._paper = QComboBox()
        self._paper.addItem(self.tr("A4"), "a4")
        self._paper.addItem(self.tr("Letter"), "letter")
        is_letter = self._first.page_size(paper) == QPageSize.PageSizeId.Letter
        self._paper.setCurrentIndex(1 if is_letter else 0)
        self._orientation = QComboBox()
        self._orientation.addItem("", "auto")
        self._orientation.addItem(self.tr("Portrait"), "portrait")
        self._orientation.addItem(self.tr("Landscape"), "landscape")
        self._say_orientation()
        self._privacy = QComboBox()
        self._privacy.addItem(self.tr("In full"), "full")
        self._privacy.addItem(self.tr("Public view: shortened"), "public")
        self._privacy.setCurrentIndex(max(0, self._privacy.findData(self._first.privacy)))
        self._printer = QComboBox()
        self._fill_printers()
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        self._field(grid, 0, 0, self.tr("&Paper"), self._paper)
        self._field(grid, 0, 1, self.tr("&Orientation"), self._orientation)
        grid.setRowMinimumHeight(2, 4)
        self._field(grid, 3, 0, self.tr("&Names and phones"), self._privacy)
        self._field(grid, 3, 1, self.tr("P&rinter"), self._printer)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _say_orientation(self) -> None:
        turned = self._ways[self.way].is_landscape
        words = self.tr("Automatic: landscape") if turned else self.tr("Automatic: portrait")
        self._orientation.setItemText(0, words)

    def _field(
        self, grid: QGridLayout, row: int, column: int, title: str, choice: QComboBox
    ) -> None:
        label = Label(self._style, "label_medium", "text2", title)
        label.setBuddy(choice)
        choice.setAccessibleName(title.replace("&", ""))
        choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setMinimumContentsLength(12)
        grid.addWidget(label, row, column)
        grid.addWidget(choice, row + 1, column)

    def _fill_printers(self) -> None:
        for name in QPrinterInfo.availablePrinterNames():
            self._printer.addItem(name, name)
        self._printer.addItem(self.tr("Save as PDF"), _AS_PDF)
        usual = self._printer.findData(QPrinterInfo.defaultPrinterName())
        self._printer.setCurrentIndex(usual if usual >= 0 else 0)

    def _warning_block(self, may_refresh: bool) -> QFrame:
        block = QFrame()
        block.setProperty("sunken", "true")
        row = QHBoxLayout(block)
        row.setContentsMargins(12, 10, 12, 10)
        row.setSpacing(10)
        self._warning_icon = QLabel()
        row.addWidget(self._warning_icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        said = Label(self._style, "body_bold", "text", self._first.warning)
        said.setWordWrap(True)
        words.addWidget(said)
        words.addWidget(
            Label(self._style, "label", "text2", self.tr("The sheet says so above the table."))
        )
        row.addLayout(words, 1)
        self._refresh = Button(self._style, self.tr("Refresh &first"), icon="refresh")
        self._refresh.setVisible(may_refresh)
        row.addWidget(self._refresh, 0, Qt.AlignmentFlag.AlignVCenter)
        return block

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._count = Label(self._style, "label", "text2")
        self._preview = Button(self._style, self.tr("Pre&view"))
        self._cancel = Button(self._style, self.tr("Cancel"), kind="quiet")
        self._print = Button(self._style, self.tr("Print"), kind="primary", icon="print")
        self._print.setDefault(True)
        self._say_verb()
        row.addWidget(self._count, 1)
        for button in (self._preview, self._cancel, self._print):
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        for choice in (self._paper, self._orientation, self._privacy, self._printer):
            choice.currentIndexChanged.connect(self.on_choice_changed)
        self._what_choice.idToggled.connect(self.on_way_toggled)
        self._preview.clicked.connect(self.on_preview_clicked)
        self._cancel.clicked.connect(self.reject)
        self._print.clicked.connect(self.on_print_clicked)
        self._refresh.clicked.connect(self.on_refresh_clicked)
        confirm = QShortcut(QKeySequence(Qt.Modifier.CTRL | Qt.Key.Key_Return), self)
        confirm.activated.connect(self.on_print_clicked)
        self._style.changed.connect(self.on_style_changed)
        self.on_style_changed()

    @Slot()
    def on_style_changed(self) -> None:
        """Take the warning's icon and the hairline anew."""
        palette = self._line.palette()
        palette.setColor(QPalette.ColorRole.Window, self._style.colour("line"))
        self._line.setPalette(palette)
        ratio = self.devicePixelRatioF()
        self._warning_icon.setPixmap(self._style.pixmap("st-warn", "warn", 16, ratio))

    def _tell_error(self, error: DeskError) -> None:
        self._tell(self._first.in_words(error))

    def _tell(self, words: str) -> None:
        self._failed.setText(words)
        self._failed.show()
        room = self.heightForWidth(self.width())
        self.resize(self.width(), max(self.height(), room, self.sizeHint().height()))

    def _say_verb(self) -> None:
        saves = self.printer_name == _AS_PDF
        self._print.setText(self.tr("Save PDF") if saves else self.tr("Print"))

    def _tell_count(self) -> None:
        pages = pdf_page_count(self.sheet, self.paper, self.orientation)
        clients = self.sheet.clients
        number = QLocale().toString
        said = (
            self.tr("1 page") if pages == 1 else self.tr("{n} pages").format(n=number(pages)),
            self.tr("1 client")
            if clients == 1
            else self.tr("{n} clients").format(n=number(clients)),
        )
        self._count.setText(", ".join(said))
