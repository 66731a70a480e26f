"""What is done to several clients at once: a day, an owner, or the agency; the number is named."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from gymdesk.domain.case_event import CaseMark
from ui.case_edit import CaseEdit
from ui.widgets.day_edit import DayEdit
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.form_field import FormField
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gymdesk.rows import ClientRow
    from ui.phrases import Phrases
    from ui.style import Style

Kind = Literal["snooze", "owner", "agency"]
NAMED = 5
"""So many names are listed; of more, the number says it."""


class BulkDialog(DialogFrame):
    """Asks once for all of them. `submitted` carries a `CaseEdit`: all are written or none."""

    submitted = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        kind: Kind,
        rows: Sequence[ClientRow],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, "", parent, 460)
        self._phrases = phrases
        self._kind = kind
        self._rows = rows
        n = phrases.number(len(rows))
        titles = {
            "snooze": self.tr("Snooze {n} clients"),
            "owner": self.tr("Give {n} cases to somebody"),
            "agency": self.tr("Hand {n} cases to the agency?"),
        }
        verbs = {
            "snooze": self.tr("Snooze {n} clients"),
            "owner": self.tr("Give {n} cases"),
            "agency": self.tr("Hand over {n} cases"),
        }
        self.setWindowTitle(titles[kind].format(n=n))
        self.heading.setText(titles[kind].format(n=n))
        self._build()
        verb = self.add_buttons(verbs[kind].format(n=n), self.tr("Cancel"))
        verb.clicked.connect(self.on_verb_clicked)

    @Slot()
    def on_verb_clicked(self) -> None:
        """Hand over what was chosen."""
        self.submitted.emit(self._edit())
        self.accept()

    def _build(self) -> None:
        style = self.style_of
        names = ", ".join(row.name for row in self._rows[:NAMED])
        if len(self._rows) > NAMED:
            more = self._phrases.number(len(self._rows) - NAMED)
            names = self.tr("{names} and {n} more").format(names=names, n=more)
        said = Label(style, "body", "text", names)
        said.setWordWrap(True)
        self.body.addWidget(said)
        known = [r.past_due_cents for r in self._rows if r.past_due_cents is not None]
        currencies = {r.currency for r in self._rows}
        if known and len(currencies) == 1:
            amount = self._phrases.money(sum(known), currencies.pop())
            words = self.tr("{amount} past due in all").format(amount=amount)
            if len(known) < len(self._rows):
                left = self._phrases.number(len(self._rows) - len(known))
                words = self.tr("{words}, {n} unknown").format(words=words, n=left)
            self.body.addWidget(Label(style, "label", "text2", words))
        if self._kind == "snooze":
            on = self._phrases.today() + timedelta(days=1)
            self.on = DayEdit(on)
            self.on.setMinimumDate(self.on.date())
            self.body.addWidget(FormField(style, self.tr("Back on the list on"), self.on))
        elif self._kind == "owner":
            self.owner = QLineEdit()
            self.owner.setPlaceholderText(self.tr("Nobody"))
            self.body.addWidget(FormField(style, self.tr("Owner"), self.owner))
        words = self.tr(
            "Kept at this desk only: nothing is changed in ClubOS or WODIFY. Ctrl+Z takes it back."
        )
        hint = Label(style, "label", "text2", words)
        hint.setWordWrap(True)
        self.body.addWidget(hint)

    def _edit(self) -> CaseEdit:
        ids = tuple(row.client_id for row in self._rows)
        n = self._phrases.number(len(ids))
        if self._kind == "snooze":
            on = self.on.day
            said = self.tr("{n} clients are off the list until {day}").format(
                n=n, day=self._phrases.weekday(on)
            )
            return CaseEdit(ids, said, lambda cases, staff: cases.snooze(ids, on, staff=staff))
        if self._kind == "owner":
            owner = self.owner.text().strip() or None
            said = self.tr("{n} cases given to {owner}").format(
                n=n, owner=owner or self.tr("nobody")
            )
            return CaseEdit(ids, said, lambda cases, staff: cases.assign(ids, owner, staff=staff))
        said = self.tr("{n} cases handed to the agency").format(n=n)
        return CaseEdit(
            ids, said, lambda cases, staff: cases.mark(ids, CaseMark.AGENCY, staff=staff)
        )
