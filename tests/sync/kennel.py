"""Where desks are kept that are killed: one program that forks them, one after another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
NOWHERE = -1


class Kennel:
    """Starts desks one after another, each of which ends as it is told.

    *program* forks a desk for each line on stdin ("POINT WORD") and says "pid N", the name of each
    point that the desk passes, and "gone" after its end.
    """

    def __init__(self, program: str, folder: Path, address: str) -> None:
        self._program = subprocess.Popen(
            [sys.executable, "-m", program, str(folder), address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        self.pid = 0

    def send(self, kill_at: int = NOWHERE, word: str = "") -> list[str]:
        """Let a desk send what waits; return the points that it passed alive."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(f"{kill_at} {word}\n")
        self._program.stdin.flush()
        self.pid = int(self._program.stdout.readline().split()[1])
        passed = []
        while (line := self._program.stdout.readline().strip()) != "gone":
            assert line, "the program ended"
            passed.append(line)
        return passed

    def kill(self) -> None:
        """Kill the desk that sends."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the program."""
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.close()
        self._program.wait(60)
        self._program.stdout.close()
