"""Phrases of the club that is shown: its locale and its time zone, changed with the club."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from ui.phrases import Phrases

if TYPE_CHECKING:
    from gymdesk.rows import ClubRow


class ClubPhrases(Phrases):
    """Words things for whichever club is shown; panes keep one object for good."""

    def set_club(self, club: ClubRow) -> None:
        """Speak in the time zone and the number format of *club* from now on."""
        self._locale = QLocale(club.locale)
        self._timezone = club.timezone
        self._zone = ZoneInfo(club.timezone)
