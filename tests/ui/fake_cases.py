"""Cases in memory, judged and ordered by the real rules, for the window's tests."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gymdesk.domain.aging import Aging
from gymdesk.domain.billing import Drafting, NotSent
from gymdesk.domain.call_list import place
from gymdesk.domain.case import fold
from gymdesk.domain.case_event import CaseEvent, Channel, Covered, EventKind, live, marks_of, undone
from gymdesk.domain.client import Source
from gymdesk.domain.collection_rules import CollectionRules
from gymdesk.domain.contact import warnings
from gymdesk.domain.promise import Evidence
from gymdesk.domain.standing import Moment
from gymdesk.errors import ContactWarned, UsageError
from gymdesk.queries.case_rows import case_row, listed, promise_row, timeline
from gymdesk.queries.cases import situation_of, standing_of
from gymdesk.rows.cases import AgedList, AgedRow, CaseDetail

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from gymdesk.domain.case import Case
    from gymdesk.domain.case_event import CaseMark, Outcome, PaymentKind
    from gymdesk.domain.client import ClientId, ClubId
    from gymdesk.errors import DeskError
    from gymdesk.rows import ClientRow
    from gymdesk.rows.cases import CallList
    from tests.ui.fakes import FakeQueries


class FakeCases:
    """Reads and writes cases. `refuses` makes the next write fail, `aged` is a past day's rows."""

    def __init__(self, queries: FakeQueries, now_utc: datetime, today: date) -> None:
        self._queries = queries
        self._today = today
        self.now_utc = now_utc
        self.events: dict[ClientId, list[CaseEvent]] = {}
        self.rules = CollectionRules()
        self.refuses: DeskError | None = None
        self.aged: tuple[AgedRow, ...] = ()
        self.aged_people = 3
        self._last_id = 0

    # --- reading --------------------------------------------------------------------------------

    def call_list(self, club_id: ClubId) -> CallList:
        owing = self._queries.collections(club_id)
        made = []
        for row in owing.rows:
            case = self._case(row)
            standing = standing_of(row, Drafting.FAILED, False, case)
            made.append((place(standing, self._at(), self.rules), row))
        return listed(owing, made, self.rules, self._at())

    def case(self, club_id: ClubId, client_id: ClientId) -> CaseDetail:
        client = self._queries.client(club_id, client_id)
        case = self._case(client.row)
        placed = place(
            standing_of(client.row, Drafting.FAILED, False, case), self._at(), self.rules
        )
        events = self.events.get(client_id, [])
        return CaseDetail(
            row=case_row(placed, client.row, self._today),
            client=client,
            timeline=timeline(events, (), case, client.row.currency),
            promises=tuple(promise_row(p) for p in case.promises),
            failure_reason=NotSent(Source.CLUBOS),
            attempts_made=NotSent(Source.CLUBOS),
            last_payment=NotSent(Source.CLUBOS),
            last_paid=None,
            warnings={c: self._warnings(client_id, c) for c in Channel},
            rules=self.rules,
        )

    def aging_on(self, club_id: ClubId, on: date) -> AgedList:
        club = self._queries.club(club_id)
        aging = sum((row.aging for row in self.aged), Aging())
        total = sum(row.past_due_cents or 0 for row in self.aged)
        return AgedList(club, on, self.aged, aging, total, 0, 0, self.aged_people)

    # --- writing --------------------------------------------------------------------------------

    def note(self, client_id: ClientId, text: str, *, staff: str) -> int:
        return self._add(client_id, EventKind.NOTE, staff, note=text)

    def contact(
        self,
        client_id: ClientId,
        channel: Channel,
        outcome: Outcome,
        *,
        staff: str,
        note: str | None = None,
        reason: str | None = None,
    ) -> int:
        found = self._warnings(client_id, channel)
        if found and reason is None:
            raise ContactWarned(warnings=". ".join(w.text for w in found), found=found)
        return self._add(
            client_id,
            EventKind.CONTACT,
            staff,
            channel=channel,
            outcome=outcome,
            note=note,
            reason=reason,
        )

    def promise(
        self,
        client_id: ClientId,
        on: date,
        *,
        staff: str,
        amount_cents: int | None = None,
        invoices: Sequence[str] | None = None,
        channel: Channel | None = None,
        pays_by: PaymentKind | None = None,
        note: str | None = None,
    ) -> int:
        row = next(p for p in self._queries.people if p.client_id == client_id)
        return self._add(
            client_id,
            EventKind.PROMISE,
            staff,
            on=on,
            amount_cents=amount_cents,
            pays_by=pays_by,
            covers=(Covered(1, "7", None, row.past_due_cents or 0),),
            covers_all=invoices is None,
        )

    def cancel_promise(self, promise_id: int, *, staff: str, note: str | None = None) -> int:
        client_id = self._whose(promise_id)
        kind = EventKind.PROMISE_CANCELLED
        return self._add(client_id, kind, staff, refers_to=promise_id, note=note)

    def says_paid(
        self,
        client_id: ClientId,
        *,
        staff: str,
        amount_cents: int | None = None,
        pays_by: PaymentKind | None = None,
        note: str | None = None,
    ) -> int:
        return self._add(
            client_id,
            EventKind.SAYS_PAID,
            staff,
            amount_cents=amount_cents,
            pays_by=pays_by,
            note=note,
        )

    def snooze(
        self, client_ids: Sequence[ClientId], until_on: date, *, staff: str, note: str | None = None
    ) -> list[int]:
        return self._all(client_ids, EventKind.SNOOZE, staff, on=until_on, note=note)

    def mark(
        self,
        client_ids: Sequence[ClientId],
        mark: CaseMark,
        *,
        staff: str,
        note: str | None = None,
    ) -> list[int]:
        return self._all(client_ids, EventKind.MARK, staff, mark=mark, note=note)

    def unmark(
        self,
        client_ids: Sequence[ClientId],
        mark: CaseMark,
        *,
        staff: str,
        note: str | None = None,
    ) -> list[int]:
        return self._all(client_ids, EventKind.UNMARK, staff, mark=mark, note=note)

    def assign(self, client_ids: Sequence[ClientId], owner: str | None, *, staff: str) -> list[int]:
        return self._all(client_ids, EventKind.OWNER, staff, owner=owner)

    def set_rule(self, club_id: ClubId, name: str, value: int, *, staff: str) -> CollectionRules:
        self.rules = replace(self.rules, **{name: value})
        return self.rules

    def undo_all(self, event_ids: Sequence[int], *, staff: str) -> list[int]:
        made = []
        for event_id in sorted(event_ids, reverse=True):
            client_id = self._whose(event_id)
            if event_id in undone(self.events[client_id]):
                raise UsageError("This was taken back already")
            made.append(self._add(client_id, EventKind.UNDO, staff, refers_to=event_id))
        return made

    # --- inside ---------------------------------------------------------------------------------

    def live(self, client_id: ClientId) -> tuple[CaseEvent, ...]:
        """Return the events of a client that hold."""
        return live(self.events.get(client_id, []))

    def _case(self, row: ClientRow) -> Case:
        events = self.events.get(row.client_id, [])
        situation = situation_of(row, Drafting.FAILED, self._at())
        evidence = {
            e.event_id: Evidence(row.fetched_at_utc) for e in events if e.kind == EventKind.PROMISE
        }
        return fold(events, (), situation, evidence, self.rules)

    def _warnings(self, client_id: ClientId, channel: Channel) -> tuple:  # type: ignore[type-arg]
        events = self.live(client_id)
        zone = "America/New_York"
        return warnings(events, channel, self.now_utc, zone, self.rules, marks_of(events))

    def _at(self) -> Moment:
        return Moment(self.now_utc, self._today, "America/New_York")

    def _whose(self, event_id: int) -> ClientId:
        for client_id, events in self.events.items():
            if any(e.event_id == event_id for e in events):
                return client_id
        raise UsageError("There is no such event")

    def _all(
        self, client_ids: Sequence[ClientId], kind: EventKind, staff: str, **fields: object
    ) -> list[int]:
        return [self._add(client_id, kind, staff, **fields) for client_id in client_ids]

    def _add(self, client_id: ClientId, kind: EventKind, staff: str, **fields: object) -> int:
        if self.refuses is not None:
            error, self.refuses = self.refuses, None
            raise error
        self._last_id += 1
        event = replace(CaseEvent(self._last_id, kind, self.now_utc, staff), **fields)  # type: ignore[arg-type]
        self.events.setdefault(client_id, []).append(event)
        return self._last_id


def past_contacts(
    cases: FakeCases, client_id: ClientId, times: Sequence[datetime], make: Callable[[int], int]
) -> None:
    """Let contacts have happened at *times*; *make* writes the one with that number."""
    now_utc = cases.now_utc
    for number, at_utc in enumerate(times):
        cases.now_utc = at_utc
        make(number)
    cases.now_utc = now_utc
