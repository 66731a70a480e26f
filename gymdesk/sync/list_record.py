"""The record of one run over a list of WODIFY: members, leads or invoices."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from gymdesk.clock import today_in
from gymdesk.domain.client import ItemTrouble, Person
from gymdesk.store.unit_of_work import ClientWrite
from gymdesk.sync.recording import RunRecord
from gymdesk.sync.wodify_reconcile import (
    Known,
    KnownMember,
    member_change,
    membership_news,
    outcome_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gymdesk.domain.bill import Bill
    from gymdesk.domain.lead import Lead
    from gymdesk.domain.membership import Member, MemberRecord
    from gymdesk.store.unit_of_work import StoredMember, UnitOfWork
    from gymdesk.sync.wodify_reconcile import Outcome

UNKNOWN_CLIENT = "An invoice belongs to a client who is not in the list"
UNKNOWN_CLIENT_MESSAGE = "It is not part of what is owed here. Look for it in WODIFY."


@dataclass
class ListRecord(RunRecord):
    """One run in the store. Its methods block: they belong into the writer thread."""

    def store_members(self, records: Sequence[MemberRecord]) -> None:
        """Write clients with their memberships, all or nothing; what is so already is left."""
        now_utc = self.clock.now_utc()
        keys = [r.member.remote_id for r in records]
        with self.store.begin() as work:
            self._hold(work)
            known = work.wodify.members(self.club.club_id, keys)
            changes = [
                member_change(_known(known.get(k)), r) for k, r in zip(keys, records, strict=True)
            ]
            people = work.clients.known(self.club.club_id, self.source, keys)
            ids = work.clients.apply(
                self.club.club_id,
                self.source,
                [_person_write(r.member) for r in records],
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

    def store_leads(self, leads: Sequence[Lead]) -> None:
        """Write leads, all or nothing."""
        with self.store.begin() as work:
            self._hold(work)
            known = work.wodify.leads(self.club.club_id, [lead.remote_id for lead in leads])
            found = {k: Known(s.lead, s.missing_since_utc is not None) for k, s in known.items()}
            outcomes = [outcome_of(found.get(lead.remote_id), lead) for lead in leads]
            changed = [x for x, o in zip(leads, outcomes, strict=True) if o != "unchanged"]
            work.wodify.write_leads(self.club.club_id, changed, self.run_id)
            self._count(work, outcomes)

    def store_bills(self, bills: Sequence[Bill]) -> None:
        """Write invoices, all or nothing; one of an unknown client is an error of its own."""
        now_utc = self.clock.now_utc()
        with self.store.begin() as work:
            self._hold(work)
            club_id = self.club.club_id
            ids = work.wodify.source_ids(club_id, [bill.client_id for bill in bills])
            known = work.wodify.bills(club_id, [bill.remote_id for bill in bills])
            found = {k: Known(s.bill, s.missing_since_utc is not None) for k, s in known.items()}
            mine = [bill for bill in bills if bill.client_id in ids]
            troubles = [
                ItemTrouble(bill.remote_id, UNKNOWN_CLIENT, UNKNOWN_CLIENT_MESSAGE)
                for bill in bills
                if bill.client_id not in ids
            ]
            outcomes = [outcome_of(found.get(bill.remote_id), bill) for bill in mine]
            changed = [x for x, o in zip(mine, outcomes, strict=True) if o != "unchanged"]
            work.wodify.write_bills(ids, changed)
            work.runs.add_errors(self.run_id, troubles, now_utc)
            self._count(work, outcomes, failed=len(troubles))
        self.errors += troubles

    def known_ids(self) -> tuple[frozenset[str], frozenset[str]]:
        """Return the ids that are known and not missing: of the entity, and of its memberships."""
        with self.store.read() as work:
            club_id = self.club.club_id
            if self.entity == "members":
                people = work.clients.roster_ids(club_id, self.source)
                return people, frozenset(work.wodify.membership_ids(club_id))
            if self.entity == "leads":
                leads = work.wodify.leads(club_id)
                return frozenset(
                    k for k, s in leads.items() if not s.missing_since_utc
                ), frozenset()
            bills = work.wodify.bills(club_id)
            return frozenset(k for k, s in bills.items() if not s.missing_since_utc), frozenset()

    def mark_gone(self, ids: Sequence[str], memberships: Sequence[str]) -> None:
        """Note what is gone; only after a complete sweep, and each was asked for by itself."""
        now_utc = self.clock.now_utc()
        with self.store.begin() as work:
            self._hold(work)
            club_id = self.club.club_id
            if self.entity == "members":
                work.clients.mark_missing(club_id, self.source, ids, now_utc)
                work.wodify.mark_memberships_missing(club_id, memberships, now_utc)
            elif self.entity == "leads":
                work.wodify.mark_leads_missing(club_id, ids, now_utc)
            else:
                work.wodify.mark_bills_missing(club_id, ids, now_utc)
            work.commit()
        self.tally.missing = len(ids)

    def all_bills_read(self) -> None:
        """Note that the invoices of everybody were read whole."""
        with self.store.begin() as work:
            self._hold(work)
            work.wodify.all_bills_read(self.club.club_id, self.clock.now_utc())
            work.commit()

    def _count(self, work: UnitOfWork, outcomes: Sequence[Outcome], failed: int = 0) -> None:
        """Write the counts with the rows, and take them over once both are kept."""
        counts: Counter[str] = Counter(outcomes)
        counts["failed"] = failed
        tally = self._with(counts, len(outcomes) + failed)
        work.runs.change(self.run_id, asdict(tally))
        work.commit()
        self.tally = tally


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
