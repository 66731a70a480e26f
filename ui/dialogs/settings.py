"""The settings of this PC: theme, text size, sessions, the name at the desk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from ui.style import Style

SCALES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


class SettingsDialog(DialogFrame):
    """Edits a `gymdesk.settings.Settings`; `saved` carries the new one."""

    saved = Signal(object)

    def __init__(self, style: Style, settings: Any, parent: QWidget | None = None) -> None:
        super().__init__(style, "", parent, 520)
        self.setWindowTitle(self.tr("Settings"))
        self.heading.setText(self.tr("Settings"))
        self._settings = settings
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(12)
        self._grid.setColumnStretch(0, 1)
        self.body.addLayout(self._grid)
        self._build()
        self.body.addStretch(1)
        verb = self.add_buttons(self.tr("Save settings"), self.tr("Cancel"))
        verb.clicked.connect(self.on_save_clicked)

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
