"""The leads of a club as their pane shows them."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from gymdesk.domain.client import Source
from gymdesk.domain.follow_up import due_follow_up, is_unanswered
from gymdesk.domain.outbox import WriteState
from gymdesk.domain.wodify import WodifyProfile
from gymdesk.rows.leads import DoneRow, LeadBook, LeadCard

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, tzinfo

    from gymdesk.domain.client import ClubId
    from gymdesk.queries.members import MemberQueries
    from gymdesk.queries.outbox import OutboxQueries
    from gymdesk.rows import LeadRow
    from gymdesk.rows.outbox import WriteRow
    from gymdesk.store.unit_of_work import Store

KINDS: Final = ("create lead", "update lead", "convert lead")
USUAL: Final[Mapping[bool, frozenset[str]]] = {
    False: frozenset({"New", "Contacted", "Disqualified"}),
    True: frozenset({"New", "Interested", "Contacted", "Lost"}),
}
"""States that no gym can rename, for WODIFY as it is and as the requirements describe it."""


class LeadQueries:
    """Answers from the store alone; what is due is worked out for today."""

    def __init__(self, store: Store, members: MemberQueries, outbox: OutboxQueries) -> None:
        self._store = store
        self._members = members
        self._outbox = outbox

    def book(self, club_id: ClubId) -> LeadBook:
        """Return the leads of a club with follow-ups and changes; raises UnknownClub."""
        listed = self._members.leads(club_id)
        outbox = self._outbox.writes(club_id, everything=True)
        with self._store.read() as work:
            raws = {key: s.lead.raw for key, s in work.wodify.leads(club_id).items()}
            done = work.follow_ups.done(club_id)
        followed: defaultdict[str, list[DoneRow]] = defaultdict(list)
        for one in done:
            followed[one.lead_id].append(DoneRow(one.day, one.staff, one.at_utc))
        writes: defaultdict[str, list[WriteRow]] = defaultdict(list)
        for write in outbox.writes:
            if write.kind in KINDS and write.about is not None:
                writes[write.about].append(write)
        zone = ZoneInfo(listed.club.timezone)
        cards = [
            _card(
                row,
                listed.today_on,
                zone,
                _notes(raws.get(row.lead_id, "")),
                tuple(followed[row.lead_id]),
                tuple(writes[row.lead_id]),
            )
            for row in listed.rows
        ]
        cards.sort(key=lambda card: not card.unanswered)
        over = (WriteState.DONE, WriteState.DISCARDED)
        sells = listed.club.wodify_profile == WodifyProfile.DOCUMENTED
        words = {row.raw_status for row in listed.rows if row.raw_status and not row.converted}
        return LeadBook(
            club=listed.club,
            today_on=listed.today_on,
            cards=tuple(cards),
            figures_from_utc=listed.figures_from_utc,
            writes_on=Source.WODIFY in outbox.writes_on,
            sells=sells,
            statuses=tuple(sorted(words | USUAL[sells])),
            new_ones=tuple(
                w for w in outbox.writes if w.kind == "create lead" and w.state not in over
            ),
        )


def _card(
    row: LeadRow,
    today: date,
    zone: tzinfo,
    notes: str | None,
    followed: tuple[DoneRow, ...],
    writes: tuple[WriteRow, ...],
) -> LeadCard:
    came_on, contacted_on = _day(row.created_at_utc, zone), _day(row.last_contact_at_utc, zone)
    gone = row.missing_since_utc is not None
    due = due_follow_up(row.status, came_on, contacted_on, {f.day for f in followed}, today)
    return LeadCard(
        row=row,
        age_days=None if came_on is None else max(0, (today - came_on).days),
        unanswered=is_unanswered(row.status, contacted_on) and not gone,
        notes=notes,
        follow_up=None if gone else due,
        followed=followed,
        writes=writes,
    )


def _day(at_utc: datetime | None, zone: tzinfo) -> date | None:
    return None if at_utc is None else at_utc.astimezone(zone).date()


def _notes(raw: str) -> str | None:
    """Return the notes of a kept answer; None where it held none, which is not "no notes"."""
    try:
        kept = json.loads(raw)
    except ValueError:
        return None
    value = kept.get("notes") if isinstance(kept, dict) else None
    return value if isinstance(value, str) else None
