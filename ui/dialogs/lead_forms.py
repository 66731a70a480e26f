"""The forms of a lead: a new one, another state, a note, and its becoming a client."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from gymdesk.domain.outbox import (
    ADDED_NOTE,
    STATUS,
    ConvertLead,
    CreateLead,
    FieldChange,
    Sale,
    UpdateLead,
)
from ui.widgets.day_edit import DayEdit
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.form_field import FormField
from ui.widgets.label import Label
from ui.widgets.package_picker import PackagePicker

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.rows.leads import LeadBook, LeadCard
    from ui.phrases import Phrases
    from ui.style import Style


class LeadForm(DialogFrame):
    """A form that says what is to be changed in WODIFY: `asked` carries the intent and its key.

    The key is made with the form, so that a double click asks for one change.
    """

    asked = Signal(object, str)

    def __init__(self, style: Style, title: str, verb: str, parent: QWidget | None) -> None:
        super().__init__(style, title, parent, 480)
        self.key = uuid.uuid4().hex
        self._fill()
        self.body.addStretch(1)
        self.verb = self.add_buttons(verb, self._keep())
        self.verb.clicked.connect(self.on_verb_clicked)

    def ask_twice(self) -> None:
        """Let Enter alone do nothing: what cannot be undone takes Ctrl+Enter, or its button."""
        self.verb.setDefault(False)
        self.verb.setAutoDefault(False)

    def _fill(self) -> None:
        raise NotImplementedError

    def _keep(self) -> str:
        """Return the word of the button that changes nothing."""
        return self.tr("Cancel")

    def _intent(self) -> object | None:
        """Return what is wanted; None where something must be corrected first."""
        raise NotImplementedError

    @Slot()
    def on_verb_clicked(self) -> None:
        """Ask for it, once, and close."""
        intent = self._intent()
        if intent is not None:
            self.asked.emit(intent, self.key)
            self.accept()

    def _say(self, words: str) -> None:
        label = Label(self.style_of, "body", "text2", words)
        label.setWordWrap(True)
        self.body.addWidget(label)


class NewLeadForm(LeadForm):
    """Makes a lead."""

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(style, "", "", parent)
        self.setWindowTitle(self.tr("New lead"))
        self.heading.setText(self.tr("New lead"))
        self.verb.setText(self.tr("Make the lead"))

    def _fill(self) -> None:
        self.first, self.last = QLineEdit(), QLineEdit()
        self.email, self.phone = QLineEdit(), QLineEdit()
        self.message = QPlainTextEdit()
        self.message.setTabChangesFocus(True)
        self.message.setFixedHeight(72)
        self.first_field = FormField(self.style_of, self.tr("First name"), self.first)
        self.email_field = FormField(self.style_of, self.tr("E-mail, optional"), self.email)
        for field in (
            self.first_field,
            FormField(self.style_of, self.tr("Last name"), self.last),
            self.email_field,
            FormField(self.style_of, self.tr("Phone, optional"), self.phone),
            FormField(self.style_of, self.tr("What was asked for, optional"), self.message),
        ):
            self.body.addWidget(field)
        self._say(
            self.tr("WODIFY is looked at first: who is there already is shown, not made again.")
        )

    def _intent(self) -> CreateLead | None:
        first, last = self.first.text().strip(), self.last.text().strip()
        email = self.email.text().strip()
        self.first_field.show_error("" if first or last else self.tr("A lead needs a name."))
        wrong = bool(email) and "@" not in email
        self.email_field.show_error(self.tr("This is no e-mail address.") if wrong else "")
        if wrong or not (first or last):
            return None
        return CreateLead(
            first, last, email, self.phone.text().strip(), self.message.toPlainText().strip()
        )


class LeadStateForm(LeadForm):
    """Gives a lead another state."""

    def __init__(
        self, style: Style, card: LeadCard, book: LeadBook, parent: QWidget | None = None
    ) -> None:
        self._card, self._book = card, book
        super().__init__(style, "", "", parent)
        title = self.tr("State of {name}").format(name=card.row.name)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.verb.setText(self.tr("Change the state"))

    def _fill(self) -> None:
        self.status = QComboBox()
        self.status.addItems(list(self._book.statuses))
        self.status.setCurrentText(self._card.row.raw_status)
        self.field = FormField(self.style_of, self.tr("State in WODIFY"), self.status)
        self.body.addWidget(self.field)
        self._say(self.tr("If somebody changed it there meanwhile, both values are shown first."))

    def _intent(self) -> UpdateLead | None:
        row, wanted = self._card.row, self.status.currentText()
        if wanted == row.raw_status:
            self.field.show_error(self.tr("It has this state already."))
            return None
        return UpdateLead(row.lead_id, row.name, (FieldChange(STATUS, row.raw_status, wanted),))


class LeadNoteForm(LeadForm):
    """Adds a line to a lead's notes; what is there stays."""

    def __init__(self, style: Style, card: LeadCard, parent: QWidget | None = None) -> None:
        self._card = card
        super().__init__(style, "", "", parent)
        title = self.tr("Note on {name}").format(name=card.row.name)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.verb.setText(self.tr("Add the note"))

    def _fill(self) -> None:
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(96)
        self.field = FormField(self.style_of, self.tr("Note"), self.text)
        self.body.addWidget(self.field)
        self._say(self.tr("It is added below what stands in WODIFY."))

    def _intent(self) -> UpdateLead | None:
        text = self.text.toPlainText().strip()
        self.field.show_error("" if text else self.tr("There is nothing to add."))
        if not text:
            return None
        row = self._card.row
        return UpdateLead(row.lead_id, row.name, (FieldChange(ADDED_NOTE, None, text),))


class ConvertLeadForm(LeadForm):
    """Makes a client of a lead, and sells a membership where the account takes that."""

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        card: LeadCard,
        book: LeadBook,
        parent: QWidget | None = None,
    ) -> None:
        self._phrases, self._card, self._book = phrases, card, book
        super().__init__(style, "", "", parent)
        title = self.tr("Make {name} a client?").format(name=card.row.name)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.verb.setText(self.tr("Make a client"))
        self.ask_twice()

    def _fill(self) -> None:
        currency = self._book.club.currency
        none = self.tr("No membership yet")
        self.picker = PackagePicker(self.style_of, self._phrases, currency, none=none)
        self.start = DayEdit(self._book.today_on)
        self._say(
            self.tr("This cannot be undone: in WODIFY the lead can no longer be changed after it.")
        )
        if not self._book.sells:
            self._say(
                self.tr("The membership is sold in WODIFY itself: no program could verify how.")
            )
            return
        self.body.addWidget(self.picker)
        self.body.addWidget(FormField(self.style_of, self.tr("From"), self.start))

    def _intent(self) -> ConvertLead | None:
        row, kind = self._card.row, self.picker.picked
        wait = self.tr("WODIFY is still being asked.") if self.picker.asking else ""
        self.picker.field.show_error(wait)
        if wait:
            return None
        sale = Sale(kind, self.start.day) if kind else None
        return ConvertLead(row.lead_id, row.name, row.email or "", sale)
