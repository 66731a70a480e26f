"""The Sync pane: what each source last said, and what went wrong, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from gymdesk.domain.client import SOURCE_NAMES, Source
from gymdesk.rows import ErrorRow, Health, RunRow, SourceRow
from ui.empty_words import EmptyWords
from ui.held_words import HeldWords
from ui.models.cells import Kind
from ui.models.row_table import Column, RowTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.list_view import ListView
from ui.widgets.pane_frame import PaneFrame
from ui.widgets.pending_writes import PendingWrites
from ui.widgets.source_card import SourceCard
from ui.widgets.watch_strip import WatchStrip
from ui.write_words import WriteWords

if TYPE_CHECKING:
    from gymdesk.credentials import KeyStoreState
    from gymdesk.rows import WatchedRow
    from ui.actions import ActionSet
    from ui.phrases import Phrases
    from ui.style import Style

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CARD_PX = 300


class SyncPane(PaneFrame):
    """Shows a card for each source and the errors, newest first.

    `client_wanted` carries the `ClientId` of an error that was opened; `test_wanted` the source.
    """

    client_wanted = Signal(object)
    test_wanted = Signal(object)

    def __init__(
        self, style: Style, phrases: Phrases, actions: ActionSet, parent: QWidget | None = None
    ) -> None:
        super().__init__(style, self.tr("Sync"), parent)
        self._style = style
        self._phrases = phrases
        self._words = EmptyWords(phrases, self)
        self._held = HeldWords(phrases, self)
        self._sources: tuple[SourceRow, ...] = ()
        self._key_store: KeyStoreState | None = None
        self._running = False
        self._club_set_up = True
        self.cards: dict[str, SourceCard] = {}
        self.errors = self._error_table()
        self._build(style, actions)
        self._show()

    def show_club(self, set_up: bool) -> None:
        """Say whether a gym is set up at all."""
        self._club_set_up = set_up
        self._sources = ()
        self._show()

    def show_sources(self, sources: tuple[SourceRow, ...], *, running: bool) -> None:
        """Show *sources*; *running* = a refresh is under way."""
        self._sources = sources
        self._running = running
        self._show()

    def show_key_store(self, state: KeyStoreState | None) -> None:
        """Show how the PC's key store is; None = this session does without it."""
        self._key_store = state
        word = "memory" if state is None else state.word
        icon, tone, badge, line = self._key_words()[word]
        self.key_card.set_head(self.tr("Passwords"), icon, tone, badge, line, "")
        pairs = [(self.tr("Key store"), state.backend)] if state and state.backend else []
        self.key_card.set_pairs(pairs)
        well = word in ("ready", "memory")
        trouble = [
            ("sign_in", self.tr("Enter the password"), "plain", "key"),
            ("recheck", self.tr("Ask again"), "quiet", ""),
        ]
        account = [("accounts", self.tr("Open the account"), "plain", "key")]
        self.key_card.set_buttons(account if well else trouble)

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
                self.tr("This PC has no key store. A password can be kept for this session only."),
            ),
            "locked": (
                "lock",
                "warn",
                self.tr("Locked"),
                self.tr("Unlock the key store, or enter the password for this session only."),
            ),
            "refused": (
                "st-warn",
                "warn",
                self.tr("Not used"),
                self.tr("It would keep passwords in clear. They are kept for this session only."),
            ),
            "silent": (
                "st-warn",
                "warn",
                self.tr("No answer"),
                self.tr("The key store does not answer. Try again, or keep the password here."),
            ),
        }

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
        return [
            self.header,
            *(card.strip for card in self.cards.values()),
            self.view,
            self.pending.view,
        ]

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
        if key == "test":
            self.test_wanted.emit(Source.CLUBOS)
        else:
            self.asked.emit(key)

    # --- parts ----------------------------------------------------------------------------------

    def _build(self, style: Style, actions: ActionSet) -> None:
        self.header.set_subtitle(self.tr("Every source, when it last worked, and what it changed"))
        self.header.add_action(actions["accounts"])
        self.header.refresh.set_action(actions["refresh"])
        inside = QWidget()
        inside.setObjectName("panel")
        column = QVBoxLayout(inside)
        column.setContentsMargins(20, 14, 20, 12)
        column.setSpacing(12)
        self._card_grid = QGridLayout()
        self._card_grid.setSpacing(12)
        self._card_grid.setColumnStretch(0, 1)
        self._card_grid.setColumnStretch(1, 1)
        self.key_card = SourceCard(style)
        self.key_card.hide_strip()
        self.key_card.set_head(
            self.tr("Passwords"), "st-running", "neutral", self.tr("Asking"), "", ""
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
        column.addWidget(self.view, 1)
        column.addWidget(self.nothing, 1)
        self.pending = PendingWrites(style, self._phrases, WriteWords(self._phrases, self))
        column.addWidget(self.pending)
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(scroll)
        self.nothing.pressed.connect(self.asked)

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
        self.errors.set_rows(rows)
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
            for place, key in enumerate(wanted):
                card = SourceCard(self._style)
                card.setMinimumWidth(CARD_PX)
                card.pressed.connect(self.on_card_pressed)
                self._card_grid.addWidget(card, place // 2, place % 2)
                self.cards[key] = card
            self._card_grid.removeWidget(self.key_card)
            place = len(wanted)
            self._card_grid.addWidget(self.key_card, place // 2, place % 2)
        self.key_card.setVisible(bool(wanted))
        for key, source in wanted.items():
            self._show_card(self.cards[key], source)

    def _show_card(self, card: SourceCard, source: SourceRow) -> None:
        phrases = self._phrases
        health = Health.RUNNING if self._running else source.health
        icon, tone, *_ = phrases.health_icon(health)
        name = self._card_name(source)
        line, tip = self.tr("Never refreshed completely"), ""
        if source.last_success_utc is not None:
            moment, ago = (
                phrases.moment(source.last_success_utc),
                phrases.ago(source.last_success_utc),
            )
            line = self.tr("Last complete refresh {moment} · {ago}").format(moment=moment, ago=ago)
            tip = source.last_success_utc.isoformat(timespec="seconds")
        card.set_head(name, icon, tone, phrases.health(health), line, tip)
        card.set_pairs(self._pairs(source))
        card.strip.set_runs(source.recent_runs, self._run_words)
        again = source.health in (Health.FAILED, Health.INCOMPLETE, Health.INTERRUPTED)
        words = self.tr("Try again") if again else self.tr("Refresh")
        buttons = [("refresh", words, "plain", "refresh")]
        if source.source == Source.CLUBOS:  # the others have no sign-in to try from here
            buttons.append(("test", self.tr("Test"), "quiet", ""))
        if source.held is not None:
            buttons = [
                ("compare", self.tr("Compare…"), "primary", "st-held"),
                ("drop", self.tr("Drop run"), "quiet", ""),
            ]
        card.set_buttons([] if self._running else buttons)

    def _card_name(self, source: SourceRow) -> str:
        """Return the source's name; where it is read for several things, with the thing."""
        name = SOURCE_NAMES[source.source]
        entity = {
            "members": self.tr("members"),
            "leads": self.tr("leads"),
            "invoices": self.tr("invoices"),
        }.get(source.entity)
        return name if entity is None else f"{name} · {entity}"

    def _pairs(self, source: SourceRow) -> list[tuple[str, str]]:
        run = source.last_run
        tried = self.tr("never")
        if source.last_attempt_utc is not None:
            tried = self._phrases.moment(source.last_attempt_utc)
        pairs = [(self.tr("Last attempt"), tried)]
        if source.dialect_found is not None or source.dialect_chosen is not None:
            pairs.append((self.tr("It answers"), self._dialect(source)))
        if source.held is not None:
            return [*pairs, *self._held.card(source.held)]
        if run is None:
            return pairs
        if run.seconds is not None:
            took = self.tr("{time} · {requests} requests").format(
                time=duration(run.seconds), requests=run.requests
            )
            pairs.append((self.tr("Took"), took))
        if run.total is not None:
            words = {
                "leads": self.tr("{done} of {total} leads"),
                "invoices": self.tr("{done} of {total} invoices"),
            }.get(source.entity, self.tr("{done} of {total} clients"))
            read = words.format(done=run.done, total=run.total)
            pairs.append((self.tr("Visited"), read))
        pairs += [
            (
                self.tr("Changed"),
                self.tr("{updated} updated · {created} new").format(
                    updated=run.updated, created=run.created
                ),
            ),
            (self.tr("Unchanged"), str(run.unchanged)),
            (self.tr("Missing"), str(run.missing)),
            (self.tr("Failed"), str(run.failed)),
        ]
        return pairs

    def _dialect(self, source: SourceRow) -> str:
        """Return how the source is asked, and where the user's choice is not what it shows."""
        found, chosen = source.dialect_found, source.dialect_chosen
        spoken = chosen or found
        words = "" if spoken is None else self._phrases.dialect(spoken)
        if chosen is None:
            return words
        if found in (None, chosen):
            return self.tr("{dialect} · chosen").format(dialect=words)
        said = self.tr("{dialect} · chosen, but its sign-in page says: {found}")
        return said.format(dialect=words, found=self._phrases.dialect(found).lower())

    def _run_words(self, run: RunRow) -> str:
        words = self.tr("{status}, {moment}").format(
            status=self._phrases.run_status(run.status),
            moment=self._phrases.moment(run.started_at_utc),
        )
        if run.seconds is not None:
            words += f", {duration(run.seconds)}"
        if run.failed:
            words += ", " + self.tr("{n} failed").format(n=run.failed)
        return words


def duration(seconds: float) -> str:
    """Return "4 s", "2 min 06 s" or "1 h 04 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
