"""The look of the window: one style object for colours, fonts, sizes, icons and the stylesheet."""

from __future__ import annotations

import atexit
import re
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QRect, QRectF, Qt, QTemporaryDir, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontInfo,
    QFontMetrics,
    QGuiApplication,
    QIcon,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
)

from gymdesk import paths
from ui.icons import IconCache
from ui.tokens import TOKENS, Theme, Tokens

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

__all__ = ["FONT_ROLES", "NEUTRAL", "TOKENS", "Style", "Theme", "Tokens"]

NEUTRAL: Final = "neutral"
"""The tone of a state that is neither good nor bad: `text2` on `sunken` with an `edge`."""

FONT_ROLES: Final[dict[str, tuple[int, int]]] = {
    "headline": (28, 600),
    "tile": (22, 600),
    "page": (20, 600),
    "title": (18, 600),
    "panel": (16, 600),
    "dialog": (15, 600),
    "body": (13, 400),
    "body_medium": (13, 500),
    "body_bold": (13, 600),
    "button": (13, 500),
    "button_bold": (13, 600),
    "label": (12, 400),
    "label_medium": (12, 500),
    "label_bold": (12, 600),
    "axis": (11, 500),
}
"""Pixels at 100 % and weight of each role (the look, section 4)."""

_SOFT: Final = {
    "accent": "accent_soft",
    "good": "good_soft",
    "warn": "warn_soft",
    "bad": "bad_soft",
    "note": "note_soft",
    NEUTRAL: "sunken",
}
_AGING: Final = {"aging_1": 0, "aging_2": 1, "aging_3": 2, "aging_4": 3}
_TOKEN: Final = re.compile(
    r"@px\((\d+)(?:\+(\d+))?\)|@image\(([a-z-]+), (\w+)\)|@([a-z][a-z0-9_]*)"
)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_LINUX_FAMILIES: Final = ("Inter", "Noto Sans", "DejaVu Sans")

_PALETTE: Final = {
    QPalette.ColorRole.Window: "frame",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "sunken",
    QPalette.ColorRole.Button: "raised",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.PlaceholderText: "text3",
    QPalette.ColorRole.Highlight: "sel",
    QPalette.ColorRole.HighlightedText: "sel_text",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.LinkVisited: "accent",
    QPalette.ColorRole.ToolTipBase: "tip",
    QPalette.ColorRole.ToolTipText: "tip_text",
    QPalette.ColorRole.Light: "raised",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Shadow: "line",
    QPalette.ColorRole.Dark: "edge",
    QPalette.ColorRole.BrightText: "bad",
}


@cache
def _picture_folder() -> str:
    """Return where the pictures of stylesheets lie until the program ends.

    One for all: a stylesheet that is applied can outlive the `Style` that made it.
    """
    folder = QTemporaryDir()
    atexit.register(folder.remove)
    return folder.path()


