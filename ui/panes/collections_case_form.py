"""What every inline form of a case has: fields, a foot, keys, the question before it is left.

Forms stand in the panel, so that the list stays in view. What was typed survives a refresh and a
look at other clients; Esc asks before it is thrown away.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gymdesk.domain.case_event import PaymentKind
from gymdesk.domain.money import MAX_CENTS, read_cents
from gymdesk.domain.promise import LONGEST_WAIT_DAYS
from gymdesk.errors import UnreadableAmount
from ui.widgets.button import Button
from ui.widgets.day_edit import DayEdit
from ui.widgets.form_field import FormField
from ui.widgets.label import Label

if TYPE_CHECKING:
    from datetime import date

    from gymdesk.errors import DeskError
    from gymdesk.rows import ClientRow
    from gymdesk.rows.cases import CaseDetail
    from ui.case_edit import CaseEdit
    from ui.case_words import CaseWords
    from ui.phrases import Phrases
    from ui.style import Style


NOTE_PX = 64
TWO_FROM_PX = 310


def shrinking(choice: QComboBox) -> QComboBox:
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
        self.kind = shrinking(QComboBox())
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


class WordsForm(CaseForm):
    """A form in which nothing is filled in but the note."""

    @override
    def _values(self) -> tuple[object, ...]:
        return (self.note.toPlainText(),)

    @override
    def first_field(self) -> QWidget:
        return self.note
