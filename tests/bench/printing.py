"""(d) A collections list of 2,000 rows as PDF, against the same table by reportlab."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale

from gymdesk.clock import FixedClock
from gymdesk.queries import Queries
from gymdesk.store.opening import file_url
from gymdesk.store.unit_of_work import Store
from tests.bench.stores import AT, CLUB_ID, make_store
from tests.bench.table import Line, median
from ui.phrases import Phrases
from ui.printing.collections_sheet import CollectionsSheet
from ui.printing.pdf import write_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.rows import CollectionsList
    from ui.printing.contents import Contents


def bench(folder: Path, rows: int, repeats: int) -> list[Line]:
    """Return our PDF against reportlab's: the same cells, a head on each page, page x of y."""
    shown = _collections(folder / "printing.db", rows)
    ours_ms, theirs_ms = [], []
    pages = their_pages = 0
    contents = _sheet(shown).contents
    for _ in range(repeats + 1):  # the first round loads fonts, on both sides
        gc.collect()
        started_s = time.perf_counter()
        pages = write_pdf(_sheet(shown), folder / "ours.pdf")
        ours_ms.append((time.perf_counter() - started_s) * 1000)
        gc.collect()
        started_s = time.perf_counter()
        their_pages = _reportlab(contents, folder / "theirs.pdf")
        theirs_ms.append((time.perf_counter() - started_s) * 1000)
    said = {
        "rows": len(shown.rows),
        "columns": len(contents.columns),
        "pages": f"{pages} (reportlab {their_pages})",
        "repeats": repeats,
        "ours": "from rows to file, words and second lines composed as well",
    }
    against = "reportlab LongTable of the composed cells and second lines, page x of y"
    return [
        Line("d", f"PDF of {rows} rows", median(ours_ms[1:]), "ms", median(theirs_ms[1:]), against,
             1.0, "ratio", said),
    ]  # fmt: skip


def _collections(path: Path, rows: int) -> CollectionsList:
    from dataclasses import replace

    make_store(path, rows * 5)
    store = Store.open(file_url(path))
    shown = Queries(store, FixedClock(AT)).collections(CLUB_ID)
    store.close()
    return replace(shown, rows=shown.rows[:rows])


def _sheet(shown: CollectionsList) -> CollectionsSheet:
    clock = FixedClock(AT)
    return CollectionsSheet(
        shown,
        Phrases(QLocale("en_US"), "America/New_York", clock),
        printed_by="Jo",
        printed_at_utc=clock.now_utc(),
        filter_words="",
        order_words="unknown first, then by amount",
    )


def _reportlab(contents: Contents, path: Path) -> int:
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import landscape, letter
    from reportlab.lib.units import mm
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import LongTable, SimpleDocTemplate, TableStyle

    class NumberedCanvas(Canvas):
        """Writes "Page x of y" when all pages are known."""

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.states: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self.states.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for state in self.states:
                self.__dict__.update(state)
                self.setFont("Helvetica", 8)
                count = f"Page {self._pageNumber} of {len(self.states)}"
                self.drawRightString(267 * mm, 8 * mm, count)
                super().showPage()
            super().save()

    body = [[column.title for column in contents.columns]]
    for row in contents.rows:
        cells = list(row.cells)
        if row.line:
            cells[contents.name_at] = f"{cells[contents.name_at]}\n{row.line[:60]}"
        body.append(cells)
    widths = [column.width_mm * mm for column in contents.columns]
    table = LongTable(body, colWidths=widths, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("FONT", (0, 0), (-1, -1), "Helvetica", 7),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.grey),
                ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey),
                ("ALIGN", (3, 0), (-2, -1), "RIGHT"),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    made: list[NumberedCanvas] = []

    def canvas(*args: Any, **kwargs: Any) -> NumberedCanvas:
        made.append(NumberedCanvas(*args, **kwargs))
        return made[-1]

    margin = 6 * mm
    document = SimpleDocTemplate(
        str(path),
        pagesize=landscape(letter),
        leftMargin=margin,
        rightMargin=margin,
        topMargin=margin,
        bottomMargin=12 * mm,
    )
    document.build([table], canvasmaker=canvas)
    return len(made[-1].states)
