"""Keeps how the call list stands, so that the next start shows it like that at once."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.errors import DeskError
    from gymdesk.last_order import LastOrder
    from gymdesk.rows.cases import CallList
    from ui.feed import Feed
    from ui.reading import Reader

log = logging.getLogger(__name__)


class OrderKeeping(QObject):
    """Writes the order of the club that the window opens with, each time it has become another."""

    def __init__(self, feed: Feed, reader: Reader, file: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._feed = feed
        self._reader = reader
        self._file = file
        self._kept: LastOrder | None = None
        feed.calls_read.connect(self.on_calls_read)

    @Slot(object)
    def on_calls_read(self, calls: CallList) -> None:
        """Keep the order where it changed."""
        from gymdesk.last_order import LastOrder, keep_order  # here: not needed to start

        if not self._feed.clubs or calls.club.club_id != self._feed.clubs[0].club_id:
            return
        order = LastOrder(
            calls.club.uid,
            tuple(row.client_id for row in calls.to_do),
            tuple(row.client_id for row in calls.off),
        )
        if order != self._kept:
            self._kept = order
            question = partial(keep_order, self._file, order)
            self._reader.read("last order", question, self.on_kept, self.on_failed)

    @Slot(object)
    def on_kept(self, _nothing: object) -> None:
        """Do nothing more."""

    @Slot(object)
    def on_failed(self, error: DeskError) -> None:
        """Go on: the next start shows the amounts' order for a second."""
        log.info("the order of the list was not kept: %s", type(error).__name__)
