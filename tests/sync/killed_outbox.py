"""A desk that sends what waits and kills itself on the way; started by test_outbox_kills.

It loads everything once, then forks a desk for each line on stdin ("POINT"): at that point of the
sending, counted from 0, the desk is killed for good; -1 = at none. A desk says "pid N", then the
name of each point that it passes; "gone" follows its end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from gymdesk.clock import FixedClock
from gymdesk.presence import Presence
from gymdesk.store.unit_of_work import Store
from tests.sync.fakes import AT, store_url
from tests.sync.outboxes import Post
from tests.sync.remote import LoopbackOpener


def tell(line: str) -> None:
    """Write one line at once: a kill leaves it whole or not there."""
    os.write(1, f"{line}\n".encode())


def send(folder: Path, address: str, kill_at: int) -> None:
    """Send what waits."""
    passed = 0

    def at(point: str) -> None:
        nonlocal passed
        if passed == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        passed += 1
        tell(point)

    presence = Presence(folder)
    opener = LoopbackOpener(address, at)
    store = Store.open(store_url(folder))
    desk = Post(store, None, opener, FixedClock(AT), at=at, presence=presence)
    desk.send()
    desk.close()


def main() -> None:
    """Fork a desk for each line."""
    folder, address = Path(sys.argv[1]), sys.argv[2]
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            tell(f"pid {os.getpid()}")
            send(folder, address, int(line))
            os._exit(0)
        os.waitpid(child, 0)
        tell("gone")


if __name__ == "__main__":
    main()
