"""The colour tokens of the three themes (the look, section 3), and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Theme(StrEnum):
    """The three looks of the window."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True)
class Tokens:
    """One colour per use, as "#RRGGBB". `aging` is 1-30, 31-60, 61-90, 91+ days."""

    frame: str
    surface: str
    raised: str
    sunken: str
    line: str
    edge: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    accent_text: str
    accent_soft: str
    sel: str
    sel_text: str
    hover: str
    focus: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    bad: str
    bad_soft: str
    note: str
    note_soft: str
    tip: str
    tip_text: str
    aging: tuple[str, str, str, str]


TOKENS: Final[Mapping[Theme, Tokens]] = {
    Theme.LIGHT: Tokens(
        frame="#F3F4F6",
        surface="#FFFFFF",
        raised="#FFFFFF",
        sunken="#F7F8FA",
        line="#E1E4E8",
        edge="#79818C",
        text="#1A1F26",
        text2="#545D69",
        text3="#616A76",
        accent="#2457C5",
        accent_hover="#1C489F",
        accent_text="#FFFFFF",
        accent_soft="#E6EDFB",
        sel="#DCE7FB",
        sel_text="#1A1F26",
        hover="#EEF1F5",
        focus="#2457C5",
        good="#17693F",
        good_soft="#E2F3E9",
        warn="#7E5200",
        warn_soft="#FCF0D6",
        bad="#B0261D",
        bad_soft="#FCE8E6",
        note="#5B4A9C",
        note_soft="#ECE8F8",
        tip="#1A1F26",
        tip_text="#FFFFFF",
        aging=("#BC8A1E", "#A9520F", "#862A16", "#4E0F0D"),
    ),
    Theme.DARK: Tokens(
        frame="#16191D",
        surface="#1E2227",
        raised="#252A31",
        sunken="#1A1D22",
        line="#31373F",
        edge="#7C8692",
        text="#E8EAED",
        text2="#AAB2BD",
        text3="#98A1AD",
        accent="#7FA8FF",
        accent_hover="#9BBBFF",
        accent_text="#0E1626",
        accent_soft="#253250",
        sel="#2A3B5E",
        sel_text="#F2F5FA",
        hover="#282D34",
        focus="#8DB2FF",
        good="#6CC793",
        good_soft="#1D3529",
        warn="#E3B45A",
        warn_soft="#3A2F18",
        bad="#FF8F84",
        bad_soft="#432522",
        note="#B7A6F2",
        note_soft="#2F2A47",
        tip="#E8EAED",
        tip_text="#16191D",
        aging=("#8A6A2C", "#C07F36", "#EE9A6C", "#FFD3C2"),
    ),
    Theme.CONTRAST: Tokens(
        frame="#000000",
        surface="#000000",
        raised="#000000",
        sunken="#000000",
        line="#9A9A9A",
        edge="#FFFFFF",
        text="#FFFFFF",
        text2="#FFFFFF",
        text3="#E0E0E0",
        accent="#FFE600",
        accent_hover="#FFF27A",
        accent_text="#000000",
        accent_soft="#000000",
        sel="#FFE600",
        sel_text="#000000",
        hover="#2B2B2B",
        focus="#00E5FF",
        good="#5CFF9C",
        good_soft="#000000",
        warn="#FFD24A",
        warn_soft="#000000",
        bad="#FF9D94",
        bad_soft="#000000",
        note="#CDBBFF",
        note_soft="#000000",
        tip="#FFFFFF",
        tip_text="#000000",
        aging=("#A8842C", "#DB9140", "#FFAE85", "#FFE3DA"),
    ),
}
