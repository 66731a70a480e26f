"""The aging bar. Hollow = not due, solid and darker with age = overdue, hatched = no date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui.widgets.label import plain_tooltip

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gymdesk.domain.aging import Aging
    from ui.style import Style

HOLLOW: Final = "hollow"
HATCHED: Final = "hatched"
CREDIT: Final = "credit"
_GAP_PX: Final = 2
_LEAST_PX: Final = 4
_LEFT: Final = int((Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter).value)


def paint_part(painter: QPainter, rect: QRectF, kind: str, style: Style, radius_px: float) -> None:
    """Paint one part: `aging_1` to `aging_4` solid, "hollow", or "hatched"."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if kind not in (HOLLOW, HATCHED, CREDIT):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.colour(kind))
        painter.drawRoundedRect(rect, radius_px, radius_px)
        painter.restore()
        return
    box = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(style.colour("edge"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, radius_px, radius_px)
    if kind == HATCHED:
        painter.setClipRect(box)
        step, x = 4.0, box.left() - box.height()
        while x < box.right():
            painter.drawLine(
                QRectF(x, box.top(), box.height(), box.height()).bottomLeft(),
                QRectF(x, box.top(), box.height(), box.height()).topRight(),
            )
            x += step
    painter.restore()


def paint_parts(
    painter: QPainter, rect: QRect, parts: Sequence[tuple[str, int]], style: Style
) -> None:
    """Paint (kind, cents) side by side over the whole of *rect*; nothing known, nothing painted."""
    shown = [(kind, cents) for kind, cents in parts if cents > 0]
    if not shown:
        return
    total = sum(cents for _, cents in shown)
    room = rect.width() - _GAP_PX * (len(shown) - 1)
    widths = [max(float(_LEAST_PX), room * cents / total) for _, cents in shown]
    surplus = sum(widths) - room
    wide = sum(w for w in widths if w > _LEAST_PX)
    if wide > 0:
        widths = [w - surplus * w / wide if w > _LEAST_PX else w for w in widths]
    x = float(rect.x())
    for (kind, _), width in zip(shown, widths, strict=True):
        right = round(x + width)
        part = QRectF(round(x), rect.y(), max(1, right - round(x)), rect.height())
        paint_part(painter, part, kind, style, 2)
        x += width + _GAP_PX


def overdue_parts(aging: Aging) -> list[tuple[str, int]]:
    """Return the parts that are overdue, youngest first, those without a date last."""
    parts = [(f"aging_{i}", cents) for i, cents in enumerate(aging.overdue, start=1)]
    return [*parts, (HATCHED, aging.no_date)]


def paint_aging_row(
    painter: QPainter, rect: QRect, aging: Aging, style: Style, plate: bool = False
) -> None:
    """Paint the overdue parts 8 px high in the middle of *rect*: composition, not size.

    *plate* puts them on `surface`, needed wherever the row's ground is another one.
    """
    high = 8
    bar = QRect(rect.x(), rect.y() + (rect.height() - high) // 2, rect.width(), high)
    if aging.past_due_cents <= 0:
        return
    if plate:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.colour("surface"))
        painter.drawRoundedRect(QRectF(bar).adjusted(-3, -3, 3, 3), 4, 4)
        painter.restore()
    paint_parts(painter, bar, overdue_parts(aging), style)


class AgingStrip(QWidget):
    """The bar of a whole list with six columns of label and amount (and credit, if any)."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._columns: list[tuple[str, str, str, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        style.changed.connect(self.on_style_changed)

    def set_aging(self, aging: Aging, money: Callable[[int, str], str], currency: str) -> None:
        """Show the sums by age."""
        names = (
            (HOLLOW, self.tr("Not due"), aging.not_due),
            ("aging_1", self.tr("1–30 days"), aging.days_1_30),
            ("aging_2", self.tr("31–60 days"), aging.days_31_60),
            ("aging_3", self.tr("61–90 days"), aging.days_61_90),
            ("aging_4", self.tr("91+ days"), aging.days_91),
            (HATCHED, self.tr("No date"), aging.no_date),
        )
        columns = [(kind, word, money(cents, currency), cents) for kind, word, cents in names]
        if aging.credit > 0:
            words = money(-aging.credit, currency)
            columns.append((CREDIT, self.tr("Credit"), words, aging.credit))
        self._columns = columns
        sentence = ", ".join(f"{word} {amount}" for _, word, amount, _ in columns)
        self.setAccessibleName(self.tr("Past due by age: {parts}").format(parts=sentence))
        self.setToolTip(
            plain_tooltip(self.tr("Credit stands apart and is never subtracted."))
            if aging.credit > 0
            else ""
        )
        self.update()

    @Slot()
    def on_style_changed(self) -> None:
        """Take sizes and colours anew."""
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(480, self._style.px(68) + 1)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._style.px(68) + 1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        style = self._style
        painter = QPainter(self)
        painter.fillRect(self.rect(), style.colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, style.colour("line"))
        left, width = 20, self.width() - 20 - 20
        parts = [(kind, cents) for kind, _, _, cents in self._columns if kind != CREDIT]
        paint_parts(painter, QRect(left, style.px(7), width, 10), parts, style)
        for i, column in enumerate(self._columns):
            step = (width + 8) / len(self._columns)
            self._paint_column(painter, round(left + i * step), round(step) - 4, column)
        painter.end()

    def _paint_column(
        self, painter: QPainter, left: int, width: int, column: tuple[str, str, str, int]
    ) -> None:
        style = self._style
        kind, word, amount, cents = column
        top, high = style.px(24), style.px(18)
        swatch = QRectF(left, top + (high - 10) / 2, 10, 10)
        if kind != CREDIT:
            paint_part(painter, swatch, kind, style, 2.5)
        words = QRect(left + 15, top, width - 15, high)
        painter.setFont(style.font("label"))
        painter.setPen(style.colour("text2"))
        metrics = style.metrics("label")
        # "31–60 days" gives way to "31–60" before anything is cut off.
        if metrics.horizontalAdvance(word) > words.width() and word[0].isdigit():
            word = word.split(" ")[0]
        painter.drawText(
            words, _LEFT, metrics.elidedText(word, Qt.TextElideMode.ElideRight, words.width())
        )
        painter.setFont(style.font("body_bold"))
        painter.setPen(style.colour("text" if cents else "text3"))
        painter.drawText(QRect(left + 15, top + high, width + 12, style.px(20)), _LEFT, amount)
