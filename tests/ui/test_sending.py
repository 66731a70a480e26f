"""Changes elsewhere in the window: pending writes in Sync, both values, retry and discard."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.client import Source
from gymdesk.domain.outbox import CreateLead, Difference, Part, Reason, WriteId, WriteState
from gymdesk.errors import WritesOff
from gymdesk.rows.outbox import OutboxRow
from gymdesk.sync.request import SendReport, SendRequest
from tests.ui.fakes import NOW, a_write
from ui.write_words import WriteWords

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gymdesk.rows.outbox import WriteRow
    from tests.ui.fakes import FakeDesk
    from ui.club_phrases import ClubPhrases
    from ui.main_window import MainWindow

ON = frozenset({Source.WODIFY})
NADIA = CreateLead("Nadia", "Farouk", "nadia@mail.example")
STATUS = Difference("status", "New", "Trial", "Contacted")


def sends(desk: FakeDesk) -> list[SendRequest]:
    return [asked for asked in desk.engine.asked if isinstance(asked, SendRequest)]


@pytest.fixture
def show(
    desk: FakeDesk, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> Callable[..., MainWindow]:
    """Return what opens the window on Sync with these changes."""

    def show_them(*rows: WriteRow) -> MainWindow:
        desk.queries.outbox.shown = OutboxRow(rows, ON)
        window = open_window(desk)
        window.show_pane("sync")
        qtbot.waitUntil(lambda: window.sending.outbox is not None)
        qtbot.waitUntil(lambda: window.sync.pending.isVisible() == bool(rows))
        return window

    return show_them


def test_without_pending_writes_there_is_no_such_section(
    show: Callable[..., MainWindow],
) -> None:
    assert not show().sync.pending.isVisible()


@pytest.mark.parametrize(
    ("state", "word", "buttons"),
    [
        (WriteState.PENDING, "Waiting", {"Send now", "Discard"}),
        (WriteState.SENDING, "Sending", set()),
        (WriteState.FAILED, "Not done", {"Try again", "Discard"}),
        (WriteState.CHECK, "Check in WODIFY", {"Look again", "Discard"}),
        (WriteState.CONFLICT, "Changed there", {"Send anyway", "Discard"}),
    ],
)
def test_each_state_has_its_word_and_the_buttons_that_fit(
    show: Callable[..., MainWindow], state: WriteState, word: str, buttons: set[str]
) -> None:
    pending = show(a_write(state)).sync.pending
    assert pending.table.index(0, 1).data() == word
    both = (pending.retry, pending.look, pending.discard)
    assert {b.text() for b in both if not b.isHidden()} == buttons
    assert pending.line.text() == "Changes are on for WODIFY."


def test_the_line_says_where_changes_are_switched_on(phrases: ClubPhrases) -> None:
    words = WriteWords(phrases)
    assert words.line(OutboxRow((), frozenset())) == (
        "Changes are off for WODIFY: switch them on under Settings."
    )


def test_every_reason_has_its_words(phrases: ClubPhrases) -> None:
    words = WriteWords(phrases)
    for reason in Reason:
        said = words.why(a_write(reason=reason))
        assert said.endswith(".")
        assert "{" not in said


def test_half_a_change_says_so_and_names_what_was_made(
    phrases: ClubPhrases,
) -> None:
    words = WriteWords(phrases)
    half = a_write(WriteState.FAILED, half_done=True, done_parts=((Part.CLIENT, "90114"),))
    assert words.badge(half).word == "Half done"
    assert words.done_part(*half.done_parts[0]) == "Client made: id 90114"


def test_try_again_lets_it_wait_and_sends_it(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(a_write(WriteState.FAILED, reason=Reason.NOT_FOUND))
    window.sync.pending.retry.click()
    qtbot.waitUntil(lambda: bool(sends(desk)))
    assert desk.commands.outbox.calls == [("retry", WriteId(7), "Jo")]
    assert sends(desk)[0].write_ids == (WriteId(7),)
    assert not sends(desk)[0].look_only


def test_look_again_sends_nothing(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(a_write(WriteState.CHECK, reason=Reason.NO_ANSWER))
    qtbot.waitUntil(lambda: len(sends(desk)) == 1)
    window.sync.pending.look.click()
    qtbot.waitUntil(lambda: len(sends(desk)) == 2)
    assert all(asked.look_only for asked in sends(desk))
    assert desk.commands.outbox.calls == []


def test_a_start_looks_after_what_may_be_done_and_sends_nothing(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    show(a_write(WriteState.PENDING), a_write(WriteState.CHECK, write_id=WriteId(8)))
    qtbot.waitUntil(lambda: bool(sends(desk)))
    assert [asked.look_only for asked in sends(desk)] == [True]


def test_a_start_with_nothing_but_waiting_changes_asks_nobody(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(a_write(WriteState.PENDING))
    qtbot.waitUntil(lambda: not window.kept[0].busy)  # type: ignore[attr-defined]
    assert sends(desk) == []


def test_both_values_are_shown_before_anything_is_sent_over_one(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    row = a_write(WriteState.CONFLICT, reason=Reason.CHANGED, differences=(STATUS,))
    window = show(row)
    window.sync.pending.retry.click()
    dialog = window.sending.dialog
    assert dialog is not None
    assert dialog.values == [("Status", "New", "Trial", "Contacted")]
    assert desk.commands.outbox.calls == []
    assert dialog._verb is not None
    assert not dialog._verb.isDefault()
    dialog._verb.click()
    qtbot.waitUntil(lambda: bool(sends(desk)))
    assert desk.commands.outbox.calls == [("retry", WriteId(7), "Jo")]


def test_discard_gives_it_up_and_says_what_stays(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(a_write(WriteState.FAILED))
    window.sync.pending.discard.click()
    qtbot.waitUntil(lambda: bool(desk.commands.outbox.calls))
    assert desk.commands.outbox.calls == [("discard", WriteId(7), "Jo")]
    qtbot.waitUntil(lambda: any("given up" in m.text for m in window.messages()))
    assert sends(desk) == []


def test_the_other_systems_own_page_is_a_click_away(show: Callable[..., MainWindow]) -> None:
    window = show(a_write(WriteState.CHECK))
    opened: list[object] = []
    window.lead_desk.page_wanted.disconnect()
    window.lead_desk.page_wanted.connect(opened.append)
    window.sync.pending.page.click()
    assert opened == ["https://app.wodify.com/"]


def test_what_is_asked_for_is_recorded_and_sent(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show()
    window.sending.ask(Source.WODIFY, NADIA, "form 1")
    qtbot.waitUntil(lambda: bool(sends(desk)))
    assert desk.commands.outbox.calls == [("ask", NADIA, "Jo")]
    assert sends(desk)[0].write_ids == (WriteId(7),)


def test_while_changes_are_off_the_window_says_so_and_sends_nothing(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show()
    desk.commands.outbox.refuses = WritesOff()
    window.sending.ask(Source.WODIFY, NADIA, "form 1")
    qtbot.waitUntil(lambda: any("switched off" in m.text for m in window.messages()))
    assert sends(desk) == []


def test_it_looks_again_by_itself_when_a_look_proves_more(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    window = show(a_write(WriteState.FAILED))
    soon = NOW + timedelta(milliseconds=1)
    desk.engine.sent = SendReport(look_again_utc=soon)
    window.sync.pending.retry.click()
    qtbot.waitUntil(lambda: window.sending._again.isActive())
    desk.engine.sent = SendReport()
    window.sending._again.setInterval(1)
    qtbot.waitUntil(lambda: sends(desk)[-1].look_only)


def test_writes_off_can_be_switched_on_in_the_settings(
    show: Callable[..., MainWindow], desk: FakeDesk, qtbot: QtBot
) -> None:
    from ui.dialogs.settings import SettingsDialog

    window = show()
    dialog = SettingsDialog(window.sending._style, desk.settings.load(), window)
    saved: list[object] = []
    dialog.saved.connect(saved.append)
    assert not dialog.wodify_writes.isChecked()
    dialog.wodify_writes.setChecked(True)
    dialog.on_save_clicked()
    assert saved == [replace(desk.settings.load(), wodify_writes=True)]
    assert not dialog.wodify_holds.isChecked()
    dialog.wodify_holds.setChecked(True)
    dialog.on_save_clicked()
    assert saved[-1] == replace(desk.settings.load(), wodify_writes=True, wodify_holds=True)


def test_the_session_inventory_is_asked_for_once_the_settings_say_so(
    show: Callable[..., MainWindow], desk: FakeDesk
) -> None:
    from ui.dialogs.settings import SettingsDialog

    window = show()
    dialog = SettingsDialog(window.sending._style, desk.settings.load(), window)
    saved: list[object] = []
    dialog.saved.connect(saved.append)
    assert not dialog.clubos_inventory.isChecked()
    dialog.clubos_inventory.setChecked(True)
    dialog.on_save_clicked()
    assert saved == [replace(desk.settings.load(), clubos_inventory=True)]
