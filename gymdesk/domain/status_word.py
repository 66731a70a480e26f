"""Words of status that a gym gave its leads and clients in WODIFY, and what they mean to it.

WODIFY lets a gym rename its states and add its own. What a word means nobody can know but the gym:
until somebody says it, it stays unknown. WODIFY's own word is kept, so that a meaning holds at once
for everything that was ever read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gymdesk.domain.lead import LABELS, LeadStatus
from gymdesk.domain.membership import CLIENT_LABELS, STATED, ClientLabel, MemberStatus

if TYPE_CHECKING:
    from collections.abc import Mapping


class WordKind(StrEnum):
    """Whose state a word is."""

    LEAD = "lead"
    CLIENT = "client"


MEANINGS: Final[Mapping[WordKind, tuple[str, ...]]] = {
    WordKind.LEAD: tuple(s.value for s in LeadStatus if s != LeadStatus.OTHER),
    WordKind.CLIENT: tuple(label.value for label in ClientLabel),
}


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a gym's own words mean, by the word as `word_of` returns it."""

    leads: Mapping[str, LeadStatus] = field(default_factory=dict)
    clients: Mapping[str, ClientLabel] = field(default_factory=dict)

    def meaning(self, kind: WordKind, word: str) -> str | None:
        """Return what somebody said a word means, None where nobody did."""
        found = self.leads.get(word) if kind == WordKind.LEAD else self.clients.get(word)
        return None if found is None else found.value


def own_words(said: Mapping[tuple[str, str], str]) -> OwnWords:
    """Return what was said, by kind and word, as far as this program knows such a meaning."""
    leads, clients = {}, {}
    for (kind, word), meaning in said.items():
        if kind == WordKind.LEAD and meaning in MEANINGS[WordKind.LEAD]:
            leads[word] = LeadStatus(meaning)
        if kind == WordKind.CLIENT and meaning in MEANINGS[WordKind.CLIENT]:
            clients[word] = ClientLabel(meaning)
    return OwnWords(leads, clients)


def usual_meaning(kind: WordKind, word: str, *, stated: bool = False) -> str | None:
    """Return what a word means in every WODIFY, None for one of the gym's own.

    *stated*: the profile says of a client what this program would work out.
    """
    if kind == WordKind.LEAD:
        lead = LABELS.get(word)
        return None if lead is None else lead.value
    if stated:
        status = STATED.get(word)
        return None if status in (None, MemberStatus.UNKNOWN) else status.value
    label = CLIENT_LABELS.get(word)
    return None if label is None else label.value


def word_of(label: str) -> str:
    """Return the word of a label: capitals and spaces make no other one."""
    return " ".join(label.split()).casefold()
