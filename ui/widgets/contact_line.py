"""The contact line: phone and e-mail with copy, and the form to type one in at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from ui.widgets.button import Button
from ui.widgets.label import ElidedLabel, Label

if TYPE_CHECKING:
    from gymdesk.domain.client import ClientId
    from gymdesk.rows import ClientRow, Contact
    from ui.style import Style


@dataclass(frozen=True)
class ContactTyped:
    """What was typed at the desk for one client; a field that was not changed is None."""

    client_id: ClientId
    phone: str | None
    email: str | None

    @property
    def changed(self) -> dict[str, str]:
        """Return the changed fields by name."""
        fields = {"phone": self.phone, "email": self.email}
        return {name: text for name, text in fields.items() if text is not None}


class ContactEntry(QWidget):
    """One contact: icon, text, copy; or a link where there is none."""

    wanted = Signal()

    def __init__(self, style: Style, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._icon_name = icon
        self._icon = Label(style)
        self._text = ElidedLabel(style, "body_bold" if icon == "phone" else "body")
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._origin = Label(style, "label", "text3")
        self._copy = Button(style, "", "icon", "copy")
        self._missing = Button(style, "", "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self._icon, self._text, self._origin, self._copy, self._missing):
            row.addWidget(widget)
        row.addStretch(1)
        self._copy.clicked.connect(self.copy)
        self._missing.clicked.connect(self.wanted)
        style.changed.connect(self._draw_icon)
        self._draw_icon()

    @property
    def text(self) -> str:
        """Return the contact, "" where there is none."""
        return self._text.text()

    def show_contact(self, contact: Contact, copy_name: str, missing: str, origin: str) -> None:
        """Show *contact*, or *missing* as a link."""
        there = bool(contact.text)
        self._text.setText(contact.text or "")
        self._origin.setText(origin)
        self._origin.setVisible(there and bool(origin))
        self._missing.setText(missing)
        self._copy.setAccessibleName(copy_name)
        self._copy.setToolTip(copy_name)
        for widget in (self._icon, self._text, self._copy):
            widget.setVisible(there)
        self._missing.setVisible(not there)

    @Slot()
    def copy(self) -> None:
        """Put the contact on the clipboard."""
        if self.text:
            QGuiApplication.clipboard().setText(self.text)

    def _draw_icon(self) -> None:
        self._icon.setPixmap(
            self._style.pixmap(self._icon_name, "text2", 16, self.devicePixelRatioF())
        )


class ContactForm(QFrame):
    """The inline form for the desk's own phone and e-mail."""

    saved = Signal(object)
    closed = Signal()

    def __init__(self, style: Style, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("sunken", "true")
        self._client_id: ClientId | None = None
        self._before = ("", "")
        self.phone = QLineEdit()
        self.email = QLineEdit()
        self._build(style)

    @property
    def typed(self) -> tuple[str, str] | None:
        """Return what is typed and not saved, None where nothing is."""
        now = (self.phone.text(), self.email.text())
        return None if self.isHidden() or now == self._before else now

    def open_for(
        self, client_id: ClientId, phone: Contact, email: Contact, *, take_focus: bool = True
    ) -> None:
        """Show the form with what the desk has typed before."""
        self._client_id = client_id
        own = (
            (phone.text or "") if phone.origin == "desk" else "",
            (email.text or "") if email.origin == "desk" else "",
        )
        self._before = own
        self.phone.setText(own[0])
        self.email.setText(own[1])
        self.phone.setPlaceholderText("" if phone.origin == "desk" else phone.text or "")
        self.email.setPlaceholderText("" if email.origin == "desk" else email.text or "")
        self.show()
        if take_focus:
            (self.phone if not phone.text or email.text else self.email).setFocus()

    @override
    def event(self, event: QEvent) -> bool:
        """Keep Esc for this form while it is open."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Save on Enter, close on Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.on_save_clicked()
        elif event.key() == Qt.Key.Key_Escape:
            self.on_cancel_clicked()
        else:
            super().keyPressEvent(event)

    @Slot()
    def on_save_clicked(self) -> None:
        """Announce what was changed."""
        phone, email = self.phone.text().strip(), self.email.text().strip()
        self.hide()
        if self._client_id is not None and (phone, email) != self._before:
            self.saved.emit(
                ContactTyped(
                    self._client_id,
                    phone if phone != self._before[0] else None,
                    email if email != self._before[1] else None,
                )
            )
        self.closed.emit()

    @Slot()
    def on_cancel_clicked(self) -> None:
        """Close the form; nothing is kept."""
        self.hide()
        self.closed.emit()

    def _build(self, style: Style) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 10, 12, 10)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        fields = ((self.tr("Phone"), self.phone), (self.tr("E-mail"), self.email))
        for column, (words, field) in enumerate(fields):
            label = Label(style, "label_bold", "text2", words)
            label.setBuddy(field)
            field.setAccessibleName(words)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
        hint = Label(
            style,
            "label",
            "text2",
            self.tr("Kept at this desk; no refresh overwrites it. Empty: what ClubOS says."),
        )
        hint.setWordWrap(True)
        grid.addWidget(hint, 2, 0, 1, 2)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        cancel = Button(style, self.tr("Cancel"), "quiet")
        save = Button(style, self.tr("Save contact"), "primary")
        save.setObjectName("save_contact")
        cancel.clicked.connect(self.on_cancel_clicked)
        save.clicked.connect(self.on_save_clicked)
        buttons.addWidget(cancel)
        buttons.addWidget(save)
        grid.addLayout(buttons, 3, 0, 1, 2)


class ContactLine(QWidget):
    """Phone and e-mail of a client, and the form below when it is opened.

    What was typed stays with its client while others are looked at.
    """

    typed = Signal(object)

    def __init__(
        self, style: Style, *, stacked: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._row: ClientRow | None = None
        self._drafts: dict[ClientId, tuple[str, str, str]] = {}
        self.phone = ContactEntry(style, "phone")
        self.email = ContactEntry(style, "mail")
        self._edit = Button(style, self.tr("Change"), "link")
        self._edit.setObjectName("change_contact")
        self._edit.setToolTip(self.tr("Type in a phone number or an e-mail address"))
        self.form = ContactForm(style)
        self.form.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.phone)
        if stacked:
            line.addStretch(1)
            line.addWidget(self._edit)
        else:
            line.addWidget(self.email)
            line.addWidget(self._edit)
            line.addStretch(1)
        column.addLayout(line)
        if stacked:
            column.addWidget(self.email)
        column.addWidget(self.form)
        for wanting in (self.phone.wanted, self.email.wanted, self._edit.clicked):
            wanting.connect(self.on_edit_wanted)
        self.form.saved.connect(self.typed)

    def show_row(self, row: ClientRow) -> None:
        """Show the contacts of *row*; an open form of the same client stays open."""
        if self._row is None or self._row.client_id != row.client_id:
            if self._row is not None and self.form.typed is not None:
                self._drafts[self._row.client_id] = (self._row.name, *self.form.typed)
            self.form.hide()
        self._row = row
        if row.client_id in self._drafts:
            _, phone, email = self._drafts.pop(row.client_id)
            self.form.open_for(row.client_id, row.phone, row.email, take_focus=False)
            self.form.phone.setText(phone)
            self.form.email.setText(email)
        here = self.tr("typed at the desk")
        self.phone.show_contact(
            row.phone,
            self.tr("Copy phone"),
            self.tr("no phone: find details"),
            here if row.phone.origin == "desk" else "",
        )
        self.email.show_contact(
            row.email,
            self.tr("Copy e-mail"),
            self.tr("no e-mail"),
            here if row.email.origin == "desk" else "",
        )

    def unsaved(self) -> list[str]:
        """Return whose contact was typed and is not saved."""
        here = [self._row.name] if self._row is not None and self.form.typed is not None else []
        return [*here, *(name for name, *_ in self._drafts.values())]

    @Slot()
    def on_edit_wanted(self) -> None:
        """Open the form."""
        if self._row is not None:
            self.form.open_for(self._row.client_id, self._row.phone, self._row.email)
