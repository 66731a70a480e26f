"""The tour: refreshes, prints the collections list, and saves a picture of each pane."""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication

from ui.app import Program
from ui.printing.pdf import write_pdf
from ui.start import Options, make_app
from ui.style import Theme
from ui.window_geometry import FIRST

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.errors import DeskError
    from ui.panes.clients import ClientsPane
    from ui.panes.collections import CollectionsPane

LONGEST_S = 120.0
SETTLE_S = 0.4
THEMES = (Theme.LIGHT, Theme.DARK)


class _Outcome(QObject):
    """Remembers how opening and refreshing ended."""

    def __init__(self) -> None:
        super().__init__()
        self.error: DeskError | None = None
        self.refreshed = False

    def reason(self) -> str | None:
        """Return what went wrong, None if nothing did."""
        return None if self.error is None else str(self.error)

    @Slot(object)
    def on_refused(self, error: DeskError) -> None:
        """Remember that the desk did not open."""
        self.error = error

    @Slot(object)
    def on_ended(self, error: DeskError | None) -> None:
        """Remember how the refresh ended."""
        self.refreshed = True
        self.error = error


def run_tour(options: Options) -> int:
    """Return 0 if the list was refreshed, printed and pictured; 1 with a word on stderr if not."""
    app = make_app(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="gymdesk-tour-") as scratch:
        if options.demo and options.data_dir is None:
            options = replace(options, data_dir=Path(scratch))
        program = Program(app, options)
        try:
            return _tour(program, options)
        finally:
            program.window.close()
            program.close()


def _tour(program: Program, options: Options) -> int:
    window, outcome = program.window, _Outcome()
    program.desk_refused.connect(outcome.on_refused)
    window.refreshing.ended.connect(outcome.on_ended)
    window.resize(*FIRST)
    program.start()
    if not _wait(lambda: program.feed.club is not None or outcome.error is not None):
        return _failed("the store did not open in time")
    if (reason := outcome.reason()) is not None:
        return _failed(reason)
    if options.demo:  # the demo gym is refreshed by itself
        if not _wait(lambda: outcome.refreshed):
            return _failed("the refresh did not end in time")
        if (reason := outcome.reason()) is not None:
            return _failed(reason)
    _settle(program)
    window.collections.chips.choose("all")  # the paper has everybody who owes
    shown = window.collections.shown_list()
    if shown is None or shown.figures_from_utc is None:
        return _failed("there are no figures to show")
    if options.print_to is not None:
        options.print_to.parent.mkdir(parents=True, exist_ok=True)
        pane, outlet = window.collections, window.outlet
        order, columns = outlet.order_words(pane.table), pane.view.wanted_columns()
        sheet = outlet.sheet(shown, pane.filter_words(), order, columns, pane.worklist())
        pages = write_pdf(sheet, options.print_to)
        _say(f"{options.print_to}: {pages} page(s), {len(shown.rows)} clients")
    window.collections.chips.choose("to_do")
    if options.screenshots is not None:
        _take_pictures(program, options.screenshots)
    return 0


def _take_pictures(program: Program, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    window = program.window
    for theme in THEMES:
        program.style.set_theme(theme)
        for key in window.panes:
            window.show_pane(key, focus=True)
            _select_a_debtor(program, key)
            _settle(program)
            file = folder / f"{key}-{theme}.png"
            window.grab().save(str(file))
            _say(str(file))


def _select_a_debtor(program: Program, key: str) -> None:
    window = program.window
    listing: ClientsPane | CollectionsPane
    if key == "clients":
        listing = window.clients
    elif key == "collections":
        listing = window.collections
    else:
        return
    rows = listing.table.visible_rows()
    owing = next((row for row in rows if row.past_due_cents), rows[0] if rows else None)
    if owing is not None:
        listing.select(owing.client_id)


def _settle(program: Program) -> None:
    """Wait until nothing is read any more and all of it is painted."""
    until = time.monotonic() + SETTLE_S
    _wait(lambda: time.monotonic() >= until and not program.reader.busy)


def _wait(done: Callable[[], bool]) -> bool:
    until = time.monotonic() + LONGEST_S
    while not done():
        if time.monotonic() > until:
            return False
        QApplication.processEvents()
        time.sleep(0.005)
    return True


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _failed(reason: str) -> int:
    sys.stderr.write(f"gymdesk: {reason}\n")
    return 1
