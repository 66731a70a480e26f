"""Watched clients and confirmed amounts: what the manager knows, held against each refresh."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.client import ClientId
from gymdesk.errors import UsageError
from tests.sync.fakes import REMOTE_TABLES, bench, store_url, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sync.fakes import Bench

MARIT, ABIGAIL, KASIMIR = 910000131, 910000101, 910000141


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(store_url(tmp_path)) as opened:
        opened.refresh()
        yield opened


def pin(desk: Bench, member: int, cents: int | None) -> None:
    desk.commands.watch(desk.rows()[member].client_id, cents, staff="Jordan")


def agreeing(desk: Bench) -> dict[str, bool]:
    return {w.name: w.agrees for w in desk.queries.watched(desk.club.club_id)}


def test_watched_clients_agree_as_long_as_the_refresh_says_the_same(desk: Bench) -> None:
    pin(desk, MARIT, 63000)
    pin(desk, ABIGAIL, 0)
    assert agreeing(desk) == {"Marit Solheim": True, "Abigail Thornbury": True}
    pin(desk, MARIT, 54000)
    assert agreeing(desk)["Marit Solheim"] is False


def test_a_figure_that_is_only_at_least_does_not_agree(desk: Bench) -> None:
    pin(desk, KASIMIR, 27000)
    assert list(agreeing(desk).values()) == [False]


def test_unknown_does_not_agree_with_nothing(tmp_path: Path) -> None:
    with bench(store_url(tmp_path)) as desk:
        desk.knobs.v2_error_agreements.add(1500101)
        desk.refresh()
        pin(desk, ABIGAIL, 0)
        assert list(agreeing(desk).values()) == [False]


def test_a_watch_ends_when_the_pin_is_taken_out(desk: Bench) -> None:
    pin(desk, MARIT, 63000)
    pin(desk, MARIT, None)
    assert agreeing(desk) == {}


def test_the_detail_says_who_confirmed_the_amount_and_what_is_expected(desk: Bench) -> None:
    client_id = desk.rows()[MARIT].client_id
    desk.commands.confirm_amount(client_id, 54000, staff="Sam")
    desk.commands.confirm_amount(client_id, 63000, staff="Jordan")
    pin(desk, MARIT, 63000)
    detail = desk.queries.client(desk.club.club_id, client_id)
    assert detail.confirmed is not None
    assert (detail.confirmed.cents, detail.confirmed.staff) == (63000, "Jordan")
    assert detail.watched_cents == 63000


def test_who_began_and_who_ended_a_watch_is_kept(desk: Bench) -> None:
    pin(desk, MARIT, 63000)
    desk.commands.watch(desk.rows()[MARIT].client_id, None, staff="Sam")
    with desk.store.read() as work:
        rows = work._connection.exec_driver_sql("SELECT staff, expected_cents FROM watch")
        assert [tuple(row) for row in rows] == [("Jordan", 63000), ("Sam", None)]


def confirmed(desk: Bench) -> int | None:
    found = desk.queries.client(desk.club.club_id, desk.rows()[MARIT].client_id).confirmed
    return None if found is None else found.cents


def test_a_confirmation_that_is_taken_back_lets_the_one_before_it_count_again(desk: Bench) -> None:
    client_id = desk.rows()[MARIT].client_id
    first = desk.commands.confirm_amount(client_id, 54000, staff="Sam")
    second = desk.commands.confirm_amount(client_id, 63000, staff="Jordan")
    desk.commands.take_back_confirmation(second, staff="Sam")
    assert confirmed(desk) == 54000
    desk.commands.take_back_confirmation(first, staff="Sam")
    assert confirmed(desk) is None
    desk.commands.confirm_again(first, staff="Sam")
    assert confirmed(desk) == 54000
    desk.commands.confirm_again(second, staff="Jordan")
    assert confirmed(desk) == 63000


def test_somebody_elses_confirmation_stays_when_one_is_taken_back(desk: Bench) -> None:
    made = desk.commands.confirm_amount(desk.rows()[MARIT].client_id, 63000, staff="Jordan")
    desk.commands.confirm_amount(desk.rows()[ABIGAIL].client_id, 0, staff="Jordan")
    desk.commands.take_back_confirmation(made, staff="Jordan")
    other = desk.queries.client(desk.club.club_id, desk.rows()[ABIGAIL].client_id)
    assert other.confirmed is not None


def test_the_history_keeps_what_was_confirmed_and_that_it_was_taken_back(desk: Bench) -> None:
    client_id = desk.rows()[MARIT].client_id
    made = desk.commands.confirm_amount(client_id, 63000, staff="Jordan")
    desk.clock.at_utc += timedelta(minutes=5)
    desk.commands.take_back_confirmation(made, staff="Sam")
    rows = table_rows(desk.store, "confirmation", "confirmation_turn")
    assert [len(found) for found in rows.values()] == [1, 1]
    detail = desk.queries.cases.case(desk.club.club_id, client_id)
    said = [(row.text, row.staff, row.undone) for row in detail.timeline]
    assert said == [
        ("Confirmation of $630.00 taken back", "Sam", False),
        ("Amount confirmed: $630.00", "Jordan", True),
    ]
    assert detail.timeline[0].at_utc - detail.timeline[1].at_utc == timedelta(minutes=5)
    desk.commands.confirm_again(made, staff="Jordan")
    detail = desk.queries.cases.case(desk.club.club_id, client_id)
    assert detail.timeline[0].text == "Confirmation of $630.00 holds again"
    assert not detail.timeline[-1].undone


def test_a_confirmation_is_taken_back_once_and_held_again_once(desk: Bench) -> None:
    made = desk.commands.confirm_amount(desk.rows()[MARIT].client_id, 63000, staff="Jordan")
    with pytest.raises(UsageError, match="holds already"):
        desk.commands.confirm_again(made, staff="Jordan")
    desk.commands.take_back_confirmation(made, staff="Jordan")
    with pytest.raises(UsageError, match="taken back already"):
        desk.commands.take_back_confirmation(made, staff="Sam")
    for turn in (desk.commands.take_back_confirmation, desk.commands.confirm_again):
        with pytest.raises(UsageError, match="no such confirmation"):
            turn(999, staff="Jordan")
    assert len(table_rows(desk.store, "confirmation_turn")["confirmation_turn"]) == 1


def test_pins_and_confirmations_stay_apart_from_what_a_refresh_writes(desk: Bench) -> None:
    before = table_rows(desk.store, *REMOTE_TABLES)
    pin(desk, MARIT, 63000)
    desk.commands.confirm_amount(desk.rows()[MARIT].client_id, 63000, staff="Jordan")
    assert table_rows(desk.store, *REMOTE_TABLES) == before
    typed = table_rows(desk.store, "watch", "confirmation", "confirmation_turn")
    desk.refresh()
    assert table_rows(desk.store, "watch", "confirmation", "confirmation_turn") == typed


@pytest.mark.parametrize("command", ["watch", "confirm_amount"])
def test_nobody_cannot_be_watched_or_confirmed(desk: Bench, command: str) -> None:
    with pytest.raises(UsageError, match="not in the store"):
        getattr(desk.commands, command)(ClientId(999), 100, staff="Jordan")


def test_the_detail_links_to_the_clients_page_in_clubos(desk: Bench) -> None:
    detail = desk.queries.client(desk.club.club_id, desk.rows()[MARIT].client_id)
    assert detail.page_url is not None
    assert detail.page_url.endswith("/action/Delegate/910000131/url=/action/LeadProfile")
