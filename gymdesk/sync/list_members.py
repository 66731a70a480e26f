"""The record of one run over the clients of WODIFY with their memberships."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from typing_extensions import override

from gymdesk.clock import today_in
from gymdesk.domain.bill import account
from gymdesk.domain.client import Person
from gymdesk.domain.past_due import owed_by_client
from gymdesk.store.unit_of_work import ClientWrite, HeldWrite, RowsGone
from gymdesk.sync.list_record import Ending, Known, ListRecord
from gymdesk.sync.wodify_reconcile import KnownMember, member_change, membership_news

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from gymdesk.domain.membership import Member, MemberRecord
    from gymdesk.store.unit_of_work import StoredMember, UnitOfWork
    from gymdesk.sync.list_record import Gone


@dataclass
class MembersRecord(ListRecord):
    """One run over the clients. Its methods block: they belong into the writer thread."""

    @override
    def keep(self, batch: Sequence[MemberRecord]) -> None:
        """Write clients with their memberships, all or nothing; what is so already is left."""
        now_utc = self.clock.now_utc()
        keys = [r.member.remote_id for r in batch]
        with self.store.begin() as work:
            self._hold(work)
            known = work.wodify.members(self.club.club_id, keys)
            changes = [
                member_change(_known(known.get(k)), r) for k, r in zip(keys, batch, strict=True)
            ]
            people = work.clients.known(self.club.club_id, self.source, keys)
            ids = work.clients.apply(
                self.club.club_id,
                self.source,
                [_person_write(r.member) for r in batch],
                people,
                self.run_id,
                now_utc,
            )
            changed = [c.record for c in changes if c.outcome != "unchanged"]
            work.wodify.write_members(ids, changed)
            today = today_in(self.clock, self.club.timezone)
            own = work.status_words.of_club(self.club.club_id).clients
            news = [
                (ids[r.member.remote_id], *one)
                for r in changed
                for one in membership_news(_known(known.get(r.member.remote_id)), r, today, own)
            ]
            work.changes.add(self.run_id, news, now_utc)
            self._count(work, [c.outcome for c in changes])

    @override
    def known(self) -> Known:
        with self.store.read() as work:
            club_id = self.club.club_id
            people = work.clients.roster_ids(club_id, self.source)
            return Known(people, work.wodify.membership_ids(club_id))

    @override
    def _end(self, work: UnitOfWork, gone: Gone, at_utc: datetime, *, whole: bool) -> Ending:
        club_id = self.club.club_id
        waits: list[HeldWrite] = []
        people, rows = gone.ids.finding, gone.inner.finding
        tally = self.tally
        if people.loses_people:
            waits += self._clients_wait(work, gone.ids.ids, at_utc)
        else:
            work.clients.mark_missing(club_id, self.source, gone.ids.ids, at_utc)
            work.wodify.mark_memberships_of_missing(club_id, gone.ids.ids, at_utc)
            tally = replace(tally, missing=len(gone.ids.ids))
        if rows.loses_people:
            waits += self._rows_wait(work, gone.inner.ids, at_utc)
        else:
            work.wodify.mark_memberships_missing(club_id, gone.inner.ids, at_utc)
        if not waits:
            return Ending(tally)
        return Ending(tally, waits, people if people.loses_people else rows)

    def _clients_wait(
        self, work: UnitOfWork, keys: Sequence[str], at_utc: datetime
    ) -> list[HeldWrite]:
        ids = work.wodify.source_ids(self.club.club_id, keys)
        owed = self._owed(work)
        return [HeldWrite(ids[key], owed.get(ids[key]), None, at_utc) for key in keys]

    def _rows_wait(
        self, work: UnitOfWork, rows: Sequence[str], at_utc: datetime
    ) -> list[HeldWrite]:
        owner = work.wodify.membership_ids(self.club.club_id)
        by_client: defaultdict[str, list[str]] = defaultdict(list)
        for row in rows:
            by_client[owner[row]].append(row)
        ids = work.wodify.source_ids(self.club.club_id, list(by_client))
        owed = self._owed(work)
        return [
            HeldWrite(ids[key], owed.get(ids[key]), None, at_utc, RowsGone(tuple(own)))
            for key, own in by_client.items()
        ]

    def _owed(self, work: UnitOfWork) -> dict[int, int | None]:
        """Return the figures that stand, by client_source id."""
        today = today_in(self.clock, self.club.timezone)
        return {
            key: owed_by_client([account("", bills)], today).past_due_cents
            for key, bills in work.wodify.open_bills(self.club.club_id).items()
        }


def _known(stored: StoredMember | None) -> KnownMember | None:
    if stored is None:
        return None
    return KnownMember(stored.member, stored.memberships, stored.gone, stored.missing)


def _person_write(member: Member) -> ClientWrite:
    return ClientWrite(
        person=Person(member.remote_id, member.name, member.email, member.phone),
        agreements=(),
        write=frozenset(),
        kept=frozenset(),
        gone=frozenset(),
        read=True,
        trouble=None,
    )
