"""The cases of a club, read as the rows that the Collections pane and `case` work on."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from gymdesk.clock import today_in
from gymdesk.domain.aging import Aging
from gymdesk.domain.billing import Drafting, NotSent, drafting, last_paid, tries_of
from gymdesk.domain.call_list import place
from gymdesk.domain.case import Situation, fold
from gymdesk.domain.case_event import Channel, EventKind, live
from gymdesk.domain.client import ClientId, Source, folded
from gymdesk.domain.collection_rules import CollectionRules
from gymdesk.domain.contact import warnings
from gymdesk.domain.promise import (
    NO_EVIDENCE,
    Evidence,
    ReadAgreement,
    evidence_of,
)
from gymdesk.domain.standing import Moment, Standing
from gymdesk.errors import UnknownClub, UsageError
from gymdesk.queries.aged_rows import aged_row, joined
from gymdesk.queries.case_rows import case_row, checked_rows, listed, promise_row, timeline
from gymdesk.queries.large import no_collection
from gymdesk.rows.cases import AgedList, CaseDetail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from gymdesk.clock import Clock
    from gymdesk.domain.call_list import Placed
    from gymdesk.domain.case import Case, Turn
    from gymdesk.domain.case_event import CaseEvent
    from gymdesk.domain.client import ClubId
    from gymdesk.rows import ClientDetail, ClientRow, ClubRow, CollectionsList
    from gymdesk.rows.cases import AgedRow, CallList
    from gymdesk.store.unit_of_work import Store, StoredClient, UnitOfWork

_NO_RULES: Final = CollectionRules()


class CaseQueries:
    """Answers about cases. Every list is read with a fixed number of statements, however long."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        owing: Callable[[UnitOfWork, ClubId], CollectionsList],
        people: Callable[[UnitOfWork, ClubRow, Sequence[ClientId]], Sequence[ClientRow]],
        detail: Callable[[UnitOfWork, ClubId, ClientId], ClientDetail],
    ) -> None:
        self._store = store
        self._clock = clock
        self._owing = owing
        self._people = people
        self._detail = detail

    def rules(self, club_id: ClubId) -> CollectionRules:
        """Return the numbers that the club collects by."""
        with self._store.read() as work:
            return rules_of(work, club_id)

    def club_of(self, client_id: ClientId) -> ClubId:
        """Return the club of a client; raises UsageError if there is no such client."""
        with self._store.read() as work:
            found = work.cases.source_of(client_id)
        if found is None:
            raise UsageError("This client is not in the store")
        return found[0]

    def call_list(self, club_id: ClubId) -> CallList:
        """Return who to call in which order, and who not and why; raises UnknownClub."""
        with no_collection(), self._store.read() as work:
            return self._call_list(work, club_id)

    def _call_list(self, work: UnitOfWork, club_id: ClubId) -> CallList:
        owing = self._owing(work, club_id)
        club, today = owing.club, owing.today_on
        rules = rules_of(work, club_id)
        events = work.cases.events_of_club(club_id)
        turns = work.cases.turns_of_club(club_id)
        there = {row.client_id for row in owing.rows}
        paid = [key for key in _just_paid(turns, today, rules) if key not in there]
        rows = [*owing.rows, *self._people(work, club, paid)]
        tries = work.cases.tries(club_id)
        scheduled = work.cases.with_schedule(club_id, today)
        evidence = promise_evidence(
            work, [(r.client_id, events.get(r.client_id, ())) for r in rows], today
        )
        at = Moment(self._clock.now_utc(), today, club.timezone)
        made: list[tuple[Placed, ClientRow]] = []
        for row in rows:
            key = row.client_id
            drafted = drafting(tries.get(key, ()), today)
            case = fold(
                events.get(key, ()),
                turns.get(key, ()),
                situation_of(row, drafted, at),
                evidence.get(key, {}),
                rules,
            )
            if case.episode.closed:
                continue
            standing = standing_of(row, drafted, key in scheduled, case)
            made.append((place(standing, at, rules), row))
        return listed(owing, made, rules, at)

    def case(self, club_id: ClubId, client_id: ClientId) -> CaseDetail:
        """Return one case with its history; raises UsageError if there is no such client."""
        with self._store.read() as work:
            client = self._detail(work, club_id, client_id)
            rules = rules_of(work, club_id)
            events = work.cases.events_of(client_id)
            turns = work.cases.turns_of(client_id)
            typed = work.cases.contact_edits(client_id)
            confirmed = work.watches.confirmations(client_id)
            turned = work.watches.turns(client_id)
            stored = work.clients.of_client(client_id)
            today = client_today(self._clock, client.club)
            scheduled = client_id in work.cases.with_schedule(club_id, today)
            evidence = evidence_for(events, stored, today)
        at = Moment(self._clock.now_utc(), today, client.club.timezone)
        row = client.row
        invoices = [
            invoice
            for source in stored
            for item in source.agreements
            if item.missing_since_utc is None
            for invoice in item.agreement.invoices or ()
        ]
        drafted = drafting(tries_of(invoices), today)
        case = fold(events, turns, situation_of(row, drafted, at), evidence, rules)
        placed = place(standing_of(row, drafted, scheduled, case), at, rules)
        checked = checked_rows(confirmed, turned, row.currency)
        source = row.source_ids[0][0] if row.source_ids else Source.CLUBOS
        return CaseDetail(
            row=case_row(placed, row, today),
            client=client,
            timeline=timeline(events, typed, case, row.currency, checked),
            promises=tuple(promise_row(p) for p in case.promises),
            failure_reason=NotSent(source),
            attempts_made=NotSent(source),
            last_payment=NotSent(source),
            last_paid=last_paid(invoices),
            warnings={
                channel: warnings(live(events), channel, at.now_utc, at.timezone, rules, case.marks)
                for channel in Channel
            },
            rules=rules,
        )

    def aging_on(self, club_id: ClubId, on: date) -> AgedList:
        """Return who owed what on a past day, from the balances that were read up to then.

        Raises UsageError for a day that has not been.
        """
        with self._store.read() as work:
            club = work.clubs.find(club_id)
            if club is None:
                raise UnknownClub(name=str(club_id))
            if on > today_in(self._clock, club.timezone):
                raise UsageError("That day has not been yet")
            found = work.balances.on_day(club_id, on)
        by_client: defaultdict[ClientId, list[AgedRow]] = defaultdict(list)
        for row in found:
            by_client[row["client_id"]].append(aged_row(row))
        rows = [joined(parts) for parts in by_client.values()]
        owing = [
            r
            for r in rows
            if r.past_due_cents != 0 or r.cancelled_past_due_cents != 0 or r.aging.credit
        ]
        owing.sort(
            key=lambda r: (
                r.past_due_cents is not None,
                -(r.past_due_cents or 0),
                -(r.cancelled_past_due_cents or 0),
                folded(r.name),
                r.client_id,
            )
        )
        known = [r for r in owing if r.past_due_cents is not None]
        aging = Aging()
        for aged in known:
            aging += aged.aging
        return AgedList(
            club=club,
            on=on,
            rows=tuple(owing),
            aging=aging,
            total_past_due_cents=sum(r.past_due_cents or 0 for r in known),
            total_cancelled_cents=sum(r.cancelled_past_due_cents or 0 for r in owing),
            unknown=len(owing) - len(known),
            people=len(rows),
        )


