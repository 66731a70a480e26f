"""The list as PDF without a window."""

from __future__ import annotations

import os
import subprocess
import sys

from gymdesk.clock import FixedClock
from tests.printing.builders import PRINTED_UTC, collections_of, twenty_rows
from ui.printing.headless import print_collections

SCRIPT = """
import sys
from pathlib import Path
from gymdesk.clock import FixedClock
from tests.printing.builders import PRINTED_UTC, collections_of, twenty_rows
from ui.printing.headless import print_collections
print(print_collections(collections_of(twenty_rows()), Path(sys.argv[1]), FixedClock(PRINTED_UTC)))
"""


def test_the_command_line_prints_the_same_sheet(qapp, tmp_path, read_pages):
    path = tmp_path / "list.pdf"

    pages = print_collections(
        collections_of(twenty_rows()), path, FixedClock(PRINTED_UTC), printed_by="Jo", paper="a4"
    )

    assert pages == 2
    assert "Printed Fri 20 Nov 2026, 09:26 by Jo" in " ".join(read_pages(path)[0].split())


def test_it_needs_no_application_and_no_display(tmp_path):
    bare = {k: v for k, v in os.environ.items() if k not in ("QT_QPA_PLATFORM", "DISPLAY")}
    path = tmp_path / "list.pdf"

    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path)],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
        env={**bare, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )

    assert answer.stdout.strip() == "2"
    assert path.read_bytes().startswith(b"%PDF-")
