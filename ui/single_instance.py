"""One window per store: a second program raises the first one's window and leaves."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

    from gymdesk.locks import FileLock

log = logging.getLogger(__name__)

RAISE, RAISED = b"raise\n", b"raised\n"
ANSWER_WITHIN_S = 10.0
_STEP_MS = 250


class FirstWindow(QObject):
    """Holds a store's window lock and hears who comes second. `raise_wanted` then says so.

    The lock decides, not the socket: the operating system gives it back when a program dies, so
    a crashed one never stands in the way and what it left of its socket is cleared.
    """

    raise_wanted = Signal()

    def __init__(self, lock: FileLock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = lock
        self._server: QLocalServer | None = None

    def is_first(self) -> bool:
        """Take the lock; return False where another program has it."""
        return self._lock.acquire()

    def listen(self) -> None:
        """Hear from now on; without QtNetwork the second program says that this one is open."""
        try:
            # here: it takes 20 ms and a library that not every PC has
            from PySide6.QtNetwork import QLocalServer
        except ImportError:
            log.info("there is no QtNetwork: a second window cannot raise this one")
            return
        name = server_name(self._lock.path)
        QLocalServer.removeServer(name)  # what a crashed program left; the lock is ours
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self.on_connected)
        if not self._server.listen(name):
            log.info("nobody can be heard: %s", self._server.errorString())

    def close(self) -> None:
        """Stop hearing, then give the lock back."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._lock.release()

    @Slot()
    def on_connected(self) -> None:
        """Hear what the second program wants."""
        while self._server is not None and self._server.hasPendingConnections():
            peer = self._server.nextPendingConnection()
            peer.readyRead.connect(self.on_asked)
            peer.disconnected.connect(peer.deleteLater)
            if peer.bytesAvailable():
                self._answer(peer)

    @Slot()
    def on_asked(self) -> None:
        """Raise the window and say so."""
        self._answer(self.sender())

    def _answer(self, peer: QObject) -> None:
        from PySide6.QtNetwork import QLocalSocket

        if isinstance(peer, QLocalSocket) and bytes(peer.readAll().data()).startswith(RAISE):
            self.raise_wanted.emit()
            peer.write(RAISED)
            peer.flush()


def raise_first(lock: FileLock, within_s: float = ANSWER_WITHIN_S) -> bool:
    """Ask the program that holds *lock* to raise its window; return whether it did.

    It may be about to open or to close, so it is asked again for a while.
    """
    try:
        from PySide6.QtNetwork import QLocalSocket
    except ImportError:
        return False
    until_s = time.monotonic() + within_s
    while time.monotonic() < until_s:
        socket = QLocalSocket()
        socket.connectToServer(server_name(lock.path))
        if socket.waitForConnected(_STEP_MS):
            socket.write(RAISE)
            socket.flush()
            if socket.waitForReadyRead(max(_STEP_MS, int(1000 * (until_s - time.monotonic())))):
                return bytes(socket.readAll().data()).startswith(RAISED)
        else:
            time.sleep(_STEP_MS / 1000)
    return False


def server_name(lock_file: Path) -> str:
    """Return the name of the socket of a store, in the user's own folder where there is one."""
    import hashlib  # here: it loads a library of its own, and the window is shown first

    mark = hashlib.sha256(str(lock_file.absolute()).encode()).hexdigest()[:16]
    name = f"gymdesk-{mark}"
    # not QStandardPaths: it warns on stderr where the variable is not set
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return str(Path(folder) / name) if folder and Path(folder).is_dir() else name
