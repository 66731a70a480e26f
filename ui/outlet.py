"""The outlet: what leaves the window as paper, PDF, file or clipboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog

from gymdesk.errors import DeskError
from gymdesk.rows import ClientList, CollectionsList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gymdesk.clock import Clock
    from gymdesk.rows.changes import ChangeList
    from ui.models.row_table import RowTable
    from ui.phrases import Phrases
    from ui.printing.client_lists import Worklist
    from ui.printing.sheet import Sheet
    from ui.style import Style

Shown = ClientList | CollectionsList


class Outlet(QObject):
    """Prints and exports lists as they are on screen. Errors and results go to `said`."""

    said = Signal(object)
    refresh_wanted = Signal()

    def __init__(self, style: Style, phrases: Phrases, clock: Clock, window: QWidget) -> None:
        super().__init__(window)
        self._style = style
        self._phrases = phrases
        self._clock = clock
        self._window = window
        self.staff = ""
        self.paper = "auto"

    def sheet(
        self,
        shown: Shown,
        filter_words: str,
        order_words: str,
        columns: Sequence[str] | None = None,
        worklist: Worklist | None = None,
    ) -> Sheet:
        """Return the sheet of a list, with the *columns* of the screen."""
        from ui.printing.clients_sheet import ClientsSheet  # here: printing loads slowly
        from ui.printing.collections_sheet import CollectionsSheet

        said: dict[str, Any] = {
            "printed_by": self.staff,
            "printed_at_utc": self._clock.now_utc(),
            "filter_words": filter_words,
            "order_words": order_words,
            "columns": columns,
        }
        if isinstance(shown, CollectionsList):
            return CollectionsSheet(shown, self._phrases, worklist=worklist, **said)
        return ClientsSheet(shown, self._phrases, **said)

    def call_sheet(
        self,
        shown: CollectionsList,
        filter_words: str,
        order_words: str,
        worklist: Worklist,
    ) -> Sheet:
        """Return the sheet to make calls from."""
        from ui.printing.call_sheet import CallSheet

        return CallSheet(
            shown,
            self._phrases,
            printed_by=self.staff,
            printed_at_utc=self._clock.now_utc(),
            filter_words=filter_words,
            order_words=order_words,
            why=worklist.why,
            off=worklist.off_the_list,
        )

    def print_list(
        self,
        shown: Shown,
        filter_words: str,
        order_words: str,
        columns: Sequence[str] | None = None,
        worklist: Worklist | None = None,
    ) -> None:
        """Open the print dialog; a *worklist* prints as a call sheet as well."""
        from ui.printing.preview import PrintDialog

        paper: Any = self.paper
        sheet = self._composed(shown, filter_words, order_words, columns, worklist)
        if sheet is None:
            return
        others: list[Sheet] = []
        if isinstance(shown, CollectionsList) and worklist is not None:
            others.append(self.call_sheet(shown, filter_words, order_words, worklist))
        dialog = PrintDialog(
            self._style, sheet, self._window, paper=paper, may_refresh=True, others=others
        )
        dialog.printed.connect(self.on_printed)
        dialog.refresh_chosen.connect(self.on_refresh_chosen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def print_changes(self, changes: ChangeList) -> None:
        """Open the print dialog with what changed since the last look."""
        from ui.change_words import ChangeWords
        from ui.printing.changes_sheet import ChangesSheet
        from ui.printing.preview import PrintDialog

        paper: Any = self.paper
        sheet = ChangesSheet(
            changes,
            self._phrases,
            ChangeWords(self._phrases, self),
            printed_by=self.staff,
            printed_at_utc=self._clock.now_utc(),
        )
        dialog = PrintDialog(self._style, sheet, self._window, paper=paper)
        dialog.printed.connect(self.on_printed)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def preview_list(
        self,
        shown: Shown,
        filter_words: str,
        order_words: str,
        columns: Sequence[str] | None = None,
        worklist: Worklist | None = None,
    ) -> None:
        """Open the print preview."""
        from ui.printing.preview import open_preview

        sheet = self._composed(shown, filter_words, order_words, columns, worklist)
        if sheet is not None:
            open_preview(self._window, sheet)

    def _composed(
        self,
        shown: Shown,
        filter_words: str,
        order_words: str,
        columns: Sequence[str] | None,
        worklist: Worklist | None,
    ) -> Sheet | None:
        """Return the sheet with all its words; None where a long list was stopped on the way."""
        from ui.printing.progress import Progress

        sheet = self.sheet(shown, filter_words, order_words, columns, worklist)
        progress = Progress(self.tr("Preparing the list…"), self._window)
        try:
            whole = sheet.compose(progress.step)
        finally:
            progress.end()
        if not whole:
            self.said.emit(self.tr("Cancelled. Nothing was printed."))
        return sheet if whole else None

    def export_list(self, shown: Shown) -> None:
        """Ask for a file and write the list as CSV or, by its ending, as a workbook."""
        name = "Collections" if isinstance(shown, CollectionsList) else "Clients"
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suggested = str(Path(folder) / f"{name} {shown.today_on.isoformat()}.csv")
        kinds = self.tr("CSV (*.csv);;Excel (*.xlsx)")
        chosen, kind = QFileDialog.getSaveFileName(
            self._window, self.tr("Export"), suggested, kinds
        )
        if not chosen:
            return
        path = Path(chosen)
        if not path.suffix:
            path = path.with_suffix(".xlsx" if "xlsx" in kind else ".csv")
        self.write(shown, path)

    def write(self, shown: Shown, path: Path) -> None:
        """Write the list to *path* and say so."""
        from gymdesk import export

        try:
            if path.suffix.casefold() == ".xlsx":
                if isinstance(shown, CollectionsList):
                    export.collections_xlsx(shown, path)
                else:
                    export.clients_xlsx(shown, path)
            elif isinstance(shown, CollectionsList):
                export.write_csv(export.collections_csv(shown), path)
            else:
                export.write_csv(export.clients_csv(shown), path)
        except DeskError as error:
            title, message = self._phrases.error(error)
            self.said.emit(f"{title}. {message}")
            return
        words = self.tr("{clients} exported to {file}")
        clients = self._phrases.clients(len(shown.rows))
        self.said.emit(words.format(clients=clients, file=path.name))

    def order_words(self, table: RowTable[Any]) -> str:
        """Return how the list is sorted, for the sheet; "" for the order it came in."""
        if table.sorted_by is None:
            return ""
        column, order = table.sorted_by
        title = table.columns[column].title.lower()
        if order == Qt.SortOrder.DescendingOrder:
            return self.tr("by {column}, largest first").format(column=title)
        return self.tr("by {column}").format(column=title)

    @Slot(object)
    def on_printed(self, printed: Any) -> None:
        """Say what was printed."""
        clients = self._phrases.clients(printed.clients)
        pages = self.tr("1 page") if printed.pages == 1 else self.tr("{n} pages")
        if printed.path is not None:
            words = self.tr("{clients} on {pages} saved to {file}")
            name = printed.path.name
        else:
            words = self.tr("{clients} on {pages} sent to {file}")
            name = printed.printer
        told = words.format(clients=clients, pages=pages.format(n=printed.pages), file=name)
        self.said.emit(told)

    @Slot(object)
    def on_refresh_chosen(self, _sheet: object) -> None:
        """Refresh before printing."""
        self.refresh_wanted.emit()
