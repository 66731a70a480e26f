"""What the manager says about an amount: it was checked, and it is watched from now on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from gymdesk.domain.past_due import Mark
from ui.widgets.badge import Badge
from ui.widgets.button import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.label import plain_tooltip

if TYPE_CHECKING:
    from gymdesk.domain.client import ClientId
    from gymdesk.rows import ClientDetail
    from ui.phrases import Phrases
    from ui.style import Style


@dataclass(frozen=True)
class AmountMark:
    """A wish of the manager about one client's amount (`cents` as it stands on screen)."""

    client_id: ClientId
    kind: Literal["confirm", "watch", "unwatch"]
    cents: int


class AmountMarks(QWidget):
    """What can be said of one client at a time: confirmed when, Confirm, Watch, Open in ClubOS.

    `marked` carries an `AmountMark`, `page_wanted` the address of the client's page.
    """

    marked = Signal(object)
    page_wanted = Signal(object)

    def __init__(self, style: Style, phrases: Phrases, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases
        self._detail: ClientDetail | None = None
        self.confirmed = Badge(style)
        self.confirm = Button(style, self.tr("Confirm amount"), "quiet", "check")
        self.watch = Button(style, self.tr("Watch"), "quiet", "pin")
        self.page = Button(style, self.tr("Open in ClubOS"), "plain", "open")
        line = FlowLayout(
            4, centered=True
        )  # in a narrow panel it takes two lines: cut, it would hide figures
        for part in (self.confirmed, self.confirm, self.watch, self.page):
            line.addWidget(part)
        self.setLayout(line)
        self.confirm.clicked.connect(self.on_confirm_clicked)
        self.watch.clicked.connect(self.on_watch_clicked)
        self.page.clicked.connect(self.on_page_clicked)
        self.clear()

    def clear(self) -> None:
        """Show nothing until the detail is read."""
        self._detail = None
        self.hide()

    def show_detail(self, detail: ClientDetail) -> None:
        """Show what is known about the client's amount."""
        self._detail = detail
        self._show_confirmed(detail)
        known = _certain_cents(detail) is not None
        why = "" if known else self.tr("The amount is not certain, so it cannot be confirmed.")
        self.confirm.setEnabled(known)
        self.confirm.setToolTip(plain_tooltip(why))
        watched = detail.watched_cents is not None
        self.watch.setText(self.tr("Stop watching") if watched else self.tr("Watch"))
        self.watch.setEnabled(known or watched)
        self.watch.setToolTip(plain_tooltip(self._watch_words(detail)))
        self.page.setVisible(detail.page_url is not None)
        self.show()

    @Slot()
    def on_confirm_clicked(self) -> None:
        """Say that the amount was checked."""
        self._emit("confirm")

    @Slot()
    def on_watch_clicked(self) -> None:
        """Watch the client, or no more."""
        watched = self._detail is not None and self._detail.watched_cents is not None
        self._emit("unwatch" if watched else "watch")

    @Slot()
    def on_page_clicked(self) -> None:
        """Ask for the client's page."""
        if self._detail is not None and self._detail.page_url is not None:
            self.page_wanted.emit(self._detail.page_url)

    def _emit(self, kind: Literal["confirm", "watch", "unwatch"]) -> None:
        if self._detail is None:
            return
        cents = _certain_cents(self._detail)
        if cents is not None or kind == "unwatch":
            self.marked.emit(AmountMark(self._detail.row.client_id, kind, cents or 0))

    def _show_confirmed(self, detail: ClientDetail) -> None:
        confirmed = detail.confirmed
        self.confirmed.setVisible(confirmed is not None)
        if confirmed is None:
            return
        same = confirmed.cents == detail.row.past_due_cents
        words = self.tr("Confirmed {moment}").format(moment=self._phrases.moment(confirmed.at_utc))
        icon, tone = ("st-ok", "good") if same else ("st-differs", "warn")
        self.confirmed.set_state(icon, tone, words)
        amount = self._phrases.money(confirmed.cents, detail.row.currency)
        tip = self.tr("{amount}, confirmed by {staff}").format(amount=amount, staff=confirmed.staff)
        self.confirmed.setToolTip(plain_tooltip(tip))

    def _watch_words(self, detail: ClientDetail) -> str:
        if detail.watched_cents is None:
            return self.tr("After each refresh Sync says whether this amount is still the same.")
        amount = self._phrases.money(detail.watched_cents, detail.row.currency)
        return self.tr("Watched: {amount} is expected after each refresh.").format(amount=amount)


def _certain_cents(detail: ClientDetail) -> int | None:
    doubtful = {Mark.AT_LEAST, Mark.STALE} & detail.row.marks
    return None if doubtful else detail.row.past_due_cents
