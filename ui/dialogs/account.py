"""The account dialog: the gym, where its ClubOS and WODIFY are and as whom; also the first run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from PySide6.QtCore import QEvent, QObject, Qt, QTimeZone, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from gymdesk.domain.address import checked_address
from gymdesk.domain.dialect import ClubOsDialect
from gymdesk.errors import BadAddress, OtherGym
from ui.dialogs.sign_ins import SignInForm, TypedSignIn
from ui.dialogs.wodify_form import TypedWodify, WodifyForm
from ui.widgets.button import Button
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.form_field import FormField
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from PySide6.QtGui import QShowEvent

    from gymdesk.credentials import KeyStoreState
    from gymdesk.errors import DeskError
    from gymdesk.rows import ClubRow, SignInRow
    from gymdesk.sync.request import SignInAnswer
    from ui.phrases import Phrases
    from ui.style import Style

CURRENCIES = ("USD", "EUR", "GBP", "CAD", "AUD", "NZD")
DIALECTS = (None, *ClubOsDialect)
"""In the order of the choice; None = find out."""
SESSION_ONLY = ("absent", "refused")
"""States of the key store in which nothing can be kept in it."""
AROUND_PX = 160
"""What title, buttons, margins and the window's frame take of the screen."""
LEAST_PX = 160


@dataclass(frozen=True)
class AccountEntry:
    """What was typed. `username` and `secret` are of the user that is chosen, "" = as kept.

    `typed` are the users whose password is to be kept, `removed` those that are to go; `same_gym`
    says that a changed address is not another gym's.
    """

    name: str
    timezone: str
    currency: str
    address: str
    username: str
    secret: str = field(repr=False)
    memory_only: bool = False
    dialect: ClubOsDialect | None = None
    typed: tuple[TypedSignIn, ...] = ()
    removed: tuple[str, ...] = ()
    same_gym: bool = False
    wodify: TypedWodify = field(default_factory=TypedWodify)


