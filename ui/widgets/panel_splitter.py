"""The splitter between a list and its panel: the list takes the spare width, the panel keeps its.

A panel has one width in a wide window and one in a narrow one. Only the user's own drag changes
them: what the layout squeezed while it was being built is nobody's wish.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSplitter, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

STACKED_FROM = 1.75
"""The text scale from which the panel goes below the list."""
STACKED_PANEL = 0.4
"""The part of the height that the panel has there, until it is dragged."""


class PanelSplitter(QSplitter):
    """The list with its panel beside it; neither collapses by dragging.

    *wide* and *narrow* are the panel's first widths. A list wider than *list_at_most* gives the
    rest to the panel.
    """

    def __init__(
        self,
        listing: QWidget,
        panel: QWidget,
        *,
        wide: int,
        narrow: int,
        list_at_most: int | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.listing = listing
        self._panel_px = {False: wide, True: narrow}
        self._list_at_most = list_at_most
        self._narrow = False
        self._panel_part = STACKED_PANEL
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(listing)
        self.addWidget(panel)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.splitterMoved.connect(self.on_moved)

    @property
    def panel_widths(self) -> tuple[int, int]:
        """Return the panel's width in a wide and in a narrow window."""
        return self._panel_px[False], self._panel_px[True]

    def set_panel_widths(self, wide: int, narrow: int) -> None:
        """Divide as it was left."""
        self._panel_px = {False: wide, True: narrow}
        self._divide()

    def set_stacked(self, stacked: bool) -> None:
        """Put the panel below the list, where large text leaves no room beside it."""
        wanted = Qt.Orientation.Vertical if stacked else Qt.Orientation.Horizontal
        if wanted != self.orientation():
            self.setOrientation(wanted)
            self._divide()

    def set_narrow(self, narrow: bool) -> None:
        """Take the width of a narrow or a wide window, as it was left."""
        self._narrow = narrow
        self._divide()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._divide()

    @Slot(int, int)
    def on_moved(self, _place: int, _index: int) -> None:
        """Remember what the user dragged."""
        if self.orientation() == Qt.Orientation.Horizontal:
            self._panel_px[self._narrow] = self.sizes()[1]
        else:
            self._panel_part = self.sizes()[1] / max(1, self.height())

    def _divide(self) -> None:
        if self.orientation() != Qt.Orientation.Horizontal:
            panel = round(self._panel_part * self.height())
            self.setSizes([self.height() - self.handleWidth() - panel, panel])
            return
        room = self.width() - self.handleWidth()
        listing = room - self._panel_px[self._narrow]
        if self._list_at_most is not None and not self._narrow:
            listing = min(listing, self._list_at_most)
        self.setSizes([max(listing, 0), room - max(listing, 0)])
