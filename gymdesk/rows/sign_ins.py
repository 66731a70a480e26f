"""The sign-ins of a club: names only, never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gymdesk.domain.client import ClubId, SignInId, Source


@dataclass(frozen=True)
class SignInRow:
    """A user as whom a source is read; `clients` = how many its newest whole list had.

    `username` is "" where the source asks for a key and no name. `clients` None = never read.
    """

    sign_in_id: SignInId
    club_id: ClubId
    source: Source
    username: str
    added_by: str
    added_at_utc: datetime
    clients: int | None = None