class AccountDialog(DialogFrame):
    """Asks for the gym and the sign-ins. It stores nothing itself: it announces what is wanted.

    `test_wanted`, `wodify_test_wanted` and `save_wanted` carry an `AccountEntry`. The dialog stays
    open until `saved` is called; what is wrong is shown beside the field with the way out.
    """

    test_wanted = Signal(object)
    wodify_test_wanted = Signal(object)
    save_wanted = Signal(object)
    demo_wanted = Signal()

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        club: ClubRow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._first = club is None
        super().__init__(style, "", parent, 560)
        title = self.tr("Set up the gym") if self._first else self.tr("Account of the gym")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self._phrases = phrases
        self._build()
        self._connect()
        self._fill(club)
        self.resize(self.minimumWidth(), 0)
        self.on_grow()

    def show_sign_ins(self, rows: Sequence[SignInRow], without: Collection[str] = ()) -> None:
        """Show the users that are set up; *without* are those with no password on this PC."""
        self.sign_ins.show_rows(rows, without)
        self.grow()

    def show_wodify_key(self, *, set_up: bool, here: bool) -> None:
        """Say whether WODIFY's key is set up, and whether this PC has it; it is never shown."""
        self.wodify.show_key(set_up=set_up, here=here)

    def show_key_store(self, state: KeyStoreState) -> None:
        """Say where the password will be kept, and the way on where that is not possible."""
        words = {
            "ready": self.tr("Kept in this PC's key store, never in a file."),
            "absent": self.tr(
                "This PC has no key store and GymDesk writes no password to a file. It can be "
                "kept for this session only."
            ),
            "locked": self.tr(
                "The key store is locked. Unlock it and save again, or keep the password for "
                "this session only."
            ),
            "refused": self.tr(
                "The key store here would keep the password in clear, so it is not used. It can "
                "be kept for this session only."
            ),
            "silent": self.tr(
                "The key store does not answer. Try again, or keep the password for this session "
                "only."
            ),
        }
        well = state.word == "ready"
        self._kept.setText(words[state.word])
        self._kept.set_tone("text2" if well else "warn")
        self._kept_sign.setPixmap(
            self.style_of.pixmap("lock" if well else "st-warn", "text2" if well else "warn", 16)
        )
        self.session_only.setVisible(not well)
        self.session_only.setChecked(state.word in SESSION_ONLY or self.session_only.isChecked())
        self.grow()

    def show_answer(self, answer: SignInAnswer) -> None:
        """Show that the sign-in works."""
        who = self.tr("Signed in")
        if answer.signed_in_as:
            who = self.tr("Signed in as {name}").format(name=answer.signed_in_as)
        found = self.tr("The sign-in works.")
        if answer.clients is not None:
            found = self.tr("{n} clients are assigned to this sign-in.").format(n=answer.clients)
        if answer.dialect is not None:
            way = self.tr("It answers {dialect}.")
            found += " " + way.format(dialect=self._phrases.dialect(answer.dialect).lower())
        self._show_result("st-ok", "good", who, found, f"{answer.seconds:.1f} s")

    def show_failure(self, error: DeskError) -> None:
        """Show why the sign-in does not work, and the way out."""
        title, message = self._phrases.error(error)
        self._show_result("st-failed", "bad", title, message, "")

    def show_save_failure(self, error: DeskError) -> None:
        """Show why nothing was kept; the dialog stays."""
        self.set_busy(False)
        if isinstance(error, OtherGym):
            self.same_gym.show()
            self.same_gym.setFocus()
        self.show_failure(error)

    def set_busy(self, busy: bool) -> None:
        """Hold the buttons while something is asked or kept."""
        self.test.setEnabled(not busy)
        self.save.setEnabled(not busy)
        self.wodify.set_busy(busy)

    def saved(self) -> None:
        """Close: all of it is kept."""
        self.accept()

    def entry(self) -> AccountEntry:
        """Return what is typed."""
        return AccountEntry(
            self.name.text().strip(),
            self.timezone.currentText().strip(),
            self.currency.currentText(),
            self.address.text().strip().rstrip("/"),
            self.username.text().strip(),
            self.secret.text(),
            self.session_only.isChecked() and not self.session_only.isHidden(),
            DIALECTS[self.dialect.currentIndex()],
            self.sign_ins.typed,
            self.sign_ins.removed,
            self.same_gym.isChecked() and not self.same_gym.isHidden(),
            self.wodify.typed,
        )

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Take the height of what was filled in before."""
        super().showEvent(event)
        self.grow()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Check a field when it is left, not while it is typed in; grow with the fields."""
        moved = event.type() == QEvent.Type.LayoutRequest and watched is self._inside
        if moved and self.isVisible():
            self.grow()
        if event.type() == QEvent.Type.FocusOut and watched in self._fields:
            typed = watched.text() if isinstance(watched, QLineEdit) else ""
            if typed:
                self._check(watched)
        return super().eventFilter(watched, event)

    @Slot()
    @override
    def on_grow(self) -> None:
        """Take the height that the fields need; on a small screen they are scrolled."""
        self._column.activate()
        inside = max(self._column.totalHeightForWidth(self._scroll.viewport().width()), 0)
        needed = max(inside, self._column.totalMinimumSize().height())
        screen_px = self.screen().availableGeometry().height()
        around_px = self.style_of.px(AROUND_PX)
        self._scroll.setMinimumHeight(max(min(needed, screen_px - around_px), LEAST_PX))
        super().on_grow()
        if not self.outcome.isHidden():
            self._scroll.ensureWidgetVisible(self.outcome)

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_test_clicked(self) -> None:
        """Try the sign-in."""
        if self._right(self.address, self.username, self.secret):
            self.set_busy(True)
            self._show_result("st-running", "accent", self.tr("Signing in…"), "", "")
            self.test_wanted.emit(self.entry())

    @Slot()
    def on_save_clicked(self) -> None:
        """Keep all of it."""
        if not self._clubos_right():
            return
        wrong_wodify = self.wodify.first_wrong()
        if wrong_wodify is not None:
            self._focus(wrong_wodify)
            return
        self.set_busy(True)
        self.save_wanted.emit(self.entry())

    @Slot()
    def on_wodify_test_wanted(self) -> None:
        """Ask WODIFY with what is typed."""
        self.wodify_test_wanted.emit(self.entry())

    @Slot()
    def on_demo_clicked(self) -> None:
        """Look at the demo gym instead."""
        self.demo_wanted.emit()
        self.reject()

    # --- parts ----------------------------------------------------------------------------------

    def _build(self) -> None:
        style = self.style_of
        inside = self._inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(self.body.spacing())
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        inside.installEventFilter(self)
        self._scroll.setObjectName("account_fields")
        for part in (inside, self._scroll.viewport()):
            part.setAutoFillBackground(False)  # the ground is that of the dialog
        self.body.addWidget(self._scroll, 1)
        intro = Label(
            style,
            "body",
            "text2",
            self.tr(
                "GymDesk reads clients, agreements and invoices. It changes nothing in ClubOS, and "
                "in WODIFY only what you tell it to."
            ),
        )
        intro.setWordWrap(True)
        self._column.addWidget(intro)
        self.name, self.address = QLineEdit(), QLineEdit()
        self.address.setPlaceholderText("https://")
        self.timezone = self._zones()
        self.currency = QComboBox()
        self.currency.addItems(CURRENCIES)
        self._fields: dict[QObject, FormField] = {}
        self._add(self.tr("Gym"), self.name)
        pair = QHBoxLayout()
        pair.setSpacing(10)
        pair.addWidget(FormField(style, self.tr("Currency"), self.currency), 1)
        zone = FormField(style, self.tr("Time zone"), self.timezone)
        self._fields[self.timezone] = zone
        pair.insertWidget(0, zone, 2)
        self._column.addLayout(pair)
        self._build_address(style)
        self._build_sign_ins(style)
        self._build_test(style)
        self.wodify = WodifyForm(style, self._phrases)
        self._column.addWidget(self.wodify)
        self._build_kept(style)
        self._column.addStretch(1)
        self.demo = Button(style, self.tr("Look at the demo gym"), "quiet")
        self.demo.setObjectName("demo_gym")
        self.demo.setAutoDefault(False)
        self.demo.setVisible(self._first)
        self.add_left(self.demo)
        cancel = self.tr("Not now") if self._first else self.tr("Cancel")
        self.save = self.add_buttons(self.tr("Save account"), cancel)

    def _build_address(self, style: Style) -> None:
        line = QHBoxLayout()
        line.setSpacing(10)
        field = FormField(style, self.tr("ClubOS address"), self.address)
        self._fields[self.address] = field
        self.address.installEventFilter(self)
        self.dialect = QComboBox()
        self.dialect.setObjectName("clubos_dialect")
        for dialect in DIALECTS:
            words = self.tr("Automatic") if dialect is None else self._phrases.dialect(dialect)
            self.dialect.addItem(words)
        self.dialect.setToolTip(
            self.tr("Automatic finds out at each sign-in. Choose one only if figures stay unread.")
        )
        line.addWidget(field, 2)
        line.addWidget(FormField(style, self.tr("ClubOS answers"), self.dialect), 1)
        self._column.addLayout(line)
        self.same_gym = QCheckBox(self.tr("It is the same gym at a new address"))
        self.same_gym.setObjectName("same_gym")
        self.same_gym.setAccessibleName(self.same_gym.text())
        self.same_gym.hide()
        self._column.addWidget(self.same_gym)

    def _build_sign_ins(self, style: Style) -> None:
        self.sign_ins = SignInForm(style, self._phrases)
        self.username, self.secret = self.sign_ins.username, self.sign_ins.secret
        self._fields[self.username] = self.sign_ins.username_field
        self._fields[self.secret] = self.sign_ins.secret_field
        for line in (self.username, self.secret):
            line.installEventFilter(self)
        self._column.addWidget(self.sign_ins)

    def _build_kept(self, style: Style) -> None:
        line = QHBoxLayout()
        line.setSpacing(6)
        self._kept_sign = Label(style)
        self._kept_sign.setPixmap(style.pixmap("lock", "text2", 16))
        self._kept = Label(
            style, "label", "text2", self.tr("Kept in this PC's key store, never in a file.")
        )
        self._kept.setWordWrap(True)
        line.addWidget(self._kept_sign)
        line.addWidget(self._kept, 1)
        self._column.addLayout(line)
        self.session_only = QCheckBox(self.tr("Keep for this session only"))
        self.session_only.setObjectName("session_only")
        self.session_only.setAccessibleName(self.tr("Keep for this session only"))
        self.session_only.hide()
        self._column.addWidget(self.session_only)

    def _build_test(self, style: Style) -> None:
        self.test = Button(style, self.tr("Test sign-in"), "plain", "st-ok")
        self.test.setObjectName("test_sign_in")
        self.test.setAutoDefault(False)
        line = QHBoxLayout()
        line.addWidget(self.test)
        line.addStretch(1)
        self._column.addLayout(line)
        self._build_outcome(style)

    def _build_outcome(self, style: Style) -> None:
        self.outcome = QFrame()
        self.outcome.setProperty("sunken", "true")
        column = QVBoxLayout(self.outcome)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._result_sign = Label(style)
        self._result_title = Label(style, "body_bold")
        self._result_title.setWordWrap(True)
        self._result_time = Label(style, "label", "text2")
        head.addWidget(self._result_sign)
        head.addWidget(self._result_title, 1)
        head.addWidget(self._result_time)
        self._result_text = Label(style, "body")
        self._result_text.setWordWrap(True)
        column.addLayout(head)
        column.addWidget(self._result_text)
        self.outcome.hide()
        self._column.addWidget(self.outcome)

    def _zones(self) -> QComboBox:
        box = QComboBox()
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        zones = sorted(zone for zone in available_timezones() if "/" in zone)
        box.addItems(zones)
        completer = box.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        line = box.lineEdit()
        if line is not None:
            line.setAccessibleName(self.tr("Time zone"))
        return box

    def _add(self, words: str, widget: QLineEdit) -> None:
        wrapped = FormField(self.style_of, words, widget)
        self._fields[widget] = wrapped
        widget.installEventFilter(self)
        self._column.addWidget(wrapped)

    def _connect(self) -> None:
        self.test.clicked.connect(self.on_test_clicked)
        self.save.clicked.connect(self.on_save_clicked)
        self.demo.clicked.connect(self.on_demo_clicked)
        self.sign_ins.changed.connect(self.grow)
        self.wodify.changed.connect(self.grow)
        self.wodify.test_wanted.connect(self.on_wodify_test_wanted)

    def _fill(self, club: ClubRow | None) -> None:
        if club is None:
            here = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
            known = "/" in here and not here.startswith("Etc/")
            self.timezone.setCurrentText(here if known else "America/New_York")
            self.name.setFocus()
            return
        self.name.setText(club.name)
        self.timezone.setCurrentText(club.timezone)
        self.currency.setCurrentText(club.currency)
        self.address.setText(club.clubos_url or "")
        self.dialect.setCurrentIndex(DIALECTS.index(club.clubos_dialect))
        self.wodify.show_club(club)
        self.secret.setFocus()

    def _clubos_right(self) -> bool:
        """Check all but WODIFY; a gym that is in WODIFY alone needs no ClubOS."""
        entry = self.entry()
        if entry.wodify.address and not (entry.address or entry.username or entry.secret):
            for line in (self.address, self.username, self.secret):
                self._fields[line].show_error("")
            return self._right(self.name, self.timezone)
        wrong_one = self.sign_ins.first_wrong()  # chosen by this, so that the fields show it
        return self._right(*self._fields) and wrong_one is None

    def _focus(self, widget: QWidget) -> None:
        widget.setFocus()
        self._scroll.ensureWidgetVisible(widget)

    def _right(self, *fields: QObject) -> bool:
        wrong = [one for one in fields if not self._check(one)]
        if wrong and isinstance(wrong[0], QWidget):
            self._focus(wrong[0])
        return not wrong

    def _check(self, field_widget: QObject) -> bool:
        sentence = self._what_is_wrong(field_widget)
        self._fields[field_widget].show_error(sentence)
        self.grow()
        return not sentence

    def _what_is_wrong(self, field_widget: QObject) -> str:
        if field_widget is self.name and not self.name.text().strip():
            return self.tr("Type the name of the gym.")
        if field_widget is self.timezone:
            if self.timezone.currentText().strip() not in available_timezones():
                return self.tr("Choose a time zone from the list, such as America/New_York.")
            return ""
        if field_widget is self.address:
            return self._wrong_address(self.address.text().strip())
        if field_widget is self.username or field_widget is self.secret:
            return self.sign_ins.what_is_wrong(field_widget)
        return ""

    def _wrong_address(self, address: str) -> str:
        if not address:
            return self.tr("Type the address of your ClubOS, such as https://gym.club-os.com.")
        try:
            checked_address(address)
        except BadAddress as error:
            if address.startswith("http://"):
                return self.tr("http would send the password in clear. Use https://.")
            _, message = self._phrases.error(error)
            return message
        return ""

    def _show_result(self, icon: str, tone: str, title: str, text: str, time: str) -> None:
        self._result_sign.setPixmap(self.style_of.pixmap(icon, tone, 16))
        self._result_title.setText(title)
        self._result_text.setText(text)
        self._result_text.setVisible(bool(text))
        self._result_time.setText(time)
        self.outcome.setAccessibleName(f"{title}. {text}")
        self.outcome.show()
        self.grow()
        if icon != "st-running":
            self.set_busy(False)
