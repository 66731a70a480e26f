"""Presence: who died is known by the lock that the operating system took away."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from gymdesk.presence import Presence

if TYPE_CHECKING:
    from pathlib import Path

STAY = """
import sys
from pathlib import Path
from gymdesk.presence import Presence
other = Presence(Path(sys.argv[1]))
other.show()
print(other.token, flush=True)
sys.stdin.read()
"""


def test_a_program_that_was_killed_is_gone_and_one_that_lives_is_not(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STAY, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        token = other.stdout.readline().strip()
        here = Presence(tmp_path)
        assert not here.is_gone(token)
        other.kill()
        other.wait()
        assert here.is_gone(token)
    here.close()
    assert list(tmp_path.iterdir()) == [], "nobody's file is left"


def test_nothing_is_known_of_a_program_on_another_pc(tmp_path: Path) -> None:
    here = Presence(tmp_path)
    assert not here.is_gone("0123456789abcdef")
    assert not here.is_gone(here.token)
    here.close()


def test_where_locks_mean_nothing_nobody_is_called_gone(tmp_path: Path) -> None:
    there = tmp_path / "absent"
    here = Presence(there)
    here.show()
    there.mkdir()
    (there / "refreshing-0123456789abcdef.lock").touch()
    assert not here.is_gone("0123456789abcdef")
    here.close()
