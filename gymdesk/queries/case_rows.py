"""Cases of the domain as the rows that are shown."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from gymdesk.domain.call_list import in_order
from gymdesk.domain.case_event import EventKind, undone
from gymdesk.domain.case_words import (
    AmountConfirmed,
    ConfirmationTakenBack,
    ConfirmedAgain,
    ContactTyped,
    happened,
)
from gymdesk.domain.client import folded
from gymdesk.domain.contact import is_quiet
from gymdesk.domain.money import Money
from gymdesk.domain.past_due import PaymentStatus
from gymdesk.domain.promise import PromiseState
from gymdesk.rows.cases import (
    CallList,
    CaseRow,
    ContactedRow,
    PromiseRow,
    TimelineRow,
    TrainerTotal,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from gymdesk.domain.call_list import Placed
    from gymdesk.domain.case import Case
    from gymdesk.domain.case_event import CaseEvent
    from gymdesk.domain.collection_rules import CollectionRules
    from gymdesk.domain.promise import JudgedPromise
    from gymdesk.domain.standing import Moment
    from gymdesk.queries.client_rows import Row
    from gymdesk.rows import ClientRow, CollectionsList


def case_row(placed: Placed, client: ClientRow, today: date) -> CaseRow:
    """Return a placed client as a row."""
    case = placed.standing.case
    episode = case.episode
    last = case.last_contact
    return CaseRow(
        client=client,
        stage=case.stage,
        gate=placed.gate,
        why=placed.why,
        tier=placed.tier,
        value_at_risk=placed.value_at_risk,
        lane=placed.lane,
        not_before_h=placed.not_before_h,
        next_on=_next_on(placed, today),
        orphan=placed.orphan,
        drafting=placed.standing.drafting,
        since_on=episode.since_on,
        paid_on=episode.paid_on,
        closes_on=episode.closes_on,
        closed=episode.closed,
        marks=case.marks,
        owner=case.owner,
        last_contact=None if last is None else _contacted(last),
        attempts=case.attempts,
        unanswered=case.unanswered,
        promise=None if case.promise is None else promise_row(case.promise),
        says_paid=case.says_paid,
        snoozed_until=case.snoozed_until,
    )


def promise_row(judged: JudgedPromise) -> PromiseRow:
    """Return a promise with its verdict as a row."""
    promise, verdict = judged.promise, judged.verdict
    return PromiseRow(
        promise_id=promise.promise_id,
        on=promise.on,
        amount_cents=promise.amount_cents,
        asked_cents=verdict.asked_cents,
        paid_cents=verdict.paid_cents,
        state=verdict.state,
        judged_after_on=verdict.judged_after_on,
        wants_refresh=verdict.wants_refresh,
        pays_by=promise.pays_by,
        channel=promise.channel,
        covers_all=promise.covers_all,
        invoices=sum(c.invoice_id is not None for c in promise.covers),
        taken_by=promise.taken_by,
        taken_at_utc=promise.taken_at_utc,
        note=promise.note,
    )


def _contacted(event: CaseEvent) -> ContactedRow:
    if event.channel is None or event.outcome is None:  # the table lets none of these in
        msg = f"contact {event.event_id} has no channel or no outcome"
        raise ValueError(msg)
    return ContactedRow(event.at_utc, event.staff, event.channel, event.outcome, event.note)


def _next_on(placed: Placed, today: date) -> date | None:
    """Return the day on which something is to be done or decided; None = by nobody's doing."""
    case = placed.standing.case
    if placed.gate is None:
        return today
    promise = case.promise
    if promise is not None and promise.verdict.state == PromiseState.OPEN:
        return promise.verdict.judged_after_on
    if case.says_paid is not None and not case.says_paid.decided:
        return case.says_paid.judged_after_on
    return case.snoozed_until or case.episode.closes_on


