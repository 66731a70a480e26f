"""The words about backups: their dates and kinds, what they hold, what would be lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gymdesk.domain.backup import BackupKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gymdesk.domain.backup import BackupContents, BackupFile, RestorePreview
    from ui.phrases import Phrases

MEGABYTE = 1_000_000
OTHERS = ""


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
        typed = [
            (name, *(str(self._counted(c.typed, table)) for c in columns))
            for table, name in self._names().items()
            if any(self._counted(c.typed, table) for c in columns)
        ]
        return [
            (self.tr("Clients"), *(str(c.clients) for c in columns)),
            *typed,
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
        if loss.typed:
            what = ", ".join(
                self._entries(table, count)
                for table in self._names()
                if (count := self._counted(loss.typed, table))
            )
            words = self.tr("What was typed or changed since then would be lost: {what}.")
            said.append(words.format(what=what))
        severe = bool(said)
        if not severe:
            said.append(self.tr("Nothing that was typed at the desk would be lost."))
        if loss.runs or loss.clients:
            said.append(self.tr("Newer figures come back with a refresh."))
        return ("st-warn", "warn", " ".join(said)) if severe else ("st-ok", "good", " ".join(said))

    # --- what is typed at the desk, by its table --------------------------------------------------

    def _names(self) -> dict[str, str]:
        """Return the name of each kind of entry in the order in which they are told."""
        return {
            "club": self.tr("Clubs"),
            "sign_in": self.tr("Sign-ins, without passwords"),
            "contact_edit": self.tr("Contacts typed at the desk"),
            "confirmation": self.tr("Amounts confirmed"),
            "watch": self.tr("Clients watched, or no more"),
            "case_event": self.tr("Notes, contacts and promises"),
            "collection_rule": self.tr("Rules of collecting"),
            OTHERS: self.tr("Other entries"),
        }

    def _entries(self, table: str, count: int) -> str:
        """Return a number of entries in words, such as "2 contacts"."""
        one, many = {
            "club": (self.tr("1 club"), self.tr("{n} clubs")),
            "sign_in": (self.tr("1 sign-in"), self.tr("{n} sign-ins")),
            "contact_edit": (self.tr("1 contact"), self.tr("{n} contacts")),
            "confirmation": (self.tr("1 confirmed amount"), self.tr("{n} confirmed amounts")),
            "watch": (self.tr("1 watch"), self.tr("{n} watches")),
            "case_event": (
                self.tr("1 note, contact or promise"),
                self.tr("{n} notes, contacts and promises"),
            ),
            "collection_rule": (
                self.tr("1 rule of collecting"),
                self.tr("{n} rules of collecting"),
            ),
            OTHERS: (self.tr("1 other entry"), self.tr("{n} other entries")),
        }[table]
        return one if count == 1 else many.format(n=count)

    def _counted(self, typed: Mapping[str, int], table: str) -> int:
        """Return how many there are; what has no name of its own is counted among the others."""
        if table != OTHERS:
            return typed.get(table, 0)
        return sum(number for name, number in typed.items() if name not in self._names())

    def _figures_from(self, contents: BackupContents) -> str:
        newest_utc = contents.newest_run_utc
        return (
            self.tr("never refreshed") if newest_utc is None else self._phrases.moment(newest_utc)
        )
