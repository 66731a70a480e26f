"""What one client is shown with: agreements, invoices, and what was checked or read in by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gymdesk.domain.address import client_page
from gymdesk.domain.aging import days_past
from gymdesk.domain.client import Source
from gymdesk.domain.past_due import NEVER_OWED, Mark, owed_on_agreement, owed_part
from gymdesk.rows import AgreementRow, ConfirmedRow, FileMembership, Imported, InvoiceRow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from gymdesk.domain.agreement import Agreement, Invoice
    from gymdesk.queries.client_rows import Row
    from gymdesk.rows import ClientRow, ClubRow
    from gymdesk.store.unit_of_work import StoredAgreement, StoredClient, StoredFileMembership


def agreement_row(item: StoredAgreement, stored: StoredClient, today: date) -> AgreementRow:
    """Return an agreement with the age of its own figure."""
    agreement = item.agreement
    debt = owed_on_agreement(agreement, today)
    fetched_at_utc = item.read_at_utc or item.kept_from_utc
    fetched_at_utc = fetched_at_utc or stored.source_row["fetched_at_utc"]
    marks = set(debt.marks)
    if item.kept_from_utc is not None:
        marks.add(Mark.STALE)
    if item.missing_since_utc is not None:
        marks.add(Mark.MISSING)
    return AgreementRow(
        remote_id=agreement.remote_id,
        name=agreement.name,
        state=agreement.state,
        raw_state=agreement.raw_state,
        start_on=agreement.start_on,
        end_on=agreement.end_on,
        total_cents=agreement.total_value_cents,
        past_due_cents=debt.past_due_cents,
        invoices_cents=debt.invoices_cents,
        explicit_cents=debt.explicit_cents,
        explicit=agreement.explicit,
        marks=frozenset(marks),
        trainer=agreement.trainer,
        salesperson=agreement.salesperson,
        services=agreement.services,
        scheduled=agreement.scheduled,
        fetched_at_utc=None if agreement.invoices is None else fetched_at_utc,
        missing_since_utc=item.missing_since_utc,
    )


def invoice_row(agreement: Agreement, invoice: Invoice, today: date) -> InvoiceRow:
    """Return an invoice; one whose state or amount is unclear is open and not counted."""
    try:
        part = owed_part(invoice, today)
        unclear = False
    except ValueError:
        part, unclear = None, True
    counted = part is not None and part.due and part.cents > 0
    age = part.days if part is not None and counted else None
    if unclear and invoice.billing_on is not None:
        age = max(0, days_past(invoice.billing_on, today)) or None
    return InvoiceRow(
        remote_id=invoice.remote_id,
        agreement_name=agreement.name,
        state=invoice.state,
        raw_state=invoice.raw_state,
        billing_on=invoice.billing_on,
        age_days=age,
        total_cents=invoice.total_cents,
        owed_cents=0 if invoice.state in NEVER_OWED else invoice.owed_cents,
        owed_field=invoice.owed_field,
        counted=counted,
        open=part is not None or unclear,
    )


def confirmed_row(row: Row) -> ConfirmedRow:
    """Return an amount that was checked by hand."""
    return ConfirmedRow(row["past_due_cents"], row["staff"], row["at_utc"])


def page_url(club: ClubRow, row: ClientRow) -> str | None:
    """Return the client's page in ClubOS, None where the client or the address is not known."""
    for source, remote_id in row.source_ids:
        if source == Source.CLUBOS and club.clubos_url:
            return client_page(club.clubos_url, remote_id)
    return None


def file_rows(found: Iterable[StoredFileMembership]) -> tuple[FileMembership, ...]:
    """Return what a file says of a client's memberships."""
    return tuple(
        FileMembership(
            m.name, m.plan, m.start_on, m.end_on, m.auto_renew, Imported(m.file_name, m.at_utc)
        )
        for m in found
    )
