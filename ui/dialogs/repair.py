"""The repair dialog: what to do with a store that cannot be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from ui.backup_words import BackupWords
from ui.widgets.backup_facts import BackupFacts
from ui.widgets.button import Button
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.domain.backup import BackupContents
    from gymdesk.errors import DeskError
    from ui.phrases import Phrases
    from ui.style import Style


class RepairDialog(DialogFrame):
    """Offers a backup, an empty store, or to quit. It repairs nothing itself.

    `restore_wanted` carries the backup's `Path`; rejecting the dialog quits.
    """

    restore_wanted = Signal(object)
    empty_wanted = Signal()
    file_wanted = Signal()

    def __init__(
        self, style: Style, phrases: Phrases, error: DeskError, parent: QWidget | None = None
    ) -> None:
        super().__init__(style, "", parent, 600)
        self._phrases = phrases
        self._words = BackupWords(phrases, self)
        self._path: Path | None = None
        self._build(error)
        self.empty.clicked.connect(self.on_empty_clicked)
        self.choose.clicked.connect(self.file_wanted)
        self.verb.clicked.connect(self.on_verb_clicked)

    def show_backup(self, contents: BackupContents | None) -> None:
        """Show the backup that can be put back, or that there is none."""
        if contents is None:
            self._path = None
            self.facts.show_table(self.tr("There is no automatic backup"), (), ())
            self.facts.show_remark(
                "st-warn", "warn", self.tr("Choose a backup file if you have one elsewhere.")
            )
        else:
            self._path = Path(contents.path)
            rows = self._words.rows(contents)
            self.facts.show_table(self._words.title(contents), [self.tr("In the backup")], rows)
            self.facts.show_remark(
                "st-info",
                "text2",
                self.tr("What was typed at the desk after this backup is not in it."),
            )
        self.verb.setEnabled(self._path is not None)
        (self.choose if self._path is None else self.verb).setFocus()
        self.grow()

    def show_failure(self, error: DeskError) -> None:
        """Show why it did not work; the damaged file is where it was."""
        self.set_busy(False)
        title, message = self._phrases.error(error)
        self.facts.show_table(title, (), ())
        self.facts.show_remark("st-failed", "bad", message)
        self._path = None
        self.verb.setEnabled(False)
        self.grow()

    def set_busy(self, busy: bool) -> None:
        """Hold the buttons while something is done."""
        for part in (self.empty, self.choose):
            part.setEnabled(not busy)
        self.verb.setEnabled(not busy and self._path is not None)

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_verb_clicked(self) -> None:
        """Put the backup in the place of the damaged store."""
        if self._path is not None:
            self.set_busy(True)
            self.restore_wanted.emit(self._path)

    @Slot()
    def on_empty_clicked(self) -> None:
        """Start with an empty store."""
        self.set_busy(True)
        self.empty_wanted.emit()

    # --- parts ----------------------------------------------------------------------------------

    def _build(self, error: DeskError) -> None:
        style = self.style_of
        title, _ = self._phrases.error(error)
        self.setWindowTitle(title)
        self.heading.setText(title)
        said = (
            self.tr(
                "{place} cannot be read. The file is kept: it is moved beside the backups."
            ).format(place=error.values.get("place", "")),
            self.tr(
                "Figures come back with the next refresh. Notes, promises, contacts and all else "
                "typed at the desk come back only from a backup."
            ),
        )
        for text in said:
            label = Label(style, "body", "text", text)
            label.setWordWrap(True)
            self.body.addWidget(label)
        self.facts = BackupFacts(style)
        self.facts.show_table(self.tr("Looking for a sound backup…"), (), ())
        self.facts.show_remark("st-running", "accent", "")
        self.body.addWidget(self.facts)
        self.body.addStretch(1)
        self.empty = Button(style, self.tr("Start empty"), "quiet")
        self.empty.setObjectName("start_empty")
        self.choose = Button(style, self.tr("Choose a file…"), "quiet", "open")
        self.choose.setObjectName("choose_backup")
        self.add_left(self.empty)
        self.add_left(self.choose)
        self.verb = self.add_buttons(self.tr("Restore this backup"), self.tr("Quit"))
        self.verb.setEnabled(False)
        self.choose.setFocus()  # not the one that leaves everything behind
