"""Parsers under 200,000 spoiled inputs each: an answer, nothing, or an error; never a made-up 0.

The inputs are seeded: a failure names its seed. The counts grow with GYMDESK_SCALE; 200,000 of each
is `make prove-ci`.
"""

from __future__ import annotations

import copy
import json
import random
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from gymdesk.api import clubos_agreements as agreements
from gymdesk.api import clubos_pages as pages
from gymdesk.api.clubos_values import read_day
from gymdesk.demo.pages import assignees_fragment
from gymdesk.domain.money import read_cents
from gymdesk.errors import DeskError, UnreadableAmount
from tests.conftest import SCALE
from tests.domain.test_money import EXACT, REFUSED

COUNT: Final = int(20_000 * SCALE)
SLICES: Final = 4
CURRENCIES: Final = ("USD", "EUR", "GBP", "CHF")

parts = pytest.mark.parametrize("part", range(SLICES))


def seeds(part: int) -> range:
    return range(part, COUNT, SLICES)


def is_zero(value: object) -> bool:
    """Return whether a raw value says 0, in the plainest words there are."""
    if isinstance(value, str):
        return "0" in value and not any(c.isdigit() and c != "0" for c in value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    size = abs(Decimal(str(value)))
    return size == 0 or Decimal("1e-17") <= size <= Decimal("0.000001")  # dust of floats


# --- amounts --------------------------------------------------------------------------------------

WRITTEN: Final = [v for v, *_ in (*EXACT, *REFUSED) if isinstance(v, str)]
MARKS: Final = "0123456789.,-+()$€£ '\u00a0\u202f\u2212\u2019eExXNaUSDERCHF%\t\n/"
ODD_DIGITS: Final = "٣४１²½Ⅷ"
DUSTY: Final = re.compile(r"[.,]\d{5,}")
"""What floats leave behind a number of whole cents is allowed for in texts, too."""

NUMBERS: Final = (0, -0.0, 1e-5, 5e-324, 1e308, float("nan"), float("inf"), 10**400, True, None)


def spoiled(text: str, dice: random.Random, marks: str = MARKS) -> str:
    """Return *text* with up to three letters put in, taken out or doubled."""
    letters = list(text)
    for _ in range(dice.randrange(1, 4)):
        where = dice.randrange(len(letters) + 1)
        throw = dice.random()
        if throw < 0.45:
            letters.insert(where, dice.choice(marks if dice.random() < 0.97 else ODD_DIGITS))
        elif throw < 0.8:
            del letters[where : where + 1]
        else:
            letters[where:where] = letters[where : where + 3]
    return "".join(letters)


def amount(dice: random.Random) -> object:
    throw = dice.random()
    if throw < 0.7:
        return spoiled(dice.choice(WRITTEN), dice)
    if throw < 0.8:
        return "".join(dice.choice(MARKS) for _ in range(dice.randrange(12)))
    if throw < 0.9:
        return Decimal(dice.randrange(-(10**9), 10**9)).scaleb(dice.randrange(-30, 12))
    if throw < 0.95:
        return dice.uniform(-1e6, 1e6)
    return dice.choice((*NUMBERS, [], {}, [150], b"150", object()))


@parts
def test_a_spoiled_amount_is_an_amount_or_unreadable_and_only_0_is_0(part: int) -> None:
    read = 0
    for seed in seeds(part):
        dice = random.Random(seed)
        value, currency = amount(dice), dice.choice(CURRENCIES)
        try:
            cents = read_cents(value, currency)
        except UnreadableAmount:
            continue
        read += 1
        assert (cents is None) == (value is None), seed
        if cents == 0:
            assert is_zero(value), (seed, value)
        elif isinstance(value, str) and cents is not None and not DUSTY.search(value):
            # no digit was lost or made up
            digits = re.sub(r"\D", "", value).strip("0")
            assert str(abs(cents)).strip("0") == digits, (seed, value)
    assert read > len(seeds(part)) // 20  # the spoiling leaves enough that can be read


# --- days -----------------------------------------------------------------------------------------

DAYS: Final = ("2026-11-21", "2024-02-29", "2025-02-29", "0001-01-01", "9999-12-31", "2026-13-01",
               "2026-11-21T05:00:00Z", "2026-11-21 00:00:00", "11/21/2026", "")  # fmt: skip


@parts
def test_a_spoiled_day_is_that_day_or_none(part: int) -> None:
    read = 0
    for seed in seeds(part):
        dice = random.Random(seed)
        value: Any = dice.choice(DAYS)
        if dice.random() < 0.9:
            value = spoiled(value, dice, "0123456789-/T: Z.٣１")
        elif dice.random() < 0.5:
            value = dice.choice((*NUMBERS, [], {}, b"2026-11-21", date(2026, 11, 21)))
        try:
            day = read_day(value)
        except ValueError:
            continue
        if day is None:
            assert value in (None, ""), seed
            continue
        read += 1
        year, month, on = (int(n) for n in re.findall(r"\d+", value)[:3])
        assert (day.year, day.month, day.day) == (year, month, on), (seed, value)
        assert len(value.strip()) == 10 or value.strip()[10] in "T ", (seed, value)
    assert read > len(seeds(part)) // 50


# --- the client list ------------------------------------------------------------------------------

PEOPLE: Final = (
    (910000101, "Abigail Thornbury"),
    (910000102, "Zoë O'Brien"),
    (910000103, "Ann Li"),
)
FRAGMENT: Final = assignees_fragment(PEOPLE)
PIECES: Final = (
    "<li>",
    "</li>",
    "<li class='client'>",
    "delegate(",
    "delegate(910000104,'/x')",
    "0",
    "<",
    ">",
    '"',
    "'",
    "&",
    "&#0;",
    "&#x10FFFF;",
    "\0",
    "\ufffd",
    "<!--",
    "-->",
    "<script>",
    "</a>",
    "onclick=",
    "data-id=",
    "<ul>",
    "\n" * 6,
    "é",
    "{",
    "[",
    "]",
)
AS_JSON: Final = json.dumps([{"id": key, "name": name} for key, name in PEOPLE])


def spoiled_page(text: str, dice: random.Random) -> str:
    for _ in range(dice.randrange(1, 5)):
        where = dice.randrange(len(text) + 1)
        throw = dice.random()
        if throw < 0.4:
            text = text[:where] + dice.choice(PIECES) + text[where:]
        elif throw < 0.8:
            text = text[:where] + text[where + dice.randrange(1, 60) :]
        else:
            text = text[:where] + text[dice.randrange(len(text) + 1) :]
    return text


@parts
def test_a_spoiled_client_list_is_a_list_or_a_desk_error_and_names_nobody_else(part: int) -> None:
    for seed in seeds(part):
        dice = random.Random(seed)
        text = spoiled_page(AS_JSON if dice.random() < 0.2 else FRAGMENT, dice)
        try:
            found = pages.roster(text)
        except DeskError:
            continue
        assert found.people or text.strip().startswith("["), seed
        for person in found.people:
            assert person.remote_id in text, seed
            assert person.name.strip(), seed


def test_a_client_list_that_breaks_off_anywhere_is_never_taken_for_a_shorter_one() -> None:
    """But between two clients, which only the length of the answer can tell (see the transport)."""
    between = 0
    for cut in range(1, len(FRAGMENT)):
        head = FRAGMENT[:cut]
        try:
            found = pages.roster(head)
        except DeskError:
            continue
        if len(found.people) < len(PEOPLE) and not found.troubles:
            assert head.rstrip().endswith(("</li>", "</li", "<", "<l", "<li")), cut
            between += 1
    assert between < len(FRAGMENT) // 10
    for cut in range(len(AS_JSON)):
        with pytest.raises(DeskError):
            pages.roster(AS_JSON[:cut])


# --- agreements -----------------------------------------------------------------------------------

OPENED: Final = {
    "data": {
        "id": 1500101, "memberId": 910000101, "name": "Personal Training 1x", "agreementStatus": 2,
        "startDate": "2025-03-10", "endDate": "2026-03-10", "trainerId": 900000002,
        "packageAgreementMemberServices": [
            {"name": "PT", "unitPrice": 21.5, "calendarEventType": {"ptEventType": True}}
        ],
    },
    "include": {
        "invoices": [
            {"id": 7001, "invoiceStatus": 1, "total": 90.0, "billingDate": "2026-09-01"},
            {"id": 7002, "invoiceStatus": 5, "total": 90.0, "remainingTotal": 41.98,
             "billingDate": "2026-10-01"},
            {"id": 7003, "invoiceStatus": 4, "total": 180.0, "billingDate": "2026-11-01"},
        ],
        "scheduledPayments": [{"billingDate": "2026-12-01", "total": 90.0}],
    },
}  # fmt: skip
SCALARS: Final = (
    None,
    True,
    False,
    0,
    1,
    -1,
    5,
    4,
    "",
    "0",
    "0.00",
    "1.000",
    "150",
    "$90.00",
    "n/a",
    "paid",
    "overdue",
    1e-18,
    0.004,
    -41.98,
    10**30,
    "1,234",
    [],
    {},
    [[]],
    "2026-02-30",
    "7002",
    7002,
    "NaN",
    "(5)",
    "910000101",
    910000102,
    {"id": 1},
    [{"id": 7009}],
)
FIELDS: Final = (
    "remainingTotal",
    "remainingBalance",
    "outstandingBalance",
    "totalDue",
    "total",
    "amount",
    "balance",
    "status",
    "dueDate",
    "memberId",
)


def spoiled_value(value: Any, dice: random.Random) -> Any:
    """Return a JSON value with some of its parts replaced, taken out, added or doubled."""
    value = copy.deepcopy(value)
    for _ in range(dice.randrange(1, 5)):
        place = value
        while True:
            keys: list[Any] = list(place) if isinstance(place, dict) else list(range(len(place)))
            if not keys:
                break
            key = dice.choice(keys)
            if isinstance(place[key], dict | list) and dice.random() < 0.85:
                place = place[key]
                continue
            throw = dice.random()
            if throw < 0.5:
                place[key] = copy.deepcopy(dice.choice(SCALARS))
            elif throw < 0.65:
                del place[key]
            elif isinstance(place, dict):
                place[dice.choice(FIELDS)] = copy.deepcopy(dice.choice(SCALARS))
            else:
                place.append(copy.deepcopy(place[key]))
            break
    return value


@parts
def test_a_spoiled_agreement_is_read_or_a_desk_error_and_owes_no_made_up_0(part: int) -> None:
    read = 0
    for seed in seeds(part):
        dice = random.Random(seed)
        text = json.dumps(spoiled_value(OPENED, dice))
        if dice.random() < 0.3:
            text = spoiled(text, dice, '{}[]",:0123456789.eE-+nulltrefas\\u')
        ids_wanted = dice.random() < 0.7
        try:
            found = agreements.opened_agreement(text, "USD", ids_wanted=ids_wanted)
        except DeskError:
            continue
        read += 1
        told = raw_invoices(text)
        for invoice in found.listed.agreement.invoices or ():
            if invoice.owed_cents == 0 and invoice.owed_field is not None:
                raw = [item.get(invoice.owed_field) for item in told[invoice.remote_id]]
                # invoices without an id have a name of the desk's own
                assert not told[invoice.remote_id] or any(map(is_zero, raw)), (seed, text)
    assert read > len(seeds(part)) // 5


@parts
def test_a_spoiled_list_of_agreements_is_read_or_a_desk_error(part: int) -> None:
    listed = [{"packageAgreement": OPENED["data"], "billingStatuses": {"current": None}}]
    for seed in seeds(part):
        dice = random.Random(seed)
        text = json.dumps(spoiled_value(listed, dice))
        if dice.random() < 0.3:
            text = spoiled(text, dice, '{}[]",:0123456789.eE-+nulltrefas\\u')
        try:
            found = agreements.agreement_list(text, "USD")
        except DeskError:
            continue
        assert all(item.agreement.invoices is None for item in found), seed


def raw_invoices(text: str) -> dict[str, list[dict[str, Any]]]:
    """Return the invoices of the answer as they came, by id."""
    value = json.loads(text, parse_float=Decimal)
    core = value.get("data", value.get("packageAgreement"))
    included = value.get("include")
    places = (included if isinstance(included, dict) else {}, value, core)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in next(p["invoices"] for p in places if "invoices" in p):
        found[str(item.get("id")).strip()].append(item)
    return found
