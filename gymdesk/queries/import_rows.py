"""What a read-in file says of a client, laid over what the source said; never over a figure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gymdesk.domain.agreement import Agreement, AgreementState, active_packages
from gymdesk.rows import AgreementRow, Imported, PackageRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gymdesk.rows import ClientRow
    from gymdesk.store.unit_of_work import StoredClient, StoredImport


def overlaid(agreements: Iterable[Agreement], found: Sequence[StoredImport]) -> list[Agreement]:
    """Return the agreements with trainer and end from the file, and those only it names."""
    said = {f.remote_id: f for f in found}
    known = [_with(a, said.pop(a.remote_id, None)) for a in agreements]
    return [*known, *(_of_file(f) for f in said.values())]


def with_import(
    row: ClientRow, sources: Iterable[StoredClient], found: Sequence[StoredImport]
) -> ClientRow:
    """Return a client with packages and trainer as the file has them."""
    if not found:
        return row
    live = [
        s.agreement for stored in sources for s in stored.agreements if s.missing_since_utc is None
    ]
    only_there = {f.remote_id for f in found} - {a.remote_id for a in live}
    packages = active_packages(overlaid(live, found))
    trainers = sorted({name for f in found for name in f.trainers})
    return replace(
        row,
        trainer=", ".join(trainers) or row.trainer,
        packages=tuple(
            PackageRow(
                a.name, a.total_value_cents, a.state, a.is_training, a.remote_id in only_there
            )
            for a in packages
        ),
        imported=Imported(found[0].file_name, found[0].written_at_utc),
    )


def imported_rows(
    rows: Sequence[AgreementRow], found: Sequence[StoredImport]
) -> list[AgreementRow]:
    """Return agreement rows with what the file says; one that only it names owes unknown."""
    said = {f.remote_id: f for f in found}
    known = [_row_with(row, said.pop(row.remote_id, None)) for row in rows]
    return [*known, *(_row_of_file(f) for f in said.values())]


def _with(agreement: Agreement, said: StoredImport | None) -> Agreement:
    if said is None:
        return agreement
    trainer = ", ".join(said.trainers) or agreement.trainer
    return replace(agreement, trainer=trainer, end_on=said.end_on or agreement.end_on)


def _of_file(said: StoredImport) -> Agreement:
    return Agreement(
        remote_id=said.remote_id,
        name=said.name,
        state=AgreementState.UNKNOWN,
        raw_state="",
        end_on=said.end_on,
        trainer=", ".join(said.trainers) or None,
    )


def _row_with(row: AgreementRow, said: StoredImport | None) -> AgreementRow:
    if said is None:
        return row
    return replace(
        row,
        trainer=", ".join(said.trainers) or row.trainer,
        end_on=said.end_on or row.end_on,
        imported=Imported(said.file_name, said.written_at_utc),
    )


def _row_of_file(said: StoredImport) -> AgreementRow:
    return AgreementRow(
        remote_id=said.remote_id,
        name=said.name,
        state=AgreementState.UNKNOWN,
        raw_state="",
        start_on=None,
        end_on=said.end_on,
        total_cents=None,
        past_due_cents=None,
        invoices_cents=None,
        explicit_cents=None,
        explicit=None,
        marks=frozenset(),
        trainer=", ".join(said.trainers) or None,
        salesperson=None,
        services=(),
        scheduled=(),
        fetched_at_utc=None,
        imported=Imported(said.file_name, said.written_at_utc),
    )
