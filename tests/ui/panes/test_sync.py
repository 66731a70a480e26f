"""The Sync pane says how ClubOS answers, and where the choice is not what it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gymdesk.credentials import KeyStoreState, KeyStoreUse
from gymdesk.domain.client import Source
from gymdesk.domain.dialect import ClubOsDialect
from tests.ui.fakes import source_row
from ui.actions import ActionSet
from ui.panes.sync import SyncPane
from ui.widgets.badge import Badge

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


BOTH = (Source.CLUBOS, Source.WODIFY)


@pytest.mark.parametrize(
    ("use", "said"),
    [
        (KeyStoreUse(None, (), BOTH), ["This session"]),
        (
            KeyStoreUse(KeyStoreState("ready", "Vault"), BOTH),
            ["Ready", "Key store", "Vault", "Kept in it", "ClubOS and WODIFY"],
        ),
        (
            KeyStoreUse(KeyStoreState("locked", ""), BOTH[1:], BOTH[:1]),
            ["Locked", "Cannot be read", "WODIFY", "This session only", "ClubOS", "Enter the key"],
        ),
        (
            KeyStoreUse(KeyStoreState("absent", ""), BOTH),
            ["Absent", "Cannot be read", "ClubOS and WODIFY", "Enter the password"],
        ),
    ],
)
def test_the_card_of_the_key_store_names_whom_it_is_about(
    pane: SyncPane, use: KeyStoreUse, said: list[str]
) -> None:
    pane.show_sources((source_row(),), running=False)
    pane.show_key_store(use)
    shown = [label.text() for label in pane.key_card.findChildren(QLabel) if label.text()]
    shown += [b.text() for b in pane.key_card.findChildren(QPushButton)]
    shown += [badge.word for badge in pane.key_card.findChildren(Badge)]
    assert shown[0] == "Passwords and keys"
    assert [words for words in said if words not in shown] == []
