"""What WODIFY said of a club, as rows: members with where they stand today, and leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from gymdesk.clock import today_in
from gymdesk.domain.client import ClientId, Source, folded
from gymdesk.domain.hold import HoldState, hold_today
from gymdesk.domain.lead import LeadStatus, days_without_contact, lead_status, likely_twins
from gymdesk.domain.member_hold import with_hold
from gymdesk.domain.membership import MemberRecord, ends_in_days, in_force, packages
from gymdesk.domain.outbox import kind_of, record_of
from gymdesk.domain.wodify import WodifyProfile
from gymdesk.errors import UnknownClub
from gymdesk.queries.member_files import file_on, nobody, standing_by
from gymdesk.queries.outbox import write_row
from gymdesk.rows import LeadList, LeadRow, MemberList, MemberRow
from gymdesk.rows.members import HoldRow, MemberCard, PackageShelf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from typing import Any, TypeAlias

    from gymdesk.clock import Clock
    from gymdesk.domain.client import ClubId
    from gymdesk.domain.lead import Lead
    from gymdesk.domain.membership import ClientLabel, Standing
    from gymdesk.rows import ClientRow, ClubRow
    from gymdesk.store.unit_of_work import (
        Store,
        StoredFileMembership,
        StoredLead,
        StoredLook,
        StoredMember,
        UnitOfWork,
    )

    Files: TypeAlias = Mapping[str, Sequence[StoredFileMembership]]
    Looks: TypeAlias = Mapping[tuple[str, str], StoredLook]

ASKED_BY_ID: Final = 5_000
WRITES: Final = ("create membership", "change membership", "cancel membership")
_ORDER = {status: place for place, status in enumerate(LeadStatus)}


class MemberQueries:
    """Answers from the store alone; where somebody stands is worked out for today."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def members(self, club_id: ClubId) -> MemberList:
        """Return everybody WODIFY knows at the club by name; raises UnknownClub."""
        with self._store.read() as work:
            club = _club(work, club_id)
            found = work.wodify.members(club_id)
            sources = _sources(work, club_id)
            last_utc = work.runs.last_success_utc(club_id, Source.WODIFY, "members")
            own = work.status_words.of_club(club_id).clients
            files = work.membership_files.of_club(club_id)
            names = work.clients.names(club_id) if files else {}
            looks = work.hold_looks.of_club(club_id)
        today = today_in(self._clock, club.timezone)
        rows = [
            _member_row(
                m.source_row, _record(m), sources, club, today, own, files.get(key, ()), looks
            )
            for key, m in found.items()
        ]
        for key in files.keys() - found.keys():
            client_id, name = names[Source.WODIFY, key]
            unread = {"client_id": client_id, "fetched_at_utc": None, "missing_since_utc": None}
            record = MemberRecord(nobody(key, name))
            rows.append(_member_row(unread, record, sources, club, today, own, files[key]))
        rows.sort(key=lambda r: (folded(r.name), r.client_id))
        return MemberList(club, today, tuple(rows), last_utc)

    def shelf(self, club_id: ClubId) -> PackageShelf:
        """Return what can be sold, derived from what was: all there is without asking WODIFY."""
        with self._store.read() as work:
            club = _club(work, club_id)
            found = work.wodify.members(club_id)
            last_utc = work.runs.last_success_utc(club_id, Source.WODIFY, "members")
        rows = (row for member in found.values() for row in member.memberships)
        sold = packages(rows, today_in(self._clock, club.timezone))
        lists = club.wodify_profile == WodifyProfile.DOCUMENTED
        return PackageShelf(sold, last_utc, can_be_asked=lists)

    def leads(self, club_id: ClubId) -> LeadList:
        """Return the leads of the club; raises UnknownClub."""
        with self._store.read() as work:
            club = _club(work, club_id)
            found = work.wodify.leads(club_id)
            last_utc = work.runs.last_success_utc(club_id, Source.WODIFY, "leads")
            own = work.status_words.of_club(club_id).leads
        today = today_in(self._clock, club.timezone)
        zone = ZoneInfo(club.timezone)
        twins = likely_twins(s.lead for s in found.values() if s.missing_since_utc is None)
        rows = [_lead_row(s, today, zone, twins.get(key, ()), own) for key, s in found.items()]
        rows.sort(key=_by_need)
        return LeadList(club, today, tuple(rows), last_utc)


def member_card(
    work: UnitOfWork, club: ClubRow, row: ClientRow, today: date, *, writes_on: bool
) -> MemberCard | None:
    """Return what WODIFY says of a client, with what is to be changed there; None = not in it."""
    ids = [remote_id for source, remote_id in row.source_ids if source == Source.WODIFY]
    found = work.wodify.members(club.club_id, ids) if ids else {}
    if not found:
        return None
    # joined by hand from several records, the same one speaks as in the lists
    remote_id = next(key for key in ids if key in found)
    own = work.status_words.of_club(club.club_id).clients
    stored = found[remote_id]
    sources = {row.client_id: row.source_ids}
    looks = work.hold_looks.of_club(club.club_id, [remote_id])
    record = _record(stored)
    member = _member_row(stored.source_row, record, sources, club, today, own, (), looks)
    about = {remote_id} | {m.remote_id for m in found[remote_id].memberships}
    writes = [
        write_row(write)
        for write in work.outbox.open_ones(club.club_id)
        if kind_of(write.intent) in WRITES and record_of(write.intent) in about
    ]
    return MemberCard(
        row=member,
        remote_id=remote_id,
        today_on=today,
        ends_in_days=ends_in_days(member.status, member.ends_on, today),
        writes_on=writes_on,
        sells=club.wodify_profile == WodifyProfile.DOCUMENTED,
        writes=tuple(reversed(writes)),
        hold=_hold_row(
            standing_by(record.member, record.memberships, (), today, own), looks, today
        ),
        tells_holds=club.wodify_profile != WodifyProfile.DOCUMENTED,
    )


