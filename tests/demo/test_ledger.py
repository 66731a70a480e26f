"""The ledger's hand-typed amounts against its own invoices, by a sum written only for this."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from gymdesk.demo.entries import CANCELLED
from gymdesk.demo.ledger import Agreement, Client, Invoice, ScheduledPayment, harbour_street

DAYS = [date(2026, 11, 21), date(2024, 2, 29), date(2027, 3, 31), date(2025, 1, 1)]
CLIENTS = {client.member_id: client for client in harbour_street(DAYS[0]).clients}


def billed(agreement: Agreement) -> list[Invoice | ScheduledPayment]:
    return [*agreement.invoices, *agreement.scheduled]


def left_to_pay(invoice: Invoice) -> int:
    if invoice.remaining_cents is not None:
        return invoice.remaining_cents
    return invoice.total_cents


def bucket_of(invoice: Invoice, today: date) -> str | None:
    if left_to_pay(invoice) <= 0 or invoice.status not in (3, 4, 5, 8):
        return None
    if invoice.billing_on is None:
        return "no_date"
    days = (today - invoice.billing_on).days
    if days <= 0 and invoice.status == 4:
        return "not_due"
    if days <= 30:
        return "1-30"
    return "31-60" if days <= 60 else "61-90" if days <= 90 else "91+"


def recount(client: Client, today: date, *, cancelled: bool) -> tuple[Counter[str], date | None]:
    found: Counter[str] = Counter()
    late_on = []
    for agreement in client.agreements:
        if (agreement.status == CANCELLED) != cancelled:
            continue
        for invoice in agreement.invoices:
            bucket = bucket_of(invoice, today)
            if bucket:
                found[bucket] += left_to_pay(invoice)
            if bucket not in (None, "not_due") and invoice.billing_on:
                late_on.append(invoice.billing_on)
    return found, min(late_on, default=None)


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_typed_amounts_are_the_sum_of_the_invoices_on_any_day(today: date) -> None:
    for client in harbour_street(today).clients:
        found, oldest_on = recount(client, today, cancelled=False)
        typed = client.owed
        assert {k: v for k, v in typed.buckets_cents.items() if v} == dict(found), client.name
        assert typed.past_due_cents == found.total() - found["not_due"], client.name
        assert client.oldest_due_on == oldest_on, client.name
        cancelled, _ = recount(client, today, cancelled=True)
        assert typed.cancelled_past_due_cents == cancelled.total(), client.name


def test_typed_totals_of_the_club_are_the_sum_of_the_clients() -> None:
    ledger = harbour_street(DAYS[0])
    owed = [client.owed for client in ledger.clients]
    assert sum(one.past_due_cents for one in owed) == ledger.total_past_due_cents
    apart = sum(one.cancelled_past_due_cents for one in owed)
    assert apart == ledger.total_cancelled_past_due_cents


def test_an_amount_is_exact_unless_an_unknown_code_has_money_on_it() -> None:
    for client in CLIENTS.values():
        unknown = [
            invoice
            for agreement in client.agreements
            for invoice in agreement.invoices
            if invoice.status not in range(1, 14) and left_to_pay(invoice) > 0
        ]
        assert client.owed.exact == (not unknown), client.name


def test_the_club_has_48_clients_of_whom_30_owe_nothing_late_or_cancelled() -> None:
    assert len(CLIENTS) == 48
    clear = [
        client
        for client in CLIENTS.values()
        if not client.owed.past_due_cents and not client.owed.cancelled_past_due_cents
    ]
    assert len(clear) == 30


def test_each_package_bills_its_units_times_their_price() -> None:
    for client in CLIENTS.values():
        for agreement in client.agreements:
            package = agreement.package
            parts = [one.units_per_period * one.unit_price_cents for one in package.services]
            assert package.period_cents == sum(parts)
            totals = {abs(one.total_cents) for one in billed(agreement)}
            assert totals <= {package.period_cents}


def test_active_packages_are_those_of_the_active_agreements() -> None:
    for client in CLIENTS.values():
        names = tuple(one.package.name for one in client.agreements if one.status == 2)
        assert client.active_packages == names


@pytest.mark.parametrize(
    ("member_id", "statuses"),
    [
        (910000101, [1] * 11),
        (910000125, [1] * 11 + [7]),
        (910000126, [1] * 6 + [9, 1, 1]),
        (910000131, [1, 1, 1, 5] + [4] * 6),
        (910000132, [1, 1, 5] + [4] * 14),
        (910000133, [1] * 18 + [8] + [4] * 32),
        (910000135, [1] * 7 + [3]),
    ],
)
def test_the_captured_status_sequences_are_in_the_club(member_id: int, statuses: list[int]) -> None:
    agreement = CLIENTS[member_id].agreements[0]
    assert [invoice.status for invoice in agreement.invoices] == statuses


def test_ids_are_unique_and_rise_with_time_within_an_agreement() -> None:
    agreements = [one for client in CLIENTS.values() for one in client.agreements]
    assert len({one.id for one in agreements}) == len(agreements)
    invoice_ids = [i.id for one in agreements for i in billed(one)]
    assert len(set(invoice_ids)) == len(invoice_ids)
    for one in agreements:
        rows = [(i.billing_on, i.id) for i in billed(one) if i.billing_on]
        assert rows == sorted(rows)
        assert all(i.billing_on > DAYS[0] for i in one.scheduled)


def test_two_clients_share_a_name_and_one_of_them_owes() -> None:
    twins = [client for client in CLIENTS.values() if client.name == "Robin Ashdown"]
    assert [client.owed.past_due_cents for client in twins] == [0, 8994]


def test_monthly_bills_keep_their_day_and_end_with_a_short_month() -> None:
    hugo = harbour_street(date(2025, 4, 18)).client_by_id[910000143]
    days = [one.billing_on for one in hugo.agreements[0].invoices]
    assert days[-3:] == [date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)]
