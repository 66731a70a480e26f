"""The forms that take a promise and take it off again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QWidget
from typing_extensions import override

from gymdesk.domain.promise import after_business_days
from ui.case_edit import CaseEdit
from ui.panes.collections_case_form import CaseForm, WordsForm, shrinking
from ui.widgets.form_field import FormField
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gymdesk.domain.collection_rules import CollectionRules
    from gymdesk.rows.cases import CaseDetail


PROMISE_DAYS = 7


class PromiseForm(CaseForm):
    """Takes a promise; says when it will be judged."""

    @override
    def _build(self) -> None:
        case = None if self.detail is None else self.detail.row
        before = case.promise if case is not None and case.promised else None
        side = ""
        if before is not None:
            day = self.phrases.day(before.on)
            side = self.tr("replaces the one of {day}").format(day=day)
        self._name(self.tr("New promise"), side)
        on = self.phrases.today() + timedelta(days=PROMISE_DAYS)
        owed = self.row.past_due_cents or self.row.cancelled_past_due_cents
        self._owed_cents = owed
        self._covers = shrinking(QComboBox())
        self._covers.setObjectName("case_covers")
        self._fill_covers()
        self._grid(
            self._date_field(self.tr("Pays on"), on),
            self._amount_field(self.tr("Amount"), owed),
            self._kind_field(self.tr("How")),
            FormField(self.style_of, self.tr("Covers"), self._covers),
        )
        self._judged = Label(self.style_of, "label", "text2")
        self._judged.setWordWrap(True)
        self._add(self._judged)
        self.on.dateChanged.connect(self.on_day_changed)
        self.kind.currentIndexChanged.connect(self.on_day_changed)
        self.on_day_changed()

    @override
    def _values(self) -> tuple[object, ...]:
        day = self.on.date().toJulianDay()
        return (day, self.amount.text(), self.kind.currentIndex(), self._covers.currentData())

    @override
    def _verb(self) -> str:
        return self.tr("Save promise")

    @override
    def first_field(self) -> QWidget:
        return self.on

    @override
    def show_detail(self, detail: CaseDetail) -> None:
        super().show_detail(detail)
        chosen = self._covers.currentData()
        self._fill_covers()
        if chosen is None:
            self._first = (*self._first[:3], None)
        self._covers.setCurrentIndex(max(0, self._covers.findData(chosen)))
        self.on_day_changed()

    @Slot()
    def on_day_changed(self) -> None:
        """Say from when on the promise is judged."""
        last = after_business_days(self.on.day, self._rules().grace_days(self._chosen_kind()))
        self._judged.setText(
            self.tr("Judged once figures fetched after {day} are in.").format(
                day=self.phrases.weekday(last)
            )
        )

    @override
    def _edit(self) -> CaseEdit | None:
        cents, good = self._typed_cents()
        if not self._is_good_day(self.phrases.today()) or not good:
            return None
        chosen = self._covers.currentData()
        invoices: Sequence[str] | None = None if chosen is None else [str(chosen)]
        if cents == self._owed_cents and invoices is None:
            cents = None  # all that is owed, also where that is more tomorrow
        on, kind, client_id = self.on.day, self._chosen_kind(), self.row.client_id
        said = self.tr("Promise of {name} saved for {day}").format(
            name=self.row.name, day=self.phrases.weekday(on)
        )
        return CaseEdit(
            (client_id,),
            said,
            lambda cases, staff: cases.promise(
                client_id, on, staff=staff, amount_cents=cents, invoices=invoices, pays_by=kind
            ),
        )

    def _fill_covers(self) -> None:
        self._covers.clear()
        counted = []
        if self.detail is not None:
            counted = [i for i in self.detail.client.invoices if i.counted]
        n = len(counted) or self.row.unpaid_invoices
        words = self.tr("All of it")
        if n:
            words = self.tr("The one invoice") if n == 1 else self.tr("All {n} invoices")
        self._covers.addItem(words.format(n=n), None)
        for invoice in counted if len(counted) > 1 else ():
            day = self.tr("no date")
            if invoice.billing_on is not None:
                day = self.phrases.day(invoice.billing_on)
            money = self.phrases.money(invoice.owed_cents, self.row.currency)
            self._covers.addItem(f"{day} · {money}", invoice.remote_id)

    def _rules(self) -> CollectionRules:
        from gymdesk.domain.collection_rules import CollectionRules as Numbers

        return Numbers() if self.detail is None else self.detail.rules


class CancelPromiseForm(WordsForm):
    """Takes the open promise off the case without judging it."""

    @override
    def _build(self) -> None:
        promise = None if self.detail is None else self.detail.row.promise
        self._promise_id = 0 if promise is None else promise.promise_id
        day = "" if promise is None else self.phrases.day(promise.on)
        self._name(self.tr("Cancel the promise of {day}").format(day=day))
        self._add(self._note_field(self.tr("Note, optional")))

    @override
    def _verb(self) -> str:
        return self.tr("Cancel the promise")

    @override
    def _edit(self) -> CaseEdit | None:
        promise_id, note = self._promise_id, self._typed_note()
        said = self.tr("Promise of {name} cancelled").format(name=self.row.name)
        return CaseEdit(
            (self.row.client_id,),
            said,
            lambda cases, staff: cases.cancel_promise(promise_id, staff=staff, note=note),
        )
