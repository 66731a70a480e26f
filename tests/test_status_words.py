"""What a gym's own words of status mean: said at the desk, true at once, taken back exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.client import ClubId, Source
from gymdesk.domain.lead import LeadStatus
from gymdesk.domain.membership import ClientLabel, Member, MemberStatus, standing
from gymdesk.domain.status_word import MEANINGS, OwnWords, WordKind, own_words, word_of
from gymdesk.errors import UnknownClub, UsageError
from gymdesk.first_look import first_look
from tests.sync.fakes import TODAY, store_url, table_rows
from tests.sync.wodify_bench import WodifyBench, wodify_bench

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.commands.status_words import Said
    from gymdesk.rows.status_words import StatusWordRow

LEAD, CLIENT = WordKind
WAITING, ON_TOUR = (LEAD, "Waiting list"), (CLIENT, "On Tour")
TIA, RIA = "900009", "Ria Thorsen"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WodifyBench]:
    with wodify_bench(store_url(tmp_path_factory.mktemp("words"))) as made:
        made.refresh(sources=(Source.WODIFY,))
        yield made


@pytest.fixture
def desk(shared: WodifyBench) -> Iterator[WodifyBench]:
    yield shared
    said = {(r.kind, r.label): None for r in table(shared) if r.said is not None}
    say(shared, said)


def say(desk: WodifyBench, said: Said) -> Said:
    return desk.commands.status_words.mean(desk.club.club_id, said, staff="Jo")


def table(desk: WodifyBench) -> tuple[StatusWordRow, ...]:
    return desk.queries.status_words.table(desk.club.club_id).rows


def ria(desk: WodifyBench) -> MemberStatus:
    return next(m.status for m in desk.members().values() if m.name == RIA)


def test_the_words_that_were_seen_are_listed_and_those_nobody_knows_come_first(
    desk: WodifyBench,
) -> None:
    rows = table(desk)
    leads = [r for r in rows if r.kind == LEAD]
    assert (leads[0].label, leads[0].count, leads[0].meaning) == ("Waiting list", 1, None)
    assert {r.label: r.usual for r in leads[1:]} == {
        "New": "New",
        "Trial": "Interested",
        "Contacted": "Contacted",
        "Converted": "Converted",
        "Disqualified": "Lost",
        "Deleted": "Lost",
    }
    clients = [r for r in rows if r.kind == CLIENT]
    assert (clients[0].label, clients[0].meaning) == ("On Tour", None)
    assert sum(r.count for r in clients) == len(desk.members())
    assert list(rows) == [*leads, *clients]


def test_what_was_said_holds_at_once_for_what_was_read_before(desk: WodifyBench) -> None:
    assert desk.leads()[TIA].status == LeadStatus.OTHER
    assert ria(desk) == MemberStatus.UNKNOWN
    say(desk, {WAITING: "Interested", ON_TOUR: "Active"})
    lead = desk.leads()[TIA]
    assert (lead.status, lead.raw_status) == (LeadStatus.INTERESTED, "Waiting list")
    assert ria(desk) == MemberStatus.ACTIVE
    shown = {r.name: r for r in desk.queries.clients(desk.club.club_id).rows}[RIA]
    assert shown.membership_status == "Active"
    detail = desk.queries.client(desk.club.club_id, shown.client_id)
    assert detail.member is not None
    assert detail.member.row.status == MemberStatus.ACTIVE
    assert detail.member.row.raw_status == "On Tour"


def test_the_list_before_the_desk_is_open_knows_the_words_as_the_desk_does(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path)) as desk:
        desk.refresh()
        for meaning in (None, "Active"):
            say(desk, {(CLIENT, "Suspended"): meaning})
            found = first_look(tmp_path / "gymdesk.db", desk.clock, 24)
            assert found is not None
            assert found.collections == desk.queries.collections(desk.club.club_id)
            words = {r.membership_status for r in found.collections.rows}
            assert ("Suspended" in words) == (meaning is None)


def test_a_refresh_leaves_what_was_said_alone_and_makes_no_news_of_it(desk: WodifyBench) -> None:
    say(desk, {ON_TOUR: "Active"})
    runs = desk.refresh(sources=(Source.WODIFY,))
    assert runs["members"].updated == 0
    assert ria(desk) == MemberStatus.ACTIVE
    changes = desk.queries.changes.since(desk.club.club_id, "Jo").rows
    assert RIA not in {c.name for c in changes}


def test_what_undoes_it_is_what_was_said_before(desk: WodifyBench) -> None:
    assert say(desk, {WAITING: "Interested"}) == {WAITING: None}
    assert say(desk, {WAITING: "Interested"}) == {}, "nothing was changed"
    before = say(desk, {WAITING: "Lost", ON_TOUR: "Suspended"})
    assert before == {WAITING: "Interested", ON_TOUR: None}
    say(desk, before)
    assert desk.leads()[TIA].status == LeadStatus.INTERESTED
    assert ria(desk) == MemberStatus.UNKNOWN


def test_a_word_that_every_wodify_has_may_mean_something_else_here(desk: WodifyBench) -> None:
    trial = next(k for k, r in desk.leads().items() if r.raw_status == "Trial" and not r.converted)
    say(desk, {(LEAD, "Trial"): "Contacted"})
    assert desk.leads()[trial].status == LeadStatus.CONTACTED
    (row,) = [r for r in table(desk) if r.label == "Trial"]
    assert (row.usual, row.said, row.meaning) == ("Interested", "Contacted", "Contacted")
    say(desk, {(LEAD, " TRIAL "): "Interested"})
    (row,) = [r for r in table(desk) if r.label == "Trial"]
    assert row.said is None, "the usual meaning needs no word of the gym"


def test_what_wodify_says_of_a_conversion_goes_before_any_word(desk: WodifyBench) -> None:
    say(desk, {(LEAD, "Trial"): "Lost"})
    pia = next(r for r in desk.leads().values() if r.name == "Pia Ingram")
    assert (pia.raw_status, pia.status) == ("Trial", LeadStatus.CONVERTED)


@pytest.mark.parametrize("said", [{WAITING: "Member"}, {ON_TOUR: "New"}, {(LEAD, " "): "New"}])
def test_what_is_no_meaning_is_refused_and_nothing_of_it_is_kept(
    desk: WodifyBench, said: Said
) -> None:
    before = table_rows(desk.store, "status_word")
    with pytest.raises(UsageError):
        say(desk, {(LEAD, "Trial"): "Lost", **said})
    assert table_rows(desk.store, "status_word") == before


def test_no_club_no_words(desk: WodifyBench) -> None:
    with pytest.raises(UnknownClub):
        desk.queries.status_words.table(ClubId(10**6))
    with pytest.raises(UnknownClub):
        desk.commands.status_words.mean(ClubId(10**6), {WAITING: "Lost"}, staff="Jo")


def test_two_spellings_are_one_word_and_what_was_said_stays_listed(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path)) as desk:
        leads = list(desk.gym.server.leads.values())
        spellings = ("On Ramp  trial", "on ramp trial", "On Ramp trial")
        for lead, label in zip(leads, spellings, strict=False):
            lead["lead_status"] = label
        desk.refresh(sources=(Source.WODIFY,))
        (row,) = [r for r in table(desk) if word_of(r.label) == "on ramp trial"]
        assert (row.label, row.count) == ("On Ramp trial", 3)
        say(desk, {(LEAD, "Long gone"): "Lost"})
        (row,) = [r for r in table(desk) if r.label == "long gone"]
        assert (row.count, row.meaning) == (0, "Lost")


def test_who_is_gone_is_not_counted_and_the_word_stays(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path)) as desk:
        desk.refresh(sources=(Source.WODIFY,))
        desk.gym.server.leads.pop(TIA)
        desk.refresh(sources=(Source.WODIFY,))
        assert desk.leads()[TIA].missing_since_utc is not None
        (row,) = [r for r in table(desk) if r.label == "Waiting list"]
        assert row.count == 0


def test_a_meaning_of_a_newer_program_is_left_alone() -> None:
    found = own_words({("lead", "a"): "Lost", ("lead", "b"): "Sleeping", ("pet", "c"): "Lost"})
    assert found == OwnWords({"a": LeadStatus.LOST}, {})
    assert found.meaning(CLIENT, "a") is None


@pytest.mark.parametrize(
    ("label", "status"),
    [
        (ClientLabel.ACTIVE, MemberStatus.ACTIVE),
        (ClientLabel.ON_RAMP, MemberStatus.PENDING),
        (ClientLabel.SUSPENDED, MemberStatus.SUSPENDED),
        (ClientLabel.INACTIVE, MemberStatus.INACTIVE),
    ],
)
def test_where_wodify_states_the_status_itself_the_word_means_just_that(
    label: ClientLabel, status: MemberStatus
) -> None:
    member = Member("7", "Alex Brandt", raw_status="Paused", stated_status="Paused")
    assert standing(member, (), TODAY).status == MemberStatus.UNKNOWN
    assert standing(member, (), TODAY, {"paused": label}).status == status


def test_every_meaning_that_is_offered_is_one_that_is_kept() -> None:
    said = {(kind.value, meaning): meaning for kind in WordKind for meaning in MEANINGS[kind]}
    found = own_words(said)
    assert len(found.leads) == len(MEANINGS[LEAD])
    assert len(found.clients) == len(MEANINGS[CLIENT])
    assert LeadStatus.OTHER not in found.leads.values()


def test_where_wodify_states_the_status_its_words_are_known(tmp_path: Path) -> None:
    with wodify_bench(store_url(tmp_path), profile="documented") as desk:
        desk.refresh(sources=(Source.WODIFY,))
        usual = {r.label: r.usual for r in table(desk) if r.kind == CLIENT}
        assert usual["Cancelled"] == "Cancelled"
        assert usual["Pending"] == "Pending"
        assert usual["Unknown"] is None
        assert say(desk, {(CLIENT, "Unknown"): "On-Ramp"}) == {(CLIENT, "Unknown"): None}
        assert MemberStatus.UNKNOWN not in {m.status for m in desk.members().values()}
