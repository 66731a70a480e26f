"""What was done at the demo gym's desk in the week before: invented contacts, promises, marks.

A list that nobody ever worked with shows little of what it is for. The week is written once, after
the first refresh of a demo store, by the same commands that the window uses.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from gymdesk.clock import FixedClock, today_in
from gymdesk.commands import Commands
from gymdesk.domain.case_event import CaseMark, Channel, Outcome, PaymentKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from gymdesk.clock import Clock
    from gymdesk.commands.cases import CaseCommands
    from gymdesk.domain.client import ClientId, ClubId
    from gymdesk.queries import Queries
    from gymdesk.store.unit_of_work import Store

    Deed = Callable[[CaseCommands, ClientId, date], object]

STAFF: Final = "Dana"
AT: Final = time(15, 10)
PHONES_TYPED_DAYS_AGO: Final = 10


class Entry(NamedTuple):
    """What was done about a client, so many days ago."""

    name: str
    days_ago: int
    deed: Deed


PHONES: Final = {
    "Bram Castellan": "+1 555 0121",
    "Piet van Aarle": "+1 555 0122",
    "Marit Solheim": "+1 555 0123",
    "Declan O'Rourke": "+1 555 0124",
    "Ines Vallejo": "+1 555 0125",
    "Lina Abelard": "+1 555 0126",
    "Leopold Marchetti": "+1 555 0127",
    "Hugo Brennan-Vale": "+1 555 0128",
    "Greta Holloway": "+1 555 0129",
    "Samir Haddon": "+1 555 0130",
    "Jasper Wrenfield": "+1 555 0131",
    "Tobias Grünwald": "+1 555 0132",
    "Robin Ashdown": "+1 555 0133",
    "Priya Kestrel": "+1 555 0134",
}


def _contact(channel: Channel, outcome: Outcome, note: str | None = None) -> Deed:
    def do(cases: CaseCommands, client_id: ClientId, _today: date) -> object:
        return cases.contact(client_id, channel, outcome, staff=STAFF, note=note)

    return do


def _promise(in_days: int, note: str | None = None, cents: int | None = None) -> Deed:
    def do(cases: CaseCommands, client_id: ClientId, today: date) -> object:
        return cases.promise(
            client_id,
            today + timedelta(days=in_days),
            staff=STAFF,
            amount_cents=cents,
            channel=Channel.CALL,
            pays_by=PaymentKind.CARD,
            note=note,
        )

    return do


def _snooze(in_days: int, note: str) -> Deed:
    def do(cases: CaseCommands, client_id: ClientId, today: date) -> object:
        return cases.snooze([client_id], today + timedelta(days=in_days), staff=STAFF, note=note)

    return do


def _dispute(note: str) -> Deed:
    def do(cases: CaseCommands, client_id: ClientId, _today: date) -> object:
        return cases.mark([client_id], CaseMark.DISPUTE, staff=STAFF, note=note)

    return do


def _note(text: str) -> Deed:
    def do(cases: CaseCommands, client_id: ClientId, _today: date) -> object:
        return cases.note(client_id, text, staff=STAFF)

    return do


WEEK: Final = (
    Entry("Ines Vallejo", 9, _contact(Channel.CALL, Outcome.SPOKE, "Card was replaced.")),
    Entry("Ines Vallejo", 9, _promise(4, "Will enter the new card.")),
    Entry("Bram Castellan", 6, _contact(Channel.CALL, Outcome.VOICEMAIL)),
    Entry("Marit Solheim", 5, _contact(Channel.CALL, Outcome.SPOKE)),
    Entry("Marit Solheim", 5, _promise(8, "Salary comes that day.")),
    Entry("Hugo Brennan-Vale", 5, _contact(Channel.EMAIL, Outcome.SENT)),
    Entry("Hugo Brennan-Vale", 4, _dispute("Says the coach cancelled two of the sessions.")),
    Entry("Piet van Aarle", 3, _contact(Channel.CALL, Outcome.NO_ANSWER)),
    Entry("Declan O'Rourke", 3, _contact(Channel.CALL, Outcome.SPOKE)),
    Entry("Declan O'Rourke", 3, _promise(3, "Half of it now, the rest next month.", 31485)),
    Entry("Leopold Marchetti", 2, _snooze(6, "Travelling until then.")),
    Entry("Bram Castellan", 2, _contact(Channel.CALL, Outcome.NO_ANSWER)),
    Entry("Greta Holloway", 2, _note("Prefers to be called after six.")),
    Entry("Piet van Aarle", 1, _contact(Channel.TEXT, Outcome.SENT)),
    Entry("Jasper Wrenfield", 1, _contact(Channel.CALL, Outcome.WRONG_NUMBER)),
)
"""In the order in which it happened; a name that the list does not have is passed over."""


class DemoWeek:
    """Writes the week into a demo store that holds no work of anybody yet."""

    def __init__(self, store: Store, clock: Clock, queries: Queries) -> None:
        self._store = store
        self._clock = clock
        self._queries = queries

    def write_once(self, club_id: ClubId) -> int:
        """Write the week if nothing was done at this desk; return how many entries were written."""
        with self._store.read() as work:
            if work.cases.events_of_club(club_id):
                return 0
        ids = {row.name: row.client_id for row in self._queries.collections(club_id).rows}
        club = self._queries.club(club_id)
        zone, today = ZoneInfo(club.timezone), today_in(self._clock, club.timezone)

        def desk_of(day: date) -> Commands:
            return Commands(self._store, FixedClock(datetime.combine(day, AT, zone)))

        typing = desk_of(today - timedelta(days=PHONES_TYPED_DAYS_AGO))
        for name, phone in PHONES.items():
            if name in ids:
                typing.set_contact(ids[name], staff=STAFF, phone=phone)
        known = [entry for entry in WEEK if entry.name in ids]
        for name, days_ago, deed in known:
            day = today - timedelta(days=days_ago)
            deed(desk_of(day).cases, ids[name], day)
        return len(known)
