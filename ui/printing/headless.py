"""The collections list as PDF for the command line: no window, no display, the same painter."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication

from ui.phrases import Phrases
from ui.printing.collections_sheet import CollectionsSheet
from ui.printing.pdf import write_pdf

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.clock import Clock
    from gymdesk.rows import CollectionsList
    from ui.printing.sheet import Paper
    from ui.printing.wording import Privacy


def print_collections(
    shown: CollectionsList,
    path: Path,
    clock: Clock,
    *,
    printed_by: str = "",
    paper: Paper = "auto",
    privacy: Privacy = "full",
) -> int:
    """Write the list to *path* as PDF and return its pages.

    Raises `StoreFull` and `UsageError`, as `write_pdf` does.
    """
    application = _application()
    phrases = Phrases(QLocale(shown.club.locale), shown.club.timezone, clock)
    count = len(shown.rows)
    sheet = CollectionsSheet(
        shown,
        phrases,
        printed_by=printed_by,
        printed_at_utc=clock.now_utc(),
        filter_words="1 client" if count == 1 else f"All {count} clients",
        order_words="unknown first, then by amount",
        privacy=privacy,
    )
    pages = write_pdf(sheet, path, paper)
    del application  # fonts and pages need it until here
    return pages


def _application() -> QGuiApplication:
    """Return the application that is there, or one that needs no display."""
    there = QGuiApplication.instance()
    if isinstance(there, QGuiApplication):
        return there
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QGuiApplication([sys.argv[0]])
