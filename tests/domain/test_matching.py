"""Matching: who in two systems is likely one person; shown, never joined by itself."""

from __future__ import annotations

from gymdesk.domain.client import ClientId, Person, Source
from gymdesk.domain.matching import Candidate, Likeness, likely_pairs

EVERYTHING = {Likeness.NAME, Likeness.EMAIL, Likeness.PHONE}


def clubos(key: int, name: str, email: str | None = None, phone: str | None = None) -> Candidate:
    return Candidate(ClientId(key), Source.CLUBOS, Person(str(key), name, email, phone))


def wodify(key: int, name: str, email: str | None = None, phone: str | None = None) -> Candidate:
    return Candidate(ClientId(key), Source.WODIFY, Person(str(key), name, email, phone))


def test_the_same_name_with_the_same_address_or_number_goes_before_the_name_alone() -> None:
    ones = [
        clubos(1, "Robin Ashdown"),
        clubos(2, "Zoë Åker", "zoe@example.test", "+1 (555) 010-2233"),
    ]
    others = [wodify(11, "ROBIN ASHDOWN"), wodify(12, "Aker, Zoe".replace(",", ""))]
    others.append(wodify(13, "Zoe Aker", "ZOE@example.test", "555 010 2233"))
    pairs = likely_pairs(ones, others)
    assert [(p.one.client_id, p.other.client_id) for p in pairs] == [(2, 13), (1, 11), (2, 12)]
    assert pairs[0].likeness == EVERYTHING
    assert [p.strong for p in pairs] == [True, False, False]


def test_an_address_that_a_family_shares_makes_nobody_one_person() -> None:
    family = "home@example.test"
    assert (
        likely_pairs([clubos(1, "Mila Calloway", family)], [wodify(2, "Noah Calloway", family)])
        == ()
    )


def test_a_short_number_and_no_number_are_no_likeness() -> None:
    (pair,) = likely_pairs([clubos(1, "Jo Hart", None, "12")], [wodify(2, "Jo Hart", None, "12")])
    assert pair.likeness == {Likeness.NAME}


def test_who_is_one_already_is_no_pair() -> None:
    assert likely_pairs([clubos(1, "Jo Hart")], [wodify(1, "Jo Hart")]) == ()
