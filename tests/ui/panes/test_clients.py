"""The Clients pane: unknown stays unknown, names stay text, every figure says where it is from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gymdesk.domain.aging import Aging
from gymdesk.domain.client import ClientId
from gymdesk.domain.past_due import PaymentStatus
from tests.ui.fakes import HOSTILE, PEOPLE, client
from ui.figure_words import FigureWords

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from ui.club_phrases import ClubPhrases
    from ui.main_window import MainWindow

RUBEN, TOVE, MARA, OSKAR, NOBODY_KNOWS = (
    ClientId(17),
    ClientId(18),
    ClientId(117),
    ClientId(4),
    ClientId(12),
)


@pytest.fixture
def shown(window: MainWindow) -> MainWindow:
    window.show_pane("clients")
    return window


def choose(window: MainWindow, qtbot: QtBot, client_id: ClientId) -> str:
    """Select a client and return all the text of the detail once it is read."""
    assert window.clients.select(client_id)
    qtbot.waitUntil(lambda: not window.kept[0].busy)  # type: ignore[attr-defined]
    labels = window.detail.findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def row_text(window: MainWindow, client_id: ClientId) -> str:
    table = window.clients.table
    line = table.index_of(client_id).row()
    return "\t".join(str(table.index(line, c).data()) for c in range(table.columnCount()))


def test_unknown_is_never_shown_as_zero_or_current(shown: MainWindow) -> None:
    for person in PEOPLE:
        if person.past_due_cents is None:
            text = row_text(shown, person.client_id)
            assert "$0.00" not in text
            assert "Current" not in text
            assert "nknown" in text


def test_the_detail_of_an_unknown_amount_shows_the_last_known_one(
    shown: MainWindow, qtbot: QtBot
) -> None:
    text = choose(shown, qtbot, RUBEN)
    assert "Unknown" in text
    assert "Last known" in text
    assert "$88.00" in text
    assert "18 Nov" in text
    assert "refused this client twice" in text


def test_a_client_never_fetched_has_no_amount_at_all(shown: MainWindow, qtbot: QtBot) -> None:
    text = choose(shown, qtbot, TOVE)
    assert "never fetched" in text
    assert "$0.00" not in text


def test_two_amounts_that_differ_stand_side_by_side(shown: MainWindow, qtbot: QtBot) -> None:
    text = choose(shown, qtbot, OSKAR)
    assert "Past due, billing status leads\n$450.00" in text
    assert "Invoices add up to\n$300.00" in text


def test_every_figure_says_field_run_and_time(shown: MainWindow, qtbot: QtBot) -> None:
    text = choose(shown, qtbot, MARA)
    assert "Sum of 4 unpaid invoices · ClubOS 40117 · fetched 09:12 today" in text
    tips = "\n".join(w.toolTip() for w in shown.detail.findChildren(QLabel) if w.toolTip())
    tips += shown.detail._figures[0].toolTip()
    assert "remainingTotal" in tips
    assert "Run: 31" in tips


def test_agreements_invoices_and_scheduled_payments_are_listed(
    shown: MainWindow, qtbot: QtBot
) -> None:
    text = choose(shown, qtbot, MARA)
    assert "5 open of 11 invoices" in text
    assert "6 scheduled payments, next 4 Dec" in text
    assert shown.detail._agreements.model().rowCount() == 3
    assert shown.detail._invoices.model().rowCount() == 5
    shown.detail.on_all_clicked()
    assert shown.detail._invoices.model().rowCount() == 11


def test_codes_that_nobody_knows_are_shown_as_unknown(shown: MainWindow, qtbot: QtBot) -> None:
    choose(shown, qtbot, MARA)
    model = shown.detail._agreements.model()
    words = [model.index(row, 1).data() for row in range(model.rowCount())]
    assert "Unknown (7)" in words
    model = shown.detail._invoices.model()
    words = [model.index(row, 2).data() for row in range(model.rowCount())]
    assert "Unknown (42)" in words


def test_a_hostile_name_is_plain_text_everywhere(shown: MainWindow, qtbot: QtBot) -> None:
    text = choose(shown, qtbot, NOBODY_KNOWS)
    assert HOSTILE in text
    for label in shown.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text()
    for label in shown.findChildren(QLabel):
        assert "<img" not in label.toolTip()


def test_chips_count_and_filter(shown: MainWindow) -> None:
    for status in PaymentStatus:
        shown.clients.chips.choose(str(status))
        rows = shown.clients.table.visible_rows()
        assert rows == [r for r in rows if r.payment_status == status]
        assert len(rows) == sum(1 for p in PEOPLE if p.payment_status == status)


def test_search_chip_and_condition_apply_at_once(shown: MainWindow) -> None:
    search = shown.clients.header.search
    assert search is not None
    shown.clients.chips.choose("past_due")
    groups = shown.clients.filter._offered.groups(shown.clients._all_rows())
    sam = next(c for _, found in groups for c in found if c.words == "Sam Ortega")
    shown.clients.filter.set_condition(sam, True)
    search.setText("whitf")
    search.settle()
    assert [r.name for r in shown.clients.table.visible_rows()] == ["Jonah Whitfield"]
    assert shown.clients.filter_words() == "Past due, Sam Ortega, “whitf”"


def test_a_filter_that_hides_all_can_be_cleared(shown: MainWindow) -> None:
    search = shown.clients.header.search
    assert search is not None
    search.setText("elisson")
    search.settle()
    assert shown.clients.empty.title == "No client matches"
    shown.clients.empty.pressed.emit("clear")
    assert len(shown.clients.table.visible_rows()) == len(PEOPLE)
    assert search.text() == ""


def test_selecting_a_hidden_client_takes_the_filter_away(shown: MainWindow) -> None:
    shown.clients.chips.choose("current")
    assert shown.clients.select(MARA)
    row = shown.clients.current_row()
    assert row is not None
    assert row.client_id == MARA


def test_the_next_client_is_one_key_away(shown: MainWindow) -> None:
    shown.clients.select(RUBEN)
    before = shown.clients.view.currentIndex().row()
    shown.actions_of["next_client"].trigger()
    assert shown.clients.view.currentIndex().row() == before + 1
    shown.actions_of["previous_client"].trigger()
    assert shown.clients.view.currentIndex().row() == before


def test_a_missing_phone_offers_to_find_it(shown: MainWindow, qtbot: QtBot) -> None:
    choose(shown, qtbot, ClientId(5))
    assert shown.detail.contacts.phone._missing.text() == "no phone: find details"
    assert shown.detail.contacts.phone._missing.isVisible()


def test_what_the_source_does_not_tell_reads_unknown(shown: MainWindow, qtbot: QtBot) -> None:
    choose(shown, qtbot, MARA)
    facts = shown.detail.facts.text()
    assert "Sessions left: unknown" in facts
    assert "Last session: unknown" in facts
    assert "Packages: 16 Session Package ($2,400.00)" in facts


@pytest.mark.parametrize(
    ("cents", "aging", "figure"),
    [
        (None, Aging(), "Unknown"),
        (None, Aging(not_due=15_000), "$150.00"),
        (0, Aging(), "$0.00"),
    ],
)
def test_what_is_not_yet_due_is_unknown_where_nothing_was_read(
    phrases: ClubPhrases, cents: int | None, aging: Aging, figure: str
) -> None:
    row = client(1, "Amira Haddad", cents, aging=aging)
    figures = {f.label: f.figure for f in FigureWords(phrases).figures(row)}
    assert figures["Not yet due"] == figure
