"""Tidying: 90 days are kept whole, of older days no errors, one balance each, and no held change.

What waits for the manager is never dropped.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gymdesk.clock import Clock
    from gymdesk.store.unit_of_work import Store

log = logging.getLogger(__name__)

KEPT: Final = timedelta(days=90)


def tidy(store: Store, clock: Clock) -> None:
    """Drop what is older than it is kept for, run by run: a write stays short."""
    now_utc = clock.now_utc()
    before_utc = now_utc - KEPT
    with store.begin() as work:
        errors = work.thinning.drop_errors(before_utc)
        held = work.thinning.drop_held(before_utc)
        runs = work.thinning.runs_to_thin(before_utc)
        work.commit()
    balances = 0
    for run_id in runs:
        with store.begin() as work:
            balances += work.thinning.thin_balances(run_id, now_utc)
            work.commit()
    log.info(
        "tidied: %d errors, %d held changes and %d balances of %d runs",
        *(errors, held, balances, len(runs)),
    )
