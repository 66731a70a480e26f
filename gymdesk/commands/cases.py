"""What is done about a debt at the desk: each adds an event with the staff member who did it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from gymdesk.clock import today_in
from gymdesk.domain.card_number import holds_card_number
from gymdesk.domain.case_event import (
    LONGEST_NOTE,
    LONGEST_STAFF,
    CaseEvent,
    EventKind,
    live,
    marks_of,
    undone,
)
from gymdesk.domain.collection_rules import LIMITS, CollectionRules
from gymdesk.domain.contact import warnings
from gymdesk.domain.money import MAX_CENTS
from gymdesk.domain.promise import DECIDED, LONGEST_WAIT_DAYS, covered_by, judged
from gymdesk.errors import CardNumberTyped, ContactWarned, TextTooLong, UsageError
from gymdesk.queries.cases import (
    evidence_for,
    promise_evidence,
    read_agreements,
    rules_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from gymdesk.clock import Clock
    from gymdesk.domain.case_event import CaseMark, Channel, Covered, Outcome, PaymentKind
    from gymdesk.domain.client import ClientId, ClubId
    from gymdesk.domain.promise import Evidence, JudgedPromise
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import Store, UnitOfWork

DESK: Final = "GymDesk"
"""Who signs what the desk writes by itself."""


@dataclass(frozen=True)
class _Place:
    """Where an event is written: whose case, in which club, on which source record, and today."""

    client_id: ClientId
    club: ClubRow
    source_id: int | None
    today: date
    now_utc: datetime


class CaseCommands:
    """Adds events to cases; nothing is ever changed or removed. Every method returns event ids.

    Texts are tidied up and refused where they hold a card number or are too long. What is done to
    several clients is done to all of them or to none.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # --- words ------------------------------------------------------------------------------------

    def note(self, client_id: ClientId, text: str, *, staff: str) -> int:
        """Write a note; raises CardNumberTyped, TextTooLong or UsageError."""
        kept = tidy(text)
        if kept is None:
            raise UsageError("The note is empty")
        return self._one(client_id, staff, EventKind.NOTE, note=kept)

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
        """Log a contact or an attempt at one.

        Where there is something to think of first (`CaseDetail.warnings`), it is written only with
        a *reason*; raises ContactWarned without one.
        """
        kept, why = tidy(note), tidy(reason)

        def event(work: UnitOfWork, place: _Place) -> CaseEvent:
            events = live(work.cases.events_of(place.client_id))
            found = warnings(
                events,
                channel,
                place.now_utc,
                place.club.timezone,
                rules_of(work, place.club.club_id),
                marks_of(events),
            )
            if found and why is None:
                raise ContactWarned(warnings=". ".join(w.text for w in found), found=found)
            return replace(
                _blank(EventKind.CONTACT, staff, place.now_utc),
                channel=channel,
                outcome=outcome,
                note=kept,
                reason=why if found else None,
                warned=tuple(w.NAME for w in found),
            )

        return self._write([client_id], event)[0]

    # --- payments to come -------------------------------------------------------------------------

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
        """Take a promise to pay on a day: an amount or (None) all, of *invoices* or of the whole.

        What the figures say of earlier promises is written down first; an open one is superseded.
        Raises UsageError where nothing is owed, or the day or the amount cannot be.
        """
        kept = tidy(note)
        _require_amount(amount_cents)

        def event(work: UnitOfWork, place: _Place) -> CaseEvent:
            _require_day(on, place.today, "promised", today_counts=True)
            stored = work.clients.of_client(place.client_id)
            agreements = read_agreements(stored)
            listed = [r for r in agreements.values() if r.read_at_utc is not None]
            covers = covered_by(listed, place.today)
            if not covers and listed and all(r.agreement.invoices is not None for r in listed):
                raise UsageError("Nothing is past due, so there is nothing to promise")
            if invoices is not None:
                covers = _chosen(covers, invoices)
            _judge_one(work, place)
            return replace(
                _blank(EventKind.PROMISE, staff, place.now_utc),
                on=on,
                amount_cents=amount_cents,
                pays_by=pays_by,
                channel=channel,
                covers=covers,
                covers_all=invoices is None,
                note=kept,
            )

        return self._write([client_id], event)[0]

    def cancel_promise(self, promise_id: int, *, staff: str, note: str | None = None) -> int:
        """Take a promise off the case without judging it; raises UsageError if it is none."""
        kept = tidy(note)
        client_id, _ = self._find(promise_id, EventKind.PROMISE)

        def event(work: UnitOfWork, place: _Place) -> CaseEvent:
            holding = {e.event_id for e in live(work.cases.events_of(place.client_id))}
            if promise_id not in holding:
                raise UsageError("This promise was taken back already")
            blank = _blank(EventKind.PROMISE_CANCELLED, staff, place.now_utc)
            return replace(blank, refers_to=promise_id, note=kept)

        return self._write([client_id], event)[0]

    def says_paid(
        self,
        client_id: ClientId,
        *,
        staff: str,
        amount_cents: int | None = None,
        pays_by: PaymentKind | None = None,
        note: str | None = None,
    ) -> int:
        """Write that the client says it is paid, or paid at the desk today.

        It takes the client off the call list until figures that are fetched late enough decide.
        """
        _require_amount(amount_cents)
        return self._one(
            client_id,
            staff,
            EventKind.SAYS_PAID,
            amount_cents=amount_cents,
            pays_by=pays_by,
            note=tidy(note),
        )

    def judge(self, club_id: ClubId) -> int:
        """Write down what the figures say of every promise of a club; return how many were judged.

        To be called after a refresh. A verdict that is written stays, whatever is owed later.
        """
        now_utc = self._clock.now_utc()
        with self._store.read() as work:
            club = work.clubs.find(club_id)
            if club is None:
                return 0
            today = today_in(self._clock, club.timezone)
            holding = {key: live(own) for key, own in work.cases.events_of_club(club_id).items()}
            unjudged = {key: own for key, own in holding.items() if _has_unjudged(own)}
            evidence = promise_evidence(work, list(unjudged.items()), today)
            rules = rules_of(work, club_id)
            places = {key: work.cases.source_of(key) for key in unjudged}
        found = [
            (key, one)
            for key, own in sorted(unjudged.items())
            for one in _decided(own, evidence.get(key, {}), today, club.timezone, rules)
        ]
        if not found:
            return 0
        with self._store.begin() as work:
            for client_id, one in found:
                source = places[client_id]
                place = _Place(client_id, club, source[1] if source else None, today, now_utc)
                _write_verdict(work, place, one)
            work.commit()
        return len(found)

    # --- waiting and marks ------------------------------------------------------------------------

    def snooze(
        self, client_ids: Sequence[ClientId], until_on: date, *, staff: str, note: str | None = None
    ) -> list[int]:
        """Take clients off the call list until a day, on which they are back on it."""
        kept = tidy(note)

        def event(_work: UnitOfWork, place: _Place) -> CaseEvent:
            _require_day(until_on, place.today, "snoozed until", today_counts=False)
            return replace(_blank(EventKind.SNOOZE, staff, place.now_utc), on=until_on, note=kept)

        return self._write(client_ids, event)

    def mark(
        self,
        client_ids: Sequence[ClientId],
        mark: CaseMark,
        *,
        staff: str,
        note: str | None = None,
    ) -> list[int]:
        """Mark cases as disputed, on hold, at the agency, written off, on a plan, not to contact.

        All of it is the desk's own: nothing is written off or handed over in a source.
        """
        return self._marked(client_ids, EventKind.MARK, mark, staff, note)

    def unmark(
        self,
        client_ids: Sequence[ClientId],
        mark: CaseMark,
        *,
        staff: str,
        note: str | None = None,
    ) -> list[int]:
        """Lift a mark."""
        return self._marked(client_ids, EventKind.UNMARK, mark, staff, note)

    def assign(self, client_ids: Sequence[ClientId], owner: str | None, *, staff: str) -> list[int]:
        """Give cases to a staff member; None = to nobody."""
        whose = tidy(owner)
        if whose is not None and len(whose) > LONGEST_STAFF:
            raise TextTooLong(length=len(whose), longest=LONGEST_STAFF)

        def event(_work: UnitOfWork, place: _Place) -> CaseEvent:
            return replace(_blank(EventKind.OWNER, staff, place.now_utc), owner=whose)

        return self._write(client_ids, event)

    # --- undo -------------------------------------------------------------------------------------

    def undo(self, event_id: int, *, staff: str) -> int:
        """Take an event back by a reversing event, and return its id: undoing that is to redo.

        Raises UsageError where there is no such event, or it was taken back already.
        """
        return self.undo_all([event_id], staff=staff)[0]

    def undo_all(self, event_ids: Sequence[int], *, staff: str) -> list[int]:
        """Take several events back, newest first, all of them or none."""
        with self._store.begin() as work:
            made = []
            for event_id in sorted(event_ids, reverse=True):
                found = work.cases.find(event_id)
                if found is None:
                    raise UsageError("There is no such event")
                client_id, event = found
                if event.kind == EventKind.JUDGED:
                    raise UsageError("What the figures said cannot be taken back")
                if event_id in undone(work.cases.events_of(client_id)):
                    raise UsageError("This was taken back already")
                place = self._place(work, client_id)
                blank = _blank(EventKind.UNDO, staff, place.now_utc)
                undo = replace(blank, refers_to=event_id)
                made.append(work.cases.add(client_id, undo, place.source_id))
            work.commit()
        return made

    # --- the club's numbers -----------------------------------------------------------------------

    def set_rule(self, club_id: ClubId, name: str, value: int, *, staff: str) -> CollectionRules:
        """Change one number that the club collects by, and return them all; raises UsageError."""
        if name not in LIMITS:
            raise UsageError(f"{name[:40]} is no rule; one of {', '.join(sorted(LIMITS))}")
        least, most = LIMITS[name]
        if not least <= value <= most:
            raise UsageError(f"{name} goes from {least} to {most}")
        with self._store.begin() as work:
            if work.clubs.find(club_id) is None:
                raise UsageError("There is no such club")
            who = _staff(staff)
            work.cases.set_rule(club_id, name, value, who, self._clock.now_utc())
            rules = rules_of(work, club_id)
            work.commit()
        return rules

    # --- inside -----------------------------------------------------------------------------------

    def _one(self, client_id: ClientId, staff: str, kind: EventKind, **fields: object) -> int:
        def event(_work: UnitOfWork, place: _Place) -> CaseEvent:
            return replace(_blank(kind, staff, place.now_utc), **fields)  # type: ignore[arg-type]

        return self._write([client_id], event)[0]

    def _marked(
        self,
        client_ids: Sequence[ClientId],
        kind: EventKind,
        mark: CaseMark,
        staff: str,
        note: str | None,
    ) -> list[int]:
        kept = tidy(note)

        def event(_work: UnitOfWork, place: _Place) -> CaseEvent:
            return replace(_blank(kind, staff, place.now_utc), mark=mark, note=kept)

        return self._write(client_ids, event)

    def _write(
        self,
        client_ids: Sequence[ClientId],
        event: Callable[[UnitOfWork, _Place], CaseEvent],
    ) -> list[int]:
        with self._store.begin() as work:
            made = []
            for client_id in client_ids:
                place = self._place(work, client_id)
                made.append(work.cases.add(client_id, event(work, place), place.source_id))
            work.commit()
        return made

    def _place(self, work: UnitOfWork, client_id: ClientId) -> _Place:
        found = work.cases.source_of(client_id)
        club = None if found is None else work.clubs.find(found[0])
        if found is None or club is None:
            raise UsageError("This client is not in the store")
        today = today_in(self._clock, club.timezone)
        return _Place(client_id, club, found[1], today, self._clock.now_utc())

    def _find(self, event_id: int, kind: EventKind) -> tuple[ClientId, CaseEvent]:
        with self._store.read() as work:
            found = work.cases.find(event_id)
        if found is None or found[1].kind != kind:
            raise UsageError(f"There is no such {kind.value.replace('_', ' ')}")
        return found


