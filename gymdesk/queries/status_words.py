"""The words of status that WODIFY has for a club's leads and clients, and what they mean."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from gymdesk.domain.status_word import WordKind, usual_meaning, word_of
from gymdesk.domain.wodify import WodifyProfile
from gymdesk.errors import UnknownClub
from gymdesk.rows.status_words import StatusWordRow, StatusWordTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gymdesk.domain.client import ClubId
    from gymdesk.domain.status_word import OwnWords
    from gymdesk.store.unit_of_work import Store


class StatusWordQueries:
    """Answers from the store alone: no word is asked for anew."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def table(self, club_id: ClubId) -> StatusWordTable:
        """Return every word that was seen, and those that were said something of before."""
        with self._store.read() as work:
            club = work.clubs.find(club_id)
            if club is None:
                raise UnknownClub(name=str(club_id))
            own = work.status_words.of_club(club_id)
            labels = work.status_words.labels(club_id)
        stated = club.wodify_profile == WodifyProfile.DOCUMENTED
        rows = [row for kind in WordKind for row in _rows(kind, labels, own, stated=stated)]
        rows.sort(key=lambda r: (r.kind != WordKind.LEAD, r.meaning is not None, -r.count, r.label))
        return StatusWordTable(club, tuple(rows))


def _rows(
    kind: WordKind, labels: Mapping[tuple[WordKind, str], int], own: OwnWords, *, stated: bool
) -> Iterable[StatusWordRow]:
    spelled: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (of, label), count in labels.items():
        if of == kind and word_of(label):
            spelled[word_of(label)][" ".join(label.split())] += count
    said = own.leads if kind == WordKind.LEAD else own.clients
    for word in {*spelled, *said}:
        spellings = spelled[word]
        label = spellings.most_common(1)[0][0] if spellings else word
        usual = usual_meaning(kind, word, stated=stated)
        yield StatusWordRow(kind, label, spellings.total(), usual, own.meaning(kind, word))
