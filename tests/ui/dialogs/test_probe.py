"""Test connection: each question in plain words, asked off the GUI thread, ended by closing."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gymdesk.bootstrap import open_desk
from gymdesk.credentials import Credential
from gymdesk.demo import DEMO_KEY, DEMO_LOCATION
from gymdesk.domain.client import Source
from gymdesk.domain.wodify import Probed
from gymdesk.errors import BadAddress
from gymdesk.sync.request import ProbeReport, ProbeRequest
from tests.ui.fakes import CLUB, FakeDesk
from tests.ui.test_main_window import unnamed
from ui.dialogs.probe import ProbeDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.club_phrases import ClubPhrases
    from ui.main_window import MainWindow
    from ui.style import Style

    Open = Callable[..., MainWindow]

IN_WODIFY = replace(CLUB, wodify_url="https://api.wodify.com", wodify_location="1204")


@pytest.fixture
def dialog(qtbot: QtBot, look: Style, phrases: ClubPhrases) -> ProbeDialog:
    made = ProbeDialog(look, phrases)
    qtbot.addWidget(made)
    made.show()
    return made


def test_each_question_has_a_line_in_plain_words(dialog: ProbeDialog) -> None:
    found = (
        Probed("clients", "ok"),
        Probed("memberships", "fields missing", ("initial_cost", "end")),
        Probed("leads", "no right", detail="WODIFY did not accept the key"),
        Probed("lead sources", "wrong path"),
        Probed("locations", "ok", detail="no rows yet"),
        Probed("invoices", "failed", detail="WODIFY sent a page instead of invoices"),
    )
    dialog.show_report(ProbeReport(found, 2.14))
    assert dialog.lines == [
        ("Clients", "OK", ""),
        ("Memberships", "Fields missing", "The answer does not hold: price, end"),
        ("Leads", "No right", "The key may not read this. Rights are given in WODIFY."),
        ("Lead sources", "Wrong path", "There is nothing at this path of the address."),
        ("Locations", "OK", "It is empty so far."),
        ("Invoices", "Failed", "WODIFY sent a page instead of invoices"),
    ]
    assert dialog._badge.word == "2 of 6 well"
    assert unnamed(dialog) == []


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("ok", "All 2 questions were answered in 2.1 s."),
        ("no right", "WODIFY does not accept the key. Type it again in the account."),
        ("wrong path", "This address has no such pages."),
        ("failed", "Not everything was answered. Try again later."),
        ("fields missing", "What is not well may stay unread; the rest is fetched."),
    ],
)
def test_what_all_answers_say_stands_above_them(
    dialog: ProbeDialog, verdict: str, words: str
) -> None:
    dialog.show_report(ProbeReport((Probed("clients", verdict), Probed("leads", verdict)), 2.14))
    assert dialog.why.text().startswith(words)


def test_one_list_without_a_right_is_no_wrong_key(dialog: ProbeDialog) -> None:
    dialog.show_report(ProbeReport((Probed("clients", "ok"), Probed("leads", "no right")), 1.0))
    assert dialog.why.text() == "What is not well may stay unread; the rest is fetched."


# --- with the window ------------------------------------------------------------------------------


def shown(window: MainWindow, qtbot: QtBot) -> ProbeDialog:
    qtbot.waitUntil(lambda: window.accounts.probing.dialog is not None)
    assert window.accounts.probing.dialog is not None
    return window.accounts.probing.dialog


def test_a_card_asks_with_the_key_that_is_kept_off_the_gui_thread(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.queries.known_clubs = (IN_WODIFY,)
    desk.sign_ins.keep(IN_WODIFY, Source.WODIFY, Credential("", "k-1"), staff="Jo")
    window = open_window(desk)
    window.sync.test_wanted.emit(Source.WODIFY)
    dialog = shown(window, qtbot)
    qtbot.waitUntil(lambda: dialog.lines == [("Clients", "OK", "")])
    (asked,) = desk.engine.probes
    assert asked == ProbeRequest("https://api.wodify.com", "k-1", "1204", None)
    assert "k-1" not in repr(asked)
    assert threading.current_thread().name not in desk.engine.threads
    dialog.accept()
    assert window.accounts.probing.dialog is None


def test_without_a_key_nothing_is_asked(open_window: Open, desk: FakeDesk, qtbot: QtBot) -> None:
    desk.queries.known_clubs = (IN_WODIFY,)
    window = open_window(desk)
    window.sync.test_wanted.emit(Source.WODIFY)
    dialog = shown(window, qtbot)
    qtbot.waitUntil(lambda: dialog._badge.word == "Not asked")
    assert "WODIFY" in dialog.why.text()
    assert desk.engine.probes == []
    dialog.accept()


def test_the_account_asks_with_what_is_typed_and_keeps_nothing(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.queries.known_clubs = ()
    window = open_window(desk)
    qtbot.waitUntil(lambda: window.accounts.dialog is not None)
    account = window.accounts.dialog
    assert account is not None
    account.wodify.usual.click()
    account.wodify.test.click()
    assert account.wodify._key_field.error == "Type the API key that WODIFY gave the gym."
    assert window.accounts.probing.dialog is None
    qtbot.keyClicks(account.wodify.key, "k-2")
    account.wodify.profile.setCurrentIndex(1)
    account.wodify.test.click()
    dialog = shown(window, qtbot)
    qtbot.waitUntil(lambda: len(dialog.lines) == 1)
    assert desk.engine.probes == [ProbeRequest("https://api.wodify.com", "k-2", None, "documented")]
    assert desk.credentials.kept == {}
    dialog.accept()
    assert account.isVisible()
    account.reject()


def test_the_account_asks_with_the_kept_key_where_none_is_typed(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.queries.known_clubs = (IN_WODIFY,)
    desk.sign_ins.keep(IN_WODIFY, Source.WODIFY, Credential("", "k-1"), staff="Jo")
    window = open_window(desk)
    window.actions_of["accounts"].trigger()
    qtbot.waitUntil(lambda: window.accounts.dialog is not None)
    account = window.accounts.dialog
    assert account is not None
    account.wodify.test.click()
    dialog = shown(window, qtbot)
    qtbot.waitUntil(lambda: len(dialog.lines) == 1)
    assert desk.engine.probes[0].key == "k-1"
    dialog.accept()
    account.reject()


def test_an_error_is_said_in_the_dialog(open_window: Open, desk: FakeDesk, qtbot: QtBot) -> None:
    desk.queries.known_clubs = (IN_WODIFY,)
    desk.sign_ins.keep(IN_WODIFY, Source.WODIFY, Credential("", "k-1"), staff="Jo")
    desk.engine.error = BadAddress("https://api.wodify.com")
    window = open_window(desk)
    window.sync.test_wanted.emit(Source.WODIFY)
    dialog = shown(window, qtbot)
    qtbot.waitUntil(lambda: dialog._badge.word == "Not asked")
    assert BadAddress("https://api.wodify.com").title in dialog.why.text()
    dialog.accept()


def test_closing_ends_the_questions_and_the_next_test_has_its_own_answers(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.queries.known_clubs = (IN_WODIFY,)
    desk.sign_ins.keep(IN_WODIFY, Source.WODIFY, Credential("", "k-1"), staff="Jo")
    desk.engine.hold_at = 1
    window = open_window(desk)
    window.sync.test_wanted.emit(Source.WODIFY)
    first = shown(window, qtbot)
    qtbot.waitUntil(lambda: len(desk.engine.probes) == 1)
    first.accept()
    desk.engine.hold_at = None
    desk.engine.found = (Probed("leads", "ok"),)
    window.sync.test_wanted.emit(Source.WODIFY)
    second = shown(window, qtbot)
    qtbot.waitUntil(lambda: second.lines == [("Leads", "OK", "")])
    second.accept()


# --- with the real engine -------------------------------------------------------------------------


def test_the_engine_asks_the_demo_gym_eight_questions(tmp_path: Path) -> None:
    desk = open_desk(tmp_path, demo=True)
    try:
        request = ProbeRequest("http://127.0.0.1:1", DEMO_KEY, DEMO_LOCATION)
        report = asyncio.run(desk.engine.run(request, lambda _step: None))
        assert isinstance(report, ProbeReport)
        assert [p.verdict for p in report.found] == ["ok"] * 8
        refused = asyncio.run(desk.engine.probe(replace(request, key="wrong")))
        assert {p.verdict for p in refused.found} == {"no right"}
    finally:
        desk.close()
