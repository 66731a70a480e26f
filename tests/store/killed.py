"""A desk that works until it is killed; started by test_kills as a program of its own.

It loads everything once, then forks a desk for each line on stdin ("MODE SEED"), so that a kill
costs no start. A desk says "pid N", "ready", and "ack CLIENT FIELD TEXT" (of a sign-in "ack 0 added
NAME") after each edit that the desk has called kept; "gone" follows its end.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from datetime import timedelta
from pathlib import Path

from gymdesk.domain.client import Source
from gymdesk.errors import DeskError
from gymdesk.store import backup as backups
from gymdesk.sync.request import RefreshRequest
from tests.sync.fakes import AT, bench, roster_becomes, store_url

MEMBERS = range(910000125, 910000149)


def tell(line: str) -> None:
    """Write one line at once: a kill leaves it whole or not there."""
    os.write(1, f"{line}\n".encode())


def work(folder: Path, seed: int) -> None:
    """Refresh without end in one thread, type contacts without end in this one."""
    chance = random.Random(seed)
    with bench(store_url(folder), members=MEMBERS) as desk:
        clients = [row.client_id for row in desk.queries.clients(desk.club.club_id).rows]

        def refresh() -> None:
            while True:
                desk.knobs.server_error_members = set(chance.sample(MEMBERS, 2))
                roster_becomes(desk, lambda m: m in MEMBERS and m % 7 != chance.randrange(9))
                desk.clock.at_utc += timedelta(minutes=1)
                desk.engine.refresh_blocking(RefreshRequest(), lambda _told: None)

        threading.Thread(target=refresh, daemon=True).start()
        tell("ready")
        for number in range(1_000_000):
            client_id = chance.choice(clients)
            if number % 5 == 4:
                # removed at once: more users than the gym has would stop every refresh
                name = f"user.{seed}.{number}"
                sign_ins = desk.commands.sign_ins
                sign_ins.add(desk.club.club_id, Source.CLUBOS, name, staff="Jordan")
                tell(f"ack 0 added {name}")
                sign_ins.remove(desk.club.club_id, Source.CLUBOS, name, staff="Jordan")
                tell(f"ack 0 removed {name}")
            elif number % 2:
                text = f"555 {seed} {number}"
                desk.commands.set_contact(client_id, staff="Jordan", phone=text)
                tell(f"ack {client_id} phone {text}")
            else:
                text = f"c{seed}.{number}@mail.example"
                desk.commands.set_contact(client_id, staff="Jordan", email=text)
                tell(f"ack {client_id} email {text}")


def restore(folder: Path, seed: int) -> None:
    """Put two backups back, one after the other, without end."""
    file = folder / "gymdesk.db"
    tell("ready")
    for number in range(1_000_000):
        backup = folder / ("a.db", "b.db")[(number + seed) % 2]
        backups.restore(file, backup, AT + timedelta(seconds=number))
        backups.daily_backup(file, AT.date(), renew=True)


def main() -> None:
    """Fork a desk for each line."""
    folder = Path(sys.argv[1])
    modes = {"work": work, "restore": restore}
    for line in sys.stdin:
        mode, seed = line.split()
        child = os.fork()
        if child == 0:
            tell(f"pid {os.getpid()}")
            try:
                modes[mode](folder, int(seed))
            except DeskError as error:
                tell(f"error {error}")
            os._exit(1)
        os.waitpid(child, 0)
        tell("gone")


if __name__ == "__main__":
    main()
