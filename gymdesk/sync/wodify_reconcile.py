"""Reconciling what WODIFY says with what is known: who and what is new, other, or gone. Pure.

WODIFY wins its own columns: what it no longer says is no longer so. A record that cannot be told
from the one in the store is unchanged and is not written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gymdesk.domain.membership import Member, MemberRecord, Membership

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
class Known(Generic[T]):
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


def outcome_of(known: Known[T] | None, read: T) -> Outcome:
    """Return what a reading of a lead or an invoice is to what is known."""
    if known is None:
        return "created"
    return "unchanged" if known.record == read and not known.missing else "updated"


def no_longer_listed(
    known: Iterable[str], seen: Iterable[str], at_most: int
) -> Sequence[str] | None:
    """Return who is known and was not seen; None where those are too many to be believed."""
    gone = sorted(frozenset(known) - frozenset(seen))
    return gone if len(gone) <= at_most else None


def by_client(rows: Iterable[Membership]) -> Mapping[str, tuple[Membership, ...]]:
    """Return the rows of memberships by the client they belong to."""
    found: dict[str, list[Membership]] = {}
    for row in rows:
        found.setdefault(row.client_id, []).append(row)
    return {key: tuple(own) for key, own in found.items()}
