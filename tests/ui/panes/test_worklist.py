"""Collections as a worklist: forms by keys, on to the next, undo, warnings, several at once."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QWidget

from gymdesk.domain.aging import Aging
from gymdesk.domain.case_event import CaseMark, Channel, EventKind, Outcome, PaymentKind
from gymdesk.domain.client import ClientId
from gymdesk.domain.collection_rules import CollectionRules
from gymdesk.errors import CardNumberTyped
from gymdesk.rows.cases import AgedRow
from tests.ui.fake_cases import FakeCases, past_contacts
from tests.ui.fakes import OTHER_CLUB, PEOPLE, TODAY, FakeDesk
from ui.dialogs.bulk import BulkDialog
from ui.dialogs.rules import RulesDialog
from ui.dialogs.totals import AgingDialog, TrainerDialog
from ui.dialogs.unsaved import UnsavedDialog
from ui.panes.collections_case_form_contact import ContactForm
from ui.panes.collections_case_form_marking import NoteForm
from ui.panes.collections_case_form_promise import PromiseForm
from ui.panes.collections_case_form_waiting import SaysPaidForm, SnoozeForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.main_window import MainWindow
    from ui.panes.collections_case_form import CaseForm

    Open = Callable[..., MainWindow]

MARA, THEO, LUIS, GRACE = ClientId(117), ClientId(2), ClientId(13), ClientId(5)
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the lists again without a pause: these tests wait for them dozens of times."""
    monkeypatch.setattr("ui.feed.RELOAD_MS", 1)
    monkeypatch.setattr("ui.feed.REST", 0)


@pytest.fixture
def cases(desk: FakeDesk) -> FakeCases:
    return desk.queries.cases


