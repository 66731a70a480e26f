"""Cases as the Collections pane works them: the call list, one case with its history, old days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gymdesk.domain.call_words import (
    AmountUnknown,
    FiguresTooOld,
    PromisePending,
    PromiseUnjudged,
    sentence,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from gymdesk.domain.aging import Aging
    from gymdesk.domain.billing import Drafting, LastPaid, NotSent
    from gymdesk.domain.call_words import Clause, Gate, Lane, Tier
    from gymdesk.domain.case import SaysPaid, Stage
    from gymdesk.domain.case_event import CaseMark, Channel, EventKind, Outcome, PaymentKind
    from gymdesk.domain.client import ClientId, Source
    from gymdesk.domain.collection_rules import CollectionRules
    from gymdesk.domain.contact import ContactWarning
    from gymdesk.domain.past_due import Mark
    from gymdesk.domain.promise import PromiseState
    from gymdesk.rows.client_details import ClientDetail
    from gymdesk.rows.clients import ClientRow
    from gymdesk.rows.clubs import ClubRow
    from gymdesk.rows.collections import CollectionsList
    from gymdesk.rows.warnings import ListWarning


@dataclass(frozen=True, slots=True)
class ContactedRow:
    """The last time that somebody was in touch with a client, or tried to be."""

    at_utc: datetime
    staff: str
    channel: Channel
    outcome: Outcome
    note: str | None


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise with what became of it.

    `amount_cents` None = all that it covers; `asked_cents` is that in money (None = not known).
    `judged_after_on`: figures fetched after this day decide. `wants_refresh`: it is past that day,
    and the figures are older. `invoices` = how many it covers.
    """

    promise_id: int
    on: date
    amount_cents: int | None
    asked_cents: int | None
    paid_cents: int
    state: PromiseState
    judged_after_on: date
    wants_refresh: bool
    pays_by: PaymentKind | None
    channel: Channel | None
    covers_all: bool
    invoices: int
    taken_by: str
    taken_at_utc: datetime
    note: str | None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One client of the list: the figures (`client`), the stage, and what to do next.

    `gate` says why the client is not called now, None = to do. `why` is the sentence under the row
    in parts (`why_text` in English). `tier` and `value_at_risk` (ten-thousandths of a cent per day
    of waiting) make the order. `next_on` is the day something is to be done or decided, `lane` how,
    `not_before_h` the hour a call waits for. `paid_on`, `closes_on`: nothing is owed since, and the
    case closes then. `orphan`: nothing is scheduled and nobody was in touch.
    """

    client: ClientRow
    stage: Stage
    gate: Gate | None
    why: tuple[Clause, ...]
    tier: Tier
    value_at_risk: int
    lane: Lane
    not_before_h: int | None
    next_on: date | None
    orphan: bool
    drafting: Drafting
    since_on: date | None
    paid_on: date | None
    closes_on: date | None
    closed: bool
    marks: frozenset[CaseMark]
    owner: str | None
    last_contact: ContactedRow | None
    attempts: int
    unanswered: int
    promise: PromiseRow | None
    says_paid: SaysPaid | None
    snoozed_until: date | None

    @property
    def client_id(self) -> ClientId:
        """Return whose case it is."""
        return self.client.client_id

    @property
    def promised(self) -> bool:
        """Return whether the client is off the list because of a promise."""
        return isinstance(self.gate, PromisePending | PromiseUnjudged)

    @property
    def why_text(self) -> str:
        """Return why the row stands where it stands, in English."""
        return sentence(self.why)


@dataclass(frozen=True, slots=True)
class TrainerTotal:
    """What the clients of one trainer owe. `trainer` None = no trainer is known."""

    trainer: str | None
    clients: int
    to_do: int
    past_due_cents: int
    cancelled_cents: int


@dataclass(frozen=True)
class CallList:
    """Who to call, in the order to call them, and who not, each with the reason.

    `to_do` and `off` together are everybody who owes or may owe, and who has just paid. The two
    totals are added separately; `agrees` says whether the buckets make up the balances. `owing` is
    the list by amount that it was made from, with the same rows.
    """

    club: ClubRow
    today_on: date
    owing: CollectionsList
    to_do: tuple[CaseRow, ...]
    off: tuple[CaseRow, ...]
    by_trainer: tuple[TrainerTotal, ...]
    rules: CollectionRules
    aging: Aging
    total_past_due_cents: int
    total_cancelled_cents: int
    unknown: int
    quiet_until_h: int | None
    figures_from_utc: datetime | None
    complete: bool
    warning: ListWarning | None

    @property
    def rows(self) -> tuple[CaseRow, ...]:
        """Return everybody: those to do first."""
        return self.to_do + self.off

    @property
    def promised(self) -> tuple[CaseRow, ...]:
        """Return who is off the list because of a promise."""
        return tuple(r for r in self.off if r.promised)

    @property
    def waiting(self) -> tuple[CaseRow, ...]:
        """Return who is off the list for want of figures: a refresh may bring them back."""
        wanting = (AmountUnknown, FiguresTooOld, PromiseUnjudged)
        return tuple(r for r in self.off if isinstance(r.gate, wanting))

    @property
    def orphans(self) -> tuple[CaseRow, ...]:
        """Return whose debt nobody is after: nothing scheduled, nobody contacted."""
        return tuple(r for r in self.rows if r.orphan)

    @property
    def agrees(self) -> bool:
        """Return whether the buckets add up to the sum of the balances."""
        return self.aging.past_due_cents == self.total_past_due_cents


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One thing that happened in a case. `what` says it in parts (`text` in English).

    `event_id` None = it is no event of the case (a typed contact, a debt that came or went).
    `undone`: it was taken back. `can_undo`: `commands.cases.undo(event_id)` takes it back.
    `earlier`: it is about a debt that was closed before.
    """

    event_id: int | None
    kind: EventKind | None
    at_utc: datetime
    staff: str
    what: tuple[Clause, ...]
    note: str | None = None
    channel: Channel | None = None
    outcome: Outcome | None = None
    undone: bool = False
    can_undo: bool = False
    earlier: bool = False

    @property
    def text(self) -> str:
        """Return what happened, in English."""
        return sentence(self.what)


