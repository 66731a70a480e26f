"""Stored people as the rows that are shown: what is owed, from when, and where it came from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from gymdesk.domain.agreement import active_packages
from gymdesk.domain.bill import ACCOUNT
from gymdesk.domain.client import Source
from gymdesk.domain.past_due import (
    UNKNOWN_DEBT,
    Mark,
    owed_by_client,
    owed_on_agreement,
    together,
)
from gymdesk.rows import ClientRow, Contact, DebtPart, HeldFigure, PackageRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from gymdesk.domain.agreement import Agreement
    from gymdesk.domain.client import ClientId
    from gymdesk.domain.membership import Standing
    from gymdesk.domain.past_due import ClientDebt
    from gymdesk.rows import ClubRow
    from gymdesk.store.unit_of_work import StoredAgreement, StoredClient

Row: TypeAlias = "Mapping[Any, Any]"
"""A row of a table by column name."""


NOTHING_OWED: Final = owed_by_client((), date.min)
"""What is owed where nothing is open; a test holds it against the domain."""


_NO_CONTACT: Final = Contact()

_HOLDS: Final = frozenset({"on_hold", "hold_unclear"})
"""Flags of a member by their words: not every club has a WODIFY, to load its rules for."""


def _live(stored: StoredClient) -> list[Agreement]:
    return [s.agreement for s in stored.agreements if s.missing_since_utc is None]


def debt_of(stored: StoredClient, today: date) -> ClientDebt:
    """Return what a person owes in one source on *today*."""
    if stored.source_row["fetched_at_utc"] is None or _bills_unread(stored):
        return UNKNOWN_DEBT
    live = _live(stored)
    if all(a.invoices == () and a.explicit is None for a in live):
        return NOTHING_OWED  # three clients of four: nothing open, so nothing to add up
    return owed_by_client(live, today)


def _bills_unread(stored: StoredClient) -> bool:
    """Return whether this is a client of WODIFY whose invoices were never read."""
    return stored.source_row["source"] == Source.WODIFY.value and not stored.agreements


def client_row(
    client_id: ClientId,
    sources: Sequence[StoredClient],
    debts: Sequence[ClientDebt],
    typed: Row | None,
    club: ClubRow,
    today: date,
    newest_run_id: int | None,
    known: Mapping[int, tuple[int, date]],
    held: Mapping[int, Row],
    users: tuple[str, ...] = (),
    member: Standing | None = None,
) -> ClientRow:
    """Return one person over all *sources*.

    *known* holds the last figures, *held* what waits for the manager, both by client_source id.
    *users* are those whose client this is, where there are several to tell apart. *member* is where
    the person stands in WODIFY.
    """
    # a WODIFY without invoices says nothing about money: it does not make the other's unknown
    told = [d for s, d in zip(sources, debts, strict=True) if not _bills_unread(s)]
    debt = together(told or debts)
    first = sources[0].source_row
    agreements = [a for s in sources for a in _live(s)]
    packages = active_packages(a for a in agreements if a.name != ACCOUNT)
    trainers = sorted({a.trainer for a in packages or agreements if a.trainer})
    memberships = [a.name for a in packages if a.is_training is False]
    fetched_at_utc = _fetched_at(sources)
    missing = [s.source_row["missing_since_utc"] for s in sources]
    missing_since_utc = max((m for m in missing if m), default=None) if all(missing) else None
    marks = debt.marks
    # the newest run is one of ClubOS: what WODIFY said ages by its own account
    read_in = [
        s.source_row["fetched_run_id"]
        for s in sources
        if s.source_row["source"] != Source.WODIFY.value
    ]
    # runs are told apart by their order: a clock may have been ahead for one of them
    if newest_run_id is not None and any(r is not None and r < newest_run_id for r in read_in):
        marks |= {Mark.STALE}
    if any(_is_kept(s) for stored in sources for s in stored.agreements):
        marks |= {Mark.STALE}
    if missing_since_utc is not None:
        marks |= {Mark.MISSING}
    waiting = _held_figure(sources, debts, held) if held else None
    if waiting is not None:
        marks |= {Mark.HELD}
    last = [known[s.source_row["id"]] for s in sources if s.source_row["id"] in known]
    unknown = debt.past_due_cents is None and bool(last)
    explicit, invoices = _two_sums(agreements, today) if Mark.DIFFERS in marks else (None, None)
    return ClientRow(
        client_id=client_id,
        name=first["name"],
        source_ids=tuple((Source(s.source_row["source"]), s.person.remote_id) for s in sources),
        email=_contact(typed, "email", sources),
        phone=_contact(typed, "phone", sources),
        trainer=", ".join(trainers) or None,
        packages=tuple(
            PackageRow(a.name, a.total_value_cents, a.state, a.is_training) for a in packages
        ),
        payment_status=debt.status,
        past_due_cents=debt.past_due_cents,
        cancelled_past_due_cents=debt.cancelled_past_due_cents,
        aging=debt.aging,
        marks=marks,
        oldest_due_on=debt.oldest_due_on,
        days_past_due=debt.days_past_due,
        unpaid_invoices=debt.unpaid_invoices,
        currency=club.currency,
        fetched_at_utc=fetched_at_utc,
        last_known_cents=sum(c for c, _ in last) if unknown else None,
        last_known_on=min(d for _, d in last) if unknown else None,
        explicit_cents=explicit,
        invoices_cents=invoices,
        missing_since_utc=missing_since_utc,
        trouble=next((s.source_row["trouble"] for s in sources if s.source_row["trouble"]), None),
        membership=", ".join(memberships) or _membership(member),
        membership_status="active" if memberships else _member_status(member),
        held=waiting,
        parts=_parts(sources, debts),
        users=users,
        ends_in_days=_ends_in(member, today),
        on_hold=member is not None and bool(member.flags & _HOLDS),
        days_absent=None if member is None else member.days_absent,
        cancelled_days=debt.cancelled_days,
    )


def _parts(sources: Sequence[StoredClient], debts: Sequence[ClientDebt]) -> tuple[DebtPart, ...]:
    """Return what each source says of a person whom several of them know the money of."""
    if len(sources) == 1:
        return ()
    told = [(s, d) for s, d in zip(sources, debts, strict=True) if not _bills_unread(s)]
    if len(told) < 2:
        return ()
    return tuple(
        DebtPart(
            Source(s.source_row["source"]),
            d.past_due_cents,
            d.cancelled_past_due_cents,
            _fetched_at([s]),
        )
        for s, d in told
    )


def _held_figure(
    sources: Sequence[StoredClient], debts: Sequence[ClientDebt], held: Mapping[int, Row]
) -> HeldFigure | None:
    """Return what held sweeps say of one person, over all sources; None where nothing waits."""
    found = [held.get(s.source_row["id"]) for s in sources]
    waiting = [row for row in found if row is not None]
    if not waiting:
        return None
    figures = [
        debt.past_due_cents if row is None or row["kind"] == "missing" else row["swept_cents"]
        for row, debt in zip(found, debts, strict=True)
    ]
    return HeldFigure(
        past_due_cents=None if None in figures else sum(f for f in figures if f is not None),
        missing=all(row["kind"] == "missing" for row in waiting),
        swept_at_utc=max(row["read_at_utc"] for row in waiting),
    )


def _membership(member: Standing | None) -> str | None:
    return None if member is None or member.membership is None else member.membership.name


def _ends_in(member: Standing | None, today: date) -> int | None:
    if member is None:
        return None
    from gymdesk.domain.membership import ends_in_days  # here: not every club has a WODIFY

    return ends_in_days(member.status, member.ends_on, today)


def _member_status(member: Standing | None) -> str | None:
    return None if member is None else member.status.value


def _is_kept(stored: StoredAgreement) -> bool:
    """Return whether the agreement counts, with figures of an earlier visit."""
    return stored.kept_from_utc is not None and stored.missing_since_utc is None


def _fetched_at(sources: Iterable[StoredClient]) -> datetime | None:
    """Return how old the oldest part of the figure is: visits, and agreements kept from earlier.

    An agreement that the source no longer lists is no part of it. Of WODIFY the invoices are a
    list of their own: they were read when that list was.
    """
    moments = []
    for stored in sources:
        lists = [s.read_at_utc for s in stored.agreements if s.read_at_utc is not None]
        visited = min(lists, default=stored.source_row["fetched_at_utc"])
        if visited is not None:
            moments.append(visited)
        moments += [s.kept_from_utc for s in stored.agreements if _is_kept(s)]
    return min(moments, default=None)


def _two_sums(agreements: Sequence[Agreement], today: date) -> tuple[int, int]:
    debts = [owed_on_agreement(a, today) for a in agreements if a.state != "cancelled"]
    explicit = sum(d.past_due_cents or 0 for d in debts)
    invoices = sum(
        d.past_due_cents or 0 if d.invoices_cents is None else d.invoices_cents for d in debts
    )
    return explicit, invoices


def _contact(typed: Row | None, field: str, sources: Iterable[StoredClient]) -> Contact:
    text = None if typed is None else typed[f"{field}_desk"]
    if text:
        return Contact(text, "desk")
    for stored in sources:
        if stored.source_row[field]:
            return Contact(stored.source_row[field], stored.source_row["source"])
    return _NO_CONTACT
