"""The two ways in which a WODIFY is known to answer, and what not every account offers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class WodifyProfile(StrEnum):
    """WODIFY_V1 = the real API; DOCUMENTED = as the requirements describe it."""

    WODIFY_V1 = "wodify_v1"
    DOCUMENTED = "documented"


class Capability(StrEnum):
    """What nobody could verify for every account: off = the page in WODIFY is opened instead."""

    MEMBERSHIP_WRITES = "membership_writes"
    TEMPLATES = "templates"
    HOLDS = "holds"
    INVOICES = "invoices"


DEFAULT_ADDRESS: Final = "https://api.wodify.com"
"""Where every gym's WODIFY answers, in both profiles."""


@dataclass(frozen=True)
class Probed:
    """What one question of "Test connection" found.

    `verdict` is "ok", "wrong path", "no right", "fields missing" or "failed".
    """

    name: str
    verdict: str
    missing: tuple[str, ...] = ()
    detail: str = ""
