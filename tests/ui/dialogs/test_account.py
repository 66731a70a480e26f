"""The account dialog: a gym is set up without a command line, and no password meets a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit

from gymdesk.bootstrap import open_desk
from gymdesk.credentials import Credential, KeyStoreState
from gymdesk.domain.client import Source
from gymdesk.domain.dialect import ClubOsDialect
from gymdesk.errors import ClubExists, KeyringAbsent, OtherGym, SignInRefused
from gymdesk.sync.request import RefreshRequest, SignInAnswer
from tests.ui.fakes import CLUB, FakeDesk, Recorder, sign_in_row
from tests.ui.test_main_window import unnamed
from ui.accounts import draft_of
from ui.dialogs.account import AccountDialog, AccountEntry
from ui.dialogs.sign_ins import TypedSignIn
from ui.dialogs.wodify_form import TypedWodify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gymdesk.rows import ClubRow
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
            typed=(TypedSignIn("jo.hartley", "word"),),
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
    dialog.show_sign_ins((sign_in_row("jo.hartley"),))
    wanted = Recorder()
    dialog.save_wanted.connect(wanted.on_object)
    dialog.save.click()
    (entry,) = wanted.got
    assert (entry.typed, entry.removed) == ((), ())  # type: ignore[attr-defined]
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


def test_what_is_longer_than_the_screen_is_scrolled_and_the_buttons_stay(
    qtbot: QtBot, look: Style, phrases: ClubPhrases
) -> None:
    dialog = AccountDialog(look, phrases, CLUB)
    qtbot.addWidget(dialog)
    dialog.show_sign_ins(tuple(sign_in_row(f"user{n}", key=n) for n in range(1, 6)))
    dialog.show_key_store(KeyStoreState("absent", "x"))
    dialog.wodify.address.setText("http://api.wodify.com")
    dialog.wodify.first_wrong()
    dialog.show()
    dialog.show_failure(SignInRefused())
    outcome, view = dialog.outcome, dialog._scroll.viewport()

    def is_seen() -> bool:
        top = outcome.mapTo(view, outcome.rect().topLeft()).y()
        return top >= 0 and top + outcome.height() <= view.height()

    qtbot.waitUntil(is_seen)
    screen_px = dialog.screen().availableGeometry().height()
    assert dialog._column.totalMinimumSize().height() > view.height()
    assert dialog.height() <= screen_px
    assert dialog.save.mapTo(dialog, dialog.save.rect().bottomLeft()).y() < dialog.height()


def test_where_there_is_room_nothing_is_scrolled(known: AccountDialog, qtbot: QtBot) -> None:
    known.show_key_store(KeyStoreState("ready", "x"))
    view, column = known._scroll.viewport(), known._column
    qtbot.waitUntil(lambda: known.sign_ins.list.height() > 0)
    qtbot.waitUntil(lambda: column.totalHeightForWidth(view.width()) <= view.height())
    assert known.height() <= known.screen().availableGeometry().height()


# --- several users --------------------------------------------------------------------------------


@pytest.fixture
def known(qtbot: QtBot, look: Style, phrases: ClubPhrases) -> AccountDialog:
    """The account of a gym with two users, one of them with no password on this PC."""
    made = AccountDialog(look, phrases, CLUB)
    qtbot.addWidget(made)
    rows = (sign_in_row("jo.hartley"), sign_in_row("mika", clients=None, key=2))
    made.show_sign_ins(rows, {"mika"})
    made.show()
    return made


def shown(dialog: AccountDialog) -> list[str]:
    form = dialog.sign_ins
    return [form.list.item(n).text() for n in range(form.list.count())]


def type_user(dialog: AccountDialog, name: str, secret: str, qtbot: QtBot) -> None:
    dialog.sign_ins.add.click()
    qtbot.keyClicks(dialog.username, name)
    qtbot.keyClicks(dialog.secret, secret)


def test_a_gym_yet_to_be_set_up_shows_two_fields_and_no_list(dialog: AccountDialog) -> None:
    assert not dialog.sign_ins.list.isVisible()
    assert not dialog.sign_ins.remove.isVisible()
    assert dialog.username.isVisible()


def test_each_user_has_a_row_that_says_how_many_clients_and_what_is_missing(
    known: AccountDialog,
) -> None:
    assert shown(known) == ["jo.hartley · 25 clients", "mika · no password on this PC"]
    assert (known.username.text(), known.username.isReadOnly()) == ("jo.hartley", True)


def test_a_user_is_added_with_a_password_of_its_own(known: AccountDialog, qtbot: QtBot) -> None:
    type_user(known, "sam.okafor", "word", qtbot)
    assert shown(known)[2] == "sam.okafor · new"
    assert known.entry().typed == (TypedSignIn("sam.okafor", "word"),)
    assert not known.username.isReadOnly()


def test_a_new_password_is_kept_with_its_user_whichever_is_chosen(
    known: AccountDialog, qtbot: QtBot
) -> None:
    qtbot.keyClicks(known.secret, "other")
    known.sign_ins.list.setCurrentRow(1)
    assert (known.username.text(), known.secret.text()) == ("mika", "")
    qtbot.keyClicks(known.secret, "word")
    assert known.entry().typed == (
        TypedSignIn("jo.hartley", "other"),
        TypedSignIn("mika", "word"),
    )
    assert "other" not in repr(known.entry())
    known.sign_ins.list.setCurrentRow(0)
    assert known.secret.text() == "other"


def test_the_test_tries_the_user_that_is_chosen(known: AccountDialog, qtbot: QtBot) -> None:
    wanted = Recorder()
    known.test_wanted.connect(wanted.on_object)
    known.sign_ins.list.setCurrentRow(1)
    qtbot.keyClicks(known.secret, "word")
    known.test.click()
    (entry,) = wanted.got
    assert (entry.username, entry.secret) == ("mika", "word")  # type: ignore[attr-defined]


def test_a_user_is_removed_once_the_dialog_is_saved(known: AccountDialog) -> None:
    known.sign_ins.list.setCurrentRow(1)
    known.sign_ins.remove.click()
    assert shown(known) == ["jo.hartley · 25 clients"]
    assert known.entry().removed == ("mika",)


def test_a_user_removed_and_typed_again_is_not_removed(known: AccountDialog, qtbot: QtBot) -> None:
    known.sign_ins.list.setCurrentRow(1)
    known.sign_ins.remove.click()
    type_user(known, "mika", "word", qtbot)
    entry = known.entry()
    assert (entry.removed, entry.typed) == ((), (TypedSignIn("mika", "word"),))


def test_one_user_twice_is_refused_whatever_the_case(known: AccountDialog, qtbot: QtBot) -> None:
    wanted = Recorder()
    known.save_wanted.connect(wanted.on_object)
    type_user(known, "Mika", "word", qtbot)
    known.save.click()
    assert wanted.got == []
    assert known._fields[known.username].error == "This user is in the list already."


def test_a_new_user_without_a_password_is_shown_where_it_is_missing(
    known: AccountDialog, qtbot: QtBot
) -> None:
    wanted = Recorder()
    known.save_wanted.connect(wanted.on_object)
    type_user(known, "sam.okafor", "", qtbot)
    known.sign_ins.list.setCurrentRow(0)
    known.save.click()
    assert wanted.got == []
    assert known.username.text() == "sam.okafor"
    assert "Type the password" in known._fields[known.secret].error


def test_a_row_that_was_added_and_left_blank_is_no_user(known: AccountDialog) -> None:
    wanted = Recorder()
    known.save_wanted.connect(wanted.on_object)
    known.sign_ins.add.click()
    known.save.click()
    assert len(wanted.got) == 1
    assert len(shown(known)) == 2


def test_what_is_typed_outlives_a_look_at_the_store(known: AccountDialog, qtbot: QtBot) -> None:
    """The store is read again where the key store refused: nothing is typed twice."""
    qtbot.keyClicks(known.secret, "other")
    type_user(known, "sam.okafor", "word", qtbot)
    known.show_sign_ins((sign_in_row("jo.hartley"), sign_in_row("mika", key=2)))
    assert shown(known) == [
        "jo.hartley · 25 clients · new password",
        "mika · 25 clients",
        "sam.okafor · new",
    ]
    assert known.username.text() == "sam.okafor"
    assert len(known.entry().typed) == 2


def test_another_gyms_address_asks_whether_it_is_the_same_gym(known: AccountDialog) -> None:
    assert not known.same_gym.isVisible()
    known.show_save_failure(OtherGym(name="Harbour Street", address="https://gym.example"))
    assert known.same_gym.isVisible()
    assert not known.entry().same_gym
    known.same_gym.setChecked(True)
    assert known.entry().same_gym


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


def account_of(window: MainWindow, qtbot: QtBot) -> AccountDialog:
    window.actions_of["accounts"].trigger()
    qtbot.waitUntil(lambda: window.accounts.dialog is not None)
    assert window.accounts.dialog is not None
    return window.accounts.dialog


def test_users_are_added_changed_and_removed_in_one_save(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    for name in ("jo.hartley", "mika"):
        desk.sign_ins.keep(CLUB, Source.CLUBOS, Credential(name, "old"), staff="Jo")
    window = open_window(desk)
    dialog = account_of(window, qtbot)
    qtbot.waitUntil(lambda: len(shown(dialog)) == 2)
    qtbot.keyClicks(dialog.secret, "new word")
    dialog.sign_ins.list.setCurrentRow(1)
    dialog.sign_ins.remove.click()
    type_user(dialog, "sam.okafor", "word", qtbot)
    dialog.save.click()
    qtbot.waitUntil(lambda: window.accounts.dialog is None)
    kept = {name: c.secret for name, c in desk.credentials.kept.items()}
    assert kept == {"jo.hartley": "new word", "sam.okafor": "word"}
    assert desk.sign_ins.forgotten == [("mika", "Jo")]


def test_an_account_that_is_cancelled_changes_no_user(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.sign_ins.keep(CLUB, Source.CLUBOS, Credential("jo.hartley", "old"), staff="Jo")
    dialog = account_of(open_window(desk), qtbot)
    qtbot.waitUntil(lambda: dialog.sign_ins.list.isVisible())
    dialog.sign_ins.remove.click()
    dialog.reject()
    assert (desk.sign_ins.forgotten, len(desk.sign_ins.rows)) == ([], 1)


def test_another_gyms_address_is_kept_only_when_it_is_said_to_be_the_same_gym(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.sign_ins.keep(CLUB, Source.CLUBOS, Credential("jo.hartley", "old"), staff="Jo")
    desk.commands.other_gym = OtherGym(name="Harbour Street", address="https://gym.example")
    window = open_window(desk)
    dialog = account_of(window, qtbot)
    qtbot.waitUntil(lambda: dialog.sign_ins.list.isVisible())
    dialog.address.setText("https://other.example")
    dialog.save.click()
    qtbot.waitUntil(lambda: dialog.same_gym.isVisible())
    assert "Harbour Street has clients from ClubOS already" in dialog.outcome.accessibleName()
    dialog.same_gym.setChecked(True)
    dialog.save.click()
    qtbot.waitUntil(lambda: window.accounts.dialog is None)
    assert desk.queries.known_clubs[0].clubos_url == "https://other.example"


def test_every_kept_sign_in_is_tested_from_the_card_and_told_by_name(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    for name in ("jo.hartley", "mika"):
        desk.sign_ins.keep(CLUB, Source.CLUBOS, Credential(name, "word"), staff="Jo")
    window = open_window(desk)
    window.accounts.test_kept(CLUB)
    qtbot.waitUntil(lambda: "mika: The sign-in to ClubOS works" in window.status.message)
    assert "jo.hartley: The sign-in to ClubOS works" in window.status.message
    assert [test.username for test in desk.engine.tests] == ["jo.hartley", "mika"]


def test_one_sign_in_that_fails_does_not_keep_the_next_from_its_test(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    for name in ("jo.hartley", "mika"):
        desk.sign_ins.keep(CLUB, Source.CLUBOS, Credential(name, "word"), staff="Jo")
    desk.engine.error = SignInRefused()
    window = open_window(desk)
    window.accounts.test_kept(CLUB)
    qtbot.waitUntil(lambda: "mika: ClubOS did not accept" in window.status.message)
    assert "jo.hartley: ClubOS did not accept" in window.status.message


# --- WODIFY ---------------------------------------------------------------------------------------

IN_BOTH = replace(
    CLUB,
    wodify_url="https://api.wodify.com/v1",
    wodify_location="1204",
    wodify_profile="documented",
)


def account(qtbot: QtBot, look: Style, phrases: ClubPhrases, club: ClubRow) -> AccountDialog:
    made = AccountDialog(look, phrases, club)
    qtbot.addWidget(made)
    made.show_sign_ins((sign_in_row("jo.hartley"),))
    made.show()
    return made


def test_a_gym_without_wodify_keeps_its_fields_empty(
    qtbot: QtBot, look: Style, phrases: ClubPhrases
) -> None:
    dialog = account(qtbot, look, phrases, CLUB)
    assert dialog.entry().wodify == TypedWodify()
    assert draft_of(dialog.entry(), CLUB).checked().wodify_url is None
    assert not dialog.wodify.test.isVisible()


@pytest.mark.parametrize(
    "club",
    [
        IN_BOTH,
        replace(IN_BOTH, wodify_profile=None),
        replace(IN_BOTH, wodify_profile="wodify_v1", wodify_location=None),
    ],
)
def test_an_account_that_is_edited_elsewhere_keeps_what_is_set_up_of_wodify(
    qtbot: QtBot, look: Style, phrases: ClubPhrases, club: ClubRow
) -> None:
    dialog = account(qtbot, look, phrases, club)
    dialog.name.setText("Harbour Street West")
    draft = draft_of(dialog.entry(), club).checked()
    assert (draft.wodify_url, draft.wodify_location, draft.wodify_profile) == (
        club.wodify_url,
        club.wodify_location,
        club.wodify_profile,
    )


def test_a_store_with_figures_of_both_takes_an_edit_and_keeps_wodify(
    qtbot: QtBot, look: Style, phrases: ClubPhrases, tmp_path: Path
) -> None:
    desk = open_desk(tmp_path, demo=True)
    try:
        desk.engine.refresh_blocking(RefreshRequest(), lambda _step: None)
        (club,) = desk.queries.clubs()
        dialog = account(qtbot, look, phrases, club)
        dialog.name.setText("Harbour Street West")
        draft = draft_of(dialog.entry(), club)
        changed = desk.commands.change_club(club.club_id, draft)
        assert changed == replace(club, name="Harbour Street West")
        dialog.wodify.location.setText("another")
        with pytest.raises(OtherGym, match="WODIFY"):
            desk.commands.change_club(club.club_id, draft_of(dialog.entry(), club))
    finally:
        desk.close()


def test_the_usual_address_is_offered_where_there_is_none(
    dialog: AccountDialog, qtbot: QtBot
) -> None:
    dialog.wodify.usual.click()
    assert dialog.entry().wodify.address == "https://api.wodify.com"
    assert not dialog.wodify.usual.isVisible()
    qtbot.keyClicks(dialog.wodify.key, "k")
    assert dialog.wodify.test.isVisible()


def test_the_key_is_never_shown(qtbot: QtBot, look: Style, phrases: ClubPhrases) -> None:
    dialog = account(qtbot, look, phrases, IN_BOTH)
    dialog.show_wodify_key(set_up=True, here=True)
    key = dialog.wodify.key
    assert (key.text(), key.placeholderText()) == ("", "kept; type a new one to change it")
    assert key.echoMode() == QLineEdit.EchoMode.Password
    dialog.show_wodify_key(set_up=True, here=False)
    assert key.placeholderText() == "no key on this PC; type it"
    key.setText("k-123")
    assert "k-123" not in repr(dialog.entry())


@pytest.mark.parametrize(
    ("address", "key", "complaint"),
    [
        ("", "", ""),
        ("https://api.wodify.com", "k", ""),
        ("https://api.wodify.com/v1", "k", ""),
        ("http://127.0.0.1:8080", "k", ""),
        ("http://api.wodify.com", "k", "http would send the key in clear. Use https://."),
        ("https://api.wodify.com", "", "Type the API key that WODIFY gave the gym."),
        ("", "k", "Type the address of WODIFY, such as https://api.wodify.com."),
    ],
)
def test_wodify_is_whole_or_not_set_up(
    dialog: AccountDialog, address: str, key: str, complaint: str
) -> None:
    wanted = Recorder()
    dialog.save_wanted.connect(wanted.on_object)
    fill(dialog)
    dialog.wodify.address.setText(address)
    dialog.wodify.key.setText(key)
    dialog.save.click()
    form = dialog.wodify
    said = form._address_field.error or form._key_field.error
    assert (said, len(wanted.got)) == (complaint, 0 if complaint else 1)


def test_a_gym_that_is_in_wodify_alone_needs_no_clubos(dialog: AccountDialog) -> None:
    wanted = Recorder()
    dialog.save_wanted.connect(wanted.on_object)
    dialog.name.setText("Mill Lane")
    dialog.timezone.setCurrentText("America/New_York")
    dialog.wodify.address.setText("https://api.wodify.com")
    dialog.wodify.key.setText("k")
    dialog.save.click()
    (entry,) = wanted.got
    assert entry.typed == ()  # type: ignore[attr-defined]
    assert draft_of(entry, None).checked().clubos_url is None  # type: ignore[arg-type]


def test_a_half_typed_clubos_is_said_beside_a_whole_wodify(dialog: AccountDialog) -> None:
    wanted = Recorder()
    dialog.save_wanted.connect(wanted.on_object)
    fill(dialog, "")
    dialog.wodify.address.setText("https://api.wodify.com")
    dialog.wodify.key.setText("k")
    dialog.save.click()
    assert wanted.got == []
    assert "Type the address of your ClubOS" in dialog._fields[dialog.address].error


def test_wodify_is_set_up_changed_and_taken_out_in_the_window(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.sign_ins.keep(CLUB, Source.CLUBOS, Credential("jo.hartley", "old"), staff="Jo")
    window = open_window(desk)

    def saved(address: str, key: str) -> ClubRow:
        dialog = account_of(window, qtbot)
        qtbot.waitUntil(lambda: dialog.sign_ins.list.isVisible())
        dialog.wodify.address.setText(address)
        dialog.wodify.key.setText(key)
        dialog.save.click()
        qtbot.waitUntil(lambda: window.accounts.dialog is None)
        qtbot.waitUntil(lambda: not window.kept[0].busy)  # type: ignore[attr-defined]
        return desk.queries.known_clubs[0]

    assert saved("https://api.wodify.com", "k-1").wodify_url == "https://api.wodify.com"
    assert desk.credentials.kept[""].secret == "k-1"
    saved("https://api.wodify.com", "")
    assert desk.credentials.kept[""].secret == "k-1"
    saved("https://api.wodify.com", "k-2")
    assert desk.credentials.kept[""].secret == "k-2"
    assert saved("", "").wodify_url is None
    assert desk.sign_ins.forgotten == [("", "Jo")]
    assert desk.credentials.kept["jo.hartley"].secret == "old"


def test_without_a_key_store_the_key_is_kept_for_the_session_only(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.credentials.word = "absent"
    window, dialog = first_run(open_window, desk, qtbot)
    qtbot.waitUntil(lambda: dialog.session_only.isVisible())
    dialog.name.setText("Mill Lane")
    dialog.timezone.setCurrentText("America/New_York")
    dialog.wodify.address.setText("https://api.wodify.com")
    dialog.wodify.key.setText("k-1")
    dialog.session_only.setChecked(False)
    dialog.save.click()
    qtbot.waitUntil(lambda: KeyringAbsent().title in dialog.outcome.accessibleName())
    assert (desk.credentials.kept, desk.credentials.memory) == ({}, {})
    dialog.session_only.setChecked(True)
    qtbot.waitUntil(lambda: dialog.save.isEnabled())
    dialog.save.click()
    qtbot.waitUntil(lambda: window.accounts.dialog is None)
    assert desk.credentials.memory[""].secret == "k-1"
    assert desk.credentials.kept == {}
