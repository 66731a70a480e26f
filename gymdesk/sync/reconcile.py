"""Reconciling: what one reading of a client changes in what is known. Pure.

Nothing that could not be read replaces what was read before: an agreement that was listed but
could not be opened keeps its last invoices and says from when they are, and so does an invoice
whose amount or day could not be read, and the amount that a billing status stated when it was last
read; extras such as a trainer or a package's total value are kept when a later visit did not bring
them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from gymdesk.domain.past_due import NEVER_OWED, explicit_cents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gymdesk.domain.agreement import Agreement, Invoice
    from gymdesk.domain.client import ClientReading, Person

Outcome = Literal["created", "updated", "unchanged", "failed"]


@dataclass(frozen=True)
class KnownAgreement:
    """An agreement as the store has it. `missing`: a later list no longer had it."""

    agreement: Agreement
    missing: bool = False
    kept: bool = False


@dataclass(frozen=True)
class KnownClient:
    """A client as the store has it. `fetched`: figures were read at least once."""

    person: Person
    agreements: Mapping[str, KnownAgreement]
    fetched: bool
    missing: bool = False


@dataclass(frozen=True)
class ClientChange:
    """What a reading changes.

    `agreements` are all that the source lists now, merged with what was known; `write` names
    those that differ from the store; `kept` those of whose invoices some are older than this
    reading;
    `gone` those that the source no longer lists. `read` says that the list itself was read.
    """

    outcome: Outcome
    person: Person
    agreements: tuple[Agreement, ...]
    write: frozenset[str]
    kept: frozenset[str]
    gone: frozenset[str]
    read: bool


def reconcile(known: KnownClient | None, reading: ClientReading) -> ClientChange:
    """Return what *reading* changes for a client of whom *known* is in the store."""
    before = {} if known is None else known.agreements
    if reading.agreements is None:
        return ClientChange(
            outcome="failed",
            person=_merged_person(known, reading.person),
            agreements=tuple(k.agreement for k in before.values() if not k.missing),
            write=frozenset(),
            kept=frozenset(),
            gone=frozenset(),
            read=False,
        )
    troubled = bool(reading.troubles)
    merged = [_merged(before.get(a.remote_id), a, troubled=troubled) for a in reading.agreements]
    listed = {a.remote_id for a in merged}
    kept = frozenset(
        a.remote_id
        for a in reading.agreements
        if _keeps_figures(before.get(a.remote_id), a, troubled=troubled)
    )
    write = frozenset(a.remote_id for a in merged if _differs(before.get(a.remote_id), a, kept))
    gone = frozenset(key for key, k in before.items() if key not in listed and not k.missing)
    person = _merged_person(known, reading.person)
    return ClientChange(
        outcome=_outcome(known, reading, person, changed=bool(write or gone)),
        person=person,
        agreements=tuple(merged),
        write=write,
        kept=kept,
        gone=gone,
        read=True,
    )


def newly_missing(known_ids: Iterable[str], roster_ids: Iterable[str]) -> frozenset[str]:
    """Return who is no longer in the source's list. Ask only after a complete, error-free sweep."""
    return frozenset(known_ids) - frozenset(roster_ids)


def _outcome(
    known: KnownClient | None, reading: ClientReading, person: Person, *, changed: bool
) -> Outcome:
    if not reading.whole:
        return "failed"
    if known is None:
        return "created"
    if changed or known.person != person or known.missing or not known.fetched:
        return "updated"
    return "unchanged"


def _merged_person(known: KnownClient | None, person: Person) -> Person:
    if known is None:
        return person
    return replace(
        person,
        # letters that could not be read, and were read before
        name=known.person.name if "\ufffd" in person.name else person.name,
        email=person.email or known.person.email,
        phone=person.phone or known.person.phone,
    )


def _merged(known: KnownAgreement | None, read: Agreement, *, troubled: bool) -> Agreement:
    if known is None:
        return read
    before = known.agreement
    merged = replace(
        read,
        trainer=read.trainer or before.trainer,
        salesperson=read.salesperson or before.salesperson,
        total_value_cents=(
            before.total_value_cents if read.total_value_cents is None else read.total_value_cents
        ),
    )
    if read.invoices is None:
        return replace(
            merged,
            invoices=before.invoices,
            scheduled=before.scheduled,
            explicit=read.explicit or before.explicit,
        )
    if before.invoices is not None:
        merged = replace(merged, invoices=_filled(read.invoices, before.invoices))
    if troubled and _states_less(before, read):
        merged = replace(merged, explicit=before.explicit)
    return merged


def _keeps_figures(known: KnownAgreement | None, read: Agreement, *, troubled: bool) -> bool:
    """Return whether some figure of the agreement stays what an earlier visit read."""
    if known is None:
        return False
    before = known.agreement
    if read.invoices is None:
        return before.invoices is not None or (
            read.explicit is None and before.explicit is not None
        )
    if before.invoices is not None and _filled(read.invoices, before.invoices) != read.invoices:
        return True
    return troubled and _states_less(before, read)


def _states_less(before: Agreement, read: Agreement) -> bool:
    """Return whether an amount was stated before and the billing status is None now.

    After a visit with trouble it was then not read (one that states nothing is not None), and what
    it stated before still counts; after one without, the source no longer states amounts at all.
    """
    return read.explicit is None and explicit_cents(before) is not None


def _filled(read: tuple[Invoice, ...], before: tuple[Invoice, ...]) -> tuple[Invoice, ...]:
    """Return the invoices as read, what could not be read of an open one as it was before."""
    known = {invoice.remote_id: invoice for invoice in before}
    return tuple(
        _filled_one(i, known[i.remote_id])
        if i.remote_id in known and i.state not in NEVER_OWED
        else i
        for i in read
    )


def _filled_one(read: Invoice, before: Invoice) -> Invoice:
    # what a settled invoice says is not a debt: it must not come back as one
    if read.owed_cents is None and before.state not in NEVER_OWED:
        read = replace(read, owed_cents=before.owed_cents, owed_field=before.owed_field)
    return replace(read, billing_on=read.billing_on or before.billing_on)


def _differs(known: KnownAgreement | None, merged: Agreement, kept: frozenset[str]) -> bool:
    if known is None or known.missing:
        return True
    return known.agreement != merged or known.kept != (merged.remote_id in kept)