def _judge_one(work: UnitOfWork, place: _Place) -> None:
    """Write the verdicts that the figures give on the client's promises."""
    events = live(work.cases.events_of(place.client_id))
    if not _has_unjudged(events):
        return
    evidence = evidence_for(events, work.clients.of_client(place.client_id), place.today)
    rules = rules_of(work, place.club.club_id)
    for one in _decided(events, evidence, place.today, place.club.timezone, rules):
        _write_verdict(work, place, one)


def _has_unjudged(events: Sequence[CaseEvent]) -> bool:
    judged_already = {e.refers_to for e in events if e.kind == EventKind.JUDGED}
    return any(e.kind == EventKind.PROMISE and e.event_id not in judged_already for e in events)


def _decided(
    events: Sequence[CaseEvent],
    evidence: Mapping[int, Evidence],
    today: date,
    timezone: str,
    rules: CollectionRules,
) -> list[JudgedPromise]:
    """Return the promises that the figures decide and that have no verdict yet."""
    zone = ZoneInfo(timezone)
    read_on = {
        key: found.read_at_utc.astimezone(zone).date()
        for key, found in evidence.items()
        if found.read_at_utc is not None
    }
    promises = judged(events, evidence, today, read_on, rules)
    return [p for p in promises if not p.fixed and p.verdict.state in DECIDED]


