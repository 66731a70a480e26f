"""A desk that changes something in WODIFY and kills itself on the way; see test_wodify_kills.

It loads everything once, then forks a desk for each line on stdin ("POINT PROFILE"): at that point
of the sending, counted from 0, the desk is killed for good; -1 = at none. With the profile "ask" it
asks for a new lead and sends nothing. A desk says "pid N", then the name of each point that it
passes; "gone" follows its end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event

from gymdesk.clock import FixedClock
from gymdesk.presence import Presence
from gymdesk.store.unit_of_work import Store
from tests.sync.fakes import AT, store_url
from tests.sync.killed_outbox import tell
from tests.sync.outboxes import Post
from tests.sync.wodify_kills import NADIA, senders

ASK = "ask"


def send(folder: Path, address: str, profile: str, kill_at: int) -> None:
    """Send what waits, or ask for something."""
    passed = 0

    def at(point: str) -> None:
        nonlocal passed
        if passed == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        passed += 1
        tell(point)

    clock = FixedClock(AT)
    openers: Any = senders(address, "wodify_v1" if profile == ASK else profile, clock, at)
    store = Store.open(store_url(folder))
    desk = Post(store, None, openers, clock, at=at, presence=Presence(folder))
    if profile == ASK:
        at("before")
        event.listen(store._engine, "commit", lambda _connection: at("before commit"))
        desk.ask(NADIA)
        at("asked")
    else:
        desk.send()
    desk.close()


def main() -> None:
    """Fork a desk for each line."""
    folder, address = Path(sys.argv[1]), sys.argv[2]
    for line in sys.stdin:
        point, profile = line.split()
        child = os.fork()
        if child == 0:
            tell(f"pid {os.getpid()}")
            send(folder, address, profile, int(point))
            os._exit(0)
        os.waitpid(child, 0)
        tell("gone")


if __name__ == "__main__":
    main()
