"""kill -9 at every step of every change in WODIFY, with the real sender over a real socket.

WODIFY then holds what one undisturbed change leaves there, its first half, or nothing of it; after
the next start the desk says which, and brings it to its end without doing anything twice.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from gymdesk.clock import FixedClock
from gymdesk.demo.serve import running
from gymdesk.domain.outbox import Reason, WriteState
from gymdesk.presence import Presence
from gymdesk.store.unit_of_work import Store
from tests.conftest import SCALE
from tests.sync.fakes import AT, store_url
from tests.sync.kennel import Kennel
from tests.sync.outboxes import Post
from tests.sync.remote import Hang
from tests.sync.wodify_kills import CASES, Case, Door, doors, senders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gymdesk.domain.outbox import WriteId

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="desks are forked"),
    pytest.mark.xdist_group("kills"),
]

SOME = 1 if SCALE == 1 else None
"""So many kills of each kind of change, chosen at random; None = all, also in `make prove-ci`."""

POINTS = ("received", "applied", "half answered")
LOST = "lost"

Kill = int | tuple[str, int]
"""At a point of the desk; or when WODIFY comes to a point of a request, both counted from 0."""


@dataclass
class Yard:
    """A desk, the WODIFY that it changes, and where the desks are kept that die of it."""

    folder: Path
    address: str
    door: Door
    kennel: Kennel

    def desk(self, case: Case) -> Post:
        """Return the desk as it is after its next start; WODIFY is put back."""
        self.door.reset(case.profile)
        clock = FixedClock(AT)
        openers: Any = senders(self.address, case.profile, clock)
        store = Store.open(store_url(self.folder))
        return Post(store, None, openers, clock, presence=Presence(self.folder))

    def begin(self, case: Case, post: Post) -> WriteId:
        """Put WODIFY back and record the change."""
        self.door.reset(case.profile)
        return post.ask(case.about(self.door.gym))

    def send(self, case: Case, kill_at: int = -1) -> list[str]:
        """Let a desk send what waits; return the points that it passed alive."""
        passed = self.kennel.send(kill_at, case.profile)
        self.door.settle()
        return passed


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    folder, door = tmp_path_factory.mktemp("wodify"), doors()
    Store.open(store_url(folder)).close()
    with running(door) as address:
        kennel = Kennel("tests.sync.killed_wodify", folder, address)
        yield Yard(folder, address, door, kennel)
        kennel.close()


@pytest.fixture
def post(yard: Yard, case: Case) -> Iterator[Post]:
    made = yard.desk(case)
    yield made
    made.close()


def undisturbed(yard: Yard, case: Case, post: Post) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the points of a change that nobody kills, and what WODIFY held after each request."""
    write_id = yard.begin(case, post)
    points = yard.send(case)
    assert post.write_of(write_id).state == WriteState.DONE, post.write_of(write_id).last
    return points, yard.door.states


def the_truth(
    yard: Yard, post: Post, write_id: WriteId, states: list[dict[str, Any]]
) -> WriteState:
    """Hold the desk to the truth after its next start, then bring the change to its end."""
    held = yard.door.gym.state
    assert held in states, "something was done twice, or by half"
    done = states.index(held)
    assert len(yard.door.states) == done + 1, "a change was sent twice"
    post.start_again()
    assert post.write_of(write_id).state != WriteState.SENDING, "it is known who has died"
    post.look()
    found = post.write_of(write_id)
    assert found.state in (WriteState.DONE, WriteState.FAILED, WriteState.PENDING), found.last
    assert (found.state == WriteState.DONE) == (held == states[-1]), found.last
    if held != states[-1]:
        assert found.parts_done == done
    if found.state == WriteState.FAILED:
        post.retry(write_id)
    post.send()
    assert post.write_of(write_id).state == WriteState.DONE, post.write_of(write_id).last
    assert yard.door.gym.state == states[-1]
    assert len(yard.door.states) == len(states), "a change was sent twice"
    return found.state


def kill_at(yard: Yard, point: str, number: int) -> Callable[[str], None]:
    """Return what kills the desk when WODIFY comes to a point; a request may be lost with it."""
    reached = 0

    def at(passed: str) -> None:
        nonlocal reached
        if passed == ("received" if point == LOST else point):
            reached += 1
            if reached == number + 1:
                yard.kennel.kill()
                if point == LOST:
                    raise Hang

    return at


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_desk_killed_at_any_point_has_done_it_once_or_not_at_all_and_says_which(
    yard: Yard, case: Case, post: Post
) -> None:
    points, states = undisturbed(yard, case, post)
    parts = range(len(states) - 1)
    assert points.count("change answered") == len(parts)
    kills: list[Kill] = [*range(len(points))]
    kills += [(point, number) for point in (*POINTS, LOST) for number in parts]
    for kill in random.sample(kills, len(kills) if SOME is None else SOME):
        write_id = yard.begin(case, post)
        if isinstance(kill, int):
            assert yard.send(case, kill) == points[:kill]
        else:
            yard.door.at = kill_at(yard, *kill)
            yard.send(case)
            yard.door.at = lambda _point: None
        the_truth(yard, post, write_id, states)
        if not isinstance(kill, int):
            reasons = [step.reason for step in post.write_of(write_id).steps]
            assert Reason.BROKEN_OFF in reasons


@pytest.mark.parametrize("case", CASES[:1], ids=lambda case: case.title)
def test_a_desk_killed_while_it_is_asked_has_the_change_whole_or_not_and_sent_nothing(
    yard: Yard, case: Case, post: Post
) -> None:
    _, states = undisturbed(yard, case, post)
    yard.door.reset(case.profile)
    known = len(post.queries.outbox.writes(post.club.club_id, everything=True).writes)
    for number, point in enumerate(("before", "before commit", "asked")):
        assert (
            yard.kennel.send(number, "ask")[-1:]
            == [*("before", "before commit")][number - 1 : number]
        )
        writes = post.queries.outbox.writes(post.club.club_id, everything=True).writes
        assert len(writes) == known + (point == "asked")
        assert yard.door.gym.state == states[0]
    (write,) = post.queries.outbox.writes(post.club.club_id).writes
    assert write.state == WriteState.PENDING
    assert post.start_again() == 0
    post.send()
    assert post.write_of(write.write_id).state == WriteState.DONE
    assert yard.door.gym.state == states[-1]


@pytest.mark.parametrize("case", CASES[:1], ids=lambda case: case.title)
def test_a_request_that_is_lost_with_its_desk_is_called_not_done_only_a_minute_later(
    yard: Yard, case: Case, post: Post
) -> None:
    _, states = undisturbed(yard, case, post)
    write_id = yard.begin(case, post)
    yard.door.at = kill_at(yard, LOST, 0)
    yard.send(case)
    yard.door.at = lambda _point: None
    assert yard.door.gym.state == states[0]
    post.start_again()
    post.look(later=timedelta(seconds=5))
    assert post.write_of(write_id).state == WriteState.CHECK, "it may still be on its way"
    assert the_truth(yard, post, write_id, states) == WriteState.FAILED
