"""Matching: who in two systems is likely one person. Only shown, never joined by itself. Pure.

An e-mail address or a phone number alone says nothing: families share both. A name alone is a weak
word. People are joined by hand, and can be parted again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gymdesk.domain.client import folded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gymdesk.domain.client import ClientId, Person, Source

LEAST_DIGITS = 7
"""A shorter number is an extension or a typing error."""


class Likeness(StrEnum):
    """What two records have in common besides the name."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"


@dataclass(frozen=True)
class Candidate:
    """A record of a client in one source."""

    client_id: ClientId
    source: Source
    person: Person


@dataclass(frozen=True)
class Pair:
    """Two clients who are likely one person; `likeness` always holds the name."""

    one: Candidate
    other: Candidate
    likeness: frozenset[Likeness]

    @property
    def strong(self) -> bool:
        """Return whether more than the name is the same."""
        return len(self.likeness) > 1


def likely_pairs(ones: Iterable[Candidate], others: Iterable[Candidate]) -> tuple[Pair, ...]:
    """Return pairs of the same name over two sources, those with more in common first.

    Accents, case and the order of the words of a name do not count.
    """
    by_name: defaultdict[str, list[Candidate]] = defaultdict(list)
    for other in others:
        by_name[_name(other.person)].append(other)
    pairs = [
        Pair(one, other, _likeness(one.person, other.person))
        for one in ones
        for other in by_name.get(_name(one.person), ())
        if one.client_id != other.client_id
    ]
    pairs.sort(key=lambda p: (-len(p.likeness), folded(p.one.person.name), p.one.client_id))
    return tuple(pairs)


def _likeness(one: Person, other: Person) -> frozenset[Likeness]:
    found = {Likeness.NAME}
    if one.email and other.email and one.email.strip().casefold() == other.email.strip().casefold():
        found.add(Likeness.EMAIL)
    if _same_number(_digits(one.phone), _digits(other.phone)):
        found.add(Likeness.PHONE)
    return frozenset(found)


def _same_number(one: str, other: str) -> bool:
    """Return whether two numbers are one; one may lack its country code."""
    long_enough = min(len(one), len(other)) >= LEAST_DIGITS
    return long_enough and (one.endswith(other) or other.endswith(one))


def _digits(phone: str | None) -> str:
    return "".join(c for c in phone or "" if c.isdecimal()).lstrip("0")


def _name(person: Person) -> str:
    return " ".join(sorted(folded(person.name).split()))
