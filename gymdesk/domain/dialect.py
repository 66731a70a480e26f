"""The two ways in which a ClubOS is known to answer."""

from __future__ import annotations

from enum import StrEnum


class ClubOsDialect(StrEnum):
    """CAPTURED = as real sessions were recorded; DOCUMENTED = as the requirements describe it."""

    CAPTURED = "captured"
    DOCUMENTED = "documented"
