"""Badges: a state as icon, word and colour, as a widget and painted into a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui.style import NEUTRAL, Theme

if TYPE_CHECKING:
    from ui.style import Style

HEIGHT_PX: Final = 22
_ICON_PX: Final = 14
_SIDE_PX: Final = 6
_GAP_PX: Final = 4
_LEFT: Final = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)


def badge_width(style: Style, word: str) -> int:
    """Return how wide a badge with *word* is."""
    words_px = style.metrics("label_medium").horizontalAdvance(word)
    return 2 * style.px(_SIDE_PX) + style.px(_ICON_PX) + style.px(_GAP_PX) + words_px + 1


def paint_badge(
    painter: QPainter,
    rect: QRect,
    icon: str,
    tone: str,
    word: str,
    style: Style,
    neutral: bool = False,
) -> None:
    """Paint a badge at the left of *rect*, in its middle; the word is elided where it must be.

    *neutral* or the tone "neutral" gives the plain one with an edge.
    """
    tone = NEUTRAL if neutral else tone
    height = style.px(HEIGHT_PX)
    width = min(badge_width(style, word), rect.width())
    box = QRect(rect.x(), rect.y() + (rect.height() - height) // 2, width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    outlined = tone == NEUTRAL or style.theme == Theme.CONTRAST
    edge = "edge" if tone == NEUTRAL else tone
    painter.setPen(QPen(style.colour(edge), 1) if outlined else Qt.PenStyle.NoPen)
    painter.setBrush(style.soft(tone))
    inset = 0.5 if outlined else 0.0
    painter.drawRoundedRect(QRectF(box).adjusted(inset, inset, -inset, -inset), 5, 5)
    side = style.px(_ICON_PX)
    left = box.x() + style.px(_SIDE_PX)
    style.paint_icon(painter, QRect(left, box.y() + (height - side) // 2, side, side), icon, tone)
    text_left = left + side + style.px(_GAP_PX)
    room = box.right() + 1 - style.px(_SIDE_PX) - text_left
    painter.setPen(style.colour(tone))
    painter.setFont(style.font("label_medium"))
    words = style.metrics("label_medium").elidedText(word, Qt.TextElideMode.ElideRight, room + 1)
    painter.drawText(QRect(text_left, box.y(), room + 2, height), _LEFT, words)
    painter.restore()


class Badge(QWidget):
    """A state beside a name or a figure. Not clickable."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._icon = ""
        self._tone = NEUTRAL
        self._word = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        style.changed.connect(self.on_style_changed)

    @property
    def word(self) -> str:
        """Return the word that is shown."""
        return self._word

    @property
    def tone(self) -> str:
        """Return the tone that is shown."""
        return self._tone

    def set_state(self, icon: str, tone: str, word: str) -> None:
        """Show a state; an empty word hides the badge."""
        self._icon, self._tone, self._word = icon, tone, word
        self.setAccessibleName(word)
        self.setVisible(bool(word))
        self.on_style_changed()

    @Slot()
    def on_style_changed(self) -> None:
        """Take size and colours anew."""
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(badge_width(self._style, self._word), self._style.px(HEIGHT_PX))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge(painter, self.rect(), self._icon, self._tone, self._word, self._style)
        painter.end()
