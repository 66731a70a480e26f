"""The main job without a window: set a gym up, refresh it, read who owes, come back tomorrow."""

from __future__ import annotations

import asyncio
import os
import stat
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.bootstrap import DEMO_CLUB, Desk, open_desk
from gymdesk.clock import FixedClock
from gymdesk.commands import ClubDraft
from gymdesk.credentials import Credential, Service
from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME, demo_gym
from gymdesk.demo.serve import running
from gymdesk.domain.client import Source
from gymdesk.domain.past_due import Mark, PaymentStatus
from gymdesk.errors import StoreDenied
from gymdesk.paths import places
from gymdesk.rows import FiguresOld, Health, RunStatus
from gymdesk.settings import Settings, SettingsFile
from gymdesk.sync.request import RefreshRequest, SignInTest
from tests.sync.fakes import AT, TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.sync.request import RunReport


@contextmanager
def opened(folder: Path, clock: FixedClock, *, demo: bool = False) -> Iterator[Desk]:
    settings = SettingsFile(places(folder).settings_file)
    settings.save(replace(settings.load(), sign_in_pause_s=0.0))
    desk = open_desk(folder, clock=clock, demo=demo)
    try:
        yield desk
    finally:
        desk.close()


def refresh(desk: Desk) -> RunReport:
    return desk.engine.refresh_blocking(RefreshRequest(), lambda _: None).runs[0]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


def test_a_manager_sets_the_gym_up_refreshes_and_reads_who_owes(
    tmp_path: Path, clock: FixedClock
) -> None:
    gym = demo_gym(TODAY)
    with running(gym.clubos) as address, opened(tmp_path, clock) as desk:
        assert desk.queries.clubs() == ()
        club = desk.commands.add_club(
            ClubDraft("Harbour Street", "America/New_York", clubos_url=address)
        )
        asked = SignInTest(club.club_id, Source.CLUBOS, address, DEMO_USERNAME, DEMO_PASSWORD)
        answer = asyncio.run(desk.engine.test_sign_in(asked))
        assert (answer.signed_in_as, answer.clients) == ("Jordan Ellerby", 48)
        desk.credentials.put(club.uid, Service.CLUBOS, Credential(DEMO_USERNAME, DEMO_PASSWORD))
        assert refresh(desk).status == RunStatus.COMPLETE

        shown = desk.queries.collections(club.club_id)
        assert [(r.name, r.past_due_cents) for r in shown.rows[:3]] == [
            ("Bram Castellan", 198000),
            ("Piet van Aarle", 70000),
            ("Marit Solheim", 63000),
        ]
        assert shown.total_past_due_cents == gym.ledger.total_past_due_cents
        assert shown.total_cancelled_cents == gym.ledger.total_cancelled_past_due_cents
        detail = desk.queries.client(club.club_id, shown.rows[2].client_id)
        assert detail.row.oldest_due_on == gym.ledger.client_by_id[910000131].oldest_due_on
        assert sum(i.owed_cents or 0 for i in detail.invoices if i.counted) == 63000


def test_the_next_day_everything_is_there_without_a_network(
    tmp_path: Path, clock: FixedClock
) -> None:
    with opened(tmp_path, clock, demo=True) as desk:
        refresh(desk)
        club = desk.queries.club_named(DEMO_CLUB)
        marit = next(
            r for r in desk.queries.clients(club.club_id).rows if r.name == "Marit Solheim"
        )
        desk.commands.set_contact(marit.client_id, staff="Jordan", phone="555 0100")
        before = desk.queries.collections(club.club_id)
    clock.at_utc += timedelta(days=2)
    with opened(tmp_path, clock) as desk:
        shown = desk.queries.collections(club.club_id)
        assert {r.client_id for r in before.rows} <= {r.client_id for r in shown.rows}
        assert shown.warning == FiguresOld(24)
        assert desk.queries.sources(club.club_id)[0].health == Health.STALE
        (row,) = [r for r in shown.rows if r.client_id == marit.client_id]
        assert (row.past_due_cents, row.phone.text) == (63000, "555 0100")
        report = refresh(desk)  # no ClubOS answers there, and no sign-in was kept
        assert report.status == RunStatus.FAILED
        assert desk.queries.collections(club.club_id).rows == shown.rows


