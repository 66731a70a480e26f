"""Money: whole cents of one currency, and how remote amounts are read without guessing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from gymdesk.errors import UnreadableAmount

MAX_CENTS: Final = 10**12
"""No single figure of a gym is larger than ten thousand million; more is a misread answer."""

_NOISE: Final = Decimal("0.000001")
"""Binary floats leave dust such as 41.980000000000004; a real third decimal is never this small."""

_SPECK: Final = Decimal("1e-17")
"""What floats leave of amounts is larger: a smaller number that is not 0 is none of ours."""

_CENT: Final = Decimal("0.01")

_SYMBOLS: Final = {"$": {"USD", "CAD", "AUD", "NZD"}, "€": {"EUR"}, "£": {"GBP"}}
_PREFERRED_SYMBOL: Final = {"USD": "$", "EUR": "€", "GBP": "£", "CAD": "$", "AUD": "$", "NZD": "$"}
_POINT_AND_COMMA: Final = {"USD", "CAD", "AUD", "NZD", "GBP"}
"""Currencies whose people group thousands with a comma; elsewhere it may be the decimal mark."""

_BLANKS: Final = " \u00a0\u202f\u2009'\u2019"
_BLANK_GROUPED: Final = re.compile(
    rf"[1-9][0-9]{{0,2}}([{_BLANKS}])[0-9]{{3}}(?:\1[0-9]{{3}})*(?:[.,][0-9]{{1,2}})?"
)
_PLAIN: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+")
_GROUPED: Final = {
    ",": re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+"),
    ".": re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+"),
}


@dataclass(frozen=True)
class Money:
    """An amount in whole cents (`cents`) of one currency (ISO code). Currencies never mix."""

    cents: int
    currency: str

    def __add__(self, other: Money) -> Money:
        if other.currency != self.currency:
            msg = f"{self.currency} and {other.currency} cannot be added"
            raise ValueError(msg)
        return Money(self.cents + other.cents, self.currency)

    def __str__(self) -> str:
        return in_words(self.cents, self.currency)


def in_words(cents: int, currency: str) -> str:
    """Return the amount as English text, such as "$1,234.56" or "−$3.00" (minus is U+2212)."""
    sign = "\u2212" if cents < 0 else ""
    symbol = _PREFERRED_SYMBOL.get(currency, f"{currency} ")
    return f"{sign}{symbol}{abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def plain(cents: int) -> str:
    """Return the amount as a machine reads it: two decimals, no symbol, ASCII minus."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def read_cents(value: object, currency: str, *, subject: str = "") -> int | None:
    """Return *value* of a remote answer in cents; None where the answer says null.

    Takes JSON numbers and texts such as "$1,234.56", "1.234,56 €", "(150.00)" and "150.00-".
    Raises `UnreadableAmount` for all that is not exactly one amount in whole cents, for a symbol
    of another currency, and for texts that two conventions read differently.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise UnreadableAmount(subject, f"a {type(value).__name__} stands where an amount should")
    try:
        number = _from_text(value, currency) if isinstance(value, str) else Decimal(str(value))
    except (InvalidOperation, ValueError) as error:
        raise UnreadableAmount(subject) from error
    return _whole_cents(number, subject)


def _whole_cents(number: Decimal, subject: str) -> int:
    # compared before any arithmetic: 1e999999 is a finite Decimal that overflows in a product
    if not number.is_finite() or number.copy_abs() > MAX_CENTS // 100:
        raise UnreadableAmount(subject, "the amount is not a finite amount of money")
    if number and number.copy_abs() < _SPECK:
        raise UnreadableAmount(subject)
    cents = (number * 100).to_integral_value()
    if abs(number * 100 - cents) > _NOISE * 100:
        raise UnreadableAmount(subject)
    return int(cents)


def _from_text(text: str, currency: str) -> Decimal:
    """Return the number in *text*; raises ValueError for what is not exactly one amount."""
    bare, sign = _without_sign(text.strip())
    bare, symbol = _without_currency(bare, currency)
    bare, inner_sign = _without_sign(bare)
    if sign and inner_sign:
        raise ValueError(text)
    number = Decimal(_with_decimal_point(_without_blanks(bare), symbol, currency))
    if 0 < number < _CENT:  # dust is a matter of floats; a text that is not 0 is not read as 0
        raise ValueError(text)
    return -number if "-" in (sign, inner_sign) else number


def _without_sign(text: str) -> tuple[str, str]:
    """Return the text without its sign, and the sign: "-", "+" or nothing."""
    if text.startswith("(") and text.endswith(")"):
        return text[1:-1].strip(), "-"
    for minus in ("-", "\u2212"):
        if text.startswith(minus):
            return text[1:].strip(), "-"
        if text.endswith(minus):
            return text[:-1].strip(), "-"
    return (text[1:].strip(), "+") if text.startswith("+") else (text, "")


def _without_blanks(text: str) -> str:
    """Return *text* without blanks between thousands; raises ValueError for any other blank."""
    if not any(blank in text for blank in _BLANKS):
        return text
    if not _BLANK_GROUPED.fullmatch(text):
        raise ValueError(text)
    return "".join(c for c in text if c not in _BLANKS)


def _without_currency(text: str, currency: str) -> tuple[str, str]:
    for symbol, currencies in _SYMBOLS.items():
        if text.startswith(symbol) or text.endswith(symbol):
            if currency not in currencies:
                raise ValueError(text)
            bare = text.removeprefix(symbol) if text[0] == symbol else text.removesuffix(symbol)
            return bare.strip(), symbol
    if text.startswith(currency):
        return text.removeprefix(currency).strip(), ""
    return text.removesuffix(currency).strip(), ""


def _with_decimal_point(text: str, symbol: str, currency: str) -> str:
    """Return *text* with grouping removed and "." as decimal mark; raises ValueError on doubt.

    Three digits after a single mark are thousands where the mark cannot be the decimal one: a
    comma in dollars and pounds, a point beside a euro sign. "1.000" alone may be one or a thousand.
    """
    commas, points = text.count(","), text.count(".")
    if commas and points:
        decimal = "," if text.rfind(",") > text.rfind(".") else "."
        group = "." if decimal == "," else ","
        whole, _, fraction = text.rpartition(decimal)
        if decimal in whole or not _GROUPED[group].fullmatch(whole):
            raise ValueError(text)
        return _plain_only(f"{whole.replace(group, '')}.{fraction}")
    if commas:
        whole, _, fraction = text.rpartition(",")
        if commas == 1 and len(fraction) in (1, 2):
            return _plain_only(f"{whole}.{fraction}")
        if _GROUPED[","].fullmatch(text) and (commas > 1 or currency in _POINT_AND_COMMA):
            return text.replace(",", "")
        raise ValueError(text)
    if points > 1 or _GROUPED["."].fullmatch(text):
        if not _GROUPED["."].fullmatch(text) or (points == 1 and symbol != "€"):
            raise ValueError(text)
        return text.replace(".", "")
    return _plain_only(text)


def _plain_only(text: str) -> str:
    if not _PLAIN.fullmatch(text):
        raise ValueError(text)
    return text
