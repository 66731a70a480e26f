"""Texts as paper takes them: one line, no tricks; names and numbers shortened for public view."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal

Privacy = Literal["full", "public"]

_BIDI_CONTROLS: Final = frozenset(
    "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_NOT_A_NUMBER: Final = re.compile(r"[^\d.,'’\s\u2212-]")


def one_line(text: str) -> str:
    """Return *text* on one line, without control characters and direction overrides."""
    kept = "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c
        for c in text
        if c not in _BIDI_CONTROLS and unicodedata.category(c) != "Cs"
    )
    return " ".join(kept.split())


def short_name(name: str) -> str:
    """Return first name and initial: "Mara Ellison" and "Ellison, Mara" become "Mara E."."""
    whole = one_line(name)
    last, comma, first = whole.partition(",")
    words = f"{first} {last}".split() if comma and first.strip() else whole.split()
    if not words:
        return ""
    if len(words) == 1:
        # An only word may be a surname or an e-mail address.
        return f"{words[0][0]}."
    last_word = last.split()[-1] if comma and first.strip() and last.split() else words[-1]
    return f"{words[0]} {last_word[0]}."


def short_phone(phone: str) -> str:
    """Return the last four digits of a number: "(555) 010-0142" becomes "…0142"."""
    digits = [c for c in phone if c.isdigit()]
    return f"…{''.join(digits[-4:])}" if len(digits) > 5 else "…"


def bare_amount(money: str) -> str:
    """Return an amount without its currency sign: "$1,234.56" becomes "1,234.56"."""
    return _NOT_A_NUMBER.sub("", money).strip()
