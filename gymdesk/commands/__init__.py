"""What the user does at the desk: set up clubs, correct contacts; no remote column is touched."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from gymdesk.commands.cases import CaseCommands
from gymdesk.commands.clubs import AUTOMATIC, PLACES, PROFILES, ClubDraft, refuse_twin
from gymdesk.commands.files import FileCommands
from gymdesk.commands.held import HeldCommands
from gymdesk.commands.imports import ImportCommands
from gymdesk.commands.joins import JoinCommands
from gymdesk.commands.leads import LeadCommands
from gymdesk.commands.looks import LookCommands
from gymdesk.commands.membership_files import MembershipFileCommands
from gymdesk.commands.outbox import OutboxCommands, nothing_may_be_written
from gymdesk.commands.sign_ins import SignInCommands
from gymdesk.commands.status_words import StatusWordCommands
from gymdesk.domain.client import SOURCE_NAMES
from gymdesk.errors import NoClub, OtherGym, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClientId, ClubId, Source
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import Store, UnitOfWork

__all__ = ["AUTOMATIC", "LONGEST_CONTACT", "PROFILES", "ClubDraft", "Commands"]

LONGEST_CONTACT: Final = 200


_KEEP: Final = object()


class Commands:
    """Writes what the user decides; each local edit names the staff member who made it.

    What is done about debts is `cases`, what is to be changed in other systems `outbox`.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        may_write: Callable[[Source], bool] = nothing_may_be_written,
    ) -> None:
        self._store = store
        self._clock = clock
        self.cases = CaseCommands(store, clock)
        self.held = HeldCommands(store, clock)
        self.leads = LeadCommands(store, clock)
        self.imports = ImportCommands(store, clock)
        self.membership_files = MembershipFileCommands(store, clock)
        self.files = FileCommands(self.imports, self.membership_files)
        self.looks = LookCommands(store, clock)
        self.outbox = OutboxCommands(store, clock, may_write)
        self.sign_ins = SignInCommands(store, clock)
        self.joins = JoinCommands(store, clock)
        self.status_words = StatusWordCommands(store, clock)

    def add_club(self, draft: ClubDraft) -> ClubRow:
        """Add a club; raises ClubExists, BadAddress or UsageError."""
        draft = draft.checked()
        with self._store.begin() as work:
            refuse_twin(draft.name, work.clubs.all(), None)
            club_id = work.clubs.add(uuid.uuid4().hex, asdict(draft), self._clock.now_utc())
            club = work.clubs.find(club_id)
            work.commit()
        if club is None:
            raise NoClub
        return club

    def change_club(self, club_id: ClubId, draft: ClubDraft, *, same_gym: bool = False) -> ClubRow:
        """Replace a club's settings; raises ClubExists, BadAddress, UsageError or NoClub.

        OtherGym where clients came from an address that is changed, unless it is said that the
        *same_gym* has moved: at another gym's address all of them would be missing.
        """
        draft = draft.checked()
        with self._store.begin() as work:
            refuse_twin(draft.name, work.clubs.all(), club_id)
            before = work.clubs.find(club_id)
            if before and before.currency != draft.currency and work.clients.names(club_id):
                reason = "The currency stays once figures were fetched; add another gym instead"
                raise UsageError(reason)
            if before is not None and not same_gym:
                _refuse_other_gym(work, before, draft)
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

    def confirm_amount(self, client_id: ClientId, cents: int, *, staff: str) -> int:
        """Write that a staff member checked what the client owes, and return the id of that.

        Raises UsageError.
        """
        with self._store.begin() as work:
            _require_client(work, client_id)
            made = work.watches.confirm(client_id, cents, staff, self._clock.now_utc())
            work.commit()
        return made

    def take_back_confirmation(self, confirmation_id: int, *, staff: str) -> None:
        """Undo a confirmation by a row that says so; the one before it counts again.

        Raises UsageError where there is no such one, or somebody was faster.
        """
        self._turn_confirmation(confirmation_id, staff, holds=False)

    def confirm_again(self, confirmation_id: int, *, staff: str) -> None:
        """Redo a confirmation that was taken back; raises UsageError."""
        self._turn_confirmation(confirmation_id, staff, holds=True)

    def watch(self, client_id: ClientId, expected_cents: int | None, *, staff: str) -> None:
        """Watch a client whose amount is known; None ends the watch. Raises UsageError."""
        with self._store.begin() as work:
            _require_client(work, client_id)
            work.watches.watch(client_id, expected_cents, staff, self._clock.now_utc())
            work.commit()

    def _turn_confirmation(self, confirmation_id: int, staff: str, *, holds: bool) -> None:
        with self._store.begin() as work:
            held = work.watches.holds(confirmation_id)
            if held is None:
                raise UsageError("There is no such confirmation")
            if held == holds:
                raise UsageError(
                    "This confirmation holds already" if holds else "This was taken back already"
                )
            work.watches.turn(confirmation_id, holds, staff, self._clock.now_utc())
            work.commit()


def _refuse_other_gym(work: UnitOfWork, before: ClubRow, draft: ClubDraft) -> None:
    for source, places in PLACES.items():
        then = [getattr(before, place) for place in places]
        now = [getattr(draft, place) for place in places]
        if now[0] is None or then == now or not work.clients.roster_ids(before.club_id, source):
            continue
        was = " ".join(place for place in then if place) or "an address that was taken out"
        raise OtherGym(name=before.name, source=SOURCE_NAMES[source], address=was)


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
