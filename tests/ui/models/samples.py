"""Invented rows for the tests of lists."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QLocale

from gymdesk.clock import FixedClock
from gymdesk.domain.aging import Aging
from gymdesk.domain.agreement import AgreementState
from gymdesk.domain.client import ClientId, Source
from gymdesk.domain.past_due import PaymentStatus
from gymdesk.rows import ClientRow, Contact, PackageRow
from ui.models.client_columns import ClientColumns
from ui.phrases import Phrases

NOW = datetime(2026, 11, 20, 14, 26, tzinfo=UTC)


def english() -> Phrases:
    return Phrases(QLocale("en_US"), "America/New_York", FixedClock(NOW))


def columns() -> ClientColumns:
    return ClientColumns(english())


def client(number: int, name: str, cents: int | None = 0, **changes: Any) -> ClientRow:
    if cents is None:
        status = PaymentStatus.UNKNOWN
    else:
        status = PaymentStatus.PAST_DUE if cents else PaymentStatus.CURRENT
    values: dict[str, Any] = {
        "client_id": ClientId(number),
        "name": name,
        "source_ids": ((Source.CLUBOS, str(40000 + number)),),
        "email": Contact(f"c{number}@example.com", "clubos"),
        "phone": Contact(f"(555) 010-{number:04d}", "clubos"),
        "trainer": "Dana",
        "packages": (PackageRow("16 Session Package", 240000, AgreementState.ACTIVE),),
        "payment_status": status,
        "past_due_cents": cents,
        "cancelled_past_due_cents": 0,
        "aging": Aging(days_1_30=cents or 0),
        "marks": frozenset(),
        "oldest_due_on": None,
        "days_past_due": None,
        "unpaid_invoices": 0,
        "currency": "USD",
        "fetched_at_utc": NOW,
    }
    values.update(changes)
    return ClientRow(**values)
