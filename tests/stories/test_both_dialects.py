"""Both dialects of ClubOS over a real socket: the same people owe the same, to the cent."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from gymdesk.cli import app
from gymdesk.clock import FixedClock
from gymdesk.commands import ClubDraft
from gymdesk.credentials import Credential, Service
from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME, DemoGym, clubos_app, demo_gym
from gymdesk.demo.serve import running
from gymdesk.domain.client import Source
from gymdesk.domain.dialect import ClubOsDialect
from gymdesk.domain.past_due import Mark, PaymentStatus
from gymdesk.rows import RunStatus
from tests.stories.test_refresh_and_read import opened, refresh
from tests.sync.fakes import AT, TODAY

if TYPE_CHECKING:
    from pathlib import Path

    from gymdesk.bootstrap import Desk
    from gymdesk.rows import ClientRow, ClubRow, SourceRow

MARIT, PIET, PETRA = 910000131, 910000148, 910000153
FEW = (910000101, 910000127, MARIT, 910000138, PIET, PETRA)
CAPTURED, DOCUMENTED = ClubOsDialect
BOTH = pytest.mark.parametrize("dialect", [CAPTURED, DOCUMENTED])


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(AT)


def small_gym(dialect: str) -> DemoGym:
    """Return a gym with a handful of the clients."""
    gym = demo_gym(TODAY, dialect=dialect)  # type: ignore[arg-type]
    few = tuple(c for c in gym.ledger.clients if c.member_id in FEW)
    ledger = replace(gym.ledger, clients=few)
    return DemoGym(ledger, clubos_app(ledger, knobs=gym.knobs), gym.knobs)


def set_up(desk: Desk, address: str, dialect: str | None = None) -> ClubRow:
    draft = ClubDraft("Harbour Street", clubos_url=address, clubos_dialect=dialect)
    club = desk.commands.add_club(draft)
    credential = Credential(DEMO_USERNAME, DEMO_PASSWORD)
    desk.credentials.put(club.uid, Service.CLUBOS, credential, memory_only=True)
    return club


def rows(desk: Desk, club: ClubRow) -> dict[int, ClientRow]:
    return {int(r.source_ids[0][1]): r for r in desk.queries.clients(club.club_id).rows}


def clubos(desk: Desk, club: ClubRow) -> SourceRow:
    return next(s for s in desk.queries.sources(club.club_id) if s.source == Source.CLUBOS)


def agree(desk: Desk, club: ClubRow, gym: DemoGym) -> None:
    """Hold every figure that the desk shows against the ledger."""
    shown = rows(desk, club)
    assert len(shown) == len(gym.ledger.clients)
    for client in gym.ledger.clients:
        row, owed = shown[client.member_id], client.owed
        assert row.past_due_cents == owed.past_due_cents, client.name
        assert row.cancelled_past_due_cents == owed.cancelled_past_due_cents, client.name
        assert row.aging.days_1_30 == owed.days_1_30_cents, client.name
        assert row.aging.days_31_60 == owed.days_31_60_cents, client.name
        assert row.aging.days_61_90 == owed.days_61_90_cents, client.name
        assert row.aging.no_date == owed.no_date_cents, client.name
        assert (Mark.AT_LEAST in row.marks) == (not owed.exact), client.name
    owing = desk.queries.collections(club.club_id)
    owed_by_all = [client.owed for client in gym.ledger.clients]
    assert owing.total_past_due_cents == sum(o.past_due_cents for o in owed_by_all)
    assert owing.total_cancelled_cents == sum(o.cancelled_past_due_cents for o in owed_by_all)
    assert owing.agrees


@BOTH
@pytest.mark.parametrize("as_text", [False, True])
def test_every_amount_is_right_to_the_cent(
    tmp_path: Path, clock: FixedClock, dialect: ClubOsDialect, as_text: bool
) -> None:
    gym = demo_gym(TODAY, dialect=dialect.value)
    gym.knobs.amounts_as_text = as_text
    with running(gym.clubos) as address, opened(tmp_path, clock) as desk:
        club = set_up(desk, address)
        report = refresh(desk)
        assert (report.status, report.errors) == (RunStatus.COMPLETE, ())
        agree(desk, club, gym)
        assert desk.queries.collections(club.club_id).total_past_due_cents == (
            gym.ledger.total_past_due_cents
        )
        assert clubos(desk, club).dialect_found == dialect


@BOTH
def test_the_same_refresh_again_changes_nothing(
    tmp_path: Path, clock: FixedClock, dialect: ClubOsDialect
) -> None:
    gym = small_gym(dialect.value)
    with running(gym.clubos) as address, opened(tmp_path, clock) as desk:
        set_up(desk, address)
        refresh(desk)
        again = refresh(desk)
        assert (again.status, again.updated, again.created) == (RunStatus.COMPLETE, 0, 0)


def test_the_clients_of_both_owe_the_same_in_both() -> None:
    captured, documented = (demo_gym(TODAY, dialect=d.value).ledger for d in ClubOsDialect)
    assert set(captured.clients) < set(documented.clients)


@BOTH
def test_no_failing_answer_turns_a_debt_into_a_zero(
    tmp_path: Path, clock: FixedClock, dialect: ClubOsDialect
) -> None:
    gym = small_gym(dialect.value)
    gym.knobs.server_error_members.add(MARIT)
    gym.knobs.v2_error_agreements.add(1500148)
    with running(gym.clubos) as address, opened(tmp_path, clock) as desk:
        club = set_up(desk, address)
        assert refresh(desk).status == RunStatus.INCOMPLETE
        shown = rows(desk, club)
        for member_id in (MARIT, PIET):
            assert shown[member_id].past_due_cents is None
            assert shown[member_id].payment_status == PaymentStatus.UNKNOWN


def test_a_wrong_bearer_leaves_everybody_unknown(tmp_path: Path, clock: FixedClock) -> None:
    gym = small_gym("documented")
    gym.knobs.wrong_bearer = True
    with running(gym.clubos) as address, opened(tmp_path, clock) as desk:
        club = set_up(desk, address)
        report = refresh(desk)
        assert (report.status, report.failed) == (RunStatus.INCOMPLETE, len(FEW))
        assert {r.payment_status for r in rows(desk, club).values()} == {PaymentStatus.UNKNOWN}
        gym.knobs.wrong_bearer = False
        clock.at_utc += timedelta(hours=1)
        assert refresh(desk).status == RunStatus.COMPLETE
        agree(desk, club, gym)


def test_a_billing_status_that_fails_later_keeps_what_it_stated_and_says_so(
    tmp_path: Path, clock: FixedClock
) -> None:
    gym = small_gym("documented")
    with running(gym.clubos) as address, opened(tmp_path, clock) as desk:
        club = set_up(desk, address)
        refresh(desk)
        gym.knobs.billing_error_agreements |= {1500153, 1500148}
        clock.at_utc += timedelta(hours=1)
        assert refresh(desk).status == RunStatus.INCOMPLETE
        shown = rows(desk, club)
        petra, piet = shown[PETRA], shown[PIET]
        assert (petra.past_due_cents, petra.marks) == (20000, {Mark.DIFFERS, Mark.STALE})
        assert (piet.past_due_cents, piet.marks) == (70000, set())
        gym.knobs.billing_error_agreements.clear()
        clock.at_utc += timedelta(hours=1)
        assert refresh(desk).status == RunStatus.COMPLETE
        assert rows(desk, club)[PETRA].marks == {Mark.DIFFERS}


def test_the_dialect_is_remembered_and_found_out_again_when_the_service_changes(
    tmp_path: Path, clock: FixedClock
) -> None:
    gym = small_gym("captured")
    with running(gym.clubos) as address, opened(tmp_path, clock) as desk:
        club = set_up(desk, address)
        assert clubos(desk, club).dialect_found is None
        for spoken in (CAPTURED, DOCUMENTED, DOCUMENTED, CAPTURED):
            gym.knobs.dialect = spoken.value
            gym.knobs.requests.clear()
            gym.clubos.state.club.sessions.end_all()
            clock.at_utc += timedelta(hours=1)
            was = clubos(desk, club).dialect_found
            assert refresh(desk).status == RunStatus.COMPLETE
            agree(desk, club, gym)
            assert clubos(desk, club).dialect_found == spoken
            first = "SignIn" if was == DOCUMENTED else "Login"
            assert gym.knobs.requests[0] == ("GET", f"/action/{first}/view")


def test_the_choice_of_the_user_outlives_what_was_found(tmp_path: Path, clock: FixedClock) -> None:
    gym = small_gym("captured")
    with running(gym.clubos) as address, opened(tmp_path, clock) as desk:
        club = set_up(desk, address, "documented")
        report = refresh(desk)  # a service as captured does not take the cookie's token
        assert (report.status, report.failed) == (RunStatus.INCOMPLETE, len(FEW) - 1)
        assert {r.payment_status for r in rows(desk, club).values()} == {PaymentStatus.UNKNOWN}
        source = clubos(desk, club)
        assert (source.dialect_chosen, source.dialect_found) == (DOCUMENTED, CAPTURED)
        desk.commands.change_club(
            club.club_id, ClubDraft("Harbour Street", clubos_url=address, clubos_dialect=None)
        )
        clock.at_utc += timedelta(hours=1)
        assert refresh(desk).status == RunStatus.COMPLETE
        agree(desk, club, gym)


def test_another_address_is_another_service(tmp_path: Path, clock: FixedClock) -> None:
    gym = small_gym("documented")
    with running(gym.clubos) as address, opened(tmp_path, clock) as desk:
        club = set_up(desk, address)
        refresh(desk)
        draft = ClubDraft("Harbour Street", clubos_url=address)
        same = desk.commands.change_club(club.club_id, replace(draft, locale="en_GB"))
        assert same.clubos_dialect_found == DOCUMENTED
        moved = desk.commands.change_club(
            club.club_id, replace(draft, clubos_url="https://other.example"), same_gym=True
        )
        assert moved.clubos_dialect_found is None


def test_the_same_work_on_the_command_line(tmp_path: Path) -> None:
    def call(*words: str, stdin: str = "") -> dict:
        done = CliRunner().invoke(app, ["--data-dir", str(tmp_path), *words], input=stdin)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    # the command line has no clock to set: the gym stands on the day it is
    from gymdesk.clock import SystemClock, today_in

    gym = demo_gym(today_in(SystemClock(), "America/New_York"), dialect="documented")
    with running(gym.clubos) as address:
        words = ("club", "add", "Harbour Street", "--clubos-url", address)
        (club,) = call(*words, "--clubos-dialect", "Documented", "--json")["clubs"]
        assert (club["clubos_dialect"], club["clubos_dialect_found"]) == ("documented", None)
        asked = ("refresh", "--ask", "--username", DEMO_USERNAME, "--json")
        (run,) = call(*asked, stdin=f"{DEMO_PASSWORD}\n")["runs"]
        assert run["status"] == "complete"
        (club,) = call("club", "list", "--json")["clubs"]
        assert club["clubos_dialect_found"] == "documented"
        (found,) = call("collections", "--json")["clubs"]
    total_cents = gym.ledger.total_past_due_cents
    assert found["total_past_due"] == f"{total_cents // 100}.{total_cents % 100:02d}"
