"""The outbox: recorded first, looked at, sent once, looked after, and never repeated on a guess."""

from __future__ import annotations

import asyncio
import random
import shutil
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.client import Source
from gymdesk.domain.lease import Lease
from gymdesk.domain.outbox import (
    ConvertLead,
    CreateLead,
    Part,
    Reason,
    WriteState,
)
from gymdesk.errors import NotAgain, StoreFull, UnknownWrite, WriteOpen, WritesOff
from gymdesk.store.unit_of_work import Store
from gymdesk.sync.outbox import check_broken_off
from gymdesk.sync.request import SendRequest
from tests.conftest import SCALE
from tests.sync.fakes import store_url
from tests.sync.outboxes import KINDS, ONCE, SALE, STAFF, Post, a_status_change
from tests.sync.remote import Hang, LoopbackOpener, Remote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gymdesk.domain.outbox import WriteId

SOON = timedelta(seconds=5)
LATER = timedelta(minutes=2)


def chosen(points: int) -> range | list[int]:
    """Return which of the points of a change a run of the tests breaks at: all under `prove`."""
    some = max(4, int(6 * SCALE))
    return range(points) if some >= points else sorted(random.sample(range(points), some))


EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(scope="module")
def server() -> Iterator[Remote]:
    made = Remote()
    yield made
    made.close()


