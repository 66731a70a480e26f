"""The preview of a file to be read in: what it would bring, and which lines it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit

from gymdesk.domain.client import Source
from ui.widgets.backup_facts import BackupFacts
from ui.widgets.dialog_frame import DialogFrame
from ui.widgets.label import Label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from gymdesk.errors import DeskError
    from gymdesk.rows import ImportPreview, ImportTroubleRow
    from ui.phrases import Phrases
    from ui.style import Style


class ImportDialog(DialogFrame):
    """Reads nothing in itself: `import_wanted` says that it is to be."""

    import_wanted = Signal()

    def __init__(
        self, style: Style, phrases: Phrases, preview: ImportPreview, parent: QWidget | None = None
    ) -> None:
        super().__init__(style, "", parent, 560)
        self._phrases = phrases
        title = self.tr("Import {file}").format(file=preview.file.file_name)
        self.setWindowTitle(title)
        self.heading.setText(title)
        self._build(preview)

    def show_failure(self, error: DeskError) -> None:
        """Say why the file was not read in."""
        title, message = self._phrases.error(error)
        self.facts.show_remark("st-failed", "bad", f"{title}. {message}")
        self.verb.setEnabled(True)
        self.grow()

    @Slot()
    def on_verb_clicked(self) -> None:
        """Read it in."""
        self.verb.setEnabled(False)
        self.import_wanted.emit()

    def _build(self, preview: ImportPreview) -> None:
        style, number = self.style_of, self._phrases.number
        words = self.tr(
            "Packages, trainers and expiry are shown from this file until ClubOS is read "
            "again. It holds no debts: every amount stays as it is, with its age."
        )
        if preview.source == Source.WODIFY:
            words = self.tr(
                "Memberships are shown from this file until WODIFY is read again. It holds no "
                "price by the month: every amount stays as it is, with its age."
            )
        intro = Label(style, "body", "text", words)
        intro.setWordWrap(True)
        self.facts = BackupFacts(style)
        rows = [
            (self.tr("Made"), self._phrases.moment(preview.file.written_at_utc)),
            (self.tr("Agreements"), number(preview.agreements)),
            (self.tr("Clients the desk knows"), number(preview.known)),
            (self.tr("New clients, amounts unknown"), number(preview.new)),
        ]
        if preview.source == Source.WODIFY:  # its file does not say when it was made
            rows[:2] = [(self.tr("Memberships"), number(preview.agreements))]
        self.facts.show_table(preview.club.name, ("",), rows)
        self.facts.show_remark("st-info", "accent", self._remark(preview))
        self.body.addWidget(intro)
        self.body.addWidget(self.facts)
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.lines.setAccessibleName(self.tr("Lines that could not be read"))
        self.lines.setMinimumHeight(style.px(96))
        self.lines.setPlainText("\n".join(self._line(t) for t in preview.troubles))
        self.lines.setVisible(bool(preview.troubles))
        self.body.addWidget(self.lines)
        self.verb = self.add_buttons(self.tr("Import"), self.tr("Cancel"))
        self.verb.clicked.connect(self.on_verb_clicked)

    def _remark(self, preview: ImportPreview) -> str:
        said = []
        if preview.newer_figures:
            words = self.tr("{n} clients were read from ClubOS since: what it said counts.")
            said.append(words.format(n=self._phrases.number(preview.newer_figures)))
        lost = sum(t.lost for t in preview.troubles)
        if lost:
            words = self.tr("{n} lines could not be read and are left out.")
            said.append(words.format(n=self._phrases.number(lost)))
        return " ".join(said)

    def _line(self, trouble: ImportTroubleRow) -> str:
        words = self.tr("Line {line}: {reason}.")
        return words.format(line=trouble.line, reason=trouble.reason)
