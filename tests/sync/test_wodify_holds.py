"""Looks at holds: on demand or a few with each refresh, those longest ago first."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.client import Source
from gymdesk.domain.hold import HoldState
from gymdesk.domain.membership import MemberFlag, MemberStatus
from gymdesk.errors import UsageError
from gymdesk.first_look import first_look
from gymdesk.member_documents import memberships_document
from gymdesk.rows import RunStatus
from gymdesk.store.checking import check_store
from tests.sync.fakes import TODAY, store_url, table_rows
from tests.sync.wodify_bench import WodifyBench, wodify_bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.rows.members import HoldRow
    from gymdesk.sync.request import RunReport

ALEX, DANA, GUS = "7000001", "7000004", "7000007"
WODIFY = (Source.WODIFY,)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[WodifyBench]:
    with wodify_bench(store_url(tmp_path), clients=50, rows=140, leads=20) as opened:
        opened.refresh()
        yield opened


def look(desk: WodifyBench, *clients: str) -> RunReport:
    return desk.refresh(sources=WODIFY, entities=("holds",), only=clients)["holds"]


def hold(desk: WodifyBench, client: str) -> HoldRow:
    member = desk.queries.client(desk.club.club_id, desk.members()[client].client_id).member
    assert member is not None
    assert member.hold is not None
    return member.hold


def asked(desk: WodifyBench) -> list[str]:
    paths = [path for _, path, _ in desk.knobs.requests]
    return [p.rpartition("/")[2] for p in paths if p.startswith("/v1/memberships/5")]


def test_nobody_is_asked_for_holds_unless_that_is_set(desk: WodifyBench) -> None:
    assert asked(desk) == []
    assert hold(desk, ALEX).state == HoldState.UNKNOWN
    assert tuple(desk.refresh()) == ("members", "leads", "invoices")


def test_a_look_at_one_client_shows_the_hold_with_its_moment_and_run(desk: WodifyBench) -> None:
    run = look(desk, ALEX)
    assert (run.status, run.done, run.created, run.requests) == (RunStatus.COMPLETE, 1, 1, 1)
    found = hold(desk, ALEX)
    assert (found.state, found.reason) == (HoldState.ON_HOLD, "Vacation")
    assert (found.from_on, found.until_on) == (
        TODAY - timedelta(days=3),
        TODAY + timedelta(days=18),
    )
    assert found.looked_at_utc == desk.clock.now_utc()
    assert found.run_id is not None
    row = desk.members()[ALEX]
    assert (row.status, row.flags) == (MemberStatus.ACTIVE, {MemberFlag.ON_HOLD})
    people = {r.client_id: r for r in desk.queries.clients(desk.club.club_id).rows}
    assert people[row.client_id].on_hold
    assert hold(desk, DANA).state == HoldState.UNKNOWN
    assert look(desk, ALEX).unchanged == 1


def test_what_is_to_come_and_what_is_not_understood_are_flagged_as_such(desk: WodifyBench) -> None:
    look(desk, DANA)
    look(desk, GUS)
    look(desk, "7000002")
    (club,) = memberships_document([desk.queries.members.members(desk.club.club_id)])["clubs"]
    flags = {row["source_ids"]["wodify"]: row["flags"] for row in club["rows"]}
    assert "hold_ahead" in flags[DANA]
    assert "hold_unclear" in flags[GUS]
    assert hold(desk, "7000002").state == HoldState.NONE
    people = {r.client_id: r.on_hold for r in desk.queries.clients(desk.club.club_id).rows}
    assert [people[desk.members()[key].client_id] for key in (DANA, GUS)] == [False, True]


def test_a_hold_is_over_when_its_day_is(desk: WodifyBench) -> None:
    look(desk, ALEX)
    desk.clock.at_utc += timedelta(days=19)
    assert hold(desk, ALEX).state == HoldState.NONE


def test_an_answer_without_holds_says_nothing_of_them(desk: WodifyBench) -> None:
    desk.knobs.dropped = {"membership_holds"}
    assert look(desk, ALEX).status == RunStatus.COMPLETE
    assert hold(desk, ALEX).state == HoldState.UNKNOWN
    assert desk.members()[ALEX].flags == frozenset()


def test_a_look_that_fails_leaves_what_is_known_with_its_age(desk: WodifyBench) -> None:
    look(desk, ALEX)
    before = hold(desk, ALEX)
    (key,) = asked(desk)
    desk.knobs.broken = {f"/v1/memberships/{key}": "error 500"}
    run = look(desk, ALEX)
    assert (run.status, run.failed) == (RunStatus.INCOMPLETE, 1)
    assert run.errors[0].subject == ALEX
    assert hold(desk, ALEX) == before
    desk.knobs.broken = {}
    del desk.gym.server.memberships[key]
    assert look(desk, ALEX).errors[0].title == "A membership is not in WODIFY any more"


def test_a_service_that_answers_nobody_stops_the_looks(desk: WodifyBench) -> None:
    desk.knobs.no_right = {f"/v1/memberships/{key}" for key in desk.gym.server.memberships}
    run = desk.refresh(sources=WODIFY, entities=("holds",))["holds"]
    assert run.status == RunStatus.FAILED
    assert run.errors[0].title == "WODIFY did not accept the key"


def test_each_refresh_takes_its_share_and_goes_on_where_the_last_one_ended(
    tmp_path: Path,
) -> None:
    with wodify_bench(store_url(tmp_path), hold_budget=6, clients=50, rows=140, leads=20) as desk:
        runs = desk.refresh()
        assert tuple(runs) == ("members", "leads", "invoices", "holds")
        assert [runs["holds"].done, runs["holds"].total, runs["holds"].created] == [6, 6, 6]
        first = asked(desk)
        desk.knobs.broken = {f"/v1/memberships/{key}": "truncated" for key in first[:1]}
        rounds = [first]
        everybody = {
            r.membership_id for r in desk.members().values() if r.status == MemberStatus.ACTIVE
        }
        while len(set().union(*rounds)) < len(everybody):
            done = len(asked(desk))
            run = desk.refresh(sources=WODIFY, entities=("holds",))["holds"]
            assert run.done <= 6
            rounds.append(asked(desk)[done:])
            assert len(rounds) < 20
        seen = [key for one in rounds for key in one][: len(everybody)]
        assert len(set(seen)) == len(seen), "nobody has a second turn before all had one"
        done = len(asked(desk))
        desk.refresh(sources=WODIFY, entities=("holds",))
        again = asked(desk)[done:]
        assert set(again) & set(first)
        assert check_store(store_url(tmp_path), desk.clock.now_utc()) == ()


def test_a_run_that_is_cut_keeps_what_it_has(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path), hold_budget=30, clients=50, rows=140, leads=20) as desk:
        count = 0

        def before(_method: str, path: str) -> None:
            nonlocal count
            count += path.startswith("/v1/memberships/5")
            if count > 13:
                desk.knobs.no_right = {path}

        desk.knobs.before = before
        run = desk.refresh()["holds"]
        assert (run.status, run.done) == (RunStatus.INCOMPLETE, 13)
        assert len(table_rows(desk.store, "hold_look")["hold_look"]) == 13


def test_the_documented_profile_has_no_holds_and_says_so(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path), profile="documented", hold_budget=5) as desk:
        assert tuple(desk.refresh()) == ("members", "leads")
        member = desk.queries.client(desk.club.club_id, desk.members()["7000001"].client_id).member
        assert member is not None
        assert not member.tells_holds
        with pytest.raises(UsageError, match="There are no holds to refresh there"):
            look(desk, "7000001")


def test_the_first_list_knows_of_holds_as_the_desk_does(desk: WodifyBench, tmp_path: Path) -> None:
    look(desk, "7000002")
    key = asked(desk)[-1]
    desk.gym.server.holds[key] = [{"start_date": "2026-11-01", "end_date": "1900-01-01"}]
    look(desk, "7000002")
    found = first_look(tmp_path / "gymdesk.db", desk.clock, 24)
    assert found is not None
    shown = desk.queries.collections(desk.club.club_id)
    assert found.collections == shown
    assert [r.name for r in shown.rows if r.on_hold] == ["Bea Lindholm"]
