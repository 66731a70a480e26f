"""The restore dialog: choose a backup, see what it holds and what would be lost, put it back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from ui.backup_words import BackupWords
from ui.widgets.backup_facts import BackupFacts
from ui.widgets.button import Button
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gymdesk.domain.backup import BackupFile, RestorePreview
    from gymdesk.errors import DeskError
    from ui.phrases import Phrases
    from ui.style import Style

ROW_PX = 30
LIST_PX = 6 * ROW_PX + 8


class RestoreDialog(DialogFrame):
    """Restores nothing itself. Each signal carries a `Path`; `file_wanted` asks for one.

    The verb can be pressed only while the preview of a sound backup is shown.
    """

    preview_wanted = Signal(object)
    restore_wanted = Signal(object)
    file_wanted = Signal()

    def __init__(self, style: Style, phrases: Phrases, parent: QWidget | None = None) -> None:
        super().__init__(style, "", parent, 600)
        self.setWindowTitle(self.tr("Restore a backup"))
        self.heading.setText(self.tr("Restore a backup"))
        self._phrases = phrases
        self._words = BackupWords(phrases, self)
        self._path: Path | None = None
        self._build()
        self.list.currentItemChanged.connect(self.on_item_changed)
        self.choose.clicked.connect(self.file_wanted)
        self.verb.clicked.connect(self.on_verb_clicked)

    def show_list(self, files: Sequence[BackupFile]) -> None:
        """Show the automatic backups and look at the newest one."""
        self.list.clear()
        for file in files:
            item = QListWidgetItem(self._words.line(file))
            item.setData(Qt.ItemDataRole.UserRole, str(file.path))
            item.setSizeHint(QSize(0, self.style_of.px(ROW_PX)))
            self.list.addItem(item)
        self._none.setVisible(not files)
        self.list.setVisible(bool(files))
        if files:
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def choose_file(self, path: Path) -> None:
        """Look at a file that is not in the list."""
        self.list.setCurrentRow(-1)
        self._look_at(path)

    def show_preview(self, preview: RestorePreview) -> None:
        """Show what the backup holds; it can be put back then."""
        backup, now = preview.backup, preview.now
        columns = [self.tr("In the backup")]
        rows = self._words.rows(backup)
        if now is not None:
            columns.append(self.tr("In the store now"))
            rows = self._words.rows(backup, now)
        self.facts.show_table(self._words.title(backup), columns, rows)
        self.facts.show_remark(*self._words.loss(preview))
        self.facts.show()
        self.verb.setEnabled(True)
        self.grow()

    def show_failure(self, error: DeskError) -> None:
        """Show why this backup cannot be put back; another one may be chosen."""
        self.set_busy(False)
        title, message = self._phrases.error(error)
        self.facts.show_table(title, (), ())
        self.facts.show_remark("st-failed", "bad", message)
        self.facts.show()
        self.verb.setEnabled(False)
        self.grow()

    def set_busy(self, busy: bool) -> None:
        """Hold everything while the backup is put back."""
        for part in (self.list, self.choose, self.verb):
            part.setEnabled(not busy)

    # --- slots ----------------------------------------------------------------------------------

    @Slot()
    def on_item_changed(self) -> None:
        """Look at the backup that is chosen in the list."""
        item: QListWidgetItem | None = self.list.currentItem()
        if item is not None:
            self._look_at(Path(item.data(Qt.ItemDataRole.UserRole)))

    @Slot()
    def on_verb_clicked(self) -> None:
        """Put it back."""
        if self._path is not None:
            self.set_busy(True)
            self.restore_wanted.emit(self._path)

    # --- parts ----------------------------------------------------------------------------------

    def _build(self) -> None:
        style = self.style_of
        intro = Label(
            style,
            "body",
            "text2",
            self.tr(
                "The store goes back to what it was then. The store as it is now is kept beside "
                "the backups, so this can be taken back."
            ),
        )
        intro.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("backups")
        self.list.setAccessibleName(self.tr("Automatic backups, newest first"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setUniformItemSizes(True)
        self.list.setFixedHeight(style.px(LIST_PX))
        self._none = Label(style, "body", "text", self.tr("There is no automatic backup yet."))
        self._none.hide()
        self.facts = BackupFacts(style)
        self.facts.hide()
        self.body.addWidget(intro)
        self.body.addWidget(self.list)
        self.body.addWidget(self._none)
        self.body.addWidget(self.facts)
        self.body.addStretch(1)
        self.choose = Button(style, self.tr("Choose a file…"), "quiet", "open")
        self.choose.setObjectName("choose_backup")
        self.add_left(self.choose)
        self.verb = self.add_buttons(self.tr("Restore this backup"), self.tr("Cancel"))
        self.verb.setEnabled(False)

    def _look_at(self, path: Path) -> None:
        self._path = path
        self.verb.setEnabled(False)
        self.preview_wanted.emit(path)
