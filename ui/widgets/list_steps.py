"""Small things that lists of clients share: stepping, the selected rows, copying rows as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtWidgets import QAbstractItemView

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_DISPLAY = Qt.ItemDataRole.DisplayRole.value


def step_in(view: QAbstractItemView, by: int) -> None:
    """Make the row *by* rows further the current and only selected one; stop at the ends."""
    model = view.model()
    rows = model.rowCount()
    if not rows:
        return
    at = view.currentIndex().row()
    row = 0 if at < 0 else min(rows - 1, max(0, at + by))
    flags = QItemSelectionModel.SelectionFlag
    view.selectionModel().setCurrentIndex(
        model.index(row, 0), flags.ClearAndSelect | flags.Rows | flags.Current
    )
    view.scrollTo(model.index(row, 0))


def select_current(view: QAbstractItemView) -> None:
    """Select the current row where nothing is selected: what the panel shows is seen in the list.

    A list that gets the focus makes its first row current without selecting it.
    """
    index = view.currentIndex()
    if index.isValid() and not view.selectionModel().hasSelection():
        flags = QItemSelectionModel.SelectionFlag
        view.selectionModel().select(index, flags.ClearAndSelect | flags.Rows)


def selected_rows(view: QAbstractItemView) -> list[int]:
    """Return the selected row numbers, in order; by ranges, which stays quick for many rows."""
    selection = view.selectionModel().selection()
    found: set[int] = set()
    for part in (selection.at(place) for place in range(selection.count())):
        found.update(range(part.top(), part.bottom() + 1))
    return sorted(found)


def rows_as_text(view: QAbstractItemView) -> str:
    """Return the selected rows (or all) as tab separated text; no cell starts a formula."""
    model = view.model()
    rows = selected_rows(view) or list(range(model.rowCount()))
    columns = range(model.columnCount())
    return "\n".join("\t".join(_cell(model, row, column) for column in columns) for row in rows)


def _cell(model: QAbstractItemModel, row: int, column: int) -> str:
    text = str(model.index(row, column).data(_DISPLAY) or "")
    text = text.replace("\t", " ").replace("\n", " ")
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
