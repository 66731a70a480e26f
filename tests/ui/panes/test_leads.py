"""The Leads pane: who waits for a word, what can be done, and why something cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gymdesk.domain.client import Source
from gymdesk.domain.lead import LeadStatus
from gymdesk.domain.outbox import (
    ConvertLead,
    CreateLead,
    FieldChange,
    Part,
    Reason,
    Sale,
    UpdateLead,
    WriteId,
    WriteState,
)
from gymdesk.rows.leads import DoneRow
from tests.ui.fakes import NOW, TODAY, a_write
from tests.ui.lead_fakes import book, contacted, lead_card, lead_row
from ui.lead_words import LeadWords

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from gymdesk.rows.leads import LeadBook
    from tests.ui.fakes import FakeDesk
    from ui.club_phrases import ClubPhrases
    from ui.main_window import MainWindow

HALF = a_write(
    WriteState.FAILED,
    kind="convert lead",
    name="Chiara Romano",
    about="5521",
    half_done=True,
    part=Part.MEMBERSHIP,
    done_parts=((Part.CLIENT, "90114"),),
    reason=Reason.NOT_FOUND,
)


@pytest.fixture
def show(
    desk: FakeDesk, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> Callable[..., MainWindow]:
    """Return what opens the window on these leads."""

    def show_them(shown: LeadBook | None = None) -> MainWindow:
        desk.queries.leads.shown = shown or book()
        window = open_window(desk)
        window.show_pane("leads")
        qtbot.waitUntil(lambda: window.leads._book is desk.queries.leads.shown)
        return window

    return show_them


def asked(desk: FakeDesk, qtbot: QtBot) -> object:
    qtbot.waitUntil(lambda: bool(desk.commands.outbox.calls))
    word, intent, _staff = desk.commands.outbox.calls[0]
    assert word == "ask"
    return intent


def names(window: MainWindow) -> list[str]:
    table = window.leads.table
    return [table.row_at(n).row.name for n in range(table.rowCount())]


def test_open_leads_are_shown_first_with_their_counts(show: Callable[..., MainWindow]) -> None:
    window = show()
    assert names(window) == [
        "Nadia Farouk",
        "Leo Hartmann",
        "June Castell",
        "Chiara Romano",
        "Ben Achterberg",
    ]
    assert window.leads.header.subtitle == ("6 leads · 2 not answered yet · from 09:12 today")
    assert window.leads.summary_words() == "5 of 6 leads"


@pytest.mark.parametrize(
    ("chip", "found"),
    [
        ("new", ["Nadia Farouk", "Leo Hartmann"]),
        ("due", ["Leo Hartmann"]),
        ("quiet", ["Chiara Romano", "Ben Achterberg"]),
        ("converted", ["Viktor Dahl"]),
        ("lost", []),
    ],
)
def test_a_chip_shows_its_leads(
    show: Callable[..., MainWindow], chip: str, found: list[str]
) -> None:
    window = show()
    window.leads.on_chip_chosen(chip)
    assert names(window) == found


def test_the_pane_stands_below_the_line_with_the_number_of_who_waits(
    show: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    from ui.widgets.navigation import BELOW_LINE, COUNT

    window = show()
    item = window.navigation._items["leads"]
    qtbot.waitUntil(lambda: item.data(COUNT) == 2)
    assert item.data(BELOW_LINE)


def test_never_is_red_and_an_unknown_contact_is_not_never(phrases: ClubPhrases) -> None:
    words = LeadWords(phrases)
    assert words.last_contact(lead_card()) == "never"
    assert words.last_contact(lead_card(unanswered=False)) == "unknown"
    assert words.age(lead_card(age_days=None)) == "unknown"
    assert words.age(lead_card(age_days=0)) == "today"


def test_a_status_of_the_gyms_own_keeps_its_word(phrases: ClubPhrases) -> None:
    row = lead_row(status=LeadStatus.OTHER, raw_status="Waiting list")
    assert LeadWords(phrases).state(lead_card(row)).word == "Waiting list"


@pytest.mark.parametrize(
    ("status", "raw", "word"),
    [
        (LeadStatus.NEW, "new", "New"),
        (LeadStatus.NEW, "Fresh", "Fresh"),
        (LeadStatus.CONTACTED, "Called twice", "Called twice"),
        (LeadStatus.INTERESTED, "Trial", "Trial"),
        (LeadStatus.LOST, "Moved away", "Moved away"),
        (LeadStatus.OTHER, "", "Unknown"),
    ],
)
def test_a_word_whose_meaning_was_said_is_still_the_gyms_word(
    phrases: ClubPhrases, status: LeadStatus, raw: str, word: str
) -> None:
    row = lead_row(status=status, raw_status=raw)
    assert LeadWords(phrases).state(lead_card(row)).word == word


def test_a_lead_that_is_not_made_yet_is_told_of(phrases: ClubPhrases) -> None:
    waiting = replace(book(), new_ones=(a_write(kind="create lead", about=None),))
    assert "1 not made yet, see Sync" in LeadWords(phrases).subtitle(waiting)


def test_a_new_lead_is_asked_for_with_what_was_typed(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show()
    window.leads.new_lead.trigger()
    form = window.lead_desk.form
    assert form is not None
    form.verb.click()
    assert form.isVisible(), "a lead needs a name"
    form.first.setText(" Ida ")
    form.last.setText("Novak")
    form.email.setText("ida@mail.example")
    form.verb.click()
    assert asked(desk, qtbot) == CreateLead("Ida", "Novak", "ida@mail.example")


def test_another_state_is_asked_for_with_what_was_on_the_screen(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show()
    window.leads.select("5530")
    window.lead.change_status.click()
    form = window.lead_desk.form
    assert form is not None
    form.verb.click()
    assert form.isVisible(), "it has this state already"
    form.status.setCurrentText("Contacted")
    form.verb.click()
    change = FieldChange("status", "New", "Contacted")
    assert asked(desk, qtbot) == UpdateLead("5530", "Nadia Farouk", (change,))


def test_a_note_is_added_and_needs_no_old_notes(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show()
    window.leads.select("5530")
    window.lead.note.click()
    form = window.lead_desk.form
    assert form is not None
    form.text.setPlainText("Called, comes on Monday")
    form.verb.click()
    change = FieldChange("added_note", None, "Called, comes on Monday")
    assert asked(desk, qtbot) == UpdateLead("5530", "Nadia Farouk", (change,))


def test_the_membership_is_asked_for_only_where_the_account_sells(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(replace(book(), sells=True))
    window.leads.select("5530")
    window.lead.convert.click()
    form = window.lead_desk.form
    assert form is not None
    qtbot.waitUntil(lambda: not form.picker.asking)
    assert form.picker.box.currentText() == "No membership yet"
    form.picker.box.setCurrentIndex(form.picker.box.findData("Open Gym"))
    form.verb.click()
    wanted = ConvertLead("5530", "Nadia Farouk", "nadia@mail.example", Sale("Open Gym", TODAY))
    assert asked(desk, qtbot) == wanted


def test_where_nothing_is_sold_the_lead_becomes_a_client_alone(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show()
    window.leads.select("5530")
    window.lead.convert.click()
    form = window.lead_desk.form
    assert form is not None
    assert form.picker.parentWidget() is None, "it is not offered"
    form.verb.click()
    assert asked(desk, qtbot) == ConvertLead("5530", "Nadia Farouk", "nadia@mail.example")


def test_while_changes_are_off_every_action_says_so_and_the_page_can_be_opened(
    show: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = show(replace(book(), writes_on=False))
    panel = window.lead
    for button in (panel.change_status, panel.note, panel.convert):
        assert not button.isEnabled()
        assert "switched off" in button.toolTip()
    assert not window.leads.new_lead.isEnabled()
    assert "switched off" in panel.reason.text()
    opened: list[object] = []
    window.lead_desk.page_wanted.disconnect()
    window.lead_desk.page_wanted.connect(opened.append)
    panel.page.click()
    assert opened == ["https://app.wodify.com/"]


def test_a_converted_lead_says_why_nothing_can_be_changed(
    show: Callable[..., MainWindow],
) -> None:
    window = show()
    assert window.leads.select("5400")
    assert "converted lead can no longer be changed" in window.lead.reason.text()
    assert not window.lead.convert.isEnabled()


def test_a_half_done_conversion_is_a_card_that_can_go_on(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(book(contacted("5521", "Chiara Romano", 14, writes=(HALF,))))
    panel = window.lead
    assert panel.badge.word == "Half converted"
    assert panel.pending_title.text() == "Becoming a client"
    assert panel.pending_done.text() == "Client made: id 90114"
    assert panel.pending_why.text().startswith("Membership: No answer came")
    assert not panel.note.isEnabled(), "one change at a time"
    panel.pending_go.click()
    qtbot.waitUntil(lambda: bool(desk.commands.outbox.calls))
    assert desk.commands.outbox.calls == [("retry", WriteId(7), "Jo")]


def test_a_likely_twin_is_flagged_and_can_be_looked_at(show: Callable[..., MainWindow]) -> None:
    first = lead_card(lead_row("1", "Kim Vale", twins=("2",)))
    window = show(book(first, contacted("2", "Kim Vale", 3)))
    window.leads.select("1")
    assert window.leads.table.index(0, 0).data() == "Kim Vale"
    assert not window.lead.twin_card.isHidden()
    assert "WODIFY lead 2" in window.lead.twin_text.text()
    window.lead.twin_show.click()
    current = window.leads.current()
    assert current is not None
    assert current.row.lead_id == "2"


def test_a_follow_up_has_a_text_to_copy_and_sends_nothing(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show()
    window.leads.select("5529")
    window.lead.copy_text.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Hi Leo, thanks for your interest in Harbour Street.")
    assert copied.endswith("Jo")
    assert any("Nothing was sent" in m.text for m in window.messages())
    window.lead.follow_done.click()
    qtbot.waitUntil(lambda: desk.commands.leads.calls == [("5529", 2, True, "Jo")])
    assert desk.commands.outbox.calls == []


def test_a_follow_up_that_was_done_can_be_taken_back(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(book(lead_card(lead_row(), followed=(DoneRow(2, "Sam", NOW),))))
    assert window.lead.follow_title.text() == "Follow-up of day 2 done by Sam, 09:26 today"
    window.lead.follow_undo.click()
    qtbot.waitUntil(lambda: desk.commands.leads.calls == [("5521", 2, False, "Jo")])


def test_a_follow_up_is_undone_and_done_again_by_keyboard(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show()
    window.leads.select("5529")
    window.lead.follow_done.click()
    qtbot.waitUntil(lambda: "Follow-up of day 2 done" in window.actions_of["undo"].text())
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    done, back = ("5529", 2, True, "Jo"), ("5529", 2, False, "Jo")
    qtbot.waitUntil(lambda: desk.commands.leads.calls == [done, back])
    QTest.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: desk.commands.leads.calls == [done, back, done])


def test_what_is_on_the_screen_is_exported(show: Callable[..., MainWindow], tmp_path: Path) -> None:
    window = show()
    window.leads.on_chip_chosen("new")
    window.lead_desk.write(tmp_path / "leads.csv")
    text = (tmp_path / "leads.csv").read_text(encoding="utf-8-sig")
    assert "Nadia Farouk" in text
    assert "June Castell" not in text
    assert window.messages()[-1].text == "2 leads written to leads.csv."


def test_a_file_that_cannot_be_written_is_said(
    show: Callable[..., MainWindow], tmp_path: Path
) -> None:
    window = show()
    window.lead_desk.write(tmp_path / "nowhere" / "leads.csv")
    assert "nowhere does not exist" in window.messages()[-1].text


def test_the_list_fits_a_small_window(
    desk: FakeDesk, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    desk.queries.leads.shown = book()
    window = open_window(desk, 1024, 768)
    window.show_pane("leads")
    qtbot.waitUntil(lambda: window.leads.table.rowCount() == 5)
    qtbot.waitUntil(lambda: window.leads.view.isVisible())
    assert window.leads.view.horizontalScrollBar().maximum() == 0


def test_a_list_that_was_never_read_does_not_look_like_a_gym_without_leads(
    show: Callable[..., MainWindow],
) -> None:
    never = show(book(cards=(), figures_from_utc=None)).leads
    assert "No leads were read yet" in never.empty.accessibleName()


def test_a_gym_without_leads_says_that_all_was_read(show: Callable[..., MainWindow]) -> None:
    pane = show(book(cards=())).leads
    assert "WODIFY has no leads" in pane.empty.accessibleName()
    assert Source.WODIFY.value == "wodify"
