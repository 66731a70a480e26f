"""Where things stand on the pages of a sheet: column edges, rows per page, room for the end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPagedPaintDevice

from ui.printing.fonts import BODY_PT, LEAST_PT, SMALL_PT, Faces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintDevice

    from ui.printing.contents import Contents, SheetColumn

MARGIN_MM: Final = 12.0
TITLE_MM: Final = 6.6
SUBLINE_MM: Final = 4.1
HEAD_GAP_MM: Final = 2.1
BOX_MM: Final = 7.0
BOX_LINE_MM: Final = 3.9
BOX_GAP_MM: Final = 2.7
COLUMNS_MM: Final = 6.0
ROW_MM: Final = 9.2
SINGLE_ROW_MM: Final = 6.4
TOTALS_MM: Final = 7.4
NOTE_MM: Final = 4.0
NOTE_GAP_MM: Final = 1.5
FOOT_MM: Final = 6.1
FOOT_GAP_MM: Final = 1.5
PAD_MM: Final = 0.9
BOX_PAD_MM: Final = 2.0


@dataclass(frozen=True)
class NoteLines:
    """A note broken into lines and its height."""

    lines: tuple[str, ...]
    bold: bool
    boxed: bool
    height_mm: float


@dataclass(frozen=True)
class PageRows:
    """The rows from `first` up to `stop`, and whether the sheet's end follows them."""

    first: int
    stop: int
    has_end: bool = False


@dataclass(frozen=True)
class Layout:
    """The pages of one sheet on one device; lengths are mm of the page before `scale`."""

    px_per_mm: float
    scale: float
    width_mm: float
    height_mm: float
    edges_mm: tuple[float, ...]
    warning: NoteLines | None
    notes: tuple[NoteLines, ...]
    pages: tuple[PageRows, ...]


def row_mm(line: str) -> float:
    """Return the height of a row with or without a second line."""
    return ROW_MM if line else SINGLE_ROW_MM


def head_mm(contents: Contents) -> float:
    """Return the height of title and sublines."""
    return TITLE_MM + SUBLINE_MM * len(contents.sublines) + HEAD_GAP_MM


def laid_out(contents: Contents, device: QPaintDevice, faces: Faces) -> Layout:
    """Return the layout of *contents* on the device's page.

    Where the columns are wider than the page even after those that can have given way, the whole
    page is made smaller: an amount is never cut.
    """
    page, px_per_mm = _page(device)
    widths = _widened(contents, faces, px_per_mm)
    widths = _given_way(contents.columns, widths, page.width() / px_per_mm)
    natural_mm = sum(widths)
    scale = min(1.0, page.width() / px_per_mm / natural_mm)
    width_mm = page.width() / px_per_mm / scale
    empty = Layout(
        px_per_mm=px_per_mm,
        scale=scale,
        width_mm=width_mm,
        height_mm=page.height() / px_per_mm / scale,
        edges_mm=_edges(_stretched(contents.columns, widths, width_mm)),
        warning=None,
        notes=(),
        pages=(),
    )
    warning = _broken(contents.warning, True, True, empty, faces) if contents.warning else None
    notes = tuple(_broken(n.text, n.bold, n.boxed, empty, faces) for n in contents.notes)
    noted = replace(empty, warning=warning, notes=notes)
    return replace(noted, pages=_pages(contents, noted))


def _page(device: QPaintDevice) -> tuple[QRectF, float]:
    """Return the paintable rectangle at 0, 0 in device pixels, and pixels per mm."""
    resolution = device.logicalDpiX()
    if not isinstance(device, QPagedPaintDevice):
        return QRectF(0, 0, device.width(), device.height()), resolution / 25.4
    page = QRectF(device.pageLayout().paintRectPixels(resolution))
    page.moveTo(0, 0)
    return page, resolution / 25.4


def _widened(contents: Contents, faces: Faces, px_per_mm: float) -> list[float]:
    """Return column widths in which every figure fits at 7 pt at least."""
    widths = []
    for at, column in enumerate(contents.columns):
        width = column.width_mm
        if column.kind in ("money", "figure"):
            face = faces.face(LEAST_PT, bold=column.bold, figures=True)
            bold = faces.face(LEAST_PT, bold=True, figures=True)
            longest = max((row.cells[at] for row in contents.rows), key=len, default="")
            total = contents.totals[at] if contents.totals else ""
            needed_px = max(face.width_px(longest), bold.width_px(total))
            width = max(width, needed_px / px_per_mm + 2 * PAD_MM + column.lead_mm)
        widths.append(width)
    return widths


def _given_way(
    columns: Sequence[SheetColumn], widths: Sequence[float], room_mm: float
) -> list[float]:
    """Return the widths after the columns that can have given up what is too much."""
    surplus = sum(widths) - room_mm
    spare = [
        0.0 if c.least_mm is None else w - c.least_mm for c, w in zip(columns, widths, strict=True)
    ]
    if surplus <= 0 or sum(spare) <= 0:
        return list(widths)
    share = min(1.0, surplus / sum(spare))
    return [w - s * share for w, s in zip(widths, spare, strict=True)]


def _stretched(
    columns: Sequence[SheetColumn], widths: Sequence[float], room_mm: float
) -> list[float]:
    """Return the widths with spare room shared by the columns that could give way."""
    flexible = [w if c.least_mm is not None else 0.0 for c, w in zip(columns, widths, strict=True)]
    spare = room_mm - sum(widths)
    if spare <= 0 or not any(flexible):
        return list(widths)
    return [w + spare * f / sum(flexible) for w, f in zip(widths, flexible, strict=True)]


def _edges(widths: Sequence[float]) -> tuple[float, ...]:
    edges = [0.0]
    for width in widths:
        edges.append(edges[-1] + width)
    return tuple(edges)


def _broken(text: str, bold: bool, boxed: bool, layout: Layout, faces: Faces) -> NoteLines:
    face = faces.face(BODY_PT if bold else SMALL_PT, bold=bold)
    room_mm = layout.width_mm - (2 * BOX_PAD_MM if boxed else 0.0)
    lines = tuple(face.wrapped(text, room_mm * layout.px_per_mm))
    height = BOX_MM + BOX_LINE_MM * (len(lines) - 1) if boxed else NOTE_MM * len(lines)
    return NoteLines(lines, bold, boxed, height)


def _pages(contents: Contents, layout: Layout) -> tuple[PageRows, ...]:
    """Return the pages. The end stands on one page, and never without a row before it."""
    head = head_mm(contents) + COLUMNS_MM
    room = layout.height_mm - FOOT_MM - FOOT_GAP_MM - head
    boxed = layout.warning.height_mm + BOX_GAP_MM if layout.warning else 0.0
    left = room - boxed
    pages: list[PageRows] = []
    first = 0
    for at, row in enumerate(contents.rows):
        height = row_mm(row.line)
        if height > left and at > first:
            pages.append(PageRows(first, at))
            first, left = at, room
        left -= height
    stop = len(contents.rows)
    if left >= end_mm(contents, layout):
        return (*pages, PageRows(first, stop, has_end=True))
    last = stop - 1 if stop - first > 1 else stop
    return (*pages, PageRows(first, last), PageRows(last, stop, has_end=True))


def end_mm(contents: Contents, layout: Layout) -> float:
    """Return the height of all that follows the last row."""
    height = TOTALS_MM if contents.totals else 0.0
    height += SINGLE_ROW_MM if not contents.rows else 0.0
    return height + sum(note.height_mm + NOTE_GAP_MM for note in layout.notes)