def settle(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until everything is written and read again."""

    def quiet() -> bool:
        feed = window.kept[2]  # type: ignore[attr-defined]
        busy = window.kept[0].busy  # type: ignore[attr-defined]
        return not (busy or window.case_actions.desk.busy or feed.reads_soon)

    qtbot.waitUntil(quiet)


def open_on(
    window: MainWindow, qtbot: QtBot, client_id: ClientId, key: Qt.Key | None = None
) -> CaseForm | None:
    """Select a client and press the key of a form."""
    assert window.collections.select(client_id)
    settle(qtbot, window)
    window.activateWindow()
    window.collections.view.setFocus()
    if key is not None:
        QTest.keyClick(window, key, CONTROL)
    return window.case.form


def save(qtbot: QtBot, window: MainWindow) -> None:
    form = window.case.form
    assert form is not None
    QTest.keyClick(form, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, window)


def visible_text(root: QWidget) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(x.text() for x in root.findChildren(QLabel) if x.isVisible() and x.text())


# --- the list -------------------------------------------------------------------------------------


def test_the_list_opens_with_what_is_to_do_in_the_order_to_do_it(
    window: MainWindow, cases: FakeCases
) -> None:
    calls = cases.call_list(window.collections._list.club.club_id)  # type: ignore[union-attr]
    shown = [row.client_id for row in window.collections.table.visible_rows()]
    assert shown == [row.client_id for row in calls.to_do]
    assert window.collections.chips.key == "to_do"
    assert str(len(calls.to_do)) in window.navigation._items["collections"].accessibleText()


def test_the_chips_part_the_list_and_everybody_has_a_reason(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    cases.promise(THEO, TODAY + timedelta(days=4), staff="Jo")
    cases.snooze([LUIS], TODAY + timedelta(days=2), staff="Jo")
    window.kept[2].reload()  # type: ignore[attr-defined]
    settle(qtbot, window)
    pane = window.collections
    found = {}
    for key in ("to_do", "promised", "off", "all"):
        pane.chips.choose(key)
        found[key] = {row.client_id for row in pane.table.visible_rows()}
    assert found["to_do"] | found["off"] == found["all"]
    assert not found["to_do"] & found["off"]
    assert found["promised"] == {THEO}
    assert LUIS in found["off"]
    words = {row.client_id: pane.why(row) for row in pane.table.visible_rows()}
    assert words[THEO].startswith("Promised for 24 Nov")
    assert words[LUIS].startswith("Snoozed until 22 Nov")


def test_contact_promise_and_next_stand_in_columns(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    cases.contact(MARA, Channel.CALL, Outcome.VOICEMAIL, staff="Jo")
    cases.promise(MARA, TODAY + timedelta(days=7), staff="Jo")
    window.kept[2].reload()  # type: ignore[attr-defined]
    settle(qtbot, window)
    pane = window.collections
    assert pane.select(MARA)
    line = pane.table.index_of(MARA).row()
    cell = {c.key: pane.table.cell(line, i) for i, c in enumerate(pane.table.columns)}
    assert (cell["contact"].icon, cell["contact"].text) == ("phone-missed", "20 Nov")
    assert (cell["promise"].icon, cell["promise"].text) == ("promise", "27 Nov")
    assert cell["next"].icon == "promise"
    assert cell["stage"].text == "Promised"


def test_the_model_keeps_qts_rules_while_cases_come_in(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(window.collections.table, mode)
    cases.mark([MARA, THEO], CaseMark.HOLD, staff="Jo")
    window.kept[2].reload()  # type: ignore[attr-defined]
    settle(qtbot, window)
    window.collections.chips.choose("off")
    window.collections.on_unfold_wanted(MARA)
    settle(qtbot, window)
    window.collections.chips.choose("all")
    assert tester.model() is window.collections.table


def test_before_the_cases_are_read_the_list_is_that_of_the_amounts(
    window: MainWindow, qtbot: QtBot
) -> None:
    pane = window.collections
    listed = pane._list
    pane.show_club(True)
    assert listed is not None
    pane.show_list(listed)
    assert pane.chips.key == "all"
    assert [r.client_id for r in pane.table.visible_rows()] == [r.client_id for r in listed.rows]


def test_another_club_opens_with_what_is_to_do_as_well(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.queries.known_clubs = (*desk.queries.known_clubs, OTHER_CLUB)
    window = open_window(desk)
    settle(qtbot, window)
    window.collections.chips.choose("all")
    window.kept[2].choose_club(OTHER_CLUB)  # type: ignore[attr-defined]
    settle(qtbot, window)
    assert window.collections.chips.key == "to_do"


# --- forms ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (Qt.Key.Key_L, ContactForm),
        (Qt.Key.Key_M, PromiseForm),
        (Qt.Key.Key_N, NoteForm),
        (Qt.Key.Key_D, SnoozeForm),
    ],
)
def test_each_form_is_one_key_away_and_takes_the_keys(
    window: MainWindow, qtbot: QtBot, key: Qt.Key, kind: type[CaseForm]
) -> None:
    form = open_on(window, qtbot, MARA, key)
    assert isinstance(form, kind)
    assert form.isVisible()
    qtbot.waitUntil(lambda: form.isAncestorOf(window.focusWidget()))
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert window.case.form is None


def test_a_promise_is_saved_and_the_next_client_is_selected(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    pane = window.collections
    form = open_on(window, qtbot, MARA, Qt.Key.Key_M)
    assert isinstance(form, PromiseForm)
    assert form.amount.text() == "$612.00"
    assert "Judged once figures fetched after Mon 30 Nov are in." in visible_text(form)
    following = pane.table.row_at(pane.table.index_of(MARA).row() + 1).client_id
    form.kind.setCurrentIndex(form.kind.findData(PaymentKind.BANK))
    assert "Fri 4 Dec" in visible_text(form)
    save(qtbot, window)
    (event,) = cases.live(MARA)
    assert (event.kind, event.on) == (EventKind.PROMISE, TODAY + timedelta(days=7))
    assert (event.amount_cents, event.pays_by, event.staff) == (None, PaymentKind.BANK, "Jo")
    assert pane.view.current_id() == following
    assert pane.view.hasFocus()
    assert MARA not in {row.client_id for row in pane.table.visible_rows()}
    assert window.case_actions.toast.title == "Promise of Mara Ellison saved for Fri 27 Nov"
    assert "Promise of Mara Ellison saved for Fri 27 Nov." in [m.text for m in window.messages()]


def test_another_amount_is_a_promise_of_that_amount(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    form = open_on(window, qtbot, MARA, Qt.Key.Key_M)
    assert isinstance(form, PromiseForm)
    form.amount.setText("nonsense")
    save(qtbot, window)
    assert cases.live(MARA) == ()
    assert "Type an amount such as 120.00" in visible_text(form)
    form.amount.setText("$300")
    save(qtbot, window)
    assert cases.live(MARA)[0].amount_cents == 30_000


def test_a_contact_is_logged_with_channel_outcome_and_note(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    form = open_on(window, qtbot, MARA, Qt.Key.Key_L)
    assert isinstance(form, ContactForm)
    form.choose_outcome(Outcome.VOICEMAIL)
    form.note.setPlainText("Asked to call back.")
    save(qtbot, window)
    (event,) = cases.live(MARA)
    assert (event.channel, event.outcome) == (Channel.CALL, Outcome.VOICEMAIL)
    assert event.note == "Asked to call back."
    assert window.collections.select(MARA)
    settle(qtbot, window)
    assert "Call · left a voice message. Asked to call back." in window.case.history.text()


def test_a_client_without_phone_is_written_to(window: MainWindow, qtbot: QtBot) -> None:
    form = open_on(window, qtbot, GRACE, Qt.Key.Key_L)
    assert isinstance(form, ContactForm)
    assert form.chosen == Channel.EMAIL


def test_the_eighth_attempt_in_seven_days_warns_and_is_allowed_with_a_reason(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    times = [cases.now_utc - timedelta(hours=12 * n + 1) for n in range(7, 0, -1)]

    def call(_number: int) -> int:
        return cases.contact(MARA, Channel.CALL, Outcome.NO_ANSWER, staff="Jo", reason="x")

    past_contacts(cases, MARA, times, call)
    form = open_on(window, qtbot, MARA, Qt.Key.Key_L)
    assert isinstance(form, ContactForm)
    assert "7 attempts in the last 7 days" in visible_text(form)
    save(qtbot, window)
    assert len(cases.live(MARA)) == 7
    assert "Without a reason it is not logged." in visible_text(form)
    form.reason.setText("Asked for a call today.")
    save(qtbot, window)
    assert cases.live(MARA)[-1].reason == "Asked for a call today."


def test_quiet_hours_warn_for_a_call_and_not_for_a_letter(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    cases.now_utc = cases.now_utc.replace(hour=4)  # 23:00 in New York
    form = open_on(window, qtbot, MARA, Qt.Key.Key_L)
    assert isinstance(form, ContactForm)
    assert "Quiet hours, 21:00 to 8:00" in visible_text(form)
    form.channel.setCurrentIndex(form.channel.findData(Channel.LETTER))
    assert "Quiet hours" not in visible_text(form)
    save(qtbot, window)
    assert cases.live(MARA)[0].channel == Channel.LETTER


def test_what_the_store_refuses_stays_typed_and_says_why(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    form = open_on(window, qtbot, MARA, Qt.Key.Key_N)
    assert isinstance(form, NoteForm)
    form.note.setPlainText("a number that is none of ours")
    cases.refuses = CardNumberTyped()
    save(qtbot, window)
    assert window.case.form is form
    assert "That looks like a card number" in visible_text(form)
    assert form.note.toPlainText() == "a number that is none of ours"
    save(qtbot, window)
    assert cases.live(MARA)[0].note == "a number that is none of ours"


def test_escape_never_throws_typed_text_away_without_asking(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    form = open_on(window, qtbot, MARA, Qt.Key.Key_N)
    assert isinstance(form, NoteForm)
    QTest.keyClicks(form.note, "half a thought")
    QTest.keyClick(form.note, Qt.Key.Key_Escape)
    assert window.case.form is form
    assert "Discard what you typed?" in visible_text(form)
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert "Discard what you typed?" not in visible_text(form)
    assert form.note.toPlainText() == "half a thought"
    QTest.keyClick(form, Qt.Key.Key_Escape)
    form.on_discard_clicked()
    assert window.case.form is None
    assert cases.events == {}


def test_typed_text_survives_a_refresh_and_a_look_at_others(
    window: MainWindow, qtbot: QtBot
) -> None:
    form = open_on(window, qtbot, MARA, Qt.Key.Key_N)
    assert isinstance(form, NoteForm)
    QTest.keyClicks(form.note, "half a thought")
    window.kept[2].reload()  # type: ignore[attr-defined]
    settle(qtbot, window)
    assert window.case.form is form
    assert form.note.toPlainText() == "half a thought"
    window.collections.select(THEO)
    settle(qtbot, window)
    assert window.case.form is None
    window.collections.select(MARA)
    settle(qtbot, window)
    assert window.case.form is form
    assert form.note.toPlainText() == "half a thought"
    save(qtbot, window)
    assert window.case.form is None


def test_a_form_with_text_is_not_replaced_by_another_key(window: MainWindow, qtbot: QtBot) -> None:
    form = open_on(window, qtbot, MARA, Qt.Key.Key_N)
    assert isinstance(form, NoteForm)
    QTest.keyClicks(form.note, "text")
    window.actions_of["promise"].trigger()
    assert window.case.form is form


def test_says_paid_takes_the_client_off_until_figures_decide(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    open_on(window, qtbot, MARA)
    window.actions_of["says_paid"].trigger()
    form = window.case.form
    assert isinstance(form, SaysPaidForm)
    save(qtbot, window)
    window.collections.chips.choose("off")
    row = window.collections.table.row_with(MARA)
    assert row is not None
    assert window.collections.why(row).startswith("Says it is paid; judged once figures fetched")


@pytest.mark.parametrize("mark", list(CaseMark))
def test_each_mark_is_set_and_lifted_from_the_menu(
    window: MainWindow, cases: FakeCases, qtbot: QtBot, mark: CaseMark
) -> None:
    for on in (True, False):
        open_on(window, qtbot, MARA)
        menu = window.case.more_menu()
        next(a for a in menu.actions() if a.objectName() == f"mark_{mark}").trigger()
        save(qtbot, window)
        kinds = [event.kind for event in cases.live(MARA)]
        assert kinds[-1] == (EventKind.MARK if on else EventKind.UNMARK)


@pytest.mark.parametrize("mark", list(CaseMark))
def test_the_form_of_a_mark_says_what_it_does_to_the_list(
    window: MainWindow, qtbot: QtBot, mark: CaseMark
) -> None:
    open_on(window, qtbot, MARA)
    said = []
    for _ in range(2):
        form = window.case.open_form("mark", mark)
        assert form is not None
        said.append(" ".join(label.text() for label in form.findChildren(QLabel)))
        save(qtbot, window)
        open_on(window, qtbot, MARA)
    assert "Off the call list until you end it." in said[0]
    assert "Back on the call list as long as something is owed." in said[1]
    assert all("nothing is changed in ClubOS or WODIFY" in words for words in said)


# --- undo -----------------------------------------------------------------------------------------


def test_every_edit_is_taken_back_and_done_again(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    form = open_on(window, qtbot, MARA, Qt.Key.Key_N)
    assert isinstance(form, NoteForm)
    form.note.setPlainText("first")
    save(qtbot, window)
    open_on(window, qtbot, MARA, Qt.Key.Key_D)
    save(qtbot, window)
    assert [e.kind for e in cases.live(MARA)] == [EventKind.NOTE, EventKind.SNOOZE]
    for key, kinds in (
        (Qt.Key.Key_Z, [EventKind.NOTE]),
        (Qt.Key.Key_Z, []),
        (Qt.Key.Key_Y, [EventKind.NOTE]),
        (Qt.Key.Key_Y, [EventKind.NOTE, EventKind.SNOOZE]),
        (Qt.Key.Key_Z, [EventKind.NOTE]),
    ):
        QTest.keyClick(window, key, CONTROL)
        settle(qtbot, window)
        assert [e.kind for e in cases.live(MARA)] == kinds
    assert "Snooze" not in window.actions_of["undo"].text()
    assert "Note about Mara Ellison saved" in window.actions_of["undo"].text()


def test_the_toast_takes_back_what_it_told_of(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    open_on(window, qtbot, MARA, Qt.Key.Key_D)
    save(qtbot, window)
    QTest.keyClick(window, Qt.Key.Key_F8)
    window.case_actions.toast.on_undo_clicked()
    settle(qtbot, window)
    assert cases.live(MARA) == ()
    assert MARA in {row.client_id for row in window.collections.table.visible_rows()}


def test_the_toast_goes_when_its_undo_would_take_back_something_else(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    toast = window.case_actions.toast
    open_on(window, qtbot, MARA, Qt.Key.Key_D)
    save(qtbot, window)
    assert toast.isVisible()
    assert window.collections.select(THEO)
    settle(qtbot, window)
    window.case.contacts.on_edit_wanted()
    window.case.contacts.form.phone.setText("555 0199")
    window.case.contacts.form.on_save_clicked()
    settle(qtbot, window)
    assert not toast.isVisible()
    open_on(window, qtbot, THEO, Qt.Key.Key_D)
    save(qtbot, window)
    assert toast.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    settle(qtbot, window)
    assert not toast.isVisible()


def test_the_keys_go_back_to_the_list_from_the_toast(window: MainWindow, qtbot: QtBot) -> None:
    open_on(window, qtbot, MARA, Qt.Key.Key_D)
    save(qtbot, window)
    assert window.collections.view.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_F8)
    window.case_actions.toast.on_undo_clicked()
    assert window.collections.view.hasFocus()


def test_a_contact_that_is_being_typed_stays_with_its_client(
    window: MainWindow, qtbot: QtBot
) -> None:
    open_on(window, qtbot, MARA)
    window.case.contacts.on_edit_wanted()
    window.case.contacts.form.phone.setText("555 01")
    assert window.collections.select(THEO)
    settle(qtbot, window)
    assert window.case.contacts.form.isHidden()
    assert window.case.unsaved() == ["Mara Ellison"]
    assert window.collections.select(MARA)
    settle(qtbot, window)
    assert window.case.contacts.form.isVisible()
    assert window.case.contacts.form.phone.text() == "555 01"
    window.case.contacts.form.on_cancel_clicked()
    assert window.case.unsaved() == []


def test_an_older_event_is_taken_back_from_the_history(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    cases.note(MARA, "of last week", staff="Sam")
    open_on(window, qtbot, MARA)
    window.case.history.undo_wanted.emit(window.case._case.timeline[0])  # type: ignore[union-attr]
    settle(qtbot, window)
    assert cases.live(MARA) == ()
    assert "taken back" in window.case.history.text()
    window.actions_of["undo"].trigger()
    settle(qtbot, window)
    assert [e.note for e in cases.live(MARA)] == ["of last week"]


def test_an_undo_that_fails_is_said_and_the_rest_is_forgotten(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    open_on(window, qtbot, MARA, Qt.Key.Key_D)
    save(qtbot, window)
    cases.undo_all([cases.live(MARA)[0].event_id], staff="Sam")  # at another desk
    window.actions_of["undo"].trigger()
    settle(qtbot, window)
    assert "taken back already" in window.status.message
    assert not window.actions_of["undo"].isEnabled()


def test_a_typed_contact_is_taken_back(window: MainWindow, desk: FakeDesk, qtbot: QtBot) -> None:
    open_on(window, qtbot, MARA)
    window.case.contacts.on_edit_wanted()
    window.case.contacts.form.phone.setText("555 0199")
    window.case.contacts.form.on_save_clicked()
    settle(qtbot, window)
    window.actions_of["undo"].trigger()
    settle(qtbot, window)
    written = [typed["phone"] for _, typed in desk.commands.contacts]
    assert written == ["555 0199", ""]


def test_what_still_waits_is_written_when_the_window_closes(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    from ui.case_edit import CaseEdit

    for number in range(5):
        text = f"note {number}"
        window.case_actions.desk.perform(
            CaseEdit((MARA,), "x", lambda c, staff, t=text: c.note(MARA, t, staff=staff))
        )
    window.close()
    assert [e.note for e in cases.live(MARA)] == [f"note {n}" for n in range(5)]


def test_a_window_with_typed_words_asks_before_it_closes(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    for client_id, words in ((MARA, "first"), (THEO, "second")):
        form = open_on(window, qtbot, client_id, Qt.Key.Key_N)
        assert isinstance(form, NoteForm)
        form.note.setPlainText(words)
    assert not window.close()
    dialog = dialog_of(window, UnsavedDialog)
    assert isinstance(dialog, UnsavedDialog)
    assert "Theo Brandt, Mara Ellison" in dialog.words.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert window.isVisible()
    save(qtbot, window)
    assert cases.live(THEO)[-1].note == "second"
    assert not window.close()
    dialog_of(window, UnsavedDialog).accept()
    assert not window.isVisible()
    assert not cases.live(MARA)


@pytest.mark.parametrize(
    ("key", "days", "said"),
    [
        (Qt.Key.Key_M, -1, "Choose a day from Fri 20 Nov on."),
        (Qt.Key.Key_M, 367, "Choose a day within a year."),
        (Qt.Key.Key_D, 0, "Choose a day from Sat 21 Nov on."),
        (Qt.Key.Key_D, 4000, "Choose a day within a year."),
    ],
)
def test_a_day_that_cannot_be_waited_for_is_said_at_its_field(
    window: MainWindow, cases: FakeCases, qtbot: QtBot, key: Qt.Key, days: int, said: str
) -> None:
    form = open_on(window, qtbot, MARA, key)
    assert isinstance(form, PromiseForm | SnoozeForm)
    form.on.show_day(TODAY + timedelta(days=days))
    QTest.keyClick(form, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, window)
    assert said in [label.text() for label in form.findChildren(QLabel) if label.isVisible()]
    assert not cases.live(MARA)
    form.on.show_day(TODAY + timedelta(days=1))
    save(qtbot, window)
    assert len(cases.live(MARA)) == 1


def test_the_keys_go_to_the_list_when_the_next_client_is_chosen_out_of_a_form(
    window: MainWindow, qtbot: QtBot
) -> None:
    form = open_on(window, qtbot, MARA, Qt.Key.Key_N)
    assert isinstance(form, NoteForm)
    form.note.setPlainText("half a sent")
    assert form.note.hasFocus()
    window.actions_of["next_client"].trigger()
    settle(qtbot, window)
    assert window.collections.view.hasFocus()


# --- several at once, totals ----------------------------------------------------------------------


def dialog_of(window: MainWindow, kind: type[QDialog]) -> QDialog:
    return next(d for d in window.findChildren(kind) if d.isVisible())


@pytest.mark.parametrize(
    ("action", "verb", "kind"),
    [
        ("snooze", "Snooze 3 clients", EventKind.SNOOZE),
        ("owner", "Give 3 cases", EventKind.OWNER),
        ("agency", "Hand over 3 cases", EventKind.MARK),
    ],
)
def test_several_are_asked_about_once_by_number_and_undone_at_once(
    window: MainWindow, cases: FakeCases, qtbot: QtBot, action: str, verb: str, kind: EventKind
) -> None:
    pane = window.collections
    pane.view.setCurrentIndex(pane.table.index(0, 0))
    pane.view.setFocus()
    for _ in range(2):
        QTest.keyClick(pane.view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    ids = [row.client_id for row in pane.selected_rows()]
    assert len(ids) == 3
    window.actions_of[action].trigger()
    dialog = dialog_of(window, BulkDialog)
    assert isinstance(dialog, BulkDialog)
    assert "3" in dialog.windowTitle()
    if action == "owner":
        dialog.owner.setText("Sam")
    button = dialog.findChild(QWidget, "dialog_verb")
    assert button is not None
    assert button.text() == verb  # type: ignore[attr-defined]
    assert cases.events == {}
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, window)
    assert [[e.kind for e in cases.live(i)] for i in ids] == [[kind]] * 3
    window.actions_of["undo"].trigger()
    settle(qtbot, window)
    assert all(cases.live(i) == () for i in ids)


def test_totals_by_trainer_add_up_and_filter(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    window.actions_of["by_trainer"].trigger()
    dialog = dialog_of(window, TrainerDialog)
    assert isinstance(dialog, TrainerDialog)
    assert "$4,019.00 in all" in dialog.total.text()
    assert dialog.view.select_id("Sam Ortega")
    dialog.on_activated(dialog.view.currentIndex())
    rows = window.collections.table.visible_rows()
    assert {row.trainer for row in rows} == {"Sam Ortega"}


def test_the_aging_of_a_past_day_shows_its_control_total(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    on = TODAY - timedelta(days=1)
    old = Aging(days_1_30=5000)
    row = AgedRow(MARA, "Mara Ellison", 5000, 0, old, frozenset(), None, on)
    cases.aged = (row,)
    window.actions_of["aging_on"].trigger()
    dialog = dialog_of(window, AgingDialog)
    assert isinstance(dialog, AgingDialog)
    qtbot.waitUntil(lambda: "Control" in dialog.control.text())
    assert "add up to $50.00, the balances too" in dialog.control.text()
    assert dialog._table.rowCount() == 1
    cases.aged = (AgedRow(MARA, "Mara", 7000, 0, old, frozenset(), None, on),)
    dialog.on.setDate(QDate(2026, 11, 3))
    qtbot.waitUntil(lambda: "Do not rely on this day" in dialog.control.text())
    cases.aged = ()
    dialog.on.setDate(QDate(2026, 11, 4))
    nobody = "Nobody owed anything then. 3 clients had been read"
    qtbot.waitUntil(lambda: nobody in dialog.control.text())
    assert dialog.aging.isVisible()
    dialog.close()


def test_a_past_day_that_nobody_was_read_on_is_unknown_and_not_zero(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    cases.aged_people = 0
    window.actions_of["aging_on"].trigger()
    dialog = dialog_of(window, AgingDialog)
    assert isinstance(dialog, AgingDialog)
    qtbot.waitUntil(lambda: "What was owed then is unknown" in dialog.control.text())
    assert not dialog.aging.isVisible()
    dialog.close()


def test_the_numbers_are_shown_changed_and_put_back(
    window: MainWindow, cases: FakeCases, qtbot: QtBot
) -> None:
    window.actions_of["rules"].trigger()
    dialog = dialog_of(window, RulesDialog)
    assert isinstance(dialog, RulesDialog)
    assert set(dialog.fields) == {f.name for f in fields(CollectionRules)}
    assert dialog.values() == {f.name: getattr(cases.rules, f.name) for f in fields(cases.rules)}
    before = len(window.collections.table.visible_rows())
    dialog.fields["small_balance_cents"].setValue(160.00)
    dialog.fields["most_attempts"].setValue(3)
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    settle(qtbot, window)
    assert (cases.rules.small_balance_cents, cases.rules.most_attempts) == (16_000, 3)
    assert len(window.collections.table.visible_rows()) < before
    window.actions_of["undo"].trigger()
    settle(qtbot, window)
    assert cases.rules == CollectionRules()
    assert len(window.collections.table.visible_rows()) == before


def test_forms_are_for_the_collections_pane_only(window: MainWindow) -> None:
    window.show_pane("clients")
    assert not window.actions_of["promise"].isEnabled()
    window.show_pane("collections")
    assert window.actions_of["promise"].isEnabled()


def said(window: MainWindow) -> str:
    empty = window.collections.empty
    assert empty.isVisible()
    return empty.accessibleName()


def test_figures_too_old_to_call_on_are_no_day_off(
    open_window: Open, desk: FakeDesk, cases: FakeCases, qtbot: QtBot
) -> None:
    cases.now_utc += timedelta(days=4)
    window = open_window(desk)
    settle(qtbot, window)
    off = len(window.collections.calls.off)
    assert not window.collections.calls.to_do
    assert said(window).startswith("Refresh before you call. ")
    assert f"What {off} clients owe is unknown" in said(window)
    buttons = [b for b in window.collections.empty.findChildren(QPushButton) if b.isVisible()]
    (refresh,) = [b for b in buttons if b.text() == "Refresh now"]
    refresh.click()
    qtbot.waitUntil(lambda: bool(desk.engine.asked))


def test_a_list_that_is_worked_off_says_so(
    open_window: Open, desk: FakeDesk, cases: FakeCases, qtbot: QtBot
) -> None:
    window = open_window(desk)
    settle(qtbot, window)
    everybody = [row.client.client_id for row in window.collections.calls.to_do]
    cases.snooze(everybody, cases._today + timedelta(days=3), staff="Jo")
    window.kept[2].reload()  # type: ignore[attr-defined]
    settle(qtbot, window)
    assert said(window).startswith("Nothing left to do before a refresh. ")
    unread = {row.client.client_id for row in window.collections.calls.waiting}
    assert unread
    desk.queries.people = tuple(p for p in PEOPLE if p.client_id not in unread)
    window.kept[2].reload()  # type: ignore[attr-defined]
    settle(qtbot, window)
    assert said(window).startswith("Nothing left to do today. ")
