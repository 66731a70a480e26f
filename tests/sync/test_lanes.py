"""Lanes: side by side, one client at a time in each, and what ends them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from gymdesk.errors import (
    DeskError,
    SessionLost,
    SignInLocked,
    SignInRefused,
    SignInThrottled,
    Unreachable,
    WrongAnswer,
    WrongPerson,
)
from gymdesk.sync import lanes as lanes_module
from gymdesk.sync.lanes import LaneRules, Lanes
from tests.sync.fakes import ScriptedLane, Stage, person

if TYPE_CHECKING:
    from gymdesk.domain.client import ClientReading, Person

PEOPLE = [person(n) for n in range(1, 13)]
QUICK = LaneRules(lanes=4, pause_s=0.0, back_off_s=(0.0, 0.0))


def ids(people: list[Person]) -> list[str]:
    return [p.remote_id for p in people]


class Run:
    """One run over scripted lanes: what came out, and what it was ended by."""

    def __init__(self, stage: Stage, *scripted: ScriptedLane, rules: LaneRules = QUICK) -> None:
        self.stage = stage
        self.made = 0
        self._extra = list(scripted[1:])
        self.lanes = Lanes(scripted[0], self._make, rules)
        self.readings: list[ClientReading] = []
        self.error: DeskError | None = None

    def _make(self) -> ScriptedLane:
        self.made += 1
        if self._extra:
            return self._extra.pop(0)
        return ScriptedLane(f"lane {self.made + 1}", self.stage)

    def over(self, people: list[Person]) -> Run:
        async def go() -> None:
            try:
                async for reading in self.lanes.readings(people):
                    self.readings.append(reading)
            except DeskError as error:
                self.error = error

        asyncio.run(go())
        return self

    @property
    def read(self) -> list[str]:
        return [r.person.remote_id for r in self.readings if r.agreements is not None]

    @property
    def reported(self) -> list[str]:
        return [r.person.remote_id for r in self.readings if r.agreements is None]


def alone(stage: Stage, **script: object) -> Run:
    lane = ScriptedLane("first", stage, **script)  # type: ignore[arg-type]
    return Run(stage, lane, rules=LaneRules(lanes=1, pause_s=0.0, back_off_s=(0.0, 0.0)))


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_one_lane_reads_everybody_in_the_order_of_the_list(stage) -> None:
    run = alone(stage).over(PEOPLE)
    assert run.read == ids(PEOPLE)
    assert stage.did("read") == ids(PEOPLE)


def test_several_lanes_read_everybody_once_and_one_at_a_time_each(stage) -> None:
    run = Run(stage, ScriptedLane("first", stage, steps=3)).over(PEOPLE)
    assert sorted(run.read) == ids(PEOPLE)
    assert set(stage.did("reader")) == {"first", "lane 2", "lane 3", "lane 4"}
    assert set(stage.most_at_once.values()) == {1}
    assert sorted(stage.did("read")) == ids(PEOPLE)


def test_the_first_lane_works_while_the_others_sign_in(stage) -> None:
    run = Run(stage, ScriptedLane("first", stage, steps=2)).over(PEOPLE)
    assert run.error is None
    assert stage.events[0] == ("read", PEOPLE[0].remote_id)


def test_extra_lanes_are_closed_and_the_first_is_left_to_its_owner(stage) -> None:
    Run(stage, ScriptedLane("first", stage, steps=3)).over(PEOPLE)
    assert stage.closed == {"lane 2", "lane 3", "lane 4"}


def test_two_sign_ins_never_run_side_by_side(stage) -> None:
    slow = [ScriptedLane(f"lane {n}", stage, steps=2, sign_in_steps=5) for n in ("first", 2, 3, 4)]
    lost = {p.remote_id: [SessionLost()] for p in PEOPLE}
    for lane in slow:
        lane.faults = lost
    run = Run(stage, *slow).over(PEOPLE)
    assert stage.most_signing_in == 1
    assert sorted(run.read) == ids(PEOPLE)


def test_there_is_a_pause_between_two_sign_ins(stage, monkeypatch) -> None:
    waits: list[float] = []
    really = asyncio.sleep

    async def sleep(delay_s: float) -> None:
        if delay_s:
            waits.append(delay_s)
        await really(0)

    monkeypatch.setattr(lanes_module.asyncio, "sleep", sleep)
    Run(stage, ScriptedLane("first", stage, steps=9), rules=LaneRules(lanes=3, pause_s=7.0)).over(
        PEOPLE
    )
    assert waits == [7.0, 7.0]


def test_no_more_lanes_are_opened_than_there_are_clients(stage) -> None:
    run = Run(stage, ScriptedLane("first", stage, steps=9)).over(PEOPLE[:2])
    assert run.made == 1
    assert sorted(run.read) == ids(PEOPLE[:2])


def test_a_throttled_lane_backs_off_and_then_works(stage, monkeypatch) -> None:
    waits: list[float] = []
    really = asyncio.sleep

    async def sleep(delay_s: float) -> None:
        if delay_s:
            waits.append(delay_s)
        await really(0)

    monkeypatch.setattr(lanes_module.asyncio, "sleep", sleep)
    second = ScriptedLane("second", stage, opens=[SignInThrottled(), SignInThrottled(), None])
    rules = LaneRules(lanes=2, pause_s=0.0, back_off_s=(1.5, 3.0))
    run = Run(stage, ScriptedLane("first", stage, steps=30), second, rules=rules).over(PEOPLE)
    assert waits == [1.5, 3.0]
    assert "second" in stage.did("reader")
    assert sorted(run.read) == ids(PEOPLE)


@pytest.mark.parametrize("error", [SignInThrottled(), SignInRefused(), Unreachable()], ids=repr)
def test_an_extra_lane_that_is_not_let_in_is_done_without_and_no_other_is_tried(
    stage, error
) -> None:
    second = ScriptedLane("second", stage, opens=[error] * 3)
    run = Run(stage, ScriptedLane("first", stage, steps=30), second).over(PEOPLE)
    assert run.error is None
    assert run.made == 1
    assert run.read == ids(PEOPLE)
    assert stage.closed == {"second"}


def test_a_lane_still_signing_in_at_the_end_does_not_hold_up_the_run(stage) -> None:
    second = ScriptedLane("second", stage, sign_in_steps=100_000_000)
    run = Run(stage, ScriptedLane("first", stage, steps=2), second).over(PEOPLE)
    assert run.read == ids(PEOPLE)
    assert stage.closed == {"second"}


def test_a_lane_nobody_waits_for_is_not_opened(stage) -> None:
    first = ScriptedLane("first", stage, steps=20_000)
    rules = LaneRules(lanes=3, pause_s=0.01, back_off_s=())
    run = Run(stage, first, rules=rules).over(PEOPLE[:3])
    assert sorted(run.read) == ids(PEOPLE[:3])
    assert run.made == 1


def test_a_session_lost_once_is_signed_in_again_and_the_client_repeated(stage) -> None:
    run = alone(stage, faults={PEOPLE[2].remote_id: [SessionLost()]}).over(PEOPLE)
    assert run.read == ids(PEOPLE)
    assert stage.did("open") == ["first"]
    assert stage.did("read").count(PEOPLE[2].remote_id) == 2


def test_a_session_lost_twice_costs_that_client_alone(stage) -> None:
    run = alone(stage, faults={PEOPLE[2].remote_id: [SessionLost(), SessionLost()]}).over(PEOPLE)
    assert run.reported == [PEOPLE[2].remote_id]
    assert run.read == [p.remote_id for p in PEOPLE if p != PEOPLE[2]]
    assert run.error is None


def test_sessions_lost_again_and_again_end_the_run_instead_of_endless_sign_ins(stage) -> None:
    lost = {p.remote_id: [SessionLost(), SessionLost()] for p in PEOPLE}
    run = alone(stage, faults=lost).over(PEOPLE)
    assert isinstance(run.error, SessionLost)
    assert len(stage.did("open")) == 3
    assert run.reported == ids(PEOPLE[:3])


def test_a_refused_sign_in_in_the_middle_ends_the_run_after_one_try(stage) -> None:
    lane = {"faults": {PEOPLE[1].remote_id: [SessionLost()]}, "opens": [SignInRefused()]}
    run = alone(stage, **lane).over(PEOPLE)
    assert isinstance(run.error, SignInRefused)
    assert run.read == ids(PEOPLE[:1])
    assert run.reported == ids(PEOPLE[1:2])
    assert stage.did("open") == ["first"]


def test_a_refused_password_is_sent_once_though_all_lanes_lost_their_session(stage) -> None:
    everybody_lost = {p.remote_id: [SessionLost()] for p in PEOPLE[4:]}
    four = [ScriptedLane(f"lane {n}", stage, everybody_lost, steps=3) for n in range(1, 5)]
    four[0].opens = [SignInRefused()] * 9
    for lane in four[1:]:
        lane.opens = [None, *[SignInRefused()] * 9]
    run = Run(stage, *four).over(PEOPLE)
    assert isinstance(run.error, SignInRefused)
    first_ins = 3
    assert len(stage.did("open")) == first_ins + 1


@pytest.mark.parametrize(
    "error", [SignInLocked(), SignInRefused(), SignInThrottled()], ids=lambda e: type(e).__name__
)
def test_once_the_door_is_closed_nobody_is_signed_in_any_more(stage, error) -> None:
    """The second lane finds it closed; a session lost later ends its lane without another try."""
    second = ScriptedLane("second", stage, opens=[error] * 3)
    first = ScriptedLane("first", stage, {PEOPLE[9].remote_id: [SessionLost()]}, steps=30)
    run = Run(stage, first, second).over(PEOPLE)
    assert run.error is error
    assert run.read == ids(PEOPLE[:9])
    assert run.reported == [PEOPLE[9].remote_id]
    assert set(stage.did("open")) == {"second"}
    assert len(stage.did("open")) == (3 if isinstance(error, SignInThrottled) else 1)


@pytest.mark.parametrize(
    "error", [SignInLocked(), SignInThrottled(), Unreachable(), WrongAnswer()], ids=repr
)
@pytest.mark.parametrize("loser", [0, 1])
def test_a_lane_that_is_not_let_in_again_hands_its_client_to_the_others(
    stage, error, loser
) -> None:
    two = [ScriptedLane(f"lane {n}", stage, steps=3) for n in (1, 2)]
    two[loser].opens = [*([None] if loser else []), *[error] * 9]
    lost = SessionLost()
    two[loser].read = losing(two[loser], 2, lost)  # type: ignore[method-assign]
    run = Run(stage, *two, rules=LaneRules(lanes=2, pause_s=0.0, back_off_s=(0.0,))).over(PEOPLE)
    assert run.error is None
    assert sorted(run.read) == ids(PEOPLE)
    assert run.reported == []


def losing(lane: ScriptedLane, good: int, error: DeskError):
    """Return a way to read that loses the session for good after so many clients."""
    really, count = lane.read, [0]

    async def read(person: Person) -> ClientReading:
        count[0] += 1
        if count[0] > good:
            raise error
        return await really(person)

    return read


def test_a_client_that_no_lane_can_read_any_more_is_reported_and_the_rest_is_not_read(
    stage,
) -> None:
    two = [ScriptedLane(f"lane {n}", stage, steps=3) for n in (1, 2)]
    for n, lane in enumerate(two):
        lane.opens = [*([None] if n else []), SignInLocked(), SignInLocked()]
        lane.read = losing(lane, 2, SessionLost())  # type: ignore[method-assign]
    run = Run(stage, *two, rules=LaneRules(lanes=2, pause_s=0.0, back_off_s=())).over(PEOPLE)
    assert isinstance(run.error, SignInLocked)
    assert len(run.read) == 4
    assert len(run.reported) == 1
    assert len(stage.did("open")) == 2  # the second lane's first sign-in, and one that met the lock


@pytest.mark.warns_in_log
def test_an_answer_about_somebody_else_is_thrown_away_and_asked_for_again_in_one_lane(
    stage,
) -> None:
    wrong = WrongPerson("ClubOS", PEOPLE[5].remote_id, "910000199")
    faults = {PEOPLE[5].remote_id: [wrong]}
    four = [ScriptedLane(f"lane {n}", stage, faults, steps=2) for n in range(1, 5)]
    run = Run(stage, *four).over(PEOPLE)
    assert sorted(run.read) == ids(PEOPLE)
    assert run.lanes.narrow
    assert run.read.count(PEOPLE[5].remote_id) == 1
    again = len(stage.events) - 1 - stage.events[::-1].index(("read", PEOPLE[5].remote_id))
    assert stage.events[again + 1] == ("reader", "lane 1")
    last_of_others = max(i for i, e in enumerate(stage.events) if e == ("reader", "lane 2"))
    assert last_of_others < again


@pytest.mark.warns_in_log
def test_an_answer_about_somebody_else_twice_is_reported_and_never_kept(stage) -> None:
    wrong = WrongPerson("ClubOS", PEOPLE[0].remote_id, "910000199")
    run = alone(stage, faults={PEOPLE[0].remote_id: [wrong, wrong]}).over(PEOPLE)
    assert run.reported == [PEOPLE[0].remote_id]
    assert sorted(run.read) == ids(PEOPLE[1:])


def test_three_clients_in_a_row_without_an_answer_end_the_run(stage) -> None:
    silent = {p.remote_id: [Unreachable()] for p in PEOPLE[2:]}
    run = alone(stage, faults=silent).over(PEOPLE)
    assert isinstance(run.error, Unreachable)
    assert run.read == ids(PEOPLE[:2])
    assert run.reported == ids(PEOPLE[2:5])


def test_silence_that_an_answer_interrupts_costs_those_clients_alone(stage) -> None:
    silent = {PEOPLE[n].remote_id: [Unreachable()] for n in (0, 1, 3, 4, 6)}
    run = alone(stage, faults=silent).over(PEOPLE)
    assert run.error is None
    assert len(run.reported) == 5
    assert len(run.read) == 7


def test_a_wrong_answer_costs_that_client_alone_and_names_no_person(stage) -> None:
    run = alone(stage, faults={PEOPLE[3].remote_id: [WrongAnswer()]}).over(PEOPLE)
    assert run.reported == [PEOPLE[3].remote_id]
    trouble = run.readings[3].troubles[0]
    assert trouble.subject == PEOPLE[3].remote_id
    assert PEOPLE[3].name not in f"{trouble.title} {trouble.message}"


def test_a_bug_in_one_lane_comes_out_and_closes_all_lanes(stage) -> None:
    second = ScriptedLane("second", stage, {p.remote_id: [KeyError("bug")] for p in PEOPLE})
    first = ScriptedLane("first", stage, steps=30)
    with pytest.raises(BaseExceptionGroup) as found:
        Run(stage, first, second).over(PEOPLE)
    assert found.group_contains(KeyError)
    assert "second" in stage.closed


def test_leaving_early_stops_every_lane_and_closes_the_extra_ones(stage) -> None:
    first = ScriptedLane("first", stage, steps=3)
    run = Run(stage, first)

    async def look_at_two() -> set[asyncio.Task[object]]:
        readings = run.lanes.readings(PEOPLE)
        await anext(readings)
        await anext(readings)
        await readings.aclose()
        return asyncio.all_tasks() - {asyncio.current_task()}  # type: ignore[return-value]

    assert asyncio.run(look_at_two()) == set()
    assert len(stage.did("read")) < len(PEOPLE)
    assert stage.closed == set(stage.did("open"))
    assert set(stage.reading_now.values()) == {0}
