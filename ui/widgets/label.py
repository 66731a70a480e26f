"""A label that never reads its text as HTML and follows the style."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.style import Style


LONGEST_WORD_PX: Final = 130


def plain_tooltip(text: str) -> str:
    """Return *text* so that a tooltip shows it as it stands, also where it looks like HTML."""
    if not text:
        return ""
    return "<p style='white-space:pre-wrap'>" + html.escape(text) + "</p>"


class Label(QLabel):
    """Plain text in one role of the type scale and one tone."""

    def __init__(
        self,
        style: Style,
        role: str = "body",
        tone: str = "text",
        text: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._style = style
        self._role = role
        self._tone = tone
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.on_style_changed()
        style.changed.connect(self.on_style_changed)

    @override
    def minimumSizeHint(self) -> QSize:
        """Return what fits the longest word, but no more than a panel can give to one word.

        A name of sixty letters would make its panel wider than the window, and push what stands
        at the right of it out of sight.
        """
        least = super().minimumSizeHint()
        if self.wordWrap():
            least.setWidth(min(least.width(), self._style.px(LONGEST_WORD_PX)))
        return least

    def set_tone(self, tone: str) -> None:
        """Show the text in another tone."""
        self._tone = tone
        self.on_style_changed()

    @Slot()
    def on_style_changed(self) -> None:
        """Take font and colour anew."""
        self.setFont(self._style.font(self._role))
        palette = self.palette()
        colour = self._style.colour(self._tone)
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)


class ElidedLabel(Label):
    """One line that ends in dots where it does not fit; the tooltip then has all of it."""

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._style.px(24), super().minimumSizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        metrics = self.fontMetrics()
        words = self.text()
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, self.width() + 1)
        fits = shown == words
        tip = "" if fits else plain_tooltip(words)
        if self.toolTip() != tip:
            self.setToolTip(tip)
        if fits and self.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse:
            super().paintEvent(event)  # with what is selected of it
            return
        painter = QPainter(self)
        painter.setPen(self._style.colour(self._tone))
        painter.drawText(self.rect().adjusted(0, 0, 2, 0), self.alignment(), shown)
        painter.end()
