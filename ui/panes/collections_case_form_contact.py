"""The form that logs a contact."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLineEdit, QRadioButton, QWidget
from typing_extensions import override

from gymdesk.domain.case_event import Channel, Outcome
from gymdesk.errors import ContactWarned
from ui.case_edit import CaseEdit
from ui.panes.collections_case_form import CaseForm
from ui.widgets.flow import FlowLayout
from ui.widgets.form_field import FormField
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gymdesk.domain.contact import ContactWarning
    from gymdesk.errors import DeskError
    from gymdesk.rows.cases import CaseDetail


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
