"""The JSON documents: null is unknown, an amount is a text with two decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gymdesk.documents import (
    clients_document,
    collections_document,
    flags,
    package_summary,
    status_document,
)
from gymdesk.domain.agreement import AgreementState
from gymdesk.domain.past_due import Mark
from gymdesk.rows import PackageRow
from tests.sync.fakes import Bench, bench, store_url

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MARIT = 910000131


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(store_url(tmp_path), members=[MARIT, 910000144]) as opened:
        yield opened


def test_an_unknown_amount_is_null_in_every_place(desk: Bench) -> None:
    desk.knobs.server_error_members.add(MARIT)
    desk.refresh()
    (club,) = collections_document([desk.owing()])["clubs"]
    row = club["rows"][0]
    assert row["payment_status"] == "unknown"
    nulls = ("past_due", "cancelled_past_due", "credit", "oldest_due_on", "days_past_due")
    assert [row[name] for name in (*nulls, "fetched_at")] == [None] * 6
    assert set(row["buckets"].values()) == {None}
    assert list(row["buckets"]) == ["not_due", "1-30", "31-60", "61-90", "91+", "no_date"]


def test_a_known_amount_has_two_decimals_and_buckets_that_add_up(desk: Bench) -> None:
    desk.refresh()
    (club,) = collections_document([desk.owing()])["clubs"]
    assert (club["as_of"], club["total_past_due"]) == ("2026-11-21", "1170.00")
    row = next(r for r in club["rows"] if r["name"] == "Lina Abelard")
    assert row["past_due"] == "540.00"
    assert row["cancelled_past_due"] == "0.00"
    assert row["buckets"] == {
        **{"not_due": "180.00", "1-30": "360.00", "31-60": "180.00"},
        **{"61-90": "0.00", "91+": "0.00", "no_date": "0.00"},
    }
    assert row["oldest_due_on"] == "2026-10-10"
    assert row["fetched_at"] == "2026-11-21T16:00:00+00:00"


def test_a_client_has_source_ids_by_source_and_null_for_what_no_source_tells(desk: Bench) -> None:
    desk.refresh()
    (club,) = clients_document([desk.queries.clients(desk.club.club_id)])["clubs"]
    row = next(r for r in club["rows"] if r["name"] == "Marit Solheim")
    assert row["source_ids"] == {"clubos": str(MARIT)}
    assert (row["email"], row["phone"], row["sessions_remaining"]) == (None, None, None)
    assert row["last_updated"] == "2026-11-21T16:00:00+00:00"


def test_a_status_names_moments_with_their_offset_and_each_error(desk: Bench) -> None:
    desk.knobs.server_error_members.add(MARIT)
    desk.refresh()
    found = [(desk.club, desk.queries.sources(desk.club.club_id))]
    (source,) = status_document(found)["clubs"][0]["sources"]
    assert (source["health"], source["last_success"]) == ("incomplete", None)
    assert source["last_attempt"] == "2026-11-21T16:00:00+00:00"
    (error,) = source["recent_errors"]
    assert error["subject"] == str(MARIT)
    assert set(error) == {"subject", "title", "message", "at"}


def test_packages_are_one_text_with_their_worth_where_it_is_known() -> None:
    active = AgreementState.ACTIVE
    packages = [
        PackageRow("16 Session Package", 240000, active),
        PackageRow("Team Training", None, active),
    ]
    summary = "16 Session Package ($2,400.00), Team Training"
    assert package_summary(packages, "USD") == summary
    assert package_summary([], "USD") is None


def test_flags_stand_in_one_order() -> None:
    assert flags({Mark.STALE, Mark.AT_LEAST, Mark.MISSING}) == ["at_least", "missing", "stale"]
