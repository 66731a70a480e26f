"""The ClubOS users of a gym: each with a sign-in, added, changed and removed in one list."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.widgets.button import Button
from ui.widgets.form_field import FormField
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from gymdesk.rows import SignInRow
    from ui.phrases import Phrases
    from ui.style import Style

ROW_PX: Final = 30
ROWS_SHOWN: Final = 4


@dataclass(frozen=True)
class TypedSignIn:
    """A user whose password was typed."""

    username: str
    secret: str = field(repr=False)


@dataclass
class _User:
    """A row of the list. `kept`: set up already, so that the name stays."""

    username: str = ""
    secret: str = field(default="", repr=False)
    kept: bool = False
    has_secret: bool = False
    clients: int | None = None

    @property
    def is_blank(self) -> bool:
        return not self.kept and not self.username and not self.secret


class SignInForm(QWidget):
    """A list of users over the name and password of the one that is chosen.

    Nothing is kept before the dialog is: `typed` and `removed` say what is to be done then. A user
    that is set up keeps its name; another name is another user. `changed` follows each edit.
    """

    changed = Signal()

    def __init__(self, style: Style, phrases: Phrases, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._phrases = phrases
        self._users = [_User()]
        self._at = 0
        self._removed: list[str] = []
        self._build()
        self._connect()
        self._show_users()

    # --- what is typed --------------------------------------------------------------------------

    @property
    def typed(self) -> tuple[TypedSignIn, ...]:
        """Return the users whose password is to be kept."""
        return tuple(TypedSignIn(u.username, u.secret) for u in self._users if u.secret)

    @property
    def removed(self) -> tuple[str, ...]:
        """Return the users that are to be removed."""
        there = {u.username for u in self._users}
        return tuple(name for name in self._removed if name not in there)

    def show_rows(self, rows: Sequence[SignInRow], without: Collection[str] = ()) -> None:
        """Show the users that are set up; what is typed stays. *without* have no password here."""
        typed = {u.username: u.secret for u in self._users if not u.is_blank}
        kept = [
            _User(
                row.username,
                typed.pop(row.username, ""),
                kept=True,
                has_secret=row.username not in without,
                clients=row.clients,
            )
            for row in rows
            if row.username not in self._removed
        ]
        new = [u for u in self._users if u.username in typed and not u.kept]
        chosen = self._users[self._at].username
        self._users = [*kept, *new] or [_User()]
        names = [u.username for u in self._users]
        self._at = names.index(chosen) if chosen in names else 0
        self._show_users()

    def first_wrong(self) -> QLineEdit | None:
        """Choose the first user with something wrong; return the field, None if all is right."""
        self._store()
        blank = [u for u in self._users if u.is_blank]
        if len(blank) < len(self._users):
            chosen = self._users[self._at]
            self._users = [u for u in self._users if not u.is_blank]
            self._at = self._users.index(chosen) if chosen in self._users else 0
            self._show_users()
        for at, user in enumerate(self._users):
            for line in (self.username, self.secret):
                if self._wrong_with(user, line):
                    self._choose(at)
                    return line
        return None

    def what_is_wrong(self, line: QLineEdit) -> str:
        """Return a sentence about a field of the chosen user, "" if it is right."""
        self._store()
        return self._wrong_with(self._users[self._at], line)

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_add_clicked(self) -> None:
        """Add a user whose name is typed next."""
        self._store()
        blank = next((at for at, u in enumerate(self._users) if u.is_blank), None)
        if blank is None:
            self._users.append(_User())
            blank = len(self._users) - 1
        self._at = blank
        self._show_users()
        self.username.setFocus()
        self.changed.emit()

    @Slot()
    def on_remove_clicked(self) -> None:
        """Take the chosen user out of the list; nothing is removed before the dialog is saved."""
        user = self._users.pop(self._at)
        if user.kept:
            self._removed.append(user.username)
        if not self._users:
            self._users = [_User()]
        self._at = min(self._at, len(self._users) - 1)
        self._show_users()
        self.changed.emit()

    @Slot(int)
    def on_row_changed(self, row: int) -> None:
        """Show the name and password of the row that is chosen."""
        if 0 <= row < len(self._users) and row != self._at:
            self._store()
            self._choose(row)
            self.changed.emit()

    @Slot()
    def on_edited(self) -> None:
        """Keep what is typed with its user; the row says so at once."""
        self._store()
        item = self.list.item(self._at)
        if item is not None:
            item.setText(self._line(self._users[self._at]))
        self.changed.emit()

    # --- parts ----------------------------------------------------------------------------------

    def _build(self) -> None:
        style = self._style
        self.list = QListWidget()
        self.list.setObjectName("sign_ins")
        self.list.setAccessibleName(self.tr("ClubOS users"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setUniformItemSizes(True)
        self.username, self.secret = QLineEdit(), QLineEdit()
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.username_field = FormField(style, self.tr("User name"), self.username)
        self.secret_field = FormField(style, self.tr("Password"), self.secret)
        self._title = Label(style, "label_bold", "text2", self.tr("ClubOS users"))
        self.add = Button(style, self.tr("Add a user"), "quiet", "plus")
        self.add.setObjectName("add_sign_in")
        self.add.setToolTip(
            self.tr("ClubOS shows each user the own clients only: add every trainer's user.")
        )
        self.remove = Button(style, self.tr("Remove"), "quiet", "close")
        self.remove.setObjectName("remove_sign_in")
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self.add)
        head.addWidget(self.remove)
        pair = QHBoxLayout()
        pair.setSpacing(10)
        pair.addWidget(self.username_field, 1)
        pair.addWidget(self.secret_field, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addLayout(pair)

    def _connect(self) -> None:
        self.add.clicked.connect(self.on_add_clicked)
        self.remove.clicked.connect(self.on_remove_clicked)
        self.list.currentRowChanged.connect(self.on_row_changed)
        self.username.textEdited.connect(self.on_edited)
        self.secret.textEdited.connect(self.on_edited)

    def _show_users(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for user in self._users:
            item = QListWidgetItem(self._line(user))
            item.setSizeHint(QSize(0, self._style.px(ROW_PX)))
            self.list.addItem(item)
        self.list.blockSignals(False)
        shown = min(len(self._users), ROWS_SHOWN)
        self.list.setFixedHeight(self._style.px(shown * ROW_PX + 8))
        several = len(self._users) > 1 or self._users[0].kept
        self.list.setVisible(several)
        self.remove.setVisible(several)
        self._choose(self._at)

    def _choose(self, at: int) -> None:
        self._at = at
        user = self._users[at]
        self.list.blockSignals(True)
        self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        self.username.setText(user.username)
        self.username.setReadOnly(user.kept)
        self.secret.setText(user.secret)
        kept = user.kept and user.has_secret
        self.secret.setPlaceholderText(self.tr("kept; type a new one") if kept else "")
        for wrapped in (self.username_field, self.secret_field):
            wrapped.show_error("")

    def _store(self) -> None:
        user = self._users[self._at]
        if not user.kept:
            user.username = self.username.text().strip()
        user.secret = self.secret.text()

    def _line(self, user: _User) -> str:
        """Return a user of the list in one line."""
        said = [user.username or self.tr("new user")]
        if user.clients is not None:
            said.append(self._phrases.clients(user.clients))
        if user.kept and user.secret:
            said.append(self.tr("new password"))
        elif user.kept and not user.has_secret:
            said.append(self.tr("no password on this PC"))
        elif not user.kept and user.username:
            said.append(self.tr("new"))
        return " · ".join(said)

    def _wrong_with(self, user: _User, line: QLineEdit) -> str:
        if line is self.username:
            if not user.username:
                return self.tr("Type the user name you sign in to ClubOS with.")
            names = [u.username.casefold() for u in self._users]
            if not user.kept and names.count(user.username.casefold()) > 1:
                return self.tr("This user is in the list already.")
            return ""
        if not user.secret and not user.kept:
            return self.tr("Type the password you sign in to ClubOS with.")
        return ""
