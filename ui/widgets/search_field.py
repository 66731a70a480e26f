"""The search field of a pane's header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from ui.style import Style

_SETTLE_MS: Final = 0
_WIDE_PX: Final = 250
_NARROW_PX: Final = 180
_CLEAR_PX: Final = 24


class SearchField(QLineEdit):
    """A line to search with. Esc clears it, Esc in an empty one (or Down) leaves it for the list.

    `text_settled` carries the text, once for a burst of keys; `left` asks to focus the list.
    """

    text_settled = Signal(object)
    left = Signal()

    def __init__(self, style: Style, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._narrow = False
        self._settled = ""
        self.setObjectName("search")
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder or self.tr("Search"))
        self._build()
        self._connect()
        self.on_style_changed()

    def set_narrow(self, narrow: bool) -> None:
        """Take 180 instead of 250 px."""
        self._narrow = narrow
        self.on_style_changed()

    def clear_text(self) -> None:
        """Empty the field and say so at once."""
        self.clear()
        self.settle()

    def settle(self) -> None:
        """Tell the text now instead of after the pause."""
        self._timer.stop()
        if self.text() != self._settled:
            self._settled = self.text()
            self.text_settled.emit(self._settled)

    @Slot()
    def on_timeout(self) -> None:
        """Tell the text: no key for a moment."""
        self.settle()

    @Slot(str)
    def on_text_changed(self, text: str) -> None:
        """Show or hide the clear button and wait for the next key."""
        self._clear.setVisible(bool(text))
        # an empty field has the room of the button for its own words
        self.setTextMargins(0, 0, self._style.px(_CLEAR_PX) if text else 0, 0)
        self._timer.start()

    @Slot()
    def on_clear_clicked(self) -> None:
        """Empty the field and stay in it."""
        self.clear_text()
        self.setFocus()

    @Slot()
    def on_style_changed(self) -> None:
        """Take sizes and icons anew."""
        self.setFixedWidth(self._style.px(_NARROW_PX if self._narrow else _WIDE_PX))
        self.setFont(self._style.font("body"))
        side = self._style.px(16)
        self._clear.setIcon(self._style.icon("close", "text2", side))
        self._clear.setIconSize(QSize(side, side))
        self._place_clear()
        self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear_text()
            else:
                self.left.emit()
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.settle()
            self.left.emit()
            event.accept()
            return
        super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.ShortcutFocusReason:
            self.selectAll()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_clear()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = self._style.px(16)
        painter = QPainter(self)
        top = (self.height() - side) // 2
        self._style.paint_icon(painter, QRect(10, top, side, side), "search", "text2")
        painter.end()

    def _build(self) -> None:
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._clear = QToolButton(self)
        self._clear.setObjectName("search_clear")
        self._clear.setAutoRaise(True)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.setAccessibleName(self.tr("Clear the search"))
        self._clear.setToolTip(self.tr("Clear the search (Esc)"))
        self._clear.setStyleSheet("QToolButton { border: 0; background: transparent; padding: 0; }")
        self._clear.hide()

    def _connect(self) -> None:
        self.textChanged.connect(self.on_text_changed)
        self._timer.timeout.connect(self.on_timeout)
        self._clear.clicked.connect(self.on_clear_clicked)
        self._style.changed.connect(self.on_style_changed)

    def _place_clear(self) -> None:
        side = self._style.px(_CLEAR_PX)
        self._clear.setGeometry(self.width() - side - 4, (self.height() - side) // 2, side, side)
