"""A message of the status bar, as Messages keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True)
class Message:
    """What was said, and when."""

    at_utc: datetime
    text: str
