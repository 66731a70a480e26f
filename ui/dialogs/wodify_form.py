"""WODIFY in the account: its address, key and location, and how it answers; empty = not set up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gymdesk.domain.address import split_base
from gymdesk.domain.wodify import DEFAULT_ADDRESS, WodifyProfile
from gymdesk.errors import BadAddress
from ui.widgets.button import Button
from ui.widgets.form_field import FormField
from ui.widgets.label import Label

if TYPE_CHECKING:
    from gymdesk.rows import ClubRow
    from ui.phrases import Phrases
    from ui.style import Style

PROFILES = tuple(WodifyProfile)
"""In the order of the choice; the first is what a gym has that never chose."""


@dataclass(frozen=True)
class TypedWodify:
    """What was typed. `address` "" = not set up, `key` "" = as kept, `profile` None = the usual."""

    address: str = ""
    key: str = field(default="", repr=False)
    location: str = ""
    profile: str | None = None


class WodifyForm(QWidget):
    """Four fields that may all stay empty. `changed` follows each edit, `test_wanted` a click.

    The key is never shown: that one is kept is said in its place.
    """

    changed = Signal()
    test_wanted = Signal()

    def __init__(self, style: Style, phrases: Phrases, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._phrases = phrases
        self._chosen_before = False
        self._set_up = False
        self._build(style)
        self._connect()
        self._show_test()

    # --- what is typed --------------------------------------------------------------------------

    @property
    def typed(self) -> TypedWodify:
        """Return what is typed."""
        profile = PROFILES[self.profile.currentIndex()]
        usual = profile == PROFILES[0] and not self._chosen_before
        return TypedWodify(
            self.address.text().strip().rstrip("/"),
            self.key.text().strip(),
            self.location.text().strip(),
            None if usual else profile.value,
        )

    def show_club(self, club: ClubRow) -> None:
        """Show what is set up."""
        self._chosen_before = club.wodify_profile is not None
        self._set_up = club.wodify_url is not None
        self.address.setText(club.wodify_url or "")
        self.location.setText(club.wodify_location or "")
        profile = club.wodify_profile or PROFILES[0].value
        self.profile.setCurrentIndex([p.value for p in PROFILES].index(profile))
        self._show_test()

    def show_key(self, *, set_up: bool, here: bool) -> None:
        """Say whether a key is set up, and whether this PC has it."""
        self._set_up = set_up
        words = ""
        if set_up:
            words = self.tr("no key on this PC; type it")
            if here:
                words = self.tr("kept; type a new one to change it")
        self.key.setPlaceholderText(words)

    def first_wrong(self) -> QLineEdit | None:
        """Say beside each field what is wrong with it; return the first, None if all is right."""
        wrong = None
        for line, wrapped in ((self.address, self._address_field), (self.key, self._key_field)):
            sentence = self._what_is_wrong(line)
            wrapped.show_error(sentence)
            wrong = wrong or (line if sentence else None)
        self.changed.emit()
        return wrong

    def set_busy(self, busy: bool) -> None:
        """Hold the button while something is asked or kept."""
        self._busy = busy
        self._show_test()

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_edited(self) -> None:
        """Take a complaint away once the field is changed."""
        for wrapped in (self._address_field, self._key_field):
            if wrapped.error:
                wrapped.show_error("")
        self._show_test()
        self.changed.emit()

    @Slot()
    def on_usual_clicked(self) -> None:
        """Fill in where WODIFY answers."""
        self.address.setText(DEFAULT_ADDRESS)
        self.on_edited()
        self.key.setFocus()

    @Slot()
    def on_test_clicked(self) -> None:
        """Ask what the key reaches."""
        wrong = self.first_wrong()
        if wrong is not None:
            wrong.setFocus()
            return
        self.test_wanted.emit()

    # --- parts ----------------------------------------------------------------------------------

    def _build(self, style: Style) -> None:
        self._busy = False
        self.address, self.key, self.location = QLineEdit(), QLineEdit(), QLineEdit()
        self.address.setObjectName("wodify_address")
        self.key.setObjectName("wodify_key")
        self.location.setObjectName("wodify_location")
        self.address.setPlaceholderText(self.tr("not set up"))
        self.location.setPlaceholderText(self.tr("optional"))
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.profile = QComboBox()
        self.profile.setObjectName("wodify_profile")
        self.profile.addItems([self.tr("WODIFY v1"), self.tr("As documented")])
        self.usual = Button(style, self.tr("Use the usual address"), "quiet")
        self.usual.setObjectName("wodify_usual")
        self.usual.setToolTip(DEFAULT_ADDRESS)
        self.usual.setAutoDefault(False)
        self.test = Button(style, self.tr("Test connection"), "quiet", "st-ok")
        self.test.setObjectName("test_wodify")
        self.test.setToolTip(self.tr("Asks read-only questions. Nothing is changed in WODIFY."))
        self.test.setAutoDefault(False)
        self._address_field = FormField(style, self.tr("WODIFY address"), self.address)
        self._key_field = FormField(style, self.tr("API key"), self.key)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(Label(style, "label_bold", "text2", "WODIFY"))
        head.addStretch(1)
        head.addWidget(self.usual)
        head.addWidget(self.test)
        where, who = QHBoxLayout(), QHBoxLayout()
        for line in (where, who):
            line.setSpacing(10)
        where.addWidget(self._address_field, 2)
        answers = FormField(style, self.tr("WODIFY answers"), self.profile)
        location = FormField(style, self.tr("Location"), self.location)
        top = Qt.AlignmentFlag.AlignTop  # beside a field with a complaint below it
        where.addWidget(answers, 1, top)
        who.addWidget(self._key_field, 2)
        who.addWidget(location, 1, top)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(where)
        column.addLayout(who)

    def _connect(self) -> None:
        self.usual.clicked.connect(self.on_usual_clicked)
        self.test.clicked.connect(self.on_test_clicked)
        for line in (self.address, self.key, self.location):
            line.textEdited.connect(self.on_edited)

    def _show_test(self) -> None:
        """Offer what there is to do: the usual address, or a test of the one that is there."""
        there = bool(self.address.text().strip())
        self.usual.setVisible(not there)
        self.test.setVisible(there)
        self.test.setEnabled(not self._busy)

    def _what_is_wrong(self, line: QLineEdit) -> str:
        address = self.address.text().strip()
        if line is self.address:
            return self._wrong_address(address)
        if address and not self._set_up and not self.key.text().strip():
            return self.tr("Type the API key that WODIFY gave the gym.")
        return ""

    def _wrong_address(self, address: str) -> str:
        if not address:
            if self.key.text().strip():
                return self.tr("Type the address of WODIFY, such as {address}.").format(
                    address=DEFAULT_ADDRESS
                )
            return ""
        try:
            split_base(address)
        except BadAddress as error:
            if address.startswith("http://"):
                return self.tr("http would send the key in clear. Use https://.")
            _, message = self._phrases.error(error)
            return message
        return ""
