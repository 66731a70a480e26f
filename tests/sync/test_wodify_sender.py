"""Changes in WODIFY through the outbox, against the demo WODIFY on a loopback socket."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from gymdesk.api.transport import Wire
from gymdesk.api.wodify import WodifyApi
from gymdesk.api.wodify_profile import profile_named
from gymdesk.clock import FixedClock
from gymdesk.demo import DEMO_KEY, DEMO_LOCATION, DemoWodify, WodifyKnobs, demo_wodify
from gymdesk.demo.serve import running
from gymdesk.domain.outbox import (
    CancelMembership,
    ConvertLead,
    CreateLead,
    CreateMembership,
    FieldChange,
    Part,
    Reason,
    Sale,
    UpdateLead,
    WriteState,
)
from gymdesk.domain.wodify import Capability
from gymdesk.store.unit_of_work import Store
from gymdesk.sync.wodify_sender import WodifySenders
from tests.builders import TODAY
from tests.sync.fakes import AT, store_url
from tests.sync.outboxes import Post
from tests.sync.remote import TLS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.rows import ClubRow

SELLS = frozenset({Capability.MEMBERSHIP_WRITES})
SALE = Sale("411", TODAY + timedelta(days=10))
NEW_LEAD = CreateLead("Ida", "Novak", "ida.novak@mail.example", message="Monday evening?")


class Cutting(httpx.AsyncHTTPTransport):
    """A real connection; a change is cut off before it arrives, or after."""

    def __init__(self, desk: Wodify) -> None:
        super().__init__(verify=TLS)
        self._desk = desk

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        cut = None if request.method == "GET" else self._desk.cut
        if cut == "before":
            raise httpx.ReadError("reset", request=request)
        answer = await super().handle_async_request(request)
        if cut == "after":
            await answer.aread()
            await answer.aclose()
            raise httpx.ReadTimeout("no answer", request=request)
        return answer


class Wodify(Post):
    """The desk in front of a WODIFY."""

    gym: DemoWodify
    cut: str | None = None


@contextmanager
def wodify(
    folder: Path, *, profile: str = "wodify_v1", offered: frozenset[Capability] = frozenset()
) -> Iterator[Wodify]:
    knobs = WodifyKnobs(profile=profile, membership_writes=bool(offered))  # type: ignore[arg-type]
    gym = demo_wodify(TODAY, knobs=knobs, clients=40, rows=100, leads=20)
    clock = FixedClock(AT)
    with running(gym.app) as address:

        async def api_of(_club: ClubRow) -> WodifyApi:
            return WodifyApi(
                Wire(address, "WODIFY", clock, Cutting(made)),
                DEMO_KEY,
                profile_named(profile),
                location=DEMO_LOCATION,
                may_write=True,
                also_offered=offered,
            )

        senders: Any = WodifySenders(api_of, lambda _club: TODAY)
        made = Wodify(Store.open(store_url(folder)), None, senders, clock)
        made.gym = gym
        yield made
        made.close()


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    Store.open(store_url(folder)).close()
    return folder / "gymdesk.db"


@pytest.fixture
def folder(tmp_path: Path, empty_store: Path) -> Path:
    shutil.copy(empty_store, tmp_path)
    return tmp_path


@pytest.fixture
def post(folder: Path) -> Iterator[Wodify]:
    with wodify(folder) as made:
        yield made


@pytest.fixture
def seller(folder: Path) -> Iterator[Wodify]:
    with wodify(folder, offered=SELLS) as made:
        yield made


def a_lead(post: Wodify, *, status: str = "New") -> dict[str, Any]:
    """Return a lead that was not converted."""
    rows = post.gym.server.leads.values()
    return next(
        r
        for r in rows
        if r["lead_status"] == status and not r["is_converted_to_client"] and r["email"]
    )


def status_change(row: dict[str, Any], wanted: str = "Contacted") -> UpdateLead:
    name = f"{row['first_name']} {row['last_name']}"
    seen = row["lead_status"]
    return UpdateLead(str(row["id"]), name, (FieldChange("status", seen, wanted),))


def test_a_lead_is_created_once_with_what_was_typed(post: Wodify) -> None:
    write_id = post.ask(NEW_LEAD)
    post.send()
    write = post.write_of(write_id)
    assert write.state == WriteState.DONE, write.last
    made = post.gym.server.leads[write.known[Part.LEAD]]
    assert (made["email"], made["notes"]) == ("ida.novak@mail.example", "Monday evening?")
    assert post.gym.knobs.writes() == [("POST", "/v1/leads")]


def test_a_lead_of_the_same_name_and_address_is_shown_first(post: Wodify) -> None:
    row = a_lead(post)
    twin = replace(
        NEW_LEAD, first_name=row["first_name"], last_name=row["last_name"], email=row["email"]
    )
    write_id = post.ask(twin)
    post.send()
    found = post.row(write_id)
    assert (found.state, found.reason) == (WriteState.CONFLICT, Reason.TWIN)
    assert str(row["id"]) in found.keys
    assert post.gym.knobs.writes() == []


def test_a_lead_without_an_address_is_looked_for_by_name_in_the_whole_list(post: Wodify) -> None:
    row = a_lead(post)
    twin = CreateLead(row["first_name"], row["last_name"])
    write_id = post.ask(twin)
    post.send()
    assert post.row(write_id).reason == Reason.TWIN


def test_nobody_is_created_while_the_list_to_look_through_is_not_whole(post: Wodify) -> None:
    """In the part that is missing the twin may stand."""
    post.gym.knobs.stuck_page = True
    write_id = post.ask(CreateLead("Quite", "Unknown"))
    post.send()
    assert post.gym.knobs.writes() == []
    found = post.row(write_id)
    assert (found.state, found.can_retry) == (WriteState.FAILED, True)


def test_a_status_and_a_note_are_changed_and_nothing_else_is(post: Wodify) -> None:
    row = a_lead(post)
    before = dict(row)
    key = str(row["id"])
    change = status_change(row)
    both = replace(change, changes=(*change.changes, FieldChange("notes", row["notes"], "Called")))
    write_id = post.ask(both)
    post.send()
    assert post.write_of(write_id).state == WriteState.DONE, post.row(write_id)
    after = post.gym.server.leads[key]
    changed = {k for k in before if before[k] != after.get(k) and k != "updated"}
    assert changed <= {"lead_status", "lead_status_id", "notes", "status_history"}
    assert (after["lead_status"], after["notes"]) == ("Contacted", "Called")


@pytest.mark.parametrize("cut", [None, "before", "after"])
def test_a_note_is_added_once_to_what_is_there(post: Wodify, cut: str | None) -> None:
    """The list of leads holds no notes: nobody at the desk has seen them."""
    row = a_lead(post)
    row["notes"] = "First line\nSecond line"
    intent = UpdateLead(str(row["id"]), "", (FieldChange("added_note", None, "Called, Monday"),))
    write_id = post.ask(intent)
    post.cut = cut
    post.send()
    post.cut = None
    if cut == "before":
        post.look()
        post.retry(write_id)
        post.send()
    assert post.row(write_id).state == WriteState.DONE, post.write_of(write_id).last
    after = post.gym.server.leads[str(row["id"])]
    assert after["notes"] == "First line\nSecond line\nCalled, Monday"


def test_our_word_for_a_status_is_found_again_under_wodifys_own(post: Wodify) -> None:
    """ "Interested" is "Trial" there: the look after an unanswered change must see that."""
    row = a_lead(post)
    write_id = post.ask(status_change(row, "Interested"))
    post.cut = "after"
    post.send()
    assert post.row(write_id).state == WriteState.DONE
    assert post.row(write_id).reason == Reason.FOUND
    assert len(post.gym.knobs.writes()) == 1


def test_a_status_that_somebody_changed_meanwhile_is_shown(post: Wodify) -> None:
    row = a_lead(post)
    change = status_change(row)
    row["lead_status"] = "Trial"
    write_id = post.ask(change)
    post.send()
    (difference,) = post.row(write_id).differences
    assert (difference.seen, difference.now, difference.wanted) == ("New", "Trial", "Contacted")
    assert post.gym.knobs.writes() == []


@pytest.mark.parametrize("cut", ["before", "after"])
def test_a_lead_whose_answer_is_lost_is_there_once(post: Wodify, cut: str) -> None:
    write_id = post.ask(NEW_LEAD)
    post.cut = cut
    post.send()
    post.cut = None
    post.look()
    expected = WriteState.FAILED if cut == "before" else WriteState.DONE
    assert post.row(write_id).state == expected
    if cut == "before":
        post.retry(write_id)
        post.send()
    leads = post.gym.server.leads.values()
    assert sum(r["email"] == NEW_LEAD.email for r in leads) == 1
    assert post.row(write_id).state == WriteState.DONE


def test_a_conversion_stops_half_way_where_memberships_are_not_offered(post: Wodify) -> None:
    row = a_lead(post, status="Trial")
    name = f"{row['first_name']} {row['last_name']}"
    write_id = post.ask(ConvertLead(str(row["id"]), name, row["email"], SALE))
    post.send()
    shown = post.row(write_id)
    assert shown.half_done
    assert (shown.state, shown.reason) == (WriteState.FAILED, Reason.DECLINED)
    assert "WODIFY itself" in shown.detail
    assert shown.done_parts[0][0] == Part.CLIENT
    assert len(post.gym.knobs.writes()) == 1


@pytest.mark.parametrize("cut", [None, "after"])
def test_a_conversion_with_a_membership_is_done_in_two_steps(
    seller: Wodify, cut: str | None
) -> None:
    row = a_lead(seller, status="Trial")
    name = f"{row['first_name']} {row['last_name']}"
    write_id = seller.ask(ConvertLead(str(row["id"]), name, row["email"], SALE))
    seller.cut = cut
    seller.send()
    write = seller.write_of(write_id)
    assert write.state == WriteState.DONE, write.last
    assert set(write.known) == {Part.CLIENT, Part.MEMBERSHIP}
    assert len(seller.gym.knobs.writes()) == 2


def test_a_membership_is_sold_to_somebody_new(seller: Wodify) -> None:
    write_id = seller.ask(CreateMembership("Ida", "Novak", "ida.novak@mail.example", SALE))
    seller.send()
    write = seller.write_of(write_id)
    assert write.state == WriteState.DONE, write.last
    assert [path for _, path in seller.gym.knobs.writes()] == ["/v1/clients", "/v1/memberships"]


def test_a_membership_is_cancelled_once_and_seen_to_be(seller: Wodify) -> None:
    rows = seller.gym.server.memberships.values()
    row = next(r for r in rows if r["is_active"] and not r["is_deleted"])
    intent = CancelMembership(str(row["id"]), str(row["client_id"]), "Somebody", "Active")
    write_id = seller.ask(intent)
    seller.cut = "after"
    seller.send()
    assert seller.row(write_id).state == WriteState.DONE, seller.write_of(write_id).last
    assert len(seller.gym.knobs.writes()) == 1


def test_the_documented_way_takes_one_request_for_both_halves(folder: Path) -> None:
    with wodify(folder, profile="documented") as post:
        row = a_lead(post, status="Trial")
        name = f"{row['first_name']} {row['last_name']}"
        sale = Sale("Unlimited 12M", SALE.start_on, "card")
        write_id = post.ask(ConvertLead(str(row["id"]), name, row["email"], sale))
        post.send()
        write = post.write_of(write_id)
        assert write.state == WriteState.DONE, write.last
        assert len(post.gym.knobs.writes()) == 1


def test_a_key_that_may_not_write_leaves_it_certainly_not_done(post: Wodify) -> None:
    write_id = post.ask(NEW_LEAD)
    post.gym.knobs.no_right.add("/v1/leads")
    post.send()
    shown = post.row(write_id)
    assert (shown.state, shown.reason) == (WriteState.FAILED, Reason.DECLINED)
    assert "did not accept the key" in shown.detail
    assert all(r["email"] != NEW_LEAD.email for r in post.gym.server.leads.values())


def test_an_error_500_may_have_done_it_and_is_looked_after(post: Wodify) -> None:
    write_id = post.ask(NEW_LEAD)
    post.gym.knobs.faults["/v1/leads"] = ["error 500"]
    post.send()
    assert post.row(write_id).state == WriteState.CHECK
    post.look()
    assert (post.row(write_id).state, post.row(write_id).reason) == (
        WriteState.FAILED,
        Reason.NOT_FOUND,
    )
