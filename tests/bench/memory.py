"""(h) What the open lists take of the PC's memory, against the rows that are in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.bench.stores import INVOICES_EACH, make_store
from tests.bench.table import Line

_WINDOW: Final = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from gymdesk.clock import FixedClock
from tests.bench.memory import resident_mib
from tests.bench.stores import AT
from tests.bench.window import open_window, wait_until
qInstallMessageHandler(lambda *_: None)
app = QApplication(sys.argv)
with open_window(app, Path(sys.argv[1]), FixedClock(AT)) as window:
    def quiet():
        return not window.reading and not window._feed.reads_soon
    window.show_pane("collections")
    wait_until(lambda: quiet() and window.collections.calls is not None)
    window.collections.chips.choose("all")
    window.show_pane("clients")
    wait_until(lambda: quiet() and window.clients.table.rowCount() == int(sys.argv[2]))
    view = window.clients.view
    for line in range(0, window.clients.table.rowCount(), 10):
        view.scrollTo(window.clients.table.index(line, 0))
        view.viewport().repaint()
        QCoreApplication.processEvents()
    listed = window.clients.table.rowCount(), window.collections.table.rowCount()
    print(json.dumps({"mib": resident_mib(), "listed": listed}))
"""

_ROWS: Final = """
import gc, json, sys, tracemalloc
from pathlib import Path
from gymdesk.clock import FixedClock
from gymdesk.queries import Queries
from gymdesk.store.opening import file_url
from gymdesk.store.unit_of_work import Store
from tests.bench.stores import AT, CLUB_ID
store = Store.open(file_url(Path(sys.argv[1]) / "gymdesk.db"))
queries = Queries(store, FixedClock(AT))
queries.clubs()
tracemalloc.start()
kept = [queries.clients(CLUB_ID), queries.cases.call_list(CLUB_ID)]
store.close()
gc.collect()
print(json.dumps({"mib": tracemalloc.get_traced_memory()[0] / 2**20}))
"""

LONGEST_S: Final = 600


def bench(folder: Path, clients: int) -> list[Line]:
    """Return what the two lists add to an empty window, against their rows alone."""
    full, empty = folder / "memory", folder / "memory-empty"
    for place, people in ((full, clients), (empty, 1)):
        place.mkdir()
        make_store(place / "gymdesk.db", people)
    with_lists, without = _asked(_WINDOW, full, clients), _asked(_WINDOW, empty, 1)
    rows = _asked(_ROWS, full, clients)
    listed = with_lists["listed"]
    inputs = {
        "clients": clients,
        "invoices": clients * INVOICES_EACH,
        "rows in Clients and Collections": " and ".join(f"{count}" for count in listed),
        "resident, lists open": f"{with_lists['mib']:.0f} MiB",
        "resident, nobody in them": f"{without['mib']:.0f} MiB",
    }
    return [
        Line(
            "h",
            "memory that both lists add, scrolled through",
            with_lists["mib"] - without["mib"],
            "MiB",
            rows["mib"],
            "their rows as objects, nothing else",
            2.0,
            "ratio",
            inputs,
        )
    ]


def resident_mib() -> float:
    """Return how much of this process is in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _asked(script: str, data_dir: Path, clients: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", script, str(data_dir), str(clients)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
        timeout=LONGEST_S,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found
