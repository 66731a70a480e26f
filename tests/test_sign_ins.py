"""Sign-ins: names in the store, secrets in the key store, and the one from before goes on."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import keyring
import pytest
from keyring.errors import KeyringLocked as Locked

from gymdesk.credentials import Credential, CredentialStore, Service
from gymdesk.domain.client import Source
from gymdesk.errors import (
    CredentialsMissing,
    KeyringAbsent,
    KeyringLocked,
    NoClub,
    UnknownUser,
    UsageError,
)
from gymdesk.sign_ins import SignIns, key_of
from tests.sync.fakes import bench, store_url, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gymdesk.rows import ClubRow
    from gymdesk.sync.sources import SignIn
    from tests.conftest import MemoryKeyring
    from tests.sync.fakes import Bench

JO, MIKA = Credential("jo.hartley", "one word"), Credential("mika", "another word")


@dataclass
class Keyhole:
    """A desk's sign-ins with what is behind them."""

    desk: Bench
    credentials: CredentialStore
    sign_ins: SignIns

    @property
    def club(self) -> ClubRow:
        return self.desk.club

    def names(self) -> list[str]:
        return [row.username for row in self.sign_ins.listed(self.club, Source.CLUBOS)]

    def keep(self, credential: Credential, *, memory_only: bool = False) -> None:
        self.sign_ins.keep(
            self.club, Source.CLUBOS, credential, staff="Jordan", memory_only=memory_only
        )

    def forget(self, username: str) -> None:
        self.sign_ins.forget(self.club, Source.CLUBOS, username, staff="Jordan")

    def from_before(self, credential: Credential) -> None:
        """Keep a credential as the program did when there was one for each club."""
        self.credentials.put(self.club.uid, Service.CLUBOS, credential)

    def to_use(self) -> dict[str, SignIn]:
        found = asyncio.run(self.sign_ins.to_use(self.club, Source.CLUBOS))
        return {sign_in.username: sign_in for sign_in in found}


@pytest.fixture
def hole(tmp_path: Path) -> Iterator[Keyhole]:
    with bench(store_url(tmp_path), members=[]) as desk:
        yield opened(desk)


def opened(desk: Bench) -> Keyhole:
    """Return the sign-ins as a program that starts now finds them."""
    credentials = CredentialStore()
    return Keyhole(desk, credentials, SignIns(desk.queries, desk.commands, credentials))


def test_each_user_has_a_secret_of_its_own(hole: Keyhole, memory_keyring: MemoryKeyring) -> None:
    hole.keep(JO)
    hole.keep(MIKA)
    assert hole.names() == ["jo.hartley", "mika"]
    assert {n: s.secret for n, s in hole.to_use().items()} == {
        "jo.hartley": "one word",
        "mika": "another word",
    }
    uid = hole.club.uid
    assert set(memory_keyring.kept) == {
        ("GymDesk clubos", f"{uid} jo.hartley"),
        ("GymDesk clubos", f"{uid} mika"),
    }


def test_a_secret_that_is_changed_is_no_second_sign_in(hole: Keyhole) -> None:
    hole.keep(JO)
    hole.keep(Credential("jo.hartley", "a new word"))
    assert hole.names() == ["jo.hartley"]
    assert hole.to_use()["jo.hartley"].secret == "a new word"


def test_no_secret_is_in_the_store(hole: Keyhole) -> None:
    hole.keep(JO)
    kept = table_rows(hole.desk.store, "sign_in")["sign_in"]
    assert [row[3] for row in kept] == ["jo.hartley"]
    assert "one word" not in str(kept)
    assert "one word" not in repr(hole.to_use())


def test_who_set_a_sign_in_up_and_who_removed_it_stays_known(hole: Keyhole) -> None:
    hole.keep(JO)
    hole.sign_ins.forget(hole.club, Source.CLUBOS, "jo.hartley", staff="Robin")
    (row,) = table_rows(hole.desk.store, "sign_in")["sign_in"]
    assert (row[4], row[6]) == ("Jordan", "Robin")


# --- the one from before --------------------------------------------------------------------------


def test_the_only_sign_in_of_before_goes_on_without_being_typed_again(hole: Keyhole) -> None:
    hole.from_before(JO)
    assert hole.to_use()["jo.hartley"].secret == "one word"
    assert hole.names() == ["jo.hartley"]
    assert hole.to_use()["jo.hartley"].trouble is None


def test_a_second_user_does_not_hide_the_one_of_before(hole: Keyhole) -> None:
    hole.from_before(JO)
    hole.keep(MIKA)
    assert hole.names() == ["jo.hartley", "mika"]
    assert hole.to_use()["jo.hartley"].secret == "one word"


def test_a_new_secret_of_the_user_of_before_replaces_it_everywhere(
    hole: Keyhole, memory_keyring: MemoryKeyring
) -> None:
    hole.from_before(JO)
    hole.keep(Credential("jo.hartley", "a new word"))
    assert hole.to_use()["jo.hartley"].secret == "a new word"
    assert [json.loads(v)["secret"] for v in memory_keyring.kept.values()] == ["a new word"]


def test_the_user_of_before_can_be_forgotten_and_stays_so(
    hole: Keyhole, memory_keyring: MemoryKeyring
) -> None:
    hole.from_before(JO)
    hole.keep(MIKA)
    hole.forget("jo.hartley")
    assert hole.names() == ["mika"]
    assert "one word" not in str(memory_keyring.kept)
    hole.from_before(JO)  # another PC still has it
    assert hole.names() == ["mika"]