def _write_verdict(work: UnitOfWork, place: _Place, one: JudgedPromise) -> None:
    event = replace(
        _blank(EventKind.JUDGED, DESK, place.now_utc),
        refers_to=one.promise.promise_id,
        verdict=one.verdict.state.value,
        amount_cents=one.verdict.paid_cents,
    )
    work.cases.add(place.client_id, event, place.source_id)


def tidy(text: str | None) -> str | None:
    """Return *text* without blanks around it, None where nothing is left.

    Raises CardNumberTyped or TextTooLong.
    """
    kept = "".join(c for c in text or "" if c in "\n\t" or c.isprintable()).strip()
    if not kept:
        return None
    if len(kept) > LONGEST_NOTE:
        raise TextTooLong(length=len(kept), longest=LONGEST_NOTE)
    if holds_card_number(kept):
        raise CardNumberTyped
    return kept


def _staff(staff: str) -> str:
    who = " ".join((tidy(staff) or "").split())
    if not who:
        raise UsageError("Who does this? Name the staff member")
    if len(who) > LONGEST_STAFF:
        raise TextTooLong(length=len(who), longest=LONGEST_STAFF)
    return who


def _blank(kind: EventKind, staff: str, at_utc: datetime) -> CaseEvent:
    return CaseEvent(0, kind, at_utc, _staff(staff))


def _require_amount(cents: int | None) -> None:
    if cents is not None and not 0 < cents <= MAX_CENTS:
        raise UsageError("The amount must be more than nothing")


def _require_day(on: date, today: date, what: str, *, today_counts: bool) -> None:
    first = today if today_counts else today + timedelta(days=1)
    if on < first:
        raise UsageError(
            f"The day {what} must not be in the past"
            if today_counts
            else f"The day {what} must be after today"
        )
    if (on - today).days > LONGEST_WAIT_DAYS:
        raise UsageError(f"The day {what} is more than a year away")


def _chosen(covers: tuple[Covered, ...], invoices: Sequence[str]) -> tuple[Covered, ...]:
    wanted = set(invoices)
    chosen = tuple(c for c in covers if c.invoice_id in wanted)
    if not wanted or {c.invoice_id for c in chosen} != wanted:
        raise UsageError("A promise covers invoices that are past due; some of these are not")
    return chosen
