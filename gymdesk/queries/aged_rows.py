"""Balances of a past day as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gymdesk.domain.aging import Aging
from gymdesk.domain.client import Source
from gymdesk.domain.past_due import Mark
from gymdesk.rows.cases import AgedPart, AgedRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gymdesk.queries.client_rows import Row


def aged_row(row: Row) -> AgedRow:
    """Return a stored balance as a row."""
    aging = Aging(**{name: row[f"{name}_cents"] for name in CELLS})
    return AgedRow(
        client_id=row["client_id"],
        name=row["name"],
        past_due_cents=row["past_due_cents"],
        cancelled_past_due_cents=row["cancelled_past_due_cents"],
        aging=aging,
        marks=frozenset(Mark(m) for m in row["marks"].split()),
        oldest_due_on=row["oldest_due_on"],
        read_on=row["as_of_on"],
        parts=(AgedPart(Source(row["source"]), row["past_due_cents"], aging, row["as_of_on"]),),
    )


CELLS: Final = (
    "not_due",
    "days_1_30",
    "days_31_60",
    "days_61_90",
    "days_91",
    "no_date",
    "credit",
)


def joined(parts: Sequence[AgedRow]) -> AgedRow:
    """Return one person over all sources; unknown in one makes the sum "at least"."""
    if len(parts) == 1:
        return parts[0]
    past_due = _sum([p.past_due_cents for p in parts])
    cancelled = _sum([p.cancelled_past_due_cents for p in parts])
    marks = frozenset[Mark]().union(*(p.marks for p in parts))
    if any(p.past_due_cents is None for p in parts) and past_due is not None:
        marks |= {Mark.AT_LEAST}
    aging = Aging()
    for part in parts:
        aging += part.aging
    return AgedRow(
        client_id=parts[0].client_id,
        name=parts[0].name,
        past_due_cents=past_due,
        cancelled_past_due_cents=cancelled,
        aging=aging,
        marks=marks,
        oldest_due_on=min((p.oldest_due_on for p in parts if p.oldest_due_on), default=None),
        read_on=min(p.read_on for p in parts),
        parts=tuple(part for row in parts for part in row.parts),
    )


def _sum(parts: Sequence[int | None]) -> int | None:
    """Return the sum; "at least nothing" is unknown."""
    known = sum(p for p in parts if p is not None)
    return known if known or None not in parts else None
