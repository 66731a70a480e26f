"""Every state of a source's card, light and dark: by its words, its icon, and its geometry."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QLocale, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gymdesk.domain.change import ChangeKind
from gymdesk.domain.client import ClientId, Source
from gymdesk.rows import Health, RunStatus, SourceRow
from gymdesk.rows.changes import ChangeRow
from tests.ui.fakes import FETCHED, NOW, FakeChanges, Recorder, fake_desk, held_sweep, source_row
from ui.actions import ActionSet
from ui.club_phrases import ClubPhrases
from ui.panes.sync import SyncPane
from ui.style import Style, Theme
from ui.widgets.badge import Badge

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.widgets.source_card import SourceCard

THEMES = (Theme.LIGHT, Theme.DARK)
RUN = source_row().recent_runs[0]


def row(health: Health, status: RunStatus = RunStatus.COMPLETE, **changes: Any) -> SourceRow:
    """Return ClubOS in a state, due every six hours, its newest run ended with *status*."""
    base = source_row(health, next_due_utc=FETCHED + timedelta(hours=6), interval_h=6.0)
    last = replace(RUN, status=status, **changes.pop("run", {}))
    runs = (last, *base.recent_runs[1:])
    return replace(base, last_run=last, recent_runs=runs, **changes)


NEVER = replace(
    row(Health.NEVER),
    last_run=None,
    recent_runs=(),
    recent_errors=(),
    last_attempt_utc=None,
    last_success_utc=None,
    next_due_utc=NOW,
)
SKIPPED = replace(
    row(Health.OK),
    recent_runs=(
        replace(RUN, run_id=99, status=RunStatus.SKIPPED, reason="refreshed 20 minutes ago"),
        *row(Health.OK).recent_runs,
    ),
)
FAILED = row(
    Health.FAILED,
    RunStatus.FAILED,
    run={"errors": source_row().recent_errors, "failed": 2},
    next_due_utc=NOW + timedelta(minutes=12),
    last_success_utc=FETCHED - timedelta(hours=12),
)

SEEN = ("Last complete 09:12 today · 14 min ago", "Next: 15:12 today, every 6 hours")
AGAIN = ("Try again", "Test")

STATES: dict[str, tuple[SourceRow, str, str, str, tuple[str, ...], tuple[str, ...]]] = {
    # row, icon, tone, word, lines that are shown, buttons
    "complete": (
        row(Health.OK),
        *("st-ok", "good", "Complete"),
        ("09:12 today · 14 min ago", "Next: 15:12 today, every 6 hours"),
        ("Refresh", "Test"),
    ),
    "skipped": (
        SKIPPED,
        *("st-ok", "good", "Complete"),
        ("Skipped: refreshed 20 minutes ago",),
        ("Refresh", "Test"),
    ),
    "incomplete": (
        row(Health.INCOMPLETE, RunStatus.INCOMPLETE, run={"failed": 2}),
        *("st-warn", "warn", "Incomplete"),
        (*SEEN, "Failed: 2"),
        AGAIN,
    ),
    "held": (
        row(Health.HELD, RunStatus.HELD, held=held_sweep()),
        *("st-held", "note", "Held"),
        (SEEN[0], "Next: after your decision"),
        ("Compare…", "Drop run"),
    ),
    "failed": (
        FAILED,
        *("st-failed", "bad", "Failed"),
        ("Last complete yesterday 21:12 · 12 h ago", "Next: in 12 min, every 6 hours"),
        (*AGAIN, "2 errors"),
    ),
    "cancelled": (
        row(Health.CANCELLED, RunStatus.CANCELLED),
        *("close", "neutral", "Cancelled"),
        SEEN,
        AGAIN,
    ),
    "interrupted": (
        row(Health.INTERRUPTED, RunStatus.INTERRUPTED, run={"finished_at_utc": None}),
        *("st-warn", "warn", "Interrupted"),
        SEEN,
        AGAIN,
    ),
    "stale": (
        row(
            Health.STALE,
            last_success_utc=FETCHED - timedelta(days=3),
            last_attempt_utc=FETCHED - timedelta(days=3),
            next_due_utc=NOW - timedelta(days=2),
        ),
        *("st-stale", "warn", "Stale"),
        ("Last complete 17 Nov · 3 days ago", "Next: now, every 6 hours"),
        ("Refresh", "Test"),
    ),
    "never": (
        NEVER,
        *("st-unknown", "neutral", "Never refreshed"),
        ("Never refreshed completely", "Last attempt: never", "Next: now, every 6 hours"),
        ("Refresh", "Test"),
    ),
    "by hand": (
        replace(row(Health.OK), next_due_utc=None, interval_h=None),
        *("st-ok", "good", "Complete"),
        ("Next: only by hand",),
        ("Refresh", "Test"),
    ),
    "tomorrow": (
        replace(row(Health.OK), next_due_utc=NOW + timedelta(hours=22), interval_h=1.0),
        *("st-ok", "good", "Complete"),
        ("Next: tomorrow 07:26, every hour",),
        ("Refresh", "Test"),
    ),
}


@pytest.fixture
def make(qtbot: QtBot, tmp_path: Path) -> Callable[[Theme], SyncPane]:
    kept: list[object] = []

    def made(theme: Theme, width: int = 1180) -> SyncPane:
        style = Style(theme)
        host = QWidget()
        qtbot.addWidget(host)
        phrases = ClubPhrases(QLocale("en_US"), "America/New_York", fake_desk(tmp_path).clock)
        pane = SyncPane(style, phrases, ActionSet(host), host)
        pane.look = style  # type: ignore[attr-defined]
        kept.extend((pane, phrases, host))
        host.resize(width, 800)
        pane.resize(width, 800)
        pane.show_club(True)
        host.show()
        return pane

    return made


def card_of(pane: SyncPane, source: SourceRow, *, running: bool = False) -> SourceCard:
    pane.show_sources((source,), running=running)
    QTest.qWait(1)
    (card,) = pane.cards.values()
    return card


def parts(card: SourceCard) -> list[tuple[str, str, QRect]]:
    """Return kind, words and place of everything on the card that is to be seen."""
    found = []
    for child in card.findChildren(QWidget):
        if child.isVisibleTo(card) and child.parent() is card:
            words = child.text() if isinstance(child, QLabel | QPushButton) else ""
            found.append((type(child).__name__, words, child.geometry()))
    return found


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("theme", THEMES)
def test_a_state_is_said_in_word_icon_and_tone(
    make: Callable[[Theme], SyncPane], state: str, theme: Theme
) -> None:
    source, icon, tone, word, lines, buttons = STATES[state]
    card = card_of(make(theme), source)
    badge = card.findChild(Badge)
    assert badge is not None
    assert (badge._icon, badge.tone, badge.word) == (icon, tone, word)
    assert badge.isVisibleTo(card), "colour never speaks alone"
    text = card.text()
    assert all(line in text for line in lines), text
    assert tuple(b.text() for b in card.findChildren(QPushButton)) == buttons


@pytest.mark.parametrize("theme", THEMES)
def test_a_refresh_that_runs_says_so_and_takes_the_buttons_away(
    make: Callable[[Theme], SyncPane], theme: Theme
) -> None:
    card = card_of(make(theme), row(Health.OK), running=True)
    badge = card.findChild(Badge)
    assert badge is not None
    assert (badge.word, badge._icon) == ("Running", "st-running")
    assert card.findChildren(QPushButton) == []


@pytest.mark.parametrize("state", STATES)
def test_light_and_dark_are_laid_out_alike_and_nothing_is_cut_or_covered(
    make: Callable[[Theme], SyncPane], state: str
) -> None:
    light, dark = (card_of(make(theme), STATES[state][0]) for theme in THEMES)
    assert parts(light) == parts(dark)
    for card in (light, dark):
        seen = parts(card)
        for kind, words, place in seen:
            assert card.rect().contains(place), (kind, words)
            others = [p for k, w, p in seen if p is not place and (k, w) != (kind, words)]
            assert not any(place.intersects(p) for p in others), (kind, words)
        for label in card.findChildren(QLabel):
            if label.isVisibleTo(card) and not label.wordWrap():
                assert label.width() >= label.sizeHint().width(), label.text()


@pytest.mark.parametrize("state", STATES)
def test_a_card_is_painted_on_its_own_ground_in_each_theme(
    make: Callable[[Theme], SyncPane], state: str
) -> None:
    grounds = []
    for theme in THEMES:
        pane = make(theme)
        card = card_of(pane, STATES[state][0])
        picture = card.grab().toImage()
        inks = {picture.pixelColor(x, y).name() for x in range(0, 200, 3) for y in range(8, 60, 3)}
        assert len(inks) > 2, "there is something to read"
        badge = card.findChild(Badge)
        assert badge is not None
        middle = badge.geometry().center() + QPoint(badge.width() // 2 - 3, 0)
        soft = picture.pixelColor(middle)
        style: Style = pane.look  # type: ignore[attr-defined]
        assert soft.name() == style.soft(badge.tone).name()
        grounds.append(soft.lightness())
    assert grounds[0] > grounds[1]


@pytest.mark.parametrize(("width", "columns"), [(1180, 4), (968, 2), (700, 2), (1400, 4)])
def test_four_sources_stand_in_a_row_or_two_by_two(
    make: Callable[..., SyncPane], width: int, columns: int
) -> None:
    pane = make(Theme.LIGHT, width)
    members = replace(row(Health.OK), source=Source.WODIFY, entity="members")
    four = (
        row(Health.OK),
        members,
        replace(members, entity="leads"),
        replace(members, source=Source.STRIPE, entity="events"),
    )
    pane.show_sources(four, running=False)
    QTest.qWait(1)
    cards = list(pane.cards.values())
    assert len({c.y() for c in cards}) == 4 // columns
    assert len({c.width() for c in cards[:columns]}) <= 2, "one width, but for a pixel"
    names = [c.accessibleName().partition(":")[0] for c in cards]
    assert names == ["ClubOS", "WODIFY · members", "WODIFY · leads", "Stripe"]


# --- the strip, the errors, what changed ----------------------------------------------------------


@pytest.mark.qt_log_ignore("does not support raise", extend=True)
def test_arrow_keys_walk_the_runs_and_enter_opens_one(make: Callable[[Theme], SyncPane]) -> None:
    pane = make(Theme.LIGHT)
    card = card_of(pane, row(Health.OK))
    opened = Recorder()
    pane.run_wanted.connect(opened.on_object)
    card.strip.setFocus()
    for _ in range(3):
        QTest.keyClick(card.strip, Qt.Key.Key_Left)
    QTest.keyClick(card.strip, Qt.Key.Key_Return)
    assert opened.got == [row(Health.OK).recent_runs[2]]


def test_the_errors_button_opens_the_run_they_are_of(make: Callable[[Theme], SyncPane]) -> None:
    pane = make(Theme.LIGHT)
    card = card_of(pane, FAILED)
    opened = Recorder()
    pane.run_wanted.connect(opened.on_object)
    button = card.findChild(QPushButton, "card_errors")
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert opened.got == [FAILED.last_run]


CHANGES = (
    ChangeRow(
        ChangeKind.NEWLY_PAST_DUE,
        ClientId(117),
        "Mara Ellison",
        Source.CLUBOS,
        "USD",
        61200,
        61200,
        at_least=True,
    ),
    ChangeRow(ChangeKind.CLEARED, ClientId(3), "Yuki Shimizu", Source.CLUBOS, "USD", 0, -24000),
    ChangeRow(
        ChangeKind.AMOUNT_CHANGED, ClientId(4), "Theo Brandt", Source.CLUBOS, "USD", 30000, 2000
    ),
    ChangeRow(
        ChangeKind.NEW_AGREEMENT,
        ClientId(5),
        "Callum Reyes",
        Source.CLUBOS,
        "USD",
        what="Personal Training 2x",
    ),
)


@pytest.mark.parametrize("theme", THEMES)
def test_what_changed_is_told_with_signed_amounts_worst_first(
    make: Callable[[Theme], SyncPane], theme: Theme
) -> None:
    pane = make(theme)
    found = FakeChanges()
    found.rows = CHANGES
    pane.show_changes(found.since(1, "Jo"))  # type: ignore[arg-type]
    table = pane.changes.table
    cells = [
        [table.index(place, column).data() for column in range(3)]
        for place in range(table.rowCount())
    ]
    assert cells == [
        ["Mara Ellison", "newly past due", "≥ $612.00"],
        ["Yuki Shimizu", "cleared", "\u2212$240.00"],
        ["Theo Brandt", "amount changed", "+$20.00"],
        ["Callum Reyes", "new membership · Personal Training 2x", "–"],
    ]
    assert pane.changes.view.accessibleName() == "What changed since 09:12 today"
    wanted, seen, opened = Recorder(), Recorder(), Recorder()
    pane.changes.print_wanted.connect(wanted.on_object)
    pane.changes.seen_wanted.connect(seen.on_object)
    pane.client_wanted.connect(opened.on_object)
    pane.changes.print_button.click()
    pane.changes.seen_button.click()
    pane.changes.view.activated.emit(table.index(0, 0))
    assert wanted.got == seen.got == [pane.changes.changes]
    assert opened.got == [ClientId(117)]


def test_where_nothing_changed_that_is_said_and_there_is_nothing_to_press(
    make: Callable[[Theme], SyncPane],
) -> None:
    pane = make(Theme.LIGHT)
    assert "After the second refresh" in pane.changes.nothing.text()
    pane.show_changes(FakeChanges().since(1, "Jo"))  # type: ignore[arg-type]
    assert pane.changes.nothing.text().startswith("Nothing changed")
    assert not pane.changes.print_button.isVisibleTo(pane)
    assert not pane.changes.seen_button.isVisibleTo(pane)


def test_a_state_that_is_shown_again_keeps_the_button_that_has_the_focus(
    make: Callable[[Theme], SyncPane],
) -> None:
    pane = make(Theme.LIGHT)
    card = card_of(pane, row(Health.OK))
    button = card.findChild(QPushButton, "card_test")
    pane.show_sources((row(Health.OK),), running=False)
    assert card.findChild(QPushButton, "card_test") is button
    pane.show_sources((FAILED,), running=False)
    QTest.qWait(1)
    seen = [b.text() for b in card.findChildren(QPushButton) if not b.isHidden()]
    assert seen == ["Try again", "Test", "2 errors"], "nothing of the state before lies over it"


def test_the_buttons_of_a_card_are_for_its_own_source(make: Callable[[Theme], SyncPane]) -> None:
    pane = make(Theme.LIGHT)
    leads = replace(row(Health.OK), source=Source.WODIFY, entity="leads")
    pane.show_sources((row(Health.OK), leads), running=False)
    refreshed, tested = Recorder(), Recorder()
    pane.refresh_wanted.connect(refreshed.on_object)
    pane.test_wanted.connect(tested.on_object)
    for card in pane.cards.values():
        for button in card.findChildren(QPushButton):
            button.click()
    got = [(card.source, card.entity) for card in refreshed.got]  # type: ignore[attr-defined]
    assert got == [(Source.CLUBOS, "clients"), (Source.WODIFY, "leads")]
    assert tested.got == [Source.CLUBOS, Source.WODIFY]
