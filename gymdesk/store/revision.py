"""The revision of the tables that this program works with."""

from __future__ import annotations

from typing import Final

HEAD: Final = "0016"
"""A test holds it against the migrations."""
