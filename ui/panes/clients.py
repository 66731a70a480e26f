"""The Clients pane: everybody, with search, chips, trainer filter, and the detail beside."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from gymdesk.domain.past_due import PaymentStatus
from ui.empty_words import EmptyWords
from ui.models.client_columns import ClientColumns
from ui.summary_words import SummaryWords
from ui.widgets.chips import ChipRow
from ui.widgets.empty_state import EmptyState
from ui.widgets.list_steps import select_current, step_in
from ui.widgets.list_view import ListView
from ui.widgets.pane_frame import Notice, PaneFrame
from ui.widgets.panel_splitter import STACKED_FROM, PanelSplitter

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from gymdesk.domain.client import ClientId
    from gymdesk.rows import ClientDetail, ClientList, ClientRow
    from ui.actions import ActionSet
    from ui.phrases import Phrases
    from ui.style import Style

ALL = "all"


class ShowsClient(Protocol):
    """The detail panel: `ui.panes.client_detail.ClientDetailPanel`."""

    def clear(self) -> None:
        """Show that nobody is selected."""
        ...

    def show_row(self, row: ClientRow) -> None:
        """Show what the list knows."""
        ...

    def show_detail(self, detail: ClientDetail) -> None:
        """Show agreements and invoices."""
        ...

    @property
    def left(self) -> SignalInstance:
        """Tell that Esc asks for the list."""
        ...


class ClientsPane(PaneFrame):
    """Lists all clients. Filters are the search, one chip and the trainer, all at once.

    `client_chosen` carries a `ClientId` or None. Selection, current row and scroll survive
    `show_list`.
    """

    client_chosen = Signal(object)

    def __init__(
        self,
        style: Style,
        phrases: Phrases,
        actions: ActionSet,
        detail: QWidget,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(style, self.tr("Clients"), parent)
        self._phrases = phrases
        self._list: ClientList | None = None
        self._club_set_up = True
        self._panel_wanted = True
        self._chip = ALL
        self._detail = detail
        self._summary = SummaryWords(phrases, self)
        self._words = EmptyWords(phrases, self)
        self._columns = ClientColumns(phrases, self)
        self.table = self._columns.clients_table(self)
        self._build(style, actions)
        self._connect()
        self._show_emptiness()

    @property
    def detail(self) -> ShowsClient:
        """Return the panel at the right."""
        return self._detail  # type: ignore[return-value]

    def show_club(self, set_up: bool) -> None:
        """Say whether a gym is set up at all, and forget the figures of another one."""
        self._club_set_up = set_up
        self._list = None
        self.table.set_rows(())
        self.detail.clear()
        self._show_subtitle()
        self._show_chips()
        self._show_emptiness()

    def show_list(self, clients: ClientList) -> None:
        """Show *clients*; what was selected stays selected."""
        self._list = clients
        self.table.set_rows(clients.rows)
        self._show_trainers(clients.rows)
        self._show_subtitle()
        self._show_chips()
        self._show_emptiness()
        self.on_current_changed()
        self._show_summary()

    def show_detail(self, detail: ClientDetail) -> None:
        """Show the agreements and invoices of the selected client."""
        self.detail.show_detail(detail)

    def select(self, client_id: ClientId) -> bool:
        """Select a client, taking filters away that hide it; return whether it is there."""
        if self.view.select_id(client_id):
            return True
        self.clear_filters()
        return self.view.select_id(client_id)

    def current_row(self) -> ClientRow | None:
        """Return the selected client."""
        found = self.view.current_id()
        return None if found is None else self.table.row_with(found)

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) client."""
        step_in(self.view, by)

    def shown_list(self) -> ClientList | None:
        """Return the list as on screen: filtered and in its order."""
        if self._list is None:
            return None
        return replace(self._list, rows=tuple(self.table.visible_rows()))

    @override
    def summary_words(self) -> str:
        if self._list is None:
            return ""
        return self._summary.words(self.view, self.table, len(self._list.rows))

    def filter_words(self) -> str:
        """Return what the list is filtered by, for the printed sheet; "" for everybody."""
        parts = [] if self._chip == ALL else [self._phrases.payment_status(_status(self._chip))]
        if self.trainer.currentIndex() > 0:
            parts.append(self.trainer.currentText())
        if self.table.query:
            parts.append(f"“{self.table.query}”")
        return ", ".join(parts)

    def clear_filters(self) -> None:
        """Show everybody."""
        if self.header.search is not None:
            self.header.search.clear_text()
        self.table.set_query("")
        self.trainer.setCurrentIndex(0)
        self.chips.choose(ALL)
        self.on_chip_chosen(ALL)

    def show_panel(self, shown: bool) -> None:
        """Show or hide the detail."""
        self._panel_wanted = shown
        self._show_emptiness()

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
        return [self.header, self.view, self._detail]

    # --- slots ----------------------------------------------------------------------------------

    @Slot(object)
    def on_query_settled(self, query: str) -> None:
        """Filter by the search."""
        self.table.set_query(query)
        self._after_filter()

    @Slot(object)
    def on_chip_chosen(self, key: str) -> None:
        """Filter by payment status."""
        self._chip = key
        wanted = None if key == ALL else _status(key)
        keep = None if wanted is None else lambda row: row.payment_status == wanted
        self.table.set_predicate("status", keep)
        self._after_filter()

    @Slot(int)
    def on_trainer_chosen(self, index: int) -> None:
        """Filter by trainer."""
        wanted = self.trainer.itemData(index) if index > 0 else None
        keep = None if wanted is None else lambda row: (row.trainer or "") == wanted
        self.table.set_predicate("trainer", keep)
        self._after_filter()

    @Slot()
    def on_current_changed(self) -> None:
        """Show the selected client."""
        select_current(self.view)
        row = self.current_row()
        if row is None:
            self.detail.clear()
        else:
            self.detail.show_row(row)
        self.client_chosen.emit(None if row is None else row.client_id)
        self._show_summary()

    @Slot()
    def on_activated(self) -> None:
        """Go into the panel; Esc comes back."""
        self._detail.setFocus()

    @Slot(object)
    def on_empty_pressed(self, key: str) -> None:
        """Answer a button of the empty list."""
        if key == "clear":
            self.clear_filters()
        else:
            self.asked.emit(key)

    # --- parts ----------------------------------------------------------------------------------

    def _build(self, style: Style, actions: ActionSet) -> None:
        self.header.add_search(self.tr("Search name, e-mail, phone"))
        for name in ("print", "export"):
            self.header.add_action(actions[name])
        self.header.refresh.set_action(actions["refresh"])
        self.chips = ChipRow(style)
        self.trainer = QComboBox()
        self.trainer.setAccessibleName(self.tr("Trainer"))
        self.trainer.setObjectName("trainer_filter")
        self.trainer.addItem(self.tr("All trainers"))
        self.trainer.setFixedWidth(style.px(150))
        self.chips.add_right(self.trainer)
        self.view = ListView(style)
        self.view.setObjectName("clients_list")
        self.view.setAccessibleName(self.tr("Clients"))
        self.view.setModel(self.table)
        self.view.sortByColumn(self.table.column_of("past_due"), Qt.SortOrder.DescendingOrder)
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
        column.addWidget(self._stack, 1)
        self.splitter = PanelSplitter(side, self._detail, wide=640, narrow=568, list_at_most=860)
        self.body.addWidget(self.splitter)

    def _connect(self) -> None:
        if self.header.search is not None:
            self.header.search.text_settled.connect(self.on_query_settled)
            self.header.search.left.connect(self.view.setFocus)
            self.keep_escape()
        self.chips.chosen.connect(self.on_chip_chosen)
        self.trainer.currentIndexChanged.connect(self.on_trainer_chosen)
        self.empty.pressed.connect(self.on_empty_pressed)
        self.detail.left.connect(self.view.setFocus)
        self.view.activated.connect(self.on_activated)
        selection = self.view.selectionModel()
        selection.currentRowChanged.connect(self.on_current_changed)
        selection.selectionChanged.connect(self._show_summary)

    def _after_filter(self) -> None:
        self._show_emptiness()
        self.on_current_changed()

    def _show_subtitle(self) -> None:
        if self._list is None:
            self.header.set_subtitle("")
            return
        n = len(self._list.rows)
        people = self.tr("1 person") if n == 1 else self.tr("{n} people").format(n=n)
        self.header.set_subtitle(f"{people} · {self._figures_from()}")

    def _figures_from(self) -> str:
        at_utc = self._list.figures_from_utc if self._list is not None else None
        if at_utc is None:
            return self.tr("no figures yet")
        return self.tr("figures from {moment}").format(moment=self._phrases.moment(at_utc))

    def _show_chips(self) -> None:
        rows = self._list.rows if self._list is not None else ()
        chips: list[tuple[str, str, int | None]] = [(ALL, self.tr("All"), len(rows))]
        for status in (PaymentStatus.PAST_DUE, PaymentStatus.CURRENT, PaymentStatus.UNKNOWN):
            n = sum(1 for row in rows if row.payment_status == status)
            chips.append((str(status), self._phrases.payment_status(status), n))
        self.chips.set_chips(chips)
        self.chips.choose(self._chip)

    def _show_trainers(self, rows: tuple[ClientRow, ...]) -> None:
        chosen = self.trainer.currentData()
        self.trainer.blockSignals(True)
        self.trainer.clear()
        self.trainer.addItem(self.tr("All trainers"))
        for name in sorted({row.trainer for row in rows if row.trainer}):
            self.trainer.addItem(name, name)
        if any(not row.trainer for row in rows):
            self.trainer.addItem(self.tr("No trainer known"), "")
        found = self.trainer.findData(chosen) if chosen is not None else 0
        self.trainer.setCurrentIndex(max(0, found))
        self.trainer.blockSignals(False)
        if chosen is not None and found < 0:
            self.on_trainer_chosen(0)

    def _show_summary(self) -> None:
        self.summary_changed.emit(self.summary_words())

    def _never(self) -> bool:
        return self._list is None or (not self._list.rows and self._list.figures_from_utc is None)

    def _show_emptiness(self) -> None:
        nothing = not self._club_set_up or (self._list is not None and self._never())
        self._detail.setVisible(self._panel_wanted and not nothing)
        words, rows = self._words, self._list.rows if self._list is not None else ()
        if not self._club_set_up:
            words.no_club(self.empty)
        elif self._list is not None and self._never():
            words.never(self.empty, self.notice)
        elif self._list is not None and not rows:
            words.nobody_assigned(self.empty)
        elif self._list is not None and not self.table.rowCount():
            people = self.tr("{clients} are there.").format(
                clients=self._phrases.clients(len(rows))
            )
            words.filtered(self.empty, self.filter_words(), people)
        else:
            self._stack.setCurrentWidget(self.view)
            return
        self._stack.setCurrentWidget(self.empty)


def _status(key: str) -> PaymentStatus:
    return PaymentStatus(key)
