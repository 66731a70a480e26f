"""The history: what went wrong for whom is searched, copied, and asked for again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QGuiApplication

from gymdesk.domain.client import ClientId, Source
from gymdesk.rows import ErrorRow, RunStatus
from gymdesk.sync.request import RefreshRequest
from tests.ui.fakes import FETCHED, FakeEngine, Recorder, fake_desk, source_row
from tests.ui.test_main_window import unnamed
from ui.dialogs.history import HistoryDialog, RetryWanted
from ui.panes.sync_words import SyncWords

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.club_phrases import ClubPhrases
    from ui.main_window import MainWindow
    from ui.style import Style

    Open = Callable[..., MainWindow]

RUN = source_row().recent_runs[0]
ERRORS = (
    ErrorRow("40117", "The answer was refused", "Asked twice.", FETCHED, ClientId(117), "Mara E"),
    ErrorRow("40017", "The amount was unreadable", "Kept.", FETCHED, ClientId(17), "Ruben C"),
    ErrorRow("40017", "The answer was refused", "Asked twice.", FETCHED, ClientId(17), "Ruben C"),
    ErrorRow("", "ClubOS ended the session", "Refresh again.", FETCHED),
)
RUNS = (
    replace(RUN, run_id=9, status=RunStatus.SKIPPED, reason="refreshed 20 minutes ago"),
    replace(RUN, run_id=8, status=RunStatus.INCOMPLETE, errors=ERRORS, trigger="schedule"),
    replace(RUN, run_id=7, status=RunStatus.INTERRUPTED, finished_at_utc=None),
    replace(RUN, run_id=6, started_at_utc=FETCHED - timedelta(days=80)),
)


@pytest.fixture
def dialog(qtbot: QtBot, look: Style, phrases: ClubPhrases) -> HistoryDialog:
    made = HistoryDialog(look, phrases, SyncWords(phrases), RUNS, chosen=8)
    qtbot.addWidget(made)
    made.kept = phrases  # type: ignore[attr-defined]
    made.show()
    return made


def test_a_run_says_what_it_was_and_what_went_wrong_for_whom(dialog: HistoryDialog) -> None:
    assert dialog.about.text().startswith("ClubOS: Incomplete, 09:12 today")
    assert dialog.about.text().endswith("by itself")
    table = dialog.errors
    assert [table.index(n, 0).data() for n in range(table.rowCount())] == [
        "Mara E – The answer was refused",
        "Ruben C – The amount was unreadable",
        "Ruben C – The answer was refused",
        "The whole refresh – ClubOS ended the session",
    ]
    assert unnamed(dialog) == []


@pytest.mark.parametrize(
    ("run_id", "words"),
    [
        (9, "Nothing was asked for: refreshed 20 minutes ago."),
        (7, "The program ended in the middle. What was read before is kept."),
        (6, "Nothing went wrong."),
    ],
)
def test_a_run_without_errors_says_why_there_are_none(
    dialog: HistoryDialog, run_id: int, words: str
) -> None:
    dialog.choose(run_id)
    assert dialog.nothing.isVisibleTo(dialog)
    assert dialog.nothing.text() == words
    assert not dialog.retry.isEnabled()
    assert not dialog.copy.isEnabled()


def test_the_errors_are_searched_and_what_is_shown_is_copied_and_tried_again(
    dialog: HistoryDialog,
) -> None:
    wanted = Recorder()
    dialog.retry_wanted.connect(wanted.on_object)
    assert dialog.retry.text() == "Retry these 2"
    dialog.retry.click()
    dialog.search.setText("rüben")
    dialog.search.settle()
    dialog.search.setText("ruben")
    dialog.search.settle()
    assert len(dialog.shown()) == 2
    dialog.retry.click()
    assert wanted.got == [
        RetryWanted(Source.CLUBOS, ("40117", "40017")),
        RetryWanted(Source.CLUBOS, ("40017",)),
    ]
    dialog.copy.click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines == [
        "Ruben C\tThe amount was unreadable\tKept.",
        "Ruben C\tThe answer was refused\tAsked twice.",
    ]
    dialog.search.setText("nobody")
    dialog.search.settle()
    assert dialog.nothing.text() == "No error holds this text."


def test_only_the_runs_with_errors_are_listed_on_request(dialog: HistoryDialog) -> None:
    dialog.kind.setCurrentIndex(dialog.kind.findData("errors"))
    assert [dialog.runs.row_at(n).run_id for n in range(dialog.runs.rowCount())] == [8]
    assert len(dialog.shown()) == 4


def test_while_a_refresh_runs_nothing_is_tried_again(dialog: HistoryDialog) -> None:
    dialog.set_refreshing(True)
    assert not dialog.retry.isEnabled()
    dialog.set_refreshing(False)
    assert dialog.retry.isEnabled()


def test_an_opened_error_shows_its_client(dialog: HistoryDialog) -> None:
    opened = Recorder()
    dialog.client_wanted.connect(opened.on_object)
    dialog.error_view.activated.emit(dialog.errors.index(0, 0))
    dialog.error_view.activated.emit(dialog.errors.index(3, 0))
    assert opened.got == [ClientId(117)]


def test_the_window_asks_for_these_clients_only(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    engine = FakeEngine()
    desk = fake_desk(tmp_path, engine)
    (source,) = desk.queries.source
    desk.queries.source = (replace(source, recent_runs=RUNS),)
    window = open_window(desk)
    window.actions_of["history"].trigger()
    qtbot.waitUntil(lambda: window.sync_desk.dialog is not None)
    opened = window.sync_desk.dialog
    assert opened is not None
    opened.choose(8)
    opened.retry.click()
    qtbot.waitUntil(lambda: bool(engine.asked) and not window.refreshing.running)
    (request,) = engine.asked
    assert isinstance(request, RefreshRequest)
    assert (request.sources, request.only) == ((Source.CLUBOS,), ("40117", "40017"))


def test_the_button_of_a_card_asks_for_what_the_card_is_about(
    open_window: Open, tmp_path: Path, qtbot: QtBot
) -> None:
    engine = FakeEngine()
    desk = fake_desk(tmp_path, engine)
    (source,) = desk.queries.source
    window = open_window(desk)
    leads = replace(source, source=Source.WODIFY, entity="leads")
    window.sync.refresh_wanted.emit(leads)
    qtbot.waitUntil(lambda: bool(engine.asked) and not window.refreshing.running)
    (request,) = engine.asked
    assert isinstance(request, RefreshRequest)
    assert (request.sources, request.entities) == ((Source.WODIFY,), ("leads",))
    assert (request.force, request.trigger) == (True, "click")
