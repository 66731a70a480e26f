"""The choice of a package, with where the packages come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.button import Button
from ui.widgets.form_field import FormField
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gymdesk.domain.membership import Package
    from ui.phrases import Phrases
    from ui.style import Style


class PackagePicker(QWidget):
    """A choice by name. While WODIFY is asked nothing can be chosen yet; `skipped`: do not wait.

    *none* are the words for no package at all, "" = one must be chosen. *own* is what the member
    has: it stays in the list although it may be sold no more.
    """

    skipped = Signal()

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        currency: str,
        *,
        none: str = "",
        own: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._phrases = phrases
        self._currency = currency
        self._none = none
        self._own = own
        self.asking = False
        self._build(style)
        self.show_packages((), "")

    @property
    def picked(self) -> str:
        """Return the name of the package, "" for none."""
        return self.box.currentData() or ""

    def show_asking(self) -> None:
        """Say that WODIFY is asked; nothing can be chosen until it answers."""
        self.asking = True
        self.box.setEnabled(False)
        self.skip.show()
        self.skip.setFocus()  # from here it goes to the packages once they are there
        self._say(self.tr("Asking WODIFY for its packages…"))

    def show_packages(self, packages: Sequence[Package], words: str) -> None:
        """Offer packages, those that run most first, and say in *words* where they are from."""
        before = self.picked or self._own
        waited = self.asking and self.skip.hasFocus()
        self.asking = False
        self.box.setEnabled(True)
        if waited:
            self.box.setFocus()
        self.box.clear()
        if self._none:
            self.box.addItem(self._none, "")
        names = set()
        for package in sorted(packages, key=lambda p: -p.in_force):
            if not package.name or package.name in names:
                continue  # one name, several templates: WODIFY is told the name
            names.add(package.name)
            shown = package.name
            if package.price.cents is not None:
                money = self._phrases.money(package.price.cents, self._currency)
                shown = f"{package.name} · {money}"
            self.box.addItem(shown, package.name)
        if self._own and self._own not in names:
            self.box.insertItem(0, self._own, self._own)
        at = self.box.findData(before) if before else -1
        self.box.setCurrentIndex(0 if at < 0 and self._none else at)
        self.skip.hide()
        self._say(words)

    @Slot()
    def on_skip_clicked(self) -> None:
        """Ask for those that were seen before."""
        if self.asking:
            self.skipped.emit()

    def _say(self, words: str) -> None:
        self.line.setText(words)
        self.line.setVisible(bool(words))
        self.box.setAccessibleDescription(words)

    def _build(self, style: Style) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.box = QComboBox()
        self.box.setPlaceholderText(self.tr("Choose a package"))
        self.field = FormField(
            style, self.tr("Package, optional") if self._none else self.tr("Package"), self.box
        )
        self.line = Label(style, "label", "text2")
        self.line.setWordWrap(True)
        self.skip = Button(style, self.tr("Do not wait"), "link")
        self.skip.setObjectName("packages_skip")
        self.skip.setAutoDefault(False)
        self.skip.clicked.connect(self.on_skip_clicked)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self.skip)
        column.addWidget(self.field)
        column.addLayout(row)
