"""The first look: the list that the window opens with, read before the desk is there."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from gymdesk.errors import DeskError
from gymdesk.last_order import last_order
from gymdesk.queries import Queries
from gymdesk.store.first_look import FirstLook

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.clock import Clock
    from gymdesk.last_order import LastOrder
    from gymdesk.rows import ClubRow, CollectionsList
    from gymdesk.store.unit_of_work import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FirstList:
    """What is shown first: the first club, all clubs, its collections list, and how that stood."""

    clubs: tuple[ClubRow, ...]
    club: ClubRow
    collections: CollectionsList
    order: LastOrder | None = None


def first_look(
    store_file: Path, clock: Clock, stale_after_h: int, order_file: Path | None = None
) -> FirstList | None:
    """Return what the store file holds for the first list; None where it cannot be told so easily.

    Whatever is wrong with the file is left to the desk, which says so in words.
    """
    if not store_file.is_file():
        return None
    # the two methods of the queries that are asked here need no more of a store than this one has
    queries = Queries(cast("Store", FirstLook(store_file)), clock, stale_after_h)
    try:
        clubs = queries.clubs()
        if not clubs:
            return None
        club = clubs[0]
        order = None if order_file is None else last_order(order_file, club.uid)
        return FirstList(clubs, club, queries.collections(club.club_id), order)
    except (sqlite3.Error, LookupError, ValueError, DeskError) as error:
        log.info("no first look: %s", type(error).__name__)
        return None
