"""Totals by trainer, and the aging on a past day with its control total."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal, Slot

from gymdesk.domain.client import SOURCE_NAMES
from ui.models.total_columns import TotalColumns
from ui.widgets.aging_bar import AgingStrip
from ui.widgets.day_edit import DayEdit
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.form_field import FormField
from ui.widgets.label import Label
from ui.widgets.list_view import ListView

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from gymdesk.rows.cases import AgedList, CallList
    from ui.phrases import Phrases
    from ui.style import Style


class TrainerDialog(DialogFrame):
    """What the clients of each trainer owe. `trainer_chosen` carries the name of one, or ""."""

    trainer_chosen = Signal(object)

    def __init__(
        self, style: Style, phrases: Phrases, calls: CallList, parent: QWidget | None = None
    ) -> None:
        super().__init__(style, "", parent, 640)
        self.setWindowTitle(self.tr("Totals by trainer"))
        self.heading.setText(self.tr("Totals by trainer"))
        currency = calls.club.currency
        self.view = ListView(style)
        self.view.setAccessibleName(self.tr("Totals by trainer"))
        self.view.setMinimumHeight(260)
        table = TotalColumns(phrases, currency, self).trainers_table(self.view)
        table.set_rows(calls.by_trainer)
        self.view.setModel(table)
        self.view.activated.connect(self.on_activated)
        self.body.addWidget(self.view)
        total = phrases.money(sum(t.past_due_cents for t in calls.by_trainer), currency)
        words = self.tr("{amount} in all. Enter shows the clients of a trainer.")
        self.total = Label(style, "label", "text2", words.format(amount=total))
        self.body.addWidget(self.total)
        self.add_buttons(self.tr("Close"), None).clicked.connect(self.accept)
        self.view.setFocus()

    @Slot(QModelIndex)
    def on_activated(self, _index: QModelIndex) -> None:
        """Show the clients of the trainer."""
        self.trainer_chosen.emit(self.view.current_id())
        self.accept()


class AgingDialog(DialogFrame):
    """Who owed what on a day, from the balances read up to it. `day_wanted` carries the day."""

    day_wanted = Signal(object)

    def __init__(
        self, style: Style, phrases: Phrases, currency: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(style, "", parent, 900)
        self.setWindowTitle(self.tr("Aging on a past day"))
        self.heading.setText(self.tr("Aging on a past day"))
        self._phrases = phrases
        self._currency = currency
        yesterday = phrases.today() - timedelta(days=1)
        self.on = DayEdit(yesterday)
        self.on.setMaximumDate(self.on.date().addDays(1))
        self.body.addWidget(FormField(style, self.tr("Day"), self.on))
        self.aging = AgingStrip(style)
        self.body.addWidget(self.aging)
        self.view = ListView(style)
        self.view.setAccessibleName(self.tr("Who owed"))
        self.view.setMinimumHeight(260)
        self._table = TotalColumns(phrases, currency, self).aged_table(self.view)
        self.view.setModel(self._table)
        self.body.addWidget(self.view)
        self.control = Label(style, "label_bold", "text2")
        self.control.setWordWrap(True)
        self.body.addWidget(self.control)
        self.add_buttons(self.tr("Close"), None).clicked.connect(self.accept)
        self.on.dateChanged.connect(self.ask)

    @property
    def day(self) -> date:
        """Return the chosen day."""
        return self.on.day

    @Slot()
    def ask(self) -> None:
        """Ask for the chosen day."""
        self.day_wanted.emit(self.day)

    @Slot(object)
    def show_aged(self, aged: AgedList) -> None:
        """Show a day, unless another one was chosen meanwhile."""
        if aged.on != self.day:
            return
        self._table.set_rows(aged.rows)
        self.aging.setVisible(aged.was_read)
        self.aging.set_aging(aged.aging, self._phrases.money, self._currency)
        buckets = self._phrases.money(aged.aging.past_due_cents, self._currency)
        balances = self._phrases.money(aged.total_past_due_cents, self._currency)
        if not aged.was_read:
            said = self.tr("What was owed then is unknown: nobody had been read up to that day.")
        elif not aged.rows:
            said = self.tr("Nobody owed anything then. {clients} had been read up to that day.")
        elif aged.agrees:
            said = self.tr("Control: the buckets add up to {sum}, the balances too.")
        else:
            said = self.tr(
                "The buckets add up to {sum}, the balances to {balances}. Do not rely on this day."
            )
        people = self._phrases.clients(aged.people)
        said = said.format(sum=buckets, balances=balances, clients=people)
        if len(aged.by_source) > 1:
            each = [
                f"{SOURCE_NAMES[source]} {self._phrases.money(cents, self._currency)}"
                for source, cents in aged.by_source.items()
            ]
            said = f"{said} {', '.join(each)}."
        if aged.unknown:
            said = self.tr("{said} {n} unknown.").format(said=said, n=aged.unknown)
        self.control.setText(said)
        self.control.set_tone("text2" if aged.agrees else "bad")
