"""The inline forms of a case: contact, promise, note, snooze, says paid, marks, owner.

They stand in the panel, so that the list stays in view. What was typed survives a refresh and a
look at other clients; Esc asks before it is thrown away.
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gymdesk.domain.case_event import CaseMark, Channel, Outcome, PaymentKind
from gymdesk.domain.money import MAX_CENTS, read_cents
from gymdesk.domain.promise import LONGEST_WAIT_DAYS, after_business_days
from gymdesk.errors import ContactWarned, UnreadableAmount
from ui.case_edit import CaseEdit
from ui.widgets.button import Button
from ui.widgets.day_edit import DayEdit
from ui.widgets.flow import FlowLayout
from ui.widgets.form_field import FormField
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gymdesk.domain.collection_rules import CollectionRules
    from gymdesk.domain.contact import ContactWarning
    from gymdesk.errors import DeskError
    from gymdesk.rows import ClientRow
    from gymdesk.rows.cases import CaseDetail
    from ui.case_words import CaseWords
    from ui.phrases import Phrases
    from ui.style import Style

OUTCOMES = {
    Channel.CALL: (
        Outcome.SPOKE,
        Outcome.VOICEMAIL,
        Outcome.NO_ANSWER,
        Outcome.WRONG_NUMBER,
        Outcome.OTHER_PERSON,
    ),
    Channel.TEXT: (Outcome.SENT, Outcome.SPOKE, Outcome.WRONG_NUMBER),
    Channel.EMAIL: (Outcome.SENT, Outcome.SPOKE),
    Channel.LETTER: (Outcome.SENT,),
    Channel.IN_PERSON: (Outcome.SPOKE, Outcome.OTHER_PERSON),
}
"""What can come of each channel; the first is the usual one."""
NOTE_PX = 64
TWO_FROM_PX = 310
PROMISE_DAYS = 7


def _shrinking(choice: QComboBox) -> QComboBox:
    """Return a choice that may be narrower than its longest entry."""
    choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    choice.setMinimumContentsLength(6)
    return choice


class CaseForm(QFrame):
    """A form about one client on the sunken ground.

    `submitted` carries a `CaseEdit`, `closed` tells that the form was left. Ctrl+Enter saves, Esc
    leaves; where something was typed it asks first (`asked`).
    """

    submitted = Signal(object)
    closed = Signal()
    asked = Signal()

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        words: CaseWords,
        row: ClientRow,
        detail: CaseDetail | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("sunken", "true")
        self.setObjectName("case_form")
        self.style_of = style
        self.phrases = phrases
        self.words = words
        self.row = row
        self.detail = detail
        self._fields: tuple[FormField, ...] = ()
        self._across = 2
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 10, 12, 12)
        self._column.setSpacing(8)
        self._title = Label(style, "body_bold", "text")
        self._side = Label(style, "label", "text2")
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._side)
        self._column.addLayout(head)
        self._build()
        self._build_foot()
        self._first = self._values()
        self.setAccessibleName(self._title.text())

    # --- for subclasses -------------------------------------------------------------------------

    def _build(self) -> None:
        """Add the fields."""
        raise NotImplementedError

    def _values(self) -> tuple[object, ...]:
        """Return what stands in the fields."""
        raise NotImplementedError

    def _edit(self) -> CaseEdit | None:
        """Return what is to be written; None where a field says what is wrong."""
        raise NotImplementedError

    def _verb(self) -> str:
        """Return the word of the primary button."""
        raise NotImplementedError

    def first_field(self) -> QWidget:
        """Return where the typing begins."""
        raise NotImplementedError

    def show_detail(self, detail: CaseDetail) -> None:
        """Take newer figures; what was typed stays."""
        self.detail = detail
        self.row = detail.row.client

    # --- public ---------------------------------------------------------------------------------

    def begin(self) -> None:
        """Put the focus where the typing begins."""
        self.first_field().setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def is_dirty(self) -> bool:
        """Return whether something was typed."""
        return self._values() != self._first

    def ask_to_close(self) -> None:
        """Leave the form, but ask first where something was typed."""
        if self.is_dirty and not self._asking.isVisible():
            self._asking.show()
            self._keep.setFocus(Qt.FocusReason.OtherFocusReason)
            self.asked.emit()
        elif not self.is_dirty:
            self.closed.emit()
        else:
            self.on_keep_clicked()

    def show_error(self, error: DeskError) -> None:
        """Say why it was not saved; what was typed stays."""
        title, message = self.phrases.error(error)
        self._error.setText(f"{title}. {message}")
        self._error.show()
        self._save.setEnabled(True)

    @override
    def event(self, event: QEvent) -> bool:
        """Keep Esc and Ctrl+Enter for this form."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.key() == Qt.Key.Key_Escape or (enter and control):
                event.accept()
                return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save on Ctrl+Enter, leave on Esc."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.ask_to_close()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and control:
            self.on_save_clicked()
        else:
            super().keyPressEvent(event)

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_save_clicked(self) -> None:
        """Hand over what was typed."""
        if not self._save.isEnabled():
            return
        edit = self._edit()
        if edit is not None:
            self._error.hide()
            self._save.setEnabled(False)
            self.submitted.emit(edit)

    @Slot()
    def on_cancel_clicked(self) -> None:
        """Leave the form."""
        self.ask_to_close()

    @Slot()
    def on_keep_clicked(self) -> None:
        """Go on typing."""
        self._asking.hide()
        self.begin()

    @Slot()
    def on_discard_clicked(self) -> None:
        """Throw away what was typed."""
        self.closed.emit()

    # --- parts ----------------------------------------------------------------------------------

    def _name(self, title: str, side: str = "") -> None:
        self._title.setText(title)
        self._side.setText(side)
        self._side.setVisible(bool(side))

    def _add(self, widget: QWidget) -> None:
        self._column.addWidget(widget)

    def _grid(self, *fields: FormField) -> None:
        """Set fields side by side, two in a row where there is room."""
        self._fields = fields
        self._grid_of = QGridLayout()
        self._grid_of.setHorizontalSpacing(8)
        self._grid_of.setVerticalSpacing(8)
        self._place_fields(2)
        self._column.addLayout(self._grid_of)

    def _place_fields(self, across: int) -> None:
        self._across = across
        for at, field in enumerate(self._fields):
            self._grid_of.removeWidget(field)
            self._grid_of.addWidget(field, at // across, at % across, Qt.AlignmentFlag.AlignTop)
        self._grid_of.setColumnStretch(0, 1)
        self._grid_of.setColumnStretch(1, 1 if across == 2 else 0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Set the fields below each other where the panel is narrow."""
        super().resizeEvent(event)
        across = 2 if self.width() >= self.style_of.px(TWO_FROM_PX) else 1
        if self._fields and across != self._across:
            self._place_fields(across)

    def _note_field(self, words: str) -> FormField:
        self.note = QPlainTextEdit()
        self.note.setObjectName("case_note")
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(self.style_of.px(NOTE_PX))
        return FormField(self.style_of, words, self.note)

    def _date_field(self, words: str, on: date) -> FormField:
        self.on = DayEdit(on)
        self.on.setObjectName("case_on")
        self._day_box = FormField(self.style_of, words, self.on)
        return self._day_box

    def _is_good_day(self, first: date) -> bool:
        """Return whether the day can be waited for; the field says what is wrong."""
        last = self.phrases.today() + timedelta(days=LONGEST_WAIT_DAYS)
        wrong = ""
        if self.on.day < first:
            wrong = self.tr("Choose a day from {day} on.").format(day=self.phrases.weekday(first))
        elif self.on.day > last:
            wrong = self.tr("Choose a day within a year.")
        self._day_box.show_error(wrong)
        return not wrong

    def _amount_field(self, words: str, cents: int | None) -> FormField:
        text = "" if not cents else self.phrases.money(cents, self.row.currency)
        self.amount = QLineEdit(text)
        self.amount.setObjectName("case_amount")
        self._amount_box = FormField(self.style_of, words, self.amount)
        return self._amount_box

    def _kind_field(self, words: str) -> FormField:
        self.kind = _shrinking(QComboBox())
        self.kind.setObjectName("case_kind")
        self.kind.addItem(self.tr("Not said"), None)
        for kind in PaymentKind:
            self.kind.addItem(self.words.payment(kind), kind)
        return FormField(self.style_of, words, self.kind)

    def _chosen_kind(self) -> PaymentKind | None:
        found = self.kind.currentData()
        return None if found is None else PaymentKind(found)

    def _typed_cents(self) -> tuple[int | None, bool]:
        """Return the typed amount (None = all of it) and whether it can be read."""
        text = self.amount.text().strip()
        self._amount_box.show_error("")
        if not text:
            return None, True
        try:
            cents = read_cents(text, self.row.currency)
        except UnreadableAmount:
            cents = None
        if cents is None or not 0 < cents <= MAX_CENTS:
            self._amount_box.show_error(self.tr("Type an amount such as 120.00, or nothing."))
            return None, False
        return cents, True

    def _typed_note(self) -> str | None:
        return self.note.toPlainText().strip() or None

    def _build_foot(self) -> None:
        style = self.style_of
        self._error = Label(style, "label_medium", "bad")
        self._error.setWordWrap(True)
        self._error.hide()
        self._column.addWidget(self._error)
        self._asking = QWidget()
        row = QHBoxLayout(self._asking)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        asked = Label(style, "label_bold", "text", self.tr("Discard what you typed?"))
        asked.setWordWrap(True)
        row.addWidget(asked, 1)
        self._keep = Button(style, self.tr("&Keep"))
        self._keep.setObjectName("case_keep")
        discard = Button(style, self.tr("D&iscard"), "danger")
        discard.setObjectName("case_discard")
        self._keep.clicked.connect(self.on_keep_clicked)
        discard.clicked.connect(self.on_discard_clicked)
        row.addWidget(self._keep)
        row.addWidget(discard)
        self._asking.hide()
        self._column.addWidget(self._asking)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addStretch(1)
        cancel = Button(style, self.tr("Cancel"), "quiet")
        cancel.setObjectName("case_cancel")
        cancel.setToolTip(self.tr("Esc"))
        cancel.clicked.connect(self.on_cancel_clicked)
        self._save = Button(style, self._verb(), "primary")
        self._save.setObjectName("case_save")
        self._save.setToolTip(self.tr("Ctrl+Enter"))
        self._save.clicked.connect(self.on_save_clicked)
        foot.addWidget(cancel)
        foot.addWidget(self._save)
        self._column.addLayout(foot)


class ContactForm(CaseForm):
    """Logs a contact; what warns of it is shown before, and allowed with a reason."""

    @override
    def _build(self) -> None:
        self._name(self.tr("Log contact"))
        self.channel = QComboBox()
        self.channel.setObjectName("case_channel")
        for channel in Channel:
            self.channel.addItem(self.words.channel(channel), channel)
        if not self.row.phone.text and self.row.email.text:
            self.channel.setCurrentIndex(self.channel.findData(Channel.EMAIL))
        self._add(FormField(self.style_of, self.tr("Channel"), self.channel))
        self._outcomes = QButtonGroup(self)
        self._flow = FlowLayout(12)
        box = QWidget()
        box.setLayout(self._flow)
        box.setAccessibleName(self.tr("Outcome"))
        self._add(Label(self.style_of, "label_bold", "text2", self.tr("Outcome")))
        self._add(box)
        self._add(self._note_field(self.tr("Note, optional")))
        self._warned = Label(self.style_of, "body_bold", "warn")
        self._warned.setWordWrap(True)
        self.reason = QLineEdit()
        self.reason.setObjectName("case_reason")
        self._reason_box = FormField(
            self.style_of, self.tr("Say why, and it is logged"), self.reason
        )
        self._add(self._warned)
        self._add(self._reason_box)
        self.channel.currentIndexChanged.connect(self.on_channel_changed)
        self.on_channel_changed()

    @override
    def _values(self) -> tuple[object, ...]:
        # a chosen channel or outcome is quickly chosen again: only words count as typed
        return (self.note.toPlainText(), self.reason.text())

    @override
    def _verb(self) -> str:
        return self.tr("Log contact")

    @override
    def first_field(self) -> QWidget:
        return self.channel

    @property
    def chosen(self) -> Channel:
        """Return the channel."""
        return Channel(self.channel.currentData())

    def choose_outcome(self, outcome: Outcome) -> None:
        """Choose an outcome, as a click does."""
        for button in self._outcomes.buttons():
            if button.property("outcome") == outcome:
                button.setChecked(True)

    @override
    def show_detail(self, detail: CaseDetail) -> None:
        super().show_detail(detail)
        self._show_warnings(detail.warnings.get(self.chosen, ()))

    @override
    def show_error(self, error: DeskError) -> None:
        super().show_error(error)
        if isinstance(error, ContactWarned):
            self._error.hide()
            self._show_warnings(error.found)  # type: ignore[arg-type]
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def on_channel_changed(self) -> None:
        """Offer what can come of the channel, and say what to think of first."""
        for button in self._outcomes.buttons():
            self._outcomes.removeButton(button)
            self._flow.removeWidget(button)
            button.deleteLater()
        for at, outcome in enumerate(OUTCOMES[self.chosen]):
            button = QRadioButton(self.words.outcome(outcome))
            button.setProperty("outcome", outcome)
            button.setChecked(at == 0)
            self._outcomes.addButton(button, at)
            self._flow.addWidget(button)
        stops = [self.channel, *self._outcomes.buttons(), self.note, self.reason]
        for before, after in itertools.pairwise(stops):  # new buttons would come last
            QWidget.setTabOrder(before, after)
        found = () if self.detail is None else self.detail.warnings.get(self.chosen, ())
        self._show_warnings(found)

    @override
    def _edit(self) -> CaseEdit | None:
        channel = self.chosen
        outcome = Outcome(OUTCOMES[channel][max(0, self._outcomes.checkedId())])
        reason = self.reason.text().strip() or None
        self._reason_box.show_error("")
        if not self._reason_box.isHidden() and reason is None:
            self._reason_box.show_error(self.tr("Without a reason it is not logged."))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        client_id, note = self.row.client_id, self._typed_note()
        said = self.tr("{channel} with {name} logged").format(
            channel=self.words.channel(channel), name=self.row.name
        )
        return CaseEdit(
            (client_id,),
            said,
            lambda cases, staff: cases.contact(
                client_id, channel, outcome, staff=staff, note=note, reason=reason
            ),
        )

    def _show_warnings(self, found: Iterable[ContactWarning]) -> None:
        said = ". ".join(self.words.clause(warning) for warning in found)
        self._warned.setText(f"⚠ {said}." if said else "")
        self._warned.setVisible(bool(said))
        self._reason_box.setVisible(bool(said))


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
        self._covers = _shrinking(QComboBox())
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


class NoteForm(CaseForm):
    """Writes a note."""

    @override
    def _build(self) -> None:
        self._name(self.tr("New note"))
        self._box = self._note_field(self.tr("Note"))
        self._add(self._box)

    @override
    def _values(self) -> tuple[object, ...]:
        return (self.note.toPlainText(),)

    @override
    def _verb(self) -> str:
        return self.tr("Save note")

    @override
    def first_field(self) -> QWidget:
        return self.note

    @override
    def _edit(self) -> CaseEdit | None:
        text, client_id = self._typed_note(), self.row.client_id
        self._box.show_error("" if text else self.tr("The note is empty."))
        if text is None:
            return None
        said = self.tr("Note about {name} saved").format(name=self.row.name)
        return CaseEdit(
            (client_id,), said, lambda cases, staff: cases.note(client_id, text, staff=staff)
        )


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


class MarkForm(CaseForm):
    """Sets or lifts a mark: dispute, hold, agency, written off, no contact, plan."""

    def __init__(self, mark: CaseMark, on: bool, *given: Any) -> None:
        self._mark = mark
        self._set = on
        super().__init__(*given)

    @override
    def _build(self) -> None:
        self._name(self.words.mark(self._mark, self._set).rstrip("…"))
        done = self.tr("Off the call list until you end it.")
        if not self._set:
            done = self.tr("Back on the call list as long as something is owed.")
        here = self.tr("Kept at this desk only: nothing is changed in ClubOS or WODIFY.")
        hint = Label(self.style_of, "label", "text2", f"{done} {here}")
        hint.setWordWrap(True)
        self._add(hint)
        self._add(self._note_field(self.tr("Note, optional")))

    @override
    def _values(self) -> tuple[object, ...]:
        return (self.note.toPlainText(),)

    @override
    def _verb(self) -> str:
        return self.words.mark(self._mark, self._set).rstrip("…")

    @override
    def first_field(self) -> QWidget:
        return self.note

    @override
    def _edit(self) -> CaseEdit | None:
        mark, note, client_id = self._mark, self._typed_note(), self.row.client_id
        done = self.words.marked(mark, self._set)
        said = self.tr("{name}: {what}").format(name=self.row.name, what=done)
        setting = self._set
        return CaseEdit(
            (client_id,),
            said,
            lambda cases, staff: (cases.mark if setting else cases.unmark)(
                [client_id], mark, staff=staff, note=note
            ),
        )


class OwnerForm(CaseForm):
    """Gives a case to somebody."""

    @override
    def _build(self) -> None:
        self._name(self.tr("Whose case is it?"))
        case = None if self.detail is None else self.detail.row
        self.owner = QLineEdit("" if case is None else case.owner or "")
        self.owner.setObjectName("case_owner")
        self.owner.setPlaceholderText(self.tr("Nobody"))
        self._add(FormField(self.style_of, self.tr("Owner"), self.owner))

    @override
    def _values(self) -> tuple[object, ...]:
        return (self.owner.text(),)

    @override
    def _verb(self) -> str:
        return self.tr("Save owner")

    @override
    def first_field(self) -> QWidget:
        return self.owner

    @override
    def _edit(self) -> CaseEdit | None:
        owner, client_id = self.owner.text().strip() or None, self.row.client_id
        said = self.tr("{name} is the case of {owner}").format(
            name=self.row.name, owner=owner or self.tr("nobody")
        )
        return CaseEdit(
            (client_id,), said, lambda cases, staff: cases.assign([client_id], owner, staff=staff)
        )


class CancelPromiseForm(CaseForm):
    """Takes the open promise off the case without judging it."""

    @override
    def _build(self) -> None:
        promise = None if self.detail is None else self.detail.row.promise
        self._promise_id = 0 if promise is None else promise.promise_id
        day = "" if promise is None else self.phrases.day(promise.on)
        self._name(self.tr("Cancel the promise of {day}").format(day=day))
        self._add(self._note_field(self.tr("Note, optional")))

    @override
    def _values(self) -> tuple[object, ...]:
        return (self.note.toPlainText(),)

    @override
    def _verb(self) -> str:
        return self.tr("Cancel the promise")

    @override
    def first_field(self) -> QWidget:
        return self.note

    @override
    def _edit(self) -> CaseEdit | None:
        promise_id, note = self._promise_id, self._typed_note()
        said = self.tr("Promise of {name} cancelled").format(name=self.row.name)
        return CaseEdit(
            (self.row.client_id,),
            said,
            lambda cases, staff: cases.cancel_promise(promise_id, staff=staff, note=note),
        )
