"""The words about backups: their dates and kinds, what they hold, what would be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gymdesk.domain.backup import BackupKind

if TYPE_CHECKING:
    from gymdesk.domain.backup import BackupContents, BackupFile, RestorePreview
    from ui.phrases import Phrases

MEGABYTE = 1_000_000


class BackupWords(QObject):
    """Says in the window's words what a backup is."""

    def __init__(self, phrases: Phrases, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._phrases = phrases

    def line(self, file: BackupFile) -> str:
        """Return a backup of the list in one line."""
        kind = {
            BackupKind.DAILY: self.tr("daily"),
            BackupKind.BEFORE_UPDATE: self.tr("before an update"),
            BackupKind.BEFORE_RESTORE: self.tr("before a restore"),
            BackupKind.CHOSEN: self.tr("chosen file"),
        }[file.kind]
        when = self._phrases.moment(file.written_at_utc)
        return f"{when} · {kind} · {self.size(file.size_bytes)}"

    def size(self, size_bytes: int) -> str:
        """Return a file's size."""
        if size_bytes < MEGABYTE:
            return self.tr("{count} kB").format(count=max(1, size_bytes // 1000))
        return self.tr("{count} MB").format(count=f"{size_bytes / MEGABYTE:.1f}")

    def title(self, contents: BackupContents) -> str:
        """Return which backup it is."""
        when = self._phrases.moment(contents.written_at_utc)
        return self.tr("Backup of {moment}").format(moment=when)

    def rows(self, *columns: BackupContents) -> list[tuple[str, ...]]:
        """Return the table's rows: a name, then a value for each of *columns*."""
        return [
            (self.tr("Clubs"), *(str(c.clubs) for c in columns)),
            (self.tr("Clients"), *(str(c.clients) for c in columns)),
            (self.tr("Contacts typed at the desk"), *(str(c.contact_edits) for c in columns)),
            (self.tr("Refreshes"), *(str(c.runs) for c in columns)),
            (self.tr("Figures from"), *(self._figures_from(c) for c in columns)),
        ]

    def loss(self, preview: RestorePreview) -> tuple[str, str, str]:
        """Return icon, tone and sentences about what would be lost."""
        loss = preview.loss
        if loss is None:
            words = self.tr("What would be lost cannot be told: the store cannot be read.")
            return "st-warn", "warn", words
        said = []
        if loss.contact_edits == 1:
            said.append(self.tr("1 contact typed since then would be lost."))
        elif loss.contact_edits:
            words = self.tr("{count} contacts typed since then would be lost.")
            said.append(words.format(count=loss.contact_edits))
        if loss.clubs == 1:
            said.append(self.tr("1 club set up since then would be lost."))
        elif loss.clubs:
            words = self.tr("{count} clubs set up since then would be lost.")
            said.append(words.format(count=loss.clubs))
        severe = bool(said)
        if not severe:
            said.append(self.tr("Nothing that was typed at the desk would be lost."))
        if loss.runs or loss.clients:
            said.append(self.tr("Newer figures come back with a refresh."))
        return ("st-warn", "warn", " ".join(said)) if severe else ("st-ok", "good", " ".join(said))

    def _figures_from(self, contents: BackupContents) -> str:
        newest_utc = contents.newest_run_utc
        return (
            self.tr("never refreshed") if newest_utc is None else self._phrases.moment(newest_utc)
        )
