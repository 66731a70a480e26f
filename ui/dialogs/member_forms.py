"""The forms of a membership: one is sold, changed, or cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from gymdesk.domain.membership import PriceBasis
from gymdesk.domain.money import plain, read_cents
from gymdesk.domain.outbox import (
    CancelMembership,
    ChangeMembership,
    CreateMembership,
    FieldChange,
    Sale,
)
from gymdesk.errors import DeskError
from ui.dialogs.lead_forms import LeadForm
from ui.widgets.day_edit import DayEdit
from ui.widgets.form_field import FormField
from ui.widgets.package_picker import PackagePicker

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.rows.members import MemberCard
    from ui.phrases import Phrases
    from ui.style import Style

MEMBERSHIP_TYPE = "membership_type"
MONTHLY_PRICE = "monthly_price"


class SellForm(LeadForm):
    """Sells a membership to a client of WODIFY."""

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        card: MemberCard,
        parent: QWidget | None = None,
    ) -> None:
        self._phrases, self._card = phrases, card
        super().__init__(style, "", "", parent)
        title = self.tr("Sell {name} a membership").format(name=card.row.name)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.verb.setText(self.tr("Sell it"))

    def _fill(self) -> None:
        self.picker = PackagePicker(self.style_of, self._phrases, self._card.row.currency)
        self.start = DayEdit(self._card.today_on)
        self.body.addWidget(self.picker)
        self.body.addWidget(FormField(self.style_of, self.tr("From"), self.start))
        if self._card.row.membership is not None:
            words = self.tr("There is one already: {membership}. It stays as it is.")
            self._say(words.format(membership=self._card.row.membership))

    def _intent(self) -> CreateMembership | None:
        kind = self.picker.picked
        missing = self.tr("Choose what is sold.")
        if self.picker.asking:
            missing = self.tr("WODIFY is still being asked.")
        self.picker.field.show_error("" if kind else missing)
        if not kind:
            return None
        row = self._card.row
        first, _, last = row.name.partition(" ")
        return CreateMembership(
            first,
            last,
            row.email or "",
            Sale(kind, self.start.day),
            row.phone or "",
            self._card.remote_id,
        )


class ChangeForm(LeadForm):
    """Gives a membership another package or price."""

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        card: MemberCard,
        parent: QWidget | None = None,
    ) -> None:
        self._phrases, self._card = phrases, card
        super().__init__(style, "", "", parent)
        title = self.tr("Membership of {name}").format(name=card.row.name)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.verb.setText(self.tr("Change it"))

    def _fill(self) -> None:
        row = self._card.row
        self.picker = PackagePicker(
            self.style_of, self._phrases, row.currency, own=row.membership or ""
        )
        self.price = QLineEdit(self._seen_price() or "")
        self.price_field = FormField(self.style_of, self.tr("Price a month"), self.price)
        self.body.addWidget(self.picker)
        self.body.addWidget(self.price_field)
        self._say(self.tr("If somebody changed it there meanwhile, both values are shown first."))

    def _intent(self) -> ChangeMembership | None:
        row, kind = self._card.row, self.picker.picked
        seen, wanted = self._seen_price(), self._wanted_price()
        if self.price_field.error:
            return None
        changes = []
        if kind and kind != row.membership:
            changes.append(FieldChange(MEMBERSHIP_TYPE, row.membership, kind))
        if wanted is not None and wanted != seen:
            changes.append(FieldChange(MONTHLY_PRICE, seen, wanted))
        self.picker.field.show_error("" if changes else self.tr("Nothing is different."))
        if not changes or row.membership_id is None:
            return None
        return ChangeMembership(row.membership_id, self._card.remote_id, row.name, tuple(changes))

    def _seen_price(self) -> str | None:
        """Return the price as WODIFY states it; one that was worked out is none of its own."""
        row = self._card.row
        stated = row.price_basis in (PriceBasis.MONTHLY, PriceBasis.COMP)
        return plain(row.monthly_cents) if stated and row.monthly_cents is not None else None

    def _wanted_price(self) -> str | None:
        text = self.price.text().strip()
        try:
            cents = read_cents(text, self._card.row.currency) if text else None
        except DeskError:
            cents = -1
        wrong = cents is not None and cents < 0
        self.price_field.show_error(self.tr("This is no amount.") if wrong else "")
        return None if cents is None or wrong else plain(cents)


class CancelForm(LeadForm):
    """Ends a membership, which cannot be undone."""

    def __init__(self, style: Style, card: MemberCard, parent: QWidget | None = None) -> None:
        self._card = card
        super().__init__(style, "", "", parent)
        title = self.tr("Cancel the membership of {name}?").format(name=card.row.name)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.verb.setText(self.tr("Cancel the membership"))
        self.ask_twice()

    def _keep(self) -> str:
        return self.tr("Keep it")

    def _fill(self) -> None:
        row = self._card.row
        words = self.tr("{membership} ends in WODIFY. This cannot be undone.")
        self._say(words.format(membership=row.membership))
        self.why = QLineEdit()
        self.body.addWidget(FormField(self.style_of, self.tr("Reason, optional"), self.why))

    def _intent(self) -> CancelMembership | None:
        row = self._card.row
        if row.membership_id is None:
            return None
        return CancelMembership(
            row.membership_id,
            self._card.remote_id,
            row.name,
            row.status.value,
            self.why.text().strip(),
        )
