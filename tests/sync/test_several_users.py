"""Several users of one club: each sees the own clients, and the run is about all of them."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gymdesk.demo import DEMO_PASSWORD, DEMO_USERNAME
from gymdesk.domain.client import Source
from gymdesk.domain.past_due import Mark
from gymdesk.errors import CredentialsMissing, SignInRefused, Unreachable
from gymdesk.first_look import first_look
from gymdesk.rows import RunStatus
from gymdesk.sync.engine import SyncEngine
from gymdesk.sync.request import Progress
from gymdesk.sync.sources import SignIn
from tests.sync.fakes import (
    Bench,
    ScriptedSource,
    agreement,
    invoice,
    person,
    reading,
    table_rows,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gymdesk.domain.client import ClientReading
    from gymdesk.rows import ClubRow
    from gymdesk.sync.request import RunReport

MIKA, SAM = "mika.santorelli", "sam.okafor"
EVERYBODY = range(910000101, 910000149)
FIRST, SECOND = frozenset(EVERYBODY[:24]), frozenset(EVERYBODY[20:40])
"""The second user shares four clients with the first."""


@pytest.fixture
def gym(desk: Bench) -> Bench:
    """A gym whose three users see 24, 20 and 9 clients, 48 in all."""
    desk.knobs.assigned = {
        DEMO_USERNAME: FIRST,
        MIKA: SECOND,
        SAM: frozenset(EVERYBODY[39:]),
    }
    for name in (DEMO_USERNAME, MIKA, SAM):
        desk.commands.sign_ins.add(desk.club.club_id, Source.CLUBOS, name, staff="Jordan")
    return desk


def assigned(gym: Bench, **of: frozenset[int]) -> None:
    gym.knobs.assigned = {**gym.knobs.assigned, **{k.replace("_", "."): v for k, v in of.items()}}


def missing(gym: Bench) -> set[int]:
    return {key for key, row in gym.rows().items() if Mark.MISSING in row.marks}


def seen(gym: Bench) -> dict[str, int | None]:
    rows = gym.queries.sign_ins.of_club(gym.club.club_id, Source.CLUBOS)
    return {row.username: row.clients for row in rows}


def test_one_run_goes_through_all_users_and_reads_a_shared_client_once(gym: Bench) -> None:
    gym.knobs.requests.clear()
    report = gym.refresh()
    assert (report.status, report.done, report.total, report.created) == (
        RunStatus.COMPLETE,
        48,
        48,
        48,
    )
    assert set(gym.rows()) == set(EVERYBODY)
    assert gym.owing().total_past_due_cents == gym.ledger.total_past_due_cents
    visits = [path for _, path in gym.knobs.requests if "/Delegate/9100" in path]
    assert sorted(visits) == sorted(set(visits)), "somebody was visited twice"
    assert len(visits) == 48
    assert len(gym.queries.runs(gym.club.club_id)) == 1
    assert len(table_rows(gym.store, "balance_snapshot")["balance_snapshot"]) == 48
    assert report.requests == len(gym.knobs.requests)
    assert seen(gym) == {DEMO_USERNAME: 24, MIKA: 20, SAM: 9}


def test_counted_steps_go_on_from_user_to_user(gym: Bench) -> None:
    gym.refresh()
    steps = [t.done for t in gym.told if isinstance(t, Progress) and t.phase == "reading clients"]
    assert steps == sorted(steps)
    assert steps[-1] == 48


def test_one_lost_password_names_the_user_and_leaves_the_others(gym: Bench) -> None:
    gym.refresh()
    gym.knobs.refused_users.add(MIKA)
    posts = gym.posts()
    report = gym.refresh()
    assert report.status == RunStatus.INCOMPLETE
    (error,) = report.errors
    assert (error.subject, error.title) == ("", SignInRefused().title)
    assert error.message.startswith(f"{MIKA}: ")
    assert (report.done, report.unchanged, report.missing) == (33, 33, 0)
    assert missing(gym) == set()
    assert gym.posts() - posts < 2 * 4 + 2, "a refused password is sent once"
    (run, _) = gym.queries.runs(gym.club.club_id)
    assert run.status == RunStatus.INCOMPLETE
    assert [e.message for e in run.errors] == [error.message]


def test_nobody_is_missing_because_one_of_the_users_was_not_let_in(gym: Bench) -> None:
    gym.refresh()
    assigned(gym, **{DEMO_USERNAME: frozenset()})
    gym.knobs.assignees_as_json = True
    gym.knobs.refused_users.add(MIKA)
    report = gym.refresh()
    assert (report.status, report.missing) == (RunStatus.INCOMPLETE, 0)
    assert missing(gym) == set()


def test_a_client_who_changed_trainers_is_not_missing_and_who_left_them_all_is(gym: Bench) -> None:
    gym.refresh()
    moved, left = 910000101, 910000102
    assigned(gym, **{DEMO_USERNAME: FIRST - {moved, left}, SAM: gym.knobs.assigned[SAM] | {moved}})
    report = gym.refresh()
    assert (report.status, report.missing) == (RunStatus.COMPLETE, 1)
    assert missing(gym) == {left}
    assert seen(gym) == {DEMO_USERNAME: 22, MIKA: 20, SAM: 10}


def test_a_client_read_in_part_by_one_user_is_not_read_again_by_the_next(gym: Bench) -> None:
    shared = 910000122
    gym.knobs.server_error_members.add(shared)
    report = gym.refresh()
    assert (report.status, report.done, report.failed) == (RunStatus.INCOMPLETE, 48, 1)
    assert len(report.errors) == 1


def test_what_one_user_could_not_come_to_any_more_is_read_by_the_next(desk: Bench) -> None:
    crowd = [reading(person(n, f"Client {n}"), agreement(f"A{n}", ())) for n in range(1, 31)]
    source = ScriptedSource(jo=[*crowd[:20], Unreachable(), *crowd[20:]], mika=crowd[10:])
    names = {
        name: desk.commands.sign_ins.add(desk.club.club_id, Source.CLUBOS, name, staff="Jordan")
        for name in ("jo", "mika")
    }

    async def sign_ins(_club: ClubRow, _source: Source) -> Sequence[SignIn]:
        return [SignIn("", name, "word", sign_in_id=key) for name, key in names.items()]

    engine = SyncEngine(desk.store, {Source.CLUBOS: source}, sign_ins, desk.clock)
    try:
        report = replace(desk, engine=engine).refresh()
    finally:
        engine.close()
    assert (report.status, report.done, report.total) == (RunStatus.INCOMPLETE, 30, 30)
    assert [e.message.partition(":")[0] for e in report.errors] == ["jo"]
    assert seen(desk) == {"jo": None, "mika": 20}


def test_what_a_user_read_before_being_stopped_lowers_no_figure(desk: Bench) -> None:
    def owing(n: int, *cents: int) -> ClientReading:
        found = tuple(invoice(f"{n}{at}", owed_cents=owed) for at, owed in enumerate(cents))
        return reading(person(n, f"Client {n}"), agreement(f"A{n}", found))

    whole = [owing(n, 9000) for n in range(1, 7)]
    script: dict[str, list[ClientReading | Exception]] = {"jo": [*whole[:3]], "mika": [*whole[3:]]}
    names = {
        name: desk.commands.sign_ins.add(desk.club.club_id, Source.CLUBOS, name, staff="Jordan")
        for name in script
    }

    async def sign_ins(_club: ClubRow, _source: Source) -> Sequence[SignIn]:
        return [SignIn("", name, "word", sign_in_id=key) for name, key in names.items()]

    def refreshed() -> RunReport:
        source = ScriptedSource(**script)
        engine = SyncEngine(desk.store, {Source.CLUBOS: source}, sign_ins, desk.clock)
        try:
            return replace(desk, engine=engine).refresh()
        finally:
            engine.close()

    assert refreshed().status == RunStatus.COMPLETE
    # one sixth of the debt gone without a word: a whole sweep would be believed
    script["jo"] = [owing(1), Unreachable(), *whole[1:3]]
    report = refreshed()
    assert (report.status, report.held) == (RunStatus.INCOMPLETE, None)
    assert desk.rows()[910000101].past_due_cents == 9000
    assert Mark.STALE in desk.rows()[910000101].marks
    script["jo"] = [owing(1), *whole[1:3]]
    assert refreshed().status == RunStatus.COMPLETE
    assert desk.rows()[910000101].past_due_cents == 0


def test_an_empty_list_of_a_user_who_had_clients_is_not_believed(gym: Bench) -> None:
    gym.refresh()
    gym.knobs.assignees_as_json = True
    assigned(gym, **{SAM: frozenset()})
    report = gym.refresh()
    assert (report.status, report.missing) == (RunStatus.INCOMPLETE, 0)
    assert report.errors[0].message.startswith(f"{SAM}: ")
    assert seen(gym)[SAM] == 9


def test_a_new_user_without_clients_spoils_nothing(gym: Bench) -> None:
    gym.refresh()
    gym.knobs.assignees_as_json = True
    gym.knobs.assigned["new.here"] = frozenset()
    gym.commands.sign_ins.add(gym.club.club_id, Source.CLUBOS, "new.here", staff="Jordan")
    report = gym.refresh()
    assert (report.status, report.missing) == (RunStatus.COMPLETE, 0)


def test_clients_from_before_make_any_empty_list_doubtful(desk: Bench) -> None:
    """Nobody knows yet through whom they were seen."""
    desk.refresh()
    with desk.store.begin() as work:
        work._connection.exec_driver_sql("DELETE FROM seen_through")
        work.commit()
    desk.commands.sign_ins.add(desk.club.club_id, Source.CLUBOS, MIKA, staff="Jordan")
    desk.knobs.assignees_as_json = True
    desk.knobs.assigned = {DEMO_USERNAME: frozenset(), MIKA: frozenset()}
    report = desk.refresh()
    assert (report.status, report.missing, len(report.errors)) == (RunStatus.FAILED, 0, 2)


# --- a sign-in that is removed --------------------------------------------------------------------


def test_removing_a_user_marks_nobody_until_the_others_were_swept_whole(gym: Bench) -> None:
    gym.refresh()
    gym.commands.sign_ins.remove(gym.club.club_id, Source.CLUBOS, SAM, staff="Jordan")
    assert missing(gym) == set()
    gym.knobs.server_error_members.add(910000101)
    assert gym.refresh().missing == 0
    assert missing(gym) == set()
    gym.knobs.server_error_members.clear()
    only_sam = set(EVERYBODY) - FIRST - SECOND
    assert gym.refresh().missing == len(only_sam)
    assert missing(gym) == only_sam
    assert gym.owing().total_past_due_cents == gym.ledger.total_past_due_cents


def test_a_user_set_up_again_brings_the_clients_back(gym: Bench) -> None:
    gym.refresh()
    gym.commands.sign_ins.remove(gym.club.club_id, Source.CLUBOS, SAM, staff="Jordan")
    gym.refresh()
    gym.commands.sign_ins.add(gym.club.club_id, Source.CLUBOS, SAM, staff="Jordan")
    assert seen(gym)[SAM] is None
    assert gym.refresh().status == RunStatus.COMPLETE
    assert missing(gym) == set()
    assert seen(gym)[SAM] == 9


# --- without a secret, and before it is set up ----------------------------------------------------


def test_a_user_without_a_secret_on_this_pc_is_an_error_of_the_run(gym: Bench) -> None:
    rows = gym.queries.sign_ins.of_club(gym.club.club_id, Source.CLUBOS)

    async def sign_ins(club: ClubRow, _source: Source) -> Sequence[SignIn]:
        address = club.clubos_url or ""
        return [
            SignIn(
                address, row.username, "", sign_in_id=row.sign_in_id, trouble=CredentialsMissing()
            )
            if row.username == MIKA
            else SignIn(address, row.username, DEMO_PASSWORD, sign_in_id=row.sign_in_id)
            for row in rows
        ]

    engine = SyncEngine(gym.store, {Source.CLUBOS: gym.source}, sign_ins, gym.clock)
    try:
        report = replace(gym, engine=engine).refresh()
    finally:
        engine.close()
    told = [(e.title, e.message.partition(":")[0]) for e in report.errors]
    assert told == [(CredentialsMissing().title, MIKA)]
    assert (report.status, report.done) == (RunStatus.INCOMPLETE, 33)


def test_a_user_is_set_up_once_it_was_let_in_and_not_before(desk: Bench) -> None:
    desk.knobs.refuse_login = True
    assert desk.refresh().status == RunStatus.FAILED
    assert seen(desk) == {}
    desk.knobs.refuse_login = False
    assert desk.refresh().status == RunStatus.COMPLETE
    assert seen(desk) == {DEMO_USERNAME: 48}


def test_the_log_names_no_user(gym: Bench, caplog: pytest.LogCaptureFixture) -> None:
    gym.knobs.refused_users.add(MIKA)
    with caplog.at_level(logging.DEBUG):
        gym.refresh()
    assert "sign-in 2 stopped" in caplog.text
    assert not [name for name in (DEMO_USERNAME, MIKA, SAM) if name in caplog.text]


# --- what is shown of it --------------------------------------------------------------------------


def test_lists_and_detail_say_whose_client_somebody_is(gym: Bench) -> None:
    gym.refresh()
    shown = gym.queries.clients(gym.club.club_id)
    assert shown.users == (DEMO_USERNAME, MIKA, SAM)
    rows = gym.rows()
    assert rows[910000101].users == (DEMO_USERNAME,)
    assert rows[910000122].users == (DEMO_USERNAME, MIKA)
    assert rows[910000148].users == (SAM,)
    detail = gym.queries.client(gym.club.club_id, rows[910000122].client_id)
    assert detail.row.users == (DEMO_USERNAME, MIKA)
    gym.commands.sign_ins.remove(gym.club.club_id, Source.CLUBOS, SAM, staff="Jordan")
    assert gym.rows()[910000148].users == ()
    assert gym.owing().users == (DEMO_USERNAME, MIKA)


def test_of_one_user_nothing_needs_to_be_said(desk: Bench) -> None:
    desk.refresh()
    assert desk.owing().users == (DEMO_USERNAME,)
    assert {row.users for row in desk.rows().values()} == {()}


def test_the_first_look_says_the_same_of_several_users(gym: Bench, tmp_path: Path) -> None:
    gym.refresh()
    seen_first = first_look(tmp_path / "gymdesk.db", gym.clock, 24)
    assert seen_first is not None
    assert seen_first.collections == gym.owing()
    assert any(len(row.users) == 2 for row in seen_first.collections.rows)


def test_a_user_who_never_had_a_client_keeps_no_run_incomplete(gym: Bench) -> None:
    assigned(gym, sam_okafor=frozenset())
    report = gym.refresh()
    assert (report.status, report.errors, report.done) == (RunStatus.COMPLETE, (), 40)
    assert seen(gym) == {DEMO_USERNAME: 24, MIKA: 20, SAM: None}
    gym.knobs.assigned = {**gym.knobs.assigned, DEMO_USERNAME: FIRST - {910000101}}
    report = gym.refresh()
    assert (report.status, report.errors, report.missing) == (RunStatus.COMPLETE, (), 1)
    assert missing(gym) == {910000101}


def test_a_user_whose_clients_are_gone_all_at_once_is_not_believed(gym: Bench) -> None:
    gym.refresh()
    assigned(gym, sam_okafor=frozenset())
    report = gym.refresh()
    assert (report.status, report.missing) == (RunStatus.INCOMPLETE, 0)
    assert "an empty list" in report.errors[0].title
    assert SAM in report.errors[0].message
    assert missing(gym) == set()


def test_a_blank_list_of_the_only_user_is_no_empty_gym(desk: Bench) -> None:
    desk.knobs.empty_assignees = True
    report = desk.refresh()
    assert (report.status, report.done) == (RunStatus.FAILED, 0)
    assert "an empty list" in report.errors[0].title
