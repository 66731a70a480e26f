"""What WODIFY's states mean: said in a small table, by keyboard, and taken back by the keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from gymdesk.domain.lead import LeadStatus
from gymdesk.domain.membership import MemberStatus
from gymdesk.domain.status_word import WordKind
from gymdesk.rows.status_words import StatusWordRow, StatusWordTable
from tests.ui.fakes import CLUB, HOSTILE, FakeDesk, Recorder
from tests.ui.lead_fakes import book, lead_card, lead_row
from tests.ui.member_fakes import MEMBER_ID, FakeStatusWords, member_card, member_row
from tests.ui.test_main_window import unnamed
from ui.dialogs.settings import SettingsDialog
from ui.dialogs.status_words import StatusWordsDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.club_phrases import ClubPhrases
    from ui.main_window import MainWindow
    from ui.style import Style

    Open = Callable[..., MainWindow]

LEAD, CLIENT = WordKind
TRIAL, TOUR = (LEAD, "On Ramp trial"), (CLIENT, "On Tour")
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def dialog(qtbot: QtBot, look: Style, phrases: ClubPhrases) -> StatusWordsDialog:
    made = StatusWordsDialog(look, phrases, FakeStatusWords().table(1))
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_label_has_what_it_means_and_an_unknown_one_is_not_guessed(
    dialog: StatusWordsDialog,
) -> None:
    shown = {key: field.currentText() for key, field in dialog.fields.items()}
    assert shown == {
        TRIAL: "Nobody knows yet",
        (LEAD, "New"): "New (usual)",
        TOUR: "Nobody knows yet",
        (CLIENT, "Active"): "Active (usual)",
    }
    assert dialog.fields[TRIAL].accessibleName() == "On Ramp trial, 3 leads: means"
    offered = [dialog.fields[TRIAL].itemText(n) for n in range(dialog.fields[TRIAL].count())]
    assert offered == [
        *("Nobody knows yet", "New", "Interested, or on trial", "Contacted"),
        *("Became a client", "Lost"),
    ]
    assert unnamed(dialog) == []


def test_only_what_was_changed_is_announced(dialog: StatusWordsDialog) -> None:
    saved = Recorder()
    dialog.saved.connect(saved.on_object)
    dialog.fields[TOUR].setCurrentIndex(dialog.fields[TOUR].findData("Suspended"))
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    assert saved.got == [{TOUR: "Suspended"}]


def test_nothing_changed_is_nothing_to_keep(dialog: StatusWordsDialog) -> None:
    saved = Recorder()
    dialog.saved.connect(saved.on_object)
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    assert saved.got == []
    assert not dialog.isVisible()


def test_before_anything_was_read_it_says_so(
    qtbot: QtBot, look: Style, phrases: ClubPhrases
) -> None:
    dialog = StatusWordsDialog(look, phrases, StatusWordTable(CLUB, ()))
    qtbot.addWidget(dialog)
    assert dialog.fields == {}
    verb = dialog.findChild(QPushButton, "dialog_verb")
    assert isinstance(verb, QPushButton)
    assert not verb.isEnabled()


def test_a_label_from_elsewhere_is_shown_as_it_is(
    qtbot: QtBot, look: Style, phrases: ClubPhrases
) -> None:
    rows = (StatusWordRow(LEAD, HOSTILE, 1, None, None),)
    dialog = StatusWordsDialog(look, phrases, StatusWordTable(CLUB, rows))
    qtbot.addWidget(dialog)
    labels = [w for w in dialog.findChildren(QLabel) if w.text() == HOSTILE]
    assert [w.textFormat() for w in labels] == [Qt.TextFormat.PlainText]


# --- with the window ------------------------------------------------------------------------------


def with_wodify(desk: FakeDesk) -> FakeDesk:
    desk.queries.known_clubs = (replace(CLUB, wodify_url="https://api.wodify.example/v1"),)
    return desk


def choose(window: MainWindow, qtbot: QtBot, letters: str) -> None:
    """Choose a meaning of the word that has the focus by typing, and save."""
    qtbot.waitUntil(lambda: window.status_words.dialog is not None)
    dialog = window.status_words.dialog
    assert dialog is not None
    field = dialog.fields[TRIAL]
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, letters)
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: window.status_words.dialog is None)


def press(window: MainWindow, qtbot: QtBot, key: Qt.Key) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.pane, key, CONTROL)


def test_what_is_said_in_the_settings_is_undone_by_the_keys(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    window = open_window(with_wodify(desk))
    QTest.keyClick(window, Qt.Key.Key_Comma, CONTROL)
    settings = QApplication.activeModalWidget()
    assert isinstance(settings, SettingsDialog)
    settings.words.setFocus()
    QTest.keyClick(settings.words, Qt.Key.Key_Space)
    choose(window, qtbot, "Int")
    words = desk.queries.status_words
    qtbot.waitUntil(lambda: words.asked == [({TRIAL: "Interested"}, "Jo")])
    assert settings.isVisible(), "the settings are still open below it"
    QTest.keyClick(settings, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.actions_of["undo"].isEnabled())
    press(window, qtbot, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: words.asked[1:] == [({TRIAL: None}, "Jo")])
    press(window, qtbot, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: words.asked[2:] == [({TRIAL: "Interested"}, "Jo")])
    press(window, qtbot, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: words.said == {TRIAL: None})


def test_a_gym_without_wodify_is_not_asked_for_its_words(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    window = open_window(desk)
    window.actions_of["settings"].trigger()
    settings = QApplication.activeModalWidget()
    assert isinstance(settings, SettingsDialog)
    assert not settings.words.isVisible()
    settings.reject()


def test_a_lead_in_a_state_that_nobody_knows_leads_to_its_meaning(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    row = lead_row(status=LeadStatus.OTHER, raw_status="on ramp  TRIAL")
    desk.queries.leads.shown = book(lead_card(row), lead_card(lead_row("2", "Kim Vale")))
    window = open_window(with_wodify(desk))
    window.show_pane("leads")
    qtbot.waitUntil(lambda: window.leads._book is desk.queries.leads.shown)
    assert window.leads.select("2")
    assert not window.lead.meaning.isVisible(), "what New means is known"
    assert window.leads.select(row.lead_id)
    assert window.lead.meaning.text() == "What does “on ramp  TRIAL” mean?"
    window.lead.meaning.setFocus()
    QTest.keyClick(window.lead.meaning, Qt.Key.Key_Space)
    choose(window, qtbot, "Lost")
    qtbot.waitUntil(lambda: desk.queries.status_words.said == {TRIAL: "Lost"})


@pytest.mark.parametrize(
    ("changed", "asks"),
    [
        ({"status": MemberStatus.UNKNOWN, "raw_status": "On Tour"}, True),
        ({"status": MemberStatus.UNKNOWN, "raw_status": "Active"}, False),
        ({"status": MemberStatus.UNKNOWN, "raw_status": ""}, False),
        ({"status": MemberStatus.ACTIVE, "raw_status": "On Tour"}, False),
    ],
)
def test_only_a_word_of_the_gyms_own_is_asked_about(
    open_window: Open,
    desk: FakeDesk,
    qtbot: QtBot,
    changed: dict[str, object],
    asks: bool,
) -> None:
    desk.queries.member_cards[MEMBER_ID] = member_card(member_row(**changed))
    window = open_window(with_wodify(desk))
    window.show_pane("clients")
    assert window.clients.select(MEMBER_ID)
    qtbot.waitUntil(lambda: window.detail._detail is not None)
    part = window.detail.membership
    assert part.isVisible()
    assert part.meaning.isVisible() == asks
    if asks:
        part.meaning.click()
        qtbot.waitUntil(lambda: window.status_words.dialog is not None)
        dialog = window.status_words.dialog
        assert dialog is not None
        qtbot.waitUntil(dialog.fields[TOUR].hasFocus)
        dialog.reject()
