"""What a gym's own words of status mean, as the manager says it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from gymdesk.domain.status_word import MEANINGS, WordKind, usual_meaning, word_of
from gymdesk.domain.wodify import WodifyProfile
from gymdesk.errors import UnknownClub, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId
    from gymdesk.store.unit_of_work import Store

Said: TypeAlias = "Mapping[tuple[WordKind, str], str | None]"
"""What labels mean; None = what they mean in every WODIFY, or nothing that is known."""


class StatusWordCommands:
    """Writes meanings; each names who said it, and each can be taken back. Nothing is sent."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def mean(self, club_id: ClubId, said: Said, *, staff: str) -> Said:
        """Keep what labels mean from now on; return what undoes it. Raises UsageError.

        All of it is kept or nothing. It holds at once for what was read before.
        """
        for (kind, label), meaning in said.items():
            if not word_of(label):
                raise UsageError("A state without a word has no meaning")
            if meaning is not None and meaning not in MEANINGS[kind]:
                known = ", ".join(MEANINGS[kind])
                raise UsageError(f"{meaning[:40]} is nothing a state can mean; one of {known}")
        before: dict[tuple[WordKind, str], str | None] = {}
        with self._store.begin() as work:
            club = work.clubs.find(club_id)
            if club is None:
                raise UnknownClub(name=str(club_id))
            stated = club.wodify_profile == WodifyProfile.DOCUMENTED
            own, now_utc = work.status_words.of_club(club_id), self._clock.now_utc()
            for (kind, label), meaning in said.items():
                word = word_of(label)
                usual = usual_meaning(kind, word, stated=stated)
                kept = None if meaning == usual else meaning
                if kept != own.meaning(kind, word):
                    before[kind, label] = own.meaning(kind, word)
                    work.status_words.add(club_id, kind, word, kept, staff, now_utc)
            work.commit()
        return before
