"""The Leads pane: who asked and was not answered yet, and what is done about each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from gymdesk.domain.follow_up import OPEN
from gymdesk.domain.lead import LeadStatus
from ui.models.cells import Kind, State
from ui.models.row_table import NOT_APPLICABLE, Column, RowTable
from ui.widgets.button import set_icon_name
from ui.widgets.chips import ChipRow
from ui.widgets.empty_state import EmptyState
from ui.widgets.list_steps import select_current
from ui.widgets.list_view import ListView
from ui.widgets.pane_frame import PaneFrame, hairline
from ui.widgets.panel_splitter import STACKED_FROM, PanelSplitter

if TYPE_CHECKING:
    from gymdesk.rows.leads import LeadBook, LeadCard
    from ui.actions import ActionSet
    from ui.lead_words import LeadWords
    from ui.panes.leads_panel import LeadPanel
    from ui.phrases import Phrases
    from ui.style import Style

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
QUIET_DAYS = 7
PANEL_PX, NARROW_PANEL_PX = 440, 352
TWIN = State("st-differs", "warn", "")


class LeadsPane(PaneFrame):
    """Lists leads, new and unanswered ones first, beside the panel of the selected one."""

    new_wanted = Signal()
    export_wanted = Signal()

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        words: LeadWords,
        actions: ActionSet,
        panel: LeadPanel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, self.tr("Leads"), parent)
        self._phrases = phrases
        self._words = words
        self._book: LeadBook | None = None
        self._set_up = True
        self._chip = "open"
        self.panel = panel
        self.table = self._table()
        self._build(style, actions)
        self._connect()
        self.on_chip_chosen("open")

    # --- public ---------------------------------------------------------------------------------

    def show_club(self, set_up: bool) -> None:
        """Say whether a gym is set up at all, and forget the leads of another one."""
        self._set_up = set_up
        self._book = None
        self.table.set_rows(())
        self.panel.show_card(None, None)
        self._show()

    def show_book(self, book: LeadBook) -> None:
        """Show the leads of a club; what was selected stays selected."""
        self._book = book
        self.table.set_rows(book.cards)
        reason = self._words.why_not(book, None)
        self.new_lead.setEnabled(not reason)
        self.new_lead.setToolTip(reason or self.new_lead.text())
        self._show()
        self.on_current_changed()

    def waiting(self) -> int:
        """Return how many leads nobody has been in touch with."""
        cards = () if self._book is None else self._book.cards
        return sum(card.unanswered for card in cards)

    def current(self) -> LeadCard | None:
        """Return the selected lead."""
        found = self.view.current_id()
        return None if found is None else self.table.row_with(found)

    def shown(self) -> list[LeadCard]:
        """Return the leads as on the screen: filtered, and in their order."""
        return [self.table.row_at(number) for number in range(self.table.rowCount())]

    def select(self, lead_id: str) -> bool:
        """Select a lead, taking filters away that hide it; return whether it is there."""
        if self.view.select_id(lead_id):
            return True
        if self.table.row_with(lead_id) is None:
            return False
        self.chips.choose("all")
        self.on_chip_chosen("all")
        return self.view.select_id(lead_id)

    @override
    def summary_words(self) -> str:
        if self._book is None:
            return ""
        words = self.tr("{n} of {of} leads")
        return words.format(n=self.table.rowCount(), of=len(self._book.cards))

    @override
    def set_narrow(self, narrow: bool) -> None:
        super().set_narrow(narrow)
        self.splitter.set_narrow(narrow)
        self.splitter.set_stacked(self.style_of.text_scale >= STACKED_FROM)

    @override
    def stops(self) -> list[QWidget]:
        return [self.header, self.view, self.panel]

    @override
    def areas(self) -> list[QWidget]:
        return [self.header, self.banner, self.splitter.listing, self.panel]

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_query_settled(self, query: str) -> None:
        """Filter by the search."""
        self.table.set_query(query)
        self._show()
        self.on_current_changed()

    @Slot(object)
    def on_chip_chosen(self, key: str) -> None:
        """Filter by a chip."""
        self._chip = key
        keeps = {
            "open": lambda card: card.row.status in OPEN,
            "new": lambda card: card.unanswered,
            "due": lambda card: card.follow_up is not None,
            "quiet": _is_quiet,
            "converted": lambda card: card.row.status == LeadStatus.CONVERTED,
            "lost": lambda card: card.row.status == LeadStatus.LOST,
        }
        self.table.set_predicate("chip", keeps.get(key))
        self._show()
        self.on_current_changed()

    @Slot()
    def on_current_changed(self) -> None:
        """Show the selected lead."""
        select_current(self.view)
        self.panel.show_card(self._book, self.current())
        self.summary_changed.emit(self.summary_words())

    @Slot()
    def on_activated(self) -> None:
        """Go into the panel."""
        self.panel.setFocus()

    @Slot(object)
    def on_empty_pressed(self, key: str) -> None:
        """Answer a button of the empty list."""
        if key == "clear":
            if self.header.search is not None:
                self.header.search.clear_text()
            self.table.set_query("")
            self.chips.choose("all")
            self.on_chip_chosen("all")
        else:
            self.asked.emit(key)

    # --- parts ----------------------------------------------------------------------------------

    def _build(self, style: Style, actions: ActionSet) -> None:
        self.header.add_search(self.tr("Search name, e-mail, phone"))
        self.new_lead = QAction(self.tr("New lead"), self)
        self.new_lead.setObjectName("action_new_lead")
        set_icon_name(self.new_lead, "plus")
        self.export = QAction(self.tr("Export"), self)
        self.export.setObjectName("action_export_leads")
        set_icon_name(self.export, "export")
        self.header.add_action(self.export)
        self.header.add_action(self.new_lead)
        self.header.refresh.set_action(actions["refresh"])
        self.chips = ChipRow(style)
        self.view = ListView(style)
        self.view.setObjectName("leads_list")
        self.view.setAccessibleName(self.tr("Leads"))
        self.view.setModel(self.table)
        self.empty = EmptyState(style)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)
        side = QWidget()
        side.setObjectName("list_side")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.chips)
        column.addWidget(hairline(self))
        column.addWidget(self._stack, 1)
        self.splitter = PanelSplitter(side, self.panel, wide=PANEL_PX, narrow=NARROW_PANEL_PX)
        self.body.addWidget(self.splitter)

    def _connect(self) -> None:
        if self.header.search is not None:
            self.header.search.text_settled.connect(self.on_query_settled)
            self.header.search.left.connect(self.view.setFocus)
            self.keep_escape()
        self.chips.chosen.connect(self.on_chip_chosen)
        self.empty.pressed.connect(self.on_empty_pressed)
        self.view.activated.connect(self.on_activated)
        self.view.selectionModel().currentRowChanged.connect(self.on_current_changed)
        self.new_lead.triggered.connect(self.new_wanted)
        self.export.triggered.connect(self.export_wanted)
        self.panel.left.connect(self.view.setFocus)

    def _table(self) -> RowTable[LeadCard]:
        words = self._words
        return RowTable(
            (
                Column(
                    "lead",
                    self.tr("Lead"),
                    0,
                    LEFT,
                    Kind.NAME,
                    lambda card: card.row.name,
                    lambda card: card.row.name.casefold(),
                    bold=lambda card: True,
                    icon=lambda card: "st-differs" if card.row.twins else "",
                    tooltip=self._name_tip,
                ),
                Column(
                    "state",
                    self.tr("State"),
                    150,
                    LEFT,
                    Kind.BADGE,
                    lambda card: words.state(card).word,
                    lambda card: words.state(card).word,
                    badge=words.state,
                ),
                Column(
                    "source",
                    self.tr("Source"),
                    110,
                    LEFT,
                    Kind.TEXT,
                    lambda card: card.row.lead_source or "–",
                    lambda card: (card.row.lead_source or "").casefold() or NOT_APPLICABLE,
                    min_list_px=660,
                ),
                Column(
                    "age",
                    self.tr("Age"),
                    90,
                    RIGHT,
                    Kind.TEXT,
                    words.age,
                    lambda card: card.age_days,
                ),
                Column(
                    "contact",
                    self.tr("Last contact"),
                    130,
                    LEFT,
                    Kind.TEXT,
                    words.last_contact,
                    lambda card: card.row.days_without_contact,
                    tone=lambda card: "bad" if card.unanswered else "text2",
                    min_list_px=480,
                ),
            ),
            row_id=lambda card: card.row.lead_id,
            haystack=lambda card: (
                f"{card.row.name} {card.row.email or ''} {card.row.phone or ''} {card.row.lead_id}"
            ),
            sentence=words.spoken,
            parent=self,
        )

    def _name_tip(self, card: LeadCard) -> str:
        if not card.row.twins:
            return card.row.name
        return self.tr("Perhaps the same person as {ids}").format(ids=", ".join(card.row.twins))

    def _show(self) -> None:
        book = self._book
        self.header.set_subtitle("" if book is None else self._words.subtitle(book))
        cards = () if book is None else book.cards
        counts = {
            "open": sum(card.row.status in OPEN for card in cards),
            "new": sum(card.unanswered for card in cards),
            "due": sum(card.follow_up is not None for card in cards),
            "quiet": sum(_is_quiet(card) for card in cards),
        }
        self.chips.set_chips(
            [
                ("open", self.tr("Open"), counts["open"]),
                ("new", self.tr("New"), counts["new"]),
                ("due", self.tr("Follow-up due"), counts["due"]),
                ("quiet", self.tr("No contact for 7 days"), counts["quiet"]),
                ("converted", self.tr("Converted"), None),
                ("lost", self.tr("Lost"), None),
                ("all", self.tr("All"), None),
            ]
        )
        self.chips.choose(self._chip)
        self._show_emptiness(book)
        self.summary_changed.emit(self.summary_words())

    def _show_emptiness(self, book: LeadBook | None) -> None:
        shown = self.table.rowCount() > 0
        self._stack.setCurrentWidget(self.view if shown else self.empty)
        if shown:
            return
        if not self._set_up or book is None or book.figures_from_utc is None:
            self.empty.show_text(
                "leads",
                "text3",
                self.tr("No leads were read yet"),
                self.tr("Set up WODIFY under Settings, Accounts, then refresh."),
                (("accounts", self.tr("Open the account"), True),),
            )
        elif book.cards:
            self.empty.show_text(
                "search",
                "text3",
                self.tr("No lead fits"),
                self.tr("Nothing is hidden for good: show all leads again."),
                (("clear", self.tr("Show all leads"), True),),
            )
        else:
            self.empty.show_text(
                "leads",
                "text3",
                self.tr("WODIFY has no leads"),
                self.tr("All of the list was read, and there was nobody in it."),
            )


def _is_quiet(card: LeadCard) -> bool:
    days = card.row.days_without_contact
    return card.row.status in OPEN and days is not None and days >= QUIET_DAYS
