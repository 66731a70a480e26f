"""A desk with an outbox in front of a remote system that counts."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from gymdesk.clock import FixedClock
from gymdesk.commands import ClubDraft, Commands
from gymdesk.domain.client import Source
from gymdesk.domain.outbox import (
    CancelMembership,
    ChangeMembership,
    ConvertLead,
    CreateLead,
    CreateMembership,
    FieldChange,
    Intent,
    Sale,
    UpdateLead,
    WriteId,
    WriteState,
)
from gymdesk.queries import Queries
from gymdesk.sync.engine import SyncEngine
from gymdesk.sync.lease import Alone
from gymdesk.sync.outbox import Outbox, Rules, check_broken_off
from gymdesk.sync.request import SendReport, SendRequest
from tests.sync.fakes import AT

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.domain.outbox import Write
    from gymdesk.rows import ClubRow
    from gymdesk.rows.outbox import WriteRow
    from gymdesk.store.unit_of_work import Store
    from gymdesk.sync.lease import Presence
    from tests.sync.remote import LoopbackOpener, Remote

STAFF = "Jordan"
SALE = Sale("Unlimited", date(2026, 12, 1))


def a_status_change(seen: str = "New", wanted: str = "Contacted") -> UpdateLead:
    return UpdateLead("5521", "Chiara Romano", (FieldChange("status", seen, wanted),))


KINDS: dict[str, Intent] = {
    "create lead": CreateLead("Nadia", "Farouk", "nadia@mail.example"),
    "update lead": a_status_change(),
    "convert lead": ConvertLead("5521", "Chiara Romano", "chiara@mail.example", SALE),
    "sell to a client": CreateMembership("Wes", "Tanaka", "", SALE, client_id="88"),
    "sell to somebody new": CreateMembership("Kim", "Vale", "kim@mail.example", SALE),
    "change membership": ChangeMembership(
        "410", "88", "Wes Tanaka", (FieldChange("price", "99.00", "105.00"),)
    ),
    "cancel membership": CancelMembership("410", "88", "Wes Tanaka", "Active", "moves away"),
}

ONCE: dict[str, dict[str, int]] = {
    "create lead": {"made leads": 1},
    "update lead": {"changed leads": 1},
    "convert lead": {"converted": 1, "made memberships": 1},
    "sell to a client": {"made memberships": 1},
    "sell to somebody new": {"made clients": 1, "made memberships": 1},
    "change membership": {"changed memberships": 1},
    "cancel membership": {"changed memberships": 1},
}
"""What each kind does to the other system, done once."""


@dataclass
class Post:
    """The desk: one club, its outbox, and a clock that stands."""

    store: Store
    remote: Remote | None
    opener: LoopbackOpener
    clock: FixedClock = field(default_factory=lambda: FixedClock(AT))
    writes_on: bool = True
    at: Callable[[str], None] = lambda _point: None
    presence: Presence = field(default_factory=Alone)

    def __post_init__(self) -> None:
        self.commands = Commands(self.store, self.clock, self.may_write)
        self.queries = Queries(self.store, self.clock, may_write=self.may_write)
        clubs = self.queries.clubs()
        self.club: ClubRow = clubs[0] if clubs else self.commands.add_club(ClubDraft("Harbour"))
        self.engine = SyncEngine(self.store, {}, None, self.clock)  # type: ignore[arg-type]
        rules = Rules(
            self.store, self.clock, self.write, self.may_write, self.engine.turn, self.presence
        )
        self.engine.outbox = Outbox(rules, {Source.WODIFY: self.opener})

    def may_write(self, source: Source) -> bool:
        return self.writes_on and source == Source.WODIFY

    async def write(self, work: Callable[[], Any]) -> Any:
        self.at("before commit")
        done = await self.engine.write(work)
        self.at("after commit")
        return done

    def ask(self, intent: Intent, key: str | None = None) -> WriteId:
        key = key or uuid.uuid4().hex
        club_id = self.club.club_id
        return self.commands.outbox.ask(club_id, Source.WODIFY, intent, key=key, staff=STAFF)

    def send(self, *, later: timedelta = timedelta(), **request: Any) -> SendReport:
        self.clock.at_utc += later
        return self.engine.send_blocking(SendRequest(**request), lambda _told: None)

    def look(self, *, later: timedelta = timedelta(minutes=2)) -> SendReport:
        return self.send(later=later, look_only=True)

    def start_again(self) -> int:
        """Do what the next start of the desk does; return how many changes had broken off."""
        return check_broken_off(self.store, self.clock, self.presence)

    def retry(self, write_id: WriteId) -> WriteState:
        return self.commands.outbox.retry(write_id, staff=STAFF)

    def write_of(self, write_id: WriteId) -> Write:
        with self.store.read() as work:
            found = work.outbox.find(write_id)
        assert found is not None
        return found

    def row(self, write_id: WriteId) -> WriteRow:
        rows = self.queries.outbox.writes(self.club.club_id, everything=True).writes
        return next(row for row in rows if row.write_id == write_id)

    def close(self) -> None:
        self.engine.close()
        self.store.close()
