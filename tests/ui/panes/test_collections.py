"""The Collections pane: totals of the whole list, sums of what is shown, six empty states."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from gymdesk.domain.aging import Aging
from gymdesk.domain.client import ClientId
from gymdesk.errors import SignInRefused, Unreachable
from gymdesk.rows import ErrorRow, Health, RunStatus
from tests.ui.fakes import FETCHED, PEOPLE, FakeDesk, collections_list, source_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.main_window import MainWindow

    Open = Callable[..., MainWindow]


def money(cents: int) -> str:
    return f"${cents / 100:,.2f}"


def never(desk: FakeDesk, error: Exception | None = None) -> None:
    """Let the desk look as before its first refresh, or after one that *error* ended."""
    desk.queries.never = True
    row = source_row(
        Health.NEVER if error is None else Health.FAILED,
        last_success_utc=None,
        last_run=None,
        recent_runs=(),
        recent_errors=(),
    )
    if error is not None:
        told = ErrorRow("", error.title, error.message, FETCHED)  # type: ignore[attr-defined]
        run = replace(source_row().recent_runs[0], status=RunStatus.FAILED, errors=(told,))
        row = replace(row, last_run=run, recent_errors=(told,))
    desk.queries.source = (row,)


def test_the_tiles_say_what_is_owed(window: MainWindow) -> None:
    wanted = collections_list()
    tiles = {tile.key: tile for tile in window.collections.tiles.tiles}
    assert tiles["all"].figure == money(wanted.total_past_due_cents)
    share = round(100 * wanted.aging.days_91 / wanted.total_past_due_cents)
    assert tiles["over 90"].figure == f"{share} %"
    assert tiles["cancelled"].figure == "$220.00"
    assert tiles["unknown"].figure == "2"


def test_the_share_of_nothing_is_a_dash(open_window: Open, desk: FakeDesk, qtbot: QtBot) -> None:
    desk.queries.people = tuple(p for p in PEOPLE if p.past_due_cents is None)
    window = open_window(desk)
    tiles = {tile.key: tile for tile in window.collections.tiles.tiles}
    assert tiles["over 90"].figure == "–"


def test_a_tile_filters_the_list(window: MainWindow) -> None:
    window.collections.tiles.pressed.emit("over 90")
    names = {row.name for row in window.collections.table.visible_rows()}
    assert names == {"Jonah Whitfield", "Daniel Weiss"}
    assert window.collections.filter_words() == "Over 90 days"
    assert window.status.summary == "2 of 14 clients · $971.00"


def test_the_list_on_screen_is_added_up_anew_for_the_paper(window: MainWindow) -> None:
    window.collections.on_tile_pressed("over 90")
    shown = window.collections.shown_list()
    assert shown is not None
    assert (shown.known, shown.unknown) == (2, 0)
    assert shown.total_past_due_cents == 97_100
    assert shown.aging == Aging(days_91=97_100)
    assert shown.agrees


def test_sums_that_do_not_agree_are_said_aloud(window: MainWindow) -> None:
    wrong = replace(collections_list(), total_past_due_cents=1)
    window.collections.show_list(wrong)
    words = [label.text() for label in window.collections.findChildren(QLabel)]
    assert any("Do not rely on the totals" in text for text in words)
    assert window.collections._control.isVisible()


def test_the_case_shows_place_figure_and_contact(window: MainWindow, qtbot: QtBot) -> None:
    window.collections.select(ClientId(117))
    qtbot.waitUntil(lambda: not window.kept[0].busy)  # type: ignore[attr-defined]
    text = "\n".join(x.text() for x in window.case.findChildren(QLabel) if x.isVisible())
    place = window.collections.table.index_of(ClientId(117)).row() + 1
    assert f"{place} of 11" in text
    assert "$612.00" in text
    assert "47 days · 4 invoices" in text
    assert "(555) 010-1117" in text


def test_unknown_stands_first_and_never_as_an_amount(window: MainWindow) -> None:
    table = window.collections.table
    window.collections.chips.choose("all")
    window.collections.view.sortByColumn(table.column_of("past_due"), Qt.SortOrder.DescendingOrder)
    for line in (0, 1):
        assert table.row_at(line).past_due_cents is None
        text = " ".join(str(table.index(line, c).data()) for c in range(table.columnCount()))
        assert "$0.00" not in text


def test_before_the_first_refresh_it_says_so(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    never(desk)
    window = open_window(desk)
    qtbot.waitUntil(lambda: window.collections.empty.title == "No figures yet")
    assert not window.collections._strips.isVisible()
    assert not window.actions_of["print"].isEnabled()


def test_without_a_connection_it_says_so_instead_of_a_banner(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    never(desk, Unreachable(host="gym.example"))
    window = open_window(desk)
    qtbot.waitUntil(lambda: window.collections.empty.title == "No connection to ClubOS")
    assert not window.collections.banner.isVisible()


def test_a_refused_password_without_figures_says_so(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    never(desk, SignInRefused())
    window = open_window(desk)
    wanted = "ClubOS did not accept the password"
    qtbot.waitUntil(lambda: window.collections.empty.title == wanted)


def test_once_there_are_figures_the_trouble_goes_to_the_banner(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    never(desk, Unreachable(host="gym.example"))
    window = open_window(desk)
    qtbot.waitUntil(lambda: window.collections.empty.title == "No connection to ClubOS")
    desk.queries.never = False
    window.kept[2].reload()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.collections.banner.isVisible())
    qtbot.waitUntil(lambda: window.collections.view.isVisible())


def test_nobody_past_due_is_good_news_with_its_proof(
    open_window: Open, desk: FakeDesk, qtbot: QtBot
) -> None:
    desk.queries.people = tuple(p for p in PEOPLE if p.past_due_cents == 0)
    window = open_window(desk)
    n = len(desk.queries.people)
    wanted = f"All {n} clients were fetched at 09:12 today and every due invoice is paid."
    qtbot.waitUntil(lambda: window.collections.empty.text == wanted)


def test_nobody_past_due_after_an_incomplete_refresh_is_not_claimed(window: MainWindow) -> None:
    window.collections.show_list(replace(collections_list(()), complete=False))
    assert window.collections.empty.title == "Nobody is known to be past due"


def test_a_filter_that_hides_all_names_itself(window: MainWindow) -> None:
    window.collections.chips.choose("all")
    search = window.collections.header.search
    assert search is not None
    search.setText("elisson")
    search.settle()
    assert window.collections.empty.text == "“elisson” finds nobody. 14 clients are on the list."
