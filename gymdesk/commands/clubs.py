"""A club as it is typed in, checked before it is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from gymdesk.domain.address import checked_address, split_base
from gymdesk.domain.client import Source
from gymdesk.domain.dialect import ClubOsDialect
from gymdesk.errors import ClubExists, UsageError

if TYPE_CHECKING:
    from gymdesk.domain.client import ClubId
    from gymdesk.rows import ClubRow

AUTOMATIC: Final = "automatic"


PLACES: Final = {
    Source.CLUBOS: ("clubos_url",),
    Source.WODIFY: ("wodify_url", "wodify_location"),
    Source.STRIPE: ("stripe_url",),
}
"""Which columns say whose people a source lists; the first one says that it is set up."""


PROFILES: Final = ("wodify_v1", "documented")


_CURRENCY: Final = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class ClubDraft:
    """A club as it was typed in. Addresses may be empty: that source is then not set up.

    `clubos_dialect` None or "automatic" = what the service answers decides.
    """

    name: str
    timezone: str = "America/New_York"
    currency: str = "USD"
    locale: str = "en_US"
    clubos_url: str | None = None
    wodify_url: str | None = None
    wodify_location: str | None = None
    wodify_profile: str | None = None
    stripe_url: str | None = None
    clubos_dialect: str | None = None

    def checked(self) -> ClubDraft:
        """Return the draft tidied up; raises UsageError or BadAddress for what cannot be."""
        name = " ".join(self.name.split())
        if not name:
            raise UsageError("A club needs a name")
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError) as error:
            raise UsageError(f"{self.timezone} is not a time zone; try America/New_York") from error
        currency = self.currency.strip().upper()
        if not _CURRENCY.fullmatch(currency):
            raise UsageError(f"{self.currency} is not a currency code; try USD")
        if self.wodify_profile and self.wodify_profile not in PROFILES:
            raise UsageError(
                f"{self.wodify_profile} is not a WODIFY profile: {' or '.join(PROFILES)}"
            )
        dialect = (self.clubos_dialect or "").strip().casefold()
        if dialect not in ("", AUTOMATIC, *ClubOsDialect):
            known = " or ".join((AUTOMATIC, *ClubOsDialect))
            raise UsageError(f"{self.clubos_dialect} is not a way ClubOS answers: {known}")
        return replace(
            self,
            clubos_dialect=None if dialect in ("", AUTOMATIC) else dialect,
            name=name,
            currency=currency,
            clubos_url=_address(self.clubos_url),
            wodify_url=_with_base(self.wodify_url),
            wodify_location=_blank(self.wodify_location),
            wodify_profile=_blank(self.wodify_profile),
            stripe_url=_address(self.stripe_url),
        )


def refuse_twin(name: str, clubs: tuple[ClubRow, ...], own: ClubId | None) -> None:
    """Raise ClubExists where another club than *own* has the name, case aside."""
    for club in clubs:
        if club.club_id != own and club.name.casefold() == name.casefold():
            raise ClubExists(name=club.name)


def _address(text: str | None) -> str | None:
    return checked_address(text) if _blank(text) and text else None


def _with_base(text: str | None) -> str | None:
    return "".join(split_base(text)) if _blank(text) and text else None


def _blank(text: str | None) -> str | None:
    return (text or "").strip() or None
