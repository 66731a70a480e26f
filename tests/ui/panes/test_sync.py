"""The Sync pane says how ClubOS answers, and where the choice is not what it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from gymdesk.domain.client import Source
from gymdesk.domain.dialect import ClubOsDialect
from tests.ui.fakes import source_row
from ui.actions import ActionSet
from ui.panes.sync import SyncPane

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from ui.club_phrases import ClubPhrases
    from ui.style import Style

CAPTURED, DOCUMENTED = ClubOsDialect


@pytest.fixture
def pane(qtbot: QtBot, look: Style, phrases: ClubPhrases) -> Iterator[SyncPane]:
    host = QWidget()
    qtbot.addWidget(host)
    made = SyncPane(look, phrases, ActionSet(host), host)
    made.show_club(True)
    yield made
    host.close()


@pytest.mark.parametrize(
    ("found", "chosen", "words"),
    [
        (None, None, None),
        (CAPTURED, None, "As captured"),
        (DOCUMENTED, None, "As documented"),
        (None, DOCUMENTED, "As documented · chosen"),
        (CAPTURED, CAPTURED, "As captured · chosen"),
        (
            CAPTURED,
            DOCUMENTED,
            "As documented · chosen, but its sign-in page says: as captured",
        ),
    ],
)
def test_the_card_says_how_clubos_answers(
    pane: SyncPane,
    found: ClubOsDialect | None,
    chosen: ClubOsDialect | None,
    words: str | None,
) -> None:
    row = replace(source_row(), dialect_found=found, dialect_chosen=chosen)
    pane.show_sources((row,), running=False)
    (card,) = pane.cards.values()
    lines = [line for line in card.text().splitlines() if line.startswith("It answers: ")]
    assert lines == ([] if words is None else [f"It answers: {words}"])


def test_a_source_read_for_several_things_has_a_card_for_each(pane: SyncPane) -> None:
    rows = tuple(
        replace(source_row(), source=Source.WODIFY, entity=entity)
        for entity in ("members", "leads", "invoices")
    )
    pane.show_sources((source_row(), *rows), running=False)
    texts = [" ".join(w.text() for w in c.findChildren(QLabel)) for c in pane.cards.values()]
    for words in ("WODIFY · members", "WODIFY · leads", "WODIFY · invoices"):
        assert sum(words in text for text in texts) == 1
