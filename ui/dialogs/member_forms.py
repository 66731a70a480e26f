"""The forms of a membership: one is sold, changed, or cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit

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

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from gymdesk.domain.membership import Package
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
        packages: Sequence[Package],
        parent: QWidget | None = None,
    ) -> None:
        self._phrases, self._card, self._packages = phrases, card, packages
        super().__init__(style, "", "", parent)
        title = self.tr("Sell {name} a membership").format(name=card.row.name)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.verb.setText(self.tr("Sell it"))

    def _fill(self) -> None:
        self.package = _picker(self._phrases, self._packages, self._card.row.currency)
        self.package.setCurrentIndex(-1)
        self.start = DayEdit(self._card.today_on)
        self.package_field = FormField(self.style_of, self.tr("Package"), self.package)
        self.body.addWidget(self.package_field)
        self.body.addWidget(FormField(self.style_of, self.tr("From"), self.start))
        self._say(self.tr("Packages are what this gym has sold before, with the newest price."))
        if self._card.row.membership is not None:
            words = self.tr("There is one already: {membership}. It stays as it is.")
            self._say(words.format(membership=self._card.row.membership))

    def _intent(self) -> CreateMembership | None:
        kind = _picked(self.package)
        self.package_field.show_error("" if kind else self.tr("Choose what is sold."))
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
        packages: Sequence[Package],
        parent: QWidget | None = None,
    ) -> None:
        self._phrases, self._card, self._packages = phrases, card, packages
        super().__init__(style, "", "", parent)
        title = self.tr("Membership of {name}").format(name=card.row.name)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.verb.setText(self.tr("Change it"))

    def _fill(self) -> None:
        row = self._card.row
        self.package = _picker(self._phrases, self._packages, row.currency)
        names = [self.package.itemData(n) for n in range(self.package.count())]
        if row.membership and row.membership not in names:
            self.package.insertItem(0, row.membership, row.membership)
            names.insert(0, row.membership)
        self.package.setCurrentIndex(names.index(row.membership) if row.membership else -1)
        self.price = QLineEdit(self._seen_price() or "")
        self.field = FormField(self.style_of, self.tr("Package"), self.package)
        self.price_field = FormField(self.style_of, self.tr("Price a month"), self.price)
        self.body.addWidget(self.field)
        self.body.addWidget(self.price_field)
        self._say(self.tr("If somebody changed it there meanwhile, both values are shown first."))

    def _intent(self) -> ChangeMembership | None:
        row, kind = self._card.row, _picked(self.package)
        seen, wanted = self._seen_price(), self._wanted_price()
        if self.price_field.error:
            return None
        changes = []
        if kind and kind != row.membership:
            changes.append(FieldChange(MEMBERSHIP_TYPE, row.membership, kind))
        if wanted is not None and wanted != seen:
            changes.append(FieldChange(MONTHLY_PRICE, seen, wanted))
        self.field.show_error("" if changes else self.tr("Nothing is different."))
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

    def _fill(self) -> None:
        row = self._card.row
        self._say(self.tr("{membership}. This cannot be undone.").format(membership=row.membership))
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


def _picker(phrases: Phrases, packages: Sequence[Package], currency: str) -> QComboBox:
    """Return a choice of packages by name, those that run most first."""
    box = QComboBox()
    seen = set()
    for package in sorted(packages, key=lambda p: -p.in_force):
        if package.name in seen:  # one name, several templates: WODIFY is told the name
            continue
        seen.add(package.name)
        words = package.name
        if package.price.cents is not None:
            words = f"{words} · {phrases.money(package.price.cents, currency)}"
        box.addItem(words, package.name)
    return box


def _picked(box: QComboBox) -> str:
    return box.currentData() or ""