@dataclass(frozen=True)
class CaseDetail:
    """One case with everything about it; `timeline` is newest first.

    `failure_reason`, `attempts_made` and `last_payment` are what the source says, or that it says
    nothing. `last_paid` is the newest paid invoice (None = none was seen). `warnings` are what to
    think of before the next contact, by channel.
    """

    row: CaseRow
    client: ClientDetail
    timeline: tuple[TimelineRow, ...]
    promises: tuple[PromiseRow, ...]
    failure_reason: str | NotSent
    attempts_made: int | NotSent
    last_payment: LastPaid | NotSent
    last_paid: LastPaid | None
    warnings: Mapping[Channel, tuple[ContactWarning, ...]]
    rules: CollectionRules


@dataclass(frozen=True, slots=True)
class AgedPart:
    """What one client owed in one source on a past day."""

    source: Source
    past_due_cents: int | None
    aging: Aging
    read_on: date


@dataclass(frozen=True, slots=True)
class AgedRow:
    """What one client owed on a past day. `read_on`: the day of the balance, on or before it.

    `parts` are the sources whose balances these are the sums of; `read_on` is their oldest.
    """

    client_id: ClientId
    name: str
    past_due_cents: int | None
    cancelled_past_due_cents: int | None
    aging: Aging
    marks: frozenset[Mark]
    oldest_due_on: date | None
    read_on: date
    parts: tuple[AgedPart, ...] = ()


@dataclass(frozen=True)
class AgedList:
    """Who owed what on a past day, as the refreshes up to that day read it; largest first.

    `agrees`: the buckets add up to the balances, in each source and over all. Who was read later
    only is not in it. `people` is how many had been read up to then: with none of them the sums say
    nothing, least of all zero.
    """

    club: ClubRow
    on: date
    rows: tuple[AgedRow, ...]
    aging: Aging
    total_past_due_cents: int
    total_cancelled_cents: int
    unknown: int
    people: int

    @property
    def was_read(self) -> bool:
        """Return whether anything is known of that day."""
        return self.people > 0

    @property
    def by_source(self) -> dict[Source, int]:
        """Return the sum of the known balances of each source, in a fixed order."""
        found: dict[Source, int] = {}
        for part in self._parts():
            found[part.source] = found.get(part.source, 0) + (part.past_due_cents or 0)
        return dict(sorted(found.items()))

    @property
    def agrees(self) -> bool:
        """Return whether the buckets add up to the sum of the balances, source by source."""
        buckets: dict[Source, int] = {}
        for part in self._parts():
            buckets[part.source] = buckets.get(part.source, 0) + part.aging.past_due_cents
        whole = self.aging.past_due_cents == self.total_past_due_cents
        return whole and buckets == self.by_source

    def _parts(self) -> Iterator[AgedPart]:
        return (p for row in self.rows for p in row.parts if p.past_due_cents is not None)
