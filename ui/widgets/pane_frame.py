"""The frame every pane shares: header, banner, and the pane's own body below."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from ui.widgets.banner import Banner
from ui.widgets.pane_header import PaneHeader

if TYPE_CHECKING:
    from ui.style import Style


@dataclass(frozen=True)
class Notice:
    """What a banner shows; `key` tells one notice from another, so a dismissed one stays away.

    `buttons` are (key, words, primary).
    """

    key: str
    tone: str
    icon: str
    title: str
    sentence: str
    buttons: tuple[tuple[str, str, bool], ...] = ()


class PaneFrame(QWidget):
    """A pane: subclasses put their widgets into `body`.

    `asked` carries the key of a button that the window answers ("try_again", "sign_in" ...);
    `summary_changed` the words for the middle of the status bar.
    """

    asked = Signal(object)
    summary_changed = Signal(object)

    def __init__(self, style: Style, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.style_of = style
        self.notice: Notice | None = None
        self.header = PaneHeader(style, title, self)
        self.banner = Banner(style, self)
        self.banner.setObjectName("banner")
        self.banner.hide()
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.banner)
        column.addLayout(self.body, 1)
        self._dismissed = ""
        self.banner.pressed.connect(self.asked)
        self.banner.dismissed.connect(self.on_banner_dismissed)

    def show_notice(self, notice: Notice | None) -> None:
        """Show *notice* in the banner, or take the banner away."""
        self.notice = notice
        if notice is None:
            self._dismissed = ""
        if notice is None or notice.key == self._dismissed or self.tells_itself(notice):
            self.banner.hide_notice()
        else:
            self.banner.show_notice(
                notice.tone, notice.icon, notice.title, notice.sentence, notice.buttons
            )

    def tells_itself(self, notice: Notice) -> bool:
        """Return whether the body already says what *notice* says (an empty state does)."""
        return False

    def summary_words(self) -> str:
        """Return the words for the middle of the status bar."""
        return ""

    def go_to_search(self) -> None:
        """Put the focus into the search field, its text selected."""
        if self.header.search is not None:
            self.header.search.setFocus()
            self.header.search.selectAll()

    def set_narrow(self, narrow: bool) -> None:
        """Make room where the window is narrow."""
        self.header.set_narrow(narrow)

    def stops(self) -> list[QWidget]:
        """Return what F6 walks through in this pane, in reading order."""
        return [self.header]

    def areas(self) -> list[QWidget]:
        """Return what Tab walks through in this pane, in reading order."""
        return [self.header, self.banner, self]

    def keep_escape(self) -> None:
        """Let Esc clear the search before it does anything else in the window."""
        if self.header.search is not None:
            self.header.search.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        search = self.header.search
        if (
            search is not None
            and watched is search
            and search.text()
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def on_banner_dismissed(self) -> None:
        """Keep a dismissed banner away until there is something else to tell."""
        self._dismissed = self.notice.key if self.notice is not None else ""
        self.banner.hide_notice()


def hairline(parent: QWidget, *, upright: bool = False) -> QFrame:
    """Return a line of one pixel in the line colour (styled by its object name)."""
    line = QFrame(parent)
    line.setObjectName("hairline")
    if upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
