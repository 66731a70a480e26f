"""Walking through the window with F6: from part to part, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Sequence


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
