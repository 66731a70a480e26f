"""The header of a pane: title, date or count, search, actions, Refresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from ui.widgets.button import ActionButton
from ui.widgets.label import ElidedLabel, Label
from ui.widgets.refresh_slot import RefreshSlot
from ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from ui.style import Style


class PaneHeader(QWidget):
    """Stands in the same order everywhere: search, actions as added, Refresh at the far right.

    `search` is None until `add_search`; `refresh` shows nothing until it is given its action.
    """

    def __init__(self, style: Style, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._buttons: list[ActionButton] = []
        self._narrow = False
        self.search: SearchField | None = None
        self.refresh = RefreshSlot(style)
        self._title = Label(style, "title", "text", title)
        self._subtitle = ElidedLabel(style, "label", "text2")
        self._build()
        style.changed.connect(self.on_style_changed)

    def set_title(self, text: str) -> None:
        """Show another title."""
        self._title.setText(text)

    def set_subtitle(self, text: str) -> None:
        """Say date or count, and from when the figures are."""
        self._subtitle.setText(text)

    @property
    def subtitle(self) -> str:
        """Return the second line."""
        return self._subtitle.text()

    def add_search(self, placeholder: str) -> SearchField:
        """Return the search field, made on the first call."""
        if self.search is None:
            self.search = SearchField(self._style, placeholder)
            self.search.set_narrow(self._narrow)
            self._right.insertWidget(0, self.search)
            self.setFocusProxy(self.search)
        return self.search

    def add_action(self, action: QAction, primary: bool = False) -> None:
        """Add a button for *action* before Refresh; name its icon with `button.set_icon_name`."""
        button = ActionButton(self._style, action, "primary" if primary else "plain", self)
        button.set_narrow(self._narrow and not primary)
        self._buttons.append(button)
        self._right.insertWidget(self._right.count() - 1, button)

    def set_narrow(self, narrow: bool) -> None:
        """Take the words off the plain buttons and shorten search and progress."""
        self._narrow = narrow
        for button in self._buttons:
            button.set_narrow(narrow and button.kind != "primary")
        if self.search is not None:
            self.search.set_narrow(narrow)
        self.refresh.set_narrow(narrow)

    @Slot()
    def on_style_changed(self) -> None:
        """Take sizes and colours anew."""
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._style.px(60) + 1)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._style.px(60) + 1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._style.colour("surface"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._style.colour("line"))
        painter.end()

    def _build(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 16, 1)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addStretch(1)
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        words.addStretch(1)
        self._right = QHBoxLayout()
        self._right.setSpacing(8)
        self._right.addWidget(self.refresh)
        row.addLayout(words, 1)
        row.addLayout(self._right)
