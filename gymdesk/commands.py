"""What the user does at the desk: set up clubs, correct contacts; no remote column is touched."""

from __future__ import annotations

import re
import uuid
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from gymdesk.domain.address import checked_address
from gymdesk.domain.dialect import ClubOsDialect
from gymdesk.errors import ClubExists, NoClub, UsageError

if TYPE_CHECKING:
    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClientId, ClubId
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import Store, UnitOfWork

AUTOMATIC: Final = "automatic"
PROFILES: Final = ("wodify_v1", "documented")
LONGEST_CONTACT: Final = 200

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_KEEP: Final = object()


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
            wodify_url=_address(self.wodify_url),
            wodify_location=_blank(self.wodify_location),
            wodify_profile=_blank(self.wodify_profile),
            stripe_url=_address(self.stripe_url),
        )


class Commands:
    """Writes what the user decides; each local edit names the staff member who made it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def add_club(self, draft: ClubDraft) -> ClubRow:
        """Add a club; raises ClubExists, BadAddress or UsageError."""
        draft = draft.checked()
        with self._store.begin() as work:
            _refuse_twin(draft.name, work.clubs.all(), None)
            club_id = work.clubs.add(uuid.uuid4().hex, asdict(draft), self._clock.now_utc())
            club = work.clubs.find(club_id)
            work.commit()
        if club is None:
            raise NoClub
        return club

    def change_club(self, club_id: ClubId, draft: ClubDraft) -> ClubRow:
        """Replace a club's settings; raises ClubExists, BadAddress, UsageError or NoClub."""
        draft = draft.checked()
        with self._store.begin() as work:
            _refuse_twin(draft.name, work.clubs.all(), club_id)
            before = work.clubs.find(club_id)
            if before and before.currency != draft.currency and work.clients.names(club_id):
                reason = "The currency stays once figures were fetched; add another gym instead"
                raise UsageError(reason)
            moved = before is not None and before.clubos_url != draft.clubos_url
            forgotten = {"clubos_dialect_found": None} if moved else {}
            work.clubs.change(club_id, {**asdict(draft), **forgotten})
            club = work.clubs.find(club_id)
            work.commit()
        if club is None:
            raise NoClub
        return club

    def set_contact(
        self,
        client_id: ClientId,
        *,
        staff: str,
        email: str | object | None = _KEEP,
        phone: str | object | None = _KEEP,
    ) -> None:
        """Write the desk's own e-mail or phone of a client; None or "" takes it away again.

        What a source sends stays beside it and no refresh overwrites it. Raises UsageError.
        """
        wanted = {"email": email, "phone": phone}
        with self._store.begin() as work:
            for field, value in wanted.items():
                if value is not _KEEP:
                    text = _contact(field, value)
                    now_utc = self._clock.now_utc()
                    if not work.clients.set_contact(client_id, field, text, staff, now_utc):
                        raise UsageError("This client is not in the store")
            work.commit()

    def confirm_amount(self, client_id: ClientId, cents: int, *, staff: str) -> None:
        """Write that a staff member checked what the client owes; raises UsageError."""
        with self._store.begin() as work:
            _require_client(work, client_id)
            work.watches.confirm(client_id, cents, staff, self._clock.now_utc())
            work.commit()

    def watch(self, client_id: ClientId, expected_cents: int | None, *, staff: str) -> None:
        """Watch a client whose amount is known; None ends the watch. Raises UsageError."""
        with self._store.begin() as work:
            _require_client(work, client_id)
            work.watches.watch(client_id, expected_cents, staff, self._clock.now_utc())
            work.commit()


def _require_client(work: UnitOfWork, client_id: ClientId) -> None:
    if not work.clients.exists(client_id):
        raise UsageError("This client is not in the store")


def _contact(field: str, value: object) -> str | None:
    text = " ".join(str(value or "").split())
    if len(text) > LONGEST_CONTACT or (field == "email" and text and "@" not in text):
        raise UsageError(f"{text[:40]} is not an e-mail address")
    if field == "phone" and text and not any(c.isdigit() for c in text):
        raise UsageError(f"{text[:40]} is not a phone number")
    return text or None


def _refuse_twin(name: str, clubs: tuple[ClubRow, ...], own: ClubId | None) -> None:
    for club in clubs:
        if club.club_id != own and club.name.casefold() == name.casefold():
            raise ClubExists(name=club.name)


def _address(text: str | None) -> str | None:
    return checked_address(text) if _blank(text) and text else None


def _blank(text: str | None) -> str | None:
    return (text or "").strip() or None
