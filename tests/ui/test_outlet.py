"""The outlet: the list leaves as it is on screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.ui.fakes import Recorder
from ui.printing.preview import Printed

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def test_the_sheet_holds_the_rows_in_view(window: MainWindow) -> None:
    window.collections.on_tile_pressed("over 90")
    shown = window.collections.shown_list()
    assert shown is not None
    sheet = window.outlet.sheet(shown, "Over 90 days", "")
    assert sheet.clients == 2


def test_an_export_names_the_file_and_holds_the_rows_in_view(
    window: MainWindow, tmp_path: Path
) -> None:
    said = Recorder()
    window.outlet.said.connect(said.on_object)
    window.show_pane("clients")
    window.clients.chips.choose("unknown")
    shown = window.clients.shown_list()
    assert shown is not None
    window.outlet.write(shown, tmp_path / "list.csv")
    text = (tmp_path / "list.csv").read_text("utf-8-sig")
    assert "Ruben Castellanos" in text
    assert "Mara Ellison" not in text
    assert said.got == ["2 clients exported to list.csv"]


def test_a_folder_that_is_not_there_is_said(window: MainWindow, tmp_path: Path) -> None:
    said = Recorder()
    window.outlet.said.connect(said.on_object)
    shown = window.collections.shown_list()
    assert shown is not None
    window.outlet.write(shown, tmp_path / "nowhere" / "list.xlsx")
    assert "does not exist" in str(said.got[0])


@pytest.mark.parametrize(("pages", "said_of_it"), [(1, "1 page"), (12, "12 pages")])
def test_what_was_printed_is_counted_in_words(
    window: MainWindow, pages: int, said_of_it: str
) -> None:
    said = Recorder()
    window.outlet.said.connect(said.on_object)
    window.outlet.on_printed(Printed(pages, 25, Path("list.pdf")))
    assert said.got == [f"25 clients on {said_of_it} saved to list.pdf"]


def test_the_order_is_told_on_the_sheet(window: MainWindow) -> None:
    table = window.collections.table
    assert window.outlet.order_words(table) == ""
    table.sort(table.column_of("age"), Qt.SortOrder.DescendingOrder)
    assert window.outlet.order_words(table) == "by age, largest first"
