"""Fonts on paper: sizes in points, metrics cached per device, figures of equal width."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintDevice

BODY_PT: Final = 8.5
SMALL_PT: Final = 7.5
LEAST_PT: Final = 7.0
TITLE_PT: Final = 14.0
CLUB_PT: Final = 10.0

_WORDS: Final = ("Segoe UI", "SF Pro Text", "Inter", "Noto Sans", "DejaVu Sans")
_FIGURES: Final = ("Noto Sans", "Liberation Sans", "Arial", "Helvetica Neue", "DejaVu Sans")
_SPLIT_TAGS: Final = ("calt", "liga")
_DIGITS: Final = "0123456789"


def _font(family: str, size_pt: float, *, bold: bool) -> QFont:
    """Return a font whose glyphs stand for one character each.

    Qt 6.11 writes a PDF's text from the font's character map: glyphs put in by an OpenType
    feature (tnum, calt, liga) are drawn but can neither be searched nor copied.
    """
    font = QFont(family)
    font.setPointSizeF(size_pt)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    for tag in _SPLIT_TAGS:
        font.setFeature(QFont.Tag(tag), 0)
    return font


def _has_even_figures(family: str) -> bool:
    for bold in (False, True):
        metrics = QFontMetricsF(_font(family, 100.0, bold=bold))
        if max(map(metrics.horizontalAdvance, _DIGITS)) > 1.01 * min(
            map(metrics.horizontalAdvance, _DIGITS)
        ):
            return False
    return True


@cache
def words_family() -> str:
    """Return the first installed family for words, else the desktop's own."""
    installed = set(QFontDatabase.families())
    return next((f for f in _WORDS if f in installed), QFont().family())


@cache
def figures_family() -> str:
    """Return the words' family where its own figures line up, else one whose figures do."""
    installed = set(QFontDatabase.families())
    candidates = (words_family(), *(f for f in _FIGURES if f in installed))
    return next((f for f in candidates if _has_even_figures(f)), words_family())


class Face:
    """A font on a device with its metrics; widths of texts met before are remembered."""

    def __init__(self, font: QFont, device: QPaintDevice) -> None:
        self.font = font
        self.size_pt = font.pointSizeF()
        self._metrics = QFontMetricsF(font, device)
        self._widths: dict[str, float] = {}
        self.sink_px = (self._metrics.ascent() - self._metrics.descent()) / 2
        """From the middle of a line down to its baseline."""

    def width_px(self, text: str) -> float:
        """Return the advance of *text*."""
        width = self._widths.get(text)
        if width is None:
            width = self._widths[text] = self._metrics.horizontalAdvance(text)
        return width

    def wrapped(self, text: str, room_px: float) -> list[str]:
        """Return *text* in lines that fit; a word that is longer than a line is cut."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if self.width_px(longer) <= room_px:
                lines[-1] = longer
                continue
            pieces = self._cut(word, room_px)
            lines.extend(pieces) if lines[-1] else lines.__setitem__(slice(-1, None), pieces)
        return lines

    def _cut(self, word: str, room_px: float) -> list[str]:
        pieces = [""]
        for letter in word:
            if pieces[-1] and self._metrics.horizontalAdvance(pieces[-1] + letter) > room_px:
                pieces.append("")
            pieces[-1] += letter
        return pieces

    def elided(self, text: str, room_px: float) -> str:
        """Return *text*, or as much of its beginning as fits before an ellipsis."""
        if self.width_px(text) <= room_px:
            return text
        least, most = 0, len(text)
        while least < most:
            half = (least + most + 1) // 2
            fits = self._metrics.horizontalAdvance(f"{text[:half].rstrip()}…") <= room_px
            least, most = (half, most) if fits else (least, half - 1)
        return f"{text[:least].rstrip()}…"


class Faces:
    """The faces of one device, made once each."""

    def __init__(self, device: QPaintDevice) -> None:
        self._device = device
        self._faces: dict[tuple[float, bool, bool], Face] = {}

    def face(self, size_pt: float, *, bold: bool = False, figures: bool = False) -> Face:
        """Return the face of that size for words, or for figures that stand under each other."""
        key = (size_pt, bold, figures)
        face = self._faces.get(key)
        if face is None:
            family = figures_family() if figures else words_family()
            face = self._faces[key] = Face(_font(family, size_pt, bold=bold), self._device)
        return face

    def fitted(
        self, text: str, room_px: float, *, bold: bool, may_elide: bool, size_pt: float = BODY_PT
    ) -> tuple[Face, str]:
        """Return the face and the text that fit: smaller to 7 pt, then elided.

        What may not be elided is made smaller still, however small.
        """
        figures = any(c in _DIGITS for c in text) and not may_elide
        face = self.face(size_pt, bold=bold, figures=figures)
        while face.width_px(text) > room_px and size_pt > LEAST_PT:
            size_pt = max(LEAST_PT, size_pt - 0.5)
            face = self.face(size_pt, bold=bold, figures=figures)
        if may_elide:
            return face, face.elided(text, room_px)
        while face.width_px(text) > room_px and size_pt > 2.0:
            size_pt -= 0.5
            face = self.face(size_pt, bold=bold, figures=figures)
        return face, text