class Style(QObject):
    """Says what everything looks like. One instance, passed by constructor; `changed` = repaint."""

    changed = Signal()

    def __init__(
        self, theme: Theme = Theme.LIGHT, text_scale: float = 1.0, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text_scale = text_scale
        self._app: QApplication | None = None
        self._family: str | None = None
        self._icons = IconCache(paths.resources() / "icons")
        self._colours: dict[str, QColor] = {}
        self._fonts: dict[str, QFont] = {}
        self._metrics: dict[str, QFontMetrics] = {}
        self._qicons: dict[tuple[str, str, int, int], QIcon] = {}

    @property
    def theme(self) -> Theme:
        """Return the theme in use."""
        return self._theme

    @property
    def text_scale(self) -> float:
        """Return the text size, 1.0 = 100 %."""
        return self._text_scale

    @property
    def tokens(self) -> Tokens:
        """Return the colours of the theme."""
        return TOKENS[self._theme]

    def apply(self, app: QApplication) -> None:
        """Put palette, font and stylesheet on *app*; later changes reach it too."""
        self._app = app
        app.screenAdded.connect(self.on_screen_added)
        app.setStyle("Fusion")
        self._restyle()

    @Slot()
    def on_screen_added(self) -> None:
        """Make the icons anew: another screen may show more pixels to a point."""
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Change the theme of everything that is shown."""
        if theme != self._theme:
            self._theme = theme
            self._refresh()

    def set_text_scale(self, text_scale: float) -> None:
        """Change the text size, 0.8 to 2.0."""
        bounded = min(2.0, max(0.8, text_scale))
        if bounded != self._text_scale:
            self._text_scale = bounded
            self._refresh()

    def colour(self, name: str) -> QColor:
        """Return the colour of a token, of `aging_1` to `aging_4`, or of a tone."""
        found = self._colours.get(name)
        if found is None:
            found = self._colours[name] = QColor(self._hex(name))
        return found

    def soft(self, tone: str) -> QColor:
        """Return the soft ground that belongs to *tone*."""
        return self.colour(_SOFT.get(tone, "sunken"))

    def font(self, role: str) -> QFont:
        """Return the font of a role of `FONT_ROLES`, with tabular figures."""
        found = self._fonts.get(role)
        if found is None:
            size_px, weight = FONT_ROLES[role]
            found = QFont(self._font_family())
            found.setPixelSize(max(8, round(size_px * self._text_scale)))
            found.setWeight(QFont.Weight(weight))
            found.setFeature(QFont.Tag("tnum"), 1)
            self._fonts[role] = found
        return found

    def metrics(self, role: str) -> QFontMetrics:
        """Return the metrics of a role's font."""
        found = self._metrics.get(role)
        if found is None:
            found = self._metrics[role] = QFontMetrics(self.font(role))
        return found

    def px(self, size_px: int) -> int:
        """Return a size for the text scale; never below 100 %, so nothing gets too small to hit."""
        return round(size_px * max(1.0, self._text_scale))

    def icon(self, name: str, tone: str = "text2", size_px: int = 16, *, gap_px: int = 0) -> QIcon:
        """Return an icon in a tone; disabled it is `text3`. *gap_px* stays clear at its right."""
        key = (name, tone, size_px, gap_px)
        found = self._qicons.get(key)
        if found is None:
            found = QIcon()
            for ratio in _ratios():
                found.addPixmap(_with_gap(self.pixmap(name, tone, size_px, ratio), gap_px))
                grey = _with_gap(self.pixmap(name, "text3", size_px, ratio), gap_px)
                found.addPixmap(grey, QIcon.Mode.Disabled)
            self._qicons[key] = found
        return found

    def pixmap(self, name: str, tone: str, size_px: int, ratio: float = 1.0) -> QPixmap:
        """Return an icon as a pixmap, from the cache."""
        return self._icons.pixmap(name, self._hex(tone), size_px, ratio)

    def icon_names(self) -> frozenset[str]:
        """Return the names of all icons there are."""
        return self._icons.names()

    def paint_icon(self, painter: QPainter, rect: QRect, name: str, tone: str) -> None:
        """Paint an icon in the middle of *rect*, as large as it fits."""
        side = min(rect.width(), rect.height())
        left = rect.x() + (rect.width() - side) // 2
        top = rect.y() + (rect.height() - side) // 2
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(left, top, self.pixmap(name, tone, side, ratio))

    def paint_ring(self, painter: QPainter, rect: QRect, radius_px: int) -> None:
        """Paint the focus ring: 2 px inside *rect*; with contrast a black line inside it."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.colour("focus"), 2))
        painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius_px, radius_px)
        if self._theme == Theme.CONTRAST:
            painter.setPen(QPen(QColor("#000000"), 1))
            inner = QRectF(rect).adjusted(2.5, 2.5, -2.5, -2.5)
            painter.drawRoundedRect(inner, radius_px - 1, radius_px - 1)
        painter.restore()

    def stylesheet(self) -> str:
        """Return the stylesheet template filled with this theme and text size."""
        template = (paths.resources() / "style.qss").read_text(encoding="utf-8")
        return _TOKEN.sub(self._fill, _COMMENT.sub("", template))

    def palette(self) -> QPalette:
        """Return the palette of the theme (the look, section 13)."""
        palette = QPalette()
        for role, token in _PALETTE.items():
            palette.setColor(role, self.colour(token))
        for role in (
            QPalette.ColorRole.Text,
            QPalette.ColorRole.WindowText,
            QPalette.ColorRole.ButtonText,
        ):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("text3"))
        return palette

    def _hex(self, name: str) -> str:
        if name in _AGING:
            return self.tokens.aging[_AGING[name]]
        value = getattr(self.tokens, "text2" if name == NEUTRAL else name)
        return str(value)

    def _fill(self, match: re.Match[str]) -> str:
        if match[1] is not None:
            return f"{self.px(int(match[1])) + int(match[2] or 0)}px"
        if match[3] is not None:
            return self._image_file(match[3], match[4])
        return self._hex(match[5])

    def _image_file(self, name: str, tone: str) -> str:
        """Return a file with the icon in its colour: a stylesheet takes pictures only as files."""
        file = Path(_picture_folder()) / f"{name}-{self._hex(tone)[1:]}.svg"
        if not file.exists():
            file.write_bytes(self._icons.coloured(name, self._hex(tone)))
        return file.as_posix()

    def _font_family(self) -> str:
        if self._family is None:
            default = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
            self._family = QFontInfo(default).family()
            if sys.platform not in ("win32", "darwin"):
                known = set(QFontDatabase.families())
                self._family = next((f for f in _LINUX_FAMILIES if f in known), self._family)
        return self._family

    def _refresh(self) -> None:
        self._restyle()
        self.changed.emit()

    def _restyle(self) -> None:
        self._colours.clear()
        self._fonts.clear()
        self._metrics.clear()
        self._qicons.clear()
        self._icons.clear()
        if self._app is not None:
            self._app.setPalette(self.palette())
            self._app.setFont(self.font("body"))
            self._app.setStyleSheet(self.stylesheet())


def _ratios() -> list[float]:
    """Return the pixel ratios of the screens that are there; each takes a rendering per icon."""
    return sorted({1.0, *(screen.devicePixelRatio() for screen in QGuiApplication.screens())})


def _with_gap(pixmap: QPixmap, gap_px: int) -> QPixmap:
    """Return *pixmap* with *gap_px* clear at its right: a button sets its word too close."""
    if not gap_px:
        return pixmap
    ratio = pixmap.devicePixelRatio()
    wider = QPixmap(pixmap.width() + round(gap_px * ratio), pixmap.height())
    wider.fill(Qt.GlobalColor.transparent)
    wider.setDevicePixelRatio(ratio)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return wider
