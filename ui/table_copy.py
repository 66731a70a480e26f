"""Rows on the clipboard: a table for spreadsheets as text, and for letters and mails as HTML."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QStandardItemModel

from gymdesk.export import guarded
from ui.models.cells import Kind
from ui.widgets.list_steps import selected_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.models.row_table import Column, RowTable
    from ui.widgets.list_view import ListView

_OURS: Final = (Kind.MONEY, Kind.AGING)
"""Their words are made here of figures, so none of them is a formula."""


def copied(view: ListView, table: RowTable[Any], *, headers: bool) -> QMimeData:
    """Return the selected rows (all where none is selected) with the columns on the screen.

    The text is tab separated, and no cell of it starts a formula; HTML needs no such guard.
    """
    columns = [table.columns[at] for at in view.shown_columns()]
    lines = selected_rows(view) or range(table.rowCount())
    rows = [[_words(column, table.row_at(line)) for column in columns] for line in lines]
    titles = [[column.title for column in columns]] if headers else []
    data = _empty()
    text = ["\t".join(titles[0])] if headers else []
    text += ["\t".join(map(_text_cell, columns, row)) for row in rows]
    data.setText("\n".join(text))
    data.setHtml(_html(columns, titles, rows))
    return data


def _empty() -> QMimeData:
    """Return mime data that C++ made.

    The clipboard outlives Python at the exit; PySide6 6.11 then crashes in the destructor of one
    that was made here.
    """
    model = QStandardItemModel(1, 1)
    data = model.mimeData([model.index(0, 0)])
    for kind in data.formats():
        data.removeFormat(kind)
    return data


def _words(column: Column[Any], row: Any) -> str:
    return (column.copied or column.text)(row)


def _text_cell(column: Column[Any], words: str) -> str:
    line = " ".join(words.split("\t"))
    line = "; ".join(part for part in line.splitlines() if part)
    return line if column.kind in _OURS else guarded(line)


def _html(columns: Sequence[Column[Any]], titles: list[list[str]], rows: list[list[str]]) -> str:
    right = Qt.AlignmentFlag.AlignRight
    aligned = [' align="right"' if column.align & right else "" for column in columns]
    parts = ["<table>"]
    for tag, listed in (("th", titles), ("td", rows)):
        for row in listed:
            cells = (
                f"<{tag}{side}>{html.escape(words).replace(chr(10), '<br>')}</{tag}>"
                for side, words in zip(aligned, row, strict=True)
            )
            parts.append(f"<tr>{''.join(cells)}</tr>")
    parts.append("</table>")
    return "\n".join(parts)
