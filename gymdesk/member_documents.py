"""Members and leads as JSON documents: what `memberships --json` and `leads --json` print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gymdesk.documents import day, moment, money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gymdesk.rows import (
        ClubRow,
        JoinRow,
        LeadList,
        LeadRow,
        MemberList,
        MemberRow,
        PairRow,
        PersonSide,
    )

Document = dict[str, Any]


def memberships_document(lists: Iterable[MemberList]) -> Document:
    """Return everybody WODIFY knows at each club."""
    return {"clubs": [{"club": c.club.name, "rows": [_member(r) for r in c.rows]} for c in lists]}


def leads_document(lists: Iterable[LeadList]) -> Document:
    """Return the leads of each club."""
    return {"clubs": [{"club": c.club.name, "rows": [_lead(r) for r in c.rows]} for c in lists]}


def joins_document(
    clubs: Iterable[tuple[ClubRow, Sequence[PairRow], Sequence[JoinRow]]],
) -> Document:
    """Return who is likely one person in two systems, and who was joined."""
    return {
        "clubs": [
            {
                "club": club.name,
                "likely": [
                    {
                        "one": _side(p.one),
                        "other": _side(p.other),
                        "likeness": sorted(like.value for like in p.likeness),
                    }
                    for p in pairs
                ],
                "joined": [
                    {
                        "client_id": j.client_id,
                        "source": j.source.value,
                        "remote_id": j.remote_id,
                        "name": j.name,
                        "joined_by": j.joined_by,
                        "joined_at": moment(j.joined_at_utc),
                    }
                    for j in joined
                ],
            }
            for club, pairs, joined in clubs
        ]
    }


def member_flags(row: MemberRow) -> list[str]:
    """Return what else is to be said of a member, in a fixed order.

    "from_file" comes with the day on which that file was read in.
    """
    more = ["missing"] if row.missing_since_utc is not None else []
    if row.file_on is not None:
        more.append(f"file_of_{row.file_on.isoformat()}")
    return sorted([*(flag.value for flag in row.flags), *more])


def _member(row: MemberRow) -> Document:
    return {
        "client_id": row.client_id,
        "source_ids": {source.value: remote_id for source, remote_id in row.source_ids},
        "name": row.name,
        "status": row.status.value,
        "raw_status": row.raw_status,
        "membership": row.membership,
        "membership_id": row.membership_id,
        "start_on": day(row.start_on),
        "end_on": day(row.end_on),
        "monthly_price": money(row.monthly_cents),
        "price_basis": None if row.price_basis is None else row.price_basis.value,
        "email": row.email,
        "flags": member_flags(row),
    }


def _lead(row: LeadRow) -> Document:
    return {
        "lead_id": row.lead_id,
        "name": row.name,
        "status": row.status.value,
        "raw_status": row.raw_status,
        "converted": row.converted,
        "email": row.email,
        "phone": row.phone,
        "created_at": moment(row.created_at_utc),
        "lead_source": row.lead_source,
        "days_without_contact": row.days_without_contact,
    }


def _side(side: PersonSide) -> Document:
    return {
        "client_id": side.client_id,
        "source": side.source.value,
        "remote_id": side.remote_id,
        "name": side.name,
        "email": side.email,
        "phone": side.phone,
    }