@pytest.fixture
def remote(server: Remote) -> Remote:
    server.reset()
    return server


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store file at head: making one anew takes longer than most of these tests."""
    folder = tmp_path_factory.mktemp("empty")
    Store.open(store_url(folder)).close()
    return folder / "gymdesk.db"


@pytest.fixture
def post(tmp_path: Path, empty_store: Path, remote: Remote) -> Iterator[Post]:
    shutil.copy(empty_store, tmp_path)
    made = Post(Store.open(store_url(tmp_path)), remote, LoopbackOpener(remote.address))
    yield made
    made.close()


def once_at(point: str, answer: Callable[[], None]) -> Callable[[str], None]:
    """Return a hook that answers the first time *point* is passed."""
    passed: list[str] = []

    def at(reached: str) -> None:
        if reached == point and not passed:
            passed.append(reached)
            answer()

    return at


def hang() -> None:
    raise Hang


# --- the way it goes well -------------------------------------------------------------------------


@EVERY_KIND
def test_a_change_is_recorded_sent_once_and_done(post: Post, remote: Remote, kind: str) -> None:
    write_id = post.ask(KINDS[kind])
    assert post.write_of(write_id).state == WriteState.PENDING
    assert not remote.done, "asking sends nothing"
    post.send()
    assert post.write_of(write_id).state == WriteState.DONE
    assert dict(remote.done) == ONCE[kind]
    post.send()
    assert dict(remote.done) == ONCE[kind], "what is done is not sent again"


@EVERY_KIND
def test_what_was_on_the_screen_is_kept_with_the_change(post: Post, kind: str) -> None:
    write = post.write_of(post.ask(KINDS[kind]))
    assert write.intent == KINDS[kind]
    assert (write.staff, write.steps[0].staff) == (STAFF, STAFF)


def test_it_is_in_the_store_as_sending_before_it_goes_out(post: Post, remote: Remote) -> None:
    write_id = post.ask(KINDS["create lead"])
    seen = []
    remote.at = lambda point: seen.append((point, post.write_of(write_id).state))
    post.send()
    assert seen[0] == ("received", WriteState.SENDING)


def test_the_id_of_what_was_made_is_kept(post: Post, remote: Remote) -> None:
    write_id = post.ask(KINDS["convert lead"])
    post.send()
    known = post.write_of(write_id).known
    assert set(known) == {Part.CLIENT, Part.MEMBERSHIP}
    assert remote.records["clients"][known[Part.CLIENT]]["lead"] == "5521"
    assert remote.records["memberships"][known[Part.MEMBERSHIP]]["client"] == known[Part.CLIENT]


def test_a_double_click_asks_for_one_change(post: Post, remote: Remote) -> None:
    first = post.ask(KINDS["create lead"], key="form 1")
    assert post.ask(KINDS["create lead"], key="form 1") == first
    post.send()
    assert post.ask(KINDS["create lead"], key="form 1") == first
    post.send()
    assert dict(remote.done) == ONCE["create lead"]


def test_a_second_change_of_the_same_record_waits_for_the_first(post: Post) -> None:
    post.ask(a_status_change())
    with pytest.raises(WriteOpen):
        post.ask(ConvertLead("5521", "Chiara Romano"))
    post.send()
    post.ask(ConvertLead("5521", "Chiara Romano"))


def test_the_connection_is_closed_afterwards(post: Post) -> None:
    post.ask(KINDS["create lead"])
    post.send()
    assert post.opener.closed == 1


# --- switched off ---------------------------------------------------------------------------------


def test_nothing_can_be_asked_for_while_writes_are_off(post: Post) -> None:
    post.writes_on = False
    with pytest.raises(WritesOff):
        post.ask(KINDS["create lead"])
    assert post.queries.outbox.writes(post.club.club_id).writes == ()


def test_what_waits_is_not_sent_once_writes_are_off(post: Post, remote: Remote) -> None:
    write_id = post.ask(KINDS["create lead"])
    post.writes_on = False
    post.send()
    assert post.write_of(write_id).state == WriteState.PENDING
    assert not remote.done
    assert post.queries.outbox.writes(post.club.club_id).writes_on == frozenset()


def test_what_may_be_done_is_looked_at_even_while_writes_are_off(
    post: Post, remote: Remote
) -> None:
    write_id = post.ask(KINDS["create lead"])
    remote.at = once_at("applied", hang)
    post.opener.at = once_at("before look", lambda: None)
    post.send()
    assert post.write_of(write_id).state == WriteState.DONE
    assert dict(remote.done) == ONCE["create lead"]


# --- looked at before -----------------------------------------------------------------------------


def test_somebody_who_is_there_already_is_not_made_again(post: Post, remote: Remote) -> None:
    remote.records["leads"]["7"] = {"name": "Nadia Farouk", "email": "nadia@mail.example"}
    write_id = post.ask(KINDS["create lead"])
    post.send()
    row = post.row(write_id)
    assert (row.state, row.reason, row.keys) == (WriteState.CONFLICT, Reason.TWIN, ("7",))
    assert not remote.done


def test_a_twin_that_was_looked_at_does_not_stand_in_the_way(post: Post, remote: Remote) -> None:
    """Two of a family share an address: who has seen that may go on."""
    remote.records["leads"]["7"] = {"name": "Nadia Farouk", "email": "nadia@mail.example"}
    write_id = post.ask(KINDS["create lead"])
    post.send()
    assert post.retry(write_id) == WriteState.PENDING
    post.send()
    assert post.write_of(write_id).state == WriteState.DONE
    assert dict(remote.done) == ONCE["create lead"]


def test_a_field_that_changed_meanwhile_is_shown_before_anything_is_sent(
    post: Post, remote: Remote
) -> None:
    remote.records["leads"]["5521"]["status"] = "Trial"
    write_id = post.ask(a_status_change(seen="New", wanted="Contacted"))
    post.send()
    row = post.row(write_id)
    assert (row.state, row.reason) == (WriteState.CONFLICT, Reason.CHANGED)
    (both,) = row.differences
    assert (both.name, both.seen, both.now, both.wanted) == ("status", "New", "Trial", "Contacted")
    assert not remote.done


def test_send_anyway_sends_over_the_value_that_was_shown(post: Post, remote: Remote) -> None:
    remote.records["leads"]["5521"]["status"] = "Trial"
    write_id = post.ask(a_status_change())
    post.send()
    post.retry(write_id)
    post.send()
    assert post.write_of(write_id).state == WriteState.DONE
    assert remote.records["leads"]["5521"]["status"] == "Contacted"


def test_send_anyway_does_not_send_over_a_value_that_was_never_shown(
    post: Post, remote: Remote
) -> None:
    remote.records["leads"]["5521"]["status"] = "Trial"
    write_id = post.ask(a_status_change())
    post.send()
    post.retry(write_id)
    remote.records["leads"]["5521"]["status"] = "Disqualified"
    post.send()
    assert post.row(write_id).state == WriteState.CONFLICT
    assert post.row(write_id).differences[0].now == "Disqualified"
    assert not remote.done


def test_what_is_so_already_is_not_sent(post: Post, remote: Remote) -> None:
    remote.records["leads"]["5521"]["status"] = "Contacted"
    write_id = post.ask(a_status_change())
    post.send()
    assert post.row(write_id).reason == Reason.ALREADY
    assert post.write_of(write_id).state == WriteState.DONE
    assert not remote.done


def test_a_record_that_is_gone_is_not_written_to(post: Post, remote: Remote) -> None:
    remote.records["leads"].clear()
    write_id = post.ask(a_status_change())
    post.send()
    assert (post.row(write_id).state, post.row(write_id).reason) == (
        WriteState.FAILED,
        Reason.GONE,
    )


def test_a_lead_that_somebody_else_converted_is_shown_before_a_membership_is_sold(
    post: Post, remote: Remote
) -> None:
    remote.records["leads"]["5521"]["converted"] = "yes"
    remote.records["clients"]["91"] = {"name": "Chiara Romano", "lead": "5521"}
    write_id = post.ask(KINDS["convert lead"])
    post.send()
    assert post.row(write_id).state == WriteState.CONFLICT
    assert not remote.done
    post.retry(write_id)
    post.send()
    assert post.write_of(write_id).known[Part.CLIENT] == "91"
    assert dict(remote.done) == {"made memberships": 1}


def test_no_look_no_change(post: Post, remote: Remote) -> None:
    post.opener.address = "http://127.0.0.1:9"
    write_id = post.ask(KINDS["create lead"])
    post.send()
    row = post.row(write_id)
    assert (row.state, row.reason) == (WriteState.FAILED, Reason.NOT_LOOKED)
    assert "No connection to WODIFY" in row.detail
    post.opener.address = remote.address
    post.retry(write_id)
    post.send()
    assert dict(remote.done) == ONCE["create lead"]


# --- no answer ------------------------------------------------------------------------------------


@EVERY_KIND
@pytest.mark.parametrize("point", ["applied", "half answered"])
def test_a_change_that_arrived_without_an_answer_is_found_and_not_repeated(
    post: Post, remote: Remote, kind: str, point: str
) -> None:
    write_id = post.ask(KINDS[kind])
    remote.at = once_at(point, hang)
    post.send()
    write = post.write_of(write_id)
    assert write.state == WriteState.DONE
    assert [s.reason for s in write.steps if s.reason in (Reason.NO_ANSWER, Reason.FOUND)] == [
        Reason.NO_ANSWER,
        Reason.FOUND,
    ]
    assert dict(remote.done) == ONCE[kind]


@EVERY_KIND
def test_a_change_that_never_arrived_is_called_not_done_only_once_that_is_certain(
    post: Post, remote: Remote, kind: str
) -> None:
    write_id = post.ask(KINDS[kind])
    remote.at = once_at("received", hang)
    report = post.send()
    row = post.row(write_id)
    assert (row.state, row.reason) == (WriteState.CHECK, Reason.ON_ITS_WAY)
    assert report.look_again_utc == row.look_again_utc
    assert row.look_again_utc == post.clock.at_utc + timedelta(seconds=60)
    assert post.look(later=SOON).look_again_utc is not None, "five seconds prove nothing"
    assert post.write_of(write_id).state == WriteState.CHECK
    post.look(later=LATER)
    row = post.row(write_id)
    assert (row.state, row.reason, row.can_retry) == (WriteState.FAILED, Reason.NOT_FOUND, True)
    post.retry(write_id)
    post.send()
    assert post.write_of(write_id).state == WriteState.DONE
    assert dict(remote.done) == ONCE[kind]


def test_a_change_that_was_on_its_way_is_found_and_never_doubled(
    post: Post, remote: Remote
) -> None:
    """The server takes its time: the look right after the time-out comes too early."""
    write_id = post.ask(KINDS["create lead"])
    remote.at = once_at("received", hang)
    post.send()
    assert post.write_of(write_id).state == WriteState.CHECK
    remote.records["leads"]["77"] = {"name": "Nadia Farouk", "email": "nadia@mail.example"}
    assert post.retry(write_id) == WriteState.CHECK, "a look comes before a repeat"
    post.send()
    assert (post.row(write_id).state, post.write_of(write_id).known) == (
        WriteState.DONE,
        {Part.LEAD: "77"},
    )
    assert not remote.done


def test_a_late_request_is_found_by_the_look_before_a_second_sending(
    post: Post, remote: Remote
) -> None:
    """It was called not done, and arrived after all."""
    write_id = post.ask(KINDS["create lead"])
    remote.at = once_at("received", hang)
    post.send()
    post.look(later=LATER)
    remote.records["leads"]["77"] = {"name": "Nadia Farouk", "email": "nadia@mail.example"}
    post.retry(write_id)
    post.send()
    assert (post.row(write_id).state, post.row(write_id).reason) == (
        WriteState.CONFLICT,
        Reason.TWIN,
    )
    assert not remote.done


def test_two_new_records_are_left_to_a_person(post: Post, remote: Remote) -> None:
    write_id = post.ask(KINDS["create lead"])

    def made_twice() -> None:
        twin = {"name": "Nadia Farouk", "email": "nadia@mail.example"}
        remote.records["leads"] |= {"77": twin, "78": twin}
        raise Hang

    remote.at = once_at("received", made_twice)
    post.send()
    row = post.row(write_id)
    assert (row.state, row.reason, row.keys) == (
        WriteState.CHECK,
        Reason.SEVERAL,
        ("77", "78"),
    )


def test_a_look_that_fails_proves_nothing(post: Post, remote: Remote) -> None:
    write_id = post.ask(KINDS["create lead"])
    remote.at = once_at("received", hang)
    post.send()
    post.opener.address = "http://127.0.0.1:9"
    post.look()
    row = post.row(write_id)
    assert (row.state, row.reason) == (WriteState.CHECK, Reason.LOOK_FAILED)
    post.opener.address = remote.address
    post.look()
    assert post.row(write_id).state == WriteState.FAILED


def test_a_change_that_was_declined_is_not_done_and_says_why(post: Post, remote: Remote) -> None:
    write_id = post.ask(CreateLead("Nobody", "Wanted"))
    post.send()
    row = post.row(write_id)
    assert (row.state, row.reason) == (WriteState.FAILED, Reason.DECLINED)
    assert row.detail == "this name is not taken"
    assert not remote.done


def test_a_field_changed_by_somebody_after_an_unanswered_change_is_shown(
    post: Post, remote: Remote
) -> None:
    write_id = post.ask(a_status_change())

    def changed_by_another() -> None:
        remote.records["leads"]["5521"]["status"] = "Trial"
        raise Hang

    remote.at = once_at("applied", changed_by_another)
    post.send()
    assert post.row(write_id).state == WriteState.CHECK
    post.look()
    row = post.row(write_id)
    assert row.state == WriteState.CONFLICT
    assert row.differences[0].now == "Trial"
    assert dict(remote.done) == ONCE["update lead"]


def test_the_second_half_of_a_conversion_can_be_tried_without_the_first(
    post: Post, remote: Remote
) -> None:
    write_id = post.ask(KINDS["convert lead"])
    lost = iter([False, True])
    remote.at = lambda point: hang() if point == "received" and next(lost, False) else None
    post.send()
    row = post.row(write_id)
    assert row.half_done
    assert row.done_parts == ((Part.CLIENT, "9000"),)
    assert (row.state, row.part) == (WriteState.CHECK, Part.MEMBERSHIP)
    post.look()
    post.retry(write_id)
    post.send()
    assert post.write_of(write_id).state == WriteState.DONE
    assert dict(remote.done) == ONCE["convert lead"]


def test_a_half_that_somebody_did_by_hand_is_seen_by_a_look_that_may_send_nothing(
    post: Post, remote: Remote
) -> None:
    """Called half done for ever, it would be sold a second time by whoever reads that."""
    write_id = post.ask(KINDS["convert lead"])

    def full() -> None:
        raise StoreFull("the store")

    remote.at = once_at("applied", lambda: setattr(post, "at", once_at("before commit", full)))
    with suppress(StoreFull):
        post.send()
    post.look()
    assert post.write_of(write_id).state == WriteState.PENDING
    (client,) = (key for key, row in remote.records["clients"].items() if row.get("lead"))
    post.look()
    assert post.row(write_id).half_done, "nothing of the second half is there"
    kind = SALE.membership_type
    remote.records["memberships"]["411"] = {"client": client, "kind": kind, "status": "Active"}
    post.look()
    assert post.write_of(write_id).state == WriteState.DONE
    assert dict(remote.done) == {"converted": 1}


# --- broken off in the middle ---------------------------------------------------------------------


def points_of(post: Post, remote: Remote, kind: str) -> list[str]:
    """Return every point that a change of this kind passes."""
    passed: list[str] = []
    post.at = post.opener.at = passed.append
    post.ask(KINDS[kind])
    post.send()
    post.at = post.opener.at = lambda _point: None
    remote.reset()
    return passed


def says_which(post: Post, remote: Remote, kind: str, write_id: WriteId) -> None:
    """Hold the desk to the truth, then bring the change to its end: once in all."""
    done = {k: n for k, n in remote.done.items() if n}
    assert all(n <= ONCE[kind][k] for k, n in done.items()), done
    post.start_again()
    post.look()
    write = post.write_of(write_id)
    assert write.state in (WriteState.DONE, WriteState.FAILED, WriteState.PENDING), write.last
    assert (write.state == WriteState.DONE) == (done == ONCE[kind])
    assert write.parts_done == len(done)
    if write.state == WriteState.FAILED:
        post.retry(write.write_id)
    post.send()
    assert post.write_of(write.write_id).state == WriteState.DONE
    assert dict(remote.done) == ONCE[kind]


@EVERY_KIND
def test_an_error_of_ours_at_any_point_leaves_it_done_once_or_not_at_all(
    post: Post, remote: Remote, kind: str
) -> None:
    passes = len(points_of(post, remote, kind))
    for number in chosen(passes):
        remote.reset()
        left = iter(range(passes))

        def breaks(_point: str, left: Iterator[int] = left, number: int = number) -> None:
            if next(left, -1) == number:
                raise StoreFull("the store")

        write_id = post.ask(KINDS[kind])
        post.at = post.opener.at = breaks
        with suppress(StoreFull):
            post.send()
        post.at = post.opener.at = lambda _point: None
        says_which(post, remote, kind, write_id)
    assert passes >= 6


@EVERY_KIND
def test_a_cancel_at_any_point_leaves_it_done_once_or_not_at_all(
    post: Post, remote: Remote, kind: str
) -> None:
    passes = len(points_of(post, remote, kind))
    for number in chosen(passes):
        remote.reset()
        write_id = post.ask(KINDS[kind])

        async def cancelled(number: int = number) -> None:
            left = iter(range(passes))
            task = asyncio.create_task(post.engine.send(SendRequest(), lambda _told: None))
            post.at = post.opener.at = lambda _point: (
                (task.cancel(), None)[1] if next(left, -1) == number else None
            )
            await asyncio.wait([task])

        asyncio.run(cancelled())
        post.at = post.opener.at = lambda _point: None
        says_which(post, remote, kind, write_id)


@pytest.mark.warns_in_log
def test_an_error_nobody_named_in_a_sender_makes_it_check(post: Post, remote: Remote) -> None:
    write_id = post.ask(KINDS["create lead"])

    def bug() -> None:
        raise ZeroDivisionError

    post.opener.at = once_at("after send", bug)
    post.send()
    assert post.write_of(write_id).state == WriteState.DONE
    assert Reason.NO_ANSWER in [s.reason for s in post.write_of(write_id).steps]
    assert dict(remote.done) == ONCE["create lead"]


def takes_it(post: Post, write_id: WriteId, holder: str) -> None:
    """Let another program send the change."""
    write = post.write_of(write_id)
    with post.store.begin() as work:
        at_utc = post.clock.now_utc()
        work.outbox.append(write, WriteState.SENDING, Reason.STARTED, at_utc, holder=holder)
        work.commit()


class Town:
    """A presence that knows who has died."""

    pc = "this PC"

    def __init__(self, *dead: str) -> None:
        self.token = "ours"
        self.dead = dead

    def show(self) -> None:
        pass

    def is_gone(self, token: str) -> bool:
        return token in self.dead


def test_what_another_program_is_sending_is_left_to_it(post: Post, remote: Remote) -> None:
    write_id = post.ask(KINDS["create lead"])
    takes_it(post, write_id, "theirs")
    assert check_broken_off(post.store, post.clock, Town()) == 0
    post.send()
    assert post.write_of(write_id).state == WriteState.SENDING
    assert not remote.done


def test_what_a_program_that_died_was_sending_must_be_looked_at(post: Post) -> None:
    write_id = post.ask(KINDS["create lead"])
    takes_it(post, write_id, "theirs")
    assert check_broken_off(post.store, post.clock, Town("theirs")) == 1
    row = post.row(write_id)
    assert (row.state, row.reason, row.can_look) == (WriteState.CHECK, Reason.BROKEN_OFF, True)


def test_what_nobody_can_still_be_sending_must_be_looked_at(post: Post) -> None:
    """Another PC of which nothing is known: no request takes five minutes."""
    write_id = post.ask(KINDS["create lead"])
    takes_it(post, write_id, "theirs")
    post.clock.at_utc += timedelta(minutes=5)
    assert check_broken_off(post.store, post.clock, Town()) == 1
    assert post.write_of(write_id).state == WriteState.CHECK


def test_two_programs_never_send_the_same_change(post: Post, remote: Remote) -> None:
    """Both have looked; only one can write that it sends."""
    write_id = post.ask(KINDS["create lead"])
    post.opener.at = once_at("after look", lambda: takes_it(post, write_id, "theirs"))
    post.send()
    assert not remote.done
    assert post.write_of(write_id).last.holder == "theirs"


# --- discarded ------------------------------------------------------------------------------------


def test_a_discarded_change_is_never_sent(post: Post, remote: Remote) -> None:
    write_id = post.ask(KINDS["create lead"])
    post.commands.outbox.discard(write_id, staff=STAFF)
    post.commands.outbox.discard(write_id, staff=STAFF)
    post.send()
    assert post.write_of(write_id).state == WriteState.DISCARDED
    assert not remote.done
    assert post.queries.outbox.writes(post.club.club_id).writes == ()


def test_what_is_done_can_neither_be_discarded_nor_tried_again(post: Post) -> None:
    write_id = post.ask(KINDS["create lead"])
    post.send()
    with pytest.raises(NotAgain):
        post.commands.outbox.discard(write_id, staff=STAFF)
    with pytest.raises(NotAgain):
        post.retry(write_id)


def test_a_change_that_does_not_exist_says_so(post: Post) -> None:
    with pytest.raises(UnknownWrite):
        post.retry(99)  # type: ignore[arg-type]


# --- and refreshes --------------------------------------------------------------------------------


def test_nothing_is_sent_while_the_same_source_is_refreshed(post: Post, remote: Remote) -> None:
    post.ask(KINDS["create lead"])

    async def both() -> None:
        async with post.engine.turn(post.club, Source.WODIFY):
            task = asyncio.create_task(post.engine.send(SendRequest(), lambda _told: None))
            await asyncio.sleep(0.05)
            assert not remote.done
        await task

    asyncio.run(both())
    assert dict(remote.done) == ONCE["create lead"]


def test_nothing_is_sent_while_another_program_refreshes_the_source(
    post: Post, remote: Remote
) -> None:
    write_id = post.ask(KINDS["create lead"])
    now_utc = post.clock.now_utc()
    with post.store.begin() as work:
        lease = Lease("theirs.1", "this PC", "click", now_utc, now_utc)
        work.leases.put(post.club.club_id, lease)
        work.runs.start(post.club.club_id, Source.WODIFY, "members", "click", now_utc)
        work.commit()
    assert post.send().waiting
    assert post.write_of(write_id).state == WriteState.PENDING
    assert not post.send(later=timedelta(minutes=6)).waiting
    assert dict(remote.done) == ONCE["create lead"]


def test_a_lead_of_one_conversion_only_is_done_with_it(post: Post, remote: Remote) -> None:
    write_id = post.ask(ConvertLead("5521", "Chiara Romano"))
    post.send()
    assert post.write_of(write_id).state == WriteState.DONE
    assert dict(remote.done) == {"converted": 1}
    assert SALE.membership_type == "Unlimited"
