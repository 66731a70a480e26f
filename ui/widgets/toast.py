"""The toast: something worked, and can be undone for a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel

if TYPE_CHECKING:
    from ui.style import Style

SHOWN_MS: Final = 8000
_WIDTH_PX: Final = 440
_HEIGHT_PX: Final = 56
_EDGE_PX: Final = 16


class Toast(QFrame):
    """Success with Undo, at the bottom right of its parent; stays while hovered or focused.

    `undo_pressed` carries the key given to `show_done`. Errors are never toasts.
    """

    undo_pressed = Signal(object)

    def __init__(self, style: Style, parent: QWidget) -> None:
        super().__init__(parent)
        self._style = style
        self._host = parent
        self._undo_key: object | None = None
        self._came_from: QWidget | None = None
        self.setObjectName("toast")
        self._build()
        self._connect()
        self.on_style_changed()
        self.hide()

    @property
    def title(self) -> str:
        """Return what is said."""
        return self._title.text()

    def show_done(self, title: str, sentence: str, undo_key: object | None = None) -> None:
        """Say what was done; with an *undo_key* it can be undone."""
        self._undo_key = undo_key
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._undo.setVisible(undo_key is not None)
        self.setAccessibleName(f"{title}. {sentence}")
        self._place()
        self.show()
        self.raise_()
        self._timer.start()

    def enter(self) -> None:
        """Move the focus into the toast (F8)."""
        if self.isVisible():
            self._came_from = QApplication.focusWidget()
            (self._undo if self._undo_key is not None else self._close).setFocus()

    def leave(self) -> None:
        """Go away; the focus goes back to where F8 was pressed."""
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.isAncestorOf(focused)
        back = self._came_from
        if had_focus and back is not None and isValid(back) and back.isVisible():
            back.setFocus()
        self._came_from = None
        self.hide()

    @Slot()
    def on_undo_clicked(self) -> None:
        """Ask to undo it."""
        self.leave()
        self.undo_pressed.emit(self._undo_key)

    @Slot()
    def on_close_clicked(self) -> None:
        """Go away."""
        self.leave()

    @Slot()
    def on_timeout(self) -> None:
        """Go away, unless somebody is about to use it."""
        if self.underMouse() or self._undo.hasFocus() or self._close.hasFocus():
            self._timer.start()
        else:
            self.hide()

    @Slot()
    def on_style_changed(self) -> None:
        """Take sizes, icon and colours anew."""
        side = self._style.px(16)
        self._icon.setPixmap(self._style.pixmap("st-ok", "good", side, self.devicePixelRatioF()))
        self.setFixedSize(self._style.px(_WIDTH_PX), self._style.px(_HEIGHT_PX))
        self._place()
        self.update()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self.isVisible():
            self._timer.start()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._style.colour("line"), 1))
        painter.setBrush(self._style.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.end()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(10)
        self._icon = QLabel()
        words = QVBoxLayout()
        words.setSpacing(1)
        self._title = ElidedLabel(self._style, "body_bold", "text")
        self._sentence = ElidedLabel(self._style, "label", "text2")
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._sentence)
        words.addStretch(1)
        self._undo = Button(self._style, self.tr("Undo"), "link", "undo", self)
        self._undo.setObjectName("toast_undo")
        self._close = Button(self._style, "", "icon", "close", self)
        self._close.setObjectName("toast_close")
        self._close.setAccessibleName(self.tr("Close"))
        self._close.setToolTip(self.tr("Close (Esc)"))
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        row.addWidget(self._undo)
        row.addWidget(self._close)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 6)
        shadow.setColor(QColor(0, 0, 0, 61))
        self.setGraphicsEffect(shadow)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)

    def _connect(self) -> None:
        self._undo.clicked.connect(self.on_undo_clicked)
        self._close.clicked.connect(self.on_close_clicked)
        self._timer.timeout.connect(self.on_timeout)
        self._style.changed.connect(self.on_style_changed)
        self._host.installEventFilter(self)

    def _place(self) -> None:
        host = self._host
        left = host.width() - self.width() - _EDGE_PX
        self.move(max(0, left), max(0, host.height() - self.height() - _EDGE_PX))
