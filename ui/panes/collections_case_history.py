"""The history of a case, newest first: what happened, when, by whom; each can be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.button import Button
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.rows.cases import CaseDetail, TimelineRow
    from ui.case_words import CaseWords
    from ui.phrases import Phrases
    from ui.style import Style

SHOWN = 20
"""So many lines at first; a case of years has hundreds."""


class CaseHistory(QWidget):
    """Shows the timeline. `undo_wanted` carries a `TimelineRow`."""

    undo_wanted = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        words: Callable[[], CaseWords],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._style = style
        self._phrases = phrases
        self._words = words
        self._detail: CaseDetail | None = None
        self._all = False
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(Label(style, "body_bold", "text", self.tr("History")), 1)
        self._attempts = Label(style, "label", "text2")
        head.addWidget(self._attempts)
        self._column.addLayout(head)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self._column.addLayout(self._list)
        self._more = Button(style, "", "link")
        self._more.setObjectName("history_more")
        self._more.clicked.connect(self.on_more_clicked)
        self._column.addWidget(self._more)
        style.changed.connect(self.on_style_changed)

    def show_detail(self, detail: CaseDetail) -> None:
        """Show the history of a case; the same one is not drawn again."""
        before = self._detail
        self._detail = detail
        if before is not None and before.row.client_id != detail.row.client_id:
            self._all = False
        self._attempts.setText(self._words().attempts(detail.row, detail.rules.attempts_in_days))
        if before is None or before.timeline != detail.timeline:
            self._draw()

    def text(self) -> str:
        """Return what is shown, one line an event."""
        found = []
        for line in self._lines:
            labels = line.findChildren(Label)
            found.append(" · ".join(label.text() for label in labels if label.text()))
        return "\n".join(found)

    @Slot()
    def on_more_clicked(self) -> None:
        """Show all of it."""
        self._all = True
        self._draw()

    @Slot()
    def on_style_changed(self) -> None:
        """Take the icons anew."""
        self._draw()

    def _draw(self) -> None:
        for line in self._lines:
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = []
        if self._detail is None:
            return
        rows = self._detail.timeline
        shown = rows if self._all else rows[:SHOWN]
        for row in shown:
            self._lines.append(self._line(row))
            self._list.addWidget(self._lines[-1])
        if not rows:
            said = Label(self._style, "label", "text2", self.tr("Nothing was done yet."))
            self._lines.append(said)
            self._list.addWidget(said)
        left = len(rows) - len(shown)
        self._more.setText(self.tr("Show {n} more").format(n=left))
        self._more.setVisible(left > 0)

    def _line(self, row: TimelineRow) -> QWidget:
        style = self._style
        line = QWidget()
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(8)
        icon, tone = self._words().event_icon(row)
        sign = Label(style)
        sign.setPixmap(style.pixmap(icon, tone, style.px(16), self.devicePixelRatioF()))
        across.addWidget(sign)
        words = QVBoxLayout()
        words.setSpacing(1)
        said = self._words().sentence(row.what)
        if row.note:
            said = f"{said}. {row.note}" if said != self.tr("Note") else row.note
        quiet = row.undone or row.earlier
        what = Label(style, "body", "text2" if quiet else "text", said)
        what.setWordWrap(True)
        words.addWidget(what)
        when = [self._when(row), row.staff]
        if row.undone:
            when.append(self.tr("taken back"))
        elif row.earlier:
            when.append(self.tr("an earlier debt"))
        words.addWidget(Label(style, "label", "text2", " · ".join(when)))
        across.addLayout(words, 1)
        if row.can_undo and row.event_id is not None:
            undo = Button(style, "", "icon", "undo")
            undo.setAccessibleName(self.tr("Take back: {what}").format(what=said))
            undo.setToolTip(self.tr("Take it back"))
            undo.clicked.connect(lambda _=False, row=row: self.undo_wanted.emit(row))
            across.addWidget(undo)
        line.setAccessibleName(f"{said}, {', '.join(when)}")
        return line

    def _when(self, row: TimelineRow) -> str:
        day = self._phrases.weekday(self._phrases.local_day(row.at_utc))
        return f"{day}, {self._phrases.clock_time(row.at_utc)}"
