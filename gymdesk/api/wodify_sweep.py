"""One pass over a list of WODIFY: every record once, and an honest word on whether it was all."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar

from gymdesk.api.wodify_payloads import SOURCE, read_key
from gymdesk.api.wodify_profile import found
from gymdesk.domain.client import ItemTrouble
from gymdesk.errors import Declined, NotThere, ReadingError, WrongAnswer, WrongPath

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
    from typing import Any

    from gymdesk.api.wodify_payloads import Page
    from gymdesk.errors import DeskError

log = logging.getLogger(__name__)

T = TypeVar("T")

PAGE_CAP: Final = 400
SIDES: Final = {"clients": 3, "memberships": 5, "leads": 2, "invoices": 2}
"""So many gaps between two pages are looked into after a pass in which nothing seems to be wrong.

A pass over 1,000 clients, 2,000 memberships and 300 leads stays under 45 requests with it.
"""


class Pages(Protocol):
    """Gives pages of one list, and what lies between two ids of it."""

    async def page(self, number: int, seen: int) -> Page:
        """Return page *number* (from 1); *seen* rows came before it."""
        ...

    async def between(self, above: str, below: str) -> Page | None:
        """Return the rows whose ids lie between; None where that cannot be asked."""
        ...


class Sweep(Generic[T]):
    """Reads a list page by page. Pages are queries of their own: rows may move meanwhile.

    A record that comes twice is given out once. A page that comes twice is asked for again; if it
    stays the same that is a trouble. A list that says "more" for ever ends at the page cap, with a
    trouble. Where a row was removed while the list was read, the one that slipped over the edge of
    a page is looked for in the gap between the pages. `complete` says, after the last page,
    whether all of it was read; what stops the pass is raised.
    """

    def __init__(
        self,
        pages: Pages,
        what: str,
        id_paths: tuple[str, ...],
        read: Callable[[Mapping[str, Any]], T | None],
    ) -> None:
        self._pages = pages
        self._what = what
        self._id_paths = id_paths
        self._read = read
        self._seen: dict[str, None] = {}
        self._edges: list[tuple[str, str]] = []
        self._rows = 0
        self.troubles: list[ItemTrouble] = []
        self.complete = False

    async def batches(self) -> AsyncGenerator[tuple[T, ...], None]:
        """Yield the records of one page after another, each record once."""
        known: set[tuple[str, ...]] = set()
        last: str | None = None
        repeated = 0
        for number in range(1, PAGE_CAP + 1):
            page = await self._pages.page(number, self._rows)
            if self._is_known(page, known):
                page = await self._pages.page(number, self._rows)
            if self._is_known(page, known):
                repeated += 1
                self._trouble(WrongAnswer(SOURCE, f"page {number} of the {self._what}", "another"))
                if repeated == 2 or page.more is not True:
                    return
                continue
            if not page.rows:
                if page.more:
                    self._trouble(WrongAnswer(SOURCE, f"more {self._what}", "an empty page"))
                break
            ids = self._ids(page)
            known.add(ids)
            if last is not None and ids:
                self._edges.append((last, ids[0]))
            last = ids[-1] if ids else last
            self._rows += len(page.rows)
            yield self._records(page)
            if page.more is False or (page.more is None and not self._pages_by_offset):
                break
        else:
            self._trouble(WrongAnswer(SOURCE, f"the {self._what}", "a list without an end"))
            return
        async for batch in self._slipped():
            yield batch
        self.complete = not self.troubles

    async def everything(self) -> tuple[T, ...]:
        """Return all records; raises what stops the pass."""
        return tuple([record async for batch in self.batches() for record in batch])

    @property
    def ids(self) -> frozenset[str]:
        """Return the ids of all rows that came, also of those that could not be read."""
        return frozenset(self._seen)

    # --- inside -----------------------------------------------------------------------------------

    @property
    def _pages_by_offset(self) -> bool:
        return bool(getattr(self._pages, "by_offset", False))

    def _is_known(self, page: Page, known: set[tuple[str, ...]]) -> bool:
        ids = self._ids(page)
        return bool(ids) and ids in known

    def _ids(self, page: Page) -> tuple[str, ...]:
        keys = (read_key(found(row, self._id_paths)) for row in page.rows)
        return tuple(key for key in keys if key is not None)

    def _records(self, page: Page) -> tuple[T, ...]:
        if page.odd:
            self._trouble(ReadingError(self._what, f"{page.odd} entries have no shape at all"))
        records: list[T] = []
        for row in page.rows:
            key = read_key(found(row, self._id_paths))
            if key is not None:
                if key in self._seen:
                    continue  # moved from one page to the next while the list was read
                self._seen[key] = None
            try:
                record = self._read(row)
            except ReadingError as error:
                self._trouble(error, key or "")
            else:
                if record is not None:
                    records.append(record)
        return tuple(records)

    async def _slipped(self) -> AsyncGenerator[tuple[T, ...], None]:
        """Yield what slipped over the edge of a page because a row before it was removed."""
        gaps = _gaps(self._edges)
        allowed = SIDES.get(self._what, 2)
        while gaps and allowed > 0:
            above, below = gaps.pop(0)
            allowed -= 1
            try:
                page = await self._pages.between(above, below)
            except (WrongPath, Declined, NotThere) as error:
                log.info("%s: gaps between pages not looked into: %s", self._what, error.title)
                return
            if page is None:
                return
            batch = self._records(page)
            if batch:
                allowed = len(gaps)  # rows did move: look into every gap
                yield batch

    def _trouble(self, error: DeskError, subject: str = "") -> None:
        self.troubles.append(ItemTrouble(subject, error.title, error.message))


def _gaps(edges: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the edges between whose ids another id fits, the widest first."""
    wide: list[tuple[int, str, str]] = []
    for above, below in edges:
        if above.isdecimal() and below.isdecimal() and int(below) - int(above) > 1:
            wide.append((int(below) - int(above), above, below))
    wide.sort(reverse=True)
    return [(above, below) for _, above, below in wide]
