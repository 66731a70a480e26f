"""kill -9 at every step of every change: the other system holds it once or not at all.

And after the next start the desk says which.
"""

from __future__ import annotations

import os
import random
import shutil
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.outbox import Reason, WriteState
from gymdesk.presence import Presence
from gymdesk.store.unit_of_work import Store
from tests.conftest import SCALE
from tests.sync.fakes import store_url
from tests.sync.kennel import Kennel
from tests.sync.outboxes import KINDS, ONCE, Post
from tests.sync.remote import LoopbackOpener, Remote

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.domain.outbox import WriteId

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="desks are forked"),
    pytest.mark.xdist_group("kills"),
]

SOME = max(3, int(4 * SCALE))
"""So many points of each kind, and always the first and the last; all under `make prove`."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outbox")


@pytest.fixture(scope="module")
def remote() -> Iterator[Remote]:
    made = Remote()
    yield made
    made.close()


@pytest.fixture(scope="module")
def kennel(folder: Path, remote: Remote) -> Iterator[Kennel]:
    Store.open(store_url(folder)).close()
    made = Kennel("tests.sync.killed_outbox", folder, remote.address)
    yield made
    made.close()


@pytest.fixture
def post(folder: Path, remote: Remote, kennel: Kennel) -> Iterator[Post]:
    _ = kennel
    made = Post(
        Store.open(store_url(folder)),
        remote,
        LoopbackOpener(remote.address),
        presence=Presence(folder),
    )
    yield made
    made.close()


def the_truth(post: Post, remote: Remote, kind: str, write_id: WriteId) -> WriteState:
    """Hold the desk to the truth after its next start, then bring the change to its end."""
    done = dict(remote.done)
    assert all(n <= ONCE[kind].get(k, 0) for k, n in done.items()), done
    assert post.write_of(write_id).state != WriteState.CHECK
    post.start_again()
    assert post.write_of(write_id).state != WriteState.SENDING, "it is known who has died"
    post.look()
    found = post.write_of(write_id)
    assert found.state in (WriteState.DONE, WriteState.FAILED, WriteState.PENDING), found.last
    assert (found.state == WriteState.DONE) == (done == ONCE[kind])
    assert found.parts_done == len(done)
    if found.state == WriteState.FAILED:
        post.retry(write_id)
    post.send()
    assert post.write_of(write_id).state == WriteState.DONE
    assert dict(remote.done) == ONCE[kind]
    return found.state


@pytest.mark.parametrize("kind", KINDS)
def test_a_desk_killed_at_any_point_has_done_it_once_or_not_at_all_and_says_which(
    post: Post, remote: Remote, kennel: Kennel, kind: str
) -> None:
    remote.reset()
    post.ask(KINDS[kind])
    points = len(kennel.send())
    assert dict(remote.done) == ONCE[kind]
    assert points >= 8
    ends = set()
    between = range(1, points - 1)
    some = random.sample(between, min(SOME, len(between)))
    for number in (0, *some, points - 1):
        remote.reset()
        write_id = post.ask(KINDS[kind])
        assert len(kennel.send(number)) == number
        ends.add(the_truth(post, remote, kind, write_id))
    assert {WriteState.DONE, WriteState.PENDING} <= ends


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("point", ["received", "applied", "half answered"])
def test_a_desk_killed_while_the_other_system_answers(
    post: Post, remote: Remote, kennel: Kennel, kind: str, point: str
) -> None:
    """The kill falls into the request itself: before it is done there, after it, in the answer."""
    for number in range(len(ONCE[kind])):
        remote.reset()
        passed = []

        def at(reached: str, passed: list[str] = passed, number: int = number) -> None:
            if reached == point:
                passed.append(reached)
                if len(passed) == number + 1:
                    kennel.kill()

        write_id = post.ask(KINDS[kind])
        remote.at = at
        kennel.send()
        remote.at = lambda _point: None
        remote.settle()
        the_truth(post, remote, kind, write_id)
        reasons = [step.reason for step in post.write_of(write_id).steps]
        assert Reason.BROKEN_OFF in reasons


def test_the_store_is_left_whole(post: Post, folder: Path, tmp_path: Path) -> None:
    from gymdesk.store.checking import check_store

    assert post.queries.outbox.writes(post.club.club_id, everything=True).writes
    shutil.copy(folder / "gymdesk.db", tmp_path)
    assert check_store(store_url(folder), post.clock.now_utc()) == ()
