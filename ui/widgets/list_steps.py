"""Small things that lists of clients share: stepping from row to row, and the selected rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QAbstractItemView


def step_in(view: QAbstractItemView, by: int) -> None:
    """Make the row *by* rows further the current and only selected one; stop at the ends."""
    model = view.model()
    rows = model.rowCount()
    if not rows:
        return
    current = view.currentIndex()
    at = current.parent().row() if current.parent().isValid() else current.row()
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
    index = index.parent() if index.parent().isValid() else index
    if index.isValid() and not view.selectionModel().hasSelection():
        flags = QItemSelectionModel.SelectionFlag
        view.selectionModel().select(index, flags.ClearAndSelect | flags.Rows)


def selected_rows(view: QAbstractItemView) -> list[int]:
    """Return the selected row numbers, in order; by ranges, which stays quick for many rows."""
    selection = view.selectionModel().selection()
    found: set[int] = set()
    for part in (selection.at(place) for place in range(selection.count())):
        if part.parent().isValid():
            continue  # a branch belongs to the row above it
        found.update(range(part.top(), part.bottom() + 1))
    return sorted(found)
