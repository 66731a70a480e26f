"""The account dialog: a gym is set up without a command line, and no password meets a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from gymdesk.credentials import KeyStoreState
from gymdesk.domain.dialect import ClubOsDialect
from gymdesk.errors import ClubExists, KeyringAbsent, SignInRefused
from gymdesk.sync.request import SignInAnswer
from tests.ui.fakes import CLUB, FakeDesk, Recorder
from tests.ui.test_main_window import unnamed
from ui.accounts import draft_of
from ui.dialogs.account import AccountDialog, AccountEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.club_phrases import ClubPhrases
    from ui.main_window import MainWindow
    from ui.style import Style

    Open = Callable[..., MainWindow]


@pytest.fixture
def dialog(qtbot: QtBot, look: Style, phrases: ClubPhrases) -> AccountDialog:
    made = AccountDialog(look, phrases)
    qtbot.addWidget(made)
    made.show()
    return made


def fill(dialog: AccountDialog, address: str = "https://gym.example") -> None:
    dialog.name.setText("Harbour Street")
    dialog.timezone.setCurrentText("America/New_York")
    dialog.address.setText(address)
    dialog.username.setText("jo.hartley")
    dialog.secret.setText("word")


def test_what_is_typed_is_announced(dialog: AccountDialog) -> None:
    wanted = Recorder()
    dialog.save_wanted.connect(wanted.on_object)
    fill(dialog, "https://gym.example/")
    dialog.save.click()
    assert wanted.got == [
        AccountEntry(
            "Harbour Street",
            "America/New_York",
            "USD",
            "https://gym.example",
            "jo.hartley",
            "word",
        )
    ]
    assert dialog.isVisible()


def test_nothing_is_announced_while_something_is_wrong(dialog: AccountDialog) -> None:
    wanted = Recorder()
    dialog.save_wanted.connect(wanted.on_object)
    dialog.save.click()
    assert wanted.got == []
    assert dialog._fields[dialog.name].error == "Type the name of the gym."
    assert QApplication.focusWidget() in (dialog.name, None)


@pytest.mark.parametrize(
    ("address", "right"),
    [
        ("https://gym.example", True),
        ("http://127.0.0.1:8080", True),
        ("http://localhost:8080", True),
        ("http://[::1]:80", True),
        ("http://gym.example", False),
        ("http://10.0.0.5", False),
        ("ftp://gym.example", False),
        ("gym.example", False),
        ("https://jo:word@gym.example", False),
        ("https://", False),
    ],
)
def test_http_is_for_this_pc_alone(dialog: AccountDialog, address: str, right: bool) -> None:
    wanted = Recorder()
    dialog.test_wanted.connect(wanted.on_object)
    fill(dialog, address)
    dialog.test.click()
    assert bool(wanted.got) == right
    assert bool(dialog._fields[dialog.address].error) != right


def test_a_wrong_time_zone_is_said(dialog: AccountDialog) -> None:
    fill(dialog)
    dialog.timezone.setCurrentText("Atlantis/Harbour")
    dialog.save.click()
    assert "time zone" in dialog._fields[dialog.timezone].error


@pytest.mark.parametrize("word", ["absent", "locked", "refused", "silent"])
def test_without_a_key_store_the_password_can_be_kept_for_the_session(
    dialog: AccountDialog, word: str
) -> None:
    assert not dialog.session_only.isVisible()
    dialog.show_key_store(KeyStoreState(word, "x"))  # type: ignore[arg-type]
    assert dialog.session_only.isVisible()
    dialog.session_only.setChecked(True)
    assert dialog.entry().memory_only


def test_a_ready_key_store_keeps_the_password(dialog: AccountDialog) -> None:
    dialog.show_key_store(KeyStoreState("ready", "x"))
    assert not dialog.entry().memory_only
    assert dialog._kept.text() == "Kept in this PC's key store, never in a file."


def test_the_test_says_who_signed_in(dialog: AccountDialog) -> None:
    dialog.show_answer(SignInAnswer("Jo Hartley", 212, 1.4))
    assert dialog.outcome.accessibleName() == (
        "Signed in as Jo Hartley. 212 clients are assigned to this sign-in."
    )


def test_the_test_says_how_clubos_answers(dialog: AccountDialog) -> None:
    dialog.show_answer(SignInAnswer("Jo Hartley", 48, 1.4, ClubOsDialect.DOCUMENTED))
    assert dialog.outcome.accessibleName().endswith("It answers as documented.")


@pytest.mark.parametrize("kept", [None, *ClubOsDialect])
@pytest.mark.parametrize(("place", "chosen"), [*enumerate([None, *ClubOsDialect])])
def test_how_clubos_answers_can_be_chosen_and_left_to_it_again(
    qtbot: QtBot,
    look: Style,
    phrases: ClubPhrases,
    kept: ClubOsDialect | None,
    place: int,
    chosen: ClubOsDialect | None,
) -> None:
    club = replace(CLUB, clubos_dialect=kept, clubos_dialect_found=ClubOsDialect.CAPTURED)
    dialog = AccountDialog(look, phrases, club)
    qtbot.addWidget(dialog)
    assert dialog.entry().dialect == kept
    dialog.dialect.setCurrentIndex(place)
    assert dialog.entry().dialect == chosen
    assert draft_of(dialog.entry(), club).checked().clubos_dialect == chosen
    assert draft_of(dialog.entry(), None).checked().clubos_dialect == chosen


def test_a_refused_password_says_what_to_do(dialog: AccountDialog) -> None:
    dialog.show_failure(SignInRefused())
    assert dialog.outcome.accessibleName().startswith("ClubOS did not accept the password. Check")
    assert dialog.save.isEnabled()


def test_a_kept_password_need_not_be_typed_again(
    qtbot: QtBot, look: Style, phrases: ClubPhrases
) -> None:
    dialog = AccountDialog(look, phrases, CLUB)
    qtbot.addWidget(dialog)
    dialog.show_username("jo.hartley")
    wanted = Recorder()
    dialog.save_wanted.connect(wanted.on_object)
    dialog.save.click()
    assert len(wanted.got) == 1
    assert not dialog.demo.isVisibleTo(dialog)


def test_the_first_run_offers_the_demo_gym(dialog: AccountDialog) -> None:
    wanted = Recorder()
    dialog.demo_wanted.connect(wanted.on_nothing)
    dialog.demo.click()
    assert wanted.got == [None]
    assert not dialog.isVisible()


def test_every_field_has_a_name(dialog: AccountDialog) -> None:
    dialog.show_key_store(KeyStoreState("locked", "x"))
    assert unnamed(dialog) == []


def test_the_secret_is_not_in_the_words_of_the_entry(dialog: AccountDialog) -> None:
    fill(dialog)
    assert "word" not in repr(dialog.entry())


# --- with the window ------------------------------------------------------------------------------


def first_run(open_window: Open, desk: FakeDesk, qtbot: QtBot) -> tuple[MainWindow, AccountDialog]:
    desk.queries.known_clubs = ()
    window = open_window(desk)
    qtbot.waitUntil(lambda: window.accounts.dialog is not None)
    assert window.accounts.dialog is not None
    return window, window.accounts.dialog


def test_a_gym_is_set_up_and_shown(open_window: Open, desk: FakeDesk, qtbot: QtBot) -> None:
    window, dialog = first_run(open_window, desk, qtbot)
    fill(dialog)
    dialog.save.click()
    qtbot.waitUntil(lambda: window.kept[2].club is not None)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: not window.kept[0].busy)  # type: ignore[attr-defined]
    assert window.accounts.dialog is None
    kept = desk.credentials.kept["jo.hartley"]
    assert (kept.username, kept.secret) == ("jo.hartley", "word")
    assert window.clubs.name == "Harbour Street"


def test_a_key_store_that_refuses_keeps_the_dialog_open_with_a_way_on(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    window, dialog = first_run(open_window, desk, qtbot)
    desk.credentials.word = "absent"
    fill(dialog)
    dialog.save.click()
    qtbot.waitUntil(lambda: dialog.session_only.isVisible())
    assert KeyringAbsent().title in dialog.outcome.accessibleName()
    assert desk.credentials.kept == {}
    dialog.session_only.setChecked(True)
    qtbot.waitUntil(lambda: dialog.save.isEnabled())
    dialog.save.click()
    qtbot.waitUntil(lambda: window.accounts.dialog is None)
    assert desk.credentials.memory["jo.hartley"].secret == "word"


def test_a_second_gym_of_that_name_is_refused_in_the_dialog(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.commands.refuses = ClubExists("Harbour Street")
    _, dialog = first_run(open_window, desk, qtbot)
    fill(dialog)
    dialog.save.click()
    qtbot.waitUntil(lambda: "already" in dialog.outcome.accessibleName())
    assert dialog.isVisible()
    dialog.reject()


def test_a_sign_in_is_tested_off_the_gui_thread(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    _, dialog = first_run(open_window, desk, qtbot)
    fill(dialog)
    dialog.test.click()
    qtbot.waitUntil(lambda: "Jo Hartley" in dialog.outcome.accessibleName())
    (test,) = desk.engine.tests
    assert (test.address, test.username, test.secret, test.dialect) == (
        "https://gym.example",
        "jo.hartley",
        "word",
        None,
    )
    dialog.reject()
