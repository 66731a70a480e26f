"""Paints one page of a sheet by hand: black and grey only, everything in mm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from ui.printing.contents import NOT_APPLICABLE
from ui.printing.fonts import BODY_PT, CLUB_PT, SMALL_PT, TITLE_PT
from ui.printing.layout import (
    BOX_GAP_MM,
    BOX_LINE_MM,
    BOX_MM,
    BOX_PAD_MM,
    COLUMNS_MM,
    FOOT_MM,
    HEAD_GAP_MM,
    NOTE_GAP_MM,
    NOTE_MM,
    PAD_MM,
    SINGLE_ROW_MM,
    SUBLINE_MM,
    TITLE_MM,
    TOTALS_MM,
    row_mm,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from ui.printing.contents import Contents, SheetColumn
    from ui.printing.fonts import Face, Faces
    from ui.printing.layout import Layout, NoteLines, PageRows

BLACK: Final = QColor("#111111")
GREY: Final = QColor("#555555")
HAIRLINE: Final = QColor("#BBBBBB")
GROUND: Final = QColor("#E8E8E8")

_LINE_ONE_MM: Final = 2.9
_LINE_TWO_MM: Final = 6.8
_HAIRLINE_MM: Final = 0.15
_BOX_LINE_WIDTH_MM: Final = 0.35
_END_LINE_MM: Final = 0.5


class PagePainter:
    """Paints the pages of one sheet with one painter."""

    def __init__(self, painter: QPainter, contents: Contents, layout: Layout, faces: Faces) -> None:
        self._painter = painter
        self._contents = contents
        self._layout = layout
        self._faces = faces
        self._px = layout.px_per_mm
        self._sink_px = faces.face(BODY_PT).sink_px
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.scale(layout.scale, layout.scale)

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return len(self._layout.pages)

    def paint_page(self, number: int) -> None:
        """Paint page *number*, counted from 1."""
        page = self._layout.pages[number - 1]
        top = self._head()
        if number == 1 and self._layout.warning is not None:
            top = self._box(self._layout.warning, top) + BOX_GAP_MM
        top = self._column_titles(top)
        top = self._rows(page, top)
        if page.has_end:
            self._end(top)
        self._foot(number)

    # --- head and foot ----------------------------------------------------------------------------

    def _head(self) -> float:
        contents, width = self._contents, self._layout.width_mm
        title = self._faces.face(TITLE_PT, bold=True)
        club = self._faces.face(CLUB_PT, bold=True)
        body = self._faces.face(BODY_PT)
        self._text(title, contents.title, 0.0, 2.9, BLACK)
        room_mm = width - title.width_px(contents.title) / self._px - 8.0
        self._right(club, club.elided(contents.club, room_mm * self._px), width, 2.9, BLACK)
        self._right(body, contents.printed, width, TITLE_MM + SUBLINE_MM / 2, GREY)
        taken_mm = body.width_px(contents.printed) / self._px + 4.0
        for at, line in enumerate(contents.sublines):
            room = (width - (taken_mm if at == 0 else 0.0)) * self._px
            middle = TITLE_MM + SUBLINE_MM * (at + 0.5)
            face, shown = self._faces.fitted(line, room, bold=False, may_elide=True)
            self._text(face, shown, 0.0, middle, GREY)
        return TITLE_MM + SUBLINE_MM * len(contents.sublines) + HEAD_GAP_MM

    def _foot(self, number: int) -> None:
        contents, width = self._contents, self._layout.width_mm
        top = self._layout.height_mm - FOOT_MM
        self._line(top, HAIRLINE, _HAIRLINE_MM)
        small = self._faces.face(SMALL_PT)
        count = contents.page_words.format(page=number, pages=len(self._layout.pages))
        room_mm = width - small.width_px(count) / self._px - 6.0
        self._text(small, small.elided(contents.foot, room_mm * self._px), 0.0, top + 3.4, GREY)
        self._right(self._faces.face(BODY_PT), count, width, top + 3.4, BLACK)

    # --- the table --------------------------------------------------------------------------------

    def _column_titles(self, top: float) -> float:
        width = self._layout.width_mm * self._px
        ground = QRectF(0, top * self._px, width, COLUMNS_MM * self._px)
        self._painter.fillRect(ground, GROUND)
        for at, column in enumerate(self._contents.columns):
            left, right = self._span(at)
            face, shown = self._faces.fitted(
                column.title, (right - left) * self._px, bold=True, may_elide=True, size_pt=8.0
            )
            self._cell(face, shown, column, at, top + COLUMNS_MM / 2, BLACK)
        return top + COLUMNS_MM

    def _rows(self, page: PageRows, top: float) -> float:
        """Paint the rows column by column: one change of font and pen per column."""
        rows = self._contents.rows[page.first : page.stop]
        tops = [top]
        for row in rows:
            tops.append(tops[-1] + row_mm(row.line))
        middles = [
            y + (_LINE_ONE_MM if row.line else SINGLE_ROW_MM / 2)
            for y, row in zip(tops, rows, strict=False)
        ]
        for at, column in enumerate(self._contents.columns):
            left, right = self._span(at)
            room = (right - left) * self._px
            may_elide = column.kind in ("name", "text")
            for row, middle in zip(rows, middles, strict=True):
                text = row.cells[at]
                if at == self._contents.name_at and row.flag:
                    self._flagged_name(text, row.flag, at, middle)
                elif text:
                    face, shown = self._faces.fitted(
                        text, room, bold=column.bold, may_elide=may_elide
                    )
                    self._cell(face, shown, column, at, middle, _ink(text))
        self._second_lines(page, tops)
        for bottom in tops[1:]:
            self._line(bottom, HAIRLINE, _HAIRLINE_MM)
        return tops[-1]

    def _flagged_name(self, name: str, flag: str, at: int, middle: float) -> None:
        """Paint a name that gives way to the word behind it."""
        left, right = self._span(at)
        word = self._faces.face(SMALL_PT)
        gap = 1.2 * self._px
        room = (right - left) * self._px - word.width_px(flag) - gap
        bold = self._contents.columns[at].bold
        face, shown = self._faces.fitted(name, room, bold=bold, may_elide=True)
        self._text(face, shown, left, middle, BLACK)
        self._text(word, flag, left + (face.width_px(shown) + gap) / self._px, middle, GREY)

    def _second_lines(self, page: PageRows, tops: list[float]) -> None:
        left, _ = self._span(self._contents.name_at)
        room = (self._layout.width_mm - left - PAD_MM) * self._px
        rows = self._contents.rows[page.first : page.stop]
        for row, top in zip(rows, tops, strict=False):
            if row.line:
                face, shown = self._faces.fitted(
                    row.line, room, bold=False, may_elide=True, size_pt=SMALL_PT
                )
                self._text(face, shown, left, top + _LINE_TWO_MM, GREY)

    # --- the end ----------------------------------------------------------------------------------

    def _end(self, top: float) -> None:
        contents = self._contents
        if not contents.rows:
            left, _ = self._span(contents.name_at)
            middle = top + SINGLE_ROW_MM / 2
            self._text(self._faces.face(BODY_PT), contents.nobody, left, middle, BLACK)
            top += SINGLE_ROW_MM
        if contents.totals:
            self._line(top, BLACK, _END_LINE_MM)
            self._totals(top + TOTALS_MM / 2)
            top += TOTALS_MM
        for note in self._layout.notes:
            top += NOTE_GAP_MM
            top = self._box(note, top) if note.boxed else self._note(note, top)

    def _totals(self, middle: float) -> None:
        """Paint the sums, all in one size; their words may run over the empty cells behind them."""
        contents = self._contents
        spans = [self._span(at) for at in range(len(contents.columns))]
        name_at = contents.name_at
        spans[name_at] = (spans[name_at][0], self._span(self._last_empty_after(name_at))[1])
        size_pt = BODY_PT
        for at, (left, right) in enumerate(spans):
            face, _ = self._fitted_total(at, right - left, BODY_PT)
            size_pt = min(size_pt, face.size_pt)
        for at, (left, right) in enumerate(spans):
            face, shown = self._fitted_total(at, right - left, size_pt)
            self._cell(face, shown, contents.columns[at], at, middle, BLACK)

    def _fitted_total(self, at: int, room_mm: float, size_pt: float) -> tuple[Face, str]:
        return self._faces.fitted(
            self._contents.totals[at],
            room_mm * self._px,
            bold=True,
            may_elide=at == self._contents.name_at,
            size_pt=size_pt,
        )

    def _last_empty_after(self, at: int) -> int:
        while at + 1 < len(self._contents.totals) and not self._contents.totals[at + 1]:
            at += 1
        return at

    def _note(self, note: NoteLines, top: float) -> float:
        face = self._faces.face(BODY_PT if note.bold else SMALL_PT, bold=note.bold)
        for at, line in enumerate(note.lines):
            ink = BLACK if note.bold else GREY
            self._text(face, line, 0.0, top + NOTE_MM * (at + 0.5), ink)
        return top + note.height_mm

    def _box(self, note: NoteLines, top: float) -> float:
        inset = _BOX_LINE_WIDTH_MM / 2
        pen = QPen(BLACK, _BOX_LINE_WIDTH_MM * self._px)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        self._painter.setPen(pen)
        self._painter.drawRect(
            QRectF(
                inset * self._px,
                (top + inset) * self._px,
                (self._layout.width_mm - 2 * inset) * self._px,
                (note.height_mm - 2 * inset) * self._px,
            )
        )
        face = self._faces.face(BODY_PT if note.bold else SMALL_PT, bold=note.bold)
        for at, line in enumerate(note.lines):
            self._text(face, line, BOX_PAD_MM, top + BOX_MM / 2 + BOX_LINE_MM * at, BLACK)
        return top + note.height_mm

    # --- strokes ----------------------------------------------------------------------------------

    def _span(self, at: int) -> tuple[float, float]:
        """Return where a column's words may begin and end."""
        edges = self._layout.edges_mm
        lead = self._contents.columns[at].lead_mm
        return edges[at] + PAD_MM + lead, edges[at + 1] - PAD_MM

    def _cell(
        self, face: Face, text: str, column: SheetColumn, at: int, middle: float, ink: QColor
    ) -> None:
        left, right = self._span(at)
        if column.right:
            self._right(face, text, right, middle, ink)
        else:
            self._text(face, text, left, middle, ink)

    def _text(self, face: Face, text: str, left: float, middle: float, ink: QColor) -> None:
        self._painter.setFont(face.font)
        self._painter.setPen(ink)
        # One baseline for body sizes and both families, or a row would dance.
        sink = face.sink_px if face.size_pt > BODY_PT else self._sink_px
        baseline = middle * self._px + sink
        self._painter.drawText(QPointF(left * self._px, baseline), text)

    def _right(self, face: Face, text: str, right: float, middle: float, ink: QColor) -> None:
        self._text(face, text, right - face.width_px(text) / self._px, middle, ink)

    def _line(self, y: float, ink: QColor, width_mm: float) -> None:
        self._painter.setPen(QPen(ink, width_mm * self._px))
        right = self._layout.width_mm * self._px
        self._painter.drawLine(QPointF(0, y * self._px), QPointF(right, y * self._px))


def _ink(text: str) -> QColor:
    return GREY if text == NOT_APPLICABLE else BLACK
