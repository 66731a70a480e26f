"""The forms after which a case waits: snooze, and "says it is paid"."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from ui.case_edit import CaseEdit
from ui.panes.collections_case_form import CaseForm
from ui.widgets.button import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.label import Label


class SnoozeForm(CaseForm):
    """Takes a client off the list until a day."""

    @override
    def _build(self) -> None:
        self._name(self.tr("Snooze"))
        today = self.phrases.today()
        self._add(self._date_field(self.tr("Back on the list on"), today + timedelta(days=1)))
        row = FlowLayout(6)
        box = QWidget()
        box.setLayout(row)
        for words, days in (
            (self.tr("Tomorrow"), 1),
            (self.tr("In 3 days"), 3),
            (self.tr("In a week"), 7),
            (self.tr("In 2 weeks"), 14),
        ):
            button = Button(self.style_of, words, "link")
            on = today + timedelta(days=days)
            button.clicked.connect(lambda _=False, on=on: self.on.show_day(on))
            row.addWidget(button)
        self._add(box)
        self._add(self._note_field(self.tr("Note, optional")))

    @override
    def _values(self) -> tuple[object, ...]:
        return (self.on.date().toJulianDay(), self.note.toPlainText())

    @override
    def _verb(self) -> str:
        return self.tr("Snooze")

    @override
    def first_field(self) -> QWidget:
        return self.on

    @override
    def _edit(self) -> CaseEdit | None:
        if not self._is_good_day(self.phrases.today() + timedelta(days=1)):
            return None
        on, note, client_id = self.on.day, self._typed_note(), self.row.client_id
        said = self.tr("{name} is off the list until {day}").format(
            name=self.row.name, day=self.phrases.weekday(on)
        )
        return CaseEdit(
            (client_id,),
            said,
            lambda cases, staff: cases.snooze([client_id], on, staff=staff, note=note),
        )


class SaysPaidForm(CaseForm):
    """Keeps that the client says it is paid, or paid at the desk today."""

    @override
    def _build(self) -> None:
        self._name(self.tr("Says it is paid"))
        self._grid(
            self._amount_field(self.tr("Amount, optional"), None),
            self._kind_field(self.tr("How")),
        )
        hint = Label(
            self.style_of,
            "label",
            "text2",
            self.tr("Off the list until a later refresh decides. Nothing is booked anywhere."),
        )
        hint.setWordWrap(True)
        self._add(hint)
        self._add(self._note_field(self.tr("Note, optional")))

    @override
    def _values(self) -> tuple[object, ...]:
        return (self.amount.text(), self.kind.currentIndex(), self.note.toPlainText())

    @override
    def _verb(self) -> str:
        return self.tr("Save")

    @override
    def first_field(self) -> QWidget:
        return self.amount

    @override
    def _edit(self) -> CaseEdit | None:
        cents, good = self._typed_cents()
        if not good:
            return None
        kind, note, client_id = self._chosen_kind(), self._typed_note(), self.row.client_id
        said = self.tr("{name} says it is paid").format(name=self.row.name)
        return CaseEdit(
            (client_id,),
            said,
            lambda cases, staff: cases.says_paid(
                client_id, staff=staff, amount_cents=cents, pays_by=kind, note=note
            ),
        )
