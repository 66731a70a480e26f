"""Safekeeping: backups of one store and its restore, for the window and the command line."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from gymdesk.domain.backup import BackupContents, BackupFile, Restored, RestorePreview
from gymdesk.errors import (
    BackupFolderMissing,
    RefreshUnderWay,
    ServerStore,
    StoreAbsent,
    StoreDamaged,
    StoreError,
)
from gymdesk.locks import refresh_lock
from gymdesk.store import backup as backups
from gymdesk.store.checking import check_store

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.clock import Clock
    from gymdesk.domain.violation import Violation
    from gymdesk.locks import FileLock
    from gymdesk.paths import Places


class Safekeeping:
    """Takes backups and puts them back. Methods block and raise StoreError kinds.

    A store on a server has backups of its own: all but `daily` and `check` then raise ServerStore.
    """

    def __init__(self, url: str, clock: Clock, refreshes: FileLock) -> None:
        self._url = url
        self._file = backups.file_of(url)
        self._clock = clock
        self._refreshes = refreshes

    @classmethod
    def of(cls, where: Places, database_url: str | None, clock: Clock) -> Safekeeping:
        """Return the safekeeping of a folder's store, whether that can be opened or not."""
        url = database_url or backups.url_of(where.store_file)
        return cls(url, clock, refresh_lock(where, database_url))

    @property
    def absent(self) -> bool:
        """Return whether the store is a file that is not there."""
        return self._file is not None and not self._file.exists()

    def check(self) -> tuple[Violation, ...]:
        """Return what is wrong with the store, on a server too; nothing is written."""
        return check_store(self._url, self._clock.now_utc())

    def back_up(self, target: Path) -> BackupContents:
        """Write a verified copy to *target*, in a folder that is there; return what it holds."""
        folder = target.absolute().parent
        if not folder.is_dir():
            raise BackupFolderMissing(str(folder))
        return backups.back_up(self._there(), target)

    def daily(self, *, renew: bool = False) -> BackupContents | None:
        """Take today's backup; None where there is nothing to do. *renew* takes it again."""
        if self._file is None:
            return None
        today = self._clock.now_utc().astimezone().date()  # the day on this PC's wall
        return backups.daily_backup(self._file, today, renew=renew)

    def listed(self) -> tuple[BackupFile, ...]:
        """Return the automatic backups, newest first."""
        return backups.listed(self._of_file())

    def newest_sound(self) -> BackupContents | None:
        """Return the newest automatic backup that can be put back."""
        return backups.newest_sound(self._of_file())

    def preview(self, backup: Path) -> RestorePreview:
        """Return what *backup* holds and what the store has beyond it."""
        file = self._of_file()
        contents = backups.contents_of(backup)
        with suppress(StoreError):
            if file.exists():
                now = backups.summary_of(file)
                return RestorePreview(contents, now, backups.loss_by(file, backup))
        return RestorePreview(contents, None, None)

    def restore(self, backup: Path) -> Restored:
        """Put *backup* back into the store, which may be open in this program.

        Raises RefreshUnderWay, StoreDamaged (see `replace`) and what `preview` raises.
        """
        file = self._there()
        contents = backups.contents_of(backup)
        with self._refreshes.held() as alone:
            if not alone:
                raise RefreshUnderWay(str(file))
            former = backups.restore(file, backup, self._clock.now_utc())
        return Restored(contents, former)

    def replace(self, backup: Path | None) -> Path | None:
        """Put *backup*, or an empty store, in the place of one that nobody has open.

        Return where the former files lie now.
        """
        file = self._of_file()
        with self._refreshes.held() as alone:
            if not alone:
                raise RefreshUnderWay(str(file))
            return backups.replace_store(file, backup, self._clock.now_utc())

    def restore_closed(self, backup: Path) -> Restored:
        """Put *backup* back where no window is open, whatever the store is like."""
        contents = backups.contents_of(backup)
        file = self._of_file()
        try:
            if file.exists():
                return self.restore(backup)
        except StoreDamaged:
            pass  # it cannot be copied: it is moved aside as it is
        return Restored(contents, self.replace(backup))

    def _of_file(self) -> Path:
        if self._file is None:
            raise ServerStore
        return self._file

    def _there(self) -> Path:
        file = self._of_file()
        if not file.exists():
            raise StoreAbsent(str(file))
        return file
