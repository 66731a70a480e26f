"""The numbers that collecting goes by: shown, each with its default, and changed here."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from gymdesk.domain.collection_rules import LIMITS, CollectionRules
from ui.widgets.button import Button
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from typing import TypeAlias

    from ui.phrases import Phrases
    from ui.style import Style

    Spin: TypeAlias = QSpinBox | QDoubleSpinBox

HUNDREDTHS = ("small_balance_cents", "slope_until_90", "slope_until_180", "slope_after_180")
"""Kept in hundredths, shown with two decimals."""


class RulesDialog(DialogFrame):
    """Changes what the club collects by. `changed` carries the changed values by name."""

    changed = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        rules: CollectionRules,
        currency: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, "", parent, 620)
        self.setWindowTitle(self.tr("Collection numbers"))
        self.heading.setText(self.tr("Collection numbers"))
        self._phrases = phrases
        self._rules = rules
        self._currency = currency
        self.fields: dict[str, Spin] = {}
        self._build()
        reset = Button(style, self.tr("&Defaults"), "quiet", "undo")
        reset.setObjectName("rules_defaults")
        reset.clicked.connect(self.on_defaults_clicked)
        self.add_left(reset)
        self.add_buttons(self.tr("Save numbers"), self.tr("Cancel")).clicked.connect(self.on_saved)

    def values(self) -> dict[str, int]:
        """Return the numbers as they stand in the fields."""
        return {name: _read(field) for name, field in self.fields.items()}

    @Slot()
    def on_saved(self) -> None:
        """Hand over what was changed."""
        before = {f.name: getattr(self._rules, f.name) for f in fields(CollectionRules)}
        changes = {name: n for name, n in self.values().items() if n != before[name]}
        if changes:
            self.changed.emit(changes)
        self.accept()

    @Slot()
    def on_defaults_clicked(self) -> None:
        """Put the defaults into the fields; nothing is kept before Save."""
        for name, field in self.fields.items():
            _show(field, getattr(CollectionRules(), name))

    def _build(self) -> None:
        hint = Label(
            self.style_of,
            "label",
            "text2",
            self.tr(
                "The list is ordered by them, and every row says why. What a day of waiting costs "
                "comes from published figures of business debts, not from gyms: a place to start."
            ),
        )
        hint.setWordWrap(True)
        self.body.addWidget(hint)
        inside = QWidget()
        inside.setObjectName("rules_inside")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        for at, (name, words) in enumerate(self._words().items()):
            field = self._field(name)
            field.setAccessibleName(words)
            self.fields[name] = field
            label = Label(self.style_of, "body", "text", words)
            label.setWordWrap(True)
            label.setBuddy(field)
            grid.addWidget(label, at, 0)
            grid.addWidget(field, at, 1)
            first = getattr(CollectionRules(), name)
            shown = f"{first / 100:.2f}" if name in HUNDREDTHS else str(first)
            said = self.tr("default {n}").format(n=shown)
            grid.addWidget(Label(self.style_of, "label", "text2", said), at, 2)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setMinimumHeight(self.style_of.px(380))
        area.setWidget(inside)
        for part in (inside, area.viewport()):
            part.setAutoFillBackground(False)  # the ground is that of the dialog
        self.body.addWidget(area, 1)

    def _field(self, name: str) -> Spin:
        least, most = LIMITS[name]
        field: Spin
        if name in HUNDREDTHS:
            field = QDoubleSpinBox()
            field.setDecimals(2)
            field.setRange(least / 100, most / 100)
            field.setSingleStep(0.01 if name.startswith("slope") else 1.0)
        else:
            field = QSpinBox()
            field.setRange(least, most)
        field.lineEdit().setTextMargins(8, 0, 0, 0)  # Qt ignores a spin box's own padding
        field.setObjectName(f"rule_{name}")
        field.setFixedWidth(self.style_of.px(120))
        _show(field, getattr(self._rules, name))
        return field

    def _words(self) -> dict[str, str]:
        small = self.tr("Below this amount nobody is called ({currency})")
        return {
            "small_balance_cents": small.format(currency=self._currency),
            "oldest_figures_h": self.tr("Hours after which figures are too old to call on"),
            "most_attempts": self.tr("Attempts after which it warns"),
            "attempts_in_days": self.tr("… within so many days"),
            "rest_after_talk_days": self.tr("Days of rest after a conversation"),
            "quiet_from_h": self.tr("Quiet hours from (hour of the club)"),
            "quiet_until_h": self.tr("Quiet hours until"),
            "letter_after_unanswered": self.tr("Unanswered attempts after which a letter is next"),
            "grace_card_days": self.tr("Business days that cash and cards may take to show"),
            "grace_bank_days": self.tr("Business days that banks and checks may take"),
            "close_after_card_days": self.tr("Days without debt that close a case (card, cash)"),
            "close_after_bank_days": self.tr("Days without debt that close a case (bank, check)"),
            "new_days": self.tr("Days for which a debt counts as new"),
            "drifting_until_days": self.tr("Days until which a debt counts as drifting"),
            "old_after_days": self.tr("Days after which a debt comes last"),
            "slope_until_90": self.tr("What a day of waiting costs until 90 days, in %"),
            "slope_until_180": self.tr("… from 91 to 180 days, in %"),
            "slope_after_180": self.tr("… after 180 days, in %"),
        }


def _read(field: Spin) -> int:
    return round(field.value() * 100) if isinstance(field, QDoubleSpinBox) else field.value()


def _show(field: Spin, value: int) -> None:
    if isinstance(field, QDoubleSpinBox):
        field.setValue(value / 100)
    else:
        field.setValue(value)