def _hold_row(now: Standing, looks: Looks, today: date) -> HoldRow | None:
    """Return what is known of the holds of the membership in force; None without one."""
    row = now.membership
    if row is None or not in_force(row, today):
        return None
    stored = looks.get((row.client_id, row.remote_id))
    if stored is None or stored.looked_at_utc is None:
        return HoldRow(HoldState.UNKNOWN)
    state, hold = hold_today(stored.look, today)
    return HoldRow(
        state,
        None if hold is None else hold.from_on,
        None if hold is None else hold.until_on,
        None if hold is None else hold.reason,
        stored.looked_at_utc,
        stored.run_id,
    )


def standings(
    work: UnitOfWork, club_id: ClubId, remote_ids: Iterable[str], today: date, files: Files
) -> dict[str, Standing]:
    """Return where these clients of WODIFY stand, by remote id; *files* is what files say."""
    wanted = list(remote_ids)
    # a statement takes no more ids than so many; of a large club everybody is read at once
    found = work.wodify.members(club_id, wanted if len(wanted) <= ASKED_BY_ID else None)
    own = work.status_words.of_club(club_id).clients
    looks = work.hold_looks.of_club(club_id, wanted)
    stand = {
        key: _held(
            standing_by(m.member, m.memberships, files.get(key, ()), today, own), looks, today
        )
        for key, m in found.items()
    }
    for key in wanted:
        if key in files and key not in found:
            stand[key] = standing_by(nobody(key, ""), (), files[key], today, own)
    return stand


def _club(work: UnitOfWork, club_id: ClubId) -> ClubRow:
    club = work.clubs.find(club_id)
    if club is None:
        raise UnknownClub(name=str(club_id))
    return club


def _sources(work: UnitOfWork, club_id: ClubId) -> dict[ClientId, tuple[tuple[Source, str], ...]]:
    """Return who each client is in each source."""
    found: dict[ClientId, list[tuple[Source, str]]] = {}
    for (source, remote_id), (client_id, _) in work.clients.names(club_id).items():
        found.setdefault(client_id, []).append((source, remote_id))
    return {key: tuple(sorted(ids)) for key, ids in found.items()}


def _member_row(
    row: Mapping[Any, Any],
    record: MemberRecord,
    sources: dict[ClientId, tuple[tuple[Source, str], ...]],
    club: ClubRow,
    today: date,
    own: Mapping[str, ClientLabel],
    said: Sequence[StoredFileMembership] = (),
    looks: Looks | None = None,
) -> MemberRow:
    member, client_id = record.member, ClientId(row["client_id"])
    now = standing_by(member, record.memberships, said, today, own)
    now = _held(now, looks or {}, today)
    return MemberRow(
        client_id=client_id,
        source_ids=sources[client_id],
        name=member.name,
        email=member.email,
        phone=member.phone,
        status=now.status,
        raw_status=member.raw_status,
        membership=None if now.membership is None else now.membership.name,
        membership_id=None if now.membership is None else now.membership.remote_id,
        start_on=now.start_on,
        end_on=now.end_on,
        ends_on=now.ends_on,
        monthly_cents=now.price.cents,
        price_basis=now.price.basis,
        currency=club.currency,
        paying=now.paying,
        is_first=now.is_first,
        flags=now.flags,
        days_absent=now.days_absent,
        lead_source=member.lead_source,
        fetched_at_utc=row["fetched_at_utc"],
        missing_since_utc=row["missing_since_utc"],
        file_on=file_on(said, club),
    )


def _held(now: Standing, looks: Looks, today: date) -> Standing:
    """Return where a client stands with what a look at the membership says of holds."""
    row = now.membership
    stored = None if row is None else looks.get((row.client_id, row.remote_id))
    return now if stored is None else with_hold(now, stored.look, today)


def _record(stored: StoredMember) -> MemberRecord:
    return MemberRecord(stored.member, stored.memberships)


def _lead_row(
    stored: StoredLead,
    today: date,
    zone: ZoneInfo,
    twins: tuple[str, ...],
    own: Mapping[str, LeadStatus],
) -> LeadRow:
    lead: Lead = stored.lead
    return LeadRow(
        lead_id=lead.remote_id,
        name=lead.name,
        status=lead_status(lead, own),
        raw_status=lead.raw_status,
        converted=lead.converted,
        email=lead.email,
        phone=lead.phone,
        created_at_utc=lead.created_at_utc,
        last_contact_at_utc=lead.last_contact_at_utc,
        lead_source=lead.lead_source,
        owner=lead.owner,
        days_without_contact=days_without_contact(lead, today, zone),
        twins=twins,
        missing_since_utc=stored.missing_since_utc,
    )


def _by_need(row: LeadRow) -> tuple[object, ...]:
    """Put new leads first, and of each status those longest without contact."""
    return (_ORDER[row.status], -(row.days_without_contact or 0), folded(row.name), row.lead_id)
