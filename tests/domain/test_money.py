"""Amounts are read exactly or refused; none of them becomes 0 by accident."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gymdesk.domain.money import MAX_CENTS, Money, in_words, plain, read_cents
from gymdesk.errors import UnreadableAmount
from tests.conftest import SCALE

EXACT = [
    # numbers
    (150, "USD", 15000),
    (0, "USD", 0),
    (-150, "USD", -15000),
    (41.98, "USD", 4198),
    (41.980000000000004, "USD", 4198),  # float dust
    (0.1 + 0.2, "USD", 30),
    (0.1 + 0.2 - 0.3, "USD", 0),  # what floats leave of nothing
    (-0.0, "USD", 0),
    (Decimal("1.000"), "EUR", 100),  # a number has no thousands mark
    (10**10, "USD", MAX_CENTS),
    # texts of both conventions
    ("150", "USD", 15000),
    ("150.00", "EUR", 15000),
    (".50", "USD", 50),
    ("0.5", "USD", 50),
    ("0,5", "EUR", 50),
    ("0.00", "USD", 0),
    ("$0", "USD", 0),
    ("$1,234.56", "USD", 123456),
    ("1,234.56", "USD", 123456),
    ("1.234,56 €", "EUR", 123456),
    ("€1.234,56", "EUR", 123456),
    ("1.234 €", "EUR", 123400),
    ("1.234.567 €", "EUR", 123456700),
    ("1,234,567", "EUR", 123456700),
    ("1,234", "USD", 123400),
    ("£1,234", "GBP", 123400),
    ("1 234,56", "EUR", 123456),
    ("1\u00a0234,56\u00a0€", "EUR", 123456),
    ("1\u202f234\u202f567", "EUR", 123456700),
    ("1'234.50", "CHF", 123450),
    ("1\u2019234", "CHF", 123400),
    ("150.00 EUR", "EUR", 15000),
    ("USD 150.00", "USD", 15000),
    ("1234.500", "USD", 123450),  # no grouping has four digits in front
    (" $ 150.00\n", "USD", 15000),
    # signs
    ("(150.00)", "USD", -15000),
    ("($1,234.56)", "USD", -123456),
    ("$(150.00)", "USD", -15000),
    ("150.00-", "USD", -15000),
    ("150,00 € -", "EUR", -15000),
    ("-150.00", "USD", -15000),
    ("\u2212150.00", "USD", -15000),
    ("-$150.00", "USD", -15000),
    ("$-150.00", "USD", -15000),
    ("+150.00", "USD", 15000),
    ("$+150", "USD", 15000),
]

REFUSED = [
    # not an amount at all
    *(("", "USD"), (" ", "USD"), ("-", "USD"), ("$", "USD"), ("()", "USD"), ("USD", "USD")),
    *(("12abc", "USD"), ("abc", "USD"), ("n/a", "USD"), ("–", "USD"), ("1e5", "USD")),
    *(("NaN", "USD"), ("Infinity", "USD"), ("0x10", "USD"), ("1_000", "USD"), ("null", "USD")),
    *((True, "USD"), (False, "USD"), ([150], "USD"), ({"a": 1}, "USD"), (b"150", "USD")),
    *(("１５０", "USD"), ("１,２３４", "USD"), ("150.", "USD"), ("1..5", "USD")),
    # beyond all bounds
    *((float("nan"), "USD"), (float("inf"), "USD"), (-float("inf"), "USD"), (1e400, "USD")),
    *((Decimal("sNaN"), "USD"), (Decimal("1e400"), "USD"), (Decimal("1e999999"), "USD")),
    *((Decimal("-1e999999999999999999"), "USD"), ("9" * 400, "USD")),
    *((10**10 + 1, "USD"), ("10000000000.01", "USD")),
    # parts of a cent
    *((Decimal("1e-400"), "USD"), (Decimal("-1e-99"), "USD"), (1e-18, "USD"), (5e-324, "USD")),
    *((0.004, "USD"), (41.985, "USD"), ("0.001", "USD"), ("$1.2345", "USD"), (1e-5, "USD")),
    *((".000001", "USD"), ("0.0000000001", "USD"), ("(0.00000001)", "USD")),
    # of another currency, or of two
    *(("$150.00", "EUR"), ("150.00 €", "USD"), ("£5", "USD"), ("EUR 5", "USD"), ("5 usd", "USD")),
    *(("$5 USD", "USD"), ("$$5", "USD"), ("$5$", "USD"), ("EUR 5 EUR", "EUR"), ("CHF 5", "EUR")),
    # read differently by two conventions
    *(("1.234", "USD"), ("1.234", "EUR"), ("1.000", "USD"), ("$1.200", "USD"), ("150.000", "EUR")),
    *(("1,234", "EUR"), ("1,234 €", "EUR"), ("1,000", "CHF")),
    # groups that are none
    *(("1,23,456", "USD"), ("12,3456", "USD"), ("0,123", "USD"), ("0.123 €", "EUR")),
    *(("1.2.3", "USD"), ("1,234.567,89", "USD"), ("1,2,3.45", "USD"), ("1234,567.00", "USD")),
    *(("150 00", "USD"), ("12 34", "USD"), ("1 234,5 6", "EUR"), ("150.00 150.00", "USD")),
    *(("1 234'567", "USD"), ("1 2", "USD"), ("1\t234", "USD")),
    # two signs
    *(("--5", "USD"), ("-(5)", "USD"), ("(5)-", "USD"), ("-5-", "USD"), ("+-5", "USD")),
    *(("-+5", "USD"), ("((5))", "USD"), ("(5", "USD"), ("5 CR", "USD")),
]


@pytest.mark.parametrize(("value", "currency", "cents"), EXACT)
def test_an_amount_is_read_to_the_cent(value, currency, cents):
    assert read_cents(value, currency) == cents


@pytest.mark.parametrize(("value", "currency"), REFUSED)
def test_what_is_not_exactly_one_amount_is_refused(value, currency):
    with pytest.raises(UnreadableAmount) as refused:
        read_cents(value, currency, subject="invoice 7")
    assert refused.value.subject == "invoice 7"
    assert refused.value.message.startswith("invoice 7: ")


def test_a_number_too_long_to_print_is_refused():
    with pytest.raises(UnreadableAmount):
        read_cents(10**5000, "USD")


def test_null_is_no_amount_rather_than_0():
    assert read_cents(None, "USD") is None


@pytest.mark.parametrize("text", ["1e400", "-1e400", "1e999999999", "1e-3"])
def test_a_json_number_out_of_bounds_is_refused(text):
    with pytest.raises(UnreadableAmount):
        read_cents(json.loads(text, parse_float=Decimal), "USD")


LONG = settings(max_examples=max(50, int(1000 * SCALE)))

anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.binary(),
    st.text(),
    st.text("0123456789.,-+()$€£ '\u00a0\u2212USDER"),
    st.lists(st.integers()),
)


@LONG
@given(value=anything, currency=st.sampled_from(["USD", "EUR", "GBP", "CHF"]))
def test_any_value_is_cents_none_or_unreadable_and_only_zeros_read_as_0(value, currency):
    try:
        cents = read_cents(value, currency)
    except UnreadableAmount:
        return
    assert (cents is None) == (value is None)
    if cents == 0:
        if isinstance(value, str):
            assert set("123456789").isdisjoint(value)
            assert "0" in value
        else:
            assert abs(value) <= Decimal("0.000001")  # dust of a float, never a cent


def written(cents: int, group: str, mark: str) -> str:
    return f"{cents // 100:,}".replace(",", group) + f"{mark}{cents % 100:02d}"


@given(
    cents=st.integers(0, MAX_CENTS),
    style=st.sampled_from([",.", ".,", " ,", "\u00a0,", "\u202f,", "'.", "\u2019.", " ."]),
    sign=st.sampled_from(["{}", "-{}", "{}-", "({})", "\u2212{}"]),
)
def test_every_amount_survives_each_way_to_write_it(cents, style, sign):
    expected = cents if sign == "{}" else -cents
    assert read_cents(sign.format(written(cents, *style)), "USD") == expected
    assert read_cents(sign.format(written(cents, *style) + " €"), "EUR") == expected


@given(cents=st.integers(-MAX_CENTS, MAX_CENTS))
def test_what_the_desk_writes_it_reads(cents):
    assert read_cents(plain(cents), "USD") == cents
    assert read_cents(in_words(cents, "USD"), "USD") == cents
    assert read_cents(in_words(cents, "CHF"), "CHF") == cents


@given(cents=st.integers(-(10**9), 10**9))
def test_a_json_float_keeps_its_cents(cents):
    assert read_cents(cents / 100, "USD") == cents


@pytest.mark.parametrize(
    ("cents", "currency", "words"),
    [
        (123456, "USD", "$1,234.56"),
        (-300, "USD", "\u2212$3.00"),
        (5, "EUR", "€0.05"),
        (100, "CHF", "CHF 1.00"),
    ],
)
def test_an_amount_in_words(cents, currency, words):
    assert in_words(cents, currency) == words
    assert str(Money(cents, currency)) == words


@pytest.mark.parametrize(("cents", "text"), [(0, "0.00"), (-5, "-0.05"), (123456, "1234.56")])
def test_an_amount_for_machines(cents, text):
    assert plain(cents) == text


def test_currencies_are_never_added():
    assert Money(150, "USD") + Money(1, "USD") == Money(151, "USD")
    with pytest.raises(ValueError, match="USD and EUR"):
        Money(150, "USD") + Money(1, "EUR")
