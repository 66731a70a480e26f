"""The lease on a club's refresh: who refreshes it, and until when that is believed. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

LASTS: Final = timedelta(minutes=5)
"""A lease that was not renewed for so long has expired; two PCs' clocks may differ by less."""

RENEWED_EVERY_S: Final = 30.0


@dataclass(frozen=True)
class Lease:
    """One refresh of one club under way.

    `holder` is a token of the program that runs it, `pc` the name of its PC, `trigger` what
    started it ("click", "schedule", "command line").
    """

    holder: str
    pc: str
    trigger: str
    since_utc: datetime
    renewed_at_utc: datetime

    def is_live(self, now_utc: datetime) -> bool:
        """Return whether its holder is still believed to run.

        A renewal in the future says that a clock was set back; it proves nothing.
        """
        return abs(now_utc - self.renewed_at_utc) < LASTS

    def where(self, pc: str) -> str:
        """Return where the refresh runs, seen from the PC named *pc*."""
        place = "on the command line" if self.trigger == "command line" else "in the window"
        return place if self.pc == pc else f"{place} of {self.pc}"
