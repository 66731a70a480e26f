"""A sweep that waits, in the window: banner, card in Sync, comparison, decision."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from gymdesk.domain.client import ClientId, Source
from gymdesk.errors import NothingHeld
from gymdesk.rows import Health, HeldChangeRow
from tests.ui.fakes import FETCHED, held_sweep, source_row
from ui.dialogs.held import HeldDialog
from ui.held_words import HeldWords
from ui.notices import COMPARE, DROP, Notices

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from tests.ui.fakes import FakeDesk
    from ui.club_phrases import ClubPhrases
    from ui.main_window import MainWindow
    from ui.style import Style

DEBT_ONLY = {"people_gone": 0}


@pytest.fixture
def waiting(desk: FakeDesk, open_window: Callable[..., MainWindow]) -> MainWindow:
    desk.queries.source = (source_row(Health.HELD, held=held_sweep()),)
    return open_window(desk)


def comparison(qtbot: QtBot, window: MainWindow) -> HeldDialog:
    window.answering.on_asked(COMPARE)
    dialog = window.held.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_the_banner_says_what_is_missing_and_offers_both_ways(phrases: ClubPhrases) -> None:
    notices = Notices(phrases)
    notice = notices.banner((source_row(Health.HELD, held=held_sweep()),))
    assert notice is not None
    assert (notice.tone, notice.icon) == ("note", "st-held")
    assert notice.title == "Held: far fewer clients than before"
    assert "did not find 18 of 48 clients" in notice.sentence
    assert [key for key, *_ in notice.buttons] == [DROP, COMPARE]
    debt = notices.banner((source_row(Health.HELD, held=held_sweep(**DEBT_ONLY)),))
    assert debt is not None
    assert debt.title == "Held: debt gone without a payment"
    assert "$3,612.00 of $4,000.00 is gone" in debt.sentence


def test_a_failure_after_a_held_sweep_comes_first_and_a_stale_source_after_it(
    phrases: ClubPhrases,
) -> None:
    notices = Notices(phrases)
    row = source_row(Health.FAILED, held=held_sweep())
    assert notices.banner((row,)).key == "failed"  # type: ignore[union-attr]
    row = source_row(Health.STALE, held=held_sweep())
    assert notices.banner((row,)).key == "held 3"  # type: ignore[union-attr]
    assert notices.trouble((source_row(Health.HELD),)) == ("st-held", "note")


def test_the_card_in_sync_says_what_was_found_and_asks_for_the_decision(
    waiting: MainWindow, qtbot: QtBot
) -> None:
    (card,) = waiting.sync.cards.values()
    qtbot.waitUntil(lambda: "Held" in card.text())
    said = card.text()
    assert "Found: 30 clients, 48 before" in said
    assert "Debt: $3,612.00 less, unexplained" in said
    assert "Missing: 2 would be marked missing" in said
    assert "Kept: 3 figures from before" in said
    assert card.findChild(object, "card_compare") is not None
    assert "1 held" in waiting.sync.summary_words()


def test_the_comparison_lists_each_client_with_both_figures_and_why(
    qtbot: QtBot, look: Style, phrases: ClubPhrases
) -> None:
    dialog = HeldDialog(look, phrases, held_sweep())
    qtbot.addWidget(dialog)
    rows = [[dialog.changes.cell(line, column).text for column in range(4)] for line in range(3)]
    assert rows == [
        ["Mara Ellison", "$612.00", "$0.00", "lower, and nothing says it was paid"],
        ["Theo Brandt", "$220.00", "not found", "not in the list any more"],
        ["Yuki Shimizu", "unknown", "not found", "not in the list any more"],
    ]
    shown = dialog.facts.text()
    for words in ("48", "30", "−18", "$4,000.00", "$388.00", "−$3,612.00"):
        assert words in shown
    assert dialog.accept_button.text() == "Accept 3 changes"


def test_accepting_is_written_with_the_staff_member_and_the_lists_are_read_anew(
    waiting: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    waiting.outlet.staff = "Jo"
    dialog = comparison(qtbot, waiting)
    dialog.accept_button.click()
    assert not dialog.drop_button.isEnabled()
    qtbot.waitUntil(lambda: waiting.held.dialog is None)
    assert desk.commands.held.decided == [("accepted", "Jo")]
    (card,) = waiting.sync.cards.values()
    qtbot.waitUntil(lambda: "Complete" in card.text())


def test_dropping_from_the_comparison_or_the_banner_keeps_the_figures(
    waiting: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    comparison(qtbot, waiting).drop_button.click()
    qtbot.waitUntil(lambda: waiting.held.dialog is None)
    waiting.answering.on_asked(DROP)
    qtbot.waitUntil(lambda: len(desk.commands.held.decided) == 2)
    assert {decision for decision, _ in desk.commands.held.decided} == {"dropped"}


def test_a_decision_that_is_refused_says_why_and_can_be_made_again(
    waiting: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.commands.held.refuses = NothingHeld()
    dialog = comparison(qtbot, waiting)
    dialog.accept_button.click()
    qtbot.waitUntil(dialog.accept_button.isEnabled)
    assert "Somebody decided meanwhile" in dialog.facts.text()
    dialog.reject()


def test_to_sweep_again_refreshes_and_decides_nothing(
    waiting: MainWindow, desk: FakeDesk, qtbot: QtBot
) -> None:
    asked: list[bool] = []
    waiting.held.refresh_wanted.connect(lambda: asked.append(True))
    comparison(qtbot, waiting).again_button.click()
    assert asked == [True]
    assert desk.commands.held.decided == []


def test_nothing_opens_where_nothing_waits(
    desk: FakeDesk, open_window: Callable[..., MainWindow]
) -> None:
    window = open_window(desk)
    window.answering.on_asked(COMPARE)
    assert window.held.dialog is None


def test_of_two_that_wait_each_card_opens_its_own(
    desk: FakeDesk, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    leads = replace(
        held_sweep(people_known=60, people_gone=30),
        held_id=4,
        source=Source.WODIFY,
        entity="leads",
        changes=(HeldChangeRow(None, "900001", "Kim Hollis", None, None, True, FETCHED),),
    )
    of_leads = replace(source_row(Health.HELD, held=leads), source=Source.WODIFY, entity="leads")
    desk.queries.source = (source_row(Health.HELD, held=held_sweep()), of_leads)
    window = open_window(desk)
    window.show_pane("sync")
    clubos, wodify = window.sync.cards.values()
    qtbot.waitUntil(lambda: "Held" in wodify.text())
    assert "Found: 30 leads, 60 before" in wodify.text()
    assert "Kept" not in wodify.text()
    wodify.pressed.emit("compare")
    dialog = window.held.dialog
    assert dialog is not None
    assert dialog.heading.text() == "Held: far fewer leads than before"
    assert [dialog.changes.cell(0, column).text for column in range(4)] == [
        *("Kim Hollis", "", "not found", "not in the list any more")
    ]
    assert "Debt" not in dialog.facts.text()
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: window.held.dialog is None)
    assert desk.commands.held.decided_ids == [4]
    clubos.pressed.emit("drop")
    qtbot.waitUntil(lambda: desk.commands.held.decided_ids == [4, 3])


def test_memberships_that_are_gone_are_named_as_such(
    qtbot: QtBot, look: Style, phrases: ClubPhrases
) -> None:
    bea = HeldChangeRow(ClientId(7), "7", "Bea Lindholm", 2100, None, False, FETCHED, rows=3)
    sweep = replace(
        held_sweep(people_known=140, people_gone=80),
        source=Source.WODIFY,
        entity="members",
        changes=(bea, replace(bea, name="Jo Vandermeer", rows=1)),
    )
    dialog = HeldDialog(look, phrases, sweep)
    qtbot.addWidget(dialog)
    assert dialog.heading.text() == "Held: far fewer memberships than before"
    assert "80 of 140 memberships" in HeldWords(phrases).sentence(sweep)
    assert [dialog.changes.cell(line, 2).text for line in range(2)] == [
        *("3 memberships less", "1 membership less")
    ]


def test_a_change_is_spoken_as_one_sentence(phrases: ClubPhrases) -> None:
    words = HeldWords(phrases)
    assert words.spoken(held_sweep().changes[0], "USD") == (
        "Mara Ellison, figure now $612.00, the sweep says $0.00, "
        "lower, and nothing says it was paid"
    )
