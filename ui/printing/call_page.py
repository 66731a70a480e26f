"""Paints the pages of a call sheet: seven blocks a page, boxes to tick and lines to write on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPen

from ui.printing.fonts import BODY_PT, SMALL_PT
from ui.printing.layout import (
    BOX_GAP_MM,
    FOOT_GAP_MM,
    FOOT_MM,
    NOTE_GAP_MM,
    SINGLE_ROW_MM,
    PageRows,
    head_mm,
    laid_out,
)
from ui.printing.page import BLACK, GREY, PagePainter

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintDevice, QPainter

    from ui.printing.contents import Contents, SheetRow
    from ui.printing.fonts import Faces
    from ui.printing.layout import Layout

CASE_MM: Final = 34.5
_NAME_PT: Final = 11.0
_FIGURE_PT: Final = 11.0
_NAME_MM: Final = 8.0
"""Where the names begin: right of the numbers."""
_BOX_MM: Final = 3.6
_BOXES_AT: Final = (0.0, 0.202, 0.404, 0.607, 0.797)
"""Where the boxes stand, as parts of the room right of the numbers."""


def call_pages(contents: Contents, device: QPaintDevice, faces: Faces) -> Layout:
    """Return the layout of the blocks; what is left out is told after the last one."""
    plain = replace(contents, columns=(), rows=(), totals=())
    layout = laid_out(replace(plain, columns=contents.columns), device, faces)
    room = layout.height_mm - FOOT_MM - FOOT_GAP_MM - head_mm(contents)
    boxed = layout.warning.height_mm + BOX_GAP_MM if layout.warning else 0.0
    end = sum(note.height_mm + NOTE_GAP_MM for note in layout.notes)
    pages: list[PageRows] = []
    first, left = 0, room - boxed
    for at in range(len(contents.rows)):
        if left < CASE_MM and at > first:
            pages.append(PageRows(first, at))
            first, left = at, room
        left -= CASE_MM
    stop = len(contents.rows)
    if left >= end or stop == first:
        return replace(layout, pages=(*pages, PageRows(first, stop, has_end=True)))
    return replace(layout, pages=(*pages, PageRows(first, stop), PageRows(stop, stop, True)))


class CallPainter(PagePainter):
    """Paints head and foot as every sheet has them, and blocks instead of a table."""

    def __init__(
        self,
        painter: QPainter,
        contents: Contents,
        layout: Layout,
        faces: Faces,
        blanks: tuple[tuple[str, ...], tuple[str, ...]],
    ) -> None:
        super().__init__(painter, contents, layout, faces)
        self._boxes, self._lines = blanks

    def paint_page(self, number: int) -> None:
        """Paint page *number*, counted from 1."""
        page = self._layout.pages[number - 1]
        top = self._head()
        if number == 1 and self._layout.warning is not None:
            top = self._box(self._layout.warning, top) + BOX_GAP_MM
        self._line(top, BLACK, 0.3)
        for row in self._contents.rows[page.first : page.stop]:
            self._block(row, top)
            top += CASE_MM
            self._line(top, BLACK, 0.3)
        if page.has_end:
            self._said_at_end(top)
        self._foot(number)

    def _said_at_end(self, top: float) -> None:
        if not self._contents.rows:
            middle = top + SINGLE_ROW_MM / 2
            self._text(self._faces.face(BODY_PT), self._contents.nobody, 0.0, middle, BLACK)
            top += SINGLE_ROW_MM
        for note in self._layout.notes:
            top = self._note(note, top + NOTE_GAP_MM)

    def _block(self, row: SheetRow, top: float) -> None:
        width = self._layout.width_mm
        number, name, phone, amount, age = row.cells
        bold = self._faces.face(_NAME_PT, bold=True)
        figures = self._faces.face(_FIGURE_PT, bold=True, figures=True)
        body = self._faces.face(BODY_PT, figures=True)
        first = top + 4.6
        self._text(figures, number, 0.5, first, BLACK)
        owed = f"{amount}   {age}".rstrip()
        self._right(figures, owed, width, first, BLACK)
        middle = _NAME_MM + 0.335 * (width - _NAME_MM)
        room = (middle - _NAME_MM - 2.0) * self._px
        self._text(bold, bold.elided(name, room), _NAME_MM, first, BLACK)
        self._text(body, phone, middle, first, BLACK)
        small = self._faces.face(SMALL_PT)
        why = small.elided(row.line, (width - _NAME_MM) * self._px)
        self._text(small, why, _NAME_MM, top + 10.0, GREY)
        self._tick_boxes(top + 16.1)
        self._fields(top + 22.8, top + 29.8)

    def _tick_boxes(self, middle: float) -> None:
        width = self._layout.width_mm
        small = self._faces.face(BODY_PT)
        for words, part in zip(self._boxes, _BOXES_AT, strict=True):
            left = _NAME_MM + part * (width - _NAME_MM)
            self._square(left, middle - _BOX_MM / 2)
            self._text(small, words, left + _BOX_MM + 1.4, middle, BLACK)
        last = left + _BOX_MM + 2.4 + small.width_px(words) / self._px
        self._rule(last, width, middle + 2.0)

    def _fields(self, middle: float, note_middle: float) -> None:
        width = self._layout.width_mm
        small = self._faces.face(BODY_PT)
        pays, amount, how, note = self._lines
        room = width - _NAME_MM
        marks = ((pays, 0.0, 0.075, 0.272), (amount, 0.293, 0.37, 0.54), (how, 0.572, 0.622, 1.0))
        for words, at, begin, end in marks:
            left = _NAME_MM + at * room
            after = left + small.width_px(words) / self._px + 1.5
            self._text(small, words, left, middle, GREY)
            self._rule(max(after, _NAME_MM + begin * room), _NAME_MM + end * room, middle + 2.0)
        self._text(small, note, _NAME_MM, note_middle, GREY)
        after = _NAME_MM + small.width_px(note) / self._px + 1.5
        self._rule(max(after, _NAME_MM + 0.075 * room), width, note_middle + 2.0)

    def _square(self, left: float, top: float) -> None:
        self._painter.setPen(QPen(BLACK, 0.35 * self._px))
        self._painter.drawRect(
            QRectF(left * self._px, top * self._px, _BOX_MM * self._px, _BOX_MM * self._px)
        )

    def _rule(self, left: float, right: float, y: float) -> None:
        self._painter.setPen(QPen(BLACK, 0.2 * self._px))
        self._painter.drawLine(
            QPointF(left * self._px, y * self._px), QPointF(right * self._px, y * self._px)
        )
