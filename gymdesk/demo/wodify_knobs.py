"""The faults a test can switch on in the demo WODIFY, and what the server saw."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Profile = Literal["wodify_v1", "documented"]
Fault = Literal[
    "error 500",
    "error 502",
    "error 503",
    "429",
    "429 soon",
    "envelope",
    "api error",
    "truncated",
    "cut off",
    "page",
]
"""Of an answer "truncated" sends a part and calls it all; with "cut off" the connection breaks."""


@dataclass
class WodifyKnobs:
    """Faults of the demo WODIFY; they may be turned while it runs.

    `requests` is written by the server, for tests to read.
    """

    profile: Profile = "wodify_v1"
    base: str = "/v1"
    """Under which path the service lives."""
    wrong_key_status: int = 403
    missing_in_200: bool = False
    """A record that is not there is told in a 200 with an envelope."""
    extra_empty_page: bool = False
    """A list whose length is a multiple of the page says "more" once too often."""
    stuck_more: bool = False
    """`has_more` is always true; pages past the end are empty."""
    stuck_page: bool = False
    """`has_more` is always true; pages past the end repeat the last one."""
    page_twice: int | None = None
    """This page answers once with the rows of the page before it."""
    page_always_twice: int | None = None
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    """By path: what its next answers are instead, one after another."""
    broken: dict[str, Fault] = field(default_factory=dict)
    """By path: what every answer is instead."""
    no_right: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    """Fields that the answers do not have."""
    membership_writes: bool = False
    half_conversions: bool = False
    """A lead becomes a client, and the membership that was to come along does not (documented)."""
    now_s: Callable[[], float] = time.monotonic
    """By which clock the service counts."""
    per_s: float | None = None
    """So many requests a second are answered after a burst of 20, the others with 429."""
    before: Callable[[str, str], None] | None = None
    """Called with method and path before each request is answered: to change the gym meanwhile."""
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Method, path and parameters of every request, in order of arrival."""
    times_s: list[float] = field(default_factory=list)
    """When each of them came, by that clock."""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    """The body of every change, in order of arrival."""

    def writes(self) -> list[tuple[str, str]]:
        """Return method and path of everything that changes something."""
        return [(method, path) for method, path, _ in self.requests if method != "GET"]
