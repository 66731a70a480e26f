"""Watched clients and confirmed amounts: what the manager knows, held against each refresh."""

from __future__ import annotations

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


def test_pins_and_confirmations_stay_apart_from_what_a_refresh_writes(desk: Bench) -> None:
    before = table_rows(desk.store, *REMOTE_TABLES)
    pin(desk, MARIT, 63000)
    desk.commands.confirm_amount(desk.rows()[MARIT].client_id, 63000, staff="Jordan")
    assert table_rows(desk.store, *REMOTE_TABLES) == before
    typed = table_rows(desk.store, "watch", "confirmation")
    desk.refresh()
    assert table_rows(desk.store, "watch", "confirmation") == typed


@pytest.mark.parametrize("command", ["watch", "confirm_amount"])
def test_nobody_cannot_be_watched_or_confirmed(desk: Bench, command: str) -> None:
    with pytest.raises(UsageError, match="not in the store"):
        getattr(desk.commands, command)(ClientId(999), 100, staff="Jordan")


def test_the_detail_links_to_the_clients_page_in_clubos(desk: Bench) -> None:
    detail = desk.queries.client(desk.club.club_id, desk.rows()[MARIT].client_id)
    assert detail.page_url is not None
    assert detail.page_url.endswith("/action/Delegate/910000131/url=/action/LeadProfile")
