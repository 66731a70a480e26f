"""The layout of a list's columns: what is chosen, kept over a restart, never broken by a file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.models.samples import columns
from ui.models.column_layout import (
    LEAST_PX,
    MOST_PX,
    ColumnLayout,
    as_text,
    first_layout,
    from_text,
    wanted_keys,
)

COLUMNS = columns().collections()
KEYS = [column.key for column in COLUMNS]


def first() -> ColumnLayout:
    return first_layout(COLUMNS)


def test_a_fresh_list_wants_the_columns_it_was_built_with():
    assert wanted_keys(COLUMNS, first()) == [c.key for c in COLUMNS if c.chosen]


def test_a_column_is_chosen_and_taken_away():
    layout = first().with_shown("email", True).with_shown("trainer", False)
    wanted = wanted_keys(COLUMNS, layout)
    assert "email" in wanted
    assert "trainer" not in wanted


def test_the_name_can_neither_be_hidden_nor_moved_nor_passed():
    layout = first().with_shown("name", False).moved("name", 5).moved("age", -9)
    assert layout.keys()[:2] == ["name", "age"]
    assert wanted_keys(COLUMNS, layout)[0] == "name"
    assert first().in_order(["age", "name"]).keys()[0] == "name"


def test_a_column_moves_and_stops_at_the_end():
    assert first().moved("past_due", 1).keys()[1:3] == ["age", "past_due"]
    assert first().moved("past_due", 99).keys()[-1] == "past_due"


@pytest.mark.parametrize(("asked", "kept"), [(1, LEAST_PX), (100, 100), (9999, MOST_PX)])
def test_a_width_stays_within_reason(asked, kept):
    assert first().with_width("age", asked).choice("age").width_px == kept


@given(st.data())
def test_any_layout_survives_being_kept(data):
    layout = first()
    for _ in range(data.draw(st.integers(0, 12))):
        key = data.draw(st.sampled_from(KEYS))
        match data.draw(st.integers(0, 3)):
            case 0:
                layout = layout.with_shown(key, data.draw(st.booleans()))
            case 1:
                layout = layout.moved(key, data.draw(st.integers(-30, 30)))
            case 2:
                layout = layout.with_width(key, data.draw(st.integers(-5, 2000)))
            case _:
                layout = layout.with_sort(key, data.draw(st.booleans()))
    assert from_text(as_text(layout), COLUMNS) == layout
    assert sorted(layout.keys()) == sorted(KEYS)
    assert layout.keys()[0] == "name"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "7",
        '{"version": 1}',
        '{"version": 2, "columns": [], "sorted_by": null, "descending": false}',
        '{"version": 1, "columns": [7], "sorted_by": null, "descending": false}',
        '{"version": 1, "columns": 7, "sorted_by": null, "descending": false}',
        '{"version": 1, "columns": [{"shown": true}], "sorted_by": null, "descending": false}',
    ],
)
def test_an_unreadable_layout_or_one_of_another_version_is_left_alone(text):
    assert from_text(text, COLUMNS) == first()


def test_a_column_of_a_newer_build_stands_where_it_was_built_and_a_gone_one_is_left_out():
    kept = {
        "version": 1,
        "columns": [
            {"key": "phone", "shown": True, "width": "wide"},
            {"key": "name", "shown": False, "width": None},
            {"key": "gone", "shown": True, "width": 90},
            {"key": "past_due", "shown": "yes", "width": 3},
        ],
        "sorted_by": "gone",
        "descending": True,
    }
    layout = from_text(json.dumps(kept), COLUMNS)
    assert layout.keys()[0] == "name"
    assert sorted(layout.keys()) == sorted(KEYS)
    assert layout.keys().index("age") == layout.keys().index("past_due") + 1
    assert layout.sorted_by is None
    assert layout.choice("phone").shown is True
    assert layout.choice("past_due").shown is None
    assert {layout.choice(k).width_px for k in KEYS} == {None}
