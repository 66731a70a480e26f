"""The forms that say something of a case: a note, a mark, whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from ui.case_edit import CaseEdit
from ui.panes.collections_case_form import CaseForm, WordsForm
from ui.widgets.form_field import FormField
from ui.widgets.label import Label

if TYPE_CHECKING:
    from gymdesk.domain.case_event import CaseMark


class NoteForm(WordsForm):
    """Writes a note."""

    @override
    def _build(self) -> None:
        self._name(self.tr("New note"))
        self._box = self._note_field(self.tr("Note"))
        self._add(self._box)

    @override
    def _verb(self) -> str:
        return self.tr("Save note")

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


class MarkForm(WordsForm):
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
    def _verb(self) -> str:
        return self.words.mark(self._mark, self._set).rstrip("…")

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
