"""What is wrong with the store itself: a broken rule, how often, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a broken rule is: an error makes figures wrong, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Violation:
    """A rule that does not hold. `samples` are ids, never names."""

    rule: str
    severity: Severity
    count: int
    samples: tuple[str, ...]
    advice: str
