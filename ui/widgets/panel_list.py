"""A list inside a panel: as high as its rows, so that the panel scrolls and not the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget
from typing_extensions import override

from ui.widgets.list_view import ListView

if TYPE_CHECKING:
    from PySide6.QtGui import QWheelEvent

    from ui.style import Style

ROW_PX = 34
HEADER_PX = 32


class PanelList(ListView):
    """Shows all of its rows; never scrolls up or down by itself."""

    def __init__(self, style: Style, title: str, parent: QWidget | None = None) -> None:
        super().__init__(style, parent)
        self.set_panel_rows(True)
        self.set_section_title(title)
        self.setAccessibleName(title)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSortingEnabled(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._style_of = style
        style.changed.connect(self.fit)

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Take the model and follow its number of rows."""
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self.fit)
            self.fit()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the panel."""
        event.ignore()

    def fit(self) -> None:
        """Take the height of the rows."""
        model: QAbstractItemModel | None = self.model()
        rows = model.rowCount() if model is not None else 0
        row_px = max(self.sizeHintForRow(0), self._style_of.px(ROW_PX)) if rows else 0
        header_px = max(self.header().sizeHint().height(), self._style_of.px(HEADER_PX))
        self.setFixedHeight(header_px + rows * row_px + 2)
