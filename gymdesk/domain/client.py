"""Clients: who somebody is to a source, and what one reading of that person brought."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from gymdesk.domain.agreement import Agreement
    from gymdesk.domain.inventory import InventoryReading

ClientId = NewType("ClientId", int)
ClubId = NewType("ClubId", int)
SignInId = NewType("SignInId", int)


class Source(StrEnum):
    """The systems that the desk reads."""

    CLUBOS = "clubos"
    WODIFY = "wodify"
    STRIPE = "stripe"


SOURCE_NAMES = {Source.CLUBOS: "ClubOS", Source.WODIFY: "WODIFY", Source.STRIPE: "Stripe"}


@dataclass(frozen=True)
class Person:
    """Who somebody is in one source. E-mail and phone are None where the source sends none."""

    remote_id: str
    name: str
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class ItemTrouble:
    """One thing that could not be read: whose, what happened, what to do. No names in it."""

    subject: str
    title: str
    message: str


@dataclass(frozen=True)
class ClientReading:
    """What one visit to a source brought about one person.

    `agreements` None = the list of agreements could not be read, so nothing is known anew. An
    agreement whose own `invoices` is None was listed but could not be opened. `inventory` None =
    it was not asked for; no figure hangs on it. `session_lost`: the session ended after the figures
    were read, so that the lane must sign in before anything else.
    """

    person: Person
    agreements: tuple[Agreement, ...] | None
    troubles: tuple[ItemTrouble, ...] = ()
    inventory: InventoryReading | None = None
    session_lost: bool = False

    @property
    def whole(self) -> bool:
        """Return whether every figure of this person was read."""
        return self.agreements is not None and all(a.invoices is not None for a in self.agreements)


def folded(text: str) -> str:
    """Return *text* for searching and sorting: no accents, no case."""
    if text.isascii():
        return text.casefold()  # nothing to take apart, and ten times quicker
    decomposed = unicodedata.normalize("NFKD", text.translate(_STROKES))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


_STROKES = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i"})
