"""The sessions left in words: where they are from, how old they are, or why they are unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gymdesk.domain.client import Source
from gymdesk.rows.inventories import InventoryRow
from tests.ui.models.samples import NOW, client, english
from ui.models.client_columns import ClientColumns
from ui.models.inventory_words import InventoryWords, inventory_is_new

READ = InventoryRow(Source.CLUBOS, 3, 14, NOW)
FAILED = {"trouble": "ClubOS sent error 500", "trouble_at_utc": NOW}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (READ, "14 in 3 entries of the inventory of ClubOS, fetched"),
        (replace(READ, entries=1), "14 in 1 entry of the inventory of ClubOS, fetched"),
        (replace(READ, remaining=0), "0 in 3 entries"),
        (replace(READ, entries=0, remaining=None), "unknown, nothing in the inventory of ClubOS"),
        (replace(READ, remaining=None), "unknown, 3 entries in the inventory of ClubOS, not"),
        (replace(READ, entries=1, remaining=None), "unknown, 1 entry in the inventory of ClubOS"),
        (
            InventoryRow(Source.CLUBOS, None, None, None, **FAILED),
            "unknown, the inventory was not read: ClubOS sent error 500",
        ),
    ],
)
def test_what_the_inventory_holds_is_told_with_source_and_age(
    found: InventoryRow, words: str
) -> None:
    told = InventoryWords(english()).sessions(client(1, "B", 0, inventory=found))
    assert told.startswith(words)


def test_an_old_number_says_that_it_was_not_read_again() -> None:
    old = replace(READ, fetched_at_utc=NOW - timedelta(days=3), **FAILED)
    told = InventoryWords(english()).sessions(client(1, "B", 0, inventory=old))
    assert "; not read again" in told
    assert told.endswith("ClubOS sent error 500")


def test_where_nobody_was_asked_there_is_nothing_to_say() -> None:
    words = InventoryWords(english())
    assert words.sessions(client(1, "B", 0)) == ""
    assert words.sessions(client(1, "B", 0, sessions_remaining=4)) == "4"


def test_only_a_number_of_the_last_refresh_stands_in_full_ink() -> None:
    known = {"sessions_remaining": 14}
    assert inventory_is_new(client(1, "B", 0, inventory=READ, **known))
    assert inventory_is_new(client(1, "B", 0, **known))
    for old in (replace(READ, stale=True), replace(READ, **FAILED)):
        assert not inventory_is_new(client(1, "B", 0, inventory=old, **known))
    assert not inventory_is_new(client(1, "B", 0, inventory=replace(READ, remaining=None)))


def test_the_credits_column_tells_on_hovering_where_the_number_is_from() -> None:
    columns = ClientColumns(english())
    (column,) = (c for c in columns.clients() if c.key == "credits")
    row = client(1, "B", 0, inventory=READ, sessions_remaining=14)
    assert column.text(row) == "14"
    assert column.tooltip is not None
    assert column.tooltip(row).startswith("14 in 3 entries")
