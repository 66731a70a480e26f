"""(g) Who is called first, worked out at 50,000 clients: against reading the rows, and a sort."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from gymdesk.clock import FixedClock
from gymdesk.domain.billing import Drafting
from gymdesk.domain.call_list import in_order, place
from gymdesk.domain.case import fold
from gymdesk.domain.client import folded
from gymdesk.domain.collection_rules import CollectionRules
from gymdesk.domain.standing import Moment
from gymdesk.queries import Queries
from gymdesk.queries.cases import situation_of, standing_of
from gymdesk.queries.large import no_collection
from gymdesk.store.opening import file_url
from gymdesk.store.unit_of_work import Store
from tests.bench.stores import AT, CLUB_ID, TODAY, make_store
from tests.bench.table import Line, median

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gymdesk.rows import ClientRow


def bench(folder: Path, clients: int, repeats: int) -> list[Line]:
    """Return the call list against the list it is made from, and its order against a plain one."""
    path = folder / "calls.db"
    make_store(path, clients)
    store = Store.open(file_url(path))
    queries = Queries(store, FixedClock(AT))
    rows = queries.collections(CLUB_ID).rows
    asked: dict[str, Callable[[], object]] = {
        "read": lambda: queries.collections(CLUB_ID),
        "called": lambda: queries.cases.call_list(CLUB_ID),
        "plain": lambda: sorted(rows, key=_by_amount),
        "placed": lambda: _placed(rows),
    }
    times_ms: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(repeats + 1):  # one after the other, so that a busy minute meets all of them
        for name, question in asked.items():
            with no_collection():
                begun_s = time.process_time()
                question()
                times_ms[name].append((time.process_time() - begun_s) * 1000)
    store.close()
    found = {name: median(times[1:]) for name, times in times_ms.items()}
    inputs = {
        "clients": clients,
        "owing": len(rows),
        "repeats": repeats,
        "time": "of the processor",
    }
    return [
        Line(
            "g",
            "call list, read and worked out",
            found["called"],
            "ms",
            found["read"],
            "the list by amount that it is made from",
            1.6,
            "ratio",
            inputs,
        ),
        Line(
            "g",
            "of it placing and sorting",
            found["placed"],
            "ms",
            found["read"],
            "reading the same rows from the store",
            0.5,
            "ratio",
            {**inputs, "sorted() of the rows by amount and name": f"{found['plain']:.1f} ms"},
        ),
    ]


def _by_amount(row: ClientRow) -> tuple[int, str, int]:
    return (-(row.past_due_cents or 0), folded(row.name), row.client_id)


def _placed(rows: tuple[ClientRow, ...]) -> object:
    """Return the rows in the order of the call list, nothing read."""
    rules = CollectionRules()
    at = Moment(AT, TODAY, "America/New_York")
    return in_order(
        place(
            standing_of(
                row,
                Drafting.STOPPED,
                False,
                fold((), (), situation_of(row, Drafting.STOPPED, at), {}, rules),
            ),
            at,
            rules,
        )
        for row in rows
    )
