"""Failures that were not looked at yet: they stay in the status bar until Sync was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from gymdesk.rows import RunStatus

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.domain.client import Source
    from gymdesk.rows import ClubRow, RunRow, SourceRow


class SeenFailures:
    """Remembers on this PC, per club, up to which run Sync was looked at."""

    def __init__(self, file: Path | None) -> None:
        self._settings = None if file is None else QSettings(str(file), QSettings.Format.IniFormat)
        self._seen: dict[str, int] = {}

    def see(self, club: ClubRow | None, sources: tuple[SourceRow, ...]) -> None:
        """Note that all runs so far were looked at."""
        newest = max((run.run_id for s in sources for run in s.recent_runs), default=0)
        if club is None or newest <= self._seen_up_to(club):
            return
        self._seen[club.uid] = newest
        if self._settings is not None:
            self._settings.setValue(f"seen/{club.uid}", newest)

    def unseen(self, club: ClubRow | None, sources: tuple[SourceRow, ...]) -> dict[Source, RunRow]:
        """Return the newest run of each source that failed by itself and nobody looked at.

        Who clicked has seen it fail.
        """
        if club is None:
            return {}
        seen = self._seen_up_to(club)
        found: dict[Source, RunRow] = {}
        for source in sources:
            for run in source.recent_runs:
                alone = run.status == RunStatus.FAILED and run.trigger != "click"
                if alone and run.run_id > seen:
                    found.setdefault(source.source, run)
        return found

    def _seen_up_to(self, club: ClubRow) -> int:
        if club.uid not in self._seen:
            stored = None if self._settings is None else self._settings.value(f"seen/{club.uid}")
            text = str(stored)
            self._seen[club.uid] = int(text) if text.isdigit() else 0
        return self._seen[club.uid]
