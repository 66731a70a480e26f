"""The Sync pane: what each source last said, and what went wrong, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from gymdesk.domain.client import SOURCE_NAMES, Source
from gymdesk.rows import ErrorRow, Health, RunRow, SourceRow
from ui.empty_words import EmptyWords
from ui.models.cells import Kind
from ui.models.row_table import Column, RowTable
from ui.panes.sync_changes import ChangesPanel
from ui.panes.sync_words import SyncWords
from ui.widgets.empty_state import EmptyState
from ui.widgets.list_view import ListView
from ui.widgets.pane_frame import PaneFrame, hairline
from ui.widgets.pending_writes import PendingWrites
from ui.widgets.source_card import SourceCard
from ui.widgets.watch_strip import WatchStrip
from ui.write_words import WriteWords

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from gymdesk.credentials import KeyStoreUse
    from gymdesk.rows import WatchedRow
    from gymdesk.rows.changes import ChangeList
    from ui.actions import ActionSet
    from ui.phrases import Phrases
    from ui.style import Style

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CARD_PX = 260
CARDS_IN_A_ROW = 4
LISTS_PX = 220
ERRORS_SHOWN = 10
"""All of them stand in the history."""


class SyncPane(PaneFrame):
    """Shows a card for each source, what changed since the last look, and the last errors.

    `client_wanted` carries the `ClientId` of an error or a change that was opened, `test_wanted`
    the source, `refresh_wanted` the row of a card, `run_wanted` the run that was opened (None = the
    newest).
    """

    client_wanted = Signal(object)
    test_wanted = Signal(object)
    refresh_wanted = Signal(object)
    run_wanted = Signal(object)
    held_chosen = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        actions: ActionSet,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, self.tr("Sync"), parent)
        self._style = style
        self._phrases = phrases
        self._words_of = SyncWords(phrases, self)
        self._columns = 0
        self._words = EmptyWords(phrases, self)
        self._sources: tuple[SourceRow, ...] = ()
        self._running = False
        self._key_store_well = True
        self._shown: dict[str, SourceRow] = {}
        self._club_set_up = True
        self.cards: dict[str, SourceCard] = {}
        self.errors = self._error_table()
        self._build(style, actions)
        self._show()

    def show_club(self, set_up: bool) -> None:
        """Say whether a gym is set up at all."""
        self._club_set_up = set_up
        self._sources = ()
        self.changes.show_changes(None)
        self._show()

    def show_sources(self, sources: tuple[SourceRow, ...], *, running: bool) -> None:
        """Show *sources*; *running* = a refresh is under way."""
        self._sources = sources
        self._running = running
        self._show()

    def show_key_store(self, use: KeyStoreUse) -> None:
        """Show how the PC's key store is, and whose passwords or keys that is about."""
        state = use.state
        word = "memory" if state is None else state.word
        icon, tone, badge, line = self._key_words()[word]
        self.key_card.set_head(self.tr("Passwords and keys"), icon, tone, badge, line, "")
        pairs = [(self.tr("Key store"), state.backend)] if state and state.backend else []
        if use.needed_by:
            label = self.tr("Kept in it") if use.well else self.tr("Cannot be read")
            pairs.append((label, self._phrases.sources(use.needed_by)))
        if use.in_memory and state is not None:
            label = self.tr("This session only")
            pairs.append((label, self._phrases.sources(use.in_memory)))
        self.key_card.set_pairs(pairs)
        well = self._key_store_well = word in ("ready", "memory")
        enter = self.tr("Enter the password")
        if use.needed_by == (Source.WODIFY,):
            enter = self.tr("Enter the key")
        trouble = [
            ("sign_in", enter, "plain", "key"),
            ("recheck", self.tr("Ask again"), "quiet", ""),
        ]
        account = [("accounts", self.tr("Open the account"), "plain", "key")]
        self.key_card.set_buttons(account if well else trouble)
        self._show_key_card()

    def _key_words(self) -> dict[str, tuple[str, str, str, str]]:
        """Return icon, tone, badge and sentence for each state of the key store."""
        session_only = self.tr("Kept for this session only.")
        return {
            "ready": (
                "st-ok",
                "good",
                self.tr("Ready"),
                self.tr("Kept in this PC's key store, never in a file."),
            ),
            "memory": ("st-info", "neutral", self.tr("This session"), session_only),
            "absent": (
                "st-warn",
                "warn",
                self.tr("Absent"),
                self.tr(
                    "This PC has no key store. What is typed can be kept for this session only."
                ),
            ),
            "locked": (
                "lock",
                "warn",
                self.tr("Locked"),
                self.tr("Unlock the key store, or enter them for this session only."),
            ),
            "refused": (
                "st-warn",
                "warn",
                self.tr("Not used"),
                self.tr("It would keep them in clear. They are kept for this session only."),
            ),
            "silent": (
                "st-warn",
                "warn",
                self.tr("No answer"),
                self.tr(
                    "The key store does not answer. Try again, or enter them for this session only."
                ),
            ),
        }

    def show_changes(self, changes: ChangeList) -> None:
        """Show what changed since the last look."""
        self.changes.show_changes(changes)

    def show_watched(self, watched: tuple[WatchedRow, ...]) -> None:
        """Show whether the watched clients still owe what the manager knows they do."""
        self.watch_strip.show_watched(watched)

    def show_source(self, key: str) -> None:
        """Put the focus on the card of a source."""
        card = self.cards.get(key)
        if card is not None:
            card.strip.setFocus()

    @override
    def summary_words(self) -> str:
        there = [s for s in self._sources if s.configured]
        count = self.tr("1 source") if len(there) == 1 else self.tr("{n} sources")
        parts = [count.format(n=len(there))]
        for health in (Health.FAILED, Health.HELD, Health.INCOMPLETE, Health.STALE):
            n = sum(1 for s in there if s.health == health)
            if n:
                parts.append(f"{n} {self._phrases.health(health).lower()}")
        return " · ".join(parts)

    @override
    def stops(self) -> list[QWidget]:
        strips = [card.strip for card in self.cards.values()]
        return [self.header, *strips, self.changes.view, self.view, self.pending.view]

    @override
    def areas(self) -> list[QWidget]:
        cards = [*self.cards.values(), self.key_card]
        return [self.header, self.banner, self.watch_strip, *cards, self.changes, self]

    # --- slots ----------------------------------------------------------------------------------

    @Slot(QModelIndex)
    def on_error_opened(self, index: QModelIndex) -> None:
        """Show the client an error is about."""
        row = self.errors.row_at(index.row())
        if row.client_id is not None:
            self.client_wanted.emit(row.client_id)

    @Slot(object)
    def on_card_pressed(self, key: str) -> None:
        """Answer a button of a card."""
        pressed = self.sender()
        of = next((k for k, card in self.cards.items() if card is pressed), None)
        source = self._shown.get(of or "")
        if source is None:
            self.asked.emit(key)
        elif key == "test":
            self.test_wanted.emit(source.source)
        elif key == "refresh":
            self.refresh_wanted.emit(source)
        elif key == "errors":
            self.run_wanted.emit(source.last_run)
        else:
            if source.held is not None:
                self.held_chosen.emit(source.held.held_id)
            self.asked.emit(key)

    @Slot(object)
    def on_run_chosen(self, run: RunRow) -> None:
        """Open a run of a strip."""
        self.run_wanted.emit(run)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_cards()

    # --- parts ----------------------------------------------------------------------------------

    def _build(self, style: Style, actions: ActionSet) -> None:
        self.header.set_subtitle(self.tr("Every source, when it last worked, and what it changed"))
        self.header.add_action(actions["history"])
        self.header.add_action(actions["accounts"])
        self.header.refresh.set_action(actions["refresh"])
        inside = QWidget()
        inside.setObjectName("panel")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 14, 20, 12)
        column.setSpacing(12)
        self._card_grid = QGridLayout()
        self._card_grid.setSpacing(12)
        for place in range(CARDS_IN_A_ROW):
            self._card_grid.setColumnStretch(place, 1)
        self.key_card = SourceCard(style)
        self.key_card.hide_strip()
        self.key_card.set_head(
            self.tr("Passwords and keys"), "st-running", "neutral", self.tr("Asking"), "", ""
        )
        self.key_card.pressed.connect(self.asked)
        self.watch_strip = WatchStrip(style, self._phrases)
        column.addWidget(self.watch_strip)
        column.addLayout(self._card_grid)
        self.view = ListView(style)
        self.view.setObjectName("error_list")
        self.view.setAccessibleName(self.tr("Errors, newest first"))
        self.view.set_panel_rows(True)
        self.view.set_section_title(self.tr("Errors, newest first"))
        self.view.setModel(self.errors)
        self.view.set_why_line(True)
        self.view.setSortingEnabled(False)
        self.view.activated.connect(self.on_error_opened)
        self.nothing = EmptyState(style)
        self.pending = PendingWrites(style, self._phrases, WriteWords(self._phrases, self))
        self.changes = ChangesPanel(style, self._phrases)
        self.changes.client_wanted.connect(self.client_wanted)
        column.addLayout(self._build_lists(), 1)
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(scroll)
        self.nothing.pressed.connect(self.asked)

    def _build_lists(self) -> QHBoxLayout:
        """Build what changed at the left, the errors and what else needs somebody at the right."""
        errors = QVBoxLayout()
        errors.setSpacing(8)
        errors.addWidget(self.view, 1)
        errors.addWidget(self.nothing, 1)
        errors.addWidget(self.pending)
        lists = QHBoxLayout()
        lists.setSpacing(20)
        lists.addWidget(self.changes, 11)
        lists.addWidget(hairline(self, upright=True))
        lists.addLayout(errors, 12)
        for view in (self.view, self.changes):
            view.setMinimumHeight(LISTS_PX)
        return lists

    def _error_table(self) -> RowTable[ErrorRow]:
        return RowTable(
            (
                Column(
                    "what",
                    self.tr("Errors, newest first"),
                    0,
                    LEFT,
                    Kind.ICON_TEXT,
                    self._error_title,
                    lambda row: -row.at_utc.timestamp(),
                    icon=lambda row: "st-failed" if not row.subject else "st-warn",
                    tone=lambda row: "bad" if not row.subject else "warn",
                    tooltip=lambda row: row.message,
                    bold=lambda row: True,
                ),
                Column(
                    "when",
                    self.tr("When"),
                    150,
                    RIGHT,
                    Kind.TEXT,
                    lambda row: self._phrases.moment(row.at_utc),
                    lambda row: -row.at_utc.timestamp(),
                    tone=lambda row: "text2",
                ),
            ),
            row_id=lambda row: (row.subject, row.title, row.at_utc),
            haystack=lambda row: row.title,
            why=lambda row: row.message,
            sentence=lambda row: f"{self._error_title(row)}. {row.message}",
            parent=self,
        )

    def _error_title(self, row: ErrorRow) -> str:
        source = SOURCE_NAMES[row.source] if row.source is not None else ""
        whose = row.client_name or (self.tr("client {id}").format(id=row.subject))
        if not row.subject:
            return row.title
        return f"{source}: {whose} – {row.title}" if source else f"{whose} – {row.title}"

    def _show(self) -> None:
        self._show_cards()
        rows = sorted(
            (error for source in self._sources for error in source.recent_errors),
            key=lambda error: error.at_utc,
            reverse=True,
        )
        self.errors.set_rows(rows[:ERRORS_SHOWN])
        self.view.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        if not self._club_set_up:
            self._words.no_club(self.nothing)
        else:
            self.nothing.show_text(
                "st-ok",
                "good",
                self.tr("No errors"),
                self.tr("What goes wrong in a refresh is listed here, with the client's name."),
            )
        self.summary_changed.emit(self.summary_words())

    def _show_cards(self) -> None:
        wanted = {f"{s.source} {s.entity}": s for s in self._sources if s.configured}
        if list(wanted) != list(self.cards):
            for card in self.cards.values():
                self._card_grid.removeWidget(card)
                card.deleteLater()
            self.cards = {}
            for key in wanted:
                card = SourceCard(self._style)
                card.setMinimumWidth(CARD_PX)
                card.pressed.connect(self.on_card_pressed)
                card.strip.run_chosen.connect(self.on_run_chosen)
                self.cards[key] = card
            self._columns = 0
            self._lay_cards()
        self._show_key_card()
        self._shown = wanted
        for key, source in wanted.items():
            words, card = self._words_of, self.cards[key]
            card.set_head(*words.head(source, running=self._running))
            card.set_pairs(words.pairs(source))
            card.strip.set_runs(source.recent_runs, words.run)
            card.set_buttons([] if self._running else words.buttons(source))

    def _show_key_card(self) -> None:
        """Leave the key store out where it is well and the sources take the whole row."""
        room = len(self.cards) < CARDS_IN_A_ROW or not self._key_store_well
        self.key_card.setVisible(bool(self.cards) and room)

    def _lay_cards(self) -> None:
        """Lay the cards out in as many columns as there is room for, all of one width."""
        cards = [*self.cards.values(), self.key_card]
        room = max(1, (self.width() - 40) // self._style.px(CARD_PX + 12))
        columns = CARDS_IN_A_ROW if room >= CARDS_IN_A_ROW else min(room, 2)
        if len(cards) <= min(room, 3):
            columns = max(2, len(cards))
        if columns == self._columns:
            return
        self._columns = columns
        for place in range(CARDS_IN_A_ROW):
            self._card_grid.setColumnStretch(place, 1 if place < columns else 0)
        for place, card in enumerate(cards):
            self._card_grid.addWidget(card, place // columns, place % columns)
