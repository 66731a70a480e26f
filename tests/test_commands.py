"""Commands: what the user does, checked before it is written, and by whom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gymdesk.commands import LONGEST_CONTACT, ClubDraft
from gymdesk.domain.client import ClientId, ClubId
from gymdesk.errors import BadAddress, ClubExists, NoClub, OtherGym, UsageError
from tests.sync.fakes import REMOTE_TABLES, Bench, bench, store_url, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MEMBER = 910000131


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Bench]:
    with bench(store_url(tmp_path), members=[MEMBER]) as opened:
        yield opened


def edits(desk: Bench) -> list[tuple[object, ...]]:
    """Return field, before, after and staff of every edit."""
    return [row[2:6] for row in table_rows(desk.store, "contact_edit")["contact_edit"]]


# --- clubs ----------------------------------------------------------------------------------------


def test_a_club_is_kept_as_it_was_tidied_up(desk: Bench) -> None:
    draft = ClubDraft(
        "  Mill   Lane ",
        "Europe/Berlin",
        " eur ",
        "de_DE",
        clubos_url=" https://Example.org/ ",
        wodify_url="",
        wodify_location="  ",
        wodify_profile="documented",
    )
    club = desk.commands.add_club(draft)
    assert club == desk.queries.club(club.club_id)
    assert (club.name, club.currency, club.timezone) == ("Mill Lane", "EUR", "Europe/Berlin")
    assert club.clubos_url == "https://example.org"
    assert (club.wodify_url, club.wodify_location) == (None, None)
    assert club.uid


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        *((None, None), ("", None), (" Automatic ", None)),
        *(("captured", "captured"), ("DOCUMENTED", "documented")),
    ],
)
def test_how_clubos_answers_is_chosen_or_left_to_be_found_out(
    desk: Bench, written: str | None, kept: str | None
) -> None:
    club = desk.commands.add_club(ClubDraft("Mill Lane", clubos_dialect=written))
    assert (club.clubos_dialect, club.clubos_dialect_found) == (kept, None)


@pytest.mark.parametrize(
    "draft",
    [
        ClubDraft(" "),
        ClubDraft("Mill Lane", "Europe/Nowhere"),
        ClubDraft("Mill Lane", ""),
        ClubDraft("Mill Lane", "../../etc/passwd"),
        ClubDraft("Mill Lane", currency="Dollar"),
        ClubDraft("Mill Lane", currency=""),
        ClubDraft("Mill Lane", wodify_profile="guessed"),
        ClubDraft("Mill Lane", clubos_dialect="guessed"),
    ],
    ids=repr,
)
def test_a_draft_that_cannot_be_is_refused_and_nothing_is_added(
    desk: Bench, draft: ClubDraft
) -> None:
    with pytest.raises(UsageError):
        desk.commands.add_club(draft)
    assert len(desk.queries.clubs()) == 1


@pytest.mark.parametrize(
    "address",
    [
        "http://clubos.example",
        "http://192.168.1.20",
        "ftp://clubos.example",
        "clubos.example",
        "https://",
        "https://user:very-secret@clubos.example",
        "https://clubos.example/action/Login",
    ],
)
def test_an_address_that_is_not_private_or_not_one_is_refused(desk: Bench, address: str) -> None:
    with pytest.raises(BadAddress) as found:
        desk.commands.add_club(ClubDraft("Mill Lane", clubos_url=address))
    assert "very-secret" not in str(found.value)
    assert len(desk.queries.clubs()) == 1


@pytest.mark.parametrize(
    "address", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"]
)
def test_http_is_allowed_on_this_pc(desk: Bench, address: str) -> None:
    assert desk.commands.add_club(ClubDraft("Mill Lane", clubos_url=address)).clubos_url == address


def test_two_clubs_may_not_have_one_name_whatever_the_case(desk: Bench) -> None:
    with pytest.raises(ClubExists):
        desk.commands.add_club(ClubDraft("HARBOUR street"))
    other = desk.commands.add_club(ClubDraft("Mill Lane"))
    with pytest.raises(ClubExists):
        desk.commands.change_club(other.club_id, ClubDraft("harbour street"))
    assert [c.name for c in desk.queries.clubs()] == ["Harbour Street", "Mill Lane"]


def test_a_club_may_be_changed_and_keeps_its_uid_and_its_clients(desk: Bench) -> None:
    desk.refresh()
    changed = desk.commands.change_club(desk.club.club_id, ClubDraft("HARBOUR Street", "UTC"))
    assert (changed.name, changed.uid) == ("HARBOUR Street", desk.club.uid)
    assert changed.clubos_url is None
    assert set(desk.rows()) == {MEMBER}


def test_a_club_that_is_not_there_cannot_be_changed(desk: Bench) -> None:
    with pytest.raises(NoClub):
        desk.commands.change_club(ClubId(99), ClubDraft("Mill Lane"))


# --- contacts -------------------------------------------------------------------------------------


@pytest.fixture
def client_id(desk: Bench) -> ClientId:
    desk.refresh()
    return desk.rows()[MEMBER].client_id


def test_each_edit_is_kept_with_who_made_it_and_what_was_before(
    desk: Bench, client_id: ClientId
) -> None:
    desk.commands.set_contact(client_id, staff="Jordan", phone=" 555  0100 ")
    desk.commands.set_contact(client_id, staff="Mika", phone="555 0101", email="m@x.example")
    desk.commands.set_contact(client_id, staff="Jordan", phone="")
    assert edits(desk) == [
        ("phone", None, "555 0100", "Jordan"),
        ("email", None, "m@x.example", "Mika"),
        ("phone", "555 0100", "555 0101", "Mika"),
        ("phone", "555 0101", None, "Jordan"),
    ]
    row = desk.rows()[MEMBER]
    assert (row.phone.text, row.email.text) == (None, "m@x.example")


def test_what_is_so_already_is_no_edit(desk: Bench, client_id: ClientId) -> None:
    for _ in range(2):
        desk.commands.set_contact(client_id, staff="Jordan", phone="555 0100")
    desk.commands.set_contact(client_id, staff="Jordan", email=None)
    assert len(edits(desk)) == 1


def test_a_contact_touches_no_column_of_a_source(desk: Bench, client_id: ClientId) -> None:
    before = table_rows(desk.store, *REMOTE_TABLES)
    desk.commands.set_contact(client_id, staff="Jordan", phone="555 0100", email="m@x.example")
    assert table_rows(desk.store, *REMOTE_TABLES) == before


@pytest.mark.parametrize(
    "typed",
    [{"email": "nobody"}, {"phone": "none"}, {"email": "@" * (LONGEST_CONTACT + 1)}],
    ids=str,
)
def test_what_is_no_contact_is_refused(desk: Bench, client_id: ClientId, typed) -> None:
    with pytest.raises(UsageError):
        desk.commands.set_contact(client_id, staff="Jordan", **typed)
    assert edits(desk) == []


def test_of_two_contacts_both_are_written_or_neither(desk: Bench, client_id: ClientId) -> None:
    with pytest.raises(UsageError):
        desk.commands.set_contact(client_id, staff="Jordan", email="m@x.example", phone="none")
    assert desk.rows()[MEMBER].email.text is None
    assert edits(desk) == []


def test_a_contact_of_nobody_is_refused_rather_than_dropped(desk: Bench) -> None:
    with pytest.raises(UsageError, match="not in the store"):
        desk.commands.set_contact(ClientId(99), staff="Jordan", phone="555 0100")


def test_the_currency_stays_once_figures_were_fetched(desk: Bench) -> None:
    desk.refresh()
    draft = ClubDraft(desk.club.name, currency="EUR", clubos_url=desk.club.clubos_url)
    with pytest.raises(UsageError, match="currency stays"):
        desk.commands.change_club(desk.club.club_id, draft)
    assert desk.queries.club(desk.club.club_id).currency == "USD"


# --- another gym's address ------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["https://other.club-os.example", "http://127.0.0.1:2"])
def test_an_address_under_known_clients_is_changed_only_for_the_same_gym(
    desk: Bench, address: str
) -> None:
    """At another gym's address everybody would be missing after the next refresh."""
    desk.refresh()
    draft = ClubDraft(desk.club.name, desk.club.timezone, clubos_url=address)
    with pytest.raises(OtherGym) as refused:
        desk.commands.change_club(desk.club.club_id, draft)
    assert str(desk.club.clubos_url) in refused.value.message
    assert desk.queries.club(desk.club.club_id).clubos_url == desk.club.clubos_url
    moved = desk.commands.change_club(desk.club.club_id, draft, same_gym=True)
    assert moved.clubos_url == address
    assert set(desk.rows()) == {MEMBER}


