"""The settings of this PC: theme, text size, sessions, the name at the desk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.widgets.button import Button
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from ui.style import Style

EVERY_H = (1, 2, 3, 4, 6, 8, 12, 24)
HALF_HOURS = tuple(f"{hour:02d}:{minute}" for hour in range(24) for minute in ("00", "30"))
SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


class SettingsDialog(DialogFrame):
    """Edits a `gymdesk.settings.Settings`; `saved` carries the new one.

    `accounts_wanted`: sign-ins and keys, which errors send the manager to "Settings, Accounts" for.
    `words_wanted`: what WODIFY's states mean is to be said, which is kept for the club.
    """

    saved = Signal(object)
    words_wanted = Signal()
    accounts_wanted = Signal()

    def __init__(
        self, style: Style, settings: Any, parent: QWidget | None = None, *, wodify: bool = False
    ) -> None:
        super().__init__(style, "", parent, 640)
        self._wodify = wodify
        self.setWindowTitle(self.tr("Settings"))
        self.heading.setText(self.tr("Settings"))
        self._settings = settings
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnStretch(0, 1)
        self.body.addLayout(self._grid)
        self._build()
        self.body.addStretch(1)
        accounts = Button(style, self.tr("&Accounts…"), "quiet", "key")
        accounts.setObjectName("settings_accounts")
        accounts.clicked.connect(self.accounts_wanted)
        self.add_left(accounts)
        verb = self.add_buttons(self.tr("Save settings"), self.tr("Cancel"))
        verb.clicked.connect(self.on_save_clicked)
        self.grow()  # hints that wrap are higher than the layout first thinks

    @Slot()
    def on_save_clicked(self) -> None:
        """Announce the new settings and close."""
        self.saved.emit(
            replace(
                self._settings,
                theme=self.theme.currentData(),
                text_scale=self.text_scale.currentData(),
                lanes=self.lanes.value(),
                staff=self.staff.text().strip(),
                refresh_automatically=bool(self.every.currentData()),
                refresh_every_h=self.every.currentData() or self._settings.refresh_every_h,
                quiet_from=self.quiet_from.currentData() if self._is_quiet() else "",
                quiet_until=self.quiet_until.currentData() if self._is_quiet() else "",
                notify=self.notify.isChecked(),
                tray=self.tray.isChecked(),
                wodify_writes=self.wodify_writes.isChecked(),
                clubos_inventory=self.clubos_inventory.isChecked(),
                wodify_holds=self.wodify_holds.isChecked(),
            )
        )
        self.accept()

    def _build(self) -> None:
        self.theme = QComboBox()
        for key, words in (
            ("system", self.tr("As the system")),
            ("light", self.tr("Light")),
            ("dark", self.tr("Dark")),
            ("contrast", self.tr("High contrast")),
        ):
            self.theme.addItem(words, key)
        self.theme.setCurrentIndex(max(0, self.theme.findData(self._settings.theme)))
        self.text_scale = QComboBox()
        for scale in SCALES:
            self.text_scale.addItem(f"{round(100 * scale)} %", scale)
        nearest = min(SCALES, key=lambda scale: abs(scale - self._settings.text_scale))
        self.text_scale.setCurrentIndex(SCALES.index(nearest))
        self.lanes = QSpinBox()
        self.lanes.lineEdit().setTextMargins(8, 0, 0, 0)  # Qt ignores a spin box's own padding
        self.lanes.setRange(1, 8)
        self.lanes.setValue(self._settings.lanes)
        self.lanes.lineEdit().setAccessibleName(self.tr("Sessions"))
        self.staff = QLineEdit(self._settings.staff)
        self._add(self.tr("Appearance"), self.tr("Colours of the window"), self.theme)
        self._add(self.tr("Text size"), self.tr("All text in the window"), self.text_scale)
        self._add(
            self.tr("Sessions"),
            self.tr("Sign-ins to ClubOS at a time; more is quicker, fewer is gentler"),
            self.lanes,
        )
        self._add(self.tr("Your name"), self.tr("Stands beside what you type"), self.staff)
        self._build_schedule()

    def _build_schedule(self) -> None:
        """Build what runs by itself, and how it is told."""
        self.every = QComboBox()
        self.every.addItem(self.tr("Never"), 0)
        own = self._settings.refresh_every_h
        for hours in sorted({*EVERY_H, own}):
            words = self.tr("Every hour") if hours == 1 else self.tr("Every {n} hours")
            self.every.addItem(words.format(n=hours), hours)
        self.every.setCurrentIndex(
            self.every.findData(own if self._settings.refresh_automatically else 0)
        )
        self._add(
            self.tr("Refresh by itself"),
            self.tr("Counted from the last complete refresh, while GymDesk is open"),
            self.every,
        )
        self.quiet_from = self._times(self._settings.quiet_from)
        self.quiet_until = self._times(self._settings.quiet_until)
        self.quiet_from.setAccessibleName(self.tr("Quiet from"))
        self.quiet_until.setAccessibleName(self.tr("Quiet until"))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.quiet_from, 1)
        row.addWidget(Label(self.style_of, "body", "text2", self.tr("to")))
        row.addWidget(self.quiet_until, 1)
        self._add(
            self.tr("Quiet hours"),
            self.tr("Nothing refreshes by itself in them; a click always does"),
            both,
        )
        self.notify = QCheckBox()
        self.notify.setChecked(self._settings.notify)
        self._add(
            self.tr("Notifications"),
            self.tr("When a refresh by itself fails, or finds clients newly past due"),
            self.notify,
        )
        self.tray = QCheckBox()
        self.tray.setChecked(self._settings.tray)
        self._add(
            self.tr("Tray icon"),
            self.tr("Shows how the sources are beside the clock of this PC"),
            self.tray,
        )

        self.clubos_inventory = QCheckBox()
        self.clubos_inventory.setChecked(self._settings.clubos_inventory)
        self._add(
            self.tr("Session inventory"),
            self.tr("Asks ClubOS for it too: one or two requests more for each client"),
            self.clubos_inventory,
        )
        self.wodify_writes = QCheckBox()
        self.wodify_writes.setChecked(self._settings.wodify_writes)
        self._add(
            self.tr("Changes in WODIFY"),
            self.tr("Lets GymDesk send what you change there; off, it only reads"),
            self.wodify_writes,
        )
        self.wodify_holds = QCheckBox()
        self.wodify_holds.setChecked(self._settings.wodify_holds)
        self._add(
            self.tr("Holds in WODIFY"),
            self.tr("Each refresh asks for some memberships, those longest ago first"),
            self.wodify_holds,
        )
        self.words = Button(self.style_of, self.tr("Say what they mean…"), "plain")
        self.words.setObjectName("status_words")
        self.words.setAutoDefault(False)
        self.words.clicked.connect(self.words_wanted)
        if self._wodify:
            self._add(
                self.tr("States in WODIFY"),
                self.tr("A gym has words of its own for its leads and clients"),
                self.words,
            )

    def _times(self, own: str) -> QComboBox:
        box = QComboBox()
        box.addItem(self.tr("None"), "")
        for text in sorted({*HALF_HOURS, own} - {""}):
            box.addItem(text, text)
        box.setCurrentIndex(max(0, box.findData(own)))
        return box

    def _is_quiet(self) -> bool:
        """Return whether both ends are said: one alone says nothing."""
        return bool(self.quiet_from.currentData() and self.quiet_until.currentData())

    def _add(self, words: str, hint: str, field: QWidget) -> None:
        row = self._grid.rowCount()
        label = Label(self.style_of, "body_bold", "text", words)
        label.setBuddy(field)
        below = Label(self.style_of, "label", "text2", hint)
        below.setWordWrap(True)
        field.setAccessibleName(words)
        field.setMinimumWidth(180)
        both = QVBoxLayout()
        both.setSpacing(2)
        both.addWidget(label)
        both.addWidget(below)
        self._grid.addLayout(both, row, 0)
        self._grid.addWidget(field, row, 1)
