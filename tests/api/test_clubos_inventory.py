"""The session inventory: a number of sessions left is told only where the answer proves it."""

from __future__ import annotations

import itertools
import json
import random
from datetime import date
from typing import Any, Final

import pytest

from gymdesk.api.clubos_inventory import inventory, sessions_left
from gymdesk.domain.inventory import Inventory
from gymdesk.errors import DeskError, WrongAnswer
from tests.conftest import SCALE

TODAY: Final = date(2026, 11, 21)


IDS: Final = itertools.count(1)


def units(total: object, used: object, left: object, **more: object) -> dict[str, Any]:
    return {"id": next(IDS), "totalUnits": total, "usedUnits": used, "remainingUnits": left, **more}


def found(entries: object) -> Inventory:
    return inventory(json.dumps(entries), TODAY).inventory


def test_an_empty_inventory_is_known_to_hold_nothing_and_is_not_zero_sessions() -> None:
    assert found([]) == Inventory(0, None)
    assert found({"data": []}) == Inventory(0, None)


PROVEN: Final = [
    ([units(12, 5, 7)], 7),
    ([units(12, 5, 7), units(4, 0, 4)], 11),
    ([units(12, 12, 0)], 0),
    ([{"totalSessions": 9, "sessionsUsed": 2, "sessionsLeft": 7}], 7),
    ([{"units_purchased": 9, "units_redeemed": 2, "units_remaining": 7}], 7),
    ([{"quantityBought": 3, "consumedQuantity": 1, "quantityRemaining": 2}], 2),
    ([units(12, 5, 7, expirationDate="2026-11-22", status="Active", active=True)], 7),
    ([units(12, 5, 7, expirationDate=None, cancelledOn=None, voided=False)], 7),
    # what is used up may have expired as well: nothing of it counts anyway
    ([units(12, 12, 0, expirationDate="2020-01-01"), units(4, 1, 3)], 3),
    ([units(12, 5, 7, package={"name": "Personal Training", "price": 240})], 7),
]
UNPROVEN: Final = {
    "nothing used anywhere": [units(12, 0, 12), units(4, 0, 4)],
    "all zero": [units(0, 0, 0)],
    "does not add up": [units(12, 5, 8)],
    "one does not add up": [units(12, 5, 7), units(4, 1, 2)],
    "some are booked": [units(12, 5, 6, scheduledUnits=1)],
    "one entry lacks a key": [units(12, 5, 7), {"id": 8, "totalUnits": 4, "usedUnits": 0}],
    "no total": [{"usedUnits": 5, "remainingUnits": 7}],
    "no used": [{"totalUnits": 12, "remainingUnits": 7}],
    "only what is left": [{"remainingUnits": 7}],
    "bare words, as of money": [{"total": 12, "used": 5, "remaining": 7}],
    "money": [{"totalAmount": 12, "usedAmount": 5, "remainingAmount": 7}],
    "two things": [{**units(12, 5, 7), "totalSessions": 6, "usedSessions": 2, "sessionsLeft": 4}],
    "part of another thing": [{**units(12, 5, 7), "remainingSessions": 7}],
    "two totals": [{**units(12, 5, 7), "purchasedUnits": 12}],
    "names in two ways": [units(12, 5, 7), {"TotalUnits": 4, "UsedUnits": 1, "RemainingUnits": 3}],
    "text": [units("12", "5", "7")],
    "fractions": [units(12.0, 5.0, 7.0)],
    "halves": [units(12.5, 5, 7.5)],
    "negative": [units(2, 5, -3)],
    "truth values": [units(True, True, False)],
    "null": [units(12, 5, None)],
    "as large as an id": [units(910000131, 1, 910000130)],
    "beyond a column": [units(10**30, 1, 10**30 - 1)],
    "expired": [units(12, 5, 7, expirationDate="2026-11-20")],
    "expires today": [units(12, 5, 7, expirationDate="2026-11-21T23:59:59")],
    "an end that is no day": [units(12, 5, 7, expires="soon")],
    "an end as a number": [units(12, 5, 7, endDate=1800000000000)],
    "a state nobody knows": [units(12, 5, 7, status="Frozen")],
    "a state as a code": [units(12, 5, 7, agreementStatus=2)],
    "cancelled": [units(12, 5, 7, cancelledDate="2026-10-01")],
    "a mark as a number": [units(12, 5, 7, inactive=0)],
    "one id twice": [units(12, 5, 7, id=3), units(4, 1, 3, id="3")],
    "told twice": [units(12, 5, 7, id=None), units(12, 5, 7, id=None)],
    "not active": [units(12, 5, 7, active=False)],
    "voided below": [units(12, 5, 7, package={"agreement": {"voided": True}})],
    "voided in a list below": [units(12, 5, 7, parts=[{"name": "x"}, {"refunded": 1}])],
    "deeper than anybody looks": [units(12, 5, 7, a={"b": {"c": {"d": {"e": {"f": {"g": {}}}}}}})],
    "unknown words": [{"id": 1, "unitCount": 12, "fundedUnits": 5}],
    "empty entries": [{}, {}],
    "one of two ended": [units(12, 5, 7), units(4, 1, 3, state=5)],
}


@pytest.mark.parametrize(("entries", "left"), PROVEN)
def test_sessions_left_are_told_where_the_entries_prove_them(
    entries: list[dict[str, Any]], left: int | None
) -> None:
    assert found(entries) == Inventory(len(entries), left)


