"""Chores: what the desk does for its own store by itself, and when it last did."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gymdesk.domain.due import Past
from gymdesk.sync.request import ChoreReport

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from gymdesk.clock import Clock
    from gymdesk.sync.request import Chore

log = logging.getLogger(__name__)


class Chores:
    """Does chores, one at a time, and keeps on a file of this PC when each was done last.

    What a chore returns is what the manager must know; nothing means that all is well. A file that
    cannot be read says that nothing was ever done, so that it is done once too often.
    """

    def __init__(
        self, file: Path, clock: Clock, how: Mapping[Chore, Callable[[], tuple[str, ...]]]
    ) -> None:
        self._file = file
        self._clock = clock
        self._how = how

    def do(self, chore: Chore) -> ChoreReport:
        """Do a chore and write down that it was done; raises DeskError kinds."""
        started_utc = self._clock.now_utc()
        self._note(chore, attempt=started_utc)
        troubles = self._how[chore]()
        ended_utc = self._clock.now_utc()
        self._note(chore, success=ended_utc)
        log.info("%s: done, %d to tell", chore, len(troubles))
        return ChoreReport(chore, troubles, started_utc, ended_utc)

    def past(self, chore: Chore) -> Past:
        """Return what was done last, as the due rule asks for it."""
        known = self._known().get(chore)
        known = known if isinstance(known, dict) else {}
        attempt, success = _moment(known.get("attempt")), _moment(known.get("success"))
        if attempt is None:
            return Past()
        failed = success is None or success < attempt
        return Past(success, attempt, 1 if failed else 0)

    def _known(self) -> dict[str, Any]:
        try:
            found = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def _note(self, chore: Chore, **moments: datetime) -> None:
        known = self._known()
        before = known.get(chore)
        texts = {name: at.isoformat() for name, at in moments.items()}
        known[chore] = (before if isinstance(before, dict) else {}) | texts
        beside = self._file.with_suffix(".new")
        try:
            beside.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")
            os.replace(beside, self._file)  # noqa: PTH105 (Path.replace reads as if it took a name)
        except OSError as error:  # then it is done once too often
            log.warning("when chores were done was not kept: %s", error.strerror)


def _moment(text: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return None if found is None or found.tzinfo is None else found.astimezone(UTC)
