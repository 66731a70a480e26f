"""What the panes with a list of clients have in common: list, chips, filter, columns, unfolding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from ui.empty_words import EmptyWords
from ui.list_filter import ListFilter
from ui.models.client_branches import ClientBranches
from ui.models.client_columns import ClientColumns
from ui.summary_words import SummaryWords
from ui.widgets.button import ActionButton
from ui.widgets.chips import ChipRow
from ui.widgets.empty_state import EmptyState
from ui.widgets.list_steps import select_current, step_in
from ui.widgets.list_view import ListView
from ui.widgets.pane_frame import Notice, PaneFrame
from ui.widgets.panel_splitter import STACKED_FROM, PanelSplitter

if TYPE_CHECKING:
    from collections.abc import Callable

    from gymdesk.domain.client import ClientId
    from gymdesk.rows import ClientDetail, ClientList, ClientRow, CollectionsList
    from ui.actions import ActionSet
    from ui.models.conditions import ClientConditions
    from ui.models.row_table import RowTable
    from ui.phrases import Phrases
    from ui.printing.client_lists import Worklist
    from ui.style import Style

ALL = "all"


class ListPane(PaneFrame):
    """A list of clients and a panel beside it.

    `client_chosen` carries a `ClientId` or None, `branches_wanted` whose agreements and invoices
    are to be read for the list, `menu_wanted` where a menu was asked for and whether it is the
    columns'. Selection, current row, scroll and what is unfolded survive new figures.
    """

    client_chosen = Signal(object)
    branches_wanted = Signal(object)
    menu_wanted = Signal(object, bool)

    splitter: PanelSplitter
    table: RowTable[ClientRow]

    def __init__(
        self, style: Style, title: str, phrases: Phrases, panel: QWidget, parent: QWidget | None
    ) -> None:
        super().__init__(style, title, parent)
        self._phrases = phrases
        self._club_set_up = True
        self._panel_wanted = True
        self._chip = ALL
        self._panel = panel
        self._shown_detail: ClientDetail | None = None
        self._summary = SummaryWords(phrases, self)
        self._words = EmptyWords(phrases, self)
        self._columns = self._make_columns(phrases)
        self._branches = ClientBranches(phrases, self)

    def _make_columns(self, phrases: Phrases) -> ClientColumns:
        """Return the words and columns of the list."""
        return ClientColumns(phrases, self)

    def _conditions(self) -> ClientConditions | None:
        """Return the conditions to filter by, None for those of every list of clients."""
        return None

    # --- for subclasses -------------------------------------------------------------------------

    def _listed(self) -> ClientList | CollectionsList | None:
        """Return the list as it was read."""
        raise NotImplementedError

    def _show_emptiness(self) -> None:
        """Show the list, or why there is nothing in it."""
        raise NotImplementedError

    def _show_current(self, row: ClientRow | None) -> None:
        """Show the selected client in the panel."""
        raise NotImplementedError

    def _chip_filter(self, key: str) -> Callable[[ClientRow], bool] | None:
        """Return what a chip keeps; None = everybody."""
        raise NotImplementedError

    def _chip_word(self, key: str) -> str:
        """Return the word of a chip, for the printed sheet."""
        raise NotImplementedError

    def shown_detail(self) -> ClientDetail | None:
        """Return agreements and invoices of the selected client, as far as they are read."""
        row, detail = self.current_row(), self._shown_detail
        same = row is not None and detail is not None and detail.row.client_id == row.client_id
        return detail if same else None

    def shown_list(self) -> ClientList | CollectionsList | None:
        """Return the list as on screen: filtered and in its order."""
        raise NotImplementedError

    # --- public ---------------------------------------------------------------------------------

    def select(self, client_id: ClientId) -> bool:
        """Select a client, taking filters away that hide it; return whether it is there."""
        if self.view.select_id(client_id):
            return True
        if self.table.row_with(client_id) is None:
            return False
        self.clear_filters()
        return self.view.select_id(client_id)

    def current_row(self) -> ClientRow | None:
        """Return the selected client."""
        found = self.view.current_id()
        return None if found is None else self.table.row_with(found)

    def selected_rows(self) -> list[ClientRow]:
        """Return all selected clients, from top to bottom."""
        rows = (self.table.row_with(row_id) for row_id in self.view.selected_ids())
        return [row for row in rows if row is not None]

    @Slot(object)
    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) client."""
        step_in(self.view, by)

    @override
    def summary_words(self) -> str:
        listed = self._listed()
        if listed is None:
            return ""
        return self._summary.words(self.view, self.table, len(listed.rows))

    def filter_words(self) -> str:
        """Return what the list is filtered by, for the printed sheet; "" for everybody."""
        parts = [] if self._chip == ALL else [self._chip_word(self._chip)]
        parts += self.filter.words()
        if self.table.query:
            parts.append(f"“{self.table.query}”")
        return ", ".join(parts)

    def clear_filters(self) -> None:
        """Show everybody."""
        if self.header.search is not None:
            self.header.search.clear_text()
        self.table.set_query("")
        self.filter.clear()
        self.chips.choose(ALL)
        self.on_chip_chosen(ALL)

    def why(self, row: ClientRow) -> str:
        """Return in one line why a row stands in the list."""
        return self._columns.why(row)

    def cell(self, key: str, row: ClientRow) -> str:
        """Return what the list says in a column."""
        at = self.table.column_of(key)
        return "" if at < 0 else self.table.columns[at].text(row)

    def worklist(self) -> Worklist | None:
        """Return what says why a row stands in the list; None where nobody works it off."""
        return None

    def show_panel(self, shown: bool) -> None:
        """Show or hide the panel."""
        self._panel_wanted = shown
        self._show_emptiness()

    def show_branches(self, detail: ClientDetail) -> None:
        """Put agreements and invoices under a row that was unfolded."""
        client_id = detail.row.client_id
        if client_id in self.table.unfolded():
            self.table.unfold(client_id, self._branches.of(detail))
            self.view.unfold(client_id)

    @override
    def show_notice(self, notice: Notice | None) -> None:
        super().show_notice(notice)
        self._show_emptiness()

    @override
    def tells_itself(self, notice: Notice) -> bool:
        return self._never() and notice.key != "stale"

    @override
    def set_narrow(self, narrow: bool) -> None:
        super().set_narrow(narrow)
        self.splitter.set_narrow(narrow)
        self.splitter.set_stacked(self.style_of.text_scale >= STACKED_FROM)

    @override
    def stops(self) -> list[QWidget]:
        return [self.header, self.view, self._panel]

    @override
    def areas(self) -> list[QWidget]:
        return [self.header, self.banner, self.splitter.listing, self._panel]

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_query_settled(self, query: str) -> None:
        """Filter by the search."""
        self.table.set_query(query)
        self.on_filtered()

    @Slot(object)
    def on_chip_chosen(self, key: str) -> None:
        """Filter by a chip."""
        self._chip = key
        self.table.set_predicate("chip", self._chip_filter(key))
        self.on_filtered()

    @Slot()
    def on_filtered(self) -> None:
        """Show what the filters leave."""
        self._show_emptiness()
        self.on_current_changed()

    @Slot()
    def on_current_changed(self) -> None:
        """Show the selected client."""
        select_current(self.view)
        row = self.current_row()
        self._show_current(row)
        self.client_chosen.emit(None if row is None else row.client_id)
        self.on_selection_changed()

    @Slot()
    def on_selection_changed(self) -> None:
        """Add up what is selected."""
        self.summary_changed.emit(self.summary_words())

    @Slot()
    def on_activated(self) -> None:
        """Go into the panel; Esc comes back."""
        self._panel.setFocus()

    @Slot(object)
    def on_unfold_wanted(self, client_id: ClientId) -> None:
        """Unfold a row: what belongs under it is read first."""
        self.table.unfold(client_id, self._branches.reading())
        self.view.unfold(client_id)
        self.branches_wanted.emit(client_id)

    @Slot(object)
    def on_fold_wanted(self, client_id: ClientId) -> None:
        """Fold a row, and forget what was under it."""
        self.table.unfold(client_id, ())

    @Slot(object)
    def on_empty_pressed(self, key: str) -> None:
        """Answer a button of the empty list."""
        if key == "clear":
            self.clear_filters()
        else:
            self.asked.emit(key)

    # --- parts ----------------------------------------------------------------------------------

    def _build_header(self, actions: ActionSet, search: str) -> None:
        self.header.add_search(search)
        for name in ("print", "export"):
            self.header.add_action(actions[name])
        self.header.refresh.set_action(actions["refresh"])

    def _build_list(self, actions: ActionSet, name: str) -> None:
        """Make chips, filter and list."""
        style = self.style_of
        self.chips = ChipRow(style)
        self.filter = ListFilter(
            style, self._phrases, self.table, self.chips, self._all_rows, self._conditions()
        )
        columns = ActionButton(style, actions["columns"], "quiet", self.chips)
        columns.setObjectName(f"{name}_columns")
        columns.set_narrow(True)
        self.chips.add_right(columns)
        self.view = ListView(style)
        self.view.setObjectName(f"{name}_list")
        self.view.setModel(self.table)
        self.view.set_choosable(True)
        self.view.set_unfolding(True)
        self.empty = EmptyState(style)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.empty)

    def _side(self, *above: QWidget) -> QWidget:
        """Return the side of the list, with *above* over it."""
        side = QWidget()
        side.setObjectName("list_side")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in above:
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
        return side

    def _connect_list(self, left: Any) -> None:
        if self.header.search is not None:
            self.header.search.text_settled.connect(self.on_query_settled)
            self.header.search.left.connect(self.view.setFocus)
            self.keep_escape()
        self.chips.chosen.connect(self.on_chip_chosen)
        self.filter.changed.connect(self.on_filtered)
        self.empty.pressed.connect(self.on_empty_pressed)
        left.connect(self.view.setFocus)
        self.view.activated.connect(self.on_activated)
        self.view.stepped.connect(self.step)
        self.view.unfold_wanted.connect(self.on_unfold_wanted)
        self.view.fold_wanted.connect(self.on_fold_wanted)
        self.view.menu_wanted.connect(self.menu_wanted)
        selection = self.view.selectionModel()
        selection.currentRowChanged.connect(self.on_current_changed)
        selection.selectionChanged.connect(self.on_selection_changed)

    def _read_branches_again(self) -> None:
        """Ask anew for what is unfolded: the figures are newer."""
        for client_id in self.table.unfolded():
            self.branches_wanted.emit(client_id)

    def _all_rows(self) -> tuple[ClientRow, ...]:
        listed = self._listed()
        return () if listed is None else listed.rows

    def _never(self) -> bool:
        """Return whether nothing was ever fetched."""
        listed = self._listed()
        return listed is None or listed.figures_from_utc is None
