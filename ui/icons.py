"""Icons: SVG files of the resources, painted in one colour and kept as pixmaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

if TYPE_CHECKING:
    from pathlib import Path


class IconCache:
    """Hands out pixmaps by (name, colour, size, scale); the SVG is parsed once for each.

    A name without a file gives an empty pixmap: a missing picture must not stop the desk.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sources: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}

    def pixmap(self, name: str, colour: str, size_px: int, ratio: float = 1.0) -> QPixmap:
        """Return the icon in *colour* ("#RRGGBB"), *size_px* wide at device pixel *ratio*."""
        key = (name, colour, size_px, ratio)
        found = self._pixmaps.get(key)
        if found is None:
            found = self._pixmaps[key] = self._paint(name, colour, size_px, ratio)
        return found

    def names(self) -> frozenset[str]:
        """Return the names of all icons there are."""
        return frozenset(file.stem for file in self._folder.glob("*.svg"))

    def clear(self) -> None:
        """Forget every pixmap (the theme changed)."""
        self._pixmaps.clear()

    def coloured(self, name: str, colour: str) -> bytes:
        """Return the SVG of the icon drawn in *colour*."""
        return self._source(name).replace(b"currentColor", colour.encode())

    def _source(self, name: str) -> bytes:
        if name not in self._sources:
            file = self._folder / f"{name}.svg"
            self._sources[name] = file.read_bytes() if file.is_file() else b""
        return self._sources[name]

    def _paint(self, name: str, colour: str, size_px: int, ratio: float) -> QPixmap:
        side = max(1, round(size_px * ratio))
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        source = self.coloured(name, colour)
        if source:
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            QSvgRenderer(QByteArray(source)).render(painter, QRectF(0, 0, side, side))
            painter.end()
        pixmap.setDevicePixelRatio(ratio)
        return pixmap
