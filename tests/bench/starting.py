"""(e) From the start of the process to the first paint of the window, and to the first rows."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Final

from tests.bench.stores import make_store
from tests.bench.table import Line, median

if TYPE_CHECKING:
    from pathlib import Path

_BARE: Final = """
import sys
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
from tests.bench.first_paint import tell_first_paint
app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLabel("Hello"))
window.resize(1440, 900)
tell_first_paint(window)
window.show()
app.exec()
"""

_SHELL: Final = """
import sys
from ui import start
from tests.bench.first_paint import tell_first_paint
show = start.Start.show
def watched(started):
    tell_first_paint(started.window)
    show(started)
start.Start.show = watched
start.run(["gymdesk"])
"""

_ROWS: Final = """
import sys
from ui import start
from tests.bench.first_paint import tell_first_rows
begin = start.Start.on_painted
def watched(started):
    begin(started)
    tell_first_rows(started.window.collections)
start.Start.on_painted = watched
start.run(["gymdesk"])
"""

LONGEST_S: Final = 120


def bench(folder: Path, clients: int, repeats: int) -> list[Line]:
    """Return shell and first rows against a bare window, a fresh process for each figure."""
    empty = folder / "start-empty"
    full = folder / f"start-{clients}"
    for place in (empty, full):
        (place / "GymDesk").mkdir(parents=True)
    make_store(full / "GymDesk" / "gymdesk.db", clients)
    scripts = {"bare": (_BARE, empty), "shell": (_SHELL, full), "rows": (_ROWS, full)}
    times_ms: dict[str, list[float]] = {name: [] for name in scripts}
    for _ in range(repeats + 1):  # one after the other, so that a busy minute meets all three
        for name, (script, data_dir) in scripts.items():
            times_ms[name].append(started_ms(script, data_dir, folder / "compiled"))
    bare, shell, rows = (median(times_ms[name][1:]) for name in ("bare", "shell", "rows"))
    inputs = {
        "fresh processes": repeats,
        "store": f"{clients} clients",
        "platform": "offscreen, modules compiled",
    }
    against = "a bare QMainWindow with a label"
    return [
        Line(
            "e",
            "start to first paint of the shell",
            shell,
            "ms",
            bare,
            against,
            1.6,
            "ratio",
            inputs,
        ),
        Line("e", "start to first real rows", rows, "ms", bare, against, 4.0, "ratio", inputs),
    ]


def started_ms(script: str, data_dir: Path, compiled: Path) -> float:
    """Run *script* in a fresh process and return how long it was until it told its paint.

    An installed program has its modules compiled; so have these after the first round, which is
    not counted.
    """
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(compiled)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    env["XDG_DATA_HOME"] = env["XDG_STATE_HOME"] = str(data_dir)
    begun_ns = time.monotonic_ns()
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=env,
        capture_output=True,
        text=True,
        check=True,
        timeout=LONGEST_S,
    )
    return (int(done.stdout.split()[-1]) - begun_ns) / 1e6
