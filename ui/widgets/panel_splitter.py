"""The splitter between a list and its panel: remembers one pair of widths for each window width."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

Pair = tuple[int, int]
STACKED_FROM = 1.75
"""The text scale from which the panel goes below the list."""


class PanelSplitter(QSplitter):
    """The list takes the spare width, the panel keeps its own; neither collapses by dragging."""

    def __init__(
        self,
        listing: QWidget,
        panel: QWidget,
        *,
        wide: Pair,
        narrow: Pair,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._pairs = {False: wide, True: narrow}
        self._narrow = False
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(listing)
        self.addWidget(panel)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.setSizes(list(wide))

    def set_stacked(self, stacked: bool) -> None:
        """Put the panel below the list, where large text leaves no room beside it."""
        wanted = Qt.Orientation.Vertical if stacked else Qt.Orientation.Horizontal
        if wanted != self.orientation():
            self.setOrientation(wanted)
            self.setSizes([600, 400] if stacked else list(self._pairs[self._narrow]))

    def set_narrow(self, narrow: bool) -> None:
        """Take the widths of a narrow or a wide window, as they were left."""
        if narrow == self._narrow:
            return
        first, second = self.sizes()
        beside = self.orientation() == Qt.Orientation.Horizontal
        if first and second and beside:
            self._pairs[self._narrow] = (first, second)
        self._narrow = narrow
        if beside:
            self.setSizes(list(self._pairs[narrow]))
