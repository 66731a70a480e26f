"""Walking through the window: F6 from part to part, Tab from field to field, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LINE_PX = 8
"""Fields whose middles are no farther apart stand in one line."""


def walk(stops: Sequence[QWidget], by: int) -> None:
    """Put the focus on the next (1) or previous (-1) of *stops* that is visible."""
    seen = [stop for stop in stops if stop.isVisible()]
    focused = QApplication.focusWidget()
    at = next(
        (i for i, s in enumerate(seen) if focused is s or (focused and s.isAncestorOf(focused))),
        -1 if by > 0 else 0,
    )
    focus_into(seen[(at + by) % len(seen)])


def focus_into(stop: QWidget) -> None:
    """Give the focus to *stop* or, where it takes none, to the first part of it that does."""
    reason = Qt.FocusReason.ShortcutFocusReason
    if stop.focusPolicy() != Qt.FocusPolicy.NoFocus or stop.focusProxy() is not None:
        stop.setFocus(reason)
        return
    for child in stop.findChildren(QWidget):
        takes = child.focusPolicy() != Qt.FocusPolicy.NoFocus
        if takes and child.isVisibleTo(stop) and child.isEnabled():
            child.setFocus(reason)
            return


def step_focus(areas: Iterable[QWidget], *, forward: bool) -> bool:
    """Put the focus on the next or previous Tab stop of *areas*; return whether there is one.

    Qt goes by the order in which fields were made, and most here are made anew with the figures.
    """
    stops = tab_stops(areas)
    if not stops:
        return False
    focused = QApplication.focusWidget()
    at = stops.index(focused) if focused in stops else -1 if forward else 0
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    stops[(at + (1 if forward else -1)) % len(stops)].setFocus(reason)
    return True


def tab_stops(areas: Iterable[QWidget]) -> list[QWidget]:
    """Return what Tab stops at: area by area, in each from line to line and from left to right."""
    stops: dict[QWidget, None] = {}
    for area in areas:
        found = [w for w in (area, *area.findChildren(QWidget)) if _takes_tab(w, area.window())]
        for widget in _read(found, area):
            stops.setdefault(widget)
    return list(stops)


def _takes_tab(widget: QWidget, window: QWidget) -> bool:
    takes = (widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value) != 0
    return (
        takes
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusProxy() is None
        and widget.window() is window  # not the calendar or list that a field pops up
    )


def _read(widgets: Iterable[QWidget], area: QWidget) -> list[QWidget]:
    def middle(widget: QWidget) -> tuple[int, int]:
        place = widget.mapTo(area, QPoint(0, 0)) if widget is not area else QPoint(-1, -1)
        # what holds others comes before them, however high it is
        holds = widget is area or any(w is not widget and widget.isAncestorOf(w) for w in known)
        return place.y() if holds else place.y() + widget.height() // 2, place.x()

    known = list(widgets)
    placed = sorted(((middle(widget), widget) for widget in known), key=lambda one: one[0])
    lines: list[list[tuple[int, QWidget]]] = []
    line_y = 0
    for (y, x), widget in placed:
        if not lines or y - line_y > LINE_PX:
            lines.append([])
            line_y = y
        lines[-1].append((x, widget))
    return [w for line in lines for _, w in sorted(line, key=lambda one: one[0])]