def test_a_bad_day_costs_what_could_not_be_read_and_the_next_good_one_mends_it(
    tmp_path: Path, clock: FixedClock
) -> None:
    gym = demo_gym(TODAY)
    with running(gym.clubos) as address, opened(tmp_path, clock) as desk:
        club = desk.commands.add_club(ClubDraft("Harbour Street", clubos_url=address))
        desk.credentials.put(
            club.uid, Service.CLUBOS, Credential(DEMO_USERNAME, DEMO_PASSWORD), memory_only=True
        )
        gym.knobs.server_error_members.add(910000133)
        assert refresh(desk).status == RunStatus.INCOMPLETE
        shown = desk.queries.collections(club.club_id)
        assert (shown.rows[0].name, shown.rows[0].payment_status) == (
            "Bram Castellan",
            PaymentStatus.UNKNOWN,
        )
        assert shown.total_past_due_cents == gym.ledger.total_past_due_cents - 198000

        gym.knobs.server_error_members.clear()
        gym.knobs.html_login_in_200_for.add(910000131)
        clock.at_utc += timedelta(hours=1)
        assert refresh(desk).status == RunStatus.INCOMPLETE
        shown = desk.queries.collections(club.club_id)
        assert shown.total_past_due_cents == gym.ledger.total_past_due_cents
        assert [r.name for r in shown.rows if Mark.STALE in r.marks] == ["Marit Solheim"]

        gym.knobs.html_login_in_200_for.clear()
        clock.at_utc += timedelta(hours=1)
        assert refresh(desk).status == RunStatus.COMPLETE
        assert desk.queries.collections(club.club_id).warning is None


def test_the_demo_desk_may_be_opened_again_and_again(tmp_path: Path, clock: FixedClock) -> None:
    for _ in range(2):
        with opened(tmp_path, clock, demo=True) as desk:
            assert refresh(desk).status == RunStatus.COMPLETE
            assert [c.name for c in desk.queries.clubs()] == [DEMO_CLUB]
            rows = desk.queries.clients(desk.queries.clubs()[0].club_id).rows
            sources = [source for row in rows for source, _ in row.source_ids]
            assert (sources.count(Source.CLUBOS), sources.count(Source.WODIFY)) == (48, 90)


def test_the_demo_desk_keeps_no_password_on_this_pc(
    tmp_path: Path, clock: FixedClock, memory_keyring
) -> None:
    with opened(tmp_path, clock, demo=True) as desk:
        refresh(desk)
    assert memory_keyring.kept == {}
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or DEMO_PASSWORD.encode() not in file.read_bytes()


def test_the_lanes_of_the_settings_are_used(tmp_path: Path, clock: FixedClock) -> None:
    gym = demo_gym(TODAY)
    with opened(tmp_path, clock) as desk:
        desk.settings.save(Settings(lanes=2, sign_in_pause_s=0.0))
    with running(gym.clubos) as address, opened(tmp_path, clock) as desk:
        club = desk.commands.add_club(ClubDraft("Harbour Street", clubos_url=address))
        desk.credentials.put(club.uid, Service.CLUBOS, Credential(DEMO_USERNAME, DEMO_PASSWORD))
        refresh(desk)
    assert sum(method == "POST" for method, _ in gym.knobs.requests) == 2


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_the_folders_of_the_desk_belong_to_their_user_alone(
    tmp_path: Path, clock: FixedClock
) -> None:
    with opened(tmp_path / "desk", clock):
        modes = {f.name: stat.S_IMODE(f.stat().st_mode) for f in (tmp_path / "desk").iterdir()}
        assert stat.S_IMODE((tmp_path / "desk").stat().st_mode) == 0o700
    assert modes["gymdesk.db"] == 0o600
    assert modes["log"] == 0o700


@pytest.mark.parametrize("folder", ["a b", "50% off?", "Jürgen"])
def test_the_desk_lies_where_it_was_told_to(tmp_path: Path, clock: FixedClock, folder: str) -> None:
    with opened(tmp_path / folder, clock) as desk:
        desk.commands.add_club(ClubDraft("Harbour Street"))
    assert (tmp_path / folder / "gymdesk.db").is_file()
    assert [f.name for f in tmp_path.iterdir()] == [folder]


def test_a_file_in_place_of_the_folder_is_said_in_words(tmp_path: Path, clock: FixedClock) -> None:
    (tmp_path / "desk").write_text("a file")
    with pytest.raises(StoreDenied) as found:
        open_desk(tmp_path / "desk", clock=clock)
    assert str(tmp_path / "desk") in found.value.message


def test_a_day_ends_at_midnight_of_the_club_and_not_of_the_pc(
    tmp_path: Path, clock: FixedClock
) -> None:
    """Wanda's payment of today is late from midnight in New York on, 5:00 in UTC."""
    with opened(tmp_path, clock, demo=True) as desk:
        refresh(desk)
        club = desk.queries.club_named(DEMO_CLUB)

        def wanda() -> int | None:
            rows = desk.queries.clients(club.club_id).rows
            return next(r.past_due_cents for r in rows if r.name == "Wanda Kilbride")

        clock.at_utc = datetime(2026, 11, 22, 4, 59, tzinfo=UTC)
        assert wanda() == 0
        clock.at_utc = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
        assert wanda() == 18000