@pytest.mark.parametrize("entries", UNPROVEN.values(), ids=UNPROVEN)
def test_what_the_entries_do_not_prove_is_unknown_and_never_zero(
    entries: list[dict[str, Any]],
) -> None:
    assert found(entries) == Inventory(len(entries), None)


@pytest.mark.parametrize(
    ("text", "came"),
    [
        ("", "something unreadable"),
        ("<html></html>", "a page"),
        ("null", "another JSON value"),
        ("7", "another JSON value"),
        ("{}", "another JSON value"),
        ("[1, 2]", "another JSON value"),
        ("[[]]", "another JSON value"),
        ('[{"a": NaN}]', "something unreadable"),
        ('[{"a": 1, "a": 2}]', "something unreadable"),
        ('{"error": ["no"]}', "an error"),
        ('{"message": "Server Error"}', "an error"),
        ("[" * 100_000 + "]" * 100_000, "something unreadable"),
    ],
)
def test_what_is_no_list_of_entries_is_a_wrong_answer(text: str, came: str) -> None:
    with pytest.raises(WrongAnswer) as error:
        inventory(text, TODAY)
    assert came in str(error.value)


def test_the_members_whom_entries_name_are_told_and_whether_all_of_them_do() -> None:
    named = [units(12, 5, 7, memberId=11), units(12, 5, 7, memberId="11")]
    told = inventory(json.dumps(named), TODAY)
    assert (told.member_ids, told.all_named) == (frozenset({"11"}), True)
    told = inventory(json.dumps([*named, units(1, 1, 0)]), TODAY)
    assert (told.member_ids, told.all_named) == (frozenset({"11"}), False)
    assert inventory("[]", TODAY).all_named is False


# --- spoiled inputs -------------------------------------------------------------------------------

COUNT: Final = int(6_000 * SCALE)
SLICES: Final = 4
KEYS: Final = (
    *("totalUnits", "usedUnits", "remainingUnits", "unitsLeft", "purchasedUnits", "quantityUsed"),
    *("totalSessions", "usedSessions", "sessionsRemaining", "total", "used", "remaining", "id"),
    *("memberId", "status", "expirationDate", "active", "voided", "name", "package", "", "É1_x"),
)
VALUES: Final = (
    *(0, 1, 5, 7, 12, -1, 10_000, 10**40, 1.5, 7.0, True, False, None, "", "7", "Active"),
    *("2026-11-20", "2027-01-01", [], {}, [1], {"voided": 1}, {"a": [{"status": 5}]}),
)


def thing(dice: random.Random) -> Any:
    """Return entries that nearly prove something, spoiled here and there."""
    entries = []
    for _ in range(dice.choice((0, 1, 1, 2, 3))):
        used, left = dice.randrange(0, 4), dice.randrange(0, 9)
        entry = units(used + left, used, left)
        for _ in range(dice.choice((0, 0, 0, 1, 2, 5))):
            key = dice.choice(KEYS)
            if dice.random() < 0.3:
                entry.pop(key, None)
            else:
                entry[key] = dice.choice(VALUES)
        entries.append(entry)
    whole: Any = entries
    if dice.random() < 0.1:
        whole = dice.choice(({"data": entries}, {"items": entries}, [*entries, 7], entries * 40))
    return whole


def holds(entries: list[dict[str, Any]], left: int) -> bool:
    """Say in the plainest words whether one thing adds up in each entry to so many left."""
    for names in (
        ("totalUnits", "usedUnits", ("remainingUnits", "unitsLeft")),
        ("purchasedUnits", "usedUnits", ("remainingUnits", "unitsLeft")),
        ("totalSessions", "usedSessions", ("sessionsRemaining",)),
    ):
        for last in names[2]:
            rows = [[e.get(names[0]), e.get(names[1]), e.get(last)] for e in entries]
            if all(type(n) is int and n >= 0 for row in rows for n in row) and (
                all(row[0] == row[1] + row[2] for row in rows)
                and any(row[1] for row in rows)
                and sum(row[2] for row in rows) == left
            ):
                return True
    return False


@pytest.mark.parametrize("part", range(SLICES))
def test_no_spoiled_inventory_raises_or_gives_a_number_that_does_not_add_up(part: int) -> None:
    told = 0
    for seed in range(part, COUNT, SLICES):
        dice = random.Random(seed)
        whole = thing(dice)
        text = json.dumps(whole)
        if dice.random() < 0.1:
            at = dice.randrange(len(text))
            text = text[:at] + dice.choice(("", "}", '"', "[", "\0", "9", "é")) + text[at + 1 :]
        try:
            result = inventory(text, TODAY).inventory
        except DeskError:
            continue
        value = json.loads(text)
        entries = value["data"] if isinstance(value, dict) else value
        assert result.entries == len(entries), seed
        if result.remaining is not None:
            told += 1
            assert holds(entries, result.remaining), (seed, text)
    assert told > COUNT / SLICES / 50, "nearly nothing was believed: the test proves nothing"


def test_entries_of_any_size_are_looked_through_once() -> None:
    many = [units(12, 5, 7, package={"name": "x" * 40}) for _ in range(3000)]
    assert sessions_left(many, TODAY) == 21_000
