"""A gym with three trainers: each signs in, the manager sees the clients of all of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from gymdesk.clock import FixedClock
from gymdesk.commands import ClubDraft
from gymdesk.credentials import Credential, Service
from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME, demo_gym
from gymdesk.demo.serve import running
from gymdesk.domain.client import Source
from gymdesk.errors import CredentialsMissing
from gymdesk.rows import RunStatus
from tests.stories.test_refresh_and_read import opened, refresh
from tests.sync.fakes import AT, TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.demo import DemoGym

MIKA, SAM = "mika.santorelli", "sam.okafor"


def seen(gym: DemoGym) -> tuple[Any, ...]:
    """Return the clients whom the users see: those who owe are among them."""
    return gym.ledger.clients[24:44]


@pytest.fixture
def gym(request: pytest.FixtureRequest) -> Iterator[tuple[DemoGym, str]]:
    """The demo gym on a real socket; the demo user sees 10 clients, Mika 9, Sam 5: 20 in all."""
    made = demo_gym(TODAY, dialect=getattr(request, "param", "captured"))
    ids = [client.member_id for client in seen(made)]
    made.knobs.assigned = {
        DEMO_USERNAME: frozenset(ids[:10]),
        MIKA: frozenset(ids[7:16]),
        SAM: frozenset(ids[15:]),
    }
    with running(made.clubos) as address:
        yield made, address


def keep(desk: Any, club: Any, *names: str) -> None:
    for name in names:
        credential = Credential(name, DEMO_PASSWORD)
        desk.sign_ins.keep(club, Source.CLUBOS, credential, staff="Jordan")


@pytest.mark.parametrize("gym", ["captured", "documented"], indirect=True)
def test_three_trainers_three_sign_ins_one_list(
    tmp_path: Path, gym: tuple[DemoGym, str], memory_keyring: Any
) -> None:
    served, address = gym
    clock = FixedClock(AT)
    with opened(tmp_path, clock) as desk:
        club = desk.commands.add_club(ClubDraft("Harbour Street", clubos_url=address))
        # the one user of before there were several
        desk.credentials.put(club.uid, Service.CLUBOS, Credential(DEMO_USERNAME, DEMO_PASSWORD))
        assert len(memory_keyring.kept) == 1
        report = refresh(desk)
        assert (report.status, report.total) == (RunStatus.COMPLETE, 10)
        keep(desk, club, MIKA, SAM)
        report = refresh(desk)
        assert (report.status, report.total) == (RunStatus.COMPLETE, 20)
        shown = desk.queries.collections(club.club_id)
        owed_cents = sum(c.owed.past_due_cents for c in seen(served))
        assert shown.total_past_due_cents == owed_cents > 0
    served.knobs.refused_users.add(MIKA)
    with opened(tmp_path, clock) as desk:  # the next morning: nothing is typed again
        report = refresh(desk)
        assert report.status == RunStatus.INCOMPLETE
        assert [e.message.partition(":")[0] for e in report.errors] == [MIKA]
        assert desk.queries.collections(club.club_id).total_past_due_cents == (
            shown.total_past_due_cents
        )
        desk.sign_ins.forget(club, Source.CLUBOS, MIKA, staff="Jordan")
        assert not any(row.missing_since_utc for row in desk.queries.clients(club.club_id).rows)
    assert MIKA not in json.dumps([name for _, name in memory_keyring.kept])


def test_no_password_of_any_user_is_in_any_file(tmp_path: Path, gym: tuple[DemoGym, str]) -> None:
    with opened(tmp_path, FixedClock(AT)) as desk:
        club = desk.commands.add_club(ClubDraft("Harbour Street", clubos_url=gym[1]))
        keep(desk, club, DEMO_USERNAME, MIKA, SAM)
        refresh(desk)
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or DEMO_PASSWORD.encode() not in file.read_bytes()


def test_a_password_for_one_run_joins_the_sign_ins_that_are_kept(
    tmp_path: Path, gym: tuple[DemoGym, str]
) -> None:
    """`refresh --ask`: the user is a sign-in from then on, and nobody is missing without it."""
    with opened(tmp_path, FixedClock(AT)) as desk:
        club = desk.commands.add_club(ClubDraft("Harbour Street", clubos_url=gym[1]))
        keep(desk, club, DEMO_USERNAME)
        credential = Credential(MIKA, "a mistyped word")
        desk.sign_ins.use_for_this_run(club, Source.CLUBOS, credential)
        assert refresh(desk).status == RunStatus.INCOMPLETE
        assert [s.username for s in desk.sign_ins.listed(club, Source.CLUBOS)] == [DEMO_USERNAME]
        credential = Credential(MIKA, DEMO_PASSWORD)
        desk.sign_ins.use_for_this_run(club, Source.CLUBOS, credential)
        report = refresh(desk)
        assert (report.status, report.total) == (RunStatus.COMPLETE, 16)
    with opened(tmp_path, FixedClock(AT)) as desk:
        report = refresh(desk)
        assert report.status == RunStatus.INCOMPLETE
        assert [e.title for e in report.errors] == [CredentialsMissing().title]
        assert report.errors[0].message.startswith(f"{MIKA}: ")
        rows = desk.queries.clients(club.club_id).rows
        assert len(rows) == 16
        assert not any(row.missing_since_utc for row in rows)