def test_a_user_set_up_on_another_pc_has_no_secret_here_and_that_is_said(
    hole: Keyhole, memory_keyring: MemoryKeyring
) -> None:
    hole.keep(JO)
    memory_keyring.kept.clear()
    hole.from_before(MIKA)
    found = hole.to_use()
    assert isinstance(found["jo.hartley"].trouble, CredentialsMissing)
    assert found["mika"].secret == "another word"


def test_a_key_without_a_name_lies_where_it_always_lay(hole: Keyhole) -> None:
    assert key_of(hole.club, "") == hole.club.uid


# --- a key store that does not answer -------------------------------------------------------------


def test_a_locked_key_store_is_the_trouble_of_each_sign_in(
    hole: Keyhole, monkeypatch: pytest.MonkeyPatch, memory_keyring: MemoryKeyring
) -> None:
    hole.keep(JO)
    hole.keep(MIKA, memory_only=True)

    def locked(*_: object) -> None:
        raise Locked("the prompt was dismissed")

    monkeypatch.setattr(memory_keyring, "get_password", locked)
    assert hole.names() == ["jo.hartley", "mika"]
    found = hole.to_use()
    assert isinstance(found["jo.hartley"].trouble, KeyringLocked)
    assert (found["mika"].trouble, found["mika"].secret) == (None, "another word")


def test_without_any_sign_in_the_key_store_is_what_is_wrong(
    hole: Keyhole, monkeypatch: pytest.MonkeyPatch
) -> None:
    from keyring.backends.fail import Keyring

    with pytest.raises(CredentialsMissing):
        hole.to_use()
    monkeypatch.setattr(keyring, "get_keyring", Keyring)
    bare = opened(hole.desk)
    with pytest.raises(KeyringAbsent):
        bare.to_use()
    with pytest.raises(KeyringAbsent):
        bare.keep(JO)
    assert table_rows(hole.desk.store, "sign_in")["sign_in"] == []
    bare.keep(JO, memory_only=True)
    assert bare.to_use()["jo.hartley"].secret == "one word"


def test_a_user_can_be_forgotten_where_there_is_no_key_store(
    hole: Keyhole, monkeypatch: pytest.MonkeyPatch
) -> None:
    from keyring.backends.fail import Keyring

    hole.keep(JO, memory_only=True)
    monkeypatch.setattr(keyring, "get_keyring", Keyring)
    bare = opened(hole.desk)
    bare.forget("jo.hartley")
    with pytest.raises(KeyringAbsent):
        bare.names()
    assert hole.desk.queries.sign_ins.of_club(hole.club.club_id) == ()


def test_a_locked_key_store_is_said_though_the_user_is_removed(
    hole: Keyhole, monkeypatch: pytest.MonkeyPatch, memory_keyring: MemoryKeyring
) -> None:
    hole.keep(JO)

    def locked(*_: object) -> None:
        raise Locked("the prompt was dismissed")

    monkeypatch.setattr(memory_keyring, "get_password", locked)
    with pytest.raises(KeyringLocked):
        hole.forget("jo.hartley")
    assert hole.desk.queries.sign_ins.of_club(hole.club.club_id) == ()


def test_a_password_for_one_run_needs_no_key_store_and_joins_the_others(
    hole: Keyhole, monkeypatch: pytest.MonkeyPatch
) -> None:
    from keyring.backends.fail import Keyring

    hole.keep(JO)
    hole.sign_ins.use_for_this_run(hole.club, Source.CLUBOS, MIKA)
    found = hole.to_use()
    assert [(n, s.sign_in_id is None) for n, s in found.items()] == [
        ("jo.hartley", False),
        ("mika", True),
    ]
    hole.forget("jo.hartley")
    monkeypatch.setattr(keyring, "get_keyring", Keyring)
    bare = opened(hole.desk)
    bare.sign_ins.use_for_this_run(hole.club, Source.CLUBOS, MIKA)
    assert bare.to_use()["mika"].secret == "another word"


def test_a_session_is_in_memory_only_where_all_of_it_is(hole: Keyhole) -> None:
    assert not hole.sign_ins.kept_in_memory(hole.club, Source.CLUBOS)
    hole.keep(JO, memory_only=True)
    assert hole.sign_ins.kept_in_memory(hole.club, Source.CLUBOS)
    hole.keep(MIKA)
    assert not hole.sign_ins.kept_in_memory(hole.club, Source.CLUBOS)


# --- what is refused ------------------------------------------------------------------------------


def test_who_is_not_there_cannot_be_removed(hole: Keyhole) -> None:
    hole.keep(JO)
    with pytest.raises(UnknownUser) as refused:
        hole.forget("nobody")
    assert "jo.hartley" in refused.value.message


def test_one_user_in_capitals_is_no_second_user(
    hole: Keyhole, memory_keyring: MemoryKeyring
) -> None:
    hole.keep(JO)
    with pytest.raises(UsageError, match="already"):
        hole.keep(Credential("Jo.Hartley", "another word"))
    assert hole.names() == ["jo.hartley"]
    assert "another word" not in str(memory_keyring.kept)


@pytest.mark.parametrize("name", ["x" * 201, "jo\nhartley", "jo\x00"])
def test_a_name_that_is_none_is_refused(hole: Keyhole, name: str) -> None:
    with pytest.raises(UsageError):
        hole.desk.commands.sign_ins.add(hole.club.club_id, Source.CLUBOS, name, staff="Jordan")


def test_a_sign_in_needs_a_club(hole: Keyhole) -> None:
    with pytest.raises(NoClub):
        hole.desk.commands.sign_ins.add(
            hole.club.club_id + 1,  # type: ignore[arg-type]
            *(Source.CLUBOS, "jo.hartley"),
            staff="Jordan",
        )
