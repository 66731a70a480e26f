"""Each state of a figure is seen wherever the figure is: lists, panels, paper, JSON, CSV."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QWidget

from gymdesk.clock import FixedClock
from gymdesk.documents import clients_document, collections_document
from gymdesk.domain.client import ClientId
from gymdesk.domain.past_due import Mark
from gymdesk.export import clients_csv, collections_csv
from gymdesk.rows import HeldFigure
from tests.ui.fakes import (
    FETCHED,
    NOW,
    client,
    client_detail,
    client_list,
    collections_list,
)
from ui.actions import ActionSet
from ui.case_words import CaseWords
from ui.figure_words import FigureWords
from ui.models.client_columns import ClientColumns
from ui.panes.client_detail import ClientDetailPanel
from ui.panes.collections_case import CasePanel
from ui.phrases import Phrases
from ui.printing.clients_sheet import ClientsSheet
from ui.printing.collections_sheet import CollectionsSheet
from ui.printing.contents import UNKNOWN
from ui.printing.marks import SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from gymdesk.rows import ClientRow
    from ui.club_phrases import ClubPhrases
    from ui.style import Style

SWEPT = HeldFigure(0, False, FETCHED)
STATES: dict[str, ClientRow] = {
    "stale": client(
        1,
        "Mara Ellison",
        61200,
        47,
        marks=frozenset({Mark.STALE}),
        fetched_at_utc=FETCHED - timedelta(days=3),
    ),
    "held": client(1, "Mara Ellison", 61200, 47, marks=frozenset({Mark.HELD}), held=SWEPT),
    "differs": client(
        1,
        "Mara Ellison",
        61200,
        47,
        marks=frozenset({Mark.DIFFERS}),
        explicit_cents=61200,
        invoices_cents=30000,
    ),
    "estimated": client(1, "Mara Ellison", 61200, marks=frozenset({Mark.ESTIMATED})),
    "at_least": client(1, "Mara Ellison", 61200, 47, marks=frozenset({Mark.AT_LEAST})),
    "missing": client(
        1,
        "Mara Ellison",
        61200,
        47,
        marks=frozenset({Mark.MISSING}),
        missing_since_utc=FETCHED - timedelta(days=3),
    ),
    "unknown": client(1, "Mara Ellison", None, trouble="ClubOS sent half an answer"),
}
WORDS = {
    **{name: name.capitalize() for name in STATES},
    "at_least": "At least",
}


def list_cells(row: ClientRow, phrases: Phrases, which: str) -> list[str]:
    columns = ClientColumns(phrases)
    table = columns.clients_table() if which == "clients" else columns.collections_table()
    table.set_rows([row])
    said = []
    for column in range(table.columnCount()):
        index = table.index(0, column)
        cell = table.cell(0, column)
        shown = [cell.text, *(s.word for s in (cell.badge, cell.mark) if s is not None)]
        said += [str(part) for part in shown if part]
        said.append(str(index.data(Qt.ItemDataRole.ToolTipRole) or ""))
    return said


def clients_pane(row: ClientRow, phrases: ClubPhrases, _look: Style, _host: QWidget) -> str:
    return "\n".join(list_cells(row, phrases, "clients"))


def collections_pane(row: ClientRow, phrases: ClubPhrases, _look: Style, _host: QWidget) -> str:
    return "\n".join(list_cells(row, phrases, "collections"))


def detail_panel(row: ClientRow, phrases: ClubPhrases, look: Style, host: QWidget) -> str:
    panel = ClientDetailPanel(look, phrases, FigureWords(phrases, host), host)
    panel.show_row(row)
    panel.show_detail(client_detail(row))
    return _shown(panel, panel.mark_badges.words)


def case_panel(row: ClientRow, phrases: ClubPhrases, look: Style, host: QWidget) -> str:
    words, case_words = FigureWords(phrases, host), CaseWords(phrases, host)
    panel = CasePanel(look, phrases, words, lambda: case_words, ActionSet(host), host)
    panel.show_row(row)
    return _shown(panel, panel.mark_badges.words)


def _shown(panel: QWidget, badges: list[str]) -> str:
    from ui.widgets.label import Label

    shown = [label.text() for label in panel.findChildren(Label) if not label.isHidden()]
    return "\n".join([*shown, *badges])


WINDOW: dict[str, Callable[[ClientRow, ClubPhrases, Style, QWidget], str]] = {
    "clients pane": clients_pane,
    "collections pane": collections_pane,
    "detail": detail_panel,
    "case": case_panel,
}


@pytest.mark.parametrize("place", WINDOW)
@pytest.mark.parametrize("state", STATES)
def test_the_window_says_the_state_in_a_word(
    qtbot: QtBot, look: Style, phrases: ClubPhrases, state: str, place: str
) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    said = WINDOW[place](STATES[state], phrases, look, host)
    plain = WINDOW[place](client(1, "Mara Ellison", 61200, 47), phrases, look, host)
    word = WORDS[state].casefold()
    if state == "missing" and place.endswith("pane"):
        word = "not in the list since"  # a sign after the name, in a list without room for words
    # other columns may be unknown as well
    assert said.casefold().count(word) > plain.casefold().count(word), said


def printed(which: str, row: ClientRow) -> str:
    phrases = Phrases(QLocale("en_US"), "America/New_York", FixedClock(NOW))
    made = {
        "printed_by": "Jo",
        "printed_at_utc": NOW,
        "filter_words": "",
        "order_words": "",
        "privacy": "full",
    }
    if which == "collections":
        sheet = CollectionsSheet(collections_list((row,)), phrases, **made)  # type: ignore[arg-type]
    else:
        sheet = ClientsSheet(client_list((row,)), phrases, **made)  # type: ignore[arg-type,assignment]
    (line,) = sheet.contents.rows
    return "\n".join([*line.cells, line.line, line.flag])


ON_PAPER = {
    **{mark.value: sign for mark, sign in SIGNS.items()},
    "missing": "missing",
    "unknown": UNKNOWN,
}


@pytest.mark.parametrize("which", ["clients", "collections"])
@pytest.mark.parametrize("state", STATES)
def test_paper_says_the_state_with_its_sign(qapp: object, state: str, which: str) -> None:
    assert ON_PAPER[state] in printed(which, STATES[state])
    plain = printed(which, client(1, "Mara Ellison", 61200, 47))
    assert not re.search(rf"(^|\s){re.escape(ON_PAPER[state])}\s", plain)


def test_paper_says_what_the_sweep_says_that_waits(qapp: object) -> None:
    assert "says $0.00 and waits" in printed("collections", STATES["held"])
    gone = replace(STATES["held"], held=HeldFigure(None, True, FETCHED))
    assert "did not find this client and waits" in printed("collections", gone)


@pytest.mark.parametrize("state", STATES)
def test_json_and_csv_say_the_state(state: str) -> None:
    row = STATES[state]
    people, owing = client_list((row,)), collections_list((row,))
    for document in (clients_document([people]), collections_document([owing])):
        (said,) = document["clubs"][0]["rows"]
        expected = [] if state == "unknown" else [state]
        assert said["flags"] == expected
        assert (said["past_due"] is None) == (state == "unknown")
    for text in (clients_csv(people), collections_csv(owing)):
        (line,) = csv.DictReader(io.StringIO(text))
        assert line["flags" if state != "unknown" else "payment_status"] == state
        assert (line["past_due"] == "") == (state == "unknown")


def test_the_panels_put_what_the_sweep_says_beside_the_figure_that_stands(
    phrases: ClubPhrases,
) -> None:
    words = FigureWords(phrases)
    first, second, *_ = words.figures(STATES["held"])
    assert (first.figure, second.figure, second.line) == ("$612.00", "$0.00", "waits for you")
    assert "09:12 today" in second.label
    gone = replace(STATES["held"], held=HeldFigure(None, True, FETCHED))
    assert words.figures(gone)[1].figure == "Not found"
    unknown = replace(STATES["held"], held=HeldFigure(None, False, FETCHED))
    assert words.figures(unknown)[1].figure == "Unknown"
    assert words.is_second_amount(gone)


def test_the_line_under_a_held_row_says_what_waits(phrases: ClubPhrases) -> None:
    columns = ClientColumns(phrases)
    assert "the sweep of 09:12 today says $0.00 and waits for you" in columns.why(STATES["held"])
    assert ClientId(1) == STATES["held"].client_id
