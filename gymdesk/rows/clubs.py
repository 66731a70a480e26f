"""A club, as the window and the command line show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gymdesk.domain.client import ClubId
    from gymdesk.domain.dialect import ClubOsDialect


@dataclass(frozen=True)
class ClubRow:
    """A club (gym) and where its sources live. Addresses are None where not set up.

    `clubos_dialect` is what the user chose (None = find out), `clubos_dialect_found` what the last
    sign-in showed.
    """

    club_id: ClubId
    uid: str
    name: str
    timezone: str
    currency: str
    locale: str
    clubos_url: str | None = None
    wodify_url: str | None = None
    wodify_location: str | None = None
    wodify_profile: str | None = None
    stripe_url: str | None = None
    clubos_dialect: ClubOsDialect | None = None
    clubos_dialect_found: ClubOsDialect | None = None
