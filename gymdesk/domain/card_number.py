"""Card numbers: found in what people type, so that none is ever kept."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_SHORTEST: Final = 13
_LONGEST: Final = 19
_RUN: Final = re.compile(r"[0-9](?:[ \-./]{0,3}[0-9])+")
_GROUP: Final = re.compile(r"[0-9]+")
_FIRST_DIGITS: Final = "23456"
"""Every card that is paid with starts with one of these."""


def holds_card_number(text: str) -> bool:
    """Return whether *text* holds digits that can be a card number, in groups or in one piece.

    A number begins where a group of digits begins: inside of one long number, such as an
    account's, none is looked for.
    """
    for run in _RUN.findall(_plain(text)):
        groups = _GROUP.findall(run)
        for first in range(len(groups)):
            digits = ""
            for group in groups[first:]:
                digits += group
                if len(digits) > _LONGEST:
                    break
                if len(digits) >= _SHORTEST and digits[0] in _FIRST_DIGITS and passes_luhn(digits):
                    return True
    return False


def passes_luhn(digits: str) -> bool:
    """Return whether the check digit of *digits* fits."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _plain(text: str) -> str:
    """Return *text* with full-width digits made plain and what nobody sees taken out."""
    folded = unicodedata.normalize("NFKC", text)
    seen = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    # other blanks and dashes than the plain ones separate groups just as well
    return "".join(map(_plain_sign, seen))


def _plain_sign(sign: str) -> str:
    if sign.isspace():
        return " "
    if unicodedata.category(sign) == "Pd":
        return "-"
    digit = unicodedata.decimal(sign, None)
    return sign if digit is None else str(digit)