# --- from the store to the domain -----------------------------------------------------------------


def rules_of(work: UnitOfWork, club_id: ClubId) -> CollectionRules:
    """Return the club's numbers, the defaults where none was changed."""
    return _NO_RULES.with_values(work.cases.rules(club_id))


def client_today(clock: Clock, club: ClubRow) -> date:
    """Return the club's calendar day."""
    return today_in(clock, club.timezone)


def situation_of(row: ClientRow, drafted: Drafting, at: Moment) -> Situation:
    """Return what the figures say of a client at this moment."""
    owed = bool(row.past_due_cents) or bool(row.cancelled_past_due_cents)
    unknown = row.past_due_cents is None or row.cancelled_past_due_cents is None
    read_utc = row.fetched_at_utc
    return Situation(
        owes=True if owed else None if unknown else False,
        read_at_utc=read_utc,
        read_on=None if read_utc is None else read_utc.astimezone(ZoneInfo(at.timezone)).date(),
        today=at.today,
        now_utc=at.now_utc,
        timezone=at.timezone,
        disputed_at_source=drafted == Drafting.CHARGED_BACK,
    )


def standing_of(row: ClientRow, drafted: Drafting, scheduled: bool, case: Case) -> Standing:
    """Return a client as the call list looks at them."""
    return Standing(
        client_id=row.client_id,
        name=row.name,
        currency=row.currency,
        past_due_cents=row.past_due_cents,
        cancelled_cents=row.cancelled_past_due_cents,
        days=row.days_past_due if row.past_due_cents else row.cancelled_days,
        oldest_due_on=row.oldest_due_on,
        read_at_utc=row.fetched_at_utc,
        drafting=drafted,
        scheduled=scheduled,
        has_phone=row.phone.text is not None,
        has_email=row.email.text is not None,
        case=case,
    )


