"""How the call list last stood on this PC: kept, read, and rows arranged by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gymdesk.domain.client import ClientId
from gymdesk.last_order import LastOrder, keep_order, last_order
from tests.ui.fakes import PEOPLE

if TYPE_CHECKING:
    from pathlib import Path

IDS = [row.client_id for row in PEOPLE]


def test_what_is_kept_is_read_again_and_replaces_what_was(tmp_path: Path) -> None:
    file = tmp_path / "last-order.json"
    keep_order(file, LastOrder("a", (ClientId(3), ClientId(1)), ()))
    newer = LastOrder("a", (ClientId(1),), (ClientId(3), ClientId(2)))
    keep_order(file, newer)
    assert last_order(file, "a") == newer
    assert [f.name for f in tmp_path.iterdir()] == ["last-order.json"]


def test_nothing_but_ids_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "last-order.json"
    keep_order(file, LastOrder("a", (ClientId(3),), (ClientId(1),)))
    assert file.read_text(encoding="ascii") == '{"club": "a", "to_do": [3], "off": [1]}'


@pytest.mark.parametrize(
    "text",
    [None, "", "{", "[]", "7", '{"club": "b", "to_do": [], "off": []}', '{"club": "a"}',
     '{"club": "a", "to_do": 7, "off": []}', '{"club": "a", "to_do": ["x"], "off": []}',
     '{"club": "a", "to_do": [null], "off": []}', "\xff"],
)  # fmt: skip
def test_another_clubs_order_and_one_that_cannot_be_read_are_none(
    tmp_path: Path, text: str | None
) -> None:
    file = tmp_path / "last-order.json"
    if text is not None:
        file.write_text(text, encoding="latin-1")
    assert last_order(file, "a") is None


@given(st.permutations(IDS), st.integers(0, len(IDS)), st.integers(0, len(IDS)))
def test_rows_stand_as_they_stood_and_nobody_is_lost(
    order: list[ClientId], to_do: int, known: int
) -> None:
    last = LastOrder("a", tuple(order[:to_do]), tuple(order[to_do:known]))
    arranged = [row.client_id for row in last.arranged(PEOPLE)]
    old = (*last.to_do, *last.off)
    assert arranged == [*old, *(key for key in IDS if key not in old)]
