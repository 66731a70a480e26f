"""The record of one run over the invoices of WODIFY: debts, their balances, and what is doubted."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from typing_extensions import override

from gymdesk.clock import today_in
from gymdesk.domain.bill import account
from gymdesk.domain.bill_sweep import debt_of_all, due_total, falls, falls_unexplained
from gymdesk.domain.client import ItemTrouble
from gymdesk.domain.past_due import owed_by_client
from gymdesk.domain.sweep import SweepFinding
from gymdesk.store.unit_of_work import BillsWrite, HeldWrite
from gymdesk.sync.list_record import Ending, Known, ListRecord
from gymdesk.sync.wodify_reconcile import KnownRow, outcome_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from gymdesk.domain.agreement import Agreement
    from gymdesk.domain.bill import Bill
    from gymdesk.store.unit_of_work import StoredBill, UnitOfWork
    from gymdesk.sync.list_record import Gone
    from gymdesk.sync.wodify_reconcile import Outcome

UNKNOWN_CLIENT: Final = "An invoice belongs to a client who is not in the list"
UNKNOWN_CLIENT_MESSAGE: Final = "It is not part of what is owed here. Look for it in WODIFY."
NO_CONTROL: Final = "The balances do not add up to the invoices"
NO_CONTROL_MESSAGE: Final = "Refresh again; if it stays, run the check and report it."

ASKED_ONE_BY_ONE: Final = 100
"""So many invoices that may be owed are asked for; of more the rule over debts decides alone."""


@dataclass(frozen=True)
class _Aside:
    """A bill that lowers a debt without a word why: it waits for the end of the sweep."""

    bill: Bill
    outcome: Outcome
    source_id: int


@dataclass
class BillsRecord(ListRecord):
    """One run over the invoices. Its methods block: they belong into the writer thread.

    A list of invoices is of everybody at once: a client's balance is known when the list has ended,
    and is written then, with what the end changes, for everybody. What lowers a debt unexplained
    is put aside until then.
    """

    _before: dict[int, Agreement] = field(default_factory=dict)
    _bills_aside: list[_Aside] = field(default_factory=list)
    _held_bills: Mapping[int, frozenset[str]] = field(default_factory=dict)
    _strangers: int = 0
    _open: frozenset[str] = frozenset()

    @override
    def start(self, trigger: str) -> None:
        """Write that the run is under way; what is owed as it begins is what a fall is told by."""
        super().start(trigger)
        with self.store.read() as work:
            known = work.wodify.open_bills(self.club.club_id)
            self._held_bills = work.held.bills_waiting(self.club.club_id)
        self._before = {key: account("", bills) for key, bills in known.items()}
        self._open = frozenset(bill.remote_id for bills in known.values() for bill in bills)

    @override
    def keep(self, batch: Sequence[Bill]) -> None:
        """Write invoices, all or nothing; one of an unknown client is an error of its own."""
        now_utc = self.clock.now_utc()
        today = today_in(self.clock, self.club.timezone)
        with self.store.begin() as work:
            self._hold(work)
            club_id = self.club.club_id
            ids = work.wodify.source_ids(club_id, [bill.client_id for bill in batch])
            stored = work.wodify.bills(club_id, [bill.remote_id for bill in batch])
            mine = [bill for bill in batch if bill.client_id in ids]
            troubles = [
                ItemTrouble(bill.remote_id, UNKNOWN_CLIENT, UNKNOWN_CLIENT_MESSAGE)
                for bill in batch
                if bill.client_id not in ids
            ]
            aside: list[_Aside] = []
            changed: list[Bill] = []
            outcomes: list[Outcome] = []
            for bill in mine:
                known = stored.get(bill.remote_id)
                outcome = outcome_of(_known(known), bill)
                if known is not None and self._is_doubtful(known, bill, today):
                    aside.append(_Aside(bill, outcome, known.client_source_id))
                    continue
                outcomes.append(outcome)
                if outcome != "unchanged":
                    changed.append(bill)
            moved = {
                bill.remote_id: stored[bill.remote_id].client_source_id
                for bill in changed
                if bill.remote_id in stored
                and stored[bill.remote_id].client_source_id != ids[bill.client_id]
            }
            work.wodify.bills_moved(moved, now_utc)
            work.wodify.write_bills(ids, changed)
            work.held.overtake(self._read_anew(mine, ids), self.entity)
            work.runs.add_errors(self.run_id, troubles, now_utc)
            self._count(work, outcomes, failed=len(troubles))
        self.errors += troubles
        self._strangers += len(troubles)
        self._bills_aside += aside

    @override
    def known(self) -> Known:
        with self.store.read() as work:
            bills = work.wodify.bills(self.club.club_id)
        return Known(frozenset(k for k, s in bills.items() if s.missing_since_utc is None))

    @property
    @override
    def counts_people(self) -> bool:
        return False

    @override
    def worth_asking(self, absent: Sequence[str]) -> Sequence[str]:
        """Return those that may be owed: what was settled changes no figure."""
        return [key for key in absent if key in self._open][:ASKED_ONE_BY_ONE]

    @property
    @override
    def all_read(self) -> bool:
        """An invoice of a client nobody knows says nothing of those who are known."""
        return len(self.errors) == self._strangers == self.tally.failed

    @override
    def _end(self, work: UnitOfWork, gone: Gone, at_utc: datetime, *, whole: bool) -> Ending:
        today = today_in(self.clock, self.club.timezone)
        club_id = self.club.club_id
        away: defaultdict[int, set[str]] = defaultdict(set)
        for remote_id, stored in work.wodify.bills(club_id, gone.ids.ids).items():
            away[stored.client_source_id].add(remote_id)
        aside: defaultdict[int, dict[str, _Aside]] = defaultdict(dict)
        for one in self._bills_aside:
            aside[one.source_id][one.bill.remote_id] = one
        after = {
            key: _with(bills, aside[key], away[key])
            for key, bills in work.wodify.bills_of(sorted({*away, *aside})).items()
        }
        fallen = falls(self._before, after, today)
        finding = SweepFinding(
            people_known=len(self._before),
            people_gone=0,
            debt_before_cents=debt_of_all(self._before, today),
            unexplained_cents=sum(fall.unexplained_cents for fall in fallen.values()),
        )
        waits = []
        for key in sorted(fallen) if finding.held else ():
            was = owed_by_client([self._before[key]], today).past_due_cents
            swept = owed_by_client([account("", after[key])], today).past_due_cents
            if fallen[key].unexplained_cents or (swept is None and was is not None):
                bills = tuple(one.bill for one in aside[key].values())
                figures = BillsWrite(bills, tuple(sorted(away[key])))
                waits.append(HeldWrite(key, was, swept, at_utc, figures))
        waiting = {held.client_source_id for held in waits}
        believed = [one for key, own in aside.items() if key not in waiting for one in own.values()]
        ids = {one.bill.client_id: one.source_id for one in believed}
        work.wodify.write_bills(ids, [one.bill for one in believed if one.outcome != "unchanged"])
        lost = [bill for key, own in away.items() if key not in waiting for bill in sorted(own)]
        work.wodify.mark_bills_missing(club_id, lost, at_utc)
        tally = replace(
            self._with(Counter(one.outcome for one in believed), len(believed)), missing=len(lost)
        )
        troubles = self._balances(work, at_utc, today, but=waiting) if whole else ()
        return Ending(tally, waits, finding if waits else None, troubles)

    def _balances(
        self, work: UnitOfWork, at_utc: datetime, today: date, *, but: Collection[int | None]
    ) -> tuple[ItemTrouble, ...]:
        """Write what everybody owes; their sum must be what is due over all invoices."""
        work.wodify.all_bills_read(self.club.club_id, at_utc, but=but)
        found = work.wodify.open_bills(self.club.club_id)
        read = {key: bills for key, bills in found.items() if key not in but}
        debts = [(key, owed_by_client([account("", bills)], today)) for key, bills in read.items()]
        work.balances.add(self.run_id, today, debts)
        control = due_total((bill for bills in read.values() for bill in bills), today)
        if control == sum(debt.past_due_cents or 0 for _, debt in debts):
            return ()
        return (ItemTrouble("", NO_CONTROL, NO_CONTROL_MESSAGE),)

    def _is_doubtful(self, known: StoredBill, bill: Bill, today: date) -> bool:
        """Return whether a bill lowers a debt that is known, and does not say why."""
        return (
            known.missing_since_utc is None
            and known.client_source_id in self._before
            and known.bill != bill
            and known.bill.client_id == bill.client_id
            and falls_unexplained(known.bill, bill, today)
        )

    def _read_anew(self, bills: Sequence[Bill], ids: Mapping[str, int]) -> list[int]:
        """Return the clients about whom an older sweep has one of these bills waiting."""
        return sorted(
            {
                ids[bill.client_id]
                for bill in bills
                if bill.remote_id in self._held_bills.get(ids[bill.client_id], ())
            }
        )


def _known(stored: StoredBill | None) -> KnownRow[Bill] | None:
    return None if stored is None else KnownRow(stored.bill, stored.missing_since_utc is not None)


def _with(bills: Sequence[Bill], aside: Mapping[str, _Aside], away: Collection[str]) -> list[Bill]:
    """Return a client's bills as they were if the sweep is believed."""
    return [
        aside[bill.remote_id].bill if bill.remote_id in aside else bill
        for bill in bills
        if bill.remote_id not in away
    ]
