"""A sheet as a PDF file: painted in memory first, so that there is never half a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPdfWriter

from gymdesk.export import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.printing.sheet import Orientation, Paper, Sheet

RESOLUTION_DPI: Final = 600


def pdf_writer(
    stream: QIODevice, sheet: Sheet, paper: Paper = "auto", orientation: Orientation = "auto"
) -> QPdfWriter:
    """Return a device that writes the sheet's pages to *stream*."""
    writer = QPdfWriter(stream)
    writer.setResolution(RESOLUTION_DPI)
    writer.setPageLayout(sheet.page_layout(paper, orientation))
    writer.setTitle(sheet.title)
    writer.setCreator("GymDesk")
    return writer


def pdf_page_count(sheet: Sheet, paper: Paper = "auto", orientation: Orientation = "auto") -> int:
    """Return how many pages the sheet has as a PDF."""
    stream = QBuffer()
    return sheet.page_count(pdf_writer(stream, sheet, paper, orientation))


def write_pdf(
    sheet: Sheet,
    path: Path,
    paper: Paper = "auto",
    orientation: Orientation = "auto",
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> int:
    """Write the sheet to *path* and return its pages; 0 and no file when it was *cancelled*.

    Raises `StoreFull` and `UsageError`; a file that was there before is then still there.
    """
    stream = QBuffer()
    stream.open(QIODevice.OpenModeFlag.WriteOnly)
    stopped = False

    def stop() -> bool:
        nonlocal stopped
        stopped = stopped or (cancelled is not None and cancelled())
        return stopped

    pages = sheet.paint(pdf_writer(stream, sheet, paper, orientation), progress, stop)
    stream.close()
    if stopped:
        return 0
    write_whole(path, bytes(stream.data().data()))
    return pages
