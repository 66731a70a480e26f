"""What changed, on paper: the same rows in the same order, and nobody in full in public."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale

from gymdesk.clock import FixedClock
from gymdesk.rows.changes import ChangeList
from tests.printing.builders import CLUB, FETCHED_UTC, PRINTED_UTC, TODAY
from tests.ui.panes.test_sync_states import CHANGES
from ui.change_words import ChangeWords
from ui.phrases import Phrases
from ui.printing.changes_sheet import ChangesSheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from gymdesk.rows.changes import ChangeRow


@pytest.fixture
def phrases(qapp: QApplication) -> Phrases:
    _ = qapp
    return Phrases(QLocale("en_US"), "America/New_York", FixedClock(PRINTED_UTC))


def sheet(phrases: Phrases, rows: tuple[ChangeRow, ...] = CHANGES) -> ChangesSheet:
    changes = ChangeList(CLUB, TODAY, rows, FETCHED_UTC, True, 9)
    words = ChangeWords(phrases)
    return ChangesSheet(changes, phrases, words, printed_by="Jo", printed_at_utc=PRINTED_UTC)


def test_the_sheet_holds_what_the_pane_holds(phrases: Phrases) -> None:
    contents = sheet(phrases).contents
    assert contents.title == "What changed since 09:12 today"
    assert contents.sublines[0] == (
        "1 newly past due, 1 cleared, 1 amount changed, 1 new membership"
    )
    assert [row.cells for row in contents.rows] == [
        ("1", "Mara Ellison", "newly past due", "≥ $612.00", "≥ $612.00"),
        ("2", "Yuki Shimizu", "cleared", "\u2212$240.00", "$0.00"),
        ("3", "Theo Brandt", "amount changed", "+$20.00", "$300.00"),
        ("4", "Callum Reyes", "new membership · Personal Training 2x", "–", "–"),
    ]


def test_in_public_view_names_are_shortened(phrases: Phrases) -> None:
    shown = sheet(phrases).with_privacy("public").contents
    assert [row.cells[1] for row in shown.rows] == ["Mara E.", "Yuki S.", "Theo B.", "Callum R."]


def test_an_empty_sheet_says_that_nothing_changed(phrases: Phrases) -> None:
    contents = sheet(phrases, ()).contents
    assert (contents.rows, contents.nobody) == ((), "Nothing changed.")
