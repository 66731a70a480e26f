"""The report for support: how the answers of the last refresh looked, in a file without values."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Final

from gymdesk import __version__
from gymdesk.api.shape import ShapeNotes
from gymdesk.errors import DeskError, ReportAbsent
from gymdesk.export import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.clock import Clock

log = logging.getLogger(__name__)

ABOUT: Final = (
    "How the answers of the last refresh looked: names of fields, kinds and sizes. It holds no "
    "name of a person, no id, no amount and no password."
)


class ShapeReport:
    """Keeps the shape of the last refresh in the data folder, and saves it where it is wanted."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file = file
        self._clock = clock
        self.clubos = ShapeNotes()

    def begin(self) -> None:
        """Forget the refresh before: another one begins."""
        self.clubos.begin()

    def keep(self) -> None:
        """Write what was noted; a refresh that asked nobody leaves the report as it is.

        A report that cannot be written is no reason to call a refresh anything but what it was.
        """
        calls = self.clubos.document
        if not calls:
            return
        document = {
            "about": ABOUT,
            "made_by": f"GymDesk {__version__}",
            "made_on": self._clock.now_utc().date().isoformat(),
            "sources": {"clubos": calls},
        }
        try:
            write_whole(self._file, (json.dumps(document, indent=1) + "\n").encode())
        except DeskError as error:
            log.warning("the report for support was not kept: %s", error.title)

    def save(self, target: Path) -> None:
        """Copy the report to *target*; raises ReportAbsent, StoreFull and UsageError."""
        try:
            content = self._file.read_bytes()
        except OSError as error:
            raise ReportAbsent from error
        write_whole(target, content)
