"""Clients: what one reading brought, and names made comparable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.domain.client import SOURCE_NAMES, ClientReading, Person, Source, folded
from tests.builders import an_agreement

ADA = Person("910000002", "Ada Example")


def test_a_reading_is_whole_when_every_agreement_was_opened():
    assert ClientReading(ADA, (an_agreement(), an_agreement(remote_id="2"))).whole


def test_a_client_without_agreements_is_read_as_a_whole():
    assert ClientReading(ADA, ()).whole


def test_an_agreement_that_could_not_be_opened_makes_the_reading_partial():
    assert not ClientReading(ADA, (an_agreement(), an_agreement(invoices=None))).whole


def test_a_list_that_could_not_be_read_is_not_an_empty_list():
    assert not ClientReading(ADA, None).whole


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jürgen Müller", "jurgen muller"),
        ("Zoë", "zoe"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("STRASSE", folded("Straße")),
        ("O'Neill", "o'neill"),
        ("ﬁt", "fit"),
        ("", ""),
    ],
)
def test_folding_takes_accents_and_case_away(text, expected):
    assert folded(text) == expected


@given(st.text())
def test_folding_never_fails(text):
    assert isinstance(folded(text), str)


def test_every_source_has_a_visible_name():
    assert set(SOURCE_NAMES) == set(Source)
