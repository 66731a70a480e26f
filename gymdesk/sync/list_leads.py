"""The record of one run over the leads of WODIFY."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from typing_extensions import override

from gymdesk.store.unit_of_work import HeldWrite
from gymdesk.sync.list_record import Ending, Known, ListRecord
from gymdesk.sync.wodify_reconcile import KnownRow, outcome_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from gymdesk.domain.lead import Lead
    from gymdesk.store.unit_of_work import UnitOfWork
    from gymdesk.sync.list_record import Gone


@dataclass
class LeadsRecord(ListRecord):
    """One run over the leads. Its methods block: they belong into the writer thread."""

    @override
    def keep(self, batch: Sequence[Lead]) -> None:
        with self.store.begin() as work:
            self._hold(work)
            keys = [lead.remote_id for lead in batch]
            stored = work.wodify.leads(self.club.club_id, keys)
            found = {
                k: KnownRow(s.lead, s.missing_since_utc is not None) for k, s in stored.items()
            }
            outcomes = [outcome_of(found.get(lead.remote_id), lead) for lead in batch]
            changed = [x for x, o in zip(batch, outcomes, strict=True) if o != "unchanged"]
            work.wodify.write_leads(self.club.club_id, changed, self.run_id)
            work.held.overtake_leads(self.club.club_id, keys)
            self._count(work, outcomes)

    @override
    def known(self) -> Known:
        with self.store.read() as work:
            leads = work.wodify.leads(self.club.club_id)
        return Known(frozenset(k for k, s in leads.items() if s.missing_since_utc is None))

    @override
    def _end(self, work: UnitOfWork, gone: Gone, at_utc: datetime, *, whole: bool) -> Ending:
        finding = gone.ids.finding
        if finding.loses_people:
            rows = work.wodify.lead_rows(self.club.club_id, gone.ids.ids)
            waits = [HeldWrite(None, None, None, at_utc, lead_id=key) for key in rows]
            return Ending(self.tally, waits, finding)
        work.wodify.mark_leads_missing(self.club.club_id, gone.ids.ids, at_utc)
        return Ending(replace(self.tally, missing=len(gone.ids.ids)))
