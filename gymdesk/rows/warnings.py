"""Why a list must be read with care: types with fields and an English template.

The window translates the template (`ui/phrases.py`); the command line prints the sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar


@dataclass(frozen=True)
class ListWarning:
    """One thing to know before anybody is called. Subclasses set `TEXT` and their fields."""

    TEXT: ClassVar[str] = ""

    @property
    def values(self) -> dict[str, object]:
        """Return the fields by name, to fill a (translated) template."""
        return {f.name: getattr(self, f.name) for f in fields(self)}

    @property
    def sentence(self) -> str:
        """Return what to know, in English."""
        return self.TEXT.format(**self.values)


@dataclass(frozen=True)
class NothingFetched(ListWarning):
    """No refresh ever brought a figure."""

    TEXT: ClassVar[str] = "Nothing was ever fetched from {source}."
    source: str = "ClubOS"


@dataclass(frozen=True)
class FiguresOld(ListWarning):
    """The newest figures are older than the set age."""

    TEXT: ClassVar[str] = "The figures are older than {hours} hours."
    hours: int = 24


@dataclass(frozen=True)
class SweepWaits(ListWarning):
    """A sweep is held: of `clients` it says something else than the figures that stand."""

    TEXT: ClassVar[str] = (
        "A sweep of {source} waits for a decision. Of {clients} of {everybody} clients it says "
        "something else; their figures are from before it."
    )
    source: str = "ClubOS"
    clients: int = 0
    everybody: int = 0


@dataclass(frozen=True)
class RefreshIncomplete(ListWarning):
    """The last refresh did not read everybody."""

    TEXT: ClassVar[str] = (
        "The last refresh was incomplete, {older} of {everybody} clients have older figures or "
        "none."
    )
    older: int = 0
    everybody: int = 0


LIST_WARNINGS = (NothingFetched, FiguresOld, SweepWaits, RefreshIncomplete)
"""Every kind there is; a test holds the window's translations against them."""
