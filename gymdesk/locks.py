"""Locks between programs: a file that the operating system unlocks when its holder dies."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.paths import Places

log = logging.getLogger(__name__)

_HELD = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


class FileLock:
    """A lock that one holder has (or, *shared*, several). It never waits.

    A file system that knows no locks blocks nobody: the lock then counts as taken by us.
    """

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self._path = path
        self._shared = shared
        self._file: int | None = None

    @property
    def path(self) -> Path:
        """Return the file that is locked; it is never removed."""
        return self._path

    def acquire(self) -> bool:
        """Take the lock and return True, or False where somebody else has it."""
        if self._file is not None:
            return True
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            log.info("there is no lock file: %s", error.strerror)
            return True
        try:
            _lock(file, shared=self._shared)
        except OSError as error:
            if error.errno in _HELD:
                os.close(file)
                return False
            log.info("this file system knows no locks: %s", error.strerror)
        self._file = file
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @contextlib.contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the lock inside a with statement; say whether it could be taken."""
        taken = self.acquire()
        try:
            yield taken
        finally:
            if taken:
                self.release()


def window_lock(where: Places, url: str | None) -> FileLock:
    """Return the lock that the window on this store holds while it is open."""
    return FileLock(where.data_dir / f"window{store_mark(url)}.lock")


def refresh_lock(where: Places, url: str | None, *, shared: bool = False) -> FileLock:
    """Return the lock that refreshes of the command line share and that a restore needs alone."""
    return FileLock(where.data_dir / f"refresh{store_mark(url)}.lock", shared=shared)


def store_mark(url: str | None) -> str:
    """Return what tells another store than the folder's own apart in a file name."""
    if url is None:
        return ""
    import hashlib  # here: it loads a library of its own, and a file needs no hash

    return "-" + hashlib.sha256(url.encode()).hexdigest()[:12]


if sys.platform == "win32":  # pragma: no cover

    def _lock(file: int, *, shared: bool) -> None:
        import msvcrt

        _ = shared  # Windows locks a byte for one holder only
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: int, *, shared: bool) -> None:
        import fcntl

        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