def test_an_address_may_change_as_long_as_nobody_came_from_it(desk: Bench) -> None:
    draft = ClubDraft(desk.club.name, clubos_url="https://other.club-os.example")
    assert desk.commands.change_club(desk.club.club_id, draft).clubos_url == draft.clubos_url


def test_the_address_as_it_is_written_otherwise_is_no_other_address(desk: Bench) -> None:
    desk.refresh()
    draft = ClubDraft("Harbour Row", desk.club.timezone, clubos_url=f"{desk.club.clubos_url}/ ")
    assert desk.commands.change_club(desk.club.club_id, draft).name == "Harbour Row"


def test_an_address_taken_out_and_another_put_in_is_another_address(desk: Bench) -> None:
    desk.refresh()
    desk.commands.change_club(desk.club.club_id, ClubDraft(desk.club.name))
    draft = ClubDraft(desk.club.name, clubos_url="https://other.club-os.example")
    with pytest.raises(OtherGym):
        desk.commands.change_club(desk.club.club_id, draft)


def test_an_address_of_a_source_that_brought_nobody_is_free(desk: Bench) -> None:
    desk.refresh()
    draft = ClubDraft(
        desk.club.name, clubos_url=desk.club.clubos_url, wodify_url="https://api.wodify.example"
    )
    desk.commands.change_club(desk.club.club_id, draft)
    again = replace(draft, wodify_location="7")
    assert desk.commands.change_club(desk.club.club_id, again).wodify_location == "7"
