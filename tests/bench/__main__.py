"""`make bench`: prints the table of ratios and writes build/bench.json."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6 import __version__ as qt_version
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from tests.bench import (
    calling,
    faulty,
    filtering,
    memory,
    printing,
    refreshing,
    starting,
    upserting,
)
from tests.bench.table import as_text, write_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bench.table import Line

OUT = Path("build") / "bench.json"


def main(argv: list[str]) -> int:
    """Measure the wanted parts, print them, write them; 1 if a target is missed."""
    reader = argparse.ArgumentParser("python -m tests.bench", description=__doc__)
    reader.add_argument("parts", nargs="*", default=list("abcdefgh"), help="a to h; all of them")
    reader.add_argument("--repeats", type=int, default=5)
    reader.add_argument("--rows", type=int, default=50_000, help="clients of b, g and h")
    reader.add_argument("--strict", action="store_true", help="exit 1 where a target is missed")
    wanted = reader.parse_args(argv)
    qInstallMessageHandler(_only_trouble)
    app = QApplication(["bench"])
    repeats = wanted.repeats
    lines: list[Line] = []
    with tempfile.TemporaryDirectory(prefix="gymdesk-bench-") as scratch:
        folder = Path(scratch)
        measure: dict[str, Callable[[], list[Line]]] = {
            "a": lambda: refreshing.bench(folder, min(repeats, 3)),
            "b": lambda: filtering.bench(app, folder, wanted.rows, repeats),
            "c": lambda: upserting.bench(folder, 5_000, repeats),
            "d": lambda: printing.bench(folder, 2_000, repeats),
            "e": lambda: starting.bench(folder, 5_000, repeats + 2),
            "f": lambda: faulty.bench(folder, min(repeats, 3)),
            "g": lambda: calling.bench(folder, wanted.rows, repeats),
            "h": lambda: memory.bench(folder, wanted.rows),
        }
        for part in wanted.parts:
            sys.stderr.write(f"measuring {part} …\n")
            lines += measure[part]()
    machine = {
        "python": platform.python_version(),
        "qt": qt_version,
        "processors": os.cpu_count() or 0,
        "platform": platform.platform(),
    }
    write_json(lines, OUT, machine)
    said = ", ".join(f"{name} {value}" for name, value in machine.items())
    sys.stdout.write(f"{as_text(lines)}\n\n{said}\nwritten to {OUT}\n")
    missed = any(line.met is False for line in lines)
    return 1 if wanted.strict and missed else 0


def _only_trouble(kind: QtMsgType, _context: object, message: str) -> None:
    if "propagateSizeHints" not in message:
        sys.stderr.write(f"Qt: {message}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
