"""Reconciling what WODIFY says with what is known: who and what is new, other, or gone. Pure.

WODIFY wins its own columns: what it no longer says is no longer so. A record that cannot be told
from the one in the store is unchanged and is not written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar

from gymdesk.domain.membership import MemberStatus, in_force, standing
from gymdesk.domain.sweep import SweepFinding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from gymdesk.domain.membership import ClientLabel, Member, MemberRecord, Membership

Outcome = Literal["created", "updated", "unchanged"]

T = TypeVar("T")


@dataclass(frozen=True)
class KnownMember:
    """A client as the store has it; `gone` are rows of memberships that were missing."""

    member: Member
    memberships: tuple[Membership, ...] = ()
    gone: frozenset[str] = frozenset()
    missing: bool = False


@dataclass(frozen=True)
class KnownRow(Generic[T]):
    """A lead or an invoice as the store has it."""

    record: T
    missing: bool = False


@dataclass(frozen=True)
class MemberChange:
    """What a reading changes: `record` holds what is to be written of it."""

    outcome: Outcome
    record: MemberRecord


def member_change(known: KnownMember | None, read: MemberRecord) -> MemberChange:
    """Return what a reading of a client changes."""
    if known is None:
        return MemberChange("created", read)
    before = {row.remote_id: row for row in known.memberships}
    changed = [
        row
        for row in read.memberships
        if before.get(row.remote_id) != row or row.remote_id in known.gone
    ]
    same = known.member == read.member and not changed and not known.missing
    return MemberChange("unchanged" if same else "updated", read)


def membership_news(
    known: KnownMember | None,
    read: MemberRecord,
    today: date,
    own: Mapping[str, ClientLabel] | None = None,
) -> Iterator[tuple[str, str, str]]:
    """Yield (row's id, name, "new" | "cancelled") of each membership that turned.

    A renewal is the same membership. Of a client who was never read before nothing is new, and
    what ended on its day was not cancelled. *own* says what words of the gym's own mean.
    """
    if known is None or known.missing:
        return
    rows = [row for row in known.memberships if row.remote_id not in known.gone]
    before = {row.remote_id: row for row in rows}
    cancelled = set()
    for row in read.memberships:
        former = before.get(row.remote_id)
        counts = not row.is_deleted and row.is_active is not False
        if former is None:
            ahead = row.start_on is not None and row.start_on > today
            if row.renewed_from is None and counts and (in_force(row, today) or ahead):
                yield row.remote_id, row.name, "new"
        elif former.ends_scheduled_on is None and row.ends_scheduled_on is not None:
            cancelled.add(row.remote_id)
            yield row.remote_id, row.name, "cancelled"
    was = standing(known.member, rows, today, own)
    now = read.standing(today, own)
    over = now.status in (MemberStatus.CANCELLED, MemberStatus.INACTIVE)
    former = was.membership
    if over and was.status in _RUNS and former is not None and former.remote_id not in cancelled:
        yield former.remote_id, former.name, "cancelled"


_RUNS: Final = frozenset({MemberStatus.ACTIVE, MemberStatus.PENDING, MemberStatus.SUSPENDED})


def outcome_of(known: KnownRow[T] | None, read: T) -> Outcome:
    """Return what a reading of a lead or an invoice is to what is known."""
    if known is None:
        return "created"
    return "unchanged" if known.record == read and not known.missing else "updated"


@dataclass(frozen=True)
class Absent:
    """What is known and was not listed, of how many that are known."""

    ids: tuple[str, ...]
    known: int

    @property
    def finding(self) -> SweepFinding:
        """Return whether that is far fewer than before."""
        return SweepFinding(self.known, len(self.ids), 0, 0)

    @property
    def far(self) -> bool:
        """Return whether so many are absent that they are not simply believed to be gone."""
        return self.finding.loses_people

    def without(self, there: Iterable[str]) -> Absent:
        """Return the same but for those who are *there* all the same."""
        found = frozenset(there)
        return Absent(tuple(key for key in self.ids if key not in found), self.known)


NOBODY: Final = Absent((), 0)


def absent(known: Iterable[str], seen: Iterable[str]) -> Absent:
    """Return who is known and was not seen."""
    known = frozenset(known)
    return Absent(tuple(sorted(known - frozenset(seen))), len(known))


def spread(ids: Sequence[str], count: int) -> Sequence[str]:
    """Return so many of *ids*, from its beginning to its end."""
    if len(ids) <= count:
        return ids
    return [ids[round(place * (len(ids) - 1) / (count - 1))] for place in range(count)]


def by_client(rows: Iterable[Membership]) -> Mapping[str, tuple[Membership, ...]]:
    """Return the rows of memberships by the client they belong to."""
    found: dict[str, list[Membership]] = {}
    for row in rows:
        found.setdefault(row.client_id, []).append(row)
    return {key: tuple(own) for key, own in found.items()}