def listed(
    owing: CollectionsList,
    made: Sequence[tuple[Placed, ClientRow]],
    rules: CollectionRules,
    at: Moment,
) -> CallList:
    """Return the whole list out of its placed clients."""
    by_id = {row.client_id: row for _, row in made}
    rows = [
        case_row(placed, by_id[placed.standing.client_id], at.today)
        for placed in in_order(p for p, _ in made)
    ]
    quiet = is_quiet(at.now_utc, at.timezone, rules)
    return CallList(
        club=owing.club,
        today_on=owing.today_on,
        owing=owing,
        to_do=tuple(r for r in rows if r.gate is None),
        off=tuple(r for r in rows if r.gate is not None),
        by_trainer=_by_trainer(rows),
        rules=rules,
        aging=owing.aging,
        total_past_due_cents=owing.total_past_due_cents,
        total_cancelled_cents=owing.total_cancelled_cents,
        unknown=owing.unknown,
        quiet_until_h=rules.quiet_until_h if quiet else None,
        figures_from_utc=owing.figures_from_utc,
        complete=owing.complete,
        warning=owing.warning,
    )


def _by_trainer(rows: Iterable[CaseRow]) -> tuple[TrainerTotal, ...]:
    """Return the sums by trainer, largest first; who has several stands under all their names."""
    groups: defaultdict[str | None, list[CaseRow]] = defaultdict(list)
    for row in rows:
        if row.client.payment_status != PaymentStatus.CURRENT:
            groups[row.client.trainer].append(row)
    totals = [
        TrainerTotal(
            trainer=trainer,
            clients=len(own),
            to_do=sum(r.gate is None for r in own),
            past_due_cents=sum(r.client.past_due_cents or 0 for r in own),
            cancelled_cents=sum(r.client.cancelled_past_due_cents or 0 for r in own),
        )
        for trainer, own in groups.items()
    ]
    totals.sort(key=lambda t: (-t.past_due_cents, t.trainer is None, folded(t.trainer or "")))
    return tuple(totals)


_DESK: Final = frozenset({EventKind.UNDO, EventKind.JUDGED})
"""Undone by undoing what they are about, or never."""


def timeline(
    events: Sequence[CaseEvent],
    typed: Iterable[Row],
    case: Case,
    currency: str,
    checked: Iterable[TimelineRow] = (),
) -> tuple[TimelineRow, ...]:
    """Return what happened, newest first: all events, *typed* contacts and *checked* amounts."""
    gone = undone(events)
    current = {e.event_id for e in case.events}
    by_id = {e.event_id: e for e in events}
    rows = [
        TimelineRow(
            event_id=e.event_id,
            kind=e.kind,
            at_utc=e.at_utc,
            staff=e.staff,
            what=happened(e, currency, by_id),
            note=e.note,
            channel=e.channel,
            outcome=e.outcome,
            undone=e.event_id in gone,
            can_undo=e.event_id not in gone and e.kind not in _DESK,
            earlier=e.event_id not in current
            and e.event_id not in gone
            and e.kind != EventKind.UNDO,
        )
        for e in events
    ]
    for edit in typed:
        what = ContactTyped(
            "E-mail" if edit["field"] == "email" else "Phone", edit["after"] or "nothing"
        )
        rows.append(TimelineRow(None, None, edit["at_utc"], edit["staff"], (what,)))
    rows.extend(checked)
    # of one moment, what was written later stands above
    newest_first = sorted(enumerate(rows), key=lambda r: (r[1].at_utc, r[0]), reverse=True)
    return tuple(row for _, row in newest_first)


def checked_rows(
    confirmations: Iterable[Row], turns: Iterable[Row], currency: str
) -> list[TimelineRow]:
    """Return the confirmed amounts of a client, and how they were taken back or held again."""
    rows = []
    for made in confirmations:
        what = AmountConfirmed(Money(made["past_due_cents"], currency))
        undone = not made["holds"]
        rows.append(TimelineRow(None, None, made["at_utc"], made["staff"], (what,), undone=undone))
    for turn in turns:
        amount = Money(turn["past_due_cents"], currency)
        said = ConfirmedAgain(amount) if turn["holds"] else ConfirmationTakenBack(amount)
        rows.append(TimelineRow(None, None, turn["at_utc"], turn["staff"], (said,)))
    return rows