def read_agreements(stored: Iterable[StoredClient]) -> dict[tuple[int, str], ReadAgreement]:
    """Return the agreements of a client by source and remote id, each with its age."""
    found: dict[tuple[int, str], ReadAgreement] = {}
    for source in stored:
        source_id = source.source_row["id"]
        for item in source.agreements:
            read_utc = item.read_at_utc or item.kept_from_utc
            read_utc = read_utc or source.source_row["fetched_at_utc"]
            if item.missing_since_utc is not None:
                read_utc = None
            key = (source_id, item.agreement.remote_id)
            found[key] = ReadAgreement(source_id, item.agreement, read_utc)
    return found


def evidence_for(
    events: Sequence[CaseEvent], stored: Iterable[StoredClient], today: date
) -> dict[int, Evidence]:
    """Return what the figures say of each promise among the *events*."""
    agreements = read_agreements(stored)
    return {
        e.event_id: evidence_of(e.covers, agreements, today) if e.covers else NO_EVIDENCE
        for e in events
        if e.kind == EventKind.PROMISE
    }


def promise_evidence(
    work: UnitOfWork, cases: Sequence[tuple[ClientId, Sequence[CaseEvent]]], today: date
) -> dict[ClientId, dict[int, Evidence]]:
    """Return the evidence of all promises of a club, read with one look at their agreements."""
    promised = {
        key: events for key, events in cases if any(e.kind == EventKind.PROMISE for e in events)
    }
    stored: defaultdict[ClientId, list[StoredClient]] = defaultdict(list)
    for item in work.clients.of_clients(sorted(promised), open_only=False):
        stored[item.source_row["client_id"]].append(item)
    return {key: evidence_for(events, stored[key], today) for key, events in promised.items()}


def _just_paid(
    turns: Mapping[ClientId, Sequence[Turn]], today: date, rules: CollectionRules
) -> list[ClientId]:
    """Return the clients whose last debt went so lately that the case may still be open.

    Somebody looked for the last time on the day of the turn or later, so that a case can also stay
    open for long where nobody looks any more: such a one is shown for as long.
    """
    longest = max(rules.close_after_card_days, rules.close_after_bank_days)
    found = []
    for key, own in turns.items():
        newest = {turn.source_id: turn for turn in own}
        gone = [t.on for t in newest.values() if not t.owes]
        if gone and (today - max(gone)).days <= longest + _UNSEEN_DAYS:
            found.append(key)
    return sorted(found)


_UNSEEN_DAYS: Final = 30
