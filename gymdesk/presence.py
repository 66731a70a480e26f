"""Presence: whether another program on this PC, known by its token, is still alive."""

from __future__ import annotations

import socket
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

from gymdesk.locks import FileLock

if TYPE_CHECKING:
    from pathlib import Path


class Presence:
    """Holds a locked file named by this program's token; the system unlocks it when it dies.

    A token whose file is not in this folder belongs to another PC: nothing is known of it then,
    as where the file system knows no locks.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.token = uuid.uuid4().hex[:16]
        self.pc = socket.gethostname() or "this PC"
        self._own: FileLock | None = None
        self._told = False
        self._gone: set[str] = set()

    def show(self) -> None:
        """Be known to others from now on; call it before the token is written anywhere."""
        if self._own is not None:
            return
        self._own = FileLock(self._file(self.token))
        self._own.acquire()
        twin = FileLock(self._file(self.token))
        # a second lock on the same file that is given says that locks mean nothing here
        self._told = self._file(self.token).exists() and not twin.acquire()
        twin.release()

    def is_gone(self, token: str) -> bool:
        """Return whether the program of that token ran on this PC and has died."""
        self.show()
        if token in self._gone:
            return True
        file = self._file(token)
        if not self._told or token == self.token or not file.exists():
            return False
        lock = FileLock(file)
        gone = lock.acquire()
        lock.release()
        if gone:
            self._gone.add(token)  # its file says so but once
            with suppress(OSError):
                file.unlink()
        return gone

    def close(self) -> None:
        """Be gone."""
        if self._own is not None:
            self._own.release()
            self._own = None
            with suppress(OSError):
                self._file(self.token).unlink()

    def _file(self, token: str) -> Path:
        return self._folder / f"refreshing-{token}.lock"
