"""Sweeps that wait for the manager: what each would change, and what made it doubtful."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gymdesk.domain.client import ClientId, Source
    from gymdesk.domain.sweep import SweepFinding
    from gymdesk.rows.clubs import ClubRow


@dataclass(frozen=True)
class HeldChangeRow:
    """What a held sweep would change about one client, or (without `client_id`) about a lead.

    `past_due_cents` is the figure that stands, `swept_cents` what the sweep says; None = unknown.
    `missing`: the sweep did not find the person, and the figure would stay. `rows`: it found the
    person, but not so many of the memberships.
    """

    client_id: ClientId | None
    source_id: str
    name: str
    past_due_cents: int | None
    swept_cents: int | None
    missing: bool
    swept_at_utc: datetime
    rows: int = 0


@dataclass(frozen=True)
class HeldSweepRow:
    """A sweep that waits: `finding` is what made it doubtful, `changes` what it would change."""

    held_id: int
    club: ClubRow
    source: Source
    entity: str
    run_id: int
    swept_at_utc: datetime
    finding: SweepFinding
    changes: tuple[HeldChangeRow, ...]

    @property
    def what(self) -> str:
        """Return what there are fewer of: "clients", "leads" or "memberships"."""
        if self.entity == "leads":
            return "leads"
        return "memberships" if self.changes and all(c.rows for c in self.changes) else "clients"
